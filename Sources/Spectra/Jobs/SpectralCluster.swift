// The geometry of one spectral job: an absorber and the atoms about it, in one canonical form.
//
// Coordinates are whole numbers of 1e-6 angstrom relative to the absorber, in the crystal's own Cartesian frame;
// atoms in the order of distance (to 1e-4 angstrom), then x, y, z, then atomic number. The same surroundings therefore
// give the same value, whatever the order of the input, and what is hashed is exactly what an engine is given.

import Basics
import Crystal

public struct SpectralCluster: Hashable, Sendable {
    /// An atom other than the absorber.
    public struct Atom: Hashable, Sendable {
        public let element: Element
        /// 1e-6 angstrom.
        public let x: Int, y: Int, z: Int
        /// Whether it takes part in self-consistency and multiple scattering; the others only overlap their charge.
        public let scatters: Bool

        /// angstrom.
        public var position: Vector3 { Vector3(Double(x), Double(y), Double(z)) / 1e6 }
        public var distance: Double { position.length }
    }

    public let absorber: Element
    public let atoms: [Atom]
    /// 1e-4 angstrom.
    private let radiusUnits: Int

    /// For an engine that chooses the scattering atoms by a distance, angstrom.
    public var radius: Double { Double(radiusUnits) / 1e4 }
    /// How far beyond an atom such a radius reaches by default, angstrom: a shell of equal distances is kept whole.
    public static let radiusMargin = 0.02

    /// - Parameters:
    ///   - neighbours: positions relative to the absorber, angstrom, in any order.
    ///   - radius: kept to 1e-4 angstrom; nil for the outermost scattering atom's distance and `radiusMargin`.
    /// - Throws: `SparError` where an atom lies nearer than 0.5 angstrom to the absorber, or none scatters.
    public init(
        absorber: Element, neighbours: [(element: Element, position: Vector3, scatters: Bool)],
        radius: Double? = nil
    ) throws {
        var atoms: [Atom] = []
        for n in neighbours {
            guard n.position.length >= 0.5, n.position.length < 1000 else {
                throw SparError(
                    "an atom of \(n.element.symbol) lies "
                        + "\(NumberText.fixed(n.position.length, decimals: 3)) angstrom from the absorber "
                        + "\(absorber.symbol); between 0.5 and 1000 is possible")
            }
            let p = (n.position * 1e6).rounded(.toNearestOrEven)
            // Isotopes of an element emit alike: deuterium counts as hydrogen.
            let element = Element(atomicNumber: n.element.atomicNumber) ?? n.element
            atoms.append(Atom(element: element, x: Int(p.x), y: Int(p.y), z: Int(p.z), scatters: n.scatters))
        }
        guard atoms.contains(where: \.scatters) else {
            throw SparError("the cluster about \(absorber.symbol) holds no atom that scatters")
        }
        let keyed = atoms.map { (shell: Int(($0.distance * 1e4).rounded()), atom: $0) }
        let outermost = atoms.lazy.filter(\.scatters).map(\.distance).max() ?? 0
        radiusUnits = Int(((radius ?? outermost + Self.radiusMargin) * 1e4).rounded())
        self.absorber = absorber
        self.atoms = keyed.sorted { a, b in
            (a.shell, a.atom.x, a.atom.y, a.atom.z, a.atom.element.atomicNumber)
                < (b.shell, b.atom.x, b.atom.y, b.atom.z, b.atom.element.atomicNumber)
        }.map(\.atom)
    }

    /// The distance of the outermost scattering atom, angstrom.
    public var scatteringRadius: Double { atoms.lazy.filter(\.scatters).map(\.distance).max() ?? 0 }
}

extension SpectralCluster: JSONCodable {
    public var json: JSON {
        JSON(["absorber": absorber.atomicNumber, "radius": radiusUnits, "atoms": atoms])
    }

    public init(json: JSON) throws {
        absorber = try blaming(.part("absorber")) { try Element(number: try json.read("absorber")) }
        radiusUnits = try json.read("radius")
        atoms = try json.read("atoms")
    }
}

extension SpectralCluster.Atom: JSONCodable {
    /// Atomic number, x, y, z, and 1 where it scatters.
    public var json: JSON { [element.atomicNumber, x, y, z, scatters ? 1 : 0].json }

    public init(json: JSON) throws {
        let numbers = try [Int](json: json)
        guard numbers.count == 5 else { throw SparError("five whole numbers are expected") }
        self.init(
            element: try Element(number: numbers[0]), x: numbers[1], y: numbers[2], z: numbers[3],
            scatters: numbers[4] == 1)
    }
}

extension Element {
    fileprivate init(number: Int) throws {
        guard let element = Element(atomicNumber: number) else { throw SparError("there is no element \(number)") }
        self = element
    }
}
