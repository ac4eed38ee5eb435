#include "intake/book/biff.h"

#include "base/mem.h"
#include "intake/book/xl_value.h"

#include <stdlib.h>
#include <string.h>

enum {
    R_FORMULA = 0x0006,
    R_EOF = 0x000A,
    R_DATE_MODE = 0x0022,
    R_FILE_PASS = 0x002F,
    R_CONTINUE = 0x003C,
    R_COL_INFO = 0x007D,
    R_BOUND_SHEET = 0x0085,
    R_MUL_RK = 0x00BD,
    R_XF = 0x00E0,
    R_MERGED = 0x00E5,
    R_NUMBER = 0x0203,
    R_BOOL_ERR = 0x0205,
    R_STRING = 0x0207,
    R_ROW = 0x0208,
    R_RK = 0x027E,
    R_FORMAT = 0x041E,
    R_BOF = 0x0809,

    V_5 = 0x0500,
    V_8 = 0x0600,
    STYLES = 1 << 16,
};

typedef struct number_format {
    uint32_t id;
    yx_xl_format format;
} number_format;

struct yx_biff {
    yx_str stream;
    uint32_t version;
    bool encrypted, since_1904;
    yx_biff_sheet *sheet;
    size_t n, cap;
    number_format *own; /* formats that are written out */
    size_t n_own, cap_own;
    uint16_t *style; /* number of the format of each style */
    size_t n_style, cap_style;
    yx_arena *arena; /* names */
};

/* A record and what follows it. */
typedef struct record {
    uint32_t kind;
    yx_str data;
    size_t next; /* where the next one starts */
} record;

