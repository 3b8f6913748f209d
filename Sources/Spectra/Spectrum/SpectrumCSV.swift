// Spectra as CSV files: metadata in comment lines, one line of column names, one line a grid point.
//
//     # Spar polarized spectrum
//     # engine: feff
//     # fermi_level_eV: -12.378065
//     energy,x,y,z,xx,yy,zz,xy,xz,yz
//
// Energies in eV about the Fermi level where `fermi_level_eV` is given. x, y, z are along `axes`; the six tensor
// columns, in the crystal's frame, stand where the tensor is known and rule over x, y, z when the file is read.
// Numbers are written so that they read back exactly. Files of others need only the header energy,x,y,z.

import Basics
import Crystal

extension PolarizedSpectrum {
    /// The text of a CSV file.
    public func csv() -> String {
        func number(_ x: Double) -> String { NumberText.shortest(x) }
        func vector(_ v: Vector3) -> String { "\(number(v.x)) \(number(v.y)) \(number(v.z))" }
        func line(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
        var out = "# Spar polarized spectrum\n"
        if !details.engine.isEmpty { out += "# engine: \(line(details.engine))\n" }
        if let fermi = details.fermiLevel { out += "# fermi_level_eV: \(number(fermi))\n" }
        if let offset = details.emissionOffset { out += "# emission_offset_eV: \(number(offset))\n" }
        if let window { out += "# window_eV: \(number(window.from)) \(number(window.to))\n" }
        out += "# frame: \(details.frame.rawValue)\n"
        for (name, j) in [("x", 0), ("y", 1), ("z", 2)] { out += "# axis_\(name): \(vector(axes.column(j)))\n" }
        for fact in details.provenance { out += "# provenance: \(line(fact.name)): \(line(fact.value))\n" }
        for note in details.notes { out += "# note: \(line(note))\n" }
        out += "energy,x,y,z" + (tensor == nil ? "" : "," + TensorCurves.componentNames.joined(separator: ",")) + "\n"
        let (x, y, z) = polarizations
        let columns = [x, y, z] + (tensor?.components ?? [])
        for k in energies.indices {
            out += number(energies[k])
            for column in columns { out += "," + number(column[k]) }
            out += "\n"
        }
        return out
    }

    /// Writes `csv()` to a file, replaced only by a complete one.
    public func write(to path: String) throws { try AtomicFile.write(csv(), to: path) }

    /// Reads a CSV file.
    public static func read(_ path: String) throws -> PolarizedSpectrum {
        var reader = SpectrumReader(name: path)
        return try reader.read(String(decoding: try FileBytes.read(path), as: UTF8.self))
    }

    /// Reads CSV text.
    /// - Throws: `SparError` naming `name`, the line and the value.
    public static func parse(csv text: String, name: String = "spectrum") throws -> PolarizedSpectrum {
        var reader = SpectrumReader(name: name)
        return try reader.read(text)
    }
}

private struct SpectrumReader {
    let name: String
    private var details = PolarizedSpectrum.Details()
    private var axes: [Vector3?] = [nil, nil, nil]

    init(name: String) { self.name = name }

    mutating func read(_ text: String) throws -> PolarizedSpectrum {
        var columns: [String] = [], values: [[Double]] = [], lines: [Int] = []
        var content = text
        if content.unicodeScalars.first == "\u{feff}" { content.unicodeScalars.removeFirst() }
        for (i, raw) in content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.trimmed
            if line.isEmpty { continue }
            if line.first == "#" {
                try metadata(line.dropFirst().trimmed, line: i + 1)
                continue
            }
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
            if columns.isEmpty {
                columns = try header(fields, line: i + 1)
                values = [[Double]](repeating: [], count: columns.count)
                continue
            }
            guard fields.count == columns.count else {
                throw SparError(
                    at: .file(name, line: i + 1),
                    "\(fields.count) fields where the header has \(columns.count) "
                        + "columns")
            }
            for (c, field) in fields.enumerated() {
                guard let value = NumberText.parse(field), value.isFinite else {
                    throw SparError(
                        at: .file(name, line: i + 1), "\"\(field)\" in column \(columns[c]) is not a finite number")
                }
                values[c].append(value)
            }
            if let energy = values[0].last, values[0].count > 1, energy <= values[0][values[0].count - 2] {
                throw SparError(
                    at: .file(name, line: i + 1),
                    "the energies must ascend, but \(NumberText.short(energy)) follows "
                        + NumberText.short(values[0][values[0].count - 2]))
            }
            lines.append(i + 1)
        }
        guard !columns.isEmpty else { throw SparError("\(name) holds no spectrum: a header energy,x,y,z is expected") }
        guard lines.count >= 2 else {
            throw SparError(
                "\(name) holds \(lines.count) \(lines.count == 1 ? "point" : "points") of a spectrum; "
                    + "at least two are needed")
        }
        func column(_ wanted: String) -> [Double] { columns.firstIndex(of: wanted).map { values[$0] } ?? [] }
        let response: PolarizedSpectrum.Response
        if columns.contains("xx") {
            response = .tensor(TensorCurves(components: TensorCurves.componentNames.map(column)))
        } else {
            response = .polarizations(x: column("x"), y: column("y"), z: column("z"))
        }
        let given = axes.compactMap { $0 }
        let matrix = given.count == 3 ? Matrix3(columns: given[0], given[1], given[2]) : .identity
        return try blaming(.file(name)) {
            try PolarizedSpectrum(energies: values[0], response: response, axes: matrix, details: details)
        }
    }

