"""Codes change; series go on: --boundaries on every verb that reads figures, and days of the past."""
import csv
import decimal
import io
import re

from harness import ROOT, Workspace, run
from json_test import check, schema

HEAD = "region_code,indicator,period,value\n"
INDICATORS = ("code,name_zh,name_en,unit,frequency,kind,base\n"
              "pop,人口,Population,人,Y,stock,\n"
              "gdp.total,地区生产总值,GRP,亿元,Q,ytd,\n"
              "flu,流感病例,Influenza,例,W,flow,\n"
              "icu,重症床位,ICU beds,张,W,stock,\n"
              "rate,率,Rate,%,Y,rate,pop\n"
              "bare,无权率,Bare rate,%,Y,rate,\n")
OLD = ("code,name_zh,name_en,level,parent_code,valid_from,valid_to\n"
       "421023,监利县,Jianli County,county,421000,,2020-01-01\n"
       "421024,松滋县,Songzi County,county,421000,,1995-12-01\n"
       "421004,江陵区,Jiangling District,county,421000,1994-12-01,1998-12-01\n")


def hubei(folder):
    """The province's regions and lineage, and its old codes."""
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ROOT / "demo/hubei/regions.csv", ws.file("old.csv", OLD))
    ws.ok("load", "lineage", ROOT / "demo/hubei/lineage.csv")
    ws.ok("load", "indicators", ws.file("i.csv", INDICATORS))
    return ws


def made(folder, lineage, regions):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code,valid_from,valid_to\n" + regions))
    ws.ok("load", "lineage", ws.file("l.csv", "day,kind,from_code,to_code,weight,source\n" + lineage))
    ws.ok("load", "indicators", ws.file("i.csv", INDICATORS))
    return ws


def line(ws, region, indicator, on, *more):
    return [(f["period"], f["value"], f["how"]) for f in
            ws.json("show", region, indicator, "--boundaries", on, *more)]


def test_a_county_with_a_new_code_is_one_line(folder):
    ws = hubei(folder)
    ws.ok("take", ws.file("f.csv", HEAD + "421023,pop,2018,1000\n421023,pop,2019,1100\n"
                                          "421088,pop,2020,1210\n421088,pop,2021,1331\n"))
    whole = [("2018", "1000", "joined"), ("2019", "1100", "joined"), ("2020", "1210", "reported"),
             ("2021", "1331", "reported")]
    assert line(ws, "421088", "pop", "today") == whole == line(ws, "421088", "pop", "2020-01-01")
    assert line(ws, "421023", "pop", "2019-12-31") == [
        (p, v, "reported" if h == "joined" else "joined") for p, v, h in whole]
    assert [f["value"] for f in ws.json("show", "421088", "pop")] == ["1210", "1331"], "as reported"
    assert ws.ok("show", "421088", "pop") == ws.ok("show", "421088", "pop", "--boundaries", "reported")
    yoy = [(f["yoy"] and round(f["yoy"], 9), f["yoy_how"]) for f in
           ws.json("show", "421088", "pop", "--boundaries", "today")]
    assert yoy == [(None, None), (10, "joined"), (10, "joined"), (10, "reported")], yoy
    assert "+10.0 joined" in ws.ok("show", "421088", "pop", "--boundaries", "today")
    gone = ws.ok("show", "421023", "pop", "--boundaries", "today")
    assert "nothing was reported" in gone and "belong to 421088 Jianli" in gone or "421088 监利市" in gone, gone


def test_songzi_and_jiangling_never_mix(folder):
    ws = hubei(folder)
    ws.ok("take", ws.file("f.csv", HEAD + "421024,pop,1994,1\n421087,pop,1996,2\n421004,pop,1995,10\n"
                                          "421004,pop,1997,20\n421024,pop,1998,30\n421024,pop,2000,40\n"))
    for on in ("today", "1999-01-01", "2010-06-01"):
        assert [(p, v) for p, v, _ in line(ws, "421087", "pop", on)] == [("1994", "1"), ("1996", "2")]
        assert [(p, v) for p, v, _ in line(ws, "421024", "pop", on)] == [
            ("1995", "10"), ("1997", "20"), ("1998", "30"), ("2000", "40")]
    assert [v for _, v, _ in line(ws, "421024", "pop", "1995-01-01")] == ["1", "2"], "on its old boundaries it is 松滋"


