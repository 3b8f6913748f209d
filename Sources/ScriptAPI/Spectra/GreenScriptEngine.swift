// The embedded engine among the engines of scripts: always there.

import Basics
import Green
import LuaRuntime
import Runs
import Spectra

extension ScriptEngine {
    static let green = ScriptEngine(
        name: GreenEngine.name, title: "green",
        parameter: .optional(
            "green", .table("table of scf, lmax, width, move_hydrogen"),
            "The embedded engine's own: scf = false takes the overlapped atoms as they are (for screening); lmax = 3 "
                + "in the "
                + "spectrum; width of the core hole (eV); move_hydrogen = false makes the potentials with hydrogen "
                + "where it is, not drawn away from its neighbour as FEFF10 does."),
        options: { try $0.greenOptions().json },
        identity: { _, _ in GreenEngine().identity() },
        serving: { _ in GreenEngine() })
}

extension Call {
    /// The options in the table `green`, and those that `green.run` takes beside the common ones.
    fileprivate func greenOptions() throws -> GreenOptions {
        let names = ["scf", "lmax", "width", "move_hydrogen"]
        var scf = true, lmax = 2, width: Double?, movesHydrogen = true
        let table: LuaTable? = try self[optional: "green"]
        if let table { try checkFields(table, "green", names) }
        func value(_ name: String) -> LuaValue { table?[name] ?? .nil }
        switch value("scf") {
        case .nil: scf = try self[optional: "scf"] ?? true
        case .bool(let flag): scf = flag
        case let other: throw error("green", "scf: boolean expected, got \(other.typeName)")
        }
        switch value("move_hydrogen") {
        case .nil: movesHydrogen = try self[optional: "move_hydrogen"] ?? true
        case .bool(let flag): movesHydrogen = flag
        case let other: throw error("green", "move_hydrogen: boolean expected, got \(other.typeName)")
        }
        switch value("lmax") {
        case .nil: lmax = try self[optional: "lmax"] ?? 2
        case let other:
            guard case .integer(let n) = other.wholeAsInteger else {
                throw error("green", "lmax: 2 or 3 expected, got \(LuaValueText.short(other))")
            }
            lmax = n
        }
        switch value("width") {
        case .nil: width = try self[optional: "width"]
        case let other:
            guard let x = other.asNumber, x.isFinite else { throw error("green", "width: \(other.numberFault)") }
            width = x
        }
        return try GreenOptions(scf: scf, checkedLmax: lmax, width: width, movesHydrogen: movesHydrogen)
    }
}
