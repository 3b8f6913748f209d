// The tabulated settings of the 230 space groups, found by Hermann-Mauguin symbol, Hall symbol or number.
//
// The tables are gemmi's, with the full symbols of spglib's. Symbols are compared without blanks and underscores.

import CGemmi
import CSpglib

/// One setting (choice of axes and origin) of a space group.
public struct SpaceGroupSetting: Equatable, Sendable {
    /// 1 to 230.
    public let number: Int
    /// Hermann-Mauguin symbol with blanks, and `:1`, `:2`, `:H` or `:R` where there is a choice.
    public let symbol: String
    /// "1", "2", "H", "R" or empty.
    public let choice: String
    public let hall: String

    private init(at index: Int) {
        let entry = spar_setting_at(index)
        number = Int(entry.number)
        choice = entry.extension == 0 ? "" : String(UnicodeScalar(UInt8(entry.extension)))
        symbol = String(cString: entry.hm) + (choice.isEmpty ? "" : ":" + choice)
        hall = String(cString: entry.hall)
    }

    private static let all: [SpaceGroupSetting] = (0..<spar_setting_count()).map { SpaceGroupSetting(at: $0) }

    /// All operations, the identity first.
    public var operations: [SymmetryOperation] { Self.operations(hall: hall) ?? [.identity] }

    /// The operations of a Hall symbol, or nil where it cannot be read.
    public static func operations(hall: String) -> [SymmetryOperation]? {
        var buffer = [spar_operation](repeating: spar_operation(), count: Int(SPAR_MAX_OPERATIONS))
        let count = spar_hall_operations(hall, &buffer)
        return count == 0 ? nil : buffer[..<count].map(SymmetryOperation.init)
    }

    /// The settings of a space group, the standard one first; empty where there is no such number.
    public static func settings(number: Int) -> [SpaceGroupSetting] { all.filter { $0.number == number } }

    /// The settings that a symbol can mean, the likeliest first; empty where it is unknown. There is more than one
    /// where the symbol leaves the origin (1, 2) or the axes (H, R) open.
    ///
    /// - Parameters: alpha and gamma of the cell in degrees, which tell hexagonal from rhombohedral axes.
    public static func settings(symbol: String, alpha: Double = 90, gamma: Double = 120) -> [SpaceGroupSetting] {
        let wanted = SymbolText(symbol)
        for form in wanted.forms {
            let text = wanted.choice.isEmpty ? form : form + ":" + wanted.choice
            // Symbols such as P 21/c:b1 carry a choice that gemmi's table does not need.
            for candidate in [text, form] {
                let index = spar_setting_named(candidate, alpha, gamma)
                guard index >= 0 else { continue }
                let found = all[Int(index)]
                if !wanted.choice.isEmpty || found.choice.isEmpty { return [found] }
                let base = found.symbol.prefix { $0 != ":" }
                return [found] + all.filter {
                    $0 != found && $0.number == found.number && $0.symbol.prefix { $0 != ":" } == base
                }
            }
        }
        return []
    }

    /// The setting whose Hall symbol this is.
    public static func setting(hall: String) -> SpaceGroupSetting? {
        let wanted = compact(hall)
        return all.first { compact($0.hall) == wanted }
    }

    private static func compact(_ text: String) -> String {
        String(text.filter { $0 != " " && $0 != "_" && $0 != "\t" }).lowercased()
    }

    /// The table's short symbol for a full one such as `F 4/m -3 2/m`.
    fileprivate static func shortSymbol(full: String) -> String? { shortByFull[compact(full)] }

    private static let shortByFull: [String: String] = {
        var table: [String: String] = [:]
        for hallNumber in 1...530 {
            let type = spg_get_spacegroup_type(Int32(hallNumber))
            let full = compact(fixedString(type.international_full))
            // The first entry is the standard setting.
            if table[full] == nil { table[full] = fixedString(type.international_short) }
        }
        return table
    }()
}

extension SymmetryOperation {
    init(_ raw: spar_operation) {
        let r = raw.rotation, t = raw.translation
        let unit = Double(SPAR_TRANSLATION_UNIT)
        self.init(
            rotation: Matrix3(rows: [Double(r.0), Double(r.1), Double(r.2)], [Double(r.3), Double(r.4), Double(r.5)],
                              [Double(r.6), Double(r.7), Double(r.8)]),
            translation: Vector3(Double(t.0), Double(t.1), Double(t.2)) / unit)
    }
}

/// A Hermann-Mauguin symbol as people write it, cut into the symbol proper and the choice of origin or axes.
private struct SymbolText {
    /// Spellings to try, the one that was given first.
    private(set) var forms: [String] = []
    private(set) var choice = ""

    init(_ text: String) {
        var body = text.trimmingBlanks
        for mark in ["<sub>", "</sub>", "_", "~", "$", "'", "\""] { body = body.replacing(mark, with: "") }
        let lower = body.lowercased()
        if let colon = body.firstIndex(of: ":") {
            choice = Self.choice(String(body[body.index(after: colon)...]))
            body = String(body[..<colon]).trimmingBlanks
        } else if let open = body.firstIndex(of: "(") {
            choice = Self.choice(String(body[open...]))
            body = String(body[..<open]).trimmingBlanks
        } else if let at = lower.firstRange(of: "origin")?.lowerBound {
            choice = Self.choice(String(lower[at...]))
            body = String(body.prefix(lower.distance(from: lower.startIndex, to: at))).trimmingBlanks
        } else if let last = body.split(separator: " ").last, body.contains(" ") {
            // The marks of other databases: S and Z (origins), H, HR and R (axes), O1 and O2.
            switch last.uppercased() {
            case "S", "O1": choice = "1"
            case "Z", "O2": choice = "2"
            case "H", "HR", "RH": choice = "H"
            case "R" where body.first == "R" || body.first == "r": choice = "R"
            default: break
            }
            if !choice.isEmpty { body = String(body.dropLast(last.count)).trimmingBlanks }
        }
        forms = [body]
        if let short = SpaceGroupSetting.shortSymbol(full: body) { forms.append(short) }
        let tight = body.filter { $0 != " " }
        if tight != body { forms.append(tight) }
        // Before 1983 the threefold axis of the centrosymmetric cubic groups was written without its bar: F m 3 m.
        let letters = Array(tight)
        if letters.count >= 3, "pfi".contains(letters[0].lowercased()),
           let three = letters.firstIndex(of: "3"), three >= 2,
           "mndabc".contains(letters[1].lowercased()), three == 2 {
            forms.append(String(letters[..<three]) + "-" + String(letters[three...]))
        }
        // P 21/b means P 1 1 21/b: with a glide along b the unique axis cannot be b.
        if letters.count >= 4, tight.lowercased().hasSuffix("/b") {
            forms.append("\(letters[0]) 1 1 " + String(letters[1...]))
        }
    }

    private static func choice(_ text: String) -> String {
        let t = text.uppercased()
        if t.contains("RHOMB") { return "R" }
        if t.contains("HEX") { return "H" }
        let marks = t.filter { $0.isLetter || $0.isNumber }
        if marks.hasPrefix("H") { return "H" }
        if marks.hasPrefix("R") { return "R" }
        if marks.hasSuffix("2") || marks == "Z" { return "2" }
        if marks.hasSuffix("1") || marks == "S" { return "1" }
        return ""
    }
}
