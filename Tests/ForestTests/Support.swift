// What the tests of the forest share: small tables made from formulas, and where the reference files are.

import Basics
import Forest
import Foundation
import Tables
import TestSupport

enum Reference {
    /// All seeds and settings of the references; a few of them otherwise.
    static let longTests = ProcessInfo.processInfo.environment["SPAR_LONG_TESTS"] != nil

    static func path(_ name: String) -> String { References.path("forest/" + name) }

    static func json(_ name: String) throws -> JSON { try References.json("forest/" + name) }

    static func labels(_ name: String) throws -> [String] { try Table(csv: path(name)).labels("element") }

    static let features = ["QAMS", "DAMS", "IAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std", "noise"]

    static func data(_ name: String) throws -> TrainingData {
        try TrainingData(Table(csv: path(name)), features: features, target: "SAMS")
    }
}

extension JSON {
    var number: Double {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: .nan
        }
    }
    var items: [JSON] { if case .array(let items) = self { items } else { [] } }
    var numbers: [Double] { items.map(\.number) }
}

/// Rows from a stated formula: y = x0 x1 + sin(3 x2) + a little noise; x3 is noise alone, x4 has five values.
func formulaData(rows: Int, seed: UInt64 = 7) throws -> TrainingData {
    var random = SeededRandom(seed: seed)
    var columns = [[Double]](repeating: [], count: 5)
    var target: [Double] = []
    for _ in 0..<rows {
        let x = [
            random.uniform(), random.uniform(), random.uniform(), random.gaussian(), Double(random.integer(below: 5)),
        ]
        for (column, value) in x.enumerated() { columns[column].append(value) }
        target.append(x[0] * x[1] + sin(3 * x[2]) + 0.1 * x[4] + 0.05 * random.gaussian())
    }
    return try TrainingData(
        features: FeatureMatrix(names: ["x0", "x1", "x2", "noise", "x4"], columns: columns),
        targetName: "y", target: target)
}

/// One tree without randomness on the given columns.
func singleTree(
    _ columns: [[Double]], _ target: [Double], leaf: Int = 1, split: Int = 2, depth: Int? = nil
) throws -> RandomForest {
    var parameters = ForestParameters()
    parameters.nEstimators = 1
    parameters.bootstrap = false
    parameters.maxDepth = depth
    parameters.minSamplesLeaf = leaf
    parameters.minSamplesSplit = split
    let data = try TrainingData(
        features: FeatureMatrix(names: columns.indices.map { "x\($0)" }, columns: columns), targetName: "y",
        target: target)
    return try RandomForest.fit(data, parameters)
}

func meanAndSpread(_ values: [Double]) -> (mean: Double, sd: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count - 1)).squareRoot())
}
