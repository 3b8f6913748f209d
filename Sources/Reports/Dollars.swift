// Which dollars of prose begin and end formulas, as Pandoc has it: the first has a letter right behind it, the second
// right before it and no digit behind it, both in one paragraph. md4c pairs any two; the others (`$5 or $6`) are
// escaped for it.

import Notebook

enum Dollars {
    static func escaped(_ text: String) -> String {
        guard text.contains("$") else { return text }
        let letters = Array(text)
        var out = "", at = 0
        var fence: Int?  // how many signs closes the block of code
        func run(_ place: Int) -> Int { letters[place...].prefix { $0 == letters[place] }.count }
        func take(to end: Int) {
            out += String(letters[at..<end])
            at = end
        }
        while at < letters.count {
            let letter = letters[at]
            let isLineStart = at == 0 || letters[..<at].reversed().drop { $0 == " " }.first.map(\.isNewline) ?? true
            if isLineStart, letter == "`" || letter == "~", run(at) >= 3, fence.map({ run(at) >= $0 }) ?? true {
                fence = fence == nil ? run(at) : nil
                take(to: at + run(at))
            } else if fence != nil {
                take(to: at + 1)
            } else if letter == "\\", at + 1 < letters.count {
                take(to: at + 2)
            } else if letter == "`" {
                // A span of code ends with as many signs as it begins with.
                let count = run(at)
                var end = at + count
                while end < letters.count, !(letters[end] == "`" && run(end) == count) {
                    end += letters[end] == "`" ? run(end) : 1
                }
                take(to: end < letters.count ? end + count : at + count)
            } else if letter == "$" {
                if let end = formulaEnd(letters, at) {
                    take(to: end)
                } else {
                    out += "\\$"
                    at += 1
                }
            } else {
                take(to: at + 1)
            }
        }
        return out
    }

    /// The place behind the formula that begins at a dollar; nil where none does.
    private static func formulaEnd(_ letters: [Character], _ start: Int) -> Int? {
        let isDisplay = start + 1 < letters.count && letters[start + 1] == "$"
        let first = start + (isDisplay ? 2 : 1)
        guard first < letters.count, isDisplay || !letters[first].isWhitespace else { return nil }
        var place = first, isBlank = false
        while place < letters.count {
            let letter = letters[place]
            if letter.isNewline {
                if isBlank { return nil }  // an empty line ends the paragraph
                isBlank = true
            } else if !letter.isWhitespace {
                isBlank = false
            }
            if letter == "\\" {
                place += 2
                continue
            }
            if letter == "$" {
                if isDisplay, place + 1 < letters.count, letters[place + 1] == "$" { return place + 2 }
                let next = place + 1 < letters.count ? letters[place + 1] : " "
                if !isDisplay, place > first, !letters[place - 1].isWhitespace, !next.isNumber { return place + 1 }
                if !isDisplay { return nil }
            }
            place += 1
        }
        return nil
    }
}
