// One page of a database's answer.

import Basics

struct DatabaseAnswer {
    var entries: [DatabaseEntry] = []
    /// Entries that are none, a sentence each.
    var faults: [String] = []
    /// Of the next page.
    var next: String?
    /// What the server says of more entries, where it says anything.
    var hasMore: Bool?

    /// - Throws: `SparError` for what is no answer in OPTIMADE's form.
    init(_ bytes: [UInt8], to query: DatabaseQuery) throws {
        let json: JSON
        do {
            json = try AnswerText.json(bytes)
        } catch {
            let start = String(decoding: bytes.prefix(60), as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
            throw SparError("the answer is no JSON; it begins with \"\(start)\"")
        }
        if let version = json["meta"]?["api_version"]?.text { try Self.check(version: version) }
        // Errors with the status of an answer exist.
        guard let data = json["data"], data != .null || !query.isList else {
            throw SparError(Self.words(bytes) ?? "the answer has no data: this is no OPTIMADE server")
        }
        // One entry that is not there is null.
        for item in data.items ?? (data == .null ? [] : [data]) {
            do { entries.append(try DatabaseEntry(json: item, fields: query.fields)) } catch {
                faults.append("\(error)")
            }
        }
        let link = json["links"]?["next"]
        next = link?.text ?? link?["href"]?.text
        if next?.isEmpty == true { next = nil }
        hasMore = json["meta"]?["more_data_available"]?.flag
    }

    /// - Parameter version: such as "1.1.0" or "v0.10".
    private static func check(version: String) throws {
        let digits = version.drop { $0 == "v" || $0 == "V" }.prefix { $0.isASCII && $0.isNumber }
        guard let major = Int(digits), major != 1 else { return }
        throw SparError("it speaks version \(version) of OPTIMADE; version 1 is needed")
    }

    /// What a server says of an error, in its own words; nil where it says nothing that can be read.
    static func words(_ bytes: [UInt8]) -> String? {
        guard let json = try? AnswerText.json(bytes) else { return nil }
        let said = (json["errors"]?.items ?? []).compactMap { $0["detail"]?.text ?? $0["title"]?.text }
        guard !said.isEmpty else { return nil }
        let whole = said.joined(separator: "; ").split(whereSeparator: \.isNewline).joined(separator: " ")
        return whole.count > 400 ? whole.prefix(400) + "…" : whole
    }
}
