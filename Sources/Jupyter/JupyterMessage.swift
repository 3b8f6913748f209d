// Messages of Jupyter's protocol (version 5.3): identities, <IDS|MSG>, signature, then header, parent header, metadata
// and content as JSON, then buffers.

import Notebook
import Processes
import Basics
import Foundation

package struct JupyterMessage {
    static let protocolVersion = "5.3"
    static let delimiter = Array("<IDS|MSG>".utf8)

    /// Frames that lead a reply back to who asked.
    var identities: [[UInt8]] = []
    var header: JSON
    var parent: JSON = .object([:])
    var metadata: JSON = .object([:])
    package var content: JSON

    package var type: String { header["msg_type"]?.text ?? "" }

    /// Reads the frames of a message.
    /// - Throws: `SparError` that says why it is none.
    package init(frames: [[UInt8]], _ signature: MessageSignature) throws {
        guard let mark = frames.firstIndex(of: Self.delimiter) else { throw SparError("it has no delimiter <IDS|MSG>") }
        guard frames.count >= mark + 6 else {
            throw SparError("it has \(frames.count - mark - 1) parts after the delimiter, 5 are needed")
        }
        let parts = Array(frames[(mark + 2)..<(mark + 6)])
        guard signature.accepts(frames[mark + 1], of: parts) else {
            throw SparError(frames[mark + 1].isEmpty ? "it is not signed" : "its signature is wrong")
        }
        let names = ["header", "parent header", "metadata", "content"]
        let values = try zip(names, parts).map { name, bytes in
            let value = try JSON.parse(bytes, name: name)
            guard case .object = value else { throw SparError("its \(name) is no object") }
            return value
        }
        guard case .string(let type)? = values[0]["msg_type"], !type.isEmpty, case .string? = values[0]["msg_id"] else {
            throw SparError("its header has no msg_type or msg_id")
        }
        identities = Array(frames[..<mark])
        (header, parent, metadata, content) = (values[0], values[1], values[2], values[3])
    }

    init(
        type: String, session: String, id: String, parent: JupyterMessage?, content: JSON, metadata: JSON = .object([:])
    ) {
        header = .object([
            "msg_id": .string(id), "msg_type": .string(type), "username": .string("spar"), "session": .string(session),
            "date": .string(Machine.now(microseconds: true)), "version": .string(Self.protocolVersion),
        ])
        identities = parent?.identities ?? []
        self.parent = parent?.header ?? .object([:])
        self.content = content
        self.metadata = metadata
    }

    /// The frames to send.
    func frames(_ signature: MessageSignature, identities: [[UInt8]]) throws -> [[UInt8]] {
        let parts = try [header, parent, metadata, content].map { try $0.canonicalBytes() }
        return identities + [Self.delimiter, Array(signature.signature(of: parts).utf8)] + parts
    }
}
