// The gnuplot script of a figure, and its data: blocks of numbers, numbered from 0, two empty lines between them.
// The data stand in the script itself (`$data`) or in a file beside it; nothing else differs.

import Basics

struct GnuplotScript {
    private(set) var blocks: [String] = []
    private(set) var commands: [String] = []
    /// Stands in commands for where the data are.
    static let source = "\u{1}data\u{1}"

    let width, height: Double
    /// Of the panel being drawn.
    var margins = Margins()

    init(_ panels: Panels) throws {
        let layout = PanelLayout(panels)
        (width, height) = (layout.width, layout.height)
        let isSingle = panels.figures.count == 1
        var frames: [[String]] = [], allMargins: [Margins] = []
        for (i, figure) in panels.figures.enumerated() {
            var figure = figure
            figure.size = layout.size(i)
            (commands, margins) = ([], Margins())
            addTexts(of: figure)
            if let matrix = figure.matrix {
                draw(matrix, in: figure)
            } else {
                try draw(figure)
            }
            if !isSingle { margins.top = max(margins.top, 2) } // room for the letter
            frames.append(commands)
            allMargins.append(margins)
        }
        commands = isSingle ? [] : ["set multiplot"]
        for (i, frame) in frames.enumerated() {
            commands += ["reset"] + Self.style
            if !isSingle {
                commands += layout.commands(i) + layout.margins(i, of: allMargins)
                commands.append("set label '(\(Self.letter(i)))' at graph 0,1 offset character -5,1.1")
            }
            commands += frame
        }
        if !isSingle { commands.append("unset multiplot") }
    }

    /// The whole script. With `dataFile` nil the data stand in it; with `output` nil it draws to standard output.
    func text(_ format: PictureFormat, output: String?, dataFile: String?) -> String {
        var lines = [format.command(width: width, height: height)]
        if let output { lines.append("set output \(GnuplotText.quotedFile(output))") }
        if dataFile == nil { lines += ["$data << END_OF_DATA", data + "END_OF_DATA"] }
        let source = dataFile.map(GnuplotText.quotedFile) ?? "$data"
        lines += commands.map { Self.replacing(Self.source, in: $0, by: source) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The blocks as a data file holds them.
    var data: String { blocks.joined(separator: "\n\n") }

    mutating func add(_ command: String) { commands.append(command) }

    /// Takes a block of rows in; returns what `plot` calls it by.
    mutating func addBlock(_ rows: [String]) -> String {
        blocks.append(rows.joined(separator: "\n") + "\n")
        return "\(Self.source) index \(blocks.count - 1)"
    }

    static func row(_ values: Double...) -> String {
        values.map { NumberText.short($0, digits: 9) }.joined(separator: " ")
    }

    private static let style = [
        "set encoding utf8", "set minussign", "set border 15 linewidth 0.75",
        "set tics out nomirror scale 0.6,0.3", "set key noautotitle samplen 1.5 spacing 1.1 noenhanced",
        "set style fill solid noborder", "set errorbars small", "unset colorbox", "set format '%h'",
    ]

    private static func letter(_ i: Int) -> String {
        i < 26 ? String(Character(Unicode.Scalar(UInt8(97 + i)))) : String(i + 1)
    }

    private static func replacing(_ marker: String, in text: String, by value: String) -> String {
        var result = "", rest = text[...]
        while let start = rest.firstIndex(of: "\u{1}"), rest[start...].hasPrefix(marker) {
            result += rest[..<start] + value
            rest = rest[start...].dropFirst(marker.count)
        }
        return result + rest
    }
}

extension GnuplotScript {
    /// Title, labels of the axes and notes, alike for all kinds of frames.
    mutating func addTexts(of figure: Figure) {
        if !figure.title.isEmpty {
            let (text, font, lines) = label(figure.title, room: figure.size.width - 12)
            add("set title \(text)\(font) offset 0,-0.4")
            margins.top += 1.1 * Double(lines)
        }
        if !figure.xLabel.isEmpty {
            let (text, font, lines) = label(figure.xLabel, room: figure.size.width - 18)
            add("set xlabel \(text)\(font)")
            margins.bottom += 1.1 * Double(lines)
        }
        margins.left += 5
        if !figure.yLabel.isEmpty {
            let (text, font, lines) = label(figure.yLabel, room: figure.size.height - 15)
            add("set ylabel \(text)\(font)")
            margins.left += 2 * Double(lines)
        }
        for note in figure.notes {
            // Text grows away from the nearer side of the frame.
            let side = note.x > 0.66 ? "right" : note.x < 0.34 ? "left" : "center"
            add("set label \(GnuplotText.quoted(note.text)) at graph \(Self.row(note.x)),\(Self.row(note.y)) \(side) front")
        }
    }

    mutating func addColorScale(_ colors: Matrix.Colors, _ limits: (Double, Double), label: String, height: Double) {
        add(Palette.command(colors))
        add("set colorbox")
        add("set cbrange [\(NumberText.shortest(limits.0)):\(NumberText.shortest(limits.1))]")
        add("set cbtics out scale 0.5")
        margins.right = 9
        guard !label.isEmpty else { return }
        let (text, font, lines) = self.label(label, room: height - 15)
        add("set cblabel \(text)\(font) offset 1,0")
        margins.right += 2 * Double(lines)
    }

    /// The text in as many lines, and so small, that it fits into `room` millimetres.
    private func label(_ text: String, room: Double) -> (text: String, font: String, lines: Int) {
        let (fitted, points) = TextSize.fitted(text, room: room)
        let font = points < 8 ? " font ',\(Self.row(points))'" : ""
        return (GnuplotText.quoted(fitted), font, fitted.split(whereSeparator: \.isNewline).count)
    }

    /// Names at 1, 2, … on an axis; of many only every n-th, so that they can be read.
    mutating func addNames(_ names: [String], axis: String, room: Int, rotated: Bool = false) {
        let step = max(1, (names.count + room - 1) / room)
        let ticks = stride(from: 0, to: names.count, by: step).map {
            "\(GnuplotText.quotedLine(Self.shortened(names[$0]))) \($0 + 1)"
        }
        add("set \(axis)tics (\(ticks.joined(separator: ", "))) scale 0\(rotated ? " rotate by 45 right" : "")")
        // gnuplot reserves too little room for slanted names: a letter is about a third of a line high then.
        let longest = names.map { min($0.count, 24) }.max() ?? 0
        if axis == "y" { margins.left += max(0, 0.9 * Double(longest) - 4) }
        guard rotated else { return }
        margins.bottom = max(margins.bottom, 2 + 0.37 * Double(longest))
        add("set bmargin \(Self.row(2 + 0.37 * Double(longest)))")
    }

    private static func shortened(_ name: String) -> String {
        name.count <= 24 ? name : name.prefix(23) + "…"
    }
}
