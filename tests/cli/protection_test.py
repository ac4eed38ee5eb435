"""What may not be shown is shown nowhere: small cells, what would reveal them, figures before release."""
import csv
import fractions
import io
import pathlib
import random

from harness import Workspace, run

HEAD = "region_code,indicator,period,value,contributors\n"
TREE = ("code,name_zh,level,parent_code\n"
        "P,省,province,\nA,甲市,prefecture,P\nB,乙市,prefecture,P\n"
        "A1,甲一,county,A\nA2,甲二,county,A\nA3,甲三,county,A\nB1,乙一,county,B\nB2,乙二,county,B\n")
INDICATORS = ("code,name_zh,unit,frequency,kind,aggregation\n"
              "sale,销售,万元,M,flow,sum\nfood,食品,万元,M,flow,sum\ncloth,衣着,万元,M,flow,sum\n"
              "share,比重,%,M,rate,ratio:food/sale\nflu,流感,例,W,flow,sum\n")


def workspace(folder, tree=TREE, indicators=INDICATORS):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("regions.csv", tree))
    ws.ok("load", "indicators", ws.file("indicators.csv", indicators))
    return ws


def take(ws, rows, *options, name="a.csv", head=HEAD):
    done = ws.take(name, head + "".join(",".join(str(c) for c in r) + "\n" for r in rows), *options)
    assert done.returncode == 0, done.stderr.decode()


def exported(ws, *options):
    """(region, indicator, period) -> value, and what was said on stderr."""
    done = ws.run("export", *options)
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(io.StringIO(done.stdout.decode()))
    return {(r["region_code"], r["indicator"], r["period"]): r["value"] for r in rows}, done.stderr.decode()


# A = A1 + A2 + A3 = 7771 + 500 + 900, P = A + B. A1 has two contributors; A2 is the smaller of the others.
COUNTIES = [("P", "sale", "2022-01", 10171, ""), ("A", "sale", "2022-01", 9171, ""), ("B", "sale", "2022-01", 1000, ""),
            ("A1", "sale", "2022-01", 7771, 2), ("A2", "sale", "2022-01", 500, 9), ("A3", "sale", "2022-01", 900, 9),
            ("B1", "sale", "2022-01", 400, 9), ("B2", "sale", "2022-01", 600, 9)]


def test_small_cell_and_what_reveals_it(folder):
    ws = workspace(folder)
    take(ws, COUNTIES)
    found, said = exported(ws)
    assert {r for r, _, _ in found} == {"P", "A", "B", "A3", "B1", "B2"}, found
    assert "1 figure left out: protected, too few" in said and "1 figure left out: protected, would reveal" in said, said
    for region, why in (("A1", "too few"), ("A2", "would reveal"), ("A3", None), ("A", None)):
        item = ws.json("show", region, "sale")[0]
        assert item["protected"] == why and (item["value"] is None) == (why is not None), item
        assert [v["protected"] for v in item["versions"]] == [why]
    assert "7771" not in ws.ok("show", "A1", "sale") and "too few" in ws.ok("show", "A1", "sale")


def test_every_verb(folder):
    """No output has the digits of what is hidden."""
    ws = workspace(folder)
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n  f: {indicator: flu, source: s, group: g, detector: threshold, options: {level_1: 100}}\n"
        "  s: {indicator: sale, source: s, group: h, detector: threshold, options: {level_1: 100}}\n"
        "rules:\n  r: {version: 1, when: {at_least: 1, groups_of: [f, s]}, grade: {scheme: demo, level: 3}}\n")))
    take(ws, COUNTIES + [("A1", "flu", f"2022-W{w:02d}", 7000 + w, 2 if w == 5 else 5) for w in range(1, 10)])
    take(ws, [("A1", "sale", "2022-01", 7773, 1)], "--as-of", "2022-05-20", name="b.csv")
    secret = ["7771", "7773", "7005", "500"]
    for words in (["show", "A1", "sale"], ["show", "A2", "sale"], ["show", "A1", "flu"], ["export"], ["export", "--full"],
                  ["screen", "--all", "--last", "99"], ["alerts", "--all"], ["brief"], ["brief", "--region", "A1"],
                  ["brief", "--region", "A1", "--format", "html"], ["revisions", "sale"], ["revisions", "flu"],
                  ["show", "A1", "sale", "--boundaries", "today"], ["export", "--boundaries", "today"],
                  ["export", "--as-of", "2022-05-25"], ["export", "--format", "sdmx-csv"], ["export", "--format", "dhis2-json"]):
        for more in ([], ["--json"]):
            if more and "--format" in words:
                continue
            out = ws.run(*words, *more)
            assert out.returncode == 0 or b"no form" in out.stderr or b"codes" in out.stderr, (words, out.stderr)
            for digits in secret:
                assert digits.encode() not in out.stdout, (words, more, digits)
    gap = [s for s in ws.json("screen", "--all", "--last", "99") if s["period"] == "2022-W05"][0]
    assert gap["protected"] == "too few" and gap["observed"] is None and gap["state"] == "gap", gap
    assert ws.ok("tick")
    assert "7005" not in ws.ok("alerts", "--all", "--json")


