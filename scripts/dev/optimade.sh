#!/usr/bin/env bash
# OPTIMADE servers on this machine, for tests and for trying out: optimade.sh start | stop | status
#
# The consortium's reference server with its own test data (17 structures, some of them disordered), and optimade-maker over
# the crystals of examples/structures. Both come from PyPI, into a virtual environment outside the repository, and keep
# their data in memory. `start` prints where they are, for eval: SPAR_OPTIMADE and SPAR_OPTIMADE_CIFS.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=${SPAR_OPTIMADE_ROOT:-${TMPDIR:-/tmp}/spar-optimade-$(id -u)}
port=${SPAR_OPTIMADE_PORT:-5011}
packages=("optimade[server]==1.5.0" optimade-maker==1.0.0)

install() {
  [ "$(cat "$root/stamp" 2>/dev/null)" = "${packages[*]}" ] && return
  rm -rf "$root/venv"
  mkdir -p "$root"
  if python3 -m venv "$root/venv" >"$root/log" 2>&1 \
    && "$root/venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >>"$root/log" 2>&1; then
    echo "${packages[*]}" >"$root/stamp"
  else
    echo "The OPTIMADE servers could not be installed from PyPI: $(tail -n 1 "$root/log")" >&2
    exit 1
  fi
}

# Waits until a server answers, at most a minute.
await() {
  for _ in $(seq 120); do
    python3 - "$1" <<'PY' && return
import sys, urllib.request
try:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1] + "/versions", timeout=2)
except OSError:
    sys.exit(1)
PY
    sleep 0.5
  done
  echo "The server at $1 does not answer: $(tail -n 1 "$2")" >&2
  exit 1
}

running() { [ -f "$root/$1.pid" ] && kill -0 "$(cat "$root/$1.pid")" 2>/dev/null; }

case ${1:-} in
start)
  install
  if ! running reference; then
    # The test data have their identifiers and formulas under names of their own.
    export OPTIMADE_ALIASES='{"structures": {"id": "task_id", "chemical_formula_descriptive": "pretty_formula",
      "chemical_formula_reduced": "pretty_formula", "chemical_formula_anonymous": "formula_anonymous"}}'
    OPTIMADE_DATABASE_BACKEND=mongomock nohup "$root/venv/bin/uvicorn" optimade.server.main:app --port "$port" \
      >"$root/reference.log" 2>&1 </dev/null &
    echo $! >"$root/reference.pid"
    unset OPTIMADE_ALIASES
  fi
  if ! running cifs; then
    rm -rf "$root/cifs"
    mkdir -p "$root/cifs/structures"
    cp examples/structures/*.cif "$root/cifs/structures"
    cat >"$root/cifs/optimade.yaml" <<YAML
config_version: 0.1.0
database_description: The crystals that come with Spar
entries:
  - entry_type: structures
    entry_paths:
      - file: structures
        matches: ["*.cif"]
YAML
    nohup "$root/venv/bin/optimake" serve --port $((port + 1)) "$root/cifs" >"$root/cifs.log" 2>&1 </dev/null &
    echo $! >"$root/cifs.pid"
  fi
  await "http://127.0.0.1:$port" "$root/reference.log"
  await "http://127.0.0.1:$((port + 1))" "$root/cifs.log"
  echo "export SPAR_OPTIMADE=http://127.0.0.1:$port SPAR_OPTIMADE_CIFS=http://127.0.0.1:$((port + 1))"
  ;;
stop)
  for name in reference cifs; do
    if running $name; then kill "$(cat "$root/$name.pid")"; fi
    rm -f "$root/$name.pid"
  done
  ;;
status)
  for name in reference cifs; do
    if running $name; then echo "$name runs"; else echo "$name does not run"; fi
  done
  ;;
*)
  echo "usage: scripts/dev/optimade.sh start | stop | status" >&2
  exit 2
  ;;
esac
