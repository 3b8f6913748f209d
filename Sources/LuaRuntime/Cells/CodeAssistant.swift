// Completion and help for code that is being typed: names, members, options, file names. Nothing of the code is run.
//
// Places in the code count Unicode scalars from 0, as Jupyter's messages do.

import Basics
import CLuaShim
import Glibc

/// What may stand in place of a stretch of the code.
public struct Completions: Equatable, Sendable {
    public var start: Int
    public var end: Int
    public var matches: [String]

    public init(start: Int, end: Int, matches: [String]) {
        self.start = start
        self.end = end
        self.matches = matches
    }
}

public struct CodeAssistant {
    private let state: LuaState
    private let scope: SessionScope

    public init(_ state: LuaState, scope: SessionScope) {
        self.state = state
        self.scope = scope
    }

    // MARK: completion

    public func completions(_ code: String, at place: Int) -> Completions {
        let before = Self.prefix(code, place)
        let tokens = LuaTokens.all(before)
        let bytes = before.utf8.count
        func completions(_ typed: String, _ candidates: [String]) -> Completions {
            let matches = candidates.filter { $0.hasPrefix(typed) && $0 != typed }
            let end = before.unicodeScalars.count
            var seen: Set<String> = []
            return Completions(
                start: end - typed.unicodeScalars.count, end: end,
                matches: matches.sorted().filter { seen.insert($0).inserted })
        }
        guard let last = tokens.last else { return completions("", []) }
        if last.kind == .comment, !before.hasSuffix("\n") { return completions("", []) }
        if last.kind == .string, last.range.upperBound == bytes, let typed = Self.openString(before, last) {
            return completions(typed, Self.files(typed))
        }
        let isTyping = (last.kind == .name || last.kind == .keyword) && last.range.upperBound == bytes
        let typed = isTyping ? last.text : ""
        let count = isTyping ? tokens.count - 1 : tokens.count
        let finder = SubjectFinder(state: state, scope: scope, tokens: tokens.filter { $0.kind != .comment })
        if count > 0, tokens[count - 1].kind == .symbol, [".", ":"].contains(tokens[count - 1].text) {
            let isMethod = tokens[count - 1].text == ":"
            return completions(typed, finder.subject(endingAt: count - 2).map { members($0, methods: isMethod) } ?? [])
        }
        if count > 0, ["{", ","].contains(tokens[count - 1].text), let call = finder.enclosingCall(before: count),
            call.isInOptions,
            let fields = call.function.parameters.compactMap(\.fields).first
        {
            let options = fields.map { $0.name + " = " }
            let matching = completions(typed, options)
            if typed.isEmpty || !matching.matches.isEmpty { return matching }
        }
        return completions(typed, typed.isEmpty ? [] : names)
    }

    private var names: [String] {
        let keywords = LuaTokens.keywords.filter { $0.count > 2 }
        return scope.names + state.modules.map(\.name) + state.globals.map(\.name) + LuaState.languageNames
            + globalNames + keywords
    }

    private var globalNames: [String] {
        let L = state.running
        guard lua_checkstack(L, 4) != 0 else { return [] }
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        lua_pushnil(L)
        var names: [String] = []
        while lua_next(L, top + 1) != 0 {
            if lua_type(L, -2) == LUA_TSTRING { names.append(state.string(L, -2)) }
            spar_pop(L, 1)
        }
        return names
    }

    private func members(_ subject: CodeSubject, methods: Bool) -> [String] {
        switch subject {
        case .module(let module): methods ? [] : module.functions.map(\.name) + module.fields.map(\.name)
        case .object(let type, let object):
            methods
                ? type.methods.map(\.name) : type.properties.map(\.name) + (object.flatMap { type.names?($0) } ?? [])
        case .table(let keys): keys.filter(Self.isName)
        case .function: []
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0))
        }
    }

    /// The inside of a string that is still open at the end of the text.
    private static func openString(_ text: String, _ token: LuaToken) -> String? {
        let inner = Array(text.utf8)[token.range]
        guard let quote = inner.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            inner.count == 1 || inner.last != quote
        else { return nil }
        let typed = String(decoding: inner.dropFirst(), as: UTF8.self)
        return typed.contains("\\") ? nil : typed
    }

    /// Files and folders whose path begins so.
    private static func files(_ typed: String) -> [String] {
        let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream), found.count < 1000 {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), (folder + name).hasPrefix(typed) else { continue }
            var status = stat()
            let isFolder = stat(folder + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            found.append(folder + name + (isFolder ? "/" : ""))
        }
        return found
    }

    // MARK: help

    /// The documentation of what stands at a place, or of the call around it; nil where there is none.
    public func documentation(_ code: String, at place: Int) -> String? {
        let tokens = LuaTokens.all(code).filter { $0.kind != .comment }
        let offset = Self.prefix(code, place).utf8.count
        let finder = SubjectFinder(state: state, scope: scope, tokens: tokens)
        let help = Help(state)
        // Behind the last letter of a name still means the name.
        if let i = tokens.lastIndex(where: {
            $0.kind == .name && $0.range.lowerBound <= offset && offset <= $0.range.upperBound
        }) {
            switch finder.subject(endingAt: i) {
            case .function(let function, let owner):
                return help.text(function, prefix: owner.map { $0.name + ":" } ?? state.prefix(of: function))
            case .module(let module): return help.text(module)
            case .object(let type, let object):
                let value = object.map { type.text($0) + "\n\n" } ?? ""
                return value + help.text(type)
            case .table, nil: break
            }
            if i >= 2, [".", ":"].contains(tokens[i - 1].text),
                case .object(let type, _)? = finder.subject(endingAt: i - 2),
                let text = help.text(for: type.name + "." + tokens[i].text)
            {
                return text
            }
        }
        let index = tokens.firstIndex { $0.range.lowerBound >= offset } ?? tokens.count
        guard let call = finder.enclosingCall(before: index) else { return nil }
        return help.text(call.function, prefix: state.prefix(of: call.function))
    }

    private static func prefix(_ code: String, _ place: Int) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: code.unicodeScalars.prefix(max(0, place)))
        return text
    }
}
