// Running cells for a kernel: outputs become messages as they come.

import Notebook
import Basics
import Foundation
import LuaRuntime
import ScriptAPI

final class KernelExecution {
    let session: Session
    private let wire: KernelWire
    private(set) var count = 0
    private(set) var history = KernelHistory()
    private let sink: OutputSink

    init(_ host: ScriptHost, _ wire: KernelWire) throws {
        self.wire = wire
        let sink = OutputSink(wire)
        self.sink = sink
        session = try Session(host, rendering: RichOutput(withPNG: true)) { sink.take($0) }
    }

    /// What a script writes to standard error.
    func complain(_ text: String) { sink.take(.note(text)) }

    /// What becomes of one request.
    enum Outcome {
        case ok
        case failed(name: String, value: String, traceback: [String])
    }

    func run(_ code: String, isSilent: Bool, keepsHistory: Bool) -> Outcome {
        if keepsHistory, !isSilent {
            count += 1
            history.add(code, line: count)
        }
        sink.begin(isSilent: isSilent, count: count)
        if !isSilent {
            wire.publish("execute_input", .object(["code": .string(code), "execution_count": .integer(count)]))
        }
        let end = session.run(code, name: "cell \(count)")
        sink.end()
        wire.flush()
        if let text = sink.value { history.setOutput(text) }
        switch end {
        case .finished: return .ok
        case .failed(let failure):
            return .failed(
                name: "LuaError", value: failure.sentence,
                traceback: failure.report.split(separator: "\n").map(String.init))
        case .stopped(let reason):
            session.recover()
            return .failed(
                name: reason == .interrupt ? "Interrupted" : "Stopped", value: reason.sentence,
                traceback: ["\(reason.sentence); the session goes on"])
        }
    }

    /// Publishes what a cell gives.
    private final class OutputSink {
        private let wire: KernelWire
        private var isSilent = false
        private var count = 0
        private(set) var value: String?
        private var progressID: String?
        private var progressNumber = 0

        init(_ wire: KernelWire) { self.wire = wire }

        func begin(isSilent: Bool, count: Int) {
            self.isSilent = isSilent
            self.count = count
            value = nil
        }

        func end() { showProgress(nil) }

        func take(_ output: Session.Output) {
            guard !isSilent else { return }
            switch output {
            case .text(let text): wire.print(text, stream: "stdout")
            case .note(let text): wire.print(text, stream: "stderr")
            case .shown(let bundle):
                wire.publish(
                    "display_data",
                    .object(["data": bundle.jupyter, "metadata": .object([:]), "transient": .object([:])]))
            case .value(let bundle):
                value = bundle.text
                wire.publish(
                    "execute_result",
                    .object([
                        "data": bundle.jupyter, "metadata": .object([:]), "execution_count": .integer(count),
                    ]))
            case .progress(let text): showProgress(text)
            }
        }

        /// A display that is updated in place, and empty when all is done: a notebook keeps no trace of it.
        private func showProgress(_ text: String?) {
            func data(_ id: String, _ data: [String: JSON]) -> JSON {
                .object([
                    "data": .object(data), "metadata": .object([:]), "transient": .object(["display_id": .string(id)]),
                ])
            }
            guard let text else {
                guard let id = progressID else { return }
                // HTML without content takes no room, where an empty text would leave a line.
                wire.publish("update_display_data", data(id, ["text/plain": .string(""), "text/html": .string("")]))
                progressID = nil
                return
            }
            if let id = progressID {
                return wire.publish("update_display_data", data(id, ["text/plain": .string(text)]))
            }
            progressNumber += 1
            let id = "spar-progress-\(progressNumber)"
            progressID = id
            wire.publish("display_data", data(id, ["text/plain": .string(text)]))
        }
    }
}
