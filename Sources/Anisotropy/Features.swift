// The features of a structure and one of its 3d metals: the input of the forest (Secs. 2.2 to 2.4 of the paper).
//
// QAMS in e A^(2-m), DAMS in e A^(1-m), IAMS in A^(2-m), density in g/cm3, N_3d in electrons, electronegativities on
// Pauling's scale, charge in e. Values of several sites are means over the sites, weighted by occupancy.

import Basics
import Crystal

/// One row of features.
public struct Features: Equatable, Sendable {
    /// The reduced formula.
    public let formula: String
    public let metal: Element
    /// Sites of the metal in the cell.
    public let siteCount: Int
    /// The sums of the anisotropy matrices of quadrupole, dipole and inertia (Eqs. 4 and 5), in the frame of the
    /// definition.
    public let qams: Double, dams: Double, iams: Double
    public let density: Double
    /// 1 to 230.
    public let spaceGroupNumber: Int
    /// 1 - number / 230 (Eq. 9).
    public var nSG: Double { 1 - Double(spaceGroupNumber) / 230 }
    /// Z - 18 - charge (Eq. 10); fractional where the mean charge is.
    public var n3d: Double { Double(metal.atomicNumber) - 18 - charge }
    /// Mean and population standard deviation of electronegativity over the neighbours in the feature cluster, each
    /// averaged over the sites.
    public let electronegativityMean: Double, electronegativityDeviation: Double
    /// Of the metal.
    public let charge: Double
    public let chargesFrom: ChargeSource
    public let definition: FeatureDefinition
    /// What is worth telling, one sentence each.
    public let notes: [String]

    /// - Throws: where the structure holds none of the metal, where the metal is not one of Sc to Zn, or where no space
    ///   group is found.
    public init(of structure: Structure, metal: Element, definition: FeatureDefinition = .standard) throws {
        try self.init(
            of: structure, metal: metal, definition: definition,
            symmetry: Self.symmetry(of: structure, definition: definition))
    }

    /// The same with a symmetry that is known already (at the definition's tolerance), and charges if they are.
    public init(
        of structure: Structure, metal: Element, definition: FeatureDefinition = .standard, symmetry: Symmetry,
        charges: Charges? = nil
    ) throws {
        guard metal.is3dMetal else {
            throw SparError(
                "\(metal.symbol) is not a 3d metal: features are defined for Sc, Ti, V, Cr, Mn, Fe, Co, Ni, "
                    + "Cu and Zn")
        }
        guard structure.sites.contains(where: { $0.element == metal }) else {
            let held = structure.composition.elements.map(\.symbol).joined(separator: ", ")
            throw SparError("the structure holds no \(metal.symbol); its elements are \(held)")
        }
        let charges = charges ?? Charges(of: structure) { symmetry.orbits }
        let environments = AbsorberEnvironment.all(
            of: metal, in: structure, charges: charges, definition: definition)
        self.init(structure, metal, definition, symmetry, charges, environments)
    }

    /// The features of every 3d metal of a structure, in order of Z, from one search for symmetry and charges.
    public static func all(
        of structure: Structure, definition: FeatureDefinition = .standard, symmetry: Symmetry? = nil
    ) throws -> [Features] {
        let metals = Set(structure.sites.map(\.element)).filter(\.is3dMetal)
            .sorted { $0.atomicNumber < $1.atomicNumber }
        if metals.isEmpty { return [] }
        let symmetry = try symmetry ?? Self.symmetry(of: structure, definition: definition)
        let charges = Charges(of: structure) { symmetry.orbits }
        let surroundings = Surroundings(structure, charges: charges, definition: definition)
        var scratch = Neighbors()
        return metals.map { metal in
            var environments: [AbsorberEnvironment] = []
            for site in structure.sites.indices where structure.sites[site].element == metal {
                environments.append(surroundings.environment(of: site, scratch: &scratch))
            }
            return Features(structure, metal, definition, symmetry, charges, environments)
        }
    }

    /// The space group at the definition's tolerance; at a tenth of it where atoms are too close for the former.
    public static func symmetry(of structure: Structure, definition: FeatureDefinition = .standard) throws -> Symmetry {
        do {
            return try Symmetry(of: structure, symprec: definition.symprec)
        } catch {
            return try Symmetry(of: structure, symprec: definition.symprec / 10)
        }
    }

    private init(
        _ structure: Structure, _ metal: Element, _ definition: FeatureDefinition, _ symmetry: Symmetry,
        _ charges: Charges, _ environments: [AbsorberEnvironment]
    ) {
        self.metal = metal
        self.definition = definition
        formula = structure.composition.reducedFormula
        siteCount = environments.count
        density = structure.density
        spaceGroupNumber = symmetry.number
        charge = charges[metal]
        chargesFrom = charges.source
        var notes = charges.notes
        if symmetry.symprec != definition.symprec {
            notes.append(
                "the space group is that within \(symmetry.symprec) angstrom: none was found within "
                    + "\(definition.symprec)")
        }

        if let split = structure.splitSiteNote { notes.append(split) }
        let lone = environments.filter { $0.neighbourCount == 0 }.count
        if lone > 0 {
            notes.append(
                "\(lone) of \(environments.count) \(metal.symbol) sites has no atom within "
                    + "\(NumberText.short(definition.radius)) angstrom: its anisotropies are 0, its neighbours' "
                    + "electronegativity is not known")
        } else if environments.contains(where: { $0.electronegativityMean.isNaN }) {
            notes.append("the neighbours of \(metal.symbol) have no known electronegativity")
        }
        let total = environments.reduce(0) { $0 + $1.occupancy }
        func mean(_ value: (AbsorberEnvironment) -> Double) -> Double {
            environments.reduce(0) { $0 + $1.occupancy * value($1) } / total
        }
        electronegativityMean = mean(\.electronegativityMean)
        electronegativityDeviation = mean(\.electronegativityDeviation)

        var sums = Vector3.zero
        switch definition.frame {
        case .site:
            var byRule = 0
            for environment in environments {
                let axes = PrincipalAxes(environment.moments)
                sums += environment.occupancy * Vector3(axes.qams, axes.dams, axes.iams)
                if axes.restsOnRule { byRule += 1 }
            }
            if byRule > 0 {
                notes.append(
                    "at \(byRule) of \(environments.count) \(metal.symbol) sites Q has equal eigenvalues; "
                        + "there DAMS and IAMS are taken along the axes of I, or along D")
            }
        case .mean:
            let frame = MeanFrame(environments)
            sums = total * Vector3(frame.qams, frame.dams, frame.iams)
            if frame.restsOnRule {
                notes.append(
                    "the mean Q of the \(metal.symbol) sites has equal eigenvalues; the common frame follows "
                        + "the axes of the sites' own Q, then I, then D, with the largest QAMS")
            }
        }
        // What symmetry makes zero comes out as rounding noise of the sums; it is given as the zero that it is.
        let noise = Self.noise * mean { $0.moments.inertia.trace }
        func cleaned(_ sum: Double) -> Double { abs(sum / total) <= noise ? 0 : sum / total }
        (qams, dams, iams) = (cleaned(sums.x), cleaned(sums.y), cleaned(sums.z))
        self.notes = notes
    }

    /// Sums below this, relative to the trace of I, are zero.
    private static let noise = 1e-13
}
