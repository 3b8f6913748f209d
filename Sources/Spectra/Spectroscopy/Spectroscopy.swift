// What is computed of a site: a process at an edge of its absorber. The tables that belong to it stand here and in
// Edge.swift: an engine and a script look them up and have none of their own.
//
// Energies in eV about the Fermi level.

import Basics

public struct Spectroscopy: Hashable, Sendable {
    public enum Process: String, Hashable, Sendable {
        /// Electrons below the Fermi level fill the core hole.
        case emission
        /// The core electron goes to states above it.
        case absorption
    }

    public let process: Process
    public let edge: Edge

    public init(_ process: Process, _ edge: Edge) {
        self.process = process
        self.edge = edge
    }

    /// Valence-to-core emission into the 1s hole, the paper's.
    public static let kEmission = Spectroscopy(.emission, .k)

    /// X-ray absorption near the K edge, XANES.
    public static let kAbsorption = Spectroscopy(.absorption, .k)

    /// As in "K emission".
    public var title: String { "\(edge.rawValue) \(process.rawValue)" }

    /// What is computed where nobody asks for other energies: of emission the occupied states down to the ligands' 2s,
    /// and some unoccupied ones for the tail (design section 6; the lowest few eV of a grid are not physical); of
    /// absorption the edge, from where nothing is absorbed yet.
    public var grid: EnergyGrid {
        switch process {
        case .emission: EnergyGrid(valid: -40, 5, 0.1)
        case .absorption: EnergyGrid(valid: -15, 45, 0.2)
        }
    }

    /// Over which SAM is taken where nobody asks for another. Of absorption the edge and 30 eV: there multiple
    /// scattering makes directions differ; beyond it they differ little, and the average would drown them.
    public var window: EnergyWindow {
        switch process {
        case .emission: .standard
        case .absorption: .edge
        }
    }

    /// How many of the closest atoms scatter where nobody asks for a number. Of emission the paper's; fast electrons come
    /// back from farther away (examples/green.md shows how absorption converges).
    public var neighbours: Int {
        switch process {
        case .emission: 30
        case .absorption: 100
        }
    }

    /// How many atoms the potential is made self-consistent with; nil for all that scatter.
    public var selfConsistencyAtoms: Int? {
        switch process {
        case .emission: nil
        case .absorption: 30
        }
    }
}

extension Spectroscopy: JSONCodable {
    public var json: JSON { JSON(["process": process, "edge": edge]) }

    public init(json: JSON) throws { self.init(try json.read("process"), try json.read("edge")) }
}

extension Spectroscopy.Process: JSONCodable {}
extension Edge: JSONCodable {}
