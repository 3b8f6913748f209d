// swift-tools-version: 6.1
import PackageDescription

// A program of somebody else that uses Spar's rooms: what Sources/README.md says, kept true by CommandTests/LibraryTests.
let package = Package(
    name: "Outside",
    dependencies: [.package(name: "Spar", path: "../..")],
    targets: [
        .executableTarget(
            name: "outside",
            dependencies: ["SparCrystal", "SparForest", "SparSpectra"].map { .product(name: $0, package: "Spar") })
    ]
)
