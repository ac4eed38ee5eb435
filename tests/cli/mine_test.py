"""A region takes home what is held about it: all of its own, nothing of others, protected as everywhere."""
import csv
import io
import json
import zipfile

from harness import Workspace, run

FULL = "region_code,indicator,period,value,as_of,status,contributors,release\n"


def archive(ws, region, name="mine.zip"):
    said = ws.json("mine", region, "-o", name)
    with zipfile.ZipFile(ws.folder / name) as z:
        assert z.testzip() is None
        return said, {n: z.read(n).decode() for n in z.namelist()}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def filled(folder):
    ws = Workspace(folder)
    ws.ok("load", "posts", ws.file("p.csv", "post,unit,region,role,level\nWH,武汉市统计局,420100,clerk,prefecture\nJL,监利市统计局,421088,clerk,county\n"))
    ws.ok("load", "lineage", ws.file("l.csv", "day,kind,from_code,to_code,weight,source\n2020-01-01,recode,421023,421088,,公告\n"))
    ws.ok("take", "--source", "a yearbook", ws.file("a.csv", FULL +
          "420100,gdp.total,2022-01..03,4800.10,2022-04-18,P,17,\n420000,gdp.total,2022-01..03,10811.30,2022-04-18,P,99,\n"
          "421088,ind.power,2022-01,5,2022-02-18,,,\n"))
    ws.ok("take", ws.file("b.csv", FULL + "420100,gdp.total,2022-01..03,4801.2,2022-05-18,F,18,\n"))
    ws.run("take", "--partial", ws.file("c.csv", FULL + "420100,gdp.total,2022-01..03,x,,,,\n421088,ind.power,2022-02,y,,,,\n"
                                        "420100,none,2022-01,1,,,,\n"))
    return ws


def test_everything_of_its_own(folder):
    ws = filled(folder)
    said, got = archive(ws, "420100")
    assert set(got) == {"README.md", "figures.csv", "indicators.csv", "region.csv", "lineage.csv", "neighbours.csv", "posts.csv",
                        "events.csv", "findings.json", "alerts.json", "refused.json", "log.csv"}
    figures = rows(got["figures.csv"])
    assert [(f["value"], f["state"], f["as_of"], f["status"], f["contributors"], f["line"]) for f in figures] == \
        [("4800.10", "superseded", "2022-04-18", "P", "17", "2"), ("4801.2", "stands", "2022-05-18", "F", "18", "2")], figures
    assert figures[0]["said"] == "a yearbook" and figures[0]["file"].endswith("a.csv")
    assert [r["code"] for r in rows(got["indicators.csv"])] == ["gdp.total"]
    assert [r["name_zh"] for r in rows(got["region.csv"])] == ["武汉市"]
    assert [r["post"] for r in rows(got["posts.csv"])] == ["WH"]
    assert not rows(got["lineage.csv"])
    assert {r["kind"] for r in rows(got["log.csv"])} >= {"catalogue", "submission"}
    head = ws.json("verify")["head"]
    assert head in got["README.md"] and "武汉市" in got["README.md"] and "Wuhan" in got["README.md"]
    assert said["figures"] == 1 and said["versions"] == 2 and said["protected"] == 0
    for text in (got["findings.json"], got["alerts.json"], got["refused.json"]):
        assert isinstance(json.loads(text), list)


def test_nothing_of_others(folder):
    ws = filled(folder)
    _, got = archive(ws, "421088")
    assert [f["value"] for f in rows(got["figures.csv"])] == ["5"]
    assert [r["to_code"] for r in rows(got["lineage.csv"])] == ["421088"]
    for name, text in got.items():
        for digits in ("4800", "4801", "10811"):
            assert digits not in text, (name, digits)


def test_same_bytes(folder):
    ws = filled(folder)
    archive(ws, "420100", "a.zip")
    archive(ws, "420100", "b.zip")
    assert (ws.folder / "a.zip").read_bytes() == (ws.folder / "b.zip").read_bytes()


def test_protection(folder):
    ws = Workspace(folder)
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind,aggregation\nsale,销售,万元,M,flow,sum\n"))
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nA,甲市,p,420000\nA1,a,c,A\nA2,b,c,A\nA3,c,c,A\n"))
    ws.ok("take", ws.file("a.csv", "region_code,indicator,period,value,contributors,release\n"
                          "A,sale,2022-01,9171,,\nA1,sale,2022-01,7771,2,\nA2,sale,2022-01,500,9,\nA3,sale,2022-01,900,9,\n"
                          "A,sale,2022-03,333,2,\nA3,sale,2022-02,7773,9,2022-12-01\n"))
    def figures(region):
        said, got = archive(ws, region)
        return said["protected"], [(f["period"], f["value"], f["protected"]) for f in rows(got["figures.csv"])], got

    assert figures("A1")[:2] == (0, [("2022-01", "7771", "too few")])  # its own, and nobody lies below it
    assert figures("A2")[:2] == (1, [("2022-01", "", "would reveal")])  # would give A1 away
    assert figures("A3")[:2] == (1, [("2022-01", "900", ""), ("2022-02", "", "not released")])
    hidden, found, got = figures("A")
    assert (hidden, found) == (1, [("2022-01", "9171", ""), ("2022-03", "", "too few")]), found
    assert "7771" not in "".join(got.values())


def test_usage(folder):
    ws = filled(folder)
    done = ws.run("mine", "420101", "-o", "x.zip")
    assert done.returncode == 2 and b"nearest 420100" in done.stderr, done.stderr
    assert ws.run("mine", "420100").returncode == 2
    assert ws.run("mine", "420100", "-o", "/nowhere/x.zip").returncode == 1


if __name__ == "__main__":
    run(globals())
