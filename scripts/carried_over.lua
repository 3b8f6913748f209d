-- -*- coding: utf-8 -*-
-- Does a forest trained on emission carry over to absorption? The paper's outlook. Absorption of crystals drawn from the
-- data set (scripts/xas_campaign.lua); the forest never sees in training what it is asked about.
-- spar run scripts/carried_over.lua [absorption.csv]

local study = require("study")
local emission = study.rows()
local absorption = data.read(arg[1] or "examples/data/mp_3d_xas.csv.gz"):filter(function(row)
  return tostring(row.status) == "ok"
end):select{ "id", "metal", "SAMS_xas" }
local both = emission:join(absorption, { on = { "id", "metal" } })
print(#both .. " crystals with both; correlation of SAMS: "
  .. ("%.3f"):format(both:correlation{ "SAMS", "SAMS_xas" }[1].SAMS_xas))
plot{ both, x = "SAMS", y = "SAMS_xas", kind = "scatter", file = "emission_absorption.svg" }

local function r2(truth, guess)
  local mean, rest, all = 0, 0, 0
  for i = 1, #truth do mean = mean + truth[i] / #truth end
  for i = 1, #truth do
    rest, all = rest + (truth[i] - guess[i]) ^ 2, all + (truth[i] - mean) ^ 2
  end
  return 1 - rest / all
end

-- What is asked about is held back, three tenths; of the others so many are known in absorption.
local names, values = { "as it is", "linear map", "from scratch" }, {}
for _, count in ipairs{ 50, 100, 200 } do
  for _, name in ipairs(names) do values[name .. count] = {} end
end
local known = {}
for i = 1, #both do known[both[i].id .. both[i].metal] = true end
local others = emission:filter(function(row) return not known[row.id .. row.metal] end)
for _, seed in ipairs(study.seeds) do
  local model = forest.fit(others, { preset = forest.PAPER, seed = seed })
  local rest, test = both:split{ test = 0.3, stratify = "metal", seed = seed }
  local guess, truth = model:predict(test), test.SAMS_xas
  for _, count in ipairs{ 50, 100, 200 } do
    if count <= #rest then
      local few = rest:head(count)
      -- Least squares of absorption against what the forest says of emission.
      local x, y, n = model:predict(few), few.SAMS_xas, count
      local sx, sy, sxx, sxy = 0, 0, 0, 0
      for i = 1, n do
        sx, sy, sxx, sxy = sx + x[i], sy + y[i], sxx + x[i] ^ 2, sxy + x[i] * y[i]
      end
      local slope = (n * sxy - sx * sy) / (n * sxx - sx ^ 2)
      local mapped = {}
      for i = 1, #guess do mapped[i] = sy / n + slope * (guess[i] - sx / n) end
      local own = forest.fit(few, { preset = forest.PAPER, target = "SAMS_xas", features = forest.PAPER.features,
        seed = seed })
      table.insert(values["as it is" .. count], r2(truth, guess))
      table.insert(values["linear map" .. count], r2(truth, mapped))
      table.insert(values["from scratch" .. count], r2(truth, own:predict(test)))
    end
  end
end
local rows = {}
for _, count in ipairs{ 50, 100, 200 } do
  for _, name in ipairs(names) do
    local v = values[name .. count]
    if #v > 1 then
      local mean, spread = 0, 0
      for _, x in ipairs(v) do mean = mean + x / #v end
      for _, x in ipairs(v) do spread = spread + (x - mean) ^ 2 / (#v - 1) end
      rows[#rows + 1] = { rows = count, way = name, R2 = mean, spread = math.sqrt(spread), seeds = #v }
    end
  end
end
rows = data.new(rows):select{ "rows", "way", "R2", "spread", "seeds" }
rows:save("carried_over.csv")
show(rows)
