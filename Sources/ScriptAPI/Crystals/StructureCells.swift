// Methods of structures about the cell: symmetry, other cells of the same crystal, strain.

import Basics
import Crystal
import LuaRuntime

extension StructureObject {
    static let cellMethods: [Function] = [
        method(
            "symmetry", "The space group within a tolerance.",
            .options([
                .optional("symprec", .number, usually: Symmetry.usualTolerance) { "Angstrom; \($0) unless given." }
            ]),
            returns: "A record: number, symbol, hall, point_group, operations (how many), equivalent (for each site "
                + "the first one equivalent to it)."
        ) { s, call in
            let symprec: Double = try call["symprec"]
            guard symprec > 0 else {
                throw call.error("symprec", "a length above 0 in angstrom expected, got \(symprec)")
            }
            let symmetry = try Symmetry(of: s.structure, symprec: symprec)
            return .object(
                LuaRecord(
                    "symmetry",
                    [
                        ("number", .integer(symmetry.number)), ("symbol", .string(symmetry.symbol)),
                        ("hall", .string(symmetry.hallSymbol)), ("point_group", .string(symmetry.pointGroup)),
                        ("operations", .integer(symmetry.operations.count)), ("symprec", .number(symprec)),
                        ("equivalent", .object(LuaList(symmetry.orbits.map { .integer($0 + 1) }))),
                    ]))
        },
        method("primitive", "The primitive cell.", returns: "A structure.") { s, call in
            try s.changed(call) { try $0.primitive(s.knownSymmetry()) }
        },
        method("conventional", "The conventional cell in the standard setting.", returns: "A structure.") { s, call in
            try s.changed(call) { try $0.conventional(s.knownSymmetry()) }
        },
        method(
            "supercell", "Several cells as one.",
            .required("size", .either([.vector, .matrix]), "{ 2, 2, 2 }, or a 3x3 matrix of whole numbers."),
            returns: "A structure."
        ) { s, call in
            if let matrix: Matrix3 = try call[optional: "size"] {
                return try s.changed(call) { try $0.supercell(matrix) }
            }
            let size: Vector3 = try call["size"]
            return try s.changed(call) { try $0.supercell(Matrix3(diagonal: size)) }
        },
        method(
            "strain",
            "A strained copy; fractional coordinates are kept. Either along this cell's vectors (a, b, c), "
                + "or a symmetric tensor (xx … xy), or volume. Strains are fractions: 0.05 is 5 %.",
            .options(
                ["a", "b", "c"].map { .optional($0, .number, "Relative change of the length of vector \($0).") }
                    + ["xx", "yy", "zz", "yz", "xz", "xy"].map { .optional($0, .number, "Tensor component \($0).") }
                    + [.optional("volume", .number, "Relative change of the volume, same shape.")]),
            returns: "A structure."
        ) { s, call in try strain(s, call) },
        method(
            "with_lattice",
            "A copy with other cell parameters, or other lattice vectors, and the same fractional "
                + "coordinates.",
            .options(
                ["a", "b", "c"].map { .optional($0, .number, "Angstrom.") }
                    + ["alpha", "beta", "gamma"].map { .optional($0, .number, "Degrees.") }
                    + [.optional("matrix", .matrix, "Lattice vectors as rows, instead of the six parameters.")]),
            returns: "A structure."
        ) { s, call in
            if let matrix: Matrix3 = try call[optional: "matrix"] {
                return try s.changed(call) { try $0.withLattice(Lattice(matrix: matrix)) }
            }
            return try s.changed(call) {
                try $0.withLattice(
                    a: call[optional: "a"], b: call[optional: "b"], c: call[optional: "c"],
                    alpha: call[optional: "alpha"], beta: call[optional: "beta"], gamma: call[optional: "gamma"])
            }
        },
    ]

    private static func strain(_ s: StructureObject, _ call: Call) throws -> LuaValue {
        let along = ["a", "b", "c"], tensor = ["xx", "yy", "zz", "yz", "xz", "xy"]
        let kinds = [along.contains(where: call.has), tensor.contains(where: call.has), call.has("volume")]
        guard kinds.filter({ $0 }).count <= 1 else {
            throw SparError("strain takes a, b, c, or tensor components, or volume, not several kinds at once")
        }
        func value(_ name: String) throws -> Double { try call[optional: name] ?? 0 }
        if kinds[1] {
            let t = try tensor.map(value)
            let matrix = Matrix3(rows: [t[0], t[5], t[4]], [t[5], t[1], t[3]], [t[4], t[3], t[2]])
            return try s.changed(call) { try $0.strained(tensor: matrix) }
        }
        if kinds[2] { return try s.changed(call) { try $0.strained(volume: value("volume")) } }
        return try s.changed(call) {
            try $0.strained(a: value("a"), b: value("b"), c: value("c"), symmetry: s.knownSymmetry)
        }
    }
}
