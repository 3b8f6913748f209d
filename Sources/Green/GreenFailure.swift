// What can go wrong inside the engine, as one sentence.

import Spectra

struct GreenFailure: Error, CustomStringConvertible {
    let status: JobStatus
    let description: String
    var log = ""

    init(_ description: String, status: JobStatus = .badInput, log: String = "") {
        self.description = description
        self.status = status
        self.log = log
    }
}
