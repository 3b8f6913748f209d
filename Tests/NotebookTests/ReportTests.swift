// Reports: self-contained pages and Markdown with pictures beside it; what is refused.

import Basics
import Foundation
import LuaRuntime
import Plotting
import Testing

@Suite struct ReportTests {
    private static let script = """
        -- %% [markdown]
        -- # A *title*
        --
        -- Prose with a [link](https://example.org) and ![a picture](https://example.org/p.png).
        -- %% Two figures
        local d = data.new{ { a = 1, b = 2 }, { a = 2, b = 3 } }
        show(plot{ d, x = 'a', y = 'b' })
        plot{ d, x = 'a', y = 'b' }
        -- %% tags=["remove-input"]
        print("<text> & more")
        -- %%
        error("the end")
        -- %%
        print("never")
        """

    private func run(_ script: String, in folder: TemporaryFolder) throws -> (NotebookRun, Session.End) {
        let host = try makeHost(folder, script: folder.write("n.lua", script))
        let run = try NotebookRun(host)
        return (run, run.run())
    }

    @Test(.enabled(if: Gnuplot.version() != nil, "gnuplot is not installed")) func aPageHoldsAllAndAsksForNothing()
        throws
    {
        let folder = try TemporaryFolder()
        let (run, end) = try run(Self.script, in: folder)
        #expect(end.sentence.hasSuffix("n.lua:12: the end"))
        let file = try ReportFile(folder.path + "/r.html")
        try file.check()
        try file.write(run, command: "spar run n.lua")
        let page = try String(contentsOfFile: folder.path + "/r.html", encoding: .utf8)
        #expect(page.contains("<title>A title</title>") && page.contains("<h1>A <em>title</em></h1>"))
        #expect(page.contains("&lt;text&gt; &amp; more") && !page.contains("print(<span") && !page.contains("never"))
        #expect(page.contains("One more cell of code follows; it was not run."))
        #expect(page.contains("class=\"error\"") && page.contains("  12 | error(&quot;the end&quot;)"))
        #expect(page.contains("spar run n.lua") && page.contains("SHA-256") && page.contains("<td>seed</td><td>1</td>"))
        // Nothing is loaded: no scripts, no pictures, styles or fonts from elsewhere.
        for sign in ["<script", "<img", "<iframe", "<object", "src=", "@import", "url(http", "<link rel=\"stylesheet"] {
            #expect(!page.contains(sign), "\(sign)")
        }
        // Ids are unique, and each reference finds its own.
        let ids = [" id=\"", " id='"].flatMap { sign in
            page.components(separatedBy: sign).dropFirst().map { $0.prefix { !"'\"".contains($0) } }
        }
        #expect(!ids.isEmpty && Set(ids).count == ids.count)
        for sign in ["href='#", "href=\"#", "url(#"] {
            for part in page.components(separatedBy: sign).dropFirst() {
                let name = part.prefix { !"'\")".contains($0) }
                #expect(ids.contains(name), "\(name)")
            }
        }
    }

    @Test(.enabled(if: Gnuplot.version() != nil, "gnuplot is not installed")) func markdownNamesItsPictures() throws {
        let folder = try TemporaryFolder()
        let (run, _) = try run(Self.script, in: folder)
        try ReportFile(folder.path + "/r.md").write(run, command: "spar run n.lua")
        let text = try String(contentsOfFile: folder.path + "/r.md", encoding: .utf8)
        #expect(
            text.contains("# A *title*") && text.contains("![](r_files/figure-1.svg)")
                && text.contains("![](r_files/figure-2.svg)"))
        #expect(text.contains("```lua\nlocal d") && text.contains("```\n<text> & more\n```"))
        #expect(try String(contentsOfFile: folder.path + "/r_files/figure-2.svg", encoding: .utf8).hasPrefix("<svg"))
    }

    @Test func longTextIsCut() throws {
        let folder = try TemporaryFolder()
        let (run, _) = try run("for i = 1, 60000 do print('0123456789') end", in: folder)
        try ReportFile(folder.path + "/r.html").write(run, command: "")
        let page = try String(contentsOfFile: folder.path + "/r.html", encoding: .utf8)
        #expect(page.utf8.count < 300_000 && page.contains("beyond 200000 characters, is left out"))
    }

    @Test(arguments: [
        ("r.txt", "--report takes a file that ends in .html or .md, got 'HERE/r.txt'"),
        ("no/r.html", "the report HERE/no/r.html cannot be written: there is no folder HERE/no; make it first"),
    ])
    func unwritableReportsAreRefusedFirst(name: String, sentence: String) throws {
        let folder = try TemporaryFolder()
        #expect {
            try ReportFile(folder.path + "/" + name).check()
        } throws: { error in
            "\(error)".replacingOccurrences(of: folder.path, with: "HERE") == sentence
        }
    }

    @Test func brokenProseIsRefusedWithItsLine() throws {
        let folder = try TemporaryFolder()
        #expect {
            _ = try run("-- %% [markdown]\n-- fine\nno comment\n", in: folder)
        } throws: { error in
            "\(error)".hasSuffix(
                "n.lua:3: a line of a markdown cell is no comment: begin it with --, or begin a code cell with -- %%")
        }
    }

    @Test func argumentsAndSeedReachTheCells() throws {
        let folder = try TemporaryFolder()
        let (run, end) = try run(
            "-- %%\nlocal a = math.random(1000000)\n-- %%\nprint(a, spar.seed, arg[0] ~= nil, select('#', ...))",
            in: folder)
        #expect(end == .finished)
        guard case .text(let text)? = run.cells.last?.outputs.first else {
            Issue.record("no text")
            return
        }
        #expect(text.hasSuffix("\t1\ttrue\t0\n"))
    }
}
