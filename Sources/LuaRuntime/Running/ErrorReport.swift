// The text that a person reads when a script fails: the sentence, the line it happened on, and how it got there.

import Basics

extension LuaState {
    /// The whole report of an error, in lines.
    ///
    ///     nio.lua:4: bad argument 'c' to 'strain' (number expected, got string)
    ///        4 |   local s = nio:strain{ c = "x" }
    ///     called from nio.lua:9
    ///        9 | rows = sweep(strains, body)
    public func report(_ error: any Error) -> String {
        guard let error = error as? LuaError else { return String(describing: error) }
        var lines = [error.description]
        if let hint = SyntaxHint.runtimeHint(error.description) { lines[0] += " (\(hint))" }
        var frames = error.frames
        if let inner, inner.description == error.description, inner !== error {
            frames = inner.frames + frames
        }
        // Consecutive entries of one line (a call within a call) say nothing new.
        var shown: [Frame] = []
        for frame in frames where !shown.contains(where: { $0.source == frame.source && $0.line == frame.line }) {
            shown.append(frame)
        }
        for (i, frame) in shown.enumerated() {
            let place = "\(frame.source):\(frame.line)"
            if i > 0 || !error.description.hasPrefix(place) {
                lines.append(
                    (i == 0 ? "at " : "called from ") + place + (frame.name.isEmpty ? "" : " in '\(frame.name)'"))
            }
            if let text = sourceLine(frame) { lines.append(text) }
            if i == shown.count / 2, error.framesLeftOut > 0 { lines.append("… \(error.framesLeftOut) calls left out") }
        }
        return lines.joined(separator: "\n")
    }

    private func sourceLine(_ frame: Frame) -> String? {
        guard let text = sources[frame.source] else { return nil }
        // By bytes: a line feed behind a carriage return is one character with it.
        let lines = text.utf8.split(separator: 0x0a, maxSplits: frame.line, omittingEmptySubsequences: false)
        guard frame.line <= lines.count else { return nil }
        let line = String(decoding: lines[frame.line - 1], as: UTF8.self).prefix(200)
        let number = String(frame.line)
        return String(repeating: " ", count: max(0, 4 - number.count)) + number + " | "
            + (line.last == "\r" ? String(line.dropLast()) : String(line))
    }
}
