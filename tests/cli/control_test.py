"""How often a rule may be wrong, through the command itself: rate, share, budget; and what would change an alert."""
import os
import random

from conditions_test import HEAD, HOG, QUIET, rules, weeks, workspace
from harness import Workspace, run
from json_test import check, schema

COUNTIES = "ABCDEFGHIJ"
TREE = ("code,name_zh,level,parent_code\nP,省,province,\nM,甲市,prefecture,P\n"
        + "".join(f"{c},{c}县,county,M\n" for c in COUNTIES))
POSTS = "post,unit,region,role,level\ncdcM,疾控中心,M,duty,prefecture\ncdcP,疾控中心,P,duty,province\n"
FLU = "code,name_zh,unit,frequency,kind\nflu,流感,例,W,flow\nicu,重症,例,W,flow\n"


def start(folder, text):
    os.makedirs(folder, exist_ok=True)
    ws = Workspace(folder, empty=True)
    for kind, content in (("regions", TREE), ("indicators", FLU), ("posts", POSTS)):
        ws.ok("load", kind, ws.file(kind + ".csv", content))
    rules(ws, text)
    return ws


WAVE = """
streams:
  f: {indicator: flu, source: clinics, group: clinics, detector: earsC, options: {method: C1}}
rules:
  wave:
    version: 1
    when: {stream: f}
    grade: {scheme: demo, level: 3}
    exit: {quiet_for: 2}
    owner: 疾控中心
    answer_within: 2
"""


def five(folder, more="", newest=(13, 14, 15, 16, 17)):
    """Five counties over their limit in the week of Monday, 23 May 2022; the later ones further than the earlier."""
    ws = start(folder, WAVE + more)
    ws.ok("take", ws.file("a.csv", HEAD + "".join(
        weeks(c, "flu", QUIET[:-1] + [newest[i] if i < 5 else 10], 14) for i, c in enumerate(COUNTIES))))
    return ws


def test_budget(folder):
    """Five alarms of one post in one week and a cap of two: the two with the smallest p, then three, ranked."""
    ws = five(folder, "    budget: 2\n")
    found = ws.json("alerts")
    assert [(a["region"], a["within_budget"], a["rank"]) for a in found] == [
        ("D", True, 2), ("E", True, 1), ("C", False, 3), ("B", False, 4), ("A", False, 5)], found
    assert found[0]["control"] == ["number 2 of its post and week, within a budget of 2"]
    text = ws.ok("alerts")
    assert text.index("open, over the budget (3)") < text.index("open, over the budget (5)"), text
    text = "".join(ws.ok("brief").split())
    assert text.index("Number3ofitspostandweek:overthebudget") < text.index("Number5ofitspost"), text
    done = ws.json("tick")
    assert (done["raised"], done["over_budget"], done["open"]) == (5, 3, 5), done
    ws.now = "2022-06-01T12:00:00Z"  # four hours later two clocks have run, not five
    done = ws.json("tick")
    assert (done["climbed"], done["raised"], done["over_budget"]) == (2, 0, 0), done
    groups = ws.json("alerts", "--by", "rule")
    members = groups[0]["members"]
    assert [m["within_budget"] for m in members] == [True, True, False, False, False], members
    over = [m["id"] for m in members if not m["within_budget"]]
    alert = ws.json("alert", over[0])
    assert alert["within_budget"] is False and alert["climbs"] is None and alert["state"] == "new", alert
    assert "over the budget of its rule" in ws.ok("alert", over[0])
    ws.ok("answer", over[0], "verify")  # listed is not lost
    assert ws.json("alert", over[0])["state"] == "verifying"


def test_budget_is_saved(folder):
    """Half an alarm a week is one in two weeks: weeks 1 and 3 of 1 to 3."""
    ws = start(folder, WAVE + "    budget: 0.5\n")
    rows = [10, 11, 9, 10, 11, 9, 10]
    late = {"A": [40, 10, 10, 10, 10], "B": [10, 40, 10, 10, 10], "C": [10, 10, 10, 40, 10]}
    ws.ok("take", ws.file("a.csv", HEAD + "".join(weeks(c, "flu", rows + more, 10) for c, more in late.items())))
    found = {a["region"]: a["within_budget"] for a in ws.json("alerts", "--all")}
    assert found == {"A": False, "B": True, "C": True}, found


