"""Workbooks for tests, with the standard library alone: written cell by cell, and read again.

A cell is a text, a number, or one of Formula, Percent, Day, Error; Span is merged to its right; None is empty."""
import re
import zipfile
from xml.sax.saxutils import escape, unescape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


class Formula(float):
    """A number that a formula gave."""


class Percent(float):
    """0.085, shown as 8.5 %."""


class Day(int):
    """Days since 1899-12-30, shown as a date: Day(44669) is 2022-04-18."""


class Error(str):
    """#N/A"""


class Span(str):
    """A text over `across` columns."""

    across = 2


class Hidden(list):
    """A hidden row, or with a list of rows a hidden sheet."""


def name(row, column):
    """name(11, 1) is "B12"."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def cell(v, at):
    if isinstance(v, Formula):
        return f'<c r="{at}"><f>SUM(1,2)</f><v>{float(v)!r}</v></c>'
    if isinstance(v, Percent):
        return f'<c r="{at}" s="1"><v>{float(v)!r}</v></c>'
    if isinstance(v, Day):
        return f'<c r="{at}" s="2"><v>{int(v)}</v></c>'
    if isinstance(v, Error):
        return f'<c r="{at}" t="e"><v>{escape(v)}</v></c>'
    if isinstance(v, str):
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(v)}</t></is></c>' if v else ""
    return "" if v is None else f'<c r="{at}"><v>{v!r}</v></c>'


def sheet(rows):
    """The XML of a sheet."""
    out, merged = [HEAD, f'<worksheet xmlns="{MAIN}"><sheetData>'], []
    for i, row in enumerate(rows):
        column, cells = 0, []
        for v in row:
            cells.append(cell(v, name(i, column)))
            if isinstance(v, Span):
                merged.append(f'<mergeCell ref="{name(i, column)}:{name(i, column + v.across - 1)}"/>')
                column += v.across - 1
            column += 1
        out.append(f'<row r="{i + 1}"{" hidden=%s1%s" % (chr(34), chr(34)) if isinstance(row, Hidden) else ""}>'
                   f'{"".join(cells)}</row>')
    out.append("</sheetData>")
    if merged:
        out.append(f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>')
    return "".join(out) + "</worksheet>"


def parts(sheets):
    """The parts of a workbook by name, for tests that put others in their place."""
    links, tabs, found = "", "", {}
    for i, (tab, rows) in enumerate(sheets.items(), 1):
        links += f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        hidden = ' state="hidden"' if isinstance(rows, Hidden) else ""
        tabs += f'<sheet name="{escape(tab)}" sheetId="{i}"{hidden} r:id="r{i}"/>'
        found[f"xl/worksheets/sheet{i}.xml"] = sheet(rows)
    links += f'<Relationship Id="r0" Type="{OFFICE}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
                       f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/>'
                         '<xf numFmtId="14"/></cellXfs></styleSheet>',
        **found,
    }


def pack(path, named):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for part, text in named.items():
            z.writestr(part, text)
    return path


def write(path, sheets):
    return pack(path, parts(sheets))


def unpack(path):
    """{part: bytes}"""
    with zipfile.ZipFile(path) as z:
        return {n: z.read(n) for n in z.namelist()}


def fill(path, values):
    """Types numbers or texts into cells of the first sheet that stand there empty, as in a template."""
    named = unpack(path)
    xml = named["xl/worksheets/sheet1.xml"].decode()
    for at, v in values.items():
        xml, n = re.subn(rf'<c r="{at}"( s="\d+")?/>', lambda m, at=at, v=v: cell(v, at).replace(
            f'r="{at}"', f'r="{at}"{m.group(1) or ""}'), xml)
        assert n == 1, at
    named["xl/worksheets/sheet1.xml"] = xml
    return pack(path, named)


# --- reading again, as far as our own writer goes ---

def tabs(path):
    with zipfile.ZipFile(path) as z:
        return [unescape(t) for t in re.findall(r'<sheet name="([^"]*)"', z.read("xl/workbook.xml").decode())]


def texts(path, number):
    """Cells of sheet `number` (from 1): {"A1": text}, what is empty left out; numbers to 15 digits."""
    with zipfile.ZipFile(path) as z:
        xml = z.read(f"xl/worksheets/sheet{number}.xml").decode()
        shared = []
        if "xl/sharedStrings.xml" in z.namelist():
            for si in re.findall(r"<si>(.*?)</si>", z.read("xl/sharedStrings.xml").decode(), re.S):
                shared.append(unescape("".join(re.findall(r"<t[^>]*>(.*?)</t>", si, re.S))))
    found = {}
    for at, attributes, inside in re.findall(r'<c r="([A-Z]+\d+)"([^>]*?)(?:/>|>(.*?)</c>)', xml, re.S):
        value = re.search(r"<v>(.*?)</v>", inside or "", re.S)
        plain = "".join(re.findall(r"<t[^>]*>(.*?)</t>", inside or "", re.S))
        text = unescape(value.group(1)) if value else unescape(plain)
        if 't="s"' in attributes:
            text = shared[int(text)]
        elif value and "t=" not in attributes:
            text = f"{float(text):.15g}"  # as programs show it
        if text:
            found[at] = text
    return found


def merges(path, number):
    with zipfile.ZipFile(path) as z:
        return sorted(re.findall(r'<mergeCell ref="([^"]*)"', z.read(f"xl/worksheets/sheet{number}.xml").decode()))


def marks(path):
    """Comments of all sheets in their order: [("B4", "what is wrong"), ...]."""
    found = []
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        for part in sorted(n for n in z.namelist() if n.startswith("xl/comments")):
            for at, inside in re.findall(r'<comment ref="([^"]*)"[^>]*>(.*?)</comment>', z.read(part).decode(), re.S):
                found.append((at, unescape("".join(re.findall(r"<t[^>]*>(.*?)</t>", inside, re.S)))))
    return found
