// How messages name a site, and how they show a number. Sites count from 1 for the reader.

import Foundation

extension Structure {
    /// "site 3 (Ni2)", as a person counts.
    public func name(ofSite i: Int) -> String { "site \(i + 1) (\(sites[i].label))" }
}

/// A number for a sentence: at most six significant digits, whatever the locale.
func shortNumber(_ x: Double) -> String {
    if x == x.rounded(), abs(x) < 1e9 { return String(Int(x)) }
    guard x.isFinite else { return String(x) }
    let decimals = max(0, min(12, 5 - Int(log10(abs(x)).rounded(.down))))
    let scale = pow(10, Double(decimals))
    let rounded = (x * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e9 ? String(Int(rounded)) : "\(rounded)"
}
