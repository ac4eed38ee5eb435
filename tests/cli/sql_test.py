"""SELECT over figures and catalogues: the same as export says, under the same protection, and nothing else."""
import csv
import io
import json
import time

from harness import Workspace, run

FULL = "region_code,indicator,period,value,as_of,status,contributors,release\n"
ROWS = ("420000,gdp.total,2022-01..03,10811.30,2022-04-18,P,17,\n"
        "420100,gdp.total,2022-01..03,4800,2022-04-18,,,\n"
        "420100,ind.power,2022-01,-1.50,2022-02-18,,,\n"
        "420100,ind.power,2022-02,0.0,2022-03-18,,,\n"
        "421024,ind.power,2022-02,7,2022-03-18,,,\n")


def filled(folder):
    ws = Workspace(folder)
    ws.ok("take", "--source", "a yearbook", ws.file("a.csv", FULL + ROWS))
    ws.ok("take", ws.file("b.csv", FULL + "420100,ind.power,2022-01,-1.60,2022-05-01,,,\n"))
    return ws


def ask(ws, query, *options):
    return ws.json("sql", *options, query)


def test_same_as_export(folder):
    ws = filled(folder)
    for more in ([], ["--as-of", "2022-03-31"]):
        want = list(csv.reader(io.StringIO(ws.ok("export", "--full", *more))))[1:]
        got = ask(ws, "SELECT region, indicator, period, value, as_of, status, contributors FROM observation", *more)
        assert [[str(v) if v is not None else "" for v in r.values()] for r in got] == [w[:7] for w in want], got
    assert ws.ok("sql", "--csv", "SELECT region, indicator, period, value FROM observation").splitlines()[1:] == \
        ws.ok("export").splitlines()[1:]


def test_constraints(folder):
    """What is asked for by its key comes out the same as by a search, in any order of the words."""
    ws = filled(folder)
    every = ask(ws, "SELECT * FROM observation")
    for column in ("region", "indicator", "period"):
        for value in sorted({r[column] for r in every}) + ["none"]:
            want = [r for r in every if r[column] == value]
            for where in (f"{column} = '{value}'", f"'{value}' = {column}", f"+{column} = '{value}'", f"{column} IN ('{value}', 'x')"):
                assert ask(ws, f"SELECT * FROM observation WHERE {where} ORDER BY region, indicator, first") == want, where
    assert len(ask(ws, "SELECT * FROM observation WHERE region = 420100")) == 3  # a number finds the text
    assert ask(ws, "SELECT * FROM observation WHERE region = NULL") == []
    both = "SELECT * FROM observation WHERE region = '420100' AND indicator = 'ind.power' AND period = '2022-02'"
    assert [r["value"] for r in ask(ws, both)] == ["0.0"]
    joined = ask(ws, "SELECT r.name_zh, o.value FROM region r JOIN observation o ON o.region = r.code WHERE o.indicator = 'gdp.total' ORDER BY 1")
    assert {r["name_zh"] for r in joined} == {"湖北省", "武汉市"}


def test_versions_and_places(folder):
    ws = filled(folder)
    rows = ask(ws, "SELECT value, stands, as_of, file, line, \"column\", said FROM observation('all') "
                   "WHERE region = '420100' AND indicator = 'ind.power' ORDER BY first, as_of")
    assert [(r["value"], r["stands"]) for r in rows] == [("-1.50", 0), ("-1.60", 1), ("0.0", 1)], rows
    assert rows[0]["file"].endswith("a.csv") and rows[0]["line"] == 4 and rows[0]["column"] == 4 and rows[0]["said"] == "a yearbook"
    assert len(ask(ws, "SELECT * FROM observation('all')")) == 6
    assert len(ask(ws, "SELECT * FROM observation WHERE version = 'standing'")) == 5
    assert "version" not in ask(ws, "SELECT * FROM observation LIMIT 1")[0]
    number = ask(ws, "SELECT sum(number) AS s, typeof(value) AS v, typeof(number) AS n FROM observation WHERE indicator = 'ind.power'")
    assert number == [{"s": 5.4, "v": "text", "n": "real"}], number


def test_catalogues(folder):
    ws = filled(folder)
    assert ask(ws, "SELECT name_zh, valid_from FROM region WHERE code = '421024' ORDER BY 2") == \
        [{"name_zh": "松滋县", "valid_from": None}, {"name_zh": "江陵县", "valid_from": "1998-12-01"}]
    assert ask(ws, "SELECT kind, unit, official FROM indicator WHERE code = 'flu'") == [{"kind": "flow", "unit": "例", "official": 0}]
    assert ask(ws, "SELECT count(*) AS n FROM lineage") == [{"n": 0}]
    ws.ok("load", "relations", ws.file("r.csv", "id,kind,result,terms\nr1,sum,flu,icu+flu\n"))
    assert ask(ws, "SELECT * FROM relation") == [{"id": "r1", "kind": "sum", "result": "flu", "terms": "icu+flu", "tolerance": None, "guard": None}]
    assert "observation(region, indicator" in ws.ok("sql")


