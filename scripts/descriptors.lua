-- -*- coding: utf-8 -*-
-- What the paper's features leave out, for each crystal and metal of a table of structures or a folder: the three sums
-- for the exponents 1 to 14, the same split by the sign of the neighbours' charges, and the first shell. No spectrum is
-- needed.
--
--   spar run scripts/descriptors.lua -- STRUCTURES OUT.csv [--max-sites N]
--
-- OUT.csv has a row a crystal and metal (means over the metal's sites), OUT_sites.csv one a distinct site. It may be
-- stopped and started again. The first shell has soft weights (effective coordination number, Hoppe, Z. Kristallogr.
-- 150, 23 (1979)): econ; d_mean, d_std (angstrom); dir1 = |mean direction|, 0 with inversion; dir2 = anisotropy of the
-- second moments of the directions, dir3, dir4, dir6 = their third, fourth and sixth moments: continuous measures of
-- symmetry, each with a value of its own for an octahedron, a tetrahedron, a square; valence = sum of the metal's bond
-- valences (e; Brown and Altermatt, O'Keeffe and Brese); en1, den1 = ligands'
-- electronegativity, metal's minus it; z1, p1 = ligands' atomic number and p electrons; aniso_en, aniso_p = anisotropy
-- of these over directions; r_metal = nearest atom of the metal's kind (angstrom).

local names = {}
for m = 1, 14 do
  for _, kind in ipairs{ "QAMS_", "DAMS_", "IAMS_" } do names[#names + 1] = kind .. m end
end
local shell = { "QAMS_anion", "QAMS_cation", "IAMS_anion", "IAMS_cation", "econ", "d_mean", "d_std", "dir1", "dir2",
                "dir3", "dir4", "dir6", "valence", "en1", "den1", "z1", "p1", "aniso_en", "aniso_p", "r_metal" }
table.move(shell, 1, #shell, #names + 1, names)

-- Pauling's electronegativities (as in the CRC Handbook); atomic numbers by position, "-" where there is none.
local symbols = [[H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb
  Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi
  Po At Rn Fr Ra Ac Th Pa U Np Pu]]
local values = [[2.20 - 0.98 1.57 2.04 2.55 3.04 3.44 3.98 - 0.93 1.31 1.61 1.90 2.19 2.58 3.16 - 0.82 1.00 1.36 1.54 1.63 1.66
  1.55 1.83 1.88 1.91 1.90 1.65 1.81 2.01 2.18 2.55 2.96 3.00 0.82 0.95 1.22 1.33 1.6 2.16 1.9 2.2 2.28 2.20 1.93 1.69 1.78 1.96
  2.05 2.1 2.66 2.60 0.79 0.89 1.10 1.12 1.13 1.14 - 1.17 - 1.20 - 1.22 1.23 1.24 1.25 - 1.27 1.3 1.5 2.36 1.9 2.2 2.20 2.28
  2.54 2.00 1.62 2.33 2.02 2.0 2.2 - 0.7 0.9 1.1 1.3 1.5 1.38 1.36 1.28]]
local Z, EN, P = {}, {}, {}
for symbol in symbols:gmatch("%S+") do
  Z[#Z + 1], Z[symbol] = symbol, #Z + 1
end
local z = 0
for text in values:gmatch("%S+") do
  z = z + 1
  EN[Z[z]] = tonumber(text) or 2
end
for first, from in pairs{ B = 5, Al = 13, Ga = 31, In = 49, Tl = 81 } do
  for n = 1, 6 do P[Z[from + n - 1]] = n end
end

-- Twice the range of a symmetric tensor's eigenvalues: the sum of |l_i - l_j| over the three pairs.
local function range_sum(t)
  return tensor.new{ { t[1], t[4], t[5] }, { t[4], t[2], t[6] }, { t[5], t[6], t[3] } }:anisotropy_sum()
end
local function add(t, w, x, y, z)
  t[1], t[2], t[3] = t[1] + w * x * x, t[2] + w * y * y, t[3] + w * z * z
  t[4], t[5], t[6] = t[4] + w * x * y, t[5] + w * x * z, t[6] + w * y * z
end

local function describe(c, metal)
  local out, atoms = {}, c.atoms
  for m = 1, 14 do
    local f = c:features{ m = m }
    out["QAMS_" .. m], out["DAMS_" .. m], out["IAMS_" .. m] = f.QAMS, f.DAMS, f.IAMS
  end
  local q = { anion = { 0, 0, 0, 0, 0, 0 }, cation = { 0, 0, 0, 0, 0, 0 } }
  local i = { anion = { 0, 0, 0, 0, 0, 0 }, cation = { 0, 0, 0, 0, 0, 0 } }
  local near, nearest = {}, atoms[1].r
  for n = 1, #atoms do
    local a = atoms[n]
    local x, y, zz, r, charge = a.x, a.y, a.z, a.r, a.charge or 0
    local sign, w = charge < 0 and "anion" or "cation", r ^ -7
    add(q[sign], charge * w, x, y, zz)
    add(i[sign], w, x, y, zz)
    if r < 2.5 * nearest then near[#near + 1] = { x = x / r, y = y / r, z = zz / r, r = r, element = a.element } end
    if a.element == metal and not out.r_metal then out.r_metal = r end
  end
  out.r_metal = out.r_metal or 12
  for sign in pairs(q) do out["QAMS_" .. sign], out["IAMS_" .. sign] = range_sum(q[sign]), range_sum(i[sign]) end

  local function mean_distance(scale)
    local sum, weight = 0, 0
    for _, a in ipairs(near) do
      a.w = math.exp(1 - (a.r / scale) ^ 6)
      sum, weight = sum + a.w * a.r, weight + a.w
    end
    return sum / weight, weight
  end
  local scale = mean_distance((mean_distance(nearest)))
  local d, weight = mean_distance(scale)
  out.econ, out.d_mean = weight, d
  local mean, spread = { 0, 0, 0 }, 0
  local two, en, p = { 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0 }
  out.en1, out.z1, out.p1 = 0, 0, 0
  for _, a in ipairs(near) do
    local w, e, ligand = a.w / weight, EN[a.element] or 2, P[a.element] or 0
    spread = spread + w * (a.r - d) ^ 2
    mean[1], mean[2], mean[3] = mean[1] + w * a.x, mean[2] + w * a.y, mean[3] + w * a.z
    add(two, w, a.x, a.y, a.z)
    add(en, w * (e - (EN[metal] or 2)), a.x, a.y, a.z)
    add(p, w * ligand, a.x, a.y, a.z)
    out.en1, out.z1, out.p1 = out.en1 + w * e, out.z1 + w * (Z[a.element] or 0), out.p1 + w * ligand
  end
  out.d_std, out.den1 = math.sqrt(spread), (EN[metal] or 2) - out.en1
  out.dir1 = math.sqrt(mean[1] ^ 2 + mean[2] ^ 2 + mean[3] ^ 2)
  out.dir2, out.aniso_en, out.aniso_p = range_sum(two), range_sum(en), range_sum(p)
  -- Higher moments through the pairs of directions: the mean of Legendre's P of the angle between two ligands, which is
  -- Steinhardt's Q squared (Phys. Rev. B 28, 784 (1983)).
  local three, four, six = 0, 0, 0
  for _, a in ipairs(near) do
    for _, b in ipairs(near) do
      local c, w = a.x * b.x + a.y * b.y + a.z * b.z, a.w * b.w / weight ^ 2
      local t = c * c
      three = three + w * c * (5 * t - 3) / 2
      four = four + w * (35 * t * t - 30 * t + 3) / 8
      six = six + w * (231 * t ^ 3 - 315 * t * t + 105 * t - 5) / 16
    end
  end
  out.dir3, out.dir4, out.dir6 = three, four, six
  return out
end

local limit, words = 100, {}
for n, word in ipairs(arg) do
  if arg[n - 1] == "--max-sites" then
    limit = tonumber(word) or error("descriptors: --max-sites takes a number, got " .. word, 0)
  elseif word ~= "--max-sites" then
    words[#words + 1] = word
  end
end
if #words ~= 2 then error("descriptors: the structures and the name of the table expected", 0) end
local crystals = structure.read_table(words[1])
local rows = data.ledger(words[2], { columns = { "id", "metal", table.unpack(names) }, key = { "id", "metal" } })
local perSite = data.ledger(words[2]:gsub("%.csv$", "") .. "_sites.csv", {
  columns = { "id", "metal", "site", "multiplicity", "QAMS", "DAMS", "IAMS", table.unpack(shell) }, key = { "id",
    "metal", "site" } })
local function short(x) return math.abs(x) < 1e-9 and 0 or tonumber(("%.4g"):format(x)) end

local failed = 0
sweep(range(1, #crystals), function(i)
  local id, s = crystals:name(i), nil
  local ok, reason = pcall(function() s = crystals[i] end)
  if not ok or #s.sites > limit then return end
  for _, metal in ipairs(s:metals()) do
    local known = rows:find{ id = id, metal = metal }
    if not (known and known.valence) then
      ok, reason = pcall(function()
        local sum, total = {}, 0
        for _, a in ipairs(s:absorbers(metal)) do
          local own = describe(s:cluster(metal, { site = a.index, radius = 12 }), metal)
          own.valence = a.valence
          local line = { id = id, metal = metal, site = a.index, multiplicity = a.multiplicity, QAMS = short(own.QAMS_7),
                         DAMS = short(own.DAMS_7), IAMS = short(own.IAMS_7) }
          for _, name in ipairs(shell) do line[name] = short(own[name]) end
          perSite:add(line)
          total = total + a.multiplicity
          for _, name in ipairs(names) do sum[name] = (sum[name] or 0) + a.multiplicity * own[name] end
        end
        local row = { id = id, metal = metal }
        for _, name in ipairs(names) do row[name] = short(sum[name] / total) end
        rows:add(row)
      end)
      if not ok then
        failed = failed + 1
        print(id .. " " .. metal .. ": " .. tostring(reason))
      end
    end
  end
  if i % 50 == 0 then collectgarbage() end
end, { title = "descriptors" })
rows:tidy()
perSite:tidy()
print(("%d rows, %d failed: %s"):format(#rows, failed, words[2]))
