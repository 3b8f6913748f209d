// Methods of structures about their atoms: other elements, other places, order, charges; and writing them down.

import Basics
import Crystal
import LuaRuntime

extension StructureObject {
    static let editMethods: [Function] = [
        method(
            "substitute", "Replaces elements, or single sites: { Ni = \"Co\" }, { [3] = \"Co\" }.",
            .required("changes", .table("table of element = element, or [site] = element"), "What becomes what."),
            returns: "A structure."
        ) { s, call in
            let changes: LuaTable = try call["changes"]
            let pairs =
                changes.items.enumerated().map { (LuaValue.integer($0 + 1), $1) }
                + changes.fields.map { ($0.key, $0.value) }
            // Elements are replaced all at once, so that { Ni = "Co", Co = "Ni" } swaps.
            var result = s.structure
            for (key, value) in pairs {
                let new = try call.element(value, "changes")
                if case .integer(let i) = key {
                    result = try result.substituting(site: s.siteIndex(i, call, "changes"), with: new)
                }
            }
            let named = try pairs.compactMap { key, value -> (Element, Element)? in
                if case .integer = key { return nil }
                return (try call.element(key, "changes"), try call.element(value, "changes"))
            }
            return try s.changed(call) { _ in try result.substituting(named) }
        },
        method(
            "remove", "Takes one atom out: a vacancy, one in every cell (see supercell).",
            .required("i", .count(1), "The site."), returns: "A structure."
        ) { s, call in
            let site = try s.siteIndex(try call["i"], call, "i")
            return try s.changed(call) { try $0.removing(site: site) }
        },
        method(
            "displace", "Moves one atom.", .required("i", .count(1), "The site."),
            .required("by", .vector, "Cartesian, angstrom."), returns: "A structure."
        ) { s, call in
            let site = try s.siteIndex(try call["i"], call, "i")
            return try s.changed(call) { try $0.displacing(site: site, by: try call["by"]) }
        },
        method(
            "perturb", "Moves every atom at random (normal distribution in each direction).",
            .options([
                .required("sigma", .number, "Standard deviation, angstrom."),
                .optional("seed", .count(0), usually: 1) { "\($0) unless given." },
            ]), returns: "A structure."
        ) { s, call in
            let seed: Int = try call["seed"]
            return try s.changed(call) { try $0.perturbed(sigma: try call["sigma"], seed: UInt64(seed)) }
        },
        method(
            "ordered",
            "A copy whose partly occupied sites are full or left out: of sites that exclude each other by their "
                + "distance one is kept, of a mixed site one element, and the amounts stay as near as whole atoms "
                + "come.",
            .options([
                .optional(
                    "seed", .count(0),
                    "Draws one of the possible choices; the likeliest, spread out evenly, "
                        + "unless given.")
            ]), returns: "A structure."
        ) { s, call in
            let seed: Int? = try call[optional: "seed"]
            return try s.changed(call) { try $0.ordered(seed: seed.map { UInt64($0) }) }
        },
        method(
            "oxidation_states",
            "The charge of each element, by the chain: set by the user, guess, bond valence, "
                + "guess with all states, none.",
            returns: "A record: one charge (e) an element, and `from`, the step that decided."
        ) { s, _ in
            let charges = try s.charges()
            return .object(
                LuaRecord(
                    "oxidation states",
                    zip(charges.states.elements, charges.states.states)
                        .map { ($0.symbol, .plain($1)) } + [("from", .string(charges.source.rawValue))],
                    absent: { Element($0) != nil }))
        },
        method(
            "with_oxidation_states", "A copy whose charges are set.",
            .required("states", .table("table of element = charge"), "One charge (e) for each element."),
            returns: "A structure."
        ) { s, call in
            let states: LuaTable = try call["states"]
            let pairs = try call.charges(states, "states").map { ($0.key, $0.value) }
                .sorted { $0.0.atomicNumber < $1.0.atomicNumber }
            return try s.changed(call) { try $0.withOxidationStates(pairs) }
        },
        method(
            "write", "Writes \(StructureFormats.titlesWritten), as the name tells: \(StructureFormats.namingAdvice).",
            .required("path", .string, "The file.")
        ) { s, call in
            let path: String = try call["path"]
            try s.structure.write(to: try call.outputPath(path))
            return .nil
        },
    ]
}
