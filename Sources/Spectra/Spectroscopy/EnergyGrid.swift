// The energies at which a spectrum is computed.

import Basics

/// The energy grid asked for, eV about the Fermi level; an engine may move its points by less than a step.
public struct EnergyGrid: Hashable, Sendable {
    public let from: Double
    public let to: Double
    public let step: Double

    /// - Throws: `SparError` unless the grid ascends and has 2 to 20,000 points.
    public init(from: Double, to: Double, step: Double) throws {
        guard from.isFinite, to.isFinite, step.isFinite, from < to, step > 0, (to - from) / step < 20_000,
            (to - from) / step >= 1
        else {
            throw SparError(
                "energy = { from, to, step } needs from < to and a step that gives 2 to 20000 points; "
                    + "this is from \(NumberText.short(from)) to \(NumberText.short(to)) eV in steps of "
                    + "\(NumberText.short(step))")
        }
        self.init(valid: from, to, step)
    }

    init(valid from: Double, _ to: Double, _ step: Double) {
        self.from = from
        self.to = to
        self.step = step
    }

    /// The number of grid points, both ends included.
    public var count: Int { Int(((to - from) / step + 1e-6).rounded(.down)) + 1 }

    /// The grid points.
    public var energies: [Double] { (0..<count).map { from + Double($0) * step } }
}

extension EnergyGrid: JSONCodable {
    public var json: JSON { [from, to, step].json }

    public init(json: JSON) throws {
        let numbers = try [Double](json: json)
        guard numbers.count == 3 else { throw SparError("from, to and step are expected") }
        try self.init(from: numbers[0], to: numbers[1], step: numbers[2])
    }
}