def test_level_1_is_never_over(folder):
    ws = start(folder, """
streams:
  f: {indicator: flu, source: clinics, group: clinics}
rules:
  law:
    version: 1
    scheme: demo
    grades: [{level: 1, when: {value: "f >= 30"}}, {level: 2, when: {value: "f >= 20"}}]
    budget: 1
""")
    ws.ok("take", ws.file("a.csv", HEAD + "".join(
        weeks(c, "flu", [v], 20) for c, v in zip("ABCD", (25, 30, 31, 22)))))
    assert [(a["region"], a["level"], a["within_budget"]) for a in ws.json("alerts")] == [
        ("B", 1, True), ("C", 1, True), ("A", 2, False), ("D", 2, False)]


def test_rules_without_keys(folder):
    """Nothing is ranked, nothing calibrated: all five as the detector says, in the order of the tree."""
    ws = five(folder)
    found = ws.json("alerts")
    assert [a["region"] for a in found] == list("ABCDE")
    assert all(a["within_budget"] and a["rank"] == 0 and a["control"] == [] for a in found)
    assert "over the budget" not in ws.ok("alerts")


def raised_by_share(p, share, harmonic):
    """Benjamini-Hochberg, written out: the k smallest with m p_k / k <= share."""
    order = sorted(p.items(), key=lambda x: x[1])
    m = len(p) * (sum(1 / i for i in range(1, len(p) + 1)) if harmonic else 1)
    most = max([k for k, (_, v) in enumerate(order, 1) if m * v / k <= share], default=0)
    return {r for r, _ in order[:most]}


def test_share(folder):
    """Weeks of mean 10 and sd 0.816, then 10 to 16: which are raised follows from the p-values of that week."""
    newest = [16, 13.2, 12.6, 12.2, 12.1, 11.8, 11, 10, 10, 9]
    for sub, group, harmonic in (("1", "beds", False), ("2", "clinics", True)):
        ws = start(folder + "/" + sub, f"""
streams:
  f: {{indicator: flu, source: clinics, group: clinics, detector: earsC, options: {{method: C1}}}}
  i: {{indicator: icu, source: beds, group: {group}, detector: earsC, options: {{method: C1}}}}
rules:
  wave: {{version: 1, when: {{any: [{{stream: f}}, {{stream: i}}]}}, grade: {{scheme: demo, level: 3}}, false_alarms: {{share: 0.05}}}}
""")
        ws.ok("take", ws.file("a.csv", HEAD + "".join(
            weeks(c, "flu", QUIET[:-1] + [v], 14) + weeks(c, "icu", QUIET[:-1] + [v - 0.4], 14)
            for c, v in zip(COUNTIES, newest))))
        p = {(s["region"], s["stream"]): s["p"] for s in ws.json("screen", "--last", "1", "--all")}
        want = {r for r, _ in raised_by_share(p, 0.05, harmonic)}
        found = ws.json("alerts")
        assert {a["region"] for a in found} == want and 2 <= len(want) < 7, (want, p, found)
        say = found[0]["control"][0]
        assert "an expected 5 % at most are false" in say and ("Yekutieli" in say) == harmonic, say
        assert "p not calibrated" in say, say


def seeded(periods, seed):
    draw = random.Random(seed)
    return {c: [sum(draw.random() < 0.02 for _ in range(1000)) for _ in range(periods)] for c in COUNTIES}


def years(region, values):
    """Weeks from 2020-W01 on; 2020 has 53."""
    rows = ""
    for i, v in enumerate(values):
        y, w = (2020, i + 1) if i < 53 else (2021, i - 52)
        rows += f"{region},flu,{y}-W{w:02d},{v}\n"
    return rows


