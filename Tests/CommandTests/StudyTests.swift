// The study's commands: a campaign that computes nothing, and predictions by a small model.

import Basics
import Foundation
import Processes
import Testing

@Suite(.enabled(if: program != nil, "the program is not built"))
struct StudyTests {
    private func spar(_ arguments: [String], in folder: String) throws -> Outcome {
        var command = Command(try #require(program), arguments, directory: repository, timeout: 120)
        command.environment = bareMachine
        command.environment["SPAR_MODEL"] = folder + "/model.json.gz"
        return try command.run()
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "spar-study-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// Every crystal is over the limit: a row each, and none the second time; a row cut short is done again.
    @Test func aCampaignGoesOnWhereItStopped() throws {
        try withFolder { folder in
            let table = folder + "/t.csv"
            let campaign = ["run", "scripts/campaign.lua", "--", "examples/structures", table, "--max-sites", "1"]
            let first = try spar(campaign, in: folder)
            #expect(first.end == .exited(0), "\(first.errorText)")
            let rows = try String(contentsOfFile: table, encoding: .utf8)
            #expect(rows.split(separator: "\n").dropFirst().allSatisfy { $0.contains(",over limit,") })
            #expect(try spar(campaign, in: folder).errorText.contains(", 0 to do;"))
            #expect(try String(contentsOfFile: table, encoding: .utf8) == rows)
            try String(rows.dropLast(9)).write(toFile: table, atomically: false, encoding: .utf8)
            let again = try spar(campaign, in: folder).errorText
            #expect(again.contains("cut short") && again.contains(", 1 to do;"), "\(again)")
            #expect(
                try Set(String(contentsOfFile: table, encoding: .utf8).split(separator: "\n"))
                    == Set(rows.split(separator: "\n")))
            #expect(
                try spar(["run", "scripts/campaign.lua", "--", "examples", table, "--max-site", "1"], in: folder)
                    .errorText
                    .contains("--max-site is no option"))
        }
    }

    @Test func predictions() throws {
        try withFolder { folder in
            let training = """
                local rows = {}
                for _, path in ipairs(spar.files("examples/structures/*.cif")) do
                  local s = structure.read(path)
                  for _, metal in ipairs(s:metals()) do
                    for n = 1, 5 do rows[#rows + 1] = s:features(metal):with{ SAMS = 0.1 * n } end
                  end
                end
                forest.fit(data.new(rows):filter(function(r) return r.metal ~= "Zn" end), { n_estimators = 5 }):save("\(folder)/model.json.gz")
                """
            try training.write(toFile: folder + "/train.lua", atomically: true, encoding: .utf8)
            let trained = try spar(["run", folder + "/train.lua"], in: folder)
            #expect(trained.end == .exited(0), "\(trained.errorText)")
            let text = try spar(["predict", "examples/structures/NiO.cif"], in: folder)
            #expect(
                text.outputText.hasPrefix("examples/structures/NiO.cif  Ni in NiO: SAMS 0."),
                "\(text.outputText)\(text.errorText)")
            let zinc = try spar(["predict", "examples/structures/ZnO.cif", "--json"], in: folder)
            let json = try JSON.parse(Array(zinc.outputText.utf8), name: "predict")
            guard case .array(let items) = json, case .array(let warnings)? = items.first?["warnings"] else {
                Issue.record("\(zinc.outputText)\(zinc.errorText)")
                return
            }
            #expect(warnings.contains(.string("no training row is of Zn")))
            let csv = try spar(["predict", "--csv", "examples/structures/Fe3O4.cif", folder + "/none.cif"], in: folder)
            #expect(csv.outputText.hasPrefix("file,formula,metal,SAMS,lower,upper,base,computed,share_QAMS,"))
            #expect(
                csv.outputText.split(separator: "\n").count == 2 && csv.end == .exited(3),
                "\(csv.outputText)\(csv.errorText)")
            #expect(csv.errorText.contains("none.cif"))
            #expect(try spar(["predict", folder + "/none.cif"], in: folder).end == .exited(1))
            #expect(
                try spar(["predict", "--model", folder + "/no.json", "examples/structures/NiO.cif"], in: folder).end
                    != .exited(0))
        }
    }
}
