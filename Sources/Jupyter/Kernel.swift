// The Jupyter kernel: a session behind five sockets.
//
// The thread that calls `run` serves the shell channel and runs the scripts. The control channel (interrupt, shutdown)
// and the heartbeat have threads of their own, so that they answer while a cell runs. Messages that are malformed,
// wrongly signed or of an unknown type are dropped and logged on standard error.

import Notebook
import Processes
import Basics
import Foundation
import LuaRuntime
import ScriptAPI

public final class Kernel: @unchecked Sendable {
    /// Seconds that a cell gets to end after the kernel was asked to shut down.
    private static let grace = 2.0
    /// Seconds that a cell gets to end after an interrupt or at the memory limit. A C function that reaches no hook, or
    /// a long computation, ends with the kernel, which Jupyter then starts anew.
    private static let graceOfCell = 5.0

    private let wire: KernelWire
    private let context: ZMQContext
    private let shell: ZMQSocket, control: ZMQSocket, stdin: ZMQSocket, heartbeat: ZMQSocket
    private let lock = NSLock()
    private var stopper: Stopper?
    private var isRunning = false
    /// Cells begun so far: tells the one that was to stop from a later one.
    private var cells = 0
    private var memory: MemoryWatch?
    private var stoppedForMemory = 0
    private var shallEnd = false
    private var flushTimer: (any DispatchSourceTimer)?
    /// The request whose reader may be asked for a line. Used by the thread of the scripts.
    private var asker: JupyterMessage?
    /// Requests that waited when a cell failed.
    private var given: [JupyterMessage] = []

    /// Listens on the sockets that the connection file names.
    /// - Throws: `SparError` for a file that is none, or a port in use.
    public init(connectionFile path: String, allowRemote: Bool = false) throws {
        let file = try ConnectionFile(path, allowRemote: allowRemote)
        context = try ZMQContext()
        shell = try ZMQSocket(context, .router, bind: file.address("shell"), channel: "shell")
        control = try ZMQSocket(context, .router, bind: file.address("control"), channel: "control")
        stdin = try ZMQSocket(context, .router, bind: file.address("stdin"), channel: "stdin")
        heartbeat = try ZMQSocket(context, .reply, bind: file.address("hb"), channel: "heartbeat")
        let publishing = try ZMQSocket(context, .publish, bind: file.address("iopub"), channel: "iopub")
        wire = KernelWire(publishing, MessageSignature(key: file.key))
        if file.key.isEmpty {
            wire.log(
                "the connection file \(path) has no key: messages are not signed, so every program that reaches the "
                    + "ports of this machine can run code here")
        }
    }

    /// Serves until it is shut down. The calling thread becomes the one of the scripts.
    public func run(_ host: ScriptHost) throws {
        let execution = try KernelExecution(host, wire)
        try host.state.install(Console(ask: { [self] in try ask() }, complain: { execution.complain($0) }))
        lock.withLock { stopper = host.state.stopper }
        memory = MemoryWatch(limit: host.settings.memoryLimit) { [weak self] in self?.stopForMemory() }
        try startThread { [self] in serveHeartbeat() }
        try startThread { [self] in serveControl() }
        startFlushing()
        wire.publish("status", .object(["execution_state": .string("starting")]))
        while !lock.withLock({ shallEnd }) {
            guard let frames = shell.receive(milliseconds: 100), let request = wire.read(frames, channel: "shell")
            else { continue }
            handle(request, execution)
        }
        host.endRuns(cancelling: true)
    }

    /// Stops the cell that runs; nothing where none does.
    public func interrupt() { stop(.interrupt) }

