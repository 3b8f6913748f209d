// One figure of every kind, and the awkward ones, from numbers made here. Drawn by the tests; with SPAR_GALLERY set to
// a folder the tests leave them there as PNG, SVG and PDF to be looked at.

import Glibc
import Plotting
import Tables
import Testing

enum Gallery {
    struct Entry: Sendable, CustomTestStringConvertible {
        let name: String
        let panels: @Sendable () throws -> Panels
        var testDescription: String { name }
    }

    static let entries: [Entry] = [
        one("scatter") {
            var figure = Figure(
                try [("Ni", 0.0), ("Cr", 0.3), ("Fe", 0.6)].map { metal, shift in
                    let noise = Noise(seed: metal.utf8.reduce(0) { $0 + UInt64($1) })
                    let x = (0..<40).map { _ in noise.next() * 2 }
                    return try Series(.scatter, x: x, y: x.map { $0 * 0.8 + shift + 0.2 * noise.next() }, label: metal)
                })
            figure.xLabel = "QAMS (e Å⁻⁵)"
            figure.yLabel = "SAMS (eV⁻¹ᐟ²)"
            return figure
        },
        one("color") {
            let noise = Noise(seed: 3)
            let x = (0..<200).map { _ in noise.next() }, z = x.map { $0 * $0 }
            var figure = Figure([try Series(.scatter, x: x, y: x.map { $0 + 0.3 * noise.next() }, color: z)])
            (figure.xLabel, figure.yLabel, figure.colorLabel) = ("IAMS (Å⁻⁵)", "N_SG", "SAMS (eV⁻¹ᐟ²)")
            figure.title = "Coloured by a third column"
            return figure
        },
        one("spectra") {
            let energy = (0...350).map { -30 + Double($0) * 0.1 }
            func peak(_ e: Double, _ at: Double, _ width: Double) -> Double {
                width * width / ((e - at) * (e - at) + width * width)
            }
            var figure = Figure(
                try [("ε ∥ x", 0.8), ("ε ∥ y", 1.0), ("ε ∥ z", 0.5)].map { name, weight in
                    try Series(
                        .line, x: energy, y: energy.map { weight * peak($0, -6, 1.5) + 0.5 * peak($0, -22, 1) },
                        label: name)
                })
            (figure.xLabel, figure.yLabel) = ("Energy relative to the Fermi level (eV)", "VtC-XES (arb. units)")
            figure.offset = 0.4
            figure.notes = [.init("NiO, c strained by 5 %", x: 0.05, y: 0.93)]
            return figure
        },
        one("steps") {
            var figure = Figure(
                try [("Ni", 0.0), ("Cr", 0.7)].map { metal, shift in
                    let x = (0..<12).map { Double($0) / 10 + shift / 10 }
                    let y = x.indices.map { $0 == 5 && shift > 0 ? .nan : Double($0 + 1) / 12 }
                    return try Series(.step, x: x, y: y, label: metal)
                })
            (figure.xLabel, figure.yLabel) = ("SAMS (eV⁻¹ᐟ²)", "part of the rows below it")
            return figure
        },
        one("errors") {
            let x = stride(from: 0.0, through: 0.1, by: 0.01).map { $0 }
            var figure = Figure([
                try Series(.line, x: x, y: x.map { 12 * $0 }, label: "linear"),
                try Series(
                    .scatter, x: x, y: x.map { 12 * $0 + 3 * $0 * $0 }, label: "computed",
                    errors: x.map { 0.02 + $0 / 3 }),
            ])
            (figure.xLabel, figure.yLabel) = ("strain along c", "SAMS (eV⁻¹ᐟ²)")
            return figure
        },
        one("bars") {
            let names = ["QAMS", "IAMS", "DAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std"]
            let x = names.indices.map { Double($0 + 1) }
            var figure = Figure([
                try Series(
                    .bar, x: x, y: [1, 0.62, 0.4, 0.13, 0.21, 0.3, 0.07, -0.02], label: "permutation",
                    errors: [0.05, 0.04, 0.05, 0.02, 0.02, 0.04, 0.01, 0.01]),
                try Series(.bar, x: x, y: [1, 0.7, 0.2, 0.2, 0.1, 0.2, 0.1, 0.05], label: "impurity"),
            ])
            figure.categories = names
            figure.yLabel = "normalized importance"
            return figure
        },
        one("histogram") {
            let noise = Noise(seed: 7)
            func gauss(_ n: Int, _ center: Double) -> [Double] {
                (0..<n).map { _ in center + (0..<12).map { _ in noise.next() }.reduce(-6, +) }
            }
            var figure = Figure([
                try Series(.histogram, x: gauss(3000, 0), label: "octahedral"),
                try Series(.histogram, x: gauss(2000, 2), label: "tetrahedral"),
            ])
            (figure.xLabel, figure.yLabel) = ("residual (eV⁻¹ᐟ²)", "structures")
            return figure
        },
        one("density") {
            let noise = Noise(seed: 11)
            func gauss() -> Double { (0..<6).map { _ in noise.next() }.reduce(-3, +) }
            let x = (0..<100_000).map { _ in 1 + 0.2 * gauss() }
            var figure = Figure([try Series(.density, x: x, y: x.map { $0 + 0.08 * gauss() })])
            (figure.xLabel, figure.yLabel) = ("true SAMS (eV⁻¹ᐟ²)", "predicted SAMS (eV⁻¹ᐟ²)")
            figure.diagonal = true
            figure.notes = [.init("R² = 0.87\nn = 100000", x: 0.05, y: 0.92)]
            figure.size = .init(width: 85, height: 70)
            return figure
        },
        one("correlation") {
            let names = ["QAMS", "DAMS", "IAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std", "SAMS"]
            let values = names.indices.flatMap { i in names.indices.map { j in i == j ? 1 : cos(Double(i * j + i + j)) }
            }
            var matrix = try Matrix(rows: names, columns: names, values: values, colors: .diverging)
            matrix.limits = (-1, 1)
            var figure = Figure(matrix)
            figure.colorLabel = "Pearson correlation"
            figure.size = .init(width: 110, height: 90)
            return figure
        },
        one("sam") {
            var figure = Figure(
                try Matrix(
                    rows: ["x", "y", "z"], columns: ["x", "y", "z"],
                    values: [0, 0.012, 0.61, 0.012, 0, 0.62, 0.61, 0.62, 0]))
            (figure.title, figure.colorLabel) = ("SAM of NiO, 5 % along c", "SAM (eV⁻¹ᐟ²)")
            return figure
        },
        one("grid") {
            let steps = (0..<41).map { Double($0) / 40 }
            let x = steps.flatMap { a in steps.map { _ in a } }, y = steps.flatMap { _ in steps }
            var figure = Figure(try Matrix(x: x, y: y, values: zip(x, y).map { abs($0 - $1) }))
            (figure.xLabel, figure.yLabel, figure.colorLabel) = ("strain along a", "strain along c", "QAMS (e Å⁻⁵)")
            return figure
        },
        one("logarithmic") {
            let x = (0...60).map { pow(10, Double($0) / 10 - 3) }
            var figure = Figure([
                try Series(.line, x: x, y: x.map { pow($0, -2) }, label: "x⁻²"),
                try Series(.line, x: x, y: x.map { pow($0, -1) }, label: "x⁻¹"),
            ])
            (figure.logX, figure.logY) = (true, true)
            (figure.xLabel, figure.yLabel) = ("radius (Å)", "weight")
            return figure
        },
        Entry(name: "panels") {
            let figures = try ["QAMS", "DAMS", "IAMS", "density"].enumerated().map { i, name in
                let noise = Noise(seed: UInt64(i + 1))
                let x = (0..<80).map { _ in noise.next() }
                var figure = Figure([try Series(.scatter, x: x, y: x.map { $0 + 0.1 * Double(i) * noise.next() })])
                (figure.xLabel, figure.yLabel) = (name, "SAMS (eV⁻¹ᐟ²)")
                return figure
            }
            return try Panels(figures, columns: 2)
        },
        one("capitals") {
            let x = stride(from: 0.0, through: 0.1, by: 0.005).map { $0 }
            var figure = Figure(
                try [("QAMS", -1.0), ("IAMS", -2.0), ("DAMS", -3.0)].map { name, slope in
                    try Series(.line, x: x, y: x.map { slope * $0 }, label: name)
                })
            (figure.xLabel, figure.yLabel) = ("strain", "QAMS, IAMS, DAMS")
            return figure
        },
        Entry(name: "uneven") {
            let noise = Noise(seed: 5)
            var left = Figure(
                try (0..<5).map { i in
                    try Series(
                        .scatter, x: (0..<60).map { _ in noise.next() }, y: (0..<60).map { _ in noise.next() },
                        label: "engine number \(i)")
                })
            left.title = "Five series, none of which leaves a corner free for the legend of the frame"
            left.yLabel = "a long label that does not fit beside a frame of this height, in arbitrary units (eV⁻¹ᐟ²)"
            var right = Figure([try Series(.bar, x: [1, 2], y: [10_000, 25_000])])
            right.categories = ["octahedral", "tetrahedral"]
            (right.yLabel, right.size) = ("structures", .init(width: 60, height: 80))
            var wide = left
            (wide.title, wide.size) = ("", .init(width: 120, height: 50))
            return try Panels([left, right, wide], columns: 2)
        },
        one("many") {
            Figure(
                try (0..<10).map { i in
                    try Series(
                        .scatter, x: (0..<30).map(Double.init), y: (0..<30).map { sin(Double($0 * i)) },
                        label: "metal \(i)")
                })
        },
        one("awkward") {
            var figure = Figure([
                try Series(.line, x: [1, 2, 3, .nan, .nan, 5, 6], y: [1, .nan, 2, 3, 4, 4, .infinity], label: "gaps"),
                try Series(.scatter, x: [], y: [], label: "nothing"),
                try Series(.scatter, x: [2], y: [2], label: "it's `date` \"q\" $x @y %z {a}_b^c \\n"),
            ])
            figure.title = "two\nlines: `touch /tmp/x` 'q' N_SG"
            figure.xLabel = "\".system('false').\""
            return figure
        },
        one("empty") { Figure() },
        one("constant") {
            Figure([try Series(.line, x: [1, 2, 3], y: [5, 5, 5]), try Series(.scatter, x: [2], y: [5])])
        },
        one("single") { Figure([try Series(.scatter, x: [0], y: [0])]) },
        one("blank") { Figure(try Matrix(rows: ["a"], columns: ["b"], values: [.nan])) },
    ]

    private static func one(_ name: String, _ figure: @escaping @Sendable () throws -> Figure) -> Entry {
        Entry(name: name) { try Panels([figure()], columns: 1) }
    }

    /// Numbers in 0..<1, the same every time.
    final class Noise {
        private var state: UInt64
        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
    }
}
