// The formula that a CIF states, for deciding ambiguous labels and for checking what was read.

import Basics

struct CIFFormula {
    /// Element and count, as in `Ca3 Co Mn O6`; empty where there is no formula or one that is not plain.
    let counts: [(element: Element, count: Double)]

    init(_ block: CIFBlock) {
        guard let text = block.value("_chemical_formula_sum")?.text else {
            counts = []
            return
        }
        var found: [(element: Element, count: Double)] = []
        var rest = text[...]
        while let c = rest.first {
            if c == " " || c == "\n" || c == "\t" {
                rest = rest.dropFirst()
                continue
            }
            let letters = rest.prefix { $0.isASCII && $0.isLetter }
            let number = rest.dropFirst(letters.count).prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let element = Element(letters.prefix(1).uppercased() + letters.dropFirst().lowercased()),
                let count = number.isEmpty ? 1 : NumberText.parse(number), count > 0
            else {
                counts = []
                return
            }
            rest = rest.dropFirst(letters.count + number.count)
            if let first = rest.first, first != " ", first != "\n", first != "\t", !first.isLetter {
                counts = []
                return
            }
            if let i = found.firstIndex(where: { $0.element == element }) {
                found[i].count += count
            } else {
                found.append((element, count))
            }
        }
        counts = found
    }

    var elements: Set<Element> { Set(counts.map(\.element)) }

    /// How far the amounts in `cell` are from this formula: the largest relative difference among the elements that
    /// both have, after scaling; nil where there is nothing to compare.
    func difference(from cell: [(element: Element, count: Double)]) -> Double? {
        let common = counts.compactMap { entry in
            cell.first { $0.element == entry.element }.map { (stated: entry.count, found: $0.count) }
        }
        guard common.count > 1 else { return nil }
        let scale = common.reduce(0) { $0 + $1.found } / common.reduce(0) { $0 + $1.stated }
        return common.map { abs($0.found - scale * $0.stated) / (scale * $0.stated) }.max()
    }
}

/// The amount of each element in the order of first appearance.
func amounts(_ sites: some Sequence<Site>) -> [(element: Element, count: Double)] {
    var result: [(element: Element, count: Double)] = []
    for site in sites {
        if let i = result.firstIndex(where: { $0.element == site.element }) {
            result[i].count += site.occupancy
        } else {
            result.append((site.element, site.occupancy))
        }
    }
    return result
}

/// "Fe2 O3", for a sentence.
func formulaText(_ amounts: [(element: Element, count: Double)]) -> String {
    amounts.map { "\($0.element.symbol)\($0.count == 1 ? "" : NumberText.short($0.count, digits: 4))" }
        .joined(separator: " ")
}