PAIR = ("2015-01-01,merge,A,C,,\n2015-01-01,merge,B,C,,\n",
        "P,省,province,,,\nA,甲,county,P,,2015-01-01\nB,乙,county,P,,2015-01-01\nC,丙,county,P,2015-01-01,\n")


def test_a_merged_pair_adds(folder):
    ws = made(folder, *PAIR)
    ws.ok("take", ws.file("f.csv", HEAD + "A,pop,2013,1.5\nB,pop,2013,2.25\nA,pop,2014,7\nC,pop,2015,4\n"
                                          "A,rate,2013,5.0\nB,rate,2013,8.0\nA,bare,2013,5.0\nB,bare,2013,8.0\n"))
    shown = ws.json("show", "C", "pop", "--boundaries", "today")
    assert [(f["period"], f["value"], f["how"], f["lack"], f["missing"]) for f in shown] == [
        ("2013", "3.75", "joined", None, None), ("2014", None, None, "part", "B"), ("2015", "4", "reported", None, None)]
    assert [(p["code"], p["share"], p["value"], p["line"]) for p in shown[0]["parts"]] == [("A", "1", "1.5", 2), ("B", "1", "2.25", 3)]
    text = ws.ok("show", "C", "pop", "--boundaries", "today")
    assert "A 1.5 (f.csv:2:4) + B 2.25 (f.csv:3:4)" in text and "gap: no figure of B" in text, text
    # (5 * 1.5 + 8 * 2.25) / 3.75 = 6.8
    assert line(ws, "C", "rate", "today") == [("2013", "6.8", "joined")]
    bare = ws.json("show", "C", "bare", "--boundaries", "today")[0]
    assert (bare["value"], bare["lack"]) == (None, "no base")
    assert "no base indicator" in ws.ok("show", "C", "bare", "--boundaries", "today")
    assert line(ws, "C", "pop", "2014-06-01") == [("2015", "4", "outside")]
    assert "C 丙 (county): A to 2014-12-31, B to 2014-12-31, C from 2015-01-01\n" in ws.ok("tree")
    rows = list(csv.DictReader(io.StringIO(ws.ok("export", "--boundaries", "today"))))
    assert [(r["region_code"], r["indicator"], r["period"], r["value"], r["how"], r["lack"]) for r in rows] == [
        ("C", "bare", "2013", "", "", "no base"), ("C", "pop", "2013", "3.75", "joined", ""),
        ("C", "pop", "2014", "", "", "part B"), ("C", "pop", "2015", "4", "reported", ""),
        ("C", "rate", "2013", "6.8", "joined", "")], rows


def test_a_split_uses_its_weights(folder):
    ws = made(folder, "2015-01-01,split,A,B,0.4,\n2015-01-01,split,A,C,0.6,\n",
              "P,省,province,,,\nA,甲,county,P,,2015-01-01\nB,乙,county,P,2015-01-01,\nC,丙,county,P,2015-01-01,\n")
    ws.ok("take", ws.file("f.csv", HEAD + "A,pop,2014,101\nB,pop,2015,50\nC,pop,2015,60\nA,rate,2014,3.1\nA,bare,2014,3\n"))
    assert line(ws, "B", "pop", "today") == [("2014", "40.4", "split"), ("2015", "50", "reported")]
    assert line(ws, "C", "pop", "today") == [("2014", "60.6", "split"), ("2015", "60", "reported")]
    assert line(ws, "A", "pop", "2014-01-01") == [("2014", "101", "reported"), ("2015", "110", "joined")]
    assert line(ws, "B", "rate", "today") == [("2014", "3.1", "split")], "the share of the base falls out"
    assert ws.json("show", "B", "bare", "--boundaries", "today")[0]["lack"] == "no base"
    assert "A 101 x 0.4 (f.csv:2:4)" in ws.ok("show", "B", "pop", "--boundaries", "today")


