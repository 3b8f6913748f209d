-- -*- coding: utf-8 -*-
-- Absorption of the embedded engine against FEFF10: same atoms, same grid, same kind of exchange. Needs FEFF10.
--
--   spar run scripts/xas_compared.lua                                     the five crystals that come with Spar
--   spar run scripts/xas_compared.lua -- STRUCTURES.csv [COUNT] [SEED]    COUNT crystals drawn from a table besides
--
-- FEFF10 takes minutes of processor time a site: it may be stopped anywhere and started again, sites that are in the
-- store are not computed twice. A row a crystal goes into xas_compared.csv when both engines have answered.

local atoms, grid = 42, { from = -15, to = 45, step = 0.5 }
local cases = {}
for _, case in ipairs{ { "TiO2_rutile", "Ti" }, { "TiO2_anatase", "Ti" }, { "ZnO", "Zn" }, { "CuO", "Cu" },
                       { "Cr2O3", "Cr" } } do
  cases[#cases + 1] = { name = case[1], metal = case[2], drawn = "no",
                        s = structure.read("examples/structures/" .. case[1] .. ".cif") }
end

-- Crystals drawn with a seed: at most 24 sites, one 3d metal, one distinct site of it, not a cubic one.
if arg[1] then
  local crystals, count = structure.read_table(arg[1]), tonumber(arg[2] or 5)
  local is3d = {}
  for metal in ("Sc Ti V Cr Mn Fe Co Ni Cu Zn"):gmatch("%a+") do is3d[metal] = true end
  math.randomseed(tonumber(arg[3] or 20261130))
  local found = 0
  while found < count do
    local i = math.random(#crystals)
    local read, s = pcall(function() return crystals[i] end)
    local metal, metals = nil, 0
    if read and #s.sites <= 24 then
      for element in pairs(s.composition) do
        if is3d[element] then metal, metals = element, metals + 1 end
      end
      local sites = metals == 1 and s:absorbers(metal) or {}
      if #sites == 1 and not sites[1].cubic then
        found = found + 1
        cases[#cases + 1] = { name = crystals:name(i), metal = metal, drawn = "yes", s = s }
      end
    end
  end
end

-- The anisotropic part of the tensor, its five numbers at each energy as six, those off the diagonal counted twice.
local function anisotropy(sp)
  local t, out = sp.tensor, {}
  for i = 1, #sp.energy do
    local mean = (t.xx[i] + t.yy[i] + t.zz[i]) / 3
    local r = math.sqrt(2)
    out[i] = { t.xx[i] - mean, t.yy[i] - mean, t.zz[i] - mean, r * t.xy[i], r * t.xz[i], r * t.yz[i] }
  end
  return out
end

local function apart(reference, other, from, to)
  local a, b, rest, all = anisotropy(reference), anisotropy(other), 0, 0
  for i, e in ipairs(reference.energy) do
    if e >= from and e <= to then
      for k = 1, 6 do rest, all = rest + (a[i][k] - b[i][k]) ^ 2, all + a[i][k] ^ 2 end
    end
  end
  return math.sqrt(rest / all)
end

local rows = {}
for _, case in ipairs(cases) do
  local function absorb(engine)
    return pcall(xas, case.s, case.metal, { atoms = atoms, energy = grid, frame = "site", engine = engine })
  end
  local ok, green = absorb("green")
  local done, feff10 = absorb("feff")
  if not (ok and done) then
    print(case.name .. ": " .. tostring(ok and feff10 or green))
  else
    local distance, shift = spectra.distance(feff10, green, { from = 0, to = 30 })
    -- On FEFF's energies, both of area 1, so that only shapes are compared.
    local area = { by = "area", window = { 0, 30 } }
    local inner = range(-10, 40, 0.5)
    local function shown(sp) return sp:on(inner):normalize(area) end
    local a, b = shown(feff10), shown(green:shift(shift))
    -- Of one site: over the sites of a cubic crystal the anisotropies average out.
    local one, other = shown(feff10.sites[1]), shown(green.sites[1]:shift(shift))
    rows[#rows + 1] = {
      crystal = case.name, formula = case.s.formula, edge = case.metal .. " K", drawn = case.drawn, L2 = distance,
      shift = shift, dichroism = apart(one, other, -5, 30), SAMS_green = green:sams(), SAMS_feff = feff10:sams(),
      ratio = green:sams() / feff10:sams(), seconds_green = green.cpu_seconds, seconds_feff = feff10.cpu_seconds }
    local r = rows[#rows]
    print(("%s (%s): L2 %.3f, shift %.2f eV, dichroism's L2 %.3f, SAMS %.4f against %.4f, %.1f s against %.0f s"):format(
      r.crystal, r.formula, r.L2, r.shift, r.dichroism, r.SAMS_green, r.SAMS_feff, r.seconds_green, r.seconds_feff))
    data.new(rows):select{ "crystal", "formula", "edge", "drawn", "L2", "shift", "dichroism", "SAMS_green", "SAMS_feff",
      "ratio", "seconds_green", "seconds_feff" }:save("xas_compared.csv")
    local d = data.new{ columns = { energy = b.energy, ["x, green"] = b.x, ["z, green"] = b.z } }
    d = d:join(data.new{ columns = { energy = a.energy, ["x, FEFF10"] = a.x, ["z, FEFF10"] = a.z } }, { on = "energy" })
    plot{ d, x = "energy", y = { "x, green", "x, FEFF10", "z, green", "z, FEFF10" }, kind = "line",
          title = case.s.formula .. ", " .. case.metal .. " K", xlabel = "energy about the Fermi level (eV)",
          ylabel = "absorption (area 1)", file = case.name .. "_xas_compared.svg" }
  end
end
show(data.new(rows))
