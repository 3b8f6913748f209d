-- -*- coding: utf-8 -*-
-- The campaign: each crystal of a table of structures or a folder, and each 3d metal in it, to one row of features and
-- spectral anisotropies. It may be stopped anywhere and started again: what the table has is not done again.
--
--   spar run scripts/campaign.lua -- STRUCTURES TABLE.csv [--max-sites N] [--metals Fe,Ni] [--cheapest]
--       [--proportional] [--limit N] [--no-core-hole] [--radius R] [--timeout SECONDS] [--retry]
--
-- Order: seeded (--seed), at random within each metal and the metals in turn: equal numbers of each until it has no
-- more, or with --proportional as many of each as its share; --cheapest takes small cells first. A row a crystal and
-- metal; a failure is a row with its status and reason. Of SAMS each in eV^(-1/2): the site's own frame, the frame of
-- the mean Q (_mean), the largest over orientations (_max); over -30 to 5 eV, the authors' window (_paper), -13 to 3 eV
-- (_valence). Beside TABLE.csv stands TABLE_sites.csv with a row a distinct site. Spectra stay in the run store, about
-- 60 kB a site.

-- The options.
local metals3d = {}
for symbol in ("Sc Ti V Cr Mn Fe Co Ni Cu Zn"):gmatch("%a+") do metals3d[symbol] = true end
local function say(text) io.stderr:write(text .. "\n") end
local function refuse(text)
  say("campaign: " .. text)
  os.exit(2)
end
local function number(name, what, fits)
  return function(text)
    local x = tonumber(text)
    return x and fits(x) and x or refuse(("--%s takes %s, got %s"):format(name, what, text or "nothing"))
  end
end
local function whole(name)
  return number(name, "a whole number of at least 1", function(x) return x >= 1 and x == math.floor(x) end)
