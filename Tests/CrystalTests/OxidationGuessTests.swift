// Guesses of oxidation states: closed cases, the exhaustive enumeration as a second route, and reference tables.

import Basics
import Crystal
import TestSupport
import Testing

@Suite struct OxidationGuessTests {
    private func guess(_ formula: String, _ allowed: AllowedStates = .usual) throws -> [String: Double]? {
        try Composition(formula: formula).oxidationStates(allowing: allowed).map { found in
            Dictionary(uniqueKeysWithValues: zip(found.elements.map(\.symbol), found.states))
        }
    }

    static let known: [(formula: String, states: [String: Double])] = [
        ("NiO", ["Ni": 2, "O": -2]),
        ("Fe3O4", ["Fe": 8.0 / 3, "O": -2]),
        ("FeS2", ["Fe": 3, "S": -1.5]),
        ("Fe2S4", ["Fe": 2, "S": -1]),
        ("LiFePO4", ["Li": 1, "Fe": 2, "P": 5, "O": -2]),
        ("Fe", ["Fe": 0]),
        ("D2O", ["D": 1, "O": -2]),
    ]

    @Test(arguments: known)
    func knownCompounds(formula: String, states: [String: Double]) throws {
        #expect(try guess(formula) == states)
    }

    @Test func noNeutralChoice() throws {
        #expect(try guess("FeNi3") == nil)
        #expect(try guess("HeNi") == nil)
    }

    /// Partly occupied places: Li0.5CoO2 is guessed as LiCo2O4.
    @Test func fractionalAmounts() throws {
        #expect(try guess("Li0.5CoO2") == guess("LiCo2O4"))
        #expect(try guess("Fe0.333O0.5")?["Fe"] == guess("Fe2O3")?["Fe"])
    }

    @Test func largeFormulas() throws {
        let ten = "Fe50Mn50Ti50S50N50P50C50Cl50V50O50"
        for allowed in [AllowedStates.usual, .all] {
            let found = try #require(try guess(ten, allowed))
            #expect(abs(found.values.reduce(0, +)) < 1e-9)
        }
        #expect(try guess("Fe300O200", .all) != nil)
        #expect(try guess("Fe2000O3000") == guess("Fe2O3"))
        #expect(try guess("Fe4001O5003") == nil)
    }

    /// Every multiset of every element, in the order of the state lists, keeping the first of the best.
    @Test(arguments: [
        "Fe3O4", "FeS2", "Fe2S4", "MnPN2", "CuFeS2", "V2O5", "NiP2", "Mn2SbC", "PuAmO3", "TiN2S", "CoAs3",
    ])
    func enumerationAgrees(formula: String) throws {
        let composition = try Composition(formula: formula)
        for allowed in [AllowedStates.usual, .all] {
            #expect(composition.oxidationStates(allowing: allowed) == enumerated(composition, allowed), "\(formula)")
        }
    }

    private func enumerated(_ composition: Composition, _ allowed: AllowedStates) -> OxidationStates? {
        var perElement: [[(sum: Int, score: Int)]] = []
        for (element, amount) in zip(composition.elements, composition.amounts) {
            let states = allowed == .all ? element.allOxidationStates : element.usualOxidationStates
            var found: [(sum: Int, score: Int)] = []
            func extend(_ first: Int, _ left: Int, _ sum: Int, _ score: Int) {
                if left == 0 {
                    if let i = found.firstIndex(where: { $0.sum == sum }) {
                        found[i].score = max(found[i].score, score)
                    } else {
                        found.append((sum, score))
                    }
                    return
                }
                for s in states.indices.dropFirst(first) {
                    extend(s, left - 1, sum + states[s], score + element.occurrences(ofState: states[s]))
                }
            }
            extend(0, Int(amount), 0, 0)
            perElement.append(found)
        }
        var best: (score: Int, sums: [Int])?
        func choose(_ sums: [Int], _ score: Int) {
            if sums.count == perElement.count {
                if sums.reduce(0, +) == 0, score > best?.score ?? -1 { best = (score, sums) }
                return
            }
            for one in perElement[sums.count] { choose(sums + [one.sum], score + one.score) }
        }
        choose([], 0)
        return best.map { best in
            OxidationStates(
                elements: composition.elements,
                states: zip(best.sums, composition.amounts).map { Double($0) / $1 })
        }
    }

    private func parse(_ text: String) -> [String: Double]? {
        if text.isEmpty || text == "timeout" { return nil }
        return Dictionary(
            uniqueKeysWithValues: text.split(separator: ";").map { item in
                let pair = item.split(separator: ":")
                return (String(pair[0]), Double(pair[1]) ?? .nan)
            })
    }

    private func agrees(_ a: [String: Double]?, _ b: [String: Double]?) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return a.count == b.count && a.allSatisfy { abs($0.value - (b[$0.key] ?? .nan)) < 1e-12 }
    }

    /// Enumerating the states of 500 atoms of nine elements would not end.
    @Test func manyAtomsOfManyElements() throws {
        let cell = try Composition(formula: "Li40Na40Mg30Al30Ti20Fe20P40S20O260")
        let states = try #require(cell.oxidationStates())
        let charge = zip(cell.elements, cell.amounts).reduce(0) { $0 + $1.1 * (states[$1.0] ?? .nan) }
        #expect(abs(charge) < 1e-9)
        for (symbol, state) in [("O", -2.0), ("Li", 1), ("Na", 1)] { #expect(try states[element(symbol)] == state) }
    }

    @Test func referenceFormulas() throws {
        var asked = 0, wrong: [String] = []
        for row in try References.rows("oxidation_states.csv") {
            let formula = row["formula"] ?? ""
            if row["status"] != "timeout" {
                asked += 1
                if !agrees(try guess(formula), parse(row["first_guess"] ?? "")) { wrong.append(formula) }
            }
            if let all = parse(row["first_guess_all_states"] ?? "") {
                asked += 1
                if !agrees(try guess(formula, .all), all) { wrong.append(formula + " (all states)") }
            }
            if let double = parse(row["first_guess_double_cell"] ?? "") {
                asked += 1
                if !agrees(try guess("(\(formula))2"), double) { wrong.append(formula + " (double)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(asked): \(wrong)")
        #expect(asked > 237)
    }

    @Test func referenceCells() throws {
        var wrong: [String] = []
        let rows = try References.rows("oxidation_states_cells.csv")
        for row in rows {
            let cell = row["cell"] ?? "", formula = row["formula"] ?? ""
            #expect(try Composition(formula: cell).reducedFormula == formula)
            if !agrees(try guess(cell), parse(row["guess_cell"] ?? "")) { wrong.append(cell) }
            if !agrees(try guess(formula), parse(row["guess_reduced"] ?? "")) { wrong.append(formula) }
            if let all = parse(row["guess_all_states_reduced"] ?? ""), !agrees(try guess(formula, .all), all) {
                wrong.append(formula + " (all states)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong)")
        #expect(rows.count == 400)
    }
}
