// What the numbers of a feature row mean: everything that could be chosen otherwise.
//
// Rows and models carry this; a model refuses rows of another definition.

import Basics
import Crystal

/// In which axes the sums of several sites are taken.
public enum AnisotropyFrame: String, Sendable, CaseIterable {
    /// Each site along the eigenvectors of its own Q; the structure's value is the mean over the sites. It depends on
    /// nothing but the structure.
    case site
    /// Every site along the eigenvectors of the mean of Q over the sites (Sec. 2.6 of the paper). For rotated
    /// equivalent sites it loses anisotropy that each of them has.
    case mean
}

/// How features are computed.
public struct FeatureDefinition: Equatable, Sendable {
    /// m, at or above 0.
    public let exponent: Double
    /// Radius of the feature cluster, angstrom: every atom at 0 < r <= radius.
    public let radius: Double
    public let frame: AnisotropyFrame
    /// Tolerance of the space group in angstrom: the Materials Project's, whose numbers the paper uses.
    public let symprec: Double

    /// Raised whenever a number changes that the other fields do not explain.
    public static let version = 1
    /// The paper's features: m = 7, 12 angstrom, each site in its own axes.
    public static let standard = FeatureDefinition(
        exponent: WeightedMoments.defaultExponent, radius: 12, frame: .site, symprec: 0.1)

    private init(exponent: Double, radius: Double, frame: AnisotropyFrame, symprec: Double) {
        self.exponent = exponent
        self.radius = radius
        self.frame = frame
        self.symprec = symprec
    }

    /// The standard definition with another exponent, radius or frame.
    /// - Throws: where the exponent is negative or the radius not between 1 and 50 angstrom.
    public init(
        exponent: Double = standard.exponent, radius: Double = standard.radius,
        frame: AnisotropyFrame = standard.frame
    ) throws {
        guard exponent.isFinite, exponent >= 0 else {
            throw SparError(
                "the exponent m is \(exponent); it is a number at or above 0 (the paper's is \(Self.number(Self.standard.exponent)))"
            )
        }
        guard radius.isFinite, (1...50).contains(radius) else {
            throw SparError(
                "the cluster radius is \(radius); it is a length from 1 to 50 angstrom (the paper's is \(Self.number(Self.standard.radius)))"
            )
        }
        self.init(exponent: exponent, radius: radius, frame: frame, symprec: Self.standard.symprec)
    }

    /// One line that differs for definitions that give different numbers.
    public var text: String {
        "features-\(Self.version) m=\(Self.number(exponent)) radius=\(Self.number(radius)) frame=\(frame.rawValue) "
            + "symprec=\(Self.number(symprec)) electronegativity=pauling,neighbours,population "
            + "charges=given>guess>bond-valence>all-states>none"
    }

    private static func number(_ x: Double) -> String {
        x == x.rounded() && abs(x) < 1e15 ? String(Int(x)) : String(x)
    }
}
