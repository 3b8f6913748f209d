// Scripts that misbehave end with the right reason, and the same state goes on to run the next script.

import Foundation
import Testing

@Suite(.serialized) struct HostileTests {
    /// Runs a script with a limit on a thread of its own with a large stack, then an ordinary script in the same state.
    private func run(
        _ script: String, seconds: Double = 0.3, memory: Int = 64 << 20,
        census: Census = Census()
    ) throws -> String {
        var result = ""
        var next = ""
        let thread = RunningThread {
            do {
                let harness = try Harness(memoryLimit: memory)
                try harness.addTestBindings(census)
                let stopper = harness.state.stopper
                let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "hostile"))
                timer.schedule(deadline: .now() + seconds)
                timer.setEventHandler { stopper.stop(.time) }
                timer.resume()
                result = harness.run(script)
                timer.cancel()
                // An event handler that has begun may still be running.
                Thread.sleep(forTimeInterval: 0.01)
                harness.state.clearStop()
                next = harness.run("print(add(20, 22))")
            } catch {
                result = "\(error)"
            }
        }
        thread.run()
        #expect(next == "42.0\n")
        return result
    }

    @Test(arguments: [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "coroutine.wrap(function() while true do end end)()",
        "while true do pcall(coroutine.wrap(function() pcall(function() while true do end end) end)) end",
        "local co = coroutine.create(function() while true do coroutine.yield() end end) while true do "
            + "coroutine.resume(co) end",
        "while true do xpcall(function() while true do end end, function() while true do end end) end",
        "setmetatable({}, { __gc = function() while true do end end }) collectgarbage() while true do end",
        "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) while true do pcall(function() "
            + "return t[1] end) end",
        "table.sort({ 3, 2, 1, 5, 4 }, function(a, b) while true do end end)",
        "string.gsub('aaa', 'a', function() while true do end end)",
        "sweep(3, function() while true do pcall(function() while true do end end) end end)",
        "each(3, function() while true do end end)",
        "each(3, function() return pcall(each, 2, function() while true do end end) end)",
        "local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end",
        "for i = 1, math.huge do local ok = pcall(error, 'x') end",
        "load(function() while true do end end)",
        "goto a ::a:: goto a",
    ])
    func endlessScriptsAreStopped(script: String) throws {
        #expect(try run(script).hasSuffix("stopped: time"))
    }

    @Test(arguments: [
        "local t = {} while true do t[#t + 1] = ('x'):rep(100000) end",
        "local t = {} while true do pcall(function() while true do t[#t + 1] = ('x'):rep(100000) end end) end",
        "local s = ('x'):rep(1 << 30)",
        "print(pcall(function() local t = {} while true do t[#t + 1] = ('x'):rep(1000000) .. #t end end)) print "
            + "'ESCAPED'",
        "local t = {} while true do pcall(function() t[#t + 1] = table.concat{ ('x'):rep(1000000), #t } end) end",
        "print(pcall(function() local t = {} while true do t[#t + 1] = ('x'):rep(1000000) .. #t end end)) print "
            + "'ESCAPED'",
        "local t = {} while true do pcall(function() t[#t + 1] = table.concat{ ('x'):rep(1000000), #t } end) end",
        "while true do pcall(string.rep, 'x', 1 << 30) end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, math.huge do t[i] = i end",
        "local t = {} while true do t[#t + 1] = make(1000000) end",
        "local t = {} pcall(function() while true do t[#t + 1] = make(1000000) end end) print 'swallowed'",
        "coroutine.wrap(function() local t = {} while true do t[#t + 1] = {} end end)()",
        "sweep(2, function() local t = {} while true do t[#t + 1] = {} end end)",
    ])
    func memoryBombsAreStopped(script: String) throws {
        #expect(try run(script, seconds: 20).hasSuffix("stopped: memory"))
    }

    @Test(arguments: [
        ("local function f() return 1 + f() end f()", "t.lua:1: stack overflow"),
        ("local function f() return pcall(f) end print(f())", ""),
        (
            "local t = {} t[1] = t sweep(1, function() return t end)",
            "the table nests deeper than 64 levels (does it hold itself?)"
        ),
        ("local t = setmetatable({}, {}) getmetatable(t).__index = t local x = t.y print(x)", ""),
        ("error()", "nil"),
        ("error(nil)", "nil"),
        ("print(select(-1, 1, 2))", "2\n"),
        ("print(pcall(coroutine.resume, coroutine.running()))", "true\tfalse\tcannot resume non-suspended coroutine\n"),
        ("print(coroutine.close(coroutine.create(print)))", "true\n"),
        ("local co = coroutine.wrap(function() error { code = 7 } end) local ok, e = pcall(co) print(e.code)", "7\n"),
        ("each(2, function(i) coroutine.yield() end)", "attempt to yield from outside a coroutine"),
        ("table.sort({ 3, 1, 2 }, function(a, b) ask(1) return a < b end) print 'sorted'", "sorted\n"),
        ("print((string.gsub('abc', '%w', function(c) return ask(c .. '!') end)))", "a!b!c!\n"),
        ("local t = setmetatable({}, { __lt = function(a, b) return ask(true) end }) print(t < t)", "true\n"),
        (
            "local r = sweep(2, function(i) local t = { 2, 1 } table.sort(t, function(a, b) return ask(a < b) end) "
                + "return t[1] end) print(r[1], r[2])",
            "1\t1\n"
        ),
        (
            "local r = sweep(2, function(i) return coroutine.wrap(function() return ask(i) end)() end) print(r[1], "
                + "r[2])",
            "1\t2\n"
        ),
        // The finalizer of a table brings back an object that was released in the same collection.
        (
            "local back; do local x = make(5); setmetatable({ x }, { __gc = function(t) back = t[1] end }) end "
                + "collectgarbage() collectgarbage() print(pcall(function() return back.size end))",
            ""
        ),
    ])
    func oddScriptsGiveASentence(script: String, expected: String) throws {
        let output = try run(script, seconds: 20, memory: 512 << 20)
        #expect(expected.isEmpty || output.contains(expected), "\(output)")
    }

    @Test func lifetimes() throws {
        let census = Census()
        let harness = try Harness()
        try harness.addTestBindings(census)
        #expect(harness.run("do local x <close> = make(10) end") == "")
        #expect(census.living == 0)
        harness.run("for i = 1, 100000 do make(100) end")
        harness.run("for i = 1, 1000 do pcall(add, make(), 1) pcall(fail, 'x') end")
        try harness.state.collectGarbage()
        #expect(census.living == 0)
    }

    @Test func memoryOfSwiftObjectsIsCounted() throws {
        let census = Census()
        let harness = try Harness(memoryLimit: 100 << 20)
        try harness.addTestBindings(census)
        // A hundred times the limit goes by, never all of it at once.
        #expect(harness.run("for i = 1, 10000 do local x = make(1000000) end print 'done'") == "done\n")
        #expect(census.living < 100)
    }

    @Test func aMillionObjectsLeaveMemoryFlat() throws {
        let harness = try Harness()
        try harness.addTestBindings()
        harness.run("for i = 1, 100000 do make() end")
        try harness.state.collectGarbage()
        let before = harness.state.memoryUsed
        harness.run("for i = 1, 1000000 do make() end")
        try harness.state.collectGarbage()  // finalizes them
        try harness.state.collectGarbage()  // and frees them
        #expect(harness.state.memoryUsed < before + 100_000)
    }
}

/// Runs a closure on a thread with a 64 MB stack and waits for it.
final class RunningThread: @unchecked Sendable {
    private let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }

    func run() {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread { [self] in
            body()
            done.signal()
        }
        thread.stackSize = 64 << 20
        thread.start()
        done.wait()
    }
}
