/* A document for a terminal. */
#include "brief/doc_model.h"

#include <math.h>

enum { INDENT = 2 };

static void wrapped(yx_buf *out, yx_str text, size_t width, size_t indent, const char *mark)
{
    size_t room = width > indent + 20 ? width - indent : width;
    bool first = true;

    do {
        yx_str line = yx_text_line(text, room, &text);
        yx_buf_text(out, first ? mark : "");
        for (size_t i = first ? yx_text_width(yx_str_of(mark)) : 0; i < indent; i++)
            yx_buf_char(out, ' ');
        yx_buf_str(out, line);
        yx_buf_char(out, '\n');
        first = false;
    } while (text.n);
}

static void underline(yx_buf *out, yx_str text, const char *with, size_t width)
{
    size_t n = yx_text_width(text);

    for (size_t i = 0; i < (width && n > width ? width : n); i++)
        yx_buf_text(out, with);
    yx_buf_char(out, '\n');
}

/* --- sparklines --- */

static bool any_alarm(const yx_spark *spark)
{
    for (size_t i = 0; spark->alarm && i < spark->n; i++)
        if (spark->alarm[i])
            return true;
    return false;
}

enum { SPARK = 26 }; /* newest values shown: half a year of weeks, and room for the other columns */

/* One character a value, eight heights from the least to the greatest; a second line with a ^ below
 * each alarm. A gap is a low dot, so that it is not taken for a small value. */
static void spark_text(const yx_spark *whole, yx_buf *out)
{
    static const char *const block[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double lo = INFINITY, hi = -INFINITY;
    size_t last = 0, skip = whole->n > SPARK ? whole->n - SPARK : 0;
    yx_spark newest = {.observed = skip ? whole->observed + skip : whole->observed,
                       .alarm = skip && whole->alarm ? whole->alarm + skip : whole->alarm,
                       .n = whole->n - skip};
    const yx_spark *spark = &newest;

    for (size_t i = 0; i < spark->n; i++) {
        if (!isfinite(spark->observed[i]))
            continue;
        lo = fmin(lo, spark->observed[i]);
        hi = fmax(hi, spark->observed[i]);
    }
    for (size_t i = 0; i < spark->n; i++) {
        double part = hi > lo ? (spark->observed[i] / 2 - lo / 2) / (hi / 2 - lo / 2) : 0;
        if (isfinite(spark->observed[i]))
            yx_buf_text(out, block[(size_t)(part * 7.0 + 0.5)]);
        else
            yx_buf_text(out, "·");
    }
    if (!any_alarm(spark))
        return;
    for (size_t i = 0; i < spark->n; i++)
        last = spark->alarm[i] ? i : last;
    yx_buf_char(out, '\n');
    for (size_t i = 0; i <= last; i++)
        yx_buf_text(out, spark->alarm[i] ? "^" : " ");
}

static yx_code table_text(const yx_block *block, size_t width, yx_buf *out, yx_err *err)
{
    const char *head[YX_TABLE_COLUMNS];
    const yx_cell *cell = block->cell;
    yx_table *table = NULL;
    yx_buf b = {0};
    yx_code rc;

    for (size_t i = 0; i < block->n_column; i++, cell = cell->next)
        head[i] = cell->text.at;
    rc = yx_table_new(head, block->align, block->n_column, &table, err);
    if (rc)
        return rc;
    for (; cell; cell = cell->next) {
        if (!cell->spark) {
            yx_table_str(table, cell->text);
            continue;
        }
        yx_buf_clear(&b);
        spark_text(cell->spark, &b);
        yx_table_str(table, yx_buf_view(&b));
    }
    rc = yx_buf_check(&b, err);
    if (!rc)
        rc = yx_table_print(table, width, out, err);
    yx_buf_free(&b);
    yx_table_free(table);
    return rc;
}

static void block_text(const yx_block *block, size_t width, yx_buf *out)
{
    switch (block->kind) {
    case YX_BLOCK_LEAD:
    case YX_BLOCK_PARA:
        wrapped(out, block->text, width, 0, "");
        break;
    case YX_BLOCK_HEADING:
        yx_buf_char(out, '\n');
        wrapped(out, block->text, width, 0, "");
        underline(out, block->text, "─", width);
        break;
    case YX_BLOCK_SUBHEADING:
        yx_buf_char(out, '\n');
        wrapped(out, block->text, width, 0, "");
        break;
    case YX_BLOCK_ALERT:
        yx_buf_char(out, '\n');
        wrapped(out, block->text, width, INDENT, "▲");
        break;
    case YX_BLOCK_NOTE:
        wrapped(out, block->text, width, INDENT, "");
        break;
    case YX_BLOCK_TABLE:
        break;
    }
}

yx_code yx_doc_text(const yx_doc *doc, size_t width, yx_buf *out, yx_err *err)
{
    bool table_before = false;

    wrapped(out, doc->title, width, 0, "");
    underline(out, doc->title, "═", width);
    for (const yx_block *block = doc->block; block; block = block->next) {
        yx_code rc;
        if (table_before && (block->kind == YX_BLOCK_PARA || block->kind == YX_BLOCK_NOTE))
            yx_buf_char(out, '\n');
        table_before = block->kind == YX_BLOCK_TABLE;
        if (block->kind != YX_BLOCK_TABLE) {
            block_text(block, width, out);
            continue;
        }
        rc = table_text(block, width, out, err);
        if (rc)
            return rc;
    }
    return yx_buf_check(out, err);
}
