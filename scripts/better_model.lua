-- -*- coding: utf-8 -*-
-- What would a better model need? The paper's features first, then more descriptors, in groups; rows of one formula
-- stay on one side, so that polymorphs do not leak; five divisions of the rows each. spar run scripts/better_model.lua
-- [table.csv [descriptors.csv]]

local study = require("study")
local paper = forest.PAPER.features
local d = study.rows(arg[1]):join(data.read(arg[2] or study.descriptors), { on = { "id", "metal" } })
  :with{ Z = function(r) return ({ Sc = 21, Ti = 22, V = 23, Cr = 24, Mn = 25, Fe = 26, Co = 27, Ni = 28, Cu = 29,
    Zn = 30 })[r.metal] end }

local groups = {
  { "other exponents", { "QAMS_3", "IAMS_3", "QAMS_5", "IAMS_5", "QAMS_10", "IAMS_10", "IAMS_14" }, "exponents" },
  { "sign of the neighbours' charge", { "QAMS_anion", "QAMS_cation", "IAMS_anion", "IAMS_cation" }, "charge sign" },
  { "first shell: distances and number", { "econ", "d_mean", "d_std", "r_metal" }, "distances" },
  { "first shell: directions", { "dir1", "dir2", "dir4" }, "directions" },
  { "ligands: which elements", { "en1", "den1", "z1", "p1", "aniso_en", "aniso_p" }, "ligands" },
  { "which metal", { "Z" }, "metal" },
}
local function with(...)
  local list = { table.unpack(paper) }
  for _, more in ipairs{ ... } do table.move(more, 1, #more, #list + 1, list) end
  return list
end

local rows = {}
local function try(name, features, options, short)
  options = options or {}
  local settings = { features = features, group = options.group, trees = 150 }
  local r2, mae = study.score(d, settings)
  local mean, std = study.spread(r2)
  local error, error_std = study.spread(mae)
  rows[#rows + 1] = { model = name, short = short, features = #features, r2 = mean, r2_std = std, mae = error,
    mae_std = error_std }
end
try("paper's features, rows at random", paper, nil, "paper, random")
try("paper's features, grouped by formula", paper, { group = "formula" }, "paper")
local all = {}
for _, group in ipairs(groups) do
  try("+ " .. group[1], with(group[2]), { group = "formula" }, "+ " .. group[3])
  all[#all + 1] = group[2]
end
local everything = with(table.unpack(all))
try("all of these", everything, { group = "formula" }, "all")
local without = {}
for _, name in ipairs(everything) do
  if name ~= "N_SG" then without[#without + 1] = name end
end
try("all, directions instead of the space group", without, { group = "formula" }, "all, no space group")

-- Deeper trees, more features a split: is it the paper's hyperparameters that limit?
local r2, mae = {}, {}
local best
for _, seed in ipairs(study.seeds) do
  local train, test = d:split{ test = 0.2, group = "formula", seed = seed }
  best = forest.fit(train, { features = everything, n_estimators = 200, max_features = 0.4, min_samples_leaf = 2, seed = seed })
  local score = best:score(test)
  r2[#r2 + 1], mae[#mae + 1] = score.r2, score.mae
end
local mean, std = study.spread(r2)
local error, error_std = study.spread(mae)
rows[#rows + 1] = { model = "all, deep trees", short = "all, deep", features = #everything, r2 = mean, r2_std = std,
  mae = error, mae_std = error_std }

local result = data.new(rows):select{ "model", "short", "features", "r2", "r2_std", "mae", "mae_std" }
show(result:select{ "model", "features", "r2", "r2_std", "mae", "mae_std" })
result:save(spar.out .. "/better_model.csv")
local _, test = d:split{ test = 0.2, group = "formula", seed = study.seeds[#study.seeds] }
local importance = best:permutation_importance(test, { repeats = 5, seed = 1 }):sort("mean", { descending = true }):head(15)
importance:save(spar.out .. "/better_importance.csv")
local figure = plot.panels{ columns = 2,
  plot{ result, x = "short", y = "r2", errors = "r2_std", kind = "bar", width = 140, height = 90, xlabel = "",
    ylabel = "R² on rows held back" },
  plot{ importance, x = "feature", y = "mean", errors = "std", kind = "bar", width = 140, height = 90, xlabel = "",
        ylabel = "increase of the mean squared error (eV⁻¹)" },
  file = spar.out .. "/better_model.svg" }
return { table = result, importance = importance, figure = figure }
