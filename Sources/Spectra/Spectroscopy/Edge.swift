// The edges of the 3d metals: which core level, how deep it lies, how broad it is, which levels lie between it and the
// valence electrons. Energies in eV.

import Crystal
import Foundation

public enum Edge: String, Hashable, Sendable {
    case k = "K"

    /// The core level: its principal number and its l.
    public var level: (n: Int, l: Int) {
        switch self {
        case .k: (1, 0)
        }
    }

    /// The binding energy about the Fermi level, which is the photon's energy there; nil where it is not in the table.
    public func energy(_ element: Element) -> Double? {
        switch self {
        case .k:
            // Sc to Zn: Bearden and Burr, Rev. Mod. Phys. 39, 125 (1967).
            let table = [4492.8, 4966.4, 5465.1, 5989.2, 6539.0, 7112.0, 7708.9, 8332.8, 8978.9, 9658.6]
            return (21...30).contains(element.atomicNumber) ? table[element.atomicNumber - 21] : nil
        }
    }

    /// The natural width of the core level, full width at half maximum.
    public func width(_ element: Element) -> Double {
        switch self {
        // Log-linear in Z between 0.75 eV (Ca) and 1.897 eV (Zn): the widths that FEFF10 prints for Ti to Zn, to 0.001
        // eV, so that the two can be compared. Krause and Oliver (J. Phys. Chem. Ref. Data 8, 329 (1979)) give 0.81
        // (Ca) to 1.67 eV (Zn), up to 12 % less.
        case .k: 0.75 * pow(1.897 / 0.75, Double(element.atomicNumber - 20) / 10)
        }
    }

    /// A level that is no valence level, and so near below it that its emission may fall into a window.
    /// - Returns: its name and its binding energy about the Fermi level.
    public func semicoreLevel(_ element: Element) -> (name: String, energy: Double)? {
        switch self {
        case .k:
            // X-ray Data Booklet, LBNL 2009, table 1-1, for the metals.
            [21: 28.3, 22: 32.6, 23: 37.2][element.atomicNumber].map { ("3p", $0) }
        }
    }
}
