-- -*- coding: utf-8 -*-
-- Screens crystals made from others: which have the most anisotropic emission, or answer to strain most strongly?
--
--   spar run scripts/screen.lua -- [FOLDER, FILE or TABLE] [--kinds crystal,substitution,strain,vacancy,slab]
--       [--by sams|strain] [--best N] [--compute N] [--limit N] [--max-sites N] [--model FILE]
--
-- Candidates of each crystal: itself; the same with its 3d metal replaced by each other one, and with an element of
-- the groups below by its neighbours; stretched by 3 % along each axis; without one atom of each distinct place; slabs of
-- three layers. All of them are predicted by the model, ranked, and the best (100) written as CIF; --compute N has the
-- first N computed by the engine. --limit N ends at N candidates, crystals taken at random (--seed). Without a name the
-- crystals that are shipped, in seconds.
--
-- What it is worth: no candidate is relaxed. After a substitution the cell is scaled by the sum of ionic radii (Shannon
-- 1976, six neighbours), which is right to a few hundredths. Kept are candidates whose charges balance with the metal
-- in its usual oxidation states (Ni 2 to 3, Cu 1 to 2 …), and substitutions whose bonds' valences add up to 0.6 to 1.3 of
-- the metal's charge; strained crystals and slabs have those of their crystal. Two candidates are one where formula, features and s:matches agree. Of a slab the vacuum counts in
-- the density, which the model has never seen: look at its column `warnings`.

local radii = { Li = 0.76, Na = 1.02, K = 1.38, Rb = 1.52, Mg = 0.72, Ca = 1.00, Sr = 1.18, Ba = 1.35, F = 1.33, Cl = 1.81,
                Br = 1.96, I = 2.20, O = 1.40, S = 1.84, Se = 1.98, Te = 2.21 }
local groups = { { "Li", "Na", "K", "Rb" }, { "Mg", "Ca", "Sr", "Ba" }, { "F", "Cl", "Br", "I" }, { "O", "S", "Se", "Te" } }
local metals3d = { "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn" }
local usual = { Sc = { 3, 3 }, Ti = { 2, 4 }, V = { 2, 5 }, Cr = { 2, 6 }, Mn = { 2, 7 }, Fe = { 2, 3 }, Co = { 2, 3 },
                Ni = { 2, 3 }, Cu = { 1, 2 }, Zn = { 2, 2 } }
local cation = 0.70  -- of all others: near enough for a 3d metal
local strain, planes = 0.03, { { 1, 0, 0 }, { 1, 1, 0 }, { 1, 1, 1 }, { 0, 0, 1 } }

-- The options.
local function refuse(text)
  io.stderr:write("screen: " .. text .. "\n")
  os.exit(2)
end
local options = { by = "sams", best = 100, compute = 0, limit = math.huge, ["max-sites"] = 40,
                  kinds = "crystal,substitution,strain,vacancy,slab", model = "examples/data/mp_3d_model.json.gz" }
local source, at = nil, 1
while at <= #arg do
  local name = arg[at]:match("^%-%-(.+)")
  if not name then
    source, at = arg[at], at + 1
  else
    local value = arg[at + 1]
    if options[name] == nil then refuse(arg[at] .. " is no option; see the head of the script") end
    if not value then refuse(arg[at] .. " takes a value") end
    if type(options[name]) == "number" then
      local number = math.tointeger(tonumber(value))
      if not number or number < 0 then refuse(arg[at] .. " takes a whole number of at least 0, got " .. value) end
      value = number
    end
    options[name], at = value, at + 2
  end
end
if options.by ~= "sams" and options.by ~= "strain" then refuse("--by takes sams or strain, got " .. options.by) end
local wanted = {}
for word in options.kinds:gmatch("[^%s,]+") do
  if not ("crystal substitution strain vacancy slab "):find(word .. " ", 1, true) then
    refuse("--kinds: there is no kind " .. word .. "; there are crystal, substitution, strain, vacancy, slab")
  end
  wanted[word] = true
end

local model = forest.load(options.model)
local single = source and (source:find("%.m?cif$") or source:find("%.vasp$") or source:find("POSCAR"))
local names = {}
for i, name in ipairs(model.features) do names[i] = name end
local crystals = single and { structure.read(source) } or structure.read_table(source or "examples/structures")
local function name_of(i) return single and crystals[i].reduced_formula or crystals:name(i) end

-- The candidates of one crystal.
local function radius(symbol) return radii[symbol] or cation end
local function substituted(s, old, new)
  local before, after = 0, 0
  for symbol, amount in pairs(s.composition) do
    before = before + amount * radius(symbol)
    after = after + amount * radius(symbol == old and new or symbol)
  end
  return s:substitute{ [old] = new }:strain{ volume = (after / before) ^ 3 - 1 }
