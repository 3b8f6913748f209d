"""The forest against its peers, one table of ratios. Called by bench_forest.sh.

Runs alternate between Spar and the peer, so that both see the same load. Ratios are of processor seconds (the smallest
of the runs), since machines are shared; wall seconds and the spread of the runs stand beside them.
"""

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy
import sklearn
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.model_selection import KFold, cross_val_score

FEATURES = ["QAMS", "DAMS", "IAMS", "density", "N_SG", "N_3d", "EN_mean", "EN_std", "noise"]
PAPER = dict(n_estimators=587, max_depth=12, max_features=0.3, max_samples=0.6676, min_samples_leaf=6,
             min_samples_split=11)
RANGER = """
suppressMessages(library(ranger))
a <- commandArgs(TRUE); d <- read.csv(a[1])[, c(%s, "SAMS")]
t <- system.time(ranger(SAMS ~ ., d, num.trees = 587, mtry = 2, max.depth = 12, sample.fraction = 0.6676,
    min.node.size = 11, replace = TRUE, num.threads = as.integer(a[2]), seed = as.integer(a[3])))
cat("time", t[["elapsed"]], t[["user.self"]] + t[["sys.self"]], "version", as.character(packageVersion("ranger")), "\\n")
""" % ", ".join('"%s"' % name for name in FEATURES)


def load(path):
    with open(path) as file:
        rows = list(csv.DictReader(file))
    return (numpy.array([[float(row[name]) for name in FEATURES] for row in rows]),
            numpy.array([float(row["SAMS"]) for row in rows]))


def many_rows(x, count, path):
    """Rows of the table, jittered so that no two are alike."""
    generator = numpy.random.default_rng(0)
    rows = x[generator.integers(0, len(x), count)]
    rows = rows * (1 + 0.05 * generator.standard_normal(rows.shape))
    with open(path, "w") as file:
        file.write(",".join(FEATURES) + "\n")
        for row in rows:
            file.write(",".join(map(repr, map(float, row))) + "\n")
    return rows


def timed(task):
    wall, cpu = time.perf_counter(), time.process_time()
    task()
    return time.perf_counter() - wall, time.process_time() - cpu


def spar(bench, *arguments):
    """The (wall, cpu) pairs that the driver prints."""
    out = subprocess.run([bench, "forest", *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return [tuple(map(float, line.split()[1:3])) for line in out.splitlines() if line.startswith("time")]


def report(name, ours, theirs, peer):
    def line(runs):
        cpu, wall = [run[1] for run in runs], [run[0] for run in runs]
        return "%.3f (to %.3f) cpu, %.3f wall" % (min(cpu), max(cpu), min(wall))

    ratio = min(run[1] for run in theirs) / min(run[1] for run in ours)
    wall = min(run[0] for run in theirs) / min(run[0] for run in ours)
    print("%-34s %5.1f x cpu  %5.1f x wall | Spar %s | %s %s | %d runs"
          % (name, ratio, wall, line(ours), peer, line(theirs), len(ours)), flush=True)


def main():
    bench, train, test, runs, candidates = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    x, y = load(train)
    x_test, y_test = load(test)
    peer = "scikit-learn " + sklearn.__version__
    folder = tempfile.mkdtemp()
    print("%d x %d rows; seconds; load %s" % (x.shape[0], x.shape[1], os.getloadavg()))

    def forest(threads, seed=0):
        return RandomForestRegressor(**PAPER, n_jobs=threads, random_state=seed)

    for threads in (1, 2):
        ours, theirs = [], []
        for seed in range(runs):
            ours += spar(bench, "fit", train, threads, 1)
            theirs.append(timed(lambda: forest(threads, seed).fit(x, y)))
        report("fit, %d thread(s)" % threads, ours, theirs, peer)
        has_ranger = shutil.which("Rscript") and subprocess.run(
            ["Rscript", "-e", "library(ranger)"], capture_output=True).returncode == 0
        if not has_ranger:
            print("fit against ranger: left out, Rscript with the package ranger is not installed")
            continue
        ours, theirs = [], []
        for seed in range(runs):
            ours += spar(bench, "fit", train, threads, 1)
            out = subprocess.run(["Rscript", "-e", RANGER, train, str(threads), str(seed + 1)], check=True,
                                 capture_output=True, text=True).stdout.split()
            theirs.append((float(out[1]), float(out[2])))
            version = out[4]
        report("fit, %d thread(s)" % threads, ours, theirs, "ranger " + version)

    path = os.path.join(folder, "rows.csv")
    rows = many_rows(x, 100_000, path)
    for threads in (1, 2):
        model = forest(threads).fit(x, y)
        ours, theirs = [], []
        for _ in range(runs):
            ours += spar(bench, "predict", train, path, threads, 1)
            theirs.append(timed(lambda: model.predict(rows)))
        report("predict 100000 rows, %d thread(s)" % threads, ours, theirs, peer)

    model = forest(1).fit(x, y)
    ours = [spar(bench, "importance", train, test, 1)[0] for _ in range(runs)]
    theirs = [timed(lambda: permutation_importance(
        model, x_test, y_test, n_repeats=30, scoring="neg_mean_squared_error", random_state=0))]
    report("importance, 9 features x 30", ours, theirs, peer)

    # The same candidates for both: Spar's are printed by the driver and run by the peer.
    for threads in (2,):
        out = subprocess.run([bench, "forest", "search", train, str(candidates), str(threads)], check=True,
                             capture_output=True, text=True).stdout.splitlines()
        ours = [tuple(map(float, line.split()[1:3])) for line in out if line.startswith("time")]
        settings = [line.split() for line in out if line.startswith("candidate")]
        start = time.perf_counter()
        for words in settings:
            features = {"squareRoot": "sqrt", "log2": "log2"}.get(words[3], 0.3)
            samples = float(words[4].removeprefix("fraction(").removesuffix(")"))
            setting = RandomForestRegressor(
                n_estimators=int(words[1]), max_depth=int(words[2]), max_features=features, max_samples=samples,
                min_samples_leaf=int(words[5]), min_samples_split=int(words[6]), random_state=0)
            scores = cross_val_score(setting, x, y, cv=KFold(5, shuffle=True, random_state=1), n_jobs=threads)
            print("    %s: R2 %.4f, %s %.4f" % (" ".join(words[1:7]), float(words[7]), peer, scores.mean()))
        # The processor time of worker processes is not known while they live.
        theirs = [(time.perf_counter() - start, float("nan"))]
        report("search, %d x 5, %d at a time" % (candidates, threads), ours, theirs, peer + " (wall counts)")

    pairs = spar(bench, "model", train, os.path.join(folder, "model.json"))
    print("model file: written in %.3f s, read in %.3f s, %.1f MB" % (
        pairs[0][1], pairs[1][1], os.path.getsize(os.path.join(folder, "model.json")) / 1e6))
    for count in (10_000, 100_000, 1_000_000):
        out = subprocess.run([bench, "forest", "growth", str(count), "4"], check=True, capture_output=True,
                             text=True).stdout.split()
        table = count * 10 * 8 / 1e6
        print("growth: %7d rows, 4 trees: %.3f s cpu, %.1f ns a row, log2(row) and tree; memory %.0f MB before, %.0f MB "
              "at most, table %.0f MB" % (count, float(out[2]), float(out[2]) / 4 / count / numpy.log2(count) * 1e9,
                                          float(out[4]), float(out[5]), table), flush=True)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
