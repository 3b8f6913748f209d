// Parts of a path, as POSIX has them: text up to the last slash, and behind it. (Foundation's own end the process for a
// name of one letter.)

import Glibc

public enum FilePath {
    /// The folder that a path lies in: "a/b" gives "a", "/b" gives "/", "b" and "" give "".
    public static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What stands behind the last slash.
    public static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// What stands behind the last dot of the name, in lower case: "out/a.SVG" gives "svg", "out/a" and ".a" give "".
    public static func ending(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return "" }
        return name[name.utf8.index(after: dot)...].lowercased()
    }

    /// The name without its ending: "out/a.svg" gives "a".
    public static func stem(of path: String) -> String {
        let name = name(of: path), ending = ending(of: path)
        return ending.isEmpty ? name : String(name.dropLast(ending.count + 1))
    }

    /// A path with its links followed; nil where nothing is there.
    public static func resolved(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
