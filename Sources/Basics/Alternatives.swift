// Words in a row as a sentence names them.

extension Collection<String> {
    /// "a, b or c".
    public var alternatives: String {
        let words = Array(self)
        return words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
    }
}
