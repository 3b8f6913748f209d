// Overlapping muffin tins: wells f_t, zero beyond each Norman sphere, and a constant V0, whose superposition has the
// given spherical average about every atom:
//
//     V0 + f_i(r) + sum_(j != i) 1/(2 r d_ij) int_(d_ij - r)^(R_j) f_j(u) u du = V_i(r),   r <= R_i
//
// (compare Zwierzycki and Andersen, Acta Phys. Pol. A 115, 64 (2009)). V0 is fixed by wells that vanish on average at
// their edges, sum_t w_t R_t^2 f_t(R_t) = 0; this edge condition was inferred from potentials that FEFF10 printed.
//
// The unknowns are f on the outer part of each mesh, where a neighbour's well can reach; further in f = V - V0. The
// matrix depends on geometry only: it is factorised once, and each new potential is one back-substitution.

import Foundation

struct OverlappingWells {
    private let meshes: [RadialMesh]
    /// The first unknown mesh point of each type, and where its unknowns begin.
    private let start: [Int]
    private let offset: [Int]
    private let factors: RealLU

    /// - Parameter meshes: one of each type, ending at the Norman radius.
    init(_ geometry: ClusterGeometry, meshes: [RadialMesh]) throws {
        self.meshes = meshes
        let types = geometry.types.indices, radii = meshes.map { $0.r[$0.count - 1] }
        let shells = types.map { t in
            geometry.shells(of: t, within: radii[t] + (radii.max() ?? 0)).filter { radii[t] + radii[$0.type] > $0.distance }
        }
        // How far in the wells of others reach. All pairs of atoms count, not only those of representatives: a site
        // that is not its type's representative may have nearer neighbours.
        var reach = radii.map { $0 * 0.98 }
        for t in types {
            for shell in shells[t] {
                reach[t] = min(reach[t], shell.distance - radii[shell.type])
                reach[shell.type] = min(reach[shell.type], shell.distance - radii[t])
            }
        }
        start = types.map { max(0, meshes[$0].index(from: max(reach[$0], 1e-3)) - 3) }
        var offset = [0]
        for t in types { offset.append(offset[t] + meshes[t].count - start[t]) }
        self.offset = offset
        let n = offset[types.count], size = n + 1
        var a = [Double](repeating: 0, count: size * size)
        func add(_ row: Int, _ column: Int, _ value: Double) { a[row + size * column] += value }
        for t in types {
            for k in start[t]..<meshes[t].count {
                let row = offset[t] + k - start[t], r = meshes[t].r[k]
                add(row, row, 1)
                add(row, n, 1)
                for shell in shells[t] where shell.distance - r < radii[shell.type] {
                    let first = offset[shell.type], factor = Double(shell.count) / (2 * r * shell.distance)
                    for (m, w) in Self.weights(meshes[shell.type], start[shell.type], from: shell.distance - r) {
                        add(row, first + m - start[shell.type], w * factor)
                    }
                }
            }
        }
        let atoms = Double(geometry.types.reduce(0) { $0 + $1.count })
        for t in types {
            let last = offset[t + 1] - 1
            add(n, last, Double(geometry.types[t].count) * radii[t] * radii[t] / atoms)
        }
        guard let factors = RealLU(a, size) else {
            throw GreenFailure("the overlapping wells of this cluster have no solution: its spheres overlap too much")
        }
        self.factors = factors
    }

    /// Weights w_m with int_low^R f u du = sum w_m f(r_m): cubic inside the first, broken interval.
    private static func weights(_ mesh: RadialMesh, _ start: Int, from low: Double) -> [(Int, Double)] {
        let r = mesh.r, end = mesh.count - 1, h = mesh.step
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
    /// - Returns: the constant, and V0 + f on each mesh.
    func solve(_ averages: [[Double]]) -> (constant: Double, potentials: [[Double]]) {
        var b: [Double] = []
        for (t, v) in averages.enumerated() { b += v[start[t]...] }
        let x = factors.solve(b + [0])
        let constant = x[x.count - 1]
        var potentials = averages
        for t in averages.indices {
            for k in start[t]..<meshes[t].count { potentials[t][k] = x[offset[t] + k - start[t]] + constant }
        }
        return (constant, potentials)
    }
}
