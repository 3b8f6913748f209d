// Norman and muffin-tin radii of each type, bohr.

struct SphereRadii: Sendable {
    let norman: [Double]
    /// Spheres that overlap somewhat, so that less is left between them.
    let muffinTin: [Double]

    /// Touching spheres share a bond in the ratio of the Norman radii; over several neighbours the mean is taken,
    /// each weighted by the volume that its Norman sphere shares with the atom's. How far the touching spheres are then
    /// blown up, between 1 and 1.15, goes by how much the Norman radius exceeds the touching one. Both rules reproduce
    /// the radii that FEFF10 prints (to 0.005 angstrom on its reference cases).
    init(_ overlap: OverlappedAtoms) throws {
        let geometry = overlap.geometry
        let norman = try geometry.types.indices.map { try overlap.normanRadius(of: $0) }
        self.norman = norman
        muffinTin = geometry.types.indices.map { t in
            var sum = 0.0, weight = 0.0
            for shell in geometry.shells(of: t, within: norman[t] + (norman.max() ?? 0)) {
                let lens = Double(shell.count) * Self.lens(norman[t], norman[shell.type], distance: shell.distance)
                sum += lens * norman[t] * shell.distance / (norman[t] + norman[shell.type])
                weight += lens
            }
            guard weight > 0 else { return norman[t] }
            let touching = sum / weight
            return min(touching * min(1.15, 1 + 0.7 * (norman[t] / touching - 1)), norman[t])
        }
    }

    init(norman: [Double], muffinTin: [Double]) {
        self.norman = norman
        self.muffinTin = muffinTin
    }

    /// The volume that two spheres share.
    private static func lens(_ a: Double, _ b: Double, distance d: Double) -> Double {
        guard d < a + b else { return 0 }
        if d <= abs(a - b) {
            let r = min(a, b)
            return 4 * .pi / 3 * r * r * r
        }
        let s = a + b - d
        return .pi * s * s * (d * d + 2 * d * (a + b) - 3 * (a - b) * (a - b)) / (12 * d)
    }
}
