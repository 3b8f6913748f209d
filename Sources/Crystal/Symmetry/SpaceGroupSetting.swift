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

    /// The settings that a number alone can mean: those of the standard symbol, with the unique axis of a monoclinic
    /// group as the cell has it. There is more than one where origin or axes are open.
    ///
    /// - Parameter code: of the coordinate system ("b1", "cab", "2", "H"), where it is known.
    static func standardSettings(
        number: Int, code: String = "",
        angles: CellAngles = CellAngles()
    ) -> [SpaceGroupSetting] {
        let every = all.indices.filter { all[$0].number == number }
        if !code.isEmpty, let found = matching(code, every) { return found }
        guard let first = every.first else { return [] }
        if (3...15).contains(number), let axis = angles.uniqueAxis,
            let turned = every.first(where: { all[$0].uniqueAxis == axis })
        {
            return [all[turned]]
        }
        let base = all[first].base
        return angles.ordered(every.filter { all[$0].base == base }.map { all[$0] })
    }

    /// The settings that a symbol can mean, the likeliest first; empty where it is unknown. There is more than one
    /// where the symbol leaves the origin (1, 2) or the axes (H, R) open. Where it leaves the unique axis of a
    /// monoclinic group open, the cell decides, and b is unique where it does not.
    ///
    /// - Parameters:
    ///   - alpha, beta, gamma: of the cell, degrees.
    ///   - code: of the coordinate system, from beside the symbol.
    public static func settings(
        symbol: String, alpha: Double = 90, beta: Double = 90, gamma: Double = 120,
        code: String = ""
    ) -> [SpaceGroupSetting] {
        let name = SpaceGroupName(symbol)
        var (found, choice) = Index.shared.look(name, asWritten: SpaceGroupName.key(symbol))
        if let number = name.number { found = found.filter { all[$0].number == number } }
        if choice.isEmpty { choice = code }
        if !choice.isEmpty, let fitting = matching(choice, found) { return fitting }
        let angles = CellAngles(alpha: alpha, beta: beta, gamma: gamma)
        let axes = Set(found.map { all[$0].uniqueAxis })
        if axes.count > 1 {
            let axis = angles.uniqueAxis.flatMap { axes.contains($0) ? $0 : nil } ?? (axes.contains(1) ? 1 : nil)
            if let axis { found = found.filter { all[$0].uniqueAxis == axis } }
        }
        return angles.ordered(found.map { all[$0] })
    }

    /// Those of the chosen origin, axes or cell; nil where none is.
    private static func matching(_ choice: String, _ found: [Int]) -> [SpaceGroupSetting]? {
        let exact = found.filter { all[$0].choice == choice || Index.shared.code[$0] == choice }
        // "b" leaves the cell open: the first is the standard one.
        let fitting = exact.isEmpty ? Array(found.filter { Index.shared.code[$0].hasPrefix(choice) }.prefix(1)) : exact
        return fitting.isEmpty ? nil : fitting.map { all[$0] }
    }

    /// The setting whose Hall symbol this is.
    public static func setting(hall: String) -> SpaceGroupSetting? {
        let wanted = compact(hall)
        return all.first { compact($0.hall) == wanted }
    }

    /// The number of a space group by its Schoenflies symbol, D4h^17.
    static func number(schoenflies: String) -> Int? { Index.shared.numberBySchoenflies[Index.letters(schoenflies)] }

    /// The symbol without its choice.
    var base: Substring { symbol.prefix { $0 != ":" } }

    /// Of a monoclinic setting: 0, 1, 2 for a, b, c. Nil for others.
    var uniqueAxis: Int? {
        guard (3...15).contains(number) else { return nil }
        return base.split(separator: " ").dropFirst().firstIndex { $0 != "1" }.map { $0 - 1 }
    }

    fileprivate static func compact(_ text: String) -> String {
        String(text.filter { $0 != " " && $0 != "_" && $0 != "\t" }).lowercased()
    }

    /// The ways to find a setting; indices are those of `all`.
    private struct Index: Sendable {
        static let shared = Index()
        private var byName: [String: [Int]] = [:]
        /// Names that lost their slash: P21c for P 21/c.
        private var byNameWithoutSlash: [String: [Int]] = [:]
        private(set) var code = [String](repeating: "", count: all.count)
        private(set) var numberBySchoenflies: [String: Int] = [:]

        init() {
            var byHall: [String: Int] = [:]
            for (i, setting) in all.enumerated() {
                add(String(setting.base), i)
                // P 1 21/c 1 is written P 21/c.
                let parts = setting.base.split(separator: " ")
                if setting.uniqueAxis != nil { add(parts.filter { $0 != "1" }.joined(), i) }
                if byHall[compact(setting.hall)] == nil { byHall[compact(setting.hall)] = i }
            }
            // The short symbol is that of the standard setting, which comes first, whatever the setting.
            var standard: [Int32: Substring] = [:]
            for hallNumber in 1...530 {
                let type = spg_get_spacegroup_type(Int32(hallNumber))
                numberBySchoenflies[Self.letters(fixedString(type.schoenflies))] = Int(type.number)
                guard let i = byHall[compact(fixedString(type.hall_symbol))] else { continue }
                code[i] = fixedString(type.choice)
                add(fixedString(type.international_full), i)
                if standard[type.number] == nil { standard[type.number] = all[i].base }
                if standard[type.number] == all[i].base { add(fixedString(type.international_short), i) }
            }
        }

        private mutating func add(_ name: String, _ i: Int) {
            let key = SpaceGroupName.key(name)
            if byName[key]?.contains(i) != true { byName[key, default: []].append(i) }
            guard key.contains("/") else { return }
            let bare = key.filter { $0 != "/" }
            if byNameWithoutSlash[bare]?.contains(i) != true { byNameWithoutSlash[bare, default: []].append(i) }
        }

        static func letters(_ text: String) -> String { text.filter { $0.isLetter || $0.isNumber }.lowercased() }

        /// The settings of a name, and the choice that it makes.
        func look(_ name: SpaceGroupName, asWritten: String) -> ([Int], choice: String) {
            // The table itself has P 21212(a).
            if let found = byName[asWritten] { return (found, "") }
            if name.key.isEmpty { return ([], "") }
            func known(_ key: String) -> [Int]? {
                if let found = byName[key] { return found }
                // Before 1983 the threefold axis of the centrosymmetric cubic groups was written without its bar.
                let letters = Array(key)
                if letters.count >= 3, "pfi".contains(letters[0]), "mndabc".contains(letters[1]), letters[2] == "3" {
                    return byName[String(letters[..<2]) + "-" + String(letters[2...])]
                }
                return nil
            }
            if let found = known(name.key) { return (found, name.choice) }
            // The Protein Data Bank writes H for R with hexagonal axes.
            if name.key.first == "h", let found = known("r" + name.key.dropFirst()) { return (found, "H") }
            // A mark of origin or axes without a blank before it.
            let marks: [Character: String] = ["s": "1", "z": "2", "h": "H", "r": "R"]
            if name.choice.isEmpty, let last = name.key.last, let choice = marks[last],
                let found = known(String(name.key.dropLast())), found.contains(where: { all[$0].choice == choice })
            {
                return (found, choice)
            }
            let index = spar_setting_named(name.key, 90, 120)
            if index >= 0 { return ([Int(index)], name.choice) }
            return (byNameWithoutSlash[name.key] ?? [], name.choice)
        }
    }
}

