-- -*- coding: utf-8 -*-
-- Measured absorption beside computed: aligned, broadened, how far apart, one figure.
--
--   spar run scripts/xas_experiment.lua                                   four powders that come with Spar
--   spar run scripts/xas_experiment.lua -- MEASURED CRYSTAL.cif ELEMENT   your own: XDI, Athena's or Larch's columns
--
-- A powder shows the isotropic average. Energies of the measured curve count from its steepest rise; the computed one is
-- shifted to it and widened by a Gaussian of 1 eV, what a beamline adds to the life times. White lines come out stronger
-- than measured: muffin tins, and no multiplets. No polarized K edge of a 3d metal was found among public files.

local resolution = 1.0  -- eV
local cases = { { "CuO_13K", "CuO", "Cu" }, { "Cr2O3", "Cr2O3", "Cr" }, { "ZnO", "ZnO", "Zn" }, { "FeS2", "FeS2", "Fe" } }
for _, case in ipairs(cases) do
  case[1], case[2] = "examples/data/xdi/" .. case[1] .. ".xdi", "examples/structures/" .. case[2] .. ".cif"
end
if arg[1] then
  assert(arg[3], "three names expected: the measured file, the crystal's file, the element")
  cases = { { arg[1], arg[2], arg[3] } }
end

local rows, panels = {}, { columns = #cases > 1 and 2 or 1, file = "xas_experiment.svg" }
for _, case in ipairs(cases) do
  local path, crystal, element = table.unpack(case)
  local measured, s = spectra.measured(path), structure.read(crystal)
  local computed = xas(s, element, { frame = "crystal" }):broaden{ gaussian = resolution }
  local distance, shift = spectra.distance(measured, computed, { from = -10, to = 30, within = 20 })
  rows[#rows + 1] = { crystal = s.formula, edge = element .. " K", distance = distance, shift = shift }
  local moved = computed:shift(shift)
  local energies = range(math.max(-15, moved.energy[1]), math.min(40, moved.energy[#moved.energy]), 0.25)
  local a, b = measured:on(energies), moved:on(energies)
  -- Both so that their averages are alike: the scale is the fit's, as in the distance.
  local ab, bb = 0, 0
  for i = 1, #energies do ab, bb = ab + a.average[i] * b.average[i], bb + b.average[i] ^ 2 end
  local d = data.new{ columns = { energy = energies, measured = a.average, computed = ab / bb * b.average } }
  panels[#panels + 1] = plot{ d, x = "energy", y = { "measured", "computed" }, kind = "line",
    title = s.formula .. ", " .. element .. " K", xlabel = "energy about the measured edge (eV)",
    ylabel = "absorption (edge step 1)" }
end
rows = data.new(rows):select{ "crystal", "edge", "distance", "shift" }
rows:save("xas_experiment.csv")
show(rows)
return { table = rows, figure = plot.panels(panels) }
