"""Every command of the README is run, as it stands there."""
import os
import pathlib
import re
import subprocess

from harness import ROOT, YIXIAN, run


def commands():
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.S | re.M)
    return [line for block in blocks for line in block.splitlines() if line]


def test_readme(folder):
    work, home = pathlib.Path(folder) / "de", pathlib.Path(folder)
    script = ["set -eu"]
    for line in commands():
        if line.startswith("make"):
            assert re.search(rf"^{re.escape(line.split()[-1])}[ :]|\b{re.escape(line.split()[-1])}\b.*:",
                             (ROOT / "Makefile").read_text(), re.M) or line == "make", line
            continue
        script.append(line.replace("$PWD/build:", f"{home}/bin:").replace('YIXIAN_DATA="$PWD"', f'YIXIAN_DATA="{ROOT}"')
                      .replace("/tmp/de", str(work)))
    (home / "bin").mkdir()
    os.symlink(YIXIAN, home / "bin/yixian")
    done = subprocess.run(["sh", "-c", "\n".join(script)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert len(script) > 12, "the README shows the program"
    assert (work / "brief.html").stat().st_size > 5000 and (work / "figures.csv").stat().st_size > 100000


def test_demo(folder):
    env = {**os.environ, "YIXIAN_DATA": str(ROOT)}
    done = subprocess.run([YIXIAN, "demo", "--dir", folder + "/demo"], capture_output=True, env=env, check=False)
    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert re.search(r"2023-W\d\d", out) and "Bavaria" in out or "Bayern" in out
    assert "secondary source, unverified" in out
    assert "the total fell from 47283 to 46335" in out, "the province's relations and checks are loaded, and ask"
    for name in ("de-en", "de-zh", "hubei-en", "hubei-zh"):
        page = (pathlib.Path(folder) / "demo" / f"{name}.html").read_text()
        assert page.lower().startswith("<!doctype html>") and not re.search(r" src=|url\((?!#)|@import", page)
    again = subprocess.run([YIXIAN, "demo", "--dir", folder + "/demo"], capture_output=True, env=env, check=False)
    assert again.returncode == 2, "a demo is not made over another"


run(globals())