def test_rate(folder):
    """20 cases a week, two years: C2 alone signals in far more of the second year's weeks than 2 in 100."""
    figures = seeded(105, 7)
    counts = {}
    for sub, more in (("with", "    false_alarms: {rate: 0.02}\n"), ("without", "")):
        ws = start(folder + "/" + sub, WAVE.replace("C1", "C2").replace("quiet_for: 2", "quiet_for: 1") + more)
        ws.ok("take", ws.file("a.csv", HEAD + "".join(years(c, v) for c, v in figures.items())))
        alerts = ws.json("alerts", "--all")
        counts[sub] = [sum(a["since"].startswith(y) for a in alerts) for y in ("2020", "2021")]
        if sub == "with":
            ws.ok("take", ws.file("b.csv", HEAD + "A,flu,2022-W01,90\n"))
            alert, = [a for a in ws.json("alerts") if a["region"] == "A" and a["since"] == "2022-W01"]
            assert alert["control"][0].startswith("at most 0.02 false alarms a region and week: streams signal at"), alert
            assert "a calibrated p of at most" in alert["would_change"][0], alert
    # 520 region-weeks: 10.4 expected, sd 3.2. The first year has nothing before it: detectors keep their own alarms.
    assert counts["with"][0] == counts["without"][0], counts
    assert 3 <= counts["with"][1] <= 20, counts


def test_rate_of_a_combined_p(folder):
    """What stands in the arithmetic is the level that was learned, not the typed 0.4."""
    figures = seeded(105, 9)
    ws = start(folder, """
streams:
  f: {indicator: flu, source: clinics, group: clinics, detector: earsC, options: {method: C2}}
  i: {indicator: icu, source: beds, group: beds, detector: earsC, options: {method: C2}}
rules:
  both: {version: 1, when: {combined: cauchy, of: [f, i], below: 0.4}, grade: {scheme: demo, level: 3}, false_alarms: {rate: 0.05}}
""")
    other = seeded(105, 10)
    ws.ok("take", ws.file("a.csv", HEAD + "".join(
        years(c, figures[c]) + years(c, other[c]).replace("flu", "icu") for c in COUNTIES)
        + "A,flu,2022-W01,90\nA,icu,2022-W01,90\n"))
    alerts = ws.json("alerts", "--all")
    assert 5 <= sum(a["since"].startswith("2021") for a in alerts) <= 40, len(alerts)  # 520 x 0.05 = 26, in episodes
    alert, = [a for a in ws.json("alerts") if a["region"] == "A" and a["last"] == "2022-W01"]
    assert "it holds at a combined p of at most 0.0" in alert["control"][0], alert
    assert "< 0.4" not in alert["arithmetic"][0] and "< 0.0" in alert["arithmetic"][0], alert


def test_no_look_ahead(folder):
    """What was said of 2021 does not change when 2022 comes, however wild it is."""
    figures = seeded(105, 8)
    ws = start(folder, WAVE.replace("C1", "C2") + "    false_alarms: {rate: 0.05, share: 0.5}\n")
    ws.ok("take", ws.file("a.csv", HEAD + "".join(years(c, v) for c, v in figures.items())))
    def before():
        return [(a["region"], a["since"]) for a in ws.json("alerts", "--all") if a["since"] < "2022"]
    first = before()
    ws.ok("take", ws.file("b.csv", HEAD + "".join(
        f"{c},flu,2022-W{w:02d},{50 * (w % 3)}\n" for c in COUNTIES for w in range(1, 20))))
    assert first and before() == first


def test_not_calibrated(folder):
    ws = five(folder, "    false_alarms: {rate: 0.02}\n")
    found = ws.json("alerts")
    assert len(found) == 5 and "not calibrated, too little quiet history" in found[0]["control"][0], found
    ws = start(folder + "/own", WAVE.replace("earsC, options: {method: C1}", "threshold, options: {level_1: 30}")
               + "    false_alarms: {rate: 0.02}\n")
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", [10, 40])))
    alert, = ws.json("alerts")
    assert alert["control"] == ["at most 0.02 false alarms a region and week: not calibrated, its streams have no p",
                                "1 stream without p keeps the alarms of the detector"], alert