    /// The names, `energy` first; the energy column must come first in the file.
    private func header(_ fields: [String], line: Int) throws -> [String] {
        let names = fields.map { $0 == "energy_eV" ? "energy" : $0 }
        let known = ["energy", "x", "y", "z"] + TensorCurves.componentNames
        for field in names where !known.contains(field) {
            let near = nearestName(to: field, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            throw SparError(
                at: .file(name, line: line),
                "a spectrum has the columns energy,x,y,z or energy,xx,yy,zz,xy,xz,yz; "
                    + "\"\(field)\" is none of them\(near)")
        }
        for field in names where names.filter({ $0 == field }).count > 1 {
            throw SparError(at: .file(name, line: line), "the column \"\(field)\" stands twice")
        }
        guard names.first == "energy" else {
            throw SparError(at: .file(name, line: line), "the first column of a spectrum must be energy")
        }
        let hasTensor = names.contains { TensorCurves.componentNames.contains($0) }
        let needed = hasTensor ? TensorCurves.componentNames : ["x", "y", "z"]
        for column in needed where !names.contains(column) {
            throw SparError(
                at: .file(name, line: line),
                "the column \"\(column)\" is missing; a spectrum has the columns "
                    + "energy,x,y,z or energy,xx,yy,zz,xy,xz,yz")
        }
        return names
    }

    /// One comment line. Comments that are no metadata of ours are left alone.
    private mutating func metadata(_ text: String, line: Int) throws {
        guard let colon = text.firstIndex(of: ":") else { return }
        let key = text[..<colon], value = text[text.index(after: colon)...].trimmed
        func numbers(_ count: Int) throws -> [Double] {
            let found = value.split(separator: " ").compactMap { NumberText.parse($0) }
            guard found.count == count, found.allSatisfy(\.isFinite) else {
                throw SparError(
                    at: .file(name, line: line),
                    "\(key) needs \(count == 1 ? "a number" : "\(count) numbers"), "
                        + "not \"\(value)\"")
            }
            return found
        }
        switch key {
        case "engine": details.engine = value
        case "fermi_level_eV":
            details.fermiLevel = try numbers(1)[0]
            if details.window == nil { details.window = .standard }
        case "emission_offset_eV": details.emissionOffset = try numbers(1)[0]
        case "window_eV":
            let w = try numbers(2)
            details.window = try blaming(.file(name, line: line)) { try EnergyWindow(from: w[0], to: w[1]) }
        case "frame":
            guard let frame = SpectrumFrame(rawValue: value) else {
                throw SparError(
                    at: .file(name, line: line),
                    "the frame of a spectrum is "
                        + SpectrumFrame.allCases.map(\.rawValue).joined(separator: ", ")
                        + "; \"\(value)\" is none of them")
            }
            details.frame = frame
        case "axis_x", "axis_y", "axis_z":
            let v = try numbers(3)
            axes[key == "axis_x" ? 0 : key == "axis_y" ? 1 : 2] = Vector3(v[0], v[1], v[2])
        case "provenance":
            let parts = value.split(separator: ":", maxSplits: 1).map(\.trimmed)
            if parts.count == 2 { details.provenance.append(ProvenanceLine(parts[0], parts[1])) }
        case "note": details.notes.append(value)
        default: break
        }
    }
}
