// Rules of Lua 5.4.4 that the sandbox replaces functions of: what they give is what Lua gives.

import Foundation
import Testing

@Suite struct LanguageRulesTests {
    private func run(_ script: String, seed: UInt64 = 1) throws -> String { try Harness(seed: seed).run(script) }

    @Test(arguments: [
        // load's mode; text only, whatever the mode says of binary chunks
        ("print(load('return 1', 'x', 'b'))", "nil\tattempt to load a text chunk (mode is 'b')\n"),
        ("print(load('return 1', 'x', 'x'))", "nil\tattempt to load a text chunk (mode is 'x')\n"),
        ("print(load('return 1', 'x', 't')(), load('return 2', 'x', 'bt')(), load('return 3')())", "1\t2\t3\n"),
        (
            "local t = { 'return ', '4' } print(load(function() return table.remove(t, 1) end, 'x', 'b'))",
            "nil\tattempt to load a text chunk (mode is 'b')\n"
        ),
        ("local t = { 'return ', '4' } print(load(function() return table.remove(t, 1) end)())", "4\n"),
        ("print(load(string.dump(function() end), 'x', 'bt'))", "nil\tattempt to load a binary chunk (mode is 't')\n"),
        ("local ok = load(function() return string.dump(function() end) end, 'x', 'b') print(ok)", "nil\n"),
        ("print(load('x ='))", "nil\t[string \"x =\"]:1: unexpected symbol near <eof>\n"),
        ("print(load('return x', 'x', 't', { x = 5 })())", "5\n"),
        // math.random: the numbers are those that lua5.4 prints after the same math.randomseed
        (
            "math.randomseed(42) print(math.random(1, 100), math.random(1, 100), math.random(0))",
            "50\t76\t-3807604385970496171\n"
        ),
        (
            "math.randomseed(42) math.random(1, 100) math.random(1, 100) math.random(0) print(string.format('%.14g', "
                + "math.random()))",
            "0.61731763595847\n"
        ),
        (
            "math.randomseed(42, 7) print(math.random(0, math.maxinteger), math.random(math.mininteger, -1), "
                + "math.random(math.mininteger, math.maxinteger), math.random(3))",
            "6122729547336403504\t-513943613097109053\t-6108823679174395815\t1\n"
        ),
        (
            "print(math.randomseed(7)) print(math.randomseed('12')) print(math.randomseed(3, 4)) "
                + "print(math.randomseed(5.0))",
            "7\t0\n12\t0\n3\t4\n5\t0\n"
        ),
        (
            "print(select(2, pcall(math.randomseed, 3.5)))",
            "t.lua:1: bad argument '1' to 'randomseed' (number has no integer representation)\n"
        ),
        (
            "print(select(2, pcall(math.randomseed, {})))",
            "t.lua:1: bad argument '1' to 'randomseed' (number expected, got table)\n"
        ),
        ("print(pcall(math.random, 1, 2, 3))", "false\tt.lua:1: wrong number of arguments to 'random'\n"),
        (
            "local a, b = math.randomseed() local x = math.random(0) math.randomseed(a, b) print(x == math.random(0))",
            "true\n"
        ),
        // finalizers: the metatable stays as it was made, and is asked for __gc when the time comes
        (
            "local f = function() end local mt = { __gc = f } setmetatable({}, mt) print(mt.__gc == f, next(mt) == "
                + "'__gc')",
            "true\ttrue\n"
        ),
        (
            "local n = 0 local mt = { __gc = function() n = n + 1 end } setmetatable({}, mt) collectgarbage() print(n)",
            "1\n"
        ),
        (
            "local n = 0 local mt = { __gc = true } setmetatable({}, mt) mt.__gc = function() n = 2 end "
                + "collectgarbage() print(n)",
            "2\n"
        ),
        (
            "local n = 0 local mt = {} setmetatable({}, mt) mt.__gc = function() n = 2 end collectgarbage() print(n)",
            "0\n"
        ),
        (
            "local n, mt = 0, {} mt.__gc = function(o) n = n + 1 if n < 3 then setmetatable(o, mt) end end "
                + "setmetatable({}, mt) for _ = 1, 5 do collectgarbage() end print(n)", "3\n"
        ),
        (
            "local n = 0 local o = setmetatable({}, { __gc = function() n = n + 1 end }) setmetatable(o, nil) o = nil "
                + "collectgarbage() collectgarbage() print(n)", "0\n"
        ),
        (
            "local log = {} for i = 1, 3 do setmetatable({ i }, { __gc = function(o) log[#log + 1] = o[1] end }) end "
                + "collectgarbage() print(table.concat(log, ' '))", "3 2 1\n"
        ),
        (
            "local kept local o = setmetatable({ 'here' }, { __gc = function(o) kept = o end }) o = nil "
                + "collectgarbage() print(kept[1])",
            "here\n"
        ),
        (
            "local mt = setmetatable({}, { __metatable = 'no' }) print(pcall(setmetatable, mt, {}))",
            "false\tcannot change a protected metatable\n"
        ),
        (
            "local t = setmetatable({}, { __mode = 'k' }) local o = setmetatable({}, { __gc = function() end }) t[o] "
                + "= 1 o = nil collectgarbage() collectgarbage() print(next(t))", "nil\n"
        ),
        // files say why they could not be written
        (
            "local f = io.open('/dev/full', 'w') f:setvbuf('no') print(f:write('x'))",
            "nil\tNo space left on device\t28\n"
        ),
        (
            "local f = io.open('/dev/full', 'w') f:write('x') print(f:flush()) print(f:write('y') == f)",
            "nil\tNo space left on device\t28\ntrue\n"
        ),
        ("local f = io.open('/dev/full', 'w') f:write('x') print(f:close())", "nil\tNo space left on device\t28\n"),
        ("io.output('/dev/full') io.output():setvbuf('no') print(io.write('x'))", "nil\tNo space left on device\t28\n"),
        ("local f = io.open('/dev/null', 'r') print(f:write('x'))", "nil\tBad file descriptor\t9\n"),
        ("local f = io.tmpfile() print(f:write('a', 1, 2.5) == f, f:seek('set'), f:read('a'))", "true\t0\ta12.5\n"),
        // debug.getinfo as the manual has it
        ("local i = debug.getinfo(1, 'Sl') print(i.what, i.short_src, i.currentline)", "main\tt.lua\t1\n"),
        (
            "local function f(a, b, ...) end local i = debug.getinfo(f) print(i.nparams, i.isvararg, i.nups, i.func "
                + "== f, i.what)",
            "2\ttrue\t0\ttrue\tLua\n"
        ),
        ("print(debug.getinfo(print).what, debug.getinfo(99), debug.getinfo(0, 'n').name)", "C\tnil\tgetinfo\n"),
        ("print(pcall(debug.getinfo, 1, 'X'))", "false\tbad argument #2 to 'debug.getinfo' (invalid option)\n"),
        ("print(pcall(debug.getinfo, 1, '>'))", "false\tbad argument #2 to 'debug.getinfo' (invalid option '>')\n"),
        (
            "local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) "
                + "print(debug.getinfo(co, 1, 'l').currentline, debug.getinfo(co, 0, 'n').name)", "1\tyield\n"
        ),
        (
            "local function f()\nlocal x = 1\nreturn x end local n = 0 for _ in pairs(debug.getinfo(f, "
                + "'L').activelines) do n = n + 1 end print(n)",
            "2\n"
        ),
    ])
    func asLua(script: String, expected: String) throws {
        #expect(try run(script) == expected)
    }

