-- -*- coding: utf-8 -*-
-- ---
-- title: First steps
-- ---

-- %% [markdown]
-- This page shows what a Spar script looks like, for someone who has never seen Lua. It is itself such a script: prose
-- stands in comments, code between them, and what the code shows stands below it. Make this report yourself:
--
-- ```
-- spar run --report first_steps.html examples/first_steps.lua
-- ```
--
-- ## Names, numbers, texts
--
-- `local` gives a value a name. A cell's last line, where it is only a value, is shown.

-- %%
local a = 4.1684          -- the edge of a cubic cell, in angstrom
local volume = a^3
volume

-- %% [markdown]
-- Texts stand in quotes, `..` joins them, and `print` writes a line.

-- %%
local text = string.format("%.1f", volume)
print("a cube with an edge of " .. a .. " Å holds " .. text .. " Å³")

-- %% [markdown]
-- ## Tables and loops
--
-- Lua has one kind of container, the table: a list `{ 1, 2, 3 }`, or named fields `{ Ni = 2, O = -2 }`. A list counts from 1.

-- %%
local metals = { "V", "Cr", "Fe", "Ni" }
for i, metal in ipairs(metals) do
  print(i, metal)
end

-- %% [markdown]
-- A function packs up a few lines. This one squares a number:

-- %%
local function square(x)
  return x * x
end

square(12)

-- %% [markdown]
-- ## A crystal
--
-- Spar brings modules for crystals, spectra, tables and forests. `structure.read` reads a file; the result knows its
-- lattice, its symmetry and its density.

-- %%
local nio = structure.read("examples/structures/NiO.cif")
nio

-- %% [markdown]
-- What belongs to an object is reached with a dot, what it can do with a colon. Nothing is changed in place: stretching
-- a crystal gives a new one.

-- %%
local stretched = nio:strain{ c = 0.05 }   -- 5 % longer along c
print(nio.lattice.c, stretched.lattice.c)
print(nio.spacegroup.symbol, stretched.spacegroup.symbol)

-- %% [markdown]
-- ## How anisotropic are the surroundings of nickel?
--
-- `features` weighs the charges about the metal with their distance and gives, among others, *QAMS*: zero where the
-- surroundings look the same along all axes, and larger the more they differ.

-- %%
nio:features("Ni").QAMS, stretched:features("Ni").QAMS

-- %% [markdown]
-- ## Many values at once
--
-- `sweep` calls a function for each value of a range and collects what it returns in a table. In a report a sweep shows
-- itself as a figure and a table.

-- %%
local rows = sweep(range(0, 0.10, 0.01), function(strain)
  local f = nio:strain{ c = strain }:features("Ni")
  return { strain = strain, QAMS = f.QAMS, density = f.density }
end, { name = "strain" })
rows

-- %% [markdown]
-- Tables filter, sort and fit:

-- %%
rows:fit("strain", "QAMS")

-- %% [markdown]
-- ## Where to go on
--
-- - `help()` lists everything, `help("strain")` or `help(structure.read)` explains one thing.
-- - A misspelt name is an error that suggests the right one: try `nio:strian{ c = 0.05 }`.
-- - `examples/strain_sweep.lua` adds spectra, `examples/cifs_to_forest.lua` goes from files to a trained model.
-- - `spar watch --report first_steps.html examples/first_steps.lua` keeps this page current while you edit the script.
