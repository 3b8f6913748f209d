import Basics
import Glibc
import Plotting
import Tables
import Testing

@Suite struct DrawingTests {
    static let hasGnuplot = Gnuplot.version() != nil

    @Test(.enabled(if: hasGnuplot), arguments: Gallery.entries)
    func drawsEveryKind(entry: Gallery.Entry) throws {
        let panels = try entry.panels()
        let picture = try panels.picture(.svg)
        #expect(picture.starts(with: "<?xml".utf8))
        #expect(try entry.panels().picture(.svg) == picture)
        guard let folder = getenv("SPAR_GALLERY").map({ String(cString: $0) }), !folder.isEmpty else { return }
        for format in PictureFormat.allCases {
            try panels.save("\(folder)/\(entry.name).\(format.rawValue)", keep: format == .svg)
        }
    }
}
