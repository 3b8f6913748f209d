// SAMS of FEFF10's reference spectra.

import Basics
import Crystal
import Foundation
import Spectra
import TestSupport
import Testing

private let names = References.cases(in: "feff10", holding: "case.json")

@Suite struct ReferenceTests {
    /// The files have four decimals of energy, so that a point at a window's edge may fall on its other side.
    @Test(arguments: names) func sams(_ name: String) throws {
        let json = try References.json("feff10/\(name)/case.json")
        guard case .array(let sites)? = json["absorber_sites"] else { return }
        for site in sites {
            guard case .string(let suffix)? = site["files_suffix"],
                case .object(let windows)? = json["windows_eV_rel_EF"],
                case .number(let fermi)? = site["electronic"]?["EF_eV"]
            else { continue }
            let rounded = try PolarizedSpectrum.read(References.path("feff10/\(name)/spectra\(suffix).csv"))
            // FEFF's own energies have three decimals: with the Fermi level's five they are recovered exactly.
            let energies = rounded.energies.map { (($0 + fermi) * 1000).rounded() / 1000 - fermi }
            let spectrum = try PolarizedSpectrum(energies: energies, response: rounded.response)
            for (window, ends) in windows where window != "occupied" {
                guard case .array(let pair) = ends, case .number(let from) = pair[0], case .number(let to) = pair[1],
                    case .number(let expected)? = site["SAM"]?[window]?["sum"]
                else { continue }
                // The references were taken from the first grid point inside to the last, without interpolation at the
                // ends.
                let inside = energies.filter { (from - 1e-9...to + 1e-9).contains($0) }
                guard let first = inside.first, let last = inside.last else { continue }
                let sams = try spectrum.sams(EnergyWindow(from: first, to: last))
                #expect(abs(try spectrum.sams(EnergyWindow(from: from, to: to)) - sams) < 0.02 * sams + 1e-9)
                #expect(abs(sams - expected) < 5e-6 * expected + 1e-9, "\(name) \(window)")
            }
        }
    }

    /// From the crystal alone: the radius and the atoms of each site's calculation as they were chosen for the
    /// reference.
    @Test(arguments: names) func surroundings(_ name: String) throws {
        let reference = try ReferenceCase(name)
        let plan = try reference.request(frame: .site).plan(engine: engine)
        for site in reference.sites {
            let job = plan.jobs[try #require(plan.assembly.sites.first { $0.index == site.index }).job]
            #expect(job.cluster.atoms.count + 1 == site.atoms, "listed atoms of \(name)")
            #expect(job.cluster.atoms.count(where: \.scatters) == site.neighbours, "scattering atoms of \(name)")
            #expect(abs(job.cluster.radius - site.radius) < 1.01e-4, "radius of \(name)")
        }
    }

    /// The reference tensors, carried to the crystal's frame and assembled with our own axes and symmetry, give the
    /// reference's SAMS in both frames.
    @Test(arguments: names) func assembledSAMS(_ name: String) throws {
        let reference = try ReferenceCase(name)
        // Rutile's mean Q leaves the frame open; the reference took the axes of the crystal.
        let common: FrameChoice = name == "tio2_rutile" ? .crystal : .mean
        for (frame, expected) in [(FrameChoice.site, reference.ownSAMS), (common, reference.commonSAMS)] {
            let plan = try reference.request(frame: frame).plan(engine: engine)
            var results = [SiteResult?](repeating: nil, count: plan.jobs.count)
            for site in reference.sites {
                let place = try #require(plan.assembly.sites.first { $0.index == site.index })
                // Back from this site to the one that the job stands for.
                let tensor = site.tensor.rotated(by: place.rotation.transpose)
                results[place.job] = SiteResult(
                    status: .ok, energies: site.energies, tensor: tensor, fermiLevel: site.fermiLevel,
                    emissionOffset: nil,
                    electronic: .init(radius: site.radius))
            }
            let spectrum = try plan.assembly.spectrum(results.compactMap { $0 }, engine: "feff")
            let sams = try spectrum.sams()
            // Rutile's 3p level lies below the window's lower end, where the references took no interpolated point.
            #expect(abs(sams - expected) < (name == "tio2_rutile" ? 4e-3 : 2e-3) * expected + 1e-5, "\(name) \(frame)")
            #expect(try spectrum.maxSAMS().value > sams - 1e-9)
        }
    }
}

private let engine = EngineIdentity(name: "feff", version: "test")

/// case.json with the spectra beside it.
private struct ReferenceCase {
    struct ReferenceSite {
        let index: Int, atoms: Int, neighbours: Int
        let radius: Double, fermiLevel: Double
        let energies: [Double]
        /// In the crystal's frame.
        let tensor: TensorCurves
    }

