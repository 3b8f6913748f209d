// HTTP by libcurl.

import Basics
import CCurl
import Foundation

public struct CurlTransport: Transport {
    /// Seconds until a connection stands, and until an answer is whole.
    private let patience: (connecting: Double, whole: Double)
    /// Bytes of one answer: a page of the largest cells has a few million.
    private let largest: Int

    public init() { self.init(seconds: 120, largest: 256 << 20) }

    init(seconds: Double, largest: Int) {
        patience = (connecting: min(15, seconds), whole: seconds)
        self.largest = largest
    }

    public func get(_ address: String, headers: [String], isCancelled: @escaping () -> Bool) throws -> HTTPAnswer {
        var answer = fetched(address, headers, isCancelled)
        defer { ccurl_free(&answer) }
        switch answer.end {
        case CCURL_OK:
            return HTTPAnswer(
                status: answer.status, retryAfter: Self.seconds(text(of: answer.retry_after)),
                body: Array(UnsafeBufferPointer(start: answer.body, count: answer.bytes)))
        case CCURL_NO_LIBRARY:
            throw TransportFailure(
                .impossible,
                "databases are reached by libcurl, which is not installed here (Debian: apt install libcurl4)")
        case CCURL_CANCELLED: throw TransportFailure(.cancelled, "stopped")
        case CCURL_TOO_LARGE:
            throw TransportFailure(.impossible, "the answer is larger than \(largest >> 20) MB")
        case CCURL_TIMEOUT:
            throw TransportFailure(
                .unreachable, "no whole answer within \(NumberText.short(patience.whole)) s")
        case CCURL_NO_HOST:
            throw TransportFailure(
                .impossible, "\(text(of: answer.message)) (no network, or the address is wrong; --offline asks nobody)")
        case CCURL_NO_CONNECTION: throw TransportFailure(.absent, text(of: answer.message))
        default:
            throw TransportFailure(.unreachable, text(of: answer.message))
        }
    }

    private func fetched(_ address: String, _ headers: [String], _ isCancelled: @escaping () -> Bool) -> ccurl_answer {
        final class Question {
            let ask: () -> Bool
            init(_ ask: @escaping () -> Bool) { self.ask = ask }
        }
        let question = Question(isCancelled)
        let lines = (["Accept: application/vnd.api+json, application/json"] + headers).map { strdup($0) }
        defer { lines.forEach { free($0) } }
        let pointers = lines.map { UnsafePointer($0) } + [nil]
        let everywhere = WebHost.isLoopback(address) ? strdup("*") : nil
        defer { free(everywhere) }
        return withExtendedLifetime(question) {
            address.withCString { url in
                "Spar/\(SparVersion.text)".withCString { agent in
                    pointers.withUnsafeBufferPointer { list in
                        var request = ccurl_request(
                            url: url, headers: list.baseAddress, agent: agent, without_proxy: everywhere,
                            connect_milliseconds: Int(patience.connecting * 1000),
                            milliseconds: Int(patience.whole * 1000), most_bytes: largest,
                            follows: headers.isEmpty,
                            is_cancelled: { context in
                                guard let context else { return false }
                                return Unmanaged<Question>.fromOpaque(context).takeUnretainedValue().ask()
                            }, context: Unmanaged.passUnretained(question).toOpaque())
                        return ccurl_get(&request)
                    }
                }
            }
        }
    }

    private func text<Characters>(of characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// Retry-After is a number of seconds, or a date (RFC 9110, 10.2.3).
    static func seconds(_ text: String) -> Double? {
        if text.isEmpty { return nil }
        if let number = Double(text) { return number.isFinite && number >= 0 ? number : nil }
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return form.date(from: text).map { max(0, $0.timeIntervalSinceNow) }
    }
}
