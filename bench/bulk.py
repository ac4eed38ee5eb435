#!/usr/bin/env python3
"""bulk.py YIXIAN: a province's whole history taken at once, as the verb does it.

103 counties x 230 indicators x 127 months, 3.0 M figures with their decimals, each checked as `take` always does
(text, code, boundaries of its day, period, number, twice in the file, months together and apart, owner, what
stands), chained, kept by series, durable. Printed is the wall time of the process, the best of RUNS, and its
processor time: where other work is on the machine, a process waits.

take      into an empty workspace: rows by series, by month, and in no order
again     the same figures once more as known a day later: every one is held against what stands
owned     the same with an owner of every indicator, so that each row is looked up for a revision
peer      `sqlite3` .import of the same file into a bare table, which checks nothing
DHIS2     its nearest published figure is 17.6 to 33.7 k values/s (other machine, other checks)
findings  the checks of what can be true, over all of it; `tick` runs them, `take` does not"""
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

YIXIAN = sys.argv[1]
COUNTIES, INDICATORS, MONTHS = 103, 230, 127
RUNS = 2
GOAL = 1e6
DHIS2 = 33.7e3


def kind(k):
    return "rate" if k % 10 == 3 else "ytd" if k // 8 % 3 == 0 else "flow"


def write_catalogue(folder):
    (folder / "regions.csv").write_text("code,name_zh,level,parent_code\n42,省,province,\n" + "".join(
        f"{420100 + r},县{r},county,42\n" for r in range(COUNTIES)))
    for name, owner in (("indicators", ""), ("owned", "stats")):
        (folder / f"{name}.csv").write_text("code,name_zh,unit,frequency,kind,owner\n" + "".join(
            f"ind.{k:03d},指标{k},{'%' if kind(k) == 'rate' else '亿元'},M,{kind(k)},{owner}\n"
            for k in range(INDICATORS)))


def write_figures(folder):
    """Levels that drift by at most 2 % a month, two decimals; what is ytd starts anew each January."""
    rng = random.Random(1)
    months = [f"{2010 + t // 12}-{t % 12 + 1:02d}" for t in range(MONTHS)]
    rows = []
    for r in range(COUNTIES):
        for k in range(INDICATORS):
            level, total = rng.randint(1000, 900000), 0
            for t, month in enumerate(months):
                total = level + (total if t % 12 else 0)
                v = total if kind(k) == "ytd" else level
                rows.append(f"{420100 + r},ind.{k:03d},{month},{v // 100}.{v % 100:02d}\n")
                level = max(0, level + rng.randint(-level // 50 - 1, level // 50 + 1))

    def write(name):
        with open(folder / name, "w") as f:
            f.write("region_code,indicator,period,value\n")
            f.writelines(rows)

    write("by series.csv")
    rows.sort(key=lambda row: row.split(",")[2])
    write("by month.csv")
    rng.shuffle(rows)
    write("in no order.csv")
    return len(rows)


def timed(*command):
    """Wall and processor time."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    p = subprocess.run([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert p.returncode == 0, p.stderr[-2000:]
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def workspace(folder, indicators):
    ws = folder / f"ws{len(list(folder.glob('ws*')))}"
    timed(YIXIAN, "init", ws)
    timed(YIXIAN, "-C", ws, "load", "regions", folder / "regions.csv")
    timed(YIXIAN, "-C", ws, "load", "indicators", folder / f"{indicators}.csv")
    return ws


def take(ws, day, path):
    return timed(YIXIAN, "-C", ws, "take", "--as-of", day, path)


def main():
    with tempfile.TemporaryDirectory(prefix="yx-bulk-") as name:
        folder = pathlib.Path(name)
        write_catalogue(folder)
        n = write_figures(folder)
        print(f"{n:,} figures of {COUNTIES} counties, {INDICATORS} indicators and {MONTHS} months, {os.cpu_count()} cores")

        def say(what, took, more=""):
            print(f"{what:22}{n / took[0] / 1e6:6.2f} M values/s  ({took[0]:.2f} s; of processor time {took[1]:.2f} s{more})",
                  flush=True)

        first, again, last = {}, [], None
        for order in ("by series", "by month", "in no order"):
            runs = []
            for _ in range(RUNS):
                last = workspace(folder, "indicators")
                runs.append(take(last, "2025-01-01", folder / f"{order}.csv"))
                if order == "by series":
                    again.append(take(last, "2025-01-02", folder / f"{order}.csv"))
            first[order] = min(runs)
        owned = []
        for _ in range(RUNS):
            ws = workspace(folder, "owned")
            owned.append(take(ws, "2025-01-01", folder / "by series.csv"))
        owned_again = take(ws, "2025-01-02", folder / "by series.csv")
        plain = []
        for run in range(RUNS):
            plain.append(timed("sqlite3", folder / f"plain{run}.db",
                               "CREATE TABLE figures(region_code,indicator,period,value)", ".mode csv",
                               f'.import --skip 1 "{folder / "by series.csv"}" figures'))
        for order, took in first.items():
            say(f"take, {order}", took, f"; goal {GOAL / 1e6:.0f} M on two cores" if order == "by series" else "")
        say("again", min(again))
        say("owned", min(owned))
        say("owned, again", owned_again)
        say("sqlite3", min(plain), "; .import into a bare table")
        ours = n / first["by series"][0]
        print(f"take is {min(plain)[0] / first['by series'][0]:.2f} x the speed of .import, "
              f"{ours / DHIS2:.0f} x DHIS2's nearest published figure (17.6 to 33.7 k values/s)")
        say("findings", min(timed(YIXIAN, "-C", last, "findings", "--json") for _ in range(RUNS)),
            "; all checks over all of it, and what they ask printed")


main()
