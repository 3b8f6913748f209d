-- -*- coding: utf-8 -*-
-- Fig. 6: how many rows each metal has, and how SAMS and QAMS are distributed in each.
-- spar run scripts/distributions.lua [table.csv]

local d = require("study").rows(arg[1])
local summary, curves = {}, { SAMS = {}, QAMS = {} }
local top = { SAMS = 0.6, QAMS = 1.2 }
for _, group in ipairs(d:group("metal")) do
  local sams, qams = group.rows:describe(), nil
  local row = { metal = group.key, n = #group.rows, Z = ({ Sc = 21, Ti = 22, V = 23, Cr = 24, Mn = 25, Fe = 26, Co = 27,
    Ni = 28, Cu = 29, Zn = 30 })[group.key] or 99 }
  for name, limit in pairs(top) do
    local values = group.rows:sort(name)[name]
    row[name .. "_median"], row[name .. "_mean"] = values[#values // 2 + 1], values:mean()
    for _, bin in ipairs(group.rows:histogram(name, { bins = 24, from = 0, to = limit })) do
      table.insert(curves[name], { metal = group.key, Z = row.Z, value = bin.center, share = 100 * bin.count / #group.rows })
    end
  end
  summary[#summary + 1] = row
end
summary = data.new(summary):sort("Z"):select{ "metal", "n", "SAMS_median", "SAMS_mean", "QAMS_median", "QAMS_mean" }
show(summary)
summary:save(spar.out .. "/distributions.csv")
local function panel(name, unit)
  return plot{ data.new(curves[name]):sort("Z"), x = "value", y = "share", by = "metal", kind = "line",
               xlabel = name .. " " .. unit, ylabel = "share of the rows (%)" }
end
local figure = plot.panels{ columns = 3, plot{ summary, x = "metal", y = "n", kind = "bar", xlabel = "", ylabel = "rows" },
             panel("SAMS", "(eV⁻¹ᐟ²)"), panel("QAMS", "(e Å⁻⁵)"), file = spar.out .. "/distributions.svg" }
return { table = summary, figure = figure }
