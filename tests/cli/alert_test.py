"""The life of an alert: what time, figures and posts do to it, all by the log and the test clock."""
import json

from harness import Workspace, run
from json_test import TYPES, check, schema

HEAD = "region_code,indicator,period,value\n"
REGIONS = ("code,name_zh,level,parent_code\n420102,江岸区,county,420100\n420103,江汉区,county,420100\n")
POSTS = ("post,unit,region,role,level\n"
         "cdc102,疾控中心,420102,duty,county\n"
         "cdc103,疾控中心,420103,duty,county\n"
         "gov102,政府办,420102,duty,county\n"
         "stat420,统计局,420000,report,province\n"
         "cdc1,疾控中心,420100,duty,prefecture\n"
         "cdc0,疾控中心,420000,duty,province\n")
RULES = ("streams:\n"
         "  f: {indicator: flu, source: clinics, group: clinics, detector: threshold, options: {level_1: 30}}\n"
         "rules:\n"
         "  wave:\n"
         "    version: 1\n"
         "    when: {at_least: 1, groups_of: [f]}\n"
         "    grade: {scheme: demo, level: 3}\n"
         "    exit: {quiet_for: 2}\n"
         "    owner: 疾控中心\n"
         "    answer_within: 2\n"
         "    expires: 2\n"
         "    floor: 0.5\n")


def weeks(region, values, first=10):
    return "".join(f"{region},flu,2022-W{w:02d},{v}\n" for w, v in enumerate(values, first) if v is not None)


def start(folder, rules=RULES, posts=True):
    """Figures of W10 to W21 (to 29 May); in W21 they are over the limit of 30 in 江岸区. Today is Wednesday, 1 June
    2022 (W22), 16:00 in Shanghai."""
    ws = Workspace(folder)
    ws.ok("load", "regions", ws.file("more.csv", REGIONS))
    if posts:
        ws.ok("load", "posts", ws.file("posts.csv", POSTS))
    ws.ok("load", "rules", ws.file("rules.yaml", rules))
    ws.ok("take", ws.file("a.csv", HEAD + weeks("420102", [10] * 11 + [40]) + weeks("420103", [10] * 12)))
    return ws


def log(ws, kind="alert"):
    with ws.database() as db:
        return [json.loads(p) for (p,) in db.execute("SELECT payload FROM log WHERE kind = ? ORDER BY seq", (kind,))]


def changes(ws):
    return [e["change"] for e in log(ws)]


def raise_one(folder, **more):
    ws = start(folder, **more)
    assert ws.json("tick")["raised"] == 1
    return ws, log(ws)[0]["id"]


def refused(ws, *words, say=""):
    done = ws.run(*words)
    assert done.returncode == 2 and not done.stdout, (words, done.returncode, done.stdout)
    assert say in done.stderr.decode(), done.stderr.decode()


def test_raised_once(folder):
    ws, ident = raise_one(folder)
    assert len(ident) == 16
    assert log(ws) == [{"change": "raised", "id": ident, "rule": "wave", "version": 1, "region": "420102",
                        "scheme": "demo", "level": 3, "since": "2022-W21", "last": "2022-W21", "groups": ["clinics"],
                        "to": "cdc102"}]
    again = ws.json("tick")
    assert again["raised"] == again["ended"] == 0 and again["open"] == 1
    alert = ws.json("alert", ident[:6])
    assert (alert["id"], alert["state"], alert["on"], alert["stands_with"]) == (ident, "new", True, "cdc102")
    assert alert["raised"] == ws.now and alert["answered"] is None and alert["verdict"] is None
    # Two hours from now, to the post of the same office in the prefecture.
    assert (alert["climbs_to"], alert["climbs"]) == ("cdc1", "2022-06-01T10:00:00Z")
    assert alert["may_answer"] == ["cdc102", "cdc1", "cdc0", "local"]
    assert alert["allowed"] == ["ack", "verify", "confirm", "false", "close", "object"]
    assert alert["inputs"] == ["420102 flu 2022-W21: 40 (signal), published 2022-06-01, a.csv:13:4, group clinics"]
    assert "  | 420102 flu 2022-W21: 40 (signal)" in ws.ok("alert", ident)
    assert alert["lapses"] == "2022-06-13", "two weeks after W21 is W23, which ends on 12 June"


