#!/usr/bin/env python3
"""make bench-detect: what each detector finds and what it costs in false alarms.

42 scenarios x 20 replicates x 624 weeks (docs/detection-quality.md says how they are made), the last 49 weeks
judged: FPR on the series before the outbreak of those weeks is added, all else with it. Prints one line a
method and, where the values that R gave for the same series are at hand, R's line below it.

  FPR  alarms / weeks, without the outbreak      sens  alarms in outbreak weeks / outbreak weeks
  POD  outbreaks with an alarm in their weeks    spec  quiet weeks without alarm / quiet weeks
  POD1 ... in their first week                   PPV, NPV, F1 = 2TP / (2TP + FP + FN)"""
import csv
import gzip
import io
import json
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys

YIXIAN = sys.argv[1]
PLACE = pathlib.Path(sys.argv[2])  # of series-k1_*.csv.gz and table-k1_*.csv
FIRST, LAST = 576, 624
RANGE = {"range": [FIRST, LAST]}
FLEXIBLE = {"b": 5, "w": 3, "noPeriods": 10, "pastWeeksNotIncluded": 26, "pThresholdTrend": 1, "alpha": 0.01,
            "thresholdMethod": "nbPlugin"}

# name in R's table, method, options; ours first
METHODS = [
    ("Ours: farringtonStay", "farringtonStay", {}),
    ("Improved Farrington (nbPlugin,a=.01)", "farringtonFlexible", FLEXIBLE),
    ("Improved Farrington design, delta 2/3,a=.01", "farringtonFlexible", {**FLEXIBLE, "thresholdMethod": "delta"}),
    ("Original-Farrington-like (noPeriods1,thr1,delta one-sided a=.01)", "farringtonFlexible",
     {"b": 5, "w": 3, "alpha": 0.01, "weightsThreshold": 1}),
    ("Improved Farrington (muan,a=.01)", "farringtonFlexible", {**FLEXIBLE, "thresholdMethod": "muan"}),
    ("EARS C1 a=.01", "earsC", {"method": "C1", "alpha": 0.01}),
    ("EARS C2 a=.01", "earsC", {"method": "C2", "alpha": 0.01}),
    ("EARS C3 a=.01", "earsC", {"method": "C3", "alpha": 0.01}),
    ("CUSUM rossi k=1.04 h=2.26 m=glm", "cusum", {"trans": "rossi", "k": 1.04, "h": 2.26, "m": "glm", **RANGE}),
    ("CUSUM rossi k=1.04 h=2.26 m=mean", "cusum", {"trans": "rossi", "k": 1.04, "h": 2.26, **RANGE}),
    ("Bayes1 a=.05", "bayes", {"b": 0, "w": 6, "actY": True, "alpha": 0.05}),
    ("Bayes2 a=.05", "bayes", {"b": 1, "w": 6, "actY": True, "alpha": 0.05}),
    ("Bayes3 a=.05", "bayes", {"b": 2, "w": 4, "actY": False, "alpha": 0.05}),
    ("RKI1", "rki", {"b": 0, "w": 6, "actY": True}),
    ("RKI2", "rki", {"b": 1, "w": 6, "actY": True}),
    ("RKI3", "rki", {"b": 2, "w": 4, "actY": False}),
    ("CDC a=.01", "cdc", {"b": 5, "m": 1, "alpha": 0.01}),
    ("GLR Poisson c=5 S=1 trend", "glrpois", {"c.ARL": 5, "mu0": "S1trend", "alpha": 0, **RANGE}),
    ("GLR NB c=5 S=1 trend alpha=fit", "glrnb", {"c.ARL": 5, "mu0": "S1trend", "alpha": "fit", **RANGE}),
    ("MPM P80 (5wk x 5yr)", "mpm", {"b": 5, "w": 2, "p": 0.8}),
    ("MPM P90 (5wk x 5yr)", "mpm", {"b": 5, "w": 2, "p": 0.9}),
]
MEASURES = ["FPR", "specificity", "POD", "POD1week", "sensitivity", "NPV", "PPV", "F1"]


