// Limits and ticks of an axis. Limits are always given to gnuplot, so that empty, single and all-equal data draw too.

import Basics
import Glibc

struct Axis {
    let lower, upper: Double
    let isLogarithmic: Bool

    /// From the values (those that the axis cannot show are ignored) with a margin of 4 %, unless `limits` says else.
    /// `floor` is a value that has to be in sight, such as the foot of bars.
    init(_ values: [Double], limits: (Double, Double)?, isLogarithmic: Bool, floor: Double? = nil) {
        self.isLogarithmic = isLogarithmic
        if let limits {
            (lower, upper) = limits
            return
        }
        let shown = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        var low = shown.min() ?? (isLogarithmic ? 1 : 0), high = shown.max() ?? (isLogarithmic ? 10 : 1)
        if isLogarithmic {
            let margin = low == high ? 3 : pow(high / low, 0.04)
            (lower, upper) = (low / margin, high * margin)
            return
        }
        if let floor { (low, high) = (min(low, floor), max(high, floor)) }
        let span = high - low
        let margin = span > 0 ? 0.04 * span : max(abs(low) * 0.05, 0.5)
        lower = low == floor && span > 0 ? low : low - margin
        upper = high == floor && span > 0 ? high : high + margin
    }

    /// Throws `SparError` for limits that no axis can have. `name` is "xlim" or "ylim".
    func check(_ name: String) throws {
        let text = "\(name) = { \(NumberText.short(lower)), \(NumberText.short(upper)) }"
        guard lower.isFinite, upper.isFinite, lower != upper else {
            throw SparError("\(text): the limits must be two different finite numbers")
        }
        guard !isLogarithmic || lower > 0 && upper > 0 else {
            throw SparError("\(text): a logarithmic axis has only positive limits")
        }
    }

    /// Where a value lies between the limits: 0 at the lower one, 1 at the upper.
    func place(_ value: Double) -> Double {
        isLogarithmic ? log(value / lower) / log(upper / lower) : (value - lower) / (upper - lower)
    }

    func shows(_ value: Double) -> Bool { value.isFinite && (!isLogarithmic || value > 0) }

    /// - Parameters:
    ///   - letter: gnuplot's axis, x or y.
    ///   - step: the distance of numbers on a linear axis; nil leaves it to gnuplot.
    ///   - isReversed: whether the axis runs from the upper limit to the lower.
    func commands(_ letter: String, step: Double?, isReversed: Bool = false) -> [String] {
        let ends = isReversed ? (upper, lower) : (lower, upper)
        let range = "set \(letter)range [\(NumberText.shortest(ends.0)):\(NumberText.shortest(ends.1))]"
        if isLogarithmic {
            return [range, "set logscale \(letter)", "set \(letter)tics (\(decadeTicks.joined(separator: ", ")))"]
        }
        guard let step else { return [range] }
        // Each number has the decimals of the step, so that 0.5 stands above 1.0.
        return [
            range, "set \(letter)tics \(NumberText.shortest(step))", "set format \(letter) '%.\(Self.decimals(step))f'",
            "set m\(letter)tics \(Self.minorIntervals(step))",
        ]
    }

    /// A round distance of numbers, at most 10 of them, that keeps them apart on `room` millimetres; nil where they
    /// would need powers of ten. Numbers stand beside each other along x, above each other along y.
    func step(room: Double, isUpright: Bool = false) -> Double? {
        let span = abs(upper - lower), power = pow(10, log10(span).rounded(.down))
        guard !isLogarithmic, span > 0, power.isFinite, power >= 1e-4, max(abs(lower), abs(upper)) < 1e6 else {
            return nil
        }
        let steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5].map { $0 * power }.filter { span / $0 < 10.5 }
        return steps.first { step in
            let distance = room * step / span
            if isUpright { return distance >= 5.5 }
            let ticks = stride(from: (min(lower, upper) / step).rounded(.up), through: max(lower, upper) / step, by: 1)
            let widest =
                ticks.map { TextSize.width(NumberText.fixed($0 * step, decimals: Self.decimals(step))) }.max() ?? 0
            return widest * TextSize.em + 2 < distance
        } ?? steps.last
    }

    static func decimals(_ step: Double) -> Int { max(0, Int((-log10(step) - 1e-9).rounded(.up))) }

    /// Small ticks at round numbers: steps of 1 in halves, 2 in halves, 5 in fifths.
    private static func minorIntervals(_ step: Double) -> Int {
        (step / pow(10, (log10(step) + 1e-9).rounded(.down))).rounded() == 5 ? 5 : 2
    }

    /// Powers of ten as 10⁻² (plain numbers near one), with small ticks at 2 to 9 where there is room for them.
    private var decadeTicks: [String] {
        let bounds = [lower, upper].map { log10($0) }.sorted()
        let first = Int((bounds[0] - 1e-9).rounded(.up)), last = Int((bounds[1] + 1e-9).rounded(.down))
        let isPlain = bounds[0] > -2.5 && bounds[1] < 3.5
        let step = max(1, (last - first + 6) / 7)
        var ticks: [String] = []
        for decade in (first - 1)...max(first - 1, last) {
            let value = NumberText.shortest(pow(10, Double(decade)))
            if decade >= first, (decade - first) % step == 0 {
                ticks.append("'\(isPlain ? value : Self.power(decade))' \(value)")
            } else {
                ticks.append("'' \(value) 1")
            }
            guard last - first < 8 else { continue }
            for digit in 2...9 {
                let minor = NumberText.short(Double(digit) * pow(10, Double(decade)), digits: 12)
                // Within one decade the powers alone would leave the axis with one number or none.
                let name = last - first < 1 && (digit == 2 || digit == 5) ? "'\(minor)' \(minor)" : "'' \(minor) 1"
                ticks.append(name)
            }
        }
        return ticks
    }

    private static func power(_ exponent: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return "10" + String(String(exponent).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
    }
}
