/* guess_texts.c - what the texts above a table say: title, period, unit, who reports. */
#include "intake/map/guess.h"

#include "intake/map/form_text.h"
#include "intake/map/unit.h"

#include <string.h>

enum { LONG = 300 /* bytes of a text that is an instruction and no title */ };

yx_str yx_guess_keep(yx_guessing *g, yx_str text)
{
    const char *copy = yx_arena_text(&g->arena, text.at, text.n);

    g->failed |= !copy;
    return copy ? (yx_str){copy, text.n} : (yx_str){"", 0};
}

yx_str yx_guess_clean(yx_guessing *g, const yx_grid_cell *cell)
{
    yx_map_wipe(&g->buf, &g->failed);
    if (cell)
        yx_form_clean(cell->text, &g->buf);
    return yx_guess_keep(g, yx_buf_view(&g->buf));
}

static bool starts(yx_str text, const char *with)
{
    return text.n >= strlen(with) && memcmp(text.at, with, strlen(with)) == 0;
}

static yx_str after(yx_str text, size_t n)
{
    return (yx_str){text.at + n, text.n - n};
}

static bool ends(yx_str text, const char *with)
{
    return text.n >= strlen(with) &&
           memcmp(text.at + text.n - strlen(with), with, strlen(with)) == 0;
}

/* A short text that ends like a unit is one, even if nobody knows it: then its figures are not
 * read, which is better than in the wrong unit. */
static bool is_like_unit(yx_str text)
{
    static const char *const end[] = {"元", "吨", "人", "户", "个", "家", "件",
                                      "亩", "米", "时", "克", "斤", "次", "台",
                                      "辆", "头", "卡", "瓦", "%",  "‰",  NULL};

    if (yx_unit_known(text))
        return true;
    for (size_t i = 0; end[i] && text.n > 3 && text.n <= 15; i++)
        if (ends(text, end[i]))
            return true;
    return false;
}

yx_str yx_guess_unit(yx_str text)
{
    yx_str inner = text;
    size_t open = text.n;

    if (text.n && text.at[text.n - 1] == ')') {
        while (open > 0 && text.at[open - 1] != '(')
            open--;
        if (open)
            inner = (yx_str){text.at + open, text.n - open - 1};
    }
    if (starts(inner, "计量单位:"))
        inner = after(inner, strlen("计量单位:"));
    else if (starts(inner, "单位:"))
        inner = after(inner, strlen("单位:"));
    if (inner.at == text.at ? yx_unit_known(inner) : is_like_unit(inner))
        return inner;
    if (text.n && text.at[text.n - 1] == '%')
        return (yx_str){text.at + text.n - 1, 1};
    if (inner.n > 1 && inner.at != text.at && inner.at[inner.n - 1] == '%') /* (±%) */
        return (yx_str){inner.at + inner.n - 1, 1};
    return (yx_str){"", 0};
}

bool yx_guess_region(const yx_guessing *g, yx_str text, uint32_t *ret)
{
    uint32_t one = YX_REGION_NONE, other;

    if (!text.n || yx_region_named(g->names, text, g->below, NULL, &one, &other) != YX_NAMED_ONE)
        return false;
    *ret = one;
    return true;
}

/* --- patterns --- */

/* A text with one part of it replaced by a placeholder. */
static yx_str with_place(yx_guessing *g, yx_str text, yx_str at, const char *place)
{
    size_t from = (size_t)(at.at - text.at);

    yx_map_wipe(&g->buf, &g->failed);
    yx_form_escape((yx_str){text.at, from}, &g->buf);
    yx_buf_text(&g->buf, place);
    yx_form_escape(after(text, from + at.n), &g->buf);
    return yx_guess_keep(g, yx_buf_view(&g->buf));
}

static yx_str escaped(yx_guessing *g, yx_str text)
{
    return with_place(g, text, (yx_str){text.at, 0}, "");
}

static bool is_whole_year(yx_period p)
{
    return yx_period_kind_of(p) == YX_PERIOD_YEAR;
}

