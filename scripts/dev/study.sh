#!/usr/bin/env bash
# Renews all that is shipped of the study from a campaign's table: scripts/dev/study.sh TABLE.csv [DESCRIPTORS.csv]
# (with TABLE_sites.csv and DESCRIPTORS_sites.csv beside them; without DESCRIPTORS those that are there stay).
# NOHOLE=TABLE.csv takes in the table of a campaign with --no-core-hole. The few spectra of the page are computed afresh.
set -euo pipefail
cd "$(dirname "$0")/../.."
spar=${SPAR:-.build/release/spar}
data=examples/data
pack() { gzip -9nc "$1" > "$2.new" && mv "$2.new" "$2"; }
pack "$1" $data/mp_3d_sams.csv.gz
pack "${1%.csv}_sites.csv" $data/mp_3d_sams_sites.csv.gz
if [ $# -gt 1 ]; then
  pack "$2" $data/mp_3d_descriptors.csv.gz
  pack "${2%.csv}_sites.csv" $data/mp_3d_descriptors_sites.csv.gz
fi
if [ -n "${NOHOLE:-}" ]; then pack "$NOHOLE" $data/mp_3d_nohole.csv.gz; fi
$spar run scripts/model.lua
$spar run scripts/data_readme.lua
rm -rf examples/study_files out/study
mkdir -p out/study
$spar run --store out/study/page.sqlite --out out/study --report examples/study.md scripts/all.lua
cp out/study/forest_prediction.svg examples/prediction.svg
cp out/study/nio_strain.svg examples/nio_strain.svg

# The example in the readme.
SPAR_OUT=$($spar predict examples/structures/V2O5.cif) perl -0pi -e \
  's/(\$ spar predict examples\/structures\/V2O5\.cif\n).*?(\n```)/$1$ENV{SPAR_OUT}$2/s' README.md
