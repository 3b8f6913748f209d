// Where shipped files are looked for.

import Foundation
import Testing

@testable import Basics

@Suite struct ShippedFilesTests {
    /// Installed, in a clone, and alone.
    @Test func homeOfAProgram() throws {
        let root = NSTemporaryDirectory() + "spar-shipped-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        for folder in [
            "a/share/spar/examples", "a/share/spar/scripts", "b/examples/structures", "b/scripts", "c/examples",
        ] {
            try FileManager.default.createDirectory(atPath: root + "/" + folder, withIntermediateDirectories: true)
        }
        #expect(ShippedFiles.home(ofProgram: root + "/a/bin/spar") == root + "/a/share/spar")
        #expect(ShippedFiles.home(ofProgram: root + "/b/.build/x86_64/release/spar") == root + "/b")
        #expect(ShippedFiles.home(ofProgram: root + "/c/bin/spar") == nil)

        try Data().write(to: URL(fileURLWithPath: root + "/b/examples/structures/one.cif"))
        let home = root + "/b"
        #expect(ShippedFiles.path("examples/structures/one.cif", home: home) == home + "/examples/structures/one.cif")
        for unchanged in [
            "examples/none.cif", "examples2/one.cif", "./examples/structures/one.cif", "/examples", "", "-",
        ] {
            #expect(ShippedFiles.path(unchanged, home: home) == unchanged)
        }
        #expect(ShippedFiles.path("examples/structures/one.cif", home: nil) == "examples/structures/one.cif")
    }
}
