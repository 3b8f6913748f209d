#!/usr/bin/env bash
# Speed, as ratios to named peers in the same run: start-up, calls from Lua, features of real cells; and a sweep of 500
# spectra answered from the store, which a stub in FEFF's place fills first (some minutes).
# scripts/dev/bench.sh [TABLE.csv.gz [CELLS]]: the table of structures for the features, and how many cells the Python
# peer gets (its guess of oxidation states takes seconds for some). Peers: pymatgen, spglib, numpy, scikit-learn from PyPI,
# in whatever versions python3 finds; what is missing is said and left out.
set -euo pipefail
cd "$(dirname "$0")/../.."
table=${1:-}
cells=${2:-25}
runs=7
scripts/dev/build.sh --product spar
scripts/dev/build.sh --product spar-bench
spar=.build/release/spar

# Wall milliseconds of a command: least, median and largest of $runs runs.
milliseconds() {
  for ((i = 0; i < runs; i++)); do
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo $(((end - start) / 10000))
  done | sort -n | awk '{ t[NR] = $1 / 100 } END { printf "%.1f %.1f %.1f", t[1], t[int((NR + 1) / 2)], t[NR] }'
}

echo "== start-up, wall milliseconds of the whole process, $runs runs: least, median, largest"
one=$(mktemp --suffix=.lua)
trap 'rm -f "$one"' EXIT
echo 'print("one line")' >"$one"
read -r _ ours _ <<<"$(milliseconds "$spar" run "$one" | tee /dev/stderr)"
echo "  spar run, a script of one line" >&2
if python3 -c 'import pymatgen.core, sklearn.ensemble' 2>/dev/null; then
  read -r _ theirs _ <<<"$(milliseconds python3 -c 'import pymatgen.core, sklearn.ensemble' | tee /dev/stderr)"
  echo "  python3, import pymatgen.core, sklearn.ensemble" >&2
  awk -v a="$theirs" -v b="$ours" 'BEGIN { printf "spar starts %.0f times faster\n", a / b }'
else
  echo "pymatgen or scikit-learn is not installed: no peer"
fi

echo "== calls from Lua"
.build/release/spar-bench runtime

if [ -n "$table" ]; then
  echo "== features of the cells in $table"
  .build/release/spar-bench features "$table"
  if python3 -c 'import pymatgen.core, spglib, numpy' 2>/dev/null; then
    python3 scripts/dev/peer_features.py "$table" "$cells"
  else
    echo "pymatgen is not installed: no peer"
  fi
else
  echo "== features: name a table of structures (.csv.gz) to measure them"
fi

echo "== a sweep of 500 spectra from the store, wall milliseconds of the whole process: least, median, largest"
shop=$(mktemp -d)
trap 'rm -rf "$one" "$shop"' EXIT
mkdir "$shop/feff"
for module in rdinp atomic pot screen opconsat xsph fms mkgtr path genfmt ff2x sfconv; do
  install -m 755 Tests/FEFFTests/Fixtures/stub.sh "$shop/feff/$module"
done
touch "$shop/feff/play"
cat >"$shop/sweep.lua" <<'LUA'
local nio = structure.read("examples/structures/NiO.cif")
local rows = sweep(range(0.0001, 0.05, 0.0001), function(strain)
  return { strain = strain, SAMS = xes(nio:strain{ c = strain }, { like = nio }):sams() }
end, { name = "strain" })
assert(#rows == 500)
LUA
warm=("$spar" run --engine feff --feff "$shop/feff" --store "$shop/store.sqlite" "$shop/sweep.lua")
"${warm[@]}"
milliseconds "${warm[@]}"
echo
