// JSON with one text for each value, so that equal values hash equally: keys sorted by their UTF-8 bytes, no blanks,
// numbers as shortest round-trip text (3 and 3.0 are both "3"), only the escapes that JSON demands.

public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The canonical text. Throws `SparError` for NaN and infinities, which JSON cannot hold, naming where.
    public func canonicalText() throws -> String {
        String(decoding: try canonicalBytes(), as: UTF8.self)
    }

    public func canonicalBytes() throws -> [UInt8] {
        var out: [UInt8] = []
        try write(into: &out, path: "")
        return out
    }

    /// SHA-256 of the canonical text, 64 hexadecimal digits.
    public func hash() throws -> String { SHA256.hex(try canonicalBytes()) }

    /// The member of an object, or nil.
    public subscript(key: String) -> JSON? {
        if case .object(let members) = self { return members[key] }
        return nil
    }

    private func write(into out: inout [UInt8], path: String) throws {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .integer(let value): out += String(value).utf8
        case .number(let value):
            guard value.isFinite else {
                let place = path.isEmpty ? "" : " at \(path)"
                throw SparError("JSON cannot hold the number \(NumberText.shortest(value))\(place)")
            }
            // Minus zero is equal to zero, and equal values have one text.
            out += NumberText.shortest(value == 0 ? 0 : value).utf8
        case .string(let value): Self.quote(value, into: &out)
        case .array(let items):
            out.append(UInt8(ascii: "["))
            for (i, item) in items.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                try item.write(into: &out, path: "\(path)[\(i)]")
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (i, member) in sorted.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                Self.quote(member.key, into: &out)
                out.append(UInt8(ascii: ":"))
                try member.value.write(into: &out, path: path.isEmpty ? member.key : "\(path).\(member.key)")
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func quote(_ text: String, into out: inout [UInt8]) {
        let hex = Array("0123456789abcdef".utf8)
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out += "\\\"".utf8
            case UInt8(ascii: "\\"): out += "\\\\".utf8
            case 0x08: out += "\\b".utf8
            case 0x09: out += "\\t".utf8
            case 0x0a: out += "\\n".utf8
            case 0x0c: out += "\\f".utf8
            case 0x0d: out += "\\r".utf8
            case 0..<0x20: out += "\\u00".utf8 + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
