// The embedded engine against FEFF10: a folder of reference cases, each with feff_x.inp, spectra.csv and case.json, as
// a table, with a picture of the three spectra that differ most. Where FEFF is installed it is timed on the first case.

import Basics
import Crystal
import FEFF
import Foundation
import Green
import Plotting
import Spectra

enum GreenBenchmark {
    struct Case {
        let name: String
        let crystal: String
        /// One point a crystal: not a strained copy of another case.
        let isUnstrained: Bool
        let cluster: SpectralCluster
        let spectrum: PolarizedSpectrum
        /// FEFF10's Fermi level above its interstitial level, eV.
        let bandFilling: Double
    }

    struct Row {
        let reference: Case
        let spectrum: PolarizedSpectrum
        let feff: Double
        let green: Double
        let distance: SpectralDistance
        let bandFilling: Double
        let seconds: Double
        var ratio: Double { green / feff }
    }

    static let window = EnergyWindow.standard

    static func run(_ arguments: [String]) throws {
        guard let folder = arguments.first else {
            print("usage: spar-bench green FOLDER [PICTURE.svg]")
            exit(2)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let cases = try names.compactMap { try read("\(folder)/\($0)", $0) }
        guard !cases.isEmpty else {
            throw SparError("\(folder) holds no case with feff_x.inp, spectra.csv and case.json")
        }
        print("case              SAMS: FEFF10   green  ratio     L2  shift   EF-V0: FEFF10  green   CPU s")
        var rows: [Row] = []
        for reference in cases {
            let job = try SpectralJob(
                engine: GreenEngine().identity(), cluster: reference.cluster, settings: SpectralSettings())
            let start = Stopwatch.processSeconds
            do {
                let result = try GreenEngine().compute(
                    job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
                let row = try compare(reference, result, seconds: Stopwatch.processSeconds - start)
                rows.append(row)
                print(line(row))
            } catch let failure as JobFailure {
                print("\(pad(reference.name, 18)) \(failure.status.text): \(failure.message)")
            }
        }
        summary(rows, of: cases.count)
        if arguments.count > 1 { try draw(rows, to: arguments[1]) }
        try timeFEFF(cases, rows)
    }

    // MARK: Reading

    private static func read(_ path: String, _ name: String) throws -> Case? {
        guard let text = try? String(contentsOfFile: path + "/feff_x.inp", encoding: .utf8),
            let data = FileManager.default.contents(atPath: path + "/case.json"),
            let table = try? String(contentsOfFile: path + "/spectra.csv", encoding: .utf8)
        else { return nil }
        let json = try JSON.parse(Array(data), name: path + "/case.json")
        guard case .array(let sites)? = json["absorber_sites"], let site = sites.first,
            let radius = number(site["fms_radius_A"]), let electronic = site["electronic"],
            let fermi = number(electronic["EF_eV"]), let interstitial = number(electronic["Vint_eV"])
        else { return nil }
        let input = try FEFFInputFile(text: text, name: path + "/feff_x.inp")
        guard let absorber = input.absorber else { return nil }
        let neighbours = input.atoms.filter { $0.potential != 0 }.compactMap { atom in
            input.atomicNumbers[atom.potential].flatMap { Element(atomicNumber: $0) }.map {
                (element: $0, position: atom.position, scatters: atom.position.length <= radius + 1e-6)
            }
        }
        let rows = table.split(separator: "\n").filter { $0.first?.isNumber == true || $0.first == "-" }.map {
            $0.split(separator: ",").compactMap { Double($0) }
        }
        var strain = "none", formula = name
        if case .string(let given)? = json["strain"] { strain = given }
        if case .string(let given)? = json["formula"] { formula = given }
        return Case(
            name: name, crystal: formula, isUnstrained: strain == "none" || strain.hasPrefix("+0 %"),
            cluster: try SpectralCluster(absorber: absorber, neighbours: neighbours, radius: radius),
            spectrum: try PolarizedSpectrum(
                energies: rows.map { $0[0] },
                response: .polarizations(x: rows.map { $0[1] }, y: rows.map { $0[2] }, z: rows.map { $0[3] })),
            bandFilling: fermi - interstitial)
    }

    private static func number(_ json: JSON?) -> Double? {
        switch json {
        case .number(let x)?: x
        case .integer(let n)?: Double(n)
        default: nil
        }
    }

    private static func compare(_ reference: Case, _ result: SiteResult, seconds: Double) throws -> Row {
        let spectrum = try PolarizedSpectrum(energies: result.energies, response: .tensor(result.tensor))
        return Row(
            reference: reference, spectrum: spectrum, feff: try reference.spectrum.sams(window),
            green: try spectrum.sams(window),
            distance: try SpectralDistance(reference.spectrum, spectrum, window: window),
            bandFilling: result.fermiLevel - (result.electronic.interstitialPotential ?? .nan), seconds: seconds)
    }

    // MARK: Saying

    private static func line(_ row: Row) -> String {
        func f(_ x: Double, _ decimals: Int, _ width: Int) -> String {
            let text = NumberText.fixed(x, decimals: decimals)
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let ratio = row.feff > 1e-3 ? f(row.ratio, 3, 7) : "      -"
        return pad(row.reference.name, 18) + f(row.feff, 4, 13) + f(row.green, 4, 8) + ratio
            + f(row.distance.value, 3, 7)
            + f(row.distance.shift, 2, 7) + f(row.reference.bandFilling, 2, 16) + f(row.bandFilling, 2, 7)
            + f(row.seconds, 2, 8)
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func summary(_ rows: [Row], of count: Int) {
        func t(_ x: Double, _ decimals: Int = 3) -> String { NumberText.fixed(x, decimals: decimals) }
        print("\(rows.count) of \(count) cases converged")
        let single = rows.filter(\.reference.isUnstrained)
        for (title, chosen) in [("one point a crystal", single), ("all cases", rows)] {
            let x = chosen.map(\.feff), y = chosen.map(\.green)
            guard let line = Regression(x, y) else { continue }
            var random = SeededRandom(seed: 1)
            // Crystals drawn again with replacement.
            let draws = (0..<2000).compactMap { _ -> Double? in
                let picks = chosen.indices.map { _ in random.integer(below: chosen.count) }
                return Regression(picks.map { x[$0] }, picks.map { y[$0] })?.r2
            }.sorted()
            let deviations = chosen.filter { $0.feff > 1e-3 }.map { abs($0.ratio - 1) }.sorted()
            let distances = chosen.map(\.distance.value).sorted(),
                shifts = chosen.map { abs($0.distance.shift) }.sorted()
            print(
                "\(title), \(chosen.count): R2 \(t(line.r2, 4)) (95 % of draws \(t(draws[50], 4)) to "
                    + "\(t(draws[1949], 4))), slope \(t(line.slope)), rank correlation "
                    + "\(t(Regression(ranks(x), ranks(y))?.correlation ?? .nan, 4))"
            )
            print(
                "  deviation of SAMS: median \(t(100 * deviations[deviations.count / 2], 1)) %, largest "
                    + "\(t(100 * (deviations.last ?? 0), 1)) %; L2 median \(t(distances[distances.count / 2])), "
                    + "largest \(t(distances.last ?? 0)); shift median \(t(shifts[shifts.count / 2], 2)), largest "
                    + "\(t(shifts.last ?? 0, 2)) eV"
            )
        }
        let seconds = rows.map(\.seconds).sorted()
        print(
            "CPU seconds a case: median \(t(seconds[seconds.count / 2], 2)), largest \(t(seconds.last ?? 0, 2)); "
                + "memory of the process at most \(t(Stopwatch.peakMemory, 0)) MB")
    }

    private static func ranks(_ x: [Double]) -> [Double] {
        // Values that differ by less than FEFF's own noise share a rank.
        x.map { a in
            Double(x.count { $0 < a - 1e-5 }) + 0.5 * Double(x.count { abs($0 - a) <= 1e-5 } - 1)
        }
    }

    private struct Regression {
        let slope: Double
        let correlation: Double
        var r2: Double { correlation * correlation }

        init?(_ x: [Double], _ y: [Double]) {
            let n = Double(x.count), mx = x.reduce(0, +) / n, my = y.reduce(0, +) / n
            let xx = x.reduce(0) { $0 + ($1 - mx) * ($1 - mx) }, yy = y.reduce(0) { $0 + ($1 - my) * ($1 - my) }
            let xy = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
            guard x.count > 2, xx > 0, yy > 0 else { return nil }
            slope = xy / xx
            correlation = xy / (xx * yy).squareRoot()
        }
    }

    private static func draw(_ rows: [Row], to path: String) throws {
        let worst = rows.filter { $0.feff > 1e-3 }.sorted { abs($0.ratio - 1) > abs($1.ratio - 1) }.prefix(3)
        var figures: [Figure] = []
        for row in worst {
            var series: [Series] = []
            let a = row.reference.spectrum, b = row.spectrum
            for (name, spectrum) in [("FEFF10", a), ("green", b)] {
                // Semicore levels below the window would dwarf what is compared.
                let inside = spectrum.energies.indices.filter { (-30...5).contains(spectrum.energies[$0]) }
                let p = spectrum.polarizations, curves = [p.x, p.y, p.z].map { curve in inside.map { curve[$0] } }
                let area = curves.reduce(0) { $0 + $1.reduce(0, +) } / 30
                for (axis, curve) in zip(["x", "y", "z"], curves) {
                    series.append(
                        try Series(
                            .line, x: inside.map { spectrum.energies[$0] }, y: curve.map { $0 / area },
                            label: "\(axis) \(name)"))
                }
            }
            var figure = Figure(series)
            figure.title =
                "\(row.reference.name): SAMS \(NumberText.fixed(row.green, decimals: 4)), FEFF10 "
                + NumberText.fixed(row.feff, decimals: 4)
            figure.xLabel = "energy about the Fermi level (eV)"
            figure.yLabel = "emission"
            figure.xLimits = (-30, 5)
            figures.append(figure)
        }
        try Panels(figures, columns: 1).save(path, keep: false)
        print("the three largest deviations are drawn in \(path)")
    }

    /// FEFF10's own processor time for the first case, where it is installed.
    private static func timeFEFF(_ cases: [Case], _ rows: [Row]) throws {
        guard let installation = try? FEFFInstallation.find(path: nil), let first = rows.first else {
            print("FEFF10 is not installed here: not timed")
            return
        }
        let engine = FEFFEngine(installation)
        let job = try SpectralJob(
            engine: try engine.identity(), cluster: first.reference.cluster, settings: SpectralSettings())
        let start = Stopwatch.childSeconds
        _ = try engine.compute(job, limits: JobLimits(), scratch: "/tmp", isCancelled: { false })
        let seconds = Stopwatch.childSeconds - start
        print(
            "FEFF10 takes \(NumberText.fixed(seconds, decimals: 1)) s of CPU for \(first.reference.name), with all "
                + "polarizations: \(NumberText.fixed(seconds / first.seconds, decimals: 0)) times as long as green")
    }
}
