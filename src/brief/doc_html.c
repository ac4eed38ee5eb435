/* A document as one HTML file: no script, nothing from elsewhere, and a policy that says so to the
 * browser. Everything that came from data is escaped; only the strings below are markup. */
#include "brief/doc_model.h"

#include <math.h>
#include <stdlib.h>

enum { WIDE = 240, HIGH = 48, EDGE = 6 }; /* of a sparkline, in SVG units */

static const char *const style =
    ":root{color-scheme:light dark;--bg:#fbfaf7;--card:#fff;--ink:#1d2126;--soft:#5b636c;"
    "--rule:#e4e0d6;--line:#1f5480;--limit:#8a8175;--alarm:#b3401c;--tint:#fbf1ea}"
    "@media(prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1b1f24;--ink:#e8e5de;"
    "--soft:#a0a6ad;--rule:#30363d;--line:#7db7e8;--limit:#8d8a83;--alarm:#ff9068;"
    "--tint:#2a1f1a}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"
    "\"Segoe UI\",\"Noto Sans\",\"PingFang SC\",\"Noto Sans CJK SC\",\"Microsoft YaHei\","
    "sans-serif;text-size-adjust:100%;-webkit-text-size-adjust:100%}"
    "main{max-width:60rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}"
    "h1{font-size:1.9rem;line-height:1.25;margin:0 0 .4rem;letter-spacing:-.01em;"
    "text-wrap:balance}"
    "h2{font-size:1.2rem;margin:2.6rem 0 .7rem;padding-bottom:.35rem;"
    "border-bottom:1px solid var(--rule)}"
    "h3{font-size:1.02rem;line-height:1.4;margin:0 0 .4rem}"
    "p{margin:.45rem 0;max-width:46rem;overflow-wrap:anywhere}"
    ".lead{color:var(--soft);margin:.1rem 0}"
    ".note{color:var(--soft);font-size:.84rem;line-height:1.5;max-width:52rem}"
    "article{margin:1.3rem 0}"
    "article.alert{background:var(--tint);border-left:4px solid var(--alarm);"
    "border-radius:0 .5rem .5rem 0;padding:1rem 1.15rem .75rem;margin:1rem 0}"
    "article.alert h3::before{content:\"\\25B2\";color:var(--alarm);margin-right:.45em;"
    "font-size:.85em}"
    ".box{overflow-x:auto;margin:.7rem 0;-webkit-overflow-scrolling:touch}"
    ".box:focus-visible{outline:2px solid var(--line);outline-offset:2px}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45;"
    "font-variant-numeric:tabular-nums}"
    "th{font-weight:600;font-size:.78rem;color:var(--soft);text-align:left;vertical-align:bottom;"
    "white-space:nowrap}"
    "td,th{padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--rule)}"
    "td{vertical-align:top;min-width:5.5em;overflow-wrap:break-word}"
    "td:last-child,th:last-child{padding-right:0}"
    ".r{text-align:right;white-space:nowrap;min-width:0}.f{white-space:nowrap;min-width:0}"
    "svg.s{display:block;width:15rem;height:3rem}"
    ".s .o{fill:none;stroke:var(--line);stroke-width:1.6;stroke-linejoin:round;"
    "stroke-linecap:round}"
    ".s .d{fill:var(--line)}"
    ".s .u{fill:none;stroke:var(--limit);stroke-width:1.2;stroke-dasharray:3 2.5}"
    ".s .a{fill:var(--alarm);stroke:var(--bg);stroke-width:.8}"
    ".h path{stroke:var(--limit);stroke-width:1;opacity:.55}"
    "@media(max-width:480px){main{padding:1.4rem 1rem 3rem}h1{font-size:1.5rem}"
    "article.alert{padding:.85rem .85rem .6rem}svg.s{width:12rem;height:2.4rem}}"
    "@page{size:A4;margin:16mm 15mm}"
    "@media print{:root{--bg:#fff;--ink:#000;--soft:#444;--rule:#bbb;--line:#123f66;"
    "--limit:#666;--alarm:#9a2f0e;--tint:#fff;color-scheme:light}html{font-size:10pt}"
    "body{font-size:1rem;line-height:1.45}p{max-width:none}"
    "main{max-width:none;padding:0}h2{margin-top:1.4rem;break-after:avoid}h3{break-after:avoid}"
    "article.alert{border:1px solid var(--rule);border-left:4px solid var(--alarm)}"
    ".box{overflow:visible}tr,svg{break-inside:avoid}table{font-size:8.5pt}"
    "td,th{padding-right:.6rem}svg.s{width:12rem;height:2.4rem}}";