def test_findings(folder):
    ws = filled(folder)
    want = {f["id"] for f in ws.json("findings", "--all")}
    rows = ask(ws, "SELECT f.id, f.\"check\", f.question, r.name_zh FROM finding f LEFT JOIN region r ON r.code = f.region")
    assert {r["id"] for r in rows} == want and (not rows or rows[0]["question"])


def test_nothing_else(folder):
    ws = filled(folder)
    before = ws.json("verify")["head"]
    for query in ("ATTACH 'x.db' AS x", "PRAGMA user_version", "SELECT * FROM pragma_table_info('region')", "CREATE TABLE a(b)",
                  "CREATE TEMP TABLE a(b)", "INSERT INTO region VALUES (1)", "DELETE FROM observation", "DROP TABLE region", "VACUUM",
                  "VACUUM INTO 'x.db'", "BEGIN", "SELECT load_extension('x')", "SELECT * FROM log", "SELECT * FROM chunk", "",
                  "SELECT 1; SELECT 2", "SELECT", "SELECT * FROM none", "SELECT none FROM region", "/* nothing */",
                  "SELECT * FROM observation('some')", "CREATE VIRTUAL TABLE t USING observation", "REINDEX", "ANALYZE",
                  "EXPLAIN DELETE FROM region", "SELECT writefile('x', 'y')", "WITH a AS (SELECT 1) DELETE FROM region"):
        done = ws.run("sql", query)
        assert done.returncode == 2 and done.stderr.startswith(b"yixian: sql: "), (query, done.returncode, done.stderr)
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert sorted(p.name for p in ws.folder.iterdir()) == ["a.csv", "b.csv", "indicators.csv", "regions.csv", "ws"]
    assert ws.json("verify")["head"] == before


def test_limits(folder):
    ws = filled(folder)
    start = time.monotonic()
    for query, words in (("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", b"1000000 rows"),
                         ("SELECT hex(zeroblob(100000000))", b"too big"),
                         ("SELECT " + "(" * 500 + "1" + ")" * 500, b""),
                         ("SELECT " + ",".join("1" for _ in range(300)), b"too many columns"),
                         ("SELECT '" + "x" * 70000 + "'", b"longer")):
        done = ws.run("sql", "--csv", query)
        assert done.returncode in (1, 2) and words in done.stderr, (query[:60], done.returncode, done.stderr)
    assert time.monotonic() - start < 30
    # A sorter of all it gets: memory is limited, or time is.
    done = ws.run("sql", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT printf('%.1000c', i) AS x FROM n ORDER BY x")
    assert done.returncode == 1 and b"no memory for the query" in done.stderr, (done.returncode, done.stderr)


def test_forms(folder):
    ws = filled(folder)
    query = "SELECT 1.5 AS a, NULL AS b, 'x,\"y' AS c, 3 AS d, 0.1 + 0.2 AS e"
    assert ws.ok("sql", "--csv", query) == 'a,b,c,d,e\n1.5,,"x,""y",3,0.30000000000000004\n'
    assert b"hex()" in ws.run("sql", "SELECT x'00ff' AS f").stderr
    first = json.loads(ws.ok("sql", "--json", query))[0]
    assert (first["a"], first["b"], first["c"], first["d"], first["e"]) == (1.5, None, 'x,"y', 3, 0.1 + 0.2), first
    assert ws.json("sql", "SELECT 1 AS a WHERE 0") == []
    text = ws.ok("sql", "SELECT region, value FROM observation WHERE period = '2022-02'")
    assert "420100" in text and text.endswith("2 rows\n"), text
    assert ws.ok("sql", "--csv", "SELECT 9e999 AS a, -9e999 AS b").splitlines()[1] == "inf,-inf"
    assert ws.json("sql", "SELECT 9e999 AS a") == [{"a": None}]


def test_protection(folder):
    ws = Workspace(folder)
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind,aggregation\nsale,销售,万元,M,flow,sum\n"))
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nA,甲市,p,420000\nA1,a,c,A\nA2,b,c,A\nA3,c,c,A\n"))
    ws.ok("take", ws.file("a.csv", "region_code,indicator,period,value,contributors,release\n"
                          "A,sale,2022-01,9171,,\nA1,sale,2022-01,7771,2,\nA2,sale,2022-01,500,9,\nA3,sale,2022-01,900,9,\n"
                          "A3,sale,2022-02,7773,9,2022-12-01\n"))
    for query in ("SELECT region, value, number FROM observation", "SELECT region, value FROM observation('all')",
                  "SELECT region, value FROM observation WHERE region = 'A1' AND indicator = 'sale'",
                  "SELECT region, value FROM observation('all') WHERE region = 'A1'",
                  "SELECT region, value FROM observation WHERE indicator = 'sale'"):
        rows = ask(ws, query)
        assert not {"7771", "500", "7773"} & {r["value"] for r in rows}, (query, rows)
        assert "A1" not in {r["region"] for r in rows}
    assert ask(ws, "SELECT sum(number) AS s FROM observation WHERE region LIKE 'A_'") == [{"s": 900.0}]


if __name__ == "__main__":
    run(globals())
