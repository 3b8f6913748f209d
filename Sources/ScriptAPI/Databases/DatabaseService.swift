// The databases of one state: who is asked, where answers are kept, which lock holds.

import Basics
import Glibc
import Laboratory
import LuaRuntime
import Optimade
import Processes
import Runs
import Synchronization

/// What is said once about a run and its databases.
public struct DatabaseSettings: Sendable {
    /// Nobody is asked: what is not in the store is an error.
    public var isOffline = false
    /// Everything is asked for anew, and pinned whatever was pinned.
    public var updatesLock = false
    /// How addresses become answers; tests have another.
    public var transport: any Transport = CurlTransport()
    public var persistence = Persistence.usual

    public init() {}
}

final class DatabaseService {
    private let settings: DatabaseSettings
    private let lock: LockFile
    private unowned let state: LuaState
    private let line: StatusLine

    /// - Parameter folder: of the script, where its lock lies.
    /// - Parameter isDryRun: whether the lock stays as it is.
    init(_ settings: DatabaseSettings, folder: String, isDryRun: Bool = false, state: LuaState) {
        self.settings = settings
        self.state = state
        lock = LockFile(
            path: folder.isEmpty || folder == "." ? LockFile.name : folder + "/" + LockFile.name, isWritten: !isDryRun)
        line = StatusLine(.of(state))
    }

    /// What each database gives, or why it gives nothing; they are asked at once.
    /// - Throws: `SparError` where there is no store; `LuaStop`.
    func ask(_ queries: [DatabaseQuery]) throws -> [Result<DatabaseFind, SparError>] {
        let client = DatabaseClient(
            transport: settings.transport, cache: StoredAnswers(try state.spectraService.laboratory.openStore()),
            persistence: settings.persistence, mode: settings.isOffline ? .offline : .usual)
        let stopper = state.stopper, lock = lock, updates = settings.updatesLock
        let board = DatabaseBoard(count: queries.count)
        for (i, query) in queries.enumerated() {
            try startThread {
                board.end(
                    i,
                    Result {
                        try client.ask(query, lock: lock, updates: updates, progress: { board.come(i, $0) }) {
                            stopper.isUp
                        }
                    })
            }
        }
        while true {
            let (counts, ends) = board.state
            if ends.count == queries.count { break }
            line.show(
                queries.indices.map { "\(queries[$0].provider.name): \(counts[$0]) entries" }.joined(separator: ", "))
            usleep(20_000)
        }
        line.clear()
        return try queries.indices.map { i in
            do {
                return .success(try board.state.ends[i]?.get() ?? DatabaseFind(query: queries[i]))
            } catch let error as SparError {
                return .failure(error)
            } catch is Persistence.Cancelled {
                throw LuaStop()
            }
        }
    }
}

/// How far the threads are.
private final class DatabaseBoard: Sendable {
    private let shared: Mutex<(counts: [Int], ends: [Int: Result<DatabaseFind, any Error>])>

    init(count: Int) { shared = Mutex(([Int](repeating: 0, count: count), [:])) }

    var state: (counts: [Int], ends: [Int: Result<DatabaseFind, any Error>]) { shared.withLock { $0 } }
    func come(_ i: Int, _ count: Int) { shared.withLock { $0.counts[i] = count } }
    func end(_ i: Int, _ result: Result<DatabaseFind, any Error>) { shared.withLock { $0.ends[i] = result } }
}

/// Answers in the run store, among the values that scripts keep: they go with it when it is exported.
struct StoredAnswers: AnswerCache {
    private static let name = "OPTIMADE answer"
    private let store: RunStore

    init(_ store: RunStore) { self.store = store }

    func answer(to address: String) throws -> KeptAnswer? {
        try store.datedValue(Self.name, inputs: SHA256.hex(address.utf8)).map {
            KeptAnswer(body: $0.bytes, date: $0.date)
        }
    }

    func keep(_ body: [UInt8], to address: String) throws -> KeptAnswer {
        try store.keep(value: body, Self.name, inputs: SHA256.hex(address.utf8))
        return try answer(to: address) ?? KeptAnswer(body: body, date: Machine.now())
    }
}

extension LuaState {
    /// The one of this state; a state that no host made asks as the environment says, with a lock in the current folder.
    var databases: DatabaseService {
        service(DatabaseService.self, default: DatabaseService(DatabaseSettings(), folder: "", state: self))
    }
}
