// `math.random` and `math.randomseed` draw from the stream of the run or of the body; otherwise as Lua's manual has them.

import Basics
import CLuaShim

extension LuaState {
    func replaceRandom(_ L: OpaquePointer) throws {
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        try protect(L, spar_get_field(L, lua_gettop(L), "math"))
        let math = lua_gettop(L)
        try push(function: "random", on: L) { [unowned self] L in
            func integer(_ index: Int32) throws -> Int { try wholeArgument(L, index) }
            switch lua_gettop(L) {
            case 0: return .number(context.random.uniform())
            case 1 where try integer(1) == 0: return .integer(Int(bitPattern: UInt(context.random.next())))
            case let count where count <= 2:
                let low = count == 1 ? 1 : try integer(1), high = try integer(count)
                guard low <= high else { throw ArgumentError(argument: "\(count)", reason: "interval is empty") }
                return .integer(context.random(in: low, high))
            default: throw SparError("wrong number of arguments to 'random'")
            }
        }
        try setField(L, math, "random")
        try push(function: "randomseed", on: L) { [unowned self] L in
            let isGiven = lua_gettop(L) > 0
            let first = isGiven ? try wholeArgument(L, 1) : Int(bitPattern: UInt(context.stream))
            let second = lua_type(L, 2) <= LUA_TNIL ? 0 : try wholeArgument(L, 2)
            context.seed(first, second)
            return .values([.integer(first), .integer(second)])
        }
        try setField(L, math, "randomseed")
    }

    /// A whole number as luaL_checkinteger takes it: a float of whole value and a text that is one count too.
    private func wholeArgument(_ L: OpaquePointer, _ index: Int32) throws -> Int {
        var isWhole: Int32 = 0
        let value = lua_tointegerx(L, index, &isWhole)
        if isWhole != 0 { return Int(value) }
        let isNumber = lua_isnumber(L, index) != 0
        throw ArgumentError(
            argument: "\(index)",
            reason: isNumber
                ? "number has no integer representation" : "number expected, got \(typeName(L, index))")
    }
}
