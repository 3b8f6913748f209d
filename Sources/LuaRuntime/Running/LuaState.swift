// A Lua state as a Swift value: the host of scripts.
//
// It belongs to one thread, the one that made it; only `stop` may be called from elsewhere. Indices on the Lua stack
// count from 1; everything that may raise goes through the protected operations of the shim.

import Basics
import CLuaShim

/// A Lua state with the language as scripts see it.
public final class LuaState {
    let host: OpaquePointer
    let main: OpaquePointer
    /// The coroutine on which a binding runs now. This and the others that every call touches are not checked for
    /// overlapping access: the state belongs to one thread, and the check would cost half as much as the call.
    @exclusivity(unchecked) var running: OpaquePointer
    var external = ExternalMemory()
    /// The error of a coroutine that passes through the host, whose frames belong in the report.
    var inner: LuaError?
    /// What a body asked for when it was suspended last.
    @exclusivity(unchecked) var request: (any Awaited)?
    /// The coroutine of the sweep body that runs now; nil outside.
    var body: OpaquePointer?
    /// Where output goes and which random stream is drawn from.
    public var context: RunContext
    /// The modules, in the order they were added, for `help` and the reference.
    public private(set) var modules: [Module] = []
    /// An example of each function and method, by the name with which help speaks of it: "structure.read",
    /// "structure:strain".
    public var examples: [String: String] = [:]
    /// The types of properties and elements in the words of LuaCATS, by "kind of object.property".
    public var propertyTypes: [String: String] = [:]
    /// Every kind of object that scripts can meet, in the order they were added.
    public private(set) var types: [ObjectType] = []
    /// Global functions beside the modules.
    public private(set) var globals: [Function] = []
    /// The text of each chunk, by its name, for error reports.
    public internal(set) var sources: [String: String] = [:]

    var loader: ModuleLoader?
    /// What the modules keep for this state (the scheduler, the folder for outputs, ..), by type.
    private var services: [ObjectIdentifier: AnyObject] = [:]

    /// Identities of the modules' tables.
    private(set) var modulePointers: [String: UnsafeRawPointer] = [:]
    private var bindings: [Binding] = []
    /// The same, to be called without counting references, a third of what a short call costs.
    @exclusivity(unchecked) private var called: [Unmanaged<Binding>] = []
    private var metatables: [ObjectIdentifier: Int32] = [:]
    let forgotten = ForgottenReferences()
    /// The state is being taken down: finalizers of scripts run, but find none of our functions.
    @exclusivity(unchecked) private var isClosing = false

    /// - Parameter memoryLimit: bytes for the Lua heap and what its objects hold; 0 for no limit.
    public init(memoryLimit: Int = 0, seed: UInt64 = 1) throws {
        let callbacks = SparCallbacks(context: nil, call: callBinding, release: releaseObject)
        guard let host = spar_host_new(callbacks, 0) else { throw SparError("there is no memory for a Lua state") }
        self.host = host
        main = spar_host_main(host)
        running = main
        context = RunContext(seed: seed)
        spar_host_set_context(host, Unmanaged.passUnretained(self).toOpaque())
        spar_host_bind_thread(host)
        try protect(main, spar_open_libraries(main))
        try installLanguage()
        spar_memory_set_limit(host, memoryLimit)
    }

    deinit {
        isClosing = true
        spar_host_free(host)
    }

    // MARK: bindings

    fileprivate func run(_ id: Int, on L: OpaquePointer) -> Int32 {
        if isClosing {
            lua_pushnil(L)
            return Int32(SPAR_RAISE)
        }
        return called[id]._withUnsafeGuaranteedRef { run($0, on: L) }
    }

    private func run(_ binding: Binding, on L: OpaquePointer) -> Int32 {
        let before = running
        running = L
        defer { running = before }
        dropForgotten(L)
        guard lua_checkstack(L, 24) != 0 else {
            lua_pushnil(L)
            return Int32(SPAR_RAISE)
        }
        do {
            let result = try binding.body(Call(state: self, L: L, binding: binding))
            switch result {
            case .number(let x):
                lua_pushnumber(L, x)
                return 1
            case .values(let values):
                for value in values { try push(value, on: L) }
                return Int32(values.count)
            case .suspended(let awaited):
                request = awaited
                lua_pushnil(L)
                return Int32(SPAR_YIELD)
            default:
                try push(result, on: L)
                return 1
            }
        } catch {
            pushError(error, function: binding.name, on: L)
            return Int32(SPAR_RAISE)
        }
    }

    private func add(_ binding: Binding) {
        bindings.append(binding)
        called.append(.passUnretained(binding))
    }