def test_repeats_fold(folder):
    ws, ident = raise_one(folder)
    ws.ok("take", ws.file("b.csv", HEAD + weeks("420102", [41, 42], 22)))
    ws.now = "2022-06-10T08:00:00Z"
    done = ws.json("tick")
    assert done["raised"] == 0 and done["open"] == 1
    assert ws.json("alert", ident)["last"] == "2022-W23"
    # Figures that are revised move its beginning: the same alert.
    ws.ok("take", "--reason", "late reports", ws.file("c.csv", HEAD + weeks("420102", [35], 20)))
    done = ws.json("tick")
    assert done["raised"] == done["ended"] == 0, log(ws)
    assert {e["id"] for e in log(ws)} == {ident}
    # Quiet, and then a new episode: another alert. Without a tick in between, all the same.
    ws.ok("take", ws.file("d.csv", HEAD + weeks("420102", [10, 10, 10, 50], 24)))
    ws.now = "2022-07-05T08:00:00Z"
    done = ws.json("tick")
    assert (done["raised"], done["ended"], done["open"]) == (1, 1, 1), log(ws)
    other = [e for e in log(ws) if e["change"] == "raised"][1]
    assert other["id"] != ident and other["since"] == "2022-W27"
    assert ws.json("alert", ident)["state"] == "ended"


def test_full_life(folder):
    ws, ident = raise_one(folder)
    ws.now = "2022-06-01T09:00:00Z"
    ws.ok("--as", "cdc102", "answer", ident, "ack", "--reason", "在核实", "--until", "2022-06-03")
    alert = ws.json("alert", ident)
    # To the end of 3 June in Shanghai.
    assert (alert["state"], alert["answered_by"], alert["reason"], alert["until"]) == (
        "acknowledged", "cdc102", "在核实", "2022-06-03T16:00:00Z")
    assert alert["answered"] == ws.now and alert["climbs"] is None
    ws.ok("--as", "cdc102", "answer", ident, "verify")
    assert ws.json("alert", ident)["allowed"] == ["confirm", "false", "close", "object"]
    ws.now = "2022-06-02T03:00:00Z"
    ws.ok("--as", "cdc1", "answer", ident[:8], "confirm", "--reason", "学校聚集")
    alert = ws.json("alert", ident)
    assert (alert["state"], alert["verdict"], alert["checked"], alert["answered_by"]) == (
        "confirmed", "confirmed", True, "cdc1")
    assert alert["allowed"] == ["close", "object"]
    refused(ws, "--as", "cdc102", "answer", ident, "close", say="needs a --reason")
    ws.ok("--as", "cdc102", "answer", ident, "close", "--reason", "疫情已处置")
    alert = ws.json("alert", ident)
    assert (alert["state"], alert["verdict"], alert["on"]) == ("closed", "confirmed", True)
    assert [s["change"] for s in alert["history"]] == ["raised", "acknowledged", "verifying", "confirmed", "closed"]
    assert ws.json("tick")["open"] == 0, "what is closed stays closed while its figures go on"
    ws.ok("take", ws.file("b.csv", HEAD + weeks("420102", [10, 10], 22)))
    ws.now = "2022-06-14T08:00:00Z"
    assert ws.json("tick")["ended"] == 1
    assert ws.json("alert", ident)["state"] == "closed"
    assert ws.run("verify").returncode == 0
    before = ws.json("alert", ident)
    ws.ok("rebuild")
    assert ws.json("alert", ident) == before and ws.run("verify").returncode == 0


