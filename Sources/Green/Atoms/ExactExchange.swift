// Exchange of a free atom's own orbitals, as a local potential.
//
// The exchange energy of a configuration's average (Slater, Quantum Theory of Atomic Structure, vol. I (1960)) is
//
//     E_x = - sum_i [ q_i/2 F0(ii) + q_i (q_i - 1)/2 sum_(k>0) (2l+1)/(4l+1) (l k l; 000)^2 Fk(ii) ]
//           - sum_(i<j) q_i q_j / 2 sum_k (l_i k l_j; 000)^2 Gk(ij)
//
// with q_i electrons in shell i; no electron repels itself. Its potential for all shells in common is that of Krieger,
// Li and Iafrate (Phys. Rev. A 45, 101 (1992)): the mean of the shells' own potentials by density, each but the
// uppermost shell's shifted so that its expectation value is that of the common potential. Densities are those of
// Hartree-Fock (or, relativistic, Dirac-Fock) to a few parts in a thousand, in the atom's tail too, where functionals
// of the density bind too loosely.

import Foundation

struct ExactExchange {
    /// hartree, on the mesh.
    let potential: [Double]
    /// E_x, hartree.
    let energy: Double

    /// - Parameters:
    ///   - levels: the occupied ones, their energies those of the last round.
    ///   - speedOfLight: of the small components, atomic units.
    init(_ levels: [FreeAtom.Level], on mesh: RadialMesh, speedOfLight c: Double) {
        let levels = levels.filter { $0.shell.electrons > 0 }
        let r = mesh.r, count = r.count, shells = levels.indices
        var total = [Double](repeating: 0, count: count), numerator = total
        // q_i <i| own potential |i>, and 4 pi r^2 n of each shell.
        var own = [Double](repeating: 0, count: levels.count)
        var densities: [[Double]] = []
        for i in shells {
            let a = levels[i], q = a.shell.electrons
            for j in i..<levels.count {
                let b = levels[j]
                var pair = [Double](repeating: 0, count: count)
                for k in 0..<count { pair[k] = a.state.p[k] * b.state.p[k] + a.state.q[k] * b.state.q[k] / (c * c) }
                if i == j {
                    densities.append(pair.map { q * $0 })
                    for k in 0..<count { total[k] += q * pair[k] }
                }
                var sum = [Double](repeating: 0, count: count)
                for k in stride(from: abs(a.shell.l - b.shell.l), through: a.shell.l + b.shell.l, by: 2) {
                    let angular = ThreeJ.squaredAtZero(a.shell.l, k, b.shell.l), l = Double(a.shell.l)
                    let factor =
                        i != j
                        ? 0.5 * q * b.shell.electrons * angular
                        : k == 0 ? q : q * (q - 1) * (2 * l + 1) / (4 * l + 1) * angular
                    let y = Self.repulsion(pair, of: k, mesh)
                    for n in 0..<count { sum[n] -= factor * y[n] * pair[n] }
                }
                let integral = mesh.cumulative(zip(sum, r).map { $0 * $1 })[count - 1]
                own[i] += integral
                if i != j { own[j] += integral }
                for n in 0..<count { numerator[n] += i == j ? sum[n] : 2 * sum[n] }
            }
        }
        energy = 0.5 * own.reduce(0, +)
        // Where nothing is left of the density: -1/r goes on.
        let end = (total.lastIndex { $0 > 1e-30 } ?? 0) + 1
        var common = (0..<count).map { $0 < end ? numerator[$0] / total[$0] : 0 }
        let uppermost = shells.max { levels[$0].state.energy < levels[$1].state.energy } ?? 0
        let others = shells.filter { $0 != uppermost }
        if !others.isEmpty {
            func mean(_ f: [Double], _ i: Int) -> Double {
                mesh.cumulative((0..<end).map { f[$0] * densities[i][$0] * r[$0] })[end - 1] / levels[i].shell.electrons
            }
            let n = others.count, shares = others.map { j in (0..<end).map { densities[j][$0] / total[$0] } }
            var matrix = [Double](repeating: 0, count: n * n), right = [Double](repeating: 0, count: n)
            for (a, i) in others.enumerated() {
                right[a] = mean(common, i) - own[i] / levels[i].shell.electrons
                for b in others.indices { matrix[a + n * b] = (a == b ? 1 : 0) - mean(shares[b], i) }
            }
            if let shifts = RealLU(matrix, n)?.solve(right) {
                for (shift, share) in zip(shifts, shares) { for k in 0..<end { common[k] += shift * share[k] } }
            }
        }
        for k in end..<max(count, end) { common[k] = common[end - 1] * r[end - 1] / r[k] }
        potential = common
    }

    /// int rho(s) r_<^k / r_>^(k+1) ds.
    private static func repulsion(_ rho: [Double], of k: Int, _ mesh: RadialMesh) -> [Double] {
        let r = mesh.r, powers = r.map { pow($0, Double(k)) }
        let within = mesh.cumulative(r.indices.map { rho[$0] * powers[$0] * r[$0] })
        // From outside, so that small numbers are sums of small numbers.
        let beyond = mesh.cumulative(r.indices.map { rho[$0] / powers[$0] }.reversed())
        let last = r.count - 1
        return r.indices.map { within[$0] / (powers[$0] * r[$0]) + beyond[last - $0] * powers[$0] }
    }
}
