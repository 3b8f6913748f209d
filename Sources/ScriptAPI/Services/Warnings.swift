// Sentences about what was found worth saying, each once: on standard error, or where `write` takes them.

import Foundation
import LuaRuntime

package final class Warnings {
    private var said: Set<String> = []
    /// Takes a line.
    package var write: (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }

    package init() {}

    func say(_ sentence: String, about subject: String = "") {
        let line = subject.isEmpty ? sentence : "\(subject): \(sentence)"
        guard said.insert(line).inserted else { return }
        write("note: \(line)\n")
    }

    /// Lets everything be said again.
    package func forget() { said = [] }
}

extension Call {
    func warn(_ sentence: String, about subject: String = "") {
        state.service(Warnings.self, default: Warnings()).say(sentence, about: subject)
    }
}
