// Files that hold absorption spectra but not as plain columns: known by their first bytes, and said so with a remedy.

import Basics

enum ForeignDialect {
    /// - Throws: `SparError` where the bytes are of a format that is not read.
    static func reject(_ bytes: [UInt8], name: String) throws {
        func starts(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
        let columns = "; export its spectra as columns (XDI, or energy and mu in two columns)"
        func refuse(_ what: String) -> SparError { SparError(at: .file(name), "this is \(what)\(columns)") }
        if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) { throw refuse("an HDF5 file, as NeXus files are") }
        if bytes.starts(with: [0x1f, 0x8b]) { throw refuse("a compressed file, as Athena's projects are") }
        if starts("PK") { throw refuse("a zip archive, as spreadsheets and Larix' sessions are") }
        if starts("# Athena project file") || starts("# Athena full project file") {
            throw refuse("a project of Athena")
        }
        if starts("# Spar polarized spectrum") {
            throw SparError(
                at: .file(name), "this is a spectrum that Spar wrote; read it as such, not as a measured one")
        }
        if bytes.prefix(4096).contains(0) { throw refuse("no text") }
        let lines = String(decoding: bytes.prefix(8192), as: UTF8.self).split(whereSeparator: \.isNewline).map(
            \.trimmed)
        if lines.contains(where: { $0.hasPrefix("#S ") }), lines.contains(where: { $0.hasPrefix("#L ") }) {
            throw refuse("a file of SPEC, which may hold many scans")
        }
        if lines.first?.split(separator: " ").first == "9809" { throw refuse("a 9809 file of the Photon Factory") }
        if lines.contains(where: { $0.uppercased() == "&SRS" }) { throw refuse("an SRS file of Diamond Light Source") }
        if lines.first?.hasPrefix("<?xml") == true { throw refuse("an XML file") }
    }
}
