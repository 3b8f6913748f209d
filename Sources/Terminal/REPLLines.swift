// Lines that a person types: through libedit on a terminal, plainly from a pipe.
//
// libedit reads through a function of ours, which also waits for the interrupt: a Ctrl-C at the prompt gives up the
// line instead of ending the program. It decodes UTF-8, since libedit's readline interface hands on single bytes.

import Notebook
import CEdit
import Foundation
import LuaRuntime

enum LineRead: Equatable {
    case line(String)
    /// Ctrl-C at the prompt.
    case interrupted
    case end
}

/// Where lines come from.
protocol LineSource: AnyObject {
    func read(prompt: String) -> LineRead
    /// Keeps lines for the arrow keys and the next session.
    func remember(_ lines: [String])
}

/// Lines of a pipe or a file.
final class PipedLines: LineSource {
    func read(prompt: String) -> LineRead { readLine(strippingNewline: true).map { .line($0) } ?? .end }
    func remember(_ lines: [String]) {}
}

/// Lines of a terminal. There is one in a process, as libedit has it.
final class EditedLines: LineSource {
    private let historyFile: String?
    /// A byte in this pipe is a Ctrl-C.
    let interrupts: Pipe

    /// - Parameter complete: gives what may stand before the cursor's place, counted in Unicode scalars.
    init(historyFile: String?, complete: @escaping (String, Int) -> Completions) {
        self.historyFile = historyFile
        interrupts = Pipe()
        setlocale(LC_CTYPE, "C.UTF-8")
        EditorState.complete = complete
        EditorState.interrupt = interrupts.fileHandleForReading.fileDescriptor
        spar_edit_setup(
            { _ in EditorState.nextCharacter() }, { word, start, end in EditorState.matches(word, start, end) })
        if let historyFile { read_history(historyFile) }
    }

    func read(prompt: String) -> LineRead {
        EditorState.wasInterrupted = false
        guard let line = readline(prompt) else { return EditorState.wasInterrupted ? .interrupted : .end }
        defer { free(line) }
        return EditorState.wasInterrupted ? .interrupted : .line(String(cString: line))
    }

    func remember(_ lines: [String]) {
        for line in lines where !line.allSatisfy(\.isWhitespace) { add_history(line) }
        if let historyFile { write_history(historyFile) }
    }
}

/// What libedit's callbacks, which take no context, work on. They run on the thread that reads lines.
private enum EditorState {
    nonisolated(unsafe) static var complete: (String, Int) -> Completions = { _, place in
        Completions(start: place, end: place, matches: [])
    }
    nonisolated(unsafe) static var interrupt: Int32 = -1
    nonisolated(unsafe) static var wasInterrupted = false

    /// The next character's number; -1 at the end of the input.
    static func nextCharacter() -> Int32 {
        guard let first = nextByte() else { return -1 }
        let more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0
        guard more > 0 else { return Int32(first) }
        var code = UInt32(first) & (0x3F >> UInt32(more))
        for _ in 0..<more {
            guard let byte = nextByte() else { return -1 }
            code = code << 6 | UInt32(byte & 0x3F)
        }
        return Int32(code)
    }

    private static func nextByte() -> UInt8? {
        while true {
            var files = [
                pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
                pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&files, 2, -1) >= 0 || errno == EINTR else { return nil }
            var byte: UInt8 = 0
            if files[1].revents & Int16(POLLIN) != 0 {
                _ = Glibc.read(interrupt, &byte, 1)
                wasInterrupted = true
                return UInt8(ascii: "\n")  // ends the line, which is then given up
            }
            guard files[0].revents != 0 else { continue }
            let count = Glibc.read(0, &byte, 1)
            if count == 1 { return byte }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    /// The matches as libedit wants them: what they have in common, each of them, and a null.
    static func matches(_ word: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32) -> UnsafeMutablePointer<
        UnsafeMutablePointer<CChar>?
    >? {
        spar_edit_no_file_names()
        guard let buffer = spar_edit_line() else { return nil }
        let bytes = UnsafeBufferPointer(
            start: UnsafeRawPointer(buffer).assumingMemoryBound(to: UInt8.self), count: Int(end))
        let line = String(decoding: bytes, as: UTF8.self)
        let found = complete(line, line.unicodeScalars.count)
        guard !found.matches.isEmpty else { return nil }
        // libedit replaces from the beginning of what it takes for the word.
        let scalars = Array(line.unicodeScalars)
        let wordStart = String(decoding: bytes.prefix(Int(start)), as: UTF8.self).unicodeScalars.count
        let texts = found.matches.map { match -> String in
            if found.start <= wordStart {
                return String(String.UnicodeScalarView(match.unicodeScalars.dropFirst(wordStart - found.start)))
            }
            return String(String.UnicodeScalarView(scalars[wordStart..<found.start])) + match
        }
        let common = texts.dropFirst().reduce(texts[0]) { $0.commonPrefix(with: $1) }
        let all = texts.count == 1 ? texts : [common] + texts
        guard
            let list = malloc((all.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)?
                .assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
        else { return nil }
        for (i, text) in all.enumerated() { list[i] = strdup(text) }
        list[all.count] = nil
        return list
    }
}