end

local candidates, unbalanced, failures = {}, 0, 0
local function balanced(s)
  local guess = structure.guess_oxidation_states(s.reduced_formula)
  return guess ~= nil
end
local function add(kind, parent, change, make)
  if not wanted[kind] or #candidates >= options.limit then return end
  local ok, s = pcall(make)
  if not ok then
    failures = failures + 1
  elseif kind ~= "slab" and kind ~= "strain" and not balanced(s) then
    unbalanced = unbalanced + 1
  else
    candidates[#candidates + 1] = { kind = kind, parent = parent, change = change, structure = s }
  end
end

local function propose(i)
  -- Primitive, c of the conventional cell along z: the strain zz is along c.
  local ok, s = pcall(function() return crystals[i]:conventional():primitive() end)
  if not ok or #s.sites > options["max-sites"] or #s:metals() == 0 then return end
  for _, site in ipairs(s.sites) do if site.occupancy < 1 then return end end
  local parent = name_of(i)
  add("crystal", parent, "", function() return s end)
  for _, metal in ipairs(s:metals()) do
    for _, new in ipairs(metals3d) do
      if not s.composition[new] then
        add("substitution", parent, metal .. " to " .. new, function() return substituted(s, metal, new) end)
      end
    end
  end
  for _, group in ipairs(groups) do
    for _, old in ipairs(group) do
      for _, new in ipairs(group) do
        if s.composition[old] and not s.composition[new] then
          add("substitution", parent, old .. " to " .. new, function() return substituted(s, old, new) end)
        end
      end
    end
  end
  for _, axis in ipairs{ "xx", "zz" } do
    for _, sign in ipairs{ -1, 1 } do
      add("strain", parent, ("%s %+.0f %%"):format(axis == "zz" and "c" or "a", 100 * sign * strain),
        function() return s:strain{ [axis] = sign * strain } end)
    end
  end
  local equivalent = s:symmetry().equivalent
  for k, first in ipairs(equivalent) do
    if first == k and #s.sites > 2 then
      local site = s.sites[k]
      add("vacancy", parent, "without " .. site.label, function() return s:remove(k) end)
    end
  end
  if #s.sites <= 12 then
    for _, plane in ipairs(planes) do
      add("slab", parent, "slab " .. table.concat(plane, ""), function()
        return crystals[i]:conventional():slab{ miller = plane, layers = 3, vacuum = 10 }
      end)
    end
  end
end

local begun = os.clock()
local order = {}
for i = 1, #crystals do order[i] = i end
if options.limit < math.huge then
  for i = #order, 2, -1 do
    local j = math.random(i)
    order[i], order[j] = order[j], order[i]
  end
end
for _, i in ipairs(order) do
  if #candidates >= options.limit then break end
  propose(i)
end
if #candidates == 0 then refuse("no crystal gives a candidate: each needs a 3d metal and full sites") end

-- Features and predictions of all; the answer to strain from two copies stretched and two pressed.
local function predicted(list)
  local structures = {}
  for i, c in ipairs(list) do structures[i] = c.structure end
  local rows = structure.features(structures, { on_error = "skip" }):dropna(names)
  return rows, #rows > 0 and model:predict(rows) or {}
end
local rows, values = predicted(candidates)
local answers = {}
if options.by == "strain" then
  local list = {}
  for i, c in ipairs(candidates) do
    for _, axis in ipairs{ "xx", "zz" } do
      for _, sign in ipairs{ -1, 1 } do
        list[#list + 1] = { structure = c.structure:strain{ [axis] = sign * strain }, of = i, axis = axis, sign = sign }
      end
    end
  end
  local strained, response = predicted(list)
  local slope = {}
  for k, row in ipairs(strained) do
    local l = list[row.index]
    local key = l.of .. " " .. row.metal
    slope[key] = slope[key] or { xx = 0, zz = 0 }
    slope[key][l.axis] = slope[key][l.axis] + l.sign * response[k] / (2 * strain)
  end
  for key, s in pairs(slope) do answers[key] = math.abs(s.xx) > math.abs(s.zz) and s.xx or s.zz end
end

-- The ranking, each crystal once.
local ranked, strange = {}, 0
local function is_usual(row, c)
  local range = usual[row.metal]
  return c.kind == "strain" or c.kind == "slab" or row.charges_from ~= "none" and row.charge >= range[1] - 1e-6
    and row.charge <= range[2] + 1e-6
end
for k, row in ipairs(rows) do
  local c = candidates[row.index]
  local answer = answers[row.index .. " " .. row.metal]
  if not is_usual(row, c) then
    strange = strange + 1
  else
    ranked[#ranked + 1] = { row = row, candidate = c, SAMS = values[k], answer = answer,
                            rank = options.by == "strain" and math.abs(answer or 0) or values[k] }
  end
end
table.sort(ranked, function(a, b)
  if a.rank ~= b.rank then return a.rank > b.rank end
  return a.row.index < b.row.index
end)
local best, kept, repeated = {}, {}, 0
local function known(r)
  local key = r.row.metal .. " " .. r.row.formula
  kept[key] = kept[key] or {}
  for _, other in ipairs(kept[key]) do
    if math.abs(other.row.density / r.row.density - 1) < 0.01
      and other.candidate.structure:matches(r.candidate.structure, { tolerance = 0.02 }) then return true end
  end
  table.insert(kept[key], r)
  return false
end
-- A substitution whose bonds are too short or too long for the metal's charge: the sum of their valences says it.
local strained = 0
local function fits(r)
  if r.candidate.kind ~= "substitution" then return true end
  local sum, sites = 0, 0
  for _, place in ipairs(r.candidate.structure:absorbers(r.row.metal)) do
    sum, sites = sum + place.multiplicity * place.valence, sites + place.multiplicity
  end
  local ratio = sum / sites / r.row.charge
  return ratio > 0.6 and ratio < 1.3
end
for _, r in ipairs(ranked) do
  if #best >= options.best then break end
  if not fits(r) then
    strained = strained + 1
  elseif known(r) then
    repeated = repeated + 1
  else
    best[#best + 1] = r
  end
end

-- What is shown of them.
local folder = spar.out .. "/screen"
local reasons = {}
if #best > 0 then
  local list = {}
  for i, r in ipairs(best) do list[i] = r.row end
  reasons = model:predict(data.new(list), { explain = true })
end
for i, r in ipairs(best) do
  local c = r.candidate
  r.out = { rank = i, formula = r.row.formula, metal = r.row.metal, kind = c.kind, parent = c.parent, change = c.change,
            SAMS = tonumber(("%.4g"):format(r.SAMS)), lower = tonumber(("%.4g"):format(reasons[i].lower)),
            upper = tonumber(("%.4g"):format(reasons[i].upper)),
            strain_answer = r.answer and tonumber(("%.4g"):format(r.answer)), QAMS = r.row.QAMS, DAMS = r.row.DAMS,
            IAMS = r.row.IAMS, charge = r.row.charge, warnings = reasons[i].warnings or "" }
end
if options.compute > 0 then
  sweep(range(1, math.min(options.compute, #best)), function(i)
    local ok, sp = pcall(xes, best[i].candidate.structure, best[i].row.metal)
    best[i].out.computed = ok and tonumber(("%.4g"):format(sp:sams())) or nil
    if not ok then best[i].out.warnings = "not computed: " .. tostring(sp) end
    return { i = i }
  end, { title = "computing the best" })
end
local out = {}
for i, r in ipairs(best) do
  out[i] = r.out
  r.candidate.structure:write(("%s/%03d_%s_%s.cif"):format(folder, i, r.row.formula:gsub("[^%w]", ""), r.row.metal))
end
local t = data.new(out):select{ "rank", "formula", "metal", "kind", "parent", "change", "SAMS", "lower", "upper",
  options.by == "strain" and "strain_answer" or "QAMS", "DAMS", "charge",
  table.unpack(options.compute > 0 and { "computed", "warnings" } or { "warnings" }) }
t:save(spar.out .. "/screen.csv")
show(t:select{ "rank", "formula", "metal", "kind", "parent", "change", "SAMS", "lower", "upper",
  options.by == "strain" and "strain_answer" or "QAMS" }:head(20))

local all = {}
for k, row in ipairs(rows) do
  all[k] = { QAMS = row.QAMS, SAMS = values[k], kind = candidates[row.index].kind }
end
plot{ data.new(all), x = "QAMS", y = "SAMS", by = "kind", kind = "scatter", logx = true, xlabel = "QAMS (e Å⁻⁵)",
      ylabel = "SAMS, predicted (eV⁻¹ᐟ²)", file = spar.out .. "/screen.svg" }
print(("%d candidates of %d crystals, %d rows; left out: %d whose charges do not balance, %d rows with an unusual charge, "
  .. "%d that could not be made, before the last of the best %d found twice and %d whose bonds do not fit the charge")
  :format(#candidates, #crystals, #rows, unbalanced, strange, failures, repeated, strained))
print(("%.1f s of processor time; %s/screen.csv, screen.svg and screen/*.cif"):format(os.clock() - begun, spar.out))
