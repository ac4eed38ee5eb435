"""Alerts as files for others: what is in them, what is never in them, and that others can read them."""
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

from harness import ROOT, Skip, Workspace, run

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
RULES = """streams:
  days: {indicator: coal.days, source: plants, group: plants, hazard: 电煤}
rules:
  coal: {version: 1, answer_within: 24, expires: 5, owner: WH,
         valid: {from: 2022-01-01, to: 2023-01-01},
         when: {value: "days < 7"}, grade: {scheme: coal, level: 2}, exit: {quiet_for: 2}}
"""
HEAD = "region_code,indicator,period,value,release\n"


def filled(folder, rows=()):
    """Coal runs out in two districts of Wuhan with one between them."""
    ws = Workspace(folder)
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,name_en,level,parent_code\n420102,江岸区,Jiang'an,county,420100\n"
                                     "420103,江汉区,Jianghan,county,420100\n420104,硚口区,Qiaokou,county,420100\n"))
    ws.ok("load", "neighbours", ws.file("n.csv", "a,b\n420102,420103\n420103,420104\n"))
    ws.ok("load", "posts", ws.file("p.csv", "post,unit,region,role,level\nWH,武汉市应急局,420100,duty,prefecture\n"))
    ws.ok("load", "rules", ws.file("rules.yaml", RULES))
    ws.ok("take", ws.file("a.csv", HEAD + "".join(f"{r},coal.days,2022-05-{29 + i},{v},\n" for r in ("420102", "420104")
                                                  for i, v in enumerate((8.25, 6.75, 4.125)))))
    if rows:
        ws.ok("take", ws.file("b.csv", HEAD + "".join(rows)))
    ws.ok("tick")
    return ws


def caps(ws, *options):
    said = ws.json("publish", "--out", "drafts", *options)
    return said, [ET.parse(ws.folder / f).getroot() for f in said["files"]]


def text(root, path):
    found = root.findall("/".join(CAP + p for p in path.split("/")))
    return [f.text for f in found]


def one(root, path):
    found = text(root, path)
    assert len(found) == 1, (path, found)
    return found[0]


def pairs(info, name):
    return {p.find(CAP + "valueName").text: p.find(CAP + "value").text for p in info.iter(CAP + name)}


def test_cap(folder):
    ws = filled(folder)
    said, roots = caps(ws)
    assert (said["format"], said["status"], said["alerts"], len(said["files"])) == ("cap", "Draft", 2, 2)
    assert len({one(r, "identifier") for r in roots}) == 2
    table = (ROOT / "docs/json.md").read_text().split("## publish ")[1].split("##")[0]
    assert list(said) == re.findall(r"^\| (\w+) \| (?:text|integer|array) ", table, re.M)
    for root in roots:
        assert one(root, "status") == "Draft" and one(root, "scope") == "Restricted" and one(root, "msgType") == "Alert"
        assert one(root, "sent") == "2022-06-01T16:00:00+08:00"
        infos = root.findall(CAP + "info")
        assert text(root, "info/language") == ["en", "zh-CN"]
        assert text(root, "info/severity") == ["Severe"] * 2 and text(root, "info/certainty") == ["Observed"] * 2
        assert text(root, "info/category") == ["Infra"] * 2 and one(infos[0], "contact") == "WH, 武汉市应急局"
        assert one(infos[0], "expires") == "2022-06-06T00:00:00+08:00"  # five days after 31 May
        assert pairs(infos[0], "parameter")["yixian:area"] == "420102 evidence; 420103 between; 420104 evidence"
        assert pairs(infos[0], "geocode")["GB/T 2260"] in ("420102", "420104")
    for name in said["files"]:
        ws.ok("publish", "--check", name)
        if shutil.which("xmllint"):
            subprocess.run(["xmllint", "--noout", "--nonet", str(ws.folder / name)], check=True)
    assert not [f for f in os.listdir(ws.folder / "drafts") if not f.endswith(".xml")]


def test_the_same_again(folder):
    ws = filled(folder)
    said, _ = caps(ws)
    before = {f: (ws.folder / f).read_bytes() for f in said["files"]}
    ws.now = "2022-06-01T20:00:00Z"
    assert caps(ws)[0] == said
    assert before == {f: (ws.folder / f).read_bytes() for f in said["files"]}


