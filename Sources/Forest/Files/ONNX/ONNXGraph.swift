// What an ONNX file holds, as far as reading a forest needs it: operators with their attributes, the input's shape, the
// metadata. Field numbers are those of onnx.proto (github.com/onnx/onnx).

import Basics

struct ONNXAttribute {
    var text = ""
    var integer = 0
    var integers: [Int] = [], texts: [String] = []
    var floats: [Float] = []
    /// A tensor's numbers, of 32 or 64 bits.
    var doubles: [Double]?

    init() {}

    init(_ reader: ProtobufReader, name: inout String) throws {
        var reader = reader
        while let (field, value) = try reader.next() {
            switch field {
            case 1: name = try value.text()
            case 3: integer = try value.integer()
            case 4: text = try value.text()
            case 5: doubles = try Self.tensor(try value.message())
            case 7: try value.append(to: &floats)
            case 8: try value.append(to: &integers)
            case 9: texts.append(try value.text())
            default: continue
            }
        }
    }

    private static func tensor(_ reader: ProtobufReader) throws -> [Double] {
        var reader = reader
        var type = 0
        var floats: [Float] = [], doubles: [Double] = []
        var raw: ProtobufReader.Value?
        while let (field, value) = try reader.next() {
            switch field {
            case 2: type = try value.integer()
            case 4: try value.append(to: &floats)
            case 9: raw = value
            case 10: try value.append(to: &doubles)
            case 13, 14: throw SparError("numbers of the model stand in another file, which Spar does not read")
            default: continue
            }
        }
        switch type {
        case 1:
            try raw?.append(to: &floats)
            return floats.map { Double($0) }
        case 11:
            try raw?.append(to: &doubles)
            return doubles
        default: throw SparError("a tensor holds numbers of type \(type); Spar reads 1 (float) and 11 (double)")
        }
    }
}

struct ONNXOperator {
    var type = "", domain = ""
    var attributes: [String: ONNXAttribute] = [:]

    init(_ reader: ProtobufReader) throws {
        var reader = reader
        while let (field, value) = try reader.next() {
            switch field {
            case 4: type = try value.text()
            case 5:
                var name = ""
                let attribute = try ONNXAttribute(try value.message(), name: &name)
                attributes[name] = attribute
            case 7: domain = try value.text()
            default: continue
            }
        }
    }
}

struct ONNXGraph {
    var operators: [ONNXOperator] = []
    var metadata: [String: String] = [:]
    /// Element type (1 float, 11 double) and last dimension of each input; a dimension that is open is nil.
    var inputs: [(type: Int, columns: Int?)] = []

    init(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = ProtobufReader(bytes)
        var hasGraph = false
        while let (field, value) = try reader.next() {
            switch field {
            case 7:
                hasGraph = true
                try read(graph: try value.message())
            case 14:
                let (key, text) = try Self.entry(try value.message())
                metadata[key] = text
            default: continue
            }
        }
        guard hasGraph else { throw SparError("this is no ONNX model: it has no graph") }
    }

    private mutating func read(graph: ProtobufReader) throws {
        var graph = graph
        while let (field, value) = try graph.next() {
            switch field {
            case 1: operators.append(try ONNXOperator(try value.message()))
            case 11: inputs.append(try Self.input(try value.message()))
            default: continue
            }
        }
    }

    private static func entry(_ reader: ProtobufReader) throws -> (String, String) {
        var reader = reader, key = "", text = ""
        while let (field, value) = try reader.next() {
            if field == 1 { key = try value.text() }
            if field == 2 { text = try value.text() }
        }
        return (key, text)
    }

    /// ValueInfoProto: type (2), tensor_type (1), elem_type (1) and shape (2) with its dims (1), each dim_value (1).
    private static func input(_ reader: ProtobufReader) throws -> (type: Int, columns: Int?) {
        var type = 0, columns: Int?
        try each(2, of: reader) {
            try each(1, of: try $0.message()) { tensor in
                try each(1, of: try tensor.message()) { type = try $0.integer() }
                try each(2, of: try tensor.message()) {
                    try each(1, of: try $0.message()) { dimension in
                        columns = nil
                        try each(1, of: try dimension.message()) { columns = try $0.integer() }
                    }
                }
            }
        }
        return (type, columns)
    }

    private static func each(
        _ wanted: Int, of reader: ProtobufReader, _ visit: (ProtobufReader.Value) throws -> Void
    ) throws {
        var reader = reader
        while let (field, value) = try reader.next() { if field == wanted { try visit(value) } }
    }
}
