// What an engine found out about the electrons of a cluster on the way to its spectrum.
//
// Radii in angstrom, energies in eV on the engine's own scale, charges in electrons gained (positive: more electrons
// than the neutral atom). One entry for each unique potential, the absorber first.

import Basics

public struct ElectronicQuantities: Equatable, Sendable {
    public struct Potential: Equatable, Sendable {
        public let element: String
        /// How many atoms of the listed cluster share it.
        public let atoms: Int
        public let muffinTinRadius: Double?
        public let normanRadius: Double?
        /// Electrons gained.
        public let chargeTransfer: Double?
        /// Electrons by l = 0, 1, 2, 3; empty where not known.
        public let electrons: [Double]

        public init(
            element: String, atoms: Int, muffinTinRadius: Double? = nil, normanRadius: Double? = nil,
            chargeTransfer: Double? = nil, electrons: [Double] = []
        ) {
            self.element = element
            self.atoms = atoms
            self.muffinTinRadius = muffinTinRadius
            self.normanRadius = normanRadius
            self.chargeTransfer = chargeTransfer
            self.electrons = electrons
        }
    }

    public var potentials: [Potential]
    public var converged: Bool
    public var iterations: Int
    /// The Fermi level after each iteration.
    public var fermiHistory: [Double]
    /// The full width of the core hole.
    public var coreHoleWidth: Double?
    public var interstitialPotential: Double?
    /// The radius of self-consistency and multiple scattering, angstrom.
    public var radius: Double

    public init(
        potentials: [Potential] = [], converged: Bool = true, iterations: Int = 0, fermiHistory: [Double] = [],
        coreHoleWidth: Double? = nil, interstitialPotential: Double? = nil, radius: Double = 0
    ) {
        self.potentials = potentials
        self.converged = converged
        self.iterations = iterations
        self.fermiHistory = fermiHistory
        self.coreHoleWidth = coreHoleWidth
        self.interstitialPotential = interstitialPotential
        self.radius = radius
    }

    var json: JSON {
        func optional(_ x: Double?) -> JSON { x.map { .number($0) } ?? .null }
        return .object([
            "potentials": .array(
                potentials.map {
                    .object([
                        "element": .string($0.element), "atoms": .integer($0.atoms),
                        "muffin_tin_radius": optional($0.muffinTinRadius), "norman_radius": optional($0.normanRadius),
                        "charge_transfer": optional($0.chargeTransfer),
                        "electrons": .array($0.electrons.map { .number($0) }),
                    ])
                }),
            "converged": .bool(converged), "iterations": .integer(iterations),
            "fermi_history": .array(fermiHistory.map { .number($0) }),
            "core_hole_width": optional(coreHoleWidth), "interstitial_potential": optional(interstitialPotential),
            "radius": .number(radius),
        ])
    }

    init?(json: JSON) {
        guard case .array(let rows)? = json["potentials"], case .bool(let converged)? = json["converged"],
            case .integer(let iterations)? = json["iterations"], case .array(let history)? = json["fermi_history"],
            let radius = json["radius"]?.doubleValue
        else { return nil }
        var potentials: [Potential] = []
        for row in rows {
            guard case .string(let element)? = row["element"], case .integer(let atoms)? = row["atoms"],
                case .array(let electrons)? = row["electrons"]
            else { return nil }
            potentials.append(
                Potential(
                    element: element, atoms: atoms, muffinTinRadius: row["muffin_tin_radius"]?.doubleValue,
                    normanRadius: row["norman_radius"]?.doubleValue,
                    chargeTransfer: row["charge_transfer"]?.doubleValue,
                    electrons: electrons.compactMap(\.doubleValue)))
        }
        self.init(
            potentials: potentials, converged: converged, iterations: iterations,
            fermiHistory: history.compactMap(\.doubleValue), coreHoleWidth: json["core_hole_width"]?.doubleValue,
            interstitialPotential: json["interstitial_potential"]?.doubleValue, radius: radius)
    }
}
