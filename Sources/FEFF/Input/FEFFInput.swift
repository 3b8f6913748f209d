// The text of feff.inp for one absorber site, as the paper's workflow writes it.
//
// The cluster stands in the crystal's Cartesian frame, the absorber at the origin as potential 0, every other element
// one potential (the absorber's own first, then by atomic number). Fixed decimals everywhere: FEFF's reader stumbles
// over exponents near zero, and no zero has a minus sign. One radius serves SCF and FMS. The XES card takes energies
// on FEFF's absolute scale, so the Fermi level must be known before the grid can be placed.

import Basics
import Crystal
import Spectra

public struct FEFFInput: Equatable, Sendable {
    public let cluster: SpectralCluster
    public let settings: SpectralSettings
    public let options: FEFFOptions

    /// A potential of the POTENTIALS list; the absorber's is the first.
    struct Potential: Equatable {
        let element: Element
        let atoms: Int
    }

    /// - Throws: `SparError` for options that are not readable or geometry that FEFF cannot take.
    public init(_ job: SpectralJob) throws {
        try self.init(cluster: job.cluster, settings: job.settings)
    }

    public init(cluster: SpectralCluster, settings: SpectralSettings) throws {
        self.cluster = cluster
        self.settings = settings
        options = try FEFFOptions(json: settings.engineOptions)
        if let atom = ([cluster.absorber] + cluster.atoms.map(\.element)).first(where: { $0.atomicNumber > 98 }) {
            throw SparError("FEFF has no atomic data for \(atom.symbol); elements up to Cf are possible")
        }
        // FEFF10's array sizes (nex = 2000, of which it uses some for the contour; natx = 4000).
        guard settings.energies.count <= 1900 else {
            throw SparError(
                "energy = { from, to, step } gives \(settings.energies.count) points, but FEFF holds at "
                    + "most 1900; take a larger step")
        }
        guard cluster.atoms.count < 4000 else {
            throw SparError("the cluster lists \(cluster.atoms.count + 1) atoms, but FEFF holds at most 4000")
        }
    }

    /// FEFF's card for the process, and what a title says of it.
    private var program: (card: String, title: String) {
        switch settings.spectroscopy.process {
        case .emission: ("XES", "valence-to-core XES")
        case .absorption: ("XANES", "XANES")
        }
    }

    /// The radius of SCF and FMS, angstrom.
    public var radius: Double { cluster.radius }

    /// How many listed atoms lie within `radius` without being meant to scatter: FEFF cannot leave them out.
    public var unwantedScatterers: Int { cluster.atoms.count { !$0.scatters && $0.distance <= radius } }

    var potentials: [Potential] {
        var counts: [Int: Int] = [:]
        for atom in cluster.atoms { counts[atom.element.atomicNumber, default: 0] += 1 }
        let absorber = cluster.absorber.atomicNumber
        let order = counts.keys.sorted { ($0 == absorber ? 0 : 1, $0) < ($1 == absorber ? 0 : 1, $1) }
        return [Potential(element: cluster.absorber, atoms: 1)]
            + order.compactMap { z in Element(atomicNumber: z).map { Potential(element: $0, atoms: counts[z] ?? 0) } }
    }

    /// Whether the potential is made self-consistent at all.
    var isSelfConsistent: Bool {
        if let card = options.card("SCF") { return card.value != nil }
        return true
    }

