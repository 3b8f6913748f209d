// How the process ends.

import CLuaShim
import Glibc
import LuaRuntime

/// The exit statuses that scripts and batch systems can rely on.
enum ExitStatus: Int32, Error {
    case success = 0, scriptError = 1, usage = 2, failedPoints = 3
    case timeLimit = 124, memoryLimit = 125, interrupt = 130
}

/// Ends the process at once: nothing of a script that still runs is waited for.
func end(_ status: ExitStatus) -> Never { end(code: status.rawValue) }

/// - Parameter code: the exit status, unless it is 0 and something printed could not be written.
func end(code: Int32) -> Never {
    guard let fault = StandardOutput.flush() else { _exit(code) }
    standardError("spar: standard output could not be written: \(fault.reason)")
    _exit(code == 0 ? ExitStatus.scriptError.rawValue : code)
}

/// In place of Swift's own: its failures are seen by `end`.
func print(_ text: String, terminator: String = "\n") { RunContext.standardOutput(text + terminator) }

/// A descriptor of 0, 1, 2 that the caller closed would be given to the next file that is opened, and what is printed
/// would land there.
func holdStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
        // The wrong way round: reading and writing fail, as they do with none.
        _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
}

func standardError(_ text: String) {
    var line = text + "\n"
    _ = spar_flush()
    line.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = Glibc.write(2, rest.baseAddress, rest.count)
            if count <= 0 { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