/* 2022年规模以上工业(1-4月): the year in one place, the months in another. */
static bool year_and_months(yx_guessing *g, yx_str text, yx_str year_at, int year, yx_str *ret)
{
    size_t from = (size_t)(year_at.at - text.at);
    yx_str rest = after(text, from + year_at.n), months;
    yx_period p;
    size_t gap;

    if (!yx_form_find_period(rest, year, &months, &p))
        return false;
    gap = (size_t)(months.at - rest.at);
    if (!gap)
        return false;
    yx_map_wipe(&g->buf, &g->failed);
    yx_form_escape((yx_str){text.at, from}, &g->buf);
    yx_buf_text(&g->buf, "{year}");
    yx_form_escape((yx_str){rest.at, gap}, &g->buf);
    yx_buf_text(&g->buf, "{period}");
    yx_form_escape(after(rest, gap + months.n), &g->buf);
    *ret = yx_guess_keep(g, yx_buf_view(&g->buf));
    return true;
}

/* 填报单位:松滋市, 松滋市2022年4月...: the longest beginning that is a whole name. */
static bool leading_region(const yx_guessing *g, yx_str text, yx_str *ret_at, uint32_t *ret)
{
    uint32_t one, other;
    size_t best = 0, len;

    for (size_t i = 0; i < text.n && i < 60; i += len) {
        yx_str head = {text.at, i};
        (void)yx_utf8_char(after(text, i), &len);
        if (i < 6 ||
            yx_region_named(g->names, head, YX_REGION_NONE, NULL, &one, &other) != YX_NAMED_ONE)
            continue;
        best = i;
        *ret = one;
    }
    *ret_at = (yx_str){text.at, best};
    return best > 0;
}

/* 亿元、%: the first of several is that of most columns. */
static yx_str first_unit(yx_str says)
{
    size_t n = 0;

    while (n < says.n && says.at[n] != ',' && !starts(after(says, n), "、"))
        n++;
    return is_like_unit((yx_str){says.at, n}) ? (yx_str){says.at, n} : (yx_str){"", 0};
}

/* A text "name: what it says". */
static bool named_text(yx_guessing *g, yx_guess *t, yx_str text, yx_str *ret, yx_str *ret_own)
{
    const char *colon = memchr(text.at, ':', text.n);
    size_t n = colon ? (size_t)(colon - text.at) + 1 : 0;
    yx_str says = after(text, n);
    uint32_t region;

    if (!colon || memchr(text.at, '(', n))
        return false;
    if (first_unit(says).n) {
        *ret = *ret_own = escaped(g, text);
        t->unit = first_unit(says);
        return true;
    }
    *ret = *ret_own = with_place(g, text, says, "*");
    if (t->region == YX_REGION_NONE && says.n && yx_guess_region(g, says, &region)) {
        t->region = region;
        *ret = with_place(g, text, says, "{region}");
    }
    return true;
}

/* 填报日期: when it was filled in, not what it is about. */
static bool is_day_of_filling(yx_guessing *g, const yx_guess *t, const yx_grid_cell *cell)
{
    static const char *const word[] = {"填报", "填表", "制表", "报出",
                                       "打印", "上报", "审核", "日期"};
    const yx_grid_cell *left =
        cell->column ? yx_map_shown(t->table->grid, cell->row, cell->column - 1u) : NULL;
    yx_str text = yx_guess_clean(g, left);

    for (size_t i = 0; i < YX_COUNT(word) && text.n; i++)
        if (memmem(text.at, text.n, word[i], strlen(word[i])))
            return true;
    return false;
}

/* What the first period in the texts says. */
static bool period_text(yx_guessing *g, yx_guess *t, yx_str text, bool is_day, yx_str *ret)
{
    yx_period p;
    yx_str at;
    int month, day;

    if (t->has_period || !yx_form_find_period(text, 0, &at, &p))
        return false;
    yx_day_parts(p.first, &t->year, &month, &day);
    if (is_whole_year(p) && year_and_months(g, text, at, t->year, ret)) {
        t->has_period = t->has_year = true;
        return true;
    }
    if (is_whole_year(p) && t->has_year)
        return false;
    if (is_whole_year(p) && t->month_of_sheet) {
        t->has_year = true;
        *ret = with_place(g, text, at, "{year}");
        return true;
    }
    t->has_period = true;
    t->day_period = is_day;
    *ret = with_place(g, text, at, "{period}");
    return true;
}

/* A date or period in a further text may be another one next time. */
static yx_str other_text(yx_guessing *g, yx_str text)
{
    yx_period p;
    yx_str at;

    return yx_form_find_period(text, 0, &at, &p) ? with_place(g, text, at, "*") : escaped(g, text);
}

