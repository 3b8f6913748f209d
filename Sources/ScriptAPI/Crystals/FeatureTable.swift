// The features of many structures as one table, computed side by side: what a screening asks for.

import Anisotropy
import Basics
import Crystal
import Forest
import LuaRuntime
import Tables

extension Module {
    static let structureFeatures = Function(
        "features",
        "The features of every 3d metal of many structures, computed on all cores: what s:features gives, as a table.",
        .required("crystals", .any, "A list of structures, or what structure.read_table or optimade.query gives."),
        .options([
            .optional("metal", .string, "Rows of this metal alone."),
            .optional(
                "on_error", .choice(["raise", "skip"]),
                "What a structure without features does: raise (unless given), or skip, which leaves it out and says "
                    + "how many there are."),
            ForestWork.threadsOption,
        ]),
        returns: "A table: index (in the list), formula, metal, n_sites, "
            + "\(Feature.all.map(\.name).joined(separator: ", ")), charge, charges_from, definition, notes."
    ) { call in
        let structures = try call.structures("crystals")
        let metal: Element? = try (try call[optional: "metal"] as String?).map {
            try call.element(.string($0), "metal")
        }
        let work = try ForestWork(call)
        let found = try work.run("features") { progress in
            try mapInParallel(count: structures.count, threads: work.threads, progress: progress) { index in
                Result { () throws(SparError) in
                    do {
                        return try Features.all(of: structures[index]).filter { metal == nil || $0.metal == metal }
                    } catch { throw SparError("structure \(index + 1): \(error)") }
                }
            }
        }
        var rows: [(index: Int, features: Features)] = [], faults: [SparError] = []
        for (index, result) in found.enumerated() {
            switch result {
            case .success(let features): rows += features.map { (index, $0) }
            case .failure(let fault): faults.append(fault)
            }
        }
        if let first = faults.first {
            guard try call[optional: "on_error"] == "skip" else { throw first }
            call.warn("\(faults.count) of \(structures.count) structures were left out; \(first)")
        }
        return .object(TableObject(try table(rows)))
    }

    private static func table(_ rows: [(index: Int, features: Features)]) throws -> Table {
        func text(_ value: (Features) -> String) -> Column { .text(rows.map { value($0.features) }) }
        func number(_ value: (Features) -> Double) -> Column { .number(rows.map { value($0.features) }) }
        return try Table(
            [
                (name: "index", column: .number(rows.map { Double($0.index + 1) })),
                (name: "formula", column: text(\.formula)),
                (name: "metal", column: text(\.metal.symbol)),
                (name: "n_sites", column: number { Double($0.siteCount) }),
            ] + Feature.all.map { feature in (name: feature.name, column: number(feature.value)) } + [
                (name: "charge", column: number(\.charge)),
                (name: "charges_from", column: text(\.chargesFrom.rawValue)),
                (name: RowDefinition.column, column: text(\.definition.text)),
                (name: "notes", column: text { $0.notes.joined(separator: "; ") }),
            ])
    }
}

extension Call {
    /// A list of structures, or a table of them.
    func structures(_ argument: String) throws -> [Structure] {
        let value: LuaValue = try self[argument]
        if case .object(let object) = value, let table = object as? StructureTableObject {
            return try (0..<table.table.count).map { try table.table.structure($0) }
        }
        let items: [LuaValue]
        if case .object(let object) = value, let list = object as? LuaList {
            items = list.items
        } else if let list = value.asTable, list.fields.isEmpty {
            items = list.items
        } else {
            throw error(argument, "a list of structures expected, got \(value.typeName)")
        }
        return try items.enumerated().map { i, item in
            guard case .object(let object) = item, let structure = object as? StructureObject else {
                throw error(argument, "item \(i + 1) is no structure but \(item.typeName)")
            }
            return structure.structure
        }
    }
}
