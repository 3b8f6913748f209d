// From listed sites and symmetry operations to all atoms of the cell.
//
// An atom whose images under some operations fall within 0.1 angstrom of itself lies on a special position: it is
// moved onto it (the mean of those images) and counted once, as the field does. Without that move the digits that a
// file had no room for (0.3333) would break the symmetry that the file states. `SpecialPosition` says how near is near,
// and whether the images are one atom or the parts of a split one, whose occupancies add.

import Basics

/// A site as a file lists it.
struct ListedSite {
    var site: Site
    var line: Int
    var multiplicity: Int?
    /// The other element that the label may mean.
    var passedOver: Element?
    /// One unit of the last digit of each coordinate; 0 where they are exact.
    var unit = Vector3.zero
}

struct SiteExpansion {
    /// The atoms of the cell, in the order of the sites, then of the operations.
    private(set) var atoms: [Site] = []
    /// For each atom the listed site it comes from.
    private(set) var origin: [Int] = []
    private(set) var notes: [String] = []

    /// Atoms closer than this (angstrom) are one.
    static let tolerance = Structure.placeTolerance
    /// Atoms of different places closer than this are worth a note.
    static let tooClose = 0.5

    private let lattice: Lattice
    private let listed: [ListedSite]

    /// - Parameter isGroup: whether the operations are closed, without which nothing is moved.
    /// - Throws: where two atoms that do not share a place by their occupancies lie in one place.
    init(
        _ listed: [ListedSite], operations: [SymmetryOperation], isGroup: Bool, lattice: Lattice,
        source: SourceName
    ) throws {
        self.lattice = lattice
        self.listed = listed
        let places = listed.map { entry in
            isGroup ? SpecialPosition(of: entry, operations, lattice) : SpecialPosition(general: entry.site.frac)
        }
        let centred = places.map(\.frac)
        let isFull = fullPlaces(places)
        var moved: (names: [String], largest: Double) = ([], 0)
        for (index, entry) in listed.enumerated() {
            let place = places[index]
            var site = entry.site
            var images: [Vector3] = []
            for operation in operations {
                // The atom that the file lists keeps its coordinates; its images are moved into the cell.
                let image = operation == .identity ? place.frac : Lattice.tidied(operation.apply(place.frac))
                if !images.contains(where: { lattice.shortDistance($0, image) < Self.tolerance }) {
                    images.append(image)
                }
            }
            let parts = place.parts
            if place.isSplit, site.occupancy < 1, !isFull[index] {
                let total = Double(parts) * site.occupancy
                site.occupancy = min(1, total)
                notes.append(
                    "\(site.label): \(parts) images lie within \(shortNumber(place.reach)) angstrom of each "
                        + "other; they were taken as one atom of occupancy \(shortNumber(site.occupancy))")
            } else if place.shift > 1e-3 {
                moved.names.append(site.label)
                moved.largest = max(moved.largest, place.shift)
            }
            atoms += images.map { site.moved(to: $0) }
            origin += [Int](repeating: index, count: images.count)
            if let stated = entry.multiplicity, stated != images.count,
                !place.isSplit || stated != parts * images.count
            {
                notes.append(
                    "\(entry.site.label): the file gives it a multiplicity of \(stated), "
                        + "the operations make \(images.count)")
            }
        }
        if !moved.names.isEmpty {
            notes.append(
                "\(moved.names.joined(separator: ", ")): moved by at most \(shortNumber(moved.largest)) "
                    + "angstrom onto the special position")
        }
        try settlePlaces(centred, source)
    }

    /// For each site whether those that share its place fill it with the occupancies as they are listed, so that they
    /// are no parts that add up.
    private func fullPlaces(_ places: [SpecialPosition]) -> [Bool] {
        guard places.contains(where: \.isSplit) else { return [Bool](repeating: false, count: places.count) }
        return places.indices.map { i in
            guard places[i].isSplit else { return false }
            let together = places.indices.filter {
                lattice.shortDistance(places[$0].frac, places[i].frac) < Self.tolerance
            }
            let total = together.reduce(0) { $0 + listed[$1].site.occupancy }
            return together.count > 1 && total > 0.98 && total <= 1.05
        }
    }

