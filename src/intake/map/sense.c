#include "intake/map/sense.h"

#include "intake/map/form_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    GAP = 5,         /* more empty rows than that end a table */
    SAMPLE = 2000,   /* rows of figures that are looked at for the columns of a table */
    SHORT_TEXT = 60, /* bytes of a number that was typed as text */
};

typedef enum row_kind {
    TITLE,     /* one text alone, or names with what they say: 单位:万元 */
    HEAD,      /* several texts */
    NUMBERING, /* 甲 1 2 3 */
    DATA,      /* numbers */
    LABEL,     /* texts that name a row whose figures are missing */
    NOTE,
} row_kind;

typedef struct row {
    uint32_t at;
    size_t first, last; /* its cells */
    row_kind kind;
} row;

typedef struct sense {
    const yx_grid *grid;
    const yx_region_names *names;
    yx_buf buf;
    bool failed;
    row *row;
    size_t n, cap;
    yx_sensed *table;
    size_t n_table, cap_table;
} sense;

/* --- cells --- */

/* What people type where they have no figure: —, --, …, / */
static bool is_dash(yx_str text)
{
    static const char *const dashes[] = {"-", "--", "—",   "——", "－", "–",
                                         "…", "……", "...", "/",  NULL};

    text = yx_str_trim(text);
    for (size_t i = 0; dashes[i]; i++)
        if (yx_str_is(text, dashes[i]))
            return true;
    return false;
}

bool yx_map_numeric(const yx_grid_cell *cell)
{
    size_t digits = 0, len;
    yx_str text = cell->text;

    switch ((yx_grid_kind)cell->kind) {
    case YX_GRID_NUMBER:
    case YX_GRID_PERCENT:
    case YX_GRID_ERROR:
        return true;
    case YX_GRID_DAY:
    case YX_GRID_BOOL:
        return false;
    case YX_GRID_TEXT:
        break;
    }
    if (text.n > SHORT_TEXT)
        return false;
    if (is_dash(text))
        return true;
    for (; text.n; text = (yx_str){text.at + len, text.n - len}) {
        uint32_t c = yx_utf8_char(text, &len);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        digits += c >= '0' && c <= '9';
        if (c >= 0x80 || (c > ' ' && !strchr("0123456789.,%+-'", (int)c)))
            return false;
    }
    return digits > 0;
}

static const char *const totals[] = {"合计",  "总计",  "小计", "共计", "累计数", "汇总",
                                     "全省",  "全市",  "全县", "全区", "全国",   "Total",
                                     "total", "TOTAL", "Sum",  NULL};

bool yx_map_total_word(yx_str cleaned)
{
    for (size_t i = 0; totals[i]; i++)
        if (yx_str_is(cleaned, totals[i]))
            return true;
    return false;
}

static yx_str clean(sense *s, const yx_grid_cell *cell)
{
    yx_map_wipe(&s->buf, &s->failed);
    yx_form_clean(cell->text, &s->buf);
    return yx_buf_view(&s->buf);
}

static bool names_region(sense *s, yx_str text)
{
    uint32_t one, other;

    return yx_region_named(s->names, text, YX_REGION_NONE, NULL, &one, &other) != YX_NAMED_NONE;
}

/* --- rows --- */

/* Texts that ranges from the rows above show in this row too. */
static size_t from_above(const sense *s, uint32_t at)
{
    const yx_grid *g = s->grid;
    size_t n = 0, low = 0, high = g->n_merged;
    uint32_t from = at > YX_MAP_HEADS ? at - YX_MAP_HEADS : 0;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (g->merged[mid].row < from)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < g->n_merged && g->merged[low].row < at && n < 8; low++)
        n += g->merged[low].last_row >= at &&
             yx_grid_at(g, g->merged[low].row, g->merged[low].column) != NULL;
    return n;
}

/* 单位:万元, 填报日期:, 2022年4月 */
static bool is_remark(yx_str text)
{
    yx_period p;

    return memchr(text.n ? text.at : "", ':', text.n) != NULL || yx_form_period(text, 0, &p);
}

/* 报告期 and what it is, in two cells. */
static bool names_remark(yx_str text)
{
    static const char *const word[] = {"报告期",   "报告时间", "统计时间", "日期", "填报单位",
                                       "填表单位", "报送单位", "填报人",   NULL};

    for (size_t i = 0; word[i]; i++)
        if (text.n >= strlen(word[i]) &&
            memcmp(text.at + text.n - strlen(word[i]), word[i], strlen(word[i])) == 0)
            return true;
    return false;
}