/* The title, without the period. */
static void add_title(yx_guessing *g, yx_guess *t, yx_str text)
{
    yx_str at = {text.at, 0};
    yx_period p;

    (void)yx_form_find_period(text, 0, &at, &p);
    yx_map_wipe(&g->buf, &g->failed);
    yx_buf_str(&g->buf, t->title);
    yx_buf_str(&g->buf, (yx_str){text.at, (size_t)(at.at - text.at)});
    yx_buf_str(&g->buf, after(text, (size_t)(at.at - text.at) + at.n));
    t->title = yx_guess_keep(g, yx_buf_view(&g->buf));
}

static void add_text(yx_guessing *g, yx_guess *t, const yx_grid_cell *cell)
{
    const yx_map_table none = {0};
    yx_str text = yx_guess_clean(g, cell), pattern = {0}, own = {0}, region_at = {0};
    uint32_t region;

    if (!text.n || text.n > LONG || t->n_text >= YX_MAP_TEXTS || yx_map_is_note(&none, text))
        return;
    if (!memchr(text.at, ':', text.n) && t->title.n < LONG && !yx_unit_known(text))
        add_title(g, t, text);
    if (yx_guess_unit(text).n)
        t->unit = yx_guess_unit(text);
    if (!named_text(g, t, text, &pattern, &own)) {
        bool is_day = cell->kind == YX_GRID_DAY;
        bool other =
            is_day && ((t->has_year && t->month_of_sheet) || is_day_of_filling(g, t, cell));
        if (other || !period_text(g, t, text, is_day, &pattern))
            pattern = other_text(g, text);
        own = pattern;
    }
    if (t->region == YX_REGION_NONE && leading_region(g, text, &region_at, &region) &&
        pattern.n > region_at.n && memcmp(pattern.at, region_at.at, region_at.n) == 0) {
        yx_map_wipe(&g->buf, &g->failed);
        yx_buf_text(&g->buf, "{region}");
        yx_buf_str(&g->buf, after(pattern, region_at.n));
        if (!yx_form_pattern_fault(yx_buf_view(&g->buf))) {
            pattern = yx_guess_keep(g, yx_buf_view(&g->buf));
            t->region = region;
        }
    }
    if (yx_form_pattern_fault(pattern))
        return;
    t->text[t->n_text++] = (yx_guess_text){cell->row, cell->column, pattern, own};
}

/* What the name of the sheet may say, before the texts are read. */
static yx_str read_sheet_name(yx_guessing *g, yx_guess *t)
{
    yx_str name, at;
    yx_period p;

    yx_map_wipe(&g->buf, &g->failed);
    yx_form_clean(yx_str_of(t->table->grid->name), &g->buf);
    name = yx_guess_keep(g, yx_buf_view(&g->buf));
    t->sheet_alone = t->sheet = escaped(g, name);
    t->month_of_sheet =
        !yx_form_find_period(name, 0, &at, &p) && yx_form_find_period(name, 2000, &at, &p);
    return name;
}

static void use_sheet_name(yx_guessing *g, yx_guess *t, yx_str name)
{
    yx_str at;
    yx_period p;

    if (t->month_of_sheet) {
        bool use = t->has_year && !t->has_period;
        (void)yx_form_find_period(name, 2000, &at, &p);
        t->sheet = with_place(g, name, at, use ? "{period}" : "*");
        t->has_period |= use;
    } else if (yx_form_find_period(name, 0, &at, &p)) {
        t->sheet = with_place(g, name, at, t->has_period ? "*" : "{period}");
        t->has_period = true;
    }
    if (yx_form_pattern_fault(t->sheet))
        t->sheet = t->sheet_alone;
}

void yx_guess_texts(yx_guessing *g, yx_guess *t)
{
    const yx_grid *grid = t->table->grid;
    size_t i = yx_map_row_start(grid, t->table->top);
    yx_str name = read_sheet_name(g, t);

    t->region = YX_REGION_NONE;
    t->text = yx_arena_get(&g->arena, YX_MAP_TEXTS * sizeof *t->text);
    g->failed |= !t->text;
    for (; i < grid->n && grid->cell[i].row < t->table->head && t->text; i++) {
        const yx_grid_cell *cell = &grid->cell[i];
        /* Beside another table is not above this one. */
        if (t->table->below && (cell->column < t->table->first || cell->column > t->table->last))
            continue;
        if (yx_map_covered(grid, cell))
            continue;
        if (cell->kind == YX_GRID_TEXT || cell->kind == YX_GRID_DAY)
            add_text(g, t, cell);
    }
    use_sheet_name(g, t, name);
}