    let structure: Structure
    let metal: Element
    /// The NiO series takes its set of atoms from the crystal at rest.
    let like: Structure?
    let sites: [ReferenceSite]
    let ownSAMS: Double, commonSAMS: Double

    func request(frame: FrameChoice) -> SpectralRequest {
        SpectralRequest(structure: structure, metal: metal, frame: frame, like: like)
    }

    init(_ name: String) throws {
        let json = try References.json("feff10/\(name)/case.json")
        structure = try Self.structure(json)
        let keepsSet = json["notes"]?.text.contains("same four shells") == true
        like = keepsSet ? try Self.structure(References.json("feff10/nio_c_p00/case.json")) : nil
        guard let metal = Element(json["absorber"]?.text ?? "") else { throw SparError("no absorber in \(name)") }
        self.metal = metal
        let axes = Self.matrix(json["Q"]?["axes_as_columns"])
        var sites: [ReferenceSite] = [], own = 0.0, members = 0.0
        for site in json["absorber_sites"]?.items ?? [] {
            let suffix = site["files_suffix"]?.text ?? "", fermi = site["electronic"]?["EF_eV"]?.double ?? 0
            let diagonal = try PolarizedSpectrum.read(References.path("feff10/\(name)/spectra\(suffix).csv"))
            // The same columns xy, xz, yz under names that the reader knows.
            let text = try References.text("feff10/\(name)/offdiagonal\(suffix).csv")
            let off = try PolarizedSpectrum.parse(
                csv: text.replacing("energy_eV,xy,xz,yz", with: "energy,x,y,z"),
                name: name)
            let (x, y, z) = diagonal.polarizations, (xy, xz, yz) = off.polarizations
            let tensor = TensorCurves(xx: x, yy: y, zz: z, xy: xy, xz: xz, yz: yz)
            let energies = diagonal.energies.map { (($0 + fermi) * 1000).rounded() / 1000 - fermi }
            sites.append(
                ReferenceSite(
                    index: Int(site["site"]?.double ?? -1), atoms: Int(site["atoms_in_feff_inp"]?.double ?? 0),
                    neighbours: Int(site["neighbours_in_radius"]?.double ?? 0),
                    radius: site["fms_radius_A"]?.double ?? 0,
                    fermiLevel: fermi, energies: energies, tensor: tensor.rotated(by: axes)))
            let count = Double(site["orbit_members"]?.items.count ?? 1)
            own += count * (site["own_axes"]?["SAMS"]?["full"]?.double ?? .nan)
            members += count
        }
        self.sites = sites
        ownSAMS = own / members
        commonSAMS = json["SAMS"]?["full"]?.double ?? .nan
    }

    private static func structure(_ json: JSON) throws -> Structure {
        Structure(
            lattice: Lattice(matrix: matrix(json["lattice"]?["matrix_A"])),
            sites: try (json["sites"]?.items ?? []).map { site in
                guard let element = Element(site["element"]?.text ?? "") else { throw SparError("no such element") }
                let f = (site["frac"]?.items ?? []).map { $0.double ?? 0 }
                return Site(element: element, frac: Vector3(f[0], f[1], f[2]))
            })
    }

    private static func matrix(_ json: JSON?) -> Matrix3 {
        let rows = (json?.items ?? []).map { row in
            let v = row.items.map { $0.double ?? 0 }
            return Vector3(v[0], v[1], v[2])
        }
        return rows.count == 3 ? Matrix3(rows: rows[0], rows[1], rows[2]) : .identity
    }
}

extension JSON {
    fileprivate var text: String {
        if case .string(let text) = self { return text }
        return ""
    }

    fileprivate var items: [JSON] {
        if case .array(let items) = self { return items }
        return []
    }

    fileprivate var double: Double? {
        switch self {
        case .number(let x): x
        case .integer(let n): Double(n)
        default: nil
        }
    }
}
