/* The number formats of cell styles, and the texts that cells share. */
#include "base/buf.h"
#include "intake/book/xl_value.h"
#include "intake/book/xlsx_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    STYLES = 1 << 20,      /* cell styles; programs allow 65490 */
    TEXTS = YX_GRID_CELLS, /* shared texts: more than cells are of no use */
    FORMATS = 1 << 16,     /* number formats that are written out */
};

/* --- styles --- */

typedef struct number_format {
    uint32_t id;
    yx_xl_format format;
} number_format;

typedef struct styles {
    yx_xlsx *x;
    yx_xlsx_path path;
    number_format *own; /* those that the file writes out */
    size_t n, cap;
} styles;

static yx_code add_format(styles *s, const yx_xml_tag *tag, yx_err *err)
{
    const char *code = yx_xml_get(tag, NULL, "formatCode");
    uint32_t id = 0;
    yx_code rc;

    if (!code || !yx_xlsx_count(yx_xml_get(tag, NULL, "numFmtId"), UINT32_MAX, &id))
        return YX_OK;
    if (s->n >= FORMATS)
        return yx_xlsx_refuse(s->x, "book.limit", NULL, NULL, NULL, "at most 65536 formats", err);
    rc = yx_grow(&s->own, &s->cap, s->n + 1, sizeof *s->own, err);
    if (!rc)
        s->own[s->n++] = (number_format){id, yx_xl_format_of(yx_str_of(code))};
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const number_format *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

static yx_xl_format format_of(const styles *s, uint32_t id)
{
    number_format key = {.id = id};
    const number_format *own = s->n ? bsearch(&key, s->own, s->n, sizeof *s->own, by_id) : NULL;

    return own ? own->format : yx_xl_format_builtin(id);
}

static yx_code add_style(styles *s, const yx_xml_tag *tag, yx_err *err)
{
    yx_xlsx *x = s->x;
    uint32_t id = 0;
    yx_code rc;

    (void)yx_xlsx_count(yx_xml_get(tag, NULL, "numFmtId"), UINT32_MAX, &id);
    if (x->n_format >= STYLES)
        return yx_xlsx_refuse(x, "book.limit", NULL, NULL, NULL, "at most 1048576 styles", err);
    rc = yx_grow(&x->format, &x->cap_format, x->n_format + 1, 1, err);
    if (!rc)
        x->format[x->n_format++] = (uint8_t)format_of(s, id);
    return rc;
}

static yx_code styles_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    styles *s = arg;
    yx_xlsx_tag it = yx_xlsx_path_open(&s->path, tag), up = yx_xlsx_up(&s->path, 1);

    if (it == YX_X_NUM_FMT && up == YX_X_NUM_FMTS)
        return add_format(s, tag, err);
    if (it == YX_X_CELL_XFS && s->n) /* the formats stand before it */
        qsort(s->own, s->n, sizeof *s->own, by_id);
    if (it == YX_X_XF && up == YX_X_CELL_XFS)
        return add_style(s, tag, err);
    return YX_OK;
}

static yx_code styles_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    styles *s = arg;

    (void)name;
    (void)err;
    yx_xlsx_path_close(&s->path);
    return YX_OK;
}

yx_code yx_xlsx_read_styles(yx_xlsx *x, yx_err *err)
{
    styles s = {.x = x};
    yx_xml_told told = {.open = styles_open, .close = styles_close, .arg = &s};
    yx_code rc = yx_xlsx_part(x, x->styles, NULL, &told, err);

    free(s.own);
    return rc;
}

/* --- shared texts --- */

typedef struct texts {
    yx_xlsx *x;
    yx_xlsx_path path;
    yx_buf text; /* of the item that is open */
} texts;

static yx_code texts_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    texts *t = arg;

    (void)err;
    if (yx_xlsx_path_open(&t->path, tag) == YX_X_SI)
        yx_buf_clear(&t->text);
    return YX_OK;
}

/* A text stands in <si><t> or in <si><r><t>, a run of one font; in <rPh> stands how it is read. */
static yx_code texts_text(void *arg, yx_str piece, yx_err *err)
{
    texts *t = arg;
    yx_xlsx_tag up = yx_xlsx_up(&t->path, 1);

    (void)err;
    if (yx_xlsx_up(&t->path, 0) == YX_X_T &&
        (up == YX_X_SI || (up == YX_X_R && yx_xlsx_up(&t->path, 2) == YX_X_SI)))
        yx_buf_str(&t->text, piece);
    return YX_OK;
}

static yx_code texts_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    texts *t = arg;
    yx_xlsx *x = t->x;
    yx_code rc;

    (void)name;
    if (yx_xlsx_up(&t->path, 0) == YX_X_SI && yx_xlsx_up(&t->path, 1) == YX_X_SST) {
        if (x->n_text >= TEXTS)
            return yx_xlsx_refuse(x, "book.limit", NULL, NULL, NULL, "at most 8388608 texts", err);
        rc = yx_buf_check(&t->text, err);
        if (!rc)
            rc = yx_grow(&x->text, &x->cap_text, x->n_text + 1, sizeof *x->text, err);
        if (rc)
            return rc;
        if (t->text.n)
            t->text.n = yx_xlsx_unescape(t->text.at, t->text.n);
        rc = yx_book_keep(x->book, yx_buf_view(&t->text), &x->text[x->n_text], err);
        if (rc == YX_E_RANGE)
            rc = yx_xlsx_refuse(x, "book.limit", NULL, NULL, NULL, "at most 1 GB of text", err);
        if (rc)
            return rc;
        x->n_text++;
    }
    yx_xlsx_path_close(&t->path);
    return YX_OK;
}

yx_code yx_xlsx_read_texts(yx_xlsx *x, yx_err *err)
{
    texts t = {.x = x};
    yx_xml_told told = {.open = texts_open, .text = texts_text, .close = texts_close, .arg = &t};
    yx_code rc = yx_xlsx_part(x, x->texts, NULL, &told, err);

    yx_buf_free(&t.text);
    return rc;
}
