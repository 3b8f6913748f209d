-- -*- coding: utf-8 -*-
-- Fig. 2: the polarized spectra of one crystal, their differences and its spectral anisotropy matrix. Without a name it
-- is the paper's LiCrCO3F2 (mp-766487), whose spectra Spar computed and ships. Another crystal: spar run
-- scripts/sam_matrix.lua crystal.cif Cr, or structures.csv.gz Cr mp-766487

local path, metal, id = arg[1], arg[2], arg[3]
local sp, title = nil, "LiCrCO₃F₂"
if not path then
  sp = spectra.read("examples/data/LiCrCO3F2_Cr.csv")
  -- The file says which version computed it; a figure of an older one says so.
  for _, line in ipairs(sp.provenance) do
    if line.name == "engine" and line.value ~= "green " .. green.version() then
      title = title .. ", " .. line.value
      print(("the shipped spectrum was computed by %s, this program has green %s: compute it anew from mp-766487"):format(
        line.value, green.version()))
    end
  end
else
  local crystal
  if id then
    local t = structure.read_table(path)
    for i = 1, #t do
      if t:name(i) == id then crystal = t[i] end
    end
    crystal = crystal or error(path .. " has no " .. id, 0)
  else
    crystal = structure.read(path)
  end
  local ok, got = pcall(xes, crystal, metal or crystal:metals()[1])
  if not ok and got.status ~= "no FEFF" and got.status ~= "not computed" then error(got) end
  if not ok then
    print("no spectra to draw: " .. got.message)
    return
  end
  sp, title = got, crystal.reduced_formula
end

print(sp)
for _, note in ipairs(sp.notes) do print(note) end
show(sp:sam())
local most = sp:max_sams()
print(string.format("SAMS %.5f, at most %.5f in other axes (1/√eV)", sp:sams(), most))

sp:save(spar.out .. "/sam_matrix.csv")
local figure = plot.panels{ columns = 3, sp:plot{ title = title }, plot{ sp:sam(), kind = "heatmap", title = "SAM (1/√eV)" },
                            file = spar.out .. "/sam_matrix.svg" }
print("written: " .. spar.out .. "/sam_matrix.csv and .svg")
return { spectrum = sp, figure = figure }
