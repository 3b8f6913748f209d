// Running chunks of text: scripts, modules that they require, and lines typed by hand.

import Basics
import CLuaShim

extension LuaState {
    /// Compiles a chunk; its globals are the environment of scripts.
    /// - Parameter name: the path of the file, or "=name" for text that is none.
    public func compile(_ text: String, name: String) throws -> LuaFunction {
        remember(source: text, name: name)
        // A first line that starts with # names the interpreter.
        var text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text  // some editors begin a file with it
        if text.hasPrefix("#") { text = "--" + text }
        let chunk = name.hasPrefix("=") ? name : "@" + name
        do {
            return try load(text, chunk: chunk)
        } catch let error as LuaError {
            guard let start = CellOutline(text).lastExpression else { throw error }
            let bytes = Array(text.utf8)
            let variant = String(decoding: bytes[..<start] + Array("return ".utf8) + bytes[start...], as: UTF8.self)
            guard (try? load(variant, chunk: chunk)) != nil else { throw error }
            throw try error.saying(SyntaxHint.bareValue, in: self)
        }
    }

    /// Keeps the text of a chunk for error reports.
    public func remember(source text: String, name: String) {
        sources[name.hasPrefix("=") ? String(name.dropFirst()) : name] = text
    }

    public func forget(source name: String) { sources[name.hasPrefix("=") ? String(name.dropFirst()) : name] = nil }

    /// Compiles a text under Lua's own kind of chunk name ("@path" or "=name").
    func load(_ text: String, chunk: String) throws -> LuaFunction {
        try withRestoredStack { L in
            var text = text
            let status = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { luaL_loadbufferx(L, $0.baseAddress, $0.count, chunk, "t") }
            }
            do {
                try protect(L, status)
            } catch let error as LuaError {
                guard status == LUA_ERRSYNTAX, let fault = SyntaxFault(error.description) else { throw error }
                let placed = syntaxError(error, fault, source: String(chunk.dropFirst()))
                guard !fault.isAtEnd, let hint = SyntaxHint.hint(fault, in: text) else { throw placed }
                throw try placed.saying(hint, in: self)
            }
            try protect(L, spar_get_field(L, spar_registry_index(), "spar.environment"))
            lua_setupvalue(L, -2, 1)
            return try LuaFunction(state: self, popping: L)
        }
    }

    private func syntaxError(_ error: LuaError, _ fault: SyntaxFault, source: String) -> LuaError {
        error.frames.isEmpty && sources[source] != nil
            ? error.placed(Frame(source: source, line: fault.line, name: ""), endsEarly: fault.isAtEnd)
            : error.placed(nil, endsEarly: fault.isAtEnd)
    }

    /// Lets `require "name"` load `name.lua` (dots are folders) from the first of some folders that has it, each file
    /// once.
    public func installRequire(folders: [String], readFile: @escaping (String) throws -> String?) throws {
        loader = ModuleLoader(folders: folders, readFile: readFile)
        try add(ModuleLoader.require)
    }
}

/// The files that a script requires.
final class ModuleLoader {
    private let folders: [String]
    private let readFile: (String) throws -> String?
    private var loaded: [String: LuaValue] = [:]
    private var loading: Set<String> = []

    init(folders: [String], readFile: @escaping (String) throws -> String?) {
        self.folders = folders
        self.readFile = readFile
    }

    private static let libraries: Set = ["_G", "coroutine", "debug", "io", "math", "os", "string", "table", "utf8"]

    static let require = Function(
        "require", "Loads a Lua file from the script's folder, once, and gives what it returns.",
        .required("name", .string, "The file without `.lua`; a dot stands for a folder."),
        returns: "What the file returns, or true."
    ) { call in
        try call.state.loader?.load(try call["name"], into: call.state) ?? .nil
    }

    private func load(_ name: String, into state: LuaState) throws -> LuaValue {
        if let value = loaded[name] { return value }
        // As in Lua, the libraries are there from the beginning.
        if Self.libraries.contains(name), let library = try state.global(name) { return library }
        let relative = String(name.map { $0 == "." ? "/" : $0 }) + ".lua"
        let paths = folders.map {
            $0.isEmpty || $0 == "." ? relative : $0 == "/" ? "/" + relative : $0 + "/" + relative
        }
        var found: (path: String, text: String)?
        if !name.isEmpty, !name.contains(".."), !name.hasPrefix("/") {
            for path in paths where found == nil { found = try readFile(path).map { (path, $0) } }
        }
        guard let (path, text) = found else {
            throw SparError("module '\(name)' not found: there is no file \(paths.joined(separator: " and no file "))")
        }
        guard loading.insert(name).inserted else { throw SparError("module '\(name)' requires itself") }
        defer { loading.remove(name) }
        let result = try state.compile(text, name: path).call([.string(name), .string(path)]).first ?? .nil
        let value = result.isNil ? .bool(true) : result
        loaded[name] = value
        return value
    }
}
