-- -*- coding: utf-8 -*-
-- Our spectra against the authors' own labels, read where they are; they have no licence, so nothing of them is kept
-- here. Their numbers are those of the atoms within 4 angstrom, no core hole, over -30 to 5 eV on FEFF's own scale.
--
--   spar run scripts/labels.lua -- LABELS.csv.gz STRUCTURES.csv.gz [--metals Cr,Ti] [--count 40] [--set apr07]

local options, words = { metals = "Ti,Cr,Fe,Ni", count = "40", set = "apr07" }, {}
for n, word in ipairs(arg) do
  local name = (arg[n - 1] or ""):match("^%-%-(%a+)$")
  if name and options[name] then options[name] = word elseif not word:find("^%-%-") then words[#words + 1] = word end
end
if #words ~= 2 then
  print("labels: the authors' labels and the table of structures are needed (they are not shipped); nothing is drawn")
  return
end
local labels, crystals = data.read(words[1]), structure.read_table(words[2])
local place = {}
for i = 1, #crystals do place[crystals:name(i)] = i end

-- Their axes: those of the mean Q in the set jun_quadbasis, else x, y, z of the cell with c along z and a in the xz
-- plane.
local function cell_axes(s)
  local m, l = s.lattice.matrix, s.lattice
  local function unit(v)
    local r = math.sqrt(v[1] ^ 2 + v[2] ^ 2 + v[3] ^ 2)
    return { v[1] / r, v[2] / r, v[3] / r }
  end
  local function cross(a, b) return { a[2] * b[3] - a[3] * b[2], a[3] * b[1] - a[1] * b[3], a[1] * b[2] - a[2] * b[1] } end
  local z = unit{ m[3][1], m[3][2], m[3][3] }
  local y = unit(cross(z, { m[1][1], m[1][2], m[1][3] }))
  local x = cross(y, z)
  return { { x[1], y[1], z[1] }, { x[2], y[2], z[2] }, { x[3], y[3], z[3] } }
end

local tasks = {}
for metal in options.metals:gmatch("%a+") do
  local own = labels:filter(function(r) return r.metal == metal and r.set == options.set and place[r.material_id] ~= nil end)
  local order = {}
  for n = 1, #own do order[n] = n end
  for k = #order, 2, -1 do
    local j = math.random(k)
    order[k], order[j] = order[j], order[k]
  end
  for n = 1, math.min(#order, tonumber(options.count)) do
    tasks[#tasks + 1] = { id = own[order[n]].material_id, metal = metal, theirs = own[order[n]].sams * math.sqrt(10) }
  end
end

local rows = sweep(range(1, #tasks), function(n)
  local task = tasks[n]
  local s = crystals[place[task.id]]
  local sp = xes(s, task.metal, { radius = 4, core_hole = false, window = "paper",
                                  frame = options.set == "jun_quadbasis" and "mean" or cell_axes(s) })
  return { id = task.id, metal = task.metal, theirs = task.theirs, ours = sp:sams(), default = sp:sams{ window = "default" } }
end, { on_error = "skip", title = "labels", name = "n" })
local summary = {}
for _, group in ipairs(rows:group("metal")) do
  local g = group.rows:filter(function(r) return r.theirs > 1e-3 end):with{ ratio = function(r) return r.ours / r.theirs end }
  local ratios, c, f = g:sort("ratio").ratio, g:correlation{ "ours", "theirs", "default" }, g:fit("theirs", "ours")
  summary[#summary + 1] = { metal = group.key, n = #g, correlation = c.ours[2], slope = f.slope,
    median_ratio = ratios[#ratios // 2 + 1],
                            default_correlation = c.default[2], default_slope = g:fit("theirs", "default").slope }
end
show(data.new(summary):select{ "metal", "n", "correlation", "slope", "median_ratio", "default_correlation", "default_slope" })
print(#rows .. " crystals, " .. #rows.failures .. " failed")
plot{ rows, x = "theirs", y = "ours", by = "metal", diagonal = true, xlabel = "the authors' SAMS (eV⁻¹ᐟ²)",
      ylabel = "ours, over their window (eV⁻¹ᐟ²)", file = spar.out .. "/labels.svg" }
