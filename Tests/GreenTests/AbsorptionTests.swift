// Absorption near the K edge: identities, and the self-energy against what is known of it.

import Crystal
import Foundation
import Spectra
import Testing

@testable import Green

@Suite struct AbsorptionTests {
    static func absorb(
        _ symbol: String, _ neighbours: [EngineTests.Neighbour], grid: EnergyGrid? = nil, exchange: String? = nil,
        width: Double? = nil, lmax: Int? = 2
    ) throws -> SiteResult {
        let options = try GreenOptions(
            for: .absorption, scf: false, lmax: lmax, width: width, movesHydrogen: true, exchange: exchange)
        let settings = SpectralSettings(
            .kAbsorption, energies: try grid ?? EnergyGrid(from: -10, to: 40, step: 0.5),
            engineOptions: options.json(for: .absorption))
        let cluster = try SpectralCluster(absorber: try EngineTests.element(symbol), neighbours: neighbours)
        let job = try SpectralJob(engine: GreenEngine().identity(), cluster: cluster, settings: settings)
        return try GreenEngine().compute(job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
    }

    static let octahedron: [Vector3] = [
        [2.1, 0, 0], [-2.1, 0, 0], [0, 2.1, 0], [0, -2.1, 0], [0, 0, 2.1], [0, 0, -2.1],
    ]

    /// The cut at the Fermi level is sharp and the life time a Lorentzian: a narrow spectrum, broadened, is the wide one.
    @Test func widthsAdd() throws {
        let grid = try EnergyGrid(from: -40, to: 110, step: 0.1), neighbours = try EngineTests.crooked()
        let narrow = try Self.absorb("Fe", neighbours, grid: grid, exchange: "ground", width: 0.8)
        let wide = try Self.absorb("Fe", neighbours, grid: grid, exchange: "ground", width: 3)
        let step = try #require(narrow.edgeStep), other = try #require(wide.edgeStep)
        let broadened = try PolarizedSpectrum(energies: narrow.energies, response: .tensor(narrow.tensor))
            .broadened(gaussian: nil, lorentzian: .constant(2.2))
        let tensor = try #require(broadened.tensor)
        for k in wide.energies.indices where abs(wide.energies[k] - 5) < 15 {
            // The ends of the grid cut tails off: 50 eV away a hundredth remains of them.
            #expect(abs(tensor.xx[k] * step - wide.tensor.xx[k] * other) < 0.012 * other)
            #expect(abs(tensor.xy[k] * step - wide.tensor.xy[k] * other) < 0.012 * other)
        }
    }

    /// What emission has and what absorption has is all there is: on a grid that both share, their sum does not know the
    /// Fermi level, and has no edge where the states have none.
    @Test func emissionAndAbsorptionAreTheWhole() throws {
        let geometry = ClusterGeometry(
            try SpectralCluster(absorber: try EngineTests.element("Fe"), neighbours: EngineTests.crooked()))
        let atoms = try geometry.types.map {
            try FreeAtomCache.shared.atom(
                .init(
                    z: $0.z, configuration: Configuration(overlapping: $0.z), exchange: .functional(.vonBarthHedin)))
        }
        let overlap = OverlappedAtoms(geometry, atoms: atoms)
        let potential = try ClusterPotential(overlap, radii: SphereRadii(overlap), functional: .vonBarthHedin)
        let p = try #require(atoms[0].level(1, 0)).state.p
        let dipole = DipoleTensor(
            potential: potential, green: SiteGreenFunctions(potential, lmax: 2),
            core: atoms[0].resampled(p, on: potential.meshes[0]))
        let ev = 1 / AtomicUnits.hartree, bottom = potential.constant - 30 * ev
        let energies = stride(from: -5.0, through: 15, by: 1).map { potential.constant + $0 * ev }
        // Another Fermi level parts the same whole differently.
        for level in [4.0, 9.0] {
            let fermi = potential.constant + level * ev
            let line = try DipoleLine(
                dipole, energies, from: bottom, to: fermi, width: 1.5 * ev, isCancelled: { false })
            let emission = DipoleEmission.tensor(line)
            let absorption = DipoleAbsorption(line, fermi: fermi, atom: Complex64(0, -.pi), photon: nil).tensor
            for (k, e) in energies.enumerated() {
                let whole = try dipole.values(at: Complex64(e, 0.75 * ev))
                for (c, parts) in zip(emission.components, absorption.components).enumerated() {
                    let density = -whole[c].imaginary / .pi
                    #expect(abs(parts.0[k] + parts.1[k] - density) < 1e-9 * (1 + abs(density)))
                }
                // Far on its own side each is nearly all, on the other nearly nothing.
                if e > fermi + 5 * ev { #expect(emission.xx[k] < 0.15 * absorption.xx[k]) }
            }
        }
    }

    @Test func cubicIsIsotropicAndTurnedIsTurned() throws {
        let cubic = try Self.absorb("Ni", EngineTests.ligands("O", Self.octahedron)).tensor
        let top = EngineTests.largest(cubic)
        for k in cubic.xx.indices {
            #expect(abs(cubic.xx[k] - cubic.zz[k]) < 1e-4 * top && abs(cubic.xy[k]) < 1e-4 * top)
        }
        let turn = Matrix3(rows: [0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, 1])
        let grid = try EnergyGrid(from: -5, to: 25, step: 5)
        let here = try Self.absorb("Fe", EngineTests.crooked(), grid: grid)
        let there = try Self.absorb(
            "Fe", EngineTests.crooked().map { ($0.element, turn * $0.position, $0.scatters) }, grid: grid)
        #expect(EngineTests.difference(here.tensor.rotated(by: turn), there.tensor) < 5e-4)
    }

    /// Nothing is absorbed far below the edge; far above it the absorber's surroundings count little.
    @Test func edgeHasASize() throws {
        let result = try Self.absorb("Ni", EngineTests.ligands("O", Self.octahedron), lmax: 3)
        let average = result.tensor.xx
        #expect(average[0] < 0.05)
        #expect(abs(average[average.count - 1] - 1) < 0.3)
        // Nickel's K edge, from tables of photoabsorption (Elam, Ravel, Sieber, Radiat. Phys. Chem. 63, 121 (2002)):
        // from 45 to 328 cm^2/g, 0.0276 Mb an atom.
        #expect(abs((result.edgeStep ?? 0) / 0.0276 - 1) < 0.15)
        #expect(result.emissionOffset == 8332.8)
    }

    /// Dichroism is of what surrounds the absorber: there is none before the edge, and little where electrons are fast.
    @Test func dichroismVanishesOnBothSides() throws {
        let grid = try EnergyGrid(from: -30, to: 250, step: 2)
        let result = try Self.absorb("Fe", EngineTests.crooked(), grid: grid, lmax: 3), t = result.tensor
        let difference = zip(t.xx, t.zz).map { abs($0 - $1) }
        func largest(_ window: ClosedRange<Double>) -> Double {
            zip(result.energies, difference).filter { window.contains($0.0) }.map(\.1).max() ?? .nan
        }
        let near = largest(-5...30)
        #expect(near > 0.1)
        #expect(largest(-30 ... -15) < 0.01 * near)
        #expect(largest(150...250) < 0.25 * near)
    }

    @Test func interpolationAcrossTheEdgeIsExact() throws {
        let few = try Self.absorb("Fe", EngineTests.crooked(), grid: EnergyGrid(from: -6, to: 30, step: 4))
        let many = try Self.absorb("Fe", EngineTests.crooked(), grid: EnergyGrid(from: -6, to: 30, step: 0.1))
        let top = EngineTests.largest(many.tensor)
        for k in few.energies.indices { #expect(abs(few.tensor.xx[k] - many.tensor.xx[40 * k]) < 2e-3 * top) }
    }

    /// What is interpolated between computed energies is what is computed there; the ends of the grid place the samples.
    @Test(arguments: [("TiO2_rutile", "Ti"), ("ZnO", "Zn")]) func valuesDoNotDependOnTheRange(
        file: String, metal: String
    ) throws {
        func compute(_ grid: EnergyGrid) throws -> SiteResult {
            let structure = try Structure(contentsOf: "\(PinnedNumbersTests.structures)/\(file).cif")
            let options = try GreenOptions(
                for: .absorption, scf: false, lmax: nil, width: nil, movesHydrogen: true, exchange: nil)
            let request = SpectralRequest(
                structure: structure, metal: try EngineTests.element(metal), frame: .crystal, neighbours: 30,
                settings: SpectralSettings(
                    .kAbsorption, energies: grid, engineOptions: options.json(for: .absorption)))
            return try PinnedNumbersTests.compute(request.plan(engine: GreenEngine().identity()).jobs[0])
        }
        let whole = try compute(EnergyGrid(from: -15, to: 45, step: 0.2))
        let sparse = try compute(EnergyGrid(from: -15, to: 57, step: 6))
        for (k, e) in sparse.energies.enumerated() where e <= 45 {
            let i = Int(((e + 15) / 0.2).rounded())
            #expect(abs(whole.tensor.zz[i] - sparse.tensor.zz[k]) < 3e-3, "\(e) eV: \(whole.tensor.zz[i])")
        }
        // No spike: the second difference is what features of at least half the level's width can have.
        let t = whole.tensor.zz, top = t.max() ?? 1
        for k in t.indices.dropFirst().dropLast() {
            #expect(abs(t[k + 1] - 2 * t[k] + t[k - 1]) < 0.05 * top, "\(whole.energies[k]) eV")
        }
    }

    @Test(arguments: ["O", "S", "Zr", "I"]) func otherAbsorbers(_ symbol: String) throws {
        let result = try Self.absorb(symbol, EngineTests.ligands("Ti", Self.octahedron))
        #expect(result.status == .ok && result.tensor.xx.allSatisfy { $0.isFinite && $0 > -0.02 })
    }

    // MARK: The self-energy

    /// At the Fermi level it is about the potential of the ground state's exchange and correlation, and real.
    @Test(arguments: [1.0, 2, 3, 5]) func levelIsTheGroundStates(rs: Double) {
        let value = PlasmonPole(rs: rs).energy(above: 0)
        let density = 3 / (4 * Double.pi * rs * rs * rs)
        let known = ExchangeCorrelation.voskoWilkNusair.potential(density)
        #expect(abs(value.real / known - 1) < 0.08, "rs = \(rs): \(value.real), \(known)")
        #expect(abs(value.imaginary) < 2e-3)
    }

    @Test func fastElectronsLoseEnergyToPlasmons() {
        let gas = PlasmonPole(rs: 2)
        let below = gas.energy(above: 0.5 * gas.plasma), above = gas.energy(above: 2.5 * gas.plasma)
        #expect(below.imaginary <= 0 && above.imaginary < 2 * below.imaginary)
        // Exchange and correlation hold fast electrons less.
        #expect(gas.energy(above: 5).real > gas.energy(above: 0).real)
        #expect(abs(gas.energy(above: 200).real) < 0.1)
    }

    /// Quinn and Ferrell, Phys. Rev. 112, 812 (1958): 1/tau = sqrt(3) pi^2/128 wp (k^2/kF^2 - 1)^2 in a dense gas, which
    /// is tau = 263 fs eV^2 rs^(-5/2) (E - EF)^(-2); twice the imaginary part of the energy.
    @Test func slowElectronsLoseEnergyToPairs() {
        let gas = PlasmonPole(rs: 0.02), known = 3.0.squareRoot() * .pi * .pi / 128 * gas.plasma
        #expect(abs(gas.pairStrength / known - 1) < 0.01)
        let solid = PlasmonPole(rs: 2), level = solid.fermi * solid.fermi / 2
        let little = solid.energy(above: 0.1 * level).imaginary, more = solid.energy(above: 0.2 * level).imaginary
        #expect(little < 0 && more / little > 3.2 && more / little < 4.2)
        let femtosecond = 41.341, excess = 0.5 / AtomicUnits.hartree
        for rs in [0.5, 1, 2] {
            let rate = -2 * PlasmonPole(rs: rs).energy(above: excess).imaginary
            let tau = 263 * pow(rs, -2.5) / 0.25 * femtosecond
            #expect(abs(rate * tau - 1) < 0.2, "rs = \(rs): \(rate * tau)")
        }
    }

    /// What FEFF10's own functions give of Hedin's and Lundqvist's self-energy (its fit of the real part is good to some
    /// 0.03 eV away from the threshold, its imaginary part exact), eV: the real part less that at the Fermi level.
    @Test(arguments: [
        [1.2, 20, 0.480, -0.446], [1.2, 60, -0.591, -4.623], [1.8, 8, 0.194, -0.212], [1.8, 16, -0.207, -0.605],
        [1.8, 44, 0.632, -4.585], [2.2, 24, -1.016, -3.114], [2.2, 48, 1.921, -4.479], [3, 16, -0.803, -2.733],
        [3, 40, 2.090, -3.683],
    ])
    func energiesAreFEFF10s(_ row: [Double]) {
        let gas = PlasmonPole(rs: row[0]), ground = gas.energy(above: 0)
        let value = gas.energy(above: row[1] / AtomicUnits.hartree)
        let real = (value.real - ground.real) * AtomicUnits.hartree
        let imaginary = value.imaginary * AtomicUnits.hartree
        #expect(abs(real - row[2]) < 0.05, "\(row): \(real)")
        #expect(abs(imaginary - row[3]) < 0.002, "\(row): \(imaginary)")
    }

    /// Between neighbouring energies nothing jumps, but at the threshold of plasmons.
    @Test(arguments: [1.5, 2.5]) func energiesAreSmooth(rs: Double) {
        let gas = PlasmonPole(rs: rs), step = 0.01
        let values: [Double] = (200..<400).map { gas.energy(above: step * Double($0)).real }
        let bends: [Double] = values.indices.dropFirst().dropLast().map { k in
            abs(values[k + 1] - 2 * values[k] + values[k - 1])
        }
        #expect((bends.max() ?? .nan) < 2e-4, "\(bends.max() ?? .nan)")
    }

    @Test func mistakesGetASentence() throws {
        func options(_ process: Spectroscopy.Process, _ exchange: String) throws {
            _ = try GreenOptions(
                for: process, scf: true, lmax: nil, width: nil, movesHydrogen: true, exchange: exchange)
        }
        #expect { try options(.emission, "ground") } throws: { "\($0)".contains("goes with xas, not with xes") }
        #expect { try options(.absorption, "x") } throws: {
            "\($0)".contains("\"ground\" or \"hedin-lundqvist\" is possible")
        }
        #expect(throws: JobFailure.self) { try Self.absorb("H", EngineTests.ligands("O", Self.octahedron)) }
    }
}
