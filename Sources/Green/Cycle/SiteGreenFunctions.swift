// The Green's function on the representative site of each type, and the electrons that it holds.
//
//     G(r,r') = -2ik sum_LL' Y_L(r) [ delta_LL' R_l(r<) H_l(r>) + R_l(r) g_LL' R_l'(r') ] Y_L'(r')
//
// Density of both spins: 4 pi r^2 n(r) = -(2/pi) Im int dE (-2ik) sum_l [ (2l+1) (P_R P_H + Q_R Q_H/c^2)
// + (P_R^2 + Q_R^2/c^2) sum_m g_lm,lm ].

import ComplexModule

/// Electrons of one type's sphere, and their rate of change with the Fermi level.
struct SphereElectrons {
    /// 4 pi r^2 n on the mesh.
    var density: [Double]
    /// Electrons within the Norman radius, by l.
    var count = SIMD4<Double>.zero

    init(points: Int) { density = [Double](repeating: 0, count: points) }

    var total: Double { count.sum() }
}

/// Solvers for every type of one cluster; potentials come and go.
final class SiteGreenFunctions {
    let geometry: ClusterGeometry
    let lmax: Int
    private let meshes: [RadialMesh]
    private let muffinTin: [Int]
    private let solvers: [RadialSolver]
    private var scattering: [MultipleScattering?]
    /// h r_i times the weights of int_0^(R_N).
    private let quadrature: [[Double]]
    private var t: [ComplexLanes]
    private(set) var k = Complex64.zero
    /// How many systems of multiple scattering were solved.
    private(set) var solves = 0

    init(_ potential: ClusterPotential, lmax: Int) {
        geometry = potential.geometry
        self.lmax = lmax
        meshes = potential.meshes
        muffinTin = potential.muffinTin
        let types = potential.geometry.types
        solvers = types.indices.map {
            RadialSolver(z: types[$0].z, mesh: potential.meshes[$0], muffinTin: potential.muffinTin[$0])
        }
        scattering = [MultipleScattering?](repeating: nil, count: types.count)
        t = [ComplexLanes](repeating: .zero, count: types.count)
        quadrature = types.indices.map { t in
            let mesh = potential.meshes[t], inner = potential.muffinTin[t]
            var w = Quadrature.weights(points: inner + 1) + [Double](repeating: 0, count: mesh.count - inner - 1)
            for (i, part) in Quadrature.weights(points: mesh.count - inner).enumerated() { w[inner + i] += part }
            return w.indices.map { w[$0] * mesh.step * mesh.r[$0] }
        }
    }

    /// Solves the radial equations of all types at an energy.
    /// - Parameter irregular: the types whose full Green's function is wanted.
    func prepare(_ z: Complex64, _ potential: ClusterPotential, irregular: Set<Int>) {
        k = .sqrt(Complex64(2) * (z - Complex64(potential.constant)))
        if k.imaginary < 0 { k = -k }
        for (type, solver) in solvers.enumerated() {
            solver.solve(z, k: k, potential.potential[type], withIrregular: irregular.contains(type))
            t[type] = solver.t
        }
    }

    /// g of the type's representative, row by row.
    func centreBlock(_ type: Int) throws -> [Complex64] {
        solves += 1
        return try scattering(about: type).centreBlock(k: k, t: t)
    }

    func solver(_ type: Int) -> RadialSolver { solvers[type] }

    private func scattering(about type: Int) -> MultipleScattering {
        if let known = scattering[type] { return known }
        let sites = geometry.scatterers(about: type)
        let made = MultipleScattering(
            positions: sites.map { geometry.atoms[$0].position }, types: sites.map { geometry.atoms[$0].type }, lmax: lmax)
        scattering[type] = made
        return made
    }

    /// sum_m g_lm,lm.
    func trace(_ g: [Complex64]) -> ComplexLanes {
        let n = (lmax + 1) * (lmax + 1)
        var sums = ComplexLanes.zero
        for l in 0...lmax {
            for a in l * l..<(l + 1) * (l + 1) { sums[l] += g[a * n + a] }
        }
        return sums
    }

    /// Adds -(2/pi) Im of weight times the Green's function's trace.
    func add(_ type: Int, _ trace: ComplexLanes, weight: Complex64, to electrons: inout SphereElectrons) {
        let solver = solvers[type], inner = muffinTin[type], weights = quadrature[type]
        let c2 = 1 / (AtomicUnits.speedOfLight * AtomicUnits.speedOfLight)
        let front = ComplexLanes(Complex64(-2 / Double.pi) * weight * Complex64(0, -2) * k)
        var degeneracy = SIMD4<Double>(1, 3, 5, 7)
        for l in stride(from: lmax + 1, to: 4, by: 1) { degeneracy[l] = 0 }
        let pr = solver.regularP, qr = solver.regularQ, ph = solver.irregularP, qh = solver.irregularQ
        var count = SIMD4<Double>.zero
        electrons.density.withUnsafeMutableBufferPointer { density in
            weights.withUnsafeBufferPointer { weights in
                for i in 0..<density.count {
                    var single = pr[i] * ph[i], back = pr[i] * pr[i]
                    if i <= inner {
                        single = single + c2 * (qr[i] * qh[i])
                        back = back + c2 * (qr[i] * qr[i])
                    }
                    let g = back * trace
                    let sum = ComplexLanes(re: degeneracy * single.re + g.re, im: degeneracy * single.im + g.im)
                    let part = front.re * sum.im + front.im * sum.re
                    density[i] += part.sum()
                    count += weights[i] * part
                }
            }
        }
        electrons.count += count
    }

    /// -2ik times the trace's integral within the Norman radius, by l: minus 2/pi of its imaginary part is the density
    /// of states of both spins.
    func integrated(_ type: Int, _ trace: ComplexLanes) -> ComplexLanes {
        let solver = solvers[type], inner = muffinTin[type], weights = quadrature[type]
        let c2 = 1 / (AtomicUnits.speedOfLight * AtomicUnits.speedOfLight)
        var degeneracy = SIMD4<Double>(1, 3, 5, 7), sum = ComplexLanes.zero
        for l in stride(from: lmax + 1, to: 4, by: 1) { degeneracy[l] = 0 }
        for i in weights.indices {
            let pr = solver.regularP[i], qr = solver.regularQ[i]
            var single = pr * solver.irregularP[i], back = pr * pr
            if i <= inner {
                single = single + c2 * (qr * solver.irregularQ[i])
                back = back + c2 * (qr * qr)
            }
            let g = back * trace
            sum.re += weights[i] * (degeneracy * single.re + g.re)
            sum.im += weights[i] * (degeneracy * single.im + g.im)
        }
        return ComplexLanes(Complex64(0, -2) * k) * sum
    }
}
