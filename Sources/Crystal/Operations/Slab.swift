// Slabs: some planes of a crystal, parallel to (hkl), with vacuum above.
//
// The plane's indices belong to this cell's vectors, as a user reads them; the cut itself is made in the primitive
// lattice. Of that lattice an integer basis u, v, w with hu + kv + lw-products 0, 0, 1 is found: u and v span the
// surface's primitive cell, w leads from one lattice plane to the next, d = 1/|hkl| above. One layer is one such step:
// it holds the atoms of one primitive cell, so that a slab has the crystal's composition whatever its surface.
//
// The slab's cell: a along x, b in the xy plane, c along z and perpendicular to the surface.

import Basics

extension Structure {
    public struct SlabLimits: Sendable {
        public static let mostLayers = 200, largestIndex = 50, mostSites = 20_000
        /// Angstrom.
        public static let usualVacuum = 12.0
        /// Gaps between planes of atoms below this (angstrom) are no places to cut.
        static let leastGap = 0.2
    }

    /// - Parameters:
    ///   - miller: h, k, l of this cell.
    ///   - layers: lattice planes, each with the atoms of one primitive cell.
    ///   - vacuum: from the highest atom to the lowest of the next slab, angstrom.
    ///   - termination: between which planes of atoms it is cut, from 1: first those that leave the same elements on
    ///     both faces, of them the widest gap first, of equal ones the lowest.
    /// - Throws: `SparError` for indices that are no plane, counts and lengths out of range.
    public func slab(miller: SIMD3<Int>, layers: Int, vacuum: Double = SlabLimits.usualVacuum, termination: Int = 1)
        throws -> Structure
    {
        try Self.check(miller, layers, vacuum)
        let cell = try primitive()
        let basis = try SurfaceBasis(miller, of: lattice, in: cell.lattice)
        let count = cell.sites.count * layers
        guard count <= SlabLimits.mostSites else {
            throw SparError(
                "the slab would have \(count) atoms; the limit is \(SlabLimits.mostSites): ask for fewer layers")
        }
        let heights = cell.places.map { members in basis.height(cell.sites[members[0]].frac) }
        let elements = cell.places.map { members in cell.sites[members[0]].element }
        let cut = try Self.cut(heights, elements, spacing: basis.spacing, termination: termination)
        var atoms: [(site: Int, at: Vector3)] = []
        for layer in 0..<layers {
            for (members, height) in zip(cell.places, heights) {
                // Into the layer that begins at the cut.
                let steps = Double(layer) - (height - cut).rounded(.down)
                for i in members { atoms.append((i, basis.place(cell.sites[i].frac, steps: steps))) }
            }
        }
        let low = atoms.map(\.at.z).min() ?? 0, high = atoms.map(\.at.z).max() ?? 0
        let thickness = high - low
        let box = Lattice(matrix: Matrix3(rows: basis.a, basis.b, [0, 0, thickness + vacuum]))
        let sites = atoms.map { atom in
            cell.sites[atom.site].moved(
                to: Lattice.tidied(box.fractional(atom.at + Vector3(0, 0, vacuum / 2 - low))))
        }
        return Structure(lattice: box, sites: sites, notes: notes + Self.facesNote(cell, atoms, low: low, high: high))
    }

    private static func check(_ miller: SIMD3<Int>, _ layers: Int, _ vacuum: Double) throws {
        guard miller != .zero else {
            throw SparError("the indices 0 0 0 are no plane, and would cut nothing; give one such as 1 0 0")
        }
        for k in 0..<3 where !(-SlabLimits.largestIndex...SlabLimits.largestIndex).contains(miller[k]) {
            throw SparError(
                "the index \(miller[k]) of the plane is out of range: they go to \(SlabLimits.largestIndex)")
        }
        guard (1...SlabLimits.mostLayers).contains(layers) else {
            throw SparError("a slab of \(layers) layers cannot be: from 1 to \(SlabLimits.mostLayers)")
        }
        guard vacuum >= 1, vacuum <= 1000 else {
            throw SparError(
                "a vacuum of \(shortNumber(vacuum)) angstrom separates no slabs; from 1 to 1000, of which 12 is usual")
        }
    }

    private struct Gap {
        /// Where it is cut, and where the gap begins, in units of the spacing.
        let middle: Double, start: Double
        /// Angstrom.
        let width: Double
        /// Whether the same elements face each other across it: the slab's two faces are then alike.
        let isEven: Bool

        /// Widths that agree to a thousandth of an angstrom are equal: symmetry makes many so.
        var rank: (Int, Double, Double) { (isEven ? 0 : 1, -(width * 1000).rounded(), start) }
    }

    /// The height, in units of the spacing, at which layers begin: the middle of a gap.
    private static func cut(
        _ heights: [Double], _ elements: [Element], spacing: Double, termination: Int
    ) throws -> Double {
        let atoms = zip(heights, elements).map { (at: $0 - $0.rounded(.down), element: $1) }.sorted { $0.at < $1.at }
        let gaps = atoms.indices.map { i in
            let start = atoms[i].at, end = i + 1 < atoms.count ? atoms[i + 1].at : atoms[0].at + 1
            func near(_ height: Double) -> Set<Element> {
                Set(atoms.filter { abs($0.at - height - ($0.at - height).rounded()) * spacing < facing }.map(\.element))
            }
            return Gap(
                middle: (start + end) / 2, start: start, width: (end - start) * spacing,
                isEven: near(start) == near(end))
        }
        let open = gaps.filter { $0.width >= SlabLimits.leastGap }
        let places = (open.isEmpty ? gaps.max { $0.width < $1.width }.map { [$0] } ?? [] : open)
            .sorted { $0.rank < $1.rank }
        guard places.indices.contains(termination - 1) else {
            throw SparError(
                "there is no termination \(termination): the crystal can be cut at \(places.count) heights, counted "
                    + "from 1")
        }
        return places[termination - 1].middle
    }

