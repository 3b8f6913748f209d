// What Lua's operators do to an object: indexing, assignment, comparison, arithmetic, printing.

import Basics
import CLuaShim

extension LuaState {
    /// `object.key` and `object[key]` where no method has that name.
    func index(_ type: ObjectType, _ L: OpaquePointer) throws -> LuaValue {
        guard let object = object(L, 1) else { throw SparError("the \(type.name) is closed") }
        let key = lua_type(L, 2) == LUA_TTABLE ? LuaValue.nil : try read(L, 2).wholeAsInteger
        if case .string(let name) = key, let property = type.properties.first(where: { $0.name == name }) {
            return try property.get(object)
        }
        if let value = try type.index?(object, key) { return value }
        if let length = type.length, let i = key.asNumber {
            // One past the end is how ipairs finds the end.
            if i == Double(length(object) + 1) { return .nil }
            throw SparError("index \(NumberText.short(i)) is out of range: the \(type.name) has \(length(object))")
        }
        let names = type.properties.map(\.name) + type.methods.map(\.name) + (type.names?(object) ?? [])
        throw SparError(unknown("field", describe(L, 2), of: article(type.name), among: names))
    }

    func addMetamethods(of type: ObjectType, to metatable: Int32, on L: OpaquePointer) throws {
        func add(_ event: String, _ run: @escaping (OpaquePointer) throws -> LuaValue) throws {
            try push(function: type.name, on: L, run)
            try setField(L, metatable, event)
        }
        try add("__newindex") { [unowned self] L in
            let key = describe(L, 2)
            let hint = type.changeHint.isEmpty ? "" : "; " + type.changeHint
            throw SparError("cannot set '\(key)': \(article(type.name)) does not change\(hint)")
        }
        try add("__tostring") { [unowned self] L in
            guard let object = object(L, 1) else { return .string("closed \(type.name)") }
            return .string(type.text(object))
        }
        if let length = type.length {
            try add("__len") { [unowned self] L in
                guard let object = object(L, 1) else { throw SparError("the \(type.name) is closed") }
                return .integer(length(object))
            }
        }
        try add("__pairs") { [unowned self] L in
            guard let object = object(L, 1) else { throw SparError("the \(type.name) is closed") }
            return try pairs(of: object, type)
        }
        for (operation, apply) in type.operators {
            try add(operation.rawValue) { [unowned self] L in
                if operation == .call { return try apply(self, try read(L, 1), .list(try arguments(L, from: 2))) }
                return try apply(self, try read(L, 1), try read(L, 2))
            }
        }
    }

    private func arguments(_ L: OpaquePointer, from first: Int32) throws -> [LuaValue] {
        let top = lua_gettop(L)
        return first > top ? [] : try (first...top).map { try read(L, $0) }
    }

    /// The three values of `pairs`: properties, or what the kind of object lists itself.
    private func pairs(of object: any LuaObject, _ type: ObjectType) throws -> LuaValue {
        let entries: [(LuaValue, LuaValue)]
        if let pairs = type.pairs {
            entries = pairs(object)
        } else if let length = type.length, let index = type.index {
            entries = try (0..<length(object)).map { (.integer($0 + 1), try index(object, .integer($0 + 1)) ?? .nil) }
        } else {
            entries = try type.properties.map { (.string($0.name), try $0.get(object)) }
        }
        return .object(PairsIterator(entries))
    }

    func article(_ name: String) -> String { ("aeiou".contains(name.first ?? "x") ? "an " : "a ") + name }
}

/// What `pairs` calls for each pair of an object: an object itself, so that the collector frees it.
final class PairsIterator: LuaObject {
    private let entries: [(LuaValue, LuaValue)]
    private var next = 0

    init(_ entries: [(LuaValue, LuaValue)]) { self.entries = entries }

    static let luaType = ObjectType(
        PairsIterator.self, "iterator", "Gives the next pair each time it is called.",
        operators: [
            .call: { _, iterator, _ in
                guard case .object(let object) = iterator, let pairs = object as? PairsIterator,
                    pairs.next < pairs.entries.count
                else { return .nil }
                pairs.next += 1
                return .values([pairs.entries[pairs.next - 1].0, pairs.entries[pairs.next - 1].1])
            }
        ], text: { _ in "iterator" })
}
