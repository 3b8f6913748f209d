// Words as a POSIX shell reads them.

package enum ShellText {
    /// The word in single quotes, whatever it holds.
    package static func quoted(_ word: String) -> String {
        "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
