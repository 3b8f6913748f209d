// Cells that share their top-level locals.
//
// The rule. A session behaves as if its cells stood one below the other in one file: a top-level local of a cell is
// visible in every later cell, and it is the same variable there. Assigning to it in a later cell is seen by functions
// that an earlier cell made, and the other way round; declaring it again makes a new variable that hides the old one,
// which functions made before keep. What a cell declared before it failed, was stopped or returned stays. A `<const>`
// stays constant. A to-be-closed variable (`<close>`) is closed when its cell ends, and is not seen by later ones.
// Each cell has 200 locals of its own, and may use 190 of earlier cells.
//
// How. A cell becomes a function inside one that declares the earlier locals which the cell names:
//
//     local keep, a, b = ...; return function(...) THE CELL
//     end
//
// all before the cell's first character, so that lines stay what they are. The upvalues a and b of that function are
// then joined to the variables kept from earlier cells. Behind each top-level `local` statement, on the same line,
// stands a call that hands the host a function over the new variables: their upvalues are the variables themselves,
// so they live on when the cell has ended in whatever way. What people see (errors, sources) is the cell as written:
// it is compiled as it stands first.

import Basics
import CLuaShim

/// The variables that the cells of one session share, and the compiler of its cells.
public final class SessionScope {
    /// A cell ready to run.
    public struct Cell {
        private let function: LuaFunction
        private let endsInExpression: Bool

        init(_ function: LuaFunction, endsInExpression: Bool) {
            self.function = function
            self.endsInExpression = endsInExpression
        }

        /// Runs it; the values of its last expression, none where it ends otherwise.
        public func run(_ arguments: [LuaValue] = []) throws -> [LuaValue] {
            let values = try function.call(arguments)
            return endsInExpression ? Array(values.dropFirst()) : []
        }
    }

    /// Put before the last expression. The nil keeps a call there from being a tail call, whose place is forgotten.
    private static let returning = "return nil, "

    private struct Variable {
        /// A Lua function with the variable among its upvalues.
        let holder: LuaFunction
        let upvalue: Int32
        let isConstant: Bool
    }

    static let mostNames = 190
    private static let keepName = "__spar_keep"

    private let state: LuaState
    private var variables: [String: Variable] = [:]
    private let keep: LuaFunction
    /// Gives a function over a new constant with the value that it is called with.
    private let holderOfConstant: LuaFunction

    public init(_ state: LuaState) throws {
        self.state = state
        let box = WeakScope()
        keep = try state.withRestoredStack { L in
            try state.push(function: "keep", on: L) { L in
                try box.scope?.keepVariables(L)
                return .nil
            }
            return try LuaFunction(state: state, popping: L)
        }
        holderOfConstant = try state.load(
            "local value <const> = ... return function() return value end", chunk: "=session")
        box.scope = self
    }

    /// The names of the locals that cells have left, in the order of the alphabet.
    public var names: [String] { variables.keys.sorted() }

    /// Compiles a cell.
    /// - Parameters:
    ///   - name: the path of the file that it stands in, or "=cell 3".
    ///   - line: the line of the file in which the text begins.
    public func compile(_ text: String, name: String, line: Int = 1) throws -> Cell {
        state.inner = nil  // an earlier cell's error is no part of this one's
        // A chunk's first line may name an interpreter.
        let text = text.hasPrefix("#!") ? "--" + text : text
        let chunk = name.hasPrefix("=") ? name : "@" + name
        let padding = String(repeating: "\n", count: max(0, line - 1))
        let outline = CellOutline(text)
        let (start, endsInExpression) = try check(text, outline, padding: padding, chunk: chunk)
        let used = outline.names.filter { variables[$0] != nil }.sorted()
        guard used.count <= Self.mostNames else {
            throw SparError(
                "a cell may use \(Self.mostNames) locals of earlier cells, this one uses \(used.count): keep some "
                    + "of them in a table")
        }
        let declared = used.map { (variables[$0]?.isConstant ?? false) ? "\($0) <const>" : $0 }
        let head = "local " + ([Self.keepName] + declared).joined(separator: ", ") + " = ... return function(...) "
        let body = instrumented(text, outline, returnAt: endsInExpression ? start : nil)
        let outer = try state.load(padding + head + body + "\nend", chunk: chunk)
        guard case .function(let function)? = try outer.call([.function(keep)]).first else {
            throw SparError("the cell could not be compiled")
        }
        join(function)
        return Cell(function, endsInExpression: endsInExpression)
    }

