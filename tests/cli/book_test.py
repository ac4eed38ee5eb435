"""Workbooks through the command: taken by their maps, refused cell by cell, sent back with their faults marked."""
import json
import re
import zipfile

import books
from books import Day, Error, Formula, Hidden, Percent, Span
from harness import ROOT, Workspace, run

FORMS = ROOT / "tests/data/forms"
CITIES = ["武汉市", "黄石市", "十堰市", "宜昌市", "襄阳市", "鄂州市", "荆门市", "孝感市", "荆州市", "黄冈市", "咸宁市", "随州市"]


def hubei(folder):
    ws = Workspace(folder, empty=True)
    ws.now = "2022-07-01T08:00:00Z"
    ws.ok("load", "regions", ROOT / "demo/hubei/regions.csv")
    ws.ok("load", "indicators", ROOT / "demo/hubei/indicators.csv")
    return ws


def codes(ws, *words, status=3):
    """Takes, and gives the faults of its report as (code, cell)."""
    done = ws.run("take", *words, "--report", "report.json")
    assert done.returncode == status, done.stderr.decode()
    report = json.loads((ws.folder / "report.json").read_text())
    return [(f["code"], f.get("cell")) for f in report["faults"]]


def figures(ws):
    """{(region, indicator, period): value} of all figures."""
    rows = [r.split(",") for r in ws.ok("export").splitlines()]
    at = [rows[0].index(n) for n in ("region_code", "indicator", "period", "value")]
    return {(r[at[0]], r[at[1]], r[at[2]]): r[at[3]] for r in rows[1:]}


# --- the ten forms that LibreOffice wrote ---

# Figures of the first file, and of the third file, which has drifted, its faults.
TEN = {
    "01-simple": (39, [("map.drift", "C3")]),
    "02-two-rows": (32, [("map.drift", "D3"), ("map.drift", "E3")]),
    "03-three-rows": (48, [("map.drift", "J4")]),
    "04-transposed": (48, [("map.drift", "A6"), ("map.drift", "A7")]),
    "05-one-region": (9, [("map.drift", "D3")]),
    "06-two-tables": (16, [("map.drift", "B12")]),
    "07-side-by-side": (18, [("map.drift", c) for c in ("A2", "B2", "C2", "E2", "F2")]),
    "08-long-table": (12, [("map.drift", "D1")]),
    "09-periods-wide": (32, [("map.drift", "D3")]),
    "10-sheets-by-month": (48, [("map.drift", "A1"), ("map.drift", "A1")]),
}


def test_ten_forms(folder):
    ws = hubei(folder)
    assert sorted(TEN) == sorted(f.name.split(".")[0] for f in FORMS.glob("*.a.xlsx"))
    for form, (n, drift) in TEN.items():
        first, second, third = (FORMS / f"{form}.{k}.xlsx" for k in "abc")
        before = ws.ok("export", "--full")
        assert ("map.none", None) in codes(ws, first), form  # nobody has confirmed a map yet
        assert ws.ok("export", "--full") == before
        ws.ok("map", first, "-o", "map.yaml")
        ws.ok("load", "maps", "map.yaml")
        for k, path in enumerate((first, second)):
            said = ws.json("take", path)
            if k == 0:
                assert said["taken"] + said["unchanged"] == n, (form, said)
            assert said["taken"] > 0, (form, said)
        before = ws.ok("export", "--full")
        back = ws.folder / f"{form}.xlsx"
        found = [f for f in codes(ws, third, "--returned", back) if f[0] != "formula.kept"]
        assert [f for f in found if f[0] == "map.drift"] == drift, (form, found)
        assert ws.ok("export", "--full") == before, form
        assert set(drift) <= {("map.drift", at) for at, text in books.marks(back) if "form has changed" in text}, form
    assert '"sheet":"' in ws.ok("export", "--json")
    assert ws.run("verify").returncode == 0


# --- what counties have in their workbooks ---

def monthly(rows, **more):
    """A form with a title and a unit above one table."""
    head = [[Span("2022年1-4月各市经济指标")], [None, None, "单位：亿元"],
            ["地区", "规模以上工业总产值", "社会消费品零售总额"]]
    return {"Sheet1": head + rows, **more}


