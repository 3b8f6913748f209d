// The loop of atoms of a CIF, row by row: which element, where, with what occupancy and charge.

import Basics
import Foundation

struct CIFSites {
    private let source: SourceName
    private let block: CIFBlock
    /// The elements that the formula names, else those of the file's list of atom types: they decide between readings
    /// of labels.
    private let stated: Set<Element>
    private(set) var notes: [String] = []

    init(source: SourceName, block: CIFBlock, formula: CIFFormula) {
        self.source = source
        self.block = block
        stated = formula.counts.isEmpty ? Self.elementsOfTypes(block) : formula.elements
    }

    private static func elementsOfTypes(_ block: CIFBlock) -> Set<Element> {
        guard let types = block.column("_atom_type_symbol") else { return [] }
        return Set(
            (0..<types.count).compactMap { row in
                guard let text = types[row], case .atom(let atom) = AtomType.read(type: text, formula: []) else {
                    return nil
                }
                return atom.element
            })
    }

    /// The atoms of the block, one for each part of a mixed site.
    /// - Throws: `SparError` that names the line and the atom.
    mutating func listed(_ lattice: Lattice) throws -> [ListedSite] {
        let place = try coordinates()
        let toFractional = place.isFractional ? nil : cartesianTransformation(lattice)
        let columns = Columns(block)
        var sites: [ListedSite] = []
        for row in 0..<place.columns[0].count {
            let line = place.columns[0].line(row)
            guard let name = columns.labels?[row] ?? columns.types?[row] else {
                throw source.error(line: line, "an atom has neither _atom_site_label nor _atom_site_type_symbol")
            }
            if columns.flags?[row]?.lowercased() == "dum" {
                notes.append("\(name) is a dummy atom and was left out")
                continue
            }
            guard let position = try position(place.columns, row, name, line, place.isFractional),
                let occupancy = try occupancy(columns.occupancies?[row], name, line)
            else { continue }
            let frac = toFractional.map { $0 * position } ?? position
            let units = place.columns.map { place.isFractional ? $0[row].map(CIFNumber.unit) ?? 0 : 0 }
            let type = columns.types?[row]
            for (atom, share) in try atoms(type, name, line, occupancy) {
                let charge =
                    atom.oxidation ?? type.flatMap { columns.charges[$0] } ?? columns.charges[atom.element.symbol]
                sites.append(
                    ListedSite(
                        site: Site(element: atom.element, frac: frac, occupancy: share, oxidation: charge, label: name),
                        line: line, multiplicity: columns.multiplicities?[row].flatMap { Int($0) },
                        passedOver: type == nil ? atom.passedOver : nil, unit: Vector3(units)))
            }
        }
        guard !sites.isEmpty else {
            throw source.error("none of the atoms of data block \"\(block.name)\" has known coordinates")
        }
        settlePassedOver(&sites, lattice)
        return sites
    }

    /// The columns of the coordinates, fractional where all three are there.
    private func coordinates() throws -> (columns: [CIFColumn], isFractional: Bool) {
        let fractional = ["x", "y", "z"].compactMap { block.column("_atom_site_fract_\($0)") }
        let isFractional = fractional.count == 3
        let columns = isFractional ? fractional : ["x", "y", "z"].compactMap { block.column("_atom_site_cartn_\($0)") }
        guard columns.count == 3 else {
            throw source.error(
                block.hasTag(startingWith: "_atom_site_")
                    ? "the atoms of data block \"\(block.name)\" have no coordinates: _atom_site_fract_x, _y and _z "
                        + "are needed"
                    : "data block \"\(block.name)\" has no atoms: a loop with _atom_site_label and "
                        + "_atom_site_fract_x, _y and _z is needed")
        }
        guard columns.allSatisfy({ $0.loop == columns[0].loop }) else {
            throw source.error(line: columns[0].line(0), "the atom coordinates stand in different loops")
        }
        return (columns, isFractional)
    }

