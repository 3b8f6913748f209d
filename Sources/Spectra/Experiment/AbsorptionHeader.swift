// What the comments of a file tell about a measured absorption spectrum.
//
// XDI, the XAS Data Interchange format 1.0 (B. Ravel and M. Newville, J. Phys. Conf. Ser. 712, 012148 (2016)): a first line
// "# XDI/1.0 …", fields "# Namespace.tag: value" until "# ///", the user's words until "# ---". Names do not mind case.
// Older Athena writes ". Element=Fe Edge=K" and ". E0=7112.0" instead. Spar's extension is the namespace Polarization:
//
//     # Polarization.mu_z: 0 0 1          the direction of the electric field for the column mu_z
//     # Polarization.direction: 0 0 1     the same for a file with one curve
//     # Polarization.frame: crystal Cartesian axes, x along a, y in the plane of a and b

import Basics
import Crystal

struct AbsorptionHeader {
    /// By namespace and tag in small letters, as "element.symbol".
    private(set) var fields: [String: String] = [:]
    /// In the order of the file, as they stand there.
    private(set) var facts: [ProvenanceLine] = []
    private(set) var isXDI = false
    private let name: String

    init(_ table: ColumnTable, name: String) {
        self.name = name
        var isOver = false
        for comment in table.comments {
            let text = comment.text
            if text.hasPrefix("XDI/") { isXDI = true }
            if text.hasPrefix("///") || text.hasPrefix("---") { isOver = true }
            if !isOver { field(text) }
            old(text)
        }
    }

    private mutating func field(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return }
        let key = text[..<colon].trimmed, value = text[text.index(after: colon)...].trimmed
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !key.contains(" "), !value.isEmpty else { return }
        fields[key.lowercased()] = value
        facts.append(ProvenanceLine(key, value))
    }

    /// Athena before it wrote XDI.
    private mutating func old(_ text: String) {
        guard text.hasPrefix(".") else { return }
        for word in text.dropFirst().split(separator: " ") {
            let parts = word.split(separator: "=")
            guard parts.count == 2 else { continue }
            let known = ["element": "element.symbol", "edge": "element.edge", "e0": "athena.e0"]
            guard let key = known[parts[0].lowercased()], fields[key] == nil else { continue }
            fields[key] = String(parts[1])
        }
    }

    /// - Throws: `SparError` for a symbol that no element has.
    func element() throws -> Element? {
        guard let symbol = fields["element.symbol"] else { return nil }
        guard let element = Element(symbol) else {
            throw SparError(at: .file(name), "Element.symbol is \"\(symbol.prefix(20))\", which no element is called")
        }
        return element
    }

    /// As the file has it, "K" or "L3".
    var edge: String? { fields["element.edge"]?.uppercased() }

    /// Where the writer put the edge, eV.
    func edgeEnergy() throws -> Double? {
        for key in ["athena.e0", "larch.e0", "scan.edge_energy"] {
            guard let text = fields[key], let word = text.split(separator: " ").first else { continue }
            guard let value = NumberText.parse(word), value > 0, value.isFinite else {
                throw SparError(at: .file(name), "\(key) is \"\(text.prefix(20))\", not an energy in eV")
            }
            return text.lowercased().hasSuffix(" kev") ? value * 1000 : value
        }
        return nil
    }

    /// The label and the unit that Column.N gives.
    func column(_ number: Int) -> (label: String, unit: String?)? {
        guard let words = fields["column.\(number)"]?.split(separator: " "), let label = words.first else { return nil }
        return (String(label), words.dropFirst().first?.lowercased())
    }

    /// angstrom.
    func dSpacing() throws -> Double? {
        guard let text = fields["mono.d_spacing"], let word = text.split(separator: " ").first else { return nil }
        guard let value = NumberText.parse(word), value > 0.1, value < 100 else {
            throw SparError(at: .file(name), "Mono.d_spacing is \"\(text.prefix(20))\", not a spacing in angstrom")
        }
        return value
    }

    /// The direction that Polarization.NAME gives.
    /// - Throws: `SparError` unless it is three numbers that are not all zero.
    func direction(_ label: String) throws -> Vector3? {
        guard let text = fields["polarization.\(label.lowercased())"] else { return nil }
        let v = text.split { $0 == " " || $0 == "," }.compactMap { NumberText.parse($0) }
        guard v.count == 3, v.allSatisfy(\.isFinite), v.contains(where: { $0 != 0 }) else {
            throw SparError(
                at: .file(name),
                "Polarization.\(label) needs three numbers that are not all zero, not \"\(text.prefix(40))\"")
        }
        return Vector3(v[0], v[1], v[2]).normalized
    }
}
