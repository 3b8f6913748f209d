// The tables of the run store. Keys are 64 hexadecimal digits of SHA-256; times of dates are UTC; seconds are seconds.
//
// `user_version` is the schema's version, `application_id` marks the file as ours ("Spar" in ASCII).

import Basics
import GRDB

enum StoreSchema {
    static let version = 1
    static let applicationID = 0x5370_6172
    /// Of a new file: a result of 50 kB is read in a few portions.
    static let pageBytes = 16384

    /// Makes the tables of a new store; refuses files of other programs and of newer versions.
    static func prepare(_ database: Database, path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard tables == 0 || owner == applicationID else {
            throw SparError(
                "the store \(path) is an SQLite database of another program; name another file with --store")
        }
        try refuseNewer(found, path: path)
        if tables == 0 {
            try database.execute(sql: tablesOfVersion1)
            try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
        } else {
            try checkTables(database, path: path)
            // Stores of older programs have none; they read it as any other index.
            try database.execute(sql: listing)
        }
    }

    /// What lists and estimates of costs ask for, without the pages of the results themselves: a store of 150,000 has
    /// 40 MB of it, and ten gigabytes of those. In the order of dates, so that the newest are found first.
    static let listing = """
        CREATE INDEX IF NOT EXISTS results_listed ON results (date, key, engine, version, element, atoms, status,
            cpu_seconds, wall_seconds, node)
        """

    /// Refuses a file whose tables are not made as ours are: a view in a table's place could compute for ever, and
    /// columns could hold what they may not.
    static func checkTables(_ database: Database, path: String) throws {
        let wanted = statements
        let rows = try Row.fetchAll(database, sql: "SELECT type, name, sql FROM sqlite_master")
        for (name, sql) in wanted {
            let found = rows.first { $0.text("name") == name }
            guard let found, found.text("type") == "table", words(found.text("sql") ?? "") == sql else {
                throw SparError(
                    "the store \(path) is damaged or was not made by Spar: its table \(name) is "
                        + (found == nil ? "missing" : "not as Spar makes it"))
            }
        }
    }

    /// Each table of ours with the words of the statement that makes it.
    private static let statements: [(name: String, words: [Substring])] = tablesOfVersion1.split(separator: ";")
        .compactMap {
            let words = words($0)
            return words.starts(with: ["CREATE", "TABLE"]) ? (String(words[2]), words) : nil
        }

    private static func words(_ sql: some StringProtocol) -> [Substring] {
        Substring(sql).split(whereSeparator: \.isWhitespace)
    }

    static func refuseNewer(_ found: Int, path: String) throws {
        guard found <= version else {
            throw SparError(
                "the store \(path) has schema version \(found), written by a newer Spar; this one knows "
                    + "versions up to \(version): use the newer Spar, or name another store with --store")
        }
    }

    // `any_version` is the job's key without the engine's version. `sha256` is of `result` (or of `value`).
    private static let tablesOfVersion1 = """
        CREATE TABLE results (
            key TEXT NOT NULL PRIMARY KEY, any_version TEXT NOT NULL, engine TEXT NOT NULL, version TEXT NOT NULL,
            element TEXT NOT NULL, atoms INTEGER NOT NULL, status TEXT NOT NULL,
            cpu_seconds REAL NOT NULL, wall_seconds REAL NOT NULL, node TEXT NOT NULL, date TEXT NOT NULL,
            sha256 TEXT NOT NULL, job BLOB NOT NULL, result BLOB NOT NULL);
        CREATE INDEX results_any_version ON results (any_version);
        CREATE TABLE failures (
            key TEXT NOT NULL PRIMARY KEY, any_version TEXT NOT NULL, engine TEXT NOT NULL, version TEXT NOT NULL,
            element TEXT NOT NULL, atoms INTEGER NOT NULL, status TEXT NOT NULL,
            cpu_seconds REAL NOT NULL, wall_seconds REAL NOT NULL, node TEXT NOT NULL, date TEXT NOT NULL,
            times INTEGER NOT NULL, message TEXT NOT NULL, log TEXT NOT NULL, attempts TEXT NOT NULL, job BLOB NOT NULL);
        CREATE TABLE plans (
            request TEXT NOT NULL PRIMARY KEY, jobs TEXT NOT NULL, assembly TEXT NOT NULL, date TEXT NOT NULL)
            WITHOUT ROWID;
        CREATE TABLE cached_values (
            name TEXT NOT NULL, inputs TEXT NOT NULL, sha256 TEXT NOT NULL, date TEXT NOT NULL, value BLOB NOT NULL,
            PRIMARY KEY (name, inputs));
        CREATE TABLE chunks (
            chunk TEXT NOT NULL PRIMARY KEY, slurm_job INTEGER, tasks INTEGER NOT NULL, date TEXT NOT NULL);
        \(listing);
        """
}
