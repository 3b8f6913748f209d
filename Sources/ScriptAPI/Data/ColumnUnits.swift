// The units of columns whose names have a meaning in Spar, for the heads of tables and the labels of axes.
//
// Names such as a, c, alpha or volume have none: a strain and a displacement are called so as well.
// The moments scale as r^(2-m) and r^(1-m); their units are those of the usual exponent m = 7.

import Anisotropy

package enum ColumnUnits {
    package static func unit(of name: String) -> String? { Feature.named(name)?.unit ?? units[name] }

    /// A column as the label of an axis: "QAMS (e Å⁻⁵)".
    package static func label(_ name: String) -> String { unit(of: name).map { "\(name) (\($0))" } ?? name }

    /// Several columns on one axis: "energy, emission (eV)" where their unit is one.
    package static func label(_ names: [String]) -> String {
        guard let first = names.first.flatMap(unit), names.allSatisfy({ unit(of: $0) == first }) else {
            return names.map(label).joined(separator: ", ")
        }
        return "\(names.joined(separator: ", ")) (\(first))"
    }

    private static let units: [String: String] = [
        "SAMS": "1/√eV", "energy": "eV", "emission": "eV", "fermi": "eV", "charge": "e", "r": "Å", "distance": "Å",
    ]
}
