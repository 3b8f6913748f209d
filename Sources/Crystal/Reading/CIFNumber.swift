// A number as CIF files write it: 5.431(2), 90., .25, 1/3, -1.5e-3.
//
// A standard uncertainty in parentheses is read over; an opening parenthesis that is never closed is forgiven.

import Basics
import Foundation

struct CIFNumber {
    let value: Double
    /// Whether the text gives a standard uncertainty, so that the value was refined and not set.
    let isRefined: Bool

    /// Nil where the text is no finite number.
    init?(_ text: String) {
        var digits = text[...]
        isRefined = digits.contains("(")
        if let open = digits.firstIndex(of: "(") {
            let uncertainty = digits[digits.index(after: open)...]
            let inside = uncertainty.hasSuffix(")") ? uncertainty.dropLast() : uncertainty
            guard inside.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
            digits = digits[..<open]
        }
        let parts = digits.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let top = NumberText.parse(parts[0]), let bottom = NumberText.parse(parts[1]) {
            value = top / bottom
        } else if let number = NumberText.parse(digits) {
            value = number
        } else {
            return nil
        }
        guard value.isFinite else { return nil }
    }

    /// One unit of the last digit of the text: how far rounding or cutting can have moved it. 0 for a fraction such as
    /// 1/3.
    static func unit(_ text: String) -> Double {
        let digits = text.prefix { $0 != "(" }
        guard !digits.contains("/") else { return 0 }
        let mantissa = digits.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        let parts = mantissa.first?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        let decimals = parts.count > 1 ? parts[1].count : 0
        let power = mantissa.count > 1 ? Int(mantissa[1]) ?? 0 : 0
        return pow(10, Double(max(-30, min(30, power - decimals))))
    }

    /// A fractional coordinate. Four or more digits of a third or sixth (0.3333, 0.16667, also cut: 0.6666) mean the
    /// fraction itself: the file had no room for it, the change is less than its last digit, and the atom then lies
    /// on its special position exactly. Refined values are left alone.
    static func coordinate(_ text: String) -> Double? {
        guard let number = CIFNumber(text) else { return nil }
        guard !number.isRefined, let point = text.firstIndex(of: "."), !text.lowercased().contains("e") else {
            return number.value
        }
        let decimals = text[text.index(after: point)...].count
        guard (4...12).contains(decimals) else { return number.value }
        let sixths = (number.value * 6).rounded()
        // Halves and whole numbers are exact as they are.
        guard sixths.truncatingRemainder(dividingBy: 3) != 0 else { return number.value }
        let unit = (0..<decimals).reduce(1.0) { u, _ in u / 10 }
        return abs(number.value - sixths / 6) < unit ? sixths / 6 : number.value
    }
}
