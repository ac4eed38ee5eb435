"""The checks: what is asked about figures with known defects, what is not about clean ones, and what
becomes of a question."""
import csv
import datetime
import gzip
import json
import math
import random

from harness import ROOT, Workspace, run, shared

HEAD = "region_code,indicator,period,value\n"
DATA = ROOT / "tests/data/check"
SECTORS = ("agri mining manuf utilities construction trade transport_post hotel_food ict finance real_estate "
           "business_svc science water_env resident_svc education health culture public_admin intl_org").split()
CN_RELATIONS = ("id,kind,result,terms,tolerance,guard\n"
                "emp,sum,emp_total," + "+".join("emp_" + s for s in SECTORS) + ",0,\n"
                "sex,sum,pop_total,pop_male+pop_female,0,\n"
                "town,sum,pop_total,pop_urban+pop_rural,0,\n")


def rows(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    with opened as f:
        return list(csv.DictReader(f))


def china(folder, where, census, covid, names, regions, indicators):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", where / regions)
    ws.ok("load", "indicators", where / indicators)
    ws.ok("load", "names", where / names)
    ws.ok("load", "relations", ws.file("relations.csv", CN_RELATIONS))
    for name in (census, covid):
        assert ws.run("take", "--partial", where / name).returncode in (0, 3)
    return ws


def by(found, **what):
    return [f for f in found if all(f[k] == v for k, v in what.items())]


def look_china(found):
    """What both the excerpt and the whole files must give."""
    slip = by(found, kind="negative")
    assert [(f["region"], f["indicator"], f["period"], f["value"]) for f in slip] == [
        ("411122", "emp_trade", "2010", "-1373")]
    assert [(f["region"], f["indicator"], f["value"]) for f in by(found, kind="fraction")] == [
        ("430722", "emp_utilities", "0.125")]
    sums = {f["region"]: (f["found"], f["expected"], f["difference"]) for f in by(found, check="Q01")}
    assert sums == {"411122": ("36616", "39362", "-2746"), "430722": ("45838.125", "45963", "-124.875")}
    assert [(f["region"], f["indicator"], f["found"], f["expected"]) for f in by(found, kind="unit")] == [
        ("430722", "emp_utilities", "0.125", "125")], "the sum says which figure slipped, and how far"
    lacks = by(found, kind="sum-regions", region="421100", indicator="pop_total", period="2020")
    assert [(f["found"], f["expected"], f["difference"]) for f in lacks] == [("5854864", "5882719", "-27855")]
    assert "5854864 - 5882719 = -27855" in lacks[0]["sum"]
    names = by(found, kind="name", grade="warn")
    assert len(names) == 6 and all("巿" in f["found"] and "巿" not in f["expected"] for f in names)
    changes = by(found, kind="code-change")
    want = {(c["region_code"], "renamed" if c["name_2010"] and c["name_2020"] else
             "gone" if c["name_2010"] else "new") for c in changed()}
    assert {(f["region"], f["relation"]) for f in changes} == want and len(changes) == 135 == len(want)
    codes = {f["region"]: f["question"] for f in by(found, kind="code")}
    for code in ("4200y0", "4200y1", "4200c7"):
        assert "nor of the form of one" in codes[code]


def changed():
    """The 135 changes, from the names themselves: other arithmetic than the program's."""
    name = {}
    for r in rows(DATA / "cn_names.csv"):
        name.setdefault(r["region_code"], {})[r["period"]] = r["name_as_published"].replace("巿", "市")
    return [{"region_code": code, "name_2010": n.get("2010"), "name_2020": n.get("2020")}
            for code, n in name.items() if n.get("2010") != n.get("2020")]


def test_china_excerpt(folder):
    ws = china(folder, DATA, "cn_census.csv", "cn_covid.csv", "cn_names.csv", "cn_regions.csv", "cn_indicators.csv")
    found = ws.json("findings", "--all")
    look_china(found)
    assert {f["kind"] for f in found} <= {"negative", "fraction", "sum", "unit", "sum-regions", "name", "code-change",
                                          "code", "decrease", "abrupt"}


def test_china_whole(folder):
    where = shared("data/cn")
    ws = china(folder, where, "census_county.csv", "covid_2020_daily.csv.gz", "census_names_as_published.csv",
               "regions.csv", "indicators.csv")
    found = ws.json("findings", "--all")
    look_china(found)
    listed = {(r["region_code"], "renamed" if "renamed" in r["kind"] else "gone" if "2010" in r["kind"] else "new")
              for r in rows(where / "census_code_changes.csv")}
    assert {(f["region"], f["relation"]) for f in by(found, kind="code-change")} == listed
    # The decreases: those under codes that are none cannot stand; with the codes in the tree all 79 do.
    falls = {(r["region_code"], r["indicator"], r["period"], float(r["change"]))
             for r in rows(where / "covid_2020_decreases.csv")}
    got = {(f["region"], f["indicator"], f["period"], float(f["difference"])) for f in by(found, kind="decrease")}
    refused = {f["region"] for f in by(found, kind="code")}
    assert got == {f for f in falls if f[0] not in refused} and len(got) == 75
    extra = "code,name_zh,level,parent_code\n" + "".join(
        f"{c},?,none,{c[:2]}0000\n" for c in sorted(refused) if not c.isdigit())
    ws.ok("load", "regions", ws.file("extra.csv", extra))
    assert ws.run("take", "--partial", where / "covid_2020_daily.csv.gz").returncode == 3
    got = {(f["region"], f["indicator"], f["period"], float(f["difference"]))
           for f in ws.json("findings", "--check", "decrease")}
    assert got == falls and len(got) == 79
    assert {"4200y0", "4200y1", "4200c7"} <= {f["region"] for f in ws.json("findings", "--check", "code")}, "in the tree or not"


def italy(folder, regions, indicators, relations, figures, defects, only=None):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", regions)
    ws.ok("load", "indicators", indicators)
    ws.ok("load", "relations", relations)
    ws.ok("take", figures)
    found = ws.json("findings")
    got = {(f["region"], f["indicator"], f["period"], f["kind"], f["difference"])
           for f in found if f["kind"] in ("decrease", "net", "sum", "negative")}
    want = set()
    for d in defects:
        what, at = d["defect"], (d["region_code"], d["period"])
        if what.startswith("decrease in "):
            want.add((at[0], what[12:], at[1], "decrease", d["amount"]))
        elif what.startswith("new_cases"):
            want.add((at[0], "new_cases", at[1], "net", d["amount"]))
        else:
            total = "cases_cum" if what.startswith("active") else "active_cases"
            want |= {g for g in got if g[:4] == (at[0], total, at[1], "sum")} or {(at[0], total, at[1], "sum", "?")}
    assert got == want, f"missing {sorted(want - got)[:5]}, invented {sorted(got - want)[:5]}"
    assert len(want) == len(defects)
    return ws, found


def test_italy_excerpt(folder):
    where = ROOT / "tests/data/it"
    italy(folder, where / "regions.csv", where / "indicators.csv", DATA / "it_relations.csv",
          DATA / "it_regions_daily.csv.gz", rows(DATA / "it_defects.csv"))


def test_italy_whole(folder):
    where = shared("data/it")
    ws, found = italy(folder, where / "regions.csv", where / "indicators.csv", where / "relations.csv",
                      where / "covid_region_daily.csv.gz", rows(where / "known_defects_computed.csv"))
    assert len(by(found, kind="net")) == 729
    loud = [f for f in found if f["grade"] != "doubt" and f["kind"] not in ("decrease", "net", "sum")]
    assert loud == [], "nothing else but doubts"
    for r in ws.json("findings", "--rates"):
        if r["check"] not in ("Q14",):  # its rows are no clean ones: 729 of 14,196 are broken
            assert r["rate"] is None or r["rate"] <= r["guard"], r


def test_rates_on_other_countries(folder):
    for n, (where, files) in enumerate((("data/de", ["icu_daily.csv.gz", "resp_weekly.csv"]),
                                        ("data/ke", ["food_prices_monthly.csv"]))):
        there = shared(where)
        sub = ws_in(folder, str(n))
        sub.now = "2026-06-01T08:00:00Z"
        sub.ok("load", "regions", there / "regions.csv")
        sub.ok("load", "indicators", there / "indicators.csv")
        sub.ok("take", *[there / f for f in files])
        for r in sub.json("findings", "--rates"):
            assert r["rate"] is None or r["rate"] <= r["guard"], (where, r)


def ws_in(folder, name):
    path = Workspace.__new__(Workspace)
    import pathlib
    inner = pathlib.Path(folder) / name
    inner.mkdir()
    path.__init__(inner, empty=True)
    return path


# --- clean rows made of real figures, for the checks that published files do not reach ---

def germany():
    """{(region, indicator, week): value as it stood last} of the demo: the states of Germany, 2012 to 2024."""
    with gzip.open(ROOT / "demo/de/figures.csv.gz", "rt", encoding="utf-8") as f:
        return {(r["region_code"], r["indicator"], r["period"]): r["value"] for r in csv.DictReader(f)}


def real(folder, name, regions, indicators, relations, cells, lineage=None):
    ws = ws_in(folder, name)
    ws.now = "2026-06-01T08:00:00Z"
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\n" + "".join(
        f"{r},{r}地区,state,\n" for r in regions)))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind\n" + indicators))
    if lineage:
        ws.ok("load", "lineage", ws.file("l.csv", "day,kind,from_code,to_code,weight,source\n" + lineage))
    ws.ok("load", "relations", ws.file("x.csv", "id,kind,result,terms,tolerance,guard\n" + relations))
    ws.ok("take", ws.file("f.csv", "region_code,indicator,period,value\n" + "".join(
        f"{r},{i},{p},{v}\n" for (r, i, p), v in sorted(cells.items()))))
    return ws


