#!/usr/bin/env python3
"""make bench: speed and size, as ratios against a named peer, in one run.

take      a file of 1.5 M weekly figures (US emergency departments where shared/ is at hand, else generated
          alike) into a workspace - parsed, checked, chained, durable - against `sqlite3` .import of the same
          CSV into a bare table, which checks nothing
scan      all series out of the workspace, values a second on one core
size      bytes a value on the disk, log included, and after a second file revises 5 % of the values"""
import csv
import gzip
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

YIXIAN, SCAN = sys.argv[1], sys.argv[2]
ROOT = pathlib.Path(os.environ["SOURCE_ROOT"])
REAL = ROOT.parent / "shared/data/us"
RUNS = 3


def generate(folder):
    """3,226 regions x 4 indicators x 112 weeks of two-decimal percentages."""
    rng = random.Random(1)
    weeks = [f"2023-W{w:02d}" for w in range(1, 53)] + [f"2024-W{w:02d}" for w in range(1, 53)]
    weeks += [f"2025-W{w:02d}" for w in range(1, 9)]
    (folder / "regions.csv").write_text("code,name_zh,level,parent_code\n" + "".join(
        f"R{r:05d},县{r},county,\n" for r in range(3226)))
    (folder / "indicators.csv").write_text("code,name_zh,unit,frequency,kind\n" + "".join(
        f"ed_{k},就诊占比{k},%,W,rate\n" for k in range(4)))
    with open(folder / "figures.csv", "w") as f:
        f.write("region_code,indicator,period,value\n")
        for r in range(3226):
            for k in range(4):
                v = rng.uniform(0, 15)
                for w in weeks:
                    v = max(0, v + rng.gauss(0, 0.3))
                    f.write(f"R{r:05d},ed_{k},{w},{round(v, 2)}\n")
    return folder / "regions.csv", folder / "indicators.csv", folder / "figures.csv"


def real(folder):
    plain = folder / "figures.csv"
    with gzip.open(REAL / "nssp_weekly.csv.gz", "rb") as packed, open(plain, "wb") as f:
        shutil.copyfileobj(packed, f)
    return REAL / "regions.csv", REAL / "indicators.csv", plain


def revise(folder, figures):
    """Every twentieth value is changed a little."""
    path = folder / "revised.csv"
    n = 0
    with open(figures, newline="") as f, open(path, "w") as out:
        out.write("region_code,indicator,period,value\n")
        for i, r in enumerate(csv.reader(f)):
            if i and i % 20 == 0:
                out.write(f"{r[0]},{r[1]},{r[2]},{round(float(r[3]) + 0.07, 2)}\n")
                n += 1
    return path, n


def timed(command, **more):
    start = time.perf_counter()
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, **more)
    return time.perf_counter() - start


def size(folder):
    subprocess.run(["sqlite3", folder / "yixian.db", "PRAGMA wal_checkpoint(TRUNCATE)"], check=True,
                   stdout=subprocess.DEVNULL)
    return (folder / "yixian.db").stat().st_size


def main():
    with tempfile.TemporaryDirectory(prefix="yx-bench-") as name:
        folder = pathlib.Path(name)
        is_real = REAL.exists()
        regions, indicators, figures = (real if is_real else generate)(folder)
        n = sum(1 for _ in open(figures, "rb")) - 1
        print(f"{n:,} figures ({'CDC NSSP, weekly' if is_real else 'generated'}), {os.cpu_count()} cores")
        take, plain = [], []
        for run in range(RUNS):
            ws = folder / f"ws{run}"
            for words in (["init", ws], ["-C", ws, "load", "regions", regions], ["-C", ws, "load", "indicators", indicators]):
                timed([YIXIAN, *words])
            take.append(timed([YIXIAN, "-C", ws, "take", "--as-of", "2025-01-01", figures]))
            db = folder / f"plain{run}.db"
            plain.append(timed(["sqlite3", db, "CREATE TABLE figures(region_code,indicator,period,value)", ".mode csv",
                                f".import --skip 1 {figures} figures"]))
        ours, theirs = min(take), min(plain)
        print(f"take        {n / ours / 1e6:6.2f} M values/s  ({ours:.2f} s; checked, chained, durable)")
        print(f"sqlite3     {n / theirs / 1e6:6.2f} M values/s  ({theirs:.2f} s; .import into a bare table)")
        print(f"            {theirs / ours:6.2f} x the speed of .import (goal 1)")
        scan = json.loads(subprocess.run([SCAN, folder / "ws0"], check=True, capture_output=True).stdout)
        assert scan["values"] == n, scan
        print(f"scan        {scan['values_per_second'] / 1e6:6.0f} M values/s, one core (goal 100)")
        bare = size(folder / "ws0")
        print(f"size        {bare / n:6.2f} bytes/value, log included (goal 5; bare table "
              f"{(folder / 'plain0.db').stat().st_size / n:.1f})")
        path, revised = revise(folder, figures)
        timed([YIXIAN, "-C", folder / "ws0", "take", "--as-of", "2025-02-01", path])
        print(f"            {size(folder / 'ws0') / n:6.2f} bytes/value with {revised / n:.0%} revised (goal 12)")
        timed([YIXIAN, "-C", folder / "ws0", "verify"])


main()
