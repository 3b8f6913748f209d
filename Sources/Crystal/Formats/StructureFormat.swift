// A format of structure files as a value: its names, how its content is told, what reads and writes it. A new format is a
// file beside this one with such a value, and its place in `StructureFormats.all`.

import Basics

public struct StructureFormat: Sendable {
    /// As scripts name it, in small letters.
    public let name: String
    /// As sentences name it.
    public let title: String
    /// How the names of its files end, in small letters; sentences name the first.
    let endings: [String]
    /// Further ends of the names of files that are read and not written.
    let endingsRead: [String]
    /// How names may begin instead; sentences name the first.
    let beginnings: [String]
    /// Why a text is not of this format, beside its line: "line 1 is no atom count".
    let absence: String
    /// Why a file without a lattice is no crystal; nil where the format always has one.
    let latticeAbsence: String?
    /// Whether a file may hold several structures, of which `block` chooses one.
    let hasBlocks: Bool
    /// Tells the content. Of one text this holds for the first format of `StructureFormats.all` alone.
    let recognizes: @Sendable (TextLines) -> Bool
    let read: @Sendable (StructureText) throws -> FileContent
    /// The text of a structure, or a `SparError` for what the format cannot hold; nil where Spar only reads it.
    let write: (@Sendable (Structure) throws -> String)?

    init(
        _ name: String, title: String, endings: [String], endingsRead: [String] = [], beginnings: [String] = [],
        absence: String, latticeAbsence: String? = nil, hasBlocks: Bool = false,
        recognizes: @escaping @Sendable (TextLines) -> Bool,
        read: @escaping @Sendable (StructureText) throws -> FileContent,
        write: (@Sendable (Structure) throws -> String)?
    ) {
        self.name = name
        self.title = title
        self.endings = endings
        self.endingsRead = endingsRead
        self.beginnings = beginnings
        self.absence = absence
        self.latticeAbsence = latticeAbsence
        self.hasBlocks = hasBlocks
        self.recognizes = recognizes
        self.read = read
        self.write = write
    }

    fileprivate func names(_ path: String, reading: Bool) -> Bool {
        let name = path.split(separator: "/").last?.lowercased() ?? ""
        return (reading ? endings + endingsRead : endings).contains { name.hasSuffix($0) }
            || beginnings.contains { name.hasPrefix($0.lowercased()) }
    }
}

/// The text of a structure file, not yet read.
struct StructureText: Sendable {
    let bytes: [UInt8]
    let source: SourceName
    /// Nil for the first structure of the file.
    let block: CIFBlockChoice?
}

/// The formats that there are, in the order of sentences and of trying.
public enum StructureFormats {
    public static let all: [StructureFormat] = [.cif, .poscar, .xyz, .mol]

    /// "CIF, POSCAR, XYZ or MOL".
    public static var titles: String { all.map(\.title).alternatives }
    /// The same of those that are written.
    public static var titlesWritten: String { written.map(\.title).alternatives }
    /// How a name may end or begin: ".cif, .vasp, .xyz, POSCAR".
    static var fileNames: String {
        (all.compactMap(\.endings.first) + all.compactMap(\.beginnings.first)).joined(separator: ", ")
    }
    /// What to call a file that is written: "end it in .cif, .vasp or .xyz, or call it POSCAR".
    public static var namingAdvice: String {
        "end it in \(written.compactMap(\.endings.first).alternatives)"
            + written.compactMap(\.beginnings.first).map { ", or call it \($0)" }.joined()
    }

    public static func named(_ name: String) -> StructureFormat? { all.first { $0.name == name } }

    /// Whether the name alone says that a file holds a structure.
    static func isNameOfStructure(_ path: String) -> Bool { all.contains { $0.names(path, reading: true) } }

    /// - Throws: for a name that says no format, or one that is only read.
    static func writing(_ path: String) throws -> @Sendable (Structure) throws -> String {
        guard let write = written.first(where: { $0.names(path, reading: false) })?.write else {
            throw SparError("cannot write \(path): the name tells no format; \(namingAdvice)")
        }
        return write
    }

    /// The format that the content is of.
    static func telling(_ bytes: [UInt8], _ source: SourceName) throws -> StructureFormat {
        let lines = TextLines(bytes)
        if let format = all.first(where: { $0.recognizes(lines) }) { return format }
        let absences = all.dropLast().map { "no \($0.title) (\($0.absence))" }.joined(separator: ", ")
        let last = all.suffix(1).map { " and no \($0.title) file (\($0.absence))" }.joined()
        throw source.error("this is " + absences + last)
    }

    private static var written: [StructureFormat] { all.filter { $0.write != nil } }
}