def rate_of(ws, check, least):
    """What a check asked of clean rows: said, and at most its guard."""
    r = by(ws.json("findings", "--rates"), check=check)[0]
    print(f"# {check} on clean rows: {r['asked']} of {r['judged']}, guard {r['guard']}")
    assert r["judged"] >= least and r["rate"] <= r["guard"], r
    return r


def test_clean_rates_of_month(folder):
    """Notified influenza, as totals of the year to a month; January and February come together, as they do in China."""
    cells = {}
    for (r, i, week), v in germany().items():
        if i == "flu_cases":
            day = datetime.date.fromisocalendar(int(week[:4]), int(week[6:]), 7)
            for month in range(max(day.month, 2), 13):
                key = r, "flu", f"{day.year}-01..{month:02d}"
                cells[key] = cells.get(key, 0) + int(float(v))
    ws = real(folder, "month", sorted({r for r, _, _ in cells}), "flu,流感,例,M,ytd\n", "", cells)
    rate_of(ws, "Q04", 80)
    ws.ok("take", ws.file("g.csv", "region_code,indicator,period,value\nDE01,flu,2023-01,7\n"))
    assert [f["period"] for f in ws.json("findings", "--check", "month")] == ["2023-01"], "and what is none of them is asked about"


def test_clean_rates_of_investment(folder):
    """Beds that are taken and beds that are free; influenza that is notified and visits to a doctor: these move together
    (the one against the other, the other with it), as claims and their traces should."""
    held = germany()
    asked = judged = 0
    for name, a, b in (("beds", "icu_occupied", "icu_free"), ("flu", "flu_cases", "are_consultations")):
        cells = {k: v for k, v in held.items() if k[1] in (a, b)}
        ws = real(folder, name, sorted({r for r, _, _ in cells}), f"{a},甲,个,W,stock\n{b},乙,个,W,stock\n",
                  f"m,match,{a},{b},,check=Q08\n", cells)
        r = rate_of(ws, "Q08", 500)
        asked, judged = asked + r["asked"], judged + r["judged"]
    assert judged > 3000 and asked > 0


