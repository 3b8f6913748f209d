#!/usr/bin/env bash
# Sets everything up, builds Spar and runs the first script: NiO under strain, as a table, a CSV and a picture.
# Its spectra were computed by FEFF10 once and for all: they are replayed from the results shipped with Spar, whatever this
# machine has. They are taken into your run store, where they stay for the other scripts.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/dev/setup.sh
swift build -c release --product spar
.build/release/spar store import examples/data/figures_feff10.spar
.build/release/spar run --engine feff --replay scripts/nio_strain.lua
