-- -*- coding: utf-8 -*-
-- With and without a core hole, on the crystals that two campaigns share (the second with --no-core-hole): how SAMS
-- goes together, and which of the two is more predictable. spar run scripts/core_hole.lua [table.csv [nohole.csv]]

local study = require("study")
local path = arg[2] or study.no_hole
if #spar.files(path) == 0 then
  print("there is no table of spectra without a core hole (" .. path .. "): nothing to compare; "
    .. "scripts/campaign.lua --no-core-hole makes one")
  return {}
end
local hole, ground = study.rows(arg[1]), study.rows(path)
if hole[1].physics ~= ground[1].physics or hole[1].engine ~= ground[1].engine then
  error(("the two tables are of different engines or versions: %s %s and %s %s"):format(hole[1].engine, hole[1].physics,
    ground[1].engine, ground[1].physics), 0)
end
local both = hole:join(ground:select{ "id", "metal", "SAMS", "SAMS_paper" }:rename{ SAMS = "ground",
  SAMS_paper = "ground_paper" }, { on = { "id", "metal" } })
local rows = {}
local hole_is, none, authors = "relaxed about it", "none", "the authors'"
for _, case in ipairs{ { "SAMS", hole_is, "-30 to 5 eV" }, { "ground", none, "-30 to 5 eV" },
                       { "SAMS_paper", hole_is, authors }, { "ground_paper", none, authors } } do
  local target = case[1]
  local r2, mae = study.score(both, { target = target })
  local mean, std = study.spread(r2)
  rows[#rows + 1] = { core_hole = case[2], window = case[3], r2 = mean, r2_std = std, mae = study.spread(mae),
                      mean = both[target]:mean(), with_IAMS = both:correlation{ target, "IAMS" }[target][2] }
end
local result = data.new(rows):select{ "core_hole", "window", "r2", "r2_std", "mae", "mean", "with_IAMS" }
show(result)
result:save(spar.out .. "/core_hole.csv")
local together = both:correlation{ "SAMS", "ground" }.SAMS[2]
local told = ("%d rows; SAMS without a core hole against with it: correlation %.3f, slope %.3f"):format(#both, together,
  both:fit("SAMS", "ground").slope)
print(told)
local top = 1.05 * math.max(both.SAMS:max(), both.ground:max())
local figure = plot{ both, x = "SAMS", y = "ground", diagonal = true, xlim = { 0, top }, ylim = { 0, top },
                     xlabel = "SAMS with a core hole (eV⁻¹ᐟ²)", ylabel = "without (eV⁻¹ᐟ²)",
                     file = spar.out .. "/core_hole.svg" }
return { table = result, figure = figure, told = told, rows = rows, n = #both }
