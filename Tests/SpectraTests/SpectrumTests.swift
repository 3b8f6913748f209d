// Arithmetic, broadening, distance, CSV, and every sentence about bad input.

import Basics
import Crystal
import Foundation
import Spectra
import Testing

struct BroadeningTests {
    /// A Gaussian broadened by a Gaussian: the variances add.
    @Test func gaussianOnGaussian() throws {
        let e = Sample.grid(-40, 20, 0.1), fwhm = 2.0, sigma = fwhm / (8 * log(2.0)).squareRoot()
        let curve = Sample.gaussian(e, at: -10, sigma: 1, area: 3)
        let s = try PolarizedSpectrum(energies: e, response: .polarizations(x: curve, y: curve, z: curve))
        let broad = try s.broadened(gaussian: .constant(fwhm)).polarizations.x
        let expected = Sample.gaussian(e, at: -10, sigma: (1 + sigma * sigma).squareRoot(), area: 3)
        for (p, q) in zip(broad, expected) { #expect(abs(p - q) < 2e-3) }
    }

    /// A Lorentzian broadened by a Lorentzian: the widths add.
    @Test func lorentzianOnLorentzian() throws {
        let e = Sample.grid(-200, 200, 0.1)
        func lorentzian(_ fwhm: Double) -> [Double] { e.map { fwhm / 2 / .pi / ($0 * $0 + fwhm * fwhm / 4) } }
        let curve = lorentzian(1.5)
        let s = try PolarizedSpectrum(energies: e, response: .polarizations(x: curve, y: curve, z: curve))
        let broad = try s.broadened(lorentzian: .constant(1)).polarizations.x, expected = lorentzian(2.5)
        for k in e.indices where abs(e[k]) < 20 { #expect(abs(broad[k] - expected[k]) < 1e-3) }
    }

    @Test func constantsStayAndNarrowWidthsChangeNothing() throws {
        let e = [-10, -9.9, -9.5, -8, -7.7, -5, 0.0], flat = [Double](repeating: 2, count: e.count)
        let s = try PolarizedSpectrum(
            energies: e, response: .polarizations(x: flat, y: flat, z: [1, 3, 2, 5, 4, 0, 1]))
        let broad = try s.broadened(gaussian: .constant(1.5), lorentzian: .constant(2)).polarizations
        for v in broad.x { #expect(abs(v - 2) < 1e-12) }
        let same = try s.broadened(lorentzian: .constant(1e-7)).polarizations.z
        for (p, q) in zip(same, [1, 3, 2, 5, 4, 0, 1.0]) { #expect(abs(p - q) < 1e-5) }
        #expect(try s.broadened(gaussian: .constant(0)) == s)
        let listed = try s.broadened(lorentzian: .each([Double](repeating: 2, count: e.count)))
        #expect(try listed == s.broadened(lorentzian: .constant(2)))
    }

    /// Widths that grow away from the Fermi level keep the area of a band; each part of it spreads by its own width.
    @Test func energyDependentWidth() throws {
        let e = Sample.grid(-60, 20, 0.1)
        let curve = Sample.gaussian(e, at: -20, sigma: 1, area: 3)
        let s = try PolarizedSpectrum(energies: e, response: .polarizations(x: curve, y: curve, z: curve))
        let broad = try s.broadened(gaussian: .each(e.map { 0.5 + 0.1 * abs($0) })).polarizations.x
        #expect(abs(broad.reduce(0, +) * 0.1 - 3) < 1e-3)
        let constant = try s.broadened(gaussian: .constant(2.5)).polarizations.x
        for (p, q) in zip(broad, constant) { #expect(abs(p - q) < 0.1) }
        #expect(broad != constant)
    }

    @Test func badWidths() throws {
        let s = try Sample.spectrum()
        #expect(
            message { try s.broadened(gaussian: .constant(-1)) }
                == "the gaussian broadening is a full width at half maximum in eV, zero or more; -1 is none")
        #expect(
            message { try s.broadened(lorentzian: .constant(.nan)) }
                == "the lorentzian broadening is a full width at half maximum in eV, zero or more; nan is none")
        #expect(
            message { try s.broadened(lorentzian: .each([1, 2])) }
                == "the lorentzian broadening has 2 widths for the spectrum's 451 energies")
    }
}

struct ArithmeticTests {
    @Test func shiftAndResample() throws {
        let s = try Sample.spectrum(), moved = try s.shifted(by: 1.5)
        #expect(abs(moved.energies[0] + 38.5) < 1e-12)
        #expect(abs((try #require(moved.photonEnergies))[0] - 8300.0) < 1e-9)
        let coarse = try s.on([-20, -10.05, 5])
        #expect(coarse.energies == [-20, -10.05, 5])
        let x = s.polarizations.x
        #expect(abs(coarse.polarizations.x[1] - (x[299] + x[300]) / 2) < 1e-12)
        #expect(
            message { try s.on([-50, 0]) }
                == "the spectrum reaches from -40 to 5 eV; it has no value at -50 eV")
        #expect(
            message { try s.shifted(by: .infinity) }
                == "a spectrum can be shifted by a finite number of eV, not by inf")
    }

