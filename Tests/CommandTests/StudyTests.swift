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

    private static func rockSalt(_ atoms: String) -> String {
        "data_x\n_cell_length_a 4.2\n_cell_length_b 4.2\n_cell_length_c 4.2\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
            + "_cell_angle_gamma 90\n_symmetry_space_group_name_H-M 'F m -3 m'\nloop_\n_atom_site_label\n"
            + "_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
            + "_atom_site_occupancy\n" + atoms + "\n"
    }

    private func write(_ files: [String: String], in folder: String) throws {
        for (name, text) in files {
            let path = folder + "/" + name
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        }
    }

    /// Each row that cannot be computed has a status of its own; a changed file is done again, others are not.
    @Test func aCampaignSaysWhatIsWrong() throws {
        try withFolder { folder in
            let nickel = try String(contentsOfFile: repository + "/examples/structures/NiO.cif", encoding: .utf8)
            try write(
                [
                    "in/bad.cif": "garbage\n", "in/two.cif": nickel + nickel.replacing("data_", with: "data_other"),
                    "in/salt.cif": Self.rockSalt("Na1 Na 0 0 0 1\nCl1 Cl 0.5 0.5 0.5 1"),
                    "in/mixed.cif": Self.rockSalt("Ni1 Ni 0 0 0 0.5\nO1 O 0.5 0.5 0.5 1"), "in/sub/NiO.cif": nickel,
                ], in: folder)
            let table = folder + "/t.csv"
            /// The cells have eight sites.
            func campaign(upTo limit: Int) throws -> String {
                let outcome = try spar(
                    [
                        "run", "scripts/campaign.lua", "--", folder + "/in", table, "--metals", "ni", "--max-sites",
                        "\(limit)",
                    ], in: folder)
                #expect(outcome.end == .exited(0), "\(outcome.errorText)")
                return outcome.errorText
            }
            func rows() throws -> [String: String] {
                Dictionary(
                    uniqueKeysWithValues: try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
                        .dropFirst().map { (String($0.prefix { $0 != "," }), String($0)) })
            }
            let first = try campaign(upTo: 7)
            #expect(first.contains("two.cif: the file holds 2 structures"), "\(first)")
            #expect(first.contains("1 files in subfolders"), "\(first)")
            var found = try rows()
            #expect(found["bad.cif"]?.contains(",unreadable,") == true, "\(found)")
            #expect(found["salt.cif"]?.contains(",no metal,") == true, "\(found)")
            #expect(found["mixed.cif"]?.contains(",over limit,") == true, "\(found)")
            #expect(found["two.cif"]?.contains(",over limit,") == true, "\(found)")
            #expect(found.count == 4 && !found.values.contains { $0.contains(".lua:") }, "\(found)")
            // With a higher limit the mixed one is read; computed it cannot be.
            try FileManager.default.removeItem(atPath: folder + "/in/two.cif")
            _ = try campaign(upTo: 8)
            found = try rows()
            #expect(found["mixed.cif"]?.contains(",partly occupied,") == true, "\(found)")
            #expect(found["mixed.cif"]?.contains("is occupied by 0.5") == true, "\(found)")
            #expect(try campaign(upTo: 8).contains(", 0 to do;"))
            try write(
                [
                    "in/mixed.cif": Self.rockSalt("Ni1 Ni 0 0 0 0.4\nO1 O 0.5 0.5 0.5 1"),
                    "in/bad.cif": Self.rockSalt("Na1 Na 0 0 0 1\nCl1 Cl 0.5 0.5 0.5 1"),
                ], in: folder)
            let again = try campaign(upTo: 8)
            #expect(again.contains("2 rows whose structure has changed are done again"), "\(again)")
            #expect(try rows()["mixed.cif"]?.contains("is occupied by 0.4") == true)
        }
    }

    /// A table that was made before rows said what their structure was, and by which definition.
    @Test func aCampaignKnowsOldRowsAndOtherOnes() throws {
        try withFolder { folder in
            let table = folder + "/t.csv"
            let campaign = ["run", "scripts/campaign.lua", "--", folder + "/in", table, "--max-sites", "1"]
            try write(
                ["in/NiO.cif": String(contentsOfFile: repository + "/examples/structures/NiO.cif", encoding: .utf8)],
                in: folder)
            _ = try spar(campaign, in: folder)
            let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n").map(String.init)
            let names = lines[0].split(separator: ",")
            let place = try #require(names.firstIndex(of: "structure"))
            // The settings hold a comma in quotation marks: cells are counted from the end.
            let fromEnd = names.count - place
            func without(_ line: String) -> String {
                var cells = line.split(separator: ",", omittingEmptySubsequences: false)
                cells.remove(at: cells.count - fromEnd - (line.hasPrefix("id,") ? 0 : 1))
                return cells.joined(separator: ",")
            }
            let old = lines[0].replacing(",structure", with: "") + "\n" + without(lines[1]) + "\n"
            try old.write(toFile: table, atomically: false, encoding: .utf8)
            let same = try spar(campaign, in: folder)
            #expect(same.errorText.contains(", 0 to do;"), "\(same.errorText)")
            #expect(try String(contentsOfFile: table, encoding: .utf8).contains(",definition,structure,status"))
            let other = lines[1].replacing("green,", with: "feff,")
            try (lines[0] + "\n" + other + "\n").write(toFile: table, atomically: false, encoding: .utf8)
            let renewed = try spar(campaign, in: folder)
            #expect(
                renewed.errorText.contains(
                    "1 rows of another engine, version or definition of the features are done again"),
                "\(renewed.errorText)")
            #expect(try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n").count == 2)
        }
    }

    @Test(arguments: [
        (["--metals", "Xq"], "--metals: Xq is no 3d metal"), (["--metals", "Zr,Fe"], "--metals: Zr is no 3d metal"),
        (["--limit", "-3"], "--limit takes a whole number of at least 1, got -3"),
        (["--limit", "0.5"], "--limit takes a whole number"), (["--limit"], "--limit takes a whole number"),
        (["--max-sites", "many"], "--max-sites takes a whole number"),
        (["--radius", "0"], "--radius takes a distance above 0"),
        (["--radius", "-1"], "--radius takes a distance above 0"),
        (["--timeout", "0"], "--timeout takes seconds above 0"),
    ])
    func aCampaignRefuses(options: [String], says: String) throws {
        try withFolder { folder in
            let outcome = try spar(
                ["run", "scripts/campaign.lua", "--", "examples/structures", folder + "/t.csv"] + options, in: folder)
            #expect(outcome.end == .exited(2) && outcome.errorText.contains(says), "\(outcome.errorText)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/t.csv"))
        }
    }

    /// One file that cannot be predicted, or computed, does not end the others.
    @Test func predictionsOfWhatIsStrange() throws {
        try withFolder { folder in
            try write(
                [
                    "train.lua": """
                    local rows = {}
                    for _, path in ipairs(spar.files("examples/structures/*.cif")) do
                      local s = structure.read(path)
                      for _, metal in ipairs(s:metals()) do
                        for n = 1, 5 do rows[#rows + 1] = s:features(metal):with{ SAMS = 0.1 * n, a = n } end
                      end
                    end
                    local d = data.new(rows)
                    forest.fit(d, { n_estimators = 5 }):save("\(folder)/model.json.gz")
                    forest.fit(d, { n_estimators = 5, features = { "QAMS", "a" } }):save("\(folder)/a.json")
                    forest.fit(d, { n_estimators = 5, features = { "QAMS" }, target = "density" }):save(
                      "\(folder)/density.json")
                    """,
                    "far.cif": Self.rockSalt("Ni1 Ni 0 0 0 1\nCl1 Cl 0.5 0.5 0.5 1").replacing("4.2", with: "56.4"),
                    "mol.xyz": "3\nwater\nCu 0 0 0\nO 1.9 0 0\nO -1.9 0 0\n",
                    "fe.cif": Self.rockSalt("U1 U 0 0 0 1\nFe1 Fe 0.5 0.5 0.5 1"),
                ], in: folder)
            let trained = try spar(["run", folder + "/train.lua"], in: folder)
            #expect(trained.end == .exited(0), "\(trained.errorText)")
            let several = try spar(
                [
                    "predict", folder + "/far.cif", folder + "/mol.xyz", folder + "/fe.cif",
                    "examples/structures/CuO.cif",
                ],
                in: folder)
            #expect(several.end == .exited(3))
            #expect(
                several.errorText.contains("far.cif: EN_mean is not known of Ni in NiCl\n")
                    && several.errorText.contains("mol.xyz: this XYZ file is a cluster, not a crystal")
                    && !several.errorText.contains("predict:"), "\(several.errorText)")
            #expect(
                several.outputText.contains("Cu in CuO: SAMS 0.") && several.outputText.contains(", others "),
                "\(several.outputText)")
            #expect(several.outputText.contains("warning: it holds U: with f elements"), "\(several.outputText)")
            let engine = ["predict", "--compute", "--engine", "foo", "examples/structures/CuO.cif"]
            #expect(try spar(engine, in: folder).end == .exited(2))
            let absent = try spar(engine.map { $0 == "foo" ? "feff" : $0 }, in: folder)
            #expect(absent.end == .exited(3), "\(absent.outputText)\(absent.errorText)")
            #expect(absent.outputText.contains("warning: not computed: "), "\(absent.outputText)")
            let odd = try spar(["predict", "--model", folder + "/a.json", "examples/structures/CuO.cif"], in: folder)
            #expect(
                odd.end == .exited(1)
                    && odd.errorText.hasSuffix("predicts from 'a', which is no feature of a crystal\n"))
            let density = try spar(
                ["predict", "--model", folder + "/density.json", "--csv", "examples/structures/CuO.cif"], in: folder)
            #expect(density.outputText.hasPrefix("file,formula,metal,density,lower,"), "\(density.errorText)")
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
            // Cubic places: zero, and no other value.
            #expect(
                text.outputText
                    == "examples/structures/NiO.cif  Ni in NiO: SAMS 0 eV^(-1/2)\n"
                    + "    SAMS is zero by symmetry: every place of Ni has a cubic point group\n", "\(text.outputText)")
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
            #expect(csv.errorText == "spar: cannot read \(folder)/none.cif: there is no such file\n")
            #expect(try spar(["predict", folder + "/none.cif"], in: folder).end == .exited(1))
            let unread = try spar(
                ["predict", "--model", folder + "/no.json", "examples/structures/NiO.cif"], in: folder)
            #expect(unread.end == .exited(1))
            #expect(unread.errorText == "spar: cannot read \(folder)/no.json: there is no such file\n")
        }
    }
}
