// A space group's name as people write it: `F d -3 m:2`, `P2(1)/c`, `P 21/n 1 1`, `R-3mH`, `Fm-3m (No. 225)`.
//
// SHELX writes a screw axis as 2(1). S and Z are older marks of the first and second origin, H and R of hexagonal and
// rhombohedral axes. What stands in other brackets is a choice of setting or the group's number; where it is neither,
// the name is not known: it is never cut.

import Basics

/// A name cut into the symbol, the choice of origin, axes or cell, and the number.
struct SpaceGroupName {
    /// The symbol in small letters without blanks; empty where the text cannot be cut up.
    private(set) var key = ""
    /// "1", "2", "H", "R", a code such as "b1" or "cab", or empty.
    private(set) var choice = ""
    /// The number that the text gives beside the symbol.
    private(set) var number: Int?

    init(_ text: String) {
        guard var body = takeBrackets(Self.plain(text)) else { return }
        if let at = body.firstIndex(of: ":") {
            guard take(choice: body[body.index(after: at)...]) else { return }
            body = String(body[..<at])
        }
        let lower = body.lowercased()
        let words = ["origin", "hex", "rhomb", "unique", "cell choice", "setting", "no.", "no ", "#", ",", ";"]
        let cut = words.compactMap { lower.firstRange(of: $0)?.lowerBound }.min()
        if let cut {
            guard take(choice: lower[cut...]) else { return }
            body = String(body.prefix(lower.distance(from: lower.startIndex, to: cut)))
        }
        if choice.isEmpty, let last = body.split(separator: " ").last, body.trimmed.contains(" ") {
            switch last.uppercased() {
            case "S", "O1": choice = "1"
            case "Z", "O2": choice = "2"
            case "H", "HR", "RH": choice = "H"
            case "R": choice = "R"
            default: break
            }
            if !choice.isEmpty { body = String(body.trimmed.dropLast(last.count)) }
        }
        key = Self.key(body)
    }

    /// The form in which symbols are compared.
    static func key(_ symbol: String) -> String { symbol.filter { $0 != " " && $0 != "_" && $0 != "\t" }.lowercased() }

    /// Without the marks of typesetting; a bar over a digit becomes a minus sign before it.
    private static func plain(_ text: String) -> String {
        var result = text.trimmed
        for mark in ["\\overline", "\\bar", "bar"] { result = result.replacing(mark, with: "-") }
        for mark in ["<sub>", "</sub>", "<i>", "</i>", "\\mathrm", "_", "~", "$", "'", "\"", "{", "}", "\\", "^"] {
            result = result.replacing(mark, with: "")
        }
        let subscripts = Array("₀₁₂₃₄₅₆₇₈₉")
        return String(
            result.flatMap { c -> [Character] in
                if let digit = subscripts.firstIndex(of: c) { return Array(String(digit)) }
                if c == "\u{2212}" || c == "\u{2013}" { return ["-"] }
                let scalars = c.unicodeScalars
                if scalars.count == 2, let first = scalars.first, let last = scalars.last,
                    [0x0304, 0x0305].contains(last.value)
                {
                    return ["-", Character(first)]
                }
                return [c]
            })
    }

    /// The text with its brackets resolved; nil where one holds something unknown.
    private mutating func takeBrackets(_ text: String) -> String? {
        var result = "", rest = text[...]
        while let open = rest.firstIndex(where: { "([".contains($0) }) {
            guard let close = rest[open...].firstIndex(where: { ")]".contains($0) }) else { return nil }
            result += rest[..<open]
            let inside = rest[rest.index(after: open)..<close].trimmed
            rest = rest[rest.index(after: close)...]
            let axis = result.last(where: { $0 != " " })?.wholeNumberValue
            if let axis, [2, 3, 4, 6].contains(axis), let screw = Int(inside), (1..<axis).contains(screw) {
                result = result.trimmed + inside
            } else if axis != nil, result.last != " ", Int(inside) != nil, inside.count == 1 {
                // An axis that does not exist.
                return nil
            } else if !take(choice: inside[...]) {
                return nil
            }
        }
        return result + rest
    }

    /// False where the text is neither a choice nor a number.
    private mutating func take(choice text: Substring) -> Bool {
        let upper = text.uppercased()
        let marks = upper.filter { $0.isLetter || $0.isNumber || $0 == "-" }
        let digits = upper.filter(\.isNumber)
        if marks.isEmpty { return true }
        if marks.hasPrefix("NO") || upper.contains("#") || (marks == digits && digits.count > 1) || Int(marks) ?? 0 > 3
        {
            number = Int(digits)
            return number != nil
        }
        if upper.contains("RHOMB") {
            choice = "R"
        } else if upper.contains("HEX") {
            choice = "H"
        } else if upper.contains("UNIQUE") || upper.contains("CELL"), !upper.contains("ORIGIN") {
            // unique axis b, cell choice 1
            let axis = ["A", "B", "C"].first { marks.contains("AXIS" + $0) }?.lowercased() ?? ""
            choice = axis + digits.prefix(1)
        } else if upper.contains("ORIGIN") {
            choice = String(digits.prefix(1))
        } else {
            switch marks {
            case "1", "S", "O1": choice = "1"
            case "2", "Z", "O2": choice = "2"
            case "H", "HR", "RH": choice = "H"
            case "R": choice = "R"
            default:
                guard marks.allSatisfy({ "ABC123-".contains($0) }), marks.count <= 5 else { return false }
                choice = marks.lowercased()
            }
        }
        return true
    }
}
