"""What the tests of the command share: a workspace in a temporary folder, and TAP output.

A test file defines functions test_*(t) and ends with run(globals()). YIXIAN is the program, SOURCE_ROOT
the source tree; both come from meson."""
import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import traceback

YIXIAN = os.environ["YIXIAN"]
ROOT = pathlib.Path(os.environ["SOURCE_ROOT"])
SHARED = ROOT.parent / "shared"  # larger real figures, where they are at hand


class Skip(Exception):
    """The test cannot run here; its text says why."""


class Workspace:
    """A workspace with a small tree: 湖北省, 武汉市 and two counties, five indicators, a test clock."""

    REGIONS = (
        "code,name_zh,name_en,level,parent_code,valid_from,valid_to\n"
        "420000,湖北省,Hubei,province,,,\n"
        "420100,武汉市,Wuhan,prefecture,420000,,\n"
        "421024,松滋县,Songzi,county,420000,,1995-12-01\n"
        "421024,江陵县,Jiangling,county,420000,1998-12-01,\n"
        "421088,监利市,Jianli,county,420000,2020-01-01,\n"
    )
    INDICATORS = (
        "code,name_zh,name_en,unit,frequency,kind\n"
        "gdp.total,地区生产总值,GRP,亿元,Q,ytd\n"
        "ind.power,工业用电量,Industrial power,万千瓦时,M,flow\n"
        "flu,流感病例,Influenza,例,W,flow\n"
        "icu,重症床位,ICU beds,张,W,stock\n"
        "coal.days,电煤可用天数,Days of coal,天,D,stock\n"
    )

    def __init__(self, folder, empty=False):
        self.folder = pathlib.Path(folder)
        self.dir = self.folder / "ws"
        self.now = "2022-06-01T08:00:00Z"
        self.ok("init", "--test-clock", str(self.dir), at=False)
        if not empty:
            self.ok("load", "regions", self.file("regions.csv", self.REGIONS))
            self.ok("load", "indicators", self.file("indicators.csv", self.INDICATORS))

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def run(self, *words, at=True, env=None, **more):
        command = [YIXIAN] + (["-C", str(self.dir)] if at else []) + [str(w) for w in words]
        env = {**os.environ, "YIXIAN_NOW": self.now, "YIXIAN_DATA": str(ROOT), "LC_ALL": "C", **(env or {})}
        return subprocess.run(command, capture_output=True, env=env, cwd=self.folder, check=False, **more)

    def ok(self, *words, **more):
        done = self.run(*words, **more)
        assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}"
        return done.stdout.decode()

    def json(self, *words):
        return json.loads(self.ok(*words, "--json"))

    def take(self, name, rows, *options):
        return self.run("take", *options, self.file(name, rows))

    @contextlib.contextmanager
    def database(self):
        """The workspace's file, for tests that damage it: closed and without a -wal afterwards."""
        db = sqlite3.connect(self.dir / "yixian.db")
        try:
            with db:
                yield db
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            db.close()


def shared(path):
    found = SHARED / path
    if not found.exists():
        raise Skip(f"{path} is not at hand")
    return found


def run(names):
    tests = [(n, f) for n, f in names.items() if n.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for i, (name, test) in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="yx-cli-") as folder:
            try:
                test(folder)
                print(f"ok {i} - {name[5:]}", flush=True)
            except Skip as why:
                print(f"ok {i} - {name[5:]} # SKIP {why}", flush=True)
            except Exception:
                failed += 1
                print(f"not ok {i} - {name[5:]}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line}", flush=True)
    sys.exit(failed > 0)