    /// Atoms of a face lie within this of its outermost one (angstrom).
    private static let facing = 0.15

    /// A slab whose faces are of different atoms is polar, which most users want to know.
    private static func facesNote(
        _ cell: Structure, _ atoms: [(site: Int, at: Vector3)], low: Double, high: Double
    ) -> [String] {
        func elements(_ isThere: (Double) -> Bool) -> [String] {
            Set(atoms.filter { isThere($0.at.z) }.map { cell.sites[$0.site].element.symbol }).sorted()
        }
        let bottom = elements { $0 < low + facing }, top = elements { $0 > high - facing }
        guard bottom != top else { return [] }
        return [
            "the slab's faces differ: \(bottom.joined(separator: ", ")) below, \(top.joined(separator: ", ")) above; "
                + "such a slab may be polar, s:slab{ termination = … } cuts elsewhere"
        ]
    }
}

/// The lattice seen from a plane.
struct SurfaceBasis {
    /// The surface cell's vectors, and the step to the next plane, in the slab's axes.
    let a: Vector3, b: Vector3
    /// Between lattice planes, angstrom.
    let spacing: Double
    private let indices: Vector3
    private let lattice: Lattice
    private let step: Vector3
    private let axes: Matrix3

    /// - Parameters:
    ///   - miller: of `given`.
    ///   - lattice: the primitive lattice, of which `given` holds whole vectors.
    init(_ miller: SIMD3<Int>, of given: Lattice, in lattice: Lattice) throws {
        let h = try Self.indices(miller, of: given, in: lattice)
        let (u, v, w) = Self.integerBasis(h)
        func cartesian(_ n: SIMD3<Int>) -> Vector3 {
            lattice.cartesian(Vector3(Double(n.x), Double(n.y), Double(n.z)))
        }
        var (p, q) = Self.reduced(cartesian(u), cartesian(v))
        let up = cartesian(w)
        if p.cross(q).dot(up) < 0 { q = -q }
        let z = p.cross(q).normalized, x = p.normalized
        axes = Matrix3(rows: x, z.cross(x), z)
        a = [p.length, 0, 0]
        b = [(axes * q).x, (axes * q).y, 0]
        spacing = up.dot(z)
        step = up
        indices = Vector3(Double(h.x), Double(h.y), Double(h.z))
        self.lattice = lattice
        guard spacing.isFinite, spacing > 1e-3 else {
            throw SparError("the plane's lattice could not be found; give smaller indices")
        }
    }

    /// In units of the spacing.
    func height(_ frac: Vector3) -> Double { indices.dot(frac) }

    /// Cartesian, in the slab's axes.
    func place(_ frac: Vector3, steps: Double) -> Vector3 { axes * (lattice.cartesian(frac) + steps * step) }

    /// The indices of the same plane in the primitive lattice, without a common divisor.
    private static func indices(_ miller: SIMD3<Int>, of given: Lattice, in lattice: Lattice) throws -> SIMD3<Int> {
        // Rows: the primitive vectors in units of the given ones, whose fractions have a small denominator.
        let m = lattice.matrix * given.inverse
        let h = m * Vector3(Double(miller.x), Double(miller.y), Double(miller.z))
        for denominator in 1...48 {
            let scaled = Double(denominator) * h, whole = scaled.rounded(.toNearestOrEven)
            guard (scaled - whole).max() < 1e-3, (whole - scaled).max() < 1e-3, whole != .zero else { continue }
            let n = SIMD3(Int(whole.x), Int(whole.y), Int(whole.z))
            let divisor = greatestCommonDivisor(n.x, greatestCommonDivisor(n.y, n.z))
            return SIMD3(n.x / divisor, n.y / divisor, n.z / divisor)
        }
        throw SparError("the plane is none of the primitive lattice; take indices of s:conventional()")
    }

    /// Whole vectors with h·u = h·v = 0, h·w = 1 and determinant ±1, by Euclid's algorithm on the three indices.
    private static func integerBasis(_ h: SIMD3<Int>) -> (u: SIMD3<Int>, v: SIMD3<Int>, w: SIMD3<Int>) {
        var rows: [(value: Int, vector: SIMD3<Int>)] = [(h.x, [1, 0, 0]), (h.y, [0, 1, 0]), (h.z, [0, 0, 1])]
        while true {
            rows.sort { (abs($0.value), $0.value == 0 ? 0 : 1) > (abs($1.value), $1.value == 0 ? 0 : 1) }
            // Largest first; the smallest that is not zero divides the others.
            guard let last = rows.lastIndex(where: { $0.value != 0 }), last > 0 else { break }
            for i in 0..<last {
                let n = rows[i].value / rows[last].value
                rows[i].value -= n * rows[last].value
                rows[i].vector = rows[i].vector &- SIMD3(repeating: n) &* rows[last].vector
            }
        }
        let w = rows[0].value < 0 ? .zero &- rows[0].vector : rows[0].vector
        return (rows[1].vector, rows[2].vector, w)
    }

    /// The two shortest vectors of a plane's lattice (Gauss).
    private static func reduced(_ u: Vector3, _ v: Vector3) -> (Vector3, Vector3) {
        var (p, q) = (u, v)
        for _ in 0..<200 {
            if q.dot(q) < p.dot(p) * (1 - 1e-12) { (p, q) = (q, p) }
            let n = (p.dot(q) / p.dot(p) * (1 - 1e-9)).rounded()
            if n == 0 { break }
            q -= n * p
        }
        return (p, q)
    }
}
