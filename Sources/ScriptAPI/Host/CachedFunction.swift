// `spar.cached`: a slow result of the script's own, kept in the run store by a name and its inputs.
//
// The value is kept as JSON and given as it reads back, the first time too, so that a script cannot tell the two apart.

import Basics
import LuaRuntime

extension Function {
    static let cached = Function(
        "cached",
        "A slow result of one's own, kept in the store: the function is called only where there is none yet for this "
            + "name and these inputs.",
        .required("name", .string, "What it is called."),
        .required("inputs", .any, "Whatever decides the value: numbers, texts, tables, structures."),
        .required("f", .function, "Gives the value: numbers, texts, tables; called without arguments."),
        returns: "The value, as JSON keeps it."
    ) { call in
        let name: String = try call["name"], f: LuaFunction = try call["f"]
        let inputs = try JSON(try call["inputs"] as LuaValue).hash()
        let store = try call.spectraService.laboratory.openStore()
        if let known = try store.value(name, inputs: inputs) {
            call.state.context.count(requestKept: true)
            return LuaValue(try JSON.parse(known, name: "the cached value \(name)"))
        }
        let value = try JSON(try f.first())
        call.state.context.count(requestKept: false)
        try store.keep(value: try value.canonicalBytes(), name, inputs: inputs)
        return LuaValue(value)
    }
}
