// An example of every function and method, for help() and the reference page. A test runs them after the prelude.

package enum Examples {
    /// What the examples speak of.
    package static let prelude = """
        nio = structure.read("examples/structures/NiO.cif")
        c = nio:cluster("Ni", { radius = 2.5 })
        t = tensor.new{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 } }
        energies = range(-30, 5, 0.5)
        sp = spectra.new{ energy = energies, x = energies:map(function(e) return math.exp(-(e + 6) ^ 2 / 9) end),
                          y = energies:map(function(e) return math.exp(-(e + 6) ^ 2 / 9) end),
                          z = energies:map(function(e) return math.exp(-(e + 8) ^ 2 / 9) end), fermi = 0 }
        d = data.read("examples/data/mp_3d_sams.csv.gz"):filter(function(row) return row.SAMS ~= nil end):head(60)
        model = forest.fit(d, { target = "SAMS", features = { "QAMS", "density" }, n_estimators = 5, seed = 1 })
        p = plot{ d, x = "QAMS", y = "SAMS" }
        """

    /// By the name that help knows them by.
    package static let all: [String: String] = [
        // Functions
        "xas": #"sp = xas(structure.read("examples/structures/TiO2_rutile.cif"), "Ti")"#,
        "xes": #"sp = xes(nio:strain{ c = 0.05 }, "Ni", { like = nio })"#,
        "sams": #"print(sams(sp, { from = -13, to = 3 }))"#,
        "sweep": #"""
        rows = sweep(range(0, 0.1, 0.02), function(strain)
          return { QAMS = nio:strain{ c = strain }:features().QAMS }
        end, { name = "strain" })
        """#,
        "range": #"range(0, 0.10, 0.005)  -- 21 numbers"#,
        "grid":
            #"for _, point in ipairs(grid{ a = range(0, 0.1, 0.05), c = { 0, 0.1 } }) do print(point.a, point.c) end"#,
        "show": #"show(nio)"#,
        "help": #"help("strain")"#,
        "require": #"local tools = require("tools")  -- tools.lua beside the script"#,
        // Modules
        "structure.read": #"nio = structure.read("examples/structures/NiO.cif")"#,
        "structure.parse": #"""
        text = "data_NiO\n_cell_length_a 4.18\n_symmetry_Int_Tables_number 225\nloop_\n_atom_site_label\n"
          .. "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nNi 0 0 0\nO 0.5 0.5 0.5\n"
        ok, s = pcall(structure.parse, text, { format = "cif" })
        """#,
        "structure.read_table":
            #"for i, s in ipairs(structure.read_table("examples/structures")) do print(s.formula) end"#,
        "structure.fetch": #"ok, s = pcall(structure.fetch, "mp-19770")  -- NiO of the Materials Project"#,
        "optimade.query": #"""
        ok, found = pcall(optimade.query, { provider = { "mp", "oqmd" }, limit = 50,
                                            filter = 'elements HAS ALL "Ni","O" AND nelements=2' })
        """#,
        "optimade.providers": #"show(optimade.providers())"#,
        "structure.features": #"show(structure.features(structure.read_table("examples/structures")):head(3))"#,
        "structure.new": #"""
        s = structure.new{ lattice = { a = 4.2, b = 4.2, c = 4.2, alpha = 90, beta = 90, gamma = 90 },
                           sites = { { "Ni", 0, 0, 0 }, { "O", 0.5, 0.5, 0.5 } } }
        """#,
        "structure.from_spacegroup":
            #"nio = structure.from_spacegroup("Fm-3m", { a = 4.178 }, { { "Ni", 0, 0, 0 }, { "O", 0.5, 0.5, 0.5 } })"#,
        "structure.guess_oxidation_states": #"structure.guess_oxidation_states("Fe3O4")"#,
        "cluster.new":
            #"c = cluster.new{ absorber = "Ni", charge = 2, atoms = { { "O", 0, 0, 2.1, charge = -2 }, { "O", 2.0, 0, 0, charge = -2 } } }"#,
        "cluster.read": #"c = cluster.read("molecule.xyz")"#,
        "tensor.new": #"t = tensor.new{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 } }"#,
        "tensor.rotation": #"R = tensor.rotation{ axis = { 0, 0, 1 }, angle = 45 }"#,
        "spectra.new":
            #"sp = spectra.new{ energy = { -1, 0, 1 }, x = { 0, 1, 0 }, y = { 0, 1, 0 }, z = { 0, 2, 0 }, fermi = 0 }"#,
        "spectra.read": #"sp = spectra.read("spectra.csv")  -- header energy,x,y,z"#,
        "spectra.distance": #"print(spectra.distance(sp, sp:shift(0.5), { align = true }))"#,
        "feff.input": #"for site, text in pairs(feff.input(nio, "Ni")) do print(site, #text) end"#,
        "feff.read": #"sp = feff.read("my_feff_run")"#,
        "feff.run": #"sp = feff.run(nio, "Ni", { feff = { cards = { SCF = "5.0 0 50 0.1" } } })"#,
        "feff.version": #"print(feff.version() or "there is no FEFF")"#,
        "green.run": #"sp = green.run(nio, "Ni", { atoms = 30 })"#,
        "green.convergence": #"show(green.convergence(nio, "Ni", { atoms = { 20, 50 }, step = {}, lmax = {} }))"#,
        "green.version": #"print(green.version())"#,
        "data.read": #"d = data.read("examples/data/mp_3d_sams.csv.gz")"#,
        "data.ledger": #"l = data.ledger("rows.csv", { columns = { "strain", "QAMS" }, key = { "strain" } })"#,
        "data.new": #"d = data.new{ { strain = 0, QAMS = 0 }, { strain = 0.05, QAMS = 0.21 } }"#,
        "forest.fit":
            #"model = forest.fit(d, { target = "SAMS", features = { "QAMS", "density" }, n_estimators = 10 })"#,
        "forest.load": #"model = forest.load("model.json")"#,
        "forest.cross_validate":
            #"cv = forest.cross_validate(d, { folds = 3, target = "SAMS", features = { "QAMS", "density" }, n_estimators = 5 })"#,
        "forest.search":
            #"s = forest.search(d, { n_iter = 2, folds = 2, target = "SAMS", features = { "QAMS" }, space = { n_estimators = { 5, 10 } } })"#,
        "plot": #"plot{ d, x = "QAMS", y = "SAMS", by = "metal", xlabel = "QAMS (e Å^{-5})", file = "qams.svg" }"#,
        "plot.panels": #"plot.panels{ columns = 2, p, plot{ d, x = "density", y = "SAMS" }, file = "two.pdf" }"#,
        "json.decode": #"print(json.decode('{ "a": [1, 2] }').a[2])"#,
        "json.encode": #"print(json.encode{ a = { 1, 2 } })"#,
        "spar.cached": #"slow = spar.cached("squares", { n = 3 }, function() return { 1, 4, 9 } end)"#,
        "spar.files": #"for _, path in ipairs(spar.files("examples/structures/*.cif")) do print(path) end"#,
        "spar.parallel": #"a, b = spar.parallel(function() return 1 end, function() return 2 end)"#,
        // Structures
        "structure:symmetry": #"print(nio:symmetry{ symprec = 0.1 }.symbol)"#,
        "structure:primitive": #"print(#nio:primitive().sites)"#,
        "structure:conventional": #"s = nio:primitive():conventional()"#,
        "structure:supercell": #"big = nio:supercell{ 2, 2, 1 }"#,
        "structure:strain": #"s = nio:strain{ c = 0.05 }  -- 5 % longer along c"#,
        "structure:with_lattice": #"s = nio:with_lattice{ a = 4.2, b = 4.2, c = 4.3 }"#,
        "structure:substitute": #"coo = nio:substitute{ Ni = "Co" }"#,
        "structure:remove": #"vacancy = nio:supercell{ 2, 2, 2 }:remove(1)"#,
        "structure:slab": #"surface = nio:slab{ miller = { 1, 0, 0 }, layers = 3, vacuum = 12 }"#,
        "structure:matches": #"print(nio:matches(nio:primitive()))  -- true"#,
        "structure:displace": #"s = nio:displace(1, { 0, 0, 0.1 })"#,
        "structure:perturb": #"s = nio:perturb{ sigma = 0.02, seed = 1 }"#,
        "structure:oxidation_states": #"print(nio:oxidation_states().Ni)"#,
        "structure:with_oxidation_states": #"s = nio:with_oxidation_states{ Ni = 2, O = -2 }"#,
        "structure:write": #"nio:strain{ c = 0.05 }:write("NiO_5.cif")"#,
        "structure:ordered": #"full = nio:ordered{ seed = 1 }"#,
        "structure:metals": #"print(nio:metals()[1])"#,
        "structure:absorbers":
            #"for _, site in ipairs(nio:absorbers("Ni")) do print(site.index, site.multiplicity) end"#,
        "structure:cluster": #"c = nio:cluster("Ni", { radius = 5 })"#,
        "structure:features": #"print(nio:features("Ni").QAMS)"#,
        // Clusters
        "cluster:rotate": #"turned = c:rotate(tensor.rotation{ axis = { 0, 0, 1 }, angle = 45 })"#,
        "cluster:translate_ligands": #"off = c:translate_ligands{ 0, 0, 0.1 }"#,
        "cluster:stretch": #"long = c:stretch{ axis = { 0, 0, 1 }, factor = 1.05 }"#,
        "cluster:quadrupole": #"print(c:quadrupole{ m = 7 })"#,
        "cluster:dipole": #"print(c:dipole()[3])"#,
        "cluster:inertia": #"print(c:inertia())"#,
        "cluster:principal_axes": #"V = c:principal_axes()"#,
        "cluster:qams": #"print(c:stretch{ axis = { 0, 0, 1 }, factor = 1.05 }:qams())"#,
        "cluster:dams": #"print(c:translate_ligands{ 0, 0, 0.1 }:dams())"#,
        "cluster:iams": #"print(c:iams{ m = 5 })"#,
        "cluster:features": #"show(c:features())"#,
        "cluster:write": #"c:write("cluster.xyz")"#,
        // Tensors
        "tensor:transpose": #"print(t:transpose() == t)"#,
        "tensor:trace": #"print(t:trace())"#,
        "tensor:det": #"print(t:det())"#,
        "tensor:eig": #"e = t:eig()  print(e.values[1], e.vectors[1][1])"#,
        "tensor:rotate": #"print(t:rotate(tensor.rotation{ axis = { 1, 0, 0 }, angle = 90 }))"#,
        "tensor:in_basis": #"print(t:in_basis(t:eig().vectors))"#,
        "tensor:anisotropy": #"print(t:anisotropy()[1][3])"#,
        "tensor:anisotropy_sum": #"print(t:anisotropy_sum())"#,
        // Spectra
        "spectrum:sam": #"print(sp:sam{ window = "valence" }[1][3])"#,
        "spectrum:sams": #"print(sp:sams{ from = -13, to = 3 })"#,
        "spectrum:max_sams": #"ok, best = pcall(sp.max_sams, sp)  -- needs the whole tensor, as xes gives it"#,
        "spectrum:along": #"s = sp:along{ 0, 0, 1 }"#,
        "spectrum:dichroism": #"d = sp:dichroism({ 0, 0, 1 }, { 1, 0, 0 })"#,
        "spectrum:save_xdi": #"pcall(sp.save_xdi, sp, "measured.xdi", "Ni")  -- absorption, as xas gives it"#,
        "spectra.measured": #"m = spectra.measured{ parallel = "c.xdi", perpendicular = "ab.xdi" }"#,
        "spectrum:normalize": #"unit = sp:normalize{ by = "area", window = { -10, 4 } }"#,
        "spectrum:shift": #"moved = sp:shift(-0.4)"#,
        "spectrum:on": #"coarse = sp:on(range(-20, 4, 1))"#,
        "spectrum:broaden": #"smooth = sp:broaden{ gaussian = 0.5, lorentzian = 1.2 }"#,
        "spectrum:save": #"sp:save("spectra.csv")"#,
        "spectrum:plot": #"sp:plot{ xlim = { -20, 5 }, file = "spectra.svg" }"#,
        // Tables
        "table of data:filter": #"nickel = d:filter(function(row) return row.metal == "Ni" end)"#,
        "table of data:map": #"doubled = d:map(function(row) return { twice = 2 * row.QAMS } end)"#,
        "table of data:sort": #"show(d:sort("SAMS", { descending = true }):head(5))"#,
        "table of data:unique": #"one_each = d:unique("metal")"#,
        "table of data:concat": #"both = d:concat(d)"#,
        "table of data:join":
            #"j = data.new{ { id = 1, a = 2 } }:join(data.new{ { id = 1, b = 3 } }, { on = "id" })"#,
        "table of data:head": #"show(d:head(5))"#,
        "table of data:group": #"for _, group in ipairs(d:group("metal")) do print(group.key, #group.rows) end"#,
        "table of data:column": #"print(d:column("QAMS"):mean())"#,
        "table of data:select": #"show(d:select{ "metal", "QAMS", "SAMS" }:head(3))"#,
        "table of data:with": #"more = d:with{ ratio = function(row) return row.QAMS / row.density end }"#,
        "table of data:rename": #"r = d:rename{ SAMS = "target" }"#,
        "table of data:save": #"d:save("features.csv")"#,
        "table of data:describe": #"show(d:describe())"#,
        "table of data:correlation":
            #"plot{ d:correlation{ "QAMS", "density", "SAMS" }, kind = "heatmap", file = "r.svg" }"#,
        "table of data:histogram": #"h = d:histogram("SAMS", { bins = 20 })"#,
        "table of data:fit": #"line = d:fit("QAMS", "SAMS")  print(line.slope, line.r2)"#,
        "table of data:split": #"train, test = d:split{ test = 0.2, seed = 1 }"#,
        "table of data:balance":
            #"ok, train, test = pcall(d.balance, d, { by = "metal", train = 2, test = 1, seed = 1 })"#,
        "table of data:dropna": #"complete = d:dropna{ "SAMS", "QAMS" }"#,
        "table of data:fill": #"filled = d:fill{ SAMS = 0 }"#,
        // Arrays
        "array:sum": #"print(range(1, 4):sum())"#,
        "array:mean": #"print(d.QAMS:mean())"#,
        "array:std": #"print(d.QAMS:std())"#,
        "array:min": #"print(d.QAMS:min())"#,
        "array:max": #"print(d.QAMS:max())"#,
        "array:argmax": #"print(d[d.QAMS:argmax()].metal)"#,
        "array:map": #"squares = range(1, 4):map(function(x) return x * x end)"#,
        "array:integrate": #"print(sp.average:integrate(sp.energy))"#,
        // Figures, models and others
        "figure:save": #"p:save("figure.pdf", { keep = true })"#,
        "structure table:name": #"print(structure.read_table("examples/structures"):name(1))"#,
        "structure table:row": #"row = structure.read_table("examples/structures"):row(1)"#,
        "model:predict": #"print(model:predict(d)[1], model:predict{ QAMS = 0.2, density = 6.8 })"#,
        "model:score": #"print(model:score(d).r2)"#,
        "model:save": #"model:save("model.json")  model:save("model.onnx")"#,
        "model:permutation_importance": #"show(model:permutation_importance(d, { repeats = 2, seed = 1 }))"#,
        "model:impurity_importance": #"show(model:impurity_importance())"#,
        "model:partial_dependence": #"show(model:partial_dependence("QAMS", d, { points = 5 }))"#,
        "ledger:add": #"l = data.ledger("a.csv", { columns = { "x", "y" } })  l:add{ x = 1, y = 2 }"#,
        "ledger:find":
            #"l = data.ledger("b.csv", { columns = { "x", "y" }, key = { "x" } })  l:add{ x = 1, y = 2 }  row = l:find{ x = 1 }"#,
        "ledger:tidy": #"data.ledger("d.csv", { columns = { "x" }, key = { "x" } }):tidy()"#,
        "ledger:table": #"show(data.ledger("c.csv", { columns = { "x", "y" } }):table())"#,
        "record:with": #"row = nio:features():with{ strain = 0 }"#,
    ]

    /// Examples that need files, FEFF or minutes: they are only parsed.
    package static let parsedOnly: Set = [
        "structure.fetch", "optimade.query",
        "xas", "xes", "require", "spectra.read", "spectra.measured", "cluster.read", "feff.read", "feff.run",
        "green.convergence",
        "green.run",
        "forest.load",
    ]
}
