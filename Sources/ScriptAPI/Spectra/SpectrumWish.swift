// What one call of xes asks for, before an engine is known.

import Anisotropy
import Basics
import Crystal
import Spectra

/// A crystal's sites or one cluster, with everything that decides the spectrum.
enum SpectrumWish {
    case crystal(SpectralRequest)
    case cluster(Cluster, FrameChoice, SpectralSettings, EnergyWindow)

    /// The key under which a plan is kept; a cluster's plan costs nothing and has none.
    func key(_ engine: EngineIdentity) throws -> String? {
        if case .crystal(let request) = self { return try request.key(engine: engine) }
        return nil
    }

    func plan(_ engine: EngineIdentity) throws -> SpectralPlan {
        switch self {
        case .crystal(let request): return try request.plan(engine: engine)
        case .cluster(let cluster, let frame, let settings, let window):
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
        return (
            axes.axes,
            axes.restsOnRule
                ? [
                    "Eigenvalues of the weighted quadrupole are equal at the absorber: its axes follow from the "
                        + "inertia tensor and the dipole there."
                ] : []
        )
    }
}
