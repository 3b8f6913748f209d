// Arrays: the columns of tables, the components of spectra, the rows of tensors.
//
// Indices count from 1. A missing number is NaN, a missing text nil; statistics skip what is missing. Arithmetic is
// elementwise, with a number or with an array of the same length.

import Basics
import LuaRuntime
import Tables

/// An immutable list of numbers, texts or flags.
package final class ArrayObject: LuaNumbers {
    package let column: Column

    init(_ column: Column) { self.column = column }
    convenience init(_ numbers: [Double]) { self.init(.number(numbers)) }

    package var numbers: [Double] {
        switch column {
        case .number(let values): values
        case .flag(let values): values.map { $0.map { $0 ? 1 : 0 } ?? .nan }
        case .text(let values): values.map { $0.flatMap { NumberText.parse($0) } ?? .nan }
        }
    }

    package var storages: [Storage] { [column.storage].compactMap { $0 } }

    /// The numbers, or an error that names the method.
    private func numbers(for method: String) throws -> [Double] {
        if case .text = column { throw SparError("'\(method)' needs numbers; this array holds text") }
        return numbers
    }

    private static func statistic(
        _ name: String, _ doc: String,
        _ value: @escaping @Sendable ([Double]) -> Double
    ) -> Function {
        method(name, doc, returns: "A number; NaN where the array has no values.") { array, _ in
            .plain(value(try array.numbers(for: name)))
        }
    }

    private static func combined(
        _ name: String, _ a: LuaValue, _ b: LuaValue,
        _ operation: (Double, Double) -> Double
    ) throws -> LuaValue {
        func operand(_ value: LuaValue) throws -> (array: [Double]?, number: Double) {
            if let number = value.asNumber { return (nil, number) }
            if case .object(let object) = value, let array = object as? ArrayObject {
                return (try array.numbers(for: name), 0)
            }
            throw SparError("cannot \(name) an array and a \(value.typeName)")
        }
        let x = try operand(a), y = try operand(b)
        if let p = x.array, let q = y.array, p.count != q.count {
            throw SparError("cannot \(name) arrays of \(p.count) and \(q.count) values")
        }
        let count = x.array?.count ?? y.array?.count ?? 0
        return .object(
            ArrayObject(
                (0..<count).map {
                    operation(x.array?[$0] ?? x.number, y.array?[$0] ?? y.number)
                }))
    }

    package static let luaType = ObjectType(
        ArrayObject.self, "array", "A list of numbers or texts that does not change: a[1], #a, ipairs(a), arithmetic.",
        methods: [
            statistic("sum", "The sum.") { Statistics.sum($0) },
            statistic("mean", "The mean.") { Statistics.mean($0) },
            statistic("std", "The standard deviation (population).") { Statistics.std($0) },
            statistic("min", "The smallest value.") { Statistics.min($0) },
            statistic("max", "The largest value.") { Statistics.max($0) },
            method("argmax", "The index of the largest value.", returns: "An index from 1; nil for no values.") {
                array, _ in
                let x = try array.numbers(for: "argmax")
                let best = x.indices.filter { !x[$0].isNaN }.max { x[$0] < x[$1] }
                return best.map { .integer($0 + 1) } ?? .nil
            },
            method(
                "map", "Applies a function to each value.", .required("f", .function, "Takes a value and its index."),
                returns: "A new array."
            ) { array, call in
                let f: LuaFunction = try call["f"]
                return .object(
                    ArrayObject(
                        Column(
                            cells: try (0..<array.column.count).map { i in
                                try cell(try f.first(array.element(i), .integer(i + 1)), "what the function returns")
                            })))
            },
            method(
                "integrate", "The integral by the trapezoid rule.",
                .required("x", .numbers, "The abscissas, as many as values."), returns: "A number."
            ) { array, call in
                let y = try array.numbers(for: "integrate"), x: [Double] = try call["x"]
                guard x.count == y.count else { throw call.error("x", "\(y.count) numbers expected, got \(x.count)") }
                return .number(
                    zip(x.indices.dropFirst(), x.indices).reduce(0) { sum, i in
                        sum + (x[i.0] - x[i.1]) * (y[i.0] + y[i.1]) / 2
                    })
            },
        ],
        changeHint: "a:map(f) and arithmetic give new arrays",
        operators: [
            .add: { try combined("add", $1, $2) { $0 + $1 } },
            .subtract: { try combined("subtract", $1, $2) { $0 - $1 } },
            .multiply: { try combined("multiply", $1, $2) { $0 * $1 } },
            .divide: { try combined("divide", $1, $2) { $0 / $1 } },
            .power: { try combined("raise", $1, $2) { power($0, $1) } },
            .negate: { _, a, _ in try combined("negate", .number(-1), a) { $0 * $1 } },
            .equal: { _, a, b in
                guard case .object(let x) = a, case .object(let y) = b, let p = x as? ArrayObject,
                    let q = y as? ArrayObject
                else { return .bool(false) }
                return .bool(p.column == q.column)
            },
        ],
        index: { array, key in
            guard case .integer(let i) = key, (1...array.column.count + 1).contains(i) else { return nil }
            return i > array.column.count ? .some(.nil) : array.element(i - 1)
        },
        length: { $0.column.count },
        pairs: { array in (0..<array.column.count).map { (.integer($0 + 1), array.element($0)) } },
        text: { array in
            let shown = (0..<min(array.column.count, 12)).map { LuaValueText.short(array.element($0)) }
            let rest = array.column.count - shown.count
            return "{ " + shown.joined(separator: ", ") + (rest > 0 ? ", … \(rest) more" : "") + " }"
        })

    /// Element `i` from 0; a missing number is NaN here.
    func element(_ i: Int) -> LuaValue {
        if case .number(let values) = column { return .plain(values[i]) }
        return LuaValue(column[i])
    }
}

extension Column {
    var storage: Storage? {
        switch self {
        case .number(let values): Storage(values)
        case .text(let values): Storage(values)
        case .flag(let values): Storage(values)
        }
    }
}

extension LuaValue {
    /// A cell of a table; missing is nil.
    init(_ cell: Cell) {
        switch cell {
        case .missing: self = .nil
        case .number(let x): self = .plain(x)
        case .text(let text): self = .string(text)
        case .flag(let flag): self = .bool(flag)
        }
    }
}

/// The cell that holds a Lua value; NaN and nil are missing.
func cell(_ value: LuaValue, _ what: @autoclosure () -> String) throws -> Cell {
    switch value {
    case .nil: return .missing
    case .integer(let i): return .number(Double(i))
    case .number(let x): return x.isNaN ? .missing : .number(x)
    case .string(let text): return .text(text)
    case .bool(let flag): return .flag(flag)
    default: throw SparError("\(what()) is a \(value.typeName); a table holds numbers, texts and true or false")
    }
}
