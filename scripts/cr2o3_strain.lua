-- Fig. 3 (c), horizontal axis: Cr2O3 compressed and stretched along c, from -10 to 10 %.

local cr2o3 = structure.read("examples/structures/Cr2O3.cif")

local rows = sweep(range(-0.10, 0.10, 0.005), function(strain)
  local f = cr2o3:strain{ c = strain }:features("Cr")
  return { strain = strain, QAMS = f.QAMS, IAMS = f.IAMS, DAMS = f.DAMS }
end, { name = "strain" })

show(rows)
rows:save(spar.out .. "/cr2o3_strain.csv")
plot{ rows, x = "strain", y = { "QAMS", "IAMS", "DAMS" }, kind = "line", file = spar.out .. "/cr2o3_strain.svg",
      title = "Cr₂O₃ strained along c", xlabel = "strain",
      ylabel = "QAMS (e Å⁻⁵), IAMS (Å⁻⁵), DAMS (e Å⁻⁶)" }

local least = rows:sort("QAMS")[1]
print(string.format("QAMS is smallest, %.5f, at a strain of %.1f %%", least.QAMS, 100 * least.strain))