def test_clean_rates_of_stock(folder):
    """Active cases are those of the day before, and who was found, less who recovered and who died."""
    where = ROOT / "tests/data/it"
    ws = ws_in(folder, "it")
    ws.now = "2026-06-01T08:00:00Z"
    ws.ok("load", "regions", where / "regions.csv")
    ws.ok("load", "indicators", where / "indicators.csv")
    ws.ok("load", "relations", ws.file("x.csv", "id,kind,result,terms,tolerance,guard\n"
                                       "s,stock,active_cases,cases_cum - recovered_cum - deaths_cum,,\n"))
    ws.ok("take", where / "covid_region_daily.csv.gz")
    rate_of(ws, "Q13", 1000)


def test_clean_rates_of_like_regions(folder):
    """Pairs of German states are made one, each on another day; growth is published on like regions."""
    held = {(r, p): int(float(v)) for (r, i, p), v in germany().items() if i == "flu_cases" and r != "DE00"}
    states, lineage, cells = sorted({r for r, _ in held}), "", {}
    monday = lambda week: datetime.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    for k in range(0, len(states) - 1, 2):
        a, b = states[k:k + 2]
        day = datetime.date.fromisocalendar(2022, 6 + 3 * k, 1)
        lineage += f"{day},merge,{b},{a},,t\n"
        for week in sorted({p for r, p in held if r == a} & {p for r, p in held if r == b}):
            both, after = held[a, week] + held[b, week], monday(week) >= day
            before = f"{int(week[:4]) - 1}{week[4:]}"
            cells[a, "flu", week] = both if after else held[a, week]
            if not after:
                cells[b, "flu", week] = held[b, week]
            if (a, before) in held and (b, before) in held:
                was = held[a, before] + (held[b, before] if after else 0)
                if was:
                    cells[a, "growth", week] = f"{100 * (cells[a, 'flu', week] / was - 1):.1f}"
    ws = real(folder, "like", states, "flu,流感,例,W,flow\ngrowth,增速,%,W,rate\n", "g,yoy,growth,flu,,\n", cells, lineage)
    rate_of(ws, "Q24", 200)


# --- a clean province, and what is planted in it ---

INDICATORS = (
    "code,name_zh,name_en,unit,frequency,kind,aggregation,owner\n"
    "tot,合计,Total,亿元,M,ytd,sum,统计局\n"
    "a,甲,A,亿元,M,ytd,sum,统计局\n"
    "b,乙,B,亿元,M,ytd,sum,统计局\n"
    "c,丙,C,亿元,M,ytd,sum,统计局\n"
    "share,甲占比,Share of A,%,M,rate,ratio:a/tot,统计局\n"
    "growth,合计增速,Growth,%,M,rate,none,统计局\n"
    "power,用电量,Power,万千瓦时,M,flow,sum,电力公司\n"
    "n,企业数,Firms,家,M,stock,sum,市场监管局\n"
    "new,新设,New,家,M,flow,sum,市场监管局\n"
    "gone,注销,Gone,家,M,flow,sum,市场监管局\n"
    "part,其中,Of them,家,M,stock,sum,市场监管局\n"
    "start,新开工,Started,个,M,flow,sum,发改局\n"
    "permit,许可,Permits,个,M,flow,sum,住建局\n"
    "site,工地用电,Site power,万千瓦时,M,flow,sum,电力公司\n"
)
RELATIONS = (
    "id,kind,result,terms,tolerance,guard\n"
    "parts,sum,tot,a + b + c,,\n"
    "share,ratio,share,a / tot,,\n"
    "growth,yoy,growth,tot,,\n"
    "balance,stock,n,new - gone,0,check=Q14\n"
    "part,le,part,n,,\n"
    "match,match,power,tot,,check=Q06\n"
    "tax,match,b,a,,check=Q07\n"
    "stock,stock,n,new - gone,,\n"
    "chain,chain,start,permit + site,,\n"
)
COUNTIES, MONTHS = 12, 48


