#!/usr/bin/env bash
# Makes the virtual environment of the ONNX tests, .build/onnx: runtimes from PyPI, in the versions named here.
# Where PyPI cannot be reached it says so and leaves the tests to be skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.build/onnx
packages=(onnx==1.23.2 onnxruntime==1.32.0)
stamp="${packages[*]}"
[ -f "$venv/stamp" ] && [ "$(cat "$venv/stamp")" = "$stamp" ] && exit 0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$venv"
if python3 -m venv "$venv" >"$log" 2>&1 && "$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >>"$log" 2>&1; then
  echo "$stamp" >"$venv/stamp"
else
  rm -rf "$venv"
  echo "onnxruntime could not be installed from PyPI, so the tests of ONNX files will be skipped: $(tail -n 1 "$log")" >&2
fi
