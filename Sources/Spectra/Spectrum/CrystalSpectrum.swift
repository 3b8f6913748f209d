// The emission of a crystal: the spectrum of each absorber site of the cell, and their averages.
//
// Sites are those of one element, each with its own tensor in the crystal's frame (symmetry-equivalent sites are
// rotated copies) and its own axes. SAM and SAMS are means over the sites. Site numbers count from 0.

import Basics
import Crystal
import Synchronization

/// One absorber site's spectrum.
public struct SiteSpectrum: Equatable, Sendable {
    /// The site's number in the structure, from 0.
    public let index: Int
    /// How many sites of the cell are symmetry copies of this one, itself included.
    public let multiplicity: Int
    /// The first site of the cell whose surroundings are this one's, but for a rotation: one job computed both.
    public let equivalent: Int
    public let spectrum: PolarizedSpectrum

    /// - Parameter equivalent: nil for the site itself.
    public init(index: Int, multiplicity: Int, equivalent: Int? = nil, spectrum: PolarizedSpectrum) {
        self.index = index
        self.multiplicity = multiplicity
        self.equivalent = equivalent ?? index
        self.spectrum = spectrum
    }

    /// The same site with another spectrum.
    public func with(_ spectrum: PolarizedSpectrum) -> SiteSpectrum {
        SiteSpectrum(index: index, multiplicity: multiplicity, equivalent: equivalent, spectrum: spectrum)
    }
}

/// The spectra of all sites of one element in a cell.
public struct CrystalSpectrum: Equatable, Sendable {
    public let sites: [SiteSpectrum]
    public let frame: SpectrumFrame
    private let averages: Averages

    /// A single spectrum, such as one read from a file.
    public init(_ spectrum: PolarizedSpectrum) {
        sites = [SiteSpectrum(index: 0, multiplicity: 1, spectrum: spectrum)]
        frame = spectrum.details.frame
        averages = Averages([spectrum], frame)
    }

    /// Averages the sites, each with the same weight, on the first site's energies.
    /// - Throws: `SparError` where there is no site, or some have tensors and some have not.
    public init(sites: [SiteSpectrum], frame: SpectrumFrame) throws {
        guard let first = sites.first?.spectrum else { throw SparError("a crystal's spectrum needs at least one site") }
        let withTensor = sites.count { $0.spectrum.tensor != nil }
        guard withTensor == 0 || withTensor == sites.count else {
            throw SparError(
                "some sites of this crystal have the whole tensor and some only three polarizations; "
                    + "they cannot be averaged")
        }
        self.sites = sites
        self.frame = sites.count == 1 ? first.details.frame : frame
        averages = Averages(
            try sites.map { site in
                site.spectrum.energies == first.energies
                    ? site.spectrum
                    : try site.spectrum.interpolated(on: first.energies)
            }, frame)
    }

    /// The mean over the sites in the chosen frame. Where each site has axes of its own (`frame == .site`) it is the
    /// mean of the spectra along each site's own x, y and z, and its tensor is relative to those axes.
    public var average: PolarizedSpectrum { averages.both.frame }
    /// The mean of the sites' tensors in the crystal's frame; nil where only polarizations are known.
    public var crystalAverage: PolarizedSpectrum? { averages.both.crystal }

    public static func == (a: CrystalSpectrum, b: CrystalSpectrum) -> Bool { a.sites == b.sites && a.frame == b.frame }

    /// The mean over the sites of SAM (Eq. 1).
    public func sam(_ window: EnergyWindow? = nil) throws -> Matrix3 {
        var sum = Matrix3.zero, last: (spectrum: PolarizedSpectrum, sam: Matrix3)?
        for site in sites {
            // Sites that symmetry makes equal share their arrays: to see that costs nothing.
            if let last, last.spectrum.hasCurves(of: site.spectrum) {
                sum = sum + last.sam
            } else {
                let sam = try site.spectrum.sam(window)
                sum = sum + sam
                last = (site.spectrum, sam)
            }
        }
        return (1 / Double(sites.count)) * sum
    }

