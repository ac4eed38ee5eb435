/* The model: blocks in order, everything in one arena. */
#include "brief/doc.h"

#include "brief/doc_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keeps a text with bad bytes and controls made visible. */
static yx_str keep(yx_doc *doc, const char *at, size_t n)
{
    size_t room = 4 * n; /* \xHH for each byte at worst */
    char *shown = n <= SIZE_MAX / 8 ? malloc(room + 1) : NULL;
    char *copy = NULL;

    if (shown) {
        n = yx_text_show((yx_str){at, n}, shown, room);
        copy = yx_arena_text(&doc->arena, shown, n);
    }
    free(shown);
    if (!copy) {
        doc->failed = true;
        return (yx_str){"", 0};
    }
    return (yx_str){copy, n};
}

static yx_str keep_f(yx_doc *doc, const char *fmt, va_list args)
{
    va_list again;
    char *text = NULL;
    yx_str kept = {"", 0};
    int n;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n >= 0)
        text = malloc((size_t)n + 1);
    if (!text) {
        doc->failed = true;
        return kept;
    }
    (void)vsnprintf(text, (size_t)n + 1, fmt, args);
    kept = keep(doc, text, (size_t)n);
    free(text);
    return kept;
}

yx_code yx_doc_new(const char *title, yx_lang lang, yx_doc **ret_doc, yx_err *err)
{
    yx_doc *doc = calloc(1, sizeof *doc);

    if (!doc)
        return yx_fail(err, YX_E_NOMEM, "no memory for a document");
    doc->lang = lang;
    doc->title = keep(doc, title, strlen(title));
    if (doc->failed) {
        yx_doc_free(doc);
        return yx_fail(err, YX_E_NOMEM, "no memory for a document");
    }
    *ret_doc = doc;
    return YX_OK;
}

void yx_doc_free(yx_doc *doc)
{
    if (!doc)
        return;
    yx_arena_free(doc->arena);
    free(doc);
}

/* A new block at the end, or NULL when there is no memory. */
static yx_block *add_block(yx_doc *doc, yx_block_kind kind)
{
    yx_block *block = yx_arena_get(&doc->arena, sizeof *block);

    if (!block) {
        doc->failed = true;
        return NULL;
    }
    block->kind = kind;
    if (doc->last)
        doc->last->next = block;
    else
        doc->block = block;
    doc->last = block;
    return block;
}

static void add_text(yx_doc *doc, yx_block_kind kind, const char *fmt, va_list args)
{
    yx_block *block = add_block(doc, kind);

    if (block)
        block->text = keep_f(doc, fmt, args);
}

void yx_doc_lead(yx_doc *doc, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_text(doc, YX_BLOCK_LEAD, fmt, args);
    va_end(args);
}

void yx_doc_heading(yx_doc *doc, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_text(doc, YX_BLOCK_HEADING, fmt, args);
    va_end(args);
}

void yx_doc_subheading(yx_doc *doc, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_text(doc, YX_BLOCK_SUBHEADING, fmt, args);
    va_end(args);
}

void yx_doc_alert(yx_doc *doc, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_text(doc, YX_BLOCK_ALERT, fmt, args);
    va_end(args);
}

void yx_doc_para(yx_doc *doc, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_text(doc, YX_BLOCK_PARA, fmt, args);
    va_end(args);
}

void yx_doc_note(yx_doc *doc, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    add_text(doc, YX_BLOCK_NOTE, fmt, args);
    va_end(args);
}

/* --- tables --- */

/* A new cell of the table that stands last; NULL when there is none, or no memory. */
static yx_cell *add_cell(yx_doc *doc)
{
    yx_block *table = doc->last;
    yx_cell *cell = NULL;

    if (table && table->kind == YX_BLOCK_TABLE)
        cell = yx_arena_get(&doc->arena, sizeof *cell);
    if (!cell) {
        doc->failed = true;
        return NULL;
    }
    if (table->last)
        table->last->next = cell;
    else
        table->cell = cell;
    table->last = cell;
    return cell;
}

void yx_doc_table(yx_doc *doc, const char *const *column, const yx_align *align, size_t n_column)
{
    yx_block *block = add_block(doc, YX_BLOCK_TABLE);
    yx_align *copy = NULL;

    if (n_column >= 1 && n_column <= YX_TABLE_COLUMNS)
        copy = yx_arena_get(&doc->arena, n_column * sizeof *copy);
    if (!block || !copy) {
        doc->failed = true;
        return;
    }
    memcpy(copy, align, n_column * sizeof *copy);
    block->align = copy;
    block->n_column = n_column;
    for (size_t i = 0; i < n_column; i++)
        yx_doc_cell(doc, "%s", column[i]);
}

void yx_doc_cell(yx_doc *doc, const char *fmt, ...)
{
    yx_cell *cell = add_cell(doc);
    va_list args;

    if (!cell)
        return;
    va_start(args, fmt);
    cell->text = keep_f(doc, fmt, args);
    va_end(args);
}

void yx_doc_cell_spark(yx_doc *doc, const yx_spark *spark)
{
    yx_cell *cell = add_cell(doc);
    yx_spark *copy = yx_arena_get(&doc->arena, sizeof *copy);
    double *observed = yx_arena_get(&doc->arena, (spark->n + 1) * sizeof *observed);
    double *upper = yx_arena_get(&doc->arena, (spark->n + 1) * sizeof *upper);
    bool *alarm = yx_arena_get(&doc->arena, (spark->n + 1) * sizeof *alarm);

    if (!cell || !copy || !observed || !upper || !alarm) {
        doc->failed = true;
        return;
    }
    *copy = (yx_spark){.n = spark->n};
    if (spark->n) {
        memcpy(observed, spark->observed, spark->n * sizeof *observed);
        copy->observed = observed;
    }
    if (spark->n && spark->upper) {
        memcpy(upper, spark->upper, spark->n * sizeof *upper);
        copy->upper = upper;
    }
    if (spark->n && spark->alarm) {
        memcpy(alarm, spark->alarm, spark->n * sizeof *alarm);
        copy->alarm = alarm;
    }
    cell->text =
        keep(doc, spark->title ? spark->title : "", spark->title ? strlen(spark->title) : 0);
    cell->spark = copy;
}

yx_code yx_doc_render(const yx_doc *doc, yx_rendering rendering, size_t width, yx_buf *out,
                      yx_err *err)
{
    if (doc->failed)
        return yx_fail(err, YX_E_NOMEM, "no memory for a document");
    switch (rendering) {
    case YX_HTML:
        return yx_doc_html(doc, out, err);
    case YX_JSON:
        return yx_doc_json(doc, out, err);
    case YX_TEXT:
        break;
    }
    return yx_doc_text(doc, width, out, err);
}
