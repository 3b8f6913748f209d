// What makes a table out of tables: choosing, ordering and renaming rows and columns, joining, grouping.
// Order of rows is always defined: filters and joins keep it, sorting is stable, groups stand by first appearance.

import Basics

extension Table {
    /// The rows at these indices (from 0), in this order.
    public func rows(_ indices: [Int]) -> Table {
        Table(unchecked: named.map { ($0.name, $0.column.rows(indices)) }, count: indices.count, comments: comments)
    }

    /// The rows where `keep` is true. `keep` has one entry a row.
    public func filtered(_ keep: [Bool]) -> Table { rows((0..<count).filter { keep[$0] }) }

    /// The first `n` rows, or all when there are fewer.
    public func head(_ n: Int) -> Table { rows(Array(0..<max(0, min(n, count)))) }

    /// The named columns, in the order asked for.
    public func selecting(_ chosen: [String]) throws -> Table {
        let picked = try chosen.map { (name: $0, column: try column($0)) }
        _ = try Table(picked)
        return Table(unchecked: picked, count: count, comments: comments)
    }

    /// Columns under new names; the order stays.
    public func renaming(_ changes: [(old: String, new: String)]) throws -> Table {
        var renamed = names
        for (old, new) in changes {
            _ = try column(old)
            for (i, name) in names.enumerated() where name == old { renamed[i] = new }
        }
        return try Table(zip(renamed, columns).map { (name: $0, column: $1) }, comments: comments)
    }

    /// The table with a column put in place of the one of that name, or added at the end.
    public func with(_ name: String, _ column: Column) throws -> Table {
        guard names.isEmpty || column.count == count else {
            throw SparError("column '\(name)' has \(column.count) values where the table has \(count) rows")
        }
        var all = named
        if let position = names.firstIndex(of: name) {
            all[position].column = column
        } else {
            all.append((name, column))
        }
        return try Table(all, comments: comments)
    }

    /// Rows ordered by the named columns, the first deciding first; equal rows keep their order. Numbers by size,
    /// text by its UTF-8 bytes, false before true; missing values last, also when descending.
    public func sorted(by keys: [String], descending: Bool = false) throws -> Table {
        var order = Array(0..<count)
        for key in keys.reversed() {
            switch try column(key) {
            case .number(let values):
                order = Self.sorted(order, descending, missing: { values[$0].isNaN }) { values[$0] < values[$1] }
            case .text(let values):
                order = Self.sorted(order, descending, missing: { values[$0] == nil }) {
                    (values[$0] ?? "").utf8.lexicographicallyPrecedes((values[$1] ?? "").utf8)
                }
            case .flag(let values):
                order = Self.sorted(order, descending, missing: { values[$0] == nil }) {
                    !(values[$0] ?? false) && (values[$1] ?? false)
                }
            }
        }
        return rows(order)
    }

    /// The standard library documents `sort` as stable only in effect, so the position breaks ties here.
    private static func sorted(
        _ order: [Int], _ descending: Bool, missing: (Int) -> Bool, before: (Int, Int) -> Bool
    ) -> [Int] {
        let present = order.filter { !missing($0) }
        let ranked = present.indices.sorted {
            let (a, b) = descending ? (present[$1], present[$0]) : (present[$0], present[$1])
            if before(a, b) { return true }
            return !before(b, a) && $0 < $1
        }
        return ranked.map { present[$0] } + order.filter(missing)
    }

    /// The first row of each distinct combination in the named columns (of all columns when none is named).
    public func unique(_ keys: [String] = []) throws -> Table {
        let chosen = try keys.isEmpty ? columns : keys.map(column)
        var seen: Set<[Cell]> = []
        return rows((0..<count).filter { row in seen.insert(chosen.map { $0[row] }).inserted })
    }

    /// The rows below each other. Both tables need the same columns; the order of this one's stays.
    public func concatenated(_ other: Table) throws -> Table {
        if names.isEmpty { return other }
        if other.names.isEmpty { return self }
        for name in other.names where !has(name) {
            throw SparError("only the second table has a column '\(name)'; both need the same columns")
        }
        let joined = try named.map { name, mine in
            guard other.has(name) else {
                throw SparError("only the first table has a column '\(name)'; both need the same columns")
            }
            let theirs = try other.column(name)
            guard let both = mine.appending(theirs) else {
                throw SparError("column '\(name)' holds \(mine.kind) in the first table, \(theirs.kind) in the second")
            }
            return (name: name, column: both)
        }
        return Table(unchecked: joined, count: count + other.count, comments: comments + other.comments)
    }

    /// The rows of this table that have a partner with equal values in the columns `keys` of `other`, with the
    /// partner's other columns appended; order as here. A missing key has no partner. Keys of `other` must be
    /// unique (so the result never has more rows than this table); other columns must not share a name.
    public func joined(_ other: Table, on keys: [String]) throws -> Table {
        guard !keys.isEmpty else { throw SparError("join needs the name of a column that both tables have") }
        let mine = try keys.map(column)
        let theirs = try blaming(.part("in the second table")) { try keys.map(other.column) }
        for name in other.names where has(name) && !keys.contains(name) {
            throw SparError("both tables have a column '\(name)'; rename it in one, or leave it out with select")
        }
        for (name, pair) in zip(keys, zip(mine, theirs)) where pair.0.kind != pair.1.kind {
            throw SparError("column '\(name)' holds \(pair.0.kind) in the first table, \(pair.1.kind) in the second")
        }
        var partner: [[Cell]: Int] = [:]
        for row in 0..<other.count {
            let key = theirs.map { $0[row] }
            guard !key.contains(.missing) else { continue }
            if let first = partner.updateValue(row, forKey: key) {
                throw SparError(
                    "\(keys.joined(separator: ", ")) = \(key.map(\.text).joined(separator: ", ")) stands in rows "
                        + "\(first + 1) and \(row + 1) of the second table; its keys must be unique")
            }
        }
        var left: [Int] = [], right: [Int] = []
        for row in 0..<count {
            guard let match = partner[mine.map { $0[row] }] else { continue }
            left.append(row)
            right.append(match)
        }
        let added = other.named.filter { !keys.contains($0.name) }.map { ($0.name, $0.column.rows(right)) }
        return Table(unchecked: rows(left).named + added, count: left.count, comments: comments)
    }

    /// The rows with equal values in the named column, one table for each value, in order of first appearance.
    /// Rows where it is missing form a group of their own.
    public func grouped(by name: String) throws -> [(key: Cell, rows: Table)] {
        let keys = try column(name)
        var position: [Cell: Int] = [:]
        var groups: [(key: Cell, indices: [Int])] = []
        for row in 0..<count {
            let key = keys[row]
            if let group = position[key] {
                groups[group].indices.append(row)
            } else {
                position[key] = groups.count
                groups.append((key, [row]))
            }
        }
        return groups.map { ($0.key, rows($0.indices)) }
    }
}
