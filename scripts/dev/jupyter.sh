#!/usr/bin/env bash
# Makes the virtual environment of the Jupyter tests, .build/jupyter: clients from PyPI, in the versions named here.
# Where PyPI cannot be reached it says so and leaves the tests to be skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.build/jupyter
packages=(jupyter_client==8.10.0 nbclient==0.11.0 nbconvert==7.17.2 jupyter_kernel_test==0.7.0 jupytext==1.19.6 jupyterlab==4.6.6 playwright==1.65.2)
stamp="${packages[*]}"
[ -f "$venv/stamp" ] && [ "$(cat "$venv/stamp")" = "$stamp" ] && exit 0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rm -rf "$venv"
if python3 -m venv "$venv" >"$log" 2>&1 && "$venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}" >>"$log" 2>&1; then
  echo "$stamp" >"$venv/stamp"
else
  rm -rf "$venv"
  echo "The Jupyter clients could not be installed from PyPI, so the Jupyter tests will be skipped: $(tail -n 1 "$log")" >&2
fi
