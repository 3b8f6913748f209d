// `spar init`: makes a folder of scripts ready for editors.

import ArgumentParser
import Notebook

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Let editors complete and check scripts: write spar.d.lua and .luarc.json beside them.")

    @Argument(help: "The folder of the scripts.", completion: .directory)
    var folder = "."

    func run() throws {
        for sentence in try EditorFiles.write(to: folder) { print(sentence) }
    }
}
