// A child that answers lines with lines for as long as it lives, such as a worker. It leads a process group of its own.
// Its input stays open: where the parent goes, the child reads the end of its input. Used by one thread at a time.

import Basics
import Glibc
import Synchronization

public final class ServiceProcess {
    public enum Reply: Equatable, Sendable {
        case line(String)
        /// The child is gone; all its lines were read before.
        case ended(Outcome.End)
        /// Neither within the time.
        case nothing
    }

    public let id: pid_t
    /// The last bytes that it wrote to standard error.
    public private(set) var errors: [UInt8] = []
    private var input: Int32
    private let output, errorOutput: Int32
    private var pending: [UInt8] = []
    private var end: Outcome.End?
    private static let errorsKept = 4096

    /// Throws `SparError` when the program is not found or the system refuses.
    public init(_ command: Command) throws {
        guard let path = Command.find(command.program) else {
            throw SparError("cannot run \(command.program): there is no such program")
        }
        var pipes: [(read: Int32, write: Int32)] = []
        do {
            for _ in 0..<3 { pipes.append(try RunningChild.pipe(for: command.program)) }
            let number = RunningChild.serial.wrappingAdd(1, ordering: .relaxed).newValue
            id = try RunningChild.spawn(path, command, mark: "\(getpid()).\(number)", pipes: pipes)
        } catch {
            for pipe in pipes {
                close(pipe.read)
                close(pipe.write)
            }
            throw error
        }
        close(pipes[0].read)
        close(pipes[1].write)
        close(pipes[2].write)
        input = pipes[0].write
        (output, errorOutput) = (pipes[1].read, pipes[2].read)
        for descriptor in [output, errorOutput] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        terminate(grace: 0)
        close(output)
        close(errorOutput)
    }

    /// Sends a line; false where the child does not read any more.
    public func send(_ line: String) -> Bool {
        let bytes = Array((line + "\n").utf8)
        guard input >= 0 else { return false }
        return bytes.withUnsafeBytes { RunningChild.writeWithoutSignal(input, $0.baseAddress!, $0.count) }
            == bytes.count
    }

    /// The next line, waiting at most some seconds for it.
    public func receive(seconds: Double) -> Reply {
        let start = Machine.clock()
        while true {
            if let stop = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<stop], as: UTF8.self)
                pending.removeSubrange(...stop)
                return .line(line)
            }
            if let end { return .ended(end) }
            let left = seconds - (Machine.clock() - start)
            if left < 0 { return .nothing }
            var watched = [output, errorOutput].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            poll(&watched, 2, Int32(min(left * 1000 + 1, 100)))
            let more = drain()
            if !more { reap() }
        }
    }

    /// Closes the input, sends SIGTERM where `signalling`, waits for the end and makes sure of it by SIGKILL to the
    /// group.
    public func terminate(grace: Double, signalling: Bool = true) {
        if input >= 0 { close(input) }
        input = -1
        guard end == nil else { return }
        if signalling { kill(id, SIGTERM) }
        let start = Machine.clock()
        while end == nil, Machine.clock() - start < grace {
            _ = drain()
            reap()
            if end == nil { usleep(2000) }
        }
        if end == nil {
            kill(-id, SIGKILL)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0 && errno == EINTR {}
            end = .cancelled
        }
        kill(-id, SIGKILL)
    }

    /// Reads what is there; false when there was nothing.
    private func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 14), some = false
        for descriptor in [output, errorOutput] {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { continue }
            some = true
            if descriptor == output {
                pending += buffer[..<count]
            } else {
                errors = (errors + buffer[..<count]).suffix(Self.errorsKept)
            }
        }
        return some
    }

    private func reap() {
        var status: Int32 = 0
        guard end == nil, waitpid(id, &status, WNOHANG) == id else { return }
        while drain() {}
        let signal = status & 0x7f
        end = signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
    }
}
