// The background and the step of a measured edge taken away, with the regions that Athena and Larch take by default, or nearly.
//
// About the edge in eV: the line from the first point to a third of the way back to the edge, at least 10 eV before it; the
// polynomial from a third of the way to the last point, at most 150 eV, a parabola where it spans 350 eV and more, a line
// over 50, else a constant.

import Basics

enum MeasuredEdge {
    /// - Parameters:
    ///   - energies: photon energies, eV, ascending.
    ///   - edge: nil for where mu rises fastest.
    ///   - name: of the spectrum, for messages.
    /// - Returns: the curve with the step 1, flattened.
    /// - Throws: `SparError` where there is too little before or after the edge, or no step up.
    static func flattened(_ energies: [Double], _ mu: [Double], edge: Double?, name: String) throws -> [Double] {
        let e0 = edge ?? steepest(energies, mu)
        guard let first = energies.first, let last = energies.last, e0 > first, e0 < last else {
            throw SparError("the edge at \(NumberText.short(e0, digits: 7)) eV lies outside \(name)")
        }
        let before = min(-10, (first - e0) / 3), start = min(150, (last - e0) / 3), span = last - e0 - start
        guard first - e0 < before, last - e0 >= 20 else {
            throw SparError(
                "\(name) reaches from \(NumberText.fixed(first - e0, decimals: 0)) to "
                    + "\(NumberText.fixed(last - e0, decimals: 0)) eV about its edge; its background needs points from "
                    + "10 eV before the edge down, and 20 eV after it")
        }
        let rule = try EdgeNormalization(
            edge: e0, before: first...(e0 + before), beyond: (e0 + start)...last,
            order: span >= 350 ? 3 : span >= 50 ? 2 : 1, isFlattened: true)
        return try blaming(.part(name)) {
            try rule.applied(to: PolarizedSpectrum(energies: energies, response: .polarizations(x: mu, y: mu, z: mu)))
                .polarizations.x
        }
    }

    /// Where a curve rises fastest, by its slope over three points.
    static func steepest(_ energies: [Double], _ mu: [Double]) -> Double {
        var best = (slope: -Double.infinity, energy: energies[0])
        for k in energies.indices.dropFirst().dropLast() {
            let slope = (mu[k + 1] - mu[k - 1]) / (energies[k + 1] - energies[k - 1])
            if slope > best.slope { best = (slope, energies[k]) }
        }
        return best.energy
    }
}