def province():
    """{(region, indicator, period): text}: everything adds up, moves and follows from each other."""
    draw = random.Random(2021)
    cell, total = {}, {}
    for k in range(COUNTIES):
        code = f"{420100 + k + 1}"
        size = 20 * math.exp(draw.gauss(0, 1))
        firms, ytd = int(2000 * math.exp(draw.gauss(0, .5))), {}
        for t in range(MONTHS):
            year, month = 2018 + t // 12, t % 12 + 1
            season = 1 + .2 * math.sin(month)
            flow = {i: round(size * w * season * 1.005 ** t * math.exp(draw.gauss(0, .04)), 2)
                    for i, w in (("a", .5), ("b", .3), ("c", .2))}
            for i, v in flow.items():
                ytd[i] = round((ytd.get(i, 0) if month > 1 else 0) + v, 2)
            tot = round(sum(ytd.values()), 2)
            key = f"{year}-{month:02d}" if month == 1 else f"{year}-01..{month:02d}"
            new, gone = draw.randint(20, 60), draw.randint(5, 30)
            firms += new - gone
            started = draw.randint(0, 3)
            put = {("a", key): f"{ytd['a']:.2f}", ("b", key): f"{ytd['b']:.2f}", ("c", key): f"{ytd['c']:.2f}",
                   ("tot", key): f"{tot:.2f}"}
            m = f"{year}-{month:02d}"
            put[("share", m)] = f"{100 * ytd['a'] / tot:.1f}"
            put[("power", m)] = f"{900 * size * season * 1.005 ** t * math.exp(draw.gauss(0, .04)):.1f}"
            put[("new", m)], put[("gone", m)], put[("n", m)] = str(new), str(gone), str(firms)
            put[("part", m)] = str(firms // 3 + draw.randint(0, 9))
            put[("start", m)] = str(started)
            put[("permit", m)] = str(started + draw.randint(0, 1))
            put[("site", m)] = f"{3 + started * 2 + draw.random():.1f}"
            for (i, p), v in put.items():
                cell[code, i, p] = v
                if i != "share":
                    total[i, p] = total.get((i, p), 0) + round(float(v) * 100)
    for (i, p), v in total.items():
        cell["420100", i, p] = str(v // 100) if i in ("n", "new", "gone", "part", "start", "permit") else f"{v / 100:.2f}"
    for (region, i, p), v in list(cell.items()):  # growth as the levels say
        if i == "tot":
            before = cell.get((region, i, p.replace(p[:4], str(int(p[:4]) - 1), 1)))
            if before:
                month = p[:5] + p[-2:]
                cell[region, "growth", month] = f"{100 * (float(v) / float(before) - 1):.1f}"
    return cell


def wide(cell):
    names = [line.split(",")[0] for line in INDICATORS.splitlines()[1:]]
    table = {}
    for (region, i, p), v in cell.items():
        table.setdefault((region, p), {})[i] = v
    return "region_code,period," + ",".join(names) + "\n" + "".join(
        f"{r},{p}," + ",".join(row.get(i, "") for i in names) + "\n" for (r, p), row in sorted(table.items()))


def clean(folder):
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("regions.csv", "code,name_zh,name_en,level,parent_code\n420100,武汉市,Wuhan,"
                                     "prefecture,\n" + "".join(f"{420101 + k},县{k},County {k},county,420100\n"
                                                               for k in range(COUNTIES))))
    ws.ok("load", "indicators", ws.file("indicators.csv", INDICATORS))
    ws.ok("load", "relations", ws.file("relations.csv", RELATIONS))
    return ws


def test_clean_province(folder):
    ws = clean(folder)
    ws.ok("take", "--as-of", "2022-02-01", ws.file("all.csv", wide(province())))
    judged = set()
    for r in ws.json("findings", "--rates"):
        if r["judged"]:
            judged.add(r["check"])
        assert r["rate"] is None or r["rate"] <= r["guard"], r
    assert judged >= {"Q01", "Q02", "Q03", "Q05", "Q06", "Q09", "Q10", "Q11", "Q12", "Q14", "Q17", "Q18", "Q20", "Q21",
                      "C01", "C02", "C03", "C04", "C07", "C08"}, judged
    loud = [f for f in ws.json("findings") if f["grade"] in ("warn", "error", "block")]
    assert loud == [], loud[:3]
    text = ws.ok("findings", "--rates")
    assert "method comes with goals" in text and not any(line.endswith("  over") for line in text.splitlines())


def planted(folder, change, check=None):
    """Kinds that are asked about in a province with one fault."""
    cell = province()
    change(cell)
    ws = clean(folder)
    ws.ok("take", "--as-of", "2022-02-01", ws.file("all.csv", wide(cell)))
    found = ws.json("findings", *(["--check", check] if check else []))
    return ws, [f for f in found if f["grade"] != "info"]


def one(folder, number, kind, change, region="420103", indicator=None, period=None):
    import pathlib
    inner = pathlib.Path(folder) / str(number)
    inner.mkdir()
    _, found = planted(inner, change)
    hit = [f for f in found if f["kind"] == kind and f["region"] == region and
           (indicator is None or f["indicator"] == indicator) and (period is None or f["period"] == period)]
    assert hit, f"{kind} is not found; others: {[(f['kind'], f['region'], f['indicator'], f['period']) for f in found][:9]}"
    assert hit[0]["question"] and hit[0]["question_zh"]
    return hit[0]


def add_to(region, indicator, period, by_what):
    def change(cell):
        old = cell[region, indicator, period]
        digits = len(old.partition(".")[2])
        cell[region, indicator, period] = f"{float(old) + by_what:.{digits}f}"
    return change


def test_planted_faults(folder):
    r, m = "420103", "2020-07"
    f = one(folder, 1, "sum", add_to(r, "tot", "2020-01..07", .05), indicator="tot", period="2020-01..07")
    assert f["difference"] == "-0.05" and [p["indicator"] for p in f["parts"]] == ["a", "b", "c"]
    one(folder, 2, "sum-regions", add_to("420100", "power", m, 50), region="420100", indicator="power", period=m)
    one(folder, 3, "decrease", lambda c: c.update({(r, "a", "2020-01..07"): "0.50"}), indicator="a")
    f = one(folder, 4, "ratio", add_to(r, "share", m, .3), indicator="share", period=m)
    assert "100 * " in f["sum"]
    one(folder, 5, "net", add_to(r, "n", m, 7), indicator="n", period=m)
    one(folder, 6, "le", lambda c: c.update({(r, "part", m): "999999"}), indicator="part", period=m)
    f = one(folder, 7, "unit", lambda c: c.update({(r, "power", m): f"{float(c[r, 'power', m]) * 100:.1f}"}),
            indicator="power", period=m)
    assert f["grade"] == "error" and "10^2" in f["sum"]
    one(folder, 8, "percent", lambda c: c.update({(r, "share", m): f"{float(c[r, 'share', m]) / 100:.3f}"}),
        indicator="share", period=m)
    one(folder, 9, "negative", lambda c: c.update({(r, "new", m): "-" + c[r, "new", m]}), indicator="new", period=m)
    one(folder, 10, "fraction", lambda c: c.update({(r, "new", m): "0.5"}), indicator="new", period=m)
    one(folder, 11, "abrupt", lambda c: c.update({(r, "power", m): f"{float(c[r, 'power', m]) * 4:.1f}"}),
        indicator="power", period=m)
    one(folder, 12, "repeat", lambda c: [c.update({(r, "power", f"2020-{k:02d}"): c[r, "power", m]})
                                         for k in (8, 9)], indicator="power", period="2020-09")
    one(folder, 13, "copy", lambda c: [c.update({(r, "power", f"2020-{k:02d}"): c["420105", "power", f"2020-{k:02d}"]})
                                       for k in (7, 8, 9)], indicator="power", period="2020-09")
    late = "2021-07"
    one(folder, 14, "match", lambda c: c.update({(r, "power", late): f"{float(c[r, 'power', late]) * 1.6:.1f}"}),
        indicator="power", period=late)

    def no_trace(c):
        for k in range(1, 13):
            c[r, "permit", f"2020-{k:02d}"] = c[r, "start", f"2020-{k:02d}"] = "0"
            c[r, "site", f"2020-{k:02d}"] = "0.0"
        for k in range(6, 13):
            c[r, "permit", f"2019-{k:02d}"], c[r, "site", f"2019-{k:02d}"] = "0", "0.0"
        c[r, "start", m] = "2"
    f = one(folder, 15, "chain", no_trace, indicator="start", period=m)
    assert f["grade"] == "doubt"


def test_shifted_header(folder):
    """A wide file whose header lost a column in one month: each figure stands under its neighbour's name."""
    ws = clean(folder)
    names = [f"x{i}" for i in range(10)]
    ws.ok("load", "indicators", ws.file("x.csv", "code,name_zh,name_en,unit,frequency,kind\n" + "".join(
        f"{x},指标{x},Indicator {x},万吨,M,flow\n" for x in names)))
    draw = random.Random(7)
    text = "region_code,period," + ",".join(names) + "\n"
    for k in range(COUNTIES):
        level = [math.exp(draw.uniform(2, 9)) for _ in names]
        for m in range(1, 13):
            row = [f"{v * math.exp(draw.gauss(0, .05)):.1f}" for v in level]
            if m == 10:
                row = row[:2] + row[3:] + [row[-1]]
            text += f"{420101 + k},2021-{m:02d}," + ",".join(row) + "\n"
    ws.ok("take", "--as-of", "2022-02-01", ws.file("wide.csv", text))
    found = ws.json("findings", "--check", "shifted")
    assert {f["period"] for f in found} == {"2021-10"}, [(f["region"], f["period"], f["question"]) for f in found]
    assert len({f["region"] for f in found}) >= COUNTIES - 2, "where neighbours are alike nothing can be seen"
    assert "further on" in found[0]["question"] and "表头" in found[0]["question_zh"]
    rate = by(ws.json("findings", "--rates"), check="C04")[0]
    assert rate["judged"] > 1000 and rate["asked"] == len(found)


def test_before_the_period_ended(folder):
    ws = Workspace(folder)
    full = "region_code,indicator,period,value,as_of,status\n"
    ws.ok("take", ws.file("a.csv", full + "420100,flu,2022-W05,7,2022-02-05,\n420100,flu,2022-W06,8,2022-02-13,\n"
                          "420100,flu,2022-W07,9,2022-02-14,F\n"))
    found = by(ws.json("findings"), kind="early")
    assert [(f["period"], f["as_of"]) for f in found] == [("2022-W05", "2022-02-05")], "a forecast may be early"


def test_january_alone(folder):
    """Where January and February are one period, a January is asked about."""
    ws = Workspace(folder)
    ws.ok("load", "checks", ws.file("c.csv", "check,indicator,parameter,value,valid_from,valid_to,note\n"
                                    "Q04,gdp.total,combined,1,2020-01-01,,together since 2020\n"))
    ws.ok("take", ws.file("a.csv", HEAD + "420100,gdp.total,2019-01,7\n420100,gdp.total,2021-01,8\n"
                          "420100,gdp.total,2021-01..02,17\n"))
    assert [f["period"] for f in by(ws.json("findings"), kind="month")] == ["2021-01"]


def test_revisions(folder):
    ws = clean(folder)
    head = "region_code,indicator,period,value,as_of\n"
    first = "".join(f"420101,power,2020-{m:02d},{1000 + 37 * m},2021-01-10\n" for m in range(1, 13))
    ws.ok("take", ws.file("a.csv", head + first + "420102,power,2020-03,500,2021-01-10\n"))
    later = "".join(f"420101,power,2020-{m:02d},{1010 + 37 * m},2021-0{1 + m % 3}-2{m % 7}\n" for m in range(1, 13))
    ws.ok("take", "--reason", "better data", ws.file("b.csv", head + later + "420102,power,2020-03,900,2021-03-01\n"))
    found = by(ws.json("findings"), kind="revision")
    assert sorted((f["region"], f["relation"]) for f in found) == [("420101", "one way"), ("420102", None)]
    assert "12 of 12 revisions upwards" in by(found, region="420101")[0]["question"]
    assert "+80.0 % after 50 days" in by(found, region="420102")[0]["question"]


def test_growth_on_the_same_regions(folder):
    """监利 is 421023 to 2019 and 421088 from 2020: growth against another set of regions is asked about."""
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code,valid_from,valid_to\n"
                                     "421000,荆州市,prefecture,,,\n421001,甲县,county,421000,,2020-01-01\n"
                                     "421002,乙县,county,421000,,\n"))
    ws.ok("load", "lineage", ws.file("l.csv", "day,kind,from_code,to_code,weight,source\n"
                                     "2020-01-01,merge,421001,421002,1,test\n2020-01-01,merge,421002,421002,1,test\n"))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,name_en,unit,frequency,kind\n"
                                        "v,值,Value,亿元,Y,flow\nv.yoy,增速,Growth,%,Y,rate\n"))
    ws.ok("load", "relations", ws.file("x.csv", "id,kind,result,terms,tolerance,guard\ng,yoy,v.yoy,v,,\n"))
    ws.ok("take", ws.file("a.csv", HEAD + "421001,v,2019,40\n421002,v,2019,60\n421002,v,2020,105\n"
                          "421002,v.yoy,2020,75.0\n"))
    found = by(ws.json("findings"), kind="yoy")
    assert [(f["region"], f["found"], f["expected"]) for f in found] == [("421002", "75.0", "5.00")]
    ws.ok("take", ws.file("b.csv", HEAD + "421002,v.yoy,2020,5.0\n"))
    assert by(ws.json("findings"), kind="yoy") == []


