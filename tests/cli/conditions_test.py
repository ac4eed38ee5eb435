"""What rules ask beyond groups, through the command itself: figures, areas, silence, events, validity."""
import os

from harness import Workspace, run

HEAD = "region_code,indicator,period,value\n"
REGIONS = ("code,name_zh,name_en,level,parent_code,clinic\n"
           "P,省,Province,province,,\n"
           "M,甲市,M,prefecture,P,\n"
           "A,甲县,A,county,M,c1\nB,乙县,B,county,M,c1\nC,丙县,C,county,M,c2\nD,丁县,D,county,P,\n")
INDICATORS = ("code,name_zh,unit,frequency,kind\n"
              "ratio,猪粮比价,,W,price\nflu,流感,例,W,flow\nbeds,床位,张,D,stock\ncases,病例,例,D,flow\n"
              "done,投资完成,亿元,M,ytd\nplan,计划,亿元,M,stock\n")


def workspace(folder, *more):
    os.makedirs(folder, exist_ok=True)
    ws = Workspace(folder, empty=True)
    for kind, text in (("regions", REGIONS), ("indicators", INDICATORS)) + more:
        ws.ok("load", kind, ws.file(kind + ".csv", text))
    return ws


def weeks(region, indicator, values, first=1):
    return "".join(f"{region},{indicator},2022-W{w:02d},{v}\n" for w, v in enumerate(values, first) if v is not None)


def rules(ws, text):
    ws.ok("load", "rules", ws.file("rules.yaml", text))


def courses(ws):
    """Region and course of every alert: {"P": ["raised 2022-W01 2", ...]} in order."""
    found = {}
    for a in ws.json("alerts", "--all"):
        found.setdefault(a["region"], []).extend(f"{c['turn']} {c['period'][-3:]} {c['level']}" for c in a["course"])
    return found


HOG = """
streams:
  ratio: {indicator: ratio, source: NDRC, group: prices}
rules:
  hog:
    version: 1
    scheme: pork-2021
    grades:
      - {level: 1, when: {value: "ratio < 5.0"}}
      - {level: 2, when: {value: "5.0 <= ratio <= 6.0", for: 3}}
      - {level: 3, when: {value: "ratio < 6.0"}}
    exit: {quiet_for: 2, when: {value: "ratio > 6.2"}}
"""


def test_figures_and_grades(folder):
    """5.57 three weeks running is level 2, 4.90 is level 1 at once; it ends after two weeks over 6.2."""
    ws = workspace(folder)
    rules(ws, HOG)
    ws.ok("take", ws.file("a.csv", HEAD + weeks("P", "ratio", [6.4, 5.57, 5.57, 5.57, 4.90, 5.1, 5.2, 5.3, 6.1, 6.3, None, 6.5])))
    assert courses(ws) == {"P": ["raised W02 3", "worse W04 2", "worse W05 1", "better W07 3", "worse W08 2", "ended W12 2"]}
    assert ws.json("screen", "--all") == [], "a stream without detector has no signal of its own"
    ws.ok("take", ws.file("b.csv", HEAD + weeks("P", "ratio", [4.90], 13)))
    alert, = ws.json("alerts")
    assert (alert["level"], alert["since"], alert["arithmetic"]) == (1, "2022-W13", ["ratio = 4.9; 4.9 < 5.0"]), alert
    assert [(e["value"], e["detector"], e["file"]) for e in alert["evidence"]] == [("4.9", None, "b.csv")], alert
    assert "pork-2021 1" in ws.ok("alerts")
    for lang, words in (("en", ("Reckoned: ratio = 4.9; 4.9 < 5.0", "pork-2021 level 2 while", "compared as it stands")),
                        ("zh-Hans", ("计算：ratio = 4.9; 4.9 < 5.0", "pork-2021 2级："))):
        text = "".join(ws.ok("brief", "--lang", lang).split())
        for word in words:
            assert "".join(word.split()) in text, (word, text)


