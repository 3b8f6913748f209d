-- -*- coding: utf-8 -*-
-- ---
-- title: From CIF files to a trained forest
-- ---

-- %% [markdown]
-- A random forest learns from many crystals how a number follows from others. This page goes the whole way: files to
-- features, features to a model, the model to predictions.
--
-- ## Files to features
--
-- `spar.files` lists the files that match a pattern; `features` describes the surroundings of the 3d metal in each.

-- %%
local rows = {}
for _, path in ipairs(spar.files("examples/structures/*.cif")) do
  local s = structure.read(path)
  for _, metal in ipairs(s:metals()) do
    local f = s:features(metal)
    rows[#rows + 1] = f:with{ formula = s.reduced_formula, metal = metal }
  end
end

local crystals = data.new(rows):select{ "formula", "metal", table.unpack(forest.PAPER.features) }
  :sort("QAMS", { descending = true })
crystals

-- %% [markdown]
-- ## A table to learn from
--
-- A dozen crystals teach nothing. The table that is read here has a row for each of some thousand crystals of the Materials
-- Project, features and the `SAMS` that Spar computed (`examples/data/README.md`). With a table of your own, only the path
-- changes. Rows without a spectrum say why in `reason`; they are left out.

-- %%
local d = data.read("examples/data/mp_3d_sams.csv.gz"):filter(function(row)
  return row.SAMS ~= nil and row.EN_mean ~= nil
end)
d:select{ "id", "formula", "metal", "QAMS", "IAMS", "density", "SAMS" }:head(5)

-- %%
d:describe()

-- %% [markdown]
-- ## Training and test
--
-- Some rows are put aside, in the same proportion of each metal: what a model is worth shows on rows that it has not seen.

-- %%
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }
#train, #test

-- %% [markdown]
-- ## Training
--
-- A forest is many decision trees, each grown on a random sample of the rows; its prediction is their mean. `seed` makes
-- the result the same every time.

-- %%
local model = forest.fit(train, { preset = forest.PAPER, n_estimators = 150, seed = 1 })
model

-- %%
local score = model:score(test)
print(string.format("on %d unseen rows: R² %.3f, mean absolute error %.4f",
                    score.n, score.r2, score.mae))

-- %%
local compared = test:with{ predicted = model:predict(test) }
plot{ compared, x = "SAMS", y = "predicted", diagonal = true,
      xlabel = "SAMS in the table", ylabel = "SAMS predicted" }

-- %% [markdown]
-- ## What matters?
--
-- A feature matters where the score suffers when its column is shuffled.

-- %%
local importance = model:permutation_importance(test, { repeats = 5, seed = 1 })
plot{ importance, x = "feature", y = "mean", kind = "bar",
      xlabel = "", ylabel = "loss of score" }

-- %% [markdown]
-- ## The crystals of the first table
--
-- The model takes rows of any table with its features:

-- %%
crystals:with{ predicted = model:predict(crystals) }
  :select{ "formula", "metal", "QAMS", "predicted" }

-- %%
model:save(spar.out .. "/tutorial_model.json")