    /// Pushes a function that runs Swift code.
    func push(function name: String, on L: OpaquePointer, _ run: @escaping (OpaquePointer) throws -> LuaValue) throws {
        try push(Binding(name: name, run: run), on: L)
    }

    private func push(_ binding: Binding, on L: OpaquePointer) throws {
        add(binding)
        try protect(L, spar_push_function(L, Int64(bindings.count - 1)))
    }

    func push(_ function: Function, isMethod: Bool, receiver: ObjectType? = nil, on L: OpaquePointer) throws {
        try push(Binding(function, isMethod: isMethod, receiver: receiver), on: L)
    }

    /// The declaration behind a function value on the stack.
    func documentation(_ L: OpaquePointer, _ index: Int32) -> Function? {
        guard lua_iscfunction(L, index) != 0, lua_getupvalue(L, index, 1) != nil else { return nil }
        defer { spar_pop(L, 1) }
        guard lua_isinteger(L, -1) != 0, case let id = Int(lua_tointegerx(L, -1, nil)), bindings.indices.contains(id)
        else { return nil }
        return bindings[id].function
    }

    // MARK: modules and types

    /// Adds a module as a global; its functions, fields and nothing else can be read from it.
    public func add(_ module: Module) throws {
        modules.append(module)
        try withRestoredStack { L in
            try protect(L, spar_new_table(L, 0, Int32(module.functions.count)))
            let table = lua_gettop(L)
            for function in module.functions {
                try push(function, isMethod: false, on: L)
                try setField(L, table, function.name)
            }
            try addMetatable(of: module, to: table, on: L)
            modulePointers[module.name] = lua_topointer(L, table)
            lua_pushvalue(L, table)
            try setGlobal(module.name, on: L)
        }
    }

    private func addMetatable(of module: Module, to table: Int32, on L: OpaquePointer) throws {
        try protect(L, spar_new_table(L, 0, 6))
        let metatable = lua_gettop(L)
        let names = module.functions.map(\.name) + module.fields.map(\.name)
        try push(function: module.name, on: L) { [unowned self] L in
            let key = describe(L, 2)
            if let field = module.fields.first(where: { $0.name == key }) { return try field.get(self) }
            throw SparError(unknown("field", key, of: module.name, among: names))
        }
        try setField(L, metatable, "__index")
        try push(function: module.name, on: L) { [unowned self] L in
            let key = describe(L, 2)
            guard let field = module.fields.first(where: { $0.name == key }) else {
                throw SparError("'\(module.name).\(key)' cannot be set: \(module.name) is a module")
            }
            guard let set = field.set else { throw SparError("'\(module.name).\(key)' can be read, not set") }
            try set(self, try read(L, 3))
            return .nil
        }
        try setField(L, metatable, "__newindex")
        if let call = module.call {
            try push(call, isMethod: true, on: L)  // the module itself comes first
            try setField(L, metatable, "__call")
        }
        try push("module " + module.name, on: L)
        try setField(L, metatable, "__name")
        lua_pushboolean(L, 0)
        try setField(L, metatable, "__metatable")
        lua_setmetatable(L, table)
    }

    /// Adds a global function.
    public func add(_ function: Function) throws {
        globals.append(function)
        try withRestoredStack { L in
            try push(function, isMethod: false, on: L)
            try setGlobal(function.name, on: L)
        }
    }

    /// Makes a kind of object known to `help` and the reference; the first object of a kind does it too.
    public func add(_ type: ObjectType) throws { _ = try metatable(of: type) }

    /// The registry reference of the metatable of a kind of object.
    func metatable(of type: ObjectType) throws -> Int32 {
        if let reference = metatables[ObjectIdentifier(type)] { return reference }
        if type !== PairsIterator.luaType { types.append(type) }  // no script names it
        var reference: Int32 = 0
        try withRestoredStack { L in
            try protect(L, spar_new_table(L, 0, Int32(type.methods.count)))
            let methods = lua_gettop(L)
            for method in type.methods {
                try push(method, isMethod: true, receiver: type, on: L)
                try setField(L, methods, method.name)
            }
            let index = bindings.count
            add(Binding(name: "index") { [unowned self] L in try self.index(type, L) })
            try protect(L, spar_new_metatable(L, type.name, Int64(index)))
            let metatable = lua_gettop(L)
            try addMetamethods(of: type, to: metatable, on: L)
            try protect(L, spar_ref(L, &reference))
        }
        metatables[ObjectIdentifier(type)] = reference
        return reference
    }

    /// What modules share through the state: one value of each type, made at first use.
    public func service<T: AnyObject>(_: T.Type, default make: @autoclosure () throws -> T) rethrows -> T {
        if let service = services[ObjectIdentifier(T.self)] as? T { return service }
        let service = try make()
        services[ObjectIdentifier(T.self)] = service
        return service
    }

