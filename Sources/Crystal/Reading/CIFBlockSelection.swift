// Which data block of a CIF is read: by its name, by its number among those with atoms, or the first with atoms.

extension CIFBlockChoice {
    /// The block that was asked for, else the first with atoms, and what has to be said of that.
    static func choose(
        _ blocks: [CIFBlock], _ wanted: CIFBlockChoice?, _ source: SourceName
    ) throws -> (CIFBlock, note: String?) {
        let withAtoms = blocks.filter { $0.column("_atom_site_fract_x", "_atom_site_cartn_x") != nil }
        switch wanted {
        case .name(let text): return (try named(text, blocks, withAtoms, source), nil)
        case .number(let number):
            guard let block = withAtoms[number: number] else {
                throw source.error("there is no structure number \(number); the file holds \(withAtoms.count)")
            }
            return (block, nil)
        case nil: return try first(blocks, withAtoms, source)
        }
    }

    private static func first(
        _ blocks: [CIFBlock], _ withAtoms: [CIFBlock], _ source: SourceName
    ) throws -> (CIFBlock, note: String?) {
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
}
