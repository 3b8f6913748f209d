// Measured spectra: the formats, their dialects, what they lack, and what they become.

import Basics
import Crystal
import Foundation
import Testing

@testable import Spectra

struct ExperimentFormatTests {
    @Test func xdiWithMu() throws {
        let text = """
            # XDI/1.0 GSE/1.0
            # Column.1: energy keV
            # Column.2: i0
            # Column.3: mutrans
            # Element.symbol: Cu
            # element.EDGE: K
            # Scan.edge_energy: 8.980 keV
            # Mono.d_spacing: 3.13553
            # ///
            # Cu foil: Room Temperature
            # ---
            # energy i0 mutrans
            8.9795 149013 -1.30
            8.9800 144864 -0.5
            """
        let spectrum = try MeasuredSpectrum.parse(text)
        #expect(spectrum.energies == [8979.5, 8980])
        #expect(spectrum.curves.map(\.values) == [[-1.30, -0.5]])
        #expect(spectrum.processing == .raw)
        #expect(spectrum.element?.symbol == "Cu" && spectrum.edge == "K" && spectrum.edgeEnergy == 8980)
        #expect(spectrum.facts.contains(ProvenanceLine("Mono.d_spacing", "3.13553")))
        #expect(!spectrum.facts.contains { $0.name == "Cu foil" })
    }

    /// Angles by Bragg's law, falling with the energy; mu from the counts.
    @Test func xdiWithAnglesAndCounts() throws {
        let text = """
            # XDI/1.0
            # Column.1: angle degrees
            # Column.2: i0
            # Column.3: itrans
            # Mono.d_spacing: 3.13553
            # ---
            12.0 100 50
            13.0 100 25
            """
        let spectrum = try MeasuredSpectrum.parse(text)
        // 12398.41984 / (2 * 3.13553 * sin 13 deg) and the same of 12 deg.
        #expect(abs(spectrum.energies[0] - 8788.957197) < 1e-5 && abs(spectrum.energies[1] - 9509.254532) < 1e-5)
        #expect(abs(spectrum.curves[0].values[0] - log(4.0)) < 1e-12)
        let fluorescence = try MeasuredSpectrum.parse("# energy i0 ifluor\n9000 10 2\n9001 10 3\n")
        #expect(fluorescence.curves[0].values == [0.2, 0.3] && fluorescence.curves[0].label == "ifluor/i0")
    }

    @Test func athenaOldAndNew() throws {
        let old = """
            # Athena data file -- Athena version 0.8.056
            # Saving Fe_foil as norm(E)
            # . Element=Fe   Edge=K
            # Background parameters
            # . E0=7112.0  Eshift=0.000  Rbkg=1.0
            #----------------------------
            #  energy norm nbkg flat fbkg nder nsec
              7100.0  0.01  0.0  0.02 0.0  0.0  0.0
              7120.0  0.99  1.0  1.01 1.0  0.0  0.0
            """
        let flat = try MeasuredSpectrum.parse(old)
        #expect(flat.processing == .flattened && flat.curves[0].values == [0.02, 1.01])
        #expect(flat.edgeEnergy == 7112 && flat.element?.symbol == "Fe")
        let norm = try MeasuredSpectrum.parse(old, column: "norm")
        #expect(norm.processing == .normalized && norm.curves[0].values == [0.01, 0.99])
        let new = """
            # XDI/1.0  Demeter/0.9.26
            # Athena.e0: 7112.5
            # Element.symbol: Fe
            # Element.edge: K
            # Column.1: energy eV
            # Column.2: xmu
            # ///
            #---------
            #  energy  xmu
            7100 0.1
            7120 1.1
            """
        #expect(try MeasuredSpectrum.parse(new).edgeEnergy == 7112.5)
        #expect(try MeasuredSpectrum.parse(new).processing == .raw)
    }

