// Elements as arguments: their symbols, and charges by element.

import Basics
import Crystal
import LuaRuntime

extension Call {
    /// Charges by element from a table.
    func charges(_ table: LuaTable, _ argument: String) throws -> [Element: Double] {
        var result: [Element: Double] = [:]
        for (key, value) in table.fields {
            let element = try element(key, argument)
            guard let charge = value.asNumber, charge.isFinite else {
                throw error(argument, "a charge for \(element.symbol) expected, got \(value.typeName)")
            }
            result[element] = charge
        }
        return result
    }

    /// The element that a value names, or a sentence with the nearest symbol.
    func element(_ value: LuaValue, _ argument: String) throws -> Element {
        guard case .string(let symbol) = value else {
            throw error(argument, "an element's symbol expected, got \(value.typeName)")
        }
        if let element = Element(symbol) { return element }
        let near = nearestName(to: symbol, among: Element.allSymbols).map { "; did you mean '\($0)'?" } ?? ""
        throw error(argument, "there is no element '\(symbol)'\(near)")
    }
}
