// A measured absorption spectrum: photon energies, and a curve for each polarization that was measured.

import Basics
import Crystal

public struct MeasuredSpectrum: Equatable, Sendable {
    public struct Curve: Equatable, Sendable {
        /// The column's label.
        public let label: String
        /// Nil where the file does not say.
        public let polarization: MeasuredPolarization?
        public let values: [Double]

        public init(label: String, polarization: MeasuredPolarization?, values: [Double]) {
            self.label = label
            self.polarization = polarization
            self.values = values
        }
    }

    /// What was done to the curves.
    public enum Processing: String, Sendable {
        /// An absorption coefficient, or a ratio of counts: background and edge step are in it.
        case raw
        /// The background taken off and the edge step made 1, as Athena's and Larch's "norm".
        case normalized
        /// Besides, the slope and curvature after the edge taken off, as their "flat".
        case flattened
    }

    /// Photon energies, eV, ascending.
    public let energies: [Double]
    /// At least one.
    public let curves: [Curve]
    public let processing: Processing
    public let element: Element?
    /// As the file names it, "K" or "L3"; nil where it does not.
    public let edge: String?
    /// Where whoever processed it put the edge, eV.
    public let edgeEnergy: Double?
    /// The header's fields, in their order.
    public let facts: [ProvenanceLine]
    public let notes: [String]

    public init(
        energies: [Double], curves: [Curve], processing: Processing, element: Element? = nil, edge: String? = nil,
        edgeEnergy: Double? = nil, facts: [ProvenanceLine] = [], notes: [String] = []
    ) {
        self.energies = energies
        self.curves = curves
        self.processing = processing
        self.element = element
        self.edge = edge
        self.edgeEnergy = edgeEnergy
        self.facts = facts
        self.notes = notes
    }

    /// Reads an XDI file, columns of Athena or Larch, or any columns of energy and absorption.
    /// - Parameter column: the label of the curve that is wanted; nil for the one that is processed furthest.
    /// - Throws: `SparError` naming file, line and value.
    public static func read(_ path: String, column: String? = nil) throws -> MeasuredSpectrum {
        let bytes = try FileBytes.read(path)
        try ForeignDialect.reject(bytes, name: path)
        return try parse(String(decoding: bytes, as: UTF8.self), name: path, column: column)
    }

    /// - Parameter name: the file's, for messages.
    public static func parse(_ text: String, name: String = "spectrum", column: String? = nil) throws
        -> MeasuredSpectrum
    {
        let table = try ColumnTable(text: text, name: name)
        return try AbsorptionColumns(table, AbsorptionHeader(table, name: name), name: name).spectrum(column)
    }
}
