-- -*- coding: utf-8 -*-
-- Fig. 11: four ligands of charge 1 at (±1, 0, alpha) and (0, ±1, alpha), for several exponents m.
--
-- Q = diag(2, 2, 4 alpha^2) / (1 + alpha^2)^(m/2) and D = (0, 0, 4 alpha) / (1 + alpha^2)^(m/2). (The paper prints Q
-- without the denominator on its first two diagonal elements, and the sums without absolute values.) So QAMS is zero
-- at alpha = 1/sqrt(2), where the cluster is anything but isotropic; DAMS is zero only at alpha = 0.

local square = cluster.new{ absorber = "Ni", atoms = {
  { "O", 1, 0, 0, charge = 1 }, { "O", -1, 0, 0, charge = 1 },
  { "O", 0, 1, 0, charge = 1 }, { "O", 0, -1, 0, charge = 1 } } }

local worst = 0
local rows = sweep(grid{ m = { 1, 3, 5, 7, 10, 14 }, alpha = range(0, 2, 0.02) }, function(p)
  local c = square:translate_ligands{ 0, 0, p.alpha }
  local weight = (1 + p.alpha^2)^(-p.m / 2)
  local row = {
    m = p.m, alpha = p.alpha,
    QAMS = c:qams{ m = p.m }, QAMS_closed = 2 * math.abs(4 * p.alpha^2 - 2) * weight,
    DAMS = c:dams{ m = p.m }, DAMS_closed = 2 * 4 * p.alpha * weight,
  }
  worst = math.max(worst, math.abs(row.QAMS - row.QAMS_closed), math.abs(row.DAMS - row.DAMS_closed))
  return row
end)

rows:save(spar.out .. "/square_planar_alpha.csv")
local shown = rows:filter(function(r) return r.m ~= 1 end):with{ exponent = function(r) return "m = " .. r.m end }
local q = plot{ shown, x = "alpha", y = "QAMS", by = "exponent", kind = "line", xlabel = "α", ylabel = "QAMS" }
local d = plot{ shown, x = "alpha", y = "DAMS", by = "exponent", kind = "line", xlabel = "α", ylabel = "DAMS", legend = false }
local figure = plot.panels{ columns = 2, q, d, file = spar.out .. "/square_planar_alpha.svg" }

show(rows:filter(function(r) return r.m == 7 end):head(5))
print(string.format("largest difference from the closed form: %.1e", worst))
print(string.format("QAMS at 1/sqrt(2), m = 7: %.1e", square:translate_ligands{ 0, 0, 1 / math.sqrt(2) }:qams()))
return { table = rows, figure = figure }
