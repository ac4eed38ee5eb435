/* The reader keeps the record that it reads whole in one buffer:
 *
 *      start        pos         end          room
 *   ...[ record so far |  not seen  ] NUL
 *
 * Fields point into it. The NUL behind the last byte stops every scan, so the inner loops test no
 * bounds; a NUL before `end` is one of the file. Escaped quotes are taken out only once a record is
 * known to be right, so that the reader can go back into it. */
#include "base/csv.h"

#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 * 1024, ROOM = YX_CSV_RECORD + CHUNK };

struct yx_csv {
    yx_input *input;
    char *buf; /* ROOM + 1 bytes */
    size_t start, pos, end;
    size_t line; /* physical line at pos */
    bool at_end; /* the input has no more */
    char separator;
    const bool *stops; /* bytes that end a plain field */

    /* of the record that is being read */
    size_t n;
    bool escaped;                /* it has a "" */
    size_t column;               /* number of the field at hand */
    size_t field_at;             /* where that starts, from `start` on; its quote counts */
    size_t field_line;           /* physical line there */
    size_t span_column, span_at; /* the same of the first field with a line end; 0: none has */
    yx_csv_fault fault;

    yx_str field[YX_CSV_FIELDS];
    char text[YX_FAULT_TEXT];
};

yx_code yx_csv_open(yx_input *input, yx_csv **ret_csv, yx_err *err)
{
    yx_csv *csv = malloc(sizeof *csv);
    char *buf = malloc(ROOM + 1);

    if (!csv || !buf) {
        free(buf);
        free(csv);
        return yx_fail(err, YX_E_NOMEM, "no memory for a csv reader");
    }
    buf[0] = 0;
    csv->input = input;
    csv->buf = buf;
    csv->start = csv->pos = csv->end = 0;
    csv->line = 1;
    csv->at_end = false;
    yx_csv_separator(csv, ',');
    *ret_csv = csv;
    return YX_OK;
}

void yx_csv_close(yx_csv *csv)
{
    if (!csv)
        return;
    free(csv->buf);
    free(csv);
}

void yx_csv_separator(yx_csv *csv, char separator)
{
    static const bool comma[256] = {
        [0] = true, [','] = true, ['\n'] = true, ['\r'] = true, ['"'] = true};
    static const bool semicolon[256] = {
        [0] = true, [';'] = true, ['\n'] = true, ['\r'] = true, ['"'] = true};
    static const bool tab[256] = {
        [0] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, ['"'] = true};

    csv->separator = separator;
    csv->stops = separator == ';' ? semicolon : separator == '\t' ? tab : comma;
}

/* Reads more bytes behind `end`, or sets at_end. What stands before `start` is dropped. */
static yx_code more(yx_csv *csv, yx_err *err)
{
    size_t shift = csv->start, n = 0;
    yx_code rc;

    if (csv->end - csv->start > YX_CSV_RECORD) {
        csv->fault = YX_CSV_LONG_RECORD;
        return YX_OK;
    }
    if (shift) {
        memmove(csv->buf, csv->buf + shift, csv->end - shift);
        for (size_t i = 0; i < csv->n; i++)
            csv->field[i].at -= shift;
        csv->start = 0;
        csv->pos -= shift;
        csv->end -= shift;
    }
    rc = yx_input_read(csv->input, csv->buf + csv->end, ROOM - csv->end, &n, err);
    if (rc)
        return rc;
    csv->at_end = n == 0;
    csv->end += n;
    csv->buf[csv->end] = 0;
    return YX_OK;
}

