"""calc and methods: the contract of a filter. Tables as they were computed elsewhere, every kind of refusal."""
import csv
import gzip
import io
import json
import math
import os
import subprocess

from harness import ROOT, YIXIAN, run

DATA = ROOT / "tests/data"


def calc(*words, cwd=None):
    return subprocess.run([YIXIAN, "calc", *map(str, words)], capture_output=True, check=False, cwd=cwd,
                          env={**os.environ, "LC_ALL": "C"})


def table(*words, options=None):
    done = calc(*words, *(["--options", json.dumps(options)] if options is not None else []))
    assert done.returncode == 0, done
    assert b"\r" not in done.stdout
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def read(name):
    path = DATA / name
    with (gzip.open(path, "rt") if name.endswith(".gz") else open(path)) as f:
        return list(csv.DictReader(f))


def number(text):
    return None if text in ("", "NA") else float(text)


def same(ours, theirs, e, where):
    a, b = number(ours), number(theirs)
    if a is None or b is None or a == b or (math.isnan(a) and math.isnan(b)):
        assert (a is None) == (b is None), f"{where}: {ours!r}, expected {theirs!r}"
        return
    assert abs(a - b) <= e * max(abs(a), abs(b)), f"{where}: {ours}, expected {theirs}"


def against(name, words, columns, e, options=None):
    expected = read(name)
    found = table(*words, "--input", DATA / name, options=options)
    assert len(found) == len(expected)
    for i, (ours, theirs) in enumerate(zip(found, expected)):
        for c in columns:
            same(ours[c], theirs[c], e(theirs) if callable(e) else e, f"{name} row {i + 1} {c}")


def test_run_lengths(folder):
    against("detect/arl-poisson-cusum.csv", ["arl"], ["theta", "h", "k", "ARL", "FIR_ARL"],
            lambda row: max(1e-7, 1e-15 * float(row["ARL"])))
    against("detect/arl-gauss-cusum.csv", ["arl"], ["k", "h", "mu", "ARL"], 1e-7, {"chart": "gauss-cusum"})
    against("detect/arl-ewma.csv", ["arl"], ["l", "c", "mu", "ARL"], 1e-5, {"chart": "ewma"})
    against("detect/arl-mewma.csv", ["arl"], ["lambda", "p", "delta", "h", "ARL"], 1e-5, {"chart": "mewma"})
    against("detect/find-kh.csv", ["findkh"], ["ARLa", "ARLr", "k", "h"], 1e-3)
    against("detect/rogerson-hvalues.csv", ["hvalues"], ["ARL0", "s", "theta0", "k"], 1e-15, {"rel.tol": 0.02})


def test_mewma(folder):
    """ARL is R's where R is within a hundredth of the run length; where R has -181.9, the run length."""
    path = os.path.join(folder, "mewma.csv")
    with open(path, "w") as f:
        f.write("lambda,p,delta,h\n.1,2,.5,10\n.1,2,.1,14.625\n")
    near, far = table("arl", "--input", path, options={"chart": "mewma"})
    same(near["ARL"], "19.494207853", 1e-9, "as R")
    assert abs(float(near["ARL_fine"]) - 19.3479) < 4 * 0.0025  # 20 million simulated runs
    assert far["ARL"] == far["ARL_fine"]
    same(far["ARL"], "253.80763", 1e-7, "where R fails")


def test_curve(folder):
    """A row for each period; keys as read; Shewhart's chart by its closed form."""
    path = os.path.join(folder, "shifts.csv")
    with open(path, "w") as f:
        f.write("ARL0,shift\n100,.5\n100,2\n300,1e0\n")
    for chart in ("gauss-cusum", "ewma", "shewhart"):
        found = table("curve", "--input", path, options={"chart": chart})
        keys = [(r["chart"], r["ARL0"], r["shift"], r["within"]) for r in found]
        assert keys == [(chart, a, s, str(n)) for a, s in (("100", ".5"), ("100", "2"), ("300", "1e0"))
                        for n in range(1, 13)]
        for before, row in zip(found, found[1:]):
            assert row["within"] == "1" or float(row["p"]) > float(before["p"])
        if chart == "shewhart":
            for r in found:
                q = math.erfc((float(r["limit"]) - float(r["shift"])) / math.sqrt(2)) / 2
                assert abs(float(r["p"]) - (1 - (1 - q) ** int(r["within"]))) < 1e-12
    assert len(table("curve", "--input", path, options={"periods": 3, "k": 1})) == 9
    for text, said in (("3,1", "no limit gives this ARL0"), ("100,NA", "shift is no number"), (",1", "no limit")):
        with open(path, "w") as f:
            f.write(f"ARL0,shift\n{text}\n")
        done = calc("curve", "--input", path)
        assert done.returncode == 3 and not done.stdout and said in done.stderr.decode(), done


