-- -*- coding: utf-8 -*-
-- How the exponent m of the distance weighs the neighbours: QAMS of several crystals for m = 1 to 14 (Sec. 2.2).
-- Values are divided by IAMS + QAMS scale (trace of the inertia tensor is not a feature), so that exponents compare.

local files = { "NiO", "Cr2O3", "TiO2_rutile", "Cu2O", "CuO", "FeS2", "ZnO", "Fe3O4" }

local rows = sweep(grid{ crystal = files, m = range(1, 14) }, function(p)
  local s = structure.read("examples/structures/" .. p.crystal .. ".cif")
  local f = s:features{ m = p.m }
  return { crystal = p.crystal, m = p.m, metal = f.metal, QAMS = f.QAMS, DAMS = f.DAMS, IAMS = f.IAMS }
end)

rows:save(spar.out .. "/exponent_scan.csv")
plot{ rows:filter(function(r) return r.QAMS > 1e-12 end), x = "m", y = "QAMS", by = "crystal", kind = "line", logy = true,
      xlabel = "exponent m", ylabel = "QAMS (e Å^(2−m))", file = spar.out .. "/exponent_scan.svg", height = 80 }
show(rows:filter(function(r) return r.m == 7 end))
