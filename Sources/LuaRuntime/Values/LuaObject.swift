// Swift objects in Lua: each a full userdata that holds one retained reference.
//
// Lua's collector does not see what a Swift object holds, so each object names its storage and the bytes in it; a
// storage that several objects share is counted once.

import CLuaShim

/// A Swift object that scripts can hold.
public protocol LuaObject: AnyObject, LuaReadable, SendableMetatype {
    /// Its declaration: name, methods, properties.
    static var luaType: ObjectType { get }
    /// The large storages that it keeps alive. Small objects leave this empty.
    var storages: [Storage] { get }
}

/// Bytes held outside the Lua heap, under the address of what holds them.
public struct Storage {
    let address: UnsafeRawPointer
    let bytes: Int

    public init(_ object: AnyObject, bytes: Int) {
        address = UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque())
        self.bytes = bytes
    }

    /// The storage of an array, which every copy of it shares.
    public init?<Element>(_ array: [Element]) {
        guard let address = array.withUnsafeBufferPointer({ $0.baseAddress }), !array.isEmpty else { return nil }
        self.address = UnsafeRawPointer(address)
        bytes = array.count * MemoryLayout<Element>.stride
    }
}

extension LuaObject {
    public var storages: [Storage] { [] }

    public static func read(_ state: LuaState, _ L: OpaquePointer, _ index: Int32) throws -> Self? {
        var type: UnsafeRawPointer?
        guard let pointer = spar_box(L, index, &type),
            type == UnsafeRawPointer(Unmanaged.passUnretained(luaType).toOpaque())
        else { return nil }
        return unsafeDowncast(Unmanaged<AnyObject>.fromOpaque(pointer).takeUnretainedValue(), to: Self.self)
    }
}

/// An object that stands for a list of numbers wherever one is asked for.
public protocol LuaNumbers: LuaObject {
    var numbers: [Double] { get }
}

/// An object that stands for a matrix, by rows.
public protocol LuaMatrix: LuaObject {
    var rows: [[Double]] { get }
}

/// The bytes that Swift objects hold, each storage once.
struct ExternalMemory {
    /// What an object costs beside its named storages.
    static let objectBytes = 96
    /// Swift bytes made since the last full collection that call for another.
    static let slack = 32 << 20

    private var held: [UnsafeRawPointer: (count: Int, bytes: Int)] = [:]
    var sinceCollection = 0

    /// The bytes that come in with an object.
    mutating func add(_ storages: [Storage]) -> Int {
        var bytes = Self.objectBytes
        for storage in storages {
            if let entry = held[storage.address] {
                held[storage.address] = (entry.count + 1, entry.bytes)
            } else {
                held[storage.address] = (1, storage.bytes)
                bytes += storage.bytes
            }
        }
        return bytes
    }

    /// The bytes that go with an object.
    mutating func remove(_ storages: [Storage]) -> Int {
        var bytes = Self.objectBytes
        for storage in storages {
            guard let entry = held[storage.address] else { continue }
            if entry.count == 1 {
                held[storage.address] = nil
                bytes += entry.bytes
            } else {
                held[storage.address] = (entry.count - 1, entry.bytes)
            }
        }
        return bytes
    }
}

extension LuaState {
    /// The Swift object at a stack index; nil where it is none of ours, or closed.
    func object(_ L: OpaquePointer, _ index: Int32) -> (any LuaObject)? {
        var type: UnsafeRawPointer?
        guard let pointer = spar_box(L, index, &type), let type else { return nil }
        return Unmanaged<ObjectType>.fromOpaque(type).takeUnretainedValue()
            .object(Unmanaged<AnyObject>.fromOpaque(pointer).takeUnretainedValue())
    }

    /// The type of the userdata at a stack index, also where its object is closed.
    func objectType(_ L: OpaquePointer, _ index: Int32) -> ObjectType? {
        var type: UnsafeRawPointer?
        _ = spar_box(L, index, &type)
        return type.map { Unmanaged<ObjectType>.fromOpaque($0).takeUnretainedValue() }
    }

    func push(object: any LuaObject, on L: OpaquePointer) throws {
        let type = Swift.type(of: object).luaType
        let metatable = try metatable(of: type)
        let storages = object.storages
        let bytes = external.add(storages)
        spar_memory_external(host, bytes)
        external.sinceCollection += bytes
        try collectIfNeeded(L)
        let retained = Unmanaged<AnyObject>.passRetained(object)
        let status = spar_new_box(L, retained.toOpaque(), Unmanaged.passUnretained(type).toOpaque(), metatable)
        if status != LUA_OK {
            release(retained.toOpaque(), type: type)
            throw raised(L)
        }
    }

    /// A userdata has let go of its object.
    func release(_ pointer: UnsafeMutableRawPointer, type: ObjectType) {
        let retained = Unmanaged<AnyObject>.fromOpaque(pointer)
        let storages = type.object(retained.takeUnretainedValue()).storages
        spar_memory_external(host, -external.remove(storages))
        retained.release()
    }

    /// A full collection where Swift bytes have piled up since the last: Lua itself does not see them. What a
    /// collection costs grows with what lives, so the bound grows with it too.
    private func collectIfNeeded(_ L: OpaquePointer) throws {
        let used = Int(spar_memory_used(host)), limit = Int(spar_memory_limit(host))
        let nearLimit = limit > 0 && used > limit
        guard nearLimit || external.sinceCollection > max(ExternalMemory.slack, used / 2) else { return }
        try protect(L, spar_collect(L))
        external.sinceCollection = 0
        if limit > 0, Int(spar_memory_used(host)) > limit {
            spar_stop(host, Int32(SPAR_MEMORY))
            throw LuaStop()
        }
    }
}
