// The known name that a mistyped one was meant to be, for "did you mean" sentences.
// Distance: optimal string alignment (insert, delete, replace, swap of neighbours), capitals ignored at half weight.

/// The name in `names` nearest to `wrong`, or nil when none is near enough to be worth suggesting
/// (more than about a third of the letters differ). Of equally near names the first one listed wins.
public func nearestName(to wrong: String, among names: some Sequence<String>) -> String? {
    let word = Array(wrong.unicodeScalars)
    guard !word.isEmpty, word.count <= 64 else { return nil }
    let limit = 2 * max(1, (word.count + 1) / 3)
    var best: (name: String, distance: Int)?
    for name in names {
        let candidate = Array(name.unicodeScalars)
        guard !candidate.isEmpty, abs(candidate.count - word.count) * 2 <= limit else { continue }
        // A suggestion that shares no letter with what was typed is noise.
        let distance = alignmentDistance(word, candidate)
        let isNear = distance <= limit && distance < 2 * min(word.count, candidate.count)
        if isNear && distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    return best?.name
}

/// Twice the number of edits; letters that differ only in case cost one.
private func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    func replacement(_ x: Unicode.Scalar, _ y: Unicode.Scalar) -> Int {
        x == y ? 0 : x.properties.lowercaseMapping == y.properties.lowercaseMapping ? 1 : 2
    }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = (0...b.count).map { 2 * $0 }
    for i in 1...a.count {
        var row = [Int](repeating: 2 * i, count: b.count + 1)
        for j in 1...b.count {
            row[j] = min(last[j] + 2, row[j - 1] + 2, last[j - 1] + replacement(a[i - 1], b[j - 1]))
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 2) }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
