// Reading rows whose columns may hold anything: SQLite keeps what it is given, and a file may come from elsewhere.
//
// GRDB's own subscript ends the process where a value is of another kind than asked for.

import Basics
import Foundation
import GRDB
import Spectra

extension Row {
    /// A text, nil where the column holds none.
    func text(_ column: String) -> String? {
        guard let value = self[column] as DatabaseValue?, case .string(let text) = value.storage else { return nil }
        return text
    }

    /// Bytes; nil where the column holds none. A blob of no bytes counts as none.
    func bytes(_ column: String) -> Data? {
        guard let value = self[column] as DatabaseValue?, case .blob(let data) = value.storage else { return nil }
        return data
    }

    func whole(_ column: String) -> Int? {
        guard let value = self[column] as DatabaseValue?, case .int64(let number) = value.storage else { return nil }
        return Int(number)
    }

    func real(_ column: String) -> Double? {
        switch (self[column] as DatabaseValue?)?.storage {
        case .double(let number): number
        case .int64(let number): Double(number)
        default: nil
        }
    }

    /// The key of an entry for a sentence about it, whatever stands there.
    var keyForMessages: String { text("key") ?? "an entry without a key" }
}

/// What an entry of the store says beside its blobs, checked against the job itself: a result found by
/// `any_version` must be the result of that job.
enum StoredEntryCheck {
    /// What is wrong with a row of `results` or `failures`; nil where nothing is.
    static func fault(_ row: Row, hasResult: Bool) -> String? {
        guard let key = row.text("key"), let bytes = row.bytes("job") else { return "its key or its job is missing" }
        guard SHA256.hex(bytes) == key else { return "the job is not the one that the key names" }
        do {
            let job = try SpectralJob(json: JSON.parse(Array(bytes), name: "the job"))
            guard row.text("any_version") == (try job.keyOfAnyVersion()), row.text("engine") == job.engine.name,
                row.text("version") == job.engine.version, row.text("element") == job.cluster.absorber.symbol,
                row.whole("atoms") == job.cluster.atoms.count(where: \.scatters), row.text("date") != nil,
                row.text("node") != nil, row.real("cpu_seconds") != nil, row.real("wall_seconds") != nil,
                row.text("status").flatMap({ JobStatus(text: $0) }) != nil
            else { return "what the store says of it is not what its job says" }
            guard hasResult else { return nil }
            guard let blob = row.bytes("result") else { return "its result is missing" }
            guard SHA256.hex(blob) == row.text("sha256") else { return "the bytes of the result changed" }
            _ = try SiteResult(encoded: Array(blob), job: key)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
