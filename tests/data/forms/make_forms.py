#!/usr/bin/env python3
"""make_forms.py - draws ten reporting forms as counties have them, and has LibreOffice save them.

Each form comes three times: NN-name.a.xlsx is the first file that is seen, .b. the next period's
file of the same form, .c. a file whose form has drifted. The figures are made up; names, codes and
indicators are those of demo/hubei. What must be read from them stands in tests (forms_test.c).

Run by hand when a form is added: make_forms.py [--fods] needs soffice (libreoffice-calc-nogui); the
.xlsx files are committed, so that tests need neither."""
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
CITIES = ["武汉市", "黄石市", "十堰市", "宜昌市", "襄阳市", "鄂州市", "荆门市", "孝感市", "荆州市", "黄冈市", "咸宁市", "随州市"]
CODES = ["420100", "420200", "420300", "420500", "420600", "420700", "420800", "420900", "421000", "421100", "421200", "421300"]
JINGZHOU = ["沙市区", "荆州区", "公安县", "江陵县", "石首市", "洪湖市", "松滋市", "监利市"]


class Span:
    """A merged cell: text over so many columns and rows."""

    def __init__(self, text, across=1, down=1):
        self.text, self.across, self.down = text, across, down


class Percent(float):
    pass


class Date(str):
    pass


class Hidden(list):
    """A hidden row."""


class Formula(float):
    """A number that a formula gave (=SUM over nothing in particular)."""


def value(i, k, step):
    """A figure of row i and column k in file number `step`; two digits behind the point."""
    return round(100 + 37 * i + 11.25 * k + 3.5 * step, 2)


def growth(i, k, step):
    return round(4 + ((7 * i + 3 * k + step) % 50) / 10, 1)


# --- the forms: each a function of (period number 0 or 1, drifted) giving {sheet: rows} ---

def months(step):
    return "2022年1-4月" if step == 0 else "2022年1-5月"


def simple(step, drift):
    """Title, unit, one header row, a row of totals, notes below."""
    rows = [[Span(months(step) + "各市主要经济指标", 4)], ["", "", "", "单位：亿元"]]
    rows.append(["地区", "规模以上工业总产值", "社会消费品零售总额" if not drift else "社会消费品零售额", "地方一般公共预算收入"])
    rows.append(["合  计"] + [Formula(sum(value(i, k, step) for i in range(12))) for k in range(3)])
    rows += [[c] + [value(i, k, step) for k in range(3)] for i, c in enumerate(CITIES)]
    rows += [[], ["注：1.规模以上工业总产值按现价计算。"], ["2.数据为快报数。"]]
    return {"Sheet1": rows}


def two_rows(step, drift):
    """A two-row merged header with units in it, months and totals to date, growth; names without
    their 市."""
    rows = [[Span("荆州市%s工业和消费情况" % months(step), 6)]]
    rows.append([Span("县市区", 1, 2), Span("规上工业总产值（万元）", 2), Span("社会消费品零售总额（万元）", 2), Span("备注", 1, 2)])
    sub = ["累计", "同比（%）"]
    rows.append([None] + sub + (sub if not drift else ["同比（%）", "累计"]) + [None])
    for i, c in enumerate(JINGZHOU):
        name = c[:-1] if c not in ("沙市区", "荆州区") else c
        rows.append([name, int(value(i, 0, step) * 100), growth(i, 0, step), int(value(i, 1, step) * 100), growth(i, 1, step), "快报" if i == 2 else ""])
    return {"表1": rows}


def three_rows(step, drift):
    """Three header rows, line breaks and full-width forms, numbers of rows, codes and names, and a
    row with the numbers of the columns."""
    rows = [["附件2"], [Span("湖北省%s经济运行监测表" % ("2022年４月" if step == 0 else "2022年５月"), 9)]]
    rows.append([Span("序号", 1, 3), Span("行政区划\n代码", 1, 3), Span("地　区", 1, 3), Span("工业", 3), Span("财政金融", 3 if not drift else 4)])
    rows.append([None, None, None, Span("规模以上\n工业总产值\n（亿元）", 1, 2), Span("规模以上工业利润总额", 2), Span("一般公共预算支出\n（亿元）", 1, 2), Span("税收收入", 2)]
                + ([Span("贷款", 1, 2)] if drift else []))
    rows.append([None] * 4 + ["本年累计（万元）", "增速％", None, "本年累计（万元）", "增速％"])
    rows.append(["甲", "乙", "丙", 1, 2, 3, 4, 5, 6])
    for i, c in enumerate(CITIES):
        rows.append([i + 1, CODES[i], c, value(i, 0, step), int(value(i, 1, step) * 1000), growth(i, 1, step), value(i, 2, step), int(value(i, 3, step) * 1000), growth(i, 3, step)]
                    + ([1.5] if drift else []))
    return {"监测表": rows}