def test_running_totals(folder):
    """Months of a plan: what is compared of a figure that counts up is what each month added, total() adds it up."""
    ws = workspace(folder)
    rules(ws, """
streams:
  done: {indicator: done, source: s, group: g}
  plan: {indicator: plan, source: s, group: g}
rules:
  lamp: {version: 1, when: {value: "100 * total(done, 3) / plan - 100 * month / 12 < -10"}, grade: {scheme: lamps, level: 1}}
""")
    ws.ok("take", ws.file("a.csv", HEAD + "".join(
        f"A,done,2022-{m:02d},{v}\nA,plan,2022-{m:02d},100\n" for m, v in ((1, 5), (2, 9), (3, 14)))))
    alert, = ws.json("alerts")  # 14 - 25 = -11
    assert alert["since"] == "2022-03" and "-11 < -10" in alert["arithmetic"][0], alert


AREA = """
streams:
  f: {indicator: flu, source: clinics, group: clinics%s, detector: earsC, options: {method: C1}}
rules:
  wide: {version: 1, when: {area: %s, where: {stream: f}}, grade: {scheme: demo, level: 2}}
"""
QUIET, LOUD = [9, 10, 11, 9, 10, 11, 10, 10], [9, 10, 11, 9, 10, 11, 10, 40]


def area(folder, around, loud, source="", *more):
    ws = workspace(folder, *more)
    rules(ws, AREA % (source, around))
    ws.ok("take", ws.file("a.csv", HEAD + "".join(weeks(r, "flu", LOUD if r in loud else QUIET) for r in "ABCD")))
    return ws


def test_children(folder):
    """A prefecture without figures of its own, raised by two of its three counties."""
    ws = area(folder, "children, at_least: 2", "AC")
    alert, = ws.json("alerts")
    assert alert["region"] == "M" and [e["region"] for e in alert["evidence"]] == ["A", "C"], alert
    assert "A (A): 流感" in ws.ok("brief") or "甲县 (A): 流感" in ws.ok("brief")
    assert "2 regions" in ws.ok("alerts"), "the province has a county of its own; counties have nobody below"


def test_one_source_counts_once(folder):
    """A and B pass on the figures of one clinic area: alone they are one of two, with C two of two."""
    assert area(folder + "/1", "children, share: 0.6", "AB", ", same_source: clinic").json("alerts") == []
    assert len(area(folder + "/2", "children, share: 0.6", "AB").json("alerts")) == 1
    assert len(area(folder + "/3", "children, share: 0.6", "ABC", ", same_source: clinic").json("alerts")) == 1


def test_neighbours_and_siblings(folder):
    borders = ("neighbours", "a,b\nA,B\nB,D\n")
    def found(sub, around, loud):
        return [a["region"] for a in area(folder + "/" + sub, around, loud, "", borders).json("alerts")]
    assert found("1", "neighbours, at_least: 2", "AB") == ["A", "B"]
    assert found("2", "neighbours, at_least: 2", "AD") == ["B"]
    assert found("3", "connected, at_least: 3", "ABD") == ["A", "B", "D"]
    assert found("4", "connected, at_least: 3", "ABC") == []
    assert found("5", "siblings, share: 0.5", "AB") == ["A", "B", "C"]


def test_silence(folder):
    """B does not report week 6, which A does; nobody reports week 7."""
    ws = workspace(folder)
    rules(ws, """
streams:
  f: {indicator: flu, source: clinics, group: clinics, direction: silent}
rules:
  quiet: {version: 1, when: {stream: f}, grade: {scheme: demo, level: 4}}
""")
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", [1, 2, 0, 4, 5, 6]) + weeks("B", "flu", [None, 2, 0, None, 5])))
    assert courses(ws) == {"B": ["raised W04 4", "ended W05 4", "raised W06 4"]}
    signal, = ws.json("screen", "--last", "1")
    assert (signal["region"], signal["direction"], signal["detector"], signal["value"]) == ("B", "silent", None, None)
    assert "SIGNAL" in ws.ok("screen", "--last", "1")
    assert "which is the signal" in ws.ok("brief")


def test_events_and_validity(folder):
    """A limit for the festival alone; before the rule is valid nothing is raised."""
    ws = workspace(folder, ("events", "region,indicator,first,last,note\n,ratio,2022-01-24,2022-02-06,两节\n"))
    rules(ws, """
streams:
  f: {indicator: flu, source: s, group: g}
rules:
  feast: {version: 1, when: {all: [{value: "f > 5"}, {during: 两节}]}, grade: {scheme: demo, level: 3}}
  later: {version: 1, when: {value: "f > 5"}, grade: {scheme: demo, level: 3}, valid: {from: 2022-02-07, to: 2022-02-21}}
""")
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", [9] * 9)))
    # Weeks 4 and 5 are the festival. Week 6 begins on 7 February; week 7 ends on 20 February, so 8 lies outside.
    assert [(a["rule"], a["since"], a["last"], a["ended"]) for a in ws.json("alerts", "--all")] == [
        ("feast", "2022-W04", "2022-W05", "2022-W06"), ("later", "2022-W06", "2022-W07", "2022-W08")]
    assert "Rule later, version 1: outside its validity" in " ".join(ws.ok("brief").split())


