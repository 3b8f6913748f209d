// The known name that a mistyped one was meant to be, for "did you mean" sentences.
// Distance: optimal string alignment (insert, delete, replace, swap of neighbours), capitals only break ties.

/// The name in `names` nearest to `wrong`, or nil when none is near enough to be worth suggesting
/// (more than about a third of the letters differ). Of equally near names the first one listed wins.
public func nearestName(to wrong: String, among names: some Sequence<String>) -> String? {
    let word = Array(wrong.unicodeScalars)
    guard !word.isEmpty, word.count <= 64 else { return nil }
    let limit = max(1, (word.count + 1) / 3)
    var best: (name: String, distance: Int)?
    for name in names {
        let candidate = Array(name.unicodeScalars)
        guard !candidate.isEmpty, abs(candidate.count - word.count) <= limit else { continue }
        // A suggestion that shares no letter with what was typed is noise.
        let distance = alignmentDistance(word, candidate)
        let edits = distance / edit
        let isNear = edits <= limit && edits < min(word.count, candidate.count)
        if isNear && distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    return best?.name
}

/// More than the letters of a word, so that any number of wrong capitals weighs less than one edit.
private let edit = 128

/// `edit` for each edit, 1 for each letter that differs only in case.
private func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    func replacement(_ x: Unicode.Scalar, _ y: Unicode.Scalar) -> Int {
        x == y ? 0 : x.properties.lowercaseMapping == y.properties.lowercaseMapping ? 1 : edit
    }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = (0...b.count).map { edit * $0 }
    for i in 1...a.count {
        var row = [Int](repeating: edit * i, count: b.count + 1)
        for j in 1...b.count {
            row[j] = min(last[j] + edit, row[j - 1] + edit, last[j - 1] + replacement(a[i - 1], b[j - 1]))
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                row[j] = min(row[j], beforeLast[j - 2] + edit)
            }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
