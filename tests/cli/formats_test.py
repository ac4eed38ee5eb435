"""Other systems' forms: what is written is read back equal, samples are read, what cannot be said is said."""
import gzip
import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as tree

from harness import ROOT, Skip, Workspace, run

FULL = ["sdmx-csv", "sdmx-ml", "sdmx-json"]  # these say all of a figure
FORMS = FULL + ["dhis2-csv", "dhis2-json", "dhis2-xml", "adx"]
HEAD = "region_code,indicator,period,value,as_of,status,contributors,release\n"
FIGURES = HEAD + (
    "420000,coal.days,2022-01-31,6.50,2022-02-01,,,\n"
    "420000,flu,2021-W05,12,2022-02-02,E,,\n"
    "420000,gdp.total,2022-01..03,10811.30,2022-04-18,P,17,2022-04-20\n"
    "420000,gdp.total,2021-01..12,50012.94,2022-01-20,F,,\n"
    "420000,ind.power,2022-01..02,-1.50,2022-03-18,,,\n"
    "420000,ind.power,2021,12345678901234567.8,2022-03-19,A,40,\n"
    "420100,gdp.total,2022-01,0,2022-03-19,,,\n"
    "420100,ind.power,2021-Q4,0.000,2022-03-19,,,\n"
    "420100,ind.power,2021-H1,7,2022-03-19,,,\n"
)
# What DHIS2 has no period for.
UNSAYABLE = "420100,ind.power,2022-01-T1,1,2022-03-19,,,\n420100,ind.power,2021-01..11,2,2022-03-19,,,\n"


def filled(folder, rows=FIGURES):
    os.makedirs(folder, exist_ok=True)
    ws = Workspace(folder)
    ws.ok("take", ws.file("figures.csv", rows))
    return ws


def again(ws, folder, form, *options):
    """Another workspace that took what this one wrote."""
    os.makedirs(folder)
    other = Workspace(folder)
    done = ws.run("export", "--format", form, *options)
    assert done.returncode == 0, done.stderr
    other.ok("take", other.file("export." + form, done.stdout))
    return other, done


def test_what_is_written_comes_back(folder):
    ws = filled(folder + "/ws")
    want = ws.ok("export")
    for form in FORMS:
        other, done = again(ws, f"{folder}/{form}", form)
        assert other.ok("export") == want, form
        assert not done.stderr, (form, done.stderr)


def test_all_of_a_figure_comes_back(folder):
    ws = filled(folder + "/ws", FIGURES + UNSAYABLE)
    want = ws.ok("export", "--full")
    for form in FULL:
        other, done = again(ws, f"{folder}/{form}", form, "--full")
        assert other.ok("export", "--full") == want, form
        assert not done.stderr, (form, done.stderr)


def test_the_days_of_dhis2_come_back(folder):
    ws = filled(folder + "/ws")
    want = [line.split(",")[:5] for line in ws.ok("export", "--full").splitlines()]
    for form in ("dhis2-csv", "dhis2-json", "dhis2-xml"):
        other, done = again(ws, f"{folder}/{form}", form, "--full")
        assert [line.split(",")[:5] for line in other.ok("export", "--full").splitlines()] == want, form
        text = done.stderr.decode()
        assert "4 figures without their status" in text, text
        assert "2 figures without their number of contributors" in text, text
        assert "1 figures without their day of release" in text, text


def test_what_cannot_be_said_is_said(folder):
    ws = filled(folder + "/ws", FIGURES + UNSAYABLE)
    want = [line for line in ws.ok("export").splitlines() if "T1" not in line and "01..11" not in line]
    for form in ("dhis2-csv", "dhis2-json", "dhis2-xml", "adx"):
        other, done = again(ws, f"{folder}/{form}", form)
        assert other.ok("export").splitlines() == want, form
        text = done.stderr.decode()
        assert "2 figures left out: it has no such period (ind.power 2021-01..11)" in text, text
    ws.ok("load", "indicators", ws.file("more.csv", "code,name_zh,unit,frequency,kind\ngdp.total_YTD,x,y,M,flow\n"))
    text = ws.run("export", "--format", "adx").stderr.decode()
    assert "3 figures left out: the name is another indicator's (gdp.total_YTD)" in text, text