def test_region_language_exercise(folder):
    ws = filled(folder)
    said, roots = caps(ws, "--region", "420104", "--exercise", "--lang", "zh-Hans", "--sender", "yixian@hubei.example",
                       "--web", "https://hubei.example/alerts")
    assert len(roots) == 1 and said["status"] == "Exercise"
    assert one(roots[0], "status") == "Exercise" and one(roots[0], "sender") == "yixian@hubei.example"
    assert text(roots[0], "info/language") == ["zh-CN", "en"]
    assert "[演练]" in text(roots[0], "info/headline")[0] and text(roots[0], "info/web")[0].startswith("https://")
    assert pairs(roots[0], "parameter")["yixian:area"] == "420102 evidence; 420103 between; 420104 evidence"
    assert caps(ws, "--region", "421088")[0]["alerts"] == 0


def test_life(folder):
    """Updates and cancellations refer to what came before; what posts do among themselves makes no message."""
    ws = filled(folder)
    first = caps(ws, "--region", "420104")[1][0]
    alert = pairs(first, "parameter")["yixian:alert"]
    ws.ok("answer", alert, "ack")
    assert caps(ws, "--region", "420104")[0]["files"][0].endswith(one(first, "identifier") + ".xml")
    ws.ok("answer", alert, "confirm")
    update = caps(ws, "--region", "420104")[1][0]
    assert one(update, "msgType") == "Update"
    assert one(update, "references") == f"{one(first, 'sender')},{one(first, 'identifier')},{one(first, 'sent')}"
    ws.ok("answer", alert, "close", "--reason", "resolved 4711")
    said, roots = caps(ws, "--region", "420104")
    assert said["alerts"] == 0 and said["over"] == 1 and not roots
    said, roots = caps(ws, "--region", "420104", "--all")
    assert one(roots[0], "msgType") == "Cancel" and len(one(roots[0], "references").split()) == 2
    assert text(roots[0], "info/responseType") == ["AllClear"] * 2 and text(roots[0], "info/urgency") == ["Past"] * 2
    assert "4711" not in ET.tostring(roots[0]).decode()
    ws.ok("publish", "--check", said["files"][0])


def test_silent(folder):
    ws = filled(folder)
    ws.ok("silence", "--region", "420104", "--until", "2022-06-05", "--reason", "x")
    said, _ = caps(ws)
    assert (said["alerts"], said["silent"]) == (1, 1)


def test_protection(folder):
    """No figure is named anywhere; an alert that rests on what is not released is not there at all."""
    ws = filled(folder, ["420103,coal.days,2022-05-30,3.75,2022-12-01\n", "420103,coal.days,2022-05-31,2.875,2022-12-01\n"])
    said, _ = caps(ws)
    everything = "".join((ws.folder / f).read_text() for f in said["files"])
    everything += ws.ok("publish", "--format", "rss") + ws.ok("publish", "--format", "ical")
    for figure in ("8.25", "6.75", "4.125", "3.75", "2.875"):
        assert figure not in everything, figure
    assert (said["alerts"], said["withheld"]) == (2, 0) and "GB/T 2260</valueName>\n        <value>420103" not in everything
    assert "420103 evidence" not in everything and "420103 between" in everything
    ws.ok("take", ws.file("few.csv", "region_code,indicator,period,value,contributors\n" + "".join(
        f"420104,coal.days,2022-05-{d},{v},2\n" for d, v in ((30, "6.25"), (31, "4.5")))))
    said, roots = caps(ws)  # revised since the tick, by too few
    assert (said["alerts"], said["withheld"]) == (1, 1) and "420104" not in ET.tostring(roots[0]).decode()
    ws.now = "2022-12-02T00:00:00Z"  # released; and all of it has lapsed since
    ws.ok("tick")
    assert caps(ws)[0]["alerts"] == 0


