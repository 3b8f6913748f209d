// What is computed of a site: a process at an edge of its absorber. The tables that belong to it stand here and in
// Edge.swift: an engine and a script look them up and have none of their own.
//
// Energies in eV about the Fermi level.

import Basics

public struct Spectroscopy: Hashable, Sendable {
    public enum Process: String, Hashable, Sendable {
        /// Electrons below the Fermi level fill the core hole.
        case emission
    }

    public let process: Process
    public let edge: Edge

    public init(_ process: Process, _ edge: Edge) {
        self.process = process
        self.edge = edge
    }

    /// Valence-to-core emission into the 1s hole, the paper's.
    public static let kEmission = Spectroscopy(.emission, .k)

    /// As in "K emission".
    public var title: String { "\(edge.rawValue) \(process.rawValue)" }

    /// What is computed where nobody asks for other energies: of emission the occupied states down to the ligands' 2s,
    /// and some unoccupied ones for the tail (design section 6; the lowest few eV of a grid are not physical).
    public var grid: EnergyGrid {
        switch process {
        case .emission: EnergyGrid(valid: -40, 5, 0.1)
        }
    }

    /// Over which SAM is taken where nobody asks for another.
    public var window: EnergyWindow {
        switch process {
        case .emission: .standard
        }
    }
}

extension Spectroscopy: JSONCodable {
    public var json: JSON { JSON(["process": process, "edge": edge]) }

    public init(json: JSON) throws { self.init(try json.read("process"), try json.read("edge")) }
}

extension Spectroscopy.Process: JSONCodable {}
extension Edge: JSONCodable {}
