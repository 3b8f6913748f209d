// One entry of a database as it came, and the structure in it.
//
// OPTIMADE 1.2, section "Structures entries": positions in angstrom, Cartesian; lattice vectors as rows; each site names a
// species, which has chemical symbols with concentrations, "vacancy" among them. A disordered site becomes a mixed one with
// occupancies, as in a CIF.

import Basics
import Crystal

public struct DatabaseEntry: Equatable, Sendable {
    public let id: String
    /// What was asked for besides the structure, by name.
    public let fields: [String: JSON]
    /// As they came: the structure's properties and the fields.
    let attributes: [String: JSON]

    /// - Throws: `SparError` for what is no entry.
    init(json: JSON, fields: [String]) throws {
        guard json.members != nil else { throw SparError("an entry is no object") }
        // Servers that keep numbers as identifiers exist.
        guard let id = json["id"]?.text ?? json["id"]?.whole.map(String.init), !id.isEmpty else {
            throw SparError("an entry has no id")
        }
        guard let attributes = json["attributes"]?.members else { throw SparError("\(id): it has no attributes") }
        self.id = id
        let wanted = Set(DatabaseQuery.structureFields + fields)
        // What nobody asked for may change from one answer to the next.
        self.attributes = attributes.filter { wanted.contains($0.key) && $0.value != .null }
        self.fields = self.attributes.filter { fields.contains($0.key) }
    }

    var json: JSON { .object(["id": .string(id), "attributes": .object(attributes)]) }

    /// - Throws: `SparError` that names the entry and what it lacks.
    public func content() throws -> FileContent {
        try blaming(.part(id)) {
            let positions = try vectors("cartesian_site_positions")
            let names = try list("species_at_sites").enumerated().map { i, name in
                guard let text = name.text else { throw SparError("the species of site \(i + 1) has no name") }
                return text
            }
            guard names.count == positions.count else {
                throw SparError("it has \(positions.count) positions and \(names.count) species; they belong together")
            }
            if let stated = attributes["nsites"]?.whole, stated != positions.count {
                throw SparError("it has \(positions.count) positions, and nsites says \(stated)")
            }
            // The standard's words for atoms that the entry does not list.
            for feature in ["implicit_atoms", "site_attachments"]
            where attributes["structure_features"]?.items?.contains(.string(feature)) == true {
                throw SparError("it has atoms without a place (\(feature)); a spectrum needs all of them")
            }
            guard !positions.isEmpty else { throw SparError("it has no sites") }
            let species = try species()
            let periodic = try periodicity()
            guard periodic.contains(true) else { return .molecule(try molecule(positions, names, species)) }
            return .crystal(try crystal(positions, names, species, isWhole: !periodic.contains(false)))
        }
    }

    // MARK: Parts

    /// A kind of atom, or a mixture.
    private struct Species {
        let parts: [(element: Element, share: Double)]
    }

    private func list(_ name: String) throws -> [JSON] {
        guard let value = attributes[name] else { throw SparError("it has no \(name)") }
        guard let items = value.items else { throw SparError("its \(name) is no list") }
        return items
    }