    /// Joins what is listed twice, checks the occupancies of shared places and notes atoms that are too close.
    private mutating func settlePlaces(_ centred: [Vector3], _ source: SourceName) throws {
        var removed = [Bool](repeating: false, count: atoms.count)
        var share: [Int: [Int]] = [:]
        var summed: [SIMD2<Int>] = [], cut: [SIMD2<Int>] = [], dropped: [SIMD2<Int>] = [],
            close: [(SIMD2<Int>, Double)] = []
        let pairs = closePairs(atoms.map(\.frac), in: lattice, limit: Self.tooClose)
        for pair in pairs where pair.distance < Self.tolerance {
            let (i, j) = (pair.first, pair.second)
            if removed[i] || removed[j] { continue }
            let sites = SIMD2(origin[i], origin[j])
            if atoms[i].element != atoms[j].element {
                share[i, default: []].append(j)
                continue
            }
            removed[j] = true
            let total = atoms[i].occupancy + atoms[j].occupancy
            let arePartial = atoms[i].occupancy < 1 && atoms[j].occupancy < 1
            if total <= 1.05 || arePartial, lattice.shortDistance(centred[sites[0]], centred[sites[1]]) < Self.tolerance
            {
                if let p = atoms[i].oxidation, let q = atoms[j].oxidation {
                    atoms[i].oxidation = (p * atoms[i].occupancy + q * atoms[j].occupancy) / total
                }
                atoms[i].occupancy = min(1, total)
                if !summed.contains(sites) { summed.append(sites) }
                if total > 1.05, !cut.contains(sites) { cut.append(sites) }
            } else if !dropped.contains(sites) {
                dropped.append(sites)
            }
        }
        for pair in pairs where pair.distance >= Self.tolerance && !removed[pair.first] && !removed[pair.second] {
            let sites = SIMD2(origin[pair.first], origin[pair.second])
            if atoms[pair.first].occupancy + atoms[pair.second].occupancy > 1.05,
                !close.contains(where: { $0.0 == sites })
            {
                close.append((sites, pair.distance))
            }
        }
        for pair in summed {
            let (a, b) = (label(pair[0]), label(pair[1]))
            notes.append(
                (a == b
                    ? "\(a) is listed twice in one place: "
                    : "\(a) and \(b) are one element in one place: ")
                    + "their occupancies were added\(cut.contains(pair) ? ", to at most 1" : "")")
        }
        for pair in dropped {
            notes.append(
                pair[0] == pair[1]
                    ? "\(label(pair[0])): images closer than 0.1 angstrom were counted once"
                    : "\(label(pair[1])) repeats \(label(pair[0])) and was counted once")
        }
        for (pair, distance) in close {
            notes.append("\(label(pair[0])) and \(label(pair[1])) are only \(shortNumber(distance)) angstrom apart")
        }
        try checkOccupancies(share, removed, source)
        atoms = atoms.indices.filter { !removed[$0] }.map { atoms[$0] }
        origin = origin.indices.filter { !removed[$0] }.map { origin[$0] }
    }

    private mutating func checkOccupancies(_ share: [Int: [Int]], _ removed: [Bool], _ source: SourceName) throws {
        var scaled: [Int] = []
        for i in share.keys.sorted() where !removed[i] {
            let members = [i] + (share[i] ?? []).filter { !removed[$0] }
            let total = members.reduce(0) { $0 + atoms[$1].occupancy }
            if total <= 1 + 1e-6 { continue }
            let names = members.map { label(origin[$0]) }
            guard total <= 1.05 else {
                throw source.error(
                    line: listed[origin[members[members.count - 1]]].line,
                    "two atoms in one place: \(names.joined(separator: " and ")) lie within 0.1 angstrom with "
                        + "occupancies that add up to \(shortNumber(total)); at most 1 has room")
            }
            for m in members { atoms[m].occupancy /= total }
            if !scaled.contains(origin[i]) {
                scaled.append(origin[i])
                notes.append(
                    "\(names.joined(separator: " and ")): occupancies add up to \(shortNumber(total)) "
                        + "and were scaled to 1")
            }
        }
    }

    /// Between any two atoms, angstrom; 2.5 where all are farther apart.
    var shortestDistance: Double {
        closePairs(atoms.map(\.frac), in: lattice, limit: 2.5).map(\.distance).filter { $0 > Self.tolerance }.min()
            ?? 2.5
    }

    private func label(_ site: Int) -> String { listed[site].site.label }
}

/// Pairs of points (fractional, any cell) whose distance through the nearest image is below `limit` angstrom, in the
/// order of their indices. Points are sorted along a first, so that only neighbours along it are compared.
func closePairs(
    _ points: [Vector3], in lattice: Lattice,
    limit: Double
) -> [(first: Int, second: Int, distance: Double)] {
    let n = points.count
    guard n > 1 else { return [] }
    let wrapped = points.map(Lattice.wrapped)
    let order = (0..<n).sorted { (wrapped[$0].x, $0) < (wrapped[$1].x, $1) }
    // Points within `limit` differ along a by at most limit over the spacing of the bc planes.
    let reach = limit * lattice.inverse.column(0).length
    var pairs: [(first: Int, second: Int, distance: Double)] = []
    for s in 0..<n {
        let i = order[s]
        for step in 1..<n {
            let t = s + step
            let j = order[t < n ? t : t - n]
            let gap = t < n ? wrapped[j].x - wrapped[i].x : wrapped[j].x + 1 - wrapped[i].x
            if gap > reach { break }
            let d = lattice.shortDistance(wrapped[i], wrapped[j])
            if d < limit { pairs.append((min(i, j), max(i, j), d)) }
        }
    }
    // In a cell thinner than twice the limit a pair is met from both sides.
    pairs.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    return pairs.enumerated().filter { k, p in
        k == 0 || pairs[k - 1].first != p.first || pairs[k - 1].second != p.second
    }.map(\.element)
}
