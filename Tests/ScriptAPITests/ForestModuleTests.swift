// The modules `forest` and `data` as scripts see them: fitting, explaining, selecting, saving, dividing tables.
// A script stands after 12 lines that make its table and the function fit, so that its own first line is line 13 of
// t.lua.
// Every sentence of a mistake is held verbatim, with the line it is reported on.

import Basics
import Foundation
import LuaRuntime
import ScriptAPI
import Testing

/// `forest`, `d:split` and `d:balance` as scripts see them.
@Suite struct ForestModuleTests {
    /// Runs a script after one that makes the table `d` of 120 rows: y = 2 a, b means nothing; metals in turn.
    private func run(_ script: String) throws -> String {
        let host = try ScriptHost(HostSettings(script: "", seed: 1, memoryLimit: 0))
        var output = ""
        host.state.context = RunContext(seed: 1) { output += $0 }
        let start = """
            local rows = {}
            for i = 1, 120 do
              rows[i] = { a = i / 10, b = i * 7919 % 120, y = i / 5, metal = ({ "Ni", "Cr", "Fe" })[i % 3 + 1] }
            end
            local d = data.new(rows)
            local options = { target = "y", features = { "a", "b" }, n_estimators = 30, seed = 1 }
            local function fit(rows, more)
              local o = {}
              for k, v in pairs(options) do o[k] = v end
              for k, v in pairs(more or {}) do o[k] = v end
              return forest.fit(rows or d, o)
            end\n
            """
        do {
            _ = try host.state.compile(start + script, name: "t.lua").call([])
            return output
        } catch {
            return output + "\(error)"
        }
    }

