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

local options, words = { ["max-sites"] = 100, timeout = 7200, limit = math.huge }, {}
local takes = { ["max-sites"] = tonumber, limit = tonumber, radius = tonumber, timeout = tonumber, metals = tostring }
local flags = { cheapest = true, proportional = true, retry = true, ["no-core-hole"] = true }
local at = 1
while at <= #arg do
  local name = arg[at]:match("^%-%-(.+)")
  if not name then
    words[#words + 1] = arg[at]
  elseif flags[name] then
    options[name] = true
  else
    options[name] = takes[name] and arg[at + 1] and takes[name](arg[at + 1])
      or error("campaign: " .. arg[at] .. " is no option, or has no value that it could take; see the head of the script", 0)
    at = at + 1
  end
  at = at + 1
end
if #words ~= 2 then error("campaign: two names expected: the table or folder of structures, and the table of results", 0) end

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
  "id", "formula", "metal", "cell_sites", "n_sites", "distinct_sites", "QAMS", "DAMS", "IAMS", "density", "N_SG", "N_3d",
  "EN_mean", "EN_std", "charge", "charges_from", "SAMS", "SAMS_mean", "SAMS_max", "SAMS_paper", "SAMS_mean_paper",
  "SAMS_max_paper", "SAMS_valence", "SAMS_mean_valence", "SAMS_max_valence", "fermi", "potential", "cpu_seconds", "engine",
  "physics", "settings", "definition", "status", "reason" } })
local siteLedger = data.ledger(words[2]:gsub("%.csv$", "") .. "_sites.csv", {
  key = { "id", "metal", "settings", "site" },
  columns = { "id", "metal", "site", "multiplicity", "SAMS", "SAMS_max", "SAMS_paper", "SAMS_valence", "fermi", "physics",
              "settings" } })
local function say(text) io.stderr:write(text .. "\n") end
if ledger.repaired > 0 then say("the last row of the table was cut short; it is done again") end

-- Whether a row stands: failures that are the machine's, and what the limits now allow, are tried again.
local machine = { timeout = true, killed = true, ["no FEFF"] = true, ["not computed"] = true,
                  ["incomplete output"] = true }
local function stands(row, sites)
  if not row or row.engine ~= engine or tostring(row.physics) ~= physics then return false end
  if row.status == "over limit" then return sites > options["max-sites"] end
  return row.status:find("^ok") or not (options.retry or machine[row.status] or row.status:find("^crashed"))
end

