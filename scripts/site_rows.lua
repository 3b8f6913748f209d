-- -*- coding: utf-8 -*-
-- Rows a site instead of a crystal: a forest on each site's own surroundings, its predictions averaged over the sites
-- of a crystal, against a forest on the crystal's means of the same features. The same crystals are held back in both.
-- spar run scripts/site_rows.lua [table.csv [sites.csv [descriptors_sites.csv [descriptors.csv]]]]

local study = require("study")
local chemistry = { "density", "N_SG", "N_3d", "EN_mean", "EN_std" }
local shell = { "econ", "d_mean", "d_std", "dir1", "dir2", "dir4", "den1", "p1", "aniso_en", "aniso_p" }
local crystals = study.rows(arg[1])
  :join(data.read(arg[4] or study.descriptors):select{ "id", "metal", table.unpack(shell) }, { on = { "id", "metal" } })
local keys = { "id", "metal", "physics", "settings" }
local sites = data.read(arg[2] or study.sites):select{ "id", "metal", "physics", "settings", "site", "multiplicity",
  "SAMS" }:rename{ SAMS = "site_SAMS" }
  :join(crystals:select{ "id", "metal", "physics", "settings", "formula", "SAMS", table.unpack(chemistry) }, { on = keys })
  :join(data.read(arg[3] or study.descriptors:gsub("%.csv", "_sites.csv")):select{ "id", "metal", "site", "QAMS", "DAMS",
    "IAMS", table.unpack(shell) }, { on = { "id", "metal", "site" } })

local function list(...)
  local all = { "QAMS", "DAMS", "IAMS" }
  for _, more in ipairs{ ... } do table.move(more, 1, #more, #all + 1, all) end
  return all
end

-- Scores of whole crystals from predictions of their sites.
local function of_crystals(rows, predicted)
  local sums, order = {}, {}
  for i, row in ipairs(rows) do
    local key = row.id .. " " .. row.metal
    local s = sums[key]
    if not s then
      s = { w = 0, p = 0, SAMS = row.SAMS }
      sums[key], order[#order + 1] = s, s
    end
    s.w, s.p = s.w + row.multiplicity, s.p + row.multiplicity * predicted[i]
  end
  local mean, error, total = 0, 0, 0
  for _, s in ipairs(order) do mean = mean + s.SAMS / #order end
  for _, s in ipairs(order) do error, total = error + (s.SAMS - s.p / s.w) ^ 2, total + (s.SAMS - mean) ^ 2 end
  return 1 - error / total
end

local rows, bars = {}, {}
for _, case in ipairs{ { "paper's features", list(chemistry) }, { "and the first shell", list(chemistry, shell) } } do
  local r2 = { site = {}, crystal = {}, mean = {}, gain = {} }
  for k, seed in ipairs(study.seeds) do
    local train, test = sites:split{ test = 0.2, group = "formula", seed = seed }
    local model = forest.fit(train, { preset = forest.PAPER, target = "site_SAMS", features = case[2],
      n_estimators = 150, seed = seed })
    r2.site[k] = model:score(test).r2
    r2.crystal[k] = of_crystals(test, model:predict(test))
    local function means(part)
      local own = {}
      for _, row in ipairs(part) do own[row.id .. " " .. row.metal] = true end
      return crystals:filter(function(r) return own[r.id .. " " .. r.metal] == true end)
    end
    local whole = forest.fit(means(train), { preset = forest.PAPER, features = case[2], n_estimators = 150, seed = seed })
    r2.mean[k] = whole:score(means(test)).r2
    r2.gain[k] = r2.crystal[k] - r2.mean[k]
  end
  local row = { features = case[1] }
  for _, kind in ipairs{ { "site", "single sites" }, { "crystal", "crystals, from their sites" },
                         { "mean", "crystals, from their means" } } do
    row[kind[2]], row["± " .. kind[1]] = study.spread(r2[kind[1]])
    bars[#bars + 1] = { features = case[1], rows = kind[2], r2 = row[kind[2]], std = row["± " .. kind[1]] }
  end
  row["sites minus means"], row["± gain"] = study.spread(r2.gain)
  rows[#rows + 1] = row
end
local result = data.new(rows):select{ "features", "single sites", "± site", "crystals, from their sites", "± crystal",
                                      "crystals, from their means", "± mean", "sites minus means", "± gain" }
show(result)
result:save(spar.out .. "/site_rows.csv")
local told = {}
for i, row in ipairs(rows) do
  local gain, std = row["sites minus means"], row["± gain"]
  told[i] = ("%s: crystals from their sites %.3f, from their means %.3f; the sites give %+.3f ± %.3f"):format(row.features,
    row["crystals, from their sites"], row["crystals, from their means"], gain, std)
  print(told[i])
end
local figure = plot{ data.new(bars), x = "features", y = "r2", by = "rows", errors = "std", kind = "bar", width = 120,
                     ylim = { 0, 1.15 }, xlabel = "", ylabel = "R² on rows held back", file = spar.out .. "/site_rows.svg" }
return { table = result, figure = figure, rows = rows, told = told }
