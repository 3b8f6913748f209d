// The cells that a kernel has run, for history_request.

import Notebook
import Basics

struct KernelHistory {
    private struct Entry {
        let line: Int
        let code: String
        var output: String?
    }

    static let most = 1000
    private var entries: [Entry] = []

    mutating func add(_ code: String, line: Int) {
        entries.append(Entry(line: line, code: code))
        if entries.count > Self.most { entries.removeFirst() }
    }

    mutating func setOutput(_ text: String) {
        guard let last = entries.indices.last else { return }
        entries[last].output = String(text.prefix(2000))
    }

    /// The reply to a request by its content. This kernel has one session, number 1.
    func reply(_ content: JSON) -> JSON {
        var found: [Entry]
        switch content["hist_access_type"]?.text {
        case "range":
            let start = content["start"]?.whole ?? 1, stop = content["stop"]?.whole ?? Int.max
            found = (content["session"]?.whole ?? 0) <= 1 ? entries.filter { $0.line >= start && $0.line < stop } : []
        case "search":
            let pattern = Array((content["pattern"]?.text ?? "*"))
            found = entries.filter { Self.matches(pattern[...], Array($0.code)[...]) }
            if content["unique"]?.flag == true {
                var seen: Set<String> = []
                found = found.reversed().filter { seen.insert($0.code).inserted }.reversed()
            }
            if let n = content["n"]?.whole, n >= 0 { found = Array(found.suffix(n)) }
        default: found = Array(entries.suffix(max(0, content["n"]?.whole ?? 10)))
        }
        let withOutput = content["output"]?.flag == true
        return .object([
            "status": .string("ok"),
            "history": .array(
                found.map { entry in
                    let text: JSON =
                        withOutput
                        ? .array([.string(entry.code), entry.output.map { .string($0) } ?? .null]) : .string(entry.code)
                    return .array([.integer(1), .integer(entry.line), text])
                }),
        ])
    }

    /// `*` stands for any text, `?` for one character.
    private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        var (pattern, text) = (pattern, text)
        var retry: (ArraySlice<Character>, ArraySlice<Character>)?
        while true {
            if let sign = pattern.first, sign == "*" {
                retry = (pattern.dropFirst(), text)
                pattern = pattern.dropFirst()
            } else if let sign = pattern.first, let character = text.first, sign == "?" || sign == character {
                (pattern, text) = (pattern.dropFirst(), text.dropFirst())
            } else if pattern.isEmpty, text.isEmpty {
                return true
            } else if let (after, from) = retry, !from.isEmpty {
                retry = (after, from.dropFirst())
                (pattern, text) = (after, from.dropFirst())
            } else {
                return false
            }
        }
    }
}
