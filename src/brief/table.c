#include "brief/table.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BETWEEN = 2, NARROWEST = 8 };

struct yx_table {
    yx_arena *arena;
    yx_align align[YX_TABLE_COLUMNS];
    size_t n_column;
    yx_str *cell; /* heads first, then row by row */
    size_t n, cap;
    bool failed;
};

/* Bytes of text with bad ones and controls made visible, but for newlines. */
static void clean(yx_str text, yx_buf *out)
{
    while (text.n) {
        const char *end = memchr(text.at, '\n', text.n);
        size_t n = end ? (size_t)(end - text.at) : text.n;

        for (size_t i = 0, len; i < n; i += len) {
            char shown[16];
            (void)yx_utf8_char((yx_str){text.at + i, n - i}, &len);
            (void)yx_text_show((yx_str){text.at + i, len}, shown, sizeof shown - 1);
            yx_buf_text(out, shown);
        }
        if (!end)
            return;
        yx_buf_char(out, '\n');
        text = (yx_str){end + 1, text.n - n - 1};
    }
}

void yx_table_str(yx_table *table, yx_str text)
{
    yx_buf b = {0};
    char *copy = NULL;

    clean(text, &b);
    if (!yx_buf_check(&b, NULL))
        copy = yx_arena_text(&table->arena, b.at ? b.at : "", b.n);
    if (!copy || yx_grow(&table->cell, &table->cap, table->n + 1, sizeof *table->cell, NULL))
        table->failed = true;
    else
        table->cell[table->n++] = (yx_str){copy, b.n};
    yx_buf_free(&b);
}

void yx_table_cell(yx_table *table, const char *fmt, ...)
{
    va_list args;
    char *text = NULL;
    int n;

    va_start(args, fmt);
    n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n >= 0)
        text = malloc((size_t)n + 1);
    if (!text) {
        table->failed = true;
        return;
    }
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    yx_table_str(table, (yx_str){text, (size_t)n});
    free(text);
}

yx_code yx_table_new(const char *const *column, const yx_align *align, size_t n_column,
                     yx_table **ret_table, yx_err *err)
{
    yx_table *table;

    if (n_column < 1 || n_column > YX_TABLE_COLUMNS)
        return yx_fail(err, YX_E_RANGE, "a table of %zu columns", n_column);
    table = calloc(1, sizeof *table);
    if (!table)
        return yx_fail(err, YX_E_NOMEM, "no memory for a table");
    table->n_column = n_column;
    memcpy(table->align, align, n_column * sizeof *align);
    for (size_t i = 0; i < n_column; i++)
        yx_table_str(table, yx_str_of(column[i]));
    if (table->failed) {
        yx_table_free(table);
        return yx_fail(err, YX_E_NOMEM, "no memory for a table");
    }
    *ret_table = table;
    return YX_OK;
}

void yx_table_free(yx_table *table)
{
    if (!table)
        return;
    yx_arena_free(table->arena);
    free(table->cell);
    free(table);
}

/* --- lines --- */

/* Marks that must not start a line of Chinese text. */
static bool no_start(uint32_t c)
{
    static const uint32_t mark[] = {0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B,
                                    0xFF09, 0x300B, 0x300D, 0x201D};

    for (size_t i = 0; i < YX_COUNT(mark); i++)
        if (c == mark[i])
            return true;
    return false;
}

/* Brackets that must not end a line. */
static bool no_end(uint32_t c)
{
    return c == 0xFF08 || c == 0x300A || c == 0x300C || c == 0x201C;
}

