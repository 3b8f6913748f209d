// swift-tools-version: 6.1
import PackageDescription

// One target a room; a room imports only rooms below it. Every room may import Basics.
let package = Package(
    name: "Spar",
    targets: [
        .systemLibrary(name: "CSpglib"),
        .systemLibrary(name: "CSpawn"),
        .systemLibrary(name: "CZlib"),
        .target(name: "CGemmi", cxxSettings: [.define("USE_STD_SNPRINTF")]),
        .target(name: "Basics"),
        .target(name: "Processes", dependencies: ["Basics", "CSpawn"]),
        .target(name: "Crystal", dependencies: ["Basics", "CGemmi", "CSpglib", "CZlib"]),
        .target(name: "Anisotropy", dependencies: ["Basics", "Crystal"]),
        .target(name: "Spectra", dependencies: ["Basics", "Crystal", "Anisotropy"]),
        .target(name: "FEFF", dependencies: ["Basics", "Processes", "Crystal", "Spectra"]),
        .target(name: "Tables", dependencies: ["Basics", "CZlib"]),
        .target(name: "Plotting", dependencies: ["Basics", "Processes", "Tables"]),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "CrystalTests", dependencies: ["Basics", "Crystal"]),
        .testTarget(name: "AnisotropyTests", dependencies: ["Basics", "Crystal", "Anisotropy"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Basics", "Processes"]),
        .testTarget(name: "SpectraTests", dependencies: ["Basics", "Crystal", "Anisotropy", "Spectra"]),
        .testTarget(
            name: "FEFFTests", dependencies: ["Basics", "Processes", "Crystal", "Spectra", "FEFF"],
            resources: [.copy("Fixtures"), .copy("Golden")]),
        .testTarget(name: "TablesTests", dependencies: ["Basics", "Tables"]),
        .testTarget(name: "PlottingTests", dependencies: ["Basics", "Plotting", "Tables"], resources: [.copy("Golden")]),
    ],
    cxxLanguageStandard: .cxx17
)
