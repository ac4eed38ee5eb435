"""Every verb explains itself, says what was wrong, and exits as the manual says."""
import json
import re

from harness import Workspace, run

VERBS = "init load take show tree screen alerts brief export revisions verify rebuild tick calc methods demo".split()


def test_list_and_help(folder):
    ws = Workspace(folder)
    top = ws.ok("--help", at=False)
    for verb in VERBS:
        assert re.search(rf"^  {verb} ", top, re.M), verb
        text = ws.ok(verb, "--help", at=False)
        assert "Example:" in text and f"yixian {verb}" in text, verb
    assert ws.ok("--version", at=False).startswith("yixian ")


def test_usage_errors(folder):
    ws = Workspace(folder)
    for words in ([], ["tak"], ["take"], ["show", "420000"], ["show", "--nonsense", "a", "b"],
                  ["show", "42000", "flu"], ["show", "420000", "fluu"], ["export", "--as-of", "2022-02-30"],
                  ["screen", "--last", "x"], ["brief", "--format", "pdf"], ["brief", "--at", "x"],
                  ["brief", "--region", "429999"], ["load", "nonsense", "x.csv"], ["--lang", "xx", "tick"],
                  ["verify", "--head", "12"], ["--as"]):
        done = ws.run(*words)
        assert done.returncode == 2 and done.stderr, f"{words}: {done}"
    assert b"did you mean 'take'" in ws.run("tak").stderr
    assert b"420000" in ws.run("show", "42000", "flu").stderr
    done = ws.run("-C", ws.folder / "nowhere", "export", at=False)
    assert done.returncode == 2 and b"init" in done.stderr, done


def test_init_twice(folder):
    ws = Workspace(folder)
    assert ws.run("init", ws.dir, at=False).returncode in (1, 2)
    assert ws.run("init", "--zone", "Mars/Olympus", ws.folder / "x", at=False).returncode == 2
    assert ws.run("verify").returncode == 0


def test_posts_are_checked_once_they_are_loaded(folder):
    ws = Workspace(folder)
    good = ws.file("a.csv", "region_code,indicator,period,value\n420000,flu,2022-W05,1\n")
    ws.ok("--as", "anyone", "take", good)
    ws.ok("load", "posts", ws.file("p.csv", "post,unit,region,role,level\nhb.stat,统计局,420000,report,province\n"))
    assert ws.run("--as", "anyone", "take", good).returncode == 2
    ws.ok("--as", "hb.stat", "take", ws.file("b.csv", "region_code,indicator,period,value\n420000,flu,2022-W05,2\n"))
    assert ws.json("show", "420000", "flu")[0]["versions"][1]["post"] == "hb.stat"


def test_clock_of_a_real_workspace_is_not_moved(folder):
    ws = Workspace(folder)
    real = ws.folder / "real"
    ws.ok("init", real, at=False)
    ws.dir = real
    ws.ok("load", "regions", ws.folder / "regions.csv")
    ws.ok("load", "indicators", ws.folder / "indicators.csv")
    ws.now = "1999-01-01T00:00:00Z"
    ws.ok("take", ws.file("a.csv", "region_code,indicator,period,value\n420000,flu,2022-W05,1\n"))
    assert ws.json("show", "420000", "flu")[0]["as_of"] > "2025"


def test_json_everywhere(folder):
    ws = Workspace(folder)
    path = ws.file("a.csv", "region_code,indicator,period,value\n420000,flu,2022-W05,1\n")
    for words in (["take", "--dry-run", path], ["take", path], ["show", "420000", "flu"], ["screen"], ["alerts"],
                  ["export"], ["export", "--full"], ["verify"], ["rebuild"], ["tick"]):
        json.loads(ws.ok(*words, "--json"))


def test_full_disk_is_said(folder):
    ws = Workspace(folder)
    ws.ok("take", ws.file("a.csv", "region_code,indicator,period,value\n420000,flu,2022-W05,1\n"))
    with open("/dev/full", "wb") as full:
        import subprocess
        from harness import YIXIAN
        done = subprocess.run([YIXIAN, "-C", str(ws.dir), "export"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1 and b"cannot write" in done.stderr


run(globals())
