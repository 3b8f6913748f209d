// A socket of ZeroMQ. Each is used by one thread at a time; `PublishingSocket` says otherwise.

import Notebook
import Basics
import CZMQ
import Foundation

final class ZMQContext: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    init() throws {
        guard let pointer = zmq_ctx_new() else { throw SparError("ZeroMQ cannot be started: \(ZMQSocket.reason)") }
        self.pointer = pointer
    }
}

final class ZMQSocket: @unchecked Sendable {
    enum Kind { case router, reply, publish }

    private let pointer: UnsafeMutableRawPointer
    /// Of one frame: cells are text.
    private static let mostBytes = Int64(64 << 20)
    private static let mostFrames = 256

    /// - Throws: `SparError` where the address is taken.
    init(_ context: ZMQContext, _ kind: Kind, bind address: String, channel: String) throws {
        let number =
            switch kind {
            case .router: ZMQ_ROUTER
            case .reply: ZMQ_REP
            case .publish: ZMQ_PUB
            }
        guard let pointer = zmq_socket(context.pointer, number) else {
            throw SparError("a socket cannot be made: \(Self.reason)")
        }
        self.pointer = pointer
        var linger: Int32 = 1000
        zmq_setsockopt(pointer, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
        // A peer that announces a larger frame is cut off before any of it is read.
        var most = kind == .router ? Self.mostBytes : Int64(1 << 16)
        zmq_setsockopt(pointer, ZMQ_MAXMSGSIZE, &most, MemoryLayout<Int64>.size)
        if address.hasPrefix("tcp://[") {
            var on: Int32 = 1
            zmq_setsockopt(pointer, ZMQ_IPV6, &on, MemoryLayout<Int32>.size)
        }
        if kind == .router {  // a client that comes again with its old name takes its place
            var on: Int32 = 1
            zmq_setsockopt(pointer, ZMQ_ROUTER_HANDOVER, &on, MemoryLayout<Int32>.size)
        }
        guard zmq_bind(pointer, address) == 0 else {
            let reason = zmq_errno() == EADDRINUSE ? "it is in use by another program" : Self.reason
            zmq_close(pointer)
            throw SparError("the kernel cannot listen on \(address) (\(channel)): \(reason)")
        }
    }

    deinit { zmq_close(pointer) }

    static var reason: String { String(cString: zmq_strerror(zmq_errno())) }

    /// Waits for a message; nil where none comes in time.
    func receive(milliseconds: Int) -> [[UInt8]]? {
        var item = zmq_pollitem_t(socket: pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
        guard zmq_poll(&item, 1, milliseconds) > 0 else { return nil }
        var frames: [[UInt8]] = []
        repeat {
            var message = zmq_msg_t()
            zmq_msg_init(&message)
            defer { zmq_msg_close(&message) }
            guard zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) >= 0 else { return frames.isEmpty ? nil : frames }
            if frames.count < Self.mostFrames {  // the rest of a message that is none is passed over
                frames.append(
                    Array(UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))))
            }
            if zmq_msg_more(&message) == 0 { return frames }
        } while true
    }

    func send(_ frames: [[UInt8]]) {
        for (i, frame) in frames.enumerated() {
            let flags = i + 1 < frames.count ? ZMQ_SNDMORE : 0
            while frame.withUnsafeBytes({ zmq_send(pointer, $0.baseAddress, $0.count, flags) }) < 0 {
                guard zmq_errno() == EINTR else { return }
            }
        }
    }
}
