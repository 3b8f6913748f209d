-- -*- coding: utf-8 -*-
-- Absorption for a part of the crystals whose emission is known: does the anisotropy of the one go with the other's?
--
--   spar run scripts/xas_campaign.lua -- STRUCTURES EMISSION.csv TABLE.csv [COUNT] [ATOMS]
--
-- EMISSION.csv is the campaign's table, as examples/data/mp_3d_sams.csv.gz. COUNT rows (500) are drawn of it with a seed,
-- as many of each metal, among crystals of at most 24 sites. A row a crystal: SAMS of absorption over -5 to 30 eV, each
-- site in its own frame and in the frame of the mean Q, and the edge step. It may be stopped anywhere and started again.
local structures, emission, path = arg[1], arg[2], arg[3]
assert(path, "three names expected: structures, the table of emission, the table to make")
local count, atoms = tonumber(arg[4] or 500), tonumber(arg[5] or 40)

local crystals = structure.read_table(structures)
local number = {}
for i = 1, #crystals do number[crystals:name(i)] = i end
local known = data.read(emission):filter(function(row)
  return tostring(row.status):find("^ok") and row.cell_sites <= 24 and number[row.id] ~= nil
end)

-- As many of each metal, drawn at random, the metals in turn.
math.randomseed(20261129)
local order, of = {}, {}
for i = 1, #known do table.insert(order, math.random(i), i) end
for _, i in ipairs(order) do
  local row = known[i]
  of[row.metal] = of[row.metal] or {}
  table.insert(of[row.metal], row)
end
local tasks = {}
for k = 1, #known do
  for metal in ("Sc Ti V Cr Mn Fe Co Ni Cu Zn"):gmatch("%a+") do
    if of[metal] and of[metal][k] and #tasks < count then tasks[#tasks + 1] = of[metal][k] end
  end
end

local ledger = data.ledger(path, { key = { "id", "metal" }, columns = {
  "id", "metal", "formula", "SAMS_xas", "SAMS_xas_mean", "edge_step", "atoms", "cpu_seconds", "status" } })
local open = {}
for _, row in ipairs(tasks) do if not ledger:find{ id = row.id, metal = row.metal } then open[#open + 1] = row end end
sweep(range(1, #open), function(i)
  local row = open[i]
  local s = crystals[number[row.id]]
  local done, sp = pcall(xas, s, row.metal, { atoms = atoms, frame = "site" })
  local out = { id = row.id, metal = row.metal, formula = row.formula, atoms = atoms }
  if done then
    local mean = xas(s, row.metal, { atoms = atoms, frame = "mean" })
    out.SAMS_xas, out.SAMS_xas_mean, out.edge_step = sp:sams(), mean:sams(), sp.edge_step
    out.cpu_seconds, out.status = sp.cpu_seconds, "ok"
  else
    out.status = tostring(sp.status or sp)
  end
  ledger:add(out)
  return out
end, { on_error = "skip", title = "absorption" })
print(#ledger:table() .. " rows in " .. path)
