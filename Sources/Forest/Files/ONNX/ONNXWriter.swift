// A forest as an ONNX model: one TreeEnsembleRegressor (onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html).
//
// Input "X", a row of features a line; output "Y", one number a row. In 32 bits (every runtime reads them: version 1 of
// the operators) or in 64 (version 3: thresholds, leaves and rows in 64 bits; the output is in 32 bits all the same).
// Metadata: "features" and "target" as names with commas, "definition", "thresholds" (what rounding left), and
// "spar.model", the description that a model file has under "model". No training rows: other programs cannot use them.
//
// Field numbers are those of onnx.proto (github.com/onnx/onnx).

import Basics

extension ModelFile {
    public enum Precision: Int, Sendable {
        case single = 32
        case double = 64
    }

    /// A model for other programs, and what it cannot do that this one can.
    public struct ONNX: Sendable {
        public let bytes: [UInt8]
        /// Splits whose threshold tells training rows apart that are the same number in 32 bits.
        public let lostSplits: Int
        public let splits: Int
    }

    /// - Throws: `SparError` where a number does not fit, or the file would be larger than the format allows.
    public func onnx(_ precision: Precision = .single) throws -> ONNX {
        let ensemble = try EnsembleAttributes(forest, precision)
        var out = ProtobufWriter()
        out.integer(1, 8)  // ir_version
        out.text(2, "Spar")
        out.text(3, SparVersion.text)
        out.message(7) { graph in
            graph.message(1) { ensemble.node(&$0) }
            graph.text(2, "forest")
            let element = precision == .single ? 1 : 11
            graph.message(11) { Self.value(&$0, "X", element, columns: forest.featureNames.count) }
            graph.message(12) { Self.value(&$0, "Y", 1, columns: 1) }
        }
        for (domain, version) in [("", 13), ("ai.onnx.ml", precision == .single ? 1 : 3)] {
            out.message(8) {
                $0.text(1, domain)
                $0.integer(2, version)
            }
        }
        for (key, value) in try metadata(ensemble) {
            out.message(14) {
                $0.text(1, key)
                $0.text(2, value)
            }
        }
        guard out.bytes.count < Int(Int32.max) else {
            throw SparError("the model is larger than 2 GB, which no ONNX file can be; train fewer or smaller trees")
        }
        return ONNX(bytes: out.bytes, lostSplits: ensemble.lost, splits: ensemble.splits)
    }

    static let onnxDescription = "spar.model"

    fileprivate func metadata(_ ensemble: EnsembleAttributes) throws -> [(String, String)] {
        let thresholds =
            ensemble.precision == .double
            ? "64 bits, as trained"
            : forest.training == nil
                ? "32 bits, rounded without the training rows"
                : "32 bits: \(ensemble.splits - ensemble.lost) of \(ensemble.splits) splits send every training row "
                    + "where they send it in 64"
        let definition = String(decoding: try definition.json.canonicalBytes(), as: UTF8.self)
        return [
            ("features", forest.featureNames.joined(separator: ",")), ("target", forest.targetName),
            ("definition", definition), ("thresholds", thresholds),
            (Self.onnxDescription, String(decoding: try header().canonicalBytes(), as: UTF8.self)),
        ]
    }

    /// A ValueInfoProto: a table of any number of rows.
    private static func value(_ out: inout ProtobufWriter, _ name: String, _ element: Int, columns: Int) {
        out.text(1, name)
        out.message(2) { type in
            type.message(1) { tensor in
                tensor.integer(1, element)
                tensor.message(2) { shape in
                    shape.message(1) { $0.text(2, "rows") }
                    shape.message(1) { $0.integer(1, columns) }
                }
            }
        }
    }
}

/// The attributes of the operator.
private struct EnsembleAttributes {
    let precision: ModelFile.Precision
    private(set) var lost = 0, splits = 0
    private var trees: [Int] = [], nodes: [Int] = [], features: [Int] = [], modes: [String] = []
    private var left: [Int] = [], right: [Int] = []
    private var leafTrees: [Int] = [], leafNodes: [Int] = []
    private var thresholds: [Double] = [], leaves: [Double] = []

