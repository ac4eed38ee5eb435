"""Every version is kept: what stands, what was known on a day, and a brief that prints again."""
from harness import ROOT, Workspace, run

HEAD = "region_code,indicator,period,value\n"


def test_correction_makes_a_version(folder):
    ws = Workspace(folder)
    ws.ok("take", "--as-of", "2022-04-18", ws.file("april.csv", HEAD + "420000,gdp.total,2022-Q1,10804.66\n"))
    ws.ok("take", "--as-of", "2022-05-20", ws.file("may.csv", HEAD + "420000,gdp.total,2022-Q1,10811.30\n"))
    shown = ws.json("show", "420000", "gdp.total")
    assert len(shown) == 1 and shown[0]["value"] == "10811.30" and shown[0]["period"] == "2022-01..03"
    assert [(v["value"], v["as_of"], v["file"], v["line"], v["column"]) for v in shown[0]["versions"]] == [
        ("10804.66", "2022-04-18", "april.csv", 2, 4), ("10811.30", "2022-05-20", "may.csv", 2, 4)]
    assert ws.ok("export", "--as-of", "2022-04-30") == HEAD + "420000,gdp.total,2022-01..03,10804.66\n"
    assert ws.ok("export") == HEAD + "420000,gdp.total,2022-01..03,10811.30\n"
    assert ws.ok("export", "--as-of", "2022-04-17") == HEAD
    text = ws.ok("show", "420000", "gdp.total")
    assert "10804.66" in text and "10811.30" in text


def test_same_value_is_unchanged(folder):
    ws = Workspace(folder)
    first = ws.json("take", ws.file("a.csv", HEAD + "420000,flu,2022-W05,1.50\n"))
    again = ws.json("take", ws.file("a.csv", HEAD + "420000,flu,2022-W05,1.5\n"))
    assert (first["taken"], first["unchanged"], again["taken"], again["unchanged"]) == (1, 0, 0, 1)
    assert ws.ok("export") == HEAD + "420000,flu,2022-W05,1.50\n"


def test_withdrawn_value(folder):
    ws = Workspace(folder)
    ws.ok("take", "--as-of", "2022-03-01", ws.file("a.csv", HEAD + "420000,flu,2022-W05,9\n"))
    ws.ok("take", "--as-of", "2022-04-01", ws.file("b.csv", "region_code,indicator,period,value,status\n"
                                                            "420000,flu,2022-W05,,W\n"))
    assert ws.ok("export") == HEAD
    assert ws.ok("export", "--as-of", "2022-03-15") == HEAD + "420000,flu,2022-W05,9\n"
    shown = ws.json("show", "420000", "flu")[0]
    assert shown["value"] is None and [v["withdrawn"] for v in shown["versions"]] == [False, True]
    assert ws.run("verify").returncode == 0


def test_brief_prints_again_after_a_back_dated_load(folder):
    ws = Workspace(folder)
    rules = ("streams:\n"
             "  f: {indicator: flu, source: s, group: practices, detector: earsC, options: {method: C1}}\n"
             "  i: {indicator: icu, source: t, group: icu, detector: earsC, options: {method: C1}}\n"
             "rules:\n"
             "  wave: {version: 1, when: {at_least: 2, groups_of: [f, i], within: 2},\n"
             "         grade: {scheme: demo, level: 3}, exit: {quiet_for: 3}}\n")
    ws.ok("load", "rules", ws.file("rules.yaml", rules))
    # Weeks 1 to 4 of flu are not reported yet: what comes late, back-dated, changes today's brief.
    rows = "".join(f"420100,{code},2022-W{w:02d},{v}\n" for code in ("flu", "icu")
                   for w, v in enumerate([9, 10, 11, 9, 10, 11, 10, 12, 9, 10, 11, 40], 1) if code == "icu" or w > 4)
    seq = ws.json("take", "--as-of", "2022-03-10", ws.file("weeks.csv", HEAD + rows))["seq"]
    late = iter(range(1, 5))
    for lang in ("en", "zh-Hans"):
        for form in ("text", "html"):
            words = ("brief", "--lang", lang, "--format", form)
            first = ws.ok(*words)
            assert "武汉" in first or "Wuhan" in first
            if (lang, form) == ("en", "text"):
                assert "as known on 2022-06-01" in first, "the day of the entry, not of the clock"
            ws.now = "2022-06-0%dT08:00:00Z" % (2 if lang == "en" else 4)
            later = ws.json("take", "--as-of", "2022-03-01",
                            ws.file("late.csv", HEAD + f"420100,flu,2022-W{next(late):02d},{len(lang) + len(form)}\n"))
            assert later["taken"] == 1, "the back-dated load changed something"
            assert ws.ok(*words, "--at", seq) == first, "the old brief prints again"
            seq = later["seq"]
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\n420100,新武汉,prefecture,420000\n"))
    assert "新武汉" in ws.ok("brief", "--lang", "zh-Hans")
    assert "新武汉" not in ws.ok("brief", "--lang", "zh-Hans", "--at", seq), "the old tree stands in the old brief"


