-- -*- coding: utf-8 -*-
-- With and without a core hole, on the crystals that two campaigns share (the second with --no-core-hole): how SAMS
-- goes together, and which of the two is more predictable.
-- spar run scripts/core_hole.lua TABLE.csv GROUND.csv

local study = require("study")
if #arg < 2 then
  print("core_hole: two tables expected, of campaigns with and without a core hole; nothing is drawn")
  return
end
local hole, ground = study.rows(arg[1]), study.rows(arg[2])
local both = hole:join(ground:select{ "id", "metal", "SAMS" }:rename{ SAMS = "ground" }, { on = { "id", "metal" } })
local rows = {}
for _, target in ipairs{ "SAMS", "ground" } do
  local r2, mae = study.score(both, { target = target })
  local mean, std = study.spread(r2)
  rows[#rows + 1] = { core_hole = target == "SAMS" and "relaxed" or "none", r2 = mean, r2_std = std,
                      mae = study.spread(mae), mean_SAMS = both[target]:mean() }
end
local result = data.new(rows):select{ "core_hole", "r2", "r2_std", "mae", "mean_SAMS" }
show(result)
result:save(spar.out .. "/core_hole.csv")
local together = both:correlation{ "SAMS", "ground" }.SAMS[2]
print(("%d rows; correlation %.3f, slope %.3f"):format(#both, together, both:fit("SAMS", "ground").slope))
local figure = plot{ both, x = "SAMS", y = "ground", by = "metal", diagonal = true,
                     xlabel = "SAMS with a core hole (eV⁻¹ᐟ²)", ylabel = "without (eV⁻¹ᐟ²)",
                     file = spar.out .. "/core_hole.svg" }
return { table = result, figure = figure }
