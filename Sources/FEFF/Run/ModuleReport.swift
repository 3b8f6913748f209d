// How one module ended, judged by what it left and said. FEFF returns 0 for most fatal errors.
//
// A module writes .feff.error when it starts and deletes it when it ends well; a fatal error prints a message whose
// last line is a tag (RDINP-2, CORVAL-1) and stops with status 0. A floating-point note on standard error is harmless.

import Basics
import Glibc
import Processes
import Spectra

package struct ModuleReport {
    let module: FEFFModule
    let end: Outcome.End
    let output: String
    let errors: String
    /// .feff.error was still there.
    let leftErrorFile: Bool

    package init(module: FEFFModule, end: Outcome.End, output: String, errors: String, leftErrorFile: Bool) {
        self.module = module
        self.end = end
        self.output = output
        self.errors = errors
        self.leftErrorFile = leftErrorFile
    }

    /// Nil where the module did its work.
    package var failure: JobFailure? {
        let name = "FEFF's module \(module.rawValue)"
        if (errors + output).contains("No space left on device") || (errors + output).contains("Disk quota exceeded") {
            return failed(
                .crashed(module: module.rawValue),
                "\(name) could not write: the disk of its scratch "
                    + "folder is full; make room or set TMPDIR to another disk")
        }
        switch end {
        case .timedOut:
            return failed(
                .timeout,
                "\(name) was still running when the job's time was up and was stopped; "
                    + "give more with timeout = seconds")
        case .cancelled: return failed(.killed, "\(name) was stopped because the job was no longer wanted")
        case .signalled(let signal) where [SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGXCPU].contains(signal):
            return failed(
                .killed,
                "\(name) was killed from outside (\(signalName(signal)))"
                    + (signal == SIGKILL ? ", perhaps because memory ran out" : "") + "; the next run tries it again")
        case .signalled(let signal):
            return failed(.crashed(module: module.rawValue), "\(name) crashed (\(signalName(signal)))\(said)")
        case .exited(let status) where status != 0:
            return failed(.crashed(module: module.rawValue), "\(name) ended with exit status \(status)\(said)")
        case .exited: break
        }
        guard leftErrorFile || (module.saysDone && !output.contains("Done with module")) else { return nil }
        if output.contains("bad counts") || output.contains("CORVAL") {
            return failed(.badCounts, "\(name) found bad electron counts and gave up\(said)")
        }
        if module == .rdinp {
            return failed(.badInput, "FEFF did not accept feff.inp\(said)")
        }
        if !leftErrorFile {
            return failed(.incompleteOutput, "\(name) ended without its closing line\(said)")
        }
        return failed(.crashed(module: module.rawValue), "\(name) stopped with an error\(said)")
    }

    private func failed(_ status: JobStatus, _ message: String) -> JobFailure {
        JobFailure(status: status, message: message, log: tail)
    }

    private func signalName(_ signal: Int32) -> String { "signal \(signal), \(String(cString: strsignal(signal)))" }

    /// The last words, for the end of a sentence.
    private var said: String {
        let lines = (output + "\n" + errors).split(whereSeparator: \.isNewline)
            .map { $0.split(separator: " ").joined(separator: " ") }
            .filter { line in
                !line.isEmpty && line != "STOP" && !line.hasPrefix("Note: The following floating-point")
                    && !line.hasPrefix("#") && !line.hasPrefix("at ") && !line.hasPrefix("Backtrace")
                    && !line.hasPrefix("Error termination") && !line.hasPrefix("Launching FEFF")
            }
        let last = lines.suffix(3).joined(separator: " / ")
        return last.isEmpty ? "" : ": " + (last.count > 300 ? "..." + last.suffix(297) : last)
    }

    /// The last lines of both outputs.
    var tail: String {
        let lines =
            (output.split(whereSeparator: \.isNewline).suffix(30)
                + errors.split(whereSeparator: \.isNewline).suffix(10))
        return (["[\(module.rawValue)]"] + lines.map(String.init)).joined(separator: "\n")
    }
}
