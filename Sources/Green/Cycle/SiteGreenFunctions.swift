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

    /// Adds Im of the weighted sample.
    mutating func add(_ sample: SiteSample, _ weight: Complex64) {
        let (x, y) = (weight.real, weight.imaginary)
        density.withUnsafeMutableBufferPointer { density in
            sample.re.withUnsafeBufferPointer { re in
                sample.im.withUnsafeBufferPointer { im in
                    for i in density.indices { density[i] += x * im[i] + y * re[i] }
                }
            }
        }
        count += x * sample.count.im + y * sample.count.re
    }
}

/// What one energy gives of a site's electrons, before the imaginary part is taken: -2/pi times the Green's function's
/// trace, on the mesh and integrated to the Norman radius by l.
struct SiteSample {
    var re: [Double]
    var im: [Double]
    var count = ComplexLanes.zero

    init(points: Int) {
        re = [Double](repeating: 0, count: points)
        im = re
    }

    var total: Complex64 { Complex64(count.re.sum(), count.im.sum()) }
}

/// How exactly the surroundings of a site are taken.
enum ScatteringAccuracy {
    /// The nearest atoms alone: for the first rounds, whose results nothing keeps.
    case coarse
    /// All atoms in single precision: six digits, which the rounds of self-consistency do not exhaust.
    case single
    /// All atoms in double precision, for spectra.
    case double
}

/// Solvers for every type of one cluster; potentials come and go.
final class SiteGreenFunctions {
    let geometry: ClusterGeometry
    let lmax: Int
    private let meshes: [RadialMesh]
    private let muffinTin: [Int]
    private let solvers: [RadialSolver]
    private var bases: [AdaptedBasis?]
    private var coarse: [MultipleScattering<Float>?]
    private var single: [MultipleScattering<Float>?]
    private var double: [MultipleScattering<Double>?]
    /// h r_i times the weights of int_0^(R_N).
    private let quadrature: [[Double]]
    private var t: [ComplexLanes]
    /// 2l + 1 for each l that atoms of the type scatter with, else 0.
    private let degeneracies: [SIMD4<Double>]
    private(set) var k = Complex64.zero
    /// How many systems of multiple scattering of all atoms were solved.
    private(set) var solves = 0

    /// How many atoms the coarse surroundings hold at least, the centre counted; shells are kept whole.
    private static let coarseAtoms = 13
    /// Lighter atoms than this scatter with s and p alone, as in FEFF: d waves about them describe their neighbours.
    private static let firstWithD = 6

    init(_ potential: ClusterPotential, lmax: Int) {
        geometry = potential.geometry
        self.lmax = lmax
        meshes = potential.meshes
        muffinTin = potential.muffinTin
        let types = potential.geometry.types
        solvers = types.indices.map {
            RadialSolver(z: types[$0].z, mesh: potential.meshes[$0], muffinTin: potential.muffinTin[$0])
        }
        bases = types.map { _ in nil }
        coarse = types.map { _ in nil }
        single = types.map { _ in nil }
        double = types.map { _ in nil }
        t = [ComplexLanes](repeating: .zero, count: types.count)
        degeneracies = types.map { type in
            var degeneracy = SIMD4<Double>(1, 3, 5, 7)
            for l in (min(lmax, type.z < Self.firstWithD ? 1 : lmax) + 1)..<4 { degeneracy[l] = 0 }
            return degeneracy
        }
        quadrature = types.indices.map { t in
            let mesh = potential.meshes[t], inner = potential.muffinTin[t]
            var w = Quadrature.weights(points: inner + 1) + [Double](repeating: 0, count: mesh.count - inner - 1)
            for (i, part) in Quadrature.weights(points: mesh.count - inner).enumerated() { w[inner + i] += part }
            return w.indices.map { w[$0] * mesh.step * mesh.r[$0] }
        }
    }

    /// Solves the radial equations at an energy.
    /// - Parameters:
    ///   - irregular: the types whose full Green's function is wanted, not their t matrix alone.
    ///   - shift: what is added to the potential at this energy; nil for nothing.
    func prepare(
        _ z: Complex64, _ potential: ClusterPotential, irregular: Set<Int>, _ shift: QuasiparticleShift? = nil
    ) {
        k = .sqrt(Complex64(2) * (z - Complex64(potential.constant) - (shift?.outside ?? .zero)))
        if k.imaginary < 0 { k = -k }
        for (type, solver) in solvers.enumerated() {
            solver.solve(
                z, k: k, potential.potential[type], shift: shift?.inside[type],
                withIrregular: irregular.contains(type))
            for l in 0..<4 { t[type][l] = degeneracies[type][l] > 0 ? solver.t[l] : .zero }
        }
    }

