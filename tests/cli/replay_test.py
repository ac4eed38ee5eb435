"""Rules over history as it was known on each day, and their approval, through the command itself."""
import os

from harness import Workspace, run
from json_test import check, schema

HEAD = "region_code,indicator,period,value,as_of\n"
REGIONS = ("code,name_zh,name_en,level,parent_code\nM,甲市,M,prefecture,\n"
           "A,甲县,A,county,M\nB,乙县,B,county,M\n")
INDICATORS = "code,name_zh,unit,frequency,kind\nflu,流感,例,W,flow\n"
RULE = """streams:
  flu: {indicator: flu, source: s, group: offices}
rules:
  high: {version: 1, when: {value: "flu > 30"}, grade: {scheme: demo, level: 3}, exit: {quiet_for: 2}}
"""
LOW = RULE.replace("> 30", "> 20").replace("version: 1", "version: 2")


def week(n):
    """Its Sunday in 2022: W01 ends on 9 January."""
    days = 9 + 7 * (n - 1)
    for month, length in enumerate((31, 28, 31, 30, 31, 30), 1):
        if days <= length:
            return f"2022-{month:02d}-{days:02d}"
        days -= length
    raise ValueError(n)


def row(region, n, value, known=None):
    return f"{region},flu,2022-W{n:02d},{value},{known or week(n + 1)}\n"


def workspace(folder, rows, rules=RULE):
    os.makedirs(folder, exist_ok=True)
    ws = Workspace(folder, empty=True)
    for kind, text in (("regions", REGIONS), ("indicators", INDICATORS)):
        ws.ok("load", kind, ws.file(kind + ".csv", text))
    ws.ok("load", "rules", ws.file("rules.yaml", rules))
    ws.ok("take", ws.file("a.csv", HEAD + rows))
    return ws


def quiet(region, *weeks):
    return "".join(row(region, n, 10) for n in weeks)


def replay(ws, *words):
    return ws.json("replay", "--from", "2022-01-10", "--to", "2022-05-29", *words)


def raised(found):
    return [(a["region"], a["raised"], a["since"], a["end"], a["ended"]) for a in found["alerts"]]


# A passes the limit in week 5, which is known on the Sunday of week 6, and again from week 8 on only by a figure
# that came three weeks later; in week 12 by one that was taken back a week later. B is late with week 10.
ROWS = (quiet("A", *range(1, 5)) + row("A", 5, 40) + quiet("A", 6, 7) + row("A", 8, 12) + row("A", 8, 50, week(11))
        + quiet("A", 9, 10, 11) + row("A", 12, 60) + row("A", 12, 6, week(14)) + quiet("A", *range(13, 19))
        + quiet("B", *range(1, 10)) + row("B", 10, 44, week(13)) + quiet("B", 11, 13, 14, 15, 16, 17, 18))


def test_as_it_was_known(folder):
    """An alert that only a later revision shows is not raised early; one that a revision takes away was raised."""
    ws = workspace(folder, ROWS)
    found = replay(ws, "--rule", ws.file("rules.yaml", RULE))
    assert raised(found) == [
        ("A", week(6), "2022-W05", "ended", week(8)),
        ("A", week(13), "2022-W12", "revised", week(14)),
        ("B", week(13), "2022-W10", "ended", week(14)),
    ], raised(found)
    rule, = found["rules"]
    assert (rule["raised"], rule["ended"], rule["revised"], rule["on"], rule["before"]) == (3, 2, 1, 0, 0), rule
    assert rule["periods"] == 17 and len(rule["hash"]) == 64
    # the figures as they are known today tell another story
    assert [(a["region"], a["since"]) for a in ws.json("alerts", "--all")] == [
        ("A", "2022-W05"), ("A", "2022-W08"), ("B", "2022-W10")]
    # as alerts of the day say, on each of the days
    for day in (week(6), week(7), week(8), week(11), week(13), week(14)):
        on = {(a["region"], a["since"]) for a in ws.json("alerts", "--as-of", day)}
        known = {(a["region"], a["since"]) for a in found["alerts"]
                 if a["raised"] <= day and (a["ended"] is None or a["ended"] > day)}
        assert on == known, (day, on, known)
    text = ws.ok("replay", "--rule", "rules.yaml#high", "--from", "2022-01-10", "--to", "2022-05-29")
    assert "3 raised over 17 periods" in text and f"revised {week(14)}" in text, text


def test_from_day_to_day(folder):
    """With --step day it is raised on the day itself; what was on before is said to be from before."""
    ws = workspace(folder, quiet("A", 1, 2) + row("A", 3, 40, "2022-01-26") + row("A", 4, 41))
    words = ("replay", "--rule", "#high", "--to", "2022-03-01", "--from")
    assert raised(ws.json(*words, "2022-01-10", "--step", "day")) == [("A", "2022-01-26", "2022-W03", "on", None)]
    assert raised(ws.json(*words, "2022-01-10")) == [("A", "2022-01-30", "2022-W03", "on", None)]
    found = ws.json(*words, "2022-02-10")
    assert [a["before"] for a in found["alerts"]] == [True] and found["rules"][0]["raised"] == 0, found


