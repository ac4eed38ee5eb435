"""That the scenes say what they are to say: all of the rule language, all rows of the thresholds."""
import csv
import re
import sys

from harness import ROOT, Workspace, run

HERE = ROOT / "tests/scenarios"
RULES = ROOT / "rules/thresholds"
KNOWN = sys.argv[1:]

# Construct, and what stands in a scene that shows it.
CONSTRUCTS = {
    "groups": r"groups_of: \[", "stream": r"\{stream: ", "value": r"\{value: ", "during": r"\{during: ",
    "combined cauchy": r"combined: cauchy", "combined fisher": r"combined: fisher",
    "all": r"\{all: \[", "any": r"\{any: \[", "at least so many of": r"at_least: \d, of: \[",
    "neighbours": r"area: neighbours", "siblings": r"area: siblings", "children": r"area: children",
    "connected": r"area: connected", "share of an area": r"share: 0\.", "count of an area": r"area: \w+, at_least: ",
    "for": r", for: \d", "within": r", within: \d", "silent": r"direction: silent", "low": r"direction: low",
    "both": r"direction: both", "same_source": r"same_source: ", "min_count": r"min_count: ",
    "level of a stream": r"level: county", "grades": r"grades:", "quiet_for": r"exit: \{quiet_for: ",
    "exit.when": r"exit: \{.*when: ", "steps": r"exit: \{steps: ", "expires": r"expires: ",
    "no_reraise": r"no_reraise: ", "valid": r"valid: \{from: .* to: ", "inhibited_by": r"inhibited_by: ",
    "undefined": r"undefined: ", "override": r"events over20\.csv", "gap": r"^  .*\d \. ", "blind": r"\bblind\b",
    "yoy": r"yoy\(", "growth": r"growth\(", "change": r"change\(", "past": r"past\(", "total": r"total\(",
    "mean": r"mean\(", "month": r"\bmonth\b", "and": r" and ", "or": r" or ", "not": r"\bnot ",
}


def table(name):
    with open(HERE / name, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def rules_of(file):
    """The rules of a file by name, as text."""
    text = (RULES / file).read_text(encoding="utf-8").split("\nrules:\n")[1]
    parts = re.split(r"^  (\w+):\n", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def expectations(scene):
    """Lines of a scene by rule."""
    parts = re.split(r"^expect (\w+)\n", (HERE / scene).read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def test_all_scenes_are_run(_):
    assert sorted(p.name for p in HERE.glob("*.scene")) == sorted(KNOWN), "meson setup --reconfigure"


def test_every_construct_has_a_scene(_):
    text = "".join(p.read_text(encoding="utf-8") for p in HERE.glob("rule-*.scene"))
    assert not [name for name, sign in CONSTRUCTS.items() if not re.search(sign, text, re.M)]


def test_every_row_is_named(_):
    rows, said = table("thresholds-rows.csv"), table("thresholds.csv")
    assert len(rows) == 92
    for row, line in zip(rows, said, strict=True):
        assert all(row[k] == line[k] for k in ("row", "indicator", "scheme", "level")), line
        assert line["formula"] in ("yes", "part", "no"), line
        if line["formula"] != "yes":
            assert len(line["why"]) > 10, line
        assert (line["formula"] == "no") == (line["scene"] == ""), line


def test_every_formula_has_its_rule_and_its_scene(_):
    verified = {r["row"]: r["verified"] for r in table("thresholds-rows.csv")}
    for line in table("thresholds.csv"):
        if line["formula"] == "no":
            continue
        rules, lines = rules_of(line["rules"]), expectations(line["scene"])
        assert f"rules ../../rules/thresholds/{line['rules']}" in (HERE / line["scene"]).read_text(encoding="utf-8")
        asked = ""
        for name in line["rule"].split():
            note = re.search(r'note: "(.*)"', rules[name])
            assert note and re.search("[Ss]ource: |from memory", note[1]), name
            assert ("memory" in verified[line["row"]]) == ("from memory" in note[1]), name
            asked += lines[name]
        if line["level"].isdigit() and line["level"] != "0" and "no alarm" not in line["why"]:
            assert re.search(rf"level {line['level']}\b", asked), line
        else:
            assert re.search(r"level|none|undefined", asked), line


def test_every_rule_that_is_shipped_is_asked(_):
    asked = {}
    for scene in HERE.glob("limit-*.scene"):
        asked.update(expectations(scene.name))
    for file in RULES.glob("*.yaml"):
        for name in rules_of(file.name):
            assert name in asked, name


def test_they_load_together(folder):
    t = Workspace(folder)
    t.ok("load", "indicators", "--force", "--reason", "test", RULES / "indicators.csv")
    t.ok("load", "rules", *sorted(RULES.glob("*.yaml")))
    assert len(t.json("rules")) == sum(len(rules_of(f.name)) for f in RULES.glob("*.yaml"))


def test_the_brief_says_what_is_undefined(folder):
    t = Workspace(folder)
    t.now = "2025-05-20T08:00:00Z"
    t.ok("load", "indicators", "--force", "--reason", "test", RULES / "indicators.csv")
    t.ok("load", "rules", RULES / "progress.yaml")
    # April: 33.3 % is pro rata. 5 pp behind, 20 pp behind, and level with it.
    t.ok("take", "--as-of", "2025-05-10", t.file("a.csv", "region_code,indicator,period,value\n"
         "420100,proj.inv_rate,2025-04,28.3\n421024,proj.inv_rate,2025-04,13.3\n421088,proj.inv_rate,2025-04,34\n"))
    said = " ".join(t.ok("brief", "--lang", "en", "--as-of", "2025-05-20").split())
    assert "the text behind the rule says nothing of them, so their quiet means nothing: Wuhan (420100). " in said, said
    assert [a["region"] for a in t.json("alerts") if a["rule"] == "lamp_yinchuan"] == ["421024"]


run(globals())