def test_totals_are_equal_under_every_choice(folder):
    """Of all counties, in every year: a recode, a split in thirds, a merge of one of them with another."""
    ws = made(folder, "2012-01-01,recode,A,A2,1,\n"
                      "2014-01-01,split,B,B1,0.333,\n2014-01-01,split,B,B2,0.333,\n2014-01-01,split,B,B3,0.334,\n"
                      "2016-01-01,merge,B3,D,,\n2016-01-01,merge,C,D,,\n2018-01-01,split,D,D,0.123456789,\n"
                      "2018-01-01,split,D,A2,0.876543211,\n",
              "P,省,province,,,\nA,甲,county,P,,2012-01-01\nA2,甲二,county,P,2012-01-01,\nB,乙,county,P,,2014-01-01\n"
              "B1,,county,P,2014-01-01,\nB2,,county,P,2014-01-01,\nB3,,county,P,2014-01-01,2016-01-01\n"
              "C,丙,county,P,,2016-01-01\nD,丁,county,P,2016-01-01,\n")
    force = {"A": (2010, 2012), "A2": (2012, 2020), "B": (2010, 2014), "B1": (2014, 2020), "B2": (2014, 2020),
             "B3": (2014, 2016), "C": (2010, 2016), "D": (2016, 2020)}
    rows = [f"{c},pop,{y},{(y * 7919 + i * 104729) % 99991}{('', '.5', '.25')[i % 3]}\n"
            for i, (c, (a, b)) in enumerate(force.items()) for y in range(a, b)]
    ws.ok("take", ws.file("f.csv", HEAD + "".join(rows)))

    def totals(on):
        sums = {}
        for f in csv.DictReader(io.StringIO(ws.ok("export", "--boundaries", on))):
            sums[f["period"]] = sums.get(f["period"], 0) + decimal.Decimal(f["value"])
        return sums

    reported = totals("reported")
    assert len(reported) == 10
    for on in ["today"] + [f"{y}-06-30" for y in range(2009, 2021)]:
        assert totals(on) == reported, on


def test_broken_lineage_is_refused(folder):
    ws = made(folder, *PAIR)
    head = "day,kind,from_code,to_code,weight,source\n"
    for rows, want in (("2016-01-01,split,C,A,0.4,\n2016-01-01,split,C,B,0.5,\n", b"the weights do not add to 1 'C'"),
                       ("2016-01-01,recode,C,A,1,\n2016-01-01,recode,A,C,1,\n", b"in a circle 'A'")):
        done = ws.run("load", "lineage", ws.file("bad.csv", head + rows))
        assert done.returncode == 3 and want in done.stderr, done.stderr
    done = ws.run("load", "lineage", ws.file("odd.csv", head + "2017-01-01,recode,C,Z,1,\n"))
    assert done.returncode == 0 and b"not known 'Z'" in done.stderr, done.stderr


def test_screening_and_brief_follow_the_lineage(folder):
    """Weeks 1 to 11 under the old code, the jump in week 12 under the new one: one series."""
    ws = made(folder, "2022-03-21,recode,A,B,1,\n",
              "P,省,province,,,\nA,甲,county,P,,2022-03-21\nB,乙,county,P,2022-03-21,\n")
    ws.now = "2022-04-01T08:00:00Z"
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  f: {indicator: flu, source: s, group: one, detector: earsC, options: {method: C1}}\n"
        "  i: {indicator: icu, source: t, group: two, detector: earsC, options: {method: C1}}\n"
        "rules:\n"
        "  wave: {version: 1, when: {at_least: 2, groups_of: [f, i]}, grade: {scheme: demo, level: 3}}\n")))
    values = [9, 10, 11, 9, 10, 11, 10, 12, 9, 10, 11, 40]
    ws.ok("take", ws.file("f.csv", HEAD + "".join(f"{'AB'[w > 11]},{i},2022-W{w:02d},{v}\n"
                                                  for i in ("flu", "icu") for w, v in enumerate(values, 1))))
    assert ws.json("screen", "--last", "1") == [] == ws.json("alerts"), "as reported, B is too short"
    signals = ws.json("screen", "--last", "1", "--boundaries", "today")
    assert [(s["region"], s["period"], s["value"], s["how"]) for s in signals] == [("B", "2022-W12", "40", "reported")] * 2
    old = ws.json("screen", "--last", "1", "--boundaries", "2022-01-01")
    assert [(s["region"], s["how"]) for s in old] == [("A", "joined")] * 2
    alerts = ws.json("alerts", "--boundaries", "2022-01-01")
    assert [(a["region"], [e["how"] for e in a["evidence"]]) for a in alerts] == [("A", ["joined"] * 2)]
    assert "joined" in ws.ok("screen", "--last", "1", "--boundaries", "2022-01-01")
    brief = " ".join(ws.ok("brief", "--boundaries", "2022-01-01").split())
    assert "on the boundaries of 2022-01-01" in brief and "joined: f.csv:13" in brief, brief
    assert "boundaries" not in ws.ok("brief", "--boundaries", "reported")
    assert ws.ok("brief") == ws.ok("brief", "--boundaries", "2022-04-01") != ws.ok("brief", "--boundaries", "reported")


