-- -*- coding: utf-8 -*-
-- Figs. 9 and 10: scores of each metal after training on all rows in proportion, and on equal numbers of each metal,
-- five divisions of the rows each: one row of a metal's few can decide its R2. spar run scripts/balanced_split.lua
-- [table.csv [train test]]; the paper has 354 and 90 rows of each metal.

local study = require("study")
local d = study.rows(arg[1])
-- The paper's 354 and 90 rows of each metal, or as many as the rarest has.
local fewest = math.huge
for _, group in ipairs(d:group("metal")) do fewest = math.min(fewest, #group.rows) end
local own = tonumber(arg[2]) or math.min(354, fewest * 4 // 5)
local other = tonumber(arg[3]) or math.min(90, fewest - own)

-- Scores by kind of division and metal, one a seed; those without the metal's most anisotropic row beside them.
local kinds, found, order, first = { "all rows", "equal numbers" }, {}, {}, {}
local outlier = {}
for _, group in ipairs(d:group("metal")) do
  local top = group.rows:sort("SAMS", { descending = true })[1]
  outlier[group.key] = { id = top.id, formula = top.formula, SAMS = top.SAMS, tested = 0 }
end
for _, seed in ipairs(study.seeds) do
  for _, kind in ipairs(kinds) do
    local train, test
    if kind == "all rows" then
      train, test = d:split{ test = 0.2, stratify = "metal", seed = seed }
    else
      train, test = d:balance{ by = "metal", train = own, test = other, seed = seed }
    end
    local model = forest.fit(train, { preset = forest.PAPER, seed = seed })
    if seed == study.seeds[1] then first[kind] = { model = model, test = test } end
    for _, score in ipairs(model:score(test, { by = "metal" })) do
      local metal = score.metal
      if not found[metal] then
        found[metal] = { metal = metal }
        order[#order + 1] = metal
        for _, k in ipairs(kinds) do found[metal][k] = { r2 = {}, mae = {}, without = {} } end
      end
      local lists = found[metal][kind]
      table.insert(lists.r2, score.r2)
      table.insert(lists.mae, score.mae)
      lists.n = score.n
      local rest = test:filter(function(r) return r.metal == metal and r.id ~= outlier[metal].id end)
      if kind == "all rows" and #rest < score.n then outlier[metal].tested = outlier[metal].tested + 1 end
      table.insert(lists.without, model:score(rest).r2)
    end
  end
end

local rows, bars = {}, {}
for _, metal in ipairs(order) do
  local row = { metal = metal }
  for k, name in ipairs{ "unbalanced", "balanced" } do
    local lists = found[metal][kinds[k]]
    row[name], row[name .. "_std"] = study.spread(lists.r2)
    row[name .. "_mae"], row[name .. "_n"] = study.spread(lists.mae), lists.n
    bars[#bars + 1] = { metal = metal, rows = kinds[k], r2 = row[name], std = row[name .. "_std"] }
  end
  rows[#rows + 1] = row
end
local result = data.new(rows):select{ "metal", "unbalanced", "unbalanced_std", "unbalanced_mae", "unbalanced_n",
                                      "balanced", "balanced_std", "balanced_mae", "balanced_n" }
show(result)
result:save(spar.out .. "/balanced_split.csv")

-- What one row does: R2 of a metal with and without its most anisotropic crystal.
local function told(metal)
  local top, lists = outlier[metal], found[metal]
  return ("%s: R² %s, with equal numbers %s; without %s (SAMS %.3f, tested in %d of %d divisions) %s and %s"):format(
    metal, study.pm(lists[kinds[1]].r2, 2), study.pm(lists[kinds[2]].r2, 2), top.formula or top.id, top.SAMS, top.tested,
    #study.seeds, study.pm(lists[kinds[1]].without, 2), study.pm(lists[kinds[2]].without, 2))
end

-- Fig. 10's metals: Sc and Cu, or the first and last metal of a table that lacks them.
local one, two = order[1], order[#order]
if found.Sc and found.Cu then one, two = "Sc", "Cu" end
print(told(one))
print(told(two))

-- Fig. 9: R² of each metal, in order of Z.
local bottom = math.min(0, result.unbalanced:min(), result.balanced:min())
local figure = plot{ data.new(bars), x = "metal", y = "r2", by = "rows", errors = "std", kind = "bar", xlabel = "",
                     ylabel = "R² (Eq. 12)", ylim = { bottom < 0 and bottom - 0.1 or 0, 1.25 }, width = 130,
                     file = spar.out .. "/balanced_split.svg" }

-- Fig. 10: predicted against known.
local function picture(metal, kind)
  local own = first[kind].test:filter(function(r) return r.metal == metal end)
  local title = ("%s, %s: R² = %.2f"):format(metal, kind, first[kind].model:score(own).r2):gsub("-", "−")
  return plot{ own:with{ predicted = first[kind].model:predict(own) }, x = "SAMS", y = "predicted", diagonal = true,
               xlim = { 0, d.SAMS:max() }, ylim = { 0, d.SAMS:max() }, title = title, xlabel = "SAMS (eV⁻¹ᐟ²)",
               ylabel = "predicted SAMS (eV⁻¹ᐟ²)" }
end
local predicted = plot.panels{ columns = 2, picture(one, kinds[1]), picture(two, kinds[1]), picture(one, kinds[2]),
                               picture(two, kinds[2]), file = spar.out .. "/balanced_prediction.svg" }
return { table = result, bars = figure, figure = predicted, metals = found, outlier = outlier, kinds = kinds }
