#!/usr/bin/env bash
# Kills a campaign ten times in the middle, moves its folder in between, and compares its tables with those of one that
# was left alone: scripts/dev/kills.sh [FOLDER OF CIFS]. Exit status 0 where they hold the same rows.
set -euo pipefail
cd "$(dirname "$0")/../.."
spar=$(realpath "${SPAR:-.build/release/spar}")
cifs=$(realpath "${1:-examples/structures}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
campaign() { "$spar" run --jobs 2 --store "$1/s.sqlite" scripts/campaign.lua -- "$cifs" "$1/t.csv" --max-sites 40; }
# Rows without what depends on the run (processor time), in order of their names.
rows() { python3 -c 'import csv, sys
t = list(csv.DictReader(open(sys.argv[1])))
[r.pop("cpu_seconds", None) for r in t]
print("\n".join(sorted(str(sorted(r.items())) for r in t)))' "$1"; }

mkdir "$work/whole" "$work/at0"
campaign "$work/whole" 2> /dev/null
for n in 1 2 3 4 5 6 7 8 9 10; do
  here=$work/at$((n - 1))
  setsid "$spar" run --jobs 2 --store "$here/s.sqlite" scripts/campaign.lua -- "$cifs" "$here/t.csv" --max-sites 40 \
    2> /dev/null & pid=$!
  sleep "$((1 + n % 3)).$((n * 37 % 10))"
  kill -9 "$pid" 2> /dev/null || true
  wait "$pid" 2> /dev/null || true
  sleep 1
  echo "killed $n: $(($(wc -l < "$here/t.csv") - 1)) rows"
  mv "$here" "$work/at$n"
done
campaign "$work/at10" 2>&1 | head -1
for table in t t_sites; do
  cmp <(rows "$work/whole/$table.csv") <(rows "$work/at10/$table.csv") && echo "$table.csv: the same rows"
done
