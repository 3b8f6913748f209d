// What features cost: everything, spglib alone for the same cells, and everything where the symmetry is known.
//
// Each line is `time WALL CPU` in seconds, after a line that names the task. Single threaded.

import Anisotropy
import Basics
import Crystal

enum FeatureBenchmark {
    /// - Parameter arguments: the path of a table of structures, .csv or .csv.gz.
    static func run(_ arguments: [String]) throws {
        guard arguments.count == 1 else { throw SparError("usage: spar-bench features TABLE.csv.gz") }
        print("reading")
        let structures = try Stopwatch.time {
            let table = try StructureTable(contentsOf: arguments[0])
            return try (0..<table.count).map { try table.structure($0) }
        }
        // Symmetry and charges are looked for only where there is a 3d metal; the same cells count for all tasks.
        let cells = structures.filter { cell in cell.sites.contains { $0.element.is3dMetal } }
        print("cells \(cells.count)")
        print("symmetry")
        let symmetries = Stopwatch.time { cells.map { try? Features.symmetry(of: $0) } }
        print("features with symmetry")
        let rows = Stopwatch.time { cells.map { (try? Features.all(of: $0).count) ?? 0 }.reduce(0, +) }
        print("rows \(rows)")
        print("features without symmetry")
        let same = Stopwatch.time {
            zip(cells, symmetries).map { cell, symmetry in
                symmetry.flatMap { try? Features.all(of: cell, symmetry: $0).count } ?? 0
            }.reduce(0, +)
        }
        guard same == rows else { throw SparError("\(rows) rows with the search for symmetry, \(same) without") }
    }
}
