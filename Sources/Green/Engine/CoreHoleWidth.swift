// The natural width of the 1s level, full width in eV.

import Foundation

enum CoreHoleWidth {
    /// Log-linear in Z between 0.75 eV (Ca) and 1.897 eV (Zn): the widths that FEFF10 prints for Ti to Zn, to 0.001 eV,
    /// so that the two can be compared. Krause and Oliver (J. Phys. Chem. Ref. Data 8, 329 (1979)) give 0.81 (Ca) to
    /// 1.67 eV (Zn), up to 12 % less.
    static func standard(_ z: Int) -> Double { 0.75 * pow(1.897 / 0.75, Double(z - 20) / 10) }
}