def test_inhibited_and_lapsed(folder):
    """The county's alert stays in the list under that of the province; one without fresh evidence lapses."""
    ws = workspace(folder)
    rules(ws, """
streams:
  f: {indicator: flu, source: s, group: g}
  r: {indicator: ratio, source: s, group: h}
rules:
  county: {version: 1, when: {value: "f > 5"}, grade: {scheme: demo, level: 3}, inhibited_by: province}
  province: {version: 1, when: {value: "r < 5"}, grade: {scheme: demo, level: 1}}
  brief: {version: 1, when: {value: "f > 5"}, grade: {scheme: demo, level: 3}, expires: 2, exit: {quiet_for: 9}}
""")
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", [9, 9, 1, 9]) + weeks("P", "ratio", [6, 4, 4, 4])
                          + weeks("B", "flu", [9])))
    found = {(a["rule"], a["region"]): a for a in ws.json("alerts", "--all")}
    assert found["county", "A"]["open"] is False or found["county", "A"]["inhibited_by"] == "province"
    now = {(a["rule"], a["region"]): a["inhibited_by"] for a in ws.json("alerts")}
    assert now == {("county", "A"): "province", ("county", "B"): "province", ("province", "P"): None,
                   ("brief", "A"): None}, now
    assert found["brief", "B"]["lapsed"] and found["brief", "B"]["ended"] == "2022-W03"
    text = ws.ok("alerts", "--all")
    assert "open, under province" in text and "2022-W03 lapsed" in text, text


def test_days_in_weeks(folder):
    """Stocks: the newest day counts. Flows: the week's sum, and none while a day is missing."""
    ws = workspace(folder)
    rules(ws, """
streams:
  b: {indicator: beds, source: s, group: g}
  c: {indicator: cases, source: s, group: g}
  f: {indicator: flu, source: s, group: g}
rules:
  w: {version: 1, when: {value: "b = 3 and c = 14 and f = 1"}, grade: {scheme: demo, level: 3}}
""")
    rows = weeks("A", "flu", [1, 1, 1])
    for day in range(3, 24):  # 3 January 2022 is the Monday of week 1
        rows += f"A,beds,2022-01-{day:02d},{3 if day in (9, 16, 23) else 7}\n"
        rows += "" if day == 12 else f"A,cases,2022-01-{day:02d},2\n"
    ws.ok("take", ws.file("a.csv", HEAD + rows))
    assert courses(ws) == {"A": ["raised W01 3"]}
    alert, = ws.json("alerts")
    assert (alert["since"], alert["last"]) == ("2022-W01", "2022-W03"), "week 2 is blind: it neither confirms nor ends"


def test_combined(folder):
    """12 after weeks of mean 10 and sd 0.816 is no alarm of C1, whose limit is 3.09 sd; two streams that say so are."""
    ws = workspace(folder)
    rules(ws, """
streams:
  f: {indicator: flu, source: s, group: g, detector: earsC, options: {method: C1}}
  x: {indicator: flu, source: t, group: h, detector: earsC, options: {method: C1}}
rules:
  both: {version: 1, when: {combined: cauchy, of: [f, x], below: 0.01}, grade: {scheme: demo, level: 3}}
""")
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", QUIET[:-1] + [12])))
    seen = ws.json("screen", "--last", "1", "--all")
    assert [s["alarm"] for s in seen] == [False, False] and 0.001 < seen[0]["p"] < 0.01, seen
    alert, = ws.json("alerts")
    p = f"{seen[0]['p']:.4g}"
    assert alert["arithmetic"] == [f"cauchy(f p = {p}, x p = {p}) = {p}; {p} < 0.01"], alert
    assert alert["groups"] == ["g", "h"]


if __name__ == "__main__":
    run(globals())
