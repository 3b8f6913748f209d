// Clusters in scripts: an absorber at the origin and its neighbours, nearest first. Angstrom, charges in e.

import Anisotropy
import Basics
import Crystal
import LuaRuntime

extension Module {
    static let cluster = Module(
        "cluster", "Clusters: an absorber at the origin and its neighbours.",
        [
            Function(
                "new", "A cluster from its atoms.",
                .options([
                    .required("absorber", .string, "The element at the origin."),
                    .optional("charge", .number, "Its charge (e)."),
                    .required(
                        "atoms", .list(.table("atom { \"O\", x, y, z }")),
                        "Each { element, x, y, z }, angstrom, with charge = where known."),
                ]), returns: "A cluster."
            ) { call in
                let list: LuaTable = try call["atoms"]
                let atoms = try list.items.enumerated().map { i, item in
                    let table = item.asTable ?? LuaTable()
                    let numbers = table.items.dropFirst().compactMap(\.asNumber)
                    guard table.items.count == 4, numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
                        throw call.error("atoms", "atom \(i + 1): { element, x, y, z } expected")
                    }
                    for (key, _) in table.fields where key.asString != "charge" {
                        throw call.error(
                            "atoms", "atom \(i + 1): there is no field '\(LuaValueText.short(key))'; there is charge")
                    }
                    let position = Vector3(numbers)
                    guard position.length > Structure.placeTolerance else {
                        throw call.error("atoms", "atom \(i + 1) lies on the absorber, which is at the origin")
                    }
                    return ClusterAtom(
                        element: try call.element(table.items[0], "atoms"), position: position,
                        charge: table["charge"].asNumber)
                }
                guard !atoms.isEmpty else { throw call.error("atoms", "at least one atom expected") }
                for i in atoms.indices {
                    for j in 0..<i where (atoms[i].position - atoms[j].position).length < Structure.placeTolerance {
                        throw call.error("atoms", "atoms \(j + 1) and \(i + 1) are in one place")
                    }
                }
                return .object(
                    ClusterObject(
                        Cluster(
                            absorber: try call.element(.string(try call["absorber"]), "absorber"),
                            charge: try call[optional: "charge"],
                            atoms: atoms)))
            },
            Function(
                "read",
                "Reads a cluster or molecule from an XYZ file, whose lattice, where it has one, is left out, or from a MOL or SDF "
                    + "file.",
                .required("path", .string, "The file."),
                .options([
                    .optional(
                        "absorber", .either([.string, .count(1)]),
                        "The element, or the number of the atom, that becomes the origin: the only 3d metal unless "
                            + "given, or the first atom where that is one."),
                    .optional(
                        "charges", .table("table of element = charge"), "Charges (e) by element, for the moments."),
                ]), returns: "A cluster."
            ) { call in
                let path: String = try call["path"]
                let molecule = try Molecule(contentsOf: call.inputPath(path))
                var absorber: Molecule.Absorber?
                if let number: Int = try call[optional: "absorber"] {
                    absorber = .atom(number - 1)
                } else if let symbol: String = try call[optional: "absorber"] {
                    absorber = .element(try call.element(.string(symbol), "absorber"))
                }
                var (cluster, notes) = try molecule.cluster(absorber: absorber)
                call.say(notes, path)
                if let charges: LuaTable = try call[optional: "charges"] {
                    let byElement = try call.charges(charges, "charges")
                    let held = Set(cluster.atoms.map(\.element) + [cluster.absorber])
                    if let stray = byElement.keys.filter({ !held.contains($0) }).map(\.symbol).min() {
                        throw call.error("charges", "there is no \(stray) in the cluster")
                    }
                    cluster = Cluster(
                        absorber: cluster.absorber, charge: byElement[cluster.absorber] ?? cluster.charge,
                        atoms: cluster.atoms.map { atom in
                            var atom = atom
                            atom.charge = byElement[atom.element] ?? atom.charge
                            return atom
                        })
                }
                return .object(ClusterObject(cluster))
            },
        ])
}

