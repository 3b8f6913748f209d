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
if not ok and small.status ~= "no FEFF" and small.status ~= "not computed" then error(small) end
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

-- The cluster seen from the side: sticks to the oxygens, circles for the atoms.
local function drawing(factor, title)
  local c, rows = octahedron:stretch{ axis = { 0, 0, 1 }, factor = factor }, {}
  local function place(x, y, z) return 0.91 * x - 0.42 * y, z + 0.13 * x + 0.28 * y end
  local function circle(element, x, y, radius, start)
    for k = 0, 48 do
      local angle = start + math.pi * k / 24
      rows[#rows + 1] = { x = x + radius * math.cos(angle), y = y + radius * math.sin(angle), element = element }
    end
  end
  for _, a in ipairs(c.atoms) do
    local x, y = place(a.x, a.y, a.z)
    rows[#rows + 1] = { x = 0, y = 0, element = "O" }
    circle("O", x, y, 0.28, math.atan(-y, -x))
    rows[#rows + 1] = { x = 0, y = 0, element = "O" }
  end
  circle("Ni", 0, 0, 0.4, 0)
  return plot{ data.new(rows), x = "x", y = "y", by = "element", kind = "line", title = title, xlim = { -4, 4 },
               ylim = { -4, 4 }, width = 70, height = 70, xlabel = "across (Å)", ylabel = "along the axis (Å)" }
end

local figure = plot.panels{ drawing(1.05, "NiO_6, apical O +5 %"), panel(small, "apical O +5 %"),
                            drawing(1.50, "NiO_6, apical O +50 %"), panel(large, "apical O +50 %"),
                            file = spar.out .. "/nio_stretch_spectra.svg" }
small:save(spar.out .. "/nio_stretch_05.csv")
large:save(spar.out .. "/nio_stretch_50.csv")
print(string.format("SAMS: %.5f at 5 %%, %.5f at 50 %%", sams(small), sams(large)))
return { figure = figure, small = sams(small), large = sams(large) }