/// The angles of a cell, degrees, as far as they tell settings apart.
struct CellAngles {
    var alpha = 90.0, beta = 90.0, gamma = 90.0

    /// 0, 1, 2 for a, b, c: the only axis whose angle is not right; nil where there is none or more than one.
    var uniqueAxis: Int? {
        let oblique = [alpha, beta, gamma].enumerated().filter { abs($0.element - 90) > 0.02 }
        return oblique.count == 1 ? oblique[0].offset : nil
    }

    /// Hexagonal axes before rhombohedral ones, unless the cell is rhombohedral.
    fileprivate func ordered(_ settings: [SpaceGroupSetting]) -> [SpaceGroupSetting] {
        guard settings.count > 1, settings.contains(where: { $0.choice == "R" }) else { return settings }
        let isRhombohedral = abs(gamma - 120) > 1 && abs(alpha - gamma) < 1 && abs(alpha - 90) > 0.02
        let fitting = settings.filter { ($0.choice == "R") == isRhombohedral }
        return fitting + settings.filter { !fitting.contains($0) }
    }
}

extension SymmetryOperation {
    init(_ raw: spar_operation) {
        let r = raw.rotation, t = raw.translation
        let unit = Double(SPAR_TRANSLATION_UNIT)
        self.init(
            rotation: Matrix3(
                rows: [Double(r.0), Double(r.1), Double(r.2)], [Double(r.3), Double(r.4), Double(r.5)],
                [Double(r.6), Double(r.7), Double(r.8)]),
            translation: Vector3(Double(t.0), Double(t.1), Double(t.2)) / unit)
    }
}
