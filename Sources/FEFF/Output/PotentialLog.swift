// What the potential module says: log1.dat (the same text as its standard output).
//
// Radii in angstrom, whatever the log's heading says ("[bohr]"); charges with FEFF's sign, which is positive for an
// atom that gained electrons. Numbers of potentials as FEFF counts them, the absorber 0.

import Basics
import Spectra

public struct PotentialLog: Equatable, Sendable {
    public enum Ending: Equatable, Sendable {
        case converged(iterations: Int)
        case outOfIterations
        /// Neither was said: cut short, stopped, or no self-consistency was asked for.
        case open
    }

    public let ending: Ending
    /// The initial level, then one for each iteration, eV.
    public let fermiHistory: [Double]
    /// By potential.
    public let normanRadii: [Double]
    public let muffinTinRadii: [Double]
    public let chargeTransfers: [Double]
    /// By potential, then l.
    public let electrons: [[Double]]
    /// "Found bad counts" was printed; fatal only where the run did not go on to converge.
    public let foundBadCounts: Bool
    /// FEFF's warnings, one sentence each.
    public let warnings: [String]

    public init(text: String) {
        var ending = Ending.open, history: [Double] = [], norman: [Double] = [], muffin: [Double] = []
        var charges: [Double] = [], electrons: [[Double]] = [], bad = false, warnings: [String] = []
        enum Table { case none, radii, electrons, charges }
        var table = Table.none
        for raw in text.split(whereSeparator: \.isNewline) {
            let line = raw.drop { $0 == " " }
            if line.hasPrefix("type, norman radius") {
                table = .radii
                (norman, muffin) = ([], [])
                continue
            }
            if line.hasPrefix("type     l") {
                table = .electrons
                electrons = []
                continue
            }
            if line.hasPrefix("Charge transfer:") {
                table = .charges
                charges = []
                continue
            }
            if let row = FortranNumber.row(line), !row.isEmpty {
                switch table {
                case .radii where row.count >= 3:
                    norman.append(row[1])
                    muffin.append(row[2])
                case .electrons where row.count == 3:
                    let p = Int(row[0])
                    if p == electrons.count { electrons.append([]) }
                    if p >= 0 && p < electrons.count { electrons[p].append(row[2]) }
                case .charges where row.count == 2: charges.append(row[1])
                default: table = .none
                }
                continue
            }
            table = .none
            if let range = line.firstRange(of: "mu="), line.contains("Fermi level:") {
                let field = line[range.upperBound...].drop { $0 == " " }.prefix { $0 != " " }
                if let level = FortranNumber.parse(field) { history.append(level) }
            }
            if line.hasPrefix("Convergence reached in") {
                let count = line.split(separator: " ").dropFirst(3).first.flatMap { Int($0) }
                ending = .converged(iterations: count ?? max(0, history.count - 1))
            }
            if line.contains("Convergence not reached") { ending = .outOfIterations }
            if line.contains("Found bad counts") { bad = true }
            if line.contains("interstitial level found above Fermi level"), warnings.isEmpty {
                warnings.append(
                    "FEFF found its interstitial level above the Fermi level in some iteration; "
                        + "it calls such results possibly unreliable.")
            }
        }
        self.ending = ending
        fermiHistory = history
        normanRadii = norman
        muffinTinRadii = muffin
        chargeTransfers = charges
        self.electrons = electrons
        foundBadCounts = bad
        self.warnings = warnings
    }

    public var isConverged: Bool {
        if case .converged = ending { return true }
        return false
    }
}

/// The third number of chemical.dat: the Fermi level on FEFF's scale with all its digits, eV.
func chemicalPotential(text: String) -> Double? {
    guard let row = FortranNumber.row(text.prefix { !$0.isNewline }), row.count >= 3, row[2].isFinite
    else { return nil }
    return row[2]
}

/// One line of convergence.scf.
public struct SCFIteration: Equatable, Sendable {
    public let number: Int
    public let fermiLevel: Double
    public let chargeDistance: Double
    public let partialChargeDistance: Double
    public let isConverged: Bool

    /// Reads convergence.scf; rows also stand among the tables of convergence.scf.fine.
    public static func history(text: String) -> [SCFIteration] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let row = FortranNumber.row(line), row.count == 5, row[0] >= 0, row[0] < 1e6 else { return nil }
            return SCFIteration(
                number: Int(row[0]), fermiLevel: row[1], chargeDistance: row[2],
                partialChargeDistance: row[3], isConverged: row[4] == 1)
        }
    }
}

/// fpf0.dat: the atomic form factor of the absorber.
public struct AtomicFormFactor: Equatable, Sendable {
    public let atomicNumber: Int
    /// 1/angstrom.
    public let q: [Double]
    public let f0: [Double]

    /// - Throws: `SparError` where the text is not such a file.
    public init(text: String, name: String) throws {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let first = lines.first, let sign = first.firstIndex(of: "="),
            let z = Int(first[first.index(after: sign)...].split(separator: " ").first ?? "")
        else { throw SparError("\(name) is not an fpf0.dat of FEFF: \"atom Z =\" is expected in its first line") }
        atomicNumber = z
        let rows = lines.dropFirst(2).compactMap { FortranNumber.row($0) }.filter { $0.count == 2 }
        q = rows.map { $0[0] }
        f0 = rows.map { $0[1] }
    }
}