def series(k1):
    """{(scenario, replicate): ([observed], [without the outbreak], [outbreak cases])}, from week 1."""
    found = {}
    with gzip.open(PLACE / f"series-k1_{k1}.csv.gz", "rt", newline="") as f:
        for r in csv.DictReader(f):
            s = found.setdefault((r["scenario"], r["rep"]), ([], [], []))
            s[0].append(r["observed"])
            s[1].append(r["with_past"])
            s[2].append(int(r["current_outbreak_cases"]))
    return found


def alarms(method, options, found, which):
    """{(scenario, replicate): [alarm of weeks FIRST..LAST]}; not judged is no alarm."""
    text = io.StringIO()
    text.write("dataset,unit,t,freq,observed\n")
    for (scenario, rep), s in found.items():
        for t, v in enumerate(s[which], 1):
            text.write(f"{scenario},{rep},{t},52,{v}\n")
    path = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"yx-detect-{os.getpid()}.csv"
    path.write_text(text.getvalue())
    try:
        done = subprocess.run([YIXIAN, "calc", method, "--input", path, "--options", json.dumps(options)],
                              capture_output=True, text=True, check=False)
    finally:
        path.unlink()
    if done.returncode:
        raise SystemExit(f"{method}: {done.stderr}")
    out = {key: [False] * (LAST - FIRST + 1) for key in found}
    for r in csv.DictReader(io.StringIO(done.stdout)):
        if FIRST <= int(r["t"]) <= LAST:
            out[r["dataset"], r["unit"]][int(r["t"]) - FIRST] = r["alarm"] == "1"
    return out


def f1_error(pieces):
    """Standard error of F1 over the series, by bootstrap (tp, fp, fn of each series)."""
    rng = random.Random(1)
    drawn = []
    for _ in range(200):
        tp, fp, fn = map(sum, zip(*rng.choices(pieces, k=len(pieces))))
        drawn.append(2 * tp / (2 * tp + fp + fn))
    return statistics.stdev(drawn)


def measure(found, quiet, seen):
    pieces = []
    weeks = tp = fp = fn = tn = hit = first = outbreaks = 0
    false = sum(sum(a) for a in quiet.values())
    for key, alarm in seen.items():
        truth = [c > 0 for c in found[key][2][FIRST - 1:LAST]]
        weeks += len(alarm)
        pieces.append((sum(a and o for a, o in zip(alarm, truth)), sum(a and not o for a, o in zip(alarm, truth)),
                       sum(o and not a for a, o in zip(alarm, truth))))
        tp, fp, fn = tp + pieces[-1][0], fp + pieces[-1][1], fn + pieces[-1][2]
        tn += len(alarm) - sum(pieces[-1])
        if any(truth):
            outbreaks += 1
            hit += any(a and o for a, o in zip(alarm, truth))
            first += alarm[truth.index(True)]
    return dict(FPR=false / weeks, specificity=tn / (tn + fp), POD=hit / outbreaks, POD1week=first / outbreaks,
                sensitivity=tp / (tp + fn), NPV=tn / (tn + fn), PPV=tp / (tp + fp) if tp + fp else math.nan,
                F1=2 * tp / (2 * tp + fp + fn), error=f1_error(pieces))


def reference(k1):
    path = PLACE / f"table-k1_{k1}.csv"
    return {r["method"]: r for r in csv.DictReader(open(path))} if path.exists() else {}


def main():
    worst = 0.0
    for k1 in ("0", "5"):
        found, theirs = series(k1), reference(k1)
        print(f"k1 = {k1}: {len(found)} series, weeks {FIRST} to {LAST}\n{'':66}" + "".join(f"{m[:7]:>9}" for m in MEASURES) + "  se of F1")
        for label, method, options in METHODS:
            got = measure(found, alarms(method, options, found, 1), alarms(method, options, found, 0))
            print(f"{label:66}" + "".join(f"{got[m]:9.4f}" for m in MEASURES) + f"{got['error']:10.4f}", flush=True)
            if label not in theirs:
                continue
            print(f"{'  R':66}" + "".join(f"{float(theirs[label][m]):9.4f}" for m in MEASURES))
            worst = max([worst] + [abs(got[m] - float(theirs[label][m])) for m in MEASURES])
        if theirs:
            print(f"largest difference to R so far: {worst:.4f}")


main()
