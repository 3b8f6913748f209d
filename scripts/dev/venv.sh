#!/usr/bin/env bash
# Makes a virtual environment for tests, .build/NAME: scripts/dev/venv.sh NAME WHAT TESTS PACKAGE==VERSION ...
# Where PyPI cannot be reached it says so and leaves the tests to be skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.build/$1 what=$2 tests=$3
shift 3
stamp="$*"
[ -f "$venv/stamp" ] && [ "$(cat "$venv/stamp")" = "$stamp" ] && exit 0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$venv"
if python3 -m venv "$venv" >"$log" 2>&1 \
  && "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" >>"$log" 2>&1; then
  echo "$stamp" >"$venv/stamp"
else
  rm -rf "$venv"
  echo "$what could not be installed from PyPI, so $tests will be skipped: $(tail -n 1 "$log")" >&2
fi
