-- Fig. 8: permutation importances of the features on rows held back, over that of a noise feature (Eq. 11).
-- spar run scripts/permutation_importance.lua [features.csv [repeats]]

local d = data.read(arg[1] or "examples/data/features_sample.csv")
local train, test = d:split{ test = 0.2, stratify = "metal", seed = 1 }
local function noise() return math.random() end
local features = { "noise", table.unpack(forest.PAPER.features) }

local model = forest.fit(train:with{ noise = noise }, { preset = forest.PAPER, features = features, seed = 1 })
local importance = model:permutation_importance(test:with{ noise = noise },
  { repeats = tonumber(arg[2] or 30), noise = true, seed = 1 }):sort("mean", { descending = true })

show(importance)
importance:save(spar.out .. "/permutation_importance.csv")
plot{ importance, x = "feature", y = "mean", kind = "bar", errors = "std", xlabel = "",
      ylabel = "increase of the mean squared error", file = spar.out .. "/permutation_importance.svg" }
