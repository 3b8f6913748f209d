// The symmetries found last, by the cell and the tolerances that decide them. A script asks for those of one cell
// several times (the space group, the features, a spectrum), and one that is run again and again in one process,
// watched or in a notebook, for the same ones each time; spglib needs tens of milliseconds for some.

import Foundation

final class SymmetryMemory: @unchecked Sendable {
    struct Key: Hashable {
        let numbers: [UInt64]
        let types: [Int32]
        let placeOfSite: [Int]
    }

    static let shared = SymmetryMemory()
    /// A symmetry holds up to 192 operations and a few numbers a site.
    private static let most = 512
    /// Larger cells are not kept.
    private static let mostSites = 500

    private let lock = NSLock()
    private var symmetries: [Key: Symmetry] = [:]
    /// Keys in a ring; the one at `oldest` goes next.
    private var order: [Key] = []
    private var oldest = 0

    func known(_ key: Key) -> Symmetry? { lock.withLock { symmetries[key] } }

    func keep(_ symmetry: Symmetry, _ key: Key) {
        guard key.placeOfSite.count <= Self.mostSites else { return }
        lock.withLock {
            guard symmetries.updateValue(symmetry, forKey: key) == nil else { return }
            if order.count < Self.most { return order.append(key) }
            symmetries[order[oldest]] = nil
            order[oldest] = key
            oldest = (oldest + 1) % Self.most
        }
    }
}
