// Edges: which core level, how deep it lies, how broad it is, which levels lie between it and the
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
            let metals = [4492.8, 4966.4, 5465.1, 5989.2, 6539.0, 7112.0, 7708.9, 8332.8, 8978.9, 9658.6]
            let z = element.atomicNumber
            if (21...30).contains(z) { return metals[z - 21] }
            return (5...86).contains(z) ? Self.bindingEnergies[z - 5] : nil
        }
    }

    /// The natural width of the core level, full width at half maximum.
    public func width(_ element: Element) -> Double {
        switch self {
        // Log-linear in Z between the widths that FEFF10 prints, so that the two can be compared; from Ca to Zn to 0.001
        // eV. Krause and Oliver (J. Phys. Chem. Ref. Data 8, 329 (1979)) give 0.81 (Ca) to 1.67 eV (Zn), up to 12 % less.
        case .k:
            element.atomicNumber > 20 && element.atomicNumber <= 30
                ? 0.75 * pow(1.897 / 0.75, Double(element.atomicNumber - 20) / 10) : Self.width(element.atomicNumber)
        }
    }

    private static func width(_ z: Int) -> Double {
        let known: [(z: Double, width: Double)] = [
            (1, 0.02), (10, 0.28), (20, 0.75), (40, 4.8), (50, 10.5), (60, 21), (80, 60), (95.1, 105),
        ]
        let upper = known.firstIndex { $0.z >= Double(z) && $0.z > 1 } ?? known.count - 1
        let (a, b) = (known[upper - 1], known[upper])
        return a.width * pow(b.width / a.width, (Double(z) - a.z) / (b.z - a.z))
    }

    /// Of the 1s level from B to Rn, of atoms in their natural forms (X-ray Data Booklet, LBNL 2009, table 1-1); those of
    /// Sc to Zn stand apart. Oxides' lie up to 12 eV from these.
    private static let bindingEnergies: [Double] = [
        188, 284.2, 409.9, 543.1, 696.7, 870.2, 1070.8, 1303, 1559.6, 1839, 2145.5, 2472, 2822.4, 3205.9, 3608.4,
        4038.5, 4492, 4966, 5465, 5989, 6539, 7112, 7709, 8333, 8979, 9659, 10367, 11103, 11867, 12658, 13474, 14326,
        15200, 16105, 17038, 17998, 18986, 20000, 21044, 22117, 23220, 24350, 25514, 26711, 27940, 29200, 30491,
        31814, 33169, 34561, 35985, 37441, 38925, 40443, 41991, 43569, 45184, 46834, 48519, 50239, 51996, 53789,
        55618, 57486, 59390, 61332, 63314, 65351, 67416, 69525, 71676, 73871, 76111, 78395, 80725, 83102, 85530,
        88005, 90526, 93105, 95730, 98404,
    ]

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