    /// Says which labels were read as an element of one letter. One that shares its place is a dopant: it is what its
    /// two letters say, though the formula, the host's, does not have it.
    private mutating func settlePassedOver(_ sites: inout [ListedSite], _ lattice: Lattice) {
        for i in sites.indices {
            guard let other = sites[i].passedOver else { continue }
            let isShared =
                sites[i].site.occupancy < 1
                && sites.indices.contains {
                    $0 != i && sites[$0].site.label != sites[i].site.label
                        && lattice.shortDistance(sites[$0].site.frac, sites[i].site.frac) < Structure.placeTolerance
                }
            if isShared {
                sites[i].site.element = other
            } else {
                let site = sites[i].site
                notes.append("\(site.label) was taken as \(site.element.symbol), not as \(other.symbol)")
            }
        }
    }

    /// The atoms of one row with their occupancies: one, none for a dummy, several for a mixed site.
    private mutating func atoms(
        _ type: String?, _ label: String, _ line: Int,
        _ occupancy: Double
    ) throws -> [(AtomType, Double)] {
        let mixedType = type.flatMap { MixedSite.read(type: $0) }
        // Where a type says nothing but what is mixed, the label may hold the amounts.
        let mixedLabel = mixedType != nil || type == nil ? MixedSite.read(label: label, formula: stated) : nil
        let candidates = [(mixedType, "type", type ?? ""), (mixedLabel, "label", label)]
        for case (let site?, let what, let text) in candidates where site.hasAmounts {
            guard let shares = site.occupancies(stated: occupancy) else {
                throw source.error(
                    line: line,
                    "the amounts in the \(what) \"\(text)\" of atom \(label) do not add up "
                        + "to its occupancy, \(shortNumber(occupancy)), nor to 1")
            }
            if site.parts.count > 1 || shares[0] != occupancy {
                notes.append("\(label): its \(what) \(text) was read as \(site.text(shares))")
            }
            return Array(zip(site.parts.map(\.atom), shares))
        }
        for case (let site?, let what, let text) in candidates {
            throw source.error(
                line: line,
                "the \(what) \"\(text)\" of atom \(label) names \(site.names) without "
                    + "amounts: give each a row with its own type and occupancy, or state the amounts, as in Fe0.5Ni0.5"
            )
        }
        return try atomType(type, label, line).map { [($0, occupancy)] } ?? []
    }

    private mutating func atomType(_ type: String?, _ label: String, _ line: Int) throws -> AtomType? {
        var readings: [AtomType.Reading] = []
        if let type { readings.append(AtomType.read(type: type, formula: stated)) }
        readings.append(AtomType.read(label: label, formula: stated))
        for reading in readings {
            switch reading {
            case .atom(let atom):
                if type != nil, readings[0] == .unknown {
                    notes.append(
                        "\(label): its type \(type ?? "") is no element; \(atom.element.symbol) was taken from "
                            + "the label")
                } else if let type, !["O", "D"].contains(atom.element.symbol), AtomType.saysMore(type: type, than: atom)
                {
                    notes.append("\(label): its type \(type) was read as \(atom.element.symbol)")
                }
                noteOxygen(atom, type ?? label, label)
                return atom
            case .dummy:
                notes.append("\(label) is no atom (\(type ?? label)) and was left out")
                return nil
            case .unknown:
                continue
            }
        }
        let text = type ?? label
        throw source.error(
            line: line,
            "\(type == nil ? "the label" : "the type") \"\(text)\" of atom \(label) "
                + "names no element\(AtomType.suggestion(for: text))")
    }

    private mutating func noteOxygen(_ atom: AtomType, _ text: String, _ label: String) {
        if atom.element.symbol == "O", atom.passedOver == nil, text.first?.uppercased() != "O" {
            notes.append("\(label) was taken as the oxygen of water; its hydrogen is missing")
        }
    }

    /// Nil, with a note, where a coordinate is unknown.
    private mutating func position(
        _ columns: [CIFColumn], _ row: Int, _ name: String, _ line: Int,
        _ isFractional: Bool
    ) throws -> Vector3? {
        var p = Vector3.zero
        for k in 0..<3 {
            guard let text = columns[k][row] else {
                notes.append("\(name) has no coordinates and was left out")
                return nil
            }
            guard let value = isFractional ? CIFNumber.coordinate(text) : CIFNumber(text)?.value, abs(value) < 1e6
            else {
                throw source.error(
                    line: line,
                    "coordinate \(["x", "y", "z"][k]) of atom \(name) is \"\(text)\", which "
                        + "is no number" + (text.contains(",") ? "; decimals take a point" : ""))
            }
            p[k] = value
        }
        return p
    }