static void element(yx_buf *out, const char *open, yx_str text, const char *close)
{
    yx_buf_text(out, open);
    yx_buf_markup(out, text);
    yx_buf_text(out, close);
}

/* --- sparklines --- */

typedef struct frame {
    const yx_spark *spark;
    double lo, hi; /* of what is drawn */
} frame;

/* A coordinate in tenths, written without the locale's idea of a point. */
static void number(yx_buf *out, double v)
{
    long tenths = lround(v * 10);

    yx_buf_f(out, "%s%ld.%ld", tenths < 0 ? "-" : "", labs(tenths) / 10, labs(tenths) % 10);
}

static double x_of(const frame *f, size_t i)
{
    size_t steps = f->spark->n > 1 ? f->spark->n - 1 : 1;

    return EDGE + (double)(WIDE - 2 * EDGE) * (double)i / (double)steps;
}

static double y_of(const frame *f, double v)
{
    /* Halved, so that the difference of two huge values stays finite. */
    double part = f->hi > f->lo ? (v / 2 - f->lo / 2) / (f->hi / 2 - f->lo / 2) : 0;

    return HIGH - EDGE - (HIGH - 2 * EDGE) * part;
}

static void point(yx_buf *out, const frame *f, size_t i, double v)
{
    number(out, x_of(f, i));
    yx_buf_char(out, ' ');
    number(out, y_of(f, v));
}

/* From the least to the greatest value; from zero where that does not flatten the line. */
static frame frame_of(const yx_spark *spark)
{
    frame f = {spark, INFINITY, -INFINITY};

    for (size_t i = 0; i < spark->n; i++) {
        if (isfinite(spark->observed[i])) {
            f.lo = fmin(f.lo, spark->observed[i]);
            f.hi = fmax(f.hi, spark->observed[i]);
        }
        if (spark->upper && isfinite(spark->upper[i])) {
            f.lo = fmin(f.lo, spark->upper[i]);
            f.hi = fmax(f.hi, spark->upper[i]);
        }
    }
    if (f.lo > 0 && f.lo <= f.hi / 4)
        f.lo = 0;
    return f;
}

/* A line through the values, broken where one is missing; a value alone between gaps is a dot. */
static void line(yx_buf *out, const frame *f, const double *v, const char *class, bool dots)
{
    size_t n = f->spark->n;
    bool on = false, any = false;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i])) {
            on = false;
            continue;
        }
        if (!any)
            yx_buf_f(out, "<path class=\"%s\" d=\"", class);
        yx_buf_char(out, on ? 'L' : 'M');
        point(out, f, i, v[i]);
        on = any = true;
    }
    if (any)
        yx_buf_text(out, "\"/>");
    for (size_t i = 0; dots && i < n; i++) {
        bool left = i > 0 && isfinite(v[i - 1]), right = i + 1 < n && isfinite(v[i + 1]);
        if (!isfinite(v[i]) || left || right)
            continue;
        yx_buf_text(out, "<circle class=\"d\" r=\"1.8\" cx=\"");
        number(out, x_of(f, i));
        yx_buf_text(out, "\" cy=\"");
        number(out, y_of(f, v[i]));
        yx_buf_text(out, "\"/>");
    }
}

/* What was not reported is hatched: a gap is never a low value. */
static void gaps(yx_buf *out, const frame *f)
{
    double half = f->spark->n > 1 ? (x_of(f, 1) - x_of(f, 0)) / 2 : EDGE;

    for (size_t i = 0, to; i < f->spark->n; i = to + 1) {
        for (to = i; to < f->spark->n && !isfinite(f->spark->observed[to]); to++)
            ;
        if (to == i)
            continue;
        yx_buf_f(out, "<rect fill=\"url(#gap)\" y=\"%d\" height=\"%d\" x=\"", EDGE,
                 HIGH - 2 * EDGE);
        number(out, fmax(x_of(f, i) - half, 0));
        yx_buf_text(out, "\" width=\"");
        number(out, fmin(x_of(f, to - 1) + half, WIDE) - fmax(x_of(f, i) - half, 0));
        yx_buf_text(out, "\"/>");
    }
}

static void alarms(yx_buf *out, const frame *f)
{
    for (size_t i = 0; f->spark->alarm && i < f->spark->n; i++) {
        if (!f->spark->alarm[i] || !isfinite(f->spark->observed[i]))
            continue;
        yx_buf_text(out, "<path class=\"a\" d=\"M");
        point(out, f, i, f->spark->observed[i]);
        yx_buf_text(out, "m0 -5l4.5 8h-9z\"/>");
    }
}

