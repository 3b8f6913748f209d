// The options of engines in Lua: one table named like the engine, or, where a function takes them, beside the others.

import Basics
import LuaRuntime
import Spectra

extension EngineDescription {
    /// Its own among the options of xes.
    var parameter: Parameter {
        .optional(name, .table("table of " + options.map(\.name).joined(separator: ", ")), optionsDoc)
    }
}

extension EngineOption {
    /// As an option by itself.
    var parameter: Parameter {
        switch kind {
        case .flag: .optional(name, .boolean, doc)
        case .whole(let least, _): .optional(name, .count(least), doc)
        case .number: .optional(name, .number, doc)
        case .word: .optional(name, .string, doc)
        case .settings(let expected, _): .optional(name, .table(expected), doc)
        }
    }
}

extension Call {
    /// What the call says for an engine, checked and in the engine's own form.
    func options(of engine: EngineDescription, for spectroscopy: Spectroscopy) throws -> JSON {
        let table: LuaTable? = try self[optional: engine.name]
        if let table { try checkFields(table, engine.name, engine.options.map(\.name)) }
        var given: [String: JSON] = [:]
        for option in engine.options {
            let value = table?[option.name] ?? .nil
            given[option.name] = value.isNil ? try standingAlone(option) : try json(value, option, of: engine.name)
        }
        return try engine.canonical(.object(given), spectroscopy)
    }

    /// An option beside the common ones; nil where the function has none such.
    private func standingAlone(_ option: EngineOption) throws -> JSON? {
        switch option.kind {
        case .flag: try (self[optional: option.name] as Bool?).map { .bool($0) }
        case .whole: try (self[optional: option.name] as Int?).map { .integer($0) }
        case .number: try (self[optional: option.name] as Double?).map { .number($0) }
        case .word: try (self[optional: option.name] as String?).map { .string($0) }
        case .settings: nil
        }
    }

    private func json(_ value: LuaValue, _ option: EngineOption, of engine: String) throws -> JSON {
        func mistake(_ words: String) -> any Error { error(engine, "\(option.name): \(words)") }
        switch option.kind {
        case .flag:
            guard case .bool(let flag) = value else { throw mistake("boolean expected, got \(value.typeName)") }
            return .bool(flag)
        case .whole(_, let expected):
            guard case .integer(let n) = value.wholeAsInteger else {
                throw mistake("\(expected) expected, got \(LuaValueText.short(value))")
            }
            return .integer(n)
        case .word:
            guard let word = value.asString else { throw mistake("string expected, got \(value.typeName)") }
            return .string(word)
        case .number:
            guard let x = value.asNumber, x.isFinite else { throw mistake(value.numberFault) }
            return .number(x)
        case .settings(let expected, let item):
            guard let settings = value.asTable, settings.items.isEmpty else {
                throw mistake(expected)
            }
            var members: [String: JSON] = [:]
            for (key, value) in settings.fields {
                let name = LuaValueText.short(key)
                switch value {
                case .string(let text): members[name] = .string(text)
                case .integer(let i): members[name] = .string(String(i))
                case .number(let x): members[name] = .string(NumberText.short(x))
                case .bool(false): members[name] = .bool(false)
                case .bool(true): members[name] = .string("")
                default: throw mistake("the value of \(name) \(item)")
                }
            }
            return .object(members)
        }
    }
}