/* 1, (1), 甲 */
static bool is_number_of_column(yx_str text)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", NULL};

    for (size_t i = 0; stems[i]; i++)
        if (yx_str_is(text, stems[i]))
            return true;
    if (text.n > 2 && text.at[0] == '(' && text.at[text.n - 1] == ')')
        text = (yx_str){text.at + 1, text.n - 2};
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.n > 0 && text.n < 4;
}

static int whole_number(yx_str text)
{
    int v = 0;

    if (text.n > 2 && text.at[0] == '(')
        text = (yx_str){text.at + 1, text.n - 2};
    for (size_t i = 0; i < text.n && i < 5; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        v = v * 10 + (text.at[i] - '0');
    }
    return text.n && text.n < 5 ? v : -1;
}

/* A row of numbers that are no figures: years as headers, or the numbers of columns. */
static bool special(sense *s, const row *r, row_kind *ret)
{
    size_t years = 0, numbers = 0, n = 0, texts = 0;
    int next = -1;

    for (size_t i = r->first; i < r->last; i++) {
        const yx_grid_cell *cell = &s->grid->cell[i];
        yx_str text = clean(s, cell);
        int v = whole_number(text);
        bool follows = v >= 0 && (next < 0 || v == next);
        int year;
        n++;
        numbers += is_number_of_column(text) && (v < 0 || (follows && v < 200));
        next = v >= 0 ? v + 1 : next;
        if (yx_map_numeric(cell))
            years += yx_form_year(text, &year);
        else if (names_region(s, text))
            return false;
        else
            texts++;
    }
    if (numbers == n && n > 1) {
        *ret = NUMBERING;
        return true;
    }
    if (years && years + texts == n && (texts || years > 1 || from_above(s, r->at))) {
        *ret = HEAD;
        return years > 1 || texts + from_above(s, r->at) > 0;
    }
    return false;
}

static row_kind kind_of(sense *s, const row *r, bool after_data, bool after_head)
{
    size_t numbers = 0, texts = 0, remarks = 0;
    const yx_map_table none = {0};
    bool named = false; /* the first text names what the second one is */
    row_kind kind;

    for (size_t i = r->first; i < r->last; i++) {
        const yx_grid_cell *cell = &s->grid->cell[i];
        yx_str text;
        if (yx_map_numeric(cell)) {
            numbers++;
            continue;
        }
        text = clean(s, cell);
        if (!text.n)
            continue;
        if (!texts && !numbers && yx_map_is_note(&none, text))
            return NOTE;
        if (!texts && (after_data || (after_head && r->last - r->first == 1)) &&
            (yx_map_total_word(text) || names_region(s, text)) && !is_remark(text))
            return LABEL;
        named |= !texts && names_remark(text);
        texts++;
        remarks += is_remark(text);
    }
    if (numbers)
        return !after_data && special(s, r, &kind) ? kind : DATA;
    if (remarks == texts || (named && texts == 2) || texts + from_above(s, r->at) < 2)
        return TITLE;
    return HEAD;
}

static yx_code read_rows(sense *s, yx_err *err)
{
    const yx_grid *g = s->grid;
    bool after_data = false, after_head = false;

    for (size_t i = 0; i < g->n;) {
        row r = {.at = g->cell[i].row, .first = i};
        while (i < g->n && g->cell[i].row == r.at)
            i++;
        r.last = i;
        if (yx_grow(&s->row, &s->cap, s->n + 1, sizeof *s->row, err))
            return YX_E_NOMEM;
        r.kind = kind_of(s, &r, after_data, after_head && s->n && s->row[s->n - 1].at + 1 == r.at);
        after_data = r.kind == DATA || (after_data && r.kind == LABEL);
        after_head = r.kind == HEAD || r.kind == NUMBERING || (after_head && r.kind == LABEL);
        s->row[s->n++] = r;
    }
    return YX_OK;
}

/* --- tables --- */

/* Rows i.. as far as they belong to the figures that start at row i. */
static size_t last_row(const sense *s, size_t i)
{
    size_t last = i;

    for (size_t k = i + 1; k < s->n; k++) {
        if (s->row[k].at - s->row[last].at > GAP + 1 || s->row[k].kind == NOTE ||
            s->row[k].kind == HEAD)
            return last;
        /* One text alone is a heading within the table, or the title of the next one. */
        if (s->row[k].kind == DATA || s->row[k].kind == LABEL)
            last = k;
    }
    return last;
}

static bool is_head(const sense *s, size_t i, uint32_t below)
{
    return s->row[i].at + 1 == below && s->row[i].kind == HEAD;
}