def test_refused_transitions(folder):
    ws, ident = raise_one(folder)
    for words in (("false",), ("close",), ("object",), ("false", "--reason", " \u3000")):
        refused(ws, "answer", ident, *words, say="needs a --reason")
    refused(ws, "answer", ident, "false", "--reason", "x" * 2001, say="longer")
    refused(ws, "answer", ident, "dismiss", say="none of ack, verify")
    refused(ws, "answer", "0" * 16, "ack", say="no alert")
    refused(ws, "answer", ident[:5], "ack", say="no alert")
    refused(ws, "answer", ident, "verify", "--until", "2022-06-03", say="only an ack")
    refused(ws, "answer", ident, "ack", "--until", "2022-05-31", say="today or within")
    refused(ws, "answer", ident, "ack", "--until", "2022-07-03", say="today or within")
    ws.ok("answer", ident, "verify")
    refused(ws, "answer", ident, "ack", say="allowed: confirm, false, close, object")
    refused(ws, "answer", ident, "verify", say="is verifying")
    ws.ok("answer", ident, "false", "--reason", "重复报告")
    for word in ("ack", "verify", "confirm", "false", "close"):
        refused(ws, "answer", ident, word, "--reason", "x", say="is false alarm: '" + word + "' cannot follow; allowed: object")
    assert ws.json("alert", ident)["state"] == "false alarm"
    assert changes(ws) == ["raised", "verifying", "false"], "what is refused leaves no trace"


def test_who_may(folder):
    ws, ident = raise_one(folder)
    refused(ws, "--as", "cdc103", "answer", ident, "ack", say="alert " + ident + " is of cdc102")
    refused(ws, "--as", "gov102", "answer", ident, "ack", say="not gov102")
    refused(ws, "--as", "nobody", "answer", ident, "ack", say="no post")
    # The county itself may say no, whatever office owns the rule; its neighbour may not.
    ws.ok("--as", "gov102", "answer", ident, "object", "--reason", "补录上周病例，并非新增")
    refused(ws, "--as", "cdc103", "answer", ident, "object", "--reason", "x", say="not cdc103")
    alert = ws.json("alert", ident)
    assert (alert["state"], alert["objection"], alert["objector"]) == ("new", "补录上周病例，并非新增", "gov102")
    assert alert["climbs"], "an objection is no answer"
    # Above the owner in the line of regions: of any office.
    ws.ok("--as", "stat420", "answer", ident, "ack")
    assert ws.json("alert", ident)["until"] == "2022-06-02T08:00:00Z", "24 hours"
    text = ws.ok("alert", ident)
    said, county = text.index("The alert says\n"), text.index("The county says (gov102)\n")
    after = text.index("\n\n", county)
    pro, con = text[said:county].splitlines()[1:], text[county:after].splitlines()[1:]
    assert len(pro) == len(con) >= 3 and all(l.startswith("  |") for l in pro + con)
    assert "补录上周病例，并非新增" in con[0]
    # It travels with the alert: in the brief it is a paragraph as what the alert says is.
    blocks = ws.json("brief")["blocks"]
    where = [i for i, b in enumerate(blocks) if b.get("text", "").startswith("The county says no (gov102): 补录")]
    assert len(where) == 1 and blocks[where[0]]["kind"] == "paragraph" == blocks[where[0] - 2]["kind"]
    assert blocks[where[0] - 1]["text"] == f"Alert {ident}: acknowledged. It stands with cdc102."
    assert "所在县（市、区）提出异议（gov102）" in ws.ok("--lang", "zh-Hans", "brief")
    then = ws.ok("brief")
    ws.ok("answer", ident, "close", "--reason", "x")
    with ws.database() as db:
        (at,) = db.execute("SELECT max(seq) - 1 FROM log").fetchone()
    assert ws.ok("brief", "--at", at) == then, "the same bytes again"
    assert f"Alert {ident}: closed" in ws.ok("brief")


def test_acknowledgement_expires(folder):
    ws, ident = raise_one(folder)
    ws.now = "2022-06-01T09:30:00Z"  # 1.5 of 2 hours have run
    ws.ok("--as", "cdc102", "answer", ident, "ack")
    ws.now = "2022-06-02T09:29:59Z"
    assert ws.json("tick")["expired"] == 0 and ws.json("alert", ident)["state"] == "acknowledged"
    ws.now = "2022-06-02T09:30:00Z"
    assert ws.json("alert", ident)["state"] == "new", "before any tick"
    done = ws.json("tick")
    assert (done["expired"], done["climbed"]) == (1, 0)
    assert ws.json("alert", ident)["climbs"] == "2022-06-02T10:00:00Z", "its clock runs on"
    ws.now = "2022-06-02T10:00:00Z"
    done = ws.json("tick")
    assert (done["expired"], done["climbed"]) == (0, 1)
    assert changes(ws) == ["raised", "acknowledged", "expired", "climbed"]


