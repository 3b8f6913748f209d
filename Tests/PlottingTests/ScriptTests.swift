import Basics
import Glibc
import Plotting
import Testing

/// Scripts and data against golden files; with SPAR_REGENERATE set they are written anew instead.
@Suite struct ScriptTests {
    static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/") + "/Golden"
    static let names: Set<String> = [
        "scatter", "errors", "bars", "sam", "logarithmic", "panels", "awkward", "empty", "capitals",
        "uneven", "steps",
    ]

    @Test(arguments: Gallery.entries.filter { names.contains($0.name) })
    func scriptsAreTheGoldenOnes(entry: Gallery.Entry) throws {
        let (script, data) = try entry.panels().script(for: entry.name + ".svg")
        for (ending, text) in [("gp", script), ("dat", data)] {
            let path = "\(Self.folder)/\(entry.name).\(ending)"
            if getenv("SPAR_REGENERATE") != nil { try AtomicFile.write(text, to: path) }
            #expect(try String(decoding: FileBytes.read(path), as: UTF8.self) == text)
        }
    }

    @Test func sentences() throws {
        func limited(_ limits: (Double, Double), logX: Bool = false) -> Figure {
            var figure = Figure()
            (figure.xLimits, figure.logX) = (limits, logX)
            return figure
        }
        let cases: [(String, () throws -> Void)] = [
            ("fig.jpg: a figure's name ends in .svg, .png or .pdf", { try Figure().save("fig.jpg") }),
            ("svg: a figure's name ends in .svg, .png or .pdf", { try Figure().save("svg") }),
            ("xlim = { 1, 1 }: the limits must be two different finite numbers", { try limited((1, 1)).save("a.svg") }),
            (
                "xlim = { 0, 1 }: a logarithmic axis has only positive limits",
                { try limited((0, 1), logX: true).save("a.svg") }
            ),
            ("series 'a': y has 1 values where x has 2", { _ = try Series(.line, x: [1, 2], y: [1], label: "a") }),
            ("a heatmap is a matrix of values, not a series of points", { _ = try Series(.heatmap, x: [], y: []) }),
            (
                "a heatmap of 2 rows and 1 columns with 3 values",
                { _ = try Matrix(rows: ["a", "b"], columns: ["c"], values: [1, 2, 3]) }
            ),
            ("a heatmap with two values at x = 1, y = 2", { _ = try Matrix(x: [1, 1], y: [2, 2], values: [3, 4]) }),
            ("panels without a figure", { _ = try Panels([], columns: 1) }),
            ("panels in 0 columns; 1 or more are needed", { _ = try Panels([Figure()], columns: 0) }),
            (
                "figures are drawn by gnuplot, which is not installed; install it (Debian: apt install gnuplot-nox)",
                { _ = try Gnuplot.draw("", program: "no-such-gnuplot") }
            ),
        ]
        for (sentence, action) in cases {
            #expect(throws: SparError(sentence), performing: action)
        }
    }

    @Test(.enabled(if: DrawingTests.hasGnuplot)) func gnuplotsOwnComplaintIsPassedOn() throws {
        #expect { try Gnuplot.draw("set terminal svg\nplot nonsense(\n") } throws: { error in
            "\(error)".hasPrefix("gnuplot could not draw the figure (exit status 1): line ")
                && !"\(error)".hasSuffix(" ")
        }
    }

    @Test(.enabled(if: DrawingTests.hasGnuplot)) func failedFigureLeavesNoFile() throws {
        let path = "/tmp/spar-no-folder-\(getpid())/fig.svg"
        #expect(throws: SparError.self) { try Figure().save(path) }
        #expect(access(path, F_OK) != 0)
    }
}
