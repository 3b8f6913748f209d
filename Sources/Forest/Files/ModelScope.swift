// Which crystals a model was trained on, as far as its features do not say: the metals with their charges, the
// elements.

import Basics
import Tables

/// Of the training rows: kept in the model's file, and asked for each row that is predicted.
public struct ModelScope: Equatable, Sendable {
    /// The charges seen of each metal (e), ascending.
    public let metals: [String: [Double]]
    /// Symbols of all elements in the formulas.
    public let elements: Set<String>

    public init(metals: [String: [Double]], elements: Set<String>) {
        self.metals = metals
        self.elements = elements
    }

    /// From the columns `metal`, `charge` and `formula`, those that a table has; nil where it has none of them.
    public init?(_ table: Table) throws {
        guard table.has("metal") || table.has("formula") else { return nil }
        var metals: [String: Set<Double>] = [:], elements: Set<String> = []
        if table.has("metal") {
            let charges = table.has("charge") ? try table.numbers("charge") : []
            for (row, metal) in try table.labels("metal").enumerated() {
                metals[metal, default: []].formUnion(
                    charges.isEmpty || charges[row].isNaN ? [] : [Self.rounded(charges[row])])
            }
        }
        if table.has("formula") {
            for formula in try table.labels("formula") { elements.formUnion(Self.elements(of: formula)) }
        }
        self.init(metals: metals.mapValues { $0.sorted() }, elements: elements)
    }

    /// What a row has that no training row has, a sentence each.
    public func warnings(metal: String?, charge: Double?, formula: String?) -> [String] {
        var found: [String] = []
        if let metal, !metals.isEmpty {
            if let charges = metals[metal] {
                if let charge, !charges.isEmpty, !charges.contains(where: { abs($0 - charge) <= 0.5 }) {
                    let known = charges.map { NumberText.short($0) }.joined(separator: ", ")
                    found.append(
                        "no training row has \(metal) of charge \(NumberText.short(charge)); they have \(known)")
                }
            } else {
                found.append("no training row is of \(metal)")
            }
        }
        if let formula, !elements.isEmpty {
            let strange = Self.elements(of: formula).filter { !elements.contains($0) }
            if !strange.isEmpty { found.append("no training row holds \(strange.joined(separator: ", "))") }
        }
        return found
    }

    private static func rounded(_ charge: Double) -> Double { (charge * 2).rounded() / 2 }

    /// The symbols in a formula such as "LiCrCO3F2", in its order.
    static func elements(of formula: String) -> [String] {
        var found: [String] = [], symbol = ""
        for c in formula + " " {
            if c.isLowercase, !symbol.isEmpty {
                symbol.append(c)
                continue
            }
            if !symbol.isEmpty, !found.contains(symbol) { found.append(symbol) }
            symbol = c.isUppercase ? String(c) : ""
        }
        return found
    }
}

extension ModelScope: JSONCodable {
    public var json: JSON { JSON(["metals": metals, "elements": elements.sorted()]) }

    public init(json: JSON) throws {
        self.init(metals: try json.read("metals"), elements: Set(try json.read("elements", as: [String].self)))
    }
}
