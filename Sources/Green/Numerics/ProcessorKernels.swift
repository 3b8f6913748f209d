// Which of OpenBLAS' kernels a process should have.
//
// OpenBLAS chooses by the processor's model when it is loaded. A model newer than the library gets the kernels of 2004
// (Prescott), which took 1.4 times as long over eight crystals on a Sapphire Rapids with Debian 12's 0.3.21. What the
// processor can do is known all the same; OPENBLAS_CORETYPE has to be set before the library is loaded.

import COpenBLAS

public enum ProcessorKernels {
    /// The value of OPENBLAS_CORETYPE with which a process computes faster than this one; nil where the choice is good.
    public static var better: String? {
        guard let name = openblas_get_corename() else { return nil }
        return better(than: String(cString: name), vectorBits: Int(processor_vector_bits()))
    }

    /// - Parameters:
    ///   - chosen: OpenBLAS' name of the kernels that it took.
    ///   - vectorBits: 512, 256, or 0.
    static func better(than chosen: String, vectorBits: Int) -> String? {
        let old: Set = [
            "generic", "prescott", "core2", "penryn", "dunnington", "nehalem", "atom", "katmai", "sandybridge",
        ]
        guard old.contains(chosen.lowercased()) else { return nil }
        return vectorBits >= 512 ? "SkylakeX" : vectorBits >= 256 ? "Haswell" : nil
    }
}