    /// Nil, with a note, for an empty site.
    private mutating func occupancy(_ text: String?, _ name: String, _ line: Int) throws -> Double? {
        guard let text else { return 1 }
        guard let value = CIFNumber(text)?.value else {
            throw source.error(line: line, "the occupancy of atom \(name) is \"\(text)\", which is no number")
        }
        if value == 0 {
            notes.append("\(name) has occupancy 0 and was left out")
            return nil
        }
        if value > 1, value <= 1.05 {
            notes.append("\(name) has occupancy \(shortNumber(value)), which was taken as 1")
            return 1
        }
        guard value > 0, value <= 1 else {
            throw source.error(
                line: line, "the occupancy of atom \(name) is \(shortNumber(value)); it lies between 0 and 1")
        }
        return value
    }

    /// Takes Cartesian columns to fractional ones: by the file's matrix, else with a along x and b in the xy plane,
    /// the convention of the Protein Data Bank.
    private mutating func cartesianTransformation(_ lattice: Lattice) -> Matrix3 {
        var rows: [Vector3] = []
        for i in 1...3 {
            let entries = (1...3).compactMap { j in
                block.value("_atom_sites_cartn_tran_matrix_\(i)\(j)", "_atom_sites_cartn_transf_matrix[\(i)][\(j)]")
                    .flatMap { CIFNumber($0.text)?.value }
            }
            if entries.count == 3 { rows.append(Vector3(entries[0], entries[1], entries[2])) }
        }
        if rows.count == 3 {
            let matrix = Matrix3(rows: rows[0], rows[1], rows[2])
            if abs(matrix.determinant) > 1e-6 { return matrix.inverse }
        }
        notes.append("the coordinates are Cartesian; a was taken along x and b in the xy plane")
        let ax = Vector3(lattice.a, 0, 0)
        let r = Double.pi / 180
        let bx = lattice.b * Vector3(cos(lattice.gamma * r), sin(lattice.gamma * r), 0)
        let cx = lattice.c * cos(lattice.beta * r)
        let cy =
            lattice.c * (cos(lattice.alpha * r) - cos(lattice.beta * r) * cos(lattice.gamma * r))
            / sin(lattice.gamma * r)
        let cz = max(0, lattice.c * lattice.c - cx * cx - cy * cy).squareRoot()
        return Matrix3(columns: ax, bx, Vector3(cx, cy, cz)).inverse
    }
}

/// The columns beside the coordinates; nil where the loop has none.
private struct Columns {
    let labels: CIFColumn?
    let types: CIFColumn?
    let occupancies: CIFColumn?
    let flags: CIFColumn?
    let multiplicities: CIFColumn?
    /// By type symbol.
    let charges: [String: Double]

    init(_ block: CIFBlock) {
        labels = block.column("_atom_site_label", "_atom_site_label_atom_id", "_atom_site_id")
        types = block.column("_atom_site_type_symbol")
        occupancies = block.column("_atom_site_occupancy")
        flags = block.column("_atom_site_calc_flag")
        multiplicities = block.column("_atom_site_symmetry_multiplicity", "_atom_site_site_symmetry_multiplicity")
        charges = Self.charges(block)
    }

    /// By type symbol, from the loop of atom types.
    private static func charges(_ block: CIFBlock) -> [String: Double] {
        guard let symbols = block.column("_atom_type_symbol"),
            let numbers = block.column("_atom_type_oxidation_number"),
            symbols.loop == numbers.loop
        else { return [:] }
        var result: [String: Double] = [:]
        for row in 0..<symbols.count {
            if let symbol = symbols[row], let charge = numbers[row].flatMap({ CIFNumber($0)?.value }), abs(charge) < 10
            {
                result[symbol] = charge
            }
        }
        return result
    }
}
