"""bench/alarm_quality.py: what it counts, on figures that one can count oneself."""
import os
import subprocess
import sys

from harness import ROOT, YIXIAN, Workspace, run

REGIONS = "code,name_zh,level,parent_code,clinic\nP,省,province,,\nA,甲县,county,P,c1\nB,乙县,county,P,c1\nC,丙县,county,P,c2\n"
INDICATORS = "code,name_zh,unit,frequency,kind\nx,病例,例,W,flow\ny,床位,张,W,stock\n"
ALONE = """streams:
  x: {indicator: x, source: a, group: a}
rules:
  # a comment, and a rule over two lines
  alone: {version: 1, when: {value: "x > 5"}, grade: {scheme: s, level: 3},
    exit: {quiet_for: 2}}
"""
BOTH = """streams:
  x: {indicator: x, source: a, group: a}
  y: {indicator: y, source: b, group: b}
rules:
  both:
    version: 1
    when: {value: "x > 5 and y > 5"}
    grade: {scheme: s, level: 3}
    exit: {quiet_for: 2}
"""


def week(w):
    return f"2022-W{w:02d}"


def data(folder):
    """A, and B which passes on the same: alarms of x in weeks 5 (right) and 12 (wrong), of both in week 5. C: alarms in
    week 14, near a doubtful event, and 20, of which the truth is not known."""
    high = {("A", "x"): (5, 12), ("B", "x"): (5, 12), ("C", "x"): (14, 20), ("A", "y"): (5,), ("B", "y"): (5,)}
    rows = [f"{r},{i},{week(w)},{6 if w in high.get((r, i), ()) else 1}" for r in "ABC" for i in "xy" for w in range(1, 21)]
    event = {(r, w): "1" for r in "AB" for w in (6, 7, 8)} | {("C", w): "1" for w in (10, 11)} | {("C", 15): "?2"}
    labels = [f"{r},{week(w)},{event.get((r, w), '')}" for r in "ABC" for w in range(1, 20 if r == "C" else 21)]
    files = {"regions.csv": REGIONS, "indicators.csv": INDICATORS, "alone.yaml": ALONE, "both.yaml": BOTH,
             "figures.csv": "\n".join(["region_code,indicator,period,value"] + rows) + "\n",
             "labels.csv": "\n".join(["region_code,period,event"] + labels) + "\n"}
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)


def quality(folder, *options):
    """Its lines that are rows of tables, by rule: the cells; and all it said."""
    done = subprocess.run([sys.executable, ROOT / "bench/alarm_quality.py", folder, "alone.yaml", "both.yaml", "labels.csv",
                           "--yixian", YIXIAN, "--figures", "figures.csv", "--lead", "2", "--times", "0", *options],
                          capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in done.stdout.splitlines() if line.startswith("| ")]
    return {r[0]: r[1:] for r in rows if r[0] != "rule"}, done.stdout


def test_counts(folder):
    """A and C: 20 + 19 weeks known, 2 events. false: 1 / 39 x 52.18 = 1.34."""
    data(folder)
    rows, said = quality(folder, "--same-source", "clinic")
    assert rows["alone"] == ["1", "1", "1 of 2", "0.50", "0.50", "-1.0", "1.34"], rows
    assert rows["both"] == ["1", "0", "1 of 2", "1.00", "0.50", "-1.0", "0.00"], rows
    assert "both beside alone: recall +0.0 points" in said and "goal met" in said and "2 events in 1 region-years" in said


def test_copies_count_twice_unless_told(folder):
    data(folder)
    rows, _ = quality(folder)
    assert rows["alone"] == ["2", "2", "2 of 3", "0.50", "0.67", "-1.0", "1.77"], rows


def test_lead_and_window(folder):
    """An alert in week 5 is wrong if it may not precede the event of week 6; from week 10 on only that of C is asked for."""
    data(folder)
    rows, _ = quality(folder, "--same-source", "clinic", "--lead", "0")
    assert rows["alone"][:3] == ["0", "3", "0 of 2"], rows
    rows, _ = quality(folder, "--same-source", "clinic", "--from", "2022-W08")
    assert rows["alone"][:3] == ["0", "1", "0 of 1"], rows


def test_halves(folder):
    """By code: A chooses, C is told of."""
    data(folder)
    rows, _ = quality(folder, "--same-source", "clinic", "--split", "code")
    assert rows["alone"][:3] == ["0", "0", "0 of 1"], rows
    rows, _ = quality(folder, "--same-source", "clinic", "--split", "code", "--half", "choose")
    assert rows["alone"][:3] == ["1", "1", "1 of 1"], rows


def test_labels(folder):
    """Events from labels: M and L are Moderate and Low, then the trend."""
    sys.path.insert(0, str(ROOT / "bench"))
    from alarm_labels import label_events, season_events, trend_events
    word = {"M": "Moderate", "L": "Low", "+": "Increasing", "-": "Decreasing", "=": "No Change"}

    def labels(text):
        return [None if x == ".." else (word[x[1]], word[x[0]]) for x in text.split()]

    #               0  1  2  3  4  5  6  7  8  9  10 11 12 13
    assert label_events(labels("L= M= M+ M+ M- L= M+ M- L= L= L= M+ .. M=")) == [(2, 6, False), (11, 13, True)]
    assert trend_events(labels("L= L+ M+ M+ M- L+ M+ L= L+ L+ .. ..")) == [(1, 3, False), (5, 6, True)]
    # 10 % of 100 is passed for three weeks running from the fifth on
    assert season_events(list("abcdefgh"), [1, 2, 20, 3, 11, 30, 60, 100]) == [("e", "h", False)]


def test_page_of_a_rule(folder):
    """Two streams declared independent, the second of which is the first a week later: the page of the rule says so. x is
    judged from week 8 on, y, which begins in week 2, from week 9: weeks 9 to 29 with the ones after, in two regions."""
    ws = Workspace(folder, empty=True)
    for kind, text in (("regions", REGIONS), ("indicators", INDICATORS)):
        ws.ok("load", kind, ws.file(kind + ".csv", text))
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  x: {indicator: x, source: a, group: a, detector: earsC, options: {min_sigma: 50}}\n"
        "  y: {indicator: y, source: b, group: b, detector: earsC, options: {min_sigma: 50}}\n"
        "rules:\n"
        "  two: {version: 1, when: {at_least: 2, groups_of: [y, x]}, grade: {scheme: s, level: 3}}\n")))
    value = {r: [(w * step) % 17 + 20 for w in range(1, 31)] for r, step in (("A", 7), ("C", 5))}
    rows = [f"{r},x,{week(w)},{value[r][w - 1]}\n{r},y,{week(w + 1)},{value[r][w - 1]}\n" for r in "AC" for w in range(1, 31)]
    ws.ok("take", ws.file("a.csv", "region_code,indicator,period,value\n" + "".join(rows)))
    assert ws.json("rules")[0]["quiet_correlation"] == []
    (pair,) = ws.json("rules", "two")[0]["quiet_correlation"]
    assert abs(pair.pop("correlation") - 1) < 1e-9
    assert pair == {"first": "x", "second": "y", "same_group": False, "lag": 1, "periods": 42}, pair
    assert "x, y              independent         1.00      1              42" in ws.ok("rules", "two"), ws.ok("rules", "two")


run(globals())
