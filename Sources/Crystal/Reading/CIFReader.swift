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
    private var notes: [String] = []

    /// - Parameter block: which data block; nil for the first one that lists atoms.
    static func read(_ bytes: [UInt8], name: String, block: CIFBlockChoice? = nil) throws -> Structure {
        let document = try CIFDocument(bytes, name: name)
        let source = SourceName(name: name)
        let (chosen, note) = try CIFBlockChoice.choose(document.blocks, block, source)
        var reader = CIFReader(source: source, block: chosen)
        if let note { reader.notes.append(note) }
        return try reader.structure()
    }

    private init(source: SourceName, block: CIFBlock) {
        self.source = source
        self.block = block
        formula = CIFFormula(block)
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
        var sites = CIFSites(source: source, block: block, formula: formula)
        let listed = try sites.listed(lattice)
        notes += sites.notes + symmetry.notes
        let expansion = try expand(listed, symmetry, lattice)
        notes += expansion.notes
        checkFormula(expansion.atoms)
        let structure = Structure(lattice: lattice, sites: expansion.atoms, notes: notes)
        guard let note = structure.splitSiteNote else { return structure }
        return Structure(lattice: lattice, sites: expansion.atoms, notes: notes + [note])
    }

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
