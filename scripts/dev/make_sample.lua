-- Makes examples/data/features_sample.csv: a table with the paper's columns whose every number is invented, so that
-- the forest's scripts have something to work on. No structure and no spectrum stands behind it.
-- spar run scripts/dev/make_sample.lua writes features_sample.csv below spar.out; spar run --out examples/data, the
-- table itself.
--
-- u is uniform in [0, 1), g a standard normal number, each drawn anew where it stands:
--   QAMS = 0.35 u^2 + 0.02 u                    N_SG   = 1 - n/230, n one of the groups below
--   IAMS = 0.6 QAMS + 0.08 |g|                  N_3d   = that of the metal, less 0, 1 or 2
--   DAMS = 0.12 u^3 where n < 140, else 0       EN_mean = 2.6 + 0.25 g, EN_std = 0.9 + 0.2 g (both at least 0.3)
--   density = 4.8 + 1.1 g + 0.05 (Z - 21), at least 1.5 g/cm3
--   SAMS = w (0.55 QAMS / (QAMS + 0.12) + 0.5 DAMS + 0.15 IAMS (2.9 - EN_mean) + 0.02 (N_3d - 5)^2 / 25)
--          + 0.25 (1 - w) u^2 + 0.02 g, at least 0
-- w is the metal's signal: 0.05 for Sc, then from 0.6 for Ti up to 1 for Ni, 0.8 for Cu and 0.5 for Zn.

local groups = { 2, 12, 14, 15, 62, 139, 148, 166, 194, 221, 225, 227 }
local metals = {
  { "Sc", 21, 0, 0.05, 446 }, { "Ti", 22, 2, 0.60, 470 }, { "V", 23, 3, 0.70, 480 }, { "Cr", 24, 5, 0.85, 450 },
  { "Mn", 25, 5, 0.85, 560 }, { "Fe", 26, 6, 0.90, 540 }, { "Co", 27, 7, 0.90, 500 }, { "Ni", 28, 8, 1.00, 480 },
  { "Cu", 29, 9, 0.80, 520 }, { "Zn", 30, 10, 0.50, 454 },
}
local u = math.random
local function g() return math.sqrt(-2 * math.log(1 - u())) * math.cos(2 * math.pi * u()) end
local function round(x) return tonumber(string.format("%.4f", x)) end

local rows = {}
for _, metal in ipairs(metals) do
  local symbol, z, shell, w, count = table.unpack(metal)
  for i = 1, count do
    local group = groups[u(#groups)]
    local f = { formula = symbol .. "X" .. (i + 1) // 2, metal = symbol, N_SG = 1 - group / 230 }
    f.QAMS = 0.35 * u() ^ 2 + 0.02 * u()
    f.IAMS = 0.6 * f.QAMS + 0.08 * math.abs(g())
    f.DAMS = group < 140 and 0.12 * u() ^ 3 or 0
    f.density = math.max(1.5, 4.8 + 1.1 * g() + 0.05 * (z - 21))
    f.N_3d = math.max(0, shell - u(0, 2))
    f.EN_mean, f.EN_std = math.max(0.3, 2.6 + 0.25 * g()), math.max(0.3, 0.9 + 0.2 * g())
    local signal = 0.55 * f.QAMS / (f.QAMS + 0.12) + 0.5 * f.DAMS + 0.15 * f.IAMS * (2.9 - f.EN_mean)
      + 0.02 * (f.N_3d - 5) ^ 2 / 25
    f.SAMS = math.max(0, w * signal + 0.25 * (1 - w) * u() ^ 2 + 0.02 * g())
    for name, value in pairs(f) do
      if math.type(value) == "float" then f[name] = round(value) end
    end
    rows[#rows + 1] = f
  end
end
data.new(rows):select{ "formula", "metal", "QAMS", "DAMS", "IAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std",
  "SAMS" }:save(spar.out .. "/features_sample.csv")
