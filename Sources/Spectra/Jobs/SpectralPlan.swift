// Jobs and how their results become the spectrum of a crystal.
//
// A job computes one site in the crystal's frame. A site that symmetry carries it to has R S R^T. The assembly has no
// geometry in it and is small, so that it can be stored under the request's key beside the keys of its jobs.

import Basics
import Crystal

/// What a request comes to.
public struct SpectralPlan: Equatable, Sendable {
    /// Distinct jobs in the order of their first sites.
    public let jobs: [SpectralJob]
    public var assembly: Assembly

    public init(jobs: [SpectralJob], assembly: Assembly) {
        self.jobs = jobs
        self.assembly = assembly
    }

    /// One cluster, all of whose atoms scatter.
    public init(
        cluster: Cluster, axes: Matrix3, frame: SpectrumFrame, settings: SpectralSettings,
        window: EnergyWindow = .standard, engine: EngineIdentity, notes: [String] = []
    ) throws {
        let geometry = try SpectralCluster(
            absorber: cluster.absorber, neighbours: cluster.atoms.map { ($0.element, $0.position, true) })
        self.init(
            jobs: [try SpectralJob(engine: engine, cluster: geometry, settings: settings)],
            assembly: Assembly(
                sites: [.init(index: 0, multiplicity: 1, job: 0, rotation: .identity, axes: axes)], frame: frame,
                window: window, notes: notes, spectroscopy: settings.spectroscopy))
    }
}

/// How the results of jobs are put together.
public struct Assembly: Equatable, Sendable {
    public struct Site: Equatable, Sendable {
        /// Number in the structure, from 0.
        public let index: Int
        public let multiplicity: Int
        /// Number of its job in the plan, from 0.
        public let job: Int
        /// Carries the job's surroundings to this site's.
        public let rotation: Matrix3
        /// Columns: the axes of its spectrum.
        public let axes: Matrix3

        public init(index: Int, multiplicity: Int, job: Int, rotation: Matrix3, axes: Matrix3) {
            self.index = index
            self.multiplicity = multiplicity
            self.job = job
            self.rotation = rotation
            self.axes = axes
        }
    }

    public let sites: [Site]
    public let frame: SpectrumFrame
    public let window: EnergyWindow
    public var notes: [String]
    public let spectroscopy: Spectroscopy
    /// The cell's vectors as rows, angstrom; nil of a cluster, and of older plans.
    public let lattice: Matrix3?

    public init(
        sites: [Site], frame: SpectrumFrame, window: EnergyWindow, notes: [String],
        spectroscopy: Spectroscopy = .kEmission, lattice: Matrix3? = nil
    ) {
        self.lattice = lattice
        self.spectroscopy = spectroscopy
        self.sites = sites
        self.frame = frame
        self.window = window
        self.notes = notes
    }

    /// The crystal's spectrum from the results, one for each job of the plan in its order.
    /// - Throws: `SparError` where a result is missing or a spectrum is not valid.
    public func spectrum(_ results: [SiteResult], engine: String) throws -> CrystalSpectrum {
        var made: [(site: Site, spectrum: PolarizedSpectrum)] = []
        let spectra = try sites.map { site -> SiteSpectrum in
            // Sites that differ by a translation only have one spectrum.
            let known = made.first {
                $0.site.job == site.job && $0.site.rotation == site.rotation && $0.site.axes == site.axes
            }
            let spectrum = try known?.spectrum ?? spectrum(of: site, results, engine)
            if known == nil { made.append((site, spectrum)) }
            return SiteSpectrum(
                index: site.index, multiplicity: site.multiplicity,
                equivalent: sites.first { $0.job == site.job }?.index, spectrum: spectrum)
        }
        return try CrystalSpectrum(sites: spectra, frame: frame)
    }

    private func spectrum(of site: Site, _ results: [SiteResult], _ engine: String) throws -> PolarizedSpectrum {
        guard results.indices.contains(site.job) else {
            throw SparError("the result of job \(site.job + 1) of this spectrum is missing")
        }
        let result = results[site.job]
        let details = PolarizedSpectrum.Details(
            engine: engine, fermiLevel: result.fermiLevel, emissionOffset: result.emissionOffset, frame: frame,
            window: window, notes: notes + result.notes + gridNotes(result), provenance: result.provenance,
            densitiesOfStates: result.densitiesOfStates, electronic: result.electronic, spectroscopy: spectroscopy,
            edgeStep: result.edgeStep, lattice: lattice)
        let factor = spectroscopy.process == .emission ? IntensityScale.factor(result.energies, result.tensor) : nil
        let scaled = factor.map(result.tensor.scaled) ?? result.tensor
        let tensor = site.rotation == .identity ? scaled : scaled.rotated(by: site.rotation)
        return try PolarizedSpectrum(
            energies: result.energies, response: .tensor(tensor), axes: site.axes, details: details)
    }

    /// A grid that begins inside the window changes SAM silently; the points just above a grid's lower end are lifted
    /// by the broadening integral that stops there.
    private func gridNotes(_ result: SiteResult) -> [String] {
        guard let first = result.energies.first, let last = result.energies.last,
            var window = try? window.about(fermiLevel: result.fermiLevel)
        else { return [] }
        // The authors' window ends with the grid.
        if self.window.scale == .engine { window = (try? EnergyWindow(from: window.from, to: last)) ?? window }
        func eV(_ x: Double) -> String { NumberText.fixed(x, decimals: 0) }
        var notes: [String] = []
        if spectroscopy.process == .emission, !IntensityScale.isCovered(by: result.energies) {
            notes.append(
                "The grid leaves out part of -13 to 3 eV: the intensities integrate to 1 over the rest of it, and do "
                    + "not compare with those of other spectra.")
        }
        if first > window.from + 0.5 || last < window.to - 0.5 {
            notes += [
                "The spectrum reaches from \(eV(first)) to \(eV(last)) eV, less than SAM's window of "
                    + "\(eV(window.from)) to \(eV(window.to)) eV."
            ]
        }
        return notes
    }
}

extension Assembly: JSONCodable {
    public var json: JSON {
        var members: [String: JSON] = [
            "frame": frame.json, "window": window.json, "notes": notes.json, "sites": sites.json,
        ]
        // As in a job's settings.
        if spectroscopy != .kEmission { members["spectroscopy"] = spectroscopy.json }
        if let lattice { members["lattice"] = lattice.json }
        return .object(members)
    }

    public init(json: JSON) throws {
        self.init(
            sites: try json.read("sites"), frame: try json.read("frame"), window: try json.read("window"),
            notes: try json.read("notes"),
            spectroscopy: try json.read("spectroscopy", as: Spectroscopy?.self) ?? .kEmission,
            lattice: try json.read("lattice"))
    }
}

extension Assembly.Site: JSONCodable {
    public var json: JSON {
        JSON(["index": index, "multiplicity": multiplicity, "job": job, "rotation": rotation, "axes": axes])
    }

    public init(json: JSON) throws {
        self.init(
            index: try json.read("index"), multiplicity: try json.read("multiplicity"), job: try json.read("job"),
            rotation: try json.read("rotation"), axes: try json.read("axes"))
    }
}

extension SpectrumFrame: JSONCodable {}
