// The atoms of one job and how they share potentials.
//
// The absorber is the first atom, at the origin, and a type of its own; each other element is one type (the metal's
// own first, then by atomic number), as in the paper's workflow. A type is represented by its atom nearest to the
// absorber; of several as near, by the one with the densest surroundings, so that no direction counts. Lengths in bohr.

import Crystal
import Spectra

struct ClusterGeometry: Sendable {
    struct Atom: Sendable {
        let position: SIMD3<Double>
        let type: Int
    }

    /// Atoms that share a potential.
    struct AtomType: Sendable {
        let z: Int
        /// How many atoms of the list have it.
        let count: Int
        /// Index of the atom that stands for all.
        let representative: Int
        let isAbsorber: Bool
    }

    /// Atoms of one type at one distance from a centre.
    struct Shell: Sendable {
        let type: Int
        let distance: Double
        var count: Int
    }

    let atoms: [Atom]
    let types: [AtomType]
    /// The radius of self-consistency and multiple scattering.
    let radius: Double
    /// The atoms that scatter about the absorber, the absorber first.
    let scattering: [Int]

    init(_ cluster: SpectralCluster) {
        let scale = 1 / AtomicUnits.bohr, absorber = cluster.absorber.atomicNumber
        let elements = Set(cluster.atoms.map(\.element.atomicNumber)).sorted {
            ($0 == absorber ? 0 : 1, $0) < ($1 == absorber ? 0 : 1, $1)
        }
        var atoms = [Atom(position: .zero, type: 0)], scattering = [0]
        var counts = [Int](repeating: 0, count: elements.count + 1), first = counts
        for atom in cluster.atoms {
            let type = 1 + (elements.firstIndex(of: atom.element.atomicNumber) ?? 0)
            if counts[type] == 0 { first[type] = atoms.count }
            counts[type] += 1
            if atom.scatters { scattering.append(atoms.count) }
            let p = atom.position
            atoms.append(Atom(position: SIMD3(p.x, p.y, p.z) * scale, type: type))
        }
        self.atoms = atoms
        self.scattering = scattering
        types =
            [AtomType(z: absorber, count: 1, representative: 0, isAbsorber: true)]
            + elements.enumerated().map { i, z in
                AtomType(
                    z: z, count: counts[i + 1], representative: Self.densest(asNearAs: first[i + 1], atoms, cluster),
                    isAbsorber: false)
            }
        radius = cluster.radius * scale
    }

    /// Of the atoms of one type that are as near to the absorber as the first of them, the one with the densest
    /// surroundings, in a measure that no rotation changes.
    private static func densest(asNearAs first: Int, _ atoms: [Atom], _ cluster: SpectralCluster) -> Int {
        func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
        let reach = length(atoms[first].position) + 2e-4 / AtomicUnits.bohr
        let equals = atoms.indices.filter { atoms[$0].type == atoms[first].type && length(atoms[$0].position) < reach }
        func density(_ i: Int) -> Double {
            atoms.indices.reduce(0) { sum, j in
                let d = length(atoms[j].position - atoms[i].position)
                let z = j == 0 ? cluster.absorber.atomicNumber : cluster.atoms[j - 1].element.atomicNumber
                return j == i ? sum : sum + Double(z) / (d * d * d)
            }
        }
        guard equals.count > 1 else { return first }
        let densities = equals.map(density), most = densities.max() ?? 0
        // Sums over equal surroundings differ by the rounding of the coordinates.
        return zip(equals, densities).first { $1 > most * (1 - 1e-6) }?.0 ?? first
    }

    private init(atoms: [Atom], types: [AtomType], radius: Double, scattering: [Int]) {
        self.atoms = atoms
        self.types = types
        self.radius = radius
        self.scattering = scattering
    }

    /// Whether the same atoms scatter in the same places.
    func isSame(as other: ClusterGeometry) -> Bool {
        scattering == other.scattering && radius == other.radius
            && zip(atoms, other.atoms).allSatisfy { $0.position == $1.position }
    }

    /// The same atoms, of which only so many nearest to the absorber scatter, with the rest of the last shell.
    func nearest(_ count: Int) -> ClusterGeometry {
        guard scattering.count > count + 1 else { return self }
        let last = scattering.map { distance(0, $0) }.sorted()[count]
        return scattering(within: last + SpectralCluster.radiusMargin / AtomicUnits.bohr)
    }

