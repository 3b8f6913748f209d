// A header behind a #, as numerical programs write it: `# energy,mu` and then numbers, or `#id,formula`.
//
// It has as many names as the next line has fields. Where that line holds a number it is data, so its names stand above
// it; where neither it nor the line after does, only a # without a blank behind it is taken for the header's.

import Basics

enum CommentedHeader {
    /// Where the # of such a header stands, nil where there is none.
    /// - Parameter first: where the first line begins.
    static func position(_ bytes: UnsafeBufferPointer<UInt8>, from first: Int, separator: UInt8) -> Int? {
        var at = first, last: Range<Int>?
        func line(_ start: Int) -> Range<Int> {
            start..<(bytes[start...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count)
        }
        func next(_ line: Range<Int>) -> Int {
            let isPair =
                line.upperBound + 1 < bytes.count && bytes[line.upperBound] == 0x0d
                && bytes[line.upperBound + 1] == 0x0a
            return line.upperBound + (isPair ? 2 : 1)
        }
        while at < bytes.count, bytes[at] == UInt8(ascii: "#") {
            last = line(at)
            at = next(line(at))
        }
        guard let last, at < bytes.count else { return nil }
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        func fields(_ line: Range<Int>) -> [String] {
            bytes[line].split(separator: separator, omittingEmptySubsequences: false).map {
                let text = $0.drop { isBlank($0) }
                return String(
                    decoding: text.prefix(
                        (text.lastIndex { !isBlank($0) } ?? text.startIndex - 1) - text.startIndex + 1), as: UTF8.self)
            }
        }
        func isNumber(_ field: String) -> Bool { NumberText.parse(field) != nil }
        let names = fields(last.dropFirst()), data = fields(line(at))
        guard names.count == data.count,
            names.allSatisfy({ !$0.isEmpty && !isNumber($0) && $0.split(separator: " ").count <= 2 })
        else { return nil }
        if data.contains(where: isNumber) { return last.lowerBound }
        let following = next(line(at))
        let isClose = bytes[last].dropFirst().first.map { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: "#") } ?? false
        guard isClose, names.count > 1, following < bytes.count else { return nil }
        return fields(line(following)).contains(where: isNumber) ? nil : last.lowerBound
    }
}