    private func vectors(_ name: String) throws -> [Vector3] {
        try list(name).enumerated().map { i, item in
            let numbers = item.items?.compactMap(\.number) ?? []
            guard item.items?.count == 3, numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
                throw SparError("entry \(i + 1) of its \(name) is no vector of three numbers")
            }
            return Vector3(numbers)
        }
    }

    private func periodicity() throws -> [Bool] {
        guard let value = attributes["dimension_types"] else {
            return [Bool](repeating: attributes["lattice_vectors"] != nil, count: 3)
        }
        let flags = value.items?.compactMap(\.whole) ?? []
        guard flags.count == 3, flags.allSatisfy({ $0 == 0 || $0 == 1 }) else {
            throw SparError("its dimension_types are no three of 0 and 1")
        }
        return flags.map { $0 == 1 }
    }

    private func species() throws -> [String: Species] {
        guard let value = attributes["species"] else { return [:] }
        guard let items = value.items else { throw SparError("its species are no list") }
        var found: [String: Species] = [:]
        for (i, item) in items.enumerated() {
            guard let name = item["name"]?.text else { throw SparError("species \(i + 1) has no name") }
            guard found[name] == nil else { throw SparError("two species are called \"\(name)\"") }
            found[name] = try blaming(.part("species \"\(name)\"")) { try Self.species(item) }
        }
        return found
    }

    private static func species(_ item: JSON) throws -> Species {
        guard let symbols = item["chemical_symbols"]?.items?.map(\.text), !symbols.isEmpty else {
            throw SparError("it has no chemical_symbols")
        }
        let shares = item["concentration"]?.items?.map(\.number) ?? [Double?](repeating: 1, count: symbols.count)
        guard shares.count == symbols.count else {
            throw SparError("it has \(symbols.count) chemical_symbols and \(shares.count) concentrations")
        }
        if let attached = item["attached"]?.items, !attached.isEmpty {
            throw SparError("atoms without a place are attached to it; a spectrum needs all of them")
        }
        var parts: [(element: Element, share: Double)] = []
        for (symbol, share) in zip(symbols, shares) {
            guard let symbol else { throw SparError("one of its chemical_symbols is no text") }
            guard let share, share.isFinite, share >= 0, share <= 1 + 1e-6 else {
                throw SparError("the concentration of \(symbol) is no number from 0 to 1")
            }
            if symbol == "vacancy" || share == 0 { continue }
            guard symbol != "X", let element = Element(symbol) else {
                throw SparError("\"\(symbol)\" is no element that is known")
            }
            parts.append((element, min(share, 1)))
        }
        guard parts.reduce(0, { $0 + $1.share }) <= 1 + 1e-3 else {
            throw SparError("its concentrations add up to more than 1")
        }
        return Species(parts: parts)
    }

    /// The species by its name; where the entry explains none, the name is a symbol.
    private func kind(_ name: String, _ species: [String: Species], site: Int) throws -> Species {
        if let known = species[name] { return known }
        guard species.isEmpty, let element = Element(name) else {
            throw SparError("site \(site) is of species \"\(name)\", which is not explained")
        }
        return Species(parts: [(element, 1)])
    }

    // MARK: Whole

    private func crystal(_ positions: [Vector3], _ names: [String], _ species: [String: Species], isWhole: Bool) throws
        -> Structure
    {
        let rows = try vectors("lattice_vectors")
        guard rows.count == 3 else { throw SparError("it has \(rows.count) lattice_vectors; a crystal has three") }
        let lattice = Lattice(matrix: Matrix3(rows: rows[0], rows[1], rows[2]))
        var sites: [Site] = []
        for (i, (position, name)) in zip(positions, names).enumerated() {
            for part in try kind(name, species, site: i + 1).parts {
                sites.append(
                    Site(
                        element: part.element, frac: lattice.fractional(position), occupancy: part.share,
                        label: "\(part.element.symbol)\(i + 1)"))
            }
        }
        let structure = try Structure(checking: lattice, sites: sites)
        let open = "it leaves a direction open; it was taken as a crystal that repeats in all three"
        return isWhole ? structure : Structure(lattice: lattice, sites: structure.sites, notes: [open])
    }

    private func molecule(_ positions: [Vector3], _ names: [String], _ species: [String: Species]) throws -> Molecule {
        let atoms = try zip(positions, names).enumerated().map { i, pair in
            let parts = try kind(pair.1, species, site: i + 1).parts
            guard parts.count == 1, parts[0].share > 1 - 1e-6 else {
                throw SparError("site \(i + 1) is disordered; a molecule has whole atoms")
            }
            return Molecule.Atom(element: parts[0].element, position: pair.0, charge: nil)
        }
        return Molecule(name: id, atoms: atoms, notes: [])
    }
}