/* Makes sure that there are k bytes at pos, unless the file ends or the record is too long. */
static yx_code need(yx_csv *csv, size_t k, yx_err *err)
{
    while (csv->end - csv->pos < k && !csv->at_end && !csv->fault) {
        yx_code rc = more(csv, err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static void add_field(yx_csv *csv, size_t from, size_t to)
{
    if (csv->n == YX_CSV_FIELDS)
        csv->fault = YX_CSV_LONG_RECORD;
    else
        csv->field[csv->n++] = (yx_str){csv->buf + from, to - from};
}

/* A field without quotes: runs to its delimiter, or to what must not stand in it. */
static yx_code plain(yx_csv *csv, yx_err *err)
{
    const bool *stops = csv->stops;

    for (;;) {
        const char *p = csv->buf + csv->pos;
        yx_code rc;

        while (!stops[(unsigned char)*p])
            p++;
        csv->pos = (size_t)(p - csv->buf);
        if (csv->pos < csv->end || csv->at_end)
            break;
        rc = more(csv, err);
        if (rc || csv->fault)
            return rc;
    }
    add_field(csv, csv->start + csv->field_at, csv->pos);
    return YX_OK;
}

/* A field in quotes, pos at the opening one: runs to the byte behind the closing one. */
static yx_code quoted(yx_csv *csv, yx_err *err)
{
    static const bool stops[256] = {[0] = true, ['\n'] = true, ['"'] = true};

    csv->pos++;
    for (;;) {
        const char *p = csv->buf + csv->pos;
        yx_code rc;

        while (!stops[(unsigned char)*p])
            p++;
        csv->pos = (size_t)(p - csv->buf);
        rc = need(csv, 2, err); /* a quote, and what follows it */
        if (rc || csv->fault)
            return rc;
        if (csv->pos == csv->end) {
            csv->fault = YX_CSV_OPEN_QUOTE;
            return YX_OK;
        }
        switch (csv->buf[csv->pos]) {
        case '\n':
            csv->line++;
            if (!csv->span_column) {
                csv->span_column = csv->column;
                csv->span_at = csv->field_at;
            }
            break;
        case '"':
            if (csv->buf[csv->pos + 1] != '"') {
                add_field(csv, csv->start + csv->field_at + 1, csv->pos);
                csv->pos++;
                return YX_OK;
            }
            csv->escaped = true;
            csv->pos++;
            break;
        case 0:
            csv->fault = YX_CSV_NUL;
            return YX_OK;
        default: /* the scan stopped at the end of what had been read: go on */
            continue;
        }
        csv->pos++;
    }
}

/* What stands behind a field: a separator, or the end of the record. */
static yx_code delimiter(yx_csv *csv, bool *ret_another, yx_err *err)
{
    yx_code rc = need(csv, 2, err); /* a carriage return, and what follows it */

    *ret_another = false;
    if (rc || csv->fault || csv->pos == csv->end)
        return rc;
    if (csv->buf[csv->pos] == csv->separator) {
        csv->pos++;
        *ret_another = true;
        return YX_OK;
    }
    switch (csv->buf[csv->pos]) {
    case '\r':
        if (csv->buf[csv->pos + 1] != '\n') {
            csv->fault = YX_CSV_STRAY_CR;
            break;
        }
        csv->pos += 2;
        csv->line++;
        break;
    case '\n':
        csv->pos++;
        csv->line++;
        break;
    case 0:
        csv->fault = YX_CSV_NUL;
        break;
    default:
        csv->fault = YX_CSV_STRAY_QUOTE;
    }
    return YX_OK;
}

static yx_code record(yx_csv *csv, yx_err *err)
{
    bool another = true;

    csv->n = 0;
    csv->escaped = false;
    csv->span_column = csv->span_at = 0;
    while (another) {
        yx_code rc;
        csv->column = csv->n + 1;
        csv->field_at = csv->pos - csv->start;
        csv->field_line = csv->line;
        rc = need(csv, 1, err);
        if (!rc && !csv->fault)
            rc = csv->buf[csv->pos] == '"' ? quoted(csv, err) : plain(csv, err);
        if (!rc && !csv->fault)
            rc = delimiter(csv, &another, err);
        if (rc)
            return rc;
        if (csv->fault)
            return YX_OK;
    }
    if (csv->pos - csv->start > YX_CSV_RECORD)
        csv->fault = YX_CSV_LONG_RECORD;
    return YX_OK;
}

/* Takes the "" out of a field, in place. */
static void unescape(yx_str *f)
{
    char *from = f->n ? memchr(f->at, '"', f->n) : NULL;
    char *to = from;
    const char *end = f->at + f->n;

    if (!from)
        return;
    while (from < end) {
        if (*from == '"')
            from++;
        *to++ = *from++;
    }
    f->n = (size_t)(to - f->at);
}

/* Goes to the start of the line after the one at pos, reading on where it must. */
static yx_code next_line(yx_csv *csv, yx_err *err)
{
    for (;;) {
        char *lf = memchr(csv->buf + csv->pos, '\n', csv->end - csv->pos);
        yx_code rc;

        if (lf) {
            csv->pos = (size_t)(lf - csv->buf) + 1;
            csv->line++;
            return YX_OK;
        }
        csv->pos = csv->start = csv->end;
        if (csv->at_end)
            return YX_OK;
        rc = more(csv, err);
        if (rc)
            return rc;
    }
}

/* Where the reader goes on from after a fault: the line after this place. */
static void go_back(yx_csv *csv, size_t line)
{
    size_t field = csv->start + csv->field_at;

    if (csv->fault == YX_CSV_LONG_RECORD) {
        csv->pos = csv->start;
        csv->line = line;
        csv->field_line = line;
        if (csv->span_column) { /* more likely a quote that nobody closed than a long text */
            csv->fault = YX_CSV_OPEN_QUOTE;
            csv->column = csv->span_column;
            csv->field_at = csv->span_at;
        }
    } else if (csv->fault == YX_CSV_OPEN_QUOTE ||
               (csv->fault == YX_CSV_STRAY_QUOTE && csv->buf[field] == '"')) {
        csv->pos = field;
        csv->line = csv->field_line;
    } /* else: after the bad byte, at pos */
}

/* Copies the field at hand as it stands in the file, up to its line end, for the report. */
static yx_str fault_text(yx_csv *csv)
{
    const char *at = csv->buf + csv->start + csv->field_at;
    size_t left = csv->end - csv->start - csv->field_at;
    size_t n = left < YX_FAULT_TEXT ? left : YX_FAULT_TEXT;
    const char *lf = memchr(at, '\n', n);

    if (lf)
        n = (size_t)(lf - at) - (lf > at && lf[-1] == '\r');
    else
        while (n && n < left && ((unsigned char)at[n] & 0xC0) == 0x80)
            n--; /* not in the middle of a character */
    memcpy(csv->text, at, n);
    return (yx_str){csv->text, n};
}

yx_code yx_csv_next(yx_csv *csv, yx_csv_record *ret, bool *ret_end, yx_err *err)
{
    yx_csv_record r = {0};
    yx_code rc;

    csv->fault = YX_CSV_OK;
    csv->n = 0;
    for (;;) {
        const char *p;
        csv->start = csv->pos;
        rc = need(csv, 2, err);
        if (rc)
            return rc;
        if (csv->pos == csv->end) {
            *ret_end = true;
            return YX_OK;
        }
        p = csv->buf + csv->pos;
        if (*p != '\n' && !(*p == '\r' && p[1] == '\n'))
            break;
        csv->pos += *p == '\n' ? 1 : 2;
        csv->line++;
    }
    r.line = csv->line;
    rc = record(csv, err);
    if (!rc && csv->fault) {
        go_back(csv, r.line);
        r.fault = csv->fault;
        r.fault_line = csv->field_line;
        r.fault_column = csv->column;
        r.fault_text = fault_text(csv);
        rc = next_line(csv, err);
    } else if (!rc) {
        for (size_t i = 0; csv->escaped && i < csv->n; i++)
            unescape(&csv->field[i]);
        r.field = csv->field;
        r.n = csv->n;
    }
    if (rc)
        return rc;
    *ret = r;
    *ret_end = false;
    return YX_OK;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

void yx_csv_write(yx_buf *out, yx_str field, bool first)
{
    bool quote = field.n && (blank(field.at[0]) || blank(field.at[field.n - 1]));

    for (size_t i = 0; !quote && i < field.n; i++)
        quote =
            field.at[i] == ',' || field.at[i] == '"' || field.at[i] == '\r' || field.at[i] == '\n';
    if (!first)
        yx_buf_char(out, ',');
    if (!quote) {
        yx_buf_str(out, field);
        return;
    }
    yx_buf_char(out, '"');
    for (size_t i = 0; i < field.n; i++) {
        if (field.at[i] == '"')
            yx_buf_char(out, '"');
        yx_buf_char(out, field.at[i]);
    }
    yx_buf_char(out, '"');
}
