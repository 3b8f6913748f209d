// A polarized spectrum, of emission or absorption, of one absorber, or the average over the absorbers of a crystal.
//
// Energies in eV about the Fermi level where one is known, else as given; strictly ascending, not always uniform.
// Intensities per eV, those of engines on one scale (IntensityScale.swift), those of files as they are. A tensor is in
// the crystal's Cartesian frame; `axes` holds the three polarization axes as columns in that frame, so that
// x(E) = a_x^T S(E) a_x. Values are immutable.

import Basics
import Crystal

/// How the axes of a spectrum were chosen.
public enum SpectrumFrame: String, Sendable, CaseIterable {
    /// Each site's own principal axes of the weighted quadrupole (design: the default).
    case site
    /// The principal axes of the quadrupole averaged over the sites (the paper's section 2.6).
    case mean
    /// The crystal's Cartesian axes.
    case crystal
    /// Axes that the user gave.
    case given
}

/// Energies with either the whole tensor or three polarizations, and what is known about them.
public struct PolarizedSpectrum: Equatable, Sendable {
    public enum Response: Equatable, Sendable {
        /// In the crystal's Cartesian frame.
        case tensor(TensorCurves)
        /// Along the three columns of `axes`; nothing is known of other directions.
        case polarizations(x: [Double], y: [Double], z: [Double])
    }

    /// What accompanies the numbers.
    public struct Details: Equatable, Sendable {
        /// The name of what made the spectrum: "feff", "green", or a file.
        public var engine: String
        /// The Fermi level on the engine's own energy scale, eV; nil where the energies are not relative to one.
        public var fermiLevel: Double?
        /// Photon energy minus `energies`, eV; nil where it is not known.
        public var emissionOffset: Double?
        public var frame: SpectrumFrame
        /// The window that SAM takes when none is asked for; nil means the whole grid.
        public var window: EnergyWindow?
        /// What the engine found out about the electrons; nil where it is not known, or not the same at all sites.
        public var electronic: ElectronicQuantities?
        /// Sentences for the user.
        public var notes: [String]
        /// How it was made: one `name: value` line each, in a fixed order.
        public var provenance: [ProvenanceLine]
        /// Projected densities of states on the same energies, where the engine gives them.
        public var densitiesOfStates: [DensityOfStates]
        /// What was computed or measured; nil where it is not known.
        public var spectroscopy: Spectroscopy?
        /// Of absorption: what an intensity of 1 is, Mb an atom; nil where it is not known.
        public var edgeStep: Double?

        public init(
            engine: String = "", fermiLevel: Double? = nil, emissionOffset: Double? = nil,
            frame: SpectrumFrame = .crystal, window: EnergyWindow? = nil, notes: [String] = [],
            provenance: [ProvenanceLine] = [], densitiesOfStates: [DensityOfStates] = [],
            electronic: ElectronicQuantities? = nil, spectroscopy: Spectroscopy? = nil,
            edgeStep: Double? = nil
        ) {
            self.edgeStep = edgeStep
            self.spectroscopy = spectroscopy
            self.engine = engine
            self.fermiLevel = fermiLevel
            self.emissionOffset = emissionOffset
            self.frame = frame
            self.window = window
            self.notes = notes
            self.provenance = provenance
            self.densitiesOfStates = densitiesOfStates
            self.electronic = electronic
        }
    }

    public let energies: [Double]
    public let response: Response
    /// Columns are the polarization axes in the crystal's Cartesian frame; orthonormal.
    public let axes: Matrix3
    public let details: Details

    /// Checks everything that later arithmetic relies on.
    /// - Throws: `SparError` naming the curve and the point: fewer than two points, lengths that differ, a value that
    ///   is not finite, energies that do not ascend, axes that are not orthonormal.
    public init(
        energies: [Double], response: Response, axes: Matrix3 = .identity, details: Details = Details()
    ) throws {
        let curves: [(name: String, values: [Double])]
        switch response {
        case .tensor(let t): curves = Array(zip(TensorCurves.componentNames, t.components)).map { ($0, $1) }
        case .polarizations(let x, let y, let z): curves = [("x", x), ("y", y), ("z", z)]
        }
        guard energies.count >= 2 else {
            throw SparError("a spectrum needs at least two energies; this one has \(energies.count)")
        }
        for k in energies.indices where !energies[k].isFinite {
            throw SparError(
                "energy \(k + 1) of the spectrum is \(NumberText.shortest(energies[k])); "
                    + "it must be a finite number of eV")
        }
        for k in 1..<energies.count where energies[k] <= energies[k - 1] {
            throw SparError(
                "the energies of a spectrum must ascend: number \(k + 1), "
                    + "\(NumberText.short(energies[k])) eV, follows \(NumberText.short(energies[k - 1])) eV")
        }
        for (name, values) in curves {
            guard values.count == energies.count else {
                throw SparError("the spectrum has \(energies.count) energies but \(values.count) values of \(name)")
            }
            if let k = values.firstIndex(where: { !$0.isFinite }) {
                throw SparError(
                    "\(name) is \(NumberText.shortest(values[k])) at \(NumberText.short(energies[k])) eV "
                        + "(point \(k + 1)); every value of a spectrum must be a finite number")
            }
        }
        for dos in details.densitiesOfStates where dos.values.count != energies.count {
            throw SparError(
                "the spectrum has \(energies.count) energies but \(dos.values.count) values of the "
                    + "density of states \(dos.label)")
        }
        let deviation = (axes.transpose * axes - .identity).maxAbs
        guard deviation < 1e-6 else {
            throw SparError(
                "the axes of a spectrum must be three perpendicular unit vectors, as columns; "
                    + "these deviate by \(NumberText.short(deviation, digits: 2))")
        }
        self.init(valid: energies, response, axes, details)
    }