def test_ytd_goes_on_over_a_new_code(folder):
    """Quarters 1 and 2 under the old code, 3 under the new one: its flow is 33 - 21 = 12."""
    ws = made(folder, "2022-08-01,recode,A,B,1,\n",
              "P,省,province,,,\nA,甲,county,P,,2022-08-01\nB,乙,county,P,2022-08-01,\n")
    ws.now = "2022-12-01T08:00:00Z"
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  g: {indicator: gdp.total, source: s, group: one, detector: threshold, options: {level_1: 11.5}}\n"
        "rules:\n"
        "  r: {version: 1, when: {at_least: 1, groups_of: [g]}, grade: {scheme: demo, level: 3}}\n")))
    ws.ok("take", ws.file("f.csv", HEAD + "A,gdp.total,2022-Q1,10\nA,gdp.total,2022-01..06,21\nB,gdp.total,2022-01..09,33\n"))
    signals = ws.json("screen", "--boundaries", "today")
    assert [(s["region"], s["period"], s["observed"], s["value"]) for s in signals] == [("B", "2022-01..09", 12, "33")]


def test_json_is_as_documented(folder):
    tables = schema()
    ws = made(folder, *PAIR)
    ws.ok("take", "--as-of", "2020-01-01", ws.file("f.csv", HEAD + "A,pop,2013,1\nB,pop,2013,2\nA,pop,2014,7\nC,pop,2015,4\nC,pop,2016,8\n"))
    ws.ok("take", "--as-of", "2020-01-09", ws.file("g.csv", HEAD + "A,pop,2013,3\n"))
    for f in ws.json("show", "C", "pop", "--boundaries", "today"):
        check(f, tables["joined"], "joined")
        for p in f["parts"]:
            check(p, tables["part"], "part")
    for f in ws.json("export", "--boundaries", "today"):
        check(f, tables["joined-export"], "joined-export")
    revisions = ws.json("revisions", "pop")
    check(revisions, tables["revisions"], "revisions")
    for r in revisions["periods"]:
        check(r, tables["revised"], "revised")
    for r in revisions["lags"]:
        check(r, tables["lag"], "lag")


def test_the_tree_says_what_regions_are_made_of(folder):
    tables = schema()
    ws = hubei(folder)
    found = ws.json("tree")
    check(found, tables["tree"], "tree")
    regions = {r["region"]: r for r in found["regions"]}
    assert len(regions) == 117 and regions["421088"]["parent"] == "421000" and found["on"] == "2022-06-01"
    for r in found["regions"]:
        check(r, tables["region"], "region")
        for p in r["parts"]:
            check(p, tables["made"], "made")
    assert [(p["code"], p["first"], p["last"]) for p in regions["421088"]["parts"]] == [
        ("421023", None, "2019-12-31"), ("421088", "2020-01-01", None)]
    assert {(f["code"], f["text"]) for f in found["faults"]} == {
        ("lineage.unknown", "420321"), ("lineage.unknown", "420821")}, found["faults"]
    text = ws.ok("tree", "421000")
    assert text.startswith("421000 荆州市") and "  421088 监利市 (county): 421023 to 2019-12-31, 421088 from 2020-01-01\n" in text, text
    assert "421023 监利县" not in text and "421023" in ws.ok("tree", "421000", "--boundaries", "2015-01-01")
    assert ws.run("tree", "42100").returncode == 2 and ws.run("tree", "421023").returncode == 2


