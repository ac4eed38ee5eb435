#!/usr/bin/env python3
"""bench_r.py BENCH_DETECTORS [--need-r]: processor time of each detector beside R's surveillance, one core.

Microseconds for a series and judged period, from series in memory to verdicts in memory, of the same seeded series
(bench/simulate.py: 6 kinds of season, trend and dispersion, 624 weeks, the last 49 judged) with the same options,
in one run on one core; the best of several passes on both sides. R is a process of its own (bench/bench_r.R); its
reading of packages and files is not counted. Its answers are compared with ours: alarms must be equal, upper
bounds within 1e-6, so that both did the same work; what differs fails the run.

Without R, or without its package, ours stand alone, and it says how to get R's (with --need-r it fails)."""
import csv
import json
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import simulate  # noqa: E402

WEEKS, FIRST = simulate.WEEKS, simulate.CURRENT
KINDS = (1, 8, 15, 22, 29, 36)  # of the 42 in simulate.py: each with other means; with and without trend
RANGE = [FIRST, WEEKS]
FLEXIBLE = {"b": 5, "w": 3, "noPeriods": 10, "pastWeeksNotIncluded": 26, "pThresholdTrend": 1, "alpha": 0.01}

# Label, method, options in R's words, and how ours is told what to judge: it takes R's range, it begins anew at
# the first week judged (R gets the series from there on: its product overflows on long ones), or it judges
# what it can. R judges RANGE.
METHODS = [
    ("farringtonFlexible-10-nbPlugin", "farringtonFlexible", {**FLEXIBLE, "thresholdMethod": "nbPlugin"}, None),
    ("farringtonFlexible-10-delta", "farringtonFlexible", FLEXIBLE, None),
    ("farringtonFlexible-1", "farringtonFlexible", {"b": 5, "w": 3}, None),
    ("farrington", "farrington", {"b": 5, "w": 3}, None),
    ("earsC-C1", "earsC", {"method": "C1"}, None),
    ("earsC-C2", "earsC", {"method": "C2"}, None),
    ("earsC-C3", "earsC", {"method": "C3"}, None),
    ("bayes", "bayes", {"b": 2, "w": 4, "actY": False, "alpha": 0.05}, None),
    ("rki", "rki", {"b": 2, "w": 4, "actY": False}, None),
    ("cdc", "cdc", {"b": 5, "m": 1, "alpha": 0.025}, None),
    ("cusum-rossi", "cusum", {"trans": "rossi", "k": 1.04, "h": 2.26}, "range"),
    ("cusum-rossi-glm", "cusum", {"trans": "rossi", "k": 1.04, "h": 2.26, "m": "glm"}, "range"),
    ("glrpois", "glrpois", {"c.ARL": 5, "mu0": "S1", "alpha": 0, "ret": "value"}, "range"),
    ("glrnb", "glrnb", {"c.ARL": 5, "mu0": "S1", "alpha": 0.2, "ret": "value"}, "range"),
    ("outbreakP", "outbreakP", {"k": 100, "ret": "value"}, "series_from_t"),
    ("rogerson", "rogerson", {"ARL0": 500, "s": 1}, "range"),
]
FEWER = {"rogerson": 4}  # series: the others have means above 12, which its limits do not reach
TOLERANCE = 1e-6
GET_R = "make bench-r installs R's surveillance (packages.txt, section bench-r) and prints R's figures beside these"


def write_series(folder):
    """A file for each number of series that a method gets: {number: path}. Series and t count from 1."""
    kinds = dict(simulate.scenarios())
    rows = []
    for k, kind in enumerate(KINDS, 1):
        found = simulate.replicate(random.Random(kind), 5, *kinds[kind])[1]
        rows += [f"{k},{t},{2001 + (t - 1) // 52},{(t - 1) % 52 + 1},{row[3]}\n" for t, row in enumerate(found, 1)]
    paths = {}
    for n in {len(KINDS), *FEWER.values()}:
        paths[n] = folder / f"series-{n}.csv"
        paths[n].write_text("series,t,year,season,observed\n" + "".join(rows[:n * WEEKS]))
    return paths