    public func set<T: AnyObject>(service: T) { services[ObjectIdentifier(T.self)] = service }

    // MARK: helpers

    func setField(_ L: OpaquePointer, _ table: Int32, _ name: String) throws {
        try protect(L, spar_set_field(L, table, name, name.utf8.count))
    }

    /// Pops the top value into a global.
    func setGlobal(_ name: String, on L: OpaquePointer) throws {
        lua_rawgeti(L, spar_registry_index(), Int64(LUA_RIDX_GLOBALS))
        lua_rotate(L, -2, 1)
        try setField(L, lua_gettop(L) - 1, name)
        spar_pop(L, 1)
    }

    public func setGlobal(_ name: String, _ value: LuaValue) throws {
        try withRestoredStack { L in
            try push(value, on: L)
            try setGlobal(name, on: L)
        }
    }

    /// A global as a value to pass on; nil where there is none.
    func global(_ name: String) throws -> LuaValue? {
        try withRestoredStack { L in
            try protect(L, spar_get_field(L, spar_registry_index(), "spar.environment"))
            try protect(L, spar_get_field(L, lua_gettop(L), name))
            return lua_type(L, -1) == LUA_TNIL ? nil : .reference(try LuaReference(state: self, popping: L))
        }
    }

    func withRestoredStack<T>(_ body: (OpaquePointer) throws -> T) throws -> T {
        let L = running
        guard lua_checkstack(L, 24) != 0 else { throw SparError("stack overflow") }
        let top = lua_gettop(L)
        defer { lua_settop(L, top) }
        return try body(L)
    }

    func unknown(_ kind: String, _ name: String, of owner: String, among names: [String]) -> String {
        let known = names.isEmpty || names.count > 12 ? "" : " (it has \(names.joined(separator: ", ")))"
        let hint = nearestName(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? known
        return "\(owner) has no \(kind) '\(name)'\(hint)"
    }

    private func dropForgotten(_ L: OpaquePointer) {
        guard !forgotten.list.isEmpty else { return }
        for reference in forgotten.list { luaL_unref(L, spar_registry_index(), reference) }
        forgotten.list.removeAll(keepingCapacity: true)
    }

    // MARK: limits

    /// Bytes of the Lua heap and of what its objects hold.
    public var memoryUsed: Int { Int(spar_memory_used(host)) }

    /// To be called before Swift code takes memory that grows with what the script asked for: fails as the memory limit
    /// does where so many more bytes would not fit. A product of counts is given as it is, however large.
    public func reserve(bytes: Double) throws {
        let limit = Double(spar_memory_limit(host))
        guard limit > 0, Double(memoryUsed) + bytes > limit else { return }
        try protect(running, spar_collect(running))
        guard Double(memoryUsed) + bytes > limit else { return }
        spar_stop(host, Int32(SPAR_MEMORY))
        throw LuaStop()
    }

    /// A handle with which other threads can stop the script.
    public var stopper: Stopper { Stopper(host: host) }

    /// Why the script was stopped, if it was.
    public var stopReason: StopReason? { StopReason(rawValue: spar_stopped(host)) }

    /// What os.exit was given, where that is why the script was stopped.
    public var exitStatus: Int32 { spar_exit_status(host) }

    /// Throws where a stop is up: long Swift work calls it now and then.
    public func checkStop() throws {
        if spar_stopped(host) != SPAR_RUNNING { throw LuaStop() }
    }

    /// Makes the state ready for the next script after a stop.
    public func clearStop() {
        spar_clear_stop(host)
        running = main
        body = nil
        inner = nil
        request = nil
        lua_settop(main, 0)
        let limit = spar_memory_limit(host)
        spar_memory_set_limit(host, 0)
        dropForgotten(main)
        _ = spar_collect(main)
        spar_memory_set_limit(host, limit)
    }

    public func collectGarbage() throws { try protect(running, spar_collect(running)) }
}

private func callBinding(_ L: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ id: Int64) -> Int32 {
    guard let L, let context else { return 0 }
    return Unmanaged<LuaState>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.run(Int(id), on: L) }
}

private func releaseObject(
    _ context: UnsafeMutableRawPointer?, _ object: UnsafeMutableRawPointer?,
    _ type: UnsafeRawPointer?
) {
    guard let context, let object, let type else { return }
    let state = Unmanaged<LuaState>.fromOpaque(context).takeUnretainedValue()
    state.release(object, type: Unmanaged<ObjectType>.fromOpaque(type).takeUnretainedValue())
}
