// What belongs to one run, or to one body of a sweep: where its output goes and its stream of random numbers.

import Basics
import CLuaShim

/// What a script gives to see.
public enum ScriptOutput {
    case text(String)
    /// A value that the script shows.
    case value(LuaValue)
}

/// Output and random numbers of the main script, or of one sweep body.
public final class RunContext {
    /// Takes what the script prints and shows.
    public var emit: (ScriptOutput) -> Void
    /// Whether `emit` takes values; where it does not, they are shown as text.
    public let takesValues: Bool
    var random: SeededRandom
    /// A script that seeds the stream itself gets Lua's own numbers from there on.
    private var drawsAsLua = false
    /// Names the stream: streams of bodies hang below it, so they do not depend on the order of running.
    let stream: UInt64
    /// Sweeps started so far from here.
    private(set) var sweeps: UInt64 = 0
    /// Requests for something expensive, and those of them that were answered at once from what is kept.
    private(set) var requests = 0, requestsKept = 0
    /// The body or script in which this one was started.
    private var parent: RunContext?

    public init(seed: UInt64, takesValues: Bool, emit: @escaping (ScriptOutput) -> Void) {
        self.emit = emit
        self.takesValues = takesValues
        stream = seed
        random = SeededRandom(seed: seed)
    }

    /// A context for text alone.
    public convenience init(seed: UInt64, write: @escaping (String) -> Void = RunContext.standardOutput) {
        self.init(seed: seed, takesValues: false) { if case .text(let text) = $0 { write(text) } }
    }

    public func write(_ text: String) { emit(.text(text)) }

    /// Writes to the standard output of the process; what cannot be written is `StandardOutput`'s to say.
    public static func standardOutput(_ text: String) {
        var text = text
        text.withUTF8 { _ = spar_write($0.baseAddress, $0.count) }
    }

    // MARK: random numbers

    /// `math.randomseed(first, second)`: the state that Lua 5.4 makes of two numbers (lmathlib.c, setseed).
    func seed(_ first: Int, _ second: Int) {
        random = SeededRandom(state: (UInt64(bitPattern: Int64(first)), 0xff, UInt64(bitPattern: Int64(second)), 0))
        for _ in 0..<16 { _ = random.next() }
        drawsAsLua = true
    }

    /// A whole number from `low` to `high`, both included, any two in that order.
    func random(in low: Int, _ high: Int) -> Int {
        let width = UInt64(bitPattern: Int64(high)) &- UInt64(bitPattern: Int64(low))
        if !drawsAsLua, width < Int.max { return low &+ random.integer(below: Int(width) + 1) }
        return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(low)) &+ random.masked(upTo: width))
    }

    /// The stream of body `index` of sweep number `sweep` started from here.
    func child(sweep: UInt64, index: Int, emit: @escaping (ScriptOutput) -> Void) -> RunContext {
        var mix = SeededRandom(seed: stream, stream: sweep << 32 | UInt64(index))
        let child = RunContext(seed: mix.next(), takesValues: takesValues, emit: emit)
        child.parent = self
        return child
    }

    /// Counts a request, here and in all that this runs within.
    public func count(requestKept isKept: Bool) {
        requests += 1
        if isKept { requestsKept += 1 }
        parent?.count(requestKept: isKept)
    }

    func nextSweep() -> UInt64 {
        sweeps += 1
        return sweeps
    }
}
