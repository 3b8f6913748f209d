import Forest
import Foundation

func readCSV(_ path: String) throws -> (names: [String], rows: [[Substring]]) {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let head = lines.removeFirst().map(String.init)
    return (head, lines)
}
let dir = CommandLine.arguments[1]
let features = ["QAMS","DAMS","IAMS","density","N_SG","N_3d","EN_mean","EN_std","noise"]
func load(_ p: String) throws -> TrainingData {
    let (names, rows) = try readCSV(p)
    func col(_ n: String) -> [Double] { let i = names.firstIndex(of: n)!; return rows.map { Double($0[i])! } }
    return try TrainingData(features: FeatureMatrix(names: features, columns: features.map(col)), targetName: "SAMS", target: col("SAMS"))
}
let train = try load(dir + "/train.csv"), test = try load(dir + "/test.csv")
func time<T>(_ s: String, _ f: () throws -> T) rethrows -> T { let t = ContinuousClock().now; let r = try f(); print(s, ContinuousClock().now - t); return r }
for seed in 1...2 {
    var p = ForestParameters.paper; p.seed = UInt64(seed)
    let f = try time("fit") { try RandomForest.fit(train, p, threads: 1) }
    let y = try time("predict test") { try f.predict(test.features) }
    let sc = try Scores(target: test.target, prediction: y)
    print("R2", sc.r2!, "MAE", sc.mae, "nodes", Double(f.nodeCount)/587, f.impurityImportance)
}
let big = test.features.rows((0..<100_000).map { $0 % test.rowCount })
let f = try RandomForest.fit(train, .paper, threads: 2)
_ = try time("predict 1e5") { try f.predict(big) }
_ = try time("predict 1e5 2 threads") { try f.predict(big, threads: 2) }
