// Absorption on the scales that people use.
//
// `edge`, as Athena and Larch do it: a line through the pre-edge, a polynomial through the region beyond the edge, both
// taken at E0; their distance there is the edge step. The line is subtracted and the rest divided by the step. `flat`
// takes away, beyond E0, how far the polynomial goes from its own value at E0 (Newville, Rev. Mineral. Geochem. 78, 33
// (2014); Ravel and Newville, J. Synchrotron Rad. 12, 537 (2005)). The step is that of the isotropic average, and every
// polarization is treated with it: a step of each its own would take away dichroism.

import Basics

public struct EdgeNormalization: Sendable {
    /// eV on the spectrum's own energies.
    public var edge: Double
    public var before: ClosedRange<Double>
    public var beyond: ClosedRange<Double>
    /// 1, 2 or 3 coefficients: a constant, a line, a parabola.
    public var order: Int
    public var isFlattened: Bool

    /// - Throws: `SparError` for an order that there is not, or a region on the wrong side of the edge.
    public init(
        edge: Double, before: ClosedRange<Double>, beyond: ClosedRange<Double>, order: Int = 2,
        isFlattened: Bool = false
    ) throws {
        guard (1...3).contains(order) else {
            throw SparError("order = \(order): 1 (a constant), 2 (a line) or 3 (a parabola) beyond the edge")
        }
        guard before.upperBound < edge, beyond.lowerBound > edge else {
            throw SparError(
                "the pre-edge ends below the edge at \(NumberText.short(edge)) eV and the region beyond it begins above; "
                    + "these are \(Self.text(before)) and \(Self.text(beyond))")
        }
        self.edge = edge
        self.before = before
        self.beyond = beyond
        self.order = order
        self.isFlattened = isFlattened
    }

    private static func text(_ range: ClosedRange<Double>) -> String {
        "\(NumberText.short(range.lowerBound)) to \(NumberText.short(range.upperBound)) eV"
    }

    /// - Throws: `SparError` where a region holds too few points or there is no step.
    public func applied(to spectrum: PolarizedSpectrum) throws -> PolarizedSpectrum {
        let average = spectrum.average, e = spectrum.energies
        let line = try fit(e, average, before, coefficients: 2, "pre-edge")
        let post = try fit(e, average, beyond, coefficients: order, "region beyond the edge")
        let step = post(edge) - line(edge)
        let scatter = scatter(e, average, about: line)
        // A curve without an edge has a step all the same, of its noise or of rounding.
        guard step.isFinite, step > 3 * scatter, step > 1e-9 * (average.map(abs).max() ?? 0) else {
            throw SparError(
                "there is no edge at \(NumberText.short(edge)) eV: the average steps by "
                    + "\(NumberText.short(step, digits: 3)) there, and scatters by \(NumberText.short(scatter, digits: 3)) "
                    + "before it")
        }
        func treated(_ curve: [Double], _ share: Double) -> [Double] {
            curve.indices.map { i in
                let flat = isFlattened && e[i] > edge ? (post(e[i]) - line(e[i]) - step) / step : 0
                return (curve[i] - share * line(e[i])) / step - share * flat
            }
        }
        var details = spectrum.details
        details.edgeStep = details.edgeStep.map { $0 * step }
        switch spectrum.response {
        case .tensor(let t):
            // What is taken away is the same in all directions: a multiple of the unit tensor.
            let parts = zip(t.components, [1, 1, 1, 0, 0, 0]).map { treated($0, $1) }
            return try PolarizedSpectrum(
                energies: e, response: .tensor(TensorCurves(components: parts)), axes: spectrum.axes, details: details)
        case .polarizations(let x, let y, let z):
            return try PolarizedSpectrum(
                energies: e, response: .polarizations(x: treated(x, 1), y: treated(y, 1), z: treated(z, 1)),
                axes: spectrum.axes, details: details)
        }
    }

    /// How far the points of the pre-edge lie from its line, root mean square.
    private func scatter(_ e: [Double], _ y: [Double], about line: (Double) -> Double) -> Double {
        let squares = e.indices.filter { before.contains(e[$0]) }.map { (y[$0] - line(e[$0])) * (y[$0] - line(e[$0])) }
        return (squares.reduce(0, +) / Double(max(1, squares.count))).squareRoot()
    }

    /// A least-squares polynomial.
    private func fit(
        _ e: [Double], _ y: [Double], _ range: ClosedRange<Double>, coefficients n: Int, _ what: String
    ) throws -> (Double) -> Double {
        let inside = e.indices.filter { range.contains(e[$0]) }
        guard inside.count >= n else {
            throw SparError(
                "the \(what), \(Self.text(range)), holds \(inside.count) points of the spectrum; at least \(n) are needed"
            )
        }
        // About the middle and in units of half the range, so that powers stay of order one.
        let middle = 0.5 * (range.lowerBound + range.upperBound)
        let half = max(0.5 * (range.upperBound - range.lowerBound), 1e-9)
        let rows = inside.map { i in
            let x = (e[i] - middle) / half
            return (0..<n).map { (0..<$0).reduce(1.0) { power, _ in power * x } }
        }
        guard let weights = LeastSquares.weights(rows) else {
            throw SparError("the \(what) holds too few different energies for its curve")
        }
        let solution = weights.map { w in zip(w, inside).reduce(0) { $0 + $1.0 * y[$1.1] } }
        return { energy in
            let x = (energy - middle) / half
            return solution.reversed().reduce(0) { $0 * x + $1 }
        }
    }
}

extension PolarizedSpectrum {
    /// Multiplied by a number.
    /// - Throws: `SparError` where a product is not finite.
    public func scaled(by factor: Double) throws -> PolarizedSpectrum {
        var details = details
        details.edgeStep = details.edgeStep.map { $0 / factor }
        return try PolarizedSpectrum(
            energies: energies, response: response.map { $0.map { factor * $0 } }, axes: axes, details: details)
    }

    /// Divided by the integral of its average over a window; the window of SAM unless another is given.
    public func normalizedByArea(_ window: EnergyWindow? = nil) throws -> PolarizedSpectrum {
        try scaled(by: 1 / isotropicIntegral(try Quadrature(self, window)))
    }

    /// In Mb an atom.
    /// - Throws: `SparError` where the unit of its intensities is not known.
    public func inMegabarn() throws -> PolarizedSpectrum {
        guard let step = details.edgeStep else {
            throw SparError(
                "what an intensity of 1 is in Mb is not known of this spectrum; xas with the engine green says")
        }
        let result = try scaled(by: step)
        var details = result.details
        details.edgeStep = 1
        return result.with(details)
    }
}
