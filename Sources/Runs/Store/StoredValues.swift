// Values that a script keeps by `spar.cached(name, inputs, f)`: bytes by a name and the hash of the inputs.

import Processes
import Basics
import Foundation
import GRDB

extension RunStore {
    /// Names that begin so are this machine's own matter and are not exported.
    public static let privateValue = "spar: "

    /// The kept bytes, nil where there are none.
    /// - Parameter inputs: `JSON.hash()` of whatever decides the value.
    public func value(_ name: String, inputs: String) throws -> [UInt8]? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT value FROM cached_values WHERE name = ? AND inputs = ?")
            return try Data.fetchOne(statement, arguments: [name, inputs]).map { Array($0) }
        }
    }

    /// The kept bytes with the date at which they were kept, UTC.
    public func datedValue(_ name: String, inputs: String) throws -> (bytes: [UInt8], date: String)? {
        try read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT value, date FROM cached_values WHERE name = ? AND inputs = ?",
                arguments: [name, inputs])
            return row.map { (Array($0["value"] as Data), $0["date"] as String) }
        }
    }

    /// Keeps bytes; where the store may only be read, nothing is kept.
    public func keep(value: [UInt8], _ name: String, inputs: String) throws {
        if isReadOnly { return }
        try write {
            try $0.execute(
                sql: "INSERT OR REPLACE INTO cached_values VALUES (?, ?, ?, ?, ?)",
                arguments: [name, inputs, SHA256.hex(value), Machine.now(), Data(value)])
        }
    }
}
