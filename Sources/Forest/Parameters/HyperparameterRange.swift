// What a hyperparameter may be: the check of a value, its form in a model file, and what a search can draw.

import Basics

public enum HyperparameterRange: Sendable {
    /// A whole number. `tooFew` says what is wrong with fewer.
    case count(ClosedRange<Int>, tooFew: String? = nil)
    /// A whole number, or no limit.
    case limit(ClosedRange<Int>)
    /// Of the features or rows of the training set: all, a count, a fraction (0 < f <= 1), or one of the words.
    case part(of: Whole, words: [String])
    /// A real number of at least this.
    case number(from: Double)
    case choice([String])
    case flag
    case seed

    public enum Whole: String, Sendable {
        case features, rows
    }

    /// Whether a search can draw it. Flags are left out: without bootstrap `max_samples` has no meaning.
    public var isSearched: Bool {
        switch self {
        case .count, .limit, .part, .number, .choice: true
        case .flag, .seed: false
        }
    }

    /// What is wrong with a value, after "NAME is VALUE; ". Nil where it is in the range.
    func refusal(of value: HyperparameterValue, rowCount: Int, featureCount: Int) -> String? {
        switch (self, value) {
        case (.count(let range, let tooFew), .count(let count)):
            if count < range.lowerBound { return tooFew ?? "it is a count of at least \(range.lowerBound)" }
            return count > range.upperBound ? "it goes to \(range.upperBound)" : nil
        case (.limit(let range), .count(let count)):
            if count < range.lowerBound { return "it is at least \(range.lowerBound), or nil for no limit" }
            return count > range.upperBound ? "it goes to \(range.upperBound)" : nil
        case (.part, .fraction(let fraction)):
            return fraction > 0 && fraction <= 1 ? nil : "a fraction is above 0 and at most 1"
        case (.part(let whole, _), .count(let count)):
            let most = whole == .rows ? rowCount : featureCount
            if count >= 1, count <= most { return nil }
            return "with \(most) \(whole.rawValue) it is a count from 1 to \(most)"
        case (.number(let least), .number(let number)):
            return number >= least && number.isFinite ? nil : "it is a number of at least \(NumberText.short(least))"
        case (.choice(let words), .word(let word)), (.part(_, let words), .word(let word)):
            return words.contains(word) ? nil : "there are \(words.joined(separator: ", "))"
        default: return nil
        }
    }

    /// The value that stands in a model file; nil where it is of another kind.
    func value(_ json: JSON) -> HyperparameterValue? {
        switch (self, json) {
        case (.limit, .null), (.part, .null): .unlimited
        case (.part(_, let words), .string(let word)), (.choice(let words), .string(let word)):
            words.contains(word) ? .word(word) : nil
        case (.flag, .bool(let flag)): .flag(flag)
        case (.seed, .string(let text)): UInt64(text).map(HyperparameterValue.seed)
        case (.number, _): json.number.map(HyperparameterValue.number)
        case (.part, .object): json["fraction"]?.number.map(HyperparameterValue.fraction)
        case (.count, _), (.limit, _), (.part, _): json.whole.map(HyperparameterValue.count)
        default: nil
        }
    }
}
