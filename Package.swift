// swift-tools-version: 6.1
import PackageDescription

// One target a room; a room imports only rooms below it. Every room may import Basics.
let package = Package(
    name: "Spar",
    targets: [
        .systemLibrary(name: "CSpglib"),
        .systemLibrary(name: "CZlib"),
        .target(name: "CGemmi", cxxSettings: [.define("USE_STD_SNPRINTF")]),
        .target(name: "Basics"),
        .target(name: "Crystal", dependencies: ["Basics", "CGemmi", "CSpglib"]),
        .target(name: "Anisotropy", dependencies: ["Basics", "Crystal"]),
        .testTarget(name: "CrystalTests", dependencies: ["Basics", "Crystal"]),
        .testTarget(name: "AnisotropyTests", dependencies: ["Anisotropy", "Basics", "Crystal"]),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
    ],
    cxxLanguageStandard: .cxx17
)