yx_str yx_text_line(yx_str text, size_t width, yx_str *ret_rest)
{
    size_t at = 0, used = 0, cut = 0, len;   /* cut: where the line may end; 0: nowhere yet */
    bool wide_before = false, bound = false; /* bound: what comes next stays beside the last */

    while (at < text.n && text.at[at] != '\n') {
        yx_str rest = {text.at + at, text.n - at};
        uint32_t c = yx_utf8_char(rest, &len);
        size_t w = yx_text_width((yx_str){rest.at, len});

        if (at > 0 && (c == ' ' || ((wide_before || w == 2) && !bound && !no_start(c))))
            cut = at;
        if (width && used + w > width && at > 0) {
            at = cut ? cut : at;
            *ret_rest = (yx_str){text.at + at, text.n - at};
            while (ret_rest->n && ret_rest->at[0] == ' ')
                *ret_rest = (yx_str){ret_rest->at + 1, ret_rest->n - 1};
            while (at && text.at[at - 1] == ' ')
                at--;
            return (yx_str){text.at, at};
        }
        used += w;
        at += len;
        wide_before = w == 2;
        bound = no_end(c);
    }
    *ret_rest = at < text.n ? (yx_str){text.at + at + 1, text.n - at - 1} : (yx_str){text.at, 0};
    return (yx_str){text.at, at};
}

static size_t natural(yx_str cell)
{
    size_t most = 0;

    while (cell.n) {
        size_t w = yx_text_width(yx_text_line(cell, 0, &cell));
        if (w > most)
            most = w;
    }
    return most;
}

/* Takes columns off the widest left-aligned column until the table fits or all are narrow: as wide
 * as their heads. */
static void fit(const yx_table *table, size_t *wide, size_t width)
{
    size_t total = BETWEEN * (table->n_column - 1), least[YX_TABLE_COLUMNS];

    for (size_t c = 0; c < table->n_column; c++) {
        size_t head = natural(table->cell[c]);
        least[c] = head > NARROWEST ? head : NARROWEST;
        total += wide[c];
    }
    while (width && total > width) {
        size_t widest = table->n_column;
        for (size_t c = 0; c < table->n_column; c++)
            if (table->align[c] == YX_LEFT && wide[c] > least[c] &&
                (widest == table->n_column || wide[c] > wide[widest]))
                widest = c;
        if (widest == table->n_column)
            return;
        wide[widest]--;
        total--;
    }
}

static void blanks(yx_buf *out, size_t n)
{
    while (n-- > 0)
        yx_buf_char(out, ' ');
}

static void print_row(const yx_table *table, size_t row, const size_t *wide, yx_buf *out)
{
    yx_str rest[YX_TABLE_COLUMNS] = {{0}};
    bool more = true;

    for (size_t c = 0; c < table->n_column; c++) {
        size_t at = row * table->n_column + c;
        rest[c] = at < table->n ? table->cell[at] : (yx_str){"", 0};
    }
    while (more) {
        size_t owed = 0; /* blanks that are written only when something follows */

        more = false;
        for (size_t c = 0; c < table->n_column; c++) {
            yx_str line = yx_text_line(rest[c], wide[c], &rest[c]);
            size_t w = yx_text_width(line), pad = wide[c] > w ? wide[c] - w : 0;

            more = more || rest[c].n > 0;
            owed += table->align[c] == YX_RIGHT ? pad : 0;
            if (line.n) {
                blanks(out, owed);
                owed = 0;
                yx_buf_str(out, line);
            } else {
                owed += w;
            }
            owed += (table->align[c] == YX_RIGHT ? 0 : pad) + BETWEEN;
        }
        yx_buf_char(out, '\n');
    }
}

yx_code yx_table_print(const yx_table *table, size_t width, yx_buf *out, yx_err *err)
{
    size_t wide[YX_TABLE_COLUMNS] = {0}, rows = (table->n + table->n_column - 1) / table->n_column;

    if (table->failed)
        return yx_fail(err, YX_E_NOMEM, "no memory for a table of %zu cells", table->n);
    for (size_t i = 0; i < table->n; i++) {
        size_t w = natural(table->cell[i]), c = i % table->n_column;
        if (w > wide[c])
            wide[c] = w;
    }
    fit(table, wide, width);
    print_row(table, 0, wide, out);
    for (size_t c = 0; c < table->n_column; c++) {
        for (size_t i = 0; i < wide[c]; i++)
            yx_buf_text(out, "─");
        if (c + 1 < table->n_column)
            blanks(out, BETWEEN);
    }
    yx_buf_char(out, '\n');
    for (size_t r = 1; r < rows; r++)
        print_row(table, r, wide, out);
    return yx_buf_check(out, err);
}
