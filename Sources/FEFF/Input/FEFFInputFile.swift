// A feff.inp written by anyone, as far as reading its results needs it: polarization, absorber, atoms, cards.
//
// FEFF's rules: `*` and `#` open a comment line, everything from `*` on is a comment; a card is known by the first
// four letters, in any case; lists under POTENTIALS and ATOMS run until the next card.

import Basics
import Crystal

public struct FEFFInputFile: Equatable, Sendable {
    public struct Atom: Equatable, Sendable {
        public let position: Vector3
        public let potential: Int
    }

    public let title: String?
    /// Nil where no POLARIZATION card stands: the isotropic average was computed.
    public let polarization: Vector3?
    public let hasEllipticity: Bool
    public let isXES: Bool
    /// Atomic numbers by potential.
    public let atomicNumbers: [Int: Int]
    public let atoms: [Atom]

    /// - Throws: `SparError` naming file and line where a number cannot be read.
    public init(text: String, name: String) throws {
        enum List { case none, potentials, atoms }
        var list = List.none, title: String?, polarization: Vector3?, elliptic = false, xes = false
        var numbers: [Int: Int] = [:], atoms: [Atom] = []
        lines: for (i, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.prefix { $0 != "*" }
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," || $0 == "=" })
            guard let first = words.first, first.first != "#" else { continue }
            if first.first?.isLetter == true {
                list = .none
                switch first.uppercased().prefix(4) {
                case "TITL": title = title ?? words.dropFirst().joined(separator: " ")
                case "POLA":
                    let v = words.dropFirst().prefix(3).compactMap { FortranNumber.parse($0) }
                    guard v.count == 3, v.allSatisfy(\.isFinite), v.contains(where: { $0 != 0 }) else {
                        throw SparError(
                            at: .file(name, line: i + 1), "POLARIZATION needs three numbers that are not all zero")
                    }
                    polarization = Vector3(v[0], v[1], v[2])
                case "ELLI": elliptic = true
                case "XES": xes = true
                case "POTE": list = .potentials
                case "ATOM": list = .atoms
                case "END": break lines
                default: break
                }
                continue
            }
            switch list {
            case .potentials:
                guard words.count >= 2, let ipot = Int(words[0]), let z = Int(words[1]) else {
                    throw SparError(at: .file(name, line: i + 1), "a line of POTENTIALS begins with two whole numbers")
                }
                numbers[ipot] = z
            case .atoms:
                let v = words.prefix(3).compactMap { FortranNumber.parse($0) }
                guard v.count == 3, words.count >= 4, let ipot = Int(words[3]) else {
                    throw SparError(
                        at: .file(name, line: i + 1), "a line of ATOMS begins with x, y, z and a potential's number")
                }
                atoms.append(Atom(position: Vector3(v[0], v[1], v[2]), potential: ipot))
            case .none: break
            }
        }
        self.title = title
        self.polarization = polarization
        hasEllipticity = elliptic
        isXES = xes
        atomicNumbers = numbers
        self.atoms = atoms
    }

    public var absorber: Element? { atomicNumbers[0].flatMap { Element(atomicNumber: $0) } }

    /// The surroundings as seen from the absorber, in a form that does not depend on the order of the lines.
    var surroundings: [String] {
        guard let centre = atoms.first(where: { $0.potential == 0 })?.position else { return [] }
        return atoms.map { atom in
            let p = atom.position - centre
            func text(_ x: Double) -> String { NumberText.fixed(x, decimals: 4) }
            return "\(atomicNumbers[atom.potential] ?? 0) \(text(p.x)) \(text(p.y)) \(text(p.z))"
        }.sorted()
    }
}
