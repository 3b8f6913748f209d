// MOL files and the records of SDF files: a molecule as chemists' programs write it (Dalby et al., J. Chem. Inf. Comput. Sci.
// 32, 244 (1992); BIOVIA's "CTfile Formats"), versions V2000 and V3000.
//
// Positions are Cartesian, angstrom; bonds are passed over. Many such files are drawings: one whose header says 2D is refused.
// Of several records the first is read. Formal charges become charges only where the file has some.

import Basics

struct MolfileReader {
    private let source: SourceName
    /// As they stand: columns count.
    private let lines: [Substring]

    init(_ bytes: [UInt8], _ source: SourceName) {
        self.source = source
        lines = Self.lines(bytes)
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    func molecule() throws -> Molecule {
        guard lines.count > 4 else { throw source.error("this is no MOL file: its atoms begin on line 5") }
        let isNew = lines[3].contains("V3000")
        let dimension = lines[1].dropFirst(20).prefix(2)
        guard dimension != "2D" else {
            throw source.error(
                line: 2,
                "this is a drawing, not a geometry: its header says 2D; write it with positions in three dimensions")
        }
        let (atoms, end) = isNew ? try newAtoms() : try oldAtoms()
        var notes: [String] = []
        if dimension != "3D", atoms.count > 3, atoms.allSatisfy({ $0.position.z == 0 }) {
            notes.append("all its atoms lie in one plane, z = 0; where that is a drawing, its distances mean nothing")
        }
        let isCharged = atoms.contains { $0.charge != 0 }
        if isCharged { notes.append("its formal charges were taken as the atoms' charges") }
        if let stop = lines[end...].firstIndex(where: { $0.hasPrefix("$$$$") }),
            lines[(stop + 1)...].contains(where: { !$0.trimmed.isEmpty })
        {
            notes.append("the file goes on after its first record; only that was read")
        }
        return Molecule(
            name: source.name,
            atoms: atoms.map {
                Molecule.Atom(element: $0.element, position: $0.position, charge: isCharged ? Double($0.charge) : nil)
            }, notes: notes)
    }

    private struct Atom {
        let element: Element
        let position: Vector3
        /// Formal, e.
        var charge: Int
    }

    // MARK: V2000

    private func oldAtoms() throws -> (atoms: [Atom], end: Int) {
        let counts = lines[3]
        // Three columns each, which run together from a hundred on.
        guard let count = Int(counts.prefix(3).trimmed) ?? Self.words(counts).first.flatMap({ Int($0) }), count > 0
        else {
            throw source.error(
                line: 4, "the atom count is \"\(counts.prefix(3).trimmed)\"; it is a whole number above zero")
        }
        var atoms: [Atom] = []
        for n in 0..<count {
            let at = 4 + n
            guard lines.indices.contains(at), !lines[at].hasPrefix("M  "), !lines[at].trimmed.isEmpty else {
                throw source.error(line: at + 1, "atom \(n + 1) of \(count) is missing")
            }
            let words = Self.words(lines[at])
            guard words.count > 3, let position = TextLines.vector(words[0...]) else {
                throw source.error(
                    line: at + 1, "\"\(lines[at].trimmed)\" is no atom; one is three numbers and an element symbol")
            }
            // Codes of charges: 1 is +3, 4 a radical, 7 is -3.
            let code = words.count > 5 ? Int(words[5]) ?? 0 : 0
            atoms.append(
                Atom(
                    element: try element(words[3], line: at + 1), position: position,
                    charge: code == 0 || code == 4 || !(1...7).contains(code) ? 0 : 4 - code))
        }
        return (try charged(atoms), 4 + count)
    }

    /// Lines "M  CHG", which overrule the codes where there is one.
    private func charged(_ atoms: [Atom]) throws -> [Atom] {
        var atoms = atoms, isFirst = true
        for (i, line) in lines.enumerated().dropFirst(4 + atoms.count) {
            if line.hasPrefix("M  END") || line.hasPrefix("$$$$") { break }
            guard line.hasPrefix("M  CHG") else { continue }
            if isFirst { for k in atoms.indices { atoms[k].charge = 0 } }
            isFirst = false
            let numbers = Self.words(line.dropFirst(6)).map { Int($0) }
            guard let count = numbers.first ?? nil, numbers.count >= 1 + 2 * count, count >= 0 else {
                throw source.error(
                    line: i + 1, "\"\(line.trimmed)\" gives no charges; it takes a count, then atom and charge")
            }
            for pair in 0..<count {
                guard let atom = numbers[1 + 2 * pair], let charge = numbers[2 + 2 * pair], atoms[number: atom] != nil,
                    abs(charge) <= 15
                else {
                    throw source.error(
                        line: i + 1, "\"\(line.trimmed)\" charges an atom that there is not, or by no number")
                }
                atoms[atom - 1].charge = charge
            }
        }
        return atoms
    }

    // MARK: V3000

    private func newAtoms() throws -> (atoms: [Atom], end: Int) {
        let entries = newLines()
        guard let begin = entries.firstIndex(where: { $0.words.starts(with: ["BEGIN", "ATOM"]) }) else {
            throw source.error("the V3000 file has no atoms: there is no line M  V30 BEGIN ATOM")
        }
        var atoms: [Atom] = []
        for entry in entries[(begin + 1)...] {
            if entry.words.starts(with: ["END", "ATOM"]) {
                guard !atoms.isEmpty else { throw source.error(line: entry.line, "the V3000 file has no atoms") }
                return (atoms, entry.line)
            }
            guard entry.words.count >= 5, let position = TextLines.vector(entry.words[2...]) else {
                throw source.error(
                    line: entry.line,
                    "\"\(entry.words.joined(separator: " "))\" is no atom; one is a number, an element symbol and three "
                        + "numbers")
            }
            let charge = entry.words.first { $0.hasPrefix("CHG=") }.map { Int($0.dropFirst(4)) } ?? 0
            guard let charge, abs(charge) <= 15 else {
                throw source.error(line: entry.line, "the charge of an atom, CHG=, is no whole number")
            }
            atoms.append(
                Atom(element: try element(entry.words[1], line: entry.line), position: position, charge: charge))
        }
        throw source.error("the V3000 file ends among its atoms: there is no line M  V30 END ATOM")
    }

    /// The lines of the table without their mark; a dash at the end continues one.
    private func newLines() -> [(line: Int, words: [Substring])] {
        var entries: [(line: Int, words: [Substring])] = [], isContinued = false
        for (i, line) in lines.enumerated() {
            if line.hasPrefix("M  END") || line.hasPrefix("$$$$") { break }
            guard line.hasPrefix("M  V30 ") else { continue }
            var text = line.dropFirst(7)
            let goesOn = text.trimmed.hasSuffix("-")
            if goesOn { text = text[..<(text.lastIndex(of: "-") ?? text.endIndex)] }
            if isContinued {
                entries[entries.count - 1].words += Self.words(text)
            } else {
                entries.append((i + 1, Self.words(text)))
            }
            isContinued = goesOn
        }
        return entries
    }

    // MARK: Parts

    private static func words(_ line: Substring) -> [Substring] { line.split { $0 == " " || $0 == "\t" } }

    private func element(_ symbol: Substring, line: Int) throws -> Element {
        if let element = Element(String(symbol)) { return element }
        throw source.error(line: line, "\"\(symbol)\" is no element\(AtomType.suggestion(for: String(symbol)))")
    }
}
