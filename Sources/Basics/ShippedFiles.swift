// Files that come with Spar, wherever a script runs.
//
// The rule: a relative path that begins with `examples/` or `scripts/`, and names nothing from the current folder, is
// taken from Spar's own folder. That is `share/spar` below the prefix of an installed program, and the clone of a program
// that was built there. What a script reads from its own folder so comes first, and a script that names
// `examples/structures/NiO.cif` runs in any folder.

import Glibc

/// The file of this program.
public enum ThisProgram {
    /// With links followed, so that a worker or a kernel that it names is the same build; nil where it cannot be told.
    public static var path: String? { FilePath.resolved("/proc/self/exe") }
}

public enum ShippedFiles {
    private static let folders = ["examples", "scripts"]

    /// The folder that holds `examples` and `scripts`; nil where the program stands alone.
    public static let home: String? = ThisProgram.path.flatMap { home(ofProgram: $0) }

    /// In a clone the program lies some folders deep (`.build/…/release`); installed, in `bin` beside `share`.
    static func home(ofProgram path: String) -> String? {
        var folder = FilePath.folder(of: path)
        while !folder.isEmpty {
            for candidate in [folder + "/share/spar", folder] where folders.allSatisfy({ exists(candidate + "/" + $0) })
            {
                return candidate
            }
            folder = folder == "/" ? "" : FilePath.folder(of: folder)
        }
        return nil
    }

    /// The path to read: `given`, or the shipped file that it names by the rule above.
    public static func path(_ given: String, home: String? = home) -> String {
        guard isShippedName(given), let home, !exists(given), exists(home + "/" + given) else { return given }
        return home + "/" + given
    }

    /// Whether the rule is for this path.
    public static func isShippedName(_ path: String) -> Bool {
        folders.contains { path == $0 || path.hasPrefix($0 + "/") }
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
