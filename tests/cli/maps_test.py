"""Sheet maps through the command: proposed, loaded, refused when they are wrong; our own template."""
import json
import zipfile

from harness import ROOT, Workspace, run
from json_test import check, schema

FORMS = ROOT / "tests/data/forms"


def hubei(folder):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ROOT / "demo/hubei/regions.csv")
    ws.ok("load", "indicators", ROOT / "demo/hubei/indicators.csv")
    return ws


def test_propose_and_load(folder):
    ws = hubei(folder)
    for first in sorted(FORMS.glob("*.a.xlsx")):
        done = ws.run("map", first, "-o", "map.yaml")
        assert done.returncode == 0, done.stderr
        text = (ws.folder / "map.yaml").read_text()
        assert f'form: "{first.name.split(".")[0]}"' in text and "indicator" in text, text
        ws.ok("load", "maps", "map.yaml")
    assert ws.json("load", "maps", "map.yaml")["rows"] == 10
    changed = ws.file("changed.yaml", text.replace("part: month", "part: to_date"))
    done = ws.run("load", "maps", changed, "--report", "r.json")
    assert done.returncode == 3
    report = json.loads((ws.folder / "r.json").read_text())
    assert [f["code"] for f in report["faults"]] == ["map.version"], report
    ws.ok("verify")


def test_json(folder):
    ws = hubei(folder)
    found = ws.json("map", FORMS / "02-two-rows.a.xlsx")
    check(found, schema()["map"], "map")
    assert found["tables"] == 1 and "零售总额" in found["map"]
    assert 'form: "x"' in ws.json("map", "--id", "x", FORMS / "02-two-rows.a.xlsx")["map"]


def test_refused(folder):
    ws = hubei(folder)
    assert ws.run("map", ws.file("x.xlsx", "no workbook")).returncode == 3
    assert ws.run("map", ws.folder / "absent.xlsx").returncode == 3
    assert ws.run("map", FORMS / "01-simple.a.xlsx", "--below", "nowhere").returncode == 2
    (ws.folder / "small").mkdir()
    small = Workspace(ws.folder / "small", empty=True)
    done = small.run("map", FORMS / "01-simple.a.xlsx")  # no catalogue: nothing is like an indicator
    assert done.returncode == 3, done.stderr


def test_template(folder):
    ws = hubei(folder)
    ws.ok("template", "2022-04", "ind.output", "con.retail", "--below", "421000", "-o", "form.xlsx")
    with zipfile.ZipFile(ws.folder / "form.xlsx") as z:
        texts = z.read("xl/sharedStrings.xml").decode()
        sheet = z.read("xl/worksheets/sheet1.xml").decode()
    for word in ("yixian.template/1", "ind.output", "421087", "亿元"):
        assert word in texts, word
    assert "sheetProtection" in sheet and 'hidden="1"' in sheet
    done = ws.run("map", "form.xlsx")
    assert done.returncode == 0 and b"read without a map" in done.stderr and not done.stdout
    assert ws.run("template", "2022-04", "no.such", "--below", "421000", "-o", "n.xlsx").returncode == 2
    assert not (ws.folder / "n.xlsx").exists()
    assert ws.run("template", "April", "ind.output", "--below", "421000", "-o", "n.xlsx").returncode == 2
    assert ws.run("template", "2022-04", "ind.output", "-o", "n.xlsx").returncode == 2


if __name__ == "__main__":
    run(globals())