def transposed(step, drift):
    """Indicators as rows with a column of units, regions as columns."""
    rows = [[Span("%s荆州市各县市区主要指标" % months(step), 10)], ["指标", "计量单位"] + JINGZHOU]
    names = [("地区生产总值", "亿元"), ("规模以上工业总产值", "亿元"), ("固定资产投资增速", "%"), ("社会消费品零售总额", "万元"), ("其中：限额以上单位消费品零售额", "万元"), ("全社会用电量", "万千瓦时")]
    if drift:
        names[3], names[4] = names[4], names[3]
    for k, (n, unit) in enumerate(names):
        rows.append([n, unit] + [growth(i, k, step) if unit == "%" else value(i, k, step) for i in range(len(JINGZHOU))])
    rows.append(["数据来源：市统计局"])
    return {"主要指标": rows}


def one_region(step, drift):
    """A county's own sheet: indicators as rows, this month, to date and growth as columns."""
    rows = [[Span("%s月主要经济指标月报" % ("2022年4" if step == 0 else "2022年5"), 5)], ["填报单位：松滋市", "", "", "", "填报日期：2022年5月9日" if step == 0 else "填报日期：2022年6月10日"]]
    rows.append(["指标名称", "计量单位", "本月", "累计" if not drift else "自年初累计", "同比±%"])
    for k, (n, unit) in enumerate([("规模以上工业总产值", "万元"), ("社会消费品零售总额", "万元"), ("固定资产投资", "万元"), ("一般公共预算支出", "万元"), ("全社会用电量", "万千瓦时"), ("进出口总额", "万元")]):
        rows.append([n, unit, value(1, k, step), value(4, k, step), growth(2, k, step)])
    rows.append(["单位负责人：", "", "填表人：", "", "联系电话："])
    return {"月报": rows}


def two_tables(step, drift):
    """Two tables below each other, hidden rows in the first; the second moves when a row is added."""
    rows = [[Span("%s重点指标" % months(step), 3)], ["表一  工业"], ["地区", "规模以上工业总产值(亿元)", "规模以上工业营业收入(亿元)"]]
    n = 4 + step
    for i in range(n):
        row = [CITIES[i], value(i, 0, step), value(i, 1, step)]
        rows.append(Hidden(row) if i == 1 else row)
    rows += [["注：规模以上指年主营业务收入2000万元及以上。"], [], ["表二  投资"], ["地区", "房地产开发投资(亿元)" if not drift else "房地产投资(亿元)", "重点项目完成投资(亿元)"]]
    rows += [[CITIES[i], value(i, 2, step), value(i, 3, step)] for i in range(n)]
    return {"Sheet1": rows}


def side_by_side(step, drift):
    """Two tables beside each other."""
    rows = [[Span("%s各市州用电和贷款" % months(step), 7)], ["地区", "全社会用电量（亿千瓦时）", "工业用电量（亿千瓦时）", "", "地区", "金融机构本外币各项贷款余额（亿元）"]]
    if drift:
        rows.insert(1, [])
    for i in range(6):
        rows.append([CITIES[i], value(i, 0, step), value(i, 1, step), "", CITIES[i + 6], value(i, 2, step)])
    return {"用电": rows}


def long_table(step, drift):
    """A long table: region, indicator, period and value in a row."""
    rows = [["行政区划代码", "地区名称", "指标名称", "报告期", "计量单位", "数值"]]
    if drift:
        rows[0][3] = "时间"
    for i in range(6):
        for k, (n, unit) in enumerate([("规模以上工业总产值", "万元"), ("税收收入", "亿元")]):
            rows.append([CODES[i], CITIES[i], n, months(step), unit, value(i, k, step)])
    return {"数据": rows}


