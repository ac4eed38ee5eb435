"""Sheet maps through the command: proposed, loaded, refused when they are wrong; our own template."""
import json
import zipfile

import books
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
        sheet = z.read("xl/worksheets/sheet1.xml").decode()
    for word in ("yixian.template/1", "ind.output", "421087", "亿元"):
        assert f">{word}<" in sheet, word
    assert "sheetProtection" in sheet and 'hidden="1"' in sheet
    form = ws.folder / "form.xlsx"
    empty = form.read_bytes()
    done = ws.run("take", form)  # nothing is filled in: nothing is reported
    assert done.returncode == 0 and b"0 taken" in done.stdout, done.stderr
    heads = {c: t for c, t in books.texts(form, 1).items() if c in ("B1", "D1", "E1", "A5")}
    assert heads["B1"] == "yixian.template/1" and heads["D1"] == "ind.output" and heads["A5"].startswith("42"), heads
    books.fill(form, {"D5": 12.5, "E5": 3, "D6": 7})
    assert ws.json("take", form)["taken"] == 3
    assert {r["value"] for r in ws.json("export") if r["region"] == heads["A5"]} == {"12.5", "3"}
    # What is wrong in it goes back in its cell; a unit that was changed too.
    form.write_bytes(empty)
    books.fill(form, {"D5": "1,234", "E6": books.Error("#N/A"), "D7": 1})
    assert ws.run("take", form, "--returned", "back.xlsx").returncode == 3
    assert [at for at, _ in books.marks(ws.folder / "back.xlsx")] == ["D5", "E6"]
    named = books.unpack(form)
    named["xl/worksheets/sheet1.xml"] = named["xl/worksheets/sheet1.xml"].replace("亿元".encode(), "万元".encode())
    books.pack(form, named)
    done = ws.run("take", form, "--returned", "units.xlsx")
    assert done.returncode == 3 and {"D4", "E4"} == {at for at, _ in books.marks(ws.folder / "units.xlsx")}, done.stderr
    form.write_bytes(empty)
    done = ws.run("map", "form.xlsx")
    assert done.returncode == 0 and b"read without a map" in done.stderr and not done.stdout
    assert ws.run("template", "2022-04", "no.such", "--below", "421000", "-o", "n.xlsx").returncode == 2
    assert not (ws.folder / "n.xlsx").exists()
    assert ws.run("template", "April", "ind.output", "--below", "421000", "-o", "n.xlsx").returncode == 2
    assert ws.run("template", "2022-04", "ind.output", "-o", "n.xlsx").returncode == 2


if __name__ == "__main__":
    run(globals())
