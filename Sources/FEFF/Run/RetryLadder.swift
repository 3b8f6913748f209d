// What is tried when self-consistency fails, in a fixed order, so that a job's result does not depend on chance.
//
// After custodian's published handler for FEFF (restart from the potential reached; 100 iterations with nmix 3; halve
// the mixing down to 0.01; 0.05 with nmix 5; nmix 10; give up), with one change: the first step takes the mixing 0.05
// at once, which is the FEFF authors' advice and converges the known cases, where repeating the full mixing costs an
// hour. After bad counts nothing is restarted: the potential reached is the one that broke.

import Basics

/// The numbers of the SCF card that decide how self-consistency proceeds.
public struct SCFMixing: Equatable, Sendable {
    /// At most so many iterations; nil for FEFF's own default (100).
    public let iterations: Int?
    /// The convergence accelerator ca; FEFF's default is 0.2.
    public let mixing: Double?
    /// How many iterations mix before Broyden's scheme starts; FEFF's default is 1.
    public let plainIterations: Int?
    /// Start from the pot.bin that the attempt before left.
    public let restarts: Bool

    init(iterations: Int? = nil, mixing: Double? = nil, plainIterations: Int? = nil, restarts: Bool = false) {
        self.iterations = iterations
        self.mixing = mixing
        self.plainIterations = plainIterations
        self.restarts = restarts
    }

    /// The SCF card as the user or the defaults have it.
    public static let standard = SCFMixing()

    /// The SCF card `rfms lfms nscmt ca nmix ...` with these numbers in their places.
    func applied(to card: String) -> String {
        guard iterations != nil || mixing != nil || plainIterations != nil else { return card }
        var words = card.split(separator: " ").map(String.init)
        let defaults = ["0", "0", "100", "0.2", "1"]
        while words.count < 5 { words.append(defaults[words.count]) }
        if let iterations { words[2] = String(iterations) }
        if let mixing { words[3] = NumberText.short(mixing) }
        if let plainIterations { words[4] = String(plainIterations) }
        // A trailing default is left away: `SCF r 0 100 0.05` is how the authors write it.
        if words.count == 5, words[4] == "1" { words.removeLast() }
        return words.joined(separator: " ")
    }

    /// For provenance and messages.
    var phrase: String {
        guard self != .standard else { return "the default mixing" }
        var parts: [String] = []
        if restarts { parts.append("restart from the potential reached") }
        if let mixing { parts.append("mixing \(NumberText.short(mixing))") }
        if let plainIterations { parts.append("nmix \(plainIterations)") }
        return parts.joined(separator: ", ")
    }
}

enum RetryLadder {
    static let afterUnconverged: [SCFMixing] =
        [SCFMixing(iterations: 100, mixing: 0.05, restarts: true)]
        + [0.2, 0.1, 0.05, 0.02, 0.01].map { SCFMixing(iterations: 100, mixing: $0, plainIterations: 3) }
        + last

    static let afterBadCounts: [SCFMixing] =
        [0.05, 0.02, 0.01].map { SCFMixing(iterations: 100, mixing: $0) } + last

    private static let last = [5, 10].map { SCFMixing(iterations: 100, mixing: 0.05, plainIterations: $0) }
}
