// FEFF's xmu.dat for emission: header lines beginning with #, then omega, e, k, mu, mu0, chi.
//
// omega: photon energy, eV; e: energy of the valence state on FEFF's own scale, eV (the Fermi level is `Mu` of the
// header there, not 0); mu: the spectrum, in units of the number printed as "xsedge+ 50", which is the same for every
// polarization of a site.

import Basics

public struct XmuFile: Equatable, Sendable {
    /// FEFF's own scale, eV; ascending.
    public let energies: [Double]
    public let mu: [Double]
    /// The atomic background of the embedded absorber.
    public let background: [Double]
    /// omega minus e, eV.
    public let photonOffset: Double
    public let header: Header

    public struct Header: Equatable, Sendable {
        /// Such as "FEFF 10.0.0".
        public var version: String?
        /// On FEFF's scale, to 0.01 eV only.
        public var fermiLevel: Double?
        public var coreHoleWidth: Double?
        public var interstitialPotential: Double?
        public var normaliser: Double?
        public var absorberZ: Int?
    }

    /// - Parameter name: the file's, for messages.
    /// - Throws: `SparError` naming the line: no rows, a row that is not six numbers, NaN, asterisks, energies that do
    ///   not ascend, or a photon energy that does not follow the energy.
    public init(text: String, name: String) throws {
        var header = Header()
        var omega: [Double] = [], e: [Double] = [], mu: [Double] = [], background: [Double] = []
        for (i, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let mark = line.firstIndex(where: { $0 != " " }) else { continue }
            if line[mark] == "#" {
                header.read(line)
                continue
            }
            guard let row = FortranNumber.row(line) else {
                throw SparError(at: .file(name, line: i + 1), "\"\(shown(line))\" holds something that is not a number")
            }
            guard row.count == 6 else {
                throw SparError(
                    at: .file(name, line: i + 1), "\(row.count) numbers where xmu.dat has six; the file was cut short")
            }
            guard row.allSatisfy(\.isFinite) else {
                throw SparError(at: .file(name, line: i + 1), "\"\(shown(line))\" holds a number that is not finite")
            }
            if let last = e.last, row[1] <= last {
                throw SparError(
                    at: .file(name, line: i + 1),
                    "the energies must ascend, but \(NumberText.short(row[1])) follows "
                        + NumberText.short(last))
            }
            omega.append(row[0])
            e.append(row[1])
            mu.append(row[3])
            background.append(row[4])
        }
        guard e.count >= 2 else {
            throw SparError("\(name) holds \(e.isEmpty ? "no spectrum" : "one point of a spectrum")")
        }
        photonOffset = omega[0] - e[0]
        for k in e.indices where abs(omega[k] - e[k] - photonOffset) > 1e-3 {
            throw SparError(
                at: .file(name),
                "the photon energy does not follow the energy at \(NumberText.short(e[k])) eV; "
                    + "this is not an emission spectrum of FEFF")
        }
        energies = e
        self.mu = mu
        self.background = background
        self.header = header
    }
}

private func shown(_ line: Substring) -> String {
    let fields = line.split(separator: " ").joined(separator: " ")
    return fields.count > 60 ? fields.prefix(57) + "..." : fields
}

extension XmuFile.Header {
    fileprivate mutating func read(_ line: Substring) {
        let fields = line.split(whereSeparator: { $0 == " " || $0 == "#" })
        /// The number that follows a mark, with or without blanks between: "Mu=-1.238E+01eV", "Rmt= 1.319".
        func number(after mark: String) -> Double? {
            guard let range = line.firstRange(of: mark) else { return nil }
            let rest = line[range.upperBound...].drop { $0 == " " }
            let digits = rest.prefix { $0.isNumber || "+-.EeDd".contains($0) }
            return FortranNumber.parse(digits) ?? FortranNumber.parse(digits.dropLast())
        }
        if let i = fields.firstIndex(of: "FEFF"), i + 1 < fields.count { version = "FEFF \(fields[i + 1])" }
        if let value = number(after: "Gam_ch=") { coreHoleWidth = value }
        if let value = number(after: "Mu=") { fermiLevel = value }
        if let value = number(after: "Vint=") { interstitialPotential = value }
        if line.contains("Abs "), let z = number(after: "Z=") { absorberZ = Int(z) }
        if line.contains("xsedge+"), let last = fields.last { normaliser = FortranNumber.parse(last) }
    }
}
