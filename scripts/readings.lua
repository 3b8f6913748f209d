-- -*- coding: utf-8 -*-
-- The paper's readings against each other on the same rows: in which frame, over which window is SAMS most predictable?
-- spar run scripts/readings.lua [table.csv]

local study = require("study")
local frames = { { "SAMS", "each site's own" }, { "SAMS_mean", "of the mean Q" }, { "SAMS_max", "the largest" } }
local windows = { { "", "-30 to 5 eV" }, { "_paper", "the authors'" }, { "_valence", "-13 to 3 eV" } }
local rows = {}
for _, window in ipairs(windows) do
  for _, frame in ipairs(frames) do
    local target = frame[1] .. window[1]
    local d = study.rows(arg[1], target)
    local r2, mae = study.score(d, { target = target })
    local mean, std = study.spread(r2)
    local values = d:sort(target)[target]
    rows[#rows + 1] = { window = window[2], frame = frame[2], r2 = mean, r2_std = std, mae = study.spread(mae),
                        median = values[#values // 2 + 1], spread = values:std(), n = #d,
                        with_QAMS = d:correlation{ target, "QAMS" }[target][2], with_IAMS = d:correlation{ target,
                          "IAMS" }[target][2] }
  end
end
local result = data.new(rows):select{ "window", "frame", "r2", "r2_std", "mae", "median", "spread", "with_QAMS",
  "with_IAMS", "n" }
show(result)
result:save(spar.out .. "/readings.csv")
local bars = {}
for i = 1, #rows, 3 do
  bars[#bars + 1] = { window = rows[i].window, [frames[1][2]] = rows[i].r2, [frames[2][2]] = rows[i + 1].r2,
                      [frames[3][2]] = rows[i + 2].r2 }
end
local figure = plot{ data.new(bars):select{ "window", frames[1][2], frames[2][2], frames[3][2] }, x = "window",
      y = { frames[1][2], frames[2][2], frames[3][2] }, kind = "bar", width = 120, xlabel = "window",
      ylabel = "R² on rows held back", file = spar.out .. "/readings.svg" }
return { table = result, figure = figure }
