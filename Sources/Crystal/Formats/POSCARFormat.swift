// POSCAR and CONTCAR, the cell files of VASP: read by `POSCARReader`, written by `Structure.poscarText`.

import Basics

extension StructureFormat {
    static let poscar = StructureFormat(
        "poscar", title: "POSCAR", endings: [".vasp", ".poscar"], beginnings: ["POSCAR", "CONTCAR"],
        absence: "line 2 is no scale factor",
        recognizes: { text in
            let words = text.lines.prefix(5).map(TextLines.words)
            // Line 1 is a comment; a whole number there is an XYZ file's count of atoms.
            return words.count == 5 && !text.beginsWithCount && !text.isConnectionTable
                && (words[1].count == 1 || words[1].count == 3)
                && NumberText.parse(words[1][0]) != nil && words[2...].allSatisfy { $0.count >= 3 }
        },
        read: { text in
            .crystal(try POSCARReader(text.bytes, text.source).structure().checkedForOverlap(text.source))
        },
        write: { try $0.poscarText() })
}
