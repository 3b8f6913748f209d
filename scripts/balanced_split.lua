-- Figs. 9 and 10: scores of each metal after training on all rows in proportion, and on 354 rows of each metal.
-- spar run scripts/balanced_split.lua [features.csv [train test]]; 90 rows of each metal are tested in the paper.

local d = data.read(arg[1] or "examples/data/features_sample.csv")
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }
local even, eventest = d:balance{ by = "metal", train = tonumber(arg[2] or 354), test = tonumber(arg[3] or 90), seed = 1 }

local unbalanced = forest.fit(train, { preset = forest.PAPER, seed = 1 })
local balanced = forest.fit(even, { preset = forest.PAPER, seed = 1 })
local a, b = unbalanced:score(test, { by = "metal" }), balanced:score(eventest, { by = "metal" })
local both = a:rename{ r2 = "unbalanced", mae = "mae_unbalanced", n = "n_unbalanced" }:select{
  "metal", "unbalanced", "mae_unbalanced", "n_unbalanced" }:join(
  b:rename{ r2 = "balanced", mae = "mae_balanced", n = "n_balanced" }:select{
  "metal", "balanced", "mae_balanced", "n_balanced" }, { on = "metal" })

show(both)
both:save(spar.out .. "/balanced_split.csv")
local r2 = plot{ both, x = "metal", y = { "unbalanced", "balanced" }, kind = "bar", xlabel = "", ylabel = "R² (Eq. 12)" }
local mae = plot{ both:rename{ mae_unbalanced = "MAE, unbalanced", mae_balanced = "MAE, balanced" }, x = "metal",
                  y = { "MAE, unbalanced", "MAE, balanced" }, kind = "bar", xlabel = "", ylabel = "MAE (eV⁻¹ᐟ²)" }
plot.panels{ columns = 2, r2, mae, file = spar.out .. "/balanced_split.svg" }

-- Fig. 10: predicted against known, both ways.
local function picture(model, rows, title)
  return plot{ rows:with{ predicted = model:predict(rows) }, x = "SAMS", y = "predicted", kind = "density",
               diagonal = true, title = string.format("%s, R² = %.3f", title, model:score(rows).r2) }
end
plot.panels{ columns = 2, picture(unbalanced, test, "unbalanced"), picture(balanced, eventest, "balanced"),
             file = spar.out .. "/balanced_prediction.svg" }
