// Drawing: gnuplot gets the script on its standard input and gives the picture on its standard output, which becomes
// the file only when it is whole. gnuplot's start-up files and the locale have no say.

import Basics
import Processes

extension Figure {
    /// Draws the figure to a file whose ending says the format, one of `PictureFormat`.
    /// With `keep`, the script and its data are written beside it as .gp and .dat: running gnuplot on the script in
    /// that folder draws the same picture again.
    /// Throws `SparError` when gnuplot is missing or fails, and when the file cannot be written.
    public func save(_ path: String, keep: Bool = false) throws {
        try Panels([self], columns: 1).save(path, keep: keep)
    }

    /// The bytes of the picture.
    public func picture(_ format: PictureFormat) throws -> [UInt8] { try Panels([self], columns: 1).picture(format) }
}

extension Panels {
    /// As `Figure.save`.
    public func save(_ path: String, keep: Bool = false) throws {
        let format = try PictureFormat(file: path)
        let bytes = try picture(format)
        if keep {
            let script = try GnuplotScript(self)
            let stem = String(path.dropLast(format.rawValue.count + 1))
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let dataName = name.dropLast(format.rawValue.count + 1) + ".dat"
            try AtomicFile.write(script.data, to: stem + ".dat")
            try AtomicFile.write(
                script.text(format, output: name, dataFile: String(dataName)), to: stem + ".gp")
        }
        try AtomicFile.write(bytes, to: path)
    }

    public func picture(_ format: PictureFormat) throws -> [UInt8] {
        let drawn = try Gnuplot.draw(GnuplotScript(self).text(format, output: nil, dataFile: nil))
        return format == .svg ? SVGText.finished(drawn, self) : drawn
    }

    /// Each panel as a picture of its own, an SVG document, as large and with the margins and letter that it has among
    /// the others.
    package func parts() throws -> [[UInt8]] {
        try figures.indices.map { i in
            let drawn = try Gnuplot.draw(GnuplotScript(self, only: i).text(.svg, output: nil, dataFile: nil))
            return SVGText.finished(drawn, try Panels([figures[i]], columns: 1))
        }
    }

    /// Where `parts` stand: columns, and the widths of these and the heights of rows in pixels of SVG.
    package var places: (columns: Int, widths: [Double], heights: [Double]) {
        let layout = PanelLayout(self), pixels = 96 / 25.4
        return (
            layout.columns, layout.widths.map { ($0 * pixels).rounded() },
            layout.heights.map { ($0 * pixels).rounded() }
        )
    }

    /// The script and the data as `save` with `keep` writes them.
    package func script(for name: String) throws -> (script: String, data: String) {
        let format = try PictureFormat(file: name)
        let script = try GnuplotScript(self)
        let stem = name.dropLast(format.rawValue.count + 1)
        return (script.text(format, output: name, dataFile: stem + ".dat"), script.data)
    }
}

public enum Gnuplot {
    /// Seconds after which a drawing is given up.
    private static let timeLimit = 120.0

    /// "gnuplot 5.4 patchlevel 4", or nil when there is none.
    public static func version() -> String? {
        guard let outcome = try? Command("gnuplot", ["--version"], timeout: 10).run(), outcome.succeeded else {
            return nil
        }
        return outcome.outputText.split(whereSeparator: \.isNewline).first.map(String.init)
    }

    /// What gnuplot draws of the script. `program` is named by tests only.
    package static func draw(_ script: String, program: String = "gnuplot") throws -> [UInt8] {
        guard Command.find(program) != nil else {
            throw SparError(
                "figures are drawn by gnuplot, which is not installed; install it (Debian: apt install "
                    + "gnuplot-nox)")
        }
        var command = Command(program, ["--default-settings", "-"], timeout: timeLimit)
        command.input = Array(script.utf8)
        command.environment = ["LC_ALL": "C.UTF-8", "GNUTERM": nil as String?, "GNUPLOT_LIB": nil as String?]
        command.outputLimit = 1 << 30
        let outcome = try command.run()
        guard outcome.succeeded, !outcome.output.isEmpty else {
            throw SparError("gnuplot could not draw the figure (\(outcome.reason))\(complaint(outcome.errorText))")
        }
        return outcome.output
    }

    /// The line of gnuplot's message that says what is wrong; the lines before it repeat the script.
    private static func complaint(_ text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " || $0 == "\t" } }
        guard var line = lines.last(where: { !$0.isEmpty }) else { return "" }
        while line.last == " " { line.removeLast() }
        return ": \(line)"
    }
}
