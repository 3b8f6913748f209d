-- -*- coding: utf-8 -*-
-- Is Sc isotropic, or does its 3p level in the window make it look so? Median SAMS of each metal over three windows,
-- and how well the forest predicts each, five divisions of the rows. spar run scripts/scandium.lua [table.csv]

local study = require("study")
local windows = { { "SAMS", "-30 to 5 eV" }, { "SAMS_paper", "the authors'" }, { "SAMS_valence", "-13 to 3 eV" } }
local order, rows, lowest = {}, {}, {}
local medians, scores = {}, {}
for k, window in ipairs(windows) do
  local d = study.rows(arg[1], window[1])
  local lists = study.by_metal(d, window[1])
  local ranks = {}
  for _, group in ipairs(d:group("metal")) do
    local metal, r2 = group.key, {}
    for _, by in ipairs(lists) do r2[#r2 + 1] = by[metal].r2 end
    if not rows[metal] then
      rows[metal] = { metal = metal }
      order[#order + 1] = metal
    end
    local mean, std = study.spread(r2)
    local median = study.median(group.rows, window[1])
    rows[metal]["median " .. window[2]] = median
    rows[metal]["R² " .. window[2]], rows[metal]["± " .. window[2]] = mean, std
    medians[#medians + 1] = { metal = metal, window = window[2], k = k, median = median }
    scores[#scores + 1] = { metal = metal, window = window[2], k = k, r2 = mean, std = std }
    ranks[#ranks + 1] = { metal = metal, median = median }
  end
  table.sort(ranks, function(a, b) return a.median < b.median end)
  lowest[#lowest + 1] = ranks
end
table.sort(order, function(a, b) return (study.Z[a] or 99) < (study.Z[b] or 99) end)
local place = {}
for i, metal in ipairs(order) do place[metal] = i end
local function by_place(a, b)
  if a.metal ~= b.metal then return place[a.metal] < place[b.metal] end
  return a.k < b.k
end
table.sort(medians, by_place)
table.sort(scores, by_place)
local list, names = {}, { "metal" }
for _, metal in ipairs(order) do list[#list + 1] = rows[metal] end
for _, window in ipairs(windows) do names[#names + 1] = "median " .. window[2] end
for _, window in ipairs(windows) do
  names[#names + 1], names[#names + 2] = "R² " .. window[2], "± " .. window[2]
end
local result = data.new(list):select(names)
show(result)
result:save(spar.out .. "/scandium.csv")

-- The answer, from the medians: which metals are lowest over each window, and where Sc stands.
local told, standing = {}, {}
for k, window in ipairs(windows) do
  local ranks, words = lowest[k], {}
  for i = 1, math.min(3, #ranks) do words[i] = ("%s %.3f"):format(ranks[i].metal, ranks[i].median) end
  for i, r in ipairs(ranks) do
    if r.metal == "Sc" then standing[k] = i end
  end
  told[k] = ("lowest medians over %s: %s%s"):format(window[2] == "the authors'" and "the authors' window" or window[2],
    table.concat(words, ", "), standing[k] and standing[k] > 3 and (", …; Sc is number %d, %.3f"):format(standing[k],
      ranks[standing[k]].median) or "")
  print(told[k])
end
local conclusion
if standing[1] then
  local swollen = rows.Sc["median " .. windows[3][2]] / rows.Sc["median " .. windows[1][2]]
  conclusion = standing[1] == 1 and standing[3] > 1
      and ("Sc looks the most isotropic over -30 to 5 eV because of its 3p level: without it its median is %.1f times as "
        .. "high, and it is number %d of %d"):format(swollen, standing[3], #order)
    or ("Sc is number %d of %d from below over -30 to 5 eV, number %d over the valence band"):format(standing[1], #order,
      standing[3])
  local near = {}
  for _, r in ipairs(lowest[3]) do
    local ratio = r.median / rows.Sc["median " .. windows[3][2]]
    if r.metal ~= "Sc" and math.abs(ratio - 1) < 0.03 then near[#near + 1] = r.metal end
  end
  if #near > 0 then
    conclusion = conclusion .. "; within 3 % of it over the valence band: " .. study.words(near)
  end
  print(conclusion)
end

local figure = plot.panels{ columns = 2,
  plot{ data.new(medians), x = "metal", y = "median", by = "window", kind = "bar", width = 120, xlabel = "",
        ylabel = "median SAMS (eV⁻¹ᐟ²)", ylim = { 0, 1.35 * data.new(medians).median:max() } },
  plot{ data.new(scores), x = "metal", y = "r2", by = "window", errors = "std", kind = "bar", width = 120,
        ylim = { math.min(0, data.new(scores).r2:min()), 1.35 }, xlabel = "", ylabel = "R² on rows held back" },
  file = spar.out .. "/scandium.svg" }
return { table = result, figure = figure, conclusion = conclusion, told = told, standing = standing }
