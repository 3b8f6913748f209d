// The names under which people keep polarized spectra: along an axis, parallel or perpendicular to the crystal's c axis, or
// of a powder.

import Crystal

public enum MeasuredPolarization: Equatable, Sendable {
    /// A unit vector in the crystal's Cartesian frame.
    case direction(Vector3)
    /// Anywhere in the plane of x and y, which are alike: of a crystal with one axis.
    case perpendicular
    /// The average over directions.
    case isotropic

    /// What a name says; nil where it says nothing. "x", "y", "z"; "parallel", "par", "E||c"; "perpendicular", "perp";
    /// "isotropic", "iso", "powder", "average". "mu_", "norm_", "flat_" and "e_" in front do not matter.
    public init?(name: String) {
        var text = name.lowercased().filter { !$0.isWhitespace }
        for prefix in ["mu", "norm", "flat", "xmu", "e"] {
            for mark in ["_", ".", "-"] where text.hasPrefix(prefix + mark) { text.removeFirst(prefix.count + 1) }
        }
        switch text {
        case "x": self = .direction([1, 0, 0])
        case "y": self = .direction([0, 1, 0])
        case "z", "parallel", "par", "parallel_c", "par_c", "e||c", "||c", "e//c", "||": self = .direction([0, 0, 1])
        case "perpendicular", "perp", "perpendicular_c", "perp_c", "eperpc": self = .perpendicular
        case "isotropic", "iso", "powder", "average", "avg": self = .isotropic
        default: return nil
        }
    }

    /// Which names there are, for messages.
    static let names = "x, y, z, parallel, perpendicular, isotropic"
}
