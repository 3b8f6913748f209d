-- -*- coding: utf-8 -*-
-- Every crystal in a folder (or in a table of structures) as one feature table, a row for each 3d metal in it.
-- spar run scripts/features.lua [folder or table]

local names = forest.PAPER.features
local columns = { "crystal", "formula", "metal", "n_sites" }
table.move(names, 1, #names, #columns + 1, columns)
table.move({ "charge", "charges_from", "definition", "notes" }, 1, 4, #columns + 1, columns)

local source = arg[1] or "examples/structures"
local crystals = structure.read_table(source)

local rows = sweep(range(1, #crystals), function(i)
  local s = crystals[i]
  local found = {}
  for _, metal in ipairs(s:metals()) do
    found[#found + 1] = s:features(metal):with{ crystal = crystals:name(i) }
  end
  return found
end, { on_error = "skip", title = "features", columns = columns })

rows:save(spar.out .. "/features.csv")
show(rows:select{ "crystal", "metal", table.unpack(names) })
plot{ rows, x = "QAMS", y = "IAMS", by = "metal", kind = "scatter", xlabel = "QAMS (e Å⁻⁵)", ylabel = "IAMS (Å⁻⁵)",
      file = spar.out .. "/features.svg" }
if #rows.failures > 0 then
  print(#rows.failures .. " crystals were left out:")
  show(rows.failures)
end
print(#rows .. " rows of " .. #crystals .. " crystals: " .. spar.out .. "/features.csv")
