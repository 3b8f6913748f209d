// The wire format of Protocol Buffers, as far as ONNX needs it (protobuf.dev/programming-guides/encoding): a message is
// fields one after another, each a key (number * 8 + kind) and a value. Kinds: 0 varint, 1 eight bytes, 2 bytes with
// their length, 5 four bytes; numbers are little-endian. Repeated numbers are packed.

struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private mutating func key(_ field: Int, _ kind: Int) { varint(UInt64(field << 3 | kind)) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 128 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func integer(_ field: Int, _ value: Int) {
        key(field, 0)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func blob(_ field: Int, _ value: [UInt8]) {
        key(field, 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func text(_ field: Int, _ value: String) { blob(field, Array(value.utf8)) }

    mutating func message(_ field: Int, _ fill: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        fill(&inner)
        blob(field, inner.bytes)
    }

    mutating func integers(_ field: Int, _ values: [Int]) {
        var inner = ProtobufWriter()
        for value in values { inner.varint(UInt64(bitPattern: Int64(value))) }
        blob(field, inner.bytes)
    }

    mutating func floats(_ field: Int, _ values: [Float]) {
        blob(field, values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } })
    }
}