def test_climbs_at_its_clock(folder):
    ws, ident = raise_one(folder)
    ws.now = "2022-06-01T09:59:59Z"
    assert ws.json("tick")["climbed"] == 0
    ws.now = "2022-06-01T10:00:00Z"
    assert ws.json("tick")["climbed"] == 1
    assert log(ws)[-1] == {"change": "climbed", "id": ident, "rule": "wave", "version": 1, "region": "420102",
                           "scheme": "demo", "level": 3, "since": "2022-W21", "last": "2022-W21", "to": "cdc1"}
    alert = ws.json("alert", ident)
    assert (alert["stands_with"], alert["climbed"], alert["climbs_to"], alert["climbs"]) == (
        "cdc1", 1, "cdc0", "2022-06-01T12:00:00Z")
    assert ws.json("tick")["climbed"] == 0, "one level, one entry"
    ws.now = "2022-06-03T10:00:00Z"
    assert [ws.json("tick")["climbed"] for _ in range(3)] == [1, 0, 0], "the clock of the next starts when it is told"
    assert ws.json("alert", ident)["stands_with"] == "cdc0"
    ws.now = "2022-06-04T10:00:00Z"
    assert ws.json("tick")["climbed"] == 0, "the top stays"
    assert ws.json("alert", ident)["climbs"] is None
    # It stands with the top; the owner may still answer.
    ws.ok("--as", "cdc102", "answer", ident, "confirm")
    assert changes(ws) == ["raised", "climbed", "climbed", "confirmed"]


def test_lapses_at_its_limit(folder):
    ws, ident = raise_one(folder)
    ws.now = "2022-06-12T15:59:59Z"  # the last second of W23 in Shanghai
    assert ws.json("tick")["lapsed"] == 0
    ws.now = "2022-06-12T16:00:00Z"
    done = ws.json("tick")
    assert (done["lapsed"], done["ended"], done["open"]) == (1, 0, 0)
    assert ws.json("alert", ident)["state"] == "lapsed" and ws.json("tick")["lapsed"] == 0
    # What it was is still worth knowing, once.
    refused(ws, "answer", ident, "ack", say="allowed: confirm, false, object")
    ws.ok("answer", ident, "confirm", "--reason", "事后核实")
    refused(ws, "answer", ident, "false", "--reason", "x", say="is lapsed, confirmed")
    # Late figures of the same episode: the same alert goes on.
    ws.ok("take", ws.file("b.csv", HEAD + weeks("420102", [44, 45], 22)))
    assert ws.json("tick")["raised"] == 1
    alert = ws.json("alert", ident)
    assert (alert["state"], alert["on"], alert["last"]) == ("confirmed", True, "2022-W23")
    assert {e["id"] for e in log(ws)} == {ident}


def test_ends(folder):
    ws, ident = raise_one(folder)
    ws.ok("take", ws.file("b.csv", HEAD + weeks("420102", [10], 22)))
    ws.now = "2022-06-06T08:00:00Z"
    assert ws.json("tick")["ended"] == 0
    ws.ok("take", ws.file("c.csv", HEAD + weeks("420102", [10], 23)))
    ws.now = "2022-06-12T08:00:00Z"
    assert ws.json("tick")["ended"] == 1 and log(ws)[-1]["text"] == "quiet"
    # Figures that were revised away.
    inner = ws.folder / "other"
    inner.mkdir()
    ws, ident = raise_one(inner)
    ws.ok("take", "--reason", "a slip", ws.file("b.csv", HEAD + weeks("420102", [14], 21)))
    assert ws.json("tick")["ended"] == 1 and log(ws)[-1]["text"] == "revised"
    assert ws.json("alert", ident)["state"] == "ended"


