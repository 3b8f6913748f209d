-- -*- coding: utf-8 -*-
-- Fig. 3 (c): Cr2O3 compressed and stretched along c, from -10 to 10 %: the anisotropy of the geometry and that of the
-- spectra, which stays finite where QAMS all but vanishes.

local cr2o3 = structure.read("examples/structures/Cr2O3.cif")
local missing                                               -- why there are no spectra, where there are none

local rows = sweep(range(-0.10, 0.10, 0.01), function(strain)
  local s = cr2o3:strain{ c = strain }
  local f = s:features("Cr")
  local ok, sp = pcall(xes, s, { like = cr2o3 })            -- from the store, or computed in some seconds
  if not ok and sp.status ~= "no FEFF" then error(sp) end
  if not ok then missing = sp.message end
  return { strain = strain, QAMS = f.QAMS, IAMS = f.IAMS, DAMS = f.DAMS, SAMS = ok and sp:sams() or nil }
end, { name = "strain" })

show(rows)
rows:save(spar.out .. "/cr2o3_strain.csv")
local file = spar.out .. "/cr2o3_strain.svg"
local geometry = { rows, x = "strain", y = { "QAMS", "IAMS", "DAMS" }, kind = "line", file = missing and file, xlim = { -0.11, 0.11 },
                   title = "Cr₂O₃ strained along c", xlabel = "strain", ylabel = "QAMS, IAMS (Å⁻⁵), DAMS (Å⁻⁶)" }
local figure
if missing then
  figure = plot(geometry)
  print("without SAMS: " .. missing)
else
  figure = plot.panels{ file = file, plot(geometry),
               plot{ rows, x = "QAMS", y = "SAMS", xlabel = "QAMS (e Å⁻⁵)", ylabel = "SAMS (1/√eV)" } }
end

local least = rows:sort("QAMS")[1]
print(string.format("QAMS is smallest, %.5f, at a strain of %.1f %%", least.QAMS, 100 * least.strain))
if not missing then
  least = rows:sort("SAMS")[1]
  print(string.format("SAMS is smallest, %.5f, at a strain of %.1f %%", least.SAMS, 100 * least.strain))
end
return { table = rows, figure = figure }
