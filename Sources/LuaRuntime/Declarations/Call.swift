// One call of a binding: its arguments, checked against the declaration before the body sees them.
//
// Arguments are reached by the names of the declaration; named options stand beside the positional arguments.

import Basics
import CLuaShim

/// The arguments of one call.
public struct Call {
    let L: OpaquePointer
    /// What calls keeps both alive: a short call would spend a third of its time on counting references.
    private let host: Unmanaged<LuaState>, bound: Unmanaged<Binding>
    /// Stack index of each option field, 0 where absent.
    private var fields: [Int32] = []

    /// Checks the arguments on the stack.
    init(state: borrowing LuaState, L: OpaquePointer, binding: borrowing Binding) throws {
        self.L = L
        host = .passUnretained(copy state)
        bound = .passUnretained(copy binding)
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

    public var state: LuaState { host.takeUnretainedValue() }
    var binding: Binding { bound.takeUnretainedValue() }
    var first: Int32 { bound._withUnsafeGuaranteedRef { $0.first } }

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
            // The check of the call has seen that it is one.
            if let i = bound._withUnsafeGuaranteedRef({ $0.plainNumber(name) }) {
                return lua_tonumberx(L, first + i, nil)
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