MAP = """form: monthly
version: 1
below: "420000"
tables:
  - sheet: "*"
    texts: {A1: "{period}各市经济指标", C2: "单位:亿元"}
    unit: 亿元
    header: 3
    columns:
      - {at: A, head: 地区, is: region}
      - {at: B, head: 规模以上工业总产值, indicator: ind.output}
      - {at: C, head: 社会消费品零售总额, indicator: con.retail}
    totals: {合计: "420000"}
"""


def with_map(folder, text=MAP):
    ws = hubei(folder)
    ws.ok("load", "maps", ws.file("map.yaml", text))
    return ws


def book(ws, name, sheets):
    return str(books.write(ws.folder / name, sheets))


def test_totals_notes_hidden(folder):
    ws = with_map(folder)
    path = book(ws, "a.xlsx", monthly([["合　计", 30, 3], ["武汉市", 10, 1], Hidden(["黄石市", 20, 2]), ["其他小计", 5, 5],
                                       ["小计", 7, 7], [], ["注：快报数"], ["武汉市", 99, 99]]))
    # 其他小计 is neither a region nor one of the words for totals.
    found = codes(ws, path)
    assert [f for f in found if f[0] == "region.unknown"] == [("region.unknown", "A7")], found
    path = book(ws, "b.xlsx", monthly([["合　计", 30, 3], ["武汉市", 10, 1], Hidden(["黄石市", 20, 2]), ["小计", 7, 7],
                                       [], ["注：快报数"], ["武汉市", 99, 99]]))
    assert codes(ws, path, status=0) == [("map.hidden", "B6"), ("map.total", "A7"), ("map.outside", "B10")]
    assert {k[0]: v for k, v in figures(ws).items() if k[1] == "ind.output"} == {
        "420000": "30", "420100": "10", "420200": "20"}


def test_hidden_sheet(folder):
    ws = with_map(folder)
    shown = monthly([["武汉市", 10, 1]])["Sheet1"]
    hidden = Hidden(shown[:3] + [["黄石市", 20, 2]])
    assert codes(ws, book(ws, "a.xlsx", {"一": shown, "二": hidden}), status=0) == [("map.hidden", "A3")]
    assert len(figures(ws)) == 4
    ws.ok("load", "maps", ws.file("2.yaml", MAP.replace("version: 1", "version: 2").replace("    unit:", "    hidden: skip\n    unit:")))
    hidden = Hidden(shown[:3] + [["十堰市", 30, 3]])
    assert codes(ws, book(ws, "b.xlsx", {"一": shown, "二": hidden}), status=0) == [("map.hidden", "A3")]
    assert len(figures(ws)) == 4


def test_two_tables_on_a_sheet(folder):
    ws = hubei(folder)
    rows = [[Span("2022年4月重点指标")], ["地区", "规模以上工业总产值(亿元)"], ["武汉市", 10], ["黄石市", 20], ["注：一"], [],
            ["表二  消费"], ["地区", "社会消费品零售总额(亿元)"], ["武汉市", 1], ["合计", 1], ["注：二"]]
    first = book(ws, "a.xlsx", {"Sheet1": rows})
    said = ws.json("map", first)
    assert said["tables"] == 2, said
    ws.ok("load", "maps", ws.file("map.yaml", said["map"]))
    found = codes(ws, first, status=0)
    assert all(c in ("map.total",) for c, _ in found), found
    # The next file has one city more: the second table stands lower.
    rows[0] = [Span("2022年5月重点指标")]
    rows.insert(4, ["十堰市", 30])
    codes(ws, book(ws, "b.xlsx", {"Sheet1": rows}), status=0)
    want = {("420100", "2022-01..04"): "10", ("420200", "2022-01..04"): "20", ("420100", "2022-01..05"): "10",
            ("420200", "2022-01..05"): "20", ("420300", "2022-01..05"): "30"}
    got = figures(ws)
    assert {(r, p): v for (r, i, p), v in got.items() if i == "ind.output" and r != "420000"} == want, got
    assert got["420100", "con.retail", "2022-01..05"] == "1", got


# --- what goes back ---

