// How the electrons of a free atom avoid each other.

enum AtomicExchange: Hashable, Sendable {
    case functional(ExchangeCorrelation)
    /// Of the orbitals themselves; no correlation.
    case exact

    /// The potential on the mesh and the energy, hartree.
    /// - Parameter rho: 4 pi r^2 n of all levels.
    func values(_ levels: [FreeAtom.Level], radialDensity rho: [Double], on mesh: RadialMesh, speedOfLight: Double)
        -> (potential: [Double], energy: Double)
    {
        switch self {
        case .functional(let functional):
            let r = mesh.r, each = r.indices.map { functional.values(rho[$0] / (4 * .pi * r[$0] * r[$0])) }
            return (each.map(\.potential), mesh.step * r.indices.reduce(0) { $0 + rho[$1] * each[$1].energy * r[$1] })
        case .exact:
            let exchange = ExactExchange(levels, on: mesh, speedOfLight: speedOfLight)
            return (exchange.potential, exchange.energy)
        }
    }
}