def test_what_would_change(folder):
    """5.57 is level 3; below 5 it is level 1, and it is quiet above 6.2."""
    ws = workspace(folder)
    rules(ws, HOG)
    ws.ok("take", ws.file("a.csv", HEAD + weeks("P", "ratio", [6.4, 5.57])))
    alert, = ws.json("alerts")
    assert alert["would_change"] == [
        "ratio below 5: level 1",
        "ratio from 6: no grade holds, but not quiet either",
        "ratio above 6.2: quiet, after 2 such weeks it ends",
        'it ends after 2 weeks running in which {value: "ratio > 6.2"} holds'], alert["would_change"]
    assert alert["rule_confirmed"] == alert["rule_false"] == 0
    ws.ok("take", ws.file("b.csv", HEAD + weeks("P", "ratio", [5.5, 5.5], 3)))  # level 2: three weeks running
    assert ws.json("alerts")[0]["would_change"][:2] == [
        "ratio below 5: level 1", "ratio above 6: no grade holds, but not quiet either"]
    assert "  ratio below 5: level 1" in ws.ok("alerts")


def test_limit_of_a_detector(folder):
    """A typed limit of 30 is a signal itself; C1's lies between: mean 10, sd 0.816 and 3.09 of them is 12.5."""
    ws = five(folder + "/c1")
    alert = ws.json("alerts")[0]
    assert alert["would_change"] == ["f: from 13 on it signals (limit 12.5232 of 2022-W21)",
                                     "it ends after 2 weeks running in which no grade holds"], alert["would_change"]
    ws = start(folder + "/typed", WAVE.replace("earsC, options: {method: C1}", "threshold, options: {level_1: 30}"))
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", [10, 40])))
    assert ws.json("alerts")[0]["would_change"][0] == "f: from 30 on it signals (limit 30 of 2022-W02)"
    ws.ok("tick")
    ident = ws.json("alerts", "--by", "rule")[0]["members"][0]["id"]
    assert ws.json("alert", ident)["would_change"][0] == "f: from 30 on it signals (limit 30 of 2022-W02)"
    assert "would change it: f: from 30 on" in ws.ok("alert", ident)


def test_a_limit_set_by_hand_is_shown(folder):
    ws = five(folder)
    ws.ok("load", "events", ws.file("events.csv", "region,indicator,first,last,note,limit\n"
                                                  "M,flu,2022-05-01,2022-06-30,系统切换,13\n"))
    found = ws.json("alerts")
    assert [a["region"] for a in found] == list("BCDE"), found
    say = "f: limit 13 set by an analyst from 2022-05-01 to 2022-06-30 in place of the detector's: 系统切换"
    assert found[0]["overrides"] == [say]
    assert found[0]["would_change"][0] == "f: from 14 on it signals (limit 13 of 2022-W21)"
    assert say in ws.ok("alerts")
    ws.ok("tick")
    ident = ws.json("alerts", "--by", "rule")[0]["members"][0]["id"]
    assert ws.json("alert", ident)["overrides"] == [say]
    assert "set by hand: f: limit 13" in ws.ok("alert", ident)


def test_no_alarm_says_what_was_watched(folder):
    ws = five(folder)
    assert ("wave: no alarm in 5 of 10 regions; 5 streams watched there, 5 could have seen it, 0 regions are blind"
            in ws.ok("alerts"))
    row, = ws.json("alerts", "--watched")
    check(row, schema()["watched"], "watched")
    assert (row["regions"], row["quiet"], row["streams"], row["able"], row["blind"]) == (10, 5, 5, 5, 0), row
    ws = start(folder + "/short", WAVE)
    ws.ok("take", ws.file("a.csv", HEAD + weeks("A", "flu", [10, 11])))
    assert ("wave: no alarm in 1 of 1 region; 1 stream watched there, 0 could have seen it, 1 region is blind"
            in ws.ok("alerts"))


if __name__ == "__main__":
    run(globals())
