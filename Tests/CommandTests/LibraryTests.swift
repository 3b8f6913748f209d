// The science as libraries: Tests/Outside, compiled as a package of its own would be (without this package's name, so
// that only what is public can be named), against the modules that are built already.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program spar is not built")) struct LibraryTests {
    @Test func aProgramFromOutsideUsesTheRooms() throws {
        let built = FilePath.folder(of: try #require(program))
        let folder = NSTemporaryDirectory() + "spar-outside-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let rooms = [
            "Anisotropy", "Basics", "CGemmi", "CSHA", "ComplexModule", "Crystal", "FEFF", "Forest", "Green",
            "Processes",
            "RealModule", "Spectra", "Tables", "_NumericsShims",
        ]
        let objects = try rooms.flatMap { room in
            try FileManager.default.subpathsOfDirectory(atPath: "\(built)/\(room).build")
                .filter { $0.hasSuffix(".o") }.map { "\(built)/\(room).build/\($0)" }
        }
        let maps =
            ["COpenBLAS", "CSpawn", "CSpglib", "CZlib"].map { "\(repository)/Sources/\($0)/module.modulemap" }
            + ["\(built)/CGemmi.build/module.modulemap", "\(built)/CSHA.build/module.modulemap"]
            + numericsShims(below: built)
        let compiler = Command(
            try #require(Command.find("swiftc")),
            ["-swift-version", "6", "-o", folder + "/outside", "-I", built + "/Modules", "-lstdc++"]
                + maps.flatMap { ["-Xcc", "-fmodule-map-file=" + $0] }
                + ["\(repository)/Tests/Outside/Sources/outside/main.swift"] + objects, timeout: 300)
        let compiled = try compiler.run()
        #expect(compiled.end == .exited(0), "\(compiled.errorText)\(compiled.outputText)")
        let outcome = try Command(
            folder + "/outside", ["\(repository)/examples/structures/NiO.cif"], timeout: 120
        ).run()
        #expect(outcome.outputText == "QAMS 0.0425692\ntrees 100\nSAMS 0.139\n", "\(outcome.errorText)")
    }

    /// The module map of swift-numerics' C functions, which lies among the sources of the package.
    private func numericsShims(below built: String) -> [String] {
        let map = "\(repository)/.build/checkouts/swift-numerics/Sources/_NumericsShims/include/module.modulemap"
        return FileManager.default.fileExists(atPath: map) ? [map] : ["\(built)/_NumericsShims.build/module.modulemap"]
    }
}
