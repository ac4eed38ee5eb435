"""Every way in which a file can be wrong: the fault list is complete, exit is 3, nothing has changed."""
import gzip
import json

from harness import Workspace, run

HEAD = "region_code,indicator,period,value\n"
GOOD = HEAD + "420000,gdp.total,2022-Q1,10804.66\n420000,ind.power,2022-03,1\n"

# why, rows under HEAD (or bytes: the whole file), faults as (code, line, column), nearest of the first
CASES = [
    ("unknown region", "420001,flu,2022-W05,1\n", [("region.unknown", 2, 1)], "420000 湖北省"),
    ("region outside its time", "421088,flu,2019-W05,1\n", [("region.not_then", 2, 1)], None),
    ("code between its two regions", "421024,flu,1997-W05,1\n", [("region.not_then", 2, 1)], None),
    ("unknown indicator", "420000,gdp.totl,2022-Q1,1\n", [("indicator.unknown", 2, 2)], "gdp.total 地区生产总值"),
    ("no month 13", "420000,coal.days,2031-13-01,1\n", [("period.bad", 2, 3)], None),
    ("no 30 February", "420000,coal.days,2031-02-30,1\n", [("period.bad", 2, 3)], None),
    ("separator", '420000,flu,2022-W05,"1,234"\n', [("value.separator", 2, 4)], None),
    ("full-width digits", "420000,flu,2022-W05,１２\n", [("value.full_width", 2, 4)], None),
    ("exponent", "420000,flu,2022-W05,1e309\n", [("value.exponent", 2, 4)], None),
    ("hexadecimal", "420000,flu,2022-W05,0x1F\n", [("value.not_number", 2, 4)], None),
    ("nan", "420000,flu,2022-W05,nan\n", [("value.not_number", 2, 4)], None),
    ("dashes", "420000,flu,2022-W05,--\n", [("value.not_number", 2, 4)], None),
    ("plus sign", "420000,flu,2022-W05,+5\n", [("value.plus", 2, 4)], None),
    ("too many digits", "420000,flu,2022-W05,12345678901234567890\n", [("value.too_long", 2, 4)], None),
    ("the same key twice", "420000,flu,2022-W05,1\n420100,flu,2022-W05,1\n420000,flu,2022-W05,2\n",
     [("key.twice", 4, None)], None),
    ("the same key in two spellings", "420000,gdp.total,2022-Q1,1\n420000,gdp.total,2022-03,2\n",
     [("key.twice", 3, None)], None),
    ("a ytd figure that starts in February", "420000,gdp.total,2022-02..05,1\n", [("period.kind", 2, 3)], None),
    ("1-2月 beside 2月", "420000,ind.power,2022-01..02,2\n420000,ind.power,2022-02,1\n",
     [("period.overlap", 3, None)], None),
    ("short row", "420000,flu,2022-W05\n", [("csv.short_row", 2, None)], None),
    ("long row", "420000,flu,2022-W05,1,2\n", [("csv.long_row", 2, None)], None),
    ("stray quote", '420000,flu,2022-W05,1"2\n', [("csv.stray_quote", 2, None)], None),
    ("open quote", '420000,flu,2022-W05,"1\n', [("csv.open_quote", 2, None)], None),
    ("NUL", "420000,flu,2022-W05,1\0\n", [("csv.nul", 2, None)], None),
    ("bad bytes", HEAD.encode() + b"420000,flu,2022-W05,\xff\x80\xff\n", [("text.encoding", 2, 4)], None),
    ("published tomorrow", None, [("as_of.future", 2, 5)], None),
    ("nothing", b"", [("file.empty", None, None)], None),
    ("only a header", HEAD.encode(), [("file.empty", None, None)], None),
    ("no value column", b"region_code,indicator,period\n420000,flu,2022-W05\n", None, None),
    ("three faults in one row", "42,fluu,2022-W99,x\n",
     [("region.unknown", 2, 1), ("indicator.unknown", 2, 2), ("period.bad", 2, 3), ("value.not_number", 2, 4)],
     None),
]


def content(why, rows):
    if why == "published tomorrow":
        return "region_code,indicator,period,value,as_of\n420000,flu,2022-W05,1,2022-06-02\n"
    return rows if isinstance(rows, bytes) else HEAD + rows


def refuse(ws, why, path, want, nearest=None, before=None):
    report = ws.folder / "report.json"
    done = ws.run("take", "--report", report, path)
    assert done.returncode == 3, f"{why}: exit {done.returncode}: {done.stderr.decode(errors='replace')}"
    found = json.loads(report.read_text())
    assert found["format"] == 1 and found["taken"] == 0, why
    errors = [f for f in found["faults"] if f["severity"] == "error"]
    if want is not None:
        got = [(f["code"], f["line"] if w[1] else None, f["column"] if w[2] else None)
               for f, w in zip(errors, want)]
        assert len(errors) == len(want) and got == want, f"{why}: {errors}"
    assert errors and all(f["message"] for f in errors), why
    if nearest:
        assert errors[0]["nearest"] == nearest, f"{why}: {errors[0]}"
    assert ws.ok("export") == before, f"{why}: the export changed"


