// The files of the shared folder of real structures against its manifest: cell, atoms by element, space group.

import Basics
import Crystal
import Foundation
import Testing

/// The shared folder beside the repository, or the one that SPAR_SHARED names.
let sharedFolder: URL = {
    if let path = ProcessInfo.processInfo.environment["SPAR_SHARED"] { return URL(fileURLWithPath: path) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
}()

func isShared(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: sharedFolder.appendingPathComponent(path).path)
}

/// One line of the manifest.
struct ManifestEntry {
    let file: String
    let number: Int
    let cell: [Double]
    let atoms: String
    let count: Int

    static func all() throws -> [ManifestEntry] {
        let text = try String(contentsOf: sharedFolder.appendingPathComponent("structures/MANIFEST.csv"), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
            var fields: [String] = [], field = "", isQuoted = false
            for c in line {
                if c == "\"" { isQuoted.toggle() } else if c == ",", !isQuoted {
                    fields.append(field)
                    field = ""
                } else { field.append(c) }
            }
            guard fields.count > 11, let number = Int(fields[4]), let count = Int(fields[9]) else { return nil }
            return ManifestEntry(file: fields[0], number: number, cell: fields[5].split(separator: " ").compactMap { Double($0) },
                                 atoms: fields[11], count: count)
        }
    }
}

@Suite(.enabled(if: isShared("structures/MANIFEST.csv"), "the shared structures are not here"))
struct SharedStructuresTests {
    @Test func filesHoldWhatTheManifestSays() throws {
        let entries = try ManifestEntry.all()
        #expect(entries.count == 61)
        var wrong: [String] = []
        for entry in entries {
            let path = sharedFolder.appendingPathComponent("structures/" + entry.file).path
            do {
                let s = try Structure(contentsOf: path)
                let l = s.lattice
                var count: [String: Int] = [:]
                for site in s.sites { count[site.element.symbol, default: 0] += 1 }
                let atoms = count.sorted { $0.key < $1.key }.map { "\($0.key)\($0.value)" }.joined(separator: " ")
                for (value, stated) in zip([l.a, l.b, l.c, l.alpha, l.beta, l.gamma], entry.cell)
                where abs(value - stated) > 1e-4 * stated { wrong.append("\(entry.file): cell \(value) \(stated)") }
                if atoms != entry.atoms { wrong.append("\(entry.file): \(atoms), not \(entry.atoms)") }
                let number = try Symmetry(of: s).number
                if number != entry.number { wrong.append("\(entry.file): space group \(number), not \(entry.number)") }
                if ProcessInfo.processInfo.environment["SHOW"] != nil { for n in s.notes { print(entry.file, "|", n) } }
            } catch {
                wrong.append("\(entry.file): \(error)")
            }
        }
        #expect(wrong == [], "\(wrong.joined(separator: "\n"))")
    }
}
