// Wall and processor seconds of one task, and the process's memory.

import Glibc

enum Stopwatch {
    /// Runs the task and prints `wall cpu` in seconds.
    static func time<Result>(_ task: () throws -> Result) rethrows -> Result {
        let start = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
        let result = try task()
        print("time", seconds(CLOCK_MONOTONIC) - start.0, seconds(CLOCK_PROCESS_CPUTIME_ID) - start.1)
        return result
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
    }

    /// Processor seconds of this process, and of the programs that it has run.
    static var processSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
    static var childSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    /// The largest resident memory so far, in MB. Not getrusage's: that starts with the memory of the process that
    /// started this one.
    static var peakMemory: Double {
        guard let file = fopen("/proc/self/status", "r") else { return .nan }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            var kilobytes = 0.0
            let found = withUnsafeMutablePointer(to: &kilobytes) { place in
                withVaList([place]) { vsscanf(line, "VmHWM: %lf kB", $0) }
            }
            if found == 1 { return kilobytes / 1024 }
        }
        return .nan
    }
}
