// Colours that people with any colour vision can tell apart. Sources: Okabe and Ito, Color Universal Design (2008);
// viridis by Smith and van der Walt (matplotlib, public domain); the diverging scale is ColorBrewer's RdBu (Brewer
// 2003).

enum Palette {
    /// For series, the most distinct first; yellow comes last since it is faint on white.
    static let series = ["0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "000000", "F0E442"]
    static let viridis = ["440154", "472D7B", "3B528B", "2C728E", "21918C", "28AE80", "5EC962", "ADDC30", "FDE725"]
    static let diverging = ["2166AC", "4393C3", "92C5DE", "D1E5F0", "F7F7F7", "FDDBC7", "F4A582", "D6604D", "B2182B"]

    static func command(_ colors: Matrix.Colors) -> String {
        let steps = anchors(colors).enumerated().map { "\($0) '#\($1)'" }.joined(separator: ", ")
        return "set palette defined (\(steps))"
    }

    /// Whether white text reads better than black on the colour at `place` (0...1) of the scale.
    static func isDark(_ colors: Matrix.Colors, at place: Double) -> Bool {
        let anchors = anchors(colors)
        let position = max(0, min(1, place)) * Double(anchors.count - 1)
        let below = min(Int(position), anchors.count - 2)
        let part = position - Double(below)
        return luminance(anchors[below]) * (1 - part) + luminance(anchors[below + 1]) * part < 0.45
    }

    /// "#RRGGBB" at `place` (0...1) of the scale.
    static func color(_ colors: Matrix.Colors, at place: Double) -> String {
        let anchors = anchors(colors).map { Int($0, radix: 16) ?? 0 }
        let position = max(0, min(1, place)) * Double(anchors.count - 1)
        let below = min(Int(position), anchors.count - 2)
        let part = position - Double(below)
        let mixed = [16, 8, 0].reduce(0) { sum, shift in
            let low = Double(anchors[below] >> shift & 255), high = Double(anchors[below + 1] >> shift & 255)
            return sum << 8 | Int((low + (high - low) * part).rounded())
        }
        let digits = String(mixed, radix: 16, uppercase: true)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    private static func anchors(_ colors: Matrix.Colors) -> [String] { colors == .sequential ? viridis : diverging }

    /// Perceived lightness, 0...1 (weights of Rec. 601 on the gamma-coded channels).
    private static func luminance(_ hex: String) -> Double {
        let value = Int(hex, radix: 16) ?? 0
        return (0.299 * Double(value >> 16) + 0.587 * Double(value >> 8 & 255) + 0.114 * Double(value & 255)) / 255
    }
}
