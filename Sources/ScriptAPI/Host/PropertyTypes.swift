// The types of properties and elements, for editors, in the words of LuaCATS. A test compares them with what objects
// give.

package enum PropertyTypes {
    /// By "kind of object.property"; "kind[integer]" and "kind[string]" are what indices and further names give.
    package static let all: [String: String] = [
        "structure.formula": "string", "structure.reduced_formula": "string",
        "structure.composition": "table<string, number>",
        "structure.lattice":
            "{ a: number, b: number, c: number, alpha: number, beta: number, gamma: number, volume: number, matrix: "
            + "spar.tensor }",
        "structure.sites":
            "{ element: string, frac: number[], cart: number[], occupancy: number, oxidation: number?, label: string "
            + "}[]",
        "structure.density": "number", "structure.spacegroup": "{ number: integer, symbol: string }",
        "structure.FEATURES": "table", "structure.hash": "string", "structure.id": "string?",
        "structure.origin": "table?",
        "structure.notes": "string[]",
        "cluster.absorber": "string", "cluster.charge": "number?",
        "cluster.atoms": "{ element: string, x: number, y: number, z: number, r: number, charge: number? }[]",
        "spectrum.energy": "spar.array", "spectrum.emission": "spar.array?", "spectrum.photon": "spar.array?",
        "spectrum.process": "string?", "spectrum.edge_step": "number?", "spectrum.directions": "string[]",
        "spectrum.x": "spar.array",
        "spectrum.y": "spar.array",
        "spectrum.z": "spar.array", "spectrum.average": "spar.array",
        "spectrum.tensor":
            "{ xx: spar.array, yy: spar.array, zz: spar.array, xy: spar.array, xz: spar.array, yz: spar.array }?",
        "spectrum.dos": "table<string, spar.array>?", "spectrum.frame": "string", "spectrum.axes": "spar.tensor?",
        "spectrum.fermi": "number?",
        "spectrum.engine": "string?", "spectrum.window": "{ from: number, to: number }?", "spectrum.notes": "string[]",
        "spectrum.provenance": "{ name: string, value: string }[]", "spectrum.sites": "spar.spectrum[]",
        "spectrum.index": "integer?", "spectrum.equivalent": "integer?",
        "spectrum.multiplicity": "integer?", "spectrum.charges": "table<string, number>?",
        "spectrum.radii": "table<string, number>?",
        "spectrum.potential": "number?", "spectrum.cpu_seconds": "number?", "ledger.path": "string",
        "ledger.repaired": "integer",
        "table of data.columns": "spar.array", "table of data.failures": "spar.table_of_data",
        "table of data.cached": "integer",
        "table of data[integer]": "spar.row", "table of data[string]": "spar.array", "array[integer]": "number|string",
        "tensor[integer]": "number[]", "structure table[integer]": "spar.structure",
        "row[string]": "number|string|boolean|nil",
        "figure.file": "string?",
        "model.params": "table<string, any>", "model.features": "spar.array", "model.target": "string",
        "model.trees": "integer",
        "model.definition": "string?",
        "model.oob": "{ r2: number?, mae: number, mse: number, n: integer, prediction: spar.array }?",
        "forest.PAPER": "table<string, any>", "forest.PAPER_SPACE": "table<string, any>", "spar.version": "string",
        "spar.seed": "integer", "spar.jobs": "integer",
        "spar.engine": "string", "spar.out": "string",
    ]
}
