// XYZ files: of a crystal in the extended format, whose second line holds Lattice="ax ay az bx by bz cx cy cz", else of
// a molecule or cluster.
//
// Positions are Cartesian, angstrom. Without Properties the columns are symbol, x, y, z. pbc="F F F" says that the
// lattice is only a box. Of several frames the first is read.

import Basics

struct XYZReader {
    private let source: SourceName
    private let lines: [String]

    init(_ bytes: [UInt8], _ source: SourceName) {
        self.source = source
        lines = TextLines(bytes).lines
    }

    /// The atoms alone.
    func molecule() throws -> Molecule {
        guard let count = Int(lines[0]), count > 0, count <= 1_000_000 else {
            throw source.error(line: 1, "the atom count is \"\(lines[0])\"; it is a whole number above zero")
        }
        let goesOn = lines.dropFirst(count + 2).contains { !$0.isEmpty }
        return Molecule(
            name: source.name, atoms: try atoms(count, comment),
            notes: goesOn ? ["the file goes on after the first \(count) atoms; only they were read"] : [])
    }

    private var comment: String { lines.count > 1 ? lines[1] : "" }

    func content() throws -> FileContent {
        let periodic = try periodicity(comment)
        let lattice = periodic.contains(true) ? try lattice(comment) : nil
        let molecule = try molecule()
        guard let lattice else { return .molecule(molecule) }
        var notes = molecule.notes
        if periodic.contains(false) {
            notes.append("its pbc leaves a direction open; it was taken as a crystal that repeats in all three")
        }
        let sites = molecule.atoms.enumerated().map { n, atom in
            Site(
                element: atom.element, frac: lattice.fractional(atom.position), label: "\(atom.element.symbol)\(n + 1)")
        }
        return .crystal(Structure(lattice: lattice, sites: sites, notes: notes))
    }

    private func atoms(_ count: Int, _ comment: String) throws -> [Molecule.Atom] {
        let columns = try columns(comment)
        var atoms: [Molecule.Atom] = []
        for n in 0..<count {
            let at = n + 2
            guard lines.indices.contains(at), !lines[at].isEmpty else {
                throw source.error(line: at + 1, "atom \(n + 1) of \(count) is missing")
            }
            let words = TextLines.words(lines[at])
            guard words.count > columns.symbol, words.count >= columns.position + 3,
                let position = TextLines.vector(words[columns.position...])
            else {
                throw source.error(
                    line: at + 1, "\"\(lines[at])\" is no atom; one is an element symbol and three numbers")
            }
            let symbol = String(words[columns.symbol])
            guard let element = Self.element(symbol) else {
                throw source.error(line: at + 1, "\"\(symbol)\" is no element\(AtomType.suggestion(for: symbol))")
            }
            let charge = columns.charge.flatMap { words.indices.contains($0) ? NumberText.parse(words[$0]) : nil }
            atoms.append(Molecule.Atom(element: element, position: position, charge: charge))
        }
        return atoms
    }

    /// Whether the atoms repeat along each lattice vector: as pbc says, else where there is a lattice.
    private func periodicity(_ comment: String) throws -> [Bool] {
        let hasLattice = Self.value(of: "lattice", in: comment) != nil
        guard let text = Self.value(of: "pbc", in: comment) else { return [Bool](repeating: hasLattice, count: 3) }
        let flags = TextLines.words(text.replacing(",", with: " ")).map { word -> Bool? in
            switch word.lowercased() {
            case "t", "true", "1": true
            case "f", "false", "0": false
            default: nil
            }
        }
        let known = flags.compactMap { $0 }
        guard known.count == flags.count, known.count == 3 || known.count == 1 else {
            throw source.error(line: 2, "pbc=\"\(text)\" is no choice of directions; it takes three of T and F")
        }
        return known.count == 1 ? [Bool](repeating: known[0], count: 3) : known
    }

    private static func element(_ text: String) -> Element? {
        if let number = Int(text) { return Element(atomicNumber: number) }
        guard case .atom(let atom) = AtomType.read(label: text, formula: []) else { return nil }
        return atom.element
    }

    private func lattice(_ comment: String) throws -> Lattice {
        guard let value = Self.value(of: "lattice", in: comment) else {
            throw source.error(
                line: 2,
                "the XYZ file has no lattice: its second line needs "
                    + "Lattice=\"ax ay az bx by bz cx cy cz\"")
        }
        let words = TextLines.words(value)
        guard words.count == 9, let a = TextLines.vector(words[0...]), let b = TextLines.vector(words[3...]),
            let c = TextLines.vector(words[6...])
        else {
            throw source.error(line: 2, "Lattice=\"\(value)\" is no cell; it takes nine numbers")
        }
        let lattice = Lattice(matrix: Matrix3(rows: a, b, c))
        if let fault = CellCheck.fault(lattice) { throw source.error(line: 2, fault) }
        return lattice
    }

    /// Where symbol, position and charge stand, from `Properties=species:S:1:pos:R:3`.
    private func columns(_ comment: String) throws -> (symbol: Int, position: Int, charge: Int?) {
        guard let value = Self.value(of: "properties", in: comment) else { return (0, 1, nil) }
        let parts = value.split(separator: ":")
        var at = 0, symbol: Int?, position: Int?, charge: Int?
        for k in stride(from: 0, to: parts.count - 2, by: 3) {
            guard let width = Int(parts[k + 2]), (1...100).contains(width) else { break }
            switch parts[k].lowercased() {
            case "species", "element", "symbol", "z": symbol = symbol ?? at
            case "pos", "positions": position = position ?? at
            case "charge", "charges", "initial_charges", "oxidation": if width == 1 { charge = charge ?? at }
            default: break
            }
            at += width
        }
        guard let symbol, let position else {
            throw source.error(
                line: 2, "Properties=\(value) names no species and pos columns, as species:S:1:pos:R:3 does")
        }
        return (symbol, position, charge)
    }

    /// The value of `key=...` in a comment line; quotes (or braces) are left out.
    private static func value(of key: String, in comment: String) -> String? {
        let lower = comment.lowercased()
        guard let range = lower.firstRange(of: key + "=") else { return nil }
        let start = comment.index(
            comment.startIndex,
            offsetBy: lower.distance(from: lower.startIndex, to: range.upperBound))
        let rest = comment[start...]
        guard let mark = rest.first else { return nil }
        let closing: Character? = mark == "\"" || mark == "'" ? mark : mark == "{" ? "}" : nil
        guard let closing else { return String(rest.prefix { $0 != " " }) }
        return String(rest.dropFirst().prefix { $0 != closing })
    }
}