def ticked(ws):
    done = ws.json("tick")
    return {key: done[key] for key in ("raised", "ended", "open", "questions")}


def test_alerts_are_recorded_by_tick(folder):
    ws = Workspace(folder)
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  f: {indicator: flu, source: s, group: practices, detector: earsC, options: {method: C1}}\n"
        "  i: {indicator: icu, source: t, group: icu, detector: earsC, options: {method: C1}}\n"
        "rules:\n"
        "  wave: {version: 1, when: {at_least: 2, groups_of: [f, i]}, grade: {scheme: demo, level: 3}}\n")))
    values = [9, 10, 11, 9, 10, 11, 10, 40]
    rows = "".join(f"420100,{code},2022-W{w:02d},{v}\n" for code in ("flu", "icu") for w, v in enumerate(values, 1))
    ws.ok("take", ws.file("a.csv", HEAD + rows))
    alerts = ws.json("alerts")
    assert [(a["region"], a["since"], a["groups"]) for a in alerts] == [("420100", "2022-W08", ["practices", "icu"])]
    assert [(e["value"], e["file"]) for e in alerts[0]["evidence"]] == [("40", "a.csv"), ("40", "a.csv")]
    assert ticked(ws) == {"raised": 1, "ended": 0, "open": 1, "questions": 0}
    assert ticked(ws) == {"raised": 0, "ended": 0, "open": 1, "questions": 0}
    ws.ok("take", ws.file("b.csv", HEAD + "420100,flu,2022-W09,10\n420100,icu,2022-W09,10\n"))
    assert ticked(ws) == {"raised": 0, "ended": 1, "open": 0, "questions": 0}
    assert ws.json("alerts") == [] and ws.json("alerts", "--all")[0]["ended"] == "2022-W09"


def test_too_few_are_no_signal(folder):
    """4 after weeks of 0 or 1 is unusual; with min_count 5 it is no signal, and 6 is."""
    ws = Workspace(folder)
    rows = "".join(f"420100,flu,2022-W{w:02d},{v}\n" for w, v in enumerate([0, 1, 0, 0, 1, 0, 1, 4, 0, 1, 0, 0, 1, 0, 1, 0, 6], 1))
    ws.ok("take", ws.file("a.csv", HEAD + rows))
    for version, count, want in ((1, 0, ["2022-W08", "2022-W17"]), (2, 5, ["2022-W17"])):
        ws.ok("load", "rules", ws.file("rules.yaml", (
            "streams:\n"
            f"  f: {{indicator: flu, source: s, group: g, detector: earsC, min_count: {count}}}\n"
            "rules:\n"
            f"  r: {{version: {version}, when: {{at_least: 1, groups_of: [f]}}, grade: {{scheme: demo, level: 3}}}}\n")))
        assert [s["period"] for s in ws.json("screen", "--last", "99")] == want, count


