-- -*- coding: utf-8 -*-
-- Sec. 2.2: the exponent m of the distance, 1 to 14. R² of the forest whose QAMS, DAMS and IAMS are made with m, and
-- the correlation of QAMS and IAMS with SAMS: does 7 win? spar run scripts/exponent_scan.lua [table.csv
-- [descriptors.csv]]

local study = require("study")
local d = study.rows(arg[1])
d = d:select{ "id", "metal", "SAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std" }
  :join(data.read(arg[2] or study.descriptors), { on = { "id", "metal" } })
local rows = {}
for m = 1, 14 do
  local own = { "QAMS_" .. m, "DAMS_" .. m, "IAMS_" .. m }
  local r2 = study.score(d, { features = { own[1], own[2], own[3], "density", "N_SG", "N_3d", "EN_mean", "EN_std" },
                              trees = 150, seeds = { 1, 2, 3 } })
  local mean, std = study.spread(r2)
  local correlation = d:correlation{ "SAMS", own[1], own[3] }
  rows[#rows + 1] = { m = m, r2 = mean, r2_std = std, QAMS = correlation.SAMS[2], IAMS = correlation.SAMS[3] }
end
local scan = data.new(rows):select{ "m", "r2", "r2_std", "QAMS", "IAMS" }
show(scan)
scan:save(spar.out .. "/exponent_scan.csv")
local figure = plot.panels{ columns = 2,
  plot{ scan, x = "m", y = "r2", errors = "r2_std", kind = "line", xlabel = "exponent m", ylabel = "R² on rows held back" },
  plot{ scan, x = "m", y = { "QAMS", "IAMS" }, kind = "line", xlabel = "exponent m", ylabel = "correlation with SAMS" },
  file = spar.out .. "/exponent_scan.svg" }
return { table = scan, figure = figure }
