-- -*- coding: utf-8 -*-
-- Linear dichroism at K edges: how absorption differs between two directions of one crystal.
--
-- Rutile and anatase: Ti's edge with the polarization along c and perpendicular to it differs up to some 30 eV above the
-- edge; measured and calculated by Brouder, J. Phys.: Condens. Matter 2, 701 (1990) and Poumellec et al., Phys. Status
-- Solidi B 164, 319 (1991). Zincite: a strong dichroism at Zn's edge, used to tell how oriented zinc oxide films are.
-- Tenorite: planes of CuO4, the white line with the polarization out of the plane lies lower. Oxygen's edge of rutile
-- shows the same crystal from the other end of the bond. Spin and multiplets, and quadrupole transitions of the
-- pre-edge, are not in these numbers.

local cases = {
  { "TiO2_rutile", "Ti" }, { "TiO2_anatase", "Ti" }, { "ZnO", "Zn" }, { "CuO", "Cu" }, { "TiO2_rutile", "O" },
}
local rows = {}
for _, case in ipairs(cases) do
  local name, element = case[1], case[2]
  local s = structure.read("examples/structures/" .. name .. ".cif")
  local sp = xas(s, element, { frame = "crystal" })
  -- c lies along z; the other direction is x.
  local difference = sp:dichroism({ 0, 0, 1 }, { 1, 0, 0 })
  local largest, at = 0, 0
  for i, e in ipairs(sp.energy) do
    if math.abs(difference[i]) > math.abs(largest) then largest, at = difference[i], e end
  end
  rows[#rows + 1] = { crystal = name, edge = element .. " K", SAMS = sp:sams(), largest = largest, at = at,
                      edge_step = sp.edge_step, cpu_seconds = sp.cpu_seconds }
  print(name .. ", " .. element .. " K edge: " .. table.concat(sp.directions, ", "))
  sp:plot{ title = name .. ", " .. element .. " K", xlim = { -5, 40 }, file = name .. "_" .. element .. "_xas.svg" }
end
rows = data.new(rows)
rows:save("xas_dichroism.csv")
show(rows)
