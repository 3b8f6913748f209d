// `spar kernel install`: the folder by which Jupyter finds the kernel.

import Notebook
import Basics
import Foundation

public enum KernelSpec {
    public static let name = "spar"

    public enum Place: Sendable {
        /// The user's data folder.
        case user
        /// share/jupyter below this folder.
        case prefix(String)
    }

    /// The folder that the specification goes to.
    static func folder(_ place: Place, environment: [String: String]) -> String {
        func present(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let data: String
        switch place {
        case .prefix(let folder): data = folder + "/share/jupyter"
        case .user:
            let home = present("HOME") ?? NSHomeDirectory()
            data = present("JUPYTER_DATA_DIR") ?? (present("XDG_DATA_HOME") ?? home + "/.local/share") + "/jupyter"
        }
        return data + "/kernels/" + name
    }

    /// Writes the specification; gives its folder.
    /// - Parameters:
    ///   - program: the file of this program.
    ///   - options: further options of `spar kernel run`.
    public static func install(
        _ place: Place, program: String, options: [String] = [],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> String {
        let folder = folder(place, environment: environment)
        let spec: JSON = .object([
            "argv": .array((["\(program)", "kernel", "run"] + options + ["{connection_file}"]).map { .string($0) }),
            "display_name": .string("Spar (Lua)"), "language": .string("lua"), "interrupt_mode": .string("message"),
            "metadata": .object([:]),
        ])
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw SparError("the folder \(folder) cannot be made; install elsewhere with --prefix")
        }
        try AtomicFile.write(try spec.canonicalText() + "\n", to: folder + "/kernel.json")
        try AtomicFile.write(logo, to: folder + "/logo-svg.svg")
        return folder
    }

    /// A rhomb of calcite.
    private static let logo = """
        <svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">
        <path d="M6 42 22 14 58 22 42 50Z" fill="#cfe6f2" stroke="#2f6f9f" stroke-width="3" stroke-linejoin="round"/>
        <path d="M6 42 42 50 58 22" fill="none" stroke="#2f6f9f" stroke-width="3" stroke-linejoin="round"/>
        <path d="M14 28 50 36" stroke="#c8553d" stroke-width="2.5"/><path d="M18 22 54 29" stroke="#3f9aa8" stroke-width="2.5"/></svg>

        """
}
