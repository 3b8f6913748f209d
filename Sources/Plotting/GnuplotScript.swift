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
    /// Whether texts need gnuplot's markup: one of them has raised or lowered letters that Unicode lacks.
    let isEnhanced: Bool

    /// - Parameter only: draws this panel alone, as large and as it is among the others.
    init(_ panels: Panels, only: Int? = nil) throws {
        let layout = PanelLayout(panels)
        let size = only.map(layout.size)
        (width, height) = (size?.width ?? layout.width, size?.height ?? layout.height)
        isEnhanced = panels.figures.contains { $0.texts.contains { Typesetting($0).plain == nil } }
        let isSingle = panels.figures.count == 1
        var frames: [[String]] = [], allMargins: [Margins] = []
        for (i, figure) in panels.figures.enumerated() {
            var figure = figure
            figure.size = layout.size(i)
            if figure.isHorizontal {
                swap(&figure.xLabel, &figure.yLabel)
                swap(&figure.xLimits, &figure.yLimits)
                swap(&figure.logX, &figure.logY)
            }
            (commands, margins) = ([], Margins())
            addTexts(of: figure)
            if let matrix = figure.matrix {
                draw(matrix, in: figure)
            } else {
                try draw(figure)
            }
            if !isSingle { margins.top = max(margins.top, 2) }  // room for the letter
            frames.append(commands)
            allMargins.append(margins)
        }
        let isMultiple = !isSingle && only == nil
        commands = isMultiple ? ["set multiplot"] : []
        for (i, frame) in frames.enumerated() where only == nil || i == only {
            commands += ["reset"] + Self.style + ["set key \(isEnhanced ? "enhanced" : "noenhanced")"]
            if isMultiple { commands += layout.commands(i) }
            if !isSingle {
                commands += layout.margins(i, of: allMargins)
                commands.append("set label '(\(Self.letter(i)))' at graph 0,1 offset character -5,1.1")
            }
            commands += frame
        }
        if isMultiple { commands.append("unset multiplot") }
    }

    /// The whole script. With `dataFile` nil the data stand in it; with `output` nil it draws to standard output.
    func text(_ format: PictureFormat, output: String?, dataFile: String?) -> String {
        var lines = [format.command(width: width, height: height) + (isEnhanced ? " enhanced" : " noenhanced")]
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
        "set tics out nomirror scale 0.6,0.3", "set key noautotitle samplen 1.5 spacing 1.1",
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
            add("set label \(quoted(note.text)) at graph \(Self.row(note.x)),\(Self.row(note.y)) \(side) front")
        }
    }

    mutating func addColorScale(_ colors: Matrix.Colors, _ limits: (Double, Double), label: String, height: Double) {
        add(Palette.command(colors))
        add("set colorbox")
        add("set cbrange [\(NumberText.shortest(limits.0)):\(NumberText.shortest(limits.1))]")
        add("set cbtics out scale 0.5")
        let axis = Axis([], limits: limits, isLogarithmic: false)
        for command in axis.commands("cb", step: axis.step(room: height - 15, isUpright: true)).dropFirst() {
            add(command)
        }
        margins.right = 10
        guard !label.isEmpty else { return }
        let (text, font, lines) = self.label(label, room: height - 15)
        add("set cblabel \(text)\(font) offset 1.5,0")
        margins.right += 2 * Double(lines)
    }

    /// The text in as many lines, and so small, that it fits into `room` millimetres.
    private func label(_ text: String, room: Double) -> (text: String, font: String, lines: Int) {
        let (fitted, points) = TextSize.fitted(isEnhanced ? text : Typesetting(text).plain ?? text, room: room)
        let font = points < 8 ? " font ',\(Self.row(points))'" : ""
        return (quoted(fitted), font, fitted.split(whereSeparator: \.isNewline).count)
    }

    /// A text as gnuplot draws what people mean by it.
    func quoted(_ text: String) -> String {
        let typeset = Typesetting(text)
        return GnuplotText.quoted(isEnhanced ? typeset.marked : typeset.plain ?? text)
    }

    /// Names at 1, 2, … up the side of a figure: the long ones in several lines, many of them in smaller letters, and
    /// of very many only every n-th, so that they can be read.
    mutating func addNames(beside names: [String], in figure: Figure) {
        let texts = names.map { Self.shortened(isEnhanced ? $0 : Typesetting($0).plain ?? $0, to: 80) }
        let spacing = frame(of: figure).height / Double(max(1, names.count))
        func wrapped(_ part: Double, _ points: Double) -> [String] {
            texts.map {
                TextSize.wrapped($0, part * figure.size.width / (TextSize.em * TextSize.otherFonts) * 8 / points)
            }
        }
        func isClear(_ texts: [String], _ points: Double) -> Bool {
            let lines = texts.map { Double($0.split(whereSeparator: \.isNewline).count) }
            let most = zip(lines, lines.dropFirst()).map { ($0 + $1) / 2 }.max() ?? 1
            return most * Self.lineHeight * 0.92 * points / 8 <= spacing
        }
        let ways = [(0.36, 8.0), (0.46, 8), (0.46, 7), (0.54, 6.5), (0.54, 6), (0.54, 5)]
        let (part, points) = ways.first { isClear(wrapped($0.0, $0.1), $0.1) } ?? (0.54, 5)
        let shown = wrapped(part, points)
        let step =
            isClear(shown, points) ? 1 : max(1, Int((Self.lineHeight * points / 8 / max(spacing, 0.01)).rounded(.up)))
        addTicks("y", shown, step: step, points: points)
        let widest = (shown.map { TextSize.width(Typesetting($0).letters) }.max() ?? 0) * points / 8
        margins.left += max(0, widest * TextSize.em * TextSize.otherFonts / Self.letterWidth - 4)
        add("set lmargin \(Self.row(margins.left))")
    }

    /// Names at 1, 2, … below a figure, slanted where they would meet.
    mutating func addNames(below names: [String], in figure: Figure) {
        let length = frame(of: figure).width
        let texts = names.map { Self.shortened(isEnhanced ? $0 : Typesetting($0).plain ?? $0, to: 32) }
        let size =
            (texts.map { TextSize.width(Typesetting($0).letters) }.max() ?? 0) * TextSize.em * TextSize.otherFonts
        guard (size + 1) * Double(names.count) > length else { return addTicks("x", texts, step: 1) }
        let spacing = length / Double(max(1, names.count))
        let points = [8, 7, 6, 5].first { Self.lineHeight * $0 / 8 <= spacing } ?? 6
        addTicks(
            "x", texts, step: max(1, Int((Self.lineHeight * points / 8 / spacing).rounded(.up))), points: points,
            isSlanted: true)
        // gnuplot reserves too little room for slanted names: they reach as far down, and to the left, as 0.71 of their
        // length.
        let widest = size * points / 8
        margins.bottom += 0.71 * widest / Self.lineHeight
        add("set bmargin \(Self.row(margins.bottom - 0.5))")
        let left = (0.71 * widest - spacing / 2) / Self.letterWidth
        if left > margins.left {
            margins.left = left
            add("set lmargin \(Self.row(left))")
        }
    }

    private mutating func addTicks(
        _ axis: String, _ texts: [String], step: Int, points: Double = 8, isSlanted: Bool = false
    ) {
        let ticks = stride(from: 0, to: texts.count, by: step).map { "\(quoted(texts[$0])) \($0 + 1)" }
        let font = points < 8 ? " font ',\(Self.row(points))'" : ""
        add(
            "set \(axis)tics (\(ticks.joined(separator: ", "))) scale 0\(isSlanted ? " rotate by 45 right" : "")\(font)"
        )
    }

    /// About how large the frame is within the present margins, in millimetres.
    func frame(of figure: Figure) -> (width: Double, height: Double) {
        (
            max(5, figure.size.width - (margins.left + margins.right) * Self.letterWidth),
            max(5, figure.size.height - (margins.top + margins.bottom) * Self.lineHeight)
        )
    }

    /// gnuplot's units of margins, in millimetres.
    static let letterWidth = 1.7, lineHeight = 3.4

    private static func shortened(_ name: String, to most: Int) -> String {
        name.count <= most ? name : name.prefix(most - 1) + "…"
    }
}

extension Figure {
    /// All texts that are drawn.
    fileprivate var texts: [String] {
        [title, xLabel, yLabel, colorLabel, legendTitle] + series.map(\.label) + categories + notes.map(\.text)
            + (matrix.map { $0.places == nil ? $0.rowNames + $0.columnNames : [] } ?? [])
    }
}
