// Text for gnuplot scripts that gnuplot cannot take for anything but text: single quotes, in which it expands neither
// backticks nor escapes. Line breaks are joined in from double quotes; other control characters become blanks.

enum GnuplotText {
    static func quoted(_ text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.map { "'\(escaped($0))'" }.joined(separator: ".\"\\n\".")
    }

    /// The same on one line, for places where gnuplot takes a plain string only.
    static func quotedLine(_ text: String) -> String {
        "'\(escaped(text.split(whereSeparator: \.isNewline).joined(separator: " ")))'"
    }

    /// A file name. The leading "./" keeps gnuplot from taking "|…" or "<…" for a command to run.
    static func quotedFile(_ name: String) -> String { name.hasPrefix("/") ? quoted(name) : quoted("./" + name) }

    private static func escaped(_ text: some StringProtocol) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            plain.append(scalar.properties.generalCategory == .control ? " " : scalar)
            if scalar == "'" { plain.append(scalar) }
        }
        return String(plain)
    }
}
