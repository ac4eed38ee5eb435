"""docs/json.md is the schema: every object that a verb prints has just those keys, of those types."""
import re

from harness import ROOT, Workspace, run

HEAD = "region_code,indicator,period,value\n"
TYPES = {"text": str, "integer": int, "boolean": bool, "array": list, "number": (int, float)}


def schema():
    tables, name = {}, None
    for line in (ROOT / "docs/json.md").read_text().splitlines():
        if line.startswith("## "):
            name = line[3:].split()[0].rstrip(":")
            tables[name] = {}
        row = re.match(r"\| (\w+) \| (\w+\??) \|", line)
        if row and row[1] != "key":
            tables[name][row[1]] = row[2]
    return tables


def check(found, table, where):
    assert set(found) == set(table), f"{where}: {set(found) ^ set(table)}"
    for key, kind in table.items():
        value = found[key]
        if value is None:
            assert kind.endswith("?"), f"{where}.{key} is null"
            continue
        assert isinstance(value, TYPES[kind.rstrip("?")]), f"{where}.{key}: {value!r} is no {kind}"
        assert kind.startswith("boolean") or not isinstance(value, bool), f"{where}.{key} is a boolean"


def test_every_object(folder):
    tables = schema()
    ws = Workspace(folder)
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n"
        "  f: {indicator: flu, source: s, group: practices, detector: earsC, options: {method: C1}}\n"
        "  i: {indicator: icu, source: t, group: icu, detector: earsC, options: {method: C3}}\n"
        "  l: {indicator: icu, source: t, group: beds, detector: threshold, options: {level_1: 30}}\n"
        "rules:\n"
        "  wave: {version: 1, when: {at_least: 2, groups_of: [f, i, l]}, grade: {scheme: demo, level: 3}}\n")))
    rows = "".join(f"420100,{code},2022-W{w:02d},{v}\n" for code in ("flu", "icu")
                   for w, v in enumerate([9, 10, 11, 9, "", 10, 11, 10, 10, 10, 10, 10, 40], 1))
    ws.ok("take", "--as-of", "2022-05-01", ws.file("a.csv", HEAD + rows))
    ws.ok("take", ws.file("b.csv", "region_code,indicator,period,value,status\n420100,flu,2022-W03,,W\n"))
    for words, name in ((["show", "420100", "flu"], "show"), (["screen", "--all", "--last", "99"], "screen"),
                        (["alerts", "--all"], "alerts"), (["export"], "export")):
        found = ws.json(*words)
        assert found, words
        for item in found:
            check(item, tables[name], name)
            for version in item.get("versions", []):
                check(version, tables["version"], "version")
            for evidence in item.get("evidence", []):
                check(evidence, tables["screen"], "evidence")
    check(ws.json("verify"), tables["verify"], "verify")
    for words in (["methods"], ["methods", "earsC"]):
        for item in ws.json(*words):
            check(item, tables["methods"], "methods")
    brief = ws.json("brief")
    check(brief, tables["brief"], "brief")
    for block in brief["blocks"]:
        assert block["kind"] == "table" and all(len(r) == len(block["columns"]) for r in block["rows"]) or block["text"]
    assert any(s["state"] == "not enough history" for s in ws.json("screen", "--all", "--last", "99"))
    assert any(a["evidence"] for a in ws.json("alerts", "--all"))


if __name__ == "__main__":
    run(globals())
