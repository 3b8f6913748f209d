// The engine as a whole: symmetries that it must keep, and what it refuses.

import Basics
import Crystal
import Foundation
import Spectra
import Testing
@testable import Green

@Suite struct EngineTests {
    typealias Neighbour = (element: Element, position: Vector3, scatters: Bool)

    static func element(_ symbol: String) throws -> Element { try #require(Element(symbol)) }

    static func ligands(_ symbol: String, _ positions: [Vector3]) throws -> [Neighbour] {
        let element = try element(symbol)
        return positions.map { (element, $0, true) }
    }

    static func compute(
        _ metal: String, _ neighbours: [Neighbour], options: GreenOptions? = nil, hole: Bool = true,
        grid: EnergyGrid? = nil, seconds: Double = 600
    ) throws -> SiteResult {
        let settings = SpectralSettings(
            energies: try grid ?? EnergyGrid(from: -30, to: 5, step: 0.25), coreHole: hole,
            engineOptions: try (options ?? GreenOptions()).json())
        let cluster = try SpectralCluster(absorber: try element(metal), neighbours: neighbours)
        let job = try SpectralJob(engine: GreenEngine().identity(), cluster: cluster, settings: settings)
        return try GreenEngine().compute(
            job, limits: JobLimits(seconds: seconds), scratch: "/tmp", isCancelled: { false })
    }

    static func largest(_ curves: TensorCurves) -> Double {
        curves.components.reduce(0) { max($0, $1.reduce(0) { max($0, abs($1)) }) }
    }

    static func difference(_ a: TensorCurves, _ b: TensorCurves) -> Double {
        zip(a.components, b.components).reduce(0) { max($0, zip($1.0, $1.1).reduce(0) { max($0, abs($1.0 - $1.1)) }) }
            / largest(a)
    }

    /// Unlike bonds and angles, no symmetry; decimals that a turn by (0.6, 0.8) leaves on the grid of 1e-6 angstrom.
    static func crooked() throws -> [Neighbour] {
        try ligands("O", [Vector3(1.85, 0.1, 0.2), Vector3(-0.9, 1.65, 0.3), Vector3(-0.7, -1.2, 1.4)])
            + ligands("F", [Vector3(0.2, -0.3, -1.9)])
    }

    @Test func octahedronIsIsotropic() throws {
        let d = 2.05,
            p = [
                Vector3(d, 0, 0), Vector3(-d, 0, 0), Vector3(0, d, 0), Vector3(0, -d, 0), Vector3(0, 0, d),
                Vector3(0, 0, -d),
            ]
        let s = try Self.compute("Ni", Self.ligands("O", p)).tensor
        let top = Self.largest(s)
        for (x, (y, z)) in zip(s.xx, zip(s.yy, s.zz)) { #expect(abs(x - y) < 1e-8 * top && abs(x - z) < 1e-8 * top) }
        for curve in [s.xy, s.xz, s.yz] { #expect(curve.allSatisfy { abs($0) < 1e-8 * top }) }
        // Emission is nowhere negative beyond what interpolation leaves.
        #expect(s.xx.allSatisfy { $0 > -1e-4 * top })
    }

    @Test func turnedClusterGivesTheTurnedTensor() throws {
        let turn = Matrix3(rows: [0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, 1])
        // So few energies are computed point by point.
        let grid = try EnergyGrid(from: -20, to: 0, step: 1)
        let here = try Self.compute("Fe", Self.crooked(), grid: grid)
        let there = try Self.compute(
            "Fe", Self.crooked().map { ($0.element, turn * $0.position, $0.scatters) }, grid: grid)
        // The rounds of self-consistency scatter in single precision and end where little changes.
        #expect(Self.difference(here.tensor.rotated(by: turn), there.tensor) < 2e-4)
        #expect(abs(here.fermiLevel - there.fermiLevel) < 2e-4)
    }

    @Test func orderAndReflectionChangeNothing() throws {
        let here = try Self.compute("Fe", Self.crooked())
        let reversed = try Self.compute("Fe", Self.crooked().reversed())
        #expect(here == reversed)
        let mirror = Matrix3(rows: [1, 0, 0], [0, 1, 0], [0, 0, -1])
        let mirrored = try Self.compute("Fe", Self.crooked().map { ($0.element, mirror * $0.position, $0.scatters) })
        #expect(Self.difference(here.tensor.rotated(by: mirror), mirrored.tensor) < 2e-4)
    }

    @Test func sameJobGivesTheSameBytes() throws {
        let a = try Self.compute("Fe", Self.crooked()), b = try Self.compute("Fe", Self.crooked())
        #expect(try a.encoded(job: "k") == b.encoded(job: "k"))
    }

    @Test func finerInterpolationChangesLittle() throws {
        // A grid of few points is computed point by point, a long one through a rational function.
        let few = try Self.compute("Fe", Self.crooked(), grid: EnergyGrid(from: -10, to: 0, step: 2.5))
        let many = try Self.compute("Fe", Self.crooked(), grid: EnergyGrid(from: -10, to: 0, step: 0.05))
        let top = Self.largest(many.tensor)
        for k in 0..<5 { #expect(abs(few.tensor.xx[k] - many.tensor.xx[50 * k]) < 5e-5 * top) }
    }

    @Test func chargesAndStatesAreReported() throws {
        let result = try Self.compute("Fe", Self.crooked())
        #expect(result.status == .ok && result.electronic.converged && result.emissionOffset == 7112)
        #expect(result.electronic.potentials.map(\.element) == ["Fe", "O", "F"])
        #expect(result.densitiesOfStates.map(\.label) == ["Fe s", "Fe p", "Fe d"])
        #expect(result.electronic.fermiHistory.count == result.electronic.iterations)
        #expect(result.log.contains("round 1: Fermi level"))
        // The d electrons of iron with its core hole, from the density of states, are about those of its sphere.
        let step = 0.25, d = zip(result.energies, result.densitiesOfStates[2].values)
        let occupied = d.reduce(0) { $1.0 <= 0 ? $0 + step * $1.1 : $0 }
        #expect(abs(occupied - result.electronic.potentials[0].electrons[2]) < 1)
    }

    @Test func optionsChangeTheNumbers() throws {
        let base = try Self.compute("Fe", Self.crooked()).tensor
        let noHole = try Self.compute("Fe", Self.crooked(), hole: false).tensor
        let screening = try Self.compute("Fe", Self.crooked(), options: GreenOptions(scf: false))
        let wide = try Self.compute("Fe", Self.crooked(), options: GreenOptions(width: 3)).tensor
        let lmax3 = try Self.compute("Fe", Self.crooked(), options: GreenOptions(checkedLmax: 3)).tensor
        #expect(screening.notes.contains { $0.hasPrefix("screening") } && !screening.electronic.converged)
        for other in [noHole, screening.tensor, wide] { #expect(Self.difference(base, other) > 1e-3) }
        #expect(Self.difference(base, lmax3) < 0.1 && Self.difference(base, lmax3) > 1e-6)
    }

    @Test func noTailsOfEmptyStates() throws {
        let d = 2.05,
            p = [
                Vector3(d, 0, 0), Vector3(-d, 0, 0), Vector3(0, d, 0), Vector3(0, -d, 0), Vector3(0, 0, d),
                Vector3(0, 0, -d),
            ]
        let result = try Self.compute("Ni", Self.ligands("O", p), grid: EnergyGrid(from: -30, to: 60, step: 0.5))
        let top = Self.largest(result.tensor)
        // Far above the Fermi level only the Lorentzian's tail of what is occupied is left.
        #expect(result.tensor.xx[result.energies.count - 1] < 2e-3 * top)
    }

    // MARK: What is refused

    static func failure(_ body: () throws -> SiteResult) -> JobFailure? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? JobFailure
        }
    }

    @Test func refusesWhatItCannotTake() throws {
        let heavy = Self.failure { try Self.compute("Fe", Self.ligands("Rf", [Vector3(0, 0, 2.5)])) }
        #expect(heavy?.status == .badInput)
        #expect(heavy?.message == "the engine green knows the elements H to Lr; the cluster holds Rf")
        let absorber = Self.failure { try Self.compute("Mo", Self.ligands("O", [Vector3(0, 0, 2)])) }
        #expect(absorber?.message == "the engine green computes emission of Sc to Zn; the absorber is Mo")
        let close = Self.failure { try Self.compute("Fe", Self.ligands("O", [Vector3(0, 0, 2), Vector3(0, 0.3, 2)])) }
        #expect(close?.message == "two atoms, O and O, lie 0.300 angstrom from each other; at least 0.5 is possible")
        let late = Self.failure { try Self.compute("Fe", Self.crooked(), seconds: 0.001) }
        #expect(late?.status == .timeout)
        #expect(throws: SparError.self) { try GreenOptions(checkedLmax: 4) }
        #expect(throws: SparError.self) { try GreenOptions(width: 0) }
        #expect(throws: SparError.self) { try GreenOptions(width: .nan) }
    }

    @Test func stopsWhenAsked() throws {
        let cluster = try SpectralCluster(absorber: try Self.element("Fe"), neighbours: Self.crooked())
        let job = try SpectralJob(engine: GreenEngine().identity(), cluster: cluster, settings: SpectralSettings())
        let stopped = Self.failure {
            try GreenEngine().compute(job, limits: JobLimits(), scratch: "/tmp", isCancelled: { true })
        }
        #expect(stopped?.status == .killed)
    }

    @Test func everyElementIsPossible() throws {
        for z in [1, 2, 3, 9, 11, 17, 20, 35, 38, 47, 53, 57, 60, 71, 79, 82, 86] {
            let element = try #require(Element(atomicNumber: z))
            let result = try Self.compute(
                "Mn", [(element, Vector3(0, 0, 2.6), true), (try Self.element("O"), Vector3(1.9, 0, -0.5), true)],
                grid: EnergyGrid(from: -20, to: 2, step: 2))
            #expect(result.tensor.components.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(element.symbol)")
        }
        for z in 21...30 {
            let metal = try #require(Element(atomicNumber: z))
            let result = try Self.compute(
                metal.symbol, Self.ligands("O", [Vector3(0, 0, 1.9), Vector3(0, 1.9, -0.3), Vector3(1.9, 0, 0)]),
                grid: EnergyGrid(from: -20, to: 2, step: 2))
            #expect(result.tensor.components.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(metal.symbol)")
        }
    }
}
