// One line on a terminal that says how far a long loop is. Nothing is shown where the output is a file, nor in the
// first half second.

import Basics
import CLuaShim
import Foundation
import LuaRuntime

/// Where the line of progress goes: a notebook takes it, otherwise it is the terminal's last line.
package final class ProgressDisplay {
    /// Takes the text, or nil where there is nothing to say any more; nil for the terminal.
    package var show: ((String?) -> Void)?
    /// Whether a line is to be seen now, whoever put it there.
    fileprivate(set) var isShown = false
    package init() {}

    /// Takes the line away, after a stop too.
    package func clear() {
        if isShown {
            if let show { show(nil) } else { StatusLine.write("\r\u{1B}[K") }
        }
        isShown = false
    }

    package static func of(_ state: LuaState) -> ProgressDisplay {
        state.service(ProgressDisplay.self, default: ProgressDisplay())
    }
}

/// A line that is written over itself, on standard error or where the state's display shows it.
final class StatusLine {
    private var last = Date()
    private let isTerminal = isatty(2) == 1
    private let place: ProgressDisplay

    init(_ place: ProgressDisplay) { self.place = place }

    /// Shows the text unless the line is young or was written just now.
    func show(_ text: @autoclosure () -> String) {
        let display = place.show
        guard isTerminal || display != nil, Date().timeIntervalSince(last) > (place.isShown ? 0.1 : 0.5) else { return }
        last = Date()
        place.isShown = true
        if let display { return display(text()) }
        Self.write("\r\u{1B}[K" + text())
    }

    func clear() { place.clear() }

    fileprivate static func write(_ text: String) {
        spar_flush()
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// Progress of a loop of known length.
final class Progress {
    private let title: String
    private let total: Int
    private let start = Date()
    private let line: StatusLine

    init(_ place: ProgressDisplay, title: String, total: Int) {
        self.title = title
        self.total = total
        line = StatusLine(place)
    }

    func show(done: Int, failed: Int) {
        line.show(
            {
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