    /// Whether a text typed so far is a whole cell.
    public enum Completeness: Equatable, Sendable { case complete, incomplete, invalid }

    public func completeness(of text: String) -> Completeness {
        do {
            _ = try check(text, CellOutline(text), padding: "", chunk: "=cell")
            return .complete
        } catch {
            return (error as? LuaError)?.endsEarly == true ? .incomplete : .invalid
        }
    }

    /// Compiles the text as it stands, or as an expression at its end.
    private func check(
        _ text: String, _ outline: CellOutline, padding: String,
        chunk: String
    ) throws -> (start: Int, endsInExpression: Bool) {
        if let start = outline.lastExpression {
            let bytes = Array(text.utf8)
            let variant = String(
                decoding: bytes[..<start] + Array(Self.returning.utf8) + bytes[start...], as: UTF8.self)
            if (try? state.load(padding + variant, chunk: chunk)) != nil { return (start, true) }
        }
        _ = try state.load(padding + text, chunk: chunk)
        return (0, false)
    }

    private func instrumented(_ text: String, _ outline: CellOutline, returnAt: Int?) -> String {
        var insertions = outline.declarations.map { declaration in
            let marked = declaration.names.map { (declaration.constants.contains($0) ? "=" : "") + $0 }
            return (
                declaration.end,
                " \(Self.keepName)('\(marked.joined(separator: " "))', function() return "
                    + declaration.names.joined(separator: ", ") + " end);"
            )
        }
        if let returnAt { insertions.append((returnAt, Self.returning)) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var done = 0
        for (place, insertion) in insertions {
            result += bytes[done..<place]
            result += Array(insertion.utf8)
            done = place
        }
        return String(decoding: result + bytes[done...], as: UTF8.self)
    }

    /// Makes the upvalues of a compiled cell the kept variables of the same names.
    private func join(_ function: LuaFunction) {
        let L = state.running
        guard lua_checkstack(L, 4) != 0 else { return }
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        lua_rawgeti(L, spar_registry_index(), Int64(function.reference))
        var i: Int32 = 1
        while let name = lua_getupvalue(L, top + 1, i) {
            spar_pop(L, 1)
            if let variable = variables[String(cString: name)] {
                lua_rawgeti(L, spar_registry_index(), Int64(variable.holder.reference))
                lua_upvaluejoin(L, top + 1, i, top + 2, variable.upvalue)
                spar_pop(L, 1)
            }
            i += 1
        }
    }

    /// The call behind a `local` statement: the names, and a function over the variables.
    private func keepVariables(_ L: OpaquePointer) throws {
        let names = state.string(L, 1).split(separator: " ")
        guard lua_type(L, 2) == LUA_TFUNCTION else { return }
        lua_pushvalue(L, 2)
        let holder = try LuaFunction(state: state, popping: L)
        var places: [String: Int32] = [:]
        var i: Int32 = 1
        while let name = lua_getupvalue(L, 2, i) {
            spar_pop(L, 1)
            places[String(cString: name)] = i
            i += 1
        }
        for (i, marked) in names.enumerated() {
            let isConstant = marked.hasPrefix("=")
            let name = String(isConstant ? marked.dropFirst() : marked)
            if let place = places[name] {
                variables[name] = Variable(holder: holder, upvalue: place, isConstant: isConstant)
            } else {  // a constant that the compiler put in place of its name
                let values = try holder.call([])
                guard i < values.count, case .function(let constant)? = try holderOfConstant.call([values[i]]).first
                else { continue }
                variables[name] = Variable(holder: constant, upvalue: 1, isConstant: true)
            }
        }
    }

    private final class WeakScope {
        weak var scope: SessionScope?
    }

    /// Pushes the value of a kept variable; false where there is none of that name.
    func push(_ name: String, on L: OpaquePointer) -> Bool {
        guard let variable = variables[name], lua_checkstack(L, 2) != 0 else { return false }
        lua_rawgeti(L, spar_registry_index(), Int64(variable.holder.reference))
        guard lua_getupvalue(L, -1, variable.upvalue) != nil else {
            spar_pop(L, 1)
            return false
        }
        lua_rotate(L, -2, 1)
        spar_pop(L, 1)
        return true
    }
}
