#!/bin/sh
# The forest against scikit-learn and ranger: same run, same data, same hyperparameters, same number of threads.
#
# usage: scripts/dev/bench_forest.sh TRAIN.csv TEST.csv [RUNS]
#
# The tables have the paper's eight features, a column `noise` and the target SAMS. Needs python3 with scikit-learn;
# ranger (R package, r-cran-ranger in Debian) is measured where Rscript has it, and named as left out where not.
# SEARCH=100 measures the whole search (long); the default is 4 candidates.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
train=${1:?usage: bench_forest.sh TRAIN.csv TEST.csv [RUNS]}
test=${2:?usage: bench_forest.sh TRAIN.csv TEST.csv [RUNS]}
cd "$here/../.."
scripts/dev/build.sh --product spar-bench
python3 "$here/bench_forest.py" .build/release/spar-bench "$train" "$test" "${3:-3}" "${SEARCH:-4}"
