-- -*- coding: utf-8 -*-
-- Is Sc isotropic, or does its 3p level in the window make it look so? Median SAMS of each metal over three windows,
-- and how well the forest predicts each. spar run scripts/scandium.lua [table.csv]

local study = require("study")
local windows = { { "SAMS", "-30 to 5 eV" }, { "SAMS_paper", "the authors'" }, { "SAMS_valence", "-13 to 3 eV" } }
local order, rows = {}, {}
for _, window in ipairs(windows) do
  local d = study.rows(arg[1], window[1])
  local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }
  local model = forest.fit(train, { preset = forest.PAPER, target = window[1], seed = 1 })
  for _, score in ipairs(model:score(test, { by = "metal" })) do
    local values = d:filter(function(r) return r.metal == score.metal end):sort(window[1])[window[1]]
    if not rows[score.metal] then
      rows[score.metal] = { metal = score.metal }
      order[#order + 1] = score.metal
    end
    rows[score.metal]["median " .. window[2]] = values[#values // 2 + 1]
    rows[score.metal]["R² " .. window[2]] = score.r2
  end
end
local list, medians, scores = {}, { "metal" }, {}
for _, metal in ipairs(order) do list[#list + 1] = rows[metal] end
for _, window in ipairs(windows) do
  medians[#medians + 1] = "median " .. window[2]
  scores[#scores + 1] = "R² " .. window[2]
end
local result = data.new(list):select{ medians[1], medians[2], medians[3], medians[4], table.unpack(scores) }
show(result)
result:save(spar.out .. "/scandium.csv")
local figure = plot.panels{ columns = 2,
  plot{ result, x = "metal", y = { medians[2], medians[3], medians[4] }, kind = "bar", width = 120, xlabel = "",
        ylabel = "median SAMS (eV⁻¹ᐟ²)" },
  plot{ result, x = "metal", y = scores, kind = "bar", width = 120, ylim = { -0.5, 1 }, xlabel = "", ylabel = "R² on rows held back" },
  file = spar.out .. "/scandium.svg" }
return { table = result, figure = figure }
