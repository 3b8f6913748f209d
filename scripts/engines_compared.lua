-- -*- coding: utf-8 -*-
-- The embedded engine against FEFF10: SAMS of NiO and Cr2O3 strained along c, both engines in one figure.
-- FEFF10's results are taken from your run store; `spar store import examples/data/figures_feff10.spar` puts ours there.

local function sams(structure0, metal, strains, engine)
  return sweep(strains, function(strain)
    local sp = xes(structure0:strain{ c = strain }, metal, { like = structure0, engine = engine })
    return { strain = strain, SAMS = sp:sams() }
  end, { name = "strain" })
end

local panels = { columns = 2, file = spar.out .. "/engines_compared.svg" }
for _, case in ipairs{ { "NiO", "Ni", range(0, 0.10, 0.005) }, { "Cr2O3", "Cr", range(-0.10, 0.10, 0.01) } } do
  local name, metal, strains = table.unpack(case)
  local s = structure.read("examples/structures/" .. name .. ".cif")
  local green, feff10 = sams(s, metal, strains, "green"), sams(s, metal, strains, "feff")
  local both = green:rename{ SAMS = "green" }:join(feff10:rename{ SAMS = "FEFF10" }, { on = "strain" })
  both:save(spar.out .. "/" .. name .. "_engines.csv")
  local worst = 0
  for _, row in ipairs(both) do
    if row.FEFF10 > 1e-3 then worst = math.max(worst, math.abs(row.green / row.FEFF10 - 1)) end
  end
  print(string.format("%s: green is within %.1f %% of FEFF10 at every strain", name, 100 * worst))
  panels[#panels + 1] = plot{ { feff10, label = "FEFF10" }, { green, label = "green" }, x = "strain", y = "SAMS",
                              kind = "line", title = name, ylabel = "SAMS (1/√eV)" }
end
plot.panels(panels)
