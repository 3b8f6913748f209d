// Outputs of cells on a terminal.

import CLuaShim
import Reports

enum TerminalOutput {
    /// - Parameter withFailures: whether errors are shown here; otherwise the caller says them at the end.
    static func show(_ output: CellOutput, withFailures: Bool = false) {
        switch output {
        case .text(let text): print(text, terminator: "")
        case .note(let text): standardError(text.last == "\n" ? String(text.dropLast()) : text)
        case .bundle(let bundle): print(bundle.text)
        case .failure(let failure): if withFailures { standardError(failure.report) }
        case .stopped(let reason): if withFailures { standardError(reason) }
        }
    }
}
