// Numbers as Fortran prints them: 1.2E-03, 1.2D-03, 1.2-103 (a three-digit exponent drops its letter), NaN,
// Infinity, and asterisks where a number did not fit its field.

import Basics

enum FortranNumber {
    /// Nil where the text is not a number (asterisks among it); NaN and infinities are returned as such.
    static func parse(_ text: some StringProtocol) -> Double? {
        if let value = NumberText.parse(text) { return value }
        var fixed = ""
        var previous: Character = " "
        for c in text {
            if c == "D" || c == "d" {
                fixed.append("E")
            } else if (c == "-" || c == "+") && (previous.isNumber || previous == ".") {
                fixed.append("E")
                fixed.append(c)
            } else {
                fixed.append(c)
            }
            previous = c
        }
        return NumberText.parse(fixed)
    }

    /// The numbers of a line of blank-separated fields; nil where one is none.
    static func row(_ line: some StringProtocol) -> [Double]? {
        var values: [Double] = []
        for field in line.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
            guard let value = parse(field) else { return nil }
            values.append(value)
        }
        return values
    }
}
