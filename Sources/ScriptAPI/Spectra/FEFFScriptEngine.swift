// FEFF10 among the engines of scripts: its options, and which build is installed.

import Basics
import FEFF
import LuaRuntime
import Runs
import Spectra

extension ScriptEngine {
    static let feff = ScriptEngine(
        name: FEFFEngine.name, title: "FEFF",
        parameter: .optional(
            "feff", .table("table of cards, retries"),
            "FEFF's own: cards = { SCF = \"5.0 0\", RPATH = false } sets or leaves out cards of feff.inp; "
                + "retries = false gives up where self-consistency fails."),
        options: { try $0.feffOptions().json },
        identity: { try FEFFInstallation.identity($0, store: $1) },
        serving: { FEFFEngine(try FEFFInstallation.find(path: $0)) })
}

extension FEFFInstallation {
    /// To hash the programs takes a few tenths of a second: the store keeps what it gave.
    fileprivate static func identity(_ settings: RunSettings, store: RunStore?) throws -> EngineIdentity {
        let installation = try find(path: settings.feff, environment: settings.environment)
        let stamp = installation.fingerprint(), name = RunStore.privateValue + "FEFF build"
        if let known = try store?.value(name, inputs: stamp) {
            let identity = EngineIdentity(name: FEFFEngine.name, version: String(decoding: known, as: UTF8.self))
            remember(identity, fingerprint: stamp)
            return identity
        }
        let identity = try installation.identity()
        try store?.keep(value: Array(identity.version.utf8), name, inputs: stamp)
        return identity
    }
}

extension Call {
    fileprivate func feffOptions() throws -> FEFFOptions {
        guard let table: LuaTable = try self[optional: "feff"] else { return .standard }
        try checkFields(table, "feff", ["cards", "retries"])
        var retries = true
        if !table["retries"].isNil {
            guard case .bool(let flag) = table["retries"] else {
                throw error("feff", "retries: boolean expected, got \(table["retries"].typeName)")
            }
            retries = flag
        }
        if table["cards"].isNil { return try FEFFOptions(retries: retries) }
        guard let cards = table["cards"].asTable, cards.items.isEmpty else {
            throw error("feff", "cards: a table of name = value expected, such as { SCF = \"5.0 0\", RPATH = false }")
        }
        return try FEFFOptions(
            cards: try cards.fields.map { key, value in
                let name = LuaValueText.short(key)
                switch value {
                case .string(let text): return try FEFFCard(name, text)
                case .integer(let i): return try FEFFCard(name, String(i))
                case .number(let x): return try FEFFCard(name, NumberText.short(x))
                case .bool(false): return try FEFFCard(name, nil)
                case .bool(true): return try FEFFCard(name, "")
                default:
                    throw error("feff", "cards: the value of \(name) is text, a number, or false to leave the card out")
                }
            }, retries: retries)
    }
}