    @Test func differenceOfEqualsIsZero() throws {
        let s = try Sample.spectrum(), d = try s.minus(s)
        #expect(d.polarizations.x.allSatisfy { $0 == 0 })
        #expect(d.tensor?.xy.allSatisfy { $0 == 0 } == true)
        #expect(
            message { try d.sams() } == "the average spectrum integrates to 0 between -30 and 5 eV; "
                + "SAM needs a positive intensity there")
        #expect(
            message { try s.minus(s.shifted(by: 100)) } == "these spectra do not overlap: one reaches from -40 "
                + "to 5 eV, the other from 60 to 105 eV")
    }

    @Test func distance() throws {
        let s = try Sample.spectrum()
        #expect(try SpectralDistance(s, s).value < 1e-7)
        let moved = try SpectralDistance(s, s.shifted(by: 0.73))
        #expect(abs(moved.shift + 0.73) < 2e-3)
        #expect(moved.value < 0.02)
        let far = try SpectralDistance(s, s.shifted(by: 0.73), within: 0.5)
        #expect(far.isAtLimit && abs(far.shift) <= 0.5 && !moved.isAtLimit)
        let fixed = try SpectralDistance(s, s.shifted(by: 0.73), within: 0)
        #expect(fixed.shift == 0)
        #expect(fixed.value > 5 * moved.value)
        // Scale-free, and the same from either side.
        let half = try PolarizedSpectrum(
            energies: s.energies,
            response: .polarizations(
                x: s.polarizations.y.map { $0 / 2 }, y: s.polarizations.x.map { $0 / 2 },
                z: s.polarizations.z.map { $0 / 2 }),
            details: s.details)
        let ab = try SpectralDistance(s, half, within: 0).value
        let ba = try SpectralDistance(half, s, within: 0).value
        #expect(ab > 0.1)
        #expect(abs(ab - ba) < 1e-12)
    }
}

struct SpectrumCSVTests {
    @Test func roundTrip() throws {
        let s = try Sample.spectrum(axes: Sample.rotation(0.3, 0.7, -0.4))
        var details = s.details
        details.notes = ["a note: with a colon"]
        details.provenance = [ProvenanceLine("engine", "FEFF 10.0.0 build 0123")]
        details.frame = .site
        let noted = s.with(details)
        #expect(try PolarizedSpectrum.parse(csv: noted.csv()) == noted)
        let (x, y, z) = s.polarizations
        let plain = try PolarizedSpectrum(
            energies: s.energies, response: .polarizations(x: x, y: y, z: z),
            axes: s.axes)
        #expect(try PolarizedSpectrum.parse(csv: plain.csv()) == plain)
    }