    init(_ forest: RandomForest, _ precision: ModelFile.Precision) throws {
        self.precision = precision
        let ascending = forest.training.map { training in
            (0..<training.features.columnCount).map { training.features.column($0).sorted() }
        }
        for tree in 0..<forest.treeCount {
            for (index, node) in forest.trees.tree(tree).enumerated() {
                let feature = Int(node.feature), isLeaf = feature == forest.featureNames.count
                trees.append(tree)
                nodes.append(index)
                features.append(isLeaf ? 0 : feature)
                modes.append(isLeaf ? "LEAF" : "BRANCH_LEQ")
                left.append(isLeaf ? 0 : Int(node.left))
                right.append(isLeaf ? 0 : Int(node.left) + 1)
                if isLeaf {
                    leafTrees.append(tree)
                    leafNodes.append(index)
                    leaves.append(try checked(node.number, "a prediction"))
                    thresholds.append(0)
                } else {
                    splits += 1
                    thresholds.append(
                        try threshold(node.number, forest.featureNames[feature], ascending?[feature] ?? []))
                }
            }
        }
    }

    private mutating func threshold(_ value: Double, _ feature: String, _ values: [Double]) throws -> Double {
        guard precision == .single else { return value }
        guard let rounded = SinglePrecision.rounded(value, among: values) else {
            _ = try checked(value, "a threshold of \(feature)")
            return value
        }
        if !rounded.separates { lost += 1 }
        return Double(rounded.threshold)
    }

    private func checked(_ value: Double, _ what: String) throws -> Double {
        guard precision == .double || Float(value).isFinite else {
            throw SparError(
                "\(what) is \(NumberText.short(value)), more than 32 bits hold (3.4e38): save it with bits = 64, "
                    + "or train it in another unit")
        }
        return value
    }

    /// The NodeProto.
    func node(_ out: inout ProtobufWriter) {
        out.text(1, "X")
        out.text(2, "Y")
        out.text(3, "forest")
        out.text(4, "TreeEnsembleRegressor")
        out.text(7, "ai.onnx.ml")
        for (name, values) in [
            ("nodes_treeids", trees), ("nodes_nodeids", nodes), ("nodes_featureids", features),
            ("nodes_truenodeids", left), ("nodes_falsenodeids", right), ("target_treeids", leafTrees),
            ("target_nodeids", leafNodes), ("target_ids", [Int](repeating: 0, count: leaves.count)),
        ] {
            Self.attribute(&out, name, 7) { $0.integers(8, values) }
        }
        Self.attribute(&out, "nodes_modes", 8) { for mode in modes { $0.text(9, mode) } }
        numbers(&out, "nodes_values", thresholds)
        numbers(&out, "target_weights", leaves)
        Self.attribute(&out, "n_targets", 2) { $0.integer(3, 1) }
        Self.attribute(&out, "aggregate_function", 3) { $0.text(4, "AVERAGE") }
        Self.attribute(&out, "post_transform", 3) { $0.text(4, "NONE") }
    }

    private func numbers(_ out: inout ProtobufWriter, _ name: String, _ values: [Double]) {
        guard precision == .double else {
            return Self.attribute(&out, name, 6) { $0.floats(7, values.map { Float($0) }) }
        }
        Self.attribute(&out, name + "_as_tensor", 4) { attribute in
            attribute.message(5) { tensor in
                tensor.integers(1, [values.count])
                tensor.integer(2, 11)
                tensor.blob(
                    9, values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } })
            }
        }
    }

    private static func attribute(
        _ out: inout ProtobufWriter, _ name: String, _ type: Int, _ fill: (inout ProtobufWriter) -> Void
    ) {
        out.message(5) { attribute in
            attribute.text(1, name)
            fill(&attribute)
            attribute.integer(20, type)
        }
    }
}
