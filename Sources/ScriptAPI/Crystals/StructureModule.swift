// The module `structure`: reading and making structures.

import Anisotropy
import Basics
import Crystal
import LuaRuntime
import Tables

extension Module {
    static let structure = Module(
        "structure", "Reading and making crystal structures.",
        fields: [
            Field(
                "FEATURES", "What `s:features` gives of a metal: a table with the columns name, unit, source, meaning."
            ) { _ in
                .object(
                    TableObject(
                        try Table([
                            (name: "name", column: .text(Feature.all.map(\.name))),
                            (name: "unit", column: .text(Feature.all.map(\.unit))),
                            (name: "source", column: .text(Feature.all.map(\.source))),
                            (name: "meaning", column: .text(Feature.all.map(\.meaning))),
                        ])))
            }
        ],
        [
            Function(
                "read",
                "Reads a structure file, known by its content: \(StructureFormats.titles). An XYZ file without a "
                    + "lattice, or with pbc=\"F F F\", and a MOL or SDF file are clusters, as cluster.read reads them.",
                .required("path", .string, "The file."),
                .options([blockOption]), returns: "A structure, or a cluster."
            ) { call in
                let path: String = try call["path"]
                return try call.object(FileContent(contentsOf: call.inputPath(path), block: call.block()), path)
            },
            Function(
                "parse", "Reads a structure from text.", .required("text", .string, "The text."),
                .options([
                    .optional(
                        "format", .choice(StructureFormats.all.map(\.name)), "Known by the content unless given."),
                    blockOption,
                ]), returns: "A structure, or a cluster."
            ) { call in
                let format: String? = try call[optional: "format"]
                return try call.object(
                    FileContent.parse(
                        try call["text"], format: format.flatMap(StructureFormats.named), block: call.block()),
                    "")
            },
            Function(
                "read_table",
                "Many structures, each read when it is asked for: a table of structures (.csv, .csv.gz), "
                    + "or a folder of files.", .required("path", .string, "The file or folder."),
                returns: "A list of structures: t[i], #t, ipairs(t), t:name(i), t:row(i)."
            ) { call in
                .object(StructureTableObject(try StructureTable(contentsOf: call.inputPath(try call["path"]))))
            },
            .fetch,
            structureFeatures,
            Function(
                "new", "A structure from a lattice and its atoms.",
                .options([
                    .required(
                        "lattice",
                        .either([.matrix, .table("table of a, b, c, alpha, beta, gamma, or 3 row vectors")]),
                        "Cell parameters (angstrom, degrees; angles are 90 unless given), or lattice vectors as rows."),
                    .required("sites", .list(siteType), siteDoc),
                    .optional("cartesian", .boolean, "Coordinates are Cartesian, in angstrom; fractional unless true."),
                ]), returns: "A structure."
            ) { call in
                let lattice: Lattice
                if let matrix: Matrix3 = try call[optional: "lattice"] {
                    lattice = Lattice(matrix: matrix)
                } else {
                    lattice = try call.cellParameters("lattice").lattice()
                }
                let isCartesian: Bool = try call[optional: "cartesian"] ?? false
                return .object(
                    StructureObject(
                        try Structure(
                            checking: lattice, sites: try call.sites("sites", cartesianIn: isCartesian ? lattice : nil))
                    ))
            },
            Function(
                "from_spacegroup", "A structure from its space group, cell and distinct sites.",
                .required("group", .either([.integer, .string]), "1 to 230, or a Hermann-Mauguin symbol."),
                .required(
                    "cell", .table("table of a, b, c, alpha, beta, gamma"),
                    "Angstrom and degrees; what the crystal system fixes may be left out."),
                .required("sites", .list(siteType), siteDoc), returns: "A structure."
            ) { call in
                let number: Int? = try call[optional: "group"]
                let group = try number.map(String.init) ?? call["group"]
                let structure = try Structure(
                    spaceGroup: group, cell: try call.cellParameters("cell"),
                    sites: try call.sites("sites", cartesianIn: nil))
                for note in structure.notes { call.warn(note) }
                return .object(StructureObject(structure))
            },
            Function(
                "guess_oxidation_states", "The most likely charge of each element, from the composition alone.",
                .required("formula", .string, "Such as \"Fe3O4\"; the guess is made for exactly these atoms."),
                returns: "A record of charges (e), mean values; nil where no charges balance."
            ) { call in
                let composition = try Composition(formula: try call["formula"])
                guard let guess = composition.oxidationStates() else { return .nil }
                return .object(
                    LuaRecord(
                        "oxidation states", zip(guess.elements, guess.states).map { ($0.symbol, .plain($1)) },
                        absent: { Element($0) != nil }))
            },
        ])