def test_rates_of_one_vintage(folder):
    """A part that was revised after the rate was published does not make the rate wrong."""
    ws = clean(folder)
    head = "region_code,indicator,period,value,as_of\n"
    ws.ok("take", ws.file("a.csv", head + "420101,a,2021-01..03,50.00,2021-04-10\n420101,tot,2021-01..03,100.00,2021-04-10\n"
                          "420101,share,2021-03,50.0,2021-04-10\n"))
    assert by(ws.json("findings"), kind="ratio") == []
    ws.ok("take", "--reason", "late", ws.file("b.csv", head + "420101,a,2021-01..03,60.00,2021-06-10\n"))
    assert by(ws.json("findings"), kind="ratio") == []
    ws.ok("take", "--reason", "late", ws.file("c.csv", head + "420101,share,2021-03,50.1,2021-07-10\n"))
    found = by(ws.json("findings"), kind="ratio")
    assert [(f["found"], f["expected"]) for f in found] == [("50.1", "60.000")]


def test_late_and_missing(folder):
    """What the calendar of duty says is asked as a question, once for a form, region and period."""
    ws = Workspace(folder, empty=True)
    ws.ok("load", "regions", ws.file("r.csv", "code,name_zh,level,parent_code\nP,某省,province,\nA,甲县,county,P\n"
                                     "B,乙县,county,P\n"))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind\na,用电量,万千瓦时,M,flow\n"))
    ws.ok("load", "forms", ws.file("f.yaml", (
        "forms:\n  monthly: {version: 1, title: 月报, office: 统计局, purpose: 监测, frequency: M, items: [a],\n"
        "            regions: {level: county, below: P}, due: {working_days: 5, hour: 17}, from: 2022-03-01}\n")))
    ws.now = "2022-04-06T02:00:00Z"
    ws.ok("take", ws.file("a.csv", HEAD + "A,a,2022-03,12.1\n"))
    ws.now = "2022-04-20T02:00:00Z"
    found = by(ws.json("findings"), kind="late")
    assert [(f["check"], f["region"], f["period"], f["relation"]) for f in found] == [("Q19", "B", "2022-03", "monthly")]
    assert "did not come" in found[0]["question"] and "未报" in found[0]["question_zh"]
    assert by(ws.json("findings", "--as-of", "2022-04-04"), kind="late") == []
    ws.ok("tick")
    ws.ok("take", ws.file("b.csv", HEAD + "B,a,2022-03,13.1\n"))
    assert "came late" in by(ws.json("findings"), kind="late")[0]["question"]