def test_rss(folder):
    ws = filled(folder)
    done = ws.run("publish", "--format", "rss", "--lang", "zh-Hans")
    assert done.returncode == 0 and b"2 alerts as rss" in done.stderr
    channel = ET.fromstring(done.stdout).find("channel")
    assert channel.find("title").text == "[草稿] 一线预警" and channel.find("language").text == "zh-cn"
    items = channel.findall("item")
    assert len(items) == 2 and len({i.find("guid").text for i in items}) == 2
    for i in items:
        assert i.find("pubDate").text == "Wed, 01 Jun 2022 16:00:00 +0800"
    assert ws.json("publish", "--format", "rss", "--out", "a.rss")["files"] == ["a.rss"]
    ET.parse(ws.folder / "a.rss")


READER = """
import sys, icalendar
cal = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
for c in cal.walk():
    if c.name == "VTODO":
        print("todo", c["UID"], c.decoded("DUE").isoformat(), c["STATUS"], c["SUMMARY"])
    if c.name == "VEVENT":
        print("event", c["UID"], c.decoded("DTSTART"), c.decoded("DTEND"), c["SUMMARY"])
"""


def test_ical(folder):
    ws = filled(folder)
    assert ws.json("publish", "--format", "ical", "--lang", "zh-Hans", "--out", "due.ics")["alerts"] == 2
    raw = (ws.folder / "due.ics").read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n") and b"\n" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    # Debian's parser, with the python that Debian's packages are for
    done = subprocess.run(["/usr/bin/python3", "-c", READER, str(ws.folder / "due.ics")], capture_output=True, check=False)
    if b"No module named 'icalendar'" in done.stderr:
        raise Skip("python3-icalendar is not at hand")
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    todo, event = ([x for x in lines if x.startswith(w)] for w in ("todo", "event"))
    assert len(todo) == 2 and len(event) == 3
    for x in todo:
        assert re.fullmatch(r"todo answer-[0-9a-f]{16}@yixian.invalid 2022-06-02T08:00:00\+00:00 NEEDS-ACTION "
                            r"\[草稿\] (江岸|硚口)区（42010[24]）电煤预警，coal 2级", x), x
    assert sum("2022-05-30 2022-06-06" in x for x in event) == 2
    assert "event rule-coal-v1@yixian.invalid 2022-01-01" in done.stdout.decode()


def test_check(folder):
    ws = Workspace(folder, empty=True)
    bad = ws.file("bad.xml", '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n<sender>a b</sender>\n<identifier>1</identifier>\n'
                  '<sent>2022-06-01T08:00:00Z</sent>\n<status>Real</status><msgType>Alert</msgType><scope>Public</scope></alert>')
    done = ws.run("publish", "--check", bad, "--report", "r.json")
    assert done.returncode == 3, done
    found = json.loads((ws.folder / "r.json").read_text())["faults"]
    assert [(f["code"], f["line"]) for f in found] == [("cap.name", 2), ("cap.order", 3), ("cap.time", 4), ("cap.value", 5)]
    done = ws.run("publish", "--check", bad, "--json")
    assert done.returncode == 3 and json.loads(done.stdout) == {"file": bad, "faults": 4}
    sample = ROOT / "tests/data/formats/cap-1.2.xml"
    assert "sound" in ws.ok("publish", "--check", sample)
    assert ws.run("publish", "--check", "nowhere.xml").returncode == 1
    assert ws.run("publish", "--check", ws.file("x.xml", "<a>")).returncode == 3


def test_usage(folder):
    ws = filled(folder)
    for words in (["publish"], ["publish", "--format", "pdf", "--out", "x"], ["publish", "--format", "rss", "--json"],
                  ["publish", "--out", "x", "--sender", "a b"], ["publish", "--out", "x", "--web", "here"],
                  ["publish", "--out", "x", "--region", "429999"]):
        done = ws.run(*words)
        assert done.returncode == 2 and done.stderr, words
    assert ws.run("publish", "--out", "/proc/x").returncode == 1
    assert ws.run("publish", "--format", "rss", "--out", "/nowhere/x.rss").returncode == 1
    (ws.folder / "keep.rss").write_text("old")
    (ws.folder / "keep.rss").chmod(0o444)
    ws.ok("publish", "--format", "rss", "--out", "keep.rss")
    assert "<rss" in (ws.folder / "keep.rss").read_text()


if __name__ == "__main__":
    run(globals())