FORTY_MAP = """form: forty
version: 1
below: "420000"
tables:
  - sheet: Sheet1
    texts: {A1: "{period}月报"}
    header: 2
    columns:
      - {at: A, head: 地区, is: region}
      - {at: B, head: 产值, indicator: ind.output}
      - {at: C, head: 零售, indicator: con.retail}
      - {at: D, head: 税收, indicator: fis.tax}
"""


def forty():
    """36 bad figures of nine kinds, then a wrong name with a bad figure, no name, a name of before."""
    bad = ["1,234", "２３．５", "—", "1e6", "+5", Percent(0.085), Day(44669), Error("#N/A"), "1234567890123456789012"]
    rows = [["2022年4月月报"], ["地区", "产值", "零售", "税收"]]
    rows += [[city] + [bad[(3 * i + k) % 9] for k in range(3)] for i, city in enumerate(CITIES)]
    return {"Sheet1": rows + [["武汗市", 1, "x"], [None, 2], ["监利县", 3]]}


def test_forty_faults_forty_marks(folder):
    ws = with_map(folder, FORTY_MAP)
    ws.ok("load", "regions", ws.file("old.csv", "code,name_zh,level,parent_code,valid_from,valid_to\n"
                                     "421023,监利县,county,421000,,2020-06-12\n"))
    path, back = book(ws, "forty.xlsx", forty()), ws.folder / "back.xlsx"
    found = codes(ws, path, "--returned", back)
    assert len(found) == 40 and len(set(found)) == 40 and len({c for c, _ in found}) == 12, found
    marked = books.marks(back)
    assert sorted(at for at, _ in marked) == sorted(at for _, at in found) and len(marked) == 40
    # The same sheet with the same texts, behind one that says what this is.
    assert books.tabs(back) == ["returned", "Sheet1"]
    was, now = books.texts(path, 1), books.texts(back, 2)
    assert was == now, {k: (was.get(k), now.get(k)) for k in {*was, *now} if was.get(k) != now.get(k)}
    said = books.texts(back, 1)
    assert "was not taken" in said["A1"] and "other formats are not kept" in said["A2"] and said["A3"].endswith(" 40")
    assert "write 1234" in dict(marked)["B3"], marked
    with zipfile.ZipFile(back) as z:
        styled = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', z.read("xl/worksheets/sheet2.xml").decode())
    assert {at for at, _ in styled} == {at for at, _ in marked}  # filled, every one
    # In Chinese.
    done = ws.run("--lang", "zh-Hans", "take", path, "--returned", "zh.xlsx")
    assert done.returncode == 3 and books.tabs(ws.folder / "zh.xlsx") == ["退回说明", "Sheet1"]
    assert len(books.marks(ws.folder / "zh.xlsx")) == 40
    assert not figures(ws)