    /// For results of operations that keep what the public initialiser checks.
    init(valid energies: [Double], _ response: Response, _ axes: Matrix3, _ details: Details) {
        self.energies = energies
        self.response = response
        self.axes = axes
        self.details = details
    }

    /// The tensor in the crystal's frame, or nil where only three polarizations are known.
    public var tensor: TensorCurves? {
        if case .tensor(let t) = response { return t }
        return nil
    }

    /// The spectra along the three axes.
    public var polarizations: (x: [Double], y: [Double], z: [Double]) {
        switch response {
        case .tensor(let t): return (t.along(axes.column(0)), t.along(axes.column(1)), t.along(axes.column(2)))
        case .polarizations(let x, let y, let z): return (x, y, z)
        }
    }

    /// The isotropic spectrum: a third of the trace, the same in every frame.
    public var average: [Double] {
        switch response {
        case .tensor(let t): return t.xx.indices.map { (t.xx[$0] + t.yy[$0] + t.zz[$0]) / 3 }
        case .polarizations(let x, let y, let z): return x.indices.map { (x[$0] + y[$0] + z[$0]) / 3 }
        }
    }

    /// SAM's own window about the zero of `energies`; nil means the whole grid.
    public var window: EnergyWindow? { try? details.window?.about(fermiLevel: details.fermiLevel) }

    /// Whether everything that SAM depends on is the same.
    func hasCurves(of other: PolarizedSpectrum) -> Bool {
        axes == other.axes && details.window == other.details.window
            && (details.window?.scale != .engine || details.fermiLevel == other.details.fermiLevel)
            && energies == other.energies
            && response == other.response
    }

    /// Photon energies, eV, where they are known.
    public var emissionEnergies: [Double]? {
        details.emissionOffset.map { offset in energies.map { $0 + offset } }
    }

    /// The tensor with respect to this spectrum's axes, V^T S V; nil without a tensor.
    public var tensorInFrame: TensorCurves? { tensor?.rotated(by: axes.transpose) }

    /// The spectrum polarized along `direction` (any length but zero), given in the crystal's frame.
    /// Without a tensor only the three axes themselves, in either sense, are known.
    public func along(_ direction: Vector3) throws -> [Double] {
        guard direction.x.isFinite, direction.y.isFinite, direction.z.isFinite, direction.length > 0 else {
            throw SparError("a polarization direction must be a finite vector other than zero")
        }
        if let tensor { return tensor.along(direction) }
        let e = direction.normalized
        let (x, y, z) = polarizations
        for (i, curve) in [x, y, z].enumerated() where abs(abs(e.dot(axes.column(i))) - 1) < 1e-9 { return curve }
        throw SparError(
            "only three polarizations of this spectrum are known, not its tensor; "
                + "along() can give x, y or z of its own axes and no other direction")
    }

    /// The same spectrum with other axes. Needs the tensor.
    public func inFrame(_ axes: Matrix3, _ frame: SpectrumFrame) throws -> PolarizedSpectrum {
        guard tensor != nil else {
            throw SparError(
                "only three polarizations of this spectrum are known, not its tensor; "
                    + "it cannot be turned into other axes")
        }
        var details = details
        details.frame = frame
        return try PolarizedSpectrum(energies: energies, response: response, axes: axes, details: details)
    }

    /// The same numbers with other accompanying facts.
    public func with(_ details: Details) -> PolarizedSpectrum {
        PolarizedSpectrum(valid: energies, response, axes, details)
    }
}

/// One fact about how a result was made.
public struct ProvenanceLine: Equatable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One projected density of states, states per eV.
public struct DensityOfStates: Equatable, Sendable {
    /// Such as "Ni d".
    public let label: String
    public let values: [Double]

    public init(label: String, values: [Double]) {
        self.label = label
        self.values = values
    }
}
