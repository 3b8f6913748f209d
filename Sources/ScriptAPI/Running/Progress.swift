// One line on a terminal that says how far a long loop is. Nothing is shown where the output is a file, nor in the
// first half second.

import Basics
import CLuaShim
import Foundation

/// A line on standard error that is written over itself.
final class StatusLine {
    private var last = Date()
    private var isShown = false
    private let isTerminal = isatty(2) == 1

    /// Shows the text unless the line is young or was written just now.
    func show(_ text: @autoclosure () -> String) {
        guard isTerminal, Date().timeIntervalSince(last) > (isShown ? 0.1 : 0.5) else { return }
        last = Date()
        isShown = true
        write("\r\u{1B}[K" + text())
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
        isShown = false
    }

    private func write(_ text: String) {
        spar_flush()
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// Progress of a loop of known length, on standard error.
final class Progress {
    private let title: String
    private let total: Int
    private let start = Date()
    private let line = StatusLine()

    init(title: String, total: Int) {
        self.title = title
        self.total = total
    }

    func show(done: Int, failed: Int) {
        line.show({
            let left = Date().timeIntervalSince(start) / Double(max(1, done)) * Double(total - done)
            let failures = failed > 0 ? ", \(failed) failed" : ""
            return "\(title): \(done) of \(total)\(failures), \(Self.duration(left)) left"
        }())
    }

    func end() { line.clear() }

    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<60: "\(Int(seconds.rounded(.up))) s"
        case ..<3600: "\(Int(seconds / 60)) min \(Int(seconds) % 60) s"
        default: "\(Int(seconds / 3600)) h \(Int(seconds / 60) % 60) min"
        }
    }
}