/// A cluster as scripts hold it.
package final class ClusterObject: LuaObject {
    package let cluster: Cluster

    init(_ cluster: Cluster) { self.cluster = cluster }

    package var storages: [Storage] { [Storage(cluster.atoms)].compactMap { $0 } }

    private func moments(_ call: Call, needsCharges: Bool = true) throws -> WeightedMoments {
        let m: Double = try call["m"]
        guard m >= 0 else { throw call.error("m", "an exponent at or above 0 expected, got \(NumberText.short(m))") }
        if needsCharges, let bare = cluster.atoms.first(where: { $0.charge == nil }) {
            throw SparError("the \(bare.element.symbol) atoms of this cluster have no charge; give each atom charge =")
        }
        return WeightedMoments(
            vectors: cluster.atoms.map(\.position), charges: cluster.atoms.map { $0.charge ?? 0 },
            occupancies: cluster.atoms.map(\.occupancy), exponent: m)
    }

    private static let exponent = Parameter.options([StructureObject.exponentOption])

    private static func value(
        _ name: String, _ doc: String, _ returns: String, needsCharges: Bool = true,
        _ value: @escaping @Sendable (WeightedMoments) -> LuaValue
    ) -> Function {
        method(name, doc, exponent, returns: returns) { c, call in
            value(try c.moments(call, needsCharges: needsCharges))
        }
    }

    package static let luaType = ObjectType(
        ClusterObject.self, "cluster", "An absorber and its neighbours. It does not change: operations give new ones.",
        properties: [
            property("absorber", "The element at the origin.") { .string($0.cluster.absorber.symbol) },
            property("charge", "The absorber's charge (e), where known.") {
                $0.cluster.charge.map { .plain($0) } ?? .nil
            },
            property("atoms", "The neighbours, nearest first: each .element .x .y .z .r (angstrom) .charge (e).") { c in
                .object(
                    LuaList(
                        c.cluster.atoms.map { atom in
                            .object(
                                LuaRecord(
                                    "atom",
                                    [
                                        ("element", .string(atom.element.symbol)), ("x", .number(atom.position.x)),
                                        ("y", .number(atom.position.y)), ("z", .number(atom.position.z)),
                                        ("r", .number(atom.r)),
                                        ("charge", atom.charge.map { .plain($0) } ?? .nil),
                                        ("occupancy", .plain(atom.occupancy)),
                                    ]))
                        }))
            },
        ],
        methods: [
            method(
                "rotate", "The cluster turned.", .required("R", .matrix, "A rotation, as tensor.rotation gives."),
                returns: "A cluster."
            ) { c, call in
                .object(ClusterObject(try c.cluster.rotated(by: try call["R"])))
            },
            method(
                "translate_ligands", "Moves all neighbours, not the absorber.",
                .required("by", .vector, "Angstrom."), returns: "A cluster."
            ) { c, call in
                .object(ClusterObject(try c.cluster.translatingLigands(by: try call["by"])))
            },
            method(
                "stretch", "Moves the atoms of one shell that lie on an axis, in either sense, along it.",
                .options([
                    .required("axis", .vector, "The direction."),
                    .required("factor", .number, "New distance over old: 1.05 is 5 % longer."),
                    .optional("shell", .count(1), usually: 1) { _ in "Which shell, the first unless given." },
                ]), returns: "A cluster."
            ) { c, call in
                .object(
                    ClusterObject(
                        try c.cluster.stretched(
                            axis: try call["axis"], factor: try call["factor"], shell: call["shell"])))
            },
            value("quadrupole", "sum q r_i r_j / r^m (Eq. 3a).", "A tensor, e A^(2-m).") {
                .object(TensorObject($0.quadrupole))
            },
            value("dipole", "sum q r_i / r^m (Eq. 3b).", "Three numbers, e A^(1-m).") { .vector($0.dipole) },
            value("inertia", "sum r_i r_j / r^m (Eq. 3c).", "A tensor, A^(2-m).", needsCharges: false) {
                .object(TensorObject($0.inertia))
            },
            value(
                "principal_axes", "The eigenvectors of the quadrupole, ascending eigenvalues, right-handed.",
                "A tensor whose columns are the axes."
            ) { .object(TensorObject(PrincipalAxes($0).axes)) },
            value("qams", "The sum of the quadrupole's anisotropy matrix (Eqs. 4a, 5a).", "A number, e A^(2-m).") {
                .number(PrincipalAxes($0).qams)
            },
            value(
                "dams", "The same of the dipole, from the absolute components along the principal axes (Eqs. 4b, 5b).",
                "A number, e A^(1-m)."
            ) { .number(PrincipalAxes($0).dams) },
            value(
                "iams", "The same of the inertia tensor along the principal axes (Eqs. 4c, 5c).",
                "A number, A^(2-m)."
            ) { .number(PrincipalAxes($0).iams) },
            method(
                "features", "The three sums and the neighbours' electronegativities.", exponent,
                returns:
                    "A record: metal, \(siteFeatures.map(\.name).joined(separator: ", ")), N_3d (where the absorber's charge is "
                    + "known), n_atoms, by_rule (whether the "
                    + "axes rest on the rule for degenerate ones)."
            ) { c, call in
                let site = SiteFeatures(
                    try c.moments(call),
                    electronegativity: NeighbourElectronegativity(
                        c.cluster.atoms.lazy.map { (weight: $0.occupancy, value: $0.element.electronegativity) }))
                return .object(
                    LuaRecord(
                        "features",
                        [("metal", .string(c.cluster.absorber.symbol))]
                            + siteFeatures.map { ($0.name, $0.siteValue.map { $0(site) }.map(LuaValue.known) ?? .nil) }
                            + [
                                ("N_3d", c.dElectrons.map { .plain($0) } ?? .nil),
                                ("n_atoms", .integer(c.cluster.atoms.count)),
                                ("by_rule", .bool(site.axes.restsOnRule)),
                            ]))
            },
            method("write", "Writes an XYZ file, the absorber first.", .required("path", .string, "The file.")) {
                c, call in
                let path: String = try call["path"]
                try c.cluster.write(to: try call.outputPath(path))
                return .nil
            },
        ],
        changeHint: "c:rotate, c:stretch and c:translate_ligands give new clusters",
        operators: [
            .equal: { _, a, b in
                guard case .object(let x) = a, case .object(let y) = b, let p = x as? ClusterObject,
                    let q = y as? ClusterObject
                else { return .bool(false) }
                return .bool(p.cluster == q.cluster)
            }
        ],
        text: { c in
            "cluster of \(c.cluster.atoms.count) atoms around \(c.cluster.absorber.symbol), radius "
                + "\(NumberText.short(c.cluster.radius, digits: 5)) angstrom"
        })

    /// Electrons in the d shell of a 3d metal (Eq. 10), as in the features of a crystal.
    private var dElectrons: Double? {
        guard cluster.absorber.is3dMetal, let charge = cluster.charge else { return nil }
        return Double(cluster.absorber.atomicNumber) - 18 - charge
    }

    /// What a cluster has without its crystal.
    private static let siteFeatures = Feature.all.filter { $0.siteValue != nil }
}
