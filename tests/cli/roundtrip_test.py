"""take and export give back every value exactly: real figures of Germany, Italy and the United States."""
import csv
import gzip
import os
import subprocess

from harness import ROOT, YIXIAN, Skip, Workspace, run, shared


def rows(path):
    opened = gzip.open(path, "rt", newline="") if str(path).endswith(".gz") else open(path, newline="")
    with opened as f:
        for r in csv.DictReader(f):
            yield r["region_code"], r["indicator"], r["period"], r["value"]


def same(ws, paths):
    want = sorted(r for p in paths for r in rows(p))
    out = ws.ok("export")
    lines = out.splitlines()[1:]
    got = [tuple(r) for r in csv.reader(lines)]
    assert got == sorted(got, key=lambda r: (r[0], r[1])), "in order of region and indicator"
    assert sorted(got) == want, f"{len(got)} values came back of {len(want)}"


def loaded(folder, place, regions="regions.csv"):
    ws = Workspace(folder, empty=True)
    ws.now = "2026-01-01T00:00:00Z"
    ws.ok("load", "regions", place / regions)
    ws.ok("load", "indicators", place / "indicators.csv")
    return ws


def test_germany(folder):
    demo = ROOT / "demo/de"
    ws = loaded(folder, demo)
    ws.ok("take", demo / "figures.csv.gz")
    same(ws, [demo / "figures.csv.gz"])


def test_germany_daily(folder):
    place = shared("data/de")
    ws = loaded(folder, place)
    ws.ok("take", place / "resp_weekly.csv", place / "icu_daily.csv.gz")
    same(ws, [place / "resp_weekly.csv", place / "icu_daily.csv.gz"])


def test_italy_in_spring_2020(folder):
    place = ROOT / "tests/data/it"
    ws = loaded(folder, place)
    ws.ok("take", place / "covid_region_daily.csv.gz")
    same(ws, [place / "covid_region_daily.csv.gz"])


def test_italy(folder):
    place = shared("data/it")
    ws = loaded(folder, place)
    for name in ("covid_region_daily.csv.gz", "covid_province_daily.csv.gz"):
        ws.ok("take", place / name)
    same(ws, [place / n for n in ("covid_region_daily.csv.gz", "covid_province_daily.csv.gz")])


def test_an_export_can_be_taken(folder):
    demo = ROOT / "demo/hubei"
    ws = loaded(folder, demo)
    ws.ok("load", "indicators", demo / "indicators_covid.csv")
    ws.ok("take", demo / "covid_2020.csv.gz", demo / "published.csv")
    first, full = ws.ok("export"), ws.ok("export", "--full")
    os.makedirs(folder + "/again")
    again = Workspace(folder + "/again", empty=True)
    again.now = ws.now
    again.ok("load", "regions", demo / "regions.csv")
    again.ok("load", "indicators", demo / "indicators.csv", demo / "indicators_covid.csv")
    again.ok("take", again.file("full.csv", full))
    assert again.ok("export") == first and again.ok("export", "--full") == full


def test_nssp_in_little_memory(folder):
    """1.47 M values in at most 400 MB."""
    if os.environ.get("YX_SANITIZE", "none") != "none":
        raise Skip("sanitizers need memory of their own")
    place = shared("data/us")
    ws = loaded(folder, place)
    code = ("import resource,subprocess,sys;"
            "subprocess.run(sys.argv[1:],check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run(["python3", "-c", code, YIXIAN, "-C", str(ws.dir), "take", str(place / "nssp_weekly.csv.gz")],
                          capture_output=True, check=True, env={**os.environ, "YIXIAN_NOW": ws.now})
    peak = int(done.stdout.split()[-1]) / 1024
    print(f"# peak memory {peak:.0f} MB")
    assert peak <= 400, f"{peak} MB"
    same(ws, [place / "nssp_weekly.csv.gz"])
    found = ws.json("verify")
    assert found["sound"] and found["values"] == 1473084, found


run(globals())
