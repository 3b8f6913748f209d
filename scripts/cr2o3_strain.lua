-- -*- coding: utf-8 -*-
-- Fig. 3 (c): Cr2O3 compressed and stretched along c, from -10 to 10 %: the anisotropy of the geometry and that of the
-- spectra, which stays finite where QAMS all but vanishes.

local cr2o3 = structure.read("examples/structures/Cr2O3.cif")
local absent = { ["no FEFF"] = true, ["not computed"] = true }
local missing                                               -- why there are no spectra, where there are none

local rows = sweep(range(-0.10, 0.10, 0.01), function(strain)
  local s = cr2o3:strain{ c = strain }
  local f = s:features("Cr")
  local ok, sp = pcall(xes, s, { like = cr2o3 })            -- from the store, or computed in some seconds
  if not ok and not absent[sp.status] then error(sp) end
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

-- Between the points: QAMS needs no spectrum and can be had at any strain; SAMS by the parabola through its least
-- value and the neighbours.
local minimum = {}
local fine = sweep(range(-0.02, 0.08, 0.0005), function(strain)
  return { strain = strain, QAMS = cr2o3:strain{ c = strain }:features("Cr").QAMS }
end, { name = "strain", title = "QAMS" }):sort("QAMS")[1]
minimum.QAMS = fine.strain
if not missing then
  local i = 1
  for k = 1, #rows do
    if rows[k].SAMS < rows[i].SAMS then i = k end
  end
  i = math.max(2, math.min(#rows - 1, i))
  local a, b, c = rows[i - 1].SAMS, rows[i].SAMS, rows[i + 1].SAMS
  minimum.SAMS = rows[i].strain + 0.01 * (a - c) / (2 * (a - 2 * b + c))
  minimum.flat = rows[i].SAMS
  print(string.format("between the points QAMS is smallest, %.5f, at %+.2f %%, SAMS at %+.2f %%", fine.QAMS,
    100 * minimum.QAMS, 100 * minimum.SAMS))
end
local least = rows:sort("QAMS")[1]
print(string.format("QAMS is smallest, %.5f, at a strain of %.1f %%", least.QAMS, 100 * least.strain))
if not missing then
  least = rows:sort("SAMS")[1]
  print(string.format("SAMS is smallest, %.5f, at a strain of %.1f %%", least.SAMS, 100 * least.strain))
end
return { table = rows, figure = figure, minimum = minimum }
