// The trees of a model file: four members with packed numbers, one entry a node.

import Basics

struct StoredTrees {
    /// Nodes of each tree.
    let sizes: [Int]
    private let feature: [UInt16]
    private let left: [UInt32]
    private let number: [UInt64]

    /// Takes the members "tree_sizes", "feature", "left" and "number".
    init(_ members: inout MemberLines) throws {
        func array<Number: BitwiseCopyable>(_ member: String, _ zero: Number) throws -> [Number] {
            guard let text = members.next(member).flatMap(MemberLines.unquoted),
                let numbers = PackedNumbers.decode(text, zero: zero)
            else { throw SparError("'\(member)' is damaged") }
            return numbers
        }
        sizes = try array("tree_sizes", UInt32(0)).map { Int(UInt32(littleEndian: $0)) }
        feature = try array("feature", UInt16(0))
        left = try array("left", UInt32(0))
        number = try array("number", UInt64(0))
    }

    /// - Throws: `SparError` unless every descent through them ends in a leaf with a number.
    func trees(features: Int) throws -> Trees {
        guard feature.count == left.count, left.count == number.count, !sizes.isEmpty,
            sizes.reduce(0, +) == left.count, !sizes.contains(0)
        else { throw SparError("the trees are damaged") }
        var starts = [0]
        starts.reserveCapacity(sizes.count + 1)
        for size in sizes { starts.append(starts[starts.count - 1] + size) }
        let nodes = left.indices.map { index in
            TreeNode(
                number: Double(bitPattern: UInt64(littleEndian: number[index])),
                left: UInt32(littleEndian: left[index]),
                feature: UInt32(UInt16(littleEndian: feature[index])))
        }
        guard areWhole(nodes, features: features) else { throw SparError("the trees are damaged") }
        let depths = sizes.indices.map { Trees.depth(of: nodes[starts[$0]..<starts[$0 + 1]], featureCount: features) }
        return Trees(featureCount: features, nodes: nodes, starts: starts, depths: depths)
    }

    /// Whether children lie inside their tree and behind their parents, leaves point at themselves and all numbers are
    /// finite: then every descent ends.
    private func areWhole(_ nodes: [TreeNode], features: Int) -> Bool {
        var base = 0
        for size in sizes {
            for index in 0..<size {
                let node = nodes[base + index], left = Int(node.left)
                let fits =
                    node.feature == features
                    ? left == index
                    : node.feature < features && left > index && left + 1 < size
                if !fits || !node.number.isFinite { return false }
            }
            base += size
        }
        return true
    }
}
