// A script run on the terminal: as one chunk, or cell by cell where it has marks.

import Basics
import LuaRuntime
import ScriptAPI

public enum ScriptFile {
    /// Runs the host's script. Errors are thrown as they were raised.
    public static func run(_ host: ScriptHost) throws {
        let (text, name) = try host.readScript()
        let file = try NotebookFile(text, name: name.hasPrefix("=") ? String(name.dropFirst()) : name)
        guard file.isCut else {
            _ = try host.state.compile(text, name: name).call(host.scriptArguments)
            return
        }
        host.state.remember(source: text, name: name)
        let session = try Session(terminal: host)
        for cell in file.cells where cell.kind == .code {
            try session.evaluate(cell.text, chunk: name, line: cell.line, arguments: host.scriptArguments)
        }
    }
}
