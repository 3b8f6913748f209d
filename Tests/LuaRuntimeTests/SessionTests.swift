// Cells of one session: which variables they share, what a cell's value is, what survives an error.

import Basics
import Foundation
import LuaRuntime
import Testing

@Suite struct SessionTests {
    /// Runs cells in one session; gives for each its output, then `= value` or the error.
    private func session(_ cells: [String], seed: UInt64 = 1) throws -> [String] {
        let harness = try Harness()
        let cellScope = try SessionScope(harness.state)
        return cells.enumerated().map { i, text in
            var before = harness.output.count
            do {
                let cell = try cellScope.compile(text, name: "=cell \(i + 1)")
                before = harness.output.count
                let values = try cell.run()
                let shown =
                    values.contains { !$0.isNil } ? "= " + values.map(LuaValueText.short).joined(separator: " ") : ""
                return harness.output.dropFirst(before) + shown
            } catch {
                return harness.output.dropFirst(before) + "\(error)"
            }
        }
    }

    @Test func localsStayVisible() throws {
        #expect(try session(["local x, y = 1, 2", "x + y", "print(x)"]) == ["", "= 3", "1\n"])
    }

    @Test func aFunctionAndLaterCellsShareTheVariable() throws {
        #expect(
            try session([
                "local n = 0\nlocal function step() n = n + 1 return n end", "step() n = n + 10", "step()", "n",
            ]) == ["", "", "= 12", "= 12"])
    }

    @Test func localFunctionsMayCallThemselves() throws {
        #expect(try session(["local function f(k) return k < 2 and 1 or k * f(k - 1) end", "f(5)"]) == ["", "= 120"])
    }

    @Test func aNewDeclarationHidesTheOldVariable() throws {
        #expect(
            try session([
                "local x = 1\nlocal function old() return x end", "local x = x + 1", "x, old()", "x = 7", "x, old()",
            ]) == ["", "", "= 2 1", "", "= 7 1"])
        #expect(try session(["local x = 1 local f = function() return x end local x = 2", "x, f()"]) == ["", "= 2 1"])
    }

    @Test func constantsStayConstant() throws {
        let outputs = try session([
            "local N <const>, t <const> = 3, {}", "t.a = N t.a", "N = 4", "t = nil", "local N = 5", "N = 6 N",
        ])
        #expect(
            outputs == [
                "", "= 3", "cell 3:1: attempt to assign to const variable 'N'",
                "cell 4:1: attempt to assign to const variable 't'", "", "= 6",
            ])
    }

    @Test func toBeClosedVariablesEndWithTheirCell() throws {
        #expect(
            try session([
                "local f <close> = setmetatable({}, { __close = function() print('closed') end }) print('in')", "f",
            ]) == ["in\nclosed\n", "cell 2:1: undefined global 'f'"])
    }

    @Test func whatCameBeforeAnErrorStays() throws {
        #expect(
            try session(["local a = 1\nlocal g = function() return a end\nerror('no')\nlocal b = 2", "a = 5 g()", "b"])
                == ["cell 1:3: no", "= 5", "cell 3:1: undefined global 'b'"])
    }

    @Test func anEarlyReturnKeepsWhatCameBefore() throws {
        #expect(try session(["local a = 1\nif a == 1 then return 9 end\nlocal b = 2", "a"]) == ["", "= 1"])
        #expect(try session(["local a = 4 return a * 2", "a"]) == ["", "= 4"])
        #expect(
            try session([
                "local i = 0\n::top:: i = i + 1 if i < 3 then goto top end\nif i == 3 then goto done end\n"
                    + "local j = 1\n::done::", "i",
            ]) == ["", "= 3"])
    }

    @Test(arguments: [
        ("1 + 1", "= 2"), ("local a = 1 a", "= 1"), ("local t = { 3 }\nt[1]", "= 3"), ("('x'):rep(3)", "= xxx"),
        ("{ 1,\n  2,\n}", "= { 1, 2 }"), ("function(x)\n return x end", "= function"), ("nil", ""),
        ("not true", "= false"),
        ("'a' .. 'b'", "= ab"), ("-2^2", "= -4"), ("#'abc'", "= 3"), ("1 + 1;", "cell 1:1: unexpected symbol near '1'"),
        ("tostring(1);", ""), ("x = 3", ""), ("x = 3 x", "= 3"),
        ("local f = function() return 1, 2 end\nf()", "= 1 2"), ("if true then x = 1 end\nx", "= 1"),
        ("local a = 5\n-- a comment\na -- the end", "= 5"), ("a = 1\n(a)", "= 1"),
        ("for i = 1, 2 do local z = i end\n'done'", "= done"),
        ("while (function() return false end)() do end 'w'", "= w"),
        ("repeat local u = 1 until u == 1 'r'", "= r"), ("local s = [[\nlocal q = 1\n]] #s", "= 12"),
        ("local x <const> = 2 x", "= 2"), ("print 'hi'", "hi\n"), ("", ""), ("-- only a comment", ""),
        ("local a = 1;(function() print('p') end)()", "p\n"), ("local a = { n = 1 }\na\n.n", "= 1"),
    ])
    func lastExpressions(cell: String, expected: String) throws {
        #expect(try session([cell]) == [expected])
    }

    @Test func errorsNameTheCellsOwnLines() throws {
        #expect(
            try session(["local a = {\n 1,\n}\n\nlocal b = a.x.y"]) == [
                "cell 1:5: attempt to index a nil value (field 'x')"
            ])
        #expect(try session(["local a = = 1"]) == ["cell 1:1: unexpected symbol near '='"])
        #expect(try session(["local a = 1", "a b"]) == ["", "cell 2:1: syntax error near 'b'"])
        #expect(try session(["break"]) == ["cell 1:1: break outside loop at line 1"])
    }

    @Test func linesCountInTheFile() throws {
        let harness = try Harness()
        let cell = try SessionScope(harness.state).compile("local a = 1\nerror('x')", name: "n.lua", line: 40)
        harness.state.remember(source: String(repeating: "\n", count: 40) + "error('x')", name: "n.lua")
        do {
            _ = try cell.run()
            Issue.record("no error")
        } catch {
            #expect(harness.state.report(error) == "n.lua:41: x\n  41 | error('x')")
        }
    }

    @Test func eachCellHas200LocalsOfItsOwn() throws {
        let many = (1...200).map { "local v\($0) = \($0)" }.joined(separator: "\n")
        let sum = (1...190).map { "v\($0)" }.joined(separator: " + ")
        let outputs = try session([
            many, sum, "v191 + v200", many, sum + " + v191", "local function f() return v1 end " + many, "v7 + f()",
        ])
        #expect(
            outputs == [
                "", "= 18145", "= 391", "",
                "a cell may use 190 locals of earlier cells, this one uses 191: keep some of "
                    + "them in a table",
                "cell 6:200: too many local variables (limit is 200) in main function near '='", "undefined",
            ]
            .dropLast() + [outputs[6]])
        #expect(outputs[6].contains("undefined global 'f'"))
    }

    @Test func globalsAreGlobals() throws {
        #expect(try session(["function f() return 1 end", "f()", "local f = 2", "f"]) == ["", "= 1", "", "= 2"])
    }

    @Test func coroutinesAndNestedFunctionsSeeTheVariable() throws {
        #expect(
            try session([
                "local log = {}\nlocal co = coroutine.wrap(function() for i = 1, 3 do log[#log + 1] = i "
                    + "coroutine.yield(i) end end)",
                "co() + co()", "log = { 7 }", "co()", "#log, log[1], log[2]",
            ])
                == ["", "= 3", "", "= 3", "= 2 7 3"])
    }

    @Test(arguments: [
        ("x", SessionScope.Completeness.complete), ("local x =", .incomplete), ("f(", .incomplete),
        ("for i = 1, 2 do", .incomplete),
        ("if x then\n", .incomplete), ("[[ open", .incomplete), ("x = = 2", .invalid), ("'open", .invalid),
        ("break", .invalid), ("", .complete),
        ("end", .invalid), ("local t = { 1,", .incomplete), ("return 1", .complete), ("x y", .invalid),
    ])
    func completeness(text: String, expected: SessionScope.Completeness) throws {
        #expect(try SessionScope(try Harness().state).completeness(of: text) == expected)
    }

    @Test func aStoppedCellLeavesTheSessionAlive() throws {
        let harness = try Harness()
        let scope = try SessionScope(harness.state)
        _ = try scope.compile("local a = 1", name: "=1").run()
        let stopper = harness.state.stopper
        let cell = try scope.compile(
            "local b = 2 while true do pcall(function() while true do end end) end", name: "=2")
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.2); stopper.stop(.interrupt)
        }
        #expect(throws: LuaStop.self) { try cell.run() }
        harness.state.clearStop()
        let sum = try scope.compile("a + b", name: "=3").run()
        #expect(sum.map(LuaValueText.short) == ["3"])
    }

    @Test func tenThousandCellsTakeNoMore() throws {
        let harness = try Harness()
        let scope = try SessionScope(harness.state)
        func cells(_ count: Int) throws {
            for i in 1...count {
                let text =
                    "local t = { \(i) }\nlocal function f() return t[1] end\nfor k, v in pairs(t) do x = v end f()"
                let cell = try scope.compile(text, name: "=cell")
                _ = try cell.run()
            }
            try harness.state.collectGarbage()
        }
        try cells(500)
        let before = harness.state.memoryUsed
        try cells(10_000)
        #expect(harness.state.memoryUsed < before + 20_000)
    }
}
