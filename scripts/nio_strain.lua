-- -*- coding: utf-8 -*-
-- Fig. 3 (a): NiO stretched along c, from 0 to 10 %: the anisotropy of the geometry and that of the spectra.
-- Run it: spar run scripts/nio_strain.lua

local nio = structure.read("examples/structures/NiO.cif")   -- the cubic cell, 4 Ni and 4 O
local absent = { ["no FEFF"] = true, ["not computed"] = true }
local missing                                               -- why there are no spectra, where there are none

local rows = sweep(range(0, 0.10, 0.005), function(strain)
  local s = nio:strain{ c = strain }
  local f = s:features("Ni")                                -- Ni and its surroundings within 12 angstrom
  local ok, sp = pcall(xes, s, { like = nio })              -- from the store, or computed in some seconds
  if not ok and not absent[sp.status] then error(sp) end
  if not ok then missing = sp.message end
  return { strain = strain, QAMS = f.QAMS, IAMS = f.IAMS, DAMS = f.DAMS, SAMS = ok and sp:sams() or nil }
end, { name = "strain" })

show(rows)
rows:save(spar.out .. "/nio_strain.csv")
local file = spar.out .. "/nio_strain.svg"
local geometry = { rows, x = "strain", y = { "QAMS", "IAMS" }, kind = "line", file = missing and file,
                   title = "NiO stretched along c", xlabel = "strain", ylabel = "QAMS (e Å⁻⁵), IAMS (Å⁻⁵)" }
local figure
if missing then
  figure = plot(geometry)
  print("without SAMS: " .. missing)
else
  figure = plot.panels{ file = file, plot(geometry),
               plot{ rows, x = "QAMS", y = "SAMS", xlabel = "QAMS (e Å⁻⁵)", ylabel = "SAMS (1/√eV)" } }
end
print("written: " .. spar.out .. "/nio_strain.csv and .svg")
return { table = rows, figure = figure }