    @Test func predictsTablesAndRows() throws {
        let output = try run(
            """
            local m = fit()
            local all = m:predict(d)
            print(#all, all[7] == m:predict(d[7]), all[7] == m:predict{ a = 0.7, b = 7 * 7919 % 120 }, m.trees, m.target)
            print(m:score(d).r2 > 0.99, m.oob.n > 100, m.oob.r2 > 0.97, #m.oob.prediction)
            local q = m:predict(d, { quantiles = { 0.05, 0.95 } })
            print(#q, q.columns[1], q.columns[2], q.q5[60] <= all[60], q.q95[60] >= all[60], m:predict(d[60], { quantiles = { 0.5 } }).q50)
            local by = m:score(d, { by = "metal" })
            print(by.metal[1], by.metal[2], by.metal[3], by.n:sum())
            """)
        #expect(
            output.hasPrefix("120\ttrue\ttrue\t30\ty\ntrue\ttrue\ttrue\t120\n120\tq5\tq95\ttrue\ttrue\t"), "\(output)")
        #expect(output.hasSuffix("Cr\tFe\tNi\t120.0\n") || output.hasSuffix("Cr\tFe\tNi\t120\n"), "\(output)")
    }

    @Test func theNumberOfThreadsHasNoInfluence() throws {
        #expect(try run("print(fit(d, { threads = 1 }):predict(d) == fit(d, { threads = 3 }):predict(d))") == "true\n")
    }

    @Test func explains() throws {
        let output = try run(
            """
            local m = fit()
            for _, t in ipairs{ m:permutation_importance(d, { repeats = 3 }), m:permutation_importance{ repeats = 3 },
                                m:impurity_importance() } do
              print(t.feature[1], t[t.columns[2]][1] > t[t.columns[2]][2])
            end
            print(m:permutation_importance(d, { repeats = 2, noise = true }).feature[3])
            local p = m:partial_dependence("a", d, { points = 5 })
            print(#p, p.columns[1], p.prediction[5] > p.prediction[1])
            """)
        #expect(output == "a\ttrue\na\ttrue\na\ttrue\nnoise\n5\ta\ttrue\n")
    }

    @Test func selects() throws {
        let output = try run(
            """
            local o = { preset = { target = "y", features = { "a", "b" } }, folds = 3, seed = 1, n_estimators = 20 }
            local v = forest.cross_validate(d, o)
            print(v.mean > 0.9, v.std >= 0, #v.folds)
            o.n_estimators = nil
            o.n_iter = 2
            o.space = { max_depth = { 2, 3, "none" }, max_samples = { from = 0.6, to = 0.8 }, n_estimators = { from = 5, to = 9 } }
            local s = forest.search(d, o)
            print(#s.results, s.best_score == s.results.mean:max(), s.best.n_estimators < 9)
            local best = forest.fit(d, { preset = s.best })
            print(best.trees == s.best.n_estimators, best.params.max_samples == s.best.max_samples)
            print(forest.PAPER.n_estimators, forest.PAPER.max_samples, #forest.PAPER.features, forest.PAPER_SPACE.n_estimators.to)
            """)
        #expect(output == "true\ttrue\t3\n2\ttrue\ttrue\ntrue\ttrue\n587\t0.6676\t8\t700\n")
    }

    @Test func searchGoesOnFromItsFile() throws {
        let path = NSTemporaryDirectory() + "spar-search-\(ProcessInfo.processInfo.globallyUniqueString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let output = try run(
            """
            local o = { preset = options, folds = 2, n_iter = 2, seed = 3, file = "\(path)",
                        space = { max_depth = { 2, 3, 4 } } }
            local first = forest.search(d, o)
            o.n_iter = 3
            local second = forest.search(d, o)
            print(#second.results, first.results.mean[2] == second.results.mean[2])
            """)
        #expect(output == "3\ttrue\n")
        #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 6)
    }

    @Test func modelsKeepTheirDefinition() throws {
        let path = NSTemporaryDirectory() + "spar-model-\(ProcessInfo.processInfo.globallyUniqueString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let output = try run(
            """
            fit(d:with{ definition = "m 7" }):save("\(path)")
            local m = forest.load("\(path)")
            print(m.definition, m:predict(d:with{ definition = "m 7" }) == m:predict(d))
            m:predict(d:with{ definition = "m 5" })
            """)
        #expect(
            output == """
                m 7\ttrue
                t.lua:16: the model was trained on features of another definition: definition is m 7 in the model and \
                m 5 in the rows
                """)
    }

    @Test func dividesTables() throws {
        let output = try run(
            """
            local train, test = d:split{ test = 0.25, stratify = "metal", seed = 1 }
            print(#train, #test, #test:filter(function(r) return r.metal == "Ni" end))
            train, test = d:split{ group = "metal", test = 0.3, seed = 1 }
            print(#train, #test)
            train, test = d:balance{ by = "metal", train = 20, test = 7, seed = 1 }
            print(#train, #test, #test:unique("metal"))
            """)
        #expect(output == "90\t30\t10\n80\t40\n60\t21\t3\n")
    }

    @Test(arguments: [
        (
            "d:balance{ by = 'metal', train = 35, test = 9 }",
            "t.lua:13: 35 + 9 rows of each group are asked for, but 'Cr' has 40, 'Fe' has 40, 'Ni' has 40"
        ),
        ("d:split{ test = 1.5 }", "t.lua:13: test is 1.5; it is a fraction between 0 and 1"),
        ("forest.fit(d)", "t.lua:13: there is no column 'QAMS'; the columns are a, b, metal, y"),
        (
            "fit(d, { max_depht = 3 })",
            "t.lua:11: bad argument 'max_depht' to 'fit' (no such option; did you mean 'max_depth'?)"
        ),
        (
            "fit(d, { preset = { max_depht = 3 } })",
            "t.lua:11: bad argument 'preset' to 'fit' (max_depht: no such option; did you mean 'max_depth'?)"
        ),
        ("fit(d, { max_features = 3 })", "t.lua:11: max_features is 3; with 2 features it is a count from 1 to 2"),
        (
            "fit(d, { features = { 'a', 'y' } })",
            "t.lua:11: 'y' is both the target and a feature; leave it out of the features"
        ),
        (
            "fit(d, { target = 'metal' })",
            "t.lua:11: column 'metal' holds text (row 1 holds 'Cr') where numbers are needed"
        ),
        (
            "fit():predict('x')",
            "t.lua:13: bad argument 'rows' to 'predict' (a table of data or a row with the features as fields "
                + "expected, got string)"
        ),
        ("fit():predict{ a = 1 }", "t.lua:13: there is no column 'b'; the columns are a"),
        ("fit():partial_dependence('c', d)", "t.lua:13: the model has no feature 'c'"),
        (
            "forest.search(d, { preset = options, space = { max_depht = { 1 } } })",
            "t.lua:13: bad argument 'space' to 'search' (there is no hyperparameter 'max_depht'; did you mean "
                + "'max_depth'?)"
        ),
        (
            "forest.search(d, { preset = options, space = { max_depth = 3 } })",
            "t.lua:13: bad argument 'space' to 'search' (max_depth: a list of choices or { from = …, to = … } expected)"
        ),
        (
            "forest.cross_validate(d, { preset = options, group = 'metal', stratify = 'metal' })",
            "t.lua:13: bad argument 'group' to 'cross_validate' (folds are made by stratify or by group, not both)"
        ),
        (
            "fit(d:with{ definition = function(r) return r.metal end })",
            "t.lua:11: the rows have features of different definitions: 'Cr' in row 1, 'Fe' in row 2"
        ),
    ])
    func sentences(script: String, sentence: String) throws {
        #expect(try run(script) == sentence)
    }
}
