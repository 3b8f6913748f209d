-- -*- coding: utf-8 -*-
-- ---
-- title: Stretching NiO, and what its emission makes of it
-- ---

-- %% [markdown]
-- Valence-to-core emission is polarized where the surroundings of the emitting atom are. Here a cubic crystal is stretched
-- along one axis, and two numbers are followed: **QAMS**, the anisotropy of the charges about the nickel atom, and
-- **SAMS**, the anisotropy of its spectrum. Both are zero for the cube.
--
-- ## The crystal

-- %%
local nio = structure.read("examples/structures/NiO.cif")
nio

-- %% [markdown]
-- ## One spectrum
--
-- `xes` computes the emission of the nickel atoms, polarized along the three axes of their surroundings. Results are kept
-- in the run store: asked for again, they are there at once. Where this machine can compute none and the store has none,
-- the script says so and goes on with the geometry.

-- %%
local stretched = nio:strain{ c = 0.05 }
local ok, spectrum = pcall(xes, stretched, "Ni", { like = nio })
if not ok then
  print("no spectrum: " .. tostring(spectrum.message or spectrum))
end
ok and spectrum or nil

-- %% [markdown]
-- `like = nio` keeps the set of atoms of the unstretched crystal, so that a shell that splits does not make a step.
--
-- ## A sweep
--
-- The body of a sweep reads as if points were computed one after another; those that wait for a spectrum let the others
-- go on, so that all cores have work.

-- %%
local rows = sweep(range(0, 0.08, 0.02), function(strain)
  local s = nio:strain{ c = strain }
  local row = { strain = strain, QAMS = s:features("Ni").QAMS }
  if ok then row.SAMS = xes(s, "Ni", { like = nio }):sams() end
  return row
end, { name = "strain", title = "NiO along c" })
rows

-- %% [markdown]
-- ## Does the spectrum follow the geometry?
--
-- Where there are spectra, SAMS against QAMS is close to a straight line through zero.

-- %%
if ok then
  local fit = rows:fit("QAMS", "SAMS")
  print(string.format("SAMS = %.3f QAMS %+.4f, R² = %.4f",
                      fit.slope, fit.intercept, fit.r2))
  show(plot{ rows, x = "QAMS", y = "SAMS",
             xlabel = "QAMS (e Å⁻⁵)", ylabel = "SAMS (1/√eV)" })
else
  show(plot{ rows, x = "strain", y = "QAMS", kind = "line", ylabel = "QAMS (e Å⁻⁵)" })
end

-- %% [markdown]
-- The rows can be saved for another program: a relative path lies in the folder that `--out` names.

-- %%
rows:save(spar.out .. "/nio_strain_tutorial.csv")
