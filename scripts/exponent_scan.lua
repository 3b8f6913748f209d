-- -*- coding: utf-8 -*-
-- Sec. 2.2: the exponent m of the distance, 1 to 14. R² of the forest whose QAMS, DAMS and IAMS are made with m, how
-- far it is below that of 7 on the same divisions of the rows, and the correlation of QAMS and IAMS with SAMS: does 7
-- win? spar run scripts/exponent_scan.lua [table.csv [descriptors.csv]]

local study = require("study")
local d = study.rows(arg[1])
d = d:select{ "id", "metal", "SAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std" }
  :join(data.read(arg[2] or study.descriptors), { on = { "id", "metal" } })
local scores, rows = {}, {}
for m = 1, 14 do
  scores[m] = study.score(d, { features = { "QAMS_" .. m, "DAMS_" .. m, "IAMS_" .. m, "density", "N_SG", "N_3d",
                                            "EN_mean", "EN_std" }, trees = 150 })
end
for m = 1, 14 do
  local below = {}
  for k, r2 in ipairs(scores[m]) do below[k] = scores[7][k] - r2 end
  local mean, std = study.spread(scores[m])
  local difference, spread = study.spread(below)
  local correlation = d:correlation{ "SAMS", "QAMS_" .. m, "IAMS_" .. m }
  rows[m] = { m = m, r2 = mean, r2_std = std, below_7 = difference, below_7_std = spread,
              with_QAMS = correlation.SAMS[2], with_IAMS = correlation.SAMS[3] }
end
local scan = data.new(rows):select{ "m", "r2", "r2_std", "below_7", "below_7_std", "with_QAMS", "with_IAMS" }
show(scan)
scan:save(spar.out .. "/exponent_scan.csv")

-- As good as the best: a mean difference to it, division by division, within two of its standard errors.
local best = scan:sort("r2", { descending = true })[1].m
local alike = {}
for m = 1, 14 do
  local below = {}
  for k, r2 in ipairs(scores[m]) do below[k] = scores[best][k] - r2 end
  local mean, std = study.spread(below)
  if mean <= 2 * std / math.sqrt(#below) then alike[#alike + 1] = m end
end
print(("the highest R² is that of m = %d, %s; %s"):format(best, study.pm(scores[best]), #alike > 1
  and "within two standard errors of the difference, division by division, lie " .. table.concat(alike, ", ")
  or "every other lies below it by more than two standard errors of the difference, division by division"))
local figure = plot.panels{ columns = 2,
  plot{ scan, x = "m", y = "r2", errors = "r2_std", kind = "line", xlabel = "exponent m", ylabel = "R² on rows held back" },
  plot{ scan:rename{ with_QAMS = "QAMS", with_IAMS = "IAMS" }, x = "m", y = { "QAMS", "IAMS" }, kind = "line",
        xlabel = "exponent m", ylabel = "correlation with SAMS" },
  file = spar.out .. "/exponent_scan.svg" }
return { table = scan, figure = figure, best = best, alike = alike, scores = scores }