def r_word(v):
    if isinstance(v, bool):
        return "TRUE" if v else "FALSE"
    return json.dumps(v)


def r_list(options):
    return "list(" + ", ".join(f"{k} = {r_word(v)}" for k, v in options.items()) + ")"


def verdicts(text):
    return {(r["series"], r["t"]): (float(r["upperbound"].replace("NA", "nan")), r["alarm"])
            for r in csv.DictReader(text)}


def ours(program, data, method, options, told):
    """Microseconds a judged period, {(series, t): (bound, alarm)}."""
    given = {**options, **({"range": RANGE} if told == "range" else {told: FIRST} if told else {})}
    done = subprocess.run([program, data, str(WEEKS), method, json.dumps(given)], text=True, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return float(done.stderr), verdicts(done.stdout.splitlines())


def have_r():
    return shutil.which("Rscript") is not None and subprocess.run(
        ["Rscript", "-e", "quit(status = !requireNamespace('surveillance', quietly = TRUE))"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def theirs(folder, data):
    """{label: (microseconds, verdicts)}"""
    with open(folder / "methods.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["name", "what", "series", "from", "first", "last", "control"])
        for label, method, options, told in METHODS:
            out.writerow([label, method, FEWER.get(method, len(KINDS)), FIRST if told == "series_from_t" else 1, *RANGE,
                          r_list(options)])
    script = pathlib.Path(__file__).resolve().parent / "bench_r.R"
    done = subprocess.run(["Rscript", "--vanilla", script, data, folder / "methods.csv", folder], text=True,
                          check=True, stdout=subprocess.PIPE)
    found = {}
    for line in done.stdout.splitlines():
        label, us = line.split()
        with open(folder / f"{label}.csv", newline="") as f:
            found[label] = float(us), verdicts(f)
    return found


def far(a, b):
    """Relative difference; 0 where both have no number (or the same infinity)."""
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    return abs(a - b) / max(abs(a), abs(b))


def compare(mine, r):
    """Number compared, alarms that differ, largest relative difference of bounds. What ours did not judge has no
    alarm and no bound."""
    other, most = [], 0.0
    for key, (bound, alarm) in r.items():
        my_bound, my_alarm = mine.get(key, (math.nan, "0"))
        most = max(most, far(my_bound, bound))
        if (my_alarm == "1") != (alarm == "1"):
            other.append(key)
    return len(r), len(other), most


def main():
    program, need_r = sys.argv[1], "--need-r" in sys.argv[2:]
    if hasattr(os, "sched_setaffinity"):  # one core, for R's libraries too
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    is_r = have_r()
    if need_r and not is_r:
        sys.exit("bench_r.py: R or its package surveillance is not here")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="yx-bench-r-") as name:
        folder = pathlib.Path(name)
        data = write_series(folder)
        r = theirs(folder, data[len(KINDS)]) if is_r else {}
        print(f"microseconds a series and judged period, one core; {len(KINDS)} series of {WEEKS} weeks"
              + (f", the last {WEEKS - FIRST + 1} judged by R" if is_r else ""))
        print(f"{'':32}{'ours':>10}" + (f"{'R':>12}{'R / ours':>10}{'compared':>10}  alarms, bounds" if is_r else ""))
        for label, method, options, told in METHODS:
            us, mine = ours(program, data[FEWER.get(method, len(KINDS))], method, options, told)
            line = f"{label:32}{us:10.3f}"
            if is_r:
                n, other, most = compare(mine, r[label][1])
                right = other == 0 and most <= TOLERANCE
                wrong += not right
                line += f"{r[label][0]:12.1f}{r[label][0] / us:10.0f}{n:10}  " + (
                    f"equal, within {most:.0e}" if right else f"NOT EQUAL: {other} alarms differ, bounds up to {most:.1e}")
            print(line)
    if not is_r:
        print(GET_R)
    sys.exit(1 if wrong else 0)


main()