# --- thresholds ---

def test_thresholds(folder):
    ws = Workspace(folder)
    ws.ok("take", ws.file("a.csv", HEAD + "420100,gdp.total,2021-01..03,10\n420100,gdp.total,2021-01..06,9\n"
                          "420100,gdp.total,2022-01..03,10\n420100,gdp.total,2022-01..04,8\n"))
    assert [f["period"] for f in ws.json("findings")] == ["2021-01..06", "2022-01..04"]
    head = "check,indicator,parameter,value,valid_from,valid_to,note\n"
    for bad, code in (("Q99,,may_fall,1,,,", "check.unknown"), ("Q03,,fall,1,,,", "check.value"),
                      ("Q03,,may_fall,7,,,", "check.value"), ("Q03,gdp.totl,may_fall,1,,,", "indicator.unknown"),
                      ("Q03,,may_fall,x,,,", "value.not_number"), ("Q03,,may_fall,1,2022-01-01,2021-01-01,", "day.bad")):
        done = ws.run("load", "checks", "--report", ws.folder / "r.json", ws.file("bad.csv", head + bad + "\n"))
        assert done.returncode == 3
        assert [f["code"] for f in json.loads((ws.folder / "r.json").read_text())["faults"]] == [code]
    ws.ok("load", "checks", ws.file("c.csv", head + "decrease,gdp.total,may_fall,1,2022-01-01,,refunds\n"))
    assert [f["period"] for f in ws.json("findings")] == ["2021-01..06"], "from that day on it may fall"


