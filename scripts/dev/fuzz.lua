-- -*- coding: utf-8 -*-
-- Calls every function, method and property that scripts have with confused arguments: none may end the process.
--   spar run --replay --out DIR scripts/dev/fuzz.lua [calls] [seed]
-- CI runs a short one; by hand: for seed in $(seq 100); do … fuzz.lua 20000 $seed || echo $seed $?; done
-- (status 124 and 125 are the limits' own; everything from 128 on is a fault). Without --replay spectra are computed.

local calls, seed = tonumber(arg[1]) or 2000, tonumber(arg[2]) or 1
math.randomseed(seed)
local random = math.random
local function pick(list) return list[random(#list)] end

-- What there is, by the reference page: functions and methods with their arguments and the types of these.
local functions, methods, options, current = {}, {}, {}, nil
for line in io.lines(arg[3] or "examples/reference.md") do
  local name, method = line:match("^### `([%w_.]+)"), line:match("^### `:([%w_]+)")
  if name or method then
    local inside = line:match("^### `:?[%w_.]+%(([^{]*)") or ""
    current = { name = name or method, positional = {}, fields = {}, types = {} }
    for word in inside:gmatch("[%w_]+") do current.positional[#current.positional + 1] = word end
    local place = name and functions or methods
    place[#place + 1] = current
  end
  local property = line:match("^| `%.([%w_]+)`")
  if property then methods[#methods + 1] = { name = property, positional = {}, fields = {}, types = {} } end
  local option, kind = line:match("^| `([%w_]+)`[ *]*| ([^|]*) |")
  if option and current then
    options[#options + 1] = option
    current.types[option] = kind
    local isPositional = false
    for _, word in ipairs(current.positional) do isPositional = isPositional or word == option end
    if not isPositional then current.fields[#current.fields + 1] = option end
  end
end

local folder = spar.out
local files = {}
local function file(name, bytes)
  local path = folder .. "/" .. name
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  files[#files + 1] = path
  return path
end

-- Good inputs, to be read, changed and cut.
local seeds = {
  ["a.cif"] = "data_a\n_cell_length_a 4.2\n_cell_length_b 4.2\n_cell_length_c 4.2\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    .. "_cell_angle_gamma 90\n_symmetry_space_group_name_H-M 'F m -3 m'\n_chemical_formula_sum 'Ni O'\nloop_\n_atom_site_label\n"
    .. "_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n"
    .. "Ni1 Ni2+ 0 0 0 1\nO1 O2- 0.5 0.5 0.5 1\n",
  ["POSCAR"] = "NiO\n1.0\n4.2 0 0\n0 4.2 0\n0 0 4.2\nNi O\n1 1\nDirect\n0 0 0\n.5 .5 .5\n",
  ["a.xyz"] = "2\nLattice=\"4.2 0 0 0 4.2 0 0 0 4.2\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\nNi 0 0 0\nO 2.1 2.1 2.1\n",
  ["a.csv"] = "x,y,SAMS,metal,definition\n1,2,0.3,Ni,a\n2,3,0.4,Ni,a\n3,1,0.2,Fe,a\n4,5,0.9,Fe,a\n5,2,0.1,Co,a\n6,2,,Co,a\n",
  ["x"] = "x", -- a name of one letter
  ["empty"] = "",
  ["table.csv"] = "id,cif\n1,\"data_a\n_cell_length_a 4\"\n",
}
local rows = data.new{ columns = { x = range(1, 40), y = range(40, 1, -1), SAMS = range(0.1, 4, 0.1) } }
local model = forest.fit(rows, { target = "SAMS", features = { "x", "y" }, n_estimators = 3 })
model:save("model.json")
rows:save("rows.csv")
local nio = structure.new{ lattice = { a = 4.2, b = 4.2, c = 4.2 }, sites = { { "Ni", 0, 0, 0 }, { "O", .5, .5, .5 } } }
nio:write("out.cif")
spectra.new{ energy = range(-30, 5), x = range(1, 36), y = range(2, 37), z = range(3, 38) }:save("sp.csv")
for _, name in ipairs{ "model.json", "rows.csv", "out.cif", "sp.csv" } do
  local f = assert(io.open(folder .. "/" .. name, "rb"))
  seeds[name] = f:read("a")
  f:close()
end
local names = {}
for name in pairs(seeds) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do file(name, seeds[name]) end

local junk = { "\0", "\255\254", "-", "9223372036854775807", "1e308", "nan", "?", ".", "'", "\"", "#", "{", "}", ",", "\n", "(0)", "é" }
local function damaged(text)
  for _ = 1, random(4) do
    local at, kind = random(#text + 1), random(4)
    if kind == 1 then text = text:sub(1, at - 1) .. pick(junk) .. text:sub(at)
    elseif kind == 2 then text = text:sub(1, at - 1) .. text:sub(at + random(12))
    elseif kind == 3 then text = text:sub(1, at - 1) .. pick(junk) .. text:sub(at + 1)
    else text = text:sub(1, at) end
  end
  return text
end

local objects = {
  nio, nio:strain{ c = 0.02 }, nio:cluster("Ni", { atoms = 6 }), tensor.new{ { 1, 0, 0 }, { 0, 2, 0 }, { 0, 0, 3 } },
  spectra.new{ energy = range(-30, 5), x = range(1, 36), y = range(2, 37), z = range(3, 38) }, rows, rows[1], model, range(1, 5),
  nio.sites, nio.lattice, nio:features("Ni"), data.new{ { a = 1, b = "x" }, { a = 2, b = "y" } }, plot{ rows, x = "x", y = "SAMS" },
}
local classes = #objects
local numbers = {
  0, 1, -1, 2, 3, 0.5, -0.5, 1.5, 1e-9, 1e9, 1e10, 2 ^ 31, 2 ^ 53, 1e15, 1e18, 1e19, 1e300, -1e300, math.pi, math.huge, -math.huge, 0 / 0,
  math.maxinteger, math.mininteger, math.maxinteger - 1, 4 / 2, 100 / 10, 1 << 32, 65536, 100000, 0.1, 90, 5e-324,
}
local texts = {
  "", "Ni", "O", "Fe", "x", "y", "SAMS", "a", "metal", "none", "site", "mean", "crystal", "default", "valence", "paper", "sqrt", "log2",
  "cif", "xyz", "skip", "keep", "line", "bar", "heatmap", "histogram", "density", "Fm-3m", "P 21/c", "P2(1)/c", "227:2", "Fe2O3", "2G", "1e400",
  "\0", "\n", "é", "no.such", ("a"):rep(300), "../x", "/nonexistent/x.svg", "/dev/full", "{\"a\":[1,2]}", "%", "1/0", "green", "feff",
}
local value
local function list(depth)
  local t = {}
  for i = 1, random(0, 4) do t[i] = value(depth + 1) end
  return t
end
local function fields(depth)
  local t = random(3) == 1 and list(depth) or {}
  for _ = 1, random(0, 4) do t[random(6) == 1 and pick(texts) or pick(options)] = value(depth + 1) end
  if random(20) == 1 then t[pick{ 0, -1, 1.5, math.maxinteger, true }] = value(depth + 1) end
  return t
end
function value(depth)
  local kind = random(12)
  if kind <= 3 then return pick(numbers) end
  if kind <= 5 then return pick(texts) end
  if kind <= 7 then return pick(objects) end
  if kind == 8 then return pick(files) end
  if depth > 3 then return nil end
  if kind == 9 then return list(depth) end
  if kind == 10 then return fields(depth) end
  if kind == 11 then return pick{ true, false, print, io.stdout, coroutine.running() } end
  return pick{ function(...) return ... end, function() error "no" end, function() return {} end, function(x) return { x = x, y = 2 } end }
end

-- A value that an argument's declared type lets through, so that the function itself sees it.
local kinds = {
  structure = { 1, 2 }, cluster = { 3 }, tensor = { 4 }, spectrum = { 5 }, ["table of data"] = { 6, 13 }, row = { 7 }, model = { 8 },
  array = { 9 }, figure = { 14 },
}
local kindNames = {}
for name in pairs(kinds) do kindNames[#kindNames + 1] = name end
table.sort(kindNames)
local function typed(kind)
  if not kind or random(8) == 1 then return value(0) end
  local choices = {}
  for word in kind:gmatch('"([^"]*)"') do choices[#choices + 1] = word end
  if #choices > 0 and random(3) > 1 then return pick(choices) end
  for _, name in ipairs(kindNames) do
    local places = kinds[name]
    if kind:find(name, 1, true) and random(4) > 1 then return objects[pick(places)] end
  end
  if kind:find("whole number", 1, true) then
    return pick{ 1, 2, 3, 5, 0, -1, 10, 100, 1000, 100000, 1000000, 10 ^ 9 // 1, math.maxinteger, 4 / 2, 1 << 31, 1 << 32, 1 << 62 }
  end
  if kind:find("3x3", 1, true) and random(2) == 1 then
    local m = {}
    for i = 1, 3 do m[i] = { pick(numbers), pick(numbers), pick(numbers) } end
    return random(2) == 1 and m or objects[4]
  end
  if kind:find("three numbers", 1, true) then return { pick(numbers), pick(numbers), pick(numbers) } end
  if kind:find("number", 1, true) and not kind:find("list", 1, true) and random(4) > 1 then return pick(numbers) end
  if kind:find("numbers", 1, true) then
    local t = {}
    for i = 1, random(0, 5) do t[i] = pick(numbers) end
    return t
  end
  if kind:find("string", 1, true) and random(4) > 1 then return random(3) == 1 and pick(files) or pick(texts) end
  if kind:find("boolean", 1, true) then return random(2) == 1 end
  if kind:find("function", 1, true) then return function(...) return pick{ 1, "x", { a = 1 }, 0 / 0, ... } end end
  return value(0)
end
local function argumentsOf(f)
  local list, n = {}, #f.positional
  for i, name in ipairs(f.positional) do list[i] = typed(f.types[name]) end
  if #f.fields > 0 and random(3) > 1 then
    n = n + 1
    local t = {}
    for _ = 1, random(0, 4) do
      local name = pick(f.fields)
      t[name] = typed(f.types[name])
    end
    if random(3) == 1 then t[1] = value(0) t[2] = value(0) end
    list[n] = t
  end
  return list, n
end

local function keep(x)
  if type(x) ~= "userdata" or io.type(x) then return end
  if #objects < classes + 200 then objects[#objects + 1] = x else objects[classes + random(200)] = x end
end

local events = { "+", "-", "*", "/", "^", "==", "<", "..", "#", "unm", "call", "tostring", "index", "set", "pairs", "json", "show" }
local function operate(a, b)
  local e = pick(events)
  if e == "+" then return a + b elseif e == "-" then return a - b elseif e == "*" then return a * b elseif e == "/" then return a / b
  elseif e == "^" then return a ^ b elseif e == "==" then return a == b elseif e == "<" then return a < b elseif e == ".." then return a .. b
  elseif e == "#" then return #a elseif e == "unm" then return -a elseif e == "call" then return a(b) elseif e == "tostring" then return tostring(a)
  elseif e == "index" then return a[b] elseif e == "set" then a[b] = 1 elseif e == "json" then return json.encode(a)
  elseif e == "show" then show(a) else local n = 0 for _ in pairs(a) do n = n + 1 if n > 50 then break end end end
end

local readers = { structure.read, structure.read_table, data.read, forest.load, spectra.read, feff.read, structure.parse, json.decode }
local done, failed = 0, 0
local trace = os.getenv("SPAR_FUZZ_TRACE") and io.open(os.getenv("SPAR_FUZZ_TRACE"), "w")
local function try(what, f, ...)
  if trace then
    local said = { what }
    for i = 1, select("#", ...) do
      local a = select(i, ...)
      said[#said + 1] = type(a) == "table" and (select(2, pcall(json.encode, a))) or tostring(a):sub(1, 200)
    end
    trace:write(table.concat(said, "  "), "\n")
    trace:flush()
  end
  local results = table.pack(pcall(f, ...))
  if results[1] then done = done + 1 else failed = failed + 1 end
  for i = 2, results.n do keep(results[i]) end
end

print = function() end
io.write = function() end
show = function(x) return tostring(x) end
for _ = 1, calls do
  local kind = random(10)
  local arguments, count = {}, random(0, 4)
  for i = 1, count do arguments[i] = i == count and random(3) == 1 and fields(0) or value(0) end
  if kind <= 4 then
    local known = pick(functions)
    if random(3) > 1 then arguments, count = argumentsOf(known) end
    local f = _G
    for part in known.name:gmatch("[%w_]+") do local ok, inner = pcall(function() return f[part] end) f = ok and inner or nil end
    if f ~= nil and known.name ~= "spar.parallel" then try(known.name, f, table.unpack(arguments, 1, count)) end
  elseif kind <= 8 then
    local o, known = pick(objects), pick(methods)
    for _ = 1, 8 do -- rather an object that has it
      if pcall(function() return o[known.name] end) then break end
      o = pick(objects)
    end
    if random(3) > 1 then arguments, count = argumentsOf(known) end
    local ok, f = pcall(function() return o[known.name] end)
    if ok and type(f) == "function" then try(known.name, f, o, table.unpack(arguments, 1, count)) elseif ok then keep(f) end
    if random(10) == 1 then try(known.name, function() return f(table.unpack(arguments, 1, count)) end) end
  elseif kind == 9 then
    local name = pick(names)
    local text = damaged(seeds[name])
    local reader = pick(readers)
    try("read", reader, reader == structure.parse and text or reader == json.decode and text or file("fuzzed-" .. name, text),
        random(3) == 1 and fields(0) or nil)
    files[#files] = #files > 40 and nil or files[#files]
  else
    try("operate", operate, pick(objects), value(0))
  end
end
io.stderr:write(("seed %d: %d calls answered, %d refused\n"):format(seed, done, failed))
