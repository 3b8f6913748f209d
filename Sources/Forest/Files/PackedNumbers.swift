// Arrays of numbers as base64 (RFC 4648) of their little-endian bytes: exact, and read at the speed of memory.

import Basics

enum PackedNumbers {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The value of each digit, 255 for what is none.
    private static let value: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (index, digit) in digits.enumerated() { table[Int(digit)] = UInt8(index) }
        return table
    }()

    /// Appends the base64 text of the numbers to `out`.
    static func encode<Number>(_ numbers: [Number], into out: inout [UInt8]) where Number: BitwiseCopyable {
        numbers.withUnsafeBytes { bytes in
            out.reserveCapacity(out.count + (bytes.count + 2) / 3 * 4)
            var at = 0
            while at < bytes.count {
                let left = bytes.count - at
                let a = UInt32(bytes[at]), b = left > 1 ? UInt32(bytes[at + 1]) : 0
                let c = left > 2 ? UInt32(bytes[at + 2]) : 0
                let three = a << 16 | b << 8 | c
                out.append(digits[Int(three >> 18)])
                out.append(digits[Int(three >> 12 & 63)])
                out.append(left > 1 ? digits[Int(three >> 6 & 63)] : UInt8(ascii: "="))
                out.append(left > 2 ? digits[Int(three & 63)] : UInt8(ascii: "="))
                at += 3
            }
        }
    }

    /// The numbers of a base64 text; nil where it is none, or does not hold whole numbers of this size.
    static func decode<Number>(_ text: UnsafeRawBufferPointer, zero: Number) -> [Number]?
    where Number: BitwiseCopyable {
        guard text.count % 4 == 0 else { return nil }
        var padding = 0
        if text.count > 0, text[text.count - 1] == UInt8(ascii: "=") {
            padding = text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1
        }
        let byteCount = text.count / 4 * 3 - padding
        guard byteCount % MemoryLayout<Number>.stride == 0 else { return nil }
        var numbers = [Number](repeating: zero, count: byteCount / MemoryLayout<Number>.stride)
        let valid = numbers.withUnsafeMutableBytes { out in
            value.withUnsafeBufferPointer { value in
                var bad: UInt8 = 0
                var at = 0, to = 0
                while to + 3 <= byteCount {
                    let a = value[Int(text[at])], b = value[Int(text[at + 1])]
                    let c = value[Int(text[at + 2])], d = value[Int(text[at + 3])]
                    bad |= a | b | c | d
                    out[to] = a << 2 | b >> 4
                    out[to + 1] = b << 4 | c >> 2
                    out[to + 2] = c << 6 | d
                    at += 4
                    to += 3
                }
                if to < byteCount {
                    let a = value[Int(text[at])], b = value[Int(text[at + 1])]
                    let c = padding == 2 ? 0 : value[Int(text[at + 2])]
                    bad |= a | b | c
                    out[to] = a << 2 | b >> 4
                    if padding == 1 { out[to + 1] = b << 4 | c >> 2 }
                }
                return bad < 64
            }
        }
        return valid ? numbers : nil
    }
}
