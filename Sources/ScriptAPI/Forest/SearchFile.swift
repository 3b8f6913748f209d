// What a search has finished, on disk: one JSON object a line, added as folds end, so that a search that was stopped
// goes on where it ended. A last line that was cut off is passed over; keys name the data, the fold and the
// hyperparameters.

import Basics
import Forest
import Foundation
import Synchronization

final class SearchFile: Sendable {
    private let state: Mutex<State>
    private let path: String

    private struct State {
        var known: [String: Scores] = [:]
        var handle: FileHandle?
        var failure: SparError?
    }

    /// - Throws: `SparError` where the file cannot be opened or is another one.
    init(_ path: String) throws {
        self.path = path
        var start = State()
        var end: UInt64 = 0
        if FileManager.default.fileExists(atPath: path) {
            let bytes = try FileBytes.read(path)
            for line in bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
                let entry = try? JSON.parse(Array(line), name: path)
                guard let entry, case .string(let key) = entry["key"], let scores = Scores(json: entry) else {
                    throw SparError(at: .file(path), "this is not a file of a search; name another one or remove it")
                }
                start.known[key] = scores
                end += UInt64(line.count) + 1
            }
            if end == 0, !bytes.isEmpty {
                throw SparError(at: .file(path), "this is not a file of a search; name another one or remove it")
            }
        } else if !FileManager.default.createFile(atPath: path, contents: nil) {
            throw SparError(at: .file(path), "the file of the search cannot be written")
        }
        guard let handle = FileHandle(forWritingAtPath: path), (try? handle.truncate(atOffset: end)) != nil else {
            throw SparError(at: .file(path), "the file of the search cannot be written")
        }
        start.handle = handle
        state = Mutex(start)
    }

    var memory: SearchMemory {
        SearchMemory(recall: { key in self.state.withLock { $0.known[key] } }, keep: { self.keep($0, $1) })
    }

    /// Throws where a fold could not be written.
    func check() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func keep(_ key: String, _ scores: Scores) {
        state.withLock { state in
            do {
                let entry = JSON.object([
                    "key": .string(key), "r2": scores.r2.map { .number($0) } ?? .null, "mae": .number(scores.mae),
                    "mse": .number(scores.mse), "n": .integer(scores.count),
                ])
                try state.handle?.write(contentsOf: try entry.canonicalBytes() + [10])
            } catch {
                state.failure = SparError(at: .file(path), "the file of the search cannot be written")
            }
        }
    }
}

extension Scores {
    fileprivate init?(json: JSON) {
        func number(_ name: String) -> Double? {
            switch json[name] {
            case .number(let x): x
            case .integer(let i): Double(i)
            default: nil
            }
        }
        guard let mae = number("mae"), let mse = number("mse"), let count = number("n") else { return nil }
        self.init(r2: number("r2"), mae: mae, mse: mse, count: Int(count))
    }
}
