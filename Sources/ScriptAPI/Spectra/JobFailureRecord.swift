// A job that gave no spectrum, as the object that a script catches.

import Laboratory
import LuaRuntime
import Spectra

extension LuaRecord {
    /// `.status`, `.message`, `.key` and `.log`; its text is the message.
    convenience init(_ failure: JobFailure, key: String?) {
        self.init(
            "job failure",
            [
                ("status", .string(failure.status.text)), ("message", .string(failure.message)),
                ("key", .optional(key)),
                ("log", .string(failure.log)),
                ("attempts", .object(LuaList(failure.attempts.map { .string($0) }))),
            ], sentence: failure.message)
    }
}

extension LuaObjectError {
    init(_ failure: SpectrumFailure) { self.init(LuaRecord(failure.failure, key: failure.key)) }
}