def test_silence(folder):
    ws, ident = raise_one(folder)
    assert ws.json("silence") == [] and ws.ok("silence") == "nothing is silenced\n"
    for words in (["--rule", "wave"], ["--rule", "wave", "--until", "2022-06-03"],
                  ["--rule", "wave", "--reason", "x"], ["--until", "2022-06-03", "--reason", "x"],
                  ["--rule", "wave", "--until", "2022-05-31", "--reason", "x"],
                  ["--rule", "wave", "--until", "2022-09-02", "--reason", "x"],
                  ["--rule", "nope", "--until", "2022-06-03", "--reason", "x"],
                  ["--region", "999", "--until", "2022-06-03", "--reason", "x"],
                  ["--grade", "0", "--until", "2022-06-03", "--reason", "x"],
                  ["--grade", "2x", "--until", "2022-06-03", "--reason", "x"],
                  ["--end", "1", "--reason", "x"], ["--end", "x", "--reason", "x"], ["--end", "1"],
                  ["--end", "1", "--rule", "wave", "--reason", "x"]):
        refused(ws, "silence", *words)
    refused(ws, "--as", "cdc103", "silence", "--region", "420102", "--until", "2022-06-03", "--reason", "x",
            say="within its own region")
    refused(ws, "--as", "gov102", "silence", "--rule", "wave", "--until", "2022-06-03", "--reason", "x",
            say="rules that it answers for")
    assert log(ws, "silence") == []
    # Another county, a milder grade: not this one.
    assert ws.json("silence", "--region", "420103", "--until", "2022-06-03", "--reason", "演练")["alerts"] == 0
    assert ws.json("silence", "--grade", "4", "--until", "2022-06-03", "--reason", "演练")["alerts"] == 0
    ws.now = "2022-06-01T09:00:00Z"
    done = ws.json("--as", "cdc1", "silence", "--rule", "wave", "--until", "2022-06-02", "--reason", "系统切换")
    assert done["alerts"] == 1 and done["state"] == "holds"
    assert log(ws, "silence")[-1] == {"change": "set", "rule": "wave", "region": "420100",
                                      "until": "2022-06-02T16:00:00Z", "reason": "系统切换"}
    alert = ws.json("alert", ident)
    assert (alert["state"], alert["silence"], alert["silent_until"], alert["climbs"]) == (
        "new", str(done["silence"]), "2022-06-02T16:00:00Z", None)
    # Marked, still listed, counted; its clock stands.
    group = ws.json("alerts", "--by", "prefecture,rule")
    assert [(g["prefecture"], g["rule"], g["alerts"], g["silent"]) for g in group] == [("420100", "wave", 1, 1)]
    assert "1 alert in 1 group, 1 of them silent" in ws.ok("alerts", "--by", "rule")
    ws.now = "2022-06-02T15:59:59Z"
    done = ws.json("tick")
    assert (done["climbed"], done["unsilenced"], done["silent"], done["open"]) == (0, 0, 1, 1)
    ws.now = "2022-06-02T16:00:00Z"
    assert ws.json("alert", ident)["silence"] is None, "before any tick"
    done = ws.json("tick")
    assert (done["climbed"], done["unsilenced"], done["silent"]) == (0, 1, 0)
    assert ws.json("alert", ident)["climbs"] == "2022-06-02T17:00:00Z", "1 of 2 hours had run"
    assert changes(ws) == ["raised", "silenced", "unsilenced"]
    assert [s["state"] for s in ws.json("silence", "--all")] == ["holds", "holds", "over"]


def test_silence_ends_early(folder):
    ws, ident = raise_one(folder)
    number = ws.json("silence", "--region", "420000", "--until", "2022-06-20", "--reason", "x")["silence"]
    # What is raised under a silence is silent from the start.
    ws.ok("take", ws.file("b.csv", HEAD + weeks("420103", [50], 22)))
    ws.now = "2022-06-06T08:00:00Z"
    assert ws.json("tick")["silenced"] == 1
    refused(ws, "--as", "cdc102", "silence", "--end", number, "--reason", "x")
    assert ws.json("--as", "cdc0", "silence", "--end", number, "--reason", "切换完成")["alerts"] == 2
    assert ws.json("silence") == []
    over = ws.json("silence", "--all")[0]
    assert (over["state"], over["until"], over["ended_by"], over["end_reason"]) == (
        "ended early", ws.now, "cdc0", "切换完成")
    refused(ws, "silence", "--end", number, "--reason", "x", say="no silence")
    assert changes(ws) == ["raised", "silenced", "raised", "silenced", "unsilenced", "unsilenced"]