def test_curve_as_printed(folder):
    """One plain command: 1 to 12 periods, four shifts, two ARL0; the figures of docs/methods/curve.md."""
    found = table("curve", "--input", DATA / "detect/shifts.csv")
    page = (ROOT / "docs/methods/curve.md").read_text()
    shown = [l.strip("| ").split(" | ") for l in page.splitlines() if l.startswith(("| 100 |", "| 300 |"))]
    assert len(found) == 96 and len(shown) == 8
    for i, (arl0, shift, limit, *p) in enumerate(shown):
        rows = found[12 * i:12 * i + 12]
        assert all((float(r["ARL0"]), float(r["shift"])) == (float(arl0), float(shift)) for r in rows)
        assert all(r["chart"] == "gauss-cusum" and f"{float(r['limit']):.4f}" == limit for r in rows)
        assert [f"{float(r['p']):.4f}" for r in rows if int(r["within"]) in (1, 2, 3, 4, 6, 8, 10, 12)] == p


def test_p_values(folder):
    names = ["case", "fisher", "stouffer", "edgington", "tippett", "simes", "cauchy", "bonferroni"]
    against("detect/p-combine.csv", ["pcombine"], names, 1e-11)
    against("detect/p-adjust.csv", ["padjust"], ["i", "bonferroni", "holm", "hochberg", "BH", "BY"], 1e-12)


def test_detectors(folder):
    """All series in one file, gzipped, by R's names of options; NaN where R has 0 / 0."""
    expected = {}
    for row in read("sim/out-earsC.csv.gz"):
        expected.setdefault(row["options"], []).append(row)
    for options, rows in expected.items():
        found = table("earsC", "--input", DATA / "sim/input.csv.gz", options=json.loads(options))
        ours = {(r["dataset"], r["t"]): r for r in found}
        assert len(ours) == 14 * 420
        for row in rows:
            for c in ("upperbound", "alarm"):
                same(ours[row["dataset"], row["t"]][c], row[c], 1e-9, f"earsC {options} {row['dataset']} {row['t']} {c}")


def test_no_limit(folder):
    """Where the limit of a fit is beyond all numbers nothing is an alarm: R prints 0, not NA."""
    options, = {r["options"] for r in read("sim/out-farringtonFlexible.csv.gz") if "populationOffset" in r["options"]
                and "muan" in r["options"]}
    found = table("farringtonFlexible", "--input", DATA / "sim/input.csv.gz", options=json.loads(options))
    ours = {(r["dataset"], r["t"]): r for r in found}
    limitless = 0
    for row in read("sim/out-farringtonFlexible.csv.gz"):
        if row["options"] == options:
            r = ours[row["dataset"], row["t"]]
            assert r["alarm"] == row["alarm"], row
            limitless += r["upperbound"] == "" and r["alarm"] == "0"
    assert limitless == 5


def test_rogerson(folder):
    expected = read("sim/out-rogerson.csv.gz")
    wanted = [r for r in expected if r["dataset"] == "sim06" and "season" in r["options"]]
    found = table("rogerson", "--input", DATA / "sim/input.csv.gz",
                  options={**json.loads(wanted[0]["options"]), "range": [105, 184]})
    ours = {(r["dataset"], r["t"]): r for r in found}
    for row in wanted:
        for c in ("expected", "upperbound", "alarm"):
            same(ours["sim06", row["t"]][c], row[c], 1e-12, f"rogerson {row['t']} {c}")


def test_keys_order_and_json(folder):
    path = os.path.join(folder, "in.csv")
    with open(path, "w") as f:
        f.write('p,i,"other, one"\n0.5,"b, c",?\nNA,007,?\n0.25, x ,?\n')
    done = calc("padjust", "--input", path)
    assert done.stdout.decode().splitlines() == [
        "i,bonferroni,holm,hochberg,BH,BY", '"b, c",1,0.5,0.5,0.5,0.75', "007,,,,,", '" x ",0.5,0.5,0.5,0.5,0.75'], done
    rows = json.loads(calc("padjust", "--input", path, "--json").stdout)
    assert rows[0] == {"i": "b, c", "bonferroni": 1, "holm": 0.5, "hochberg": 0.5, "BH": 0.5, "BY": 0.75}
    assert rows[1]["i"] == "007" and rows[1]["holm"] is None


