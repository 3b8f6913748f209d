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

/// No FEFF and no store, whatever the machine has: scripts then do without spectra.
let withoutSpectra: [String: String?] = ["SPAR_FEFF": "", "SPAR_STORE": "/nonexistent/store.sqlite", "SPAR_ENGINE": "",
                                         "PATH": "/usr/bin:/bin"]
