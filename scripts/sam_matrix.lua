-- -*- coding: utf-8 -*-
-- Fig. 2: the polarized spectra of one crystal, their differences and its spectral anisotropy matrix.
-- Another crystal: spar run scripts/sam_matrix.lua crystal.cif Cr

local path, metal = arg[1] or "examples/structures/CuO.cif", arg[2]
local crystal = structure.read(path)

local ok, sp = pcall(xes, crystal, metal or crystal:metals()[1])
if not ok and sp.status ~= "no FEFF" then error(sp) end
if not ok then
  print("no spectra to draw: " .. sp.message)
  return
end

print(sp)
for _, note in ipairs(sp.notes) do print(note) end
show(sp:sam())
local most = sp:max_sams()
print(string.format("SAMS %.5f, at most %.5f in other axes (1/√eV)", sp:sams(), most))

sp:save(spar.out .. "/sam_matrix.csv")
plot.panels{ columns = 3, sp:plot{ title = crystal.reduced_formula },
             plot{ sp:sam(), kind = "heatmap", title = "SAM (1/√eV)" }, file = spar.out .. "/sam_matrix.svg" }
print("written: " .. spar.out .. "/sam_matrix.csv and .svg")
