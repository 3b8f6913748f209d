// Where the run store lies: --store, else SPAR_STORE, else the user's XDG data folder (XDG Base Directory 0.8).

import Basics
import Glibc

public enum StoreLocation {
    /// The path of the store; an empty variable counts as unset, and a relative `XDG_DATA_HOME` is ignored, as that
    /// specification demands.
    /// Without HOME the account's own folder counts.
    /// - Parameters:
    ///   - option: what `--store` gave.
    ///   - account: the folder of this account, from the system's list of users.
    /// - Throws: `SparError` where no folder of the user is known.
    public static func path(option: String?, environment: [String: String], account: String? = accountFolder) throws
        -> String
    {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let option { return option }
        if let path = variable("SPAR_STORE") { return path }
        if let data = variable("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/spar/store.sqlite" }
        guard let home = variable("HOME") ?? account else {
            throw SparError(
                "it is not known where the run store shall lie, since HOME is not set; name a file with --store "
                    + "or SPAR_STORE")
        }
        return home + "/.local/share/spar/store.sqlite"
    }

    /// The folder that the system's list of users has for this account; nil where it has none.
    public static var accountFolder: String? {
        guard let entry = getpwuid(geteuid()), let folder = entry.pointee.pw_dir, folder.pointee != 0 else {
            return nil
        }
        return String(cString: folder)
    }

    /// Makes the folder of the store with its parents, for the default place that users do not know of.
    /// - Throws: `SparError` naming the folder that could not be made.
    public static func makeFolder(of path: String) throws {
        guard let slash = path.lastIndex(of: "/") else { return }
        try FileSystem.makeFolder(String(path[..<slash]))
    }
}