def test_words_that_are_no_boundaries(folder):
    ws = hubei(folder)
    for verb in (["show", "421088", "pop"], ["export"], ["screen"], ["alerts"], ["brief"]):
        done = ws.run(*verb, "--boundaries", "yesterday")
        assert done.returncode == 2 and b"neither reported, today nor a day" in done.stderr, done.stderr
    done = ws.run("export", "--boundaries", "today", "--format", "sdmx-csv")
    assert done.returncode == 2 and b"--boundaries and --sum go with CSV and JSON" in done.stderr, done.stderr


# --- as of a day ---

RULES = ("streams:\n"
         "  f: {indicator: flu, source: s, group: one, detector: threshold, options: {level_1: LIMIT}}\n"
         "rules:\n"
         "  r: {version: VERSION, when: {at_least: 1, groups_of: [f]}, grade: {scheme: demo, level: 3}}\n")


def test_an_old_brief_prints_again(folder):
    """Tree, indicators, rules, lineage and events change later: what was printed on a day stays."""
    ws = made(folder, *PAIR)
    ws.ok("load", "rules", ws.file("v1.yaml", RULES.replace("LIMIT", "30").replace("VERSION", "1")))
    ws.ok("take", "--as-of", "2022-05-30", ws.file("f.csv", HEAD + "C,flu,2022-W20,40\nP,flu,2022-W20,24\n"))
    words = [("brief", "--region", "P"), ("brief", "--format", "html", "--lang", "zh-Hans"), ("brief", "--json"),
             ("brief", "--boundaries", "today"), ("screen", "--json", "--all"), ("alerts", "--json", "--all"),
             ("show", "C", "flu"), ("show", "C", "flu", "--boundaries", "today"), ("export", "--full"),
             ("export", "--json"), ("export", "--boundaries", "today"), ("revisions", "flu"), ("tree",), ("tree", "--json")]
    days = ("2022-06-01", "2022-05-31")  # the day itself; one of before the workspace began
    first = {(w, d): ws.ok(*w, "--as-of", d) for w in words for d in days}
    now = [ws.ok(*w) for w in words]
    for w, text in zip(words[:3], now):
        assert text == first[w, "2022-06-01"], "on that day, the same without asking for it"
    assert "Open alerts: 1" in first[words[0], "2022-06-01"], first[words[0], "2022-06-01"]
    assert ws.json("alerts")[0]["version"] == 1, ws.json("alerts")
    ws.now = "2022-06-05T08:00:00Z"
    ws.ok("load", "regions", ws.file("new.csv", "code,name_zh,level,parent_code,valid_from,valid_to\nC,新丙,county,P,2015-01-01,\n"
                                                "P,新省,province,,,\nQ,区,county,P,,\n"))
    ws.ok("load", "indicators", ws.file("i2.csv", "code,name_zh,unit,frequency,kind\nflu,新流感,人,W,flow\nnew,新,人,W,flow\n"))
    ws.ok("load", "lineage", ws.file("l2.csv", "day,kind,from_code,to_code,weight,source\n2016-01-01,split,C,C,0.5,\n2016-01-01,split,C,Q,0.5,\n"))
    ws.ok("load", "rules", ws.file("v2.yaml", RULES.replace("LIMIT", "50").replace("VERSION", "2")))
    ws.ok("load", "events", ws.file("e.csv", "region,indicator,first,last,note,limit\nC,flu,2022-01-01,2022-12-31,beds,90\n"))
    ws.ok("take", ws.file("g.csv", HEAD + "C,flu,2022-W20,45\nC,flu,2022-W21,20\n"))
    for key, text in first.items():
        assert ws.ok(*key[0], "--as-of", key[1]) == text, key
    assert ws.ok("brief", "--region", "P") != now[0] and ws.json("alerts") == []
    # Something back-dated is known as of its day, and the brief names the entry that brought it.
    ws.now = "2022-06-09T08:00:00Z"
    seq = ws.json("take", "--as-of", "2022-05-31", ws.file("h.csv", HEAD + "C,flu,2022-W19,7\nC,new,2022-W19,7\n"))["seq"]
    again = ws.ok("brief", "--region", "P", "--as-of", "2022-06-01")
    assert f"log entry {seq} " in again and "省 (P)" in again and "新省" not in again, again
    assert ws.ok("brief", "--region", "P", "--as-of", "2022-06-01", "--at", seq) == again
    assert "C,flu,2022-W19,7" in ws.ok("export", "--as-of", "2022-05-31")
    assert "C,new" not in ws.ok("export", "--as-of", "2022-05-31"), "the catalogue of that day had no such indicator"
    assert "C,new" in ws.ok("export")
    # What is taken again and says nothing new bears on nothing.
    ws.now = "2022-06-12T08:00:00Z"
    ws.ok("take", "--as-of", "2022-05-31", ws.file("h.csv", HEAD + "C,flu,2022-W19,7\n"))
    assert ws.ok("brief", "--region", "P", "--as-of", "2022-06-01") == again


