// Whether the values on the stack are what a declaration says, and the sentence where they are not.

import Basics
import CLuaShim

extension Call {
    func check(_ parameter: Parameter, at index: Int32) throws {
        if lua_type(L, index) <= LUA_TNIL {
            if parameter.isOptional { return }
            throw ArgumentError(argument: parameter.name, reason: state.missing(parameter.type, L, index))
        }
        if let reason = state.mismatch(parameter.type, L, index) {
            let dot = state.module(L, index).map {
                "; functions of a module are called with a dot, \($0.name).\(binding.name)(…)"
            }
            throw ArgumentError(argument: parameter.name, reason: reason + (dot ?? ""))
        }
    }

    /// Checks a table of options and leaves the value of each field on the stack.
    /// - Returns: the stack index of each declared field, 0 where it is absent.
    func readOptions(
        _ parameter: Parameter, _ declared: [Parameter], items: ValueType?,
        at index: Int32
    ) throws -> [Int32] {
        let type = lua_type(L, index)
        if type <= LUA_TNIL {
            if let needed = declared.first(where: { !$0.isOptional }) {
                throw ArgumentError(argument: needed.name, reason: "it is missing")
            }
            if !parameter.isOptional { throw ArgumentError(argument: "options", reason: "table expected, got nothing") }
            return []
        }
        guard type == LUA_TTABLE else {
            throw ArgumentError(
                argument: "options", reason: "table of options expected, got \(state.typeName(L, index))")
        }
        var slots = [Int32](repeating: 0, count: declared.count)
        // Absent trailing arguments leave the stack short; the fields go above everything.
        if lua_gettop(L) < index { lua_settop(L, index) }
        guard lua_checkstack(L, Int32(declared.count) + 4) != 0 else { throw SparError("stack overflow") }
        lua_pushnil(L)
        while lua_next(L, index) != 0 {
            if lua_type(L, -2) == LUA_TSTRING {
                let key = state.string(L, -2)
                guard let i = declared.firstIndex(where: { $0.name == key }) else {
                    throw ArgumentError(argument: key, reason: unknownOption(key, declared))
                }
                if let reason = state.mismatch(declared[i].type, L, -1) {
                    throw ArgumentError(argument: key, reason: reason)
                }
                lua_rotate(L, -2, 1)  // the value stays below the key that lua_next asks for
                slots[i] = lua_gettop(L) - 1
                continue
            }
            guard let items, lua_isinteger(L, -2) != 0 else {
                throw ArgumentError(argument: state.describe(L, -2), reason: "options are named fields")
            }
            if let reason = state.mismatch(items, L, -1) {
                throw ArgumentError(argument: state.describe(L, -2), reason: reason)
            }
            spar_pop(L, 1)
        }
        for (i, field) in declared.enumerated() where !field.isOptional && slots[i] == 0 {
            throw ArgumentError(argument: field.name, reason: "it is missing")
        }
        return slots
    }

    private func unknownOption(_ key: String, _ declared: [Parameter]) -> String {
        let names = declared.map(\.name)
        if let near = nearestName(to: key, among: names) { return "no such option; did you mean '\(near)'?" }
        return "no such option; there \(names.count == 1 ? "is" : "are") \(names.joined(separator: ", "))"
    }
}

extension LuaState {
    /// The word for the value at a stack index.
    func typeName(_ L: OpaquePointer, _ index: Int32) -> String {
        if lua_type(L, index) == LUA_TNONE { return "nothing" }
        if let type = objectType(L, index) { return type.name }
        return String(cString: lua_typename(L, lua_type(L, index)))
    }

    func missing(_ type: ValueType, _ L: OpaquePointer, _ index: Int32) -> String {
        "\(type.description) expected, got \(typeName(L, index))"
    }

    /// Why the value at a stack index is not of the type; nil where it is.
    func mismatch(_ type: ValueType, _ L: OpaquePointer, _ index: Int32) -> String? {
        let kind = lua_type(L, index)
        switch type {
        case .any: return nil
        case .boolean: if kind == LUA_TBOOLEAN { return nil }
        case .anyNumber: if kind == LUA_TNUMBER { return nil }
        case .number:
            if kind == LUA_TNUMBER {
                let x = lua_tonumberx(L, index, nil)
                return x.isFinite ? nil : "finite number expected, got \(x.isNaN ? "nan" : x > 0 ? "inf" : "-inf")"
            }
        case .integer, .count:
            if kind == LUA_TNUMBER {
                guard let i = Int.read(self, L, index) else {
                    return "\(type.description) expected, got \(describe(L, index))"
                }
                if case .count(let least) = type, i < least { return "\(type.description) expected, got \(i)" }
                return nil
            }
        case .string: if kind == LUA_TSTRING { return nil }
        case .function: if kind == LUA_TFUNCTION { return nil }
        case .table, .options: if kind == LUA_TTABLE { return nil }
        case .object(let metatype):
            let wanted = metatype.luaType
            if objectType(L, index) === wanted {
                var pointed: UnsafeRawPointer?
                return spar_box(L, index, &pointed) != nil ? nil : "the \(wanted.name) is closed"
            }
        case .vector:
            if let numbers = try? [Double].read(self, L, index) {
                return finite(numbers) ?? (numbers.count == 3 ? nil : "three numbers expected, got \(numbers.count)")
            }
        case .matrix:
            if let rows = try? [[Double]].read(self, L, index) {
                if rows.count == 3, rows.allSatisfy({ $0.count == 3 }) { return finite(rows.flatMap { $0 }) }
                return "3x3 matrix expected, got \(rows.count) row\(rows.count == 1 ? "" : "s")"
            }
        case .numbers:
            if kind == LUA_TTABLE || kind == LUA_TUSERDATA, (try? [Double].read(self, L, index)) ?? nil != nil {
                return nil
            }
        case .strings: return listMismatch(.string, type, L, index)
        case .list(let item): return listMismatch(item, type, L, index)
        case .choice(let words):
            guard kind == LUA_TSTRING else { break }
            let word = string(L, index)
            if words.contains(word) { return nil }
            let near = nearestName(to: word, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
            return "\(type.description) expected, got \"\(word)\"\(near)"
        case .either(let types):
            if types.contains(where: { mismatch($0, L, index) == nil }) { return nil }
            // The reason of the alternative that fits best says more than the list of all.
            for alternative in types {
                if case .choice = alternative, kind == LUA_TSTRING { return mismatch(alternative, L, index) }
                if case .object = alternative, kind == LUA_TUSERDATA, let reason = mismatch(alternative, L, index),
                    reason.hasSuffix("closed")
                {
                    return reason
                }
            }
        }
        return missing(type, L, index)
    }

    private func finite(_ numbers: [Double]) -> String? {
        numbers.allSatisfy(\.isFinite) ? nil : "finite numbers expected, got nan or inf"
    }

    private func listMismatch(_ item: ValueType, _ type: ValueType, _ L: OpaquePointer, _ index: Int32) -> String? {
        guard lua_type(L, index) == LUA_TTABLE, lua_checkstack(L, 2) != 0 else { return missing(type, L, index) }
        let table = lua_absindex(L, index)
        for i in 0..<Int(lua_rawlen(L, table)) {
            lua_rawgeti(L, table, Int64(i + 1))
            defer { spar_pop(L, 1) }
            if let reason = mismatch(item, L, -1) { return "item \(i + 1): \(reason)" }
        }
        return nil
    }
}
