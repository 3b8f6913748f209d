// swift-tools-version: 6.1
import PackageDescription

// One target a room; a room imports only rooms below it. Every room may import Basics.
let package = Package(
    name: "Spar",
    products: [
        .executable(name: "spar", targets: ["spar"]),
        .library(name: "SparCrystal", targets: ["Anisotropy", "Basics", "Crystal"]),
        .library(name: "SparSpectra", targets: ["Anisotropy", "Basics", "Crystal", "FEFF", "Green", "Spectra"]),
        .library(name: "SparForest", targets: ["Basics", "Forest", "Tables"]),
    ],
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
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),

        .target(name: "CSHA"),
        .target(name: "Basics", dependencies: ["CSHA", "CZlib"]),
        .systemLibrary(name: "CSpawn"),
        .target(name: "Processes", dependencies: ["Basics", "CSpawn"]),
        .target(name: "Crystal", dependencies: ["Basics", "CGemmi", "CSpglib"]),
        .target(name: "Anisotropy", dependencies: ["Basics", "Crystal"]),
        .target(name: "Spectra", dependencies: ["Anisotropy", "Basics", "Crystal"]),
        .target(name: "FEFF", dependencies: ["Basics", "Crystal", "Processes", "Spectra"]),
        .target(
            name: "Green",
            dependencies: [
                "Basics", "COpenBLAS", "Crystal", "Spectra", .product(name: "ComplexModule", package: "swift-numerics"),
                .product(name: "RealModule", package: "swift-numerics"),
            ]),
        .target(name: "Optimade", dependencies: ["Basics", "CCurl", "Crystal"]),
        .target(name: "Tables", dependencies: ["Basics"]),
        .target(name: "Plotting", dependencies: ["Basics", "Processes", "Tables"]),
        .target(name: "Forest", dependencies: ["Basics", "Tables"]),
        .target(
            name: "Runs",
            dependencies: [
                "Basics", "CWorker", "Processes", "Spectra", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(name: "Laboratory", dependencies: ["Basics", "Crystal", "FEFF", "Green", "Runs", "Spectra"]),
        .target(name: "LuaRuntime", dependencies: ["Basics", "CLua", "CLuaShim"]),
        .target(
            name: "ScriptAPI",
            dependencies: [
                "Anisotropy", "Basics", "CLuaShim", "Crystal", "FEFF", "Forest", "Green", "Laboratory", "LuaRuntime",
                "Optimade", "Plotting", "Processes", "Runs", "Spectra", "Tables",
            ]),
        .target(
            name: "Notebook",
            dependencies: [
                "Basics", "Crystal", "Forest", "LuaRuntime", "Plotting", "ScriptAPI", "Spectra", "Tables",
            ]),
        .target(
            name: "Reports",
            dependencies: [
                "Basics", "CLuaShim", "CMD4C", "Laboratory", "LuaRuntime", "Notebook", "Plotting", "Processes",
                "ScriptAPI",
            ]),
        .target(
            name: "Jupyter", dependencies: ["Basics", "CZMQ", "LuaRuntime", "Notebook", "Processes", "ScriptAPI"]),
        .target(
            name: "Terminal",
            dependencies: ["Basics", "CEdit", "CLuaShim", "LuaRuntime", "Notebook", "Processes", "ScriptAPI"]),
        .executableTarget(
            name: "spar",
            dependencies: [
                "Basics", "CLuaShim", "Green", "Jupyter", "Laboratory", "LuaRuntime", "Notebook", "Plotting",
                "Processes",
                "Reports", "Runs", "ScriptAPI", "Spectra", "Terminal",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(
            name: "spar-bench",
            dependencies: [
                "Anisotropy", "Basics", "Crystal", "FEFF", "Forest", "Green", "LuaRuntime", "Plotting", "Runs",
                "RunsTestSupport", "Spectra", "Tables",
            ]),

        // Reference data and temporary folders.
        .target(name: "TestSupport", dependencies: ["Basics"], path: "Tests/TestSupport"),
        .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Basics", "Processes"]),
        .testTarget(
            name: "OptimadeTests", dependencies: ["Basics", "Crystal", "Optimade", "Processes"], exclude: ["Fixtures"]),
        .testTarget(name: "CrystalTests", dependencies: ["Basics", "Crystal", "TestSupport"]),
        .testTarget(name: "AnisotropyTests", dependencies: ["Anisotropy", "Basics", "Crystal", "TestSupport"]),
        .testTarget(name: "SpectraTests", dependencies: ["Anisotropy", "Basics", "Crystal", "Spectra", "TestSupport"]),
        .testTarget(
            name: "FEFFTests", dependencies: ["Basics", "Crystal", "FEFF", "Processes", "Spectra", "TestSupport"],
            resources: [.copy("Fixtures"), .copy("Golden")]),
        .testTarget(
            name: "GreenTests", dependencies: ["Basics", "Crystal", "Green", "Spectra", "TestSupport"],
            exclude: ["Golden"]),
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
        .testTarget(
            name: "ForestTests", dependencies: ["Basics", "Forest", "Tables", "TestSupport"], exclude: ["Fixtures"]),
        .testTarget(name: "LuaRuntimeTests", dependencies: ["Basics", "LuaRuntime"]),
        .testTarget(
            name: "ScriptAPITests",
            dependencies: ["Basics", "Laboratory", "LuaRuntime", "Optimade", "Plotting", "ScriptAPI"]),
        .testTarget(
            name: "NotebookTests",
            dependencies: [
                "Basics", "Crystal", "Jupyter", "Laboratory", "LuaRuntime", "Notebook", "Plotting", "Processes",
                "Reports",
                "ScriptAPI",
                "Terminal",
            ]),
        // Starts the built program; the stub FEFF is FEFFTests' own.
        .testTarget(name: "CommandTests", dependencies: ["Basics", "Processes", "spar"]),
    ],
    cxxLanguageStandard: .cxx17
)
