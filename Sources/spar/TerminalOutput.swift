// Outputs of cells on a terminal.

import CLuaShim
import Notebook

enum TerminalOutput {
    static func show(_ output: CellOutput) {
        switch output {
        case .text(let text): print(text, terminator: "")
        case .note(let text): standardError(text.last == "\n" ? String(text.dropLast()) : text)
        case .bundle(let bundle): print(bundle.text)
        case .failure, .stopped: break // said at the end
        }
    }
}