def test_no_posts(folder):
    ws, ident = raise_one(folder, posts=False)
    assert "to" not in log(ws)[0]
    ws.now = "2022-06-05T08:00:00Z"
    assert ws.json("tick")["climbed"] == 0
    assert ws.json("alert", ident)["may_answer"] == ["local"]
    ws.ok("--as", "anybody", "answer", ident, "ack")


def test_logs_of_old(folder):
    """Entries of before had no id, and an end without its beginning."""
    ws, ident = raise_one(folder)
    with ws.database() as db:
        db.execute("DELETE FROM log WHERE kind = 'alert'")
        db.execute("INSERT INTO log SELECT max(seq) + 1, 'alert', max(time), 'local', algo, ?, hash FROM log",
                   (b'{"change":"raised","rule":"wave","version":1,"region":"420102","scheme":"demo","level":3,'
                    b'"since":"2022-W21","groups":["clinics"]}',))
    assert ws.json("alert", ident)["state"] == "new"
    with ws.database() as db:
        db.execute("INSERT INTO log SELECT max(seq) + 1, 'alert', max(time), 'local', algo, ?, hash FROM log",
                   (b'{"change":"ended","rule":"wave","region":"420102"}',))
    assert ws.json("alert", ident)["state"] == "ended"
    for bad in (b'{"change":"melted","id":"1","rule":"r","region":"1"}', b"[]", b"{", b'{"change":"ended"}',
                b'{"change":"raised","id":"12345678901234567","rule":"r","region":"1"}',
                b'{"change":"silenced","id":"1","rule":"r","region":"1","until":"soon"}'):
        with ws.database() as db:
            db.execute("DELETE FROM log WHERE kind = 'alert'")
            db.execute("INSERT INTO log SELECT max(seq) + 1, 'alert', max(time), 'local', algo, ?, hash FROM log", (bad,))
        assert ws.run("alert", ident).returncode == 4, bad


def test_record_of_a_rule(folder):
    """Shares answered, by when they were raised; and what was right."""
    ws = start(folder)
    ws.ok("load", "calendar", ws.file("cal.csv", "date,name,is_off_day\n2022-06-03,端午节,1\n"))
    assert ws.json("tick")["raised"] == 1  # Wednesday, 16:00
    first = log(ws)[0]["id"]
    ws.now = "2022-06-01T09:00:00Z"
    ws.ok("answer", first, "ack")  # within 2 hours
    ws.now = "2022-06-02T20:00:00Z"  # Friday 3 June, 4:00, a day off
    ws.ok("take", ws.file("b.csv", HEAD + weeks("420103", [50], 22)))
    ws.ok("tick")
    second = [e for e in log(ws) if e["change"] == "raised"][1]["id"]
    ws.now = "2022-06-03T08:00:00Z"  # 12 hours later
    rule = ws.json("rules", "wave")[0]
    assert rule["answered"] == {
        "day": {"raised": 1, "due_2h": 1, "in_2h": 1, "due_24h": 1, "in_24h": 1},
        "night": {"raised": 0, "due_2h": 0, "in_2h": 0, "due_24h": 0, "in_24h": 0},
        "holiday": {"raised": 1, "due_2h": 1, "in_2h": 0, "due_24h": 0, "in_24h": 0}}, rule["answered"]
    assert rule["precision"] is None and rule["hours_to_answer"] == 1
    ws.ok("answer", second, "false", "--reason", "x")
    ws.ok("answer", first, "verify")
    ws.now = "2022-06-04T16:00:00Z"  # six days after the end of W21
    ws.ok("answer", first, "confirm")
    rule = ws.json("rules", "wave")[0]
    assert (rule["confirmed"], rule["false"], rule["precision"]) == (1, 1, 0.5)
    # Wilson, 1 of 2: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n) = 0.5 -+ 0.4055
    assert abs(rule["precision_low"] - 0.0945) < 1e-4 and abs(rule["precision_high"] - 0.9055) < 1e-4
    assert (rule["settled"], rule["unchecked"], rule["days_to_confirm"]) == (1, 0, 6)
    assert rule["answered"]["holiday"]["in_24h"] == 1 and rule["hours_to_answer"] == 6.5
    assert rule["raised"] == 2 and rule["open"] == 1 and rule["regions"] == 2
    assert rule["a_region_and_week"] is None, "less than a week in force"
    ws.now = "2022-06-15T08:00:00Z"  # two weeks: 2 alarms / (2 regions * 2 weeks)
    assert abs(ws.json("rules", "wave")[0]["a_region_and_week"] - 0.5) < 1e-9
    page = ws.ok("rules", "wave")
    assert "1 of 2 (50 %)" in page and "settled unchecked    0 of 1 (0 %)" in page
    assert "cdc" not in page.replace(RULES, ""), "never by post"
    refused(ws, "rules", "nope", say="no rule")
    assert [r["rule"] for r in ws.json("rules")] == ["wave"] and "wave v1" in ws.ok("rules")


