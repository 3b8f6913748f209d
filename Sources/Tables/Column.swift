// One column of a table: numbers (missing = NaN), text (missing = nil) or flags (missing = nil). Rows count from 0.

import Basics

public enum Column: Sendable {
    case number([Double])
    case text([String?])
    case flag([Bool?])

    public var count: Int {
        switch self {
        case .number(let values): values.count
        case .text(let values): values.count
        case .flag(let values): values.count
        }
    }

    /// How many values are missing.
    public var missing: Int {
        switch self {
        case .number(let values): values.reduce(0) { $1.isNaN ? $0 + 1 : $0 }
        case .text(let values): values.reduce(0) { $1 == nil ? $0 + 1 : $0 }
        case .flag(let values): values.reduce(0) { $1 == nil ? $0 + 1 : $0 }
        }
    }

    public subscript(row: Int) -> Cell {
        switch self {
        case .number(let values): values[row].isNaN ? .missing : .number(values[row])
        case .text(let values): values[row].map(Cell.text) ?? .missing
        case .flag(let values): values[row].map(Cell.flag) ?? .missing
        }
    }

    /// The rows at these indices, in this order.
    public func rows(_ indices: [Int]) -> Column {
        switch self {
        case .number(let values): .number(indices.map { values[$0] })
        case .text(let values): .text(indices.map { values[$0] })
        case .flag(let values): .flag(indices.map { values[$0] })
        }
    }

    /// A column of the one kind that holds all of `cells`: numbers, flags, or (when they are mixed) text.
    /// A column of nothing but missing cells holds numbers.
    public init(cells: [Cell]) {
        var numbers = true, flags = true
        for cell in cells {
            switch cell {
            case .missing: continue
            case .number: flags = false
            case .flag: numbers = false
            case .text: (numbers, flags) = (false, false)
            }
        }
        if numbers {
            self = .number(cells.map { if case .number(let value) = $0 { value } else { .nan } })
        } else if flags {
            self = .flag(cells.map { if case .flag(let value) = $0 { value } else { nil } })
        } else {
            self = .text(cells.map { $0 == .missing ? nil : $0.text })
        }
    }

    /// Both columns one below the other. Kinds must agree, except that a column of only missing values takes any kind.
    func appending(_ other: Column) -> Column? {
        switch (self, other) {
        case (.number(let a), .number(let b)): .number(a + b)
        case (.text(let a), .text(let b)): .text(a + b)
        case (.flag(let a), .flag(let b)): .flag(a + b)
        default:
            missing == count || other.missing == other.count
                ? Column(cells: (0..<count).map { self[$0] } + (0..<other.count).map { other[$0] }) : nil
        }
    }

    var kind: String {
        switch self {
        case .number: "numbers"
        case .text: "text"
        case .flag: "true or false"
        }
    }
}

extension Column: Equatable {
    /// Missing values are equal to each other.
    public static func == (a: Column, b: Column) -> Bool {
        switch (a, b) {
        case (.number(let a), .number(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
        case (.text(let a), .text(let b)): a == b
        case (.flag(let a), .flag(let b)): a == b
        default: false
        }
    }
}

/// One value of a table.
public enum Cell: Sendable, Hashable {
    case missing
    case number(Double)
    case text(String)
    case flag(Bool)

    /// The cell as a CSV file holds it, before quoting.
    public var text: String {
        switch self {
        case .missing: ""
        case .number(let value): NumberText.shortest(value)
        case .text(let value): value
        case .flag(let value): value ? "true" : "false"
        }
    }
}
