// Writes a structure in the format that the file's name asks for.

import Basics

extension Structure {
    /// Writes a format of `StructureFormats` by the name of the file, which is replaced only by a complete one.
    ///
    /// - Throws: for a name of no such format, a folder that cannot be written, or a structure that the format cannot hold.
    public func write(to path: String) throws {
        let text = try StructureFormats.writing(path)
        try AtomicFile.write(try text(self), to: path)
    }
}
