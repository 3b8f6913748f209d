// The attributes of a TreeEnsembleRegressor as trees: nodes named by tree and number, in any order, become a flat run
// for each tree with its root first and the two children of a node side by side.

import Basics

struct EnsembleTrees {
    private(set) var trees: Trees

    private struct Node: Hashable { let tree: Int, id: Int }

    private let modes: [String]
    private let features: [Int], yes: [Int], no: [Int]
    private let thresholds: [Double]
    private let single: Bool, featureCount: Int

    /// - Parameter single: whether rows are rounded to 32 bits before they are compared.
    init(_ ensemble: ONNXOperator, single: Bool, features featureCount: Int) throws {
        func integers(_ name: String) -> [Int] { ensemble.attributes[name]?.integers ?? [] }
        func doubles(_ name: String) -> [Double] {
            ensemble.attributes[name + "_as_tensor"]?.doubles
                ?? ensemble.attributes[name].map { $0.floats.map { Double($0) } } ?? []
        }
        let treeIDs = integers("nodes_treeids"), nodeIDs = integers("nodes_nodeids")
        modes = ensemble.attributes["nodes_modes"]?.texts ?? []
        features = integers("nodes_featureids")
        yes = integers("nodes_truenodeids")
        no = integers("nodes_falsenodeids")
        thresholds = doubles("nodes_values")
        self.single = single
        self.featureCount = featureCount
        trees = Trees(featureCount: featureCount, trees: [])
        guard !treeIDs.isEmpty,
            [nodeIDs.count, modes.count, features.count, yes.count, no.count, thresholds.count]
                .allSatisfy({ $0 == treeIDs.count })
        else { throw SparError("the trees are damaged: their attributes are of different lengths") }
        try Self.check(ensemble)

        var place: [Node: Int] = [:], members: [[Int]] = [], ordinal: [Int: Int] = [:]
        place.reserveCapacity(treeIDs.count)
        for index in treeIDs.indices {
            guard place.updateValue(index, forKey: Node(tree: treeIDs[index], id: nodeIDs[index])) == nil else {
                throw SparError("tree \(treeIDs[index]) has two nodes with the number \(nodeIDs[index])")
            }
            let tree = ordinal[treeIDs[index]] ?? members.count
            if tree == members.count {
                ordinal[treeIDs[index]] = tree
                members.append([])
            }
            members[tree].append(index)
        }
        guard members.count <= ForestParameters.mostTrees else {
            throw SparError("the model has \(members.count) trees; \(ForestParameters.mostTrees) are the most")
        }
        let leaves = try Self.leaves(
            ensemble, integers, doubles("target_weights"), base: doubles("base_values"), trees: members.count
        ) { place[Node(tree: $0, id: $1)] }
        trees = Trees(
            featureCount: featureCount,
            trees: try members.map { nodes in
                try ordered(nodes, tree: treeIDs[nodes[0]], leaves) { place[Node(tree: treeIDs[nodes[0]], id: $0)] }
            })
    }

    private static func check(_ ensemble: ONNXOperator) throws {
        let targets = ensemble.attributes["n_targets"]?.integer ?? 1
        guard targets <= 1 else { throw SparError("the model predicts \(targets) numbers; Spar reads models of one") }
        let transform = ensemble.attributes["post_transform"]?.text ?? "NONE"
        guard transform == "NONE" else {
            throw SparError("the model's result goes through \(transform), which Spar does not apply")
        }
    }

