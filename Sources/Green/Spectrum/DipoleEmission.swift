// Emission: electrons of the occupied p states fill the core hole.

import Spectra

enum DipoleEmission {
    static func tensor(_ line: DipoleLine) -> TensorCurves {
        let occupied = line.energies.indices.map { line.occupied($0) }
        return TensorCurves(components: (0..<6).map { c in occupied.map { -$0[c].imaginary / .pi } })
    }
}
