// A commutative group of rotations and reflections that carry a cluster into itself, and its characters.
//
// In a basis adapted to it the multiple-scattering matrix falls into one block for each character: with 8 operations
// the factorisation takes 1/64 of the work. All irreducible representations of a commutative group are one-dimensional,
// so that characters are all there is to know. Conjugate characters have transposed blocks.

import ComplexModule
import Crystal
import Foundation

struct ClusterSymmetry {
    struct Operation {
        let matrix: Matrix3
        /// The site to which each site goes.
        let images: [Int]
    }

    /// The identity first.
    let operations: [Operation]
    /// chi(g) of each operation; of a pair of conjugate characters only one, with `isPaired`.
    let characters: [(values: [Complex64], isPaired: Bool)]

    /// How far an image may lie from a site, bohr.
    private static let tolerance = 2e-5

    /// - Parameters:
    ///   - positions: the centre first, at the origin.
    ///   - types: sites of one type are alike.
    init(positions: [Vector3], types: [Int]) {
        let all = Self.operations(positions, types)
        let (group, characters) = Self.largestCommutativeGroup(all)
        operations = group
        var kept: [(values: [Complex64], isPaired: Bool)] = []
        for chi in characters {
            let isReal = chi.allSatisfy { abs($0.imaginary) < 1e-9 }
            let isKnown = kept.contains { other in
                zip(other.values, chi).allSatisfy { ($0.conjugate - $1).length < 1e-9 }
            }
            if isReal || !isKnown { kept.append((chi, !isReal)) }
        }
        self.characters = kept
    }

    /// Every orthogonal map of the cluster onto itself, found from where it can take two of its atoms.
    private static func operations(_ positions: [Vector3], _ types: [Int]) -> [Operation] {
        let identity = Operation(matrix: .identity, images: Array(positions.indices))
        // The two atoms with the fewest equals make the fewest trials.
        let sites = Array(positions.indices.dropFirst())
        guard let a = sites.first,
            let b = sites.first(where: { i in
                let c = positions[a].cross(positions[i])
                return c.dot(c) > 0.01 * positions[a].dot(positions[a]) * positions[i].dot(positions[i])
            })
        else { return [identity] }
        func frame(_ u: Vector3, _ v: Vector3) -> Matrix3 {
            let x = u.normalized
            let y = (v - x * x.dot(v)).normalized
            return Matrix3(rows: x, y, x.cross(y))
        }
        let pa = positions[a], pb = positions[b], from = frame(pa, pb)
        func equals(_ p: Vector3, _ type: Int) -> [Int] {
            let size = p.length
            return sites.filter {
                types[$0] == type && abs(positions[$0].length - size) < tolerance
            }
        }
        var found = [identity]
        for i in equals(pa, types[a]) {
            for j in equals(pb, types[b])
            where i != j && abs(positions[i].dot(positions[j]) - pa.dot(pb)) < 10 * tolerance {
                let to = frame(positions[i], positions[j])
                for sign in [1.0, -1.0] {
                    // M = to^T diag(1, 1, sign) from.
                    let (x, y, z) = (to.rows.0, to.rows.1, to.rows.2 * sign)
                    func row(_ k: Int) -> Vector3 {
                        from.rows.0 * x[k] + from.rows.1 * y[k] + from.rows.2 * z[k]
                    }
                    let matrix = Matrix3(rows: row(0), row(1), row(2))
                    guard !found.contains(where: { $0.matrix.isNear(matrix) }),
                        let images = images(matrix, positions, types)
                    else { continue }
                    found.append(Operation(matrix: matrix, images: images))
                }
            }
        }
        return found
    }

    private static func images(_ g: Matrix3, _ positions: [Vector3], _ types: [Int]) -> [Int]? {
        var images: [Int] = []
        for (i, p) in positions.enumerated() {
            let q = g * p
            guard
                let j = positions.indices.first(where: { j in
                    let d = positions[j] - q
                    return types[j] == types[i] && (d * d).sum() < tolerance * tolerance
                })
            else { return nil }
            images.append(j)
        }
        return images
    }

    /// The largest commutative subgroup that grows from one element by adding further ones, with its characters.
    private static func largestCommutativeGroup(_ all: [Operation]) -> ([Operation], [[Complex64]]) {
        func index(_ m: Matrix3, _ list: [Operation]) -> Int? { list.firstIndex { $0.matrix.isNear(m) } }
        func commute(_ a: Operation, _ b: Operation) -> Bool { (a.matrix * b.matrix).isNear(b.matrix * a.matrix) }
        var best: (group: [Operation], characters: [[Complex64]]) = ([all[0]], [[Complex64(1)]])
        for first in all.indices.dropFirst() {
            for second in all.indices where second >= first && commute(all[first], all[second]) {
                var group = [all[0]], characters = [[Complex64(1)]]
                for candidate in [first, second] + all.indices
                where index(all[candidate].matrix, group) == nil && group.allSatisfy({ commute($0, all[candidate]) }) {
                    guard let (larger, extended) = extend(group, characters, by: all[candidate], all) else { break }
                    (group, characters) = (larger, extended)
                }
                if group.count > best.group.count { best = (group, characters) }
            }
        }
        return best
    }

    /// Adds an element a: with a^m the first power in the group, chi(g a^k) = chi(g) lambda^k, lambda^m = chi(a^m).
    private static func extend(_ group: [Operation], _ characters: [[Complex64]], by a: Operation, _ all: [Operation])
        -> ([Operation], [[Complex64]])?
    {
        var powers = [Matrix3.identity], next = a.matrix
        while !group.contains(where: { $0.matrix.isNear(next) }) {
            powers.append(next)
            next = next * a.matrix
            if powers.count > 12 { return nil }
        }
        guard let closing = group.firstIndex(where: { $0.matrix.isNear(next) }) else { return nil }
        let m = powers.count
        var larger: [Operation] = []
        for power in powers {
            for g in group {
                let product = g.matrix * power
                guard let known = all.first(where: { $0.matrix.isNear(product) }) else { return nil }
                larger.append(known)
            }
        }
        var extended: [[Complex64]] = []
        for chi in characters {
            let phase = chi[closing].phase
            for n in 0..<m {
                let angle = (phase + 2 * .pi * Double(n)) / Double(m)
                extended.append(
                    (0..<m).flatMap { k in
                        chi.map { $0 * Complex64(cos(Double(k) * angle), sin(Double(k) * angle)) }
                    })
            }
        }
        return (larger, extended)
    }
}

extension Matrix3 {
    fileprivate func isNear(_ other: Matrix3) -> Bool { (self - other).maxAbs < 1e-3 }
}
