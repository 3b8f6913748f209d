// Files of Lua 5.4.4's own test suite that need nothing a sandbox withholds, run in the host. The others call what is
// not there: debug.sethook, upvalueid and the like, package, binary chunks. SPAR_LUA_TESTS names the folder of the
// suite, which is not carried here.

import Foundation
import Testing

private let suiteFolder = ProcessInfo.processInfo.environment["SPAR_LUA_TESTS"].map {
    $0.hasSuffix("/") ? $0 : $0 + "/"
}

@Suite(.enabled(if: suiteFolder != nil, "SPAR_LUA_TESTS does not name the folder of Lua's own test suite"))
struct LuaSuiteTests {
    /// The suite's switches, the libraries that it asks for, and an environment that chunks loaded by it share.
    private static let driver = """
        local folder, name = ...
        local env, loaded = {}, {}
        for k, v in pairs(_G) do env[k] = v loaded[k] = v end
        env._G, env._port, env._soft, env._nomsg, env.arg = env, true, true, true, {}
        loaded._G = env
        env.package = { loaded = loaded, preload = {}, path = '', cpath = '' }
        loaded.package = env.package
        env.os = setmetatable({ setlocale = function(l) return (l == nil or l == '' or l == 'C') and 'C' or nil end }, { __index = os })
        env.load = function(c, n, m, ...) if select('#', ...) == 0 then return load(c, n, m, env) end return load(c, n, m, ...) end
        local function chunk(file)
          local f = assert(io.open(folder .. file .. '.lua', 'rb'))
          local text = f:read('a') -- bytes: some are no UTF-8
          f:close()
          return assert(load((text:gsub('^#[^\\n]*', '')), '@' .. file .. '.lua', 't', env))
        end
        env.require = function(n)
          if loaded[n] == nil then loaded[n] = (env.package.preload[n] or chunk(n))(n) or true end
          return loaded[n]
        end
        chunk(name)()
        print('PASSED ' .. name)
        """

    @Test(arguments: [
        "bitwise", "big", "constructs", "cstack", "gc", "gengc", "literals", "math", "nextvar", "pm", "sort", "strings",
        "tpack", "utf8",
        "vararg",
    ])
    func passes(file: String) throws {
        var output = ""
        let thread = RunningThread {
            do {
                let harness = try Harness()
                output = harness.run(
                    "local run = function(...) \(Self.driver) end run('\(suiteFolder ?? "")', '\(file)')",
                    name: "suite.lua")
            } catch {
                output = "\(error)"
            }
        }
        thread.run()
        #expect(output.hasSuffix("PASSED \(file)\n"), "\(output.suffix(2000))")
    }
}
