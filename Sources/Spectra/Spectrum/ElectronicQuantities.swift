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
}

extension ElectronicQuantities: JSONCodable {
    public var json: JSON {
        JSON([
            "potentials": potentials, "converged": converged, "iterations": iterations,
            "fermi_history": fermiHistory, "core_hole_width": coreHoleWidth,
            "interstitial_potential": interstitialPotential, "radius": radius,
        ])
    }

    public init(json: JSON) throws {
        self.init(
            potentials: try json.read("potentials"), converged: try json.read("converged"),
            iterations: try json.read("iterations"), fermiHistory: try json.read("fermi_history"),
            coreHoleWidth: try json.read("core_hole_width"),
            interstitialPotential: try json.read("interstitial_potential"), radius: try json.read("radius"))
    }
}

extension ElectronicQuantities.Potential: JSONCodable {
    public var json: JSON {
        JSON([
            "element": element, "atoms": atoms, "muffin_tin_radius": muffinTinRadius, "norman_radius": normanRadius,
            "charge_transfer": chargeTransfer, "electrons": electrons,
        ])
    }

    public init(json: JSON) throws {
        self.init(
            element: try json.read("element"), atoms: try json.read("atoms"),
            muffinTinRadius: try json.read("muffin_tin_radius"), normanRadius: try json.read("norman_radius"),
            chargeTransfer: try json.read("charge_transfer"), electrons: try json.read("electrons"))
    }
}
