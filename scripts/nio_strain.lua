-- Fig. 3 (a), horizontal axis: NiO stretched along c, from 0 to 10 %.
-- Run it from the repository's folder: spar run scripts/nio_strain.lua

local nio = structure.read("examples/structures/NiO.cif")   -- the cubic cell, 4 Ni and 4 O

local rows = sweep(range(0, 0.10, 0.005), function(strain)
  local f = nio:strain{ c = strain }:features("Ni")         -- Ni and its surroundings within 12 angstrom
  return { strain = strain, QAMS = f.QAMS, IAMS = f.IAMS, DAMS = f.DAMS }
end, { name = "strain" })

show(rows)
rows:save(spar.out .. "/nio_strain.csv")
plot{ rows, x = "strain", y = { "QAMS", "IAMS" }, kind = "line", file = spar.out .. "/nio_strain.svg",
      title = "NiO stretched along c", xlabel = "strain", ylabel = "QAMS (e Å⁻⁵), IAMS (Å⁻⁵)" }
print("written: " .. spar.out .. "/nio_strain.csv and .svg")
