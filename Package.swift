// swift-tools-version: 6.1
import PackageDescription

// One target a room; a room imports only rooms below it. Every room may import Basics.
let package = Package(
    name: "Spar",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CSpglib", pkgConfig: "spglib", providers: [.apt(["libsymspg-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CMD4C", pkgConfig: "md4c", providers: [.apt(["libmd4c-dev"])]),
        .systemLibrary(name: "CZMQ", providers: [.apt(["libzmq3-dev"])]),  // its .pc has flags that SwiftPM prohibits
        .target(name: "CGemmi", cxxSettings: [.define("USE_STD_SNPRINTF")]),
        .target(name: "CLuaShim", dependencies: ["CLua"]),
        .systemLibrary(name: "CWorker"),

        .target(name: "Basics"),
        .systemLibrary(name: "CSpawn"),
        .target(name: "Processes", dependencies: ["Basics", "CSpawn"]),
        .target(name: "Crystal", dependencies: ["Basics", "CGemmi", "CSpglib", "CZlib"]),
        .target(name: "Anisotropy", dependencies: ["Basics", "Crystal"]),
        .target(name: "Spectra", dependencies: ["Anisotropy", "Basics", "Crystal"]),
        .target(name: "FEFF", dependencies: ["Basics", "Crystal", "Processes", "Spectra"]),
        .target(
            name: "Green",
            dependencies: [
                "Basics", "COpenBLAS", "Crystal", "Spectra", .product(name: "ComplexModule", package: "swift-numerics"),
                .product(name: "RealModule", package: "swift-numerics"),
            ]),
        .target(name: "Tables", dependencies: ["Basics", "CZlib"]),
        .target(name: "Plotting", dependencies: ["Basics", "Processes", "Tables"]),
        .target(name: "Forest", dependencies: ["Basics", "Tables"]),
        .target(
            name: "Runs",
            dependencies: [
                "Basics", "CWorker", "CZlib", "Processes", "Spectra", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(name: "Laboratory", dependencies: ["Basics", "Crystal", "FEFF", "Green", "Runs", "Spectra"]),
        .target(name: "LuaRuntime", dependencies: ["Basics", "CLua", "CLuaShim"]),
        .target(
            name: "ScriptAPI",
            dependencies: [
                "Anisotropy", "Basics", "CLuaShim", "Crystal", "FEFF", "Forest", "Green", "Laboratory", "LuaRuntime",
                "Plotting", "Runs", "Spectra", "Tables",
            ]),
        .target(
            name: "Notebook",
            dependencies: [
                "Anisotropy", "Basics", "CEdit", "CLuaShim", "CMD4C", "CZMQ", "Crystal", "Forest", "Laboratory",
                "LuaRuntime", "Plotting", "Processes",
                "ScriptAPI", "Spectra", "Tables",
            ]),
        .executableTarget(
            name: "spar",
            dependencies: [
                "Basics", "CLuaShim", "Laboratory", "LuaRuntime", "Notebook", "Plotting", "Processes", "Runs",
                "ScriptAPI",
                "Spectra",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "spar-bench",
            dependencies: [
                "Anisotropy", "Basics", "Crystal", "FEFF", "Forest", "Green", "LuaRuntime", "Plotting", "Spectra",
                "Tables",
            ]),

        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Basics", "Processes"]),
        .testTarget(name: "CrystalTests", dependencies: ["Basics", "Crystal"]),
        .testTarget(name: "AnisotropyTests", dependencies: ["Anisotropy", "Basics", "Crystal"]),
        .testTarget(name: "SpectraTests", dependencies: ["Anisotropy", "Basics", "Crystal", "Spectra"]),
        .testTarget(
            name: "FEFFTests", dependencies: ["Basics", "Crystal", "FEFF", "Processes", "Spectra"],
            resources: [.copy("Fixtures"), .copy("Golden")]),
        .testTarget(name: "GreenTests", dependencies: ["Basics", "Crystal", "Green", "Spectra"]),
        .testTarget(name: "TablesTests", dependencies: ["Basics", "Tables"]),
        .testTarget(
            name: "PlottingTests", dependencies: ["Basics", "Plotting", "Tables"], resources: [.copy("Golden")]),
        // The host process that RunsTests kills at each step of the protocol: a sweep with a stub engine.
        .executableTarget(
            name: "runs-test-host", dependencies: ["Basics", "Runs", "RunsTestSupport", "Spectra"],
            path: "Tests/RunsTestHost"),
        .target(
            name: "RunsTestSupport", dependencies: ["Basics", "Crystal", "Spectra"], path: "Tests/RunsTestSupport"),
        .testTarget(
            name: "RunsTests",
            dependencies: [
                "Basics", "Crystal", "Processes", "Runs", "RunsTestSupport", "Spectra", "runs-test-host",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "LaboratoryTests",
            dependencies: ["Basics", "Crystal", "Laboratory", "Runs", "RunsTestSupport", "Spectra", "runs-test-host"]),
        .testTarget(name: "ForestTests", dependencies: ["Basics", "Forest", "Tables"], exclude: ["Fixtures"]),
        .testTarget(name: "LuaRuntimeTests", dependencies: ["Basics", "LuaRuntime"]),
        .testTarget(
            name: "ScriptAPITests", dependencies: ["Basics", "Laboratory", "LuaRuntime", "Plotting", "ScriptAPI"]),
        .testTarget(
            name: "NotebookTests",
            dependencies: [
                "Basics", "Crystal", "Laboratory", "LuaRuntime", "Notebook", "Plotting", "Processes", "ScriptAPI",
            ]),
        // Starts the built program; the stub FEFF is FEFFTests' own.
        .testTarget(name: "CommandTests", dependencies: ["Basics", "Processes", "spar"]),
    ],
    cxxLanguageStandard: .cxx17
)
