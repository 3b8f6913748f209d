// The picture of a spectrum: three polarizations, and below them their differences (Figs. 1b, 2b-c of the paper).
//
// Intensities of emission are divided by the largest value of the isotropic average in sight; those of absorption stay on
// their scale, multiples of the edge step.

import Basics
import Crystal
import LuaRuntime
import Plotting
import Spectra

package enum SpectrumFigure {
    static func figure(_ spectrum: PolarizedSpectrum, _ call: Call) throws -> FigureObject {
        let limits: [Double]? = try call[optional: "xlim"]
        if let limits, limits.count != 2 || !limits.allSatisfy(\.isFinite) || limits[0] >= limits[1] {
            throw call.error("xlim", "two numbers { from, to } expected, from below to")
        }
        let panels = try panels(
            spectrum, limits: limits.map { ($0[0], $0[1]) }, title: call[optional: "title"] ?? "",
            columns: call[optional: "columns"] ?? 1)
        return try FigureObject.drawn(panels, call)
    }

    /// - Parameter limits: energies (eV) from and to; SAM's window where nil.
    package static func panels(
        _ spectrum: PolarizedSpectrum, limits: (Double, Double)? = nil, title: String = "",
        columns: Int
    ) throws -> Panels {
        let from = limits?.0 ?? spectrum.window?.from ?? spectrum.energies[0]
        let to =
            limits?.1 ?? spectrum.window.map { min($0.to, spectrum.energies[spectrum.energies.count - 1]) }
            ?? spectrum.energies[spectrum.energies.count - 1]
        let shown = spectrum.energies.indices.filter { (from...to).contains(spectrum.energies[$0]) }
        let average = spectrum.average
        let top = shown.map { abs(average[$0]) }.max() ?? 0
        guard top > 0 else {
            throw SparError(
                "the spectrum is zero between \(NumberText.short(from)) and \(NumberText.short(to)) eV; there is "
                    + "nothing to draw")
        }
        let isAbsorption = spectrum.details.spectroscopy?.process == .absorption
        let unit = isAbsorption ? 1 : top
        let (x, y, z) = spectrum.polarizations
        func series(_ label: String, _ value: (Int) -> Double) throws -> Series {
            try Series(.line, x: shown.map { spectrum.energies[$0] }, y: shown.map { value($0) / unit }, label: label)
        }
        var curves = Figure([
            try series("x") { x[$0] }, try series("y") { y[$0] }, try series("z") { z[$0] },
        ])
        var differences = Figure([
            try series("x − y") { x[$0] - y[$0] }, try series("x − z") { x[$0] - z[$0] },
            try series("y − z") { y[$0] - z[$0] },
        ])
        curves.title = title
        curves.yLabel =
            !isAbsorption
            ? "intensity (arb. units)" : spectrum.details.edgeStep == 1 ? "absorption (Mb)" : "absorption"
        differences.yLabel = "difference"
        let energy = spectrum.details.fermiLevel == nil ? "energy (eV)" : "energy about the Fermi level (eV)"
        (curves.xLabel, differences.xLabel) = (energy, energy)
        (curves.xLimits, differences.xLimits) = ((from, to), (from, to))
        return try Panels([curves, differences], columns: columns)
    }
}