end
local takes = {
  ["max-sites"] = whole("max-sites"), limit = whole("limit"),
  timeout = number("timeout", "seconds above 0", function(x) return x > 0 end),
  radius = number("radius", "a distance above 0 and at most 20 angstrom", function(x) return x > 0 and x <= 20 end),
  metals = function(text)
    local wanted = {}
    for word in (text or ""):gmatch("[^%s,]+") do
      local symbol = word:sub(1, 1):upper() .. word:sub(2):lower()
      if not metals3d[symbol] then refuse("--metals: " .. word .. " is no 3d metal; these are Sc to Zn") end
      wanted[symbol] = true
    end
    return next(wanted) and wanted or refuse("--metals takes symbols, such as Fe,Ni")
  end,
}
local flags = { cheapest = true, proportional = true, retry = true, ["no-core-hole"] = true }
local options, words = { ["max-sites"] = 100, timeout = 7200, limit = math.huge }, {}
local at = 1
while at <= #arg do
  local name = arg[at]:match("^%-%-(.+)")
  if not name then
    words[#words + 1] = arg[at]
  elseif flags[name] then
    options[name] = true
  elseif takes[name] then
    options[name] = takes[name](arg[at + 1])
    at = at + 1
  else
    refuse(arg[at] .. " is no option; see the head of the script")
  end
  at = at + 1
end
if #words ~= 2 then refuse("two names expected: the table or folder of structures, and the table of results") end

-- The table.
local crystals, engine = structure.read_table(words[1]), spar.engine
local physics = engine == "green" and green.version() or feff.version() or "none"
local core_hole = not options["no-core-hole"]
local function request(frame)
  return { frame = frame, core_hole = core_hole, radius = options.radius, timeout = options.timeout }
end
local settings = (options.radius and "radius " .. options.radius or "30 atoms")
  .. (core_hole and ", core hole" or ", no core hole")
local windows = { [""] = "default", _paper = "paper", _valence = "valence" }
local ledger = data.ledger(words[2], { key = { "id", "metal", "settings" }, columns = {
  "id", "formula", "metal", "cell_sites", "n_sites", "distinct_sites", "QAMS", "DAMS", "IAMS", "density", "N_SG",
  "N_3d", "EN_mean", "EN_std", "charge", "charges_from", "SAMS", "SAMS_mean", "SAMS_max", "SAMS_paper",
  "SAMS_mean_paper", "SAMS_max_paper", "SAMS_valence", "SAMS_mean_valence", "SAMS_max_valence", "fermi", "potential",
  "cpu_seconds", "engine", "physics", "settings", "definition", "structure", "status", "reason" } })
local siteLedger = data.ledger(words[2]:gsub("%.csv$", "") .. "_sites.csv", {
  key = { "id", "metal", "settings", "site" },
  columns = { "id", "metal", "site", "multiplicity", "SAMS", "SAMS_max", "SAMS_paper", "SAMS_valence", "fermi",
              "physics", "settings", "structure" } })
if ledger.repaired > 0 then say("the last row of the table was cut short; it is done again") end

-- Whether a row stands: failures that are the machine's, and what the limits now allow, are tried again; so is a row of
-- another engine, version or definition of the features, and one whose structure was another. Rows of older tables do
-- not say what their structure was: they stand.
local any = structure.new{ lattice = { a = 4, b = 4, c = 4 }, sites = { { "Ni", 0, 0, 0 } } }
local definition = any:features("Ni").definition
-- With a letter before it, since sixteen digits could be read as a number.
local function hash(s) return "h" .. s.hash:sub(1, 16) end
local again = { version = 0, structure = 0 }
local machine = { timeout = true, killed = true, ["no FEFF"] = true, ["incomplete output"] = true, error = true }
local function is_current(row)
  return row.engine == engine and tostring(row.physics) == physics and (row.definition or definition) == definition
end
local function stands(row, task)
  if not row then return false end
  if not is_current(row) then
    again.version = again.version + 1
    return false
  end
  if row.structure or row.status == "unreadable" then
    local read, now = pcall(function() return hash(crystals[task.i]) end)
    if read and row.structure ~= now then
      again.structure = again.structure + 1
      return false
    end
  end
  if row.status == "over limit" then return task.sites > options["max-sites"] end
  return row.status:find("^ok") or not (options.retry or machine[row.status] or row.status:find("^crashed"))
end

-- What is to be done, in which order.
local function metals_and_sites(i)
  local row = crystals:row(i)
  local listed, found, sites = pcall(function() return row.metals, row.nsites end)
  local metals = {}
  if listed and found then
    for symbol in found:gmatch("%a+") do
      if metals3d[symbol] then metals[#metals + 1] = symbol end
    end
  else
    local read, s = pcall(function() return crystals[i] end)
    sites = 0
    if read then
      sites = #s.sites
      for _, symbol in ipairs(s:metals()) do metals[#metals + 1] = symbol end
      for _, note in ipairs(s.notes) do say(crystals:name(i) .. ": " .. note) end
    end
  end
  return #metals > 0 and metals or { "-" }, sites
end

local within = 0
for _, path in ipairs(spar.files(words[1] .. "/*/*")) do
  for _, ending in ipairs{ "%.m?cif$", "%.vasp$", "%.xyz$", "POSCAR[^/]*$", "CONTCAR[^/]*$" } do
    if path:find(ending) then within = within + 1 end
  end
end
if within > 0 then
  say(("%d files in subfolders of %s are not taken; a campaign takes one folder"):format(within, words[1]))
end

local ofMetal, names, counted = {}, {}, 0
for i = 1, #crystals do
  local metals, sites = metals_and_sites(i)
  for _, metal in ipairs(metals) do
    if not options.metals or metal == "-" or options.metals[metal] then
      if not ofMetal[metal] then
        ofMetal[metal] = {}
        names[#names + 1] = metal
      end
      table.insert(ofMetal[metal], { i = i, metal = metal, sites = sites })
      counted = counted + 1
    end
  end
end
table.sort(names)
local all = {}
for _, metal in ipairs(names) do
  local list = ofMetal[metal]
  for k = #list, 2, -1 do
    local j = math.random(k)
    list[k], list[j] = list[j], list[k]
  end
  for k, task in ipairs(list) do
    task.turn = options.proportional and (k - 0.5) / #list or k
    all[#all + 1] = task
  end
end
table.sort(all, function(a, b)
  if options.cheapest and a.sites ~= b.sites then return a.sites < b.sites end
  if a.turn ~= b.turn then return a.turn < b.turn end
  return a.metal < b.metal
end)
local tasks, weight, asked = {}, 0, {}
for _, task in ipairs(all) do
  local id = crystals:name(task.i)
  asked[id .. " " .. task.metal] = true
  if not stands(ledger:find{ id = id, metal = task.metal, settings = settings }, task) and #tasks < options.limit then
    tasks[#tasks + 1] = task
    if task.sites <= options["max-sites"] then weight = weight + task.sites end
  end
end
local strange = 0
for _, row in ipairs(ledger:table()) do
  local is_asked = row.settings == settings and asked[row.id .. " " .. row.metal]
  if not is_current(row) and not is_asked then strange = strange + 1 end
end
ofMetal, all, asked = nil, nil, nil
local other = " rows of another engine, version or definition of the features"
if again.version > 0 then say(again.version .. other .. " are done again") end
if again.structure > 0 then say(again.structure .. " rows whose structure has changed are done again") end
if strange > 0 then
  say(strange .. other .. ", not asked for here, stay in the table: the study's scripts refuse such a mixture")
end
say(("%d rows asked for, %d to do; at most %g sites a cell; %s, version %s, %s"):format(
  counted, #tasks, options["max-sites"], engine, physics, settings))

-- One row.
local function rounded(x) return x and tonumber(("%.6g"):format(x)) end

-- The row and a row a distinct site, from the spectrum's own sites: a distinct site stands for those whose surroundings
-- are its own but for a rotation, and its SAMS is their mean (each has axes of its own, which differ as far as
-- the places of equivalent atoms do).
local function anisotropies(row, s, metal)
  local own, mean = xes(s, metal, request("site")), xes(s, metal, request("mean"))
  local distinct, entries, total, most = {}, {}, 0, {}
  for _, site in ipairs(own.sites) do
    local entry = entries[site.equivalent]
    if not entry then
      entry = { id = row.id, metal = metal, site = site.index, multiplicity = 0, fermi = rounded(site.fermi),
                physics = physics, settings = settings, structure = row.structure }
      entries[site.equivalent], distinct[#distinct + 1] = entry, { site = site, entry = entry }
    end
    entry.multiplicity, total = entry.multiplicity + 1, total + 1
    for ending, window in pairs(windows) do
      entry["SAMS" .. ending] = (entry["SAMS" .. ending] or 0) + site:sams{ window = window }
    end
  end
  local potential, retried = 0, false
  for _, d in ipairs(distinct) do
    local site, entry = d.site, d.entry
    for ending, window in pairs(windows) do
      local largest = site:max_sams{ window = window }
      most[ending] = (most[ending] or 0) + entry.multiplicity * largest
      entry["SAMS" .. ending] = rounded(entry["SAMS" .. ending] / entry.multiplicity)
      if ending == "" then entry.SAMS_max = rounded(largest) end
    end
    potential = potential and site.potential and potential + entry.multiplicity / total * site.potential
    for _, line in ipairs(site.provenance) do retried = retried or line.name:find("^attempt") ~= nil end
  end
  for ending, window in pairs(windows) do
    row["SAMS" .. ending] = rounded(own:sams{ window = window })
    row["SAMS_mean" .. ending] = rounded(mean:sams{ window = window })
    row["SAMS_max" .. ending] = rounded(most[ending] / total)
  end
  row.distinct_sites, row.fermi, row.potential = #distinct, rounded(own.fermi), rounded(potential)
  row.cpu_seconds = rounded(own.cpu_seconds)
  row.status = retried and "ok after retries" or "ok"
  -- A campaign that was stopped between these and the crystal's row has written them before.
  for _, d in ipairs(distinct) do
    local known, same = siteLedger:find(d.entry), true
    for name, value in pairs(d.entry) do same = same and known and tostring(known[name]) == tostring(value) end
    if not same then siteLedger:add(d.entry) end
  end
end

-- A failure with its status: what the crystal lacks is said by name, what the engine says is its own.
local function fail(status, reason) error({ status = status, message = reason }, 0) end
local function attempt(status, f, ...)
  local results = table.pack(pcall(f, ...))
  if results[1] then return table.unpack(results, 2, results.n) end
  local failure = results[2]
  local known, own, message = pcall(function() return failure.status, failure.message end)
  -- A disk that is full, or a store that cannot be used, ends the campaign: every other row would meet the same.
  local reason = tostring(known and message or failure):gsub("^[^\n]-%.lua:%d+: ", "")
  if reason:find("^the store ") or reason:find("disk is full", 1, true) or reason:find("No space left", 1, true)
    or reason:find("^cannot add a row") then
    error("stopped: " .. reason, 0)
  end
  fail(known and own or status, reason)
end

local function fill(row, task)
  if task.metal ~= "-" and task.sites > options["max-sites"] then
    fail("over limit", ("%d sites, the limit is %g"):format(task.sites, options["max-sites"]))
  end
  local s = attempt("unreadable", function() return crystals[task.i] end)
  row.formula, row.structure = s.reduced_formula, hash(s)
  if task.metal == "-" then fail("no metal", "there is no 3d metal in it") end
  if #s.sites > options["max-sites"] then
    fail("over limit", ("%d sites, the limit is %g"):format(#s.sites, options["max-sites"]))
  end
  if not s.composition[task.metal] then
    fail("no such metal", "there is no " .. task.metal .. " in " .. s.reduced_formula)
  end
  for _, site in ipairs(s.sites) do
    if site.occupancy < 1 - 1e-6 then
      fail("partly occupied",
        ("%s is occupied by %.4g: a spectrum needs every site full"):format(site.label, site.occupancy))
    end
  end
  local f = attempt("no features", s.features, s, task.metal)
  for _, name in ipairs{ "QAMS", "DAMS", "IAMS", "density", "N_SG", "EN_mean", "EN_std" } do
    row[name] = rounded(f[name])
  end
  for _, name in ipairs{ "formula", "n_sites", "N_3d", "charge", "charges_from", "definition" } do
    row[name] = f[name]
  end
  attempt("bad input", anisotropies, row, s, task.metal)
end

-- All of them: a few crystals more are in flight than there are workers, so that these always find work.
local begun, done, failed, weighed, seconds, said = os.time(), 0, 0, 0, 0, os.time()
local function tell()
  local elapsed, host = os.time() - begun, os.clock()
  local left = weighed > 0 and elapsed / weighed * (weight - weighed) or 0
  say(("%s  %d of %d rows (%d failed), %.0f an hour, %d h %02d min left; outside the engine %.1f %% of the time")
    :format(os.date("%H:%M"), done, #tasks, failed, done / math.max(elapsed, 1) * 3600, left // 3600,
      left % 3600 // 60, 100 * host / math.max(host + seconds, 1e-9)))
  said = os.time()
end

if #tasks == 0 then return end
local ended, stop = pcall(sweep, range(1, #tasks), function(n)
  local task = tasks[n]
  local row = { id = crystals:name(task.i), metal = task.metal, cell_sites = task.sites, engine = engine,
                physics = physics, settings = settings }
  local ok, failure = pcall(fill, row, task)
  if not ok then
    if type(failure) ~= "table" then error(failure, 0) end
    row.status, row.reason = failure.status, failure.message
  end
  ledger:add(row)
  done, failed = done + 1, failed + (ok and row.status ~= "over limit" and 0 or 1)
  if task.sites <= options["max-sites"] then weighed = weighed + task.sites end
  seconds = seconds + (row.cpu_seconds or 0)
  if os.time() - said >= 60 then tell() end
  if done % 10 == 0 then collectgarbage() end
end, { jobs = 2 * spar.jobs + 8, title = "campaign", on_error = "raise" })
tell()
if not ended then
  say("campaign: " .. tostring(stop):gsub("^[^\n]-%.lua:%d+: ", ""))
  os.exit(1)
end
ledger:tidy()
siteLedger:tidy()