static void spark_svg(yx_buf *out, const yx_cell *cell)
{
    frame f = frame_of(cell->spark);

    if (cell->spark->n == 0)
        return;
    yx_buf_f(out, "<svg class=\"s\" role=\"img\" viewBox=\"0 0 %d %d\">", WIDE, HIGH);
    element(out, "<title>", cell->text, "</title>");
    gaps(out, &f);
    if (cell->spark->upper)
        line(out, &f, cell->spark->upper, "u", false);
    line(out, &f, cell->spark->observed, "o", true);
    alarms(out, &f);
    yx_buf_text(out, "</svg>");
}

/* --- blocks --- */

static void table_html(yx_buf *out, const yx_block *block)
{
    static const char *const class[] = {"", " class=\"r\"", " class=\"f\""};
    size_t c = 0;

    yx_buf_text(out, "<div class=\"box\" tabindex=\"0\"><table>\n<thead><tr>");
    for (const yx_cell *cell = block->cell; cell; cell = cell->next, c++) {
        const char *of = class[block->align[c % block->n_column]];
        if (c == block->n_column)
            yx_buf_text(out, "</tr></thead>\n<tbody>\n");
        if (c >= block->n_column && c % block->n_column == 0)
            yx_buf_text(out, "<tr>");
        if (c < block->n_column) {
            yx_buf_f(out, "<th scope=\"col\"%s>", of);
            element(out, "", cell->text, "</th>");
            continue;
        }
        yx_buf_f(out, "<td%s>", of);
        if (cell->spark)
            spark_svg(out, cell);
        else
            yx_buf_markup(out, cell->text);
        yx_buf_text(out, "</td>");
        if ((c + 1) % block->n_column == 0)
            yx_buf_text(out, "</tr>\n");
    }
    if (c <= block->n_column)
        yx_buf_text(out, "</tr></thead>\n<tbody>\n");
    else if (c % block->n_column)
        yx_buf_text(out, "</tr>\n"); /* a last row that is not full */
    yx_buf_text(out, "</tbody></table></div>\n");
}

typedef struct nesting {
    bool section, article;
} nesting;

static void leave(yx_buf *out, nesting *in, bool section_too)
{
    if (in->article)
        yx_buf_text(out, "</article>\n");
    in->article = false;
    if (!section_too)
        return;
    if (in->section)
        yx_buf_text(out, "</section>\n");
    in->section = false;
}

static void block_html(yx_buf *out, const yx_block *block, nesting *in)
{
    switch (block->kind) {
    case YX_BLOCK_LEAD:
        element(out, "<p class=\"lead\">", block->text, "</p>\n");
        break;
    case YX_BLOCK_HEADING:
        leave(out, in, true);
        element(out, "<section>\n<h2>", block->text, "</h2>\n");
        in->section = true;
        break;
    case YX_BLOCK_SUBHEADING:
    case YX_BLOCK_ALERT:
        leave(out, in, false);
        yx_buf_text(out,
                    block->kind == YX_BLOCK_ALERT ? "<article class=\"alert\">\n" : "<article>\n");
        element(out, "<h3>", block->text, "</h3>\n");
        in->article = true;
        break;
    case YX_BLOCK_PARA:
        element(out, "<p>", block->text, "</p>\n");
        break;
    case YX_BLOCK_NOTE:
        element(out, "<p class=\"note\">", block->text, "</p>\n");
        break;
    case YX_BLOCK_TABLE:
        table_html(out, block);
        break;
    }
}

yx_code yx_doc_html(const yx_doc *doc, yx_buf *out, yx_err *err)
{
    nesting in = {false, false};

    yx_buf_f(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
             doc->lang == YX_ZH_HANS ? "zh-Hans" : "en");
    yx_buf_text(out, "<meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"referrer\" content=\"no-referrer\">\n");
    element(out, "<title>", doc->title, "</title>\n<style>");
    yx_buf_text(out, style);
    yx_buf_text(out, "</style>\n</head>\n<body>\n"
                     "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" "
                     "style=\"position:absolute\"><defs><pattern id=\"gap\" class=\"h\" "
                     "width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
                     "<path d=\"M0 4L4 0\"/></pattern></defs></svg>\n<main>\n");
    element(out, "<h1>", doc->title, "</h1>\n");
    for (const yx_block *block = doc->block; block; block = block->next)
        block_html(out, block, &in);
    leave(out, &in, true);
    yx_buf_text(out, "</main>\n</body>\n</html>\n");
    return yx_buf_check(out, err);
}
