// The result of one spectral job: the tensor of a site in the crystal's frame and what came with it.
//
// As bytes (the run store's and the spool's form): the line "SPAR SITE 2", the length of a JSON header as eight
// hexadecimal digits and a newline, the header, then little-endian doubles: the energies, xx yy zz xy xz yz, and each
// density of states, one after the other; then the input and the log as they are, whose lengths stand in the header.
// Doubles are kept exactly and read fast; what follows is checked by length. The header names the job by its key, so
// that bytes which lie under another job's key are found out; results of older programs name none.

import Basics
import Crystal

public struct SiteResult: Equatable, Sendable {
    /// `.ok` or `.okAfterRetries`, or `.unconverged` where a script asked to keep such a result.
    public var status: JobStatus
    /// eV about the Fermi level.
    public var energies: [Double]
    /// In the crystal's Cartesian frame.
    public var tensor: TensorCurves
    /// On the engine's scale, eV.
    public var fermiLevel: Double
    /// Photon energy minus `energies`, eV; nil where the engine does not know it.
    public var emissionOffset: Double?
    /// Of absorption: what an intensity of 1 is, Mb an atom; nil where the engine does not know it.
    public var edgeStep: Double?
    public var electronic: ElectronicQuantities
    public var densitiesOfStates: [DensityOfStates]
    public var notes: [String]
    /// Engine and version, retries, times, node: facts about the run, in a fixed order.
    public var provenance: [ProvenanceLine]
    /// The input as it was given to the engine; empty for an embedded one.
    public var input: String
    /// The tails of the engine's logs.
    public var log: String

    public init(
        status: JobStatus, energies: [Double], tensor: TensorCurves, fermiLevel: Double, emissionOffset: Double?,
        electronic: ElectronicQuantities, densitiesOfStates: [DensityOfStates] = [], notes: [String] = [],
        provenance: [ProvenanceLine] = [], input: String = "", log: String = "", edgeStep: Double? = nil
    ) {
        self.edgeStep = edgeStep
        self.status = status
        self.energies = energies
        self.tensor = tensor
        self.fermiLevel = fermiLevel
        self.emissionOffset = emissionOffset
        self.electronic = electronic
        self.densitiesOfStates = densitiesOfStates
        self.notes = notes
        self.provenance = provenance
        self.input = input
        self.log = log
    }

    private static let magic = Array("SPAR SITE 2\n".utf8)

    /// The stored form.
    /// - Parameter key: of the job that this is the result of.
    public func encoded(job key: String) throws -> [UInt8] {
        var members =
            JSON([
                "job": key, "status": status, "points": energies.count, "fermi_level": fermiLevel,
                "emission_offset": emissionOffset, "electronic": electronic,
                "densities_of_states": densitiesOfStates.map(\.label), "notes": notes, "provenance": provenance,
                "input": input.utf8.count, "log": log.utf8.count,
            ]).members ?? [:]
        if let edgeStep { members["edge_step"] = .number(edgeStep) }
        let header = try JSON.object(members).canonicalBytes()
        var bytes = Self.magic
        let length = String(header.count, radix: 16)
        bytes += Array((String(repeating: "0", count: 8 - length.count) + length + "\n").utf8)
        bytes += header
        for curve in [energies] + tensor.components + densitiesOfStates.map(\.values) {
            for value in curve { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        }
        bytes += input.utf8
        bytes += log.utf8
        return bytes
    }

    /// Reads the stored form.
    /// - Parameter key: of the job whose result this shall be.
    /// - Throws: `SparError` for anything that is not a whole and valid result of that job.
    public init(encoded bytes: [UInt8], job key: String) throws {
        let magic = Self.magic, prefix = magic.count + 9
        guard bytes.count > prefix, bytes.starts(with: magic),
            let length = Int(String(decoding: bytes[magic.count..<prefix - 1], as: UTF8.self), radix: 16),
            (0...bytes.count - prefix).contains(length)
        else { throw SparError("this is not a stored spectrum, or it was cut short") }
        let header = try JSON.parse(Array(bytes[prefix..<prefix + length]), name: "stored spectrum")
        let parts = try blaming(.part("the header of this stored spectrum")) { try Parts(header) }
        if let owner = header["job"]?.text, owner != key {
            throw SparError("this is the result of another job, \(owner)")
        }
        // None of these counts can be more than there are bytes: their sum does not overflow.
        let points = parts.points, inputBytes = parts.input, logBytes = parts.log
        guard [points, parts.labels.count, inputBytes, logBytes].allSatisfy({ $0 <= bytes.count }) else {
            throw SparError(
                "this stored spectrum was cut short: its header speaks of more than its \(bytes.count) bytes")
        }
        let start = prefix + length, textStart = start + 8 * points * (7 + parts.labels.count)
        guard bytes.count == textStart + inputBytes + logBytes else {
            throw SparError(
                "this stored spectrum was cut short: \(bytes.count) bytes, "
                    + "\(textStart + inputBytes + logBytes) expected")
        }
        let curves = bytes.withUnsafeBytes { raw in
            (0..<7 + parts.labels.count).map { curve in
                [Double](unsafeUninitializedCapacity: points) { values, count in
                    for k in 0..<points {
                        let bits = raw.loadUnaligned(fromByteOffset: start + 8 * (curve * points + k), as: UInt64.self)
                        values.initializeElement(at: k, to: Double(bitPattern: UInt64(littleEndian: bits)))
                    }
                    count = points
                }
            }
        }
        func text(_ from: Int, _ count: Int) -> String { String(decoding: bytes[from..<from + count], as: UTF8.self) }
        self.init(
            status: try header.read("status"), energies: curves[0],
            tensor: TensorCurves(components: Array(curves[1...6])), fermiLevel: try header.read("fermi_level"),
            emissionOffset: try header.read("emission_offset"), electronic: try header.read("electronic"),
            densitiesOfStates: zip(parts.labels, curves[7...]).map { DensityOfStates(label: $0, values: $1) },
            notes: try header.read("notes"), provenance: try header.read("provenance"),
            input: text(textStart, inputBytes), log: text(textStart + inputBytes, logBytes),
            edgeStep: try header.read("edge_step"))
    }

    /// How what follows the header is parted.
    private struct Parts {
        let points: Int
        /// Of the densities of states.
        let labels: [String]
        /// Bytes.
        let input: Int, log: Int

        init(_ header: JSON) throws {
            points = try header.read("points")
            labels = try header.read("densities_of_states")
            input = try header.read("input")
            log = try header.read("log")
            guard points >= 2, input >= 0, log >= 0 else { throw SparError("its counts cannot be") }
        }
    }
}

extension ProvenanceLine: JSONCodable {
    public var json: JSON { [name, value].json }

    public init(json: JSON) throws {
        let parts = try [String](json: json)
        guard parts.count == 2 else { throw SparError("a name and a value are expected") }
        self.init(parts[0], parts[1])
    }
}

extension JobStatus: JSONCodable {
    public var json: JSON { .string(text) }

    public init(json: JSON) throws {
        let word = try String(json: json)
        guard let status = JobStatus(text: word) else { throw SparError("\"\(word)\" is no status of a job") }
        self = status
    }
}
