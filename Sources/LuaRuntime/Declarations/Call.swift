// One call of a binding: its arguments, checked against the declaration before the body sees them.
//
// Arguments are reached by the names of the declaration; named options stand beside the positional arguments.

import Basics
import CLuaShim

/// The arguments of one call.
public struct Call {
    public let state: LuaState
    let L: OpaquePointer
    let binding: Binding
    /// Stack index of each option field, 0 where absent.
    private var fields: [Int32] = []

    /// Checks the arguments on the stack.
    init(state: LuaState, L: OpaquePointer, binding: Binding) throws {
        self.state = state
        self.L = L
        self.binding = binding
        if let receiver = binding.receiver { try checkReceiver(receiver) }
        if binding.optionsIndex >= 0 { makeRoomForOptions() }
        let first = binding.first, count = binding.names.count
        for i in 0..<count {
            let index = first + Int32(i)
            if binding.isPlainNumber[i], lua_type(L, index) == LUA_TNUMBER, lua_tonumberx(L, index, nil).isFinite {
                continue
            }
            let parameter = binding.parameters[i]
            if case .options(let declared, let items) = parameter.type {
                fields = try readOptions(parameter, declared, items: items, at: index)
            } else {
                try check(parameter, at: index)
            }
        }
        let given = lua_gettop(L) - first + 1
        if Int(given) > count, lua_type(L, first + Int32(count)) > LUA_TNIL, fields.isEmpty {
            try checkCount(Int(given))
        }
    }

    private func checkCount(_ given: Int) throws {
        let count = binding.names.count
        if binding.function?.isVariadic ?? true { return }
        let isColonMistake = binding.first == 2 && lua_type(L, 1) == LUA_TTABLE
        throw ArgumentError(
            argument: "\(count + 1)",
            reason: isColonMistake
                ? "a colon where a dot belongs?"
                : "\(count) argument\(count == 1 ? "" : "s") expected, got \(given)")
    }

    var first: Int32 { binding.first }

    // MARK: what the body reads

    /// An argument or a field that is required, or has a default.
    public subscript<T: LuaReadable>(name: String) -> T {
        get throws {
            if let value: T = try self[optional: name] { return value }
            if let usual = binding.usual[name], let value = usual as? T ?? Int(exactly: usual) as? T { return value }
            throw ArgumentError(argument: name, reason: "it is missing")
        }
    }

    /// Such a number: the commonest argument, read without the detour over the protocol.
    public subscript(name: String) -> Double {
        get throws {
            for i in 0..<binding.names.count where binding.isPlainNumber[i] && binding.names[i] == name {
                return lua_tonumberx(L, first + Int32(i), nil)  // the check of the call has seen that it is one
            }
            guard let index = slot(name), lua_type(L, index) == LUA_TNUMBER else {
                if let usual = binding.usual[name], slot(name) == nil { return usual }
                throw ArgumentError(argument: name, reason: "it is missing")
            }
            return lua_tonumberx(L, index, nil)
        }
    }

    /// An optional argument or field; nil where it was left out.
    public subscript<T: LuaReadable>(optional name: String) -> T? {
        get throws {
            guard let index = slot(name) else { return nil }
            do {
                return try T.read(state, L, index)
            } catch let error as SparError {
                throw ArgumentError(argument: name, reason: error.description)
            }
        }
    }

    /// Whether the argument or field was given.
    public func has(_ name: String) -> Bool { slot(name) != nil }

    /// The list part of the options table.
    public var items: [LuaValue] {
        get throws {
            let index = first + Int32(binding.optionsIndex)
            guard binding.optionsIndex >= 0, lua_type(L, index) == LUA_TTABLE else { return [] }
            return try state.read(L, index).asTable?.items ?? []
        }
    }

    /// All arguments from parameter `i` (from 0) on.
    public func arguments(from i: Int = 0) throws -> [LuaValue] {
        let start = first + Int32(i), top = lua_gettop(L)
        return start > top ? [] : try (start...top).map { try state.read(L, $0) }
    }

    /// The error that blames one argument, for checks that the declaration cannot express.
    public func error(_ name: String, _ reason: String) -> any Error { ArgumentError(argument: name, reason: reason) }

    /// The text of an argument as `print` shows it.
    public func text(ofArgument i: Int) -> String { state.describe(L, first + Int32(i)) }

    /// Whether the call may suspend its coroutine: it runs in a body itself, not in something that cannot yield.
    public var canSuspend: Bool { state.canSuspend(L) }

    func receiver<T: LuaObject>(_: T.Type) throws -> T {
        guard let object = try T.read(state, L, 1) else { throw SparError("\(T.luaType.name) expected") }
        return object
    }

    /// Optional arguments before a table of options may be left out: `s:features{ m = 5 }`.
    private func makeRoomForOptions() {
        let parameters = binding.parameters
        guard binding.optionsIndex == parameters.count - 1 else { return }
        let given = Int(lua_gettop(L) - first) + 1
        guard given > 0, given < parameters.count, lua_type(L, -1) == LUA_TTABLE,
            parameters[(given - 1)..<(parameters.count - 1)].allSatisfy(\.isOptional),
            state.mismatch(parameters[given - 1].type, L, -1) != nil
        else { return }
        for _ in given..<parameters.count {
            lua_pushnil(L)
            lua_rotate(L, -2, 1)
        }
    }

    private func checkReceiver(_ type: ObjectType) throws {
        var found: UnsafeRawPointer?
        let object = spar_box(L, 1, &found)
        if found == UnsafeRawPointer(Unmanaged.passUnretained(type).toOpaque()) {
            if object == nil { throw ArgumentError(argument: "self", reason: "the \(type.name) is closed") }
            return
        }
        throw ArgumentError(
            argument: "self",
            reason:
                "\(type.name) expected, got \(state.typeName(L, 1)); methods are called with a colon, "
                + "x:\(binding.name)(…)"
        )
    }

    private func slot(_ name: String) -> Int32? {
        for i in 0..<binding.names.count where binding.names[i] == name {
            let index = first + Int32(i)
            return lua_type(L, index) > LUA_TNIL ? index : nil
        }
        if !fields.isEmpty, case .options(let declared, _) = binding.parameters[binding.optionsIndex].type {
            for i in 0..<declared.count where declared[i].name == name {
                return fields[i] > 0 ? fields[i] : nil
            }
        }
        return nil
    }
}

// MARK: checks

extension Call {
    private func check(_ parameter: Parameter, at index: Int32) throws {
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
    private func readOptions(
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
