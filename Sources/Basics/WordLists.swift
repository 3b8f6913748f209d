// Words in a row as a sentence names them.

extension Collection<String> {
    /// "a, b or c".
    public var alternatives: String { joined(last: " or ") }

    /// "a, b and c".
    public var listed: String { joined(last: " and ") }

    private func joined(last link: String) -> String {
        let words = Array(self)
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + link + last
    }
}
