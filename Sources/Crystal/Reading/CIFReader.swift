// Assembles a structure from one data block of a CIF: cell, symmetry, sites, all atoms.
//
// The lattice lies as pymatgen's does (c along z, a in the xz plane). Every liberty taken is a note that names the
// site.

import Basics
import Foundation

struct CIFReader {
    private let source: SourceName
    private let block: CIFBlock
    private let formula: CIFFormula
    /// The elements that the formula names, else those of the file's list of atom types: they decide between readings
    /// of labels.
    private let stated: Set<Element>
    private var notes: [String] = []

    /// - Parameter block: which data block; nil for the first one that lists atoms.
    static func read(_ bytes: [UInt8], name: String, block: CIFBlockChoice? = nil) throws -> Structure {
        let document = try CIFDocument(bytes, name: name)
        let source = SourceName(name: name)
        let (chosen, note) = try choose(document.blocks, block, source)
        var reader = CIFReader(source: source, block: chosen)
        if let note { reader.notes.append(note) }
        return try reader.structure()
    }

    private init(source: SourceName, block: CIFBlock) {
        self.source = source
        self.block = block
        formula = CIFFormula(block)
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

    private static func choose(
        _ blocks: [CIFBlock], _ wanted: CIFBlockChoice?,
        _ source: SourceName
    ) throws -> (CIFBlock, note: String?) {
        func listsAtoms(_ b: CIFBlock) -> Bool {
            b.column("_atom_site_fract_x", "_atom_site_cartn_x") != nil
        }
        let withAtoms = blocks.filter(listsAtoms)
        switch wanted {
        case .name(let text): return (try named(text, blocks, withAtoms, source), nil)
        case .number(let number):
            guard let block = withAtoms[number: number] else {
                throw source.error("there is no structure number \(number); the file holds \(withAtoms.count)")
            }
            return (block, nil)
        case nil: break
        }
        if let first = withAtoms.first {
            guard withAtoms.count > 1 else { return (first, nil) }
            let names = withAtoms.map { "\"\($0.name)\"" }
            // Blocks of one name can be told apart by their numbers only.
            let isUnique = Set(names.map { $0.lowercased() }).count == names.count
            let others = names.indices.dropFirst().prefix(5).map { isUnique ? names[$0] : "\($0 + 1) (\(names[$0]))" }
            return (
                first,
                "the file holds \(withAtoms.count) structures: \"\(first.name)\" was read; "
                    + "choose another with block: \(others.joined(separator: ", "))"
            )
        }
        guard let first = blocks.first(where: { $0.hasTag(startingWith: "_atom_site_") }) ?? blocks.first,
            blocks.contains(where: { !$0.isEmpty })
        else {
            throw source.error("the CIF is empty: it has no data")
        }
        return (first, nil)
    }

    private static func named(
        _ wanted: String, _ blocks: [CIFBlock], _ withAtoms: [CIFBlock],
        _ source: SourceName
    ) throws -> CIFBlock {
        let name = wanted.lowercased().hasPrefix("data_") ? String(wanted.dropFirst(5)) : wanted
        var found = blocks.filter { $0.name == name }
        if found.isEmpty { found = blocks.filter { $0.name.lowercased() == name.lowercased() } }
        if found.count > 1 {
            // A block without atoms is not what was meant.
            let kept = withAtoms.indices.filter { k in found.contains { $0.line == withAtoms[k].line } }
            if kept.count == 1 { return withAtoms[kept[0]] }
            if kept.count > 1 {
                throw source.error(
                    line: found[1].line,
                    "data block \"\(name)\" stands in the file \(kept.count) times, "
                        + "first on line \(found[0].line); choose by number, block = "
                        + kept.map { "\($0 + 1)" }.joined(separator: " or "))
            }
        }
        if let first = found.first { return first }
        let known = (withAtoms.isEmpty ? blocks : withAtoms).prefix(10).map { "\"\($0.name)\"" }
        throw source.error("there is no data block \"\(wanted)\"; it has \(known.joined(separator: ", "))")
    }

    /// What decides the structure may be said once only.
    private func checkRepeats() throws {
        let deciding = ["_cell_", "_atom_site_", "_atom_sites_", "_space_group", "_symmetry", "_chemical_formula_sum"]
        guard
            let (tag, lines) = block.repeated.first(where: { entry in
                deciding.contains { entry.tag.hasPrefix($0) }
            })
        else { return }
        let isLoop = tag.hasPrefix("_atom_site_") && block.repeated.filter { $0.tag.hasPrefix("_atom_site_") }.count > 1
        throw source.error(
            line: lines.1,
            isLoop
                ? "data block \"\(block.name)\" has two loops of atoms: \(tag) stands on line \(lines.0) already; "
                    + "make one loop of them, or put a line data_name before the second structure"
                : "\(tag) stands on line \(lines.0) already; one of the two is wrong")
    }

    private mutating func structure() throws -> Structure {
        try checkRepeats()
        let lattice = try cell()
        let symmetry = try CIFSymmetry(block, lattice: lattice, source: source)
        let listed = try listedSites(lattice)
        notes += symmetry.notes
        let expansion = try expand(listed, symmetry, lattice)
        notes += expansion.notes
        checkFormula(expansion.atoms)
        let structure = Structure(lattice: lattice, sites: expansion.atoms, notes: notes)
        guard let note = structure.splitSiteNote else { return structure }
        return Structure(lattice: lattice, sites: expansion.atoms, notes: notes + [note])
    }

    // MARK: The cell

    private mutating func cell() throws -> Lattice {
        var values: [Double] = []
        for (tag, isLength) in [
            ("_cell_length_a", true), ("_cell_length_b", true), ("_cell_length_c", true),
            ("_cell_angle_alpha", false), ("_cell_angle_beta", false), ("_cell_angle_gamma", false),
        ] {
            guard let entry = block.value(tag) else {
                guard !isLength else {
                    throw source.error("data block \"\(block.name)\" has no cell: \(tag) is missing")
                }
                // The dictionary of CIF gives 90 degrees as the default of the angles.
                notes.append("\(tag) is missing and was taken as 90 degrees")
                values.append(90)
                continue
            }
            guard let number = CIFNumber(entry.text) else {
                throw source.error(
                    line: entry.line,
                    "\(tag) is \"\(entry.text)\", which is no number"
                        + (entry.text.contains(",") ? "; decimals take a point" : ""))
            }
            if let fault = isLength ? CellCheck.fault(length: number.value) : CellCheck.fault(angle: number.value) {
                throw source.error(line: entry.line, "\(tag) is \(shortNumber(number.value)); \(fault)")
            }
            values.append(number.value)
        }
        if let fault = CellCheck.fault(angles: values[3], values[4], values[5]) { throw source.error(fault) }
        let lattice = Lattice(
            a: values[0], b: values[1], c: values[2],
            alpha: values[3], beta: values[4], gamma: values[5])
        if let stated = block.value("_cell_volume").flatMap({ CIFNumber($0.text)?.value }), stated > 0,
            abs(stated - lattice.volume) > 0.01 * lattice.volume
        {
            notes.append(
                "the file gives a cell volume of \(shortNumber(stated)), its cell has "
                    + "\(shortNumber(lattice.volume)) cubic angstrom")
        }
        return lattice
    }

    // MARK: The sites

    private mutating func listedSites(_ lattice: Lattice) throws -> [ListedSite] {
        let fractional = [
            block.column("_atom_site_fract_x"), block.column("_atom_site_fract_y"),
            block.column("_atom_site_fract_z"),
        ]
        let cartesian = [
            block.column("_atom_site_cartn_x"), block.column("_atom_site_cartn_y"),
            block.column("_atom_site_cartn_z"),
        ]
        let isFractional = fractional.allSatisfy { $0 != nil }
        let columns = (isFractional ? fractional : cartesian).compactMap { $0 }
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
        let toFractional = isFractional ? nil : cartesianTransformation(lattice)
        let labels = block.column("_atom_site_label", "_atom_site_label_atom_id", "_atom_site_id")
        let types = block.column("_atom_site_type_symbol")
        let occupancies = block.column("_atom_site_occupancy"), flags = block.column("_atom_site_calc_flag")
        let multiplicities = block.column("_atom_site_symmetry_multiplicity", "_atom_site_site_symmetry_multiplicity")
        let charges = oxidationNumbers()
        var sites: [ListedSite] = []
        for row in 0..<columns[0].count {
            let line = columns[0].line(row)
            guard let name = labels?[row] ?? types?[row] else {
                throw source.error(line: line, "an atom has neither _atom_site_label nor _atom_site_type_symbol")
            }
            if flags?[row]?.lowercased() == "dum" {
                notes.append("\(name) is a dummy atom and was left out")
                continue
            }
            guard let position = try position(columns, row, name, line, isFractional) else { continue }
            guard let occupancy = try occupancy(occupancies?[row], name, line) else { continue }
            let frac = toFractional.map { $0 * position } ?? position
            let units = columns.map { isFractional ? $0[row].map(CIFNumber.unit) ?? 0 : 0 }
            let multiplicity = multiplicities?[row].flatMap { Int($0) }
            for (atom, share) in try atoms(types?[row], name, line, occupancy) {
                let charge = atom.oxidation ?? types?[row].flatMap { charges[$0] } ?? charges[atom.element.symbol]
                sites.append(
                    ListedSite(
                        site: Site(element: atom.element, frac: frac, occupancy: share, oxidation: charge, label: name),
                        line: line, multiplicity: multiplicity, passedOver: types?[row] == nil ? atom.passedOver : nil,
                        unit: Vector3(units)))
            }
        }
        guard !sites.isEmpty else {
            throw source.error("none of the atoms of data block \"\(block.name)\" has known coordinates")
        }
        settlePassedOver(&sites, lattice)
        return sites
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

    /// Charges by type symbol from the loop of atom types.
    private func oxidationNumbers() -> [String: Double] {
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

    // MARK: All atoms

    /// Expands the sites; where the file leaves the origin or the axes open, in the way that fits best: first the
    /// metric of the cell, then the formula, then the longest shortest distance (a wrong origin brings atoms too
    /// close).
    private mutating func expand(_ listed: [ListedSite], _ symmetry: CIFSymmetry, _ lattice: Lattice) throws
        -> SiteExpansion
    {
        func expansion(_ k: Int) throws -> SiteExpansion {
            try SiteExpansion(
                listed, operations: symmetry.candidates[k], isGroup: symmetry.isGroup, lattice: lattice,
                source: source)
        }
        func note(_ k: Int) { symmetry.metricNote(ofCandidate: k, lattice).map { notes.append($0) } }
        if symmetry.candidates.count == 1 {
            note(0)
            return try expansion(0)
        }
        let misfits = symmetry.candidates.map { $0.map { $0.metricMisfit(lattice) }.max() ?? 0 }
        let best = misfits.min() ?? 0
        let fitting = misfits.indices.filter { misfits[$0] < best + 0.005 }
        var chosen: (index: Int, expansion: SiteExpansion, off: Double, contact: Double)?
        for k in fitting {
            // The likely ones are left only for what fits the formula, or where none of them gives a structure.
            if k >= symmetry.likely, let c = chosen, c.off == 0 || c.index >= symmetry.likely { break }
            guard let made = try? expansion(k) else { continue }
            let off = formula.difference(from: amounts(made.atoms)).map { $0 < 0.02 ? 0.0 : 1.0 } ?? 0
            let contact = made.shortestDistance
            if let c = chosen, (c.off, -c.contact) <= (off, -contact + 0.01) || (k >= symmetry.likely && off >= c.off) {
                continue
            }
            chosen = (k, made, off, contact)
        }
        guard let chosen else { return try expansion(fitting[0]) }
        note(chosen.index)
        let open = fitting.filter { $0 < symmetry.likely || $0 == chosen.index }
        if open.count > 1 {
            let others = open.filter { $0 != chosen.index }.map { symmetry.names[$0] }.joined(separator: ", ")
            notes.append("the file leaves the setting open: \(symmetry.names[chosen.index]) was taken, not \(others)")
        }
        return chosen.expansion
    }

    private mutating func checkFormula(_ atoms: [Site]) {
        let found = amounts(atoms)
        let missing = formula.counts.filter { entry in !found.contains { $0.element == entry.element } }
        if !missing.isEmpty {
            notes.append(
                "the file's formula has \(missing.map(\.element.symbol).joined(separator: ", ")), "
                    + "for which it lists no coordinates")
        }
        // Deuterium is hydrogen to most formulas.
        func isNamed(_ element: Element) -> Bool {
            formula.counts.contains { $0.element.atomicNumber == element.atomicNumber }
        }
        let extra = found.map(\.element).filter { !isNamed($0) }
        if !extra.isEmpty, !formula.counts.isEmpty {
            notes.append(
                "the file's formula, \(formulaText(formula.counts)), has no "
                    + "\(extra.map(\.symbol).joined(separator: ", ")), which its atoms name")
        }
        if let off = formula.difference(from: found), off > 0.05 {
            notes.append(
                "the atoms of the cell are \(formulaText(found)); the file's formula is "
                    + formulaText(formula.counts))
        }
    }
}
