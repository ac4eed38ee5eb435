"""Who may change a figure that stands, and why; and what becomes of rows that are refused."""
import json
import os
import subprocess
import time

from harness import YIXIAN, Workspace, run

HEAD = "region_code,indicator,period,value\n"
POSTS = "post,unit,region,role,level\nstat1,统计局,420000,report,province\npower1,电力公司,420000,report,province\n"
OWNED = ("code,name_zh,unit,frequency,kind,owner\n"
         "ind.power,工业用电量,万千瓦时,M,flow,电力公司\n")
NATION = "code,name_zh,level,parent_code,reference\n100000,中国,country,,1\n"


def owned(folder):
    ws = Workspace(folder)
    ws.ok("load", "posts", ws.file("posts.csv", POSTS))
    ws.ok("load", "indicators", ws.file("owned.csv", OWNED))
    ws.ok("--as", "power1", "take", "--as-of", "2022-02-10", ws.file("a.csv", HEAD + "420000,ind.power,2022-03,10.0\n"))
    return ws


def refused(done, *codes):
    assert done.returncode == 3, done.stderr.decode()
    report = json.loads((ws_folder / "r.json").read_text())
    assert [f["code"] for f in report["faults"]] == list(codes), report


ws_folder = None


def take(ws, rows, *words, post="local"):
    global ws_folder
    ws_folder = ws.folder
    return ws.run("--as", post, "take", "--report", ws.folder / "r.json", *words, ws.file("b.csv", HEAD + rows))


def test_a_revision_needs_a_reason(folder):
    ws = owned(folder)
    refused(take(ws, "420000,ind.power,2022-03,11\n", post="power1"), "revision.reason")
    assert take(ws, "420000,ind.power,2022-03,10\n", post="power1").returncode == 0  # equal: no revision
    assert take(ws, "420000,ind.power,2022-04,9\n", post="power1").returncode == 0   # new: no revision
    done = take(ws, "420000,ind.power,2022-03,11\n", "--reason", "用户重分类", post="power1")
    assert done.returncode == 0
    shown = ws.json("show", "420000", "ind.power")
    assert [(v["value"], v["reason"]) for v in shown[0]["versions"]] == [("10.0", ""), ("11", "用户重分类")]
    assert "用户重分类" in ws.ok("show", "420000", "ind.power")
    # An indicator without an owner is anybody's, as it was.
    assert take(ws, "420000,flu,2022-W05,1\n").returncode == 0
    assert take(ws, "420000,flu,2022-W05,2\n").returncode == 0


def test_only_the_owner(folder):
    ws = owned(folder)
    refused(take(ws, "420000,ind.power,2022-04,11\n", post="stat1"), "owner.other")
    assert take(ws, "420000,ind.power,2022-04,11\n", post="local").returncode == 0


def test_outside_figures_are_read_only(folder):
    ws = owned(folder)
    ws.ok("load", "regions", ws.file("n.csv", NATION))
    assert take(ws, "100000,flu,2022-W05,100\n").returncode == 0
    refused(take(ws, "100000,flu,2022-W05,101\n", post="stat1"), "region.reference")
    assert take(ws, "100000,flu,2022-W05,101\n").returncode == 0


def test_partial_keeps_sound_rows_and_the_report(folder):
    ws = owned(folder)
    rows = "420000,flu,2022-W05,5\n420000,flu,2022-W06,x\nZZ,flu,2022-W07,7\n420000,ind.power,2022-03,12\n"
    refused(take(ws, rows), "value.not_number", "region.unknown", "revision.reason")
    assert ws.ok("export").count("\n") == 2
    refused(take(ws, rows, "--partial"), "value.not_number", "region.unknown", "revision.reason")
    assert ws.ok("export") == HEAD + "420000,flu,2022-W05,5\n420000,ind.power,2022-03,10.0\n"
    with ws.database() as db:
        kinds = [k for (k,) in db.execute("SELECT kind FROM log ORDER BY seq")]
        kept = json.loads(db.execute("SELECT payload FROM log WHERE kind='refused'").fetchone()[0])
    assert kinds[-2:] == ["submission", "refused"]
    assert [f["code"] for f in kept["faults"]] == ["value.not_number", "region.unknown", "revision.reason"]
    assert (kept["taken"], kept["unchanged"]) == (1, 0)
    assert ws.run("verify").returncode == 0
    # Nothing sound: the report is kept all the same.
    refused(take(ws, "ZZ,flu,2022-W07,7\n", "--partial"), "region.unknown")
    assert ws.run("take", "--partial", "--dry-run", ws.file("c.csv", HEAD + "420000,flu,2022-W09,5\nq,flu,2022,1\n")
                  ).returncode == 3
    assert "W09" not in ws.ok("export")


def test_a_watched_folder(folder):
    ws = Workspace(folder)
    inbox = ws.folder / "in"
    inbox.mkdir()
    (inbox / "a.csv").write_text(HEAD + "420000,flu,2022-W05,5\n")
    (inbox / "b.csv").write_text(HEAD + "420000,flu,2022-W06,x\n")
    (inbox / "c.csv.part").write_text(HEAD + "420000,flu,2022-W07,7\n")
    (inbox / ".hidden.csv").write_text(HEAD)
    (inbox / "link.csv").symlink_to(inbox / "a.csv")
    done = ws.run("take", "--watch", inbox, "--once")
    assert done.returncode == 3 and b"b.csv:2:4" in done.stderr
    assert ws.ok("export") == HEAD + "420000,flu,2022-W05,5\n"
    names = sorted(str(p.relative_to(inbox)) for p in inbox.rglob("*"))
    assert names == [".hidden.csv", "c.csv.part", "link.csv", "refused", "refused/b.csv",
                     "refused/b.csv.faults.json", "taken", "taken/a.csv"], names
    assert json.loads((inbox / "refused/b.csv.faults.json").read_text())["faults"][0]["line"] == 2
    # The same name again: nothing is written over.
    (inbox / "a.csv").write_text(HEAD + "420000,flu,2022-W05,5\n")
    assert ws.run("take", "--watch", inbox, "--once").returncode == 0
    assert (inbox / "taken/a.csv.2").exists()


def test_a_folder_is_watched_until_stopped(folder):
    ws = Workspace(folder)
    inbox = ws.folder / "in"
    inbox.mkdir()
    env = {**os.environ, "YIXIAN_NOW": ws.now}
    with subprocess.Popen([YIXIAN, "-C", str(ws.dir), "take", "--watch", str(inbox)], env=env,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        try:
            for i in (5, 6):
                (inbox / f"{i}.csv").write_text(HEAD + f"420000,flu,2022-W0{i},{i}\n")
                end = time.monotonic() + 60
                while not (inbox / f"taken/{i}.csv").exists():
                    assert p.poll() is None and time.monotonic() < end
                    time.sleep(0.1)
        finally:
            p.terminate()
        out, err = p.communicate()
    assert b"still" not in err, err  # waiting is no work that takes long
    assert ws.ok("export") == HEAD + "420000,flu,2022-W05,5\n420000,flu,2022-W06,6\n"


run(globals())
