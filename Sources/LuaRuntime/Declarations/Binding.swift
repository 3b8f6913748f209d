// A function as the runtime calls it. A class, and its parts laid out for the check of arguments, since every call from
// Lua goes through it: copying a declaration would cost more than the call.

import CLuaShim

/// What stands behind one C function of Lua.
final class Binding {
    let name: String
    /// The declaration; nil for the runtime's own functions.
    let function: Function?
    let body: (Call) throws -> LuaValue
    /// The kind of object that the function is a method of.
    let receiver: ObjectType?
    /// Stack index of the first parameter: 1, or 2 after `self`.
    let first: Int32
    let names: [String]
    /// Parameters whose check is one comparison; the others need the declaration.
    let isPlainNumber: [Bool]
    /// Index of the table of options among the parameters, -1 where there is none.
    let optionsIndex: Int
    /// The defaults of numbers, among parameters and options.
    let usual: [String: Double]

    init(name: String, run: @escaping (OpaquePointer) throws -> LuaValue) {
        self.name = name
        body = { try run($0.L) }
        function = nil
        receiver = nil
        first = 1
        names = []
        isPlainNumber = []
        optionsIndex = -1
        usual = [:]
    }

    init(_ function: Function, isMethod: Bool, receiver: ObjectType?) {
        name = function.name
        self.function = function
        body = function.body
        self.receiver = receiver
        first = isMethod ? 2 : 1
        names = function.parameters.map(\.name)
        isPlainNumber = function.parameters.map { parameter in
            if case .number = parameter.type { !parameter.isOptional } else { false }
        }
        optionsIndex = function.parameters.lastIndex { $0.fields != nil } ?? -1
        usual = function.parameters.flatMap { $0.fields ?? [$0] }.reduce(into: [:]) { $0[$1.name] = $1.usual }
    }

    /// The place of a required number among the parameters.
    func plainNumber(_ name: String) -> Int32? {
        for i in names.indices where isPlainNumber[i] && names[i] == name { return Int32(i) }
        return nil
    }

    var parameters: [Parameter] { function?.parameters ?? [] }
}
