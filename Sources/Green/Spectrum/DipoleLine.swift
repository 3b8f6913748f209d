// The dipole tensor where spectra need it: along the line E + i h above the energies of a grid, h half the core hole's
// width, and on a path about the occupied states. From both follows how much of the spectrum at E comes from occupied
// states, broadened by the width: with G(z) the tensor and z_p = E + i h,
//
//     O(E) = int_C [G(z) - G(z_p)] L(E - z) dz + G(z_p)/pi [atan((E_F - E)/h) - atan((b - E)/h)]
//
// where L(x) = (h/pi)/(x^2 + h^2) and C is any path from b to E_F above the axis: exactly the occupied states, no tails of
// empty ones. (-Im G(z_p)/pi times a step would keep those tails: SAMS would be 40 % too small.)

import ComplexModule
import Foundation

struct DipoleLine {
    /// hartree, absolute, ascending.
    let energies: [Double]
    /// G(E + i h): nine numbers an energy, as `DipoleTensor.values`.
    let values: [[Complex64]]
    private let contour: [FermiContour.Node]
    private let onPath: [[Complex64]]
    private let bottom: Double
    private let fermi: Double
    private let h: Double

    /// - Parameters:
    ///   - energies: hartree, absolute, ascending.
    ///   - bottom: b; it must not lie within a few widths of a level.
    ///   - width: the full width of the core hole.
    ///   - shift: what an electron of an energy (absolute) feels beyond the ground state's potential; nil for nothing.
    init(
        _ tensor: DipoleTensor, _ energies: [Double], from bottom: Double, to fermi: Double, width: Double,
        isCancelled: () -> Bool, shift: (Double) -> QuasiparticleShift? = { _ in nil }
    ) throws {
        let h = width / 2
        let contour = FermiContour(from: bottom, to: fermi, nodes: 24).nodes
        func sample(_ z: Complex64, _ shift: QuasiparticleShift?) throws -> [Complex64] {
            guard !isCancelled() else { throw GreenFailure("stopped", status: .killed) }
            return try tensor.values(at: z, shift)
        }
        let onPath = try contour.map { try sample($0.z, nil) }
        // G on the line E + i h is smooth on the scale of h: a rational function through points half a width apart.
        let span = energies[energies.count - 1] - energies[0]
        let points = min(energies.count, Int((span / (0.9 * h)).rounded(.up)) + 6)
        if points == energies.count {
            values = try energies.map { try sample(Complex64($0, h), shift($0)) }
        } else {
            let places = (0..<points).map { Complex64(energies[0] + span * Double($0) / Double(points - 1), h) }
            let samples = try places.map { try sample($0, shift($0.real)) }
            // A potential that follows the electron's energy begins to do so at E_F: another function beyond it.
            let split = shift(energies[energies.count - 1]) == nil ? .infinity : fermi
            values = try Self.interpolated(energies, h, places, samples, contour, onPath, split: split) {
                try sample(Complex64($0, h), shift($0))
            }
        }
        self.energies = energies
        self.contour = contour
        self.onPath = onPath
        self.bottom = bottom
        self.fermi = fermi
        self.h = h
    }

    private static func interpolated(
        _ energies: [Double], _ h: Double, _ places: [Complex64], _ samples: [[Complex64]],
        _ contour: [FermiContour.Node], _ onPath: [[Complex64]], split: Double,
        compute: (_ energy: Double) throws -> [Complex64]
    ) rethrows -> [[Complex64]] {
        let near = contour.indices.filter { contour[$0].z.imaginary > 0.3 * h }
        // Some samples beyond the split belong to both: there the functions still agree.
        let below = places.indices.filter { places[$0].real < split + h }
        let above = places.indices.filter { places[$0].real >= split - h }
        let lower = RationalInterpolant(
            below.map { places[$0] } + near.map { contour[$0].z }, below.map { samples[$0] } + near.map { onPath[$0] },
            tolerance: 1e-7)
        guard above.count > 3 else { return energies.map { lower.value(at: Complex64($0, h)) } }
        let upper = CheckedInterpolant(above.map { places[$0] }, above.map { samples[$0] })
        return try energies.map { e in
            let place = Complex64(e, h)
            if e < split { return lower.value(at: place) }
            return try upper.value(at: place) ?? compute(e)
        }
    }

    /// O at the energy of an index, six components. Where the potential depends on the energy, that of the ground state
    /// rules the path; it is that of the line up to E_F, beyond which G(z_p) cancels.
    func occupied(_ index: Int) -> [Complex64] {
        let e = energies[index], pole = values[index]
        var sums = [Complex64](repeating: .zero, count: 6)
        for (node, value) in zip(contour, onPath) {
            let x = Complex64(e) - node.z
            let weight = node.weight * Complex64(h / .pi) / (x * x + Complex64(h * h))
            for c in 0..<6 { sums[c] += weight * (value[c] - pole[c]) }
        }
        let inside = Complex64((atan((fermi - e) / h) - atan((bottom - e) / h)) / .pi)
        return (0..<6).map { sums[$0] + inside * pole[$0] }
    }

    /// The absorber's s, p and d densities of states (both spins, an hartree; empty states too) broadened by the width.
    var densitiesOfStates: [[Double]] { (6..<9).map { c in values.map { -2 / .pi * $0[c].imaginary } } }
}
