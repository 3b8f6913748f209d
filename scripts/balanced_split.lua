-- -*- coding: utf-8 -*-
-- Figs. 9 and 10: scores of each metal after training on all rows in proportion, and on 354 rows of each metal.
-- spar run scripts/balanced_split.lua [table.csv [train test]]; 90 rows of each metal are tested in the paper.

local d = require("study").rows(arg[1])
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }
-- The paper's 354 and 90 rows of each metal, or as many as the rarest has.
local fewest = math.huge
for _, group in ipairs(d:group("metal")) do fewest = math.min(fewest, #group.rows) end
local own = math.min(354, fewest * 4 // 5)
local even, eventest = d:balance{ by = "metal", train = tonumber(arg[2]) or own,
                                  test = tonumber(arg[3]) or math.min(90, fewest - own), seed = 1 }

local unbalanced = forest.fit(train, { preset = forest.PAPER, seed = 1 })
local balanced = forest.fit(even, { preset = forest.PAPER, seed = 1 })
local a, b = unbalanced:score(test, { by = "metal" }), balanced:score(eventest, { by = "metal" })
local both = a:rename{ r2 = "unbalanced", mae = "mae_unbalanced", n = "n_unbalanced" }:select{
  "metal", "unbalanced", "mae_unbalanced", "n_unbalanced" }:join(
  b:rename{ r2 = "balanced", mae = "mae_balanced", n = "n_balanced" }:select{
  "metal", "balanced", "mae_balanced", "n_balanced" }, { on = "metal" })
show(both)
both:save(spar.out .. "/balanced_split.csv")

-- Fig. 9: R² of each metal, in order of Z.
local bars = plot{ both, x = "metal", y = { "unbalanced", "balanced" }, kind = "bar", xlabel = "",
      ylabel = "R² (Eq. 12)",
      width = 120, file = spar.out .. "/balanced_split.svg" }

-- Fig. 10: predicted against known for Sc and Cu, or the first and last metal of a table that lacks them.
local first, last = both.metal[1], both.metal[#both]
for _, metal in ipairs(both.metal) do
  if metal == "Cu" and first == "Sc" then last = metal end
end
local function picture(model, rows, metal, name)
  local own = rows:filter(function(r) return r.metal == metal end)
  local title = string.format("%s, %s: R² = %.2f", metal, name, model:score(own).r2):gsub("-", "−")
  return plot{ own:with{ predicted = model:predict(own) }, x = "SAMS", y = "predicted", diagonal = true,
               xlim = { 0, d.SAMS:max() }, ylim = { 0, d.SAMS:max() },
               title = title, xlabel = "SAMS (eV⁻¹ᐟ²)",
               ylabel = "predicted SAMS (eV⁻¹ᐟ²)" }
end
local figure = plot.panels{ columns = 2, picture(unbalanced, test, first, "unbalanced"), picture(unbalanced, test, last, "unbalanced"),
             picture(balanced, eventest, first, "balanced"), picture(balanced, eventest, last, "balanced"),
             file = spar.out .. "/balanced_prediction.svg" }
return { table = both, bars = bars, figure = figure }