def test_the_newest_statement(folder):
    ws = workspace(folder)
    one = [("A1", "sale", "2022-01", 50, 2)]
    take(ws, one)
    plain = "region_code,indicator,period,value\n"
    take(ws, [("A1", "sale", "2022-01", 50)], name="b.csv", head=plain)  # unchanged, nothing said
    assert not exported(ws)[0]
    take(ws, [("A1", "sale", "2022-01", 50, 7)], name="c.csv")  # unchanged: the version stays small
    assert not exported(ws)[0]
    take(ws, [("A1", "sale", "2022-01", 51, 7)], name="d.csv")  # a new version of seven
    assert exported(ws)[0] == {("A1", "sale", "2022-01"): "51"}
    item = ws.json("show", "A1", "sale")[0]
    assert item["value"] == "51" and [v["value"] for v in item["versions"]] == [None, "51"], item
    take(ws, [("A1", "sale", "2022-01", 51, 2)], name="e.csv")  # unchanged, and said to be small now
    assert not exported(ws)[0]
    take(ws, [("A1", "sale", "2022-01", 52)], name="f.csv", head=plain)  # says nothing: it stays small
    assert not exported(ws)[0]


def test_embargo(folder):
    ws = workspace(folder)
    head = "region_code,indicator,period,value,as_of,release\n"
    take(ws, [("A1", "sale", "2022-01", 50, "2022-02-01", "")], head=head)
    take(ws, [("A1", "sale", "2022-01", 7771, "2022-05-30", "2022-06-10"),
              ("A2", "sale", "2022-01", 7773, "2022-05-30", "2022-06-10")], name="b.csv", head=head)
    found, said = exported(ws)
    assert found == {("A1", "sale", "2022-01"): "50"}, found  # what stood before stands until then
    assert "2 figures left out: protected, not released" in said, said
    item = ws.json("show", "A1", "sale")[0]
    assert item["value"] == "50" and [v["protected"] for v in item["versions"]] == [None, "not released"]
    assert ws.json("show", "A2", "sale")[0]["protected"] == "not released"
    assert exported(ws, "--as-of", "2022-12-31")[0] == found  # asking for a day to come opens nothing
    brief = ws.ok("brief", "--region", "A2")
    assert "7773" not in brief
    ws.now = "2022-06-10T08:00:00Z"
    assert exported(ws)[0] == {("A1", "sale", "2022-01"): "7771", ("A2", "sale", "2022-01"): "7773"}
    assert exported(ws, "--as-of", "2022-06-05")[0] == found  # as it was to be seen on that day
    seq = ws.json("verify")["entries"]
    assert ws.ok("brief", "--region", "A2", "--at", str(seq)) == brief


def test_old_versions_of_totals(folder):
    """On the first day A2 had not reported: then the total and A3 alone gave A1 away."""
    ws = workspace(folder)
    head = "region_code,indicator,period,value,contributors,as_of\n"
    take(ws, [("A", "sale", "2022-01", 900 + 77, "", "2022-02-01"), ("A1", "sale", "2022-01", 77, 2, "2022-02-01"),
              ("A3", "sale", "2022-01", 900, 9, "2022-02-01")], head=head)
    take(ws, [("A", "sale", "2022-01", 1477, "", "2022-03-01"), ("A2", "sale", "2022-01", 500, 9, "2022-03-01")],
         name="b.csv", head=head)
    shown = exported(ws)[0]
    assert {r for r, _, _ in shown} == {"A", "A2"}, shown  # without that day A2 would be hidden, being smaller


def test_sums_over_time(folder):
    ws = workspace(folder)
    rows = [("A1", "sale", p, v, n) for p, v, n in (("2022-01", 10, 9), ("2022-02", 20, 2), ("2022-03", 30, 9),
                                                  ("2022-Q1", 60, 9), ("2022-04", 40, 9))]
    take(ws, rows)
    shown = {p for _, _, p in exported(ws)[0]}
    assert shown == {"2022-03", "2022-Q1", "2022-04"}, shown  # 2月 is small; 1月 is the smaller of the others


def test_relations_and_ratios(folder):
    ws = workspace(folder)
    ws.ok("load", "relations", ws.file("relations.csv", "id,kind,result,terms\nr1,sum,sale,food+cloth\n"))
    take(ws, [("A1", "sale", "2022-01", 100, 9), ("A1", "food", "2022-01", 30, 2), ("A1", "cloth", "2022-01", 70, 9),
              ("A1", "share", "2022-01", 30, ""), ("A2", "sale", "2022-01", 100, 9), ("A2", "share", "2022-01", 31, "")])
    shown = exported(ws)[0]
    # food is small: cloth would give it away, and the share with the sale.
    assert set(shown) == {("A1", "sale", "2022-01"), ("A2", "sale", "2022-01"), ("A2", "share", "2022-01")}, shown


