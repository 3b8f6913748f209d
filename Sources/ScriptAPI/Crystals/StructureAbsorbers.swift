// Methods of structures about the metal that absorbs: its sites, their surroundings, its features.

import Anisotropy
import Basics
import Crystal
import LuaRuntime
import Spectra

extension StructureObject {
    static let absorberMethods: [Function] = [
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
            "cluster",
            "The atoms around a site of the metal: the closest \(SpectralRequest.standardNeighbours) with whole shells unless "
                + "said otherwise.",
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
                exponentOption,
                .optional("radius", .number, usually: FeatureDefinition.standard.radius) {
                    "Radius of the feature cluster, \($0) angstrom unless given."
                },
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
                exponent: call["m"], radius: call["radius"],
                frame: frame.flatMap(AnisotropyFrame.init) ?? .site)
            return .object(LuaRecord(try Features(of: s.structure, metal: metal, definition: definition)))
        },
    ]

    /// m of the moments.
    static let exponentOption = Parameter.optional("m", .number, usually: FeatureDefinition.standard.exponent) {
        "Exponent of the distance, \($0) unless given."
    }

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
