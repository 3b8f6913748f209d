// XYZ files with a lattice: the extended format, whose second line holds Lattice="ax ay az bx by bz cx cy cz".
//
// Positions are Cartesian, angstrom. Without Properties the columns are symbol, x, y, z. Of several frames the first
// is read.

import Basics

struct XYZReader {
    private let source: SourceName
    private let lines: [String]

    init(_ bytes: [UInt8], _ source: SourceName) {
        self.source = source
        lines = TextLines(bytes).lines
    }

    func structure() throws -> Structure {
        guard let count = Int(lines[0]), count > 0, count <= 1_000_000 else {
            throw source.error(line: 1, "the atom count is \"\(lines[0])\"; it is a whole number above zero")
        }
        let comment = lines.count > 1 ? lines[1] : ""
        let lattice = try lattice(comment)
        let columns = try columns(comment)
        var sites: [Site] = []
        for n in 0..<count {
            let at = n + 2
            guard lines.indices.contains(at), !lines[at].isEmpty else {
                throw source.error(line: at + 1, "atom \(n + 1) of \(count) is missing")
            }
            let words = TextLines.words(lines[at])
            guard words.count > columns.symbol, words.count >= columns.position + 3,
                  let position = TextLines.vector(words[columns.position...]) else {
                throw source.error(line: at + 1, "\"\(lines[at])\" is no atom; one is an element symbol and three numbers")
            }
            let symbol = String(words[columns.symbol])
            guard let element = Self.element(symbol) else {
                throw source.error(line: at + 1, "\"\(symbol)\" is no element\(AtomType.suggestion(for: symbol))")
            }
            sites.append(Site(element: element, frac: lattice.fractional(position), label: "\(element.symbol)\(n + 1)"))
        }
        let rest = lines.dropFirst(count + 2).contains { !$0.isEmpty }
        return Structure(lattice: lattice, sites: sites,
                         notes: rest ? ["the file goes on after the first \(count) atoms; only they were read"] : [])
    }

    private static func element(_ text: String) -> Element? {
        if let number = Int(text) { return Element(atomicNumber: number) }
        guard case .atom(let atom) = AtomType.read(label: text, formula: []) else { return nil }
        return atom.element
    }

    private func lattice(_ comment: String) throws -> Lattice {
        guard let value = Self.value(of: "lattice", in: comment) else {
            throw source.error(line: 2, "the XYZ file has no lattice: its second line needs "
                + "Lattice=\"ax ay az bx by bz cx cy cz\"")
        }
        let words = TextLines.words(value)
        guard words.count == 9, let a = TextLines.vector(words[0...]), let b = TextLines.vector(words[3...]),
              let c = TextLines.vector(words[6...]) else {
            throw source.error(line: 2, "Lattice=\"\(value)\" is no cell; it takes nine numbers")
        }
        let lattice = Lattice(matrix: Matrix3(rows: a, b, c))
        if let fault = CellCheck.fault(lattice) { throw source.error(line: 2, fault) }
        return lattice
    }

    /// Where symbol and position stand, from `Properties=species:S:1:pos:R:3`.
    private func columns(_ comment: String) throws -> (symbol: Int, position: Int) {
        guard let value = Self.value(of: "properties", in: comment) else { return (0, 1) }
        let parts = value.split(separator: ":")
        var at = 0, symbol: Int?, position: Int?
        for k in stride(from: 0, to: parts.count - 2, by: 3) {
            guard let width = Int(parts[k + 2]), (1...100).contains(width) else { break }
            switch parts[k].lowercased() {
            case "species", "element", "symbol", "z": symbol = symbol ?? at
            case "pos", "positions": position = position ?? at
            default: break
            }
            at += width
        }
        guard let symbol, let position else {
            throw source.error(line: 2, "Properties=\(value) names no species and pos columns, as species:S:1:pos:R:3 does")
        }
        return (symbol, position)
    }

    /// The value of `key=...` in a comment line; quotes (or braces) are left out.
    private static func value(of key: String, in comment: String) -> String? {
        let lower = comment.lowercased()
        guard let range = lower.firstRange(of: key + "=") else { return nil }
        let start = comment.index(comment.startIndex,
                                  offsetBy: lower.distance(from: lower.startIndex, to: range.upperBound))
        let rest = comment[start...]
        guard let mark = rest.first else { return nil }
        let closing: Character? = mark == "\"" || mark == "'" ? mark : mark == "{" ? "}" : nil
        guard let closing else { return String(rest.prefix { $0 != " " }) }
        return String(rest.dropFirst().prefix { $0 != closing })
    }
}
