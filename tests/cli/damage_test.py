"""Trust: one changed byte anywhere is found, the derived is rebuilt to the byte, a forged chain is caught."""
import shutil

from harness import Workspace, run

HEAD = "region_code,indicator,period,value\n"


def filled(folder):
    ws = Workspace(folder)
    rows = "".join(f"{r},flu,2022-W{w:02d},{w * 7 % 11}.5,{2 if w == 9 else 5 if w == 8 else ''}\n"
                   for r in ("420000", "420100") for w in range(1, 20))
    ws.ok("take", "--as-of", "2022-05-20", ws.file("a.csv", HEAD.strip() + ",contributors\n" + rows))
    ws.ok("take", "--as-of", "2022-05-21", ws.file("b.csv", HEAD + "420100,flu,2022-W03,99\n420000,flu,2022-W04,1\n"))
    return ws


def tables(db):
    return [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if not name.startswith("sqlite_")]


def cells(ws):
    """Every text or blob of the workspace: table, rowid or key, column, value."""
    with ws.database() as db:
        for table in tables(db):
            columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
            for row in db.execute(f"SELECT * FROM {table}").fetchall():
                for column, value in zip(columns, row):
                    if isinstance(value, (bytes, str)) and value:
                        yield table, columns, row, column, value


def overwrite(ws, table, columns, row, column, value):
    where = " AND ".join(f"{c} IS ?" for c in columns)
    with ws.database() as db:
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (value, *row))


def test_sound(folder):
    ws = filled(folder)
    found = ws.json("verify")
    assert found["sound"] and found["values"] == 38 and found["superseded"] == 2 and found["entries"] == 5


def test_any_flipped_byte_is_found(folder):
    ws = filled(folder)
    with ws.database():
        pass
    spare = ws.folder / "spare.db"
    shutil.copy(ws.dir / "yixian.db", spare)
    tried = 0
    for table, columns, row, column, value in list(cells(ws)):
        data = value.encode() if isinstance(value, str) else value
        for place in {0, len(data) // 2, len(data) - 1}:
            bad = bytearray(data)
            bad[place] ^= 0x20 if isinstance(value, str) else 1
            overwrite(ws, table, columns, row, column,
                      bytes(bad) if isinstance(value, bytes) else bad.decode(errors="replace"))
            done = ws.run("verify")
            said = done.stderr.decode()
            assert done.returncode == 4 and ("first bad" in said or "entry 1" in said), f"{table}.{column} byte {place}: {done}"
            tried += 1
            for extra in ("yixian.db-wal", "yixian.db-shm"):
                (ws.dir / extra).unlink(missing_ok=True)
            shutil.copy(spare, ws.dir / "yixian.db")
    assert tried > 40 and ws.run("verify").returncode == 0


def test_flipped_bytes_of_the_file(folder):
    """Raw damage of the disk: never called sound with other figures, never a crash."""
    ws = filled(folder)
    with ws.database():
        pass
    path = ws.dir / "yixian.db"
    whole, before = path.read_bytes(), ws.ok("export")
    for place in range(17, len(whole), max(1, len(whole) // 150)):
        bad = bytearray(whole)
        bad[place] ^= 0x11
        path.write_bytes(bad)
        done = ws.run("verify")
        assert done.returncode in (0, 1, 2, 4), f"byte {place}: {done}"
        if done.returncode == 0:
            assert ws.ok("export") == before, f"byte {place} changed the figures unseen"
    path.write_bytes(whole)
    assert ws.run("verify").returncode == 0


def derived(ws):
    with ws.database() as db:
        return {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in tables(db)}


def test_rebuild_gives_the_same_bytes(folder):
    ws = filled(folder)
    before = derived(ws)
    assert set(before) == {"log", "chunk", "past", "stated", "hidden"} and all(before.values())
    with ws.database() as db:
        for table in tables(db):
            if "hash" not in [c[1] for c in db.execute(f"PRAGMA table_info({table})")]:
                db.execute(f"DELETE FROM {table}")
    assert ws.run("verify").returncode == 4
    ws.ok("rebuild")
    assert derived(ws) == before
    assert ws.run("verify").returncode == 0


def test_rewritten_chain_is_caught_by_a_head_kept_elsewhere(folder):
    ws = filled(folder)
    head = ws.json("verify")["head"]
    ws.ok("take", ws.file("c.csv", HEAD + "420100,icu,2022-W03,5\n"))
    assert ws.run("verify", "--head", head).returncode == 0, "an older head still lies on the chain"
    shutil.rmtree(ws.dir)
    again = filled_with_another_figure(folder)
    assert again.run("verify").returncode == 0, "a chain alone shows accidents, not a forger"
    done = again.run("verify", "--head", head)
    assert done.returncode == 4, done
    assert ws.run("verify", "--head", "xyz").returncode == 2


def filled_with_another_figure(folder):
    ws = Workspace(folder)
    ws.ok("take", "--as-of", "2022-05-20", ws.file("a.csv", HEAD + "420000,flu,2022-W01,8.5\n"))
    return ws


run(globals())