static uint32_t u16(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32(const char *at)
{
    return u16(at) | u16(at + 2) << 16;
}

static double real(const char *at)
{
    uint64_t bits = u32(at) | (uint64_t)u32(at + 4) << 32;
    double v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

static yx_code damaged(yx_err *err)
{
    return yx_fail(err, YX_E_FORMAT, "the records of the workbook are damaged");
}

static bool read_record(const yx_biff *b, size_t at, record *r)
{
    size_t n;

    if (at > b->stream.n || b->stream.n - at < 4)
        return false;
    n = u16(b->stream.at + at + 2);
    if (b->stream.n - at - 4 < n)
        return false;
    *r = (record){u16(b->stream.at + at), {b->stream.at + at + 4, n}, at + 4 + n};
    return true;
}

/* --- texts --- */

static void add_char(yx_buf *out, uint32_t c)
{
    if (c < 0x80) {
        yx_buf_char(out, (char)c);
    } else if (c < 0x800) {
        yx_buf_char(out, (char)(0xC0 | c >> 6));
        yx_buf_char(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        yx_buf_char(out, (char)(0xE0 | c >> 12));
        yx_buf_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        yx_buf_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        yx_buf_char(out, (char)(0xF0 | c >> 18));
        yx_buf_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        yx_buf_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        yx_buf_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

/* Up to n characters, of two bytes each or of one, as many as are there. Returns how many. A half
 * of a pair without the other becomes U+FFFD. */
static size_t add_chars(yx_buf *out, yx_str a, size_t n, bool wide)
{
    size_t there = wide ? a.n / 2 : a.n, most = there < n ? there : n;

    for (size_t i = 0; i < most; i++) {
        uint32_t c = wide ? u16(a.at + 2 * i) : (unsigned char)a.at[i];
        uint32_t low = wide && i + 1 < most ? u16(a.at + 2 * i + 2) : 0;
        if (c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i++;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        add_char(out, c);
    }
    return most;
}

/* Text of BIFF5, in the code page of its machine: what is not ASCII is not known. */
static void add_old(yx_buf *out, yx_str a)
{
    for (size_t i = 0; i < a.n; i++)
        yx_buf_char(out, (signed char)a.at[i] < 0 ? '?' : a.at[i]);
}

/* --- the start: sheets and formats --- */

/* Text with its length before it, in `length` bytes; cut where the record ends. */
static void add_text(const yx_biff *b, yx_str a, size_t length, yx_buf *out)
{
    size_t n;

    if (a.n < length)
        return;
    n = length == 1 ? (unsigned char)a.at[0] : u16(a.at);
    a = (yx_str){a.at + length, a.n - length};
    if (b->version == V_8) {
        bool wide = a.n && (a.at[0] & 1);
        if (a.n)
            (void)add_chars(out, (yx_str){a.at + 1, a.n - 1}, n, wide);
    } else {
        add_old(out, (yx_str){a.at, n < a.n ? n : a.n});
    }
}

static yx_code add_sheet(yx_biff *b, yx_str data, yx_err *err)
{
    yx_buf name = {0};
    char *own = NULL;
    yx_code rc;

    if (data.n < 7)
        return damaged(err);
    if (b->n >= YX_GRID_SHEETS)
        return yx_fail(err, YX_E_RANGE, "too many sheets");
    add_text(b, (yx_str){data.at + 6, data.n - 6}, 1, &name);
    rc = yx_buf_check(&name, err);
    if (!rc && !(own = yx_arena_text(&b->arena, name.at, name.n)))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for a sheet");
    yx_buf_free(&name);
    if (!rc)
        rc = yx_grow(&b->sheet, &b->cap, b->n + 1, sizeof *b->sheet, err);
    if (rc)
        return rc;
    b->sheet[b->n++] = (yx_biff_sheet){
        .name = own, .hidden = (data.at[4] & 3) != 0, .cells = data.at[5] == 0, .at = u32(data.at)};
    return YX_OK;
}

static yx_code add_format(yx_biff *b, yx_str data, yx_err *err)
{
    yx_buf code = {0};
    yx_code rc;

    if (data.n < 2)
        return damaged(err);
    if (b->n_own >= STYLES)
        return yx_fail(err, YX_E_RANGE, "too many formats");
    add_text(b, (yx_str){data.at + 2, data.n - 2}, b->version == V_8 ? 2 : 1, &code);
    rc = yx_buf_check(&code, err);
    if (!rc)
        rc = yx_grow(&b->own, &b->cap_own, b->n_own + 1, sizeof *b->own, err);
    if (!rc)
        b->own[b->n_own++] = (number_format){u16(data.at), yx_xl_format_of(yx_buf_view(&code))};
    yx_buf_free(&code);
    return rc;
}

static yx_code add_style(yx_biff *b, yx_str data, yx_err *err)
{
    yx_code rc;

    if (data.n < 4)
        return damaged(err);
    if (b->n_style >= STYLES)
        return yx_fail(err, YX_E_RANGE, "too many styles");
    rc = yx_grow(&b->style, &b->cap_style, b->n_style + 1, sizeof *b->style, err);
    if (!rc)
        b->style[b->n_style++] = (uint16_t)u16(data.at + 2);
    return rc;
}

static yx_code read_start(yx_biff *b, yx_err *err)
{
    record r;
    size_t at = 0;
    yx_code rc = YX_OK;

    if (!read_record(b, 0, &r) || (r.kind & 0xFF) != (R_BOF & 0xFF) || r.data.n < 4)
        return damaged(err);
    b->version = u16(r.data.at);
    if (r.kind != R_BOF || (b->version != V_5 && b->version != V_8))
        return yx_fail(err, YX_E_RANGE, "the workbook is older than BIFF5");
    for (at = r.next; !rc; at = r.next) {
        if (!read_record(b, at, &r))
            return damaged(err);
        if (r.kind == R_EOF)
            return YX_OK;
        if (r.kind == R_FILE_PASS)
            b->encrypted = true;
        if (b->encrypted)
            return YX_OK;
        if (r.kind == R_DATE_MODE && r.data.n >= 2)
            b->since_1904 = u16(r.data.at) == 1;
        else if (r.kind == R_BOUND_SHEET)
            rc = add_sheet(b, r.data, err);
        else if (r.kind == R_FORMAT)
            rc = add_format(b, r.data, err);
        else if (r.kind == R_XF)
            rc = add_style(b, r.data, err);
    }
    return rc;
}

yx_code yx_biff_open(yx_str stream, yx_biff **ret_biff, yx_err *err)
{
    yx_biff *b = calloc(1, sizeof *b);
    yx_code rc;

    if (!b)
        return yx_fail(err, YX_E_NOMEM, "no memory for a workbook");
    b->stream = stream;
    rc = read_start(b, err);
    if (rc) {
        yx_biff_close(b);
        return rc;
    }
    *ret_biff = b;
    return YX_OK;
}

void yx_biff_close(yx_biff *b)
{
    if (!b)
        return;
    yx_arena_free(b->arena);
    free(b->sheet);
    free(b->own);
    free(b->style);
    free(b);
}

bool yx_biff_encrypted(const yx_biff *b)
{
    return b->encrypted;
}

bool yx_biff_unicode(const yx_biff *b)
{
    return b->version == V_8;
}

size_t yx_biff_count(const yx_biff *b)
{
    return b->n;
}

const yx_biff_sheet *yx_biff_sheet_at(const yx_biff *b, size_t i)
{
    return &b->sheet[i];
}

/* --- a sheet --- */

typedef struct telling {
    const yx_biff *b;
    yx_xls_out *out;
    uint32_t row, column; /* of the formula whose text comes in a later record */
    bool text_comes;
} telling;

static yx_xl_format format_of(const yx_biff *b, uint32_t style)
{
    uint32_t id = style < b->n_style ? b->style[style] : 0;

    for (size_t i = b->n_own; i; i--)
        if (b->own[i - 1].id == id)
            return b->own[i - 1].format;
    return yx_xl_format_builtin(id);
}

static void tell_number(telling *t, uint32_t row, uint32_t column, uint32_t style, double v,
                        bool formula)
{
    char out[YX_XL_NUMBER], day_text[YX_DAY_TEXT];
    yx_xl_format format = format_of(t->b, style);
    size_t n = yx_xl_number_of(v, out);
    yx_day day;

    if (!n)
        yx_xls_out_cell(t->out, row, column, YX_GRID_ERROR, formula, yx_str_of("#NUM!"));
    else if (yx_xl_day(v, format, t->b->since_1904, &day))
        yx_xls_out_cell(t->out, row, column, YX_GRID_DAY, formula,
                        yx_str_of(yx_day_text(day, day_text)));
    else
        yx_xls_out_cell(t->out, row, column,
                        format == YX_XL_PERCENT ? YX_GRID_PERCENT : YX_GRID_NUMBER, formula,
                        (yx_str){out, n});
}

/* Numbers in 32 bits: 30 of a double or of a whole number, perhaps a hundred times too large. */
static double rk(uint32_t v)
{
    uint64_t bits = (uint64_t)(v & ~3u) << 32;
    double d;

    if (v & 2)
        d = (double)((int32_t)v >> 2);
    else
        memcpy(&d, &bits, sizeof d);
    return v & 1 ? d / 100 : d;
}

static void tell_error(telling *t, uint32_t row, uint32_t column, unsigned char code, bool formula)
{
    static const struct {
        unsigned char code;
        const char *text;
    } errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
                  {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
    const char *text = "#ERROR!";

    for (size_t i = 0; i < YX_COUNT(errors); i++)
        if (errors[i].code == code)
            text = errors[i].text;
    yx_xls_out_cell(t->out, row, column, YX_GRID_ERROR, formula, yx_str_of(text));
}

static void tell_bool(telling *t, uint32_t row, uint32_t column, bool v, bool formula)
{
    yx_xls_out_cell(t->out, row, column, YX_GRID_BOOL, formula, yx_str_of(v ? "TRUE" : "FALSE"));
}

/* A formula whose text did not come has no result. */
static void tell_late(telling *t)
{
    if (t->text_comes)
        yx_xls_out_cell(t->out, t->row, t->column, YX_GRID_TEXT, true, (yx_str){"", 0});
    t->text_comes = false;
}

static void tell_formula(telling *t, yx_str d)
{
    uint32_t row = u16(d.at), column = u16(d.at + 2);

    tell_late(t);
    if (u16(d.at + 12) != 0xFFFF) { /* no double has these bits */
        tell_number(t, row, column, u16(d.at + 4), real(d.at + 6), true);
        return;
    }
    switch (d.at[6]) {
    case 0:
        t->row = row;
        t->column = column;
        t->text_comes = true;
        break;
    case 1:
        tell_bool(t, row, column, d.at[8] != 0, true);
        break;
    case 2:
        tell_error(t, row, column, (unsigned char)d.at[8], true);
        break;
    default: /* an empty text is as good as nothing */
        break;
    }
}

/* The text that a formula gave; a long one goes on in records that follow, each with a new width.
 */
static yx_code tell_string(telling *t, record *r, yx_err *err)
{
    yx_buf text = {0};
    size_t left;
    yx_code rc;

    if (!t->text_comes || r->data.n < 2)
        return YX_OK;
    if (t->b->version == V_8) {
        left = u16(r->data.at);
        if (r->data.n > 3)
            left -=
                add_chars(&text, (yx_str){r->data.at + 3, r->data.n - 3}, left, r->data.at[2] & 1);
        for (record more; left && read_record(t->b, r->next, &more) && more.kind == R_CONTINUE;
             *r = more)
            if (more.data.n > 1)
                left -= add_chars(&text, (yx_str){more.data.at + 1, more.data.n - 1}, left,
                                  more.data.at[0] & 1);
    } else {
        add_text(t->b, r->data, 2, &text);
        if (text.n && memchr(text.at, '?', text.n)) /* not all of it is known: no result */
            yx_buf_clear(&text);
    }
    rc = yx_buf_check(&text, err);
    if (!rc && (text.n || t->b->version != V_8)) {
        yx_xls_out_cell(t->out, t->row, t->column, YX_GRID_TEXT, true, yx_buf_view(&text));
    }
    t->text_comes = false;
    yx_buf_free(&text);
    return rc;
}

static void tell_many(telling *t, yx_str d)
{
    uint32_t row = u16(d.at), column = u16(d.at + 2);

    for (size_t at = 4; at + 6 + 2 <= d.n; at += 6, column++)
        tell_number(t, row, column, u16(d.at + at), rk(u32(d.at + at + 2)), false);
}

static void tell_merged(telling *t, yx_str d)
{
    size_t n = u16(d.at);

    for (size_t i = 0; i < n && 2 + 8 * (i + 1) <= d.n; i++) {
        const char *p = d.at + 2 + 8 * i;
        yx_xls_out_merged(t->out, u16(p), u16(p + 2), u16(p + 4), u16(p + 6));
    }
}

static yx_code tell_record(telling *t, record *r, yx_err *err)
{
    static const struct {
        uint32_t kind;
        size_t least; /* bytes */
    } kinds[] = {{R_FORMULA, 14}, {R_NUMBER, 14}, {R_RK, 10},    {R_MUL_RK, 6},
                 {R_BOOL_ERR, 8}, {R_ROW, 16},    {R_MERGED, 2}, {R_COL_INFO, 10}};
    yx_str d = r->data;

    for (size_t i = 0; i < YX_COUNT(kinds); i++)
        if (r->kind == kinds[i].kind && d.n < kinds[i].least)
            return damaged(err);
    switch (r->kind) {
    case R_FORMULA:
        tell_formula(t, d);
        break;
    case R_STRING:
        return tell_string(t, r, err);
    case R_NUMBER:
        tell_number(t, u16(d.at), u16(d.at + 2), u16(d.at + 4), real(d.at + 6), false);
        break;
    case R_RK:
        tell_number(t, u16(d.at), u16(d.at + 2), u16(d.at + 4), rk(u32(d.at + 6)), false);
        break;
    case R_MUL_RK:
        tell_many(t, d);
        break;
    case R_BOOL_ERR:
        if (d.at[7])
            tell_error(t, u16(d.at), u16(d.at + 2), (unsigned char)d.at[6], false);
        else
            tell_bool(t, u16(d.at), u16(d.at + 2), d.at[6] != 0, false);
        break;
    case R_MERGED:
        tell_merged(t, d);
        break;
    case R_ROW:
        if (u16(d.at + 12) & 0x20 || !u16(d.at + 6)) /* hidden, or of no height */
            yx_xls_out_hidden_row(t->out, u16(d.at));
        break;
    case R_COL_INFO:
        if (u16(d.at + 8) & 1 || !u16(d.at + 4))
            yx_xls_out_hidden_columns(t->out, u16(d.at), u16(d.at + 2));
        break;
    default:
        break;
    }
    return YX_OK;
}

yx_code yx_biff_tell(const yx_biff *b, size_t i, yx_xls_out *out, yx_err *err)
{
    telling t = {.b = b, .out = out};
    record r;
    size_t depth = 0, at = b->sheet[i].at;
    yx_code rc = YX_OK;

    /* Charts on a sheet are pieces of their own between its records. */
    do {
        if (!read_record(b, at, &r) || (!depth && r.kind != R_BOF))
            return damaged(err);
        if (r.kind == R_BOF)
            depth++;
        else if (r.kind == R_EOF)
            depth--;
        else if (depth == 1)
            rc = tell_record(&t, &r, err);
        at = r.next;
    } while (depth && !rc);
    tell_late(&t);
    return rc ? rc : yx_buf_check(&out->buf, err);
}