    /// What the atoms about the type's representative send back to it.
    private func surroundings(_ type: Int, _ accuracy: ScatteringAccuracy) throws -> Surroundings {
        switch accuracy {
        case .coarse:
            if coarse[type] == nil { coarse[type] = MultipleScattering(nearest(type)) }
            return try coarse[type]!.surroundings(k: k, t: t)
        case .single:
            solves += 1
            if single[type] == nil { single[type] = MultipleScattering(basis(type)) }
            return try single[type]!.surroundings(k: k, t: t)
        case .double:
            solves += 1
            if double[type] == nil { double[type] = MultipleScattering(basis(type)) }
            return try double[type]!.surroundings(k: k, t: t)
        }
    }

    /// g of the type's representative, row by row.
    func centreBlock(_ type: Int, _ accuracy: ScatteringAccuracy) throws -> [Complex64] {
        try surroundings(type, accuracy).block(t[type], lmax: lmax)
    }

    func solver(_ type: Int) -> RadialSolver { solvers[type] }

    private func basis(_ type: Int) -> AdaptedBasis {
        if let known = bases[type] { return known }
        let made = adapted(geometry.scatterers(about: type))
        bases[type] = made
        return made
    }

    private func nearest(_ type: Int) -> AdaptedBasis {
        let sites = geometry.scatterers(about: type)
        guard sites.count > Self.coarseAtoms else { return basis(type) }
        let limit = geometry.distance(sites[0], sites[Self.coarseAtoms - 1]) + 1e-3
        let near = sites.filter { geometry.distance(sites[0], $0) < limit }
        return near.count == sites.count ? basis(type) : adapted(near)
    }

    private func adapted(_ sites: [Int]) -> AdaptedBasis {
        let origin = geometry.atoms[sites[0]].position
        return AdaptedBasis(
            positions: sites.map { geometry.atoms[$0].position - origin },
            types: sites.map { geometry.atoms[$0].type }, lmax: lmax)
    }

    /// sum_m g_lm,lm over what atoms of the type scatter with.
    func trace(_ type: Int, _ g: [Complex64]) -> ComplexLanes {
        let n = (lmax + 1) * (lmax + 1)
        var sums = ComplexLanes.zero
        for l in 0...lmax where degeneracies[type][l] > 0 {
            for a in l * l..<(l + 1) * (l + 1) { sums[l] += g[a * n + a] }
        }
        return sums
    }

    /// The type's electrons at the prepared energy.
    func sample(_ type: Int, _ trace: ComplexLanes) -> SiteSample {
        let solver = solvers[type], inner = muffinTin[type], weights = quadrature[type]
        let c2 = 1 / (AtomicUnits.speedOfLight * AtomicUnits.speedOfLight)
        let front = Complex64(-2 / Double.pi) * Complex64(0, -2) * k
        let degeneracy = degeneracies[type]
        let pr = solver.regularP, qr = solver.regularQ, ph = solver.irregularP, qh = solver.irregularQ
        var sample = SiteSample(points: weights.count), count = ComplexLanes.zero
        sample.re.withUnsafeMutableBufferPointer { re in
            sample.im.withUnsafeMutableBufferPointer { im in
                weights.withUnsafeBufferPointer { weights in
                    for i in 0..<weights.count {
                        var single = pr[i] * ph[i], back = pr[i] * pr[i]
                        if i <= inner {
                            single = single + c2 * (qr[i] * qh[i])
                            back = back + c2 * (qr[i] * qr[i])
                        }
                        let g = back * trace
                        let sum = ComplexLanes(re: degeneracy * single.re + g.re, im: degeneracy * single.im + g.im)
                        let (x, y) = (sum.re.sum(), sum.im.sum())
                        re[i] = front.real * x - front.imaginary * y
                        im[i] = front.real * y + front.imaginary * x
                        count = count + weights[i] * sum
                    }
                }
            }
        }
        sample.count = ComplexLanes(front) * count
        return sample
    }

    /// -2ik times the trace's integral within the Norman radius, by l: minus 2/pi of its imaginary part is the density
    /// of states of both spins.
    func integrated(_ type: Int, _ trace: ComplexLanes) -> ComplexLanes {
        let solver = solvers[type], inner = muffinTin[type], weights = quadrature[type]
        let c2 = 1 / (AtomicUnits.speedOfLight * AtomicUnits.speedOfLight)
        let degeneracy = degeneracies[type]
        var sum = ComplexLanes.zero
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
