// MOL and SDF, molecules as chemists' programs write them: read by `MolfileReader`, not written.

extension StructureFormat {
    // No endings: the files of a folder that are read as crystals are others.
    static let mol = StructureFormat(
        "mol", title: "MOL", endings: [], absence: "line 4 names no version V2000 or V3000",
        latticeAbsence: "a MOL or SDF file holds a molecule",
        recognizes: \.isConnectionTable,
        read: { .molecule(try MolfileReader($0.bytes, $0.source).molecule()) },
        write: nil)
}

extension TextLines {
    /// Whether the fourth line is that of a MOL file; the three before it may hold anything.
    var isConnectionTable: Bool { lines.count > 3 && (lines[3].contains("V2000") || lines[3].contains("V3000")) }
}
