// Reads the wire format described in ProtobufWriter.swift. Whatever the bytes are, it ends with a value or a sentence:
// lengths are compared with what is left before anything is read or kept.

import Basics

struct ProtobufReader {
    enum Value {
        case varint(UInt64)
        case eightBytes(UInt64)
        case fourBytes(UInt32)
        case bytes(ProtobufReader)
    }

    private let source: UnsafeRawBufferPointer
    /// In `source`: where this message goes on and where it ends.
    private var at: Int, end: Int

    /// The bytes must outlive the reader and all that it gives.
    init(_ source: UnsafeRawBufferPointer) {
        self.source = source
        at = 0
        end = source.count
    }

    /// The next field; nil at the message's end.
    mutating func next() throws -> (field: Int, value: Value)? {
        guard at < end else { return nil }
        let key = try varint()
        guard key >> 3 > 0, key >> 3 < 1 << 29 else { throw fault("a field has no number") }
        return (Int(key >> 3), try value(kind: Int(key & 7)))
    }

    private mutating func value(kind: Int) throws -> Value {
        switch kind {
        case 0: return .varint(try varint())
        case 1:
            guard end - at >= 8 else { throw fault("it is cut off") }
            defer { at += 8 }
            return .eightBytes(UInt64(littleEndian: source.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
        case 2:
            let length = try varint()
            guard length <= UInt64(end - at) else { throw fault("it is cut off") }
            var inner = self
            inner.end = at + Int(length)
            at = inner.end
            return .bytes(inner)
        case 5:
            guard end - at >= 4 else { throw fault("it is cut off") }
            defer { at += 4 }
            return .fourBytes(UInt32(littleEndian: source.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
        default: throw fault("a value is of a kind that there is not")
        }
    }

    private mutating func varint() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard at < end else { throw fault("it is cut off") }
            let byte = source[at]
            at += 1
            if shift == 63, byte > 1 { break }
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
        }
        throw fault("a number is longer than 64 bits")
    }

    private func fault(_ reason: String) -> SparError {
        SparError("the protobuf message is damaged at byte \(at): \(reason)")
    }
}

// What a value is read as. Where a file has another kind than ONNX defines, the sentence says so.
extension ProtobufReader.Value {
    private static func another(_ wanted: String) -> SparError {
        SparError("the protobuf message is no ONNX model: \(wanted) expected, but the file has another kind of value")
    }

    func message() throws -> ProtobufReader {
        guard case .bytes(let reader) = self else { throw Self.another("a message") }
        return reader
    }

    func integer() throws -> Int {
        guard case .varint(let value) = self else { throw Self.another("a whole number") }
        return Int(Int64(bitPattern: value))
    }

    func text() throws -> String { String(decoding: try message().rest, as: UTF8.self) }

    /// One of a repeated number, or all of a packed one.
    func append(to numbers: inout [Int]) throws {
        guard case .bytes(var packed) = self else { return numbers.append(try integer()) }
        while let number = try packed.packedVarint() { numbers.append(Int(Int64(bitPattern: number))) }
    }

    func append(to numbers: inout [Float]) throws {
        switch self {
        case .fourBytes(let bits): numbers.append(Float(bitPattern: bits))
        case .bytes(let packed):
            numbers += try packed.numbers(UInt32.self).map { Float(bitPattern: UInt32(littleEndian: $0)) }
        default: throw Self.another("a 32-bit number")
        }
    }

    func append(to numbers: inout [Double]) throws {
        switch self {
        case .eightBytes(let bits): numbers.append(Double(bitPattern: bits))
        case .bytes(let packed):
            numbers += try packed.numbers(UInt64.self).map { Double(bitPattern: UInt64(littleEndian: $0)) }
        default: throw Self.another("a 64-bit number")
        }
    }
}

extension ProtobufReader {
    /// The bytes that are left.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: source[at..<end]) }

    fileprivate mutating func packedVarint() throws -> UInt64? { at < end ? try varint() : nil }

    fileprivate func numbers<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws -> [Number] {
        let size = MemoryLayout<Number>.size
        guard rest.count % size == 0 else { throw fault("its numbers of \(size) bytes do not fill the field") }
        return stride(from: 0, to: rest.count, by: size).map { rest.loadUnaligned(fromByteOffset: $0, as: Number.self) }
    }
}
