// Overlapping muffin tins: wells f_t, zero beyond each muffin-tin sphere R_m, and a constant V0, whose superposition
// has the given spherical average about every atom:
//
//     V0 + f_i(r) + sum_(j != i) 1/(2 r d_ij) int_(d_ij - r)^(R_m,j) f_j(u) u du = V_i(r),   r <= R_m,i
//
// (compare Zwierzycki and Andersen, Acta Phys. Pol. A 115, 64 (2009)). V0 is fixed at the Norman spheres R_N, where the
// superposition has the average of the given potentials, each atom counting once:
//
//     sum_i w_i [ V0 + sum_(j != i) 1/(2 r d_ij) int_(d_ij - r)^(R_m,j) f_j(u) u du - V_i(r) ] = 0 at r = R_N,i
//
// Both were inferred from potentials that FEFF10 printed, for touching and overlapping spheres, crystals and clusters:
// with its densities the wells agree to 0.03 eV and V0 to 0.01 eV.
//
// The unknowns are f on the outer part of each mesh, where a neighbour's well can reach; further in f = V - V0. The
// matrix depends on geometry only: it is factorised once, and each new potential is one back-substitution.

import Foundation

struct OverlappingWells {
    private let meshes: [RadialMesh]
    /// The index of the muffin-tin radius on each mesh.
    private let edge: [Int]
    /// The first unknown mesh point of each type, and where its unknowns begin.
    private let start: [Int]
    private let offset: [Int]
    /// Each type's share of the atoms.
    private let shares: [Double]
    private let factors: RealLU

    /// - Parameters:
    ///   - meshes: one of each type, ending at the Norman radius.
    ///   - edge: the index of each type's muffin-tin radius on its mesh.
    init(_ geometry: ClusterGeometry, meshes: [RadialMesh], edge: [Int]) throws {
        self.meshes = meshes
        self.edge = edge
        let types = geometry.types.indices, radii = meshes.map { $0.r[$0.count - 1] }
        let ends = types.map { meshes[$0].r[edge[$0]] }
        let shells = types.map { t in
            geometry.shells(of: t, within: radii[t] + (radii.max() ?? 0)).filter {
                radii[t] + radii[$0.type] > $0.distance
            }
        }
        // How far in the wells of others reach, and how far in they are asked for at the Norman radius of others. All
        // pairs of atoms count, not only those of representatives: a site that is not its type's representative may
        // have nearer neighbours.
        var reach = types.map { min(radii[$0] * 0.98, ends[$0] * 0.98) }
        for t in types {
            for shell in shells[t] {
                reach[t] = min(reach[t], shell.distance - radii[shell.type])
                reach[shell.type] = min(reach[shell.type], shell.distance - radii[t])
            }
        }
        let start = types.map { max(0, min(meshes[$0].index(from: max(reach[$0], 1e-3)), edge[$0]) - 3) }
        var offset = [0]
        for t in types { offset.append(offset[t] + edge[t] + 1 - start[t]) }
        let atoms = Double(geometry.types.reduce(0) { $0 + $1.count })
        let shares = geometry.types.map { Double($0.count) / atoms }
        let n = offset[types.count], size = n + 1
        var a = [Double](repeating: 0, count: size * size)
        func add(_ row: Int, _ column: Int, _ value: Double) { a[row + size * column] += value }
        /// What the neighbours' wells add at radius r about a type, times a factor.
        func addNeighbours(_ row: Int, of t: Int, at r: Double, times share: Double) {
            for shell in shells[t] where shell.distance - r < ends[shell.type] {
                let first = offset[shell.type], factor = share * Double(shell.count) / (2 * r * shell.distance)
                for (m, w) in Self.weights(
                    meshes[shell.type], start[shell.type], edge[shell.type], from: shell.distance - r)
                {
                    add(row, first + m - start[shell.type], w * factor)
                }
            }
        }
        for t in types {
            for k in start[t]...edge[t] {
                let row = offset[t] + k - start[t]
                add(row, row, 1)
                add(row, n, 1)
                addNeighbours(row, of: t, at: meshes[t].r[k], times: 1)
            }
            add(n, n, shares[t])
            addNeighbours(n, of: t, at: radii[t], times: shares[t])
        }
        guard let factors = RealLU(a, size) else {
            throw GreenFailure("the overlapping wells of this cluster have no solution: its spheres overlap too much")
        }
        (self.start, self.offset, self.shares, self.factors) = (start, offset, shares, factors)
    }

    /// Weights w_m with int_low^(R_m) f u du = sum w_m f(r_m): cubic inside the first, broken interval.
    private static func weights(_ mesh: RadialMesh, _ start: Int, _ end: Int, from low: Double) -> [(Int, Double)] {
        let r = mesh.r, h = mesh.step
        let m = min(max(mesh.index(from: low), start + 1), end)
        var w: [Int: Double] = [:]
        // Whole intervals from m to the end, in x: f u^2.
        for (k, weight) in Quadrature.weights(points: end - m + 1).enumerated() { w[m + k, default: 0] += h * weight }
        // The broken one, from x(low) to x(m).
        let first = max(min(m - 2, end - 3), start), nodes = min(3, end - first)
        let low = max(low, r[start])
        let place = Double(first == m ? 0 : m - first)
        let from = place - log(r[m] / low) / h
        for (k, weight) in Quadrature.lagrange(nodes: nodes, from: from, to: place).enumerated() {
            w[first + k, default: 0] += h * weight
        }
        return w.sorted { $0.key < $1.key }.map { ($0.key, $0.value * r[$0.key] * r[$0.key]) }
    }

    /// - Parameter averages: the spherical average about each type, on its mesh.
    /// - Returns: the constant, and V0 + f on each mesh (V0 beyond the muffin tin).
    func solve(_ averages: [[Double]]) -> (constant: Double, potentials: [[Double]]) {
        var b: [Double] = []
        var outside = 0.0
        for (t, v) in averages.enumerated() {
            b += v[start[t]...edge[t]]
            outside += shares[t] * v[v.count - 1]
        }
        let x = factors.solve(b + [outside])
        let constant = x[x.count - 1]
        var potentials = averages
        for t in averages.indices {
            for k in start[t]..<meshes[t].count {
                potentials[t][k] = constant + (k <= edge[t] ? x[offset[t] + k - start[t]] : 0)
            }
        }
        return (constant, potentials)
    }
}