def test_brief_again(folder):
    ws = workspace(folder)
    take(ws, COUNTIES, "--as-of", "2022-03-01")
    first = ws.ok("brief", "--region", "A")
    seq = ws.json("verify")["entries"]
    take(ws, [("A3", "sale", "2022-01", 901, 1)], "--as-of", "2022-05-01", name="b.csv")
    ws.now = "2022-07-01T08:00:00Z"
    assert ws.ok("brief", "--region", "A", "--at", str(seq)) == first
    assert ws.ok("verify")


def test_protected_is_not_late(folder):
    ws = workspace(folder)
    ws.ok("load", "rules", ws.file("rules.yaml", (
        "streams:\n  f: {indicator: flu, source: s, group: g, detector: threshold, options: {level_1: 100}}\n"
        "rules:\n  r: {version: 1, when: {at_least: 1, groups_of: [f]}, grade: {scheme: demo, level: 3}}\n")))
    take(ws, [(r, "flu", f"2022-W{w:02d}", w, 2 if (r, w) == ("A2", 9) else 5) for r in ("A1", "A2", "A3") for w in range(1, 10)
              if (r, w) != ("A3", 9)])
    brief = ws.ok("brief")
    late = [line for line in brief.splitlines() if "2022-W08" in line]
    assert any("A3" in line for line in late) and not any("A2" in line for line in late), brief


def rank(rows):
    rows, done = [r[:] for r in rows], 0
    for c in range(len(rows[0]) if rows else 0):
        at = next((i for i in range(done, len(rows)) if rows[i][c]), None)
        if at is None:
            continue
        rows[done], rows[at] = rows[at], rows[done]
        for i in range(done + 1, len(rows)):
            f = rows[i][c] / rows[done][c]
            rows[i] = [x - f * y for x, y in zip(rows[i], rows[done])]
        done += 1
    return done


def test_random_trees(folder):
    """What is exported determines no small cell: exact ranks over the rationals."""
    seed = random.Random(7)
    hidden_total = 0
    for round_no in range(12):
        codes, parent = ["P"], {}
        for i in range(seed.randint(2, 4)):
            codes.append(f"Q{i}")
            parent[f"Q{i}"] = "P"
            for k in range(seed.randint(1, 4)):
                codes.append(f"Q{i}R{k}")
                parent[f"Q{i}R{k}"] = f"Q{i}"
        tree = "code,name_zh,level,parent_code\n" + "".join(f"{c},{c},level{len(c)},{parent.get(c, '')}\n" for c in codes)
        sub = pathlib.Path(folder) / str(round_no)
        sub.mkdir()
        ws = workspace(sub, tree)
        ws.ok("load", "relations", ws.file("relations.csv", "id,kind,result,terms\nr1,sum,sale,food+cloth\n"))
        leaf = {(c, k): (seed.randint(1, 99), seed.randint(1, 8)) for c in codes if len(c) == 4 for k in ("food", "cloth")}

        def figure(code, kind, leaf=leaf, codes=codes, parent=parent):
            if kind == "sale":
                a, b = figure(code, "food"), figure(code, "cloth")
                return a[0] + b[0], a[1] + b[1]
            if (code, kind) in leaf:
                return leaf[code, kind]
            parts = [figure(c, kind) for c in codes if parent.get(c) == code]
            return sum(p[0] for p in parts), sum(p[1] for p in parts)

        cells = {(c, k): figure(c, k) for c in codes for k in ("sale", "food", "cloth")}
        take(ws, [(c, k, "2022-01", v, n) for (c, k), (v, n) in cells.items()])
        shown = {(r, k) for r, k, _ in exported(ws)[0]}
        small = {key for key, (_, n) in cells.items() if n < 3}
        assert not small & shown
        unknown = [key for key in cells if key not in shown]
        hidden_total += len(unknown)
        place = {key: i for i, key in enumerate(unknown)}
        rows = []

        def equation(total, parts, place=place, rows=rows):
            row = [fractions.Fraction(0)] * len(place)
            for key, sign in [(total, -1)] + [(p, 1) for p in parts]:
                if key in place:
                    row[place[key]] += sign
            rows.append(row)

        for c in codes:
            equation((c, "sale"), [(c, "food"), (c, "cloth")])
            for k in ("sale", "food", "cloth"):
                parts = [(d, k) for d in codes if parent.get(d) == c]
                if parts:
                    equation((c, k), parts)
        whole = rank(rows)
        for key in small:
            without = [[x for i, x in enumerate(r) if i != place[key]] for r in rows]
            assert rank(without) == whole, (round_no, key)
    assert hidden_total > 50


if __name__ == "__main__":
    run(globals())
