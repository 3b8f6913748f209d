// What a search has finished, on disk: one JSON object a line, added as folds end, so that a search that was stopped
// goes on where it ended. A last line that was cut off is passed over; keys name the data, the fold and the
// hyperparameters.

import Basics
import Foundation
import Synchronization

public final class SearchFile: Sendable {
    private let state: Mutex<State>
    private let path: String

    private struct State {
        var known: [String: Scores] = [:]
        var handle: FileHandle?
        var failure: SparError?
    }

    /// - Throws: `SparError` where the file cannot be opened or is another one.
    public init(_ path: String) throws {
        self.path = path
        var start = State()
        var end: UInt64 = 0
        if FileManager.default.fileExists(atPath: path) {
            let bytes = try FileBytes.read(path)
            for line in bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast() {
                guard let entry = try? JSON.parse(Array(line), name: path), let key = entry["key"]?.text,
                    let scores = try? Scores(json: entry)
                else {
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

    public var memory: SearchMemory {
        SearchMemory(recall: { key in self.state.withLock { $0.known[key] } }, keep: { self.keep($0, $1) })
    }

    /// Throws where a fold could not be written.
    public func check() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func keep(_ key: String, _ scores: Scores) {
        state.withLock { state in
            do {
                var members = scores.json.members ?? [:]
                members["key"] = .string(key)
                let entry = JSON.object(members)
                try state.handle?.write(contentsOf: try entry.canonicalBytes() + [10])
            } catch {
                state.failure = SparError(at: .file(path), "the file of the search cannot be written")
            }
        }
    }
}

extension Scores: JSONCodable {
    public var json: JSON { JSON(["r2": r2, "mae": mae, "mse": mse, "n": count]) }

    public init(json: JSON) throws {
        self.init(
            r2: try json.read("r2"), mae: try json.read("mae"), mse: try json.read("mse"),
            count: try json.read("n"))
    }
}