    /// - Parameters:
    ///   - fermiLevel: on FEFF's scale; nil before it is known.
    ///   - mixing: what the retry ladder puts into the SCF card.
    public func text(
        _ polarization: Polarization = .x, fermiLevel: Double? = nil, mixing: SCFMixing = .standard
    ) -> String {
        func fixed(_ x: Double, _ decimals: Int) -> String { NumberText.fixed(x, decimals: decimals) }
        let potentials = potentials
        var out = "TITLE \(cluster.absorber.symbol) \(settings.spectroscopy.edge.rawValue) \(program.title), "
        out += "\(cluster.atoms.count + 1) atoms listed, "
        out += "\(cluster.atoms.count(where: \.scatters)) scatter\n"
        if fermiLevel == nil {
            out += "* The Fermi level is known only after pot: the XES energies below are relative to it and become\n"
            out += "* FEFF's absolute ones before the later modules run.\n"
        }
        out += "\nCONTROL 1 1 1 1 1 1\nPRINT 0 0 0 0 0 0\n\n"
        for (name, value) in cards(mixing, fermiLevel: fermiLevel) {
            out += value.isEmpty ? "\(name)\n" : "\(name) \(value)\n"
        }
        let e = polarization.vector
        out += "POLARIZATION \(fixed(e.x, 6)) \(fixed(e.y, 6)) \(fixed(e.z, 6))\n"
        out += "\nPOTENTIALS\n* ipot Z label l_scmt l_fms stoichiometry\n"
        for (i, p) in potentials.enumerated() {
            out +=
                "\(right(String(i), 4))\(right(String(p.element.atomicNumber), 5)) \(left(p.element.symbol, 4)) "
                + "-1 -1 \(p.atoms)\n"
        }
        out += "\nATOMS\n*      x            y            z      ipot  tag     distance\n"
        out += atomLine(.zero, 0, cluster.absorber, 0)
        var number: [Element: Int] = [:]
        for (i, p) in potentials.enumerated().dropFirst() { number[p.element] = i }
        for atom in cluster.atoms {
            out += atomLine(atom.position, number[atom.element] ?? 0, atom.element, atom.distance)
        }
        return out + "END\n"
    }

    /// The cards between CONTROL and POLARIZATION: ours in a fixed order, changed or left out as the user wishes, then
    /// the user's further ones by name.
    private func cards(_ mixing: SCFMixing, fermiLevel: Double?) -> [(name: String, value: String)] {
        func fixed(_ x: Double, _ decimals: Int) -> String { NumberText.fixed(x, decimals: decimals) }
        // To 1e-3 eV as FEFF prints it; FEFF itself moves the nearest grid point onto the Fermi level.
        let origin = ((fermiLevel ?? 0) * 1000).rounded() / 1000
        let grid = settings.energies
        let range = "\(fixed(origin + grid.from, 4)) \(fixed(origin + grid.to, 4)) \(fixed(grid.step, 4))"
        var ours: [(name: String, value: String?)] = [
            ("EDGE", settings.spectroscopy.edge.rawValue),
            ("COREHOLE", settings.coreHole ? "FSR" : "NONE"),
            ("EXCHANGE", "0 0.0 0.0 2"),
            (program.card, range),
            ("FMS", "\(fixed(radius, 5)) 0"),
            ("SCF", "\(fixed(radius, 5)) 0"),
            ("RPATH", "0.1"),
        ]
        for card in options.cards {
            if let i = ours.firstIndex(where: { $0.name == card.name }) {
                ours[i].value = card.value
            } else {
                ours.append((card.name, card.value))
            }
        }
        if let i = ours.firstIndex(where: { $0.name == "SCF" }), let value = ours[i].value {
            ours[i].value = mixing.applied(to: value)
        }
        if mixing.restarts { ours.append(("RESTART", "")) }
        return ours.compactMap { card in card.value.map { (card.name, $0) } }
    }

    private func atomLine(_ p: Vector3, _ potential: Int, _ element: Element, _ distance: Double) -> String {
        func column(_ x: Double, _ width: Int, _ decimals: Int) -> String {
            right(NumberText.fixed(x, decimals: decimals), width)
        }
        return "\(column(p.x, 13, 6)) \(column(p.y, 13, 6)) \(column(p.z, 13, 6))\(right(String(potential), 4))  "
            + "\(left(element.symbol, 3))\(column(distance, 12, 5))\n"
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }

    private func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
