// What a piece of code speaks of, as far as it can be known without running it: names are looked up, properties read,
// calls are taken to give what their declaration says.

import Basics
import CLuaShim

/// What stands before a dot, a colon or a bracket.
indirect enum CodeSubject {
    case module(Module)
    /// An object of a kind; the object itself where a name leads to it.
    case object(ObjectType, AnyObject?)
    case function(Function, owner: ObjectType?)
    /// A plain table with these keys.
    case table([String])
}

/// Resolves the tokens of code in a session.
struct SubjectFinder {
    let state: LuaState
    let scope: SessionScope
    let tokens: [LuaToken]

    /// What the tokens up to and including number `last` end with.
    func subject(endingAt last: Int) -> CodeSubject? {
        guard tokens.indices.contains(last) else { return nil }
        let token = tokens[last]
        switch token.kind {
        case .name:
            if last >= 2, [".", ":"].contains(tokens[last - 1].text), tokens[last - 1].kind == .symbol {
                return subject(endingAt: last - 2).flatMap { member(token.text, of: $0) }
            }
            return named(token.text)
        case .string: return callee(endingAt: last - 1).flatMap(result)
        case .symbol where token.text == ")" || token.text == "}":
            guard let open = opening(of: last) else { return nil }
            return callee(endingAt: open - 1).flatMap(result)
        default: return nil
        }
    }

    /// The function whose call encloses the token, and whether the token lies in its table of options.
    func enclosingCall(before index: Int) -> (function: Function, isInOptions: Bool)? {
        var depth = 0
        for i in stride(from: index - 1, through: 0, by: -1) where tokens[i].kind == .symbol {
            switch tokens[i].text {
            case ")", "}", "]": depth += 1
            case "(", "{", "[":
                if depth > 0 {
                    depth -= 1
                    continue
                }
                let isTable = tokens[i].text == "{"
                var end = i - 1
                // `f{` and `f(x, {`: the table belongs to the call that it stands in.
                if isTable, end >= 0, ["(", ","].contains(tokens[end].text) {
                    guard let outer = enclosingCall(before: i) else { return nil }
                    return (outer.function, true)
                }
                if end >= 0, tokens[end].kind == .keyword { end = -1 }
                guard let callee = callee(endingAt: end) else { return nil }
                return (callee, isTable)
            default: continue
            }
        }
        return nil
    }

    private func callee(endingAt index: Int) -> Function? {
        switch subject(endingAt: index) {
        case .function(let function, _): function
        case .module(let module): module.call
        default: nil
        }
    }

    private func opening(of close: Int) -> Int? {
        var depth = 0
        for i in stride(from: close, through: 0, by: -1) where tokens[i].kind == .symbol {
            if [")", "}", "]"].contains(tokens[i].text) { depth += 1 }
            if ["(", "{", "["].contains(tokens[i].text) {
                depth -= 1
                if depth == 0 { return i }
            }
        }
        return nil
    }

    private func result(of function: Function) -> CodeSubject? {
        function.resultType(among: state.types).map { .object($0, nil) }
    }

    private func member(_ name: String, of subject: CodeSubject) -> CodeSubject? {
        switch subject {
        case .module(let module):
            if let function = module.functions.first(where: { $0.name == name }) {
                return .function(function, owner: nil)
            }
            guard let field = module.fields.first(where: { $0.name == name }), let value = try? field.get(state) else {
                return nil
            }
            return classify(value)
        case .object(let type, let object):
            if let method = type.methods.first(where: { $0.name == name }) { return .function(method, owner: type) }
            guard let object else { return nil }
            if let property = type.properties.first(where: { $0.name == name }) {
                return (try? property.get(object)).flatMap(classify)
            }
            return ((try? type.index?(object, .string(name))) ?? nil).flatMap(classify)
        case .function, .table: return nil
        }
    }

    private func classify(_ value: LuaValue) -> CodeSubject? {
        switch value {
        case .object(let object): .object(Swift.type(of: object).luaType, object)
        case .table(let table): .table(table.fields.compactMap { $0.key.asString })
        default: nil
        }
    }

    /// What a variable holds: a local of the session, else a global.
    private func named(_ name: String) -> CodeSubject? {
        let L = state.running
        guard lua_checkstack(L, 8) != 0 else { return nil }
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        if !scope.push(name, on: L) {
            if let module = state.modules.first(where: { $0.name == name }) { return .module(module) }
            if let function = state.globals.first(where: { $0.name == name }) { return .function(function, owner: nil) }
            lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
            lua_pushnil(L)
            var isFound = false
            while lua_next(L, top + 1) != 0 {
                if lua_type(L, -2) == LUA_TSTRING, state.string(L, -2) == name {
                    isFound = true
                    break
                }
                spar_pop(L, 1)
            }
            guard isFound else { return nil }
        }
        if let module = state.module(L, -1) { return .module(module) }
        if let function = state.documentation(L, -1) { return .function(function, owner: nil) }
        if let object = state.object(L, -1) { return .object(Swift.type(of: object).luaType, object) }
        return lua_type(L, -1) == LUA_TTABLE ? .table(keys(L, lua_gettop(L))) : nil
    }

    private func keys(_ L: OpaquePointer, _ table: Int32) -> [String] {
        var keys: [String] = []
        lua_pushnil(L)
        while lua_next(L, table) != 0 {
            if lua_type(L, -2) == LUA_TSTRING, keys.count < 2000 { keys.append(state.string(L, -2)) }
            spar_pop(L, 1)
        }
        return keys.sorted()
    }
}
