-- -*- coding: utf-8 -*-
-- Rows a site instead of a crystal: a forest on each site's own surroundings, its predictions averaged over the sites
-- of a crystal, against the forest that only knows the crystal's means. The same crystals are held back in both. spar
-- run scripts/site_rows.lua [table.csv [sites.csv [descriptors_sites.csv]]]

local study = require("study")
local chemistry = { "density", "N_SG", "N_3d", "EN_mean", "EN_std" }
local shell = { "econ", "d_mean", "d_std", "dir1", "dir2", "dir4", "den1", "p1", "aniso_en", "aniso_p" }
local crystals = study.rows(arg[1])
local sites = data.read(arg[2] or study.sites):select{ "id", "metal", "site", "multiplicity",
  "SAMS" }:rename{ SAMS = "site_SAMS" }
  :join(data.read(arg[3] or study.descriptors:gsub("%.csv", "_sites.csv")):select{ "id", "metal", "site", "QAMS", "DAMS", "IAMS",
    table.unpack(shell) }, { on = { "id", "metal", "site" } })
  :join(crystals:select{ "id", "metal", "formula", "SAMS", table.unpack(chemistry) }, { on = { "id", "metal" } })

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

local rows = {}
for _, case in ipairs{ { "paper's features", list(chemistry) }, { "and the first shell", list(chemistry, shell) } } do
  local r2 = { site = {}, crystal = {}, mean = {} }
  for _, seed in ipairs(study.seeds) do
    local train, test = sites:split{ test = 0.2, group = "formula", seed = seed }
    local model = forest.fit(train, { preset = forest.PAPER, target = "site_SAMS", features = case[2],
      n_estimators = 150, seed = seed })
    table.insert(r2.site, model:score(test).r2)
    table.insert(r2.crystal, of_crystals(test, model:predict(test)))
    local function means(part)
      local own = {}
      for _, row in ipairs(part) do own[row.id .. " " .. row.metal] = true end
      return crystals:filter(function(r) return own[r.id .. " " .. r.metal] == true end)
    end
    local whole = forest.fit(means(train), { preset = forest.PAPER, n_estimators = 150, seed = seed })
    table.insert(r2.mean, whole:score(means(test)).r2)
  end
  local site, site_std = study.spread(r2.site)
  local crystal, crystal_std = study.spread(r2.crystal)
  local mean, mean_std = study.spread(r2.mean)
  rows[#rows + 1] = { features = case[1], sites = site, sites_std = site_std, from_sites = crystal,
                      from_sites_std = crystal_std, from_means = mean, from_means_std = mean_std }
end
local result = data.new(rows):select{ "features", "sites", "sites_std", "from_sites", "from_sites_std",
                                      "from_means", "from_means_std" }
show(result)
result:save(spar.out .. "/site_rows.csv")
local figure = plot{ result, x = "features", y = { "sites", "from_sites", "from_means" },
  kind = "bar", width = 120,
                     xlabel = "", ylabel = "R² on rows held back", file = spar.out .. "/site_rows.svg" }
return { table = result, figure = figure }
