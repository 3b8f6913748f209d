// The six linear polarizations that fix the tensor: x, y, z and the three face diagonals.
//
// FEFF normalises the vector of its POLARIZATION card, so the diagonals are written with ones.

import Crystal

public enum Polarization: String, CaseIterable, Sendable {
    case x, y, z, xy, xz, yz

    public var vector: Vector3 {
        switch self {
        case .x: [1, 0, 0]
        case .y: [0, 1, 0]
        case .z: [0, 0, 1]
        case .xy: [1, 1, 0]
        case .xz: [1, 0, 1]
        case .yz: [0, 1, 1]
        }
    }
}