# --- the life of a question ---

def test_life(folder):
    ws = Workspace(folder)
    ws.ok("load", "posts", ws.file("posts.csv", "post,unit,region,role,level\nstat1,统计局,420000,report,province\n"
                                   "power1,电力公司,420000,report,province\nother,统计局,421088,report,county\n"))
    ws.ok("load", "indicators", ws.file("i.csv", "code,name_zh,unit,frequency,kind,owner\n"
                                        "gdp.total,地区生产总值,亿元,Q,ytd,统计局\n"))
    ws.ok("take", "--reason", "first", ws.file("a.csv", HEAD + "420100,gdp.total,2021-01..03,100\n"
                                               "420100,gdp.total,2021-01..06,99\n"))
    found = ws.json("findings")
    assert [(f["check"], f["state"], f["since"]) for f in found] == [("Q03", "open", None)]
    ident = found[0]["id"]
    assert ws.json("tick")["questions"] == 1 and ws.json("tick")["questions"] == 0
    assert ws.json("findings")[0]["since"] == ws.now
    # Only the owner's post answers, within its region.
    assert ws.run("--as", "power1", "explain", ident, "x").returncode == 2
    assert ws.run("--as", "other", "explain", ident, "x").returncode == 2
    assert ws.run("--as", "stat1", "explain", ident, " ").returncode == 2
    assert ws.run("--as", "stat1", "explain", "0123456789abcdef", "x").returncode == 2
    ws.ok("--as", "stat1", "explain", ident[:8], "更正了一季度")
    assert ws.json("findings") == []
    told = ws.json("findings", "--all")[0]
    assert (told["id"], told["state"], told["explanation"], told["explained_by"]) == (
        ident, "explained", "更正了一季度", "stat1")
    # The explanation travels with the figure.
    assert [f["explanation"] for f in ws.json("show", "420100", "gdp.total")] == [None, "更正了一季度"]
    assert [f["explanation"] for f in ws.json("export")] == [None, "更正了一季度"]
    # The figure changes: the question is open again, and the explanation was of the other value.
    ws.ok("take", "--reason", "again", ws.file("b.csv", HEAD + "420100,gdp.total,2021-01..06,98\n"))
    assert [(f["id"], f["state"]) for f in ws.json("findings")] == [(ident, "open")]
    assert ws.json("show", "420100", "gdp.total")[1]["explanation"] is None
    # A revision answers it.
    ws.now = "2022-06-02T08:00:00Z"
    ws.ok("take", "--reason", "right", ws.file("c.csv", HEAD + "420100,gdp.total,2021-01..06,102\n"))
    assert ws.json("findings") == [], ws.json("findings")
    assert [f["state"] for f in ws.json("findings", "--all")] == ["revised"]
    assert ws.json("tick")["questions"] == 1 and ws.json("tick")["questions"] == 0
    # Closed with a reason, until the figures change.
    ws.ok("take", "--reason", "worse", ws.file("d.csv", HEAD + "420100,gdp.total,2021-01..06,97\n"))
    ws.ok("close", ident, "asked by telephone")
    shut = ws.json("findings", "--all")[0]
    assert (shut["state"], shut["reason"], shut["closed_by"]) == ("closed", "asked by telephone", "local")
    assert ws.json("findings") == []
    ws.ok("take", "--reason", "worse", ws.file("e.csv", HEAD + "420100,gdp.total,2021-01..06,96\n"))
    assert [f["state"] for f in ws.json("findings")] == ["open"]
    # As known on the day before: what was open then.
    assert ws.run("verify").returncode == 0
    with ws.database() as db:
        kinds = [k for (k,) in db.execute("SELECT kind FROM log ORDER BY seq")]
    assert kinds.count("finding") == 4


