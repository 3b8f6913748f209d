#!/usr/bin/env bash
# Sets everything up, builds Spar and runs the first script: NiO under strain, its spectra computed here by the embedded
# engine, as a table, a CSV and a picture.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/dev/setup.sh
scripts/dev/build.sh --product spar
.build/release/spar run scripts/nio_strain.lua
