// A state goes when its owner lets go of it, and takes with it what it held.

import LuaRuntime
import Testing

@Suite struct LifetimeTests {
    @Test(arguments: [
        "local x = 1",
        // Finalizers that run when the state is taken down find none of our functions, and harm nothing.
        "local kept = setmetatable({}, { __gc = function() print('late') io.write('later') math.random() end })",
        "for i = 1, 3 do pcall(print, i) end",
    ])
    func statesGo(script: String) throws {
        weak var gone: LuaState?
        do {
            let harness = try Harness()
            gone = harness.state
            try harness.state.install(Console(ask: { nil }, complain: { _ in }))
            _ = harness.run(script)
            #expect(gone != nil)
        }
        #expect(gone == nil)
    }

    /// A reference that outlives its state does no harm when it goes.
    @Test func referencesMayOutliveTheState() throws {
        var function: LuaFunction?
        do {
            let harness = try Harness()
            function = try harness.state.compile("return 1", name: "t.lua")
        }
        #expect(function != nil)
        function = nil
    }
}