/* The first range that may reach down to a row. */
static size_t merged_from(const yx_grid *g, uint32_t at)
{
    size_t low = 0, high = g->n_merged;
    uint32_t from = at > 64 ? at - 64 : 0;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (g->merged[mid].row < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Columns in which the rows of a table have anything. */
static void mark_columns(const sense *s, size_t head, size_t first, size_t last, uint8_t *used)
{
    const yx_grid *g = s->grid;

    for (size_t i = first; i <= last && i < first + SAMPLE; i++)
        for (size_t c = s->row[i].first; c < s->row[i].last; c++)
            used[g->cell[c].column] |= yx_map_numeric(&g->cell[c]) ? 3 : 1;
    for (size_t i = head; i < first; i++)
        for (size_t c = s->row[i].first; c < s->row[i].last; c++)
            used[g->cell[c].column] |= 1;
    for (size_t i = merged_from(g, s->row[head].at); i < g->n_merged; i++) {
        const yx_grid_range *m = &g->merged[i];
        if (m->row >= s->row[first].at)
            return;
        for (uint32_t k = m->column; m->last_row >= s->row[head].at &&
                                     yx_grid_at(g, m->row, m->column) && k <= m->last_column;
             k++)
            used[k] |= 1;
    }
}

static yx_code add_table(sense *s, const yx_sensed *t, yx_err *err)
{
    if (yx_grow(&s->table, &s->cap_table, s->n_table + 1, sizeof *s->table, err))
        return YX_E_NOMEM;
    s->table[s->n_table++] = *t;
    return YX_OK;
}

/* Tables side by side have an empty column between them, and each its own labels and figures. */
static yx_code split_columns(sense *s, yx_sensed t, const uint8_t *used, yx_err *err)
{
    uint32_t column = 0, start = 0, last = 0;
    bool open = false, label = false, figures = false;
    yx_code rc = YX_OK;

    for (; column <= YX_GRID_COLUMNS && !rc; column++) {
        uint8_t u = column < YX_GRID_COLUMNS ? used[column] : 0;
        if (u) {
            if (!open) {
                open = true;
                start = column;
                label = figures = false;
            }
            label |= u == 1;
            figures |= u == 3;
            last = column;
            continue;
        }
        if (!open || (!(label && figures) && column < YX_GRID_COLUMNS))
            continue; /* a lone column goes with what follows */
        if (!figures && s->n_table && s->table[s->n_table - 1].data == t.data) {
            s->table[s->n_table - 1].last = last; /* or with what stood before */
        } else if (figures) {
            t.first = start;
            t.last = last;
            rc = add_table(s, &t, err);
        }
        open = false;
    }
    return rc;
}

static yx_code find_tables(sense *s, yx_err *err)
{
    uint8_t *used = malloc(YX_GRID_COLUMNS);
    uint32_t top = 0;
    yx_code rc = used ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for finding tables");

    for (size_t i = 0; i < s->n && !rc && s->n_table < YX_MAP_TABLES; i++) {
        yx_sensed t = {.grid = s->grid, .top = top, .below = top > 0};
        size_t head = i, first, last;
        uint32_t below;
        if (s->row[i].kind != DATA)
            continue;
        while (head && s->row[head - 1].kind == LABEL && s->row[head - 1].at + 1 == s->row[head].at)
            head--;
        first = head;
        below = s->row[head].at;
        if (head && s->row[head - 1].kind == NUMBERING && s->row[head - 1].at + 1 == below)
            below = s->row[--head].at;
        t.head_last = below - 1;
        for (int k = 0; k < YX_MAP_HEADS && head && is_head(s, head - 1, below); k++)
            below = s->row[--head].at;
        last = last_row(s, i);
        t.head = below;
        t.data = s->row[first].at;
        t.end = s->row[last].at + 1;
        top = t.end;
        if (t.head <= t.head_last && t.head_last < YX_GRID_ROWS && t.head >= t.top) {
            memset(used, 0, YX_GRID_COLUMNS);
            mark_columns(s, head, first, last, used);
            rc = split_columns(s, t, used, err);
        }
        i = last;
    }
    free(used);
    return rc;
}

yx_code yx_map_sense(const yx_grid *grid, const yx_region_names *names, yx_sensed **ret_tables,
                     size_t *ret_n, yx_err *err)
{
    sense s = {.grid = grid, .names = names};
    yx_code rc = read_rows(&s, err);

    if (!rc)
        rc = find_tables(&s, err);
    if (!rc && (s.failed || s.buf.failed))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for finding tables");
    yx_buf_free(&s.buf);
    free(s.row);
    if (rc) {
        free(s.table);
        return rc;
    }
    *ret_tables = s.table;
    *ret_n = s.n_table;
    return YX_OK;
}
