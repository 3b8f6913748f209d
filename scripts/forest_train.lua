-- -*- coding: utf-8 -*-
-- Tables 1-3 and Fig. 7: search the paper's space of hyperparameters, train with Table 2's, score what was held back.
-- spar run scripts/forest_train.lua [table.csv [candidates [folds]]]; the paper has 100 candidates and 5 folds.

local study = require("study")
local d = study.rows(arg[1])
local candidates, folds = tonumber(arg[2] or 4), tonumber(arg[3] or 3)
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }

-- Table 1: the space that is searched. Table 2: what the paper chose, and the best candidate here.
local search = forest.search(train, { n_iter = candidates, folds = folds, space = forest.PAPER_SPACE, seed = 1 })
local results = search.results:sort("mean", { descending = true })
results:save(spar.out .. "/forest_search.csv")
local function searched(name)
  local space = forest.PAPER_SPACE[name]
  if space.from then return ("%g to %g"):format(space.from, space.to) end
  local words = {}
  for i, value in ipairs(space) do words[i] = tostring(value) end
  return table.concat(words, ", ")
end
local function short(x) return math.type(x) == "float" and ("%.4g"):format(x) or tostring(x) end
local tables = {}
for _, name in ipairs{ "n_estimators", "max_depth", "max_features", "max_samples", "min_samples_leaf",
                       "min_samples_split" } do
  tables[#tables + 1] = { hyperparameter = name, searched = searched(name), paper = short(forest.PAPER[name]),
                          best_here = short(results[1][name]) }
end
local tables12 = data.new(tables):select{ "hyperparameter", "searched", "paper", "best_here" }
show(tables12)
show(results:select{ "mean", "std", "n_estimators", "max_depth", "max_features", "max_samples", "min_samples_leaf",
  "min_samples_split" })

-- Table 3: the paper's model on its training rows and on those held back, five divisions of the rows.
local sets, model = { training = { r2 = {}, mae = {} }, ["out of bag"] = { r2 = {}, mae = {} }, test = { r2 = {},
  mae = {} } }, nil
for _, seed in ipairs(study.seeds) do
  local own, other = d:split{ test = 0.2, stratify = "metal", seed = seed }
  local fitted = forest.fit(own, { preset = forest.PAPER, seed = seed })
  if seed == 1 then model = fitted end
  for name, score in pairs{ training = fitted:score(own), ["out of bag"] = fitted.oob, test = fitted:score(other) } do
    table.insert(sets[name].r2, score.r2)
    table.insert(sets[name].mae, score.mae)
  end
end
local scores = {}
for _, name in ipairs{ "training", "out of bag", "test" } do
  local r2, r2_std = study.spread(sets[name].r2)
  local mae, mae_std = study.spread(sets[name].mae)
  scores[#scores + 1] = { rows = name, r2 = r2, r2_std = r2_std, mae = mae, mae_std = mae_std }
end
local table3 = data.new(scores):select{ "rows", "r2", "r2_std", "mae", "mae_std" }
show(table3)
table3:save(spar.out .. "/forest_scores.csv")

-- Fig. 7: predicted against known.
local figure = plot{ test:with{ predicted = model:predict(test) }, x = "SAMS", y = "predicted", kind = "density",
  diagonal = true,
      title = string.format("R² = %.3f, MAE = %.3f, n = %d", model:score(test).r2, model:score(test).mae, #test),
      xlabel = "SAMS (eV⁻¹ᐟ²)", ylabel = "predicted SAMS (eV⁻¹ᐟ²)", file = spar.out .. "/forest_prediction.svg" }
return { table = table3, search = results, tables12 = tables12, figure = figure }