def test_rules_written_after_the_figures_are_tried_on_history(folder):
    ws = made(folder, *PAIR)
    ws.ok("take", "--as-of", "2022-05-20", ws.file("f.csv", HEAD + "C,flu,2022-W19,40\n"))
    ws.now = "2022-06-03T08:00:00Z"
    ws.ok("load", "rules", ws.file("v1.yaml", RULES.replace("LIMIT", "30").replace("VERSION", "1")))
    assert len(ws.json("alerts", "--as-of", "2022-05-25")) == 1, "before the first figures came: the first rules"
    assert ws.json("alerts", "--as-of", "2022-06-02") == [], "on that day there were none"
    assert len(ws.json("alerts", "--as-of", "2022-06-03")) == 1


def test_every_reading_verb_takes_a_day(folder):
    ws = Workspace(folder)
    for verb in ("show", "tree", "screen", "alerts", "brief", "export", "revisions"):
        assert "--as-of DAY" in ws.ok(verb, "--help"), verb


# --- revisions ---

def test_revision_triangle_of_hospital_admissions(folder):
    """First values of 2025-W05, W06, W07: 12095, 11412, 10503; a week later 12734, 12318, 11157."""
    ws = Workspace(folder, empty=True)
    ws.now = "2026-09-01T00:00:00Z"
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nUS00000,美国,country,\nUS06000,加州,state,US00000\n"))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind\ncovid_hosp_adm,新冠新入院,人,W,flow\n"))
    ws.ok("take", ROOT / "tests/data/us/hosp_vintages.csv")
    found = ws.json("revisions", "covid_hosp_adm", "--region", "US00000", "--as-of", "2025-03-12")
    rows = {r["period"]: r for r in found["periods"]}
    assert sorted(rows) == ["2024-W45", "2024-W52", "2025-W05", "2025-W06", "2025-W07"]
    w5 = rows["2025-W05"]
    assert [(v["age"], v["value"]) for v in w5["versions"]] == [
        (0, "12095"), (7, "12734"), (14, "12868"), (21, "12885"), (28, "12923"), (35, "12993")]
    assert (w5["first"], w5["value"], w5["changes"], w5["last_age"], w5["direction"]) == ("12095", "12993", 5, 35, 1)
    lag = {x["age"]: x for x in found["lags"]}
    # After a week: 639, 906, 654; 2024-W45 fell by 48, 2024-W52 (first on 2025-01-02, then on the 8th) rose by 555.
    assert (lag[7]["n"], lag[7]["mean"], lag[7]["mean_abs"]) == (5, (639 + 906 + 654 - 48 + 555) / 5, (639 + 906 + 654 + 48 + 555) / 5)
    assert (lag[7]["revised"], lag[7]["up"]) == (1, 0.8)
    # 35 days after the first: only three of the five were that old on 12 March.
    assert lag[35]["n"] == 3 and lag[364]["n"] == 0 and lag[364]["mean"] is None
    assert abs(lag[1]["mean"]) == 0 and lag[1]["revised"] == 0 and lag[1]["up"] is None
    text = ws.ok("revisions", "covid_hosp_adm", "--as-of", "2025-03-12")
    assert re.search(r"10 periods, 10 revised", text) and "2025-W05" in text, text
    done = ws.run("revisions", "covid_hosp_adn")
    assert done.returncode == 2 and b"nearest covid_hosp_adm" in done.stderr, done.stderr




def sums(ws, region, indicator, *more):
    return {f["period"]: (f["value"], f["how"]) for f in ws.json("show", region, indicator, "--sum", *more)}


