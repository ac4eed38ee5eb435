"""Workbooks: a form's map is proposed, confirmed once, and the next file is taken without a question."""
from harness import ROOT, Workspace, run

FORMS = ROOT / "tests/data/forms"


def test_map_take_drift(folder):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ROOT / "demo/hubei/regions.csv")
    ws.ok("load", "indicators", ROOT / "demo/hubei/indicators.csv")
    first, second, drifted = (FORMS / f"01-simple.{k}.xlsx" for k in "abc")
    assert ws.run("take", first).returncode == 3  # no map yet
    proposed = ws.ok("map", first)
    ws.ok("load", "maps", ws.file("map.yaml", proposed))
    assert ws.json("take", first)["taken"] > 0
    assert ws.json("take", second)["taken"] > 0
    before = ws.ok("export", "--full")
    done = ws.run("take", drifted)
    assert done.returncode == 3 and ws.ok("export", "--full") == before, done.stderr
    shown = ws.ok("export", "--json")
    assert '"sheet":"' in shown
    assert ws.run("verify").returncode == 0


run(globals())
