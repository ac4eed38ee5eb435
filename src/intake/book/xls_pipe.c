#include "intake/book/xls_pipe.h"

#include "intake/book/xl_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEAD = 5,          /* bytes before a payload */
    PIECE = 64 * 1024, /* that are written at once */
};

static uint32_t get32(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* --- writing --- */

static void put32(yx_buf *b, uint32_t v)
{
    const unsigned char p[] = {(unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16),
                               (unsigned char)(v >> 24)};

    yx_buf_add(b, p, sizeof p);
}

/* On failure the buffer is `failed`, and what comes after is not kept. */
static void write_out(yx_xls_out *out)
{
    yx_str rest = yx_buf_view(&out->buf);

    while (rest.n && !out->buf.failed) {
        ssize_t n = write(out->fd, rest.at, rest.n);
        if (n < 0 && errno != EINTR)
            out->buf.failed = true;
        else if (n > 0)
            rest = (yx_str){rest.at + n, rest.n - (size_t)n};
    }
    if (!out->buf.failed)
        yx_buf_clear(&out->buf);
}

yx_code yx_xls_out_flush(yx_xls_out *out, yx_err *err)
{
    write_out(out);
    return yx_buf_check(&out->buf, err);
}

static void begin(yx_xls_out *out, char tag, size_t n)
{
    if (out->fd >= 0 && out->buf.n > PIECE)
        write_out(out);
    yx_buf_char(&out->buf, tag);
    put32(&out->buf, (uint32_t)n);
    out->n++;
}

void yx_xls_out_sheet(yx_xls_out *out, bool hidden, yx_str name)
{
    begin(out, 'S', 1 + name.n);
    yx_buf_char(&out->buf, hidden ? 1 : 0);
    yx_buf_str(&out->buf, name);
}

void yx_xls_out_cell(yx_xls_out *out, uint32_t row, uint32_t column, yx_grid_kind kind,
                     bool formula, yx_str text)
{
    begin(out, 'C', 10 + text.n);
    put32(&out->buf, row);
    put32(&out->buf, column);
    yx_buf_char(&out->buf, (char)kind);
    yx_buf_char(&out->buf, formula ? 1 : 0);
    yx_buf_str(&out->buf, text);
}

void yx_xls_out_merged(yx_xls_out *out, uint32_t row, uint32_t last_row, uint32_t column,
                       uint32_t last_column)
{
    begin(out, 'M', 16);
    put32(&out->buf, row);
    put32(&out->buf, last_row);
    put32(&out->buf, column);
    put32(&out->buf, last_column);
}

void yx_xls_out_hidden_row(yx_xls_out *out, uint32_t row)
{
    begin(out, 'R', 4);
    put32(&out->buf, row);
}

void yx_xls_out_hidden_columns(yx_xls_out *out, uint32_t first, uint32_t last)
{
    begin(out, 'L', 8);
    put32(&out->buf, first);
    put32(&out->buf, last);
}

void yx_xls_out_fault(yx_xls_out *out, const char *code, const char *text)
{
    begin(out, 'F', strlen(code) + 1 + strlen(text));
    yx_buf_add(&out->buf, code, strlen(code) + 1);
    yx_buf_text(&out->buf, text);
}

void yx_xls_out_end(yx_xls_out *out)
{
    uint32_t n = out->n;

    begin(out, 'E', 4);
    put32(&out->buf, n);
}

/* --- reading --- */

struct yx_xls_in {
    const char *file;
    yx_faults *faults;
    yx_book *book;
    yx_buf waiting;   /* the start of a record */
    uint32_t n;       /* records so far */
    bool open, ended; /* there is a sheet; there was E */
    char name[256];   /* of the sheet, cut, for faults */
    yx_code failed;
};

yx_code yx_xls_in_new(const char *file, yx_faults *faults, yx_xls_in **ret_in, yx_err *err)
{
    yx_xls_in *in = calloc(1, sizeof *in);
    yx_code rc = YX_OK;

    if (!in)
        return yx_fail(err, YX_E_NOMEM, "no memory for a workbook");
    in->file = file;
    in->faults = faults;
    rc = yx_book_new(&in->book, err);
    if (rc) {
        free(in);
        return rc;
    }
    *ret_in = in;
    return YX_OK;
}

void yx_xls_in_free(yx_xls_in *in)
{
    if (!in)
        return;
    yx_book_free(in->book);
    yx_buf_free(&in->waiting);
    free(in);
}

static yx_code not_ours(yx_err *err)
{
    return yx_fail(err, YX_E_FORMAT, "the child told nonsense");
}

static yx_code refuse(yx_xls_in *in, const char *code, const char *cell, yx_str text, yx_err *err)
{
    yx_fault fault = {.code = code,
                      .file = in->file,
                      .sheet = in->open ? in->name : NULL,
                      .cell = cell && *cell ? cell : NULL,
                      .text = text};

    yx_faults_add(in->faults, &fault);
    return yx_fail(err, YX_E_REFUSED, "'%s': %s", in->file, code);
}

/* What the builder said is the file's fault. */
static yx_code refuse_build(yx_xls_in *in, yx_code rc, const char *cell, const yx_err *why,
                            yx_err *err)
{
    if (rc == YX_E_RANGE || rc == YX_E_FORMAT)
        return refuse(in, rc == YX_E_RANGE ? "book.limit" : "book.broken", cell,
                      yx_str_of(why->text), err);
    return rc ? yx_fail(err, rc, "%s", why->text) : YX_OK;
}

static yx_code end_sheet(yx_xls_in *in, yx_err *err)
{
    char place[YX_GRID_NAME];
    yx_err why = {0};

    return in->open ? refuse_build(in, yx_book_sheet_end(in->book, place, &why), place, &why, err)
                    : YX_OK;
}

static yx_code take_sheet(yx_xls_in *in, yx_str p, yx_err *err)
{
    yx_err why = {0};
    yx_str name;
    yx_code rc;

    if (p.n < 1 || (p.at[0] & ~1))
        return not_ours(err);
    rc = end_sheet(in, err);
    if (rc)
        return rc;
    name = (yx_str){p.at + 1, p.n - 1};
    in->open = false;
    rc = refuse_build(in, yx_book_sheet(in->book, name, p.at[0], &why), NULL, &why, err);
    if (rc)
        return rc;
    in->open = true;
    in->name[yx_text_show(name, in->name, sizeof in->name - 1)] = 0;
    return YX_OK;
}

/* Is the text one of its kind, as our readers write it? */
static bool of_kind(yx_grid_kind kind, yx_str text)
{
    char number[YX_XL_NUMBER];
    size_t n;
    yx_day day;

    switch (kind) {
    case YX_GRID_NUMBER:
    case YX_GRID_PERCENT:
        n = yx_xl_number(text, number);
        return n > 0 && yx_str_same(text, (yx_str){number, n});
    case YX_GRID_DAY:
        return yx_day_read(text, &day);
    case YX_GRID_BOOL:
        return yx_str_is(text, "TRUE") || yx_str_is(text, "FALSE");
    case YX_GRID_ERROR:
        return text.n > 0;
    case YX_GRID_TEXT:
        return true;
    }
    return false;
}

/* Places, and whether the text is UTF-8, are checked by the builder. */
static yx_code take_cell(yx_xls_in *in, yx_str p, yx_err *err)
{
    char place[YX_GRID_NAME];
    uint32_t row, column;
    yx_err why = {0};
    yx_code rc;

    if (p.n < 10 || (p.at[9] & ~1) ||
        !of_kind((yx_grid_kind)(unsigned char)p.at[8], (yx_str){p.at + 10, p.n - 10}))
        return not_ours(err);
    row = get32(p.at);
    column = get32(p.at + 4);
    rc = yx_book_cell(in->book, row, column, (yx_grid_kind)p.at[8], p.at[9],
                      (yx_str){p.at + 10, p.n - 10}, &why);
    return rc ? refuse_build(in, rc, yx_grid_name(row, column, place), &why, err) : YX_OK;
}

static yx_code take_merged(yx_xls_in *in, yx_str p, yx_err *err)
{
    uint32_t v[4];
    yx_err why = {0};

    if (p.n != 16)
        return not_ours(err);
    for (size_t i = 0; i < 4; i++)
        v[i] = get32(p.at + 4 * i);
    if (v[2] >= YX_GRID_COLUMNS || v[3] >= YX_GRID_COLUMNS)
        return refuse(in, "book.limit", NULL, yx_str_of("a range outside the sheet"), err);
    return refuse_build(
        in,
        yx_book_merge(in->book, (yx_grid_range){v[0], v[1], (uint16_t)v[2], (uint16_t)v[3]}, &why),
        NULL, &why, err);
}

static yx_code take_hidden(yx_xls_in *in, char tag, yx_str p, yx_err *err)
{
    yx_err why = {0};
    yx_code rc;

    if (p.n != (tag == 'R' ? 4 : 8))
        return not_ours(err);
    rc = tag == 'R' ? yx_book_hide_row(in->book, get32(p.at), &why)
                    : yx_book_hide_columns(in->book, get32(p.at), get32(p.at + 4), &why);
    return refuse_build(in, rc, NULL, &why, err);
}

/* The child may name faults of reading a workbook, and no others. */
static yx_code take_fault(yx_xls_in *in, yx_str p, yx_err *err)
{
    static const char *const codes[] = {"book.broken", "book.encrypted", "book.format",
                                        "book.limit",  "book.none",      "book.stuck"};
    const char *end = p.n ? memchr(p.at, 0, p.n) : NULL;

    for (size_t i = 0; end && i < YX_COUNT(codes); i++)
        if (strcmp(p.at, codes[i]) == 0) {
            yx_str text = {end + 1, p.n - (size_t)(end + 1 - p.at)};
            return refuse(in, codes[i], NULL, text.n ? text : (yx_str){NULL, 0}, err);
        }
    return not_ours(err);
}

static yx_code take_record(yx_xls_in *in, char tag, yx_str p, yx_err *err)
{
    if (in->ended || (!in->open && !memchr("SFE", tag, 3)))
        return not_ours(err);
    switch (tag) {
    case 'S':
        return take_sheet(in, p, err);
    case 'C':
        return take_cell(in, p, err);
    case 'M':
        return take_merged(in, p, err);
    case 'R':
    case 'L':
        return take_hidden(in, tag, p, err);
    case 'F':
        return take_fault(in, p, err);
    case 'E':
        in->ended = true;
        return p.n == 4 && get32(p.at) == in->n ? end_sheet(in, err) : not_ours(err);
    default:
        return not_ours(err);
    }
}

/* Takes all whole records of what is waiting. */
static yx_code take_waiting(yx_xls_in *in, yx_err *err)
{
    yx_str rest = yx_buf_view(&in->waiting);
    yx_code rc = YX_OK;
    size_t left;

    while (!rc && rest.n >= HEAD) {
        uint32_t n = get32(rest.at + 1);
        if (n > YX_XLS_RECORD)
            return not_ours(err);
        if (rest.n - HEAD < n)
            break;
        rc = take_record(in, rest.at[0], (yx_str){rest.at + HEAD, n}, err);
        in->n++;
        rest = (yx_str){rest.at + HEAD + n, rest.n - HEAD - n};
    }
    left = rest.n;
    if (left && left < in->waiting.n)
        memmove(in->waiting.at, rest.at, left);
    in->waiting.n = left;
    return rc;
}

yx_code yx_xls_in_take(yx_xls_in *in, const char *at, size_t n, yx_err *err)
{
    if (in->failed)
        return yx_fail(err, in->failed, "the child was not understood");
    yx_buf_add(&in->waiting, at, n);
    in->failed = yx_buf_check(&in->waiting, err);
    if (!in->failed)
        in->failed = take_waiting(in, err);
    return in->failed;
}

yx_code yx_xls_in_finish(yx_xls_in *in, yx_workbook *ret_workbook, yx_err *err)
{
    if (in->failed)
        return yx_fail(err, in->failed, "the child was not understood");
    if (!in->ended || in->waiting.n)
        return yx_fail(err, YX_E_FORMAT, "the child came to no end");
    return yx_book_finish(in->book, ret_workbook, err);
}