def test_useless_rule_is_to_be_retired(folder):
    """All its alarms are false. Wilson's upper end of 0 of n is z^2 / (n + z^2) with z^2 = 3.84: under the floor of 0.5
    from 4 on. Those are judged in June; at the ends of June, July and August it is under: listed after 31 August."""
    ws = start(folder)
    week, judged = 22, 0
    while judged < 4:
        ws.ok("tick")
        for e in log(ws):
            if ws.json("alert", e["id"])["state"] == "new":
                ws.ok("answer", e["id"], "false", "--reason", "无异常")
                judged += 1
        ws.ok("take", ws.file("q.csv", HEAD + weeks("420102", [10, 10, 60], week)))
        ws.now = f"2022-06-{1 + 6 * judged:02d}T08:00:00Z"
        week += 3
    assert (ws.json("rules", "wave")[0]["false"], ws.json("rules", "wave")[0]["retire_since"]) == (4, None)
    for now, since in (("2022-08-31T08:00:00Z", None), ("2022-09-01T08:00:00Z", "2022-08-31"),
                       ("2022-12-01T08:00:00Z", "2022-08-31")):
        ws.now = now
        assert ws.json("rules", "wave")[0]["retire_since"] == since, now
    assert "to be retired, since 2022-08-31" in ws.ok("rules")
    assert "proposed since 2022-08-31" in ws.ok("rules", "wave")


def test_json_is_as_documented(folder):
    TYPES["object"] = dict
    tables = schema()
    ws, ident = raise_one(folder)
    ws.ok("answer", ident, "object", "--reason", "x")
    ws.ok("silence", "--grade", "1", "--until", "2022-06-03", "--reason", "演练")
    alert = ws.json("alert", ident)
    check(alert, tables["alert"], "alert")
    for step in alert["history"]:
        check(step, tables["history"], "history")
    for group in ws.json("alerts", "--by", "prefecture"):
        check(group, tables["groups"], "groups")
        for member in group["members"]:
            check(member, tables["member"], "member")
    for silence in ws.json("silence"):
        check(silence, tables["silence"], "silence")
    for rule in ws.json("rules"):
        check(rule, tables["rules"], "rules")
    assert set(ws.json("tick")) == {"raised", "worse", "better", "ended", "lapsed", "expired", "climbed", "silenced",
                                    "unsilenced", "over_budget", "open", "silent", "questions"}


def test_as_of(folder):
    ws, ident = raise_one(folder)
    ws.now = "2022-06-02T08:00:00Z"
    ws.ok("answer", ident, "close", "--reason", "x")
    assert ws.json("alerts", "--by", "rule") == []
    assert ws.json("alerts", "--by", "rule", "--all")[0]["states"] == {"closed": 1}
    then = ws.json("alerts", "--by", "rule", "--as-of", "2022-06-01")
    assert then[0]["states"] == {"new": 1} and then[0]["members"][0]["id"] == ident
    refused(ws, "alerts", "--by", "post", say="none of prefecture")


if __name__ == "__main__":
    run(globals())
