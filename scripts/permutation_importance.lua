-- -*- coding: utf-8 -*-
-- Fig. 8: permutation importances of the features on rows held back, over that of a noise feature (Eq. 11), or as they
-- are where shuffling the noise makes no error greater (its importance scatters about zero and may be negative: there is
-- then nothing to divide by).
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
local told = divides and ("the noise feature's own importance is %.2g eV⁻¹"):format(noise.mean)
  or ("the noise feature's own importance, %.2g ± %.2g eV⁻¹, is %s: Eq. 11's ratio to it has no meaning here, and the "
    .. "importances are shown as they are"):format(noise.mean, noise.std, noise.mean < 0 and "negative" or "too near zero")
print(told)
importance:save(spar.out .. "/permutation_importance.csv")
local unit = divides and noise.mean or 1e-3
local figure = plot{ importance:with{ height = function(r) return r.mean / unit end, error = function(r) return r.std / unit end },
      x = "feature", y = "height", kind = "bar", errors = "error", width = 120, height = 80, xlabel = "",
      ylabel = divides and "importance over that of noise" or "increase of the mean squared error (10⁻³ eV⁻¹)",
      file = spar.out .. "/permutation_importance.svg" }
return { table = importance, figure = figure, told = told }
