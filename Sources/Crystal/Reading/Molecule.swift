// Atoms of a file that has no lattice, and the cluster that they are about one of them.

import Basics

/// What a file of atoms holds.
public enum FileContent: Sendable {
    case crystal(Structure)
    case molecule(Molecule)
}

/// Atoms in space.
public struct Molecule: Equatable, Sendable {
    public struct Atom: Equatable, Sendable {
        public let element: Element
        /// Cartesian, angstrom.
        public let position: Vector3
        /// In e, where the file gives one.
        public let charge: Double?

        public init(element: Element, position: Vector3, charge: Double?) {
            self.element = element
            self.position = position
            self.charge = charge
        }
    }

    /// What messages call it, normally its path.
    let name: String
    public let atoms: [Atom]
    public let notes: [String]

    /// Reads a MOL or SDF file, or an XYZ file, whether it has a lattice or not.
    public init(contentsOf path: String) throws {
        let source = SourceName(name: path), bytes = try FileBytes.read(path)
        if TextLines(bytes).isConnectionTable {
            self = try MolfileReader(bytes, source).molecule()
            return
        }
        guard Int(TextLines(bytes).lines[0]) != nil else {
            throw source.error(
                line: 1,
                "this is no XYZ file: its first line is no atom count (and no MOL file: its fourth line ends in no V2000)"
            )
        }
        self = try XYZReader(bytes, source).molecule()
    }

    public init(name: String, atoms: [Atom], notes: [String]) {
        self.name = name
        self.atoms = atoms
        self.notes = notes
    }

    /// Which atom absorbs.
    public enum Absorber: Sendable {
        case element(Element)
        /// From 0.
        case atom(Int)
    }

    /// The cluster about one atom.
    ///
    /// - Parameter absorber: nil for the only 3d metal, or for the first atom where that is one of several.
    /// - Throws: where nothing says which atom absorbs, where it has no neighbour, or two atoms lie in one place.
    /// - Returns: the cluster, and what was found worth saying.
    public func cluster(absorber: Absorber? = nil) throws -> (cluster: Cluster, notes: [String]) {
        let (center, note) = try index(absorber)
        guard atoms.count > 1 else {
            throw SparError(at: .file(name), "a cluster has at least one atom beside its absorber")
        }
        let origin = atoms[center].position
        let neighbours = atoms.enumerated().filter { $0.offset != center }.map { _, atom in
            ClusterAtom(element: atom.element, position: atom.position - origin, charge: atom.charge)
        }
        try checkDistances()
        return (
            Cluster(absorber: atoms[center].element, charge: atoms[center].charge, atoms: neighbours),
            notes + (note.map { [$0] } ?? [])
        )
    }

    private func index(_ absorber: Absorber?) throws -> (Int, note: String?) {
        func choice(_ candidates: [Int], _ chosen: Int) -> (Int, String?) {
            guard candidates.count > 1 else { return (chosen, nil) }
            let others = candidates.filter { $0 != chosen }.prefix(5).map { String($0 + 1) }.joined(separator: ", ")
            return (
                chosen,
                "atom \(chosen + 1) (\(atoms[chosen].element.symbol)) was taken as the absorber; others can "
                    + "be chosen by number with cluster.read and absorber =: \(others)"
            )
        }
        switch absorber {
        case .atom(let i):
            guard atoms.indices.contains(i) else {
                throw SparError(at: .file(name), "there is no atom \(i + 1); the file has \(atoms.count)")
            }
            return (i, nil)
        case .element(let element):
            let found = atoms.indices.filter { atoms[$0].element == element }
            guard let first = found.first else {
                let held = Composition(atoms.map { ($0.element, 1) }).elements.map(\.symbol).joined(separator: ", ")
                throw SparError(at: .file(name), "there is no \(element.symbol); it has \(held)")
            }
            return choice(found, first)
        case nil:
            let metals = atoms.indices.filter { atoms[$0].element.is3dMetal }
            guard let first = metals.first, metals.count == 1 || first == 0 else {
                let which = metals.isEmpty ? "none of its atoms is a 3d metal" : "several of its atoms are 3d metals"
                throw SparError(
                    at: .file(name),
                    "the file has no lattice, so it is a cluster, and \(which): "
                        + "say which absorbs, cluster.read(path, { absorber = \((metals.first ?? 0) + 1) })")
            }
            return choice(metals, first)
        }
    }

    private func checkDistances() throws {
        // Sorted along x, so that only neighbours along it are compared.
        let order = atoms.indices.sorted { (atoms[$0].position.x, $0) < (atoms[$1].position.x, $1) }
        for (s, i) in order.enumerated() {
            for j in order[(s + 1)...] {
                if atoms[j].position.x - atoms[i].position.x >= Structure.placeTolerance { break }
                let distance = (atoms[j].position - atoms[i].position).length
                guard distance < Structure.placeTolerance else { continue }
                throw SparError(
                    at: .file(name),
                    "two atoms in one place: atoms \(min(i, j) + 1) and \(max(i, j) + 1) are "
                        + "\(shortNumber(distance)) angstrom apart")
            }
        }
    }
}
