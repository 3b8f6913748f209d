// What `spar predict` runs: a script of its own, so that predictions come by the same way as those of anybody's script.

public enum PredictScript {
    /// Its arguments: the model's file, the metal or "", the form (text, json, csv), "compute" or "", and the files.
    /// It ends with 0, 3 where some files were not predicted or something was not computed, 1 where nothing was
    /// predicted.
    public static let text = #"""
        local model_path, metal, form, compute = arg[1], arg[2], arg[3], arg[4] == "compute"

        local function sentence(reason)
          local text = tostring(reason):gsub("^=?predict:%d+: ", "")
          return text:match("^bad argument '.-' to '.-' %((.*)%)$") or text
        end
        local function say(path, reason)
          local names = path == "" or reason:find(path, 1, true)
          io.stderr:write("spar: " .. (names and "" or path .. ": ") .. reason .. "\n")
        end
        local function refuse(reason)
          say("", sentence(reason))
          os.exit(1)
        end

        local loaded, model = pcall(forest.load, model_path)
        if not loaded then refuse(model) end
        local probe = structure.new{ lattice = { a = 4, b = 4, c = 4 }, sites = { { "Ni", 0, 0, 0 } } }:features("Ni")
        for _, name in ipairs(model.features) do
          local known, value = pcall(function() return probe[name] end)
          if not known or type(value) ~= "number" then
            refuse(("the model %s predicts from '%s', which is no feature of a crystal"):format(model_path, name))
          end
        end
        local target = model.target
        local frame, window = target:match("^SAMS(_?%l*)(_?%l*)$")
        if frame == "_paper" or frame == "_valence" then frame, window = "", frame end
        local of_spectrum = frame and ({ [""] = "site", _max = "site", _mean = "mean" })[frame]
        local named = window and ({ [""] = "default", _paper = "paper", _valence = "valence" })[window]
        local unit = of_spectrum and named and " eV^(-1/2)" or ""

        -- Zero by symmetry: every place of the metal has a cubic point group, and its moments do not speak against it,
        -- as they would where symmetry holds within a tolerance only.
        local function is_isotropic(s, symbol, f)
          if math.max(f.QAMS, f.DAMS, f.IAMS) > 1e-5 then return false end
          for _, place in ipairs(s:primitive():absorbers(symbol)) do
            if not place.cubic then return false end
          end
          return true
        end

