// The built program, and the environment that tests start it in.

import Foundation

let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// The program lies beside the test bundle.
let program: String? = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Bundle.main.bundlePath
    let path = (bundle as NSString).deletingLastPathComponent + "/spar"
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()

/// No FEFF, whatever the machine has, and a store of the tests' own: spectra are the embedded engine's.
let bareMachine: [String: String?] = [
    "SPAR_FEFF": "",
    "SPAR_STORE": FileManager.default.temporaryDirectory.path + "/spar-tests-\(UUID().uuidString).sqlite",
    "SPAR_ENGINE": "", "PATH": "/usr/bin:/bin",
]
