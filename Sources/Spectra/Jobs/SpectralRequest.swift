// What is asked for with xes(subject, metal, options): a crystal's sites of one element or a single cluster, and how
// their spectra are wanted.
//
// `plan` turns it into jobs (one for each symmetry-distinct surrounding) and the assembly of their results. For a
// crystal that needs symmetry, charges and neighbours (CrystalPlan.swift), so that its request has a key of its own, by
// which a plan once made can be looked up.

import Anisotropy
import Basics
import Crystal

/// The axes that a script wants.
public enum FrameChoice: Equatable, Sendable {
    case site
    case mean
    case crystal
    /// Columns, orthonormal, in the crystal's Cartesian frame.
    case given(Matrix3)

    public var frame: SpectrumFrame {
        switch self {
        case .site: .site
        case .mean: .mean
        case .crystal: .crystal
        case .given: .given
        }
    }
}

/// The sites of one element in a crystal, and which atoms scatter about each.
public struct CrystalSubject: Equatable, Sendable {
    public var structure: Structure
    public var metal: Element
    /// How many of the closest atoms scatter (whole shells are kept).
    public var neighbours: Int
    /// All atoms within this distance scatter instead, angstrom.
    public var radius: Double?
    /// An undistorted structure with the same sites, whose set of scattering atoms is taken.
    public var like: Structure?
}

public struct SpectralRequest: Equatable, Sendable {
    public enum Subject: Equatable, Sendable {
        case crystal(CrystalSubject)
        /// All its atoms scatter.
        case cluster(Cluster)
    }

    public var subject: Subject
    public var frame: FrameChoice
    public var settings: SpectralSettings
    /// SAM's window where a script names none.
    public var window: EnergyWindow

    /// - Parameter window: nil for the spectroscopy's own.
    public init(
        _ subject: Subject, frame: FrameChoice = .site, settings: SpectralSettings = SpectralSettings(),
        window: EnergyWindow? = nil
    ) {
        self.subject = subject
        self.frame = frame
        self.settings = settings
        self.window = window ?? settings.spectroscopy.window
    }

    public init(
        structure: Structure, metal: Element, frame: FrameChoice = .site, neighbours: Int = standardNeighbours,
        radius: Double? = nil, like: Structure? = nil, settings: SpectralSettings = SpectralSettings(),
        window: EnergyWindow? = nil
    ) {
        let crystal = CrystalSubject(
            structure: structure, metal: metal, neighbours: neighbours, radius: radius, like: like)
        self.init(.crystal(crystal), frame: frame, settings: settings, window: window)
    }

    /// How many of the closest atoms scatter unless a script says otherwise (the paper's number).
    public static let standardNeighbours = Spectroscopy.kEmission.neighbours
    /// Raised whenever the same request would be planned differently.
    static let planVersion = 2

    /// The key under which the plan is kept with the engine that would compute it; nil for a cluster, whose plan costs
    /// nothing.
    public func key(engine: EngineIdentity) throws -> String? {
        guard case .crystal(let crystal) = subject else { return nil }
        let frameJSON: JSON
        switch frame {
        case .given(let m): frameJSON = m.json
        default: frameJSON = .string(frame.frame.rawValue)
        }
        var members: [String: JSON] = [
            "plan": .integer(Self.planVersion), "engine": .string(engine.name), "version": .string(engine.version),
            "structure": crystal.structure.json, "metal": .string(crystal.metal.symbol), "frame": frameJSON,
            "neighbours": .integer(crystal.neighbours), "like": crystal.like?.json ?? .null, "settings": settings.json,
            "window": window.json,
        ]
        // Only where it is given, so that the keys of all other requests stay as they are.
        if let radius = crystal.radius { members["radius"] = .number(radius) }
        return try JSON.object(members).hash()
    }

    /// The jobs and how their results make the spectrum.
    /// - Throws: `SparError` for a structure without the metal, with partly occupied places near an absorber, a frame
    ///   that is no rotation, or a number of neighbours that cannot be.
    public func plan(engine: EngineIdentity) throws -> SpectralPlan {
        switch subject {
        case .crystal(let crystal): return try crystal.plan(self, engine: engine)
        case .cluster(let cluster):
            let (axes, notes) = try Self.axes(of: cluster, frame)
            return try SpectralPlan(
                cluster: cluster, axes: axes, frame: frame.frame, settings: settings, window: window, engine: engine,
                notes: notes)
        }
    }

    /// One site's own axes and the mean ones are the same. Without charges only the inertia tensor is known.
    private static func axes(of cluster: Cluster, _ frame: FrameChoice) throws -> (Matrix3, notes: [String]) {
        switch frame {
        case .crystal: return (.identity, [])
        case .given(let axes): return (axes, [])
        case .site, .mean: break
        }
        let isCharged = cluster.atoms.allSatisfy { $0.charge != nil }
        let axes = PrincipalAxes(
            WeightedMoments(
                vectors: cluster.atoms.map(\.position), charges: cluster.atoms.map { isCharged ? $0.charge ?? 0 : 0 },
                occupancies: cluster.atoms.map(\.occupancy), exponent: WeightedMoments.defaultExponent))
        guard isCharged else {
            return (axes.axes, ["The atoms of the cluster have no charges: its axes are those of the inertia tensor."])
        }
        return (axes.axes, axes.restsOnRule ? [restsOnRule] : [])
    }

    static let restsOnRule =
        "Eigenvalues of the weighted quadrupole are equal at the absorber: its axes follow from the inertia tensor and "
        + "the dipole there."
}

extension Structure {
    /// What decides spectra: the lattice, and element, place, occupancy and given charge of each site.
    var json: JSON {
        .object([
            "lattice": lattice.matrix.json,
            "sites": .array(
                sites.map {
                    .array([
                        .string($0.element.symbol), .number($0.frac.x), .number($0.frac.y), .number($0.frac.z),
                        .number($0.occupancy), $0.oxidation.map { .number($0) } ?? .null,
                    ])
                }),
        ])
    }
}

extension Matrix3: JSONCodable {
    /// Nine numbers by rows.
    public var json: JSON { (0..<9).map { self[$0 / 3][$0 % 3] }.json }

    public init(json: JSON) throws {
        let v = try [Double](json: json)
        guard v.count == 9 else { throw SparError("nine numbers are expected") }
        self.init(rows: [v[0], v[1], v[2]], [v[3], v[4], v[5]], [v[6], v[7], v[8]])
    }
}

extension Matrix3 {
    /// The orthogonal matrix nearest to one that is nearly orthogonal (Newton's iteration for the polar factor).
    var nearestRotation: Matrix3 {
        var m = self
        for _ in 0..<6 { m = 0.5 * (m + m.inverse.transpose) }
        return m
    }
}