    @Test func plainColumns() throws {
        #expect(try MeasuredSpectrum.parse("8979 0.1\n8980 0.5\n").curves[0].values == [0.1, 0.5])
        #expect(try MeasuredSpectrum.parse("energy,mu\r\n8979,0.1\r\n8980,0.5\r\n").energies == [8979, 8980])
        let polarized = try MeasuredSpectrum.parse("# energy E_parallel E_perp\n100200 1 2\n100201 3 4\n")
        #expect(polarized.curves.map(\.polarization) == [.direction([0, 0, 1]), .perpendicular])
        #expect(polarized.curves.map(\.values) == [[1, 3], [2, 4]])
        #expect(try MeasuredSpectrum.parse("# x y\n8979 1\n8980 2\n").curves[0].polarization == nil)
        #expect(
            try MeasuredSpectrum.parse("# Scan.edge_energy: 7112.\n# energy mu\n7112. 1.\n7113. 2.\n").edgeEnergy
                == 7112)
        let down = try MeasuredSpectrum.parse("# energy mu\n8981 3\n8980 2\n8980 7\n8979 1\n", name: "f")
        #expect(down.energies == [8979, 8980, 8981] && down.curves[0].values == [1, 7, 3])
        #expect(down.notes == ["f: 1 repeated energy left out."])
        let l3 = try MeasuredSpectrum.parse("# Element.edge: L3\n# energy mu\n900 3\n901 2\n", name: "f")
        #expect(l3.notes == ["f is of the L3 edge; what Spar computes is of K edges."])
    }

    @Test(arguments: [
        ("", "f: no row of numbers is in this file"),
        ("# energy mu\n1000\n1001\n", "f: one column is not a spectrum; energy and absorption are needed"),
        ("1000 1\n1001 1 1\n", "f:2: 3 numbers where the rows before have 2"),
        ("1000 1\n1001 NaN\n", "f:2: \"NaN\" is not a finite number"),
        ("1000 1\n1001 1e999\n", "f:2: \"1e999\" is not a finite number"),
        ("8979,5 0,1\n", "f:1: the numbers have decimal commas; write them with points"),
        (
            "1000 1 2\n1001 1 2\n",
            "f: 3 columns without labels; a line such as \"# energy mu\" above the first row would say what they are"
        ),
        (
            "8.9 1\n8.91 2\n",
            "f: the energies end at 8.91 eV, below every K edge from boron on; are they in keV? Name the column energy_keV then"
        ),
        ("# Column.1: energy pixel\n1000 1\n1001 1\n", "f: the energies are in \"pixel\"; eV and keV are read"),
        (
            "# angle mu\n12 1\n13 1\n",
            "f: the column angle needs the field Mono.d_spacing (angstrom) to become an energy"
        ),
        (
            "1000 1\n1002 1\n1001 2\n1003 2\n",
            "f:3: the energies turn back: 1001 eV is next to 1002 eV; a file holds one scan"
        ),
        (
            "# energy dark noise\n1000 1 1\n1001 1 1\n",
            "f: none of the columns energy, dark, noise is known as absorption; name one with column = \"…\""
        ),
        ("# Element.symbol: Xx\n1000 1\n1001 1\n", "f: Element.symbol is \"Xx\", which no element is called"),
        (
            "# energy i0 itrans\n1000 0 1\n1001 1 1\n",
            "f:2: counts of 0 before and 1 after the sample give no absorption"
        ),
        (
            "# Polarization.direction: 0 0\n1000 1\n1001 1\n",
            "f: Polarization.direction needs three numbers that are not all zero, not \"0 0\""
        ),
        ("1000 1\n1000 1\n", "f: one energy is not a spectrum"),
        ("# k chi\n1 0\n2 0\n", "f: its first column is \"k\": this is chi, not the absorption itself"),
    ])
    func sentences(_ text: String, _ expected: String) {
        #expect(message { try MeasuredSpectrum.parse(text, name: "f") } == expected)
    }

    @Test func unknownColumn() {
        #expect(
            message { try MeasuredSpectrum.parse("# energy norm\n1000 1\n1001 1\n", name: "f", column: "nrom") }
                == "f: no column is called \"nrom\"; there are energy, norm; did you mean \"norm\"?")
    }

    @Test(
        arguments: [
            ([0x89, 0x48, 0x44, 0x46, 0x0d], "an HDF5 file, as NeXus files are"),
            ([0x1f, 0x8b, 8], "a compressed file, as Athena's projects are"),
            (
                Array("#F scan.spec\n#S 1 ascan\n#N 2\n#L Energy  mu\n1 2\n".utf8),
                "a file of SPEC, which may hold many scans"
            ),
            (Array("  9809     KEK-PF   BL12C\n".utf8), "a 9809 file of the Photon Factory"),
            (Array(" &SRS\n &END\n1 2\n".utf8), "an SRS file of Diamond Light Source"),
            ([0x41, 0, 0x42], "no text"),
        ] as [([UInt8], String)])
    func dialects(_ bytes: [UInt8], _ what: String) {
        #expect(
            message { try ForeignDialect.reject(bytes, name: "f") }
                == "f: this is \(what); export its spectra as columns (XDI, or energy and mu in two columns)")
    }
}
