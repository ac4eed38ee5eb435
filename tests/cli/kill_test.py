"""kill -9 at random moments of `take`: the store opens, verifies, and holds the batch wholly or not at all."""
import datetime
import os
import random
import signal
import subprocess
import sys
import time

from harness import YIXIAN, Workspace, run

TIMES = int(sys.argv[1]) if len(sys.argv) > 1 else 20
HEAD = "region_code,indicator,period,value\n"


def batch(ws, n_region, turn):
    """100,000 values: n_region x 500 days."""
    rows = [HEAD]
    for r in range(n_region):
        for d in range(500):
            day = datetime.date(2020, 1, 1) + datetime.timedelta(d)
            rows.append(f"R{r:03d},coal.days,{day},{(r * d + turn) % 97}\n")
    return ws.file(f"batch{turn}.csv", "".join(rows))


def test_killed_takes(folder):
    ws = Workspace(folder)
    n = 200
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\n" + "".join(
        f"R{r:03d},县{r},county,420000\n" for r in range(n))))
    paths = [batch(ws, n, turn) for turn in range(2)]
    size = sum(1 for _ in open(paths[0])) - 1
    assert size >= 100000, size
    env = {**os.environ, "YIXIAN_NOW": ws.now}
    ws.ok("take", paths[0])
    started = time.monotonic()
    ws.ok("take", paths[1])  # over an earlier version, as all the takes below
    whole = time.monotonic() - started
    before = ws.ok("export")
    seed = random.randrange(1 << 30)
    print(f"# seed {seed}, one take needs {whole:.2f} s")
    rng = random.Random(seed)
    kept = 0
    for turn in range(TIMES):
        take = subprocess.Popen([YIXIAN, "-C", str(ws.dir), "take", paths[kept % 2]], env=env,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, whole * 1.5))
        take.send_signal(signal.SIGKILL)
        take.wait()
        found = ws.json("verify")
        assert found["sound"], f"turn {turn}"
        after = ws.ok("export")
        entries = found["entries"] - 6
        assert entries in (kept, kept + 1), f"turn {turn}: {entries} entries after {kept}"
        assert (after == before) == (entries == kept), f"turn {turn}: half a batch"
        if entries > kept:
            kept, before = entries, after
            assert sum(1 for _ in after.splitlines()) - 1 == size
    print(f"# {kept} of {TIMES} takes were through before they were killed")


run(globals())
