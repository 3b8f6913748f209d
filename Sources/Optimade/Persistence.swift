// How often and how long a request is tried: servers are busy, networks fail for a moment.

import Basics
import Foundation

public struct Persistence: Sendable {
    /// Seconds before each further try, where the server names no time of its own.
    public var waits: [Double]
    /// The longest that a server may have us wait, seconds.
    public var longest: Double
    /// Sleeps some seconds in portions; true where it was cancelled.
    let sleep: @Sendable (_ seconds: Double, _ isCancelled: () -> Bool) -> Bool

    public static let usual = Persistence(waits: [1, 2, 5, 15])

    public init(waits: [Double], longest: Double = 120) {
        self.init(waits: waits, longest: longest) { seconds, isCancelled in
            let end = Date.timeIntervalSinceReferenceDate + seconds
            while true {
                let left = end - Date.timeIntervalSinceReferenceDate
                if isCancelled() { return true }
                if left <= 0 { return false }
                Thread.sleep(forTimeInterval: min(left, 0.1))
            }
        }
    }

    init(
        waits: [Double], longest: Double,
        sleep: @escaping @Sendable (_ seconds: Double, _ isCancelled: () -> Bool) -> Bool
    ) {
        self.waits = waits
        self.longest = longest
        self.sleep = sleep
    }

    /// An answer with a status below 500 other than 429, "too many requests".
    /// - Throws: `SparError` that says what the last try met; `Cancelled`.
    func get(
        _ address: String, headers: [String], by transport: any Transport, isCancelled: @escaping () -> Bool
    ) throws -> HTTPAnswer {
        var tries = 0
        while true {
            var reason: String, wait: Double?
            do {
                let answer = try transport.get(address, headers: headers, isCancelled: isCancelled)
                guard answer.status == 429 || answer.status >= 500 else { return answer }
                reason = "status \(answer.status)" + (DatabaseAnswer.words(answer.body).map { ", \($0)" } ?? "")
                wait = answer.retryAfter
                // 501: not implemented.
                if answer.status == 501 { throw SparError(reason) }
            } catch let failure as TransportFailure {
                switch failure.kind {
                case .cancelled: throw Cancelled()
                case .impossible: throw SparError(failure.reason)
                case .absent where tries > 0: throw SparError("\(failure.reason); tried \(tries + 1) times")
                case .absent, .unreachable: reason = failure.reason
                }
            }
            guard tries < waits.count else {
                throw SparError("\(reason); tried \(tries + 1) times")
            }
            if let asked = wait, asked > longest {
                throw SparError("\(reason); it asks to come again in \(NumberText.short(asked.rounded())) s")
            }
            if sleep(max(wait ?? 0, waits[tries]), isCancelled) { throw Cancelled() }
            tries += 1
        }
    }

    /// Whoever asked does not want it any more.
    public struct Cancelled: Error {}
}
