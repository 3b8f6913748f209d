#!/usr/bin/env bash
# Sets everything up and runs all tests, then once more under a locale with a decimal comma; says at the end how many were
# skipped and why. The sources are checked against the formatter first. Words after the name go to swift test, such as
# --filter GreenTests.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/dev/setup.sh
scripts/dev/jupyter.sh
scripts/dev/onnx.sh
swift format lint --strict --recursive --parallel Sources Tests Package.swift
scripts/dev/build.sh --build-tests

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The flags are those of build.sh: others would compile everything again.
run() { swift test -c release --skip-build -Xswiftc -enable-testing "$@"; }

# Swift Testing tells of a skipped test in a line of its own, with the reason in quotes.
run "$@" 2>&1 | tee "$scratch/log" || failed=1
awk '
  / skipped/ && $2 == "Test" {
    reason = match($0, /"[^"]*"/) ? substr($0, RSTART + 1, RLENGTH - 2) : "no reason given"
    reasons[reason]++
    count++
  }
  END {
    printf "%d tests skipped\n", count
    for (reason in reasons) printf "  %3d  %s\n", reasons[reason], reason | "sort -rn"
  }' "$scratch/log"
[ -z "${failed:-}" ] || exit 1

localedef -i de_DE -f UTF-8 "$scratch/de_DE.UTF-8"
echo "Once more under a decimal comma"
run_under_comma() { env LOCPATH="$scratch" LC_ALL=de_DE.UTF-8 swift test -c release --skip-build -Xswiftc -enable-testing "$@"; }
run_under_comma "$@" >"$scratch/comma" 2>&1 || failed=1
if [ -n "${failed:-}" ]; then
  grep -E '✘|error:' "$scratch/comma" >&2
  exit 1
fi
tail -n 1 "$scratch/comma"
