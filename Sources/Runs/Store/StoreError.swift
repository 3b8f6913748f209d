// What SQLite says, as sentences that name the store and what to do. Result codes: sqlite.org/rescode.html.

import Basics
import GRDB

enum StoreError {
    /// Runs `body` and turns SQLite's errors into sentences.
    static func explained<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw SparError(sentence(error, path))
        }
    }

    static func sentence(_ error: DatabaseError, _ path: String) -> String {
        let store = "the store \(path)"
        switch error.resultCode {
        case .SQLITE_NOTADB:
            return
                "\(store) is not a Spar store: the file is no SQLite database; name another with --store or move it "
                + "away"
        case .SQLITE_CORRUPT:
            return
                "\(store) is damaged; it was left as it is: keep a copy, then move it away and import an export with "
                + "`spar store import`, or let the results be computed again"
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return "\(store) is locked by another program and did not become free; end that program or try again"
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return "\(store) may not be written to; make it writable, or copy it and name the copy with --store"
        case .SQLITE_CANTOPEN:
            return "\(store) cannot be opened; look at the permissions of the file and of its folder"
        case .SQLITE_FULL:
            return "\(store) cannot grow: the disk is full; make room and run again: results that "
                + "could still be written wait in the spool"
        case .SQLITE_IOERR:
            return "\(store) cannot be read or written: the disk reports an error"
        default:
            return "\(store): \(error.message ?? "SQLite reports error \(error.resultCode.rawValue)")"
        }
    }
}