    /// The mean over the sites of SAMS (Eq. 2), eV^(-1/2).
    public func sams(_ window: EnergyWindow? = nil) throws -> Double {
        let m = try sam(window)
        return m[0][1] + m[1][2] + m[0][2]
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
        try CrystalSpectrum(sites: sites.map { $0.with(try operation($0.spectrum)) }, frame: frame)
    }
}

/// The averages over the sites, made when first asked for: a sweep that only wants SAMS never does.
private final class Averages: Sendable {
    /// One a site, all on the same energies, all with or all without tensors; not empty.
    private let spectra: [PolarizedSpectrum]
    private let frame: SpectrumFrame
    private let known = Mutex<(frame: PolarizedSpectrum, crystal: PolarizedSpectrum?)?>(nil)

    init(_ spectra: [PolarizedSpectrum], _ frame: SpectrumFrame) {
        self.spectra = spectra
        self.frame = frame
    }

    var both: (frame: PolarizedSpectrum, crystal: PolarizedSpectrum?) {
        known.withLock { known in
            if let known { return known }
            let made = averaged()
            known = made
            return made
        }
    }

    private func averaged() -> (frame: PolarizedSpectrum, crystal: PolarizedSpectrum?) {
        let first = spectra[0]
        guard spectra.count > 1 else { return (first, first.tensor == nil ? nil : first) }
        let details = commonDetails()
        let share = 1 / Double(spectra.count)
        let tensors = spectra.compactMap(\.tensor)
        guard tensors.count == spectra.count else {
            let curves = spectra.map(\.polarizations)
            func mean(_ pick: (_ c: (x: [Double], y: [Double], z: [Double])) -> [Double]) -> [Double] {
                first.energies.indices.map { k in curves.reduce(0) { $0 + share * pick($1)[k] } }
            }
            return (
                PolarizedSpectrum(
                    valid: first.energies, .polarizations(x: mean(\.x), y: mean(\.y), z: mean(\.z)),
                    first.axes, details), nil
            )
        }
        let crystal = TensorCurves.weightedMean(tensors.map { (share, $0) })
        if spectra.allSatisfy({ ($0.axes - first.axes).maxAbs < 1e-9 }) {
            let average = PolarizedSpectrum(valid: first.energies, .tensor(crystal), first.axes, details)
            return (average, average)
        }
        let own = zip(spectra, tensors).map { (share, $1.rotated(by: $0.axes.transpose)) }
        var crystalDetails = details
        crystalDetails.frame = .crystal
        return (
            PolarizedSpectrum(valid: first.energies, .tensor(.weightedMean(own)), .identity, details),
            PolarizedSpectrum(valid: first.energies, .tensor(crystal), .identity, crystalDetails)
        )
    }

    /// What the sites agree on; notes of all, each once, in the sites' order.
    private func commonDetails() -> PolarizedSpectrum.Details {
        var details = spectra[0].details
        details.frame = frame
        func mean(_ values: [Double?]) -> Double? {
            let known = values.compactMap { $0 }
            return known.count == values.count ? known.reduce(0, +) / Double(known.count) : nil
        }
        details.fermiLevel = mean(spectra.map(\.details.fermiLevel))
        details.emissionOffset = mean(spectra.map(\.details.emissionOffset))
        details.edgeStep = mean(spectra.map(\.details.edgeStep))
        var notes: [String] = []
        for note in spectra.flatMap(\.details.notes) where !notes.contains(note) { notes.append(note) }
        details.notes = notes
        if !spectra.allSatisfy({ $0.details.densitiesOfStates == spectra[0].details.densitiesOfStates }) {
            details.densitiesOfStates = []
        }
        if !spectra.allSatisfy({ $0.details.electronic == spectra[0].details.electronic }) { details.electronic = nil }
        if !spectra.allSatisfy({ $0.details.provenance == spectra[0].details.provenance }) { details.provenance = [] }
        return details
    }
}
