-- -*- coding: utf-8 -*-
-- Tables 1-3 and Fig. 7: search the paper's space of hyperparameters, train with Table 2's, score what was held back.
-- spar run scripts/forest_train.lua [features.csv [candidates [folds]]]; the paper has 100 candidates and 5 folds.

local d = require("feature_table")(arg[1])
local candidates, folds = tonumber(arg[2] or 4), tonumber(arg[3] or 3)
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }

-- Tables 1 and 2: the candidates, best first, beside the paper's choice.
local search = forest.search(train, { n_iter = candidates, folds = folds, space = forest.PAPER_SPACE, seed = 1 })
local results = search.results:sort("mean", { descending = true })
results:save(spar.out .. "/forest_search.csv")
show(results:select{ "mean", "std", "n_estimators", "max_depth", "max_features", "max_samples", "min_samples_leaf",
  "min_samples_split" })

-- Table 3: the paper's model in cross-validation, on its training rows, out of bag and on the rows held back.
local model = forest.fit(train, { preset = forest.PAPER, seed = 1 })
local validation = forest.cross_validate(train, { preset = forest.PAPER, folds = folds, seed = 1 })
local scores = { { rows = "folds", r2 = validation.mean, mae = validation.folds.mae:mean(),
                   mse = validation.folds.mse:mean(), n = #train } }
for _, set in ipairs{ { "training", model:score(train) }, { "out of bag", model.oob }, { "test", model:score(test) } } do
  scores[#scores + 1] = { rows = set[1], r2 = set[2].r2, mae = set[2].mae, mse = set[2].mse, n = set[2].n }
end
local table3 = data.new(scores):select{ "rows", "r2", "mae", "mse", "n" }
show(table3)
table3:save(spar.out .. "/forest_scores.csv")
model:save(spar.out .. "/model.json")

-- Fig. 7: predicted against known.
plot{ test:with{ predicted = model:predict(test) }, x = "SAMS", y = "predicted", kind = "density", diagonal = true,
      title = string.format("R² = %.3f, MAE = %.3f, n = %d", scores[4].r2, scores[4].mae, #test),
      xlabel = "SAMS (eV⁻¹ᐟ²)", ylabel = "predicted SAMS (eV⁻¹ᐟ²)", file = spar.out .. "/forest_prediction.svg" }