def test_a_province_out_of_its_counties(folder):
    """P = A + B. A1 and A2 become A3 in 2020; B1 is split 0.6 : 0.4 into B2 and B3 in 2021; C1 passes from A to B in 2022."""
    ws = made(folder, "2020-01-01,merge,A1,A3,,t\n2020-01-01,merge,A2,A3,,t\n"
                      "2021-01-01,split,B1,B2,0.6,t\n2021-01-01,split,B1,B3,0.4,t\n2022-01-01,move,C1,C1,,t\n",
              "P,省,province,,,\nA,甲市,prefecture,P,,\nB,乙市,prefecture,P,,\n"
              "A1,甲一,county,A,,2020-01-01\nA2,甲二,county,A,,2020-01-01\nA3,甲三,county,A,2020-01-01,\n"
              "B1,乙一,county,B,,2021-01-01\nB2,乙二,county,B,2021-01-01,\nB3,乙三,county,B,2021-01-01,\n"
              "C1,丙一,county,A,,2022-01-01\nC1,丙一,county,B,2022-01-01,\n")
    rows = {"2019": {"A1": 10, "A2": 20, "B1": 100, "C1": 7}, "2020": {"A3": 31, "B1": 101, "C1": 8},
            "2021": {"A3": 32, "B2": 61, "B3": 41, "C1": 9}, "2022": {"A3": 33, "B2": 62, "B3": 42, "C1": 10}}
    ws.ok("take", ws.file("f.csv", HEAD + "".join(f"{r},pop,{y},{v}\n" for y, of in rows.items() for r, v in of.items())))
    whole = {y: str(sum(of.values())) for y, of in rows.items()}
    days = ["reported", "today", "2019-06-30", "2020-06-30", "2021-06-30", "2000-01-01"]
    for day in days:
        found = sums(ws, "P", "pop", "--boundaries", day)
        assert {y: v for y, (v, _) in found.items()} == whole, (day, found)
    # a merged pair adds, and a split takes its weights
    assert sums(ws, "A", "pop")["2019"] == ("37", "joined") and sums(ws, "A", "pop", "--boundaries", "today")["2019"] == ("30", "joined")
    assert line(ws, "A3", "pop", "today")[0] == ("2019", "30", "joined")
    assert line(ws, "B2", "pop", "today")[0] == ("2019", "60", "split") and line(ws, "B3", "pop", "today")[1] == ("2020", "40.4", "split")
    assert sums(ws, "B", "pop", "--boundaries", "today")["2019"] == ("107", "split")
    assert sums(ws, "B", "pop", "--boundaries", "2020-06-30")["2022"] == ("104", "joined")
    # each county is named, with its own figure
    first = ws.json("show", "P", "pop", "--sum")[0]
    assert [(p["code"], p["value"]) for p in first["parts"]] == [("A1", "10"), ("A2", "20"), ("C1", "7"), ("B1", "100")], first
    assert first["own"] is None and first["absent"] == [] and first["partial"] is None
    check(first, schema()["sum"], "sum")
    for part in first["parts"]:
        check(part, schema()["part"], "part")
    said = ws.ok("show", "P", "pop", "--sum", "--boundaries", "today")
    assert "the sum of the regions below it, on the boundaries of" in said and "sum, split" in said, said
    # all sums at once, of regions that have no figure of their own
    out = ws.ok("export", "--sum", "--boundaries", "today").splitlines()
    assert out[0] == "region_code,indicator,period,value,how,lack" and "P,pop,2020,140,sum split," in out and "A,pop,2022,33,sum," in out, out
    assert {r.split(",")[0] for r in out[1:]} == {"P", "A", "B"}
    for item in ws.json("export", "--sum"):
        check(item, schema()["joined-export"], "export --sum")
    assert ws.run("export", "--sum", "--format", "adx").returncode == 2
    # the region's own figure stands beside, and is no part of it
    ws.ok("take", ws.file("p.csv", HEAD + "P,pop,2021,150\n"))
    assert ws.json("show", "P", "pop", "--sum")[2]["own"] == "150" and sums(ws, "P", "pop")["2021"][0] == "143"
    assert "P,pop,2021" not in ws.ok("export", "--sum") and "P,pop,2020,140,sum," in ws.ok("export", "--sum")


