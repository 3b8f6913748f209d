// Every message of the runtime, verbatim.

import Testing

@Suite struct MessageTests {
    @Test(arguments: [
        ("add(1)", "t.lua:1: bad argument 'b' to 'add' (number expected, got nothing)"),
        ("add(1, 'x')", "t.lua:1: bad argument 'b' to 'add' (number expected, got string)"),
        ("add(1, 0/0)", "t.lua:1: bad argument 'b' to 'add' (finite number expected, got nan)"),
        ("add(1, 2, 3)", "t.lua:1: bad argument '3' to 'add' (2 arguments expected, got 3)"),
        ("\n\nadd(nil, 2)", "t.lua:3: bad argument 'a' to 'add' (number expected, got nil)"),
        ("make():twice('x')", "t.lua:1: bad argument 'x' to 'twice' (number expected, got string)"),
        (
            "make().twice(2)",
            "t.lua:1: bad self to 'twice' (counted expected, got number; methods are called with a colon, x:twice(…))"
        ),
        ("make():set{ gian = 2 }", "t.lua:1: bad argument 'gian' to 'set' (no such option; did you mean 'gain'?)"),
        ("make():set{ zzz = 2 }", "t.lua:1: bad argument 'zzz' to 'set' (no such option; there are gain, mode)"),
        ("make():set{ gain = 'x' }", "t.lua:1: bad argument 'gain' to 'set' (number expected, got string)"),
        (
            "make():set{ mode = 'fats' }",
            "t.lua:1: bad argument 'mode' to 'set' (\"fast\" or \"exact\" expected, got \"fats\"; did you mean "
                + "\"fast\"?)"
        ),
        ("make():set{ 5 }", "t.lua:1: bad argument '1' to 'set' (options are named fields)"),
        ("make():set(5)", "t.lua:1: bad argument 'options' to 'set' (table of options expected, got number)"),
        ("print(make().sise)", "t.lua:1: a counted has no field 'sise' (did you mean 'size'?)"),
        ("make().size = 3", "t.lua:1: cannot set 'size': a counted does not change; use x:twice(…)"),
        ("mkae()", "t.lua:1: undefined global 'mkae' (did you mean 'make'?)"),
        ("prnt(1)", "t.lua:1: undefined global 'prnt' (did you mean 'print'?)"),
        (
            "local x <close> = make() ; local y = x ; do local z <close> = y end print(y.size)",
            "t.lua:1: the counted is closed"
        ),
        (
            "local y do local x <close> = make() y = x end y:twice(1)",
            "t.lua:1: bad self to 'twice' (the counted is closed)"
        ),
        ("fail 'no such file'", "t.lua:1: no such file"),
        ("local x = = 1", "t.lua:1: unexpected symbol near '='"),
        (
            "import numpy as np",
            "t.lua:1: syntax error near 'numpy' (Lua has no import: structure, xes, data, plot and the others are "
                + "there already; require(\"name\") loads a file of yours)"
        ),
        ("if 1 != 2 then end", "t.lua:1: 'then' expected near '!' (not equal is written ~=)"),
        ("local x = 1\nx += 1", "t.lua:2: syntax error near '+' (Lua has no +=: write x = x + …)"),
        ("local x = [1, 2]", "t.lua:1: unexpected symbol near '[' (a list is written { 1, 2 })"),
        ("print('a != b') = 2", "t.lua:1: syntax error near '='"),
        (
            "local x = 1\nx",
            "t.lua:2: syntax error near <eof> (a value alone is no statement: show(…) or print(…) shows it; in a "
                + "script with cells (-- %%) the last one is shown)"
        ),
        ("local x = None", "t.lua:1: undefined global 'None' (nothing is written nil)"),
        ("require 'nothing'", "t.lua:1: undefined global 'require'"),
        ("error({})", "{  }"),
        ("error{ message = 'no', status = 3 }", "no"),
        (
            "error(setmetatable({}, { __tostring = function() error 'x' end }))",
            "(an error object of type table that cannot be shown)"
        ),
        ("string.rep('x', -1):bad()", "t.lua:1: attempt to call a nil value (method 'bad')"),
        ("coroutine.wrap(function() fail 'inside' end)()", "t.lua:1: inside"),
        ("coroutine.yield(1)", "attempt to yield from outside a coroutine"),
        ("load('\\27Lua')()", "t.lua:1: attempt to call a nil value"),
        ("os.execute('ls')", "t.lua:1: os.execute is not available in scripts"),
        ("debug.sethook()", "t.lua:1: attempt to call a nil value (field 'sethook')"),
        (
            "sweep(2, function() x = 1 end)",
            "t.lua:1: global 'x' cannot be set inside a sweep body: bodies run side by side; make it local, or return "
                + "it"
        ),
        (
            "sweep(2, function() coroutine.yield() end)",
            "t.lua:1: a sweep body cannot yield: coroutine.yield belongs inside a coroutine of its own"
        ),
        ("sweep(2, function(i) return ask 'bad' end)", "t.lua:1: bad answer"),
        ("help 'mak'", "t.lua:1: there is no help on 'mak'; did you mean 'make'?"),
    ])
    func message(script: String, expected: String) throws {
        let harness = try Harness()
        try harness.addTestBindings()
        try harness.state.add(Help.function)
        let output = harness.run(script)
        #expect(output.hasPrefix(expected), "\(output)")
        #expect(harness.run("print 'still here'") == "still here\n")
    }

    @Test func tracebackShowsSourceLines() throws {
        let harness = try Harness()
        try harness.addTestBindings()
        let script = "local function inner()\n  add(1)\nend\nlocal function outer()\n  inner()\nend\nouter()\n"
        do {
            _ = try harness.state.compile(script, name: "deep.lua").call([])
            Issue.record("no error")
        } catch {
            #expect(
                harness.state.report(error) == """
                    deep.lua:2: bad argument 'b' to 'add' (number expected, got nothing)
                       2 |   add(1)
                    called from deep.lua:5 in 'outer'
                       5 |   inner()
                    called from deep.lua:7
                       7 | outer()
                    """, "\(harness.state.report(error))")
        }
    }
}