def test_options(folder):
    ws = Workspace(folder)
    ws.ok("take", ws.file("a.csv", HEAD + "420100,gdp.total,2021-01..03,10\n420100,gdp.total,2021-01..06,9\n"
                          "421088,gdp.total,2021-01..03,10\n421088,gdp.total,2021-01..06,9\n"))
    assert [f["region"] for f in ws.json("findings")] == ["420100", "421088"]
    assert [f["region"] for f in ws.json("findings", "--region", "421088")] == ["421088"]
    assert ws.json("findings", "--check", "Q01") == []
    assert len(ws.json("findings", "--check", "decrease")) == 2
    assert len(ws.json("findings", "--as-of", "2022-01-01")) == 0
    for words in (["--region", "nowhere"], ["--check", "Q99"], ["--as-of", "x"], ["--open", "--all"]):
        assert ws.run("findings", *words).returncode == 2, words
    zh = ws.ok("--lang", "zh-Hans", "findings")
    assert "累计数由10降为9" in zh and "武汉市" in zh
    bad = "id,kind,result,terms,tolerance,guard\nx,sum,gdp.total,gdp.a+gdp.b,,\ny,sum,gdp.total,ind.power,lots,\n"
    ws.ok("load", "relations", ws.file("bad.csv", bad))
    done = ws.run("findings")
    assert done.returncode == 0 and b"relation x is left out: no such indicator" in done.stderr
    assert b"relation y is left out: its tolerance" in done.stderr


def test_documents(folder):
    """docs/json.md has every key, docs/checks.md every check with its guard and parameters."""
    import re
    tables, name = {}, None
    for line in (ROOT / "docs/json.md").read_text().splitlines():
        if line.startswith("## "):
            name = line[3:].split()[0].rstrip(":")
            tables[name] = {}
        row = re.match(r"\| (\w+) \| (\w+\??) \|", line)
        if row and row[1] != "key":
            tables[name][row[1]] = row[2]
    types = {"text": str, "integer": int, "boolean": bool, "array": list, "number": (int, float)}

    def check(found, table):
        assert set(found) == set(table), set(found) ^ set(table)
        for key, kind in table.items():
            assert (found[key] is None and kind.endswith("?")) or isinstance(found[key], types[kind.rstrip("?")]), key

    ws = clean(folder)
    ws.ok("take", ws.file("a.csv", HEAD + "420101,tot,2021-01..03,10\n420101,a,2021-01..03,9\n420101,b,2021-01..03,9\n"
                          "420101,c,2021-01..03,9\n420101,a,2021-01..06,8\n"))
    found = ws.json("findings")
    assert {f["kind"] for f in found} == {"sum", "decrease"}
    for f in found:
        check(f, tables["findings"])
        for part in f["parts"]:
            check(part, tables["term"])
    rates = ws.json("findings", "--rates")
    listed = {r[1]: r[2] for r in re.finditer(r"^\| ([QC]\d\d) (\|.*\|)$", (ROOT / "docs/checks.md").read_text(), re.M)}
    rows_of = re.findall(r"^\| ([QC]\d\d) \| ([\w-]+) \| (.*?) \| (\w+) \| .* \| ([\d.e-]+) \| [^|]* \|$",
                         (ROOT / "docs/checks.md").read_text(), re.M)
    assert [(r["check"], r["kind"], r["name"] + " " + r["name_zh"], r["grade"], r["guard"]) for r in rates] == [
        (c, k, n, g, float(x)) for c, k, n, g, x in rows_of] and len(listed) >= len(rates) == 35


def test_demo_catalogue(folder):
    """The relations and thresholds that are shipped name indicators that there are, and every aggregation has its base."""
    ws = Workspace(folder, empty=True)
    where = ROOT / "demo/hubei"
    ws.ok("load", "regions", where / "regions.csv")
    ws.ok("load", "indicators", where / "indicators.csv")
    ws.ok("load", "relations", where / "relations.csv")
    ws.ok("load", "checks", where / "checks.csv")
    done = ws.run("findings")
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    codes = {r["code"] for r in rows(where / "indicators.csv")}
    for r in rows(where / "indicators.csv"):
        for base in r["aggregation"].partition(":")[2].replace("/", " ").replace("+", " ").split():
            assert base in codes, r


run(globals())
