// Numbers as text and back, the same under every locale: the decimal sign is a point.
// Written: shortest text that reads back to the same double; integers without ".0"; nan, inf, -inf.
// Read: an optional sign, digits, one point, an exponent; no blanks, no hexadecimal, no thousands separators.

import Glibc

public enum NumberText {
    /// The shortest text that reads back to exactly `x`: `0.015`, `3`, `1e-07`, `nan`.
    public static func shortest(_ x: Double) -> String {
        if x.isNaN { return "nan" }
        // Up to 2^53 an integer is its own digits; Swift's description would append ".0".
        if x.magnitude < 0x1p53, x == x.rounded(.towardZero), !(x == 0 && x.sign == .minus) {
            return String(Int64(x))
        }
        let text = x.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// `x` to `digits` significant digits without trailing zeros, like C's `%.15g`: plain from 1e-4 up to
    /// 10^digits, with an exponent outside.
    public static func short(_ x: Double, digits: Int = 15) -> String {
        guard x.isFinite else { return shortest(x) }
        if x == 0 { return "0" }
        let (negative, decimals, exponent) = decimal(x, significant: max(1, min(digits, 17)))
        var kept = decimals
        while kept.count > 1, kept.last == zero { kept.removeLast() }
        let sign = negative ? "-" : ""
        if exponent < -4 || exponent >= max(1, digits) {
            let fraction = kept.count > 1 ? "." + text(kept[1...]) : ""
            let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return sign + text(kept[..<1]) + fraction + (exponent < 0 ? "e-" : "e+") + size
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + text(kept[...]) }
        if kept.count <= exponent + 1 {
            return sign + text(kept[...]) + String(repeating: "0", count: exponent + 1 - kept.count)
        }
        return sign + text(kept[...exponent]) + "." + text(kept[(exponent + 1)...])
    }

    /// `x` with exactly `decimals` digits after the point, like C's `%.3f`; a rounded zero has no minus sign.
    public static func fixed(_ x: Double, decimals: Int) -> String {
        guard x.isFinite else { return shortest(x) }
        var digits = formatted("%.*f", max(0, min(decimals, 300)), x).filter { $0 >= zero && $0 <= nine }
        let places = max(0, min(decimals, 300))
        let sign = x < 0 && digits.contains { $0 != zero } ? "-" : ""
        guard places > 0 else { return sign + text(digits[...]) }
        digits.insert(UInt8(ascii: "."), at: digits.count - places)
        return sign + text(digits[...])
    }

    /// The number that `text` spells in full, or nil.
    public static func parse(_ text: some StringProtocol) -> Double? {
        var copy = String(text)
        return copy.withUTF8 { parse($0[...]) }
    }

    /// The number that the bytes spell in full, or nil.
    public static func parse(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
        var at = bytes.startIndex
        let end = bytes.endIndex
        guard at < end else { return nil }
        let negative = bytes[at] == UInt8(ascii: "-")
        if negative || bytes[at] == UInt8(ascii: "+") { at += 1 }
        var mantissa: UInt64 = 0, digits = 0, scale = 0, seen = false, point = false
        while at < end {
            let byte = bytes[at]
            if byte >= zero && byte <= nine {
                seen = true
                if digits < 19 {
                    mantissa = mantissa &* 10 &+ UInt64(byte - zero)
                    if mantissa != 0 { digits += 1 }
                    if point { scale -= 1 }
                } else {
                    digits += 1
                }
            } else if byte == UInt8(ascii: "."), !point {
                point = true
            } else {
                break
            }
            at += 1
        }
        guard seen else {
            return point ? nil : special(bytes[at...], negative: negative, signed: at > bytes.startIndex)
        }
        if at < end {
            guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return nil }
            at += 1
            guard let exponent = exponent(bytes[at...]) else { return nil }
            scale += exponent
        }
        // Both factors are exact doubles, so one rounding gives the nearest (Clinger's fast path).
        if digits <= 19, mantissa <= 1 << 53, scale.magnitude <= 22 {
            let value = scale < 0 ? Double(mantissa) / powers[-scale] : Double(mantissa) * powers[scale]
            return negative ? -value : value
        }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    private static let zero = UInt8(ascii: "0")
    private static let nine = UInt8(ascii: "9")
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    private static func exponent(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var rest = bytes
        let negative = rest.first == UInt8(ascii: "-")
        if negative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var value = 0
        for byte in rest {
            guard byte >= zero && byte <= nine else { return nil }
            value = min(value * 10 + Int(byte - zero), 100_000)
        }
        return negative ? -value : value
    }

    private static func special(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, negative: Bool, signed: Bool) -> Double? {
        guard bytes.count == 3 || bytes.count == 8 else { return nil }
        switch String(decoding: bytes.map { $0 | 0x20 }, as: UTF8.self) {
        case "nan" where !signed: return .nan
        case "inf", "infinity": return negative ? -.infinity : .infinity
        default: return nil
        }
    }

    /// Exactly rounded decimal digits d and exponent e of |x| = d[0].d[1]d[2]… × 10^e.
    private static func decimal(_ x: Double, significant: Int) -> (Bool, [UInt8], Int) {
        let printed = formatted("%.*e", significant - 1, x)
        let split = printed.firstIndex(of: UInt8(ascii: "e")) ?? printed.endIndex
        let exponent = Int(text(printed[min(split + 1, printed.endIndex)...])) ?? 0
        return (x < 0, printed[..<split].filter { $0 >= zero && $0 <= nine }, exponent)
    }

    /// C's exactly rounded printing. Its decimal sign follows the locale: callers keep only the digits.
    private static func formatted(_ format: String, _ places: Int, _ x: Double) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 700)
        let count = withVaList([Int32(places), x]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
