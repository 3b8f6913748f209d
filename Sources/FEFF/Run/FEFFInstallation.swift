// Where FEFF10 is, and which build it is.
//
// Looked for in this order: the path given (--feff), the variable SPAR_FEFF, PATH. A path is the folder of the module
// programs, a folder that holds them in bin or bin/Seq, or a file in that folder such as the script `feff`.
// Versions differ in physics, so the build is identified by the bytes of its programs and is part of each job's key.

import Basics
import Foundation
import Processes
import Spectra
import Synchronization

public struct FEFFInstallation: Equatable, Sendable {
    /// The folder of the module programs, as an absolute path.
    public let directory: String

    /// - Parameters:
    ///   - path: what --feff gave, or nil.
    ///   - environment: of this process; SPAR_FEFF and PATH are read from it.
    /// - Throws: `JobFailure` with `.missing`: not there, a module missing, a module not executable.
    public static func find(
        path: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> FEFFInstallation {
        if let path, !path.isEmpty { return try at(path, from: "--feff") }
        if let path = environment["SPAR_FEFF"], !path.isEmpty { return try at(path, from: "SPAR_FEFF") }
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            let candidate = String(folder)
            if missing(in: candidate).isEmpty { return FEFFInstallation(directory: absolute(candidate)) }
        }
        throw JobFailure(
            status: FEFFEngine.missing,
            message: "FEFF10 was not found: give the folder of its programs (rdinp, "
                + "pot, fms and so on) with --feff or SPAR_FEFF, or put it on PATH")
    }

    private static func at(_ path: String, from source: String) throws -> FEFFInstallation {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw JobFailure(
                status: FEFFEngine.missing,
                message: "\(source) names \(path), where nothing is; it must be the "
                    + "folder of FEFF10's programs (rdinp, pot, fms and so on)")
        }
        let base = isFolder.boolValue ? path : FilePath.folder(of: path)
        let candidates = [base.isEmpty ? "." : base, base + "/bin/Seq", base + "/bin", base + "/Seq"]
        if let folder = candidates.first(where: { missing(in: $0).isEmpty }) {
            return FEFFInstallation(directory: absolute(folder))
        }
        let best = candidates.min { missing(in: $0).count < missing(in: $1).count } ?? base
        let lacking = missing(in: best).map(\.rawValue)
        let present = lacking.filter { FileManager.default.fileExists(atPath: best + "/" + $0) }
        guard present.isEmpty else {
            throw JobFailure(
                status: FEFFEngine.missing,
                message: "\(source) names \(best), but "
                    + "\(present.joined(separator: ", ")) "
                    + "there \(present.count == 1 ? "is" : "are") not executable (chmod +x)")
        }
        throw JobFailure(
            status: FEFFEngine.missing,
            message: "\(source) names \(path), but \(best) holds no "
                + "\(lacking.joined(separator: ", ")); FEFF10's sequential programs are needed")
    }

    /// The modules that a folder lacks, or has without the right to run them.
    private static func missing(in folder: String) -> [FEFFModule] {
        FEFFModule.allCases.filter { Command.find(folder + "/" + $0.rawValue) == nil }
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    package func program(_ module: FEFFModule) -> String { directory + "/" + module.rawValue }

    /// The version that the program names and a hash of all modules' bytes: "FEFF 10.0.0 build 0123456789abcdef".
    /// Libraries that the programs load are not part of it. Kept while the files' sizes and dates stay the same.
    /// It takes a few tenths of a second; see `fingerprint`.
    /// - Throws: `JobFailure` with `.missing` where rdinp cannot run or is of another version.
    public func identity() throws -> EngineIdentity {
        let stamp = fingerprint()
        if let known = Self.identities.withLock({ $0[stamp] }) { return known }
        let version = try versionLine()
        var hash = SHA256()
        for module in FEFFModule.allCases {
            do {
                hash.update(Array("\(module.rawValue)\n".utf8))
                hash.update(try FileBytes.read(program(module)))
            } catch {
                throw JobFailure(
                    status: FEFFEngine.missing, message: "FEFF's program \(program(module)) cannot be read: \(error)")
            }
        }
        let digest = SHA256.hex(digest: hash.digest())
        let identity = EngineIdentity(name: "feff", version: "\(version) build \(digest.prefix(16))")
        Self.identities.withLock { $0[stamp] = identity }
        return identity
    }

    private static let identities = Mutex<[String: EngineIdentity]>([:])

    /// Place, sizes, dates and inode numbers of the programs: found at once, and the same as long as nobody touched
    /// them. A store may keep the identity under it and `remember` it the next time.
    public func fingerprint() -> String {
        var text = directory
        for module in FEFFModule.allCases {
            var facts = stat()
            guard stat(program(module), &facts) == 0 else { continue }
            text += "|\(facts.st_ino) \(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
        }
        return SHA256.hex(text.utf8)
    }

    /// Makes `identity()` answer at once for programs with this fingerprint.
    public static func remember(_ identity: EngineIdentity, fingerprint: String) {
        identities.withLock { $0[fingerprint] = identity }
    }

    /// rdinp names the version before it looks for its input.
    private func versionLine() throws -> String {
        let folder = try ScratchFolder(in: NSTemporaryDirectory())
        defer { folder.remove() }
        let outcome: Outcome
        do {
            outcome = try Command(program(.rdinp), directory: folder.path, timeout: 20).run()
        } catch {
            throw JobFailure(status: FEFFEngine.missing, message: "FEFF in \(directory) cannot be run: \(error)")
        }
        let mark = "Launching FEFF version "
        guard let line = outcome.outputText.split(whereSeparator: \.isNewline).first(where: { $0.contains(mark) }),
            let range = line.firstRange(of: mark)
        else {
            throw JobFailure(
                status: FEFFEngine.missing,
                message: "the program \(program(.rdinp)) does not name FEFF's version when it starts "
                    + "(\(outcome.reason)); Spar drives FEFF10",
                log: String(outcome.outputText.suffix(2000)))
        }
        let version = line[range.upperBound...].split(separator: " ").joined(separator: " ")
        guard version.hasPrefix("FEFF 10") else {
            throw JobFailure(
                status: FEFFEngine.missing,
                message: "the programs in \(directory) are \(version); Spar drives "
                    + "FEFF 10")
        }
        return version
    }
}

/// A folder of one's own that goes away with everything in it.
struct ScratchFolder {
    let path: String

    /// - Throws: `JobFailure` where it cannot be made.
    init(in parent: String) throws {
        var template =
            Array((parent.hasSuffix("/") ? parent : parent + "/").utf8CString.dropLast())
            + Array("spar-feff-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw JobFailure(
                status: .killed,
                message: "no scratch folder can be made in \(parent): "
                    + "\(String(cString: strerror(errno))); make room or set TMPDIR to another disk")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func file(_ name: String) -> String { path + "/" + name }

    func text(_ name: String) -> String? {
        (try? FileBytes.read(file(name))).map { String(decoding: $0, as: UTF8.self) }
    }

    func exists(_ name: String) -> Bool { access(file(name), F_OK) == 0 }

    func delete(_ names: String...) {
        for name in names { unlink(file(name)) }
    }

    /// Empties the folder, but for the files named.
    func clear(keeping kept: [String] = []) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where !kept.contains(name) {
            try? FileManager.default.removeItem(atPath: file(name))
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
