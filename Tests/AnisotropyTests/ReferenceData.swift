// Reading the reference data beside the repository; tests that need them are skipped where they are not there.

import Basics
import Crystal
import Foundation

enum ReferenceData {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["SPAR_SHARED"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    }()

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
    }

    static func json(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appendingPathComponent(path))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// A CSV table without quoted fields, plain or compressed by gzip.
    static func table(_ path: String) throws -> Table {
        let url = folder.appendingPathComponent(path)
        var data: Data
        if path.hasSuffix(".gz") {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["gzip", "-dc", url.path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
        } else {
            data = try Data(contentsOf: url)
        }
        return Table(String(decoding: data, as: UTF8.self))
    }

    struct Table {
        let columns: [String: Int]
        let rows: [[Substring]]

        init(_ text: String) {
            let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map(Substring.init)
            func fields(_ line: Substring) -> [Substring] {
                line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(Substring.init)
            }
            columns = Dictionary(uniqueKeysWithValues: fields(lines[0]).enumerated().map { (String($1), $0) })
            rows = lines.dropFirst().map(fields)
        }

        func text(_ row: [Substring], _ column: String) -> String { columns[column].map { String(row[$0]) } ?? "" }
        func number(_ row: [Substring], _ column: String) -> Double { Double(text(row, column)) ?? .nan }
    }

    /// Every structure of the two tables of crystals, by material id.
    static func structures() throws -> [String: Structure] {
        var found: [String: Structure] = [:]
        for file in ["data/mp_3d_structures.csv.gz", "data/mp_3d_theoretical_labelled.csv.gz"] {
            let table = try table(file)
            for row in table.rows {
                let lattice = Lattice(
                    a: table.number(row, "a"), b: table.number(row, "b"), c: table.number(row, "c"),
                    alpha: table.number(row, "alpha"), beta: table.number(row, "beta"),
                    gamma: table.number(row, "gamma"))
                let places = table.text(row, "frac_coords").split(separator: ";")
                let species = table.text(row, "species").split(separator: " ")
                var sites: [Site] = []
                for (symbol, place) in zip(species, places) {
                    let x = place.split(separator: " ").compactMap { Double($0) }
                    guard let element = Element(String(symbol)), x.count == 3 else { continue }
                    sites.append(Site(element: element, frac: Vector3(x[0], x[1], x[2])))
                }
                found[table.text(row, "material_id")] = Structure(lattice: lattice, sites: sites)
            }
        }
        return found
    }
}