def test_every_fault(folder):
    ws = Workspace(folder)
    ws.ok("take", ws.file("good.csv", GOOD))
    before = ws.ok("export")
    for why, rows, want, nearest in CASES:
        refuse(ws, why, ws.file("bad.csv", content(why, rows)), want, nearest, before)
        done = ws.run("take", "--dry-run", ws.file("bad.csv", content(why, rows)))
        assert done.returncode == 3, f"{why}: a dry run refuses too"


def test_month_beside_what_is_kept(folder):
    ws = Workspace(folder)
    ws.ok("take", ws.file("a.csv", HEAD + "420000,ind.power,2022-02,1\n"))
    before = ws.ok("export")
    refuse(ws, "1-2月 after 2月", ws.file("b.csv", HEAD + "420000,ind.power,2022-01..02,2\n"),
           [("period.overlap", 2, None)], before=before)


def test_directory_and_absent(folder):
    ws = Workspace(folder)
    before = ws.ok("export")
    refuse(ws, "a directory", folder, [("file.unreadable", None, None)], before=before)
    refuse(ws, "no such file", folder + "/absent.csv", [("file.unreadable", None, None)], before=before)
    path = ws.file("cut.csv.gz", gzip.compress(GOOD.encode())[:-9])
    refuse(ws, "half a gzip", path, None, before=before)


def test_ten_megabyte_line(folder):
    ws = Workspace(folder)
    before = ws.ok("export")
    path = ws.file("long.csv", HEAD + "420000,flu,2022-W05," + "9" * (10 << 20) + "\nZZ,flu,2022-W06,1\n")
    refuse(ws, "10 MB line", path, [("csv.long_record", 2, None), ("region.unknown", 3, 1)], before=before)


def test_good_rows_of_a_bad_file_are_not_taken(folder):
    ws = Workspace(folder)
    before = ws.ok("export")
    good, bad = ws.file("good.csv", GOOD), ws.file("bad.csv", HEAD + "ZZ98,flu,2022-W05,1\n")
    done = ws.run("take", good, bad)
    assert done.returncode == 3 and ws.ok("export") == before
    assert b"bad.csv:2:1" in done.stderr, done.stderr


def test_terminal_shows_fifty_and_the_count(folder):
    ws = Workspace(folder)
    rows = "".join(f"ZZ{i},flu,2022-W05,1\n" for i in range(120))
    report = ws.folder / "report.json"
    done = ws.run("take", "--report", report, ws.file("many.csv", HEAD + rows))
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 3
    assert sum("unknown region" in line for line in lines) == 50, lines[:3]
    assert any("70 more" in line for line in lines), lines[-3:]
    assert len(json.loads(report.read_text())["faults"]) == 120


def test_warning_does_not_refuse(folder):
    ws = Workspace(folder)
    report = ws.folder / "report.json"
    done = ws.run("take", "--report", report,
                  ws.file("a.csv", "region_code,indicator,period,value,colour\n420000,flu,2022-W05,1,red\n"))
    found = json.loads(report.read_text())
    assert done.returncode == 0 and found["taken"] == 1
    assert [f["code"] for f in found["faults"]] == ["header.ignored"]


def test_gb18030_gzip_and_bom(folder):
    ws = Workspace(folder)
    text = "region_code,indicator,period,value,备注\n420100,flu,2022-W05,3,武汉\n"
    for i, data in enumerate([text.encode("gb18030"), gzip.compress(text.encode()), b"\xef\xbb\xbf" + text.encode()]):
        ws.ok("take", ws.file(f"f{i}.csv", data))
    assert ws.ok("export") == HEAD + "420100,flu,2022-W05,3\n"


def test_wide_files(folder):
    ws = Workspace(folder)
    ws.ok("take", ws.file("a.csv", "region_code,indicator,2022-W05,2022-W06\n420100,flu,3,\n420000,flu,4,0\n"))
    ws.ok("take", ws.file("b.csv", "region_code,period,icu,coal.days\n420100,2022-W05,7.0,\n"))
    assert ws.ok("export") == HEAD + ("420000,flu,2022-W05,4\n420000,flu,2022-W06,0\n"
                                      "420100,flu,2022-W05,3\n420100,icu,2022-W05,7.0\n")


def test_wrong_rules_give_a_line_each(folder):
    ws = Workspace(folder)
    rules = (
        "streams:\n"
        "  a: {indicator: fluu, source: s, group: g, detector: earsC}\n"
        "  b: {indicator: icu, source: s, group: h, detector: earC}\n"
        "  c: {indicator: icu, source: s, group: h, detector: earsC, options: {methd: C2}}\n"
        "rules:\n"
        "  r: {version: 1, when: {at_least: 2, groups_of: [a, x]}, grade: {scheme: demo, level: 3}}\n"
        "  q: {version: 1, whenn: {}, when: {at_least: 1, groups_of: [b]}, grade: {scheme: demo, level: 3}}\n"
    )
    done = ws.run("load", "rules", ws.file("rules.yaml", rules))
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("rules.yaml:")]
    assert done.returncode == 3 and [int(line.split(":")[1]) for line in lines] == [2, 3, 4, 6, 7], done.stderr.decode()


run(globals())
