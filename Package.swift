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
        .target(name: "Crystal", dependencies: ["Basics", "CGemmi", "CSpglib"]),
        .target(name: "Tables", dependencies: ["Basics", "CZlib"]),
        .target(name: "Plotting", dependencies: ["Basics", "Processes", "Tables"]),
        .target(name: "Forest", dependencies: ["Basics", "Tables"]),
        .executableTarget(name: "spar-bench", dependencies: ["Basics", "Forest", "Tables"]),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Basics", "Processes"]),
        .testTarget(name: "TablesTests", dependencies: ["Basics", "Tables"]),
        .testTarget(name: "PlottingTests", dependencies: ["Basics", "Plotting", "Tables"], resources: [.copy("Golden")]),
        .testTarget(name: "ForestTests", dependencies: ["Basics", "Forest", "Tables"]),
    ],
    cxxLanguageStandard: .cxx17
)
