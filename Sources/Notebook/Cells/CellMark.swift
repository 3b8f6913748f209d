// The line that begins a cell: `-- %% A title [markdown] tags=["remove-input"]`.

import Basics

struct CellMark: Equatable {
    let kind: NotebookCell.Kind
    let title: String
    let metadata: [String: JSON]

    init(kind: NotebookCell.Kind, title: String, metadata: [String: JSON]) {
        self.kind = kind
        self.title = title
        self.metadata = metadata
    }

    /// nil where the line is no mark.
    init?(line: String) {
        guard line.hasPrefix("--") else { return nil }
        var rest = line.dropFirst(2).drop { $0 == " " }
        guard rest.hasPrefix("%%") else { return nil }
        rest = rest.drop { $0 == "%" }  // more signs mark a cell within a cell, which is a cell too
        guard rest.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        var kind = NotebookCell.Kind.code
        var words: [Substring] = []
        var metadata: [String: JSON] = [:]
        rest = rest.drop(while: \.isWhitespace)
        while !rest.isEmpty {
            if let (name, value, after) = Self.entry(rest) {
                metadata[name] = value
                rest = after.drop(while: \.isWhitespace)
                continue
            }
            let word = rest.prefix { !$0.isWhitespace }
            switch word {
            case "[markdown]", "[md]": kind = .markdown
            case "[raw]": kind = .raw
            default: words.append(word)
            }
            rest = rest.dropFirst(word.count).drop(while: \.isWhitespace)
        }
        self.init(kind: kind, title: words.joined(separator: " "), metadata: metadata)
    }

    /// `name=value` with a value in JSON, at the beginning of the text.
    private static func entry(_ text: Substring) -> (String, JSON, Substring)? {
        let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
        guard !name.isEmpty, name.endIndex < text.endIndex, text[name.endIndex] == "=" else { return nil }
        let rest = text[text.index(after: name.endIndex)...]
        // The shortest beginning that is a value and is followed by a blank or nothing.
        var end = rest.startIndex
        while end < rest.endIndex {
            end = rest.index(after: end)
            guard end == rest.endIndex || rest[end].isWhitespace else { continue }
            if let value = try? JSON.parse(String(rest[..<end])) { return (String(name), value, rest[end...]) }
        }
        return nil
    }
}
