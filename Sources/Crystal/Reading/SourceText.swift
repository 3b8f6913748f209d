// Where a message comes from: the name of the file, and a line where there is one.

import Basics

struct SourceName: Sendable {
    let name: String

    func error(_ text: String) -> SparError { SparError(at: .file(name), text) }

    /// - Parameter line: from 1; 0 where it is not known.
    func error(line: Int, _ text: String) -> SparError {
        SparError(at: .file(name, line: line), text)
    }
}
