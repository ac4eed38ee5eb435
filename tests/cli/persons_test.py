"""Aggregates only: files about persons, and areas below township, are refused, and nothing of them is kept."""
import json

from harness import Workspace, run

HEAD = "region_code,indicator,period,value"
ROW = "420100,flu,2022-W01,5"
IDENTITY = "11010519491231002X"  # the example of GB 11643-1999
MOBILE = "13800138000"


def codes(folder, ws, name, content, *options):
    report = folder + "/report.json"
    done = ws.run("take", "--report", report, *options, ws.file(name, content))
    with open(report, encoding="utf-8") as f:
        text = f.read()
    return done, [(f["code"], f["line"], f["column"]) for f in json.loads(text)["faults"]], text


def test_csv(folder):
    ws = Workspace(folder)
    for rows, want in (
            (f"{HEAD},姓名\n{ROW},\n", [("person.column", 1, 5)]),
            (f"{HEAD},phone\n{ROW},\n", [("person.column", 1, 5)]),
            (f"{HEAD},note\n{ROW},{IDENTITY}\n", [("person.number", 2, 5)]),
            (f"{HEAD},note\n{ROW},见{IDENTITY}号\n", [("person.number", 2, 5)]),
            (f"{HEAD},note\n{ROW},{MOBILE}\n", [("person.number", 2, 5)]),
            (f"{HEAD}\n420100,flu,2022-W01,{MOBILE}\n", []),
            (f"region_code,period,flu,icu\n420100,2022-W01,{MOBILE},1\n", []),
            (f"region_code,indicator,2022-W01\n420100,flu,{MOBILE}\n", []),
            (f"{HEAD},电话普及率\n{ROW},3\n", [])):
        done, found, text = codes(folder, ws, "a.csv", rows, "--dry-run")
        assert [f for f in found if f[0].startswith("person")] == want, (rows, found)
        assert done.returncode == (3 if want else 0), done.stderr
        assert IDENTITY not in text and IDENTITY not in done.stderr.decode()
        assert not want or (MOBILE not in text and "汇总" in ws.run("--lang", "zh-Hans", "take", ws.file("a.csv", rows)).stderr.decode())


def test_one_fault_a_column_and_rows_far_down(folder):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nA,甲,county,\n"))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind\nx,某,个,D,flow\n"))
    rows = "".join(f"A,x,{1900 + i // 360}-{i // 30 % 12 + 1:02d}-{i % 28 + 1:02d},{i},{MOBILE if i in (5, 6, 7) else ''}\n"
                   for i in range(20))
    _, found, _ = codes(folder, ws, "a.csv", f"{HEAD},note\n" + rows)
    assert found.count(("person.number", 7, 5)) == 1 and sum(c == "person.number" for c, _, _ in found) == 1, found
    # Row 1100 (line 1102) is looked at, row 1101 is not.
    for at, want in ((1100, 1), (1101, 0)):
        rows = "".join(f"A,x,{1900 + i // 28 // 12}-{i // 28 % 12 + 1:02d}-{i % 28 + 1:02d},{i},{MOBILE if i == at else ''}\n"
                       for i in range(1200))
        _, found, _ = codes(folder, ws, "a.csv", f"{HEAD},note\n" + rows, "--dry-run")
        assert sum(c == "person.number" for c, _, _ in found) == want, (at, found)


def test_nothing_is_kept(folder):
    ws = Workspace(folder)
    head = ws.json("verify")["head"]
    done, _, _ = codes(folder, ws, "a.csv", f"{HEAD},姓名,note\n{ROW},张三,{IDENTITY}\n420100,flu,2022-W02,x,李四,\n", "--partial")
    assert done.returncode == 3
    assert ws.json("verify")["head"] == head
    assert IDENTITY.encode() not in (ws.dir / "yixian.db").read_bytes()


def test_other_forms(folder):
    ws = Workspace(folder)
    dhis2 = {"dataValues": [{"dataElement": "flu", "period": "2022W1", "orgUnit": "420100", "value": "5", "comment": IDENTITY}]}
    sdmx = (f"STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,姓名\n"
            f"dataflow,X:Y(1.0),I,420100,flu,2022-W01,5,张三\n")
    csv2 = ("dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value,storedby,lastupdated,comment,followup\n"
            f"flu,2022W1,420100,,,5,,,{MOBILE},\n")
    for name, content in (("a.json", json.dumps(dhis2)), ("b.csv", sdmx), ("c.csv", csv2)):
        done, found, _ = codes(folder, ws, name, content)
        assert done.returncode == 3 and any(c.startswith("person.") for c, _, _ in found), (name, found)


def test_areas(folder):
    ws = Workspace(folder)
    head = "code,name_zh,level,parent_code,population\n"
    for row, want in (("420102001001,某社区,neighbourhood,420100,", 1), ("420102001001,某社区,x,420100,", 1),
                      ("V1,某村,村,420100,", 1), ("T1,某镇,township,420100,999", 1), ("T1,某镇,township,420100,1000", 0),
                      ("420102001000,某镇,township,420100,", 0), ("C9,某县,county,420100,500", 0)):
        done = ws.run("load", "regions", ws.file("r.csv", head + row + "\n"))
        assert (done.returncode == 3) == bool(want), (row, done.stderr.decode())
        assert not want or "below township" in done.stderr.decode(), done.stderr.decode()
    done, found, _ = codes(folder, ws, "a.csv", f"{HEAD}\n420102001003,flu,2022-W01,5\n")
    assert found == [("region.too_small", 2, 1)], found


def test_catalogues(folder):
    ws = Workspace(folder)
    done = ws.run("load", "posts", ws.file("p.csv", "post,unit,region,role,level,手机号\nA,县统计局,420100,clerk,county,\n"))
    assert done.returncode == 3 and "person" in done.stderr.decode() or "about persons" in done.stderr.decode(), done.stderr
    done = ws.run("load", "posts", ws.file("p.csv", f"post,unit,region,role,level,note\nA,县统计局,420100,clerk,county,{MOBILE}\n"))
    assert done.returncode == 3 and MOBILE not in done.stderr.decode(), done.stderr
    ws.ok("load", "posts", ws.file("p.csv", "post,unit,region,role,level\nA,县统计局,420100,clerk,county\n"))


if __name__ == "__main__":
    run(globals())
