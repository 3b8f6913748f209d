-- -*- coding: utf-8 -*-
-- Fig. 8: permutation importances of the features on rows held back, over that of a noise feature (Eq. 11).
-- spar run scripts/permutation_importance.lua [table.csv [repeats]]

local d = require("study").rows(arg[1])
local repeats = tonumber(arg[2] or 30)
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }

-- The model is trained again with a column of random numbers beside the features.
local model = forest.fit(train, { preset = forest.PAPER, seed = 1 })
local importance = model:permutation_importance(test, { repeats = repeats, noise = true, seed = 1 })
  :sort("mean", { descending = true })

-- Ratios only where the noise's own importance is above zero by more than two standard errors.
local noise = importance:filter(function(r) return r.feature == "noise" end)[1]
local divides = noise.mean > 2 * noise.std / math.sqrt(repeats)
if not divides then importance = importance:select{ "feature", "mean", "std" } end
show(importance)
importance:save(spar.out .. "/permutation_importance.csv")
local unit = divides and noise.mean or 1e-3
local figure = plot{ importance:with{ height = function(r) return r.mean / unit end, error = function(r) return r.std / unit end },
      x = "feature", y = "height", kind = "bar", errors = "error", width = 120, height = 80, xlabel = "",
      ylabel = divides and "importance over that of noise" or "increase of the mean squared error (10⁻³ eV⁻¹)",
      file = spar.out .. "/permutation_importance.svg" }
return { table = importance, figure = figure }