    /// The same atoms, of which only those within a radius of the absorber scatter.
    func scattering(within radius: Double) -> ClusterGeometry {
        ClusterGeometry(
            atoms: atoms, types: types, radius: radius,
            scattering: scattering.filter { distance(0, $0) < radius + 1e-6 })
    }

    func distance(_ i: Int, _ j: Int) -> Double {
        let d = atoms[i].position - atoms[j].position
        return (d * d).sum().squareRoot()
    }

    /// The neighbours of a type's representative within `limit`, nearest first.
    func shells(of type: Int, within limit: Double) -> [Shell] {
        let centre = types[type].representative
        var found: [(distance: Double, type: Int)] = []
        for j in atoms.indices where j != centre {
            let d = distance(centre, j)
            if d < limit { found.append((d, atoms[j].type)) }
        }
        found.sort { ($0.distance, $0.type) < ($1.distance, $1.type) }
        var shells: [Shell] = []
        for (d, type) in found {
            if let i = shells.lastIndex(where: { $0.type == type }), d - shells[i].distance < 1e-6 {
                shells[i].count += 1
            } else {
                shells.append(Shell(type: type, distance: d, count: 1))
            }
        }
        return shells
    }

    /// The atoms that scatter about a type's representative, itself first, then by distance.
    func scatterers(about type: Int) -> [Int] {
        if type == 0 { return scattering }
        let centre = types[type].representative
        let near = atoms.indices.filter { $0 != centre && distance(centre, $0) < radius + 1e-6 }
        return [centre] + near.sorted { (distance(centre, $0), $0) < (distance(centre, $1), $1) }
    }

    /// The same cluster in its ground state: where an equal atom with equal surroundings is among the others, the
    /// absorber is one of them, else it keeps its type.
    func withoutAbsorber() -> ClusterGeometry {
        types.count > 1 && types[1].z == types[0].z && hasEqualSurroundings(0, 1) ? withAbsorberMerged() : self
    }

    /// The absorber one of the second type, which it represents.
    func withAbsorberMerged() -> ClusterGeometry {
        let merged = atoms.map { Atom(position: $0.position, type: max(0, $0.type - 1)) }
        var kept = Array(types.dropFirst())
        kept[0] = AtomType(z: kept[0].z, count: kept[0].count + 1, representative: 0, isAbsorber: false)
        return ClusterGeometry(atoms: merged, types: kept, radius: radius, scattering: scattering)
    }

    /// The same cluster with each hydrogen drawn away from its nearest atom, from r to r + 4/r^2 (bohr), but not beyond
    /// where another atom becomes the nearest. Muffin tins of bonds as short as hydrogen's would leave it next to
    /// nothing of its own and spoil the constant between the spheres; FEFF10 makes its potentials so (inferred from what it
    /// prints: the rule fits O-H of 0.7 to 2.0 angstrom to 0.002 angstrom).
    func withHydrogenMoved() -> ClusterGeometry {
        var moved = atoms
        for (i, atom) in atoms.enumerated() where types[atom.type].z == 1 && i > 0 {
            var nearest: (index: Int, distance: Double)?
            for j in atoms.indices where j != i {
                let d = distance(i, j)
                if d < nearest?.distance ?? .infinity { nearest = (j, d) }
            }
            guard let (k, r) = nearest else { continue }
            let centre = atoms[k].position, direction = (atom.position - centre) / r
            var reach = r + 4 / (r * r)
            for j in atoms.indices where j != i && j != k {
                // The plane halfway between the nearest atom and this one.
                let to = atoms[j].position - centre, along = (to * direction).sum()
                if along > 0 { reach = min(reach, (to * to).sum() / (2 * along)) }
            }
            moved[i] = Atom(position: centre + direction * max(reach, r), type: atom.type)
        }
        return ClusterGeometry(atoms: moved, types: types, radius: radius, scattering: scattering)
    }

    private func hasEqualSurroundings(_ a: Int, _ b: Int) -> Bool {
        func shells(_ type: Int) -> [Shell] {
            // The absorber counts as the metal that it is.
            self.shells(of: type, within: radius + 1e-3).map {
                Shell(type: max($0.type, 1), distance: $0.distance, count: $0.count)
            }
        }
        func profile(_ type: Int) -> [Double] {
            shells(type).flatMap { s in [Double](repeating: s.distance + 1000 * Double(s.type), count: s.count) }
                .sorted()
        }
        let pa = profile(a), pb = profile(b)
        return pa.count == pb.count && zip(pa, pb).allSatisfy { abs($0 - $1) < 2e-3 }
    }
}