    @Test func goldenText() throws {
        let s = try PolarizedSpectrum(
            energies: [-1, 0.5], response: .polarizations(x: [1, 2], y: [0.25, 1e-7], z: [3, 4]),
            details: .init(
                engine: "feff", fermiLevel: -12.5, emissionOffset: 8338.25, window: .standard,
                notes: ["one"]))
        #expect(
            s.csv() == """
                # Spar polarized spectrum
                # engine: feff
                # fermi_level_eV: -12.5
                # emission_offset_eV: 8338.25
                # window_eV: -30 5
                # frame: crystal
                # axis_x: 1 0 0
                # axis_y: 0 1 0
                # axis_z: 0 0 1
                # note: one
                energy,x,y,z
                -1,1,0.25,3
                0.5,2,1e-07,4

                """)
    }

    @Test func foreignFiles() throws {
        let s = try PolarizedSpectrum.parse(
            csv: "# EF = -12 eV: a "
                + "remark\r\nenergy_eV,x,y,z\r\n-1,1,2,3\r\n\r\n0,4,5,6\r\n")
        #expect(s.energies == [-1, 0])
        #expect(s.polarizations.z == [3, 6])
        #expect(s.details.window == nil)
        #expect(s.tensor == nil)
    }

    @Test(arguments: [
        ("", "f.csv holds no spectrum: a header energy,x,y,z is expected"),
        ("energy,x,y,z\n0,1,1,1\n", "f.csv holds 1 point of a spectrum; at least two are needed"),
        (
            "energy,x,y\n0,1,1\n",
            "f.csv:1: the column \"z\" is missing; a spectrum has the columns energy,x,y,z or "
                + "energy,xx,yy,zz,xy,xz,yz"
        ),
        (
            "energy,x,y,w\n",
            "f.csv:1: a spectrum has the columns energy,x,y,z or energy,xx,yy,zz,xy,xz,yz; \"w\" is "
                + "none of them"
        ),
        (
            "energi,x,y,z\n",
            "f.csv:1: a spectrum has the columns energy,x,y,z or energy,xx,yy,zz,xy,xz,yz; "
                + "\"energi\" is none of them; did you mean \"energy\"?"
        ),
        ("x,energy,y,z\n", "f.csv:1: the first column of a spectrum must be energy"),
        ("energy,x,x,y,z\n", "f.csv:1: the column \"x\" stands twice"),
        ("energy,x,y,z\n0,1,2\n", "f.csv:2: 3 fields where the header has 4 columns"),
        ("energy,x,y,z\n0,1,nan,2\n", "f.csv:2: \"nan\" in column y is not a finite number"),
        ("energy,x,y,z\n0,1,\"1,5\",2\n", "f.csv:2: 5 fields where the header has 4 columns"),
        ("energy,x,y,z\n1,1,1,1\n0,1,1,1\n", "f.csv:3: the energies must ascend, but 0 follows 1"),
        ("# axis_x: 1 0\nenergy,x,y,z\n", "f.csv:1: axis_x needs 3 numbers, not \"1 0\""),
        (
            "# frame: side\nenergy,x,y,z\n",
            "f.csv:1: the frame of a spectrum is site, mean, crystal, given; \"side\" "
                + "is none of them"
        ),
        (
            "# window_eV: 5 -30\nenergy,x,y,z\n",
            "f.csv:1: a window needs from < to in eV about the Fermi level; this "
                + "one is from 5 to -30"
        ),
        (
            "# axis_x: 1 1 0\n# axis_y: 0 1 0\n# axis_z: 0 0 1\nenergy,x,y,z\n0,1,1,1\n1,1,1,1\n",
            "f.csv: the axes of a spectrum must be three perpendicular unit vectors, as columns; these deviate by 1"
        ),
    ])
    func messages(_ text: String, _ expected: String) {
        #expect(message { try PolarizedSpectrum.parse(csv: text, name: "f.csv") } == expected)
    }
}

struct SpectrumMessageTests {
    private func spectrum(_ e: [Double], _ x: [Double]) throws -> PolarizedSpectrum {
        try PolarizedSpectrum(energies: e, response: .polarizations(x: x, y: x, z: x))
    }

