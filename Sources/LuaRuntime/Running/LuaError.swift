// What goes wrong while a script runs, and how it travels: a Swift error on the Swift side, a Lua error value on the
// Lua side. A Lua error value that passes through Swift comes out unchanged on the other side.

import Basics
import CLuaShim

/// One line of a traceback.
public struct Frame: Equatable, Sendable {
    /// The chunk: a path for a file.
    public let source: String
    /// From 1.
    public let line: Int
    /// The function's name; empty for the chunk itself.
    public let name: String
}

/// An error value raised by Lua code or by a binding. It stays on the thread of its state.
public final class LuaError: Error, CustomStringConvertible, @unchecked Sendable {
    /// The value itself, kept to be raised again as it was.
    let value: LuaReference
    /// Text of the value, through its `__tostring` where it has one.
    public let description: String
    /// Where it was raised, innermost first.
    public let frames: [Frame]
    /// How many frames in the middle are left out.
    public let framesLeftOut: Int
    /// The object that was raised, where it is one of ours.
    public let object: (any LuaObject)?
    /// Whether the compiler raised it because the text ended: more may follow.
    let endsEarly: Bool

    init(
        value: LuaReference, description: String, frames: [Frame], framesLeftOut: Int, object: (any LuaObject)?,
        endsEarly: Bool = false
    ) {
        self.value = value
        self.description = description
        self.frames = frames
        self.framesLeftOut = framesLeftOut
        self.object = object
        self.endsEarly = endsEarly
    }

    /// The compiler's error with the place that its sentence names.
    func placed(_ frame: Frame?, endsEarly: Bool) -> LuaError {
        LuaError(
            value: value, description: description, frames: frame.map { [$0] } ?? frames,
            framesLeftOut: framesLeftOut, object: object, endsEarly: endsEarly)
    }

    /// The same error with a hint behind its sentence.
    func saying(_ hint: String, in state: LuaState) throws -> LuaError {
        let sentence = "\(description) (\(hint))"
        return try state.withRestoredStack { L in
            try state.push(.string(sentence), on: L)
            return LuaError(
                value: try LuaReference(state: state, popping: L), description: sentence, frames: frames,
                framesLeftOut: framesLeftOut, object: nil, endsEarly: endsEarly)
        }
    }
}

/// A binding's wish to raise an object (with `.status`, `.message`) instead of a sentence. It stays on its thread.
public struct LuaObjectError: Error, @unchecked Sendable {
    public let object: any LuaObject
    public init(_ object: any LuaObject) { self.object = object }
}

/// The script was stopped. Passes through everything.
public struct LuaStop: Error {
    public init() {}
}

/// A mistake in an argument: becomes `bad argument 'c' to 'strain' (number expected, got string)`.
struct ArgumentError: Error {
    let argument: String
    let reason: String
}

extension LuaState {
    /// Takes the error value from the stack after a failed call.
    func raised(_ L: OpaquePointer) -> any Error {
        if spar_stopped(host) != SPAR_RUNNING {
            spar_pop(L, 1)
            return LuaStop()
        }
        let object = object(L, -1)
        let description = describe(L, -1)
        var pointer: UnsafePointer<SparFrame>?
        var leftOut: Int32 = 0
        let count = Int(spar_frames(host, &pointer, &leftOut))
        let frames = UnsafeBufferPointer(start: pointer, count: count).map { Frame($0) }
        do {
            let value = try LuaReference(state: self, popping: L)
            return LuaError(
                value: value, description: description, frames: frames,
                framesLeftOut: Int(leftOut), object: object)
        } catch {
            return LuaStop()
        }
    }

    /// The text of a value, safely: its `__tostring` may itself raise.
    func describe(_ L: OpaquePointer, _ index: Int32) -> String {
        if lua_type(L, index) == LUA_TSTRING { return string(L, index) }
        if lua_type(L, index) == LUA_TTABLE, !hasMetatable(L, index), let table = try? read(L, index).asTable {
            return table["message"].asString ?? LuaValueText.short(.table(table))
        }
        let status = spar_to_string(L, index)
        defer { spar_pop(L, 1) }
        if status == LUA_OK { return string(L, -1) }
        return "(an error object of type \(typeName(L, index < 0 ? index - 1 : index)) that cannot be shown)"
    }

    private func hasMetatable(_ L: OpaquePointer, _ index: Int32) -> Bool {
        guard lua_getmetatable(L, index) != 0 else { return false }
        spar_pop(L, 1)
        return true
    }

    /// Leaves on the stack the error value that stands for a Swift error.
    func pushError(_ error: any Error, function: String, on L: OpaquePointer) {
        do {
            switch error {
            case is LuaStop: lua_pushnil(L)
            case let error as LuaError:
                inner = error
                lua_rawgeti(L, spar_registry_index(), Int64(error.value.reference))
            case let error as LuaObjectError: try push(object: error.object, on: L)
            case let error as ArgumentError:
                let subject = error.argument == "self" ? "bad self" : "bad argument '\(error.argument)'"
                try push(position(L) + "\(subject) to '\(function)' (\(error.reason))", on: L)
            default: try push(position(L) + String(describing: error), on: L)
            }
        } catch {
            lua_pushnil(L)  // memory ran out while the message was made: the stop is up
        }
    }

    /// "nio.lua:4: ", the script's line that runs on `L`; empty where no Lua function does.
    func position(_ L: OpaquePointer) -> String {
        var frame = SparFrame()
        guard spar_where(L, &frame) else { return "" }
        let f = Frame(frame)
        return "\(f.source):\(f.line): "
    }

    /// The script's line that runs now.
    public var currentLine: Frame? {
        var frame = SparFrame()
        return spar_where(running, &frame) ? Frame(frame) : nil
    }
}

extension Frame {
    init(_ frame: SparFrame) {
        func text<T>(_ tuple: T) -> String {
            withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        self.init(source: text(frame.source), line: Int(frame.line), name: text(frame.name))
    }
}
