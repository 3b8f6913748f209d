// Jobs as values: canonical geometry, keys, stored results, plans.

import Anisotropy
import Basics
import Crystal
import Foundation
import Spectra
import Testing

private let identity = EngineIdentity(name: "feff", version: "FEFF 10.0.0 build 0")

private func rocksalt(_ lattice: Matrix3 = Matrix3(diagonal: [4.178, 4.178, 4.178])) throws -> Structure {
    let nickel: [Vector3] = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
    return Structure(
        lattice: Lattice(matrix: lattice),
        sites: try nickel.map { Site(element: try #require(Element("Ni")), frac: $0) }
            + nickel.map { Site(element: try #require(Element("O")), frac: $0 + [0.5, 0.5, 0.5]) })
}

struct SpectralJobTests {
    @Test func orderOfAtomsDoesNotMatter() throws {
        let o = try #require(Element("O")), ni = try #require(Element("Ni"))
        let atoms: [(element: Element, position: Vector3, scatters: Bool)] = [
            (o, [2.1, 0, 0], true), (o, [-2.1, 0, -1e-9], true), (ni, [0, 2.95, 1e-8], false), (o, [0, 2.1, 0], true),
        ]
        let a = try SpectralCluster(absorber: ni, neighbours: atoms)
        let b = try SpectralCluster(absorber: ni, neighbours: atoms.reversed())
        #expect(a == b)
        let job = try SpectralJob(engine: identity, cluster: a, settings: SpectralSettings())
        let other = try SpectralJob(engine: identity, cluster: b, settings: SpectralSettings())
        #expect(job.key == other.key)
        #expect(try SpectralJob(json: JSON.parse(job.json.canonicalText())) == job)
        #expect(try job.json.canonicalText().contains("-0,") == false)
        let newer = try SpectralJob(
            engine: .init(name: "feff", version: "other"), cluster: a, settings: SpectralSettings())
        #expect(newer.key != job.key)
        #expect(try newer.keyOfAnyVersion() == job.keyOfAnyVersion())
        var ground = SpectralSettings()
        ground.coreHole = false
        #expect(try SpectralJob(engine: identity, cluster: a, settings: ground).key != job.key)
    }

    @Test func statusWords() {
        let all: [JobStatus] = [
            .ok, .okAfterRetries(1), .okAfterRetries(3), .unconverged, .badCounts,
            .crashed(module: "pot"), .timeout, .killed, .badInput, .missing("FEFF"), .missing("worker"), .notComputed,
            .incompleteOutput,
        ]
        #expect(
            all.map(\.text) == [
                "ok", "ok after 1 retry", "ok after 3 retries", "unconverged", "bad counts",
                "crashed (pot)", "timeout", "killed", "bad input", "no FEFF", "no worker", "not computed",
                "incomplete output",
            ])
        for status in all { #expect(JobStatus(text: status.text) == status) }
        #expect(JobStatus(text: "fine") == nil)
        #expect(all.filter(\.isPhysics) == [.unconverged, .badCounts, .badInput])
    }

    @Test func spectroscopy() throws {
        let settings = SpectralSettings()
        #expect(settings.spectroscopy == .kEmission && settings.spectroscopy.title == "K emission")
        // The only one there was when the first jobs were stored: their keys know nothing of it.
        #expect(settings.json["spectroscopy"] == nil)
        #expect(try SpectralSettings(json: settings.json) == settings)
        guard case .object(var members) = settings.json else { return }
        members["spectroscopy"] = .object(["process": .string("emission"), "edge": .string("K")])
        #expect(try SpectralSettings(json: .object(members)) == settings)
        members["spectroscopy"] = .object(["process": .string("emission"), "edge": .string("M9")])
        #expect(throws: SparError("spectroscopy: edge: \"M9\" is not known")) {
            try SpectralSettings(json: .object(members))
        }
        let nickel = try #require(Element("Ni")), zinc = try #require(Element("Zn"))
        let oxygen = try #require(Element("O")), titanium = try #require(Element("Ti"))
        #expect(Edge.k.energy(nickel) == 8332.8 && Edge.k.energy(oxygen) == 543.1)
        #expect(abs(Edge.k.width(zinc) - 1.897) < 1e-12)
        #expect(Edge.k.semicoreLevel(nickel) == nil && Edge.k.semicoreLevel(titanium)?.name == "3p")
    }

    @Test func storedResult() throws {
        let s = try Sample.spectrum()
        let result = SiteResult(
            status: .okAfterRetries(2), energies: s.energies, tensor: try #require(s.tensor), fermiLevel: -12.378,
            emissionOffset: nil,
            electronic: .init(
                potentials: [.init(element: "Ni", atoms: 1, normanRadius: 1.3, electrons: [0.5, 1])],
                converged: true, iterations: 16, fermiHistory: [-3, -12.378], coreHoleWidth: 1.576,
                radius: 4.2),
            densitiesOfStates: [.init(label: "Ni d", values: s.energies.map { -$0 })], notes: ["é"],
            provenance: [ProvenanceLine("node", "n1")], input: "TITLE\nEND\n", log: "\u{1}")
        let bytes = try result.encoded(job: "k")
        #expect(try SiteResult(encoded: bytes, job: "k") == result)
        #expect(throws: SparError("this is not a stored spectrum, or it was cut short")) {
            try SiteResult(encoded: Array(bytes.prefix(100)), job: "k")
        }
        #expect(
            throws: SparError(
                "this stored spectrum was cut short: \(bytes.count - 1) bytes, \(bytes.count) "
                    + "expected")
        ) {
            try SiteResult(encoded: Array(bytes.dropLast()), job: "k")
        }
    }

    /// The four nickel atoms of the conventional cell are translations of one another: one job.
    @Test func rocksaltIsOneJob() throws {
        let request = SpectralRequest(structure: try rocksalt(), metal: try #require(Element("Ni")))
        let plan = try request.plan(engine: identity)
        #expect(plan.jobs.count == 1)
        #expect(plan.assembly.sites.count == 4)
        #expect(plan.assembly.sites.allSatisfy { $0.multiplicity == 4 })
        let cluster = plan.jobs[0].cluster
        #expect(cluster.atoms.count == 340)
        #expect(cluster.atoms.count(where: \.scatters) == 32)
        #expect(abs(cluster.scatteringRadius - 4.178) < 1e-6)
        #expect(try Assembly(json: JSON.parse(plan.assembly.json.canonicalText())) == plan.assembly)
    }

    /// Stretched, the fourth shell splits; with `like` the set stays.
    @Test func likeKeepsTheSet() throws {
        let rest = try rocksalt(), metal = try #require(Element("Ni"))
        let stretched = try rocksalt(Matrix3(diagonal: [4.178, 4.178, 4.178 * 1.05]))
        let plain = try SpectralRequest(structure: stretched, metal: metal).plan(engine: identity)
        let alike = try SpectralRequest(structure: stretched, metal: metal, like: rest).plan(engine: identity)
        #expect(plain.jobs[0].cluster.atoms.count(where: \.scatters) == 30)
        #expect(alike.jobs[0].cluster.atoms.count(where: \.scatters) == 32)
    }

    /// Symmetry copies: the tensor of a rutile site carried to the other by the screw axis swaps x and y.
    @Test func rotatedCopies() throws {
        let ti = try #require(Element("Ti")), o = try #require(Element("O")), u = 0.305
        let places: [(Element, Vector3)] = [
            (ti, [0, 0, 0]), (ti, [0.5, 0.5, 0.5]), (o, [u, u, 0]), (o, [1 - u, 1 - u, 0]),
            (o, [0.5 + u, 0.5 - u, 0.5]), (o, [0.5 - u, 0.5 + u, 0.5]),
        ]
        let rutile = Structure(
            lattice: Lattice(matrix: Matrix3(diagonal: [4.594, 4.594, 2.959])),
            sites: places.map { Site(element: $0.0, frac: $0.1) })
        let plan = try SpectralRequest(structure: rutile, metal: ti, frame: .crystal).plan(engine: identity)
        #expect(plan.jobs.count == 1)
        let e = Sample.grid(-40, 5, 0.1)
        let result = SiteResult(
            status: .ok, energies: e, tensor: Sample.tensor(e), fermiLevel: -10,
            emissionOffset: 4966,
            electronic: .init(radius: 4))
        let spectrum = try plan.assembly.spectrum([result], engine: "feff")
        #expect(spectrum.sites.count == 2)
        #expect(spectrum.sites.map(\.equivalent) == [0, 0])
        #expect(try spectrum.map { try $0.shifted(by: 1) }.sites.map(\.equivalent) == [0, 0])
        let a = try #require(spectrum.sites[0].spectrum.tensor), b = try #require(spectrum.sites[1].spectrum.tensor)
        for k in stride(from: 0, to: e.count, by: 50) {
            #expect(abs(a.xx[k] - b.yy[k]) < 1e-12)
            #expect(abs(a.zz[k] - b.zz[k]) < 1e-12)
        }
        #expect(plan.assembly.notes.first?.hasPrefix("The 3p level of Ti, about 33 eV below the Fermi level") == true)
        let own = try SpectralRequest(structure: rutile, metal: ti).plan(engine: identity)
        let sams = try own.assembly.spectrum([result], engine: "feff").sites.map { try $0.spectrum.sams() }
        #expect(abs(sams[0] - sams[1]) < 1e-10)
    }

    /// Rutile whose atoms are off their places: by a relaxation's noise, equivalent sites have one surrounding
    /// whichever is listed first; by more than that the sites differ.
    @Test(arguments: [(1e-6, 1), (1e-4, 1), (1e-3, 1), (8e-3, 2)])
    func noise(move: Double, jobs: Int) throws {
        let ti = try #require(Element("Ti")), o = try #require(Element("O")), u = 0.305
        let places: [(Element, Vector3)] = [
            (ti, [0, 0, 0]), (ti, [0.5, 0.5, 0.5]), (o, [u, u, 0]), (o, [1 - u, 1 - u, 0]),
            (o, [0.5 + u, 0.5 - u, 0.5]), (o, [0.5 - u, 0.5 + u, 0.5]),
        ]
        let lattice = Lattice(matrix: Matrix3(diagonal: [4.594, 4.594, 2.959]))
        let sites = places.enumerated().map { i, place in
            let shift = Vector3(sin(Double(7 * i)), sin(Double(5 * i + 1)), sin(Double(3 * i + 2))) * move
            return Site(element: place.0, frac: place.1 + lattice.fractional(shift))
        }
        func distances(_ order: [Int]) throws -> [[Double]] {
            let structure = Structure(lattice: lattice, sites: order.map { sites[$0] })
            let plan = try SpectralRequest(structure: structure, metal: ti).plan(engine: identity)
            let said = plan.assembly.notes.contains {
                $0.hasPrefix("The atoms stand at the mean of their equivalent sites")
            }
            #expect(said == (move == 1e-4 || move == 1e-3))
            return plan.jobs.map { $0.cluster.atoms.map(\.distance) }.sorted { $0[0] < $1[0] }
        }
        let first = try distances([0, 1, 2, 3, 4, 5]), second = try distances([1, 4, 3, 0, 5, 2])
        #expect(first.count == jobs && second.count == jobs)
        for (a, b) in zip(first, second) {
            #expect(zip(a.sorted(), b.sorted()).allSatisfy { abs($0 - $1) < 5e-6 })
        }
    }

    /// The scattering atoms by distance: those within it, and the engine's radius is just that.
    @Test func atomsByDistance() throws {
        let ni = try #require(Element("Ni")), s = try rocksalt()
        let near = try SpectralRequest(structure: s, metal: ni, radius: 3).plan(engine: identity).jobs[0].cluster
        let far = try SpectralRequest(structure: s, metal: ni, radius: 4).plan(engine: identity).jobs[0].cluster
        #expect(near.atoms.filter(\.scatters).allSatisfy { $0.distance <= 3 } && near.radius == 3)
        #expect(far.atoms.filter { !$0.scatters }.allSatisfy { $0.distance > 4 } && far.radius == 4)
        #expect(near.atoms.count == far.atoms.count)
        let keys = try [nil, 3, 4].map {
            try SpectralRequest(structure: s, metal: ni, radius: $0).key(engine: identity)
        }
        #expect(Set(keys).count == 3)
    }

    @Test func planMessages() throws {
        let ni = try #require(Element("Ni"))
        func message(_ request: SpectralRequest) -> String {
            do {
                _ = try request.plan(engine: identity)
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        let s = try rocksalt()
        #expect(
            message(SpectralRequest(structure: s, metal: ni, neighbours: 0))
                == "atoms = 0: the number of scattering atoms is between 1 and 500 (the paper's is 30)")
        #expect(
            message(SpectralRequest(structure: s, metal: try #require(Element("Cr"))))
                == "the structure has no Cr; it has Ni, O")
        #expect(
            message(SpectralRequest(structure: s, metal: ni, frame: .given(Matrix3(diagonal: [1, 2, 1]))))
                == "frame must be \"site\", \"mean\", \"crystal\" or three perpendicular unit vectors as columns")
        var sites = s.sites
        sites[4].occupancy = 0.5
        #expect(
            message(SpectralRequest(structure: Structure(lattice: s.lattice, sites: sites), metal: ni))
                == "site 5 (O) is occupied by 0.5: a spectrum needs an ordered structure, every site full")
        #expect(
            message(SpectralRequest(structure: s, metal: ni, radius: .nan))
                == "radius = nan: the distance within which atoms scatter is above 0 and at most 20 angstrom")
        let half = Structure(lattice: s.lattice, sites: Array(s.sites[..<4]))
        #expect(
            message(SpectralRequest(structure: s, metal: ni, like: half))
                == "like = must be a structure with the same sites in the same order: it has 4 sites, this one 8")
    }
}
