// What `spar predict` runs: a script of its own, so that predictions come by the same way as those of anybody's script.

public enum PredictScript {
    /// Its arguments: the model's file, the metal or "", the form (text, json, csv), "compute" or "", and the files.
    public static let text = #"""
        local model_path, metal, form, compute = arg[1], arg[2], arg[3], arg[4] == "compute"
        local model = forest.load(model_path)
        local rows, found, failures = {}, {}, {}

        local function features_of(path)
          local s = structure.read(path)
          local metals = metal ~= "" and { metal } or s:metals()
          if #metals == 0 then error("there is no 3d metal in " .. s.reduced_formula, 0) end
          for _, site in ipairs(s.sites) do
            if site.occupancy < 1 - 1e-6 then
              error("site " .. site.label .. " is partly occupied: a prediction needs an ordered structure", 0)
            end
          end
          for _, symbol in ipairs(metals) do
            local f = s:features(symbol)
            for _, name in ipairs(model.features) do
              if f[name] == nil then error(name .. " is not known of " .. symbol .. " in " .. s.reduced_formula, 0) end
            end
            rows[#rows + 1] = f:with{ file = path }
            found[#found + 1] = { file = path, metal = symbol, formula = f.formula, structure = s, note = f.notes }
          end
        end

        for i = 5, #arg do
          local ok, reason = pcall(features_of, arg[i])
          if not ok then failures[#failures + 1] = { file = arg[i], reason = tostring(reason):gsub("^=?predict:%d+: ", "") } end
        end

        if #rows > 0 then
          local explained = model:predict(data.new(rows), { explain = true })
          for i, f in ipairs(found) do
            local e = explained[i]
            f.value, f.lower, f.upper, f.base, f.warnings, f.shares = e.value, e.lower, e.upper, e.base, {}, {}
            local r = rows[i]
            if math.abs(r.QAMS) + math.abs(r.DAMS) + math.abs(r.IAMS) < 1e-9 then
              f.warnings[1] = "the surroundings are those of a cubic site: SAMS is zero by symmetry"
            end
            for sentence in ((e.warnings or "") .. "; "):gmatch("(.-); ") do
              if sentence ~= "" then f.warnings[#f.warnings + 1] = sentence end
            end
            for _, name in ipairs(model.features) do f.shares[#f.shares + 1] = { feature = name, share = e["share_" .. name] } end
            table.sort(f.shares, function(a, b) return math.abs(a.share) > math.abs(b.share) end)
          end
          if compute then
            local computed = sweep(range(1, #found), function(i)
              local ok, sp = pcall(xes, found[i].structure, found[i].metal)
              return { i = i, SAMS = ok and sp:sams() or nil, reason = ok and "" or tostring(sp) }
            end, { title = "predict" })
            for _, row in ipairs(computed) do
              found[row.i].computed = row.reason == "" and row.SAMS or nil
              if row.reason ~= "" then table.insert(found[row.i].warnings, "not computed: " .. row.reason) end
            end
          end
        end

        local function number(x) return math.abs(x) < 1e-9 and "0" or ("%.4g"):format(x) end
        if form == "json" then
          local list = {}
          for _, f in ipairs(found) do
            local shares = {}
            for _, s in ipairs(f.shares) do shares[s.feature] = s.share end
            list[#list + 1] = { file = f.file, formula = f.formula, metal = f.metal, SAMS = f.value, lower = f.lower, upper = f.upper,
                                base = f.base, shares = shares, warnings = #f.warnings > 0 and f.warnings or nil, computed = f.computed }
          end
          for _, f in ipairs(failures) do list[#list + 1] = f end
          print(json.encode(list))
        elseif form == "csv" then
          local function quoted(text)
            return text:find("[,\"\n]") and '"' .. text:gsub('"', '""') .. '"' or text
          end
          local names = {}
          for _, name in ipairs(model.features) do names[#names + 1] = "share_" .. name end
          print("file,formula,metal,SAMS,lower,upper,base,computed," .. table.concat(names, ",") .. ",warnings")
          for _, f in ipairs(found) do
            local share, cells = {}, {}
            for _, s in ipairs(f.shares) do share[s.feature] = s.share end
            for i, name in ipairs(model.features) do cells[i] = number(share[name]) end
            print(("%s,%s,%s,%s,%s,%s,%s,%s,%s,%s"):format(quoted(f.file), f.formula, f.metal, number(f.value), number(f.lower),
              number(f.upper), number(f.base), f.computed and number(f.computed) or "", table.concat(cells, ","),
              quoted(table.concat(f.warnings, "; "))))
          end
        else
          for _, f in ipairs(found) do
            print(("%s  %s in %s: SAMS %s eV^(-1/2), between %s and %s for nine in ten%s"):format(f.file, f.metal, f.formula,
              number(f.value), number(f.lower), number(f.upper),
              f.computed and "; computed " .. number(f.computed) or ""))
            local parts = {}
            for i = 1, math.min(4, #f.shares) do
              parts[i] = ("%s %s%s"):format(f.shares[i].feature, f.shares[i].share < 0 and "" or "+", number(f.shares[i].share))
            end
            print("    from the mean, " .. number(f.base) .. ": " .. table.concat(parts, ", "))
            for _, w in ipairs(f.warnings) do print("    warning: " .. w) end
          end
        end
        for _, f in ipairs(failures) do io.stderr:write("spar: " .. f.file .. ": " .. f.reason .. "\n") end
        if #failures > 0 then os.exit(#found == 0 and 1 or 3) end
        """#
}
