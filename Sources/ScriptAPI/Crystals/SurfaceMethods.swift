// Methods of structures for surfaces, and for telling whether two structures are one crystal.

import Basics
import Crystal
import LuaRuntime

extension StructureObject {
    static let surfaceMethods: [Function] = [
        method(
            "slab",
            "Some layers of the crystal parallel to a plane, with vacuum above; the cell's a and b span the surface's "
                + "primitive cell, c is perpendicular to it. The atoms are where they were in the crystal (not relaxed). Its "
                + "`notes` say where the faces differ, which makes a surface polar.",
            .options([
                .required("miller", .vector, "The plane, { h, k, l } of this cell (see conventional())."),
                .optional(
                    "layers", .count(1), usually: 3
                ) {
                    "How many, \($0) unless given. A layer is one step of the primitive lattice from plane to plane and "
                        + "holds the atoms of one primitive cell."
                },
                .optional("vacuum", .number, usually: Structure.SlabLimits.usualVacuum) {
                    "From the highest atom to the next slab's lowest, angstrom; \($0) unless given."
                },
                .optional("termination", .count(1), usually: 1) {
                    "Where it is cut, from \($0) (unless given): first the gaps between planes of atoms that leave the same "
                        + "elements on both faces, the widest first, then the others."
                },
            ]), returns: "A structure."
        ) { s, call in
            let miller: Vector3 = try call["miller"]
            for k in 0..<3 where miller[k] != miller[k].rounded() || abs(miller[k]) > 1e6 {
                throw call.error("miller", "three whole numbers expected, such as { 1, 0, 0 }")
            }
            let plane = SIMD3(Int(miller.x), Int(miller.y), Int(miller.z))
            // Its notes are not said: a screening cuts thousands.
            let slab = try s.structure.slab(
                miller: plane, layers: call["layers"], vacuum: call["vacuum"], termination: call["termination"])
            return .object(StructureObject(try slab.checked(after: s.structure)))
        },
        method(
            "matches",
            "Whether another structure is the same crystal: the same reduced formula and the same mean distances from "
                + "each element's atoms to the sixteen nearest of each element, whatever the cells, origins and orders of "
                + "sites. Mirror images are the same.",
            .required("other", .object(StructureObject.self), "The other structure."),
            .options([
                .optional("tolerance", .number, usually: CrystalLikeness.usualTolerance) {
                    "By how much a mean distance may differ, angstrom; \($0) unless given."
                }
            ]), returns: "true or false."
        ) { s, call in
            let other: StructureObject = try call["other"], tolerance: Double = try call["tolerance"]
            guard tolerance >= 0 else { throw call.error("tolerance", "a length of at least 0 in angstrom expected") }
            return .bool(s.likeness.matches(other.likeness, tolerance: tolerance))
        },
    ]
}
