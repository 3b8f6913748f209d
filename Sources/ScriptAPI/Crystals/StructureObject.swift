// Crystal structures in scripts: properties and methods. Sites count from 1.

import Anisotropy
import Basics
import Crystal
import LuaRuntime
import Spectra

/// A crystal structure as scripts hold it.
package final class StructureObject: LuaObject {
    package let structure: Structure
    /// Where a database gave it.
    let origin: StructureOrigin?
    /// At symprec 0.01, found when first asked for.
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
        property("spacegroup", "{ number, symbol } within 0.01 angstrom.") { s in
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

    // MARK: cells

    private static let cellMethods: [Function] = [
        method(
            "symmetry", "The space group within a tolerance.",
            .options([.optional("symprec", .number, "Angstrom; 0.01 unless given.")]),
            returns: "A record: number, symbol, hall, point_group, operations (how many), equivalent (for each site "
                + "the first one equivalent to it)."
        ) { s, call in
            let symprec: Double = try call[optional: "symprec"] ?? 0.01
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

    // MARK: atoms

    private static let editMethods: [Function] = [
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
                .optional("seed", .count(0), "1 unless given."),
            ]), returns: "A structure."
        ) { s, call in
            let seed: Int = try call[optional: "seed"] ?? 1
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

    // MARK: absorbers

    private static let absorberMethods: [Function] = [
        method("metals", "The 3d metals in it, in order of Z.", returns: "A list of symbols.") { s, _ in
            .object(LuaList(s.structure.metals.map { .string($0.symbol) }))
        },
        method(
            "absorbers", "The symmetry-distinct sites of a metal (or of any element).", metalParameter,
            returns:
                "A list: each .index (in s.sites), .multiplicity (sites of the cell that it stands for), .cubic "
                + "(whether the point group of its place is cubic: spectra there are isotropic) and .valence (the sum of "
                + "its bonds' valences, e)."
        ) { s, call in
            let element = try s.absorber(call), symmetry = try s.knownSymmetry()
            return .object(
                LuaList(
                    try s.structure.absorbers(element, symmetry: symmetry).map {
                        .object(
                            LuaRecord(
                                "absorber",
                                [
                                    ("index", .integer($0.index + 1)), ("multiplicity", .integer($0.multiplicity)),
                                    ("cubic", .bool(symmetry.isCubic(site: $0.index, of: s.structure))),
                                    ("valence", .number(s.structure.bondValenceSum(ofSite: $0.index))),
                                ]))
                    }))
        },
        method(
            "cluster", "The atoms around a site of the metal: the closest 30 with whole shells unless said otherwise.",
            metalParameter,
            .options([
                .optional("atoms", .count(1), "The closest so many, with the rest of the last shell."),
                .optional("radius", .number, "All within so many angstrom, instead."),
                .optional("site", .count(1), "Which site, as in s.sites; the first of the metal unless given."),
                .optional(
                    "like", .object(StructureObject.self),
                    "Take the set of atoms from this undistorted structure with the same sites."),
            ]), returns: "A cluster."
        ) { s, call in .object(try s.cluster(call)) },
        method(
            "features", "The features of one metal: weighted anisotropies of its surroundings, chemistry, symmetry.",
            metalParameter,
            .options([
                .optional("m", .number, "Exponent of the distance, 7 unless given."),
                .optional("radius", .number, "Radius of the feature cluster, 12 angstrom unless given."),
                .optional(
                    "frame", .choice(["site", "mean"]),
                    "Axes: each site's own (the default), or those of the mean Q."),
            ]),
            returns:
                "A record: formula, metal, n_sites, \(Feature.all.map(\.name).joined(separator: ", ")), charge, "
                + "charges_from, definition, notes."
        ) { s, call in
            let metal = try s.absorber(call)
            let frame: String? = try call[optional: "frame"]
            let definition = try FeatureDefinition(
                exponent: call[optional: "m"] ?? FeatureDefinition.standard.exponent,
                radius: call[optional: "radius"] ?? FeatureDefinition.standard.radius,
                frame: frame.flatMap(AnisotropyFrame.init) ?? .site)
            return .object(LuaRecord(try Features(of: s.structure, metal: metal, definition: definition)))
        },
    ]

    static let metalParameter = Parameter.optional(
        "metal", .string, "The element's symbol; may be left out where the structure has one 3d metal.")

    private func cluster(_ call: Call) throws -> ClusterObject {
        let element = try absorber(call)
        let like: StructureObject? = try call[optional: "like"]
        let source = like?.structure ?? structure
        let site: Int
        if let given: Int = try call[optional: "site"] {
            site = try siteIndex(given, call, "site")
            guard structure.sites[site].element == element else {
                throw call.error(
                    "site",
                    "\(structure.name(ofSite: site)) is \(structure.sites[site].element.symbol), "
                        + "not \(element.symbol)")
            }
        } else {
            site = structure.sites.firstIndex { $0.element == element } ?? 0
        }
        guard source.sites.count == structure.sites.count else {
            throw call.error(
                "like",
                "a structure with the same \(structure.sites.count) sites expected, got one with "
                    + "\(source.sites.count)")
        }
        let atoms: Int? = try call[optional: "atoms"], radius: Double? = try call[optional: "radius"]
        if atoms != nil, radius != nil { throw SparError("a cluster takes atoms or radius, not both") }
        var cluster =
            try radius.map { try source.cluster(site: site, radius: $0) }
            ?? source.cluster(site: site, atoms: atoms ?? SpectralRequest.standardNeighbours)
        if like != nil { cluster = try structure.cluster(like: cluster) }
        guard !cluster.atoms.isEmpty else {
            let nearest = try source.cluster(site: site, atoms: 1).radius
            throw call.error(
                "radius", "no atom lies within it; the nearest is at \(NumberText.short(nearest, digits: 5)) angstrom")
        }
        return ClusterObject(cluster.charged(by: try charges()))
    }

    func charges() throws -> Charges { try Charges(of: structure) { try Features.symmetry(of: structure).orbits } }

    /// The element of the `metal` argument, or the structure's only 3d metal.
    func absorber(_ call: Call) throws -> Element {
        if let name: String = try call[optional: "metal"] {
            let element = try call.element(.string(name), "metal")
            guard structure.sites.contains(where: { $0.element == element }) else {
                let held = structure.composition.elements.map(\.symbol).joined(separator: ", ")
                throw call.error(
                    "metal", "there is no \(name) in \(structure.composition.reducedFormula); it has \(held)")
            }
            return element
        }
        let metals = structure.metals
        guard let metal = metals.first, metals.count == 1 else {
            let reason =
                metals.isEmpty
                ? "\(structure.composition.reducedFormula) has no 3d metal; say which element"
                : "\(structure.composition.reducedFormula) has several 3d metals "
                    + "(\(metals.map(\.symbol).joined(separator: ", "))); say which"
            throw call.error("metal", reason)
        }
        return metal
    }

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

    /// The 3d metals in it, in order of Z.
    var metals: [Element] {
        Set(sites.map(\.element)).filter(\.is3dMetal).sorted { $0.atomicNumber < $1.atomicNumber }
    }
}

extension LuaRecord {
    convenience init(_ f: Features) {
        self.init(
            "features",
            [
                ("formula", .string(f.formula)), ("metal", .string(f.metal.symbol)), ("n_sites", .integer(f.siteCount)),
            ] + Feature.all.map { ($0.name, $0.lua($0.value(f))) } + [
                ("charge", .plain(f.charge)), ("charges_from", .string(f.chargesFrom.rawValue)),
                ("definition", .string(f.definition.text)),
                ("notes", .string(f.notes.joined(separator: "; "))),
            ])
    }
}

extension Feature {
    func lua(_ value: Double) -> LuaValue { isCount ? .plain(value) : .known(value) }
}

extension Call {
    /// Charges by element from a table.
    func charges(_ table: LuaTable, _ argument: String) throws -> [Element: Double] {
        var result: [Element: Double] = [:]
        for (key, value) in table.fields {
            let element = try element(key, argument)
            guard let charge = value.asNumber, charge.isFinite else {
                throw error(argument, "a charge for \(element.symbol) expected, got \(value.typeName)")
            }
            result[element] = charge
        }
        return result
    }

    /// The element that a value names, or a sentence with the nearest symbol.
    func element(_ value: LuaValue, _ argument: String) throws -> Element {
        guard case .string(let symbol) = value else {
            throw error(argument, "an element's symbol expected, got \(value.typeName)")
        }
        if let element = Element(symbol) { return element }
        let near = nearestName(to: symbol, among: Element.allSymbols).map { "; did you mean '\($0)'?" } ?? ""
        throw error(argument, "there is no element '\(symbol)'\(near)")
    }
}
