// A table: named columns of equal length in a fixed order, and the comment lines that came with its file.
// Immutable; every operation gives a new table (columns are shared until one of them changes). Rows count from 0.

import Basics

public struct Table: Sendable, Equatable {
    /// Names of the columns, in order, no two the same.
    public let names: [String]
    /// The columns, in the order of `names`.
    public let columns: [Column]
    /// Number of rows.
    public let count: Int
    /// Lines of the file that began with `#`, without it.
    public var comments: [String]
    private let positions: [String: Int]

    public static let empty = Table(unchecked: [], count: 0, comments: [])

    /// Throws `SparError` for two columns of one name, an empty name, or columns of different lengths.
    public init(_ columns: [(name: String, column: Column)], comments: [String] = []) throws {
        let count = columns.first?.column.count ?? 0
        var seen: Set<String> = []
        for (name, column) in columns {
            guard !name.isEmpty else { throw SparError("a column has no name; give every column one") }
            guard seen.insert(name).inserted else { throw SparError("two columns are called '\(name)'; rename one") }
            guard column.count == count else {
                throw SparError(
                    "column '\(name)' has \(column.count) values where '\(columns[0].name)' has \(count)")
            }
        }
        self.init(unchecked: columns, count: count, comments: comments)
    }

    init(unchecked columns: [(name: String, column: Column)], count: Int, comments: [String]) {
        names = columns.map(\.name)
        self.columns = columns.map(\.column)
        self.count = count
        self.comments = comments
        positions = Dictionary(columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public func has(_ name: String) -> Bool { positions[name] != nil }

    /// The column of that name. Throws `SparError` with the nearest name otherwise.
    public func column(_ name: String) throws -> Column {
        guard let position = positions[name] else {
            if let near = nearestName(to: name, among: names) {
                throw SparError("there is no column '\(name)'; did you mean '\(near)'?")
            }
            let known = names.isEmpty ? "the table has none" : "the columns are \(names.joined(separator: ", "))"
            throw SparError("there is no column '\(name)'; \(known)")
        }
        return columns[position]
    }

    /// The values of a column of numbers, missing ones NaN; flags count as 0 and 1.
    public func numbers(_ name: String) throws -> [Double] {
        switch try column(name) {
        case .number(let values): return values
        case .flag(let values): return values.map { $0.map { $0 ? 1 : 0 } ?? .nan }
        case .text(let values):
            let culprit = values.firstIndex { $0.map { NumberText.parse($0) == nil } ?? false }
            let example = culprit.map { " (row \($0 + 1) holds '\(values[$0] ?? "")')" } ?? ""
            throw SparError("column '\(name)' holds text\(example) where numbers are needed")
        }
    }

    /// The value in a row of the named column.
    public func cell(_ row: Int, _ name: String) throws -> Cell { try column(name)[row] }

    /// The cells of one row, in the order of `names`.
    public func row(_ index: Int) -> [Cell] { columns.map { $0[index] } }

    var named: [(name: String, column: Column)] { Array(zip(names, columns)).map { (name: $0, column: $1) } }

    public static func == (a: Table, b: Table) -> Bool {
        a.names == b.names && a.count == b.count && a.columns == b.columns && a.comments == b.comments
    }
}