    @Test func construction() {
        #expect(message { try spectrum([1], [1]) } == "a spectrum needs at least two energies; this one has 1")
        #expect(
            message { try spectrum([1, .nan], [1, 1]) }
                == "energy 2 of the spectrum is nan; it must be a finite number of eV")
        #expect(
            message { try spectrum([1, 0], [1, 1]) }
                == "the energies of a spectrum must ascend: number 2, 0 eV, follows 1 eV")
        #expect(message { try spectrum([0, 1], [1, 1, 1]) } == "the spectrum has 2 energies but 3 values of x")
        #expect(
            message { try spectrum([0, 1], [1, .infinity]) }
                == "x is inf at 1 eV (point 2); every value of a spectrum must be a finite number")
    }

    @Test func unknownDirections() throws {
        let s = try spectrum([0, 1, 2], [1, 2, 1])
        #expect(try s.along([0, -3, 0]) == [1, 2, 1])
        #expect(
            message { try s.along([1, 1, 0]) } == "only three polarizations of this spectrum are known, not its "
                + "tensor; along() can give x, y or z of its own axes and no other direction")
        #expect(message { try s.along(.zero) } == "a polarization direction must be a finite vector other than zero")
        #expect(
            message { try s.maxSAMS() } == "the largest SAMS needs the whole tensor; only three polarizations "
                + "of this spectrum are known")
        #expect(
            message { try s.inFrame(.identity, .crystal) } == "only three polarizations of this spectrum are "
                + "known, not its tensor; it cannot be turned into other axes")
    }

    @Test func windows() throws {
        let s = try Sample.spectrum()
        #expect(
            message { try s.sams(EnergyWindow(from: 10, to: 20)) } == "the window from 10 to 20 eV holds 0 "
                + "points of the spectrum, whose grid reaches from -40 to 5 eV; an integral needs two")
        #expect(
            message { try EnergyWindow.named("valance") } == "no window is called \"valance\": \"default\" (-30 "
                + "to 5 eV), \"valence\" (-13 to 3 eV) and \"paper\" (-30 to 5 eV on the engine's own scale) are; did "
                + "you mean \"valence\"?"
        )
        #expect(try EnergyWindow.named("valence") == .valence)
        #expect(try EnergyWindow.named("default", for: .absorption) == .edge)
        #expect(
            message { try EnergyWindow.named("valence", for: .absorption) }
                == "\"valence\" is a window of emission; of absorption give from and to (eV)")
    }

    /// Integrals end at the window's ends, wherever the grid's points lie: of a straight line, by hand.
    @Test(arguments: [(-3.0, -1.0), (-2.9995, -1.0005), (-2.25, -2.125), (-4.75, 1), (-9, 9)])
    func windowsEndWhereTheyEnd(from: Double, to: Double) throws {
        let e: [Double] = [-5, -4, -3, -2, -1, 0, 1]
        let s = try PolarizedSpectrum(
            energies: e,
            response: .polarizations(
                x: e.map { 2 * ($0 + 6) }, y: e.map { $0 + 6 },
                z: e.map { $0 + 6 }))
        let a = max(from, -5) + 6, b = min(to, 1) + 6
        // x - y is E + 6 and the average 4/3 (E + 6); the square is a straight line between the points, as the rule
        // takes it.
        let norm = 4.0 / 3 * (b * b - a * a) / 2
        let nodes = [a] + e.map { $0 + 6 }.filter { $0 > a && $0 < b } + [b]
        let squares = zip(nodes, nodes.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.0 * $1.0 + $1.1 * $1.1) / 2 }
        let sam = try s.sam(EnergyWindow(from: from, to: to))
        #expect(abs(sam[0][1] - squares.squareRoot() / norm) < 1e-12)
        #expect(sam[1][2] == 0)
    }

    /// The authors' window lies on the engine's scale: it is moved by the Fermi level and ends with the grid.
    @Test func thePapersWindow() throws {
        let s = try Sample.spectrum()
        #expect(try s.sams(.paper) == s.sams(EnergyWindow(from: -30 + 8.25, to: 5)))
        #expect(try s.maxSAMS(.paper).value == s.maxSAMS(EnergyWindow(from: -30 + 8.25, to: 5)).value)
        var details = s.details
        details.window = .paper
        #expect(try s.with(details).sams() == s.sams(.paper))
        #expect(s.with(details).window == (try EnergyWindow(from: -30 + 8.25, to: 5 + 8.25)))
        details.fermiLevel = nil
        #expect(
            message { try s.with(details).sams() }
                == "a window on the engine's own scale, such as \"paper\", needs the "
                + "Fermi level on it, which is not known of this spectrum; give from and to instead")
        let assembly = Assembly(sites: [], frame: .site, window: .paper, notes: [])
        #expect(try Assembly(json: assembly.json) == assembly)
    }
}
