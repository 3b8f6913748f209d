-- -*- coding: utf-8 -*-
-- Writes the README of the data set from the data set: counts by metal, failures by reason, hours, columns.
-- spar run scripts/data_readme.lua [table.csv [README.md [structures in the source]]]

local study = require("study")
local path, target, asked = arg[1] or study.table, arg[2] or "examples/data/README.md", tonumber(arg[3] or 15197)
local d = data.read(path)
local lines = {}
local function put(text, ...) lines[#lines + 1] = select("#", ...) > 0 and text:format(...) or text end

local ids, done, status, seconds, metals = {}, {}, {}, 0, {}
local nIds, nDone, nRows, nSites, nOver = 0, 0, 0, 0, 0
for _, row in ipairs(d) do
  if not ids[row.id] then
    ids[row.id], nIds = true, nIds + 1
  end
  local m = metals[row.metal] or { metal = row.metal, ok = 0, failed = 0, over = 0 }
  metals[row.metal] = m
  seconds = seconds + (row.cpu_seconds or 0)
  if row.status:find("^ok") then
    m.ok, nRows, nSites = m.ok + 1, nRows + 1, nSites + (row.distinct_sites or 0)
    if not done[row.id] then
      done[row.id], nDone = true, nDone + 1
    end
  elseif row.status == "over limit" then
    m.over, nOver = m.over + 1, nOver + 1
  else
    m.failed = m.failed + 1
  end
  if not row.status:find("^ok") then
    local detail = row.status == "over limit" and "" or ": " .. (row.reason or ""):gsub("%d[%d%.]*", "…")
    status[row.status .. detail] = (status[row.status .. detail] or 0) + 1
  end
end
local first = d:filter(function(r) return r.status:find("^ok") ~= nil end)[1]

put("# Anisotropy of the valence-to-core emission of 3d-metal crystals")
put("")
put("`%s` holds %d rows, one a crystal and 3d metal in it: %d with a spectrum, of %d crystals; %d crystals were tried.",
  path:match("[^/]+$"), #d, nRows, nDone, nIds)
put("Beside it: `mp_3d_sams_sites.csv.gz`, a row a distinct site; `mp_3d_descriptors.csv.gz` and")
put("`mp_3d_descriptors_sites.csv.gz`, further descriptions of the surroundings (`scripts/descriptors.lua`);")
if #spar.files(study.no_hole) > 0 then
  put("`mp_3d_nohole.csv.gz`, some of the same crystals without a core hole (`scripts/campaign.lua --no-core-hole`);")
end
local absorption = "examples/data/mp_3d_xas.csv.gz"
if #spar.files(absorption) > 0 then
  put("`mp_3d_xas.csv.gz`, absorption of %d of them (`scripts/xas_campaign.lua`);", #data.read(absorption))
end
put("`mp_3d_model.json.gz`, the model of `spar predict` (`scripts/model.lua`). This page is written by")
put("`scripts/data_readme.lua`.")
put("")
put("## Source and selection")
put("")
put("Crystal structures: the Materials Project, CC BY 4.0 (A. Jain et al., APL Materials 1, 011002 (2013)); `id` is the")
put("entry's. Entries that were observed in experiment and hold at least one of Sc to Zn, %d of them; cells as they are", asked)
put("there, relaxed by density-functional theory. No coordinates are kept here: features and spectra were computed from")
put("them by Spar. Rows were taken in a seeded random order within each metal (`scripts/campaign.lua`, seed 1); equal")
put("numbers of each metal come first, which over-represents Sc and Ti until all is done.")
local limit
for _, row in ipairs(d) do
  limit = limit or row.status == "over limit" and tostring(row.reason):match("limit is (%d+)")
end
if limit then
  local share = {}
  for _, m in pairs(metals) do
    if study.Z[m.metal] and m.ok + m.over > 0 then
      share[#share + 1] = { metal = m.metal, part = 100 * m.over / (m.ok + m.over + m.failed) }
    end
  end
  table.sort(share, function(a, b) return a.part > b.part end)
  put("")
  put("**A bias:** cells of more than %s sites were left out, %d of %d rows (%.0f %%), %s most often (%.0f %%), %s least", limit,
    nOver, #d, 100 * nOver / #d, share[1].metal, share[1].part, share[#share].metal)
  put("(%.0f %%). Of the smaller cells what is there is a fair sample of each metal; of all crystals it is not: large cells", share[#share].part)
  put("are the frameworks, hydrates, molecular crystals and superstructures, of low symmetry more often than the rest.")
end
put("")
put("## How it was computed")
put("")
put("Engine `%s`, physics version %s; %s; grid -40 to 5 eV about the Fermi level in steps of 0.1 eV.", first.engine,
  tostring(first.physics), first.settings)
put("Features: `%s`.", first.definition)
put("%.1f hours of processor time for %d distinct sites, %.1f s a site; the paper's set took some 3300 hours.",
  seconds / 3600, nSites, seconds / math.max(nSites, 1))
put("The first 3,000 rows or so were computed before two changes that the version does not tell apart: atoms stand at the")
put("mean of their equivalent sites, and no axis decides which atom stands for its element. Fourteen rows done again")
put("differ by 0.1 % of SAMS at most.")
put("")
put("| metal | rows with a spectrum | over the limit | failed |")
put("|---|---|---|---|")
local order = {}
for _, m in pairs(metals) do order[#order + 1] = m end
table.sort(order, function(a, b) return (study.Z[a.metal] or 99) < (study.Z[b.metal] or 99) end)
for _, m in ipairs(order) do put("| %s | %d | %d | %d |", m.metal, m.ok, m.over, m.failed) end
put("")
local reasons = {}
for reason, count in pairs(status) do reasons[#reasons + 1] = { reason = reason, count = count } end
table.sort(reasons, function(a, b) return a.count > b.count or a.count == b.count and a.reason < b.reason end)
if #reasons > 0 then
  put("| why there is no spectrum | rows |")
  put("|---|---|")
  for _, r in ipairs(reasons) do put("| %s | %d |", r.reason:gsub("|", "\\|"), r.count) end
  put("")
end
put("## Columns")
put("")
put("| column | unit | |")
put("|---|---|---|")
for _, c in ipairs{
  { "id, formula, metal", "", "the entry, its reduced formula, the emitting metal" },
  { "cell_sites, n_sites, distinct_sites", "", "atoms in the cell, atoms of the metal, those of them that no symmetry "
    .. "makes equal (within 0.01 Å; 0.001 Å where that would move an atom by more than 0.002 Å)" },
  { "QAMS", "e Å⁻⁵", "anisotropy of the weighted quadrupole (Eqs. 3a, 4a, 5a), mean over the metal's sites" },
  { "DAMS, IAMS", "e Å⁻⁶, Å⁻⁵", "of the dipole and of the inertia tensor, in the quadrupole's axes" },
  { "density", "g/cm³", "" }, { "N_SG", "", "1 − space-group number / 230 (0.1 Å)" },
  { "N_3d", "", "Z − 18 − charge" },
  { "EN_mean, EN_std", "Pauling", "electronegativity of the neighbours within 12 Å" },
  { "charge, charges_from", "e",
    "the metal's charge, and what decided it (`none`: no charges balance, all taken as 0)" },
  { "SAMS", "eV⁻¹ᐟ²",
    "anisotropy of the spectrum (Eqs. 1, 2) from -30 to 5 eV, in each site's own axes, mean over all sites of the metal" },
  { "SAMS_mean, SAMS_max", "eV⁻¹ᐟ²",
    "in the axes of the mean quadrupole (the paper's section 2.6); the largest over all orientations" },
  { "…_paper, …_valence", "eV⁻¹ᐟ²", "the same from -30 to 5 eV on the engine's own energy scale (the authors' window, "
    .. "from about -20 eV), and from -13 to 3 eV" },
  { "fermi, potential", "eV",
    "Fermi level and constant potential between the atoms on the engine's scale, means over the sites" },
  { "cpu_seconds", "s", "processor time of the engine" },
  { "engine, physics, settings, definition", "", "what computed it" },
  { "structure", "", "the beginning of the structure's hash, by which a changed one is done again; empty in older rows" },
  { "status, reason", "", "`ok`, `ok after retries`, or why there is no spectrum" },
} do put("| %s | %s | %s |", table.unpack(c)) end
put("")
put("Descriptors: QAMS_m, DAMS_m, IAMS_m for the exponents m = 1 to 14; the other columns stand at the head of")
put("`scripts/descriptors.lua`. Tables of sites: `site` counts from 1 in the entry's cell, `multiplicity` is the number of")
put("sites that one stands for. A crystal's SAMS is the mean over its sites. In rows without `structure` a site's SAMS is that")
put("of the first of its equivalent sites, not their mean; the equivalent sites of a relaxed cell differ by some thousandths")
put("of an angstrom, and so do their axes, so that in one crystal of thirteen the weighted mean of the sites differs from the")
put("crystal's by more than 1e-5 (mp-18937: 0.0768 and 0.0745). Newer rows agree to the last digit.")
put("")
put("## What the numbers mean, and what they do not")
put("")
put("They are predictions of a one-electron theory without magnetism or multiplets, for perfect crystals at rest, from")
put("potentials of touching spheres within 30 neighbours. They rank crystals and follow FEFF10's; how closely:")
put("`examples/green.md`. Open structures, hydrogen, and f elements are where they are least sure. A value below about 1e-4")
put("is the residue of coordinates that are a millionth off their special places: zero by symmetry. Charges are guesses from")
put("the composition.")
put("")
put("## How far predictions and the campaign were tried")
put("")
put("Of crystals that the model of 2,395 rows had never seen, the engine's SAMS, computed afterwards, lay within the interval of")
put("`spar predict` (nine in ten) in 22 of 23 and in 21 of 22. On rows held back, grouped by formula, it holds some 93 %%:")
put("the interval is conservative, since the rows of a leaf are less alike than crystals that share all features.")
put("")
put("`scripts/dev/kills.sh` stops a campaign ten times by SIGKILL, moves its folder in between, and compares the table with")
put("that of a campaign left alone: the rows are the same but for the processor time.")
local out = assert(io.open(target, "w"))
out:write(table.concat(lines, "\n"), "\n")
out:close()
print(target .. ": " .. #lines .. " lines, " .. nRows .. " rows with a spectrum")