def test_labels(folder):
    """Of three alerts two are right; of three events two are found, 8 and 15 days after their beginning."""
    ws = workspace(folder, ROWS)
    # W05 begins on 31 January and is known on 13 February; W10 begins on 7 March and is known on 3 April
    labels = ws.file("labels.csv", "region_code,first,last\nA,2022-W05,2022-W06\nB,2022-03-07,2022-03-20\n"
                                   "B,2022-04-18,\nA,2021-12-01,2021-12-31\n")
    found = replay(ws, "--rule", "#high", "--labels", labels)
    rule, = found["rules"]
    assert (rule["right"], rule["wrong"], rule["events"], rule["found"]) == (2, 1, 3, 2), rule
    assert (round(rule["precision"], 3), round(rule["recall"], 3), rule["delay_days"]) == (0.667, 0.667, 20), rule
    assert rule["precision_low"] < 0.3 and rule["precision_high"] > 0.9 and rule["delay_periods"] == 0
    assert abs(rule["false_a_region_and_week"] - 1 / rule["region_weeks"]) < 1e-9
    assert [a["right"] for a in found["alerts"]] == [True, False, True]
    text = ws.ok("replay", "--rule", "#high", "--from", "2022-01-10", "--to", "2022-05-29", "--labels", labels)
    assert "precision 0.67 (2 of 3; 0.21 to 0.94)" in text and "median delay 20.0 days" in text, text
    for bad, words in (("region_code,first\nA,2022\n", "last"), ("region_code,first,last\nZ,2022-W05,\n", "no region 'Z'"),
                       ("region_code,first,last\nA,soon,\n", "first is no day"),
                       ("region_code,first,last\nA,2022-W05,2022-W04\n", "before first")):
        done = ws.run("replay", "--rule", "#high", "--from", "2022-01-10", "--labels", ws.file("bad.csv", bad))
        assert done.returncode == 3 or done.returncode == 2, done
        assert words in done.stderr.decode(), done.stderr


def test_two_rules(folder):
    """Side by side: what only one raised, and what both did."""
    ws = workspace(folder, quiet("A", 1, 2) + row("A", 3, 25) + quiet("A", 4, 5, 6) + row("A", 7, 50) + quiet("A", 8, 9, 10))
    found = replay(ws, "--rule", ws.file("old.yaml", RULE) + "#high", "--rule", ws.file("new.yaml", LOW))
    assert found["side_by_side"] == {"only_first": 0, "only_second": 1, "both": 1, "both_second": 1}, found
    assert [(a["version"], a["since"], a["raised_by"]) for a in found["alerts"]] == [
        (2, "2022-W03", "second"), (1, "2022-W07", "both"), (2, "2022-W07", "both")], found["alerts"]
    text = ws.ok("replay", "--from", "2022-01-10", "--to", "2022-05-29", "--rule", "#high", "--rule", "new.yaml")
    assert "side by side: 0 only the first raised, 1 only the second, 1 both" in text, text
    for words in (("--rule", "#none"), ("--rule", "absent.yaml"), ("--rule", "new.yaml#none")):
        done = ws.run("replay", "--from", "2022-01-10", *words)
        assert done.returncode in (2, 3), (words, done)
    assert ws.run("replay", "--rule", "#high").returncode == 2, "--from is needed"
    assert ws.run("replay", "--from", "2022-03-01", "--to", "2022-02-01").returncode in (2, 3)


def test_json_is_as_documented(folder):
    ws, tables = workspace(folder, ROWS), schema()
    labels = ws.file("labels.csv", "region_code,first,last\nA,2022-W05,2022-W06\n")
    found = replay(ws, "--rule", "#high", "--rule", ws.file("new.yaml", LOW), "--labels", labels)
    check({k: v for k, v in found.items() if k != "side_by_side"},
          {k: v for k, v in tables["replay"].items() if k != "side_by_side"}, "replay")
    for name, table in (("rules", "replay-rule"), ("alerts", "replayed")):
        assert found[name]
        for item in found[name]:
            check(item, tables[table], table)


def test_approval(folder):
    """Refused without a replay, with one that is too short, and with one of another text."""
    ws = workspace(folder, "".join(f"A,flu,2021-W{n:02d},{10 + n % 3},2021-12-30\n" for n in range(1, 53))
                   + quiet("A", 1, 2, 3) + row("A", 4, 50))
    assert [(r["approved"], r["approved_by"]) for r in ws.json("rules")] == [(False, None)]
    assert "not approved: trial" in ws.ok("rules", "high")
    assert [a["trial"] for a in ws.json("alerts")] == [True] and "trial" in ws.ok("alerts")

    def refused(*words):
        done = ws.run("approve", "high", *words)
        assert done.returncode != 0
        return done.stderr.decode()
    assert "no replay of rule high is in the log" in refused("--reason", "x")
    assert "needs a --reason" in refused()
    ws.ok("replay", "--rule", "#high", "--from", "2021-10-01", "--record")
    assert "over 18 periods, 52 are needed" in refused("--reason", "x"), refused("--reason", "x")
    ws.ok("replay", "--rule", ws.file("low.yaml", LOW), "--from", "2021-01-01", "--record")
    assert "52 are needed" in refused("--reason", "x"), "that was another text"
    # the same rule with a comment, in another file
    ws.ok("replay", "--rule", ws.file("same.yaml", "# the same\n" + RULE), "--from", "2021-01-01", "--record")
    assert ws.json("approve", "high", "--reason", "两年回放")["rule"] == "high"
    assert "approved already" in refused("--reason", "x")
    rule, = ws.json("rules")
    assert (rule["approved"], rule["approved_by"], rule["approved_on"]) == (True, "local", "2022-06-01"), rule
    assert "approved by local on 2022-06-01" in ws.ok("rules", "high")
    assert [a["trial"] for a in ws.json("alerts")] == [False] and "trial" not in ws.ok("alerts")
    ws.ok("load", "rules", ws.file("low.yaml", LOW))
    assert "no replay" not in refused("--reason", "") and ws.json("rules")[0]["approved"] is False
    assert "ok" in ws.ok("verify") or ws.run("verify").returncode == 0


if __name__ == "__main__":
    run(globals())