def periods_wide(step, drift):
    """Periods as headers, one indicator in the title."""
    year = 2021 + step
    rows = [[Span("社会消费品零售总额", 5)], ["", "", "", "", "单位：亿元"], ["地区"] + ["%d年1-%d月" % (year, m) for m in (2, 3, 4, 5)]]
    if drift:
        rows[2][3] = "备注"
    rows += [[CITIES[i]] + [value(i, k, step) for k in range(4)] for i in range(8)]
    return {"零售": rows}


def sheets_by_month(step, drift):
    """A sheet a month, the year in the title, percentages as such, the day of filling in as a date."""
    out = {}
    for m in (4, 5) if step == 0 else (6, 7):
        rows = [[Span("2022年企业用工和用电情况" if not drift else "2022年企业用工情况", 4)], ["填报日期：", Date("2022-%02d-08" % (m + 1))], ["县市区", "工业用电量（万千瓦时）", "规上企业开工率", "规模以上工业企业数（家）"]]
        rows += [[c, int(value(i, 0, step)), Percent(growth(i, 1, step) / 10), int(value(i, 2, step))] for i, c in enumerate(JINGZHOU)]
        out["%d月" % m] = rows
    return out


FORMS = [simple, two_rows, three_rows, transposed, one_region, two_tables, side_by_side, long_table, periods_wide, sheets_by_month]

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:percentage-style style:name="N10"><number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
<number:date-style style:name="N20"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="pc" style:family="table-cell" style:data-style-name="N10"/>
<style:style style:name="dt" style:family="table-cell" style:data-style-name="N20"/>
</office:automatic-styles><office:body><office:spreadsheet>
"""


def cell(v):
    span = ""
    if isinstance(v, Span):
        span = ' table:number-columns-spanned="%d" table:number-rows-spanned="%d"' % (v.across, v.down)
        v = v.text
    if v is None:
        return "<table:covered-table-cell/>"
    if v == "":
        return "<table:table-cell/>"
    if isinstance(v, Percent):
        return '<table:table-cell table:style-name="pc" office:value-type="percentage" office:value="%r"/>' % round(float(v), 4)
    if isinstance(v, Date):
        return '<table:table-cell table:style-name="dt" office:value-type="date" office:date-value="%s"/>' % v
    if isinstance(v, Formula):
        return '<table:table-cell table:formula="of:=%r+0" office:value-type="float" office:value="%r"/>' % (round(float(v), 2), round(float(v), 2))
    if isinstance(v, (int, float)):
        return '<table:table-cell office:value-type="float" office:value="%r"/>' % v
    paragraphs = "".join("<text:p>%s</text:p>" % escape(p).replace("  ", " <text:s/>") for p in v.split("\n"))
    return '<table:table-cell office:value-type="string"%s>%s</table:table-cell>' % (span, paragraphs)


def with_covered(rows):
    """The cells that a span reaches to its right are added; those below it are None in `rows`."""
    grid = []
    for row in rows:
        line = []
        for v in row:
            line.append(v)
            if isinstance(v, Span):
                line += [None] * (v.across - 1)
        grid.append((isinstance(row, Hidden), line))
    return grid


def fods(sheets):
    out = [HEAD]
    for name, rows in sheets.items():
        out.append('<table:table table:name="%s">' % escape(name))
        for hidden, row in with_covered(rows):
            out.append('<table:table-row%s>' % (' table:visibility="collapse"' if hidden else ""))
            out += [cell(v) for v in row] or ["<table:table-cell/>"]
            out.append("</table:table-row>\n")
        out.append("</table:table>\n")
    out.append("</office:spreadsheet></office:body></office:document>\n")
    return "".join(out)


def main():
    where = tempfile.mkdtemp()
    paths = []
    for n, form in enumerate(FORMS, 1):
        for letter, step, drift in (("a", 0, False), ("b", 1, False), ("c", 1, True)):
            path = os.path.join(where, "%02d-%s.%s.fods" % (n, form.__name__.replace("_", "-"), letter))
            with open(path, "w", encoding="utf-8") as f:
                f.write(fods(form(step, drift)))
            paths.append(path)
    if "--fods" in sys.argv:
        print(where)
        return
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx", "--outdir", HERE] + paths, check=True,
                   env=dict(os.environ, HOME=where), stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
