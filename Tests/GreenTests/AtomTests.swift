// Free atoms against NIST's atomic reference data and exact exchange against the literature.

import Testing
@testable import Green

@Suite struct AtomTests {
    /// Total energies in the local-density approximation (Vosko, Wilk, Nusair; nonrelativistic), H to Rn, hartree:
    /// Kotochigova, Levine, Shirley, Stiles, Clark, NIST Standard Reference Database 141.
    static let energies = [
        -0.445671, -2.834836, -7.335195, -14.447209, -24.344198, -37.425749, -54.025016, -74.473077, -99.099648,
        -128.233481, -161.440060, -199.139406, -241.315573, -288.198397, -339.946219, -396.716081, -458.664179,
        -525.946195, -598.200590, -675.742283, -758.679275, -847.277216, -941.678904, -1042.030238, -1148.449372,
        -1261.093056, -1380.091264, -1505.580197, -1637.785861, -1776.573850, -1921.846456, -2073.807332,
        -2232.534978, -2398.111440, -2570.620700, -2750.147940, -2936.337293, -3129.453161, -3329.520604,
        -3536.737751, -3751.196175, -3973.013235, -4202.188857, -4438.981228, -4683.301030, -4935.368406,
        -5195.031215, -5462.390982, -5737.309063, -6019.953353, -6310.376268, -6608.631413, -6914.773092,
        -7228.856106, -7550.557710, -7880.111578, -8217.575230, -8563.360285, -8917.664369, -9280.311037,
        -9651.484134, -10031.259090, -10419.710775, -10816.653877, -11222.941975, -11637.869664, -12061.770549,
        -12494.718304, -12936.786494, -13388.048594, -13848.230375, -14317.493720, -14795.884202, -15283.448822,
        -15780.236024, -16286.295408, -16801.677470, -17326.576377, -17860.790943, -18404.274220, -18956.957627,
        -19518.993145, -20090.414449, -20671.256539, -21261.555215, -21861.346869,
    ]

    @Test(arguments: Array(energies.enumerated())) func totalEnergyIsNISTs(_ n: Int, _ energy: Double) throws {
        let atom = try FreeAtom.solve(
            .init(
                z: n + 1, configuration: Configuration(groundStateOf: n + 1), exchange: .functional(.voskoWilkNusair),
                isRelativistic: false))
        #expect(abs(atom.totalEnergy - energy) < 1.5e-6)
    }

    /// Hydrogen and helium as Hartree-Fock has them; Be, Ne, Ar in the approximation of Krieger, Li and Iafrate (Phys.
    /// Rev. A 45, 101 (1992)), nonrelativistic, hartree. Average-of-configuration atoms bind their last electron as
    /// Hartree-Fock does (Froese Fischer, The Hartree-Fock Method for Atoms (1977)): F 2p, K 4s.
    @Test(arguments: [(1, -0.5), (2, -2.861680), (4, -14.5723), (10, -128.5448), (18, -526.8105)])
    func exactExchangeIsTheLiteratures(_ z: Int, _ energy: Double) throws {
        let atom = try FreeAtom.solve(
            .init(
                z: z, configuration: Configuration(groundStateOf: z), exchange: .exact, isRelativistic: false))
        #expect(abs(atom.totalEnergy - energy) < (z < 3 ? 1e-6 : 1e-4))
    }

    @Test(arguments: [(9, 2, 1, -0.72994), (19, 4, 0, -0.14747)])
    func exactExchangeBindsAsHartreeFock(_ z: Int, _ n: Int, _ l: Int, _ energy: Double) throws {
        let atom = try FreeAtom.solve(
            .init(
                z: z, configuration: Configuration(groundStateOf: z), exchange: .exact, isRelativistic: false))
        #expect(abs(try #require(atom.level(n, l)).state.energy - energy) < 0.002)
        // Nothing but the ion's charge is felt far out.
        let i = atom.mesh.index(from: 12)
        #expect(abs(atom.potential[i] * atom.mesh.r[i] + 1) < 0.01)
    }

    @Test func threeJ() {
        let known: [(Int, Int, Int, Double)] = [
            (0, 0, 0, 1), (1, 1, 0, 0.33333333333333333), (1, 1, 2, 0.13333333333333333),
            (2, 2, 4, 0.05714285714285714),
            (3, 2, 1, 0.08571428571428571), (1, 1, 1, 0),
        ]
        for (a, b, c, value) in known { #expect(abs(ThreeJ.squaredAtZero(a, b, c) - value) < 1e-14) }
    }

    @Test func holdsItsElectrons() throws {
        for z in [1, 8, 28, 57, 86] {
            let atom = try FreeAtom.solve(
                .init(
                    z: z, configuration: Configuration(overlapping: z), exchange: .exact))
            let charge =
                zip(atom.density, atom.mesh.r).reduce(0) { $0 + 4 * .pi * $1.0 * $1.1 * $1.1 * $1.1 } * atom.mesh.step
            #expect(abs(charge - Double(z)) < 1e-7 * Double(z))
            #expect(atom.coulomb[atom.mesh.count - 1].magnitude < 1e-6)
        }
    }

    /// 2 T + V = 0 for a potential -Z/r: hydrogen-like levels, and their known fine structure without spin-orbit.
    @Test func hydrogenLikeLevels() throws {
        let mesh = RadialMesh(from: 1e-7, to: 60, step: 0.0125)
        let solver = BoundStateSolver(
            mesh: mesh, potential: mesh.r.map { -28 / $0 }, nuclearCharge: 28, speedOfLight: 1e9)
        for (n, l) in [(1, 0), (2, 0), (2, 1), (3, 2)] {
            let state = try #require(solver.state(n: n, l: l, guess: -100))
            #expect(abs(state.energy + 392 / Double(n * n)) < 1e-8)
        }
    }

    @Test func configurationsHoldAllElectrons() {
        for z in 1...86 {
            for configuration in [Configuration(groundStateOf: z), Configuration(overlapping: z)] {
                #expect(configuration.shells.reduce(0) { $0 + $1.electrons } == Double(z))
                #expect(configuration.shells.allSatisfy { $0.electrons <= Double(4 * $0.l + 2) })
            }
        }
        for z in 21...30 {
            var hollow = Configuration(overlapping: z)
            hollow.openCoreHole(z)
            #expect(hollow.electronCount(1, 0) == 1)
            #expect(hollow.shells.reduce(0) { $0 + $1.electrons } == Double(z))
        }
    }
}