def test_what_goes_back_otherwise(folder):
    ws = with_map(folder)
    good = book(ws, "good.xlsx", monthly([["武汉市", 10, 1]]))
    # Nothing to mark: no file.
    done = ws.run("take", good, "--returned", "r1.xlsx")
    assert done.returncode == 0 and b"there are no faults" in done.stderr and not (ws.folder / "r1.xlsx").exists()
    # Warnings: taken, and marked.
    warned = book(ws, "warned.xlsx", monthly([["武汉市", 10, 1], ["小计", 10, 1]]))
    said = ws.json("take", warned, "--returned", "r2.xlsx")
    assert said["unchanged"] == 2 and said["marked"] == 1, said
    assert [at for at, _ in books.marks(ws.folder / "r2.xlsx")] == ["A5"]
    assert "Nothing refuses" in books.texts(ws.folder / "r2.xlsx", 1)["A1"]
    assert books.merges(ws.folder / "r2.xlsx", 2) == ["A1:B1"]
    # In part.
    partly = book(ws, "partly.xlsx", monthly([["武汉市", 11, "x"]]))
    done = ws.run("take", partly, "--partial", "--returned", "r3.xlsx")
    assert done.returncode == 3 and "sound figures" in books.texts(ws.folder / "r3.xlsx", 1)["A1"]
    assert figures(ws)["420100", "ind.output", "2022-01..04"] == "11"
    # A dry run changes nothing, and marks.
    before = ws.ok("export", "--full")
    assert ws.run("take", partly, "--dry-run", "--returned", "r4.xlsx").returncode == 3
    assert [at for at, _ in books.marks(ws.folder / "r4.xlsx")] == ["C4"] and ws.ok("export", "--full") == before
    # The same figure twice names the cell of the first.
    twice = book(ws, "twice.xlsx", monthly([["武汉市", 11, 2], ["武汉市", 12, None]]))
    assert ws.run("take", twice, "--returned", "r5.xlsx").returncode == 3
    assert [(at, "see Sheet1!B4" in text) for at, text in books.marks(ws.folder / "r5.xlsx")] == [("B5", True)]
    both = ws.run("take", twice, good)
    assert b"see " + twice.encode() + b" Sheet1!C4" in both.stderr, both.stderr.decode()
    # Faults of the whole file stand on the first sheet.
    other = book(ws, "other.xlsx", {"x": [["something", "else"]]})
    assert ws.run("take", other, "--returned", "r6.xlsx").returncode == 3
    assert not books.marks(ws.folder / "r6.xlsx")
    assert any("no map" in t for t in books.texts(ws.folder / "r6.xlsx", 1).values())
    # What cannot be read cannot be marked.
    done = ws.run("take", ws.file("torn.xlsx", (ws.folder / "good.xlsx").read_bytes()[:400]), "--returned", "r7.xlsx")
    assert done.returncode == 3 and b"nothing is marked" in done.stderr and not (ws.folder / "r7.xlsx").exists()
    # Data of persons are not copied.
    person = book(ws, "p.xlsx", {"x": [["姓名", "身份证号"], ["张三", "11010519491231002X"]]})
    done = ws.run("take", person, "--returned", "r8.xlsx")
    assert done.returncode == 3 and b"person" in done.stderr and not (ws.folder / "r8.xlsx").exists(), done.stderr
    assert not list(ws.folder.glob("*.part"))


def test_usage(folder):
    ws = with_map(folder)
    good, csv = book(ws, "a.xlsx", monthly([["武汉市", 10, "x"]])), ws.file("a.csv", "region_code,indicator,period,value\n")
    there = ws.file("there.xlsx", "mine")
    for words, why in (([good, good, "--returned", "r.xlsx"], b"one workbook"),
                       ([csv, "--returned", "r.xlsx"], b"only workbooks can be marked"),
                       ([good, "--returned", there], b"is there already"),
                       ([good, "--returned", good], b"is there already"),
                       (["--watch", "in", "--returned", "r.xlsx"], b"--returned"),
                       (["--returned", "r.xlsx"], b"FILE")):
        done = ws.run("take", *words)
        assert done.returncode == 2 and why in done.stderr, (words, done.stderr)
    assert (ws.folder / "there.xlsx").read_text() == "mine" and not (ws.folder / "r.xlsx").exists()
    done = ws.run("take", good, "--returned", "no/such/folder.xlsx")
    assert done.returncode == 1 and b"cannot write" in done.stderr, done.stderr
    assert b"--returned FILE" in ws.run("take", "--help").stdout


def test_watched(folder):
    ws = with_map(folder)
    inbox = ws.folder / "in"
    inbox.mkdir()
    for k in range(2):  # the same name twice: what was sent back first stays
        books.write(inbox / "a.xlsx", monthly([["武汉市", 10 + k, "x"], ["武汗市", 1, 1]]))
        (inbox / "b.csv").write_text("region_code,indicator,period,value\n42,x,2022-04,1\n")
        books.write(inbox / "c.xlsx", monthly([["武汉市", 10, 1], ["小计", 10, 1]]))
        done = ws.run("take", "--watch", inbox, "--once")
        assert done.returncode == 3, done.stderr
    names = sorted(p.name for p in (inbox / "refused").iterdir())
    assert names == ["a.xlsx", "a.xlsx.2", "a.xlsx.2.faults.json", "a.xlsx.2.returned.xlsx", "a.xlsx.faults.json",
                     "a.xlsx.returned.xlsx", "b.csv", "b.csv.2", "b.csv.2.faults.json", "b.csv.faults.json"], names
    assert sorted(p.name for p in (inbox / "taken").iterdir()) == ["c.xlsx", "c.xlsx.2"]
    for k, back in enumerate(("a.xlsx.returned.xlsx", "a.xlsx.2.returned.xlsx")):
        back = inbox / "refused" / back
        assert [at for at, _ in books.marks(back)] == ["C4", "A5"] and books.texts(back, 2)["B4"] == str(10 + k)
    assert [p.name for p in inbox.iterdir() if p.is_file()] == []