-- What is to be done, in which order.
local function metals_and_sites(i)
  local row = crystals:row(i)
  local listed, found, sites = pcall(function() return row.metals, row.nsites end)
  local metals = {}
  if listed and found then
    for symbol in found:gmatch("%a+") do metals[#metals + 1] = symbol end
  else
    local read, s = pcall(function() return crystals[i] end)
    sites = 0
    if read then
      sites = #s.sites
      for _, symbol in ipairs(s:metals()) do metals[#metals + 1] = symbol end
    end
  end
  return #metals > 0 and metals or { "-" }, sites
end

local ofMetal, names, counted = {}, {}, 0
for i = 1, #crystals do
  local metals, sites = metals_and_sites(i)
  for _, metal in ipairs(metals) do
    if not options.metals or metal == "-" or (" " .. options.metals:gsub("%A", " ") .. " "):find(" " .. metal .. " ") then
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
local tasks, weight = {}, 0
for _, task in ipairs(all) do
  local known = ledger:find{ id = crystals:name(task.i), metal = task.metal, settings = settings }
  if not stands(known, task.sites) and #tasks < options.limit then
    tasks[#tasks + 1] = task
    if task.sites <= options["max-sites"] then weight = weight + task.sites end
  end
end
ofMetal, all = nil, nil
say(("%d rows asked for, %d to do; at most %g sites a cell; %s, version %s, %s"):format(
  counted, #tasks, options["max-sites"], engine, physics, settings))

-- One row.
local function rounded(x) return x and tonumber(("%.6g"):format(x)) end

local function anisotropies(row, s, metal)
  local own, mean = xes(s, metal, request("site")), xes(s, metal, request("mean"))
  local sites = {}
  for _, site in ipairs(own.sites) do sites[site.index] = site end
  local distinct, total, potential, retried, most = s:absorbers(metal), 0, 0, false, {}
  for _, a in ipairs(distinct) do
    local site = sites[a.index]
    local entry = { id = row.id, metal = metal, site = a.index, multiplicity = a.multiplicity, fermi = rounded(site.fermi),
                    physics = physics, settings = settings }
    for ending, window in pairs(windows) do
      local largest = site:max_sams{ window = window }
      most[ending] = (most[ending] or 0) + a.multiplicity * largest
      entry["SAMS" .. ending] = rounded(site:sams{ window = window })
      if ending == "" then entry.SAMS_max = rounded(largest) end
    end
    siteLedger:add(entry)
    total = total + a.multiplicity
  end
  for ending, window in pairs(windows) do
    row["SAMS" .. ending] = rounded(own:sams{ window = window })
    row["SAMS_mean" .. ending] = rounded(mean:sams{ window = window })
    row["SAMS_max" .. ending] = rounded(most[ending] / total)
  end
  for _, a in ipairs(distinct) do
    potential = potential and sites[a.index].potential and potential + a.multiplicity / total * sites[a.index].potential
    for _, line in ipairs(sites[a.index].provenance) do retried = retried or line.name:find("^attempt") ~= nil end
  end
  row.distinct_sites, row.fermi, row.potential = #distinct, rounded(own.fermi), rounded(potential)
  row.cpu_seconds = rounded(own.cpu_seconds)
  row.status = retried and "ok after retries" or "ok"
end

local function fill(row, task)
  if task.metal == "-" then
    local s = crystals[task.i]
    row.formula, row.status, row.reason = s.reduced_formula, "no metal", "there is no 3d metal in it"
  elseif task.sites > options["max-sites"] then
    row.status, row.reason = "over limit", ("%d sites, the limit is %g"):format(task.sites, options["max-sites"])
  else
    local s = crystals[task.i]
    local f = s:features(task.metal)
    for _, name in ipairs{ "QAMS", "DAMS", "IAMS", "density", "N_SG", "EN_mean", "EN_std" } do row[name] = rounded(f[name]) end
    for _, name in ipairs{ "formula", "n_sites", "N_3d", "charge", "charges_from", "definition" } do row[name] = f[name] end
    anisotropies(row, s, task.metal)
  end
end

-- All of them: a few crystals more are in flight than there are workers, so that these always find work.
local begun, done, failed, weighed, seconds, said = os.time(), 0, 0, 0, 0, os.time()
local function tell()
  local elapsed, host = os.time() - begun, os.clock()
  local left = weighed > 0 and elapsed / weighed * (weight - weighed) or 0
  say(("%s  %d of %d rows (%d failed), %.0f an hour, %d h %02d min left; outside the engine %.1f %% of the time"):format(
    os.date("%H:%M"), done, #tasks, failed, done / math.max(elapsed, 1) * 3600, left // 3600, left % 3600 // 60,
    100 * host / math.max(host + seconds, 1e-9)))
  said = os.time()
end

if #tasks == 0 then return end
sweep(range(1, #tasks), function(n)
  local task = tasks[n]
  local row = { id = crystals:name(task.i), metal = task.metal, cell_sites = task.sites, engine = engine, physics = physics,
                settings = settings }
  local ok, failure = pcall(fill, row, task)
  if not ok then
    local known, status, reason = pcall(function() return failure.status, failure.message end)
    row.status, row.reason = known and status or "error", tostring(known and reason or failure)
    if task.metal == "-" then row.status = "unreadable" end
  end
  ledger:add(row)
  done, failed = done + 1, failed + (ok and row.status ~= "over limit" and 0 or 1)
  if task.sites <= options["max-sites"] then weighed = weighed + task.sites end
  seconds = seconds + (row.cpu_seconds or 0)
  if os.time() - said >= 60 then tell() end
  if done % 10 == 0 then collectgarbage() end
end, { jobs = 2 * spar.jobs + 8, title = "campaign", on_error = "raise" })
tell()
