// swift-tools-version: 6.1
import PackageDescription

// One target a room; a room imports only rooms below it. Every room may import Basics.
let package = Package(
    name: "Spar",
    targets: [
        .systemLibrary(name: "CSpglib"),
        .target(name: "CGemmi", cxxSettings: [.define("USE_STD_SNPRINTF")]),
        .target(name: "Basics"),
        .target(name: "Crystal", dependencies: ["Basics", "CGemmi", "CSpglib"]),
        .target(name: "Forest", dependencies: ["Basics"]),
        .executableTarget(name: "spar-bench", dependencies: ["Basics", "Forest"]),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "ForestTests", dependencies: ["Basics", "Forest"]),
    ],
    cxxLanguageStandard: .cxx17
)
