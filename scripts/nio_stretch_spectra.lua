-- -*- coding: utf-8 -*-
-- Fig. 1: NiO6 with its two apical oxygens moved out by 5 % and by 50 %. Both clusters have the point group D4h; their
-- spectra along and across the stretched axis differ by far more.
-- The octahedron stands alone: in the crystal, an oxygen moved by 50 % would come within 1.1 angstrom of the next Ni.

local nio = structure.read("examples/structures/NiO.cif")
local octahedron = nio:cluster("Ni", { radius = 2.5 })

local function spectrum(factor)
  return function()
    return xes(octahedron:stretch{ axis = { 0, 0, 1 }, factor = factor }, { frame = "crystal" })
  end
end

local ok, small, large = pcall(spar.parallel, spectrum(1.05), spectrum(1.50))
if not ok and small.status ~= "no FEFF" then error(small) end
if not ok then
  print("no spectra to draw: " .. small.message)
  return
end

local top = 1.05 * math.max(small.x:max(), small.z:max(), large.x:max(), large.z:max())
local function panel(sp, title)
  local d = data.new{ columns = { energy = sp.energy, xy = sp.x, z = sp.z } }
  return plot{ d, x = "energy", y = { "xy", "z" }, kind = "line", title = title, xlim = { -20, 5 }, ylim = { 0, top },
               xlabel = "energy about the Fermi level (eV)", ylabel = "intensity (1/eV)" }
end

local figure = plot.panels{ panel(small, "apical O +5 %"), panel(large, "apical O +50 %"), file = spar.out
  .. "/nio_stretch_spectra.svg" }
small:save(spar.out .. "/nio_stretch_05.csv")
large:save(spar.out .. "/nio_stretch_50.csv")
print(string.format("SAMS: %.5f at 5 %%, %.5f at 50 %%", sams(small), sams(large)))
return { figure = figure, small = sams(small), large = sams(large) }
