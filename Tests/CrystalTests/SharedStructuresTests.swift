// The files of the shared folder of real structures against its manifest: cell, atoms by element, space group.

import Basics
import Crystal
import Foundation
import TestSupport
import Testing

/// One line of the manifest.
struct ManifestEntry {
    let file: String
    let number: Int
    let cell: [Double]
    let atoms: String
    let count: Int

    static func all() throws -> [ManifestEntry] {
        let text = try String(contentsOfFile: References.shared("structures/MANIFEST.csv"), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            var fields: [String] = [], field = "", isQuoted = false
            for c in line {
                if c == "\"" {
                    isQuoted.toggle()
                } else if c == ",", !isQuoted {
                    fields.append(field)
                    field = ""
                } else {
                    field.append(c)
                }
            }
            guard fields.count > 11, let number = Int(fields[4]), let count = Int(fields[9]) else { return nil }
            return ManifestEntry(
                file: fields[0], number: number, cell: fields[5].split(separator: " ").compactMap { Double($0) },
                atoms: fields[11], count: count)
        }
    }
}

@Suite struct SharedStructuresTests {
    /// Files whose atoms have more symmetry than the file states; the numbers are those that pymatgen finds as well.
    static let found = [
        "cod_4105680-slanted.cif": 139, "cod_7105870.cif": 72, "cod_Fe2O3-Hematite.cif": 166,
        "cod_NiAs-Nickeline.cif": 194, "corvus_CaCoO2_dist.cif": 127, "mpt_mp-19399.cif": 167,
        "mpt_mp-766487.cif": 62, "pmg_Co8.cif": 139, "pmg_CuCl.cif": 205, "pmg_Fe3O4.cif": 63, "pmg_FePO4a.cif": 62,
        "pmg_La2CoO4.cif": 64, "pmg_La4Fe4O12.cif": 62, "dd_Ca3CoMnO6.mcif": 167,
    ]
    /// Where the manifest's count is that of a reader which takes `1/4` as no number, and of one which leaves out
    /// magnetic operators. Both counts here are Z times the formula that the file states.
    static let corrected = [
        "cod_1100910-simple-fractions.cif": "Bi2 Fe6 O26 P6", "dd_Ca3CoMnO6.mcif": "Ca18 Co6 Mn6 O36",
    ]

    @Test(.enabled(if: References.hasShared("structures/MANIFEST.csv"), "shared/structures is not here"))
    func filesHoldWhatTheManifestSays() throws {
        let entries = try ManifestEntry.all()
        #expect(entries.count == 61)
        var wrong: [String] = []
        for entry in entries {
            let path = References.shared("structures/" + entry.file)
            do {
                let s = try Structure(contentsOf: path)
                let l = s.lattice
                var count: [String: Int] = [:]
                for site in s.sites { count[site.element.symbol, default: 0] += 1 }
                let atoms = count.sorted { $0.key < $1.key }.map { "\($0.key)\($0.value)" }.joined(separator: " ")
                for (value, stated) in zip([l.a, l.b, l.c, l.alpha, l.beta, l.gamma], entry.cell)
                where abs(value - stated) > 1e-4 * stated { wrong.append("\(entry.file): cell \(value) \(stated)") }
                if atoms != Self.corrected[entry.file] ?? entry.atoms {
                    wrong.append("\(entry.file): \(atoms), not \(entry.atoms)")
                }
                let number = try Symmetry(of: s).number
                if number != Self.found[entry.file] ?? entry.number {
                    wrong.append("\(entry.file): space group \(number), not \(entry.number)")
                }
            } catch {
                wrong.append("\(entry.file): \(error)")
            }
        }
        #expect(wrong == [], "\(wrong.joined(separator: "\n"))")
    }

    /// Mutated example files, and shared ones where they are: any answer or error will do, but it has to come.
    @Test func mutatedFilesNeverCrash() throws {
        let rounds = Int(ProcessInfo.processInfo.environment["SPAR_FUZZ_ROUNDS"] ?? "") ?? 2
        var random = SeededRandom(seed: 7)
        let pieces = [
            "'", "\"", ";", "\n;\n", "loop_\n", "?", "data_x\n", "1e308", "-", "nan", "_cell_length_a ", "\0", " ",
            "1/0", "(", "99999999999999999999", "x,y,z", "_atom_site_label\n", "\u{e9}", "#", ".",
        ]
        let folders = [References.repository + "/examples/structures", References.shared("structures")]
        let files = folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
        }
        #expect(files.count >= 12)
        for file in files {
            let original = try FileBytes.read(file)
            guard original.count < 30_000 else { continue }
            for _ in 0..<rounds {
                var bytes = original
                for _ in 0...random.integer(below: 6) {
                    let at = random.integer(below: bytes.count)
                    switch random.integer(below: 4) {
                    case 0: bytes[at] = UInt8(random.integer(below: 256))
                    case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.integer(below: 40)))
                    case 2: bytes.insert(contentsOf: pieces[random.integer(below: pieces.count)].utf8, at: at)
                    default:
                        let from = random.integer(below: bytes.count)
                        bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 60)], at: at)
                    }
                    if bytes.isEmpty { bytes = [0x23] }
                }
                if let s = try? Structure.parse(String(decoding: bytes, as: UTF8.self), name: FilePath.name(of: file)) {
                    #expect(!s.sites.isEmpty)
                    #expect(s.lattice.volume > 0)
                }
            }
        }
    }
}
