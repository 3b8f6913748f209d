// Shows the report that is being watched in a browser, on loopback only. The page that is served asks for the next
// version and loads itself again when there is one; the saved file has no script.

import Notebook
import Processes
import Basics
import Foundation

public final class ReportServer: @unchecked Sendable {
    private let socketDescriptor: Int32
    public let port: Int
    private let condition = NSCondition()
    private var page = ""
    private var version = 0

    /// - Parameter port: 0 for any free one.
    /// - Throws: `SparError` for a port in use.
    public init(port: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32 in
                guard bind(descriptor, pointer, length) == 0, listen(descriptor, 16) == 0 else { return -1 }
                return getsockname(descriptor, pointer, &length)
            }
        }
        guard descriptor >= 0, status == 0 else {
            let reason =
                errno == EADDRINUSE ? "it is in use; name another with --port" : String(cString: strerror(errno))
            close(descriptor)
            throw SparError("the report cannot be served on port \(port): \(reason)")
        }
        socketDescriptor = descriptor
        self.port = Int(in_port_t(bigEndian: address.sin_port))
        try startThread { [self] in accept() }
    }

    public var address: String { "http://127.0.0.1:\(port)/" }

    /// Shows a new version of the page.
    public func show(_ page: ReportPage) {
        condition.lock()
        version += 1
        self.page = page.html(script: Self.script(version))
        condition.broadcast()
        condition.unlock()
    }

    private static func script(_ version: Int) -> String {
        """
        <script>
        (async () => { for (;;) { try {
          const answer = await fetch("/version?after=\(version)");
          if (answer.status === 200) { location.reload(); return; }
        } catch { await new Promise(wake => setTimeout(wake, 1000)); } } })();
        </script>

        """
    }

    private func accept() {
        signal(SIGPIPE, SIG_IGN)
        while true {
            let connection = Glibc.accept(socketDescriptor, nil, nil)
            guard connection >= 0 else { continue }
            do {
                try startThread { [self] in
                    answer(connection)
                    close(connection)
                }
            } catch {
                close(connection)
            }
        }
    }

    private func answer(_ connection: Int32) {
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while request.count < 1 << 16, !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            request += buffer[..<count]
        }
        let lines = String(decoding: request, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let words = lines.first?.split(separator: " ") ?? []
        // A page of another name that leads here must not read the report.
        let host = lines.first { $0.lowercased().hasPrefix("host:") }?.dropFirst(5).filter { $0 != " " }
        guard words.count >= 2, words[0] == "GET", host == "127.0.0.1:\(port)" || host == "localhost:\(port)" else {
            return send(connection, "403 Forbidden", "text/plain", "only this machine may look\n")
        }
        switch words[1].split(separator: "?").first {
        case "/": send(connection, "200 OK", "text/html; charset=utf-8", condition.withLocked { page })
        case "/version":
            let known = words[1].split(separator: "=").last.flatMap { Int($0) } ?? 0
            condition.lock()
            let until = Date(timeIntervalSinceNow: 25)
            while version <= known, condition.wait(until: until) {}
            let now = version
            condition.unlock()
            send(connection, now > known ? "200 OK" : "204 No Content", "text/plain", now > known ? "\(now)" : "")
        default: send(connection, "404 Not Found", "text/plain", "there is only the report\n")
        }
    }

    private func send(_ connection: Int32, _ status: String, _ type: String, _ body: String) {
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
        let bytes = Array((head + body).utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            done += count
        }
    }
}

extension NSCondition {
    fileprivate func withLocked<T>(_ body: () -> T) -> T {
        lock()
        defer { unlock() }
        return body()
    }
}
