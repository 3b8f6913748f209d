// Hyperparameters between scripts and the Forest room, under scikit-learn's names. A whole number such as 3 is a count,
// a number with a point such as 0.3 a fraction, as in scikit-learn; "none" is no limit of the depth.

import Basics
import Forest
import LuaRuntime

extension Hyperparameter {
    /// As an option of a function.
    var option: Parameter { .optional(name, type, meaning) }

    private var type: ValueType {
        switch range {
        case .count(let range, _): .count(range.lowerBound)
        case .limit(let range): .either([.count(range.lowerBound), .choice(["none"])])
        case .part(_, let words): words.isEmpty ? .number : .either([.number, .choice(words)])
        case .number: .number
        case .choice(let words): .choice(words)
        case .flag: .boolean
        case .seed: .count(0)
        }
    }

    /// Reads a script's value. `error` makes the error of a reason.
    func value(_ value: LuaValue, _ error: (String) -> any Error) throws -> HyperparameterValue {
        func count() throws -> Int {
            guard case .integer(let i) = value.wholeAsInteger else {
                throw error("whole number expected, got \(LuaValueText.short(value))")
            }
            return i
        }
        switch (range, value) {
        case (.limit, .string("none")): return .unlimited
        case (.count, _), (.limit, _): return .count(try count())
        case (.seed, _): return .seed(UInt64(clamping: try count()))
        case (.flag, .bool(let flag)): return .flag(flag)
        case (.flag, _): throw error("boolean expected, got \(value.typeName)")
        case (.part, .integer(let count)): return .count(count)
        // 6 / 2 is a count, 1.0 all of them.
        case (.part, .number(let number)) where number > 1 && Int(exactly: number) != nil: return .count(Int(number))
        case (.part, .number(let fraction)): return .fraction(fraction)
        case (.number, .integer(let count)): return .number(Double(count))
        case (.number, .number(let number)): return .number(number)
        case (.part(_, let words), .string(let word)) where words.contains(word): return .word(word)
        case (.choice(let words), .string(let word)) where words.contains(word): return .word(word)
        case (.part(_, let words), _):
            let expected = words.isEmpty ? "a fraction or a count" : Self.list(words) + ", a fraction or a count"
            throw error("\(expected) expected, got \(LuaValueText.short(value))")
        case (.choice(let words), _):
            throw error("\(Self.list(words)) expected, got \(LuaValueText.short(value))")
        case (.number, _): throw error("number expected, got \(value.typeName)")
        }
    }

    /// A value as scripts read it.
    func lua(_ value: HyperparameterValue) -> LuaValue {
        switch (range, value) {
        case (.limit, .unlimited): .string("none")
        case (.part(of: .features, _), .unlimited): .number(1)
        // Nil for all rows: a forest without bootstrap takes no other.
        case (_, .unlimited): .nil
        case (_, .count(let count)): .integer(count)
        case (_, .fraction(let number)), (_, .number(let number)): .number(number)
        case (_, .word(let word)): .string(word)
        case (_, .flag(let flag)): .bool(flag)
        case (_, .seed(let seed)): .integer(Int(clamping: seed))
        }
    }

    private static func list(_ words: [String]) -> String { words.map { "\"\($0)\"" }.joined(separator: ", ") }
}

extension ForestParameters {
    /// As fields of a table that can be a preset again.
    var fields: [(String, LuaValue)] { fields(Hyperparameter.all) }

    /// Those that a search varies.
    var searchedFields: [(String, LuaValue)] { fields(Hyperparameter.searched) }

    private func fields(_ parameters: [Hyperparameter]) -> [(String, LuaValue)] {
        parameters.map { ($0.name, $0.lua($0.value(in: self))) }
    }
}
