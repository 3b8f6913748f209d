-- -*- coding: utf-8 -*-
-- Complexes as molecules, without a crystal about them: features, spectra of the embedded engine, and how well a forest that
-- was trained on crystals, without what only a crystal has (density, space group), knows them.
-- spar run scripts/molecule.lua [file.xyz|.mol|.sdf …]
--
-- Without files: textbook bond lengths (angstrom). Charges are oxidation states.

-- A metal at the origin and its atoms; `add` takes positions, `arm` a direction with a distance for each element.
local function molecule(metal, charge)
  local m = { atoms = {} }
  function m.add(element, q, x, y, z) table.insert(m.atoms, { element, x, y, z, charge = q }) end
  function m.cluster() return cluster.new{ absorber = metal, charge = charge, atoms = m.atoms } end
  return m
end

-- Ni(CO)4: Ni-C 1.838, C-O 1.141, a tetrahedron.
local function carbonyl()
  local m = molecule("Ni", 0)
  for _, d in ipairs{ { 1, 1, 1 }, { 1, -1, -1 }, { -1, 1, -1 }, { -1, -1, 1 } } do
    for _, part in ipairs{ { "C", 2, 1.838 }, { "O", -2, 1.838 + 1.141 } } do
      local r = part[3] / math.sqrt(3)
      m.add(part[1], part[2], r * d[1], r * d[2], r * d[3])
    end
  end
  return m.cluster()
end

-- Ferrocene, eclipsed: rings 1.66 above and below, C-C 1.43, C-H 1.08.
local function ferrocene()
  local m = molecule("Fe", 2)
  local ring = 1.43 / (2 * math.sin(math.pi / 5))
  for side = -1, 1, 2 do
    for k = 0, 4 do
      local c, s = math.cos(2 * math.pi * k / 5), math.sin(2 * math.pi * k / 5)
      m.add("C", -1.2, ring * c, ring * s, 1.66 * side)
      m.add("H", 1, (ring + 1.08) * c, (ring + 1.08) * s, 1.66 * side)
    end
  end
  return m.cluster()
end

-- M(H2O)6, an octahedron whose waters lie in the planes of the axes: M-O as given along x, y and z, O-H 0.97, H-O-H 107°.
local function hexaaqua(metal, x, y, z)
  local m = molecule(metal, 2)
  local along, across = 0.97 * math.cos(math.rad(107 / 2)), 0.97 * math.sin(math.rad(107 / 2))
  for axis, r in ipairs{ x, y, z } do
    for side = -1, 1, 2 do
      local oxygen = { 0, 0, 0 }
      oxygen[axis] = side * r
      m.add("O", -2, table.unpack(oxygen))
      for turn = -1, 1, 2 do
        local hydrogen = { 0, 0, 0 }
        hydrogen[axis] = side * (r + along)
        hydrogen[axis % 3 + 1] = turn * across
        m.add("H", 1, table.unpack(hydrogen))
      end
    end
  end
  return m.cluster()
end

local molecules = {}
if #arg == 0 then
  molecules = { { "Ni(CO)4", carbonyl() }, { "Fe(C5H5)2", ferrocene() }, { "Fe(H2O)6 2+", hexaaqua("Fe", 2.12, 2.12, 2.12) },
                { "Cu(H2O)6 2+", hexaaqua("Cu", 1.96, 1.96, 2.30) } }
end
for i, path in ipairs(arg) do molecules[i] = { path:match("[^/]*$"), cluster.read(path) } end

-- A forest of what a molecule has, too.
local names = { "QAMS", "DAMS", "IAMS", "N_3d", "EN_mean", "EN_std" }
local crystals = data.read("examples/data/mp_3d_sams.csv.gz"):dropna{ "SAMS", table.unpack(names) }
local model = forest.fit(crystals, { preset = forest.PAPER, target = "SAMS", features = names, n_estimators = 100, seed = 1 })

local spectra = {}
local rows = sweep(range(1, #molecules), function(i)
  local name, c = molecules[i][1], molecules[i][2]
  local sp = xes(c)
  spectra[i] = sp
  local row = { molecule = name, metal = c.absorber, neighbours = #c.atoms, SAMS = sp:sams() }
  -- A file without charges has no quadrupole: its spectrum is there all the same.
  local ok, f = pcall(c.features, c)
  if ok then
    for _, feature in ipairs(names) do row[feature] = f[feature] end
    if f.N_3d then row.predicted = model:predict(f) end
  end
  return row
end, { name = "i", title = "molecules", columns = { "molecule", "metal", "neighbours", "QAMS", "DAMS", "IAMS", "N_3d", "EN_mean",
                                                    "EN_std", "SAMS", "predicted" } })
rows:save(spar.out .. "/molecule.csv")
show(rows:select{ "molecule", "metal", "QAMS", "IAMS", "SAMS", "predicted" })

local series = {}
for i, sp in ipairs(spectra) do
  local points = {}
  for k = 1, #sp.energy do
    if sp.energy[k] >= -25 then points[#points + 1] = { energy = sp.energy[k], x = sp.x[k], y = sp.y[k], z = sp.z[k] } end
  end
  series[i] = plot{ data.new(points), x = "energy", y = { "x", "y", "z" }, kind = "line", title = molecules[i][1],
                    xlabel = "energy (eV)", ylabel = "emission (eV⁻¹)" }
end
plot.panels{ columns = 2, file = spar.out .. "/molecule.svg", table.unpack(series) }
print(spar.out .. "/molecule.csv, " .. spar.out .. "/molecule.svg")
