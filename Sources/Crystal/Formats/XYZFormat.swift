// XYZ and extended XYZ: read by `XYZReader`, written by `xyzText` of structures and clusters.

extension StructureFormat {
    static let xyz = StructureFormat(
        "xyz", title: "XYZ", endings: [".xyz", ".extxyz"], absence: "line 1 is no atom count",
        latticeAbsence: "its second line gives no periodic lattice, Lattice=\"ax ay az bx by bz cx cy cz\"",
        recognizes: { $0.beginsWithCount && !$0.isConnectionTable },
        read: { text in
            let content = try XYZReader(text.bytes, text.source).content()
            guard case .crystal(let structure) = content else { return content }
            return .crystal(try structure.checkedForOverlap(text.source))
        },
        write: { $0.xyzText })
}