    /// The value of each node that is a leaf; leaves without a weight are 0.
    private static func leaves(
        _ ensemble: ONNXOperator, _ integers: (String) -> [Int], _ weights: [Double], base: [Double], trees: Int,
        place: (Int, Int) -> Int?
    ) throws -> (values: [Int: Double], base: Double) {
        let treeIDs = integers("target_treeids"), nodeIDs = integers("target_nodeids"), ids = integers("target_ids")
        guard treeIDs.count == nodeIDs.count, ids.count == treeIDs.count, weights.count == treeIDs.count else {
            throw SparError("the leaves are damaged: their attributes are of different lengths")
        }
        let scale: Double
        switch ensemble.attributes["aggregate_function"]?.text ?? "SUM" {
        case "SUM", "": scale = Double(trees)
        case "AVERAGE": scale = 1
        case let other: throw SparError("the model takes the \(other) over its trees; Spar reads SUM and AVERAGE")
        }
        var values: [Int: Double] = [:]
        for index in treeIDs.indices {
            guard let node = place(treeIDs[index], nodeIDs[index]), ids[index] == 0 else {
                throw SparError("the leaves are damaged: number \(index + 1) belongs to no node")
            }
            values[node, default: 0] += weights[index] * scale
        }
        guard base.count <= 1 else { throw SparError("the model has \(base.count) base values for one result") }
        return (values, base.first ?? 0)
    }

    /// From the root down, level by level; each node is reached once.
    private func ordered(
        _ members: [Int], tree: Int, _ leaves: (values: [Int: Double], base: Double), place: (Int) -> Int?
    ) throws -> [TreeNode] {
        func damaged(_ reason: String) -> SparError { SparError("tree \(tree) is damaged: \(reason)") }
        var children = Set<Int>()
        for node in members where modes[node] != "LEAF" {
            for id in [yes[node], no[node]] {
                guard let child = place(id), children.insert(child).inserted else {
                    throw damaged("its node \(id) is missing or has two parents")
                }
            }
        }
        let roots = members.filter { !children.contains($0) }
        guard let root = roots.first, roots.count == 1 else { throw damaged("it has \(roots.count) roots") }
        var order = [root], nodes: [TreeNode] = []
        nodes.reserveCapacity(members.count)
        while nodes.count < order.count {
            let index = order[nodes.count]
            if modes[index] == "LEAF" {
                let value = (leaves.values[index] ?? 0) + leaves.base
                guard value.isFinite else { throw damaged("the value of a leaf is no finite number") }
                nodes.append(TreeNode(number: value, left: UInt32(nodes.count), feature: UInt32(featureCount)))
                continue
            }
            guard let yes = place(yes[index]), let no = place(no[index]), (0..<featureCount).contains(features[index])
            else { throw damaged("it asks for feature \(features[index] &+ 1) of \(featureCount)") }
            let split = try split(index, damaged)
            nodes.append(
                TreeNode(number: split.threshold, left: UInt32(order.count), feature: UInt32(features[index])))
            order += split.isSwapped ? [no, yes] : [yes, no]
        }
        guard nodes.count == members.count else { throw damaged("nodes cannot be reached from its root") }
        return nodes
    }

    /// The condition as x <= threshold, where the first child holds.
    private func split(_ node: Int, _ damaged: (String) -> SparError) throws -> (threshold: Double, isSwapped: Bool) {
        let value = thresholds[node]
        guard value.isFinite else { throw damaged("a threshold is no finite number") }
        // x < t is x <= the number before t.
        let isStrict = modes[node] == "BRANCH_LT" || modes[node] == "BRANCH_GTE"
        let threshold: Double
        if single {
            let float = isStrict ? Float(value).nextDown : Float(value)
            guard float.isFinite else { throw damaged("a threshold lies beyond 32 bits") }
            threshold = SinglePrecision.exact(float)
        } else {
            threshold = isStrict ? value.nextDown : value
        }
        guard threshold.isFinite else { throw damaged("a threshold is no finite number") }
        switch modes[node] {
        case "BRANCH_LEQ", "BRANCH_LT": return (threshold, false)
        case "BRANCH_GT", "BRANCH_GTE": return (threshold, true)
        default: throw damaged("it compares by \(modes[node]); Spar reads BRANCH_LEQ, _LT, _GT and _GTE")
        }
    }
}