    @Test func wideRangesStayInside() throws {
        let script =
            "for _, r in ipairs{ { 0, math.maxinteger }, { math.mininteger, -1 }, { -1, math.maxinteger }, { "
            + "math.mininteger, 0 }, "
            + "{ math.mininteger, math.maxinteger }, { math.maxinteger - 1, math.maxinteger }, { 1 << 62, "
            + "math.maxinteger } } do "
            + "local low, high = math.maxinteger, math.mininteger for i = 1, 2000 do local x = math.random(r[1], r[2]) "
            + "assert(x >= r[1] and x <= r[2]) low, high = math.min(low, x), math.max(high, x) end "
            + "assert(low < high) end print 'inside'"
        #expect(try run(script) == "inside\n")
        #expect(try run("math.randomseed(1) " + script) == "inside\n")
    }

    /// math.random(1000) and the like draw as they always did: files made by scripts rest on it.
    @Test func streamsOfTheRunAreUnchanged() throws {
        #expect(
            try run("print(math.random(1000000), math.random(6), math.random(-5, 5))")
                == run("print(math.random(1000000), math.random(6), math.random(-5, 5))"))
    }

    @Test(
        arguments: [
            ("os.exit(7)", 7), ("os.exit(true)", 0), ("os.exit(false)", 1), ("os.exit()", 0),
            ("pcall(os.exit, 3) print 'swallowed'", 3),
            ("coroutine.wrap(function() os.exit(4) end)() print 'swallowed'", 4),
            ("sweep(3, function(i) os.exit(5) end) print 'swallowed'", 5),
            ("local x <close> = setmetatable({}, { __close = function() print 'closed' end }) os.exit(6)", 6),
        ] as [(String, Int32)])
    func exitEndsTheScriptWithItsStatus(script: String, status: Int32) throws {
        let harness = try Harness()
        try harness.addTestBindings()
        let output = harness.run(script)
        #expect(output.hasSuffix("stopped: exit") && !output.contains("swallowed"), "\(output)")
        #expect(harness.state.exitStatus == status)
        harness.state.clearStop()
        #expect(harness.run("print 'on'") == "on\n")
    }

    /// A finalizer that runs inside the runtime's own work looks for C functions on the stack of the main thread.
    @Test(arguments: ["", "co"])
    func noFunctionOfTheRuntimeReachesAScript(from: String) throws {
        let harness = try Harness()
        try harness.addTestBindings()
        let output = harness.run(
            """
            local main, found, known = coroutine.running(), {}, { [print] = true, [pcall] = true, [make] = true, [add] = true }
            local mt = {} mt.__gc = function()
              for level = 0, 9 do
                local i = debug.getinfo(main, level, 'fS')
                if not i then break end
                if i.what == 'C' and i.func and not known[i.func] then known[i.func] = true found[#found + 1] = i.func end
              end
              setmetatable({}, mt)
            end
            for i = 1, 50 do setmetatable({}, mt) end
            for i = 1, 20000 do
              local x = make(i) local y = x.size local z = tostring(x) .. i
              pcall(make, 'no') pcall(add, 1) local r = sweep(1, function() return { i } end)
            end
            for _, f in ipairs(found) do
              for _, a in ipairs{ io.stdout, make(5), {}, 'a', 1, main } do pcall(f, a, 1, {}) pcall(f, a, a, a, a) end
              pcall(f)
            end
            print 'alive'
            """)
        #expect(output == "alive\n")
    }
}
