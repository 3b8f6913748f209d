-- Fig. 4: Pearson's correlations of the features with each other and with SAMS.
-- spar run scripts/correlation.lua [table.csv]

local d = require("study").rows(arg[1])
local names = { table.unpack(forest.PAPER.features) }
names[#names + 1] = forest.PAPER.target

local correlation = d:correlation(names)
show(correlation)
correlation:save(spar.out .. "/correlation.csv")
local figure = plot{ correlation, kind = "heatmap", width = 120, height = 100, file = spar.out .. "/correlation.svg" }
return { table = correlation, figure = figure }
