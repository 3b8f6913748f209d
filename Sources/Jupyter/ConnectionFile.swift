// What Jupyter tells a kernel: where to listen, and the key of signatures.

import Notebook
import Basics

package struct ConnectionFile {
    let transport: String
    let ip: String
    /// By channel: shell, control, stdin, iopub, hb.
    let ports: [String: Int]
    let key: String

    static let channels = ["shell", "control", "stdin", "iopub", "hb"]

    /// - Parameter allowRemote: whether an address that other machines reach is accepted.
    /// - Throws: `SparError` naming the file and what is wrong with it.
    package init(_ path: String, allowRemote: Bool) throws {
        let json = try JSON.parse(FileBytes.read(path), name: path)
        func text(_ key: String) throws -> String {
            guard let text = json[key]?.text else {
                throw SparError(at: .file(path), "the connection file has no \"\(key)\"")
            }
            return text
        }
        transport = try text("transport")
        ip = try text("ip")
        key = json["key"]?.text ?? ""
        var ports: [String: Int] = [:]
        for channel in Self.channels {
            guard let port = json[channel + "_port"]?.whole, (0...65535).contains(port) else {
                throw SparError(at: .file(path), "the connection file has no \"\(channel)_port\"")
            }
            ports[channel] = port
        }
        self.ports = ports
        guard transport == "tcp" || transport == "ipc" else {
            throw SparError(at: .file(path), "the transport \"\(transport)\" is not known; there are tcp and ipc")
        }
        if let scheme = json["signature_scheme"]?.text, scheme != "hmac-sha256", !key.isEmpty {
            throw SparError(at: .file(path), "messages are signed by \"\(scheme)\"; only hmac-sha256 is known")
        }
        let isLoopback = ip.hasPrefix("127.") || ip == "localhost" || ip == "::1" || transport == "ipc"
        guard isLoopback || allowRemote else {
            throw SparError(
                at: .file(path),
                "the address \(ip) can be reached from other machines; spar kernel run --allow-remote "
                    + "permits it"
            )
        }
        guard isLoopback || !key.isEmpty else {
            throw SparError(at: .file(path), "without a key, messages from other machines would not be checked")
        }
    }

    package func address(_ channel: String) -> String {
        let port = ports[channel] ?? 0
        if transport == "ipc" { return "ipc://\(ip)-\(port)" }
        return "tcp://\(ip == "localhost" ? "127.0.0.1" : ip.contains(":") ? "[\(ip)]" : ip):\(port)"
    }
}