        local f_elements = {}
        for symbol in ([[La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr]])
          :gmatch("%a+") do f_elements[symbol] = true end
        local function f_warning(s)
          local found, seen = {}, {}
          for _, site in ipairs(s.sites) do
            if f_elements[site.element] and not seen[site.element] then
              seen[site.element], found[#found + 1] = true, site.element
            end
          end
          return #found > 0 and "it holds " .. table.concat(found, ", ") .. ": with f elements the spectra that the model "
            .. "was trained on are least sure" or nil
        end

        local rows, found, failures = {}, {}, {}
        local function features_of(path)
          local s = structure.read(path)
          if not pcall(function() return s.metals end) then
            error("this XYZ file is a cluster, not a crystal: its second line gives no periodic lattice, "
              .. 'Lattice="ax ay az bx by bz cx cy cz"', 0)
          end
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
              if not f[name] or f[name] ~= f[name] then
                error(name .. " is not known of " .. symbol .. " in " .. s.reduced_formula, 0)
              end
            end
            local zero = unit ~= "" and is_isotropic(s, symbol, f)
            rows[#rows + 1] = f:with{ file = path }
            found[#found + 1] = { file = path, metal = symbol, formula = f.formula, structure = s,
                                  warnings = { f_warning(s) }, zero = zero }
          end
        end

        for i = 5, #arg do
          local ok, reason = pcall(features_of, arg[i])
          if not ok then failures[#failures + 1] = { file = arg[i], reason = sentence(reason) } end
        end

        local uncomputed = 0
        if #rows > 0 then
          local ok, explained = pcall(model.predict, model, data.new(rows), { explain = true })
          if not ok then refuse(explained) end
          for i, f in ipairs(found) do
            local e = explained[i]
            f.value, f.lower, f.upper, f.base = e.value, e.lower, e.upper, e.base
            if f.zero then
              f.value, f.lower, f.upper = 0, 0, 0
              table.insert(f.warnings, 1, target .. " is zero by symmetry: every place of " .. f.metal
                .. " has a cubic point group")
            else
              f.shares = {}
              for _, name in ipairs(model.features) do
                f.shares[#f.shares + 1] = { feature = name, share = e["share_" .. name] }
              end
              table.sort(f.shares, function(a, b) return math.abs(a.share) > math.abs(b.share) end)
            end
            for text in ((e.warnings or "") .. "; "):gmatch("(.-); ") do
              if text ~= "" then f.warnings[#f.warnings + 1] = text end
            end
          end
          if compute then
            sweep(range(1, #found), function(i)
              local f, ok, sp = found[i], false, "the engine gives SAMS, not " .. target
              if unit ~= "" then ok, sp = pcall(xes, f.structure, f.metal, { frame = of_spectrum }) end
              if ok then
                f.computed = frame == "_max" and sp:max_sams{ window = named } or sp:sams{ window = named }
              else
                uncomputed = uncomputed + 1
                table.insert(f.warnings, "not computed: " .. sentence(sp))
              end
              return { i = i }
            end, { title = "predict" })
          end
        end

        local function number(x) return not x and "" or math.abs(x) < 1e-9 and "0" or ("%.4g"):format(x) end
        if form == "json" then
          local list = {}
          for _, f in ipairs(found) do
            local shares
            for _, s in ipairs(f.shares or {}) do
              shares = shares or {}
              shares[s.feature] = s.share
            end
            list[#list + 1] = { file = f.file, formula = f.formula, metal = f.metal, [target] = f.value, lower = f.lower,
                                upper = f.upper, base = f.base, shares = shares,
                                warnings = #f.warnings > 0 and f.warnings or nil, computed = f.computed }
          end
          for _, f in ipairs(failures) do list[#list + 1] = f end
          print(json.encode(list))
        elseif form == "csv" then
          local function quoted(text)
            return text:find("[,\"\n]") and '"' .. text:gsub('"', '""') .. '"' or text
          end
          local names = {}
          for _, name in ipairs(model.features) do names[#names + 1] = "share_" .. name end
          print("file,formula,metal," .. quoted(target) .. ",lower,upper,base,computed," .. table.concat(names, ",")
            .. ",warnings")
          for _, f in ipairs(found) do
            local share, cells = {}, {}
            for _, s in ipairs(f.shares or {}) do share[s.feature] = s.share end
            for i, name in ipairs(model.features) do cells[i] = number(share[name]) end
            print(("%s,%s,%s,%s,%s,%s,%s,%s,%s,%s"):format(quoted(f.file), f.formula, f.metal, number(f.value), number(f.lower),
              number(f.upper), number(f.base), number(f.computed), table.concat(cells, ","),
              quoted(table.concat(f.warnings, "; "))))
          end
        else
          local function signed(x) return (x < 0 and "" or "+") .. number(x) end
          for _, f in ipairs(found) do
            print(("%s  %s in %s: %s %s%s%s%s"):format(f.file, f.metal, f.formula, target, number(f.value), unit,
              f.zero and "" or ", between " .. number(f.lower) .. " and " .. number(f.upper) .. " for nine in ten",
              f.computed and "; computed " .. number(f.computed) or ""))
            if f.shares then
              local parts, others = {}, 0
              for i, s in ipairs(f.shares) do
                if i <= 4 then parts[i] = s.feature .. " " .. signed(s.share) else others = others + s.share end
              end
              if #f.shares > 4 then parts[#parts + 1] = "others " .. signed(others) end
              print("    from the mean, " .. number(f.base) .. ": " .. table.concat(parts, ", "))
            end
            for i, w in ipairs(f.warnings) do print("    " .. (f.zero and i == 1 and "" or "warning: ") .. w) end
          end
        end
        for _, f in ipairs(failures) do say(f.file, f.reason) end
        if #found == 0 then os.exit(1) end
        if #failures + uncomputed > 0 then os.exit(3) end
        """#
}