def test_a_sum_with_gaps_is_no_total(folder):
    ws = made(folder, "", "P,省,province,,,\nA,甲市,prefecture,P,,\nB,乙市,prefecture,P,,\n"
                          "A1,甲一,county,A,,\nA2,甲二,county,A,,\nB1,乙一,county,B,,\nN,国,nation,,,\n")
    ws.ok("take", "--as-of", "2022-05-20", ws.file("f.csv", HEAD + "A1,pop,2020,10\nA2,pop,2020,20\nA1,pop,2021,11\nB1,pop,2021,5\n"
                                                                   "A,pop,2021,32\nB,pop,2020,4\n"))
    gap, whole = ws.json("show", "P", "pop", "--sum")
    # 2020: the counties lack B1, the prefectures lack A: of equal gaps the lowest is said.
    assert gap["value"] is None and gap["absent"] == [{"region": "B1", "lack": "part"}] and gap["partial"] == "30", gap
    check(gap["absent"][0], schema()["absent"], "absent")
    assert gap["lack"] == "part" and gap["missing"] == "B1"
    # 2021: the counties lack A2, the prefectures lack B; figures of two levels are never mixed.
    assert whole["value"] is None and [a["region"] for a in whole["absent"]] == ["A2"] and whole["partial"] == "16", whole
    ws.ok("take", "--as-of", "2022-05-21", ws.file("g.csv", HEAD + "B,pop,2021,5\n"))
    again = ws.json("show", "P", "pop", "--sum")[1]
    assert again["value"] == "37" and [p["code"] for p in again["parts"]] == ["A", "B"], again
    assert ws.json("show", "P", "pop", "--sum", "--as-of", "2022-05-20") == [gap, whole]
    said = ws.ok("show", "P", "pop", "--sum")
    assert "gap: no figure of B1; the other 2 add to 30" in said, said
    assert ws.json("show", "A1", "pop", "--sum") == [] and "nothing was reported below it" in ws.ok("show", "A1", "pop", "--sum")


def test_a_rate_is_weighted_and_never_a_mean(folder):
    ws = made(folder, "", "P,省,province,,,\nA,甲,county,P,,\nB,乙,county,P,,\n")
    ws.ok("take", ws.file("f.csv", HEAD + "A,pop,2020,300\nB,pop,2020,100\nA,rate,2020,10\nB,rate,2020,50\nA,bare,2020,1\nB,bare,2020,3\n"
                                          "A,rate,2021,10\nB,rate,2021,50\nA,pop,2021,300\n"))
    assert sums(ws, "P", "rate")["2020"] == ("20", "joined"), "(10 x 300 + 50 x 100) / 400"
    lacks = {f["period"]: (f["value"], f["lack"], f["missing"]) for f in ws.json("show", "P", "rate", "--sum")}
    assert lacks["2021"] == (None, "base of a part", "B"), lacks
    assert ws.json("show", "P", "bare", "--sum")[0]["lack"] == "no base"


def test_a_protected_part_is_said(folder):
    ws = made(folder, "2021-01-01,merge,A,C,,t\n2021-01-01,merge,B,C,,t\n",
              "P,省,province,,,\nA,甲,county,P,,2021-01-01\nB,乙,county,P,,2021-01-01\nC,丙,county,P,2021-01-01,\n")
    head = "region_code,indicator,period,value,contributors\n"
    ws.ok("take", ws.file("f.csv", head + "A,pop,2019,7771,2\nB,pop,2019,20,9\nC,pop,2021,4441,1\n"))
    a, c = ws.json("show", "P", "pop", "--sum")
    assert (a["value"], a["lack"], a["missing"], a["partial"]) == (None, "protected", "A", "20"), a
    assert (c["value"], c["lack"], c["missing"], c["partial"]) == (None, "protected", "C", None), c
    joined = ws.json("show", "C", "pop", "--boundaries", "2022-01-01")
    assert [(f["period"], f["value"], f["lack"], f["missing"]) for f in joined] == [
        ("2019", None, "protected", "A"), ("2021", None, "protected", "C")], joined
    said = ws.ok("show", "C", "pop", "--boundaries", "2022-01-01") + ws.ok("show", "P", "pop", "--sum")
    assert "gap: protected: A" in said and "7771" not in said and "4441" not in said, said
    out = ws.run("export", "--boundaries", "2022-01-01").stdout.decode()
    assert "C,pop,2019,,,protected A" in out and "7771" not in out, out


if __name__ == "__main__":
    run(globals())
