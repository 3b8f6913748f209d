// The emission of a crystal: the spectrum of each absorber site of the cell, and their averages.
//
// Sites are those of one element, each with its own tensor in the crystal's frame (symmetry-equivalent sites are
// rotated copies) and its own axes. SAM and SAMS are means over the sites. Site numbers count from 0.

import Basics
import Crystal

/// One absorber site's spectrum.
public struct SiteSpectrum: Equatable, Sendable {
    /// The site's number in the structure, from 0.
    public let index: Int
    /// How many sites of the cell are symmetry copies of this one, itself included.
    public let multiplicity: Int
    public let spectrum: PolarizedSpectrum

    public init(index: Int, multiplicity: Int, spectrum: PolarizedSpectrum) {
        self.index = index
        self.multiplicity = multiplicity
        self.spectrum = spectrum
    }
}

/// The spectra of all sites of one element in a cell.
public struct CrystalSpectrum: Equatable, Sendable {
    public let sites: [SiteSpectrum]
    /// The mean over the sites in the chosen frame. Where each site has axes of its own (`frame == .site`) it is the
    /// mean of the spectra along each site's own x, y and z, and its tensor is relative to those axes.
    public let average: PolarizedSpectrum
    /// The mean of the sites' tensors in the crystal's frame; nil where only polarizations are known.
    public let crystalAverage: PolarizedSpectrum?

    /// A single spectrum, such as one read from a file.
    public init(_ spectrum: PolarizedSpectrum) {
        sites = [SiteSpectrum(index: 0, multiplicity: 1, spectrum: spectrum)]
        average = spectrum
        crystalAverage = spectrum.tensor == nil ? nil : spectrum
    }

    /// Averages the sites, each with the same weight, on the first site's energies.
    /// - Throws: `SparError` where there is no site, or some have tensors and some have not.
    public init(sites: [SiteSpectrum], frame: SpectrumFrame) throws {
        guard let first = sites.first?.spectrum else { throw SparError("a crystal's spectrum needs at least one site") }
        self.sites = sites
        guard sites.count > 1 else {
            average = first
            crystalAverage = first.tensor == nil ? nil : first
            return
        }
        let onGrid = try sites.map { site in
            site.spectrum.energies == first.energies ? site.spectrum
                : try site.spectrum.interpolated(on: first.energies)
        }
        let details = Self.commonDetails(sites.map(\.spectrum), frame)
        let share = 1 / Double(sites.count)
        let tensors = onGrid.compactMap(\.tensor)
        guard tensors.count == sites.count else {
            guard tensors.isEmpty else {
                throw SparError("some sites of this crystal have the whole tensor and some only three polarizations; "
                    + "they cannot be averaged")
            }
            let curves = onGrid.map(\.polarizations)
            func mean(_ pick: (_ c: (x: [Double], y: [Double], z: [Double])) -> [Double]) -> [Double] {
                first.energies.indices.map { k in curves.reduce(0) { $0 + share * pick($1)[k] } }
            }
            average = PolarizedSpectrum(
                valid: first.energies, .polarizations(x: mean(\.x), y: mean(\.y), z: mean(\.z)), first.axes, details)
            crystalAverage = nil
            return
        }
        let crystal = TensorCurves.weightedMean(tensors.map { (share, $0) })
        let commonAxes = sites.allSatisfy { ($0.spectrum.axes - first.axes).maxAbs < 1e-9 }
        if commonAxes {
            average = PolarizedSpectrum(valid: first.energies, .tensor(crystal), first.axes, details)
            crystalAverage = average
        } else {
            let own = zip(onGrid, tensors).map { (share, $1.rotated(by: $0.axes.transpose)) }
            average = PolarizedSpectrum(valid: first.energies, .tensor(.weightedMean(own)), .identity, details)
            var crystalDetails = details
            crystalDetails.frame = .crystal
            crystalAverage = PolarizedSpectrum(valid: first.energies, .tensor(crystal), .identity, crystalDetails)
        }
    }

    public var frame: SpectrumFrame { average.details.frame }

    /// The mean over the sites of SAM (Eq. 1).
    public func sam(_ window: EnergyWindow? = nil) throws -> Matrix3 {
        let sum = try sites.reduce(Matrix3.zero) { try $0 + $1.spectrum.sam(window) }
        return (1 / Double(sites.count)) * sum
    }

    /// The mean over the sites of SAMS (Eq. 2), eV^(-1/2).
    public func sams(_ window: EnergyWindow? = nil) throws -> Double {
        try sites.reduce(0) { try $0 + $1.spectrum.sams(window) } / Double(sites.count)
    }

    /// The largest SAMS over orientations. With axes of its own for each site (`frame == .site`) every site turns
    /// freely, the value is the mean of their maxima and the axes are one set a site; else all sites share one set.
    public func maxSAMS(_ window: EnergyWindow? = nil) throws -> (value: Double, axes: [Matrix3]) {
        if frame == .site || sites.count == 1 {
            let maxima = try sites.map { try $0.spectrum.maxSAMS(window) }
            return (maxima.reduce(0) { $0 + $1.value } / Double(sites.count), maxima.map(\.axes))
        }
        let share = 1 / Double(sites.count)
        let common = try OrientationSearch(sites.map { (share, $0.spectrum) }, window: window).maximum()
        return (common.value, [common.axes])
    }

    /// Applies an operation to every site's spectrum and averages again.
    public func map(_ operation: (PolarizedSpectrum) throws -> PolarizedSpectrum) throws -> CrystalSpectrum {
        let moved = try sites.map {
            SiteSpectrum(index: $0.index, multiplicity: $0.multiplicity, spectrum: try operation($0.spectrum))
        }
        return try CrystalSpectrum(sites: moved, frame: frame)
    }

    /// What the sites agree on; notes of all, each once, in the sites' order.
    private static func commonDetails(
        _ spectra: [PolarizedSpectrum], _ frame: SpectrumFrame
    ) -> PolarizedSpectrum.Details {
        var details = spectra[0].details
        details.frame = frame
        func mean(_ values: [Double?]) -> Double? {
            let known = values.compactMap { $0 }
            return known.count == values.count ? known.reduce(0, +) / Double(known.count) : nil
        }
        details.fermiLevel = mean(spectra.map(\.details.fermiLevel))
        details.emissionOffset = mean(spectra.map(\.details.emissionOffset))
        var notes: [String] = []
        for note in spectra.flatMap(\.details.notes) where !notes.contains(note) { notes.append(note) }
        details.notes = notes
        if !spectra.allSatisfy({ $0.details.densitiesOfStates == spectra[0].details.densitiesOfStates }) {
            details.densitiesOfStates = []
        }
        if !spectra.allSatisfy({ $0.details.provenance == spectra[0].details.provenance }) { details.provenance = [] }
        return details
    }
}
