// What a store promises of its commits.

import GRDB
import Testing

@testable import Runs

@Suite struct DurabilityTests {
    /// The spool's copy of a result is removed after its commit, so that the commit has to be on the disk.
    @Test(arguments: [false, true]) func everyCommitIsSynced(isShared: Bool) throws {
        let folder = try TestFolder()
        let store = try RunStore(path: folder.store, isShared: isShared, patience: 1)
        let full = 2
        #expect(try store.look { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == full)
    }
}