    private static let blockOption = Parameter.optional(
        "block", .either([.string, .count(1)]),
        "The data block of a CIF that has several: its name, or its number among "
            + "those that list atoms.")
    private static let siteType = ValueType.table("site { \"Ni\", x, y, z }")
    private static let siteDoc = "Each { element, x, y, z }, with occupancy =, charge =, label = where wanted."
}

extension Call {
    fileprivate func block() throws -> CIFBlockChoice? {
        if let number: Int = try self[optional: "block"] { return .number(number) }
        let name: String? = try self[optional: "block"]
        return name.map { .name($0) }
    }

    /// What was read as an object; its notes are said, about `path` where it has one.
    fileprivate func object(_ content: FileContent, _ path: String) throws -> LuaValue {
        switch content {
        case .crystal(let structure):
            say(structure.notes, path)
            return .object(StructureObject(structure))
        case .molecule(let molecule):
            let (cluster, notes) = try molecule.cluster()
            say(notes, path)
            return .object(ClusterObject(cluster))
        }
    }

    func say(_ notes: [String], _ path: String) {
        for note in notes { warn(note, about: note.hasPrefix(path) ? "" : path) }
    }

    /// Cell parameters from a table.
    fileprivate func cellParameters(_ argument: String) throws -> CellParameters {
        let table: LuaTable = try self[argument]
        var cell = CellParameters()
        let fields: KeyValuePairs<String, WritableKeyPath<CellParameters, Double?>> = [
            "a": \.a, "b": \.b, "c": \.c, "alpha": \.alpha, "beta": \.beta, "gamma": \.gamma,
        ]
        guard table.items.isEmpty else {
            throw error(argument, "three rows of three numbers, or a, b, c, alpha, beta, gamma")
        }
        for (key, value) in table.fields {
            let name = key.asString ?? ""
            guard let path = fields.first(where: { $0.key == name })?.value else {
                let near = nearestName(to: name, among: fields.map(\.key)).map { "; did you mean '\($0)'?" } ?? ""
                throw error(argument, "there is no cell parameter '\(name)'\(near)")
            }
            guard let number = value.asNumber, number.isFinite else {
                throw error(argument, "\(name): \(value.numberFault)")
            }
            cell[keyPath: path] = number
        }
        return cell
    }

    /// Sites from a list of tables.
    fileprivate func sites(_ argument: String, cartesianIn lattice: Lattice?) throws -> [Site] {
        let list: LuaTable = try self[argument]
        return try list.items.enumerated().map { i, item in
            let table = item.asTable ?? LuaTable()
            let numbers = table.items.dropFirst().compactMap(\.asNumber)
            guard table.items.count == 4, numbers.count == 3 else {
                throw error(argument, "site \(i + 1): { element, x, y, z } expected")
            }
            for (key, _) in table.fields where !["occupancy", "charge", "label"].contains(key.asString ?? "") {
                throw error(
                    argument,
                    "site \(i + 1): there is no field '\(LuaValueText.short(key))'; "
                        + "there are occupancy, charge, label")
            }
            let position = Vector3(numbers)
            var site = Site(
                element: try element(table.items[0], argument), frac: lattice?.fractional(position) ?? position,
                occupancy: table["occupancy"].asNumber ?? 1, oxidation: table["charge"].asNumber,
                label: table["label"].asString)
            site.isOxidationSet = site.oxidation != nil
            return site
        }
    }
}

/// A table of structures, or a folder.
final class StructureTableObject: LuaObject {
    let table: StructureTable

    init(_ table: StructureTable) { self.table = table }

    static let luaType = ObjectType(
        StructureTableObject.self, "structure table", "Many structures, each read when it is asked for.",
        methods: [
            method(
                "name", "What names a structure: its id, or its file.", .required("i", .count(1), "The index."),
                returns: "A string."
            ) { t, call in .string(t.table.name(try t.index(call))) },
            method(
                "row", "The other columns of the table.", .required("i", .count(1), "The index."),
                returns: "A record; numbers as numbers."
            ) { t, call in
                let values = t.table.values(try t.index(call))
                return .object(
                    LuaRecord(
                        "row",
                        zip(t.table.columnNames, values).map { name, text in
                            (name, text.isEmpty ? .nil : NumberText.parse(text).map { .plain($0) } ?? .string(text))
                        }))
            },
        ],
        index: { t, key in
            guard case .integer(let i) = key, (1...t.table.count + 1).contains(i) else { return nil }
            return i > t.table.count ? .some(.nil) : .object(StructureObject(try t.table.structure(i - 1)))
        },
        length: { $0.table.count },
        text: { "structure table of \($0.table.count)" })

    private func index(_ call: Call) throws -> Int {
        let i: Int = try call["i"]
        guard i <= table.count else { throw call.error("i", "there are \(table.count) structures, got \(i)") }
        return i - 1
    }
}
