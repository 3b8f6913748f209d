// What a unit cell must fulfil, and the sentence for what is wrong with it.

import Foundation

enum CellCheck {
    static func fault(length: Double) -> String? {
        if !length.isFinite { return "a length of the cell is a number" }
        if length <= 0 { return "a length of the cell is above zero, in angstrom" }
        if length < 0.1 || length > 1e5 { return "a length of the cell is between 0.1 and 100000 angstrom" }
        return nil
    }

    static func fault(angle: Double) -> String? {
        angle > 0 && angle < 180 ? nil : "an angle of the cell lies between 0 and 180 degrees"
    }

    static func fault(angles alpha: Double, _ beta: Double, _ gamma: Double) -> String? {
        let r = Double.pi / 180
        let (x, y, z) = (cos(alpha * r), cos(beta * r), cos(gamma * r))
        // The square of the volume of the cell of unit lengths.
        let square = 1 - x * x - y * y - z * z + 2 * x * y * z
        if square > 1e-6 { return nil }
        return "the angles \(shortNumber(alpha)), \(shortNumber(beta)) and \(shortNumber(gamma)) cannot form a cell: "
            + "any two must add up to more than the third, and all three to less than 360 degrees"
    }

    /// For a lattice given by vectors.
    static func fault(_ lattice: Lattice) -> String? {
        for i in 0..<3 {
            let length = lattice.matrix[i].length
            if let fault = fault(length: length) {
                return "lattice vector \(i + 1) has length \(shortNumber(length)); \(fault)"
            }
        }
        let flat = lattice.volume / (lattice.a * lattice.b * lattice.c)
        return flat > 1e-3 ? nil : "the three lattice vectors lie in one plane"
    }
}
