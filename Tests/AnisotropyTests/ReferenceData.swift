// Reading the reference data beside the repository; tests that need them are skipped where they are not there.

import Basics
import Crystal
import Foundation

enum ReferenceData {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["SPAR_SHARED"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    }()

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
    }

    static func json(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appendingPathComponent(path))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// A CSV table without quoted fields.
    static func table(_ path: String) throws -> Table {
        Table(String(decoding: try Data(contentsOf: folder.appendingPathComponent(path)), as: UTF8.self))
    }

    struct Table {
        let columns: [String: Int]
        let rows: [[Substring]]

        init(_ text: String) {
            let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init)
            func fields(_ line: Substring) -> [Substring] {
                line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(Substring.init)
            }
            columns = Dictionary(uniqueKeysWithValues: fields(lines[0]).enumerated().map { (String($1), $0) })
            rows = lines.dropFirst().map(fields)
        }

        func text(_ row: [Substring], _ column: String) -> String { columns[column].map { String(row[$0]) } ?? "" }
        func number(_ row: [Substring], _ column: String) -> Double { Double(text(row, column)) ?? .nan }
    }

    /// Two tables of crystals, whose rows are found by material id.
    struct Structures {
        private let tables: [StructureTable]
        private let rows: [String: (table: Int, row: Int)]

        init() throws {
            let tables = try ["mp_3d_structures", "mp_3d_theoretical_labelled"].map {
                try StructureTable(contentsOf: folder.appendingPathComponent("data/\($0).csv.gz").path)
            }
            var rows: [String: (table: Int, row: Int)] = [:]
            for (t, table) in tables.enumerated() {
                for row in 0..<table.count { rows[table.name(row)] = (t, row) }
            }
            self.tables = tables
            self.rows = rows
        }

        subscript(id: String) -> Structure? {
            get throws { try rows[id].map { try tables[$0.table].structure($0.row) } }
        }
    }
}
