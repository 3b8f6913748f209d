// Shifting, resampling and subtracting spectra. Interpolation is linear throughout.

import Basics
import Crystal

extension PolarizedSpectrum {
    /// The spectrum moved by `dE` eV to higher energy; photon energies move along.
    public func shifted(by dE: Double) throws -> PolarizedSpectrum {
        guard dE.isFinite else {
            throw SparError("a spectrum can be shifted by a finite number of eV, not by \(NumberText.shortest(dE))")
        }
        return PolarizedSpectrum(valid: energies.map { $0 + dE }, response, axes, details)
    }

    /// The spectrum on another grid, interpolated linearly.
    /// - Throws: `SparError` where the new grid reaches beyond the old one or does not ascend.
    public func on(_ grid: [Double]) throws -> PolarizedSpectrum {
        let slack = 1e-9, lowest = energies[0], highest = energies[energies.count - 1]
        for e in grid where !(e >= lowest - slack && e <= highest + slack) {
            throw SparError(
                "the spectrum reaches from \(NumberText.short(lowest)) to \(NumberText.short(highest)) eV; "
                    + "it has no value at \(NumberText.short(e)) eV")
        }
        return try interpolated(on: grid)
    }

    /// As `on`, but beyond the ends the end values stand.
    func interpolated(on grid: [Double]) throws -> PolarizedSpectrum {
        let positions = grid.map { InterpolationPoint($0, in: energies) }
        var details = details
        details.densitiesOfStates = details.densitiesOfStates.map { dos in
            DensityOfStates(label: dos.label, values: positions.map { $0.value(of: dos.values) })
        }
        return try PolarizedSpectrum(
            energies: grid, response: response.map { curve in positions.map { $0.value(of: curve) } }, axes: axes,
            details: details)
    }

    /// This spectrum minus another on this one's energies (those that both cover). Tensors are subtracted in the
    /// crystal's frame where both have one, else the polarizations along each one's own axes.
    public func minus(_ other: PolarizedSpectrum) throws -> PolarizedSpectrum {
        let slack = 1e-9
        let low = other.energies[0] - slack, high = other.energies[other.energies.count - 1] + slack
        let grid = energies.filter { $0 >= low && $0 <= high }
        guard grid.count >= 2 else {
            throw SparError(
                "these spectra do not overlap: one reaches from \(NumberText.short(energies[0])) to "
                    + "\(NumberText.short(energies[energies.count - 1])) eV, the other from "
                    + "\(NumberText.short(other.energies[0])) to "
                    + "\(NumberText.short(other.energies[other.energies.count - 1])) eV")
        }
        let a = try interpolated(on: grid), b = try other.interpolated(on: grid)
        func difference(_ p: [Double], _ q: [Double]) -> [Double] { p.indices.map { p[$0] - q[$0] } }
        let response: Response
        if let s = a.tensor, let t = b.tensor {
            response = .tensor(TensorCurves(components: zip(s.components, t.components).map(difference)))
        } else {
            let (p, q) = (a.polarizations, b.polarizations)
            response = .polarizations(x: difference(p.x, q.x), y: difference(p.y, q.y), z: difference(p.z, q.z))
        }
        var kept = details
        kept.engine = "\(details.engine) - \(other.details.engine)"
        kept.densitiesOfStates = []
        kept.provenance = []
        return try PolarizedSpectrum(energies: grid, response: response, axes: axes, details: kept)
    }
}

extension PolarizedSpectrum.Response {
    func map(_ transform: ([Double]) throws -> [Double]) rethrows -> PolarizedSpectrum.Response {
        switch self {
        case .tensor(let t): .tensor(try t.map(transform))
        case .polarizations(let x, let y, let z):
            .polarizations(x: try transform(x), y: try transform(y), z: try transform(z))
        }
    }
}

/// A place between two neighbouring grid points; beyond the ends, the end point.
struct InterpolationPoint {
    let index: Int
    /// 0 at `index`, 1 at `index + 1`.
    let fraction: Double

    /// `energies` ascending, at least two.
    init(_ energy: Double, in energies: [Double]) {
        // Invariant: energies[low] <= energy < energies[high], once both ends are excluded.
        var low = 0, high = energies.count - 1
        guard energy > energies[low] else {
            (index, fraction) = (0, 0)
            return
        }
        guard energy < energies[high] else {
            (index, fraction) = (high - 1, 1)
            return
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if energies[middle] <= energy { low = middle } else { high = middle }
        }
        index = low
        fraction = (energy - energies[low]) / (energies[low + 1] - energies[low])
    }

    func value(of curve: [Double]) -> Double {
        fraction == 0
            ? curve[index]
            : fraction == 1
                ? curve[index + 1]
                : curve[index] + fraction * (curve[index + 1] - curve[index])
    }
}
