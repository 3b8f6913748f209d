// What cells show: each kind of object in its forms, and what a session does with errors.

import Basics
import Crystal
import Foundation
import LuaRuntime
import Plotting
import Testing

@Suite struct OutputTests {
    @Test func tablesHaveUnitsAndAreCutWithAWord() throws {
        let session = try TestSession()
        let bundle = try #require(
            session.bundle(
                "data.new{ columns = { QAMS = range(1, 100), name = range(1, 100):map(function(x) return 'r' .. x "
                    + "end) } }"
            ))
        let html = try #require(bundle.html)
        #expect(html.contains("QAMS <small>e Å⁻⁵</small>"))
        #expect(html.contains("… 70 rows left out …"))
        #expect(html.contains("100 rows, 2 columns"))
        #expect(!html.contains(">r50<") && html.contains(">r100<"))
        #expect(bundle.jupyter["application/json"] == nil)
        #expect(bundle.text.contains("rows left out"))
    }

    @Test func textInTablesIsEscaped() throws {
        let html = try #require(try TestSession().bundle("data.new{ { ['<b>'] = '<script>&\"' } }")?.html)
        #expect(html.contains("&lt;script&gt;&amp;&quot;") && !html.contains("<script"))
    }

    @Test func structuresAreDrawn() throws {
        let html = try #require(try TestSession().bundle("structure.read(examples .. '/structures/NiO.cif')")?.html)
        #expect(
            html.contains("NiO (cell: Ni4 O4)") && html.contains("Fm-3m (225)")
                && html.contains("4.1684, 4.1684, 4.1684"))
        // 14 nickel and 13 oxygen atoms in and on the cell, 30 oxygen atoms around the nickel ones outside it; two
        // signs.
        #expect(html.components(separatedBy: "<circle").count - 1 == 27 + 30 + 2)
        #expect(html.contains(">a</text>") && html.contains("fill=\"currentColor\""))
    }

    /// Bonds by their numbers: V in V2O5 has five oxygen atoms, no stick joins Sr and Ti, clusters are drawn.
    @Test func bondsAreWhereTheyAre() throws {
        let session = try TestSession()
        func structure(_ name: String) throws -> Structure {
            try Structure(contentsOf: repository + "/examples/structures/\(name).cif")
        }
        func bonds(_ drawn: DrawnAtoms, of element: String, with other: String) -> [Int] {
            drawn.atoms.indices.filter { drawn.atoms[$0].element.symbol == element }.map { i in
                drawn.bonds.filter { a, b in
                    a == i && drawn.atoms[b].element.symbol == other || b == i && drawn.atoms[a].element.symbol == other
                }.count
            }
        }
        let oxide = try #require(DrawnAtoms(try structure("V2O5")))
        #expect(Set(bonds(oxide, of: "V", with: "O")) == [5] && bonds(oxide, of: "V", with: "V").allSatisfy { $0 == 0 })
        let titanate = try #require(DrawnAtoms(try structure("SrTiO3")))
        #expect(
            bonds(titanate, of: "Sr", with: "Ti").allSatisfy { $0 == 0 }
                && Set(bonds(titanate, of: "Ti", with: "O")) == [6])
        let cluster = try #require(
            session.bundle("structure.read(examples .. '/structures/NiO.cif'):cluster('Ni', { radius = 2.5 })")?.html)
        #expect(cluster.components(separatedBy: "<circle").count - 1 == 7 + 2 && cluster.contains("6 O at 2.084"))
    }

    /// A figure that a cell draws to a file is seen once, whatever else the cell does with it.
    @Test(
        .enabled(if: Gnuplot.version() != nil, "gnuplot is not installed"),
        arguments: [
            ("local p = plot{ d, x = 'a', y = 'b', file = 'a.svg' }", 1),
            ("plot{ d, x = 'a', y = 'b', file = 'a.svg' }", 1),
            ("local p = plot{ d, x = 'a', y = 'b', file = 'a.svg' } show(p) p", 1),
            ("local p = plot{ d, x = 'a', y = 'b' } p:save('a.svg') p:save('a.png')", 1),
            ("local p = plot{ d, x = 'a', y = 'b' }", 0), ("show(plot{ d, x = 'a', y = 'b' })", 1),
            ("local p = plot{ d, x = 'a', y = 'b' } plot.panels{ p, p, file = 'a.svg' }", 1),
            ("for i = 1, 3 do plot{ d, x = 'a', y = 'b', file = i .. '.svg' } end", 3),
        ]) func drawnFiguresAppearOnce(cell: String, count: Int) throws
    {
        let session = try TestSession()
        session.run("local d = data.new{ { a = 1, b = 2 }, { a = 2, b = 3 } }")
        let shown = session.run(cell).outputs.filter { output in
            switch output {
            case .shown(let bundle), .value(let bundle): bundle.svg != nil
            default: false
            }
        }
        #expect(shown.count == count)
    }

    @Test(.enabled(if: Gnuplot.version() != nil, "gnuplot is not installed")) func figuresSpectraAndSweepsArePictures()
        throws
    {
        let session = try TestSession()
        let figure = try #require(
            session.bundle("plot{ data.new{ { a = 1, b = 2 }, { a = 2, b = 3 } }, x = 'a', y = 'b' }"))
        #expect(figure.svg?.contains("<svg") == true && figure.text == "figure")
        let sweep = try #require(
            session.bundle("sweep(range(0, 3), function(x) return { y = x * x } end, { name = 'x' })")?.html)
        #expect(sweep.contains("<svg") && sweep.contains("spar-table"))
        let spectrum = try #require(
            session.bundle(
                """
                local e = range(-10, 5)
                spectra.new{ energy = e, x = e:map(function() return 1 end), y = e:map(function() return 2 end),
                             z = e:map(function() return 3 end), fermi = 0 }
                """)?.html)
        #expect(spectrum.contains("<svg") && spectrum.contains("SAMS"))
    }

    @Test func modelsComeWithTheirScores() throws {
        let session = try TestSession()
        let html = try #require(
            session.bundle(
                """
                local x = range(1, 200)
                local d = data.new{ columns = { QAMS = x, density = x * 0.5 + 1, SAMS = x * x } }
                forest.fit(d, { features = { 'QAMS', 'density' }, target = 'SAMS', n_estimators = 20, seed = 1 })
                """)?.html)
        #expect(html.contains("20 trees") && html.contains("R²") && html.contains("most important"))
    }

    @Test func plainValuesAreText() throws {
        let session = try TestSession()
        #expect(session.bundle("1 / 3")?.text == "0.333333")
        #expect(session.bundle("{ a = 1, b = { 2, 3 } }")?.text == "{ a = 1, b = { 2, 3 } }")
        #expect(session.bundle("nil") == nil)
        #expect(session.bundle("print(1)") == nil)
        #expect(session.bundle("1, 'two'")?.text == "1  two")
    }

    @Test func outputsOfASweepComeInTheOrderOfItsValues() throws {
        let outputs = try TestSession().run("sweep(range(1, 3), function(x) show(x) print('p' .. x) end);").outputs
        let texts = outputs.compactMap { output -> String? in
            switch output {
            case .text(let text): text
            case .shown(let bundle): bundle.text + "\n"
            default: nil
            }
        }
        #expect(texts.joined() == "1\np1\n2\np2\n3\np3\n")
    }

    @Test func errorsNameCellLineAndSource() throws {
        let session = try TestSession()
        session.run("local s = structure.read(examples .. '/structures/NiO.cif')")
        guard case .failed(let failure) = session.run("local a = 1\ns:strain{ d = 1 }").end else {
            Issue.record("no failure")
            return
        }
        #expect(failure.sentence.hasPrefix("cell 2:2: bad argument 'd' to 'strain' (no such option"))
        #expect(failure.report.contains("   2 | s:strain{ d = 1 }"))
        // A function made in an earlier cell fails in a later one.
        session.run("local function f(x)\n  return x.y\nend")
        guard case .failed(let later) = session.run("f(1)").end else {
            Issue.record("no failure")
            return
        }
        #expect(later.report.contains("cell 3:2") && later.report.contains("called from cell 4:1"))
    }

    @Test func aSyntaxErrorLeavesTheSessionAlive() throws {
        let session = try TestSession()
        session.run("local a = 7")
        #expect(session.run("local b = = 1").end.sentence == "cell 2:1: unexpected symbol near '='")
        #expect(session.bundle("a")?.text == "7")
    }

    @Test func anEndlessCellIsInterrupted() throws {
        let session = try TestSession()
        let stopper = session.session.host.state.stopper
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.2); stopper.stop(.interrupt)
        }
        #expect(
            session.run("local a = 7 while true do pcall(function() while true do end end) end").end
                == .stopped(.interrupt))
        session.session.recover()
        #expect(session.bundle("a")?.text == "7")
    }

    @Test func aNoteIsAnOutput() throws {
        let outputs = try TestSession().run(
            "structure.from_spacegroup(225, { a = 4.2 }, { { 'Ni', 0,0,0 } }):primitive():strain{ a = 0.01 }.formula"
        ).outputs
        #expect(outputs.contains { if case .note(let text) = $0 { text.hasPrefix("note: ") } else { false } })
    }

    @Test func tenThousandCellsKeepMemoryFlat() throws {
        let session = try TestSession()
        func resident() -> Int {
            let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
            return words.count > 1 ? (Int(words[1]) ?? 0) * 4096 : 0
        }
        func cells(_ count: Int) throws {
            for i in 1...count {
                session.run(
                    "local r = { v = \(i) }\nlocal function f() return r.v end\nlocal t = tensor.new{ { f(), 0, 0 }, "
                        + "{ 0, 1, 0 }, { 0, 0, 1 } }\n"
                        + "for k, v in pairs(t) do x = v end\nprint(t:trace())\nt")
            }
            try session.session.host.state.collectGarbage()
        }
        try cells(1000)
        let lua = session.session.host.state.memoryUsed, process = resident()
        try cells(10_000)
        #expect(session.session.host.state.memoryUsed < lua + 200_000)
        // Other tests run in this process meanwhile: only growth that goes with the number of cells is meant.
        #expect(resident() < process + 200_000_000)
    }
}