# --- files that are no good ---

def test_hostile(folder):
    ws = with_map(folder)
    plain = books.parts(monthly([["武汉市", 10, 1]]))
    main = f'<worksheet xmlns="{books.MAIN}"><sheetData>'
    laughs = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = "xl/worksheets/sheet1.xml"
    for name, part, text, want in (
            ("bomb", sheet, main + "<row><c><v>1</v></c></row>" * 1000000 + "</sheetData></worksheet>", "book.bomb"),
            ("laughs", sheet, laughs + main + "<row><c><v>&b;</v></c></row></sheetData></worksheet>", "xml.doctype"),
            ("laughs too", "xl/workbook.xml", laughs + plain["xl/workbook.xml"].replace(books.HEAD, ""), "xml.doctype"),
            ("open", sheet, main + "<row><c><v>1</v>", "xml.syntax"),
            ("far", sheet, main + '<row r="9999999"><c><v>1</v></c></row></sheetData></worksheet>', "book.broken")):
        path = books.pack(ws.folder / "x.xlsx", {**plain, part: text})
        found = [c for c, _ in codes(ws, path)]
        assert want in found, (name, found)
    for name, content, want in (("a.xlsx", b"PK\3\4", "book.broken"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "book.none")):
        found = [c for c, _ in codes(ws, ws.file(name, content))]
        assert want in found, (name, found)
    assert not figures(ws) and ws.run("verify").returncode == 0


def test_cells_with_a_word_each(folder):
    ws = with_map(folder)
    path = book(ws, "a.xlsx", monthly([["武汉市", Formula(10), 1]]))
    assert codes(ws, path, status=0) == [("formula.kept", "B4")]
    empty = books.parts(monthly([["武汉市", 10, 1]]))
    sheet = empty["xl/worksheets/sheet1.xml"]
    empty["xl/worksheets/sheet1.xml"] = sheet.replace("<v>10</v>", "<f>SUM(A1)</f>")
    assert sheet != empty["xl/worksheets/sheet1.xml"]
    assert ("formula.empty", "B4") in codes(ws, books.pack(ws.folder / "e.xlsx", empty))
    for typed, want, word in (("2022-04-18", "value.not_number", ""), ("2022.4.18", "value.not_number", ""),
                              (Day(44669), "value.date", "a number"), (Percent(0.085), "value.percent", "write 8.5"),
                              (Error("#DIV/0!"), "value.error", "a number"), ("1,234", "value.separator", "write 1234"),
                              ("２３", "value.full_width", "write 23")):
        path = book(ws, "v.xlsx", monthly([["武汉市", typed, 1]]))
        assert codes(ws, path) == [(want, "B4")], typed
        assert word in json.loads((ws.folder / "report.json").read_text())["faults"][0]["expected"], typed
    # A day that was typed as text where a period belongs.
    ws.ok("load", "maps", ws.file("long.yaml", "form: long\nversion: 1\ntables:\n  - every: M\n    header: 1\n    columns:\n"
                                  "      - {at: A, head: 代码, is: region}\n      - {at: B, head: 报告期, is: period}\n"
                                  "      - {at: C, head: 数值, indicator: ind.output}\n"))
    path = book(ws, "p.xlsx", {"x": [["代码", "报告期", "数值"], ["420100", "2022.4.18", 1], ["420200", Day(44669), 2]]})
    assert codes(ws, path) == [("period.bad", "B2")]
    fault = json.loads((ws.folder / "report.json").read_text())["faults"][0]
    assert fault["expected"] == "write 2022-04-18, or enter it as a date" and fault["text"] == "2022.4.18", fault


