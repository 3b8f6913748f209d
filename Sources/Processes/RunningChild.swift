// One child process from spawn to the end of its group. Its output is read until the pipes close or the leader is
// gone; then the rest of the group gets SIGKILL, since a group outlives its leader.
// Children that left the group by setsid carry a mark in their environment and are found by it when we end a child.

import Basics
import CSpawn
import Glibc
import Synchronization

struct RunningChild {
    static let serial = Atomic<Int>(0)
    private static let markName = "SPAR_PROCESS_MARK"

    private let leader: pid_t
    private let mark: String
    private var input: Int32
    private var outputs: [Int32]
    private var collected: [[UInt8]] = [[], []]
    private var dropped = 0

    /// Throws `SparError` when the program is not found, its directory is missing, or the system refuses.
    init(spawning command: Command) throws {
        guard let path = Command.find(command.program) else {
            throw SparError(
                command.program.contains("/")
                    ? "cannot run \(command.program): there is no such program"
                    : "cannot run \(command.program): it is not on PATH")
        }
        var status = stat()
        if let directory = command.directory, stat(directory, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            throw SparError("cannot run \(command.program) in \(directory): there is no such folder")
        }
        mark = "\(getpid()).\(Self.serial.wrappingAdd(1, ordering: .relaxed).newValue)"
        var pipes: [(read: Int32, write: Int32)] = []
        do {
            for _ in 0..<3 { pipes.append(try Self.pipe(for: command.program)) }
            leader = try Self.spawn(path, command, mark: mark, pipes: pipes)
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
        outputs = [pipes[1].read, pipes[2].read]
        for descriptor in [input] + outputs { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    static func pipe(for program: String) throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        // Closed on exec: another child that starts now must not hold this pipe open.
        guard pipe2(&ends, O_CLOEXEC) == 0 else {
            throw SparError("cannot run \(program): \(String(cString: strerror(errno)))")
        }
        return (ends[0], ends[1])
    }

    static func spawn(
        _ path: String, _ command: Command, mark: String, pipes: [(read: Int32, write: Int32)]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (i, end) in [pipes[0].read, pipes[1].write, pipes[2].write].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, end, Int32(i))
        }
        if let directory = command.directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        // Signals that the host ignores or blocks are the host's matter: a child starts with the defaults.
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let absolute = path.hasPrefix("/") || command.directory == nil ? path : Self.absolute(path)
        let arguments = CStrings([command.program] + command.arguments)
        let environment = CStrings(Self.environment(command, mark: mark))
        var child: pid_t = 0
        var code: Int32 = 0
        // A program that was written a moment ago is busy while another child, just forked, still holds its file open.
        for _ in 0..<50 {
            code = posix_spawn(&child, absolute, &actions, &attributes, arguments.pointers, environment.pointers)
            if code != ETXTBSY { break }
            usleep(10_000)
        }
        guard code == 0 else {
            throw SparError("cannot run \(command.program): \(String(cString: strerror(code)))")
        }
        return child
    }

    /// A relative program is meant from our directory, not from the child's.
    private static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func environment(_ command: Command, mark: String) -> [String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let sign = pair.firstIndex(of: "=") {
                variables[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
            }
            entry += 1
        }
        for (name, value) in command.environment { variables[name] = value }
        variables[markName] = mark
        return variables.map { "\($0)=\($1)" }.sorted()
    }

    /// Feeds, reads and times the child until it is gone, and its group with it.
    mutating func supervise(
        _ command: Command, onOutput: (OutputStream, ArraySlice<UInt8>) -> Void, isCancelled: () -> Bool
    ) -> Outcome {
        let start = Machine.clock()
        var fed = 0, forced: Outcome.End?, killTime = Double.infinity
        var status: Int32 = 0, usage = rusage(), isGone = false
        while !isGone {
            feed(command.input, from: &fed)
            wait(hasInput: fed < command.input.count)
            read(limit: command.outputLimit, onOutput)
            let time = Machine.clock() - start
            if forced == nil {
                if isCancelled() { forced = .cancelled }
                if let limit = command.timeout, time >= limit { forced = forced ?? .timedOut }
                if forced != nil {
                    kill(-leader, SIGTERM)
                    killTime = time + command.grace
                }
            } else if time >= killTime {
                kill(-leader, SIGKILL)
                killTime = .infinity
            }
            let waited = wait4(leader, &status, WNOHANG, &usage)
            isGone = waited == leader || waited < 0 && errno != EINTR
        }
        // The group's number stays taken while a member lives; when none does, there is nobody to be hit by mistake
        // except a process that got the same number in this very moment.
        kill(-leader, SIGKILL)
        if forced != nil { killEscaped() }
        read(limit: command.outputLimit, onOutput)
        closeAll()
        let signal = status & 0x7f
        let end = forced ?? (signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal))
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
        return Outcome(
            end: end, output: collected[0], errors: collected[1], dropped: dropped,
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), peakBytes: usage.ru_maxrss << 10)
    }

    private mutating func feed(_ bytes: [UInt8], from fed: inout Int) {
        guard input >= 0 else { return }
        while fed < bytes.count {
            let count = bytes.withUnsafeBytes { Self.writeWithoutSignal(input, $0.baseAddress! + fed, $0.count - fed) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return }
            if count < 0 { fed = bytes.count } else { fed += count }
        }
        close(input)
        input = -1
    }

    /// A child that closes its input early would otherwise end the host by SIGPIPE.
    static func writeWithoutSignal(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        var pipeSignal = sigset_t(), before = sigset_t()
        sigemptyset(&pipeSignal)
        sigaddset(&pipeSignal, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipeSignal, &before)
        let written = write(file, bytes, count)
        let code = errno
        if written < 0 && code == EPIPE {
            var now = timespec()
            sigtimedwait(&pipeSignal, nil, &now)
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        errno = code
        return written
    }

    /// Until something can be read or written, or at most 50 ms: then the clock and the child are looked at.
    private func wait(hasInput: Bool) {
        var watched = outputs.filter { $0 >= 0 }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        if hasInput && input >= 0 { watched.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
        // With its outputs closed the child is about to end: look again soon.
        poll(&watched, nfds_t(watched.count), watched.isEmpty ? 2 : 50)
    }

    private mutating func read(limit: Int, _ onOutput: (OutputStream, ArraySlice<UInt8>) -> Void) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        for i in 0..<2 {
            // A child that writes without end must not keep us from looking at the clock.
            var portions = 0
            while outputs[i] >= 0, portions < 64 {
                let count = Glibc.read(outputs[i], &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                if count < 0 && errno == EAGAIN { break }
                guard count > 0 else {
                    close(outputs[i])
                    outputs[i] = -1
                    break
                }
                portions += 1
                onOutput(i == 0 ? .standardOutput : .standardError, buffer[..<count])
                let kept = min(count, limit - collected[i].count)
                collected[i].append(contentsOf: buffer[..<kept])
                dropped += count - kept
            }
        }
    }

    private mutating func closeAll() {
        for descriptor in [input] + outputs where descriptor >= 0 { close(descriptor) }
        input = -1
        outputs = [-1, -1]
    }

    /// Ends the processes that carry our mark although they are in no group of ours.
    private func killEscaped() { Machine.killAll(carrying: Self.markName, mark) }
}

/// A null-terminated array of C strings that lives as long as this object.
private final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        pointers = .allocate(capacity: texts.count + 1)
        for (i, text) in texts.enumerated() { (pointers + i).initialize(to: strdup(text)) }
        (pointers + count).initialize(to: nil)
    }

    deinit {
        for i in 0..<count { free(pointers[i]) }
        pointers.deallocate()
    }
}