def test_the_forms_are_what_they_say(folder):
    """ADX: groups of one region and period; JSON and XML that other parsers read."""
    ws = filled(folder)
    for form in FORMS:
        text = ws.ok("export", "--full", "--format", form)
        if form.endswith("json"):
            json.loads(text)
        elif form in ("dhis2-xml", "adx", "sdmx-ml"):
            tree.fromstring(text)
            if not shutil.which("xmllint"):
                continue
            done = subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=text.encode(),
                                  capture_output=True, check=False)
            assert done.returncode == 0 and not done.stderr, done.stderr
    adx = tree.fromstring(ws.ok("export", "--format", "adx"))
    groups = [(g.get("orgUnit"), g.get("period")) for g in adx]
    assert len(set(groups)) == len(groups) and ("420000", "2021-12-01/P1M") in groups, groups
    assert adx.get("exported") == "2022-06-01T08:00:00Z"
    values = json.loads(ws.ok("export", "--format", "dhis2-json"))["dataValues"]
    assert {"dataElement": "gdp.total_YTD", "period": "202203", "orgUnit": "420000", "value": "10811.30"} in values
    message = json.loads(ws.ok("export", "--format", "sdmx-json"), parse_float=str)
    structure = message["data"]["structures"][0]["dimensions"]
    assert [d["id"] for d in structure["series"]] == ["FREQ", "REF_AREA", "INDICATOR"]
    assert {"value": "gdp.total", "name": "地区生产总值"} in structure["series"][2]["values"]
    assert {"value": "2022-01-01/P3M", "name": "2022-01-01/P3M", "start": "2022-01-01T00:00:00Z",
            "end": "2022-03-31T23:59:59Z"} in structure["observation"][0]["values"]


def test_real_figures_come_back(folder):
    demo = ROOT / "demo/hubei"
    ws, n = None, 0
    for form in ["csv"] + FORMS:
        os.makedirs(f"{folder}/{form}")
        one = Workspace(f"{folder}/{form}", empty=True)
        one.now = "2026-01-01T00:00:00Z"
        one.ok("load", "regions", demo / "regions.csv")
        one.ok("load", "indicators", demo / "indicators.csv", demo / "indicators_covid.csv")
        if not ws:
            ws = one
            ws.ok("take", demo / "covid_2020.csv.gz", demo / "published.csv")
            want = ws.ok("export")
            continue
        done = ws.run("export", "--format", form)
        one.ok("take", one.file("x." + form, gzip.compress(done.stdout)))
        if done.stderr:  # some of it cannot be said
            assert form not in FULL
            assert set(one.ok("export").splitlines()) <= set(want.splitlines()), form
            n += 1
        else:
            assert one.ok("export") == want, form
    assert n in (0, 4)


def test_packed_with_zstd(folder):
    if not shutil.which("zstd"):
        raise Skip("no zstd at hand")
    ws = filled(folder + "/ws")
    os.makedirs(folder + "/other")
    other = Workspace(folder + "/other")
    packed = subprocess.run(["zstd", "-q"], input=ws.run("export", "--format", "adx").stdout,
                            capture_output=True, check=True).stdout
    other.ok("take", other.file("a.xml.zst", packed))
    assert other.ok("export") == ws.ok("export")


def test_encodings(folder):
    """Told apart by the catalogue; else asked for."""
    names = "code,name_zh,level,parent_code\n1,臺北市,city,\n2,北京市,city,\n"
    rows = "region_code,名稱,indicator,period,value\n1,臺北市,flu,2021-W05,1\n"
    for encoding, text, option in (("big5", rows, None), ("gb18030", rows, None),
                                   ("big5", rows.replace("名稱", "说").replace("说", "說").replace("臺北市", "無名"), "big5")):
        place = f"{folder}/{encoding}{option}"
        os.makedirs(place)
        ws = Workspace(place)
        ws.ok("load", "regions", ws.file("names.csv", names))
        path = ws.file("a.csv", text.encode(encoding))
        if option:
            done = ws.run("take", path)
            assert done.returncode == 3 and b"--encoding" in done.stderr, done.stderr
            ws.ok("take", "--encoding", option, path)
        else:
            done = ws.run("take", path, "--report", place + "/report.json")
            assert done.returncode == 0, done.stderr
            report = json.load(open(place + "/report.json", encoding="utf-8"))
            assert [f["text"] for f in report["faults"]] == ["名稱"], report
    done = ws.run("take", "--encoding", "latin1", path)
    assert done.returncode == 2, done


def test_a_file_of_no_form(folder):
    ws = Workspace(folder)
    for text in ("<html></html>", '{"a":1}', "%PDF-1.7"):
        done = ws.run("take", ws.file("a.bin", text))
        assert done.returncode == 3 and b"file is of no form" in done.stderr, done.stderr


run(globals())