    private func stop(_ reason: StopReason) {
        let cell = lock.withLock { () -> Int? in
            guard isRunning else { return nil }
            stopper?.stop(reason)
            return cells
        }
        guard let cell else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.graceOfCell) { [self] in
            guard lock.withLock({ isRunning && cells == cell }) else { return }
            let sentence =
                "the cell was \(reason.sentence) and did not answer within \(NumberText.short(Self.graceOfCell)) s: "
                + "the kernel ends, with all that the session holds, and Jupyter starts it anew"
            wire.publish("stream", .object(["name": .string("stderr"), "text": .string(sentence + "\n")]))
            wire.log(sentence)
            usleep(200_000)  // ZeroMQ sends from a thread of its own
            _exit(1)
        }
    }

    private func stopForMemory() {
        // The first look above the limit of each cell; the next ones come while it ends.
        let isFirst = lock.withLock {
            defer { stoppedForMemory = cells }
            return isRunning && stoppedForMemory != cells
        }
        if isFirst { stop(.memory) }
    }

    // MARK: threads

    /// Also ends the kernel when the Jupyter that started it is gone: nobody would shut it down.
    private func serveHeartbeat() {
        let parent = getppid()
        let isStartedByJupyter = ProcessInfo.processInfo.environment["JPY_PARENT_PID"] == String(parent)
        while true {
            if isStartedByJupyter, getppid() != parent { _exit(0) }
            if let frames = heartbeat.receive(milliseconds: 1000) { heartbeat.send(frames) }
        }
    }

    private func serveControl() {
        while true {
            guard let frames = control.receive(milliseconds: 1000), let request = wire.read(frames, channel: "control")
            else { continue }
            publishState("busy", request)
            switch request.type {
            case "interrupt_request":
                interrupt()
                wire.reply(request, "interrupt_reply", .object(["status": .string("ok")]), on: control)
            case "shutdown_request": shutDown(request, on: control)
            case "kernel_info_request": wire.reply(request, "kernel_info_reply", KernelInfo.content, on: control)
            default: wire.log("a message of the unknown type \(request.type) on control was dropped")
            }
            publishState("idle", request)
        }
    }

    private func startFlushing() {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "spar.kernel.print"))
        timer.schedule(deadline: .now() + 0.05, repeating: 0.05)
        timer.setEventHandler { [wire] in wire.flush() }
        timer.resume()
        flushTimer = timer
    }

    private func publishState(_ state: String, _ request: JupyterMessage) {
        wire.publish("status", .object(["execution_state": .string(state)]), about: request)
    }

    private func shutDown(_ request: JupyterMessage, on socket: ZMQSocket) {
        let content: JSON = .object([
            "status": .string("ok"), "restart": .bool(request.content["restart"]?.flag ?? false),
        ])
        wire.reply(request, "shutdown_reply", content, on: socket)
        wire.publish("shutdown_reply", content, about: request)
        lock.withLock {
            shallEnd = true
            if isRunning { stopper?.stop(.interrupt) }
        }
        // A C function that reaches no hook does not hold up the end.
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.grace) { _exit(0) }
    }

    // MARK: shell

    private func handle(_ request: JupyterMessage, _ execution: KernelExecution) {
        wire.setParent(request)
        publishState("busy", request)
        let content = request.content
        func reply(_ type: String, _ content: JSON) { wire.reply(request, type, content, on: shell) }
        switch request.type {
        case "execute_request": execute(request, execution)
        case "kernel_info_request": reply("kernel_info_reply", KernelInfo.content)
        case "complete_request": reply("complete_reply", complete(content, execution.session))
        case "inspect_request": reply("inspect_reply", inspect(content, execution.session))
        case "is_complete_request": reply("is_complete_reply", isComplete(content, execution.session))
        case "history_request": reply("history_reply", execution.history.reply(content))
        case "comm_info_request": reply("comm_info_reply", .object(["status": .string("ok"), "comms": .object([:])]))
        case "comm_open":  // no comm has a target here
            wire.publish("comm_close", .object(["comm_id": content["comm_id"] ?? .string(""), "data": .object([:])]))
        case "comm_msg", "comm_close": break
        case "shutdown_request": shutDown(request, on: shell)
        default: wire.log("a message of the unknown type \(request.type) on shell was dropped")
        }
        wire.flush()
        publishState("idle", request)
        let waiting = given
        given = []
        for request in waiting { giveUp(request, execution) }
    }

    private func execute(_ request: JupyterMessage, _ execution: KernelExecution) {
        let content = request.content
        guard let code = content["code"]?.text else {
            wire.log("an execute_request without code was refused")
            wire.reply(
                request, "execute_reply",
                .object([
                    "status": .string("error"), "ename": .string("BadRequest"),
                    "evalue": .string("the request has no code to execute"), "traceback": .array([]),
                    "execution_count": .integer(execution.count), "user_expressions": .object([:]),
                    "payload": .array([]),
                ]), on: shell)
            return
        }
        let isSilent = content["silent"]?.flag ?? false
        asker = content["allow_stdin"]?.flag ?? false ? request : nil
        lock.withLock {
            isRunning = true
            cells += 1
        }
        let outcome = execution.run(code, isSilent: isSilent, keepsHistory: content["store_history"]?.flag ?? true)
        lock.withLock { isRunning = false }
        execution.session.recoverIfStopped()
        switch outcome {
        case .ok:
            wire.reply(
                request, "execute_reply",
                .object([
                    "status": .string("ok"), "execution_count": .integer(execution.count),
                    "user_expressions": .object([:]), "payload": .array([]),
                ]), on: shell)
        case .failed(let name, let value, let traceback):
            let error: [String: JSON] = [
                "ename": .string(name), "evalue": .string(value), "traceback": .array(traceback.map { .string($0) }),
            ]
            if !isSilent { wire.publish("error", .object(error)) }
            if content["stop_on_error"]?.flag ?? true { takeWaiting() }
            wire.reply(
                request, "execute_reply",
                .object(
                    error.merging([
                        "status": .string("error"), "execution_count": .integer(execution.count),
                        "user_expressions": .object([:]), "payload": .array([]),
                    ]) { $1 }), on: shell)
        }
    }

    /// Asks the reader of the notebook for a line.
    private func ask() throws -> String? {
        guard let asker else {
            throw SparError("io.read: this notebook's program cannot ask for input; give the value in the cell instead")
        }
        wire.flush()
        while stdin.receive(milliseconds: 0) != nil {}  // an answer that came too late for an earlier question
        wire.reply(asker, "input_request", .object(["prompt": .string(""), "password": .bool(false)]), on: stdin)
        while lock.withLock({ !shallEnd }), !(stopper?.isUp ?? false) {
            guard let frames = stdin.receive(milliseconds: 100), let answer = wire.read(frames, channel: "stdin") else {
                continue
            }
            if answer.type == "input_reply" { return answer.content["value"]?.text ?? "" }
        }
        return nil
    }

    /// After an error: what was sent before its reply. Cells among it do not run.
    private func takeWaiting() {
        while let frames = shell.receive(milliseconds: 0) {
            if let request = wire.read(frames, channel: "shell") { given.append(request) }
        }
    }

    private func giveUp(_ request: JupyterMessage, _ execution: KernelExecution) {
        guard request.type == "execute_request" else { return handle(request, execution) }
        publishState("busy", request)
        wire.reply(
            request, "execute_reply",
            .object([
                // Without a number: the cell did not run, and keeps none.
                "status": .string("aborted"), "user_expressions": .object([:]), "payload": .array([]),
                "ename": .string("Aborted"), "evalue": .string("an earlier cell failed"), "traceback": .array([]),
            ]), on: shell)
        publishState("idle", request)
    }

    private func complete(_ content: JSON, _ session: Session) -> JSON {
        let code = content["code"]?.text ?? ""
        let found = session.assistant.completions(code, at: Self.place(in: code, content))
        return .object([
            "status": .string("ok"), "matches": .array(found.matches.map { .string($0) }),
            "cursor_start": .integer(found.start),
            "cursor_end": .integer(found.end), "metadata": .object([:]),
        ])
    }

    private func inspect(_ content: JSON, _ session: Session) -> JSON {
        let code = content["code"]?.text ?? ""
        let text = session.assistant.documentation(code, at: Self.place(in: code, content))
        return .object([
            "status": .string("ok"), "found": .bool(text != nil), "metadata": .object([:]),
            "data": text.map { .object(["text/plain": .string($0)]) } ?? .object([:]),
        ])
    }

    /// Where the cursor stands, within the code whatever the client says.
    private static func place(in code: String, _ content: JSON) -> Int {
        let end = code.unicodeScalars.count
        return min(max(0, content["cursor_pos"]?.whole ?? end), end)
    }

    private func isComplete(_ content: JSON, _ session: Session) -> JSON {
        switch session.scope.completeness(of: content["code"]?.text ?? "") {
        case .complete: .object(["status": .string("complete")])
        case .incomplete: .object(["status": .string("incomplete"), "indent": .string("  ")])
        case .invalid: .object(["status": .string("invalid")])
        }
    }
}
