// Writes a structure in the format that the file's name asks for.

import Basics

extension StructureFormat {
    /// `.cif`; `.xyz`; `.vasp`, `.poscar` and names that begin with POSCAR or CONTCAR.
    public init?(fileName path: String) {
        let name = path.split(separator: "/").last?.lowercased() ?? ""
        if name.hasSuffix(".cif") {
            self = .cif
        } else if name.hasSuffix(".xyz") || name.hasSuffix(".extxyz") {
            self = .xyz
        } else if name.hasSuffix(".vasp") || name.hasSuffix(".poscar") || name.hasPrefix("poscar")
            || name.hasPrefix("contcar")
        {
            self = .poscar
        } else {
            return nil
        }
    }
}

extension Structure {
    /// Writes CIF, POSCAR or extended XYZ by the name of the file, which is replaced only by a complete one.
    ///
    /// - Throws: for another name, a folder that cannot be written, or a structure that the format cannot hold.
    public func write(to path: String) throws {
        guard let format = StructureFormat(fileName: path) else {
            throw SparError(
                "cannot write \(path): the name tells no format; end it in .cif, .vasp or .xyz, or call it "
                    + "POSCAR")
        }
        let text: String
        switch format {
        case .cif: text = cifText
        case .poscar: text = try poscarText()
        case .xyz: text = xyzText
        }
        try AtomicFile.write(text, to: path)
    }
}
