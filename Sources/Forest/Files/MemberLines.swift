// The lines of a model file, found without reading its numbers twice.

import Basics

/// The members of an object that has one on each line.
struct MemberLines {
    private let bytes: UnsafeRawBufferPointer
    private var at: Int

    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.bytes = bytes
        at = min(start, bytes.count)
    }

    /// The value on the next line, without the comma, if the member there has this name.
    mutating func next(_ name: String) -> UnsafeRawBufferPointer? {
        let key = Array("\"\(name)\":".utf8)
        guard bytes[at...].starts(with: key) else { return nil }
        let start = at + key.count
        guard let newline = bytes[start...].firstIndex(of: 10) else { return nil }
        at = newline + 1
        let end = newline > start && bytes[newline - 1] == UInt8(ascii: ",") ? newline - 1 : newline
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// The text of a string on this line.
    func string(_ name: String) -> UnsafeRawBufferPointer? {
        var copy = self
        return copy.next(name).flatMap(Self.unquoted)
    }

    static func unquoted(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard value.count >= 2, value[0] == UInt8(ascii: "\""), value[value.count - 1] == UInt8(ascii: "\"") else {
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: value[1..<value.count - 1])
    }
}
