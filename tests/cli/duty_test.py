"""What is owed: forms, the six facts, days off, views, expiry and refusal."""
import datetime
import json
import os

import books
from harness import ROOT, Workspace, run

DATA = ROOT / "tests/data/duty"
FORM = """forms:
  monthly: {version: 1, title: 月报, office: 统计局, purpose: 监测, frequency: M, items: [a, b],
            regions: {level: county, below: P}, due: {working_days: 5, hour: 17}, from: 2022-01-01}
"""
ITEMS = ("code,name_zh,unit,frequency,kind\na,工业用电量,万千瓦时,M,flow\nb,财政收入,亿元,M,flow\n"
         "q,就业人数,万人,Q,stock\nday,日用电量,万千瓦时,D,flow\nweek,蔬菜零售均价,元,W,price\n")


def utc(stamp, year=2022):
    """MMDDhh in China as a UTC time."""
    local = datetime.datetime(year, int(stamp[:2]), int(stamp[2:4]), int(stamp[4:6]))
    return (local - datetime.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ")


def fresh(folder, units, form=FORM, calendar=True):
    ws = Workspace(folder, empty=True)
    ws.now = "2022-01-01T00:00:00Z"
    rows = "".join(f"{u},单位{u},county,P\n" for u in units)
    ws.ok("load", "regions", ws.file("r.csv", f"code,name_zh,level,parent_code\nP,某省,province,\n{rows}"))
    ws.ok("load", "indicators", ws.file("i.csv", ITEMS))
    if calendar:
        ws.ok("load", "calendar", DATA / "holidays_cn.csv")
    if form:
        ws.ok("load", "forms", ws.file("forms.yaml", form))
    return ws


def take(ws, stamp, rows):
    ws.now = utc(stamp)
    text = "region_code,indicator,period,value,status\n" + "".join(rows)
    done = ws.run("take", ws.file("t.csv", text))
    assert done.returncode == 0, done.stderr.decode()


def cases():
    for line in (DATA / "cases.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, entries, a, b, state = [p.strip() for p in line.split("|")]
            yield name, [e.split() for e in entries.split(";") if e.strip()], set(a.split()), set(b.split()), state


def month(text):
    return f"2021-{text}" if text == "12" else f"2022-{text}"


def test_fifty_labelled_cases(folder):
    listed = list(cases())
    assert len(listed) == 50
    ws = fresh(folder, [f"U{i:02}" for i in range(50)])
    by_time = {}
    for i, (_, entries, _, _, _) in enumerate(listed):
        for stamp, *cells in entries:
            for cell in cells:
                key, value = cell.split("=")
                row = f"U{i:02},{key[0]},{month(key[1:])},{'' if value == 'W' else value},{'W' if value == 'W' else ''}\n"
                by_time.setdefault(stamp, []).append(row)
    for stamp in sorted(by_time):
        take(ws, stamp, by_time[stamp])
    ws.now = utc("052010")
    duties = {d["region"]: d for d in ws.json("due", "--form", "monthly")["duties"] if d["period"] == "2022-04"}
    wrong = []
    for i, (name, _, a, b, state) in enumerate(listed):
        d = duties[f"U{i:02}"]
        assert d["due"] == "2022-05-10" and d["hour"] == 17
        got = {c["indicator"]: set(c["facts"]) for c in d["cells"]}
        if (got["a"], got["b"], d["state"]) != (a, b, state):
            wrong.append((name, got, d["state"], "wanted", a, b, state))
    assert not wrong, "\n".join(map(str, wrong))


def test_no_alarm_on_a_day_off(folder):
    """Every day of three years: what turns missing or silent does so on a working day only."""
    off = {}
    for line in (DATA / "holidays_cn.csv").read_text().splitlines()[1:]:
        day, _, is_off = line.split(",")
        off[day] = is_off == "1"
    form = """forms:
  d: {version: 1, title: 日报, office: A, purpose: p, frequency: D, items: [day], regions: {level: county},
      due: {working_days: 0}, from: 2022-01-01}
  w: {version: 1, title: 周报, office: A, purpose: p, frequency: W, items: [week], regions: {level: county},
      due: {working_days: 2, hour: 12}, from: 2022-01-01}
  q: {version: 1, title: 季报, office: A, purpose: p, frequency: Q, items: [q], regions: {level: county},
      due: {working_days: 8}, from: 2022-01-01}
"""
    ws = fresh(folder, ["U1"], form)
    ws.now = "2024-12-31T10:00:00Z"
    duties = ws.json("due", "--last", "999")["duties"]
    alarms = [d["alarm"] for d in duties]
    assert len(duties) > 1000 and {d["form"] for d in duties} == {"d", "w", "q"}
    for a in alarms + [d["due"] for d in duties]:
        day = datetime.date.fromisoformat(a)
        assert not off.get(a, day.weekday() > 4), a
    # The same day by day over National Day, with its make-up Saturday and Sunday.
    day, before = datetime.date(2022, 9, 26), None
    while day < datetime.date(2022, 10, 16):
        said = ws.json("due", "--form", "d", "--as-of", day.isoformat())
        n = said["count"]["silent"]
        is_off = off.get(day.isoformat(), day.weekday() > 4)
        assert said["working_day"] != is_off, day
        if before is not None and is_off:
            assert n <= before, day  # nothing new on a day off (old ones leave the window)
        before = n
        day += datetime.timedelta(days=1)


def test_what_is_asked_when(folder):
    ws = fresh(folder, ["U1", "U2"], FORM.replace("items: [a, b]", "items: [a, q]").replace(
        "from: 2022-01-01", "from: 2022-02-01, until: 2022-04-30, skip_months: [3]"))
    ws.now = "2022-06-01T08:00:00Z"
    duties = ws.json("due", "--region", "U1")["duties"]
    assert [(d["period"], d["asked"], d["state"]) for d in duties] == [
        ("2022-02", 1, "silent"), ("2022-04", 1, "expired")] or \
        [(d["period"], d["state"]) for d in duties] == [("2022-02", "silent"), ("2022-04", "expired")], duties


def test_as_of(folder):
    ws = fresh(folder, ["U1"])
    take(ws, "051210", ["U1,a,2022-04,5,\n", "U1,b,2022-04,6,\n"])
    ws.now = utc("060110")

    def april(day):
        return next(d for d in ws.json("due", "--as-of", day)["duties"] if d["period"] == "2022-04")

    assert april("2022-05-09")["state"] == "not_due"
    assert april("2022-05-11")["state"] == "silent" and april("2022-05-11")["days_over"] == 1
    assert april("2022-05-12")["state"] == "late" and april("2022-05-31")["days_over"] == 2
    assert "late" in ws.ok("due") and "迟报" in ws.ok("--lang", "zh-Hans", "due")
    # Asked for after it was due: nobody is late by the clock, the day of publication counts.
    ws.ok("load", "forms", ws.file("late.yaml", FORM.replace("monthly", "past").replace("[a, b]", "[q]").replace(
        "frequency: M", "frequency: Q")))
    done = ws.run("take", "--as-of", "2022-04-08", ws.file("q.csv", "region_code,indicator,period,value\nU1,q,2022-Q1,3\n"))
    assert done.returncode == 0, done.stderr.decode()
    past = ws.json("due", "--form", "past")["duties"]
    assert [(d["period"], d["state"]) for d in past] == [("2022-Q1", "in_time"), ("2022-Q2", "not_due")], past


def faults(ws, text, *codes, options=()):
    report = ws.folder / "rep.json"
    done = ws.run("load", *options, "--report", report, "forms", ws.file("x.yaml", text))
    got = [f["code"] for f in json.loads(report.read_text())["faults"]]
    assert got == list(codes) and (done.returncode == 3) == bool(codes), (got, done.stderr.decode())
    return json.loads(report.read_text())["faults"]


def test_one_datum_one_entry(folder):
    ws = fresh(folder, ["U1"])
    other = FORM.replace("monthly", "second").replace("统计局", "财政局")
    found = faults(ws, other, "form.asked", "form.asked")
    assert "monthly" in found[0]["nearest"] and "统计局" in found[0]["nearest"]
    faults(ws, other.replace("[a, b]", "[{code: a, view: true}, {code: b, view: true}, q]"))
    ws.now = "2022-06-01T08:00:00Z"
    assert all(c["indicator"] == "q" for d in ws.json("due", "--form", "second")["duties"] for c in d["cells"])
    # Other regions, or another time, are no second entry.
    faults(ws, other.replace("second", "third").replace("level: county, below: P", "list: [P]"))
    # With a reason it is taken, and the reason is an entry.
    assert ws.run("load", "--force", "forms", ws.file("y.yaml", other.replace("second", "y"))).returncode == 2
    faults(ws, other.replace("second", "fourth"), options=["--force", "--reason", "省长要求"])
    with ws.database() as db:
        payload = db.execute("SELECT payload FROM log WHERE kind='forced'").fetchall()
    assert len(payload) == 1
    assert ws.run("verify").returncode == 0


def test_versions_and_faults(folder):
    ws = fresh(folder, ["U1"])
    faults(ws, FORM)  # the very same again
    faults(ws, FORM.replace("hour: 17", "hour: 12"), "form.version")
    faults(ws, FORM.replace("hour: 17", "hour: 12").replace("version: 1", "version: 2"))
    faults(ws, "forms:\n  x: {version: 1}\n", *["yaml.missing_key"] * 7)
    faults(ws, FORM.replace("[a, b]", "[nope]").replace("monthly", "n"), "indicator.unknown")
    faults(ws, FORM.replace("below: P", "below: Z").replace("monthly", "n"), "region.unknown")
    faults(ws, FORM.replace("from: 2022-01-01", "from: 2022-13-01").replace("monthly", "n"), "day.bad")
    faults(ws, FORM.replace("frequency: M", "frequency: X").replace("monthly", "n"), "yaml.value")


def test_expired_may_be_refused(folder):
    form = FORM.replace("from: 2022-01-01", "from: 2022-01-01, legal: {number: 1号, body: 局, valid_to: 2022-04-30}")
    ws = fresh(folder, ["U1", "U2"], form)
    ws.ok("load", "posts", ws.file("p.csv", "post,unit,region,role,level\np1,统计局,U1,report,county\np2,统计局,U2,report,county\n"))
    ws.now = "2022-04-20T08:00:00Z"
    early = ws.run("--as", "p1", "refuse", "monthly", "--reason", "过期")
    assert early.returncode == 2 and b"2022-04-30" in early.stderr
    ws.now = "2022-06-01T08:00:00Z"
    state = {d["region"]: d["state"] for d in ws.json("due")["duties"] if d["period"] == "2022-04"}
    assert state == {"U1": "expired", "U2": "expired"}
    assert "may be refused" in ws.ok("due")
    assert ws.run("--as", "p1", "refuse", "monthly").returncode == 2
    assert ws.run("--as", "p1", "refuse", "--region", "U2", "monthly", "--reason", "过期").returncode == 2
    assert ws.run("--as", "p1", "refuse", "nope", "--reason", "过期").returncode == 2
    ws.ok("--as", "p1", "refuse", "monthly", "--reason", "过期")
    state = {d["region"]: d["state"] for d in ws.json("due")["duties"] if d["period"] == "2022-04"}
    assert state == {"U1": "refused", "U2": "expired"}
    march = {d["region"]: d["state"] for d in ws.json("due")["duties"] if d["period"] == "2022-03"}
    assert march == {"U1": "silent", "U2": "silent"}  # that was due when the form was valid


def test_a_calendar_of_one_s_own(folder):
    ws = fresh(folder, ["U1"], calendar=False)
    ws.now = "2022-06-01T08:00:00Z"
    april = next(d for d in ws.json("due")["duties"] if d["period"] == "2022-04")
    assert april["due"] == "2022-05-06"  # 2 to 6 May: a plain week
    ws.ok("load", "calendar", ws.file("it.csv", "date,name_zh,is_off_day\n2022-05-02,festa,1\n"))
    april = next(d for d in ws.json("due")["duties"] if d["period"] == "2022-04")
    assert april["due"] == "2022-05-09"
    bad = ws.run("load", "calendar", ws.file("bad.csv", "date,name_zh,is_off_day\n2022-05-02,festa,maybe\n"))
    assert bad.returncode == 3 and b"is_off_day" in bad.stderr


def test_burden(folder):
    form = """forms:
  m: {version: 1, title: 月报, office: 统计局, purpose: p, frequency: M, items: [a, b], regions: {level: county},
      due: {working_days: 5, hour: 17}, from: 2022-01-01, legal: {number: 1号}}
  e: {version: 1, title: 加报, office: 统计局, purpose: p, frequency: D, items: [day], regions: {level: county},
      due: {working_days: 0}, from: 2022-05-09, until: 2022-05-11}
caps: {统计局: 4}
"""
    ws = fresh(folder, ["U1", "U2"], form)
    take(ws, "050912", ["U1,a,2022-04,5,\n", "U1,b,2022-04,6,\n"])
    take(ws, "051008", ["U1,a,2022-04,7,\n"])
    # Asked on Tuesday at 16:00 for the same evening: less than 24 hours, and once more the same datum.
    ws.now = utc("051016")
    ws.ok("load", "--force", "--reason", "急", "forms", ws.file("f.yaml", """forms:
  z: {version: 1, title: 急报, office: 财政局, purpose: p, frequency: M, items: [a], regions: {list: [U1]},
      due: {working_days: 5, hour: 20}, from: 2022-04-30, until: 2022-04-30}
"""))
    said = ws.json("burden", "--week", "2022-W19")
    office = {o["office"]: o for o in said["offices"]}
    # 统计局: m (2 cells) and e on three days, in two counties; the cap is 4 a county and week.
    want = {"forms": 8, "items": 6, "cells": 10, "typed": 3, "duplicates": 0, "short_notice": 0, "over_cap": 2}
    assert {k: office["统计局"][k] for k in want} == want, office
    want = {"forms": 1, "items": 1, "cells": 1, "duplicates": 1, "short_notice": 1, "over_cap": 0}
    assert {k: office["财政局"][k] for k in want} == want, office
    # What has a legal ground is not queued: the last of the daily ones is.
    assert [(q["region"], q["form"], q["period"], q["rank"]) for q in said["queue"]] == [
        ("U1", "e", "2022-05-11", 1), ("U2", "e", "2022-05-11", 1)], said["queue"]
    regions = {r["region"]: r["cells"] for r in ws.json("burden", "--week", "2022-W19", "--by", "region")["regions"]}
    assert regions == {"U1": 6, "U2": 5}
    assert "Over the cap" in ws.ok("burden", "--from", "2022-05-09", "--to", "2022-05-15")
    assert ws.run("burden", "--week", "2022-05").returncode == 2
    assert ws.run("burden", "--by", "county").returncode == 2
    ws.ok("load", "inspections", ws.file("x.csv", "id,office,unit,region,topic,first,last\n"
                                         "i1,应急局,化工厂,U1,安全生产检查,2022-05-09,2022-05-10\n"
                                         "i2,消防大队,化工厂,U1,安全生产督查,2022-05-12,2022-05-12\n"))
    found = ws.json("burden", "--week", "2022-W19")["inspections"]
    assert [(o["a"]["id"], o["b"]["id"], o["days_between"], o["merged_first"], o["merged_last"]) for o in found] == [
        ("i1", "i2", 2, "2022-05-09", "2022-05-10")]


def test_a_form_to_fill_in(folder):
    ws = fresh(folder, ["U1", "U2"])
    ws.now = "2022-05-05T08:00:00Z"
    csv = ws.folder / "form.csv"
    ws.ok("form", "monthly", "--region", "U1", "--period", "2022-04", "-o", csv)
    assert csv.read_text() == "region_code,indicator,period,value\nU1,a,2022-04,\nU1,b,2022-04,\n"
    csv.write_text(csv.read_text().replace("2022-04,\n", "2022-04,5\n"))
    ws.ok("take", csv)
    assert next(d for d in ws.json("due", "--region", "U1")["duties"] if d["period"] == "2022-04")["state"] == "in_time"
    ws.ok("form", "monthly", "--period", "2022-04", "-o", ws.folder / "form.xlsx")
    # Figures start at D5: U1's two are filled in, one of U2's.
    books.fill(ws.folder / "form.xlsx", {"D5": 6, "E5": 7.5, "D6": 8})
    said = ws.json("take", ws.folder / "form.xlsx")
    assert said["taken"] == 3 and said["unchanged"] == 0, said
    held = {(r["region"], r["indicator"]): r["value"] for r in ws.json("export") if r["period"] == "2022-04"}
    assert held == {("U1", "a"): "6", ("U1", "b"): "7.5", ("U2", "a"): "8"}, held
    state = {d["region"]: d["state"] for d in ws.json("due")["duties"] if d["period"] == "2022-04" and d["form"] == "monthly"}
    assert state["U1"] == "in_time" and state["U2"] != "in_time", state
    for words in (["monthly"], ["monthly", "--period", "2022-Q1", "-o", csv], ["nope", "--period", "2022-04", "-o", csv],
                  ["monthly", "--period", "2022-04", "--region", "ZZ", "-o", csv]):
        assert ws.run("form", *words).returncode == 2, words


def test_what_exists_is_not_asked_again(folder):
    ws = fresh(folder, ["U1"], form=None)
    head = "code,name_zh,unit,frequency,kind\n"
    report = ws.folder / "rep.json"
    done = ws.run("load", "--report", report, "indicators", ws.file("n.csv", head + "x,全市工业用电量情况,亿千瓦时,M,flow\n"))
    assert done.returncode == 3
    fault = json.loads(report.read_text())["faults"][0]
    assert fault["code"] == "item.exists" and fault["nearest"].startswith("a 工业用电量"), fault
    # Another scope is another item; and a correction of the item itself is none.
    ws.ok("load", "indicators", ws.file("o.csv", head + "y,规模以上工业用电量,万千瓦时,M,flow\nz,工业用电量,万千瓦时,M,ytd\n"))
    ws.ok("load", "indicators", ws.file("p.csv", head + "a,工业用电量（全社会）,万千瓦时,M,flow\n"))
    assert ws.run("load", "--force", "indicators", ws.file("n.csv", head + "x,工业用电量情况,万千瓦时,M,flow\n")).returncode == 2
    ws.ok("load", "--force", "--reason", "另一来源", "indicators", ws.file("n.csv", head + "x,工业用电量情况,万千瓦时,M,flow\n"))
    with ws.database() as db:
        assert db.execute("SELECT count(*) FROM log WHERE kind='forced'").fetchone() == (1,)
    ws.ok("tree")  # and the log can be read again


def test_a_province_in_a_second(folder):
    """103 counties, 60 forms of 5 items, 12 months."""
    ws = Workspace(folder, empty=True)
    ws.now = "2021-12-31T00:00:00Z"
    units = [f"C{i:03}" for i in range(103)]
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nP,某省,province,\n" +
                                     "".join(f"{u},县{u},county,P\n" for u in units)))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind\n" +
                                        "".join(f"i{k},项{k},亿元,M,flow\n" for k in range(300))))
    ws.ok("load", "calendar", DATA / "holidays_cn.csv")
    ws.ok("load", "forms", ws.file("f.yaml", "forms:\n" + "".join(
        f"  f{n}: {{version: 1, title: 表, office: 局{n % 9}, purpose: p, frequency: M, regions: {{level: county}},"
        f" items: [{', '.join(f'i{k}' for k in range(5 * n, 5 * n + 5))}], due: {{working_days: 5}}, from: 2022-01-01}}\n"
        for n in range(60))))
    ws.now = "2023-01-05T08:00:00Z"
    rows = "".join(f"{u},i{k},2022-{m:02},{k + m * 1.5}\n" for u in units for k in range(300) for m in range(1, 13))
    ws.ok("take", ws.file("t.csv", "region_code,indicator,period,value\n" + rows))
    used = os.times()
    said = ws.ok("due")
    now = os.times()
    seconds = now.children_user + now.children_system - used.children_user - used.children_system
    print(f"# {seconds:.2f} s of CPU for 103 counties x 60 forms x 12 months")
    assert "duties" in said
    assert os.environ.get("YX_SANITIZE", "none") != "none" or seconds < 2.0, seconds


os.environ.pop("TZ", None)
run(globals())
