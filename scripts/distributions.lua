-- -*- coding: utf-8 -*-
-- Fig. 6: how many rows each metal has, and how SAMS and QAMS are distributed in each, a small frame a metal.
-- spar run scripts/distributions.lua [table.csv]

local study = require("study")
local d = study.rows(arg[1])
local summary, panels = {}, { SAMS = { columns = 5 }, QAMS = { columns = 5 } }
local ranges = { SAMS = { 1.2, "(eV⁻¹ᐟ²)" }, QAMS = { 0.6, "(e Å⁻⁵)" } }
local groups = {}
for _, group in ipairs(d:group("metal")) do groups[#groups + 1] = group end
table.sort(groups, function(a, b) return (study.Z[a.key] or 99) < (study.Z[b.key] or 99) end)
local curves, top = { SAMS = {}, QAMS = {} }, { SAMS = 0, QAMS = 0 }
for i, group in ipairs(groups) do
  local row = { metal = group.key, n = #group.rows }
  for name, range in pairs(ranges) do
    row[name .. "_median"], row[name .. "_mean"] = study.median(group.rows, name), group.rows[name]:mean()
    curves[name][i] = group.rows:histogram(name, { bins = 24, from = 0, to = range[1] })
      :with{ share = function(bin) return 100 * bin.count / #group.rows end }
    top[name] = math.max(top[name], curves[name][i].share:max())
  end
  summary[i] = row
end
summary = data.new(summary):select{ "metal", "n", "SAMS_median", "SAMS_mean", "QAMS_median", "QAMS_mean" }
show(summary)
summary:save(spar.out .. "/distributions.csv")
for name, range in pairs(ranges) do
  for i, group in ipairs(groups) do
    panels[name][i] = plot{ curves[name][i], x = "center", y = "share", kind = "line", width = 46, height = 40,
                            xlim = { 0, range[1] }, ylim = { 0, 1.1 * top[name] }, title = group.key,
                            xlabel = name .. " " .. range[2], ylabel = i % 5 == 1 and "rows (%)" or "" }
  end
  panels[name].file = spar.out .. "/distributions_" .. name .. ".svg"
end
local counts = plot{ summary, x = "metal", y = "n", kind = "bar", xlabel = "", ylabel = "rows",
                     file = spar.out .. "/distributions.svg" }
local sams, qams = plot.panels(panels.SAMS), plot.panels(panels.QAMS)
return { table = summary, counts = counts, SAMS = sams, QAMS = qams }
