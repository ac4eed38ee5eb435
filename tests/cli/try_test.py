"""The verb try: what is met, what is not, what cannot be read."""
import json

from harness import Workspace, run
from json_test import check, schema

SCENE = """# two weeks over the limit
regions
  code,name_zh,level,parent_code
  42,湖北省,province,
indicators
  code,name_zh,unit,frequency,kind
  flu,流感,例,W,flow
rules
  streams:
    flu: {indicator: flu, source: offices, group: a}
  rules:
    high: {version: 1, when: {value: "flu > 20", for: 2}, grade: {scheme: demo, level: 3}}
    idle: {version: 1, when: {value: "flu > 90"}, grade: {scheme: demo, level: 2}}

series 42 flu from 2022-W01
  10 50x2 . 10
expect high
  42 2022-W02 none
  42 2022-W03 level 3 raised # the second
  42 2022-W04 level 3 blind
  42 2022-W05 ended
"""


def attempt(t, text, *options):
    return t.run("try", *options, t.file("a.scene", text), at=False)


def lines(done):
    return done.stderr.decode().splitlines()


def test_met(folder):
    t = Workspace(folder)
    done = attempt(t, SCENE)
    assert done.returncode == 0 and done.stdout == b"1 scene, 4 of 4 expectations met\n"
    assert not done.stderr


def test_no_workspace_is_touched(folder):
    t = Workspace(folder)
    before = sorted(p.name for p in t.folder.iterdir())
    done = attempt(t, SCENE)
    assert done.returncode == 0
    assert sorted(p.name for p in t.folder.iterdir()) == sorted(before + ["a.scene"])


def test_not_met(folder):
    t = Workspace(folder)
    done = attempt(t, SCENE.replace("W02 none", "W02 level 3").replace("W05 ended", "W05 lapsed"))
    out = done.stdout.decode().splitlines()
    assert done.returncode == 4
    assert out[0].endswith("a.scene:18: high 42 2022-W02: expected level 3, found none")
    assert out[1].endswith("a.scene:21: high 42 2022-W05: expected lapsed, found none ended")
    assert out[2] == "1 scene, 2 of 4 expectations met"


def test_json(folder):
    t = Workspace(folder)
    done = attempt(t, SCENE.replace("W02 none", "W02 blind"), "--json")
    (scene,) = json.loads(done.stdout)
    assert done.returncode == 4 and scene["failed"] == 1 and scene["title"] == "two weeks over the limit"
    tables = schema()
    check(scene, tables["try"], "try")
    for line in scene["lines"]:
        check(line, tables["expectation"], "expectation")
    assert scene["unasked"] == ["idle"] and [x["holds"] for x in scene["lines"]] == [False, True, True, True]
    assert scene["lines"][1] == {"line": 19, "rule": "high", "region": "42", "period": "2022-W03",
                                 "expected": "level 3 raised", "found": "level 3 raised groups 1", "holds": True}


def test_all_faults_with_their_lines(folder):
    t = Workspace(folder)
    text = (SCENE.replace("50x2", "5O").replace("level 3 raised", "levle 3").replace("flu > 90", "flo > 90")
            .replace("42,湖北省,province,", "42,湖北省,province,,").replace("series 42", "serie 42"))
    done = attempt(t, text)
    found = [x.split(":")[1] for x in lines(done)[:-1]]
    assert done.returncode == 3
    assert found == ["4", "13", "15", "19"], done.stderr.decode()


def test_faults_one_by_one(folder):
    t = Workspace(folder)
    cases = [
        ("section", "expect high\n", "forget high\n", 17),
        ("nothing is expected", SCENE[SCENE.index("expect"):], "", 16),
        ("unknown rule", "expect high", "expect hihg", 17),
        ("unknown region", "  42 2022-W05", "  43 2022-W05", 21),
        ("unknown region of figures", "series 42", "series 43", 15),
        ("unknown indicator", "series 42 flu", "series 42 fluu", 15),
        ("no period", "W05 ended", "W99 ended", 21),
        ("another kind of period", "2022-W05 ended", "2022-05 ended", 21),
        ("figures of another kind of period", "from 2022-W01", "from 2022-01", 15),
        ("no figure", "10 50x2", "10 5e2", 16),
        ("too many", "50x2", "50x999999", 16),
        ("no words", "W05 ended", "W05", 21),
        ("two words that exclude each other", "W05 ended", "W05 none level 2", 21),
        ("a level without its number", "W05 ended", "W05 level", 21),
        ("no such file", "rules\n", "rules no.yaml\n", None),
        ("catalogues after expectations", "  42 2022-W05 ended", "regions\n  code\n", 21),
        ("an indented start", "# two", "  two", 1),
    ]
    for why, old, new, line in cases:
        assert old in SCENE, why
        done = attempt(t, SCENE.replace(old, new, 1))
        assert done.returncode == 3, (why, done.stdout, done.stderr)
        if line:
            assert f"a.scene:{line}:" in lines(done)[0], (why, lines(done))


def test_one_that_cannot_be_read_stops_no_other(folder):
    t = Workspace(folder)
    a, b = t.file("a.scene", SCENE), t.file("b.scene", "nonsense\n")
    done = t.run("try", b, a, at=False)
    assert done.returncode == 3 and done.stdout == b"1 scene, 4 of 4 expectations met\n"


def test_files_are_found_beside_the_scene(folder):
    t = Workspace(folder)
    (t.folder / "sub").mkdir()
    head, rest = SCENE.split("indicators\n")
    table = "code,name_zh,unit,frequency,kind\nflu,流感,例,W,flow\n"
    t.file("sub/i.csv", table)
    t.file("sub/a.scene", head + "indicators i.csv\n" + rest[rest.index("rules\n"):])
    assert t.run("try", "sub/a.scene", at=False).returncode == 0
    t.file("sub/i.csv", table.replace("W,flow", "W,floww"))
    done = t.run("try", "sub/a.scene", at=False)
    assert done.returncode == 3 and "i.csv:2:" in lines(done)[0]


run(globals())
