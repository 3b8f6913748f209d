// Where the run store lies: --store, else SPAR_STORE, else the user's XDG data folder (XDG Base Directory 0.8).

import Basics
import Glibc

public enum StoreLocation {
    /// The path of the store; an empty variable counts as unset, and a relative `XDG_DATA_HOME` is ignored, as that
    /// specification demands.
    /// - Parameter option: what `--store` gave.
    public static func path(option: String?, environment: [String: String]) -> String {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let option { return option }
        if let path = variable("SPAR_STORE") { return path }
        let data = variable("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (variable("HOME") ?? ".") + "/.local/share"
        return data + "/spar/store.sqlite"
    }

    /// Makes the folder of the store with its parents, for the default place that users do not know of.
    /// - Throws: `SparError` naming the folder that could not be made.
    public static func makeFolder(of path: String) throws {
        guard let slash = path.lastIndex(of: "/") else { return }
        try FileSystem.makeFolder(String(path[..<slash]))
    }
}
