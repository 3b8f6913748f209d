// What all parts of the kernel send through: the publishing socket under a lock, since the thread of the scripts, the
// control thread and the timer of printed text all publish; and replies on the socket that asked.

import Notebook
import Basics
import Foundation

final class KernelWire: @unchecked Sendable {
    let signature: MessageSignature
    let session = UUID().uuidString
    private let publishing: ZMQSocket
    private let lock = NSLock()
    private var count = 0
    /// The request that published messages answer.
    private var parent: JupyterMessage?
    private var seen = SeenMessages()
    private var printed: (stream: String, text: String)?
    private static let mostPrinted = 1 << 16

    init(_ publishing: ZMQSocket, _ signature: MessageSignature) {
        self.publishing = publishing
        self.signature = signature
    }

    func log(_ sentence: String) { FileHandle.standardError.write(Data("spar kernel: \(sentence)\n".utf8)) }

    /// Reads a message; one that is none, or that came before, is dropped and logged.
    func read(_ frames: [[UInt8]], channel: String) -> JupyterMessage? {
        do {
            let message = try JupyterMessage(frames: frames, signature)
            guard locked({ seen.isNew(frames, signature) }) else {
                throw SparError("it came before: its signature was used")
            }
            return message
        } catch {
            log("a message on \(channel) was dropped: \(error)")
            return nil
        }
    }

    func reply(_ request: JupyterMessage, _ type: String, _ content: JSON, on socket: ZMQSocket) {
        send(message(type, request, content), identities: request.identities, on: socket)
    }

    /// Publishes a message about the request that runs.
    func publish(_ type: String, _ content: JSON) {
        locked {
            flushPrinted()
            sendPublished(type, content, parent)
        }
    }

    /// Publishes a message about a request of its own.
    func publish(_ type: String, _ content: JSON, about request: JupyterMessage) {
        locked { sendPublished(type, content, request) }
    }

    func setParent(_ request: JupyterMessage?) { locked { parent = request } }

    /// Takes printed text; it is published at once where much has gathered, else when the timer or another message
    /// comes.
    func print(_ text: String, stream: String) {
        locked {
            if printed?.stream != stream { flushPrinted() }
            printed = (stream, (printed?.text ?? "") + text)
            if (printed?.text.utf8.count ?? 0) > Self.mostPrinted { flushPrinted() }
        }
    }

    func flush() { locked { flushPrinted() } }

    private func flushPrinted() {
        guard let (stream, text) = printed else { return }
        printed = nil
        sendPublished("stream", .object(["name": .string(stream), "text": .string(text)]), parent)
    }

    private func sendPublished(_ type: String, _ content: JSON, _ parent: JupyterMessage?) {
        count += 1
        let message = JupyterMessage(
            type: type, session: session, id: "\(session)_\(count)", parent: parent, content: content)
        send(message, identities: [Array(type.utf8)], on: publishing)
    }

    private func message(_ type: String, _ request: JupyterMessage, _ content: JSON) -> JupyterMessage {
        let number = locked {
            count += 1
            return count
        }
        return JupyterMessage(
            type: type, session: session, id: "\(session)_\(number)", parent: request, content: content)
    }

    private func send(_ message: JupyterMessage, identities: [[UInt8]], on socket: ZMQSocket) {
        do {
            socket.send(try message.frames(signature, identities: identities))
        } catch {
            log("a message of type \(message.type) was not sent: \(error)")
        }
    }

    private func locked<T>(_ body: () -> T) -> T {
        lock.lock()
        defer { lock.unlock() }
        return body()
    }
}
