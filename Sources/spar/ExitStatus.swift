// How the process ends.

import CLuaShim
import Glibc

/// The exit statuses that scripts and batch systems can rely on.
enum ExitStatus: Int32, Error {
    case success = 0, scriptError = 1, usage = 2, failedPoints = 3
    case timeLimit = 124, memoryLimit = 125, interrupt = 130
}

/// Ends the process at once: nothing of a script that still runs is waited for.
func end(_ status: ExitStatus) -> Never {
    spar_flush()
    _exit(status.rawValue)
}

func standardError(_ text: String) {
    var line = text + "\n"
    spar_flush()
    line.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = Glibc.write(2, rest.baseAddress, rest.count)
            if count <= 0 { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