def test_known_events_are_left_out_of_baselines(folder):
    """Weeks 8 to 12 are a known outbreak: with them in the baseline week 15 is quiet, without them it is not."""
    ws = Workspace(folder)
    values = [9, 10, 11, 9, 10, 11, 10, 90, 95, 99, 90, 92, 10, 11, 40]
    ws.ok("take", ws.file("a.csv", HEAD + "".join(f"420100,flu,2022-W{w:02d},{v}\n" for w, v in enumerate(values, 1))))
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  f: {indicator: flu, source: s, group: g, detector: earsC, options: {baseline: 10, fewest: 4}}\n"
        "rules:\n"
        "  r: {version: 1, when: {at_least: 1, groups_of: [f]}, grade: {scheme: demo, level: 3}}\n")))
    assert ws.json("screen", "--last", "1") == []
    head = "region,indicator,first,last,note\n"
    done = ws.run("load", "events", ws.file("e.csv", head + "4201,fluu,2022-03-20,2022-02-21,\n"))
    assert done.returncode == 3 and done.stderr.count(b"e.csv:2:") == 4, done.stderr
    ws.ok("load", "events", ws.file("e.csv", head + "420000,flu,2022-02-21,2022-03-27,outbreak being dealt with\n"))
    signals = ws.json("screen", "--last", "1")
    assert [(s["period"], s["value"]) for s in signals] == [("2022-W15", "40")]
    ws.ok("load", "events", ws.file("f.csv", head[:-1] + ",limit\n420100,flu,2022-04-11,2022-04-17,beds were added,45\n"))
    assert ws.json("screen", "--last", "1") == [], "the analyst's limit stands"
    assert "limit 45 laid down: beds were added" in " ".join(ws.ok("brief").split())
    assert "outbreak being dealt with" in ws.ok("brief") and "2022-03-27" in ws.ok("brief", "--region", "420100")


def test_streams_of_one_system_never_make_an_alert(folder):
    ws = Workspace(folder)
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  f: {indicator: flu, source: s, group: one, detector: earsC, options: {method: C1}}\n"
        "  i: {indicator: icu, source: s, group: one, detector: earsC, options: {method: C1}}\n"
        "  c: {indicator: coal.days, source: u, group: two, detector: earsC}\n"
        "rules:\n"
        "  wave: {version: 1, when: {at_least: 2, groups_of: [f, i, c]}, grade: {scheme: demo, level: 3}}\n")))
    rows = "".join(f"420100,{code},2022-W{w:02d},{v}\n" for code in ("flu", "icu")
                   for w, v in enumerate([9, 10, 11, 9, 10, 11, 10, 40], 1))
    ws.ok("take", ws.file("a.csv", HEAD + rows))
    assert len(ws.json("screen", "--last", "1")) == 2, "two signals"
    assert ws.json("alerts", "--all") == [], "of one group: no alert"


def test_silence_is_said(folder):
    """Nobody has reported since week 5: by June that is silence, not peace."""
    ws = Workspace(folder)
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  f: {indicator: flu, source: s, group: practices, detector: earsC}\n"
        "rules:\n"
        "  wave: {version: 1, when: {at_least: 1, groups_of: [f]}, grade: {scheme: demo, level: 3}}\n")))
    ws.ok("take", "--as-of", "2022-02-10",
          ws.file("a.csv", HEAD + "".join(f"{r},flu,2022-W0{w},1\n" for r in ("420000", "420100") for w in range(1, 6))))
    ws.ok("take", "--as-of", "2022-02-16", ws.file("b.csv", HEAD + "420000,flu,2022-W06,1\n"))
    assert "all 2 have reported" in ws.ok("brief", "--as-of", "2022-02-10")
    late = ws.ok("brief", "--as-of", "2022-02-16")
    assert "not reported: 1 of 2: Wuhan (420100), last 2022-W05" in late, late
    ws.ok("take", "--as-of", "2022-02-17", ws.file("c.csv", HEAD + "420100,flu,2022-W06,1\n"))
    june = ws.ok("brief")
    assert "silent: none of 2 since then" in june and "missing or silent reports: 1 of 1" in june, june


def test_one_core_or_many_say_the_same(folder):
    ws = Workspace(folder, empty=True)
    ws.now = "2026-01-01T00:00:00Z"
    for what in ("regions.csv", "indicators.csv", "rules.yaml"):
        ws.ok("load", what.split(".")[0], ROOT / "demo/de" / what)
    ws.ok("take", ROOT / "demo/de/figures.csv.gz")
    one, many = ({words: ws.ok(*words.split(), env={"OMP_NUM_THREADS": n}) for words in
                  ("alerts --all --json", "screen --all --last 60 --json", "brief --as-of 2023-12-20 --format html")}
                 for n in ("1", "4"))
    assert one == many and len(one["alerts --all --json"]) > 10000


run(globals())
