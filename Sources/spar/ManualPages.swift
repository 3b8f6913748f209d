// Manual pages, one a command, from what the commands declare of themselves; in the macros of man(7).

import ArgumentParser
import Basics
import Foundation

enum ManualPages {
    /// Writes `spar.1`, `spar-run.1` and so on into a folder; gives their paths.
    static func write(to folder: String) throws -> [String] {
        let root = try JSONDecoder().decode(Declared.self, from: Data(Spar._dumpHelp().utf8)).command
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try pages(of: root, path: []).map { name, text in
            let path = folder + "/" + name + ".1"
            try AtomicFile.write(text, to: path)
            return path
        }
    }

    private static func pages(of command: DeclaredCommand, path: [String]) -> [(name: String, text: String)] {
        let path = path + [command.commandName], shown = command.shownCommands
        return [(path.joined(separator: "-"), page(command, path: path))] + shown.flatMap { pages(of: $0, path: path) }
    }

    private static func page(_ command: DeclaredCommand, path: [String]) -> String {
        let name = path.joined(separator: "-"), shown = command.shownCommands
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        var lines = [
            ".TH \(name.uppercased()) 1 \"\" \"Spar \(SparVersion.text)\"", ".SH NAME",
            "\(escaped(name)) \\- \(escaped(command.abstract ?? ""))", ".SH SYNOPSIS",
            (["\\fB\(escaped(path.joined(separator: " ")))\\fR"]
                + (shown.isEmpty ? [] : ["\\fIcommand\\fR"])
                + arguments.filter(\.isPositional).map(\.synopsis)
                + (arguments.allSatisfy(\.isPositional) ? [] : ["[\\fIoptions\\fR]"])).joined(separator: " "),
        ]
        if let discussion = command.discussion { lines += [".SH DESCRIPTION", escaped(discussion)] }
        if !shown.isEmpty {
            lines.append(".SH COMMANDS")
            for command in shown {
                lines += [".TP", "\\fB\(escaped(command.commandName))\\fR", escaped(command.abstract ?? "")]
            }
        }
        let titles = arguments.map(\.title).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        for title in titles {
            lines.append(".SH \(title.uppercased())")
            for argument in arguments where argument.title == title {
                lines += [".TP", argument.heading, escaped(argument.text)]
            }
        }
        lines +=
            path.count == 1
            ? common : [".SH SEE ALSO", "\\fB\(escaped(path.dropLast().joined(separator: "-")))\\fR(1)"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What the page of the program says beside its commands.
    private static let common = [
        ".SH EXIT STATUS",
        "0 done; 1 an error in the script; 2 wrong usage; 3 finished, but some points of a sweep failed;",
        "124, 125, 130 stopped by the time limit, the memory limit, Ctrl\\-C.", ".SH ENVIRONMENT", ".TP",
        "\\fBSPAR_STORE\\fR", "The run store, where no \\-\\-store names one.", ".TP", "\\fBSPAR_ENGINE\\fR",
        "The engine of spectra, where no \\-\\-engine names one.", ".TP", "\\fBSPAR_FEFF\\fR",
        "The folder of FEFF10's programs, where no \\-\\-feff names one.", ".TP", "\\fBSPAR_MODEL\\fR",
        "The model of spar predict, where no \\-\\-model names one.", ".SH FILES", ".TP", "\\fIshare/spar\\fR",
        "Beside the program's bin: examples and scripts, which names that begin with examples/ or scripts/ reach from",
        "any folder.",
    ]

    /// Text that troff takes as it stands.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(separator: "\n").map {
            $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&" + $0 : String($0)
        }.joined(separator: "\n")
    }
}

private struct Declared: Decodable { let command: DeclaredCommand }

private struct DeclaredCommand: Decodable {
    let commandName: String, abstract: String?, discussion: String?, shouldDisplay: Bool
    let subcommands: [DeclaredCommand]?, arguments: [DeclaredArgument]?

    /// The parser adds a `help` of its own; ours comes before it.
    var shownCommands: [DeclaredCommand] {
        (subcommands ?? []).filter(\.shouldDisplay).reduce(into: []) { shown, command in
            if !shown.contains(where: { $0.commandName == command.commandName }) { shown.append(command) }
        }
    }
}

private struct DeclaredArgument: Decodable {
    struct Name: Decodable {
        let kind, name: String
        var text: String { (kind == "long" ? "--" : "-") + name }
    }
    let kind: String, shouldDisplay: Bool, isOptional: Bool, isRepeating: Bool
    let names: [Name]?, valueName: String?, abstract: String?, defaultValue: String?, sectionTitle: String?

    var isPositional: Bool { kind == "positional" }
    var title: String { sectionTitle ?? (isPositional ? "Arguments" : "Options") }
    var text: String {
        (abstract ?? "") + (defaultValue.map { " (default: \($0))" } ?? "")
    }
    var value: String { "\\fI\(ManualPages.escaped(valueName ?? ""))\\fR" }
    var synopsis: String {
        let word = value + (isRepeating ? " ..." : "")
        return isOptional ? "[\(word)]" : word
    }
    var heading: String {
        if isPositional { return value }
        let given = (names ?? []).map { "\\fB\(ManualPages.escaped($0.text))\\fR" }.joined(separator: ", ")
        return kind == "flag" ? given : given + " " + value
    }
}