def test_an_old_workbook(folder):
    """.xls, read by a child process, goes back as .xlsx."""
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nP,某省,province,\nP1,甲县,county,P\nP2,乙县,county,P\n"))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind\ngrain,粮食产量,万吨,Q,flow\nhogs,生猪存栏,万头,Q,stock\n"))
    ws.ok("load", "maps", ws.file("m.yaml", """form: farm
version: 1
below: P
tables:
  - sheet: 农业
    texts: {A1: "{period}农业生产情况"}
    header: 3-4
    columns:
      - {at: A, head: 地区, is: region}
      - {at: C, head: "粮食/产量(万吨)", indicator: grain, unit: 万吨}
      - {at: D, head: "生猪存栏(万头)", indicator: hogs, unit: 万头}
    ignore:
      - {at: B, head: "粮食/面积(万亩)"}
      - {at: E, head: "代码"}
"""))
    for kind in ("xls", "xlsx"):
        found = codes(ws, ROOT / f"tests/data/book/form.{kind}", "--returned", f"{kind}.back.xlsx", status=0)
        assert all(c.startswith(("map.", "formula.")) for c, _ in found) and found, found
        back = ws.folder / f"{kind}.back.xlsx"
        assert books.tabs(back) == ["returned", "农业", "工业", "字典"] and books.marks(back)
        assert books.texts(back, 2)["A1"] == "2022年一季度农业生产情况" and "A1:E1" in books.merges(back, 2)
    assert figures(ws) == {("P1", "grain", "2022-Q1"): "4.25", ("P1", "hogs", "2022-Q1"): "12",
                           ("P2", "grain", "2022-Q1"): "0", ("P2", "hogs", "2022-Q1"): "-3"}, figures(ws)


# --- what a row says of its figures; codes of before ---

def test_said_of_rows(folder):
    ws = hubei(folder)
    ws.ok("load", "maps", ws.file("m.yaml", "form: said\nversion: 1\ntables:\n  - header: 1\n    columns:\n"
                                  "      - {at: A, head: 代码, is: region}\n      - {at: B, head: 月份, is: period}\n"
                                  "      - {at: C, head: 数值, indicator: con.retail}\n      - {at: D, head: 发布日, is: as_of}\n"
                                  "      - {at: E, head: 状态, is: status}\n      - {at: F, head: 单位数, is: contributors}\n"
                                  "      - {at: G, head: 解禁日, is: release}\n"))
    head = ["代码", "月份", "数值", "发布日", "状态", "单位数", "解禁日"]
    path = book(ws, "a.xlsx", {"x": [head, ["420100", "2022-04", 5, Day(44682), "P", 12, "2022-06-10"],
                                     ["420200", "2022-04", 6, None, None, None, None]]})
    assert ws.json("take", path)["taken"] == 2
    rows = {r["region"]: r for r in ws.json("export", "--full")}
    assert rows["420100"]["as_of"] == "2022-05-01" and rows["420100"]["status"] == "P", rows
    assert rows["420100"]["contributors"] == 12 and rows["420100"]["release"] == "2022-06-10", rows
    assert rows["420200"]["as_of"] == "2022-07-01" and not rows["420200"].get("status"), rows
    # W takes it back.
    ws.ok("take", book(ws, "w.xlsx", {"x": [head, ["420100", "2022-04", None, None, "W", None, None]]}))
    assert list(figures(ws)) == [("420200", "con.retail", "2022-01..04")]


def test_a_code_of_before(folder):
    """A code that only the lineage knows is refused, with what it has become."""
    ws = Workspace(folder)
    ws.ok("load", "lineage", ws.file("l.csv", "day,kind,from_code,to_code,weight,source\n2020-01-01,recode,421023,421088,,\n"))
    done = ws.take("a.csv", "region_code,indicator,period,value\n421023,flu,2019-W05,1\n", "--report", "r.json")
    fault = json.loads((ws.folder / "r.json").read_text())["faults"][0]
    assert done.returncode == 3 and fault["code"] == "region.unknown", fault
    assert fault["nearest"] == ("421088 监利市, since 2020-01-01: 421023 is its old code; "
                                "load a row of regions 421023 with valid_to"), fault
    # As it says.
    ws.ok("load", "regions", ws.file("old.csv", "code,name_zh,level,parent_code,valid_from,valid_to\n421023,监利县,county,420000,,2020-01-01\n"))
    assert ws.json("take", ws.folder / "a.csv")["taken"] == 1


if __name__ == "__main__":
    run(globals())
