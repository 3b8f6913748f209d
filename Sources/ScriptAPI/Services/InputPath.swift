// Where inputs come from.

import Basics
import Laboratory
import LuaRuntime

extension Call {
    /// The path of a file that the script reads, which may be one that comes with Spar; noted for the end of a report.
    func inputPath(_ given: String) -> String {
        let path = ShippedFiles.path(given)
        state.service(RunJournal.self, default: RunJournal()).note(input: path)
        return path
    }
}
