// Where outputs go.

import Basics
import Foundation
import LuaRuntime

/// Paths are taken as they stand; with --out DIR a relative one lies below DIR. `spar.out` is DIR, or "out". The
/// folder itself is made when something is written below it.
final class OutputFolder {
    let folder: String
    private let isChosen: Bool
    /// Takes what a dry run would write, and is removed when it ends.
    private let scratch: String?

    init(_ chosen: String?, isDryRun: Bool = false) throws {
        folder = chosen ?? "out"
        isChosen = chosen != nil
        scratch = isDryRun ? try Self.makeScratch() : nil
    }

    func removeScratch() {
        if let scratch { try? FileManager.default.removeItem(atPath: scratch) }
    }

    private static func makeScratch() throws -> String {
        let path =
            NSTemporaryDirectory() + (NSTemporaryDirectory().hasSuffix("/") ? "" : "/")
            + "spar-dry-\(getpid())-\(UUID().uuidString.prefix(8))"
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw SparError("a dry run cannot make its temporary folder \(path)")
        }
        return path
    }

    /// Lua's own files go the same way in a dry run.
    func redirectFiles(_ state: LuaState) throws {
        guard let scratch else { return }
        _ = try state.compile(
            """
            local scratch, open = ..., io.open
            io.open = function(path, mode)
              if type(path) == "string" and type(mode) == "string" and mode:find("[wa+]") then
                path = scratch .. "/" .. path:gsub("%.%./", ""):gsub("/", "_")
              end
              return open(path, mode)
            end
            """, name: "=dry run"
        ).call([.string(scratch)])
    }

    /// A place for a dry run's file instead of the one that is named.
    func dryPath(_ given: String) -> String? {
        scratch.map { $0 + "/" + given.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "_") }
    }

    /// The path to write to.
    func path(_ given: String) throws -> String {
        if let dry = dryPath(given) { return dry }
        let isBelow = given == folder || given.hasPrefix(folder + "/")
        let path = isChosen && !given.hasPrefix("/") && !isBelow ? folder + "/" + given : given
        guard isBelow || path != given else { return path }
        let parent = FilePath.folder(of: path)
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw SparError("the output folder \(parent) cannot be made; choose another with --out")
        }
        return path
    }
}

extension Call {
    /// The path for an output that the script names.
    func outputPath(_ given: String) throws -> String {
        try state.service(OutputFolder.self, default: try OutputFolder(nil)).path(given)
    }
}
