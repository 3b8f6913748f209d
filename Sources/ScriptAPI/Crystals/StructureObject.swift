// Crystal structures in scripts: properties and methods. Sites count from 1.

import Basics
import Crystal
import LuaRuntime

/// A crystal structure as scripts hold it.
package final class StructureObject: LuaObject {
    package let structure: Structure
    /// Where a database gave it.
    let origin: StructureOrigin?
    /// At the usual tolerance, found when first asked for.
    private var symmetry: Symmetry?
    /// Found when first asked for.
    lazy var likeness = CrystalLikeness(structure)

    init(_ structure: Structure, origin: StructureOrigin? = nil) {
        self.structure = structure
        self.origin = origin
    }

    package var storages: [Storage] { [Storage(structure.sites)].compactMap { $0 } }

    package func knownSymmetry() throws -> Symmetry {
        if let symmetry { return symmetry }
        let found = try Symmetry(of: structure)
        symmetry = found
        return found
    }

    /// The structure that an operation gives; what is new in its notes is said.
    func changed(_ call: Call, _ operation: (Structure) throws -> Structure) throws -> LuaValue {
        let result = try operation(structure).checked(after: structure)
        for note in result.notes where !structure.notes.contains(note) { call.warn(note) }
        return .object(StructureObject(result))
    }

    package static let luaType = ObjectType(
        StructureObject.self, "structure", "A crystal structure. It does not change: operations give new ones.",
        properties: properties, methods: cellMethods + surfaceMethods + editMethods + absorberMethods,
        changeHint: "s:strain{ … }, s:with_lattice{ … }, s:substitute{ … } and s:displace(…) give new structures",
        operators: [
            .equal: { _, a, b in
                guard case .object(let x) = a, case .object(let y) = b, let p = x as? StructureObject,
                    let q = y as? StructureObject
                else { return .bool(false) }
                return .bool(p.structure == q.structure)
            }
        ],
        text: { s in
            let l = s.structure.lattice
            func n(_ x: Double) -> String { NumberText.short(x, digits: 6) }
            return "structure \(s.structure.composition.formula), a = \(n(l.a)), b = \(n(l.b)), c = \(n(l.c)), "
                + "alpha = \(n(l.alpha)), beta = \(n(l.beta)), gamma = \(n(l.gamma))"
        })

    private static let properties: [Property] = [
        property("formula", "All atoms of the cell: \"Ni4 O4\".") { .string($0.structure.composition.formula) },
        property("reduced_formula", "\"NiO\".") { .string($0.structure.composition.reducedFormula) },
        property("composition", "Atoms of each element in the cell: s.composition.Ni.") { s in
            let c = s.structure.composition
            return .object(
                LuaRecord(
                    "composition", zip(c.elements, c.amounts).map { ($0.symbol, .plain($1)) },
                    absent: { Element($0) != nil }))
        },
        property(
            "lattice",
            "a, b, c (angstrom), alpha, beta, gamma (degrees), volume (cubic angstrom), "
                + "matrix (rows are the vectors)."
        ) { s in
            let l = s.structure.lattice
            return .object(
                LuaRecord(
                    "lattice",
                    [
                        ("a", .number(l.a)), ("b", .number(l.b)), ("c", .number(l.c)), ("alpha", .number(l.alpha)),
                        ("beta", .number(l.beta)), ("gamma", .number(l.gamma)), ("volume", .number(l.volume)),
                        ("matrix", .object(TensorObject(l.matrix))),
                    ]))
        },
        property("sites", "The atoms: each .element .frac .cart (angstrom) .occupancy .oxidation (e) .label.") { s in
            .object(
                LuaList(
                    s.structure.sites.enumerated().map { i, site in
                        .object(
                            LuaRecord(
                                "site",
                                [
                                    ("element", .string(site.element.symbol)), ("frac", .vector(site.frac)),
                                    ("cart", .vector(s.structure.cartesian(i))), ("occupancy", .plain(site.occupancy)),
                                    ("oxidation", site.oxidation.map { .plain($0) } ?? .nil),
                                    ("label", .string(site.label)),
                                ]))
                    }))
        },
        property("density", "g/cm3.") { .number($0.structure.density) },
        property("spacegroup", "{ number, symbol } within \(NumberText.short(Symmetry.usualTolerance)) angstrom.") {
            s in
            let symmetry = try s.knownSymmetry()
            return .object(
                LuaRecord(
                    "spacegroup",
                    [
                        ("number", .integer(symmetry.number)), ("symbol", .string(symmetry.symbol)),
                    ]))
        },
        property("hash", "SHA-256 of what it is made of, in hexadecimal: the same for the same cell and atoms only.") {
            .string(SHA256.hex($0.structure.content))
        },
        property("id", "The identifier in its database; nil where none gave it.") {
            $0.origin.map { .string($0.id) } ?? .nil
        },
        property(
            "origin",
            "Where a database gave it: .id .provider .url .date (UTC), and the fields that were asked for by their names; "
                + "nil of any other."
        ) { $0.origin.map { .object($0.record) } ?? .nil },
        property("notes", "What was found worth saying when it was read or changed.") { s in
            .object(LuaList(s.structure.notes.map { .string($0) }))
        },
    ]

    func siteIndex(_ i: Int, _ call: Call, _ argument: String) throws -> Int {
        guard structure.sites[number: i] != nil else {
            throw call.error(argument, "there is no site \(i): the structure has \(structure.sites.count)")
        }
        return i - 1
    }
}

extension Structure {
    /// The lattice, and element, place, occupancy and given charge of each site; labels and notes are left out.
    fileprivate var content: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ x: Double) { withUnsafeBytes(of: (x + 0).bitPattern.littleEndian) { bytes += $0 } }
        for i in 0..<3 { for k in 0..<3 { append(lattice.matrix[i][k]) } }
        for site in sites {
            bytes += site.element.symbol.utf8
            for k in 0..<3 { append(site.frac[k]) }
            append(site.occupancy)
            append(site.oxidation ?? .nan)
        }
        return bytes
    }
}

extension StructureObject: JSONObject {
    func json() -> JSON {
        .object([
            "lattice": .array((0..<3).map { i in .array((0..<3).map { .number(structure.lattice.matrix[i][$0]) }) }),
            "sites": .array(
                structure.sites.map {
                    .array([
                        .string($0.element.symbol), .number($0.frac.x), .number($0.frac.y), .number($0.frac.z),
                        .number($0.occupancy), $0.oxidation.map { .number($0) } ?? .null,
                    ])
                }),
        ])
    }
}
