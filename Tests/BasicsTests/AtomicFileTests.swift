import Basics
import Glibc
import Testing

/// A folder of its own for one test, removed with everything in it.
func withFolder(_ body: (String) throws -> Void) throws {
    var name = Array("/tmp/spar-test-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw SparError("no folder for the test") }
    let folder = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    defer {
        for file in names(in: folder) {
            unlink(folder + "/" + file)
            rmdir(folder + "/" + file)
        }
        rmdir(folder)
    }
    try body(folder)
}

func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { found.append(name) }
    }
    return found.sorted()
}

@Suite struct AtomicFileTests {
    @Test func replacesAndKeepsTheMode() throws {
        try withFolder { folder in
            let path = folder + "/a.csv"
            try AtomicFile.write("one", to: path)
            chmod(path, 0o600)
            try AtomicFile.write("two", to: path)
            var status = stat()
            stat(path, &status)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(try FileBytes.read(path) == Array("two".utf8))
            #expect(names(in: folder) == ["a.csv"])
        }
    }

    @Test func writesThroughASymbolicLink() throws {
        try withFolder { folder in
            try AtomicFile.write("one", to: folder + "/a")
            symlink("a", folder + "/link")
            try AtomicFile.write("two", to: folder + "/link")
            #expect(try FileBytes.read(folder + "/a") == Array("two".utf8))
        }
    }

    @Test func failedDrawingLeavesTheOldFile() throws {
        try withFolder { folder in
            let path = folder + "/a"
            try AtomicFile.write("old", to: path)
            #expect(throws: SparError("no pen")) {
                try AtomicFile.replace(path) {
                    try AtomicFile.write("half", to: $0)
                    throw SparError("no pen")
                }
            }
            #expect(try FileBytes.read(path) == Array("old".utf8))
            #expect(names(in: folder) == ["a"])
        }
    }

    @Test func sentences() throws {
        try withFolder { folder in
            try AtomicFile.write("x", to: folder + "/file")
            let cases = [
                (folder, "cannot write \(folder): it is a folder; name a file in it"),
                (folder + "/no/a", "cannot write \(folder)/no/a: there is no folder \(folder)/no; make it first"),
                (folder + "/no/", "cannot write \(folder)/no/: the name ends in a slash; name a file"),
                ("", "cannot write a file whose name is empty"),
                ("/proc/a", "cannot write /proc/a: its folder may not be written to; choose another"),
            ]
            for (path, sentence) in cases where !(path == "/proc/a" && geteuid() == 0) {
                #expect(throws: SparError(sentence)) { try AtomicFile.write("x", to: path) }
            }
            let missing = "cannot read \(folder)/fiel: there is no such file; did you mean \(folder)/file?"
            #expect(throws: SparError(missing)) { try FileBytes.read(folder + "/fiel") }
            #expect(throws: SparError("cannot read \(folder): it is a folder, not a file")) {
                try FileBytes.read(folder)
            }
        }
    }
}
