-- -*- coding: utf-8 -*-
-- Crystals of databases that speak OPTIMADE, asked for by a filter: what the database says of each beside our features.
-- What was got is pinned in spar.lock beside this script (in the current folder for the one that comes with Spar).
-- spar run scripts/databases.lua -- [--provider mp,cod] [--filter 'elements HAS ALL "Ni","O" AND nelements=2']
--   [--limit 50] [--fields chemical_formula_descriptive,_mp_stability]

local options = { provider = "mp", filter = 'elements HAS ALL "Ni","O" AND nelements=2', limit = "50", fields = "" }
for i = 1, #arg, 2 do
  local name = arg[i]:match("^%-%-(%a+)$")
  if not name or not options[name] or not arg[i + 1] then
    error("options are --provider, --filter, --limit and --fields, each with its value", 0)
  end
  options[name] = arg[i + 1]
end
local limit = math.tointeger(tonumber(options.limit))
if not limit then error("--limit takes a whole number, got " .. options.limit, 0) end

local function words(text)
  local list = {}
  for word in text:gmatch("[^,]+") do list[#list + 1] = word end
  return list
end
local fields = words(options.fields)

-- Molecules come as clusters: only crystals have these features. Mixed sites get the likeliest order.
local crystals, known = {}, {}
for _, s in ipairs(optimade.query{ provider = words(options.provider), filter = options.filter, limit = limit, fields = fields }) do
  local ok, ordered = pcall(function() return s:ordered() end)
  if ok then
    crystals[#crystals + 1] = ordered
    local row = { index = #crystals, provider = s.origin.provider, id = s.id, crystal = s.reduced_formula, url = s.origin.url,
                  date = s.origin.date:sub(1, 10), spacegroup = ordered.spacegroup.number }
    for _, field in ipairs(fields) do
      local value = s.origin[field]
      row[field] = type(value) == "table" and json.encode(value) or value
    end
    known[#crystals] = row
  end
end
if #crystals == 0 then
  print("no crystals")
  os.exit(0)
end

-- One row a crystal and metal.
local rows = structure.features(crystals, { on_error = "skip" })
if #rows == 0 then
  show(data.new(known))
  print("none of them has a 3d metal")
  os.exit(0)
end
local all = data.new(known):join(rows:select{ "index", "metal", "n_sites", "QAMS", "IAMS", "DAMS", "EN_mean", "density", "charge" },
                                 { on = "index" })
all:save(spar.out .. "/databases.csv")
show(all:select{ "provider", "id", "crystal", "spacegroup", "metal", "QAMS", "IAMS", "DAMS", "density", table.unpack(fields) }
  :head(30))
plot{ all, x = "QAMS", y = "IAMS", by = "metal", kind = "scatter", xlabel = "QAMS (e Å⁻⁵)", ylabel = "IAMS (Å⁻⁵)",
      file = spar.out .. "/databases.svg" }
print(#all .. " rows of " .. #crystals .. " crystals: " .. spar.out .. "/databases.csv, databases.svg")
