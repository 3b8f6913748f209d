-- For the scripts of the forest: reads a feature table, or the sample where none is named. The column of the absorber
-- is `metal`, also where the file calls it `element`.

return function(path)
  local d = data.read(path or "examples/data/features_sample.csv")
  for _, name in ipairs(d.columns) do
    if name == "metal" then return d end
  end
  return d:rename{ element = "metal" }
end
