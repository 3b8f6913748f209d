// The JSON of an answer. Python's servers write NaN and Infinity where a number is not known, which JSON has not: such
// words count as null, so that one bad number spoils one structure and not the page.

import Basics

enum AnswerText {
    /// - Throws: `SparError` where it is no JSON even so.
    static func json(_ bytes: [UInt8]) throws -> JSON {
        do {
            return try JSON.parse(bytes, name: "the answer")
        } catch {
            guard let mended = withoutForeignNumbers(bytes) else { throw error }
            return try JSON.parse(mended, name: "the answer")
        }
    }

    /// The text with null for each NaN and Infinity outside strings; nil where there is none.
    private static func withoutForeignNumbers(_ bytes: [UInt8]) -> [UInt8]? {
        let words = ["NaN", "-Infinity", "Infinity", "-NaN"].map { Array($0.utf8) }, null = Array("null".utf8)
        var mended: [UInt8] = [], isInString = false, isEscaped = false, changes = 0, at = 0
        mended.reserveCapacity(bytes.count)
        while at < bytes.count {
            let byte = bytes[at]
            if isInString {
                isInString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") || byte == UInt8(ascii: "-"),
                let word = words.first(where: { bytes[at...].starts(with: $0) })
            {
                mended += null
                at += word.count
                changes += 1
                continue
            }
            mended.append(byte)
            at += 1
        }
        return changes > 0 ? mended : nil
    }
}
