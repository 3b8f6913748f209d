// Where reference data of the tests lie: the only place that knows.
//
// `Tests/References` is in the repository; what is there, and who computed it, stands in its README.md. Further cases,
// and tables that may not be copied, are in a folder `shared` beside the repository, or where SPAR_SHARED says; tests that
// need it are skipped where it is not there.

import Basics
import Foundation

public enum References {
    public static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private static let inTree = repository + "/Tests/References"

    private static let sharedFolder =
        ProcessInfo.processInfo.environment["SPAR_SHARED"] ?? FilePath.folder(of: repository) + "/shared"

    /// A file or folder of the references by its name there, such as "feff10/zno/case.json".
    public static func path(_ name: String) -> String {
        let here = inTree + "/" + name, further = sharedFolder + "/reference/" + name
        return !exists(here) && exists(further) ? further : here
    }

    public static func bytes(_ name: String) throws -> [UInt8] { try FileBytes.read(path(name)) }

    public static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    public static func json(_ name: String) throws -> JSON { try JSON.parse(bytes(name), name: name) }

    /// Names of the folders below `folder` that hold `file`, in the tree and beside it, in the order of their names.
    public static func cases(in folder: String, holding file: String) -> [String] {
        let names = [inTree, sharedFolder + "/reference"].flatMap { root in
            ((try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? [])
                .filter { exists("\(root)/\(folder)/\($0)/\(file)") }
        }
        return Set(names).sorted()
    }

    /// Rows of a CSV file without quoted fields, keyed by the header.
    public static func rows(_ name: String) throws -> [[String: String]] {
        let lines = try text(name).split(whereSeparator: \.isNewline)
        func fields(_ line: Substring) -> [String] {
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let names = fields(lines[0])
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, fields($0))) }
    }

    /// The path of what only the folder `shared` has.
    public static func shared(_ name: String) -> String { sharedFolder + "/" + name }

    public static func hasShared(_ name: String) -> Bool { exists(shared(name)) }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
