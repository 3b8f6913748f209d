// CIF, the Crystallographic Information File: read by `CIFReader`, written by `Structure.cifText`.

extension StructureFormat {
    static let cif = StructureFormat(
        "cif", title: "CIF", endings: [".cif"], endingsRead: [".mcif"], absence: "no data_ line", hasBlocks: true,
        recognizes: { text in
            text.lines.contains { line in
                let start = line.prefix(5).lowercased()
                return start == "data_" || start == "loop_" || line.hasPrefix("_cell") || line.hasPrefix("_atom_site")
            }
        },
        // Sites in one place are found and named where the reader expands them.
        read: { .crystal(try CIFReader.read($0.bytes, name: $0.source.name, block: $0.block)) },
        write: { $0.cifText })
}
