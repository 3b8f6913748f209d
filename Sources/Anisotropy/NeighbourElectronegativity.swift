// Pauling's electronegativity of the atoms about an absorber.

public struct NeighbourElectronegativity: Equatable, Sendable {
    /// NaN where no neighbour has one.
    public let mean: Double
    /// Population standard deviation.
    public let deviation: Double

    /// - Parameter neighbours: the electronegativity of each, nil where it has none, with its weight: an occupancy, or
    ///   how many such atoms there are.
    public init(_ neighbours: some Sequence<(weight: Double, value: Double?)>) {
        var known = 0.0, sum = 0.0
        for (weight, value) in neighbours {
            guard let value else { continue }
            known += weight
            sum += weight * value
        }
        let mean = known > 0 ? sum / known : .nan
        var squares = 0.0
        for (weight, value) in neighbours {
            guard let value else { continue }
            squares += weight * (value - mean) * (value - mean)
        }
        self.mean = mean
        deviation = known > 0 ? (squares / known).squareRoot() : .nan
    }
}
