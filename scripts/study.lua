-- -*- coding: utf-8 -*-
-- For the scripts of the study: the rows of a campaign's table that have a spectrum and every feature, by one engine,
-- in one version and with one definition; of several rows of one crystal, metal and settings the newest counts. Without
-- a path the table that is shipped.

local study = {}
study.table = "examples/data/mp_3d_sams.csv.gz"
study.descriptors = "examples/data/mp_3d_descriptors.csv.gz"
study.sites = "examples/data/mp_3d_sams_sites.csv.gz"
study.no_hole = "examples/data/mp_3d_nohole.csv.gz"
study.seeds = { 1, 2, 3, 4, 5 }
study.Z = { Sc = 21, Ti = 22, V = 23, Cr = 24, Mn = 25, Fe = 26, Co = 27, Ni = 28, Cu = 29, Zn = 30 }

local function agree(d, column, path)
  local first = d[1][column]
  for _, row in ipairs(d) do
    if row[column] ~= first then
      error(("%s holds rows of two kinds: %s is %s in one and %s in another; keep the rows of one"):format(
        path, column, first, row[column]), 0)
    end
  end
end

function study.rows(path, target)
  path, target = path or study.table, target or "SAMS"
  local all = data.read(path)
  local names = { target, table.unpack(forest.PAPER.features) }
  local has, newest = {}, {}
  for _, name in ipairs(all.columns) do has[name] = true end
  local function key(row) return has.id and has.metal and row.id .. " " .. row.metal .. " " .. (row.settings or "") end
  for i, row in ipairs(all) do newest[key(row) or i] = i end
  local d = all:filter(function(row, i)
    if newest[key(row) or i] ~= i then return false end
    if row.status and not row.status:find("^ok") then return false end
    for _, name in ipairs(names) do
      if not row[name] then return false end
    end
    return true
  end)
  if #d == 0 then error(path .. " holds no row with a spectrum and all features", 0) end
  for _, column in ipairs{ "engine", "physics", "settings", "definition" } do
    if has[column] then agree(d, column, path) end
  end
  return has.metal and d or d:rename{ element = "metal" }
end

-- Mean and standard deviation of a list of numbers.
function study.spread(values)
  local a = data.new{ columns = { x = values } }.x
  return a:mean(), #values > 1 and a:std() or 0
end

-- "0.808 ± 0.004"
function study.pm(values, digits)
  local mean, std = study.spread(values)
  return ("%%.%df ± %%.%df"):format(digits or 3, digits or 3):format(mean, std)
end

-- A list as words: "Sc", "Sc and Ti", "Sc, Ti and Zn"
function study.words(list)
  if #list < 2 then return list[1] or "none" end
  return table.concat(list, ", ", 1, #list - 1) .. " and " .. list[#list]
end

-- The median of a column.
function study.median(d, name)
  local values = d:sort(name)[name]
  return (values[(#values + 1) // 2] + values[#values // 2 + 1]) / 2
end

-- R2 of each metal on the rows held back, by seed: list[seed][metal]; the paper's forest.
function study.by_metal(d, target)
  local list = {}
  for k, seed in ipairs(study.seeds) do
    local train, test = d:split{ test = 0.2, stratify = "metal", seed = seed }
    local model = forest.fit(train, { preset = forest.PAPER, target = target, seed = seed })
    list[k] = {}
    for _, row in ipairs(model:score(test, { by = "metal" })) do list[k][row.metal] = row end
  end
  return list
end

-- A forest of the paper's kind on several divisions of the rows: lists of R2 and MAE on the rows held back. Rows of one
-- formula stay on one side where `group` is given.
function study.score(d, options)
  local r2, mae = {}, {}
  for _, seed in ipairs(options.seeds or study.seeds) do
    local train, test = d:split{ test = 0.2, stratify = not options.group and "metal" or nil, group = options.group,
      seed = seed }
    local model = forest.fit(train, { preset = options.preset or forest.PAPER, target = options.target,
                                      features = options.features, n_estimators = options.trees or 200, seed = seed })
    local score = model:score(test)
    r2[#r2 + 1], mae[#mae + 1] = score.r2, score.mae
  end
  return r2, mae
end

return study
