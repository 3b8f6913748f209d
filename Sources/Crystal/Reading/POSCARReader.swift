// POSCAR and CONTCAR of VASP, version 5 (element symbols on line 6) and 4 (symbols in the comment on line 1).
//
// Line 2 is a scale factor; below zero it is minus the volume of the cell; three factors scale x, y and z.

import Basics
import Foundation

struct POSCARReader {
    private let source: SourceName
    private let lines: [String]

    init(_ bytes: [UInt8], _ source: SourceName) {
        self.source = source
        lines = TextLines(bytes).lines
    }

    func structure() throws -> Structure {
        guard lines.count >= 8 else { throw source.error("a POSCAR has at least 8 lines, this has \(lines.count)") }
        let (lattice, scale) = try cell()
        var at = 5
        let (elements, counts, symbolNotes) = try species(&at)
        if lines.indices.contains(at), lines[at].lowercased().hasPrefix("s") { at += 1 }
        guard lines.indices.contains(at), let mode = lines[at].lowercased().first else {
            throw source.error(line: at + 1, "Direct or Cartesian was expected")
        }
        let isCartesian = mode == "c" || mode == "k"
        at += 1
        var sites: [Site] = []
        for (element, count) in zip(elements, counts) {
            for n in 0..<count {
                guard lines.indices.contains(at), let v = TextLines.vector(TextLines.words(lines[at])[...]) else {
                    let found = lines.indices.contains(at) ? "\"\(lines[at])\"" : "the end of the file"
                    throw source.error(
                        line: at + 1,
                        "coordinates of \(element.symbol) atom \(n + 1) of \(count) were "
                            + "expected, three numbers, not \(found)")
                }
                let frac = isCartesian ? lattice.fractional(v * scale) : v
                sites.append(Site(element: element, frac: frac, label: "\(element.symbol)\(n + 1)"))
                at += 1
            }
        }
        return Structure(lattice: lattice, sites: sites, notes: symbolNotes)
    }

    private func cell() throws -> (Lattice, scale: Vector3) {
        let factors = TextLines.words(lines[1]).prefix { NumberText.parse($0) != nil }.compactMap {
            NumberText.parse($0)
        }
        guard factors.count == 1 || factors.count >= 3, factors.allSatisfy({ $0.isFinite && $0 != 0 }) else {
            throw source.error(line: 2, "the scale factor is \"\(lines[1])\"; it is a number other than zero")
        }
        var rows: [Vector3] = []
        for k in 2..<5 {
            guard let row = TextLines.vector(TextLines.words(lines[k])[...]) else {
                throw source.error(line: k + 1, "lattice vector \(k - 1) is \"\(lines[k])\"; it takes three numbers")
            }
            rows.append(row)
        }
        let raw = Matrix3(rows: rows[0], rows[1], rows[2])
        var scale = Vector3(repeating: factors[0])
        if factors.count >= 3 {
            scale = Vector3(factors[0], factors[1], factors[2])
        } else if factors[0] < 0 {
            guard raw.determinant != 0 else {
                throw source.error(line: 3, "the three lattice vectors lie in one plane")
            }
            scale = Vector3(repeating: cbrt(-factors[0] / abs(raw.determinant)))
        }
        let lattice = Lattice(matrix: Matrix3(rows: raw.rows.0 * scale, raw.rows.1 * scale, raw.rows.2 * scale))
        if let fault = CellCheck.fault(lattice) { throw source.error(line: 3, fault) }
        return (lattice, scale)
    }

    private func species(_ at: inout Int) throws -> ([Element], [Int], notes: [String]) {
        var words = Self.wordsBeforeComment(lines[at])
        var symbols: [Substring] = []
        var notes: [String] = []
        let isVersion4 = words.first.flatMap { Int($0) } != nil
        if isVersion4 {
            // Version 4 has no line of symbols; by custom the comment names them in order.
            symbols = TextLines.words(lines[0])
        } else {
            symbols = words
            at += 1
            words = lines.indices.contains(at) ? TextLines.words(lines[at]) : []
        }
        let counts = words.prefix { Int($0) != nil }.compactMap { Int($0) }
        guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }), counts.reduce(0, &+) <= 1_000_000 else {
            throw source.error(
                line: at + 1,
                "the atom counts are \"\(lines.indices.contains(at) ? lines[at] : "")\"; "
                    + "they are whole numbers above zero")
        }
        let elements = try (isVersion4 ? symbols.prefix(counts.count) : symbols[...]).map { word in
            // Pseudopotential names carry suffixes: Fe_pv, Ti/7a3b.
            let name = word.prefix { $0 != "_" && $0 != "/" && $0 != "." }
            guard case .atom(let atom) = AtomType.read(type: String(name), formula: []) else {
                throw source.error(
                    line: isVersion4 ? 1 : at,
                    isVersion4
                        ? "line 6 gives no element symbols, and the comment \"\(lines[0])\" names none either"
                        : "\"\(word)\" is no element\(AtomType.suggestion(for: String(word)))")
            }
            return atom.element
        }
        guard elements.count == counts.count else {
            throw source.error(
                line: at + 1, "there are \(counts.count) atom counts for \(elements.count) element symbols")
        }
        if isVersion4 { notes.append("line 6 gives no element symbols; they were taken from the comment on line 1") }
        at += 1
        return (elements, counts, notes)
    }

    private static func wordsBeforeComment(_ line: String) -> [Substring] {
        TextLines.words(line).prefix { !$0.hasPrefix("!") && !$0.hasPrefix("#") }.map { $0 }
    }
}
