#!/usr/bin/env bash
# The embedded engine against FEFF10 on a folder of reference cases: SAMS, spectra and seconds of each as a table, and a
# picture of the three that differ most. Where FEFF10 is found (SPAR_FEFF or PATH) its time is measured in the same run.
#
# usage: scripts/dev/bench_green.sh FOLDER [PICTURE.svg]
#
# A case is a folder with feff_x.inp, spectra.csv (energy_eV,x,y,z about the Fermi level) and case.json.
set -euo pipefail
folder=$(realpath "${1:?usage: bench_green.sh FOLDER [PICTURE.svg]}")
picture=${2:-}
cd "$(dirname "$0")/../.."
scripts/dev/build.sh --product spar-bench
.build/release/spar-bench green "$folder" ${picture:+"$picture"}