def test_refused(folder):
    def file(name, text):
        path = os.path.join(folder, name)
        with open(path, "w") as f:
            f.write(text)
        return path

    good = file("good.csv", "p\n0.5\n")
    series = file("series.csv", "observed\n" + "1\n" * 20)
    cases = [
        (["padjust", "--input", os.path.join(folder, "none.csv")], "none.csv"),
        (["padjust", "--input", folder], ""),
        (["padjust", "--input", file("a.csv", "q\n1\n")], "no column 'p'"),
        (["padjust", "--input", file("b.csv", "p\nx\n")], "b.csv:2: p: 'x' is no number"),
        (["padjust", "--input", file("c.csv", "p\n")], "no rows"),
        (["padjust", "--input", file("d.csv", "")], "no rows"),
        (["padjust", "--input", file("e.csv", "p\n1,2\n")], "e.csv:2"),
        (["padjust", "--input", file("f.csv", "p\n-1\n")], "f.csv:2"),
        (["padjust", "--input", file("g.csv", 'p\n"1\n')], "g.csv:2"),
        (["padjust", "--input", good, "--options", '{"alpha":1}'], "unknown option 'alpha'"),
        (["padjust", "--input", good, "--options", '{"p":'], "no JSON"),
        (["padjust", "--input", good, "--with", "geo=x.csv"], "geo"),
        (["earsC", "--input", series, "--options", '{"baselin":7}'], "did you mean 'baseline'?"),
        (["earsC", "--input", series, "--options", '{"method":"C9"}'], "C1, C2 or C3"),
        (["earsC", "--input", series, "--options", '{"baseline":200}'], "too few periods"),
        (["earsC", "--input", series, "--options", '{"baseline":7,"fewest":9}'], "fewest"),
        (["earsC", "--input", file("h.csv", "t\n1\n")], "no column 'observed'"),
    ]
    for words, said in cases:
        done = calc(*words)
        assert done.returncode == 3 and not done.stdout, f"{words}: {done}"
        lines = done.stderr.decode().splitlines()
        assert len(lines) == 1 and said in lines[0], f"{words}: {lines}"


def test_usage(folder):
    for words, said in (([], "few"), (["padjust"], "--input"), (["nonsense", "--input", "x"], "yixian methods"),
                        (["padjst", "--input", "x"], "did you mean 'padjust'?"),
                        (["padjust", "--input", "x", "--with", "geo"], "NAME=FILE"), (["padjust", "--inpt", "x"], "")):
        done = calc(*words)
        assert done.returncode == 2 and not done.stdout and said in done.stderr.decode(), f"{words}: {done}"


def test_no_workspace_and_no_file(folder):
    """A filter: it needs no workspace and leaves none."""
    with open(os.path.join(folder, "p.csv"), "w") as f:
        f.write("p\n0.5\n")
    assert calc("padjust", "--input", "p.csv", cwd=folder).returncode == 0
    assert os.listdir(folder) == ["p.csv"]


def test_methods(folder):
    listed = subprocess.run([YIXIAN, "methods"], capture_output=True, check=True, text=True).stdout.splitlines()
    names = [line.split()[0] for line in listed]
    assert len(set(names)) == len(names) and {"arl", "padjust", "pcombine", "earsC"} <= set(names)
    for m in json.loads(subprocess.run([YIXIAN, "methods", "--json"], capture_output=True, check=True).stdout):
        text = subprocess.run([YIXIAN, "methods", m["name"]], capture_output=True, check=True, text=True).stdout
        assert m["what"] in text and m["source"] in text and names.pop(0) == m["name"]
        for column in m["reads"] + m["answers"]:
            assert column["name"] in text
        pages = [ROOT / "docs" / d / f"{m['name']}.md" for d in ("methods", "detectors")]
        page = "".join(p.read_text() for p in pages if p.exists())
        for option in m["options"]:
            assert option["name"] in text and f"`{option['name']}`" in page, f"{m['name']}: {option['name']}"


run(globals())
