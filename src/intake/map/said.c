#include "intake/map/said.h"

#include "intake/map/form_text.h"
#include "intake/map/unit.h"

#include <string.h>

/* From how like a header must be to the name of an indicator. */
#define SURE   0.85
#define LIKELY 0.65

/* --- YAML --- */

/* May a character stand in YAML as it is? */
static bool is_plain(uint32_t c)
{
    return (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c < 0x2028) || (c > 0x2029 && c < 0xD800) ||
           (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF) || c >= 0x10000;
}

static void quoted(yx_proposing *p, yx_str text)
{
    size_t len;

    yx_buf_char(p->out, '"');
    for (; text.n; text = (yx_str){text.at + len, text.n - len}) {
        uint32_t c = yx_utf8_char(text, &len);
        if (c == '"' || c == '\\')
            yx_buf_f(p->out, "\\%c", (int)c);
        else if (is_plain(c))
            yx_buf_add(p->out, text.at, len);
        else if (c < 0x10000)
            yx_buf_f(p->out, "\\u%04X", (unsigned)c);
    }
    yx_buf_char(p->out, '"');
}

void yx_said_key(yx_proposing *p, const char *name, yx_str text)
{
    yx_buf_f(p->out, "%s: ", name);
    quoted(p, text);
}

void yx_said_comment(yx_proposing *p, const char *text)
{
    yx_str t = yx_str_of(text);
    size_t len;

    for (; t.n; t = (yx_str){t.at + len, t.n - len}) {
        uint32_t c = yx_utf8_char(t, &len);
        if (is_plain(c) && c != 0xFFFD)
            yx_buf_add(p->out, t.at, len);
        else
            yx_buf_char(p->out, '?');
    }
}

static void said(yx_proposing *p, const yx_match *m)
{
    yx_said_comment(p, m->indicator->code);
    yx_buf_char(p->out, ' ');
    yx_said_comment(p, m->indicator->name_zh[0] ? m->indicator->name_zh : m->indicator->name_en);
    yx_buf_f(p->out, " %.2f", m->score);
}

/* What else it could be. */
static void otherwise(yx_proposing *p, const yx_match match[YX_MATCHES], const char *word)
{
    bool first = true;

    for (size_t i = 1; i < YX_MATCHES && match[i].indicator; i++) {
        yx_buf_text(p->out, first ? word : ", ");
        said(p, &match[i]);
        first = false;
    }
}

static void explain(yx_proposing *p, const yx_match match[YX_MATCHES], const char *unit_said)
{
    bool close = match[1].indicator && match[1].score > match[0].score - 0.05;
    bool sure = match[0].score >= SURE && !close;

    p->sum.sure += sure;
    p->sum.likely += !sure;
    yx_buf_text(p->out, sure ? "  # sure: " : "  # look at it: ");
    yx_said_comment(p, match[0].indicator->name_zh[0] ? match[0].indicator->name_zh
                                                      : match[0].indicator->name_en);
    yx_buf_f(p->out, " %.2f", match[0].score);
    otherwise(p, match, "; else ");
    if (unit_said) {
        yx_buf_text(p->out, "; no unit is said, so that of the catalogue: ");
        yx_said_comment(p, unit_said);
    }
}

static void nearest(yx_proposing *p, const yx_match match[YX_MATCHES], const char *why)
{
    p->sum.ignored++;
    yx_buf_text(p->out, "  # ");
    yx_said_comment(p, why ? why : match[0].indicator ? "nearest: " : "nothing is near");
    if (!why && match[0].indicator) {
        said(p, &match[0]);
        otherwise(p, match, ", ");
    }
}

/* --- what is chosen --- */

static bool fits(yx_str unit, const yx_indicator *indicator)
{
    int shift;

    return yx_unit_shift(unit, yx_str_of(indicator->unit), &shift);
}

/* The unit to write beside a choice; .at NULL: none needs to be. *ret_said: it is only assumed. */
static yx_str unit_of(const yx_guess *t, yx_str own, const yx_indicator *indicator,
                      const char **ret_said)
{
    *ret_said = NULL;
    if (own.n)
        return own;
    if (t->unit.n && fits(t->unit, indicator))
        return (yx_str){0};
    *ret_said = indicator->unit;
    return t->unit.n ? yx_str_of(indicator->unit) : (yx_str){0};
}

/* A rate is one, whatever unit the table is in. */
static bool is_rate(const yx_indicator *indicator)
{
    static const char *const units[] = {"%", "‰", "百分点", "个百分点", "比值", "指数", NULL};

    for (size_t i = 0; units[i]; i++)
        if (yx_str_is(yx_str_of(indicator->unit), units[i]))
            return true;
    return false;
}

/* own: the unit of the column or row; the whole table's counts where there is none. */
static bool chosen(const yx_guess *t, const yx_match match[YX_MATCHES], yx_str own)
{
    const yx_indicator *indicator = match[0].indicator;

    if (!indicator || match[0].score < LIKELY)
        return false;
    if (own.n)
        return fits(own, indicator);
    return !t->unit.n || fits(t->unit, indicator) || is_rate(indicator);
}

/* Why a column of figures that may have an indicator is left out; NULL: it is not. */
static const char *left_out(const yx_guess_column *c)
{
    if (c->why)
        return c->why;
    return yx_match_is_last_year(c->path) ? "figures of last year; with years: -1 they are read"
                                          : NULL;
}

static bool has_role(const yx_guess *t, yx_map_role role)
{
    for (size_t i = 0; i < t->n_column; i++)
        if (t->column[i].role == role)
            return true;
    return false;
}

/* Does a column of figures stand in `columns`, or in `ignore`? */
static bool taken(const yx_guess *t, const yx_guess_column *c)
{
    bool indicator = t->labelled || has_role(t, YX_MAP_INDICATOR);
    bool by_region = has_role(t, YX_MAP_REGION) || t->region != YX_REGION_NONE;
    bool regions = false;

    for (size_t i = 0; i < t->n_column; i++)
        regions |= t->column[i].role == YX_MAP_FIGURES && t->column[i].region != YX_REGION_NONE;
    if (c->role != YX_MAP_FIGURES)
        return c->role != YX_MAP_IGNORED;
    if (left_out(c) || (regions && !by_region && c->region == YX_REGION_NONE))
        return false;
    if (indicator)
        return true;
    return chosen(t, c->measure.n ? c->match : t->match, c->unit);
}

/* --- columns --- */

static const char *part_word(const yx_guess *t, const yx_guess_column *c)
{
    const yx_indicator *i = c->match[0].indicator;

    if (yx_match_is_month(c->path))
        return "month";
    if (!t->labelled && i && i->kind == YX_STOCK && i->every == YX_PERIOD_MONTH && c->measure.n)
        return "month";
    return NULL;
}

static void column(yx_proposing *p, const yx_guess *t, const yx_guess_column *c)
{
    const char *part = part_word(t, c), *assumed = NULL;
    char at[YX_GRID_NAME];
    yx_str unit = c->unit;
    bool named =
        c->role == YX_MAP_FIGURES && !t->labelled && c->measure.n && !has_role(t, YX_MAP_INDICATOR);

    (void)yx_grid_name(0, c->at, at);
    at[strlen(at) - 1] = 0; /* without the row, 1 */
    yx_buf_f(p->out, "      - {at: %s, ", at);
    yx_said_key(p, "head", c->pattern);
    if (c->role != YX_MAP_FIGURES) {
        yx_buf_f(p->out, ", is: %s}\n", yx_map_role_name[c->role]);
        return;
    }
    if (named) {
        unit = unit_of(t, c->unit, c->match[0].indicator, &assumed);
        yx_buf_text(p->out, ", ");
        yx_said_key(p, "indicator", yx_str_of(c->match[0].indicator->code));
    }
    if (c->region != YX_REGION_NONE) {
        yx_buf_text(p->out, ", ");
        yx_said_key(p, "region", yx_str_of(yx_region_at(p->g.catalog, c->region)->code));
    }
    if (!named && c->region == YX_REGION_NONE)
        yx_buf_text(p->out, ", is: figures");
    if (unit.n) {
        yx_buf_text(p->out, ", ");
        yx_said_key(p, "unit", unit);
    }
    if (part)
        yx_buf_f(p->out, ", part: %s", part);
    if (c->percent)
        yx_buf_text(p->out, ", cells: percent");
    yx_buf_char(p->out, '}');
    if (named)
        explain(p, c->match, assumed);
    if (c->region != YX_REGION_NONE) {
        yx_buf_text(p->out, "  # ");
        yx_said_comment(p, yx_region_at(p->g.catalog, c->region)->name_zh);
    }
    yx_buf_char(p->out, '\n');
}

static void columns(yx_proposing *p, const yx_guess *t)
{
    yx_buf_text(p->out, "    columns:\n");
    for (size_t i = 0; i < t->n_column; i++)
        if (taken(t, &t->column[i]))
            column(p, t, &t->column[i]);
}

/* --- rows --- */

/* The unit of a figure where columns are measures. A rate is not in the unit of its row. */
static yx_str under_unit(const yx_guess *t, const yx_guess_row *r, const yx_guess_under *u)
{
    yx_str own = t->column[u->column].unit;

    return own.n || (u->match[0].indicator && is_rate(u->match[0].indicator)) ? own : r->unit;
}

static bool row_taken(const yx_guess *t, const yx_guess_row *r)
{
    for (size_t i = 0; i < r->n_under; i++)
        if (taken(t, &t->column[r->under[i].column]) &&
            chosen(t, r->under[i].match, under_unit(t, r, &r->under[i])))
            return true;
    if (t->measures || !r->has_figures || !chosen(t, r->match, r->unit))
        return false;
    for (size_t i = 0; i < t->n_column; i++) {
        const yx_guess_column *c = &t->column[i]; /* what its head says counts before the row */
        if (c->role == YX_MAP_FIGURES && taken(t, c) && c->unit.n &&
            !fits(c->unit, r->match[0].indicator))
            return false;
    }
    return true;
}

static void row_head(yx_proposing *p, const yx_guess_row *r)
{
    yx_buf_f(p->out, "      - {at: %u, ", (unsigned)r->at + 1);
    yx_said_key(p, "label", r->pattern);
}

static void unders(yx_proposing *p, const yx_guess *t, const yx_guess_row *r)
{
    const yx_match *best = NULL;
    bool first = true;

    yx_buf_text(p->out, ", indicators: {");
    for (size_t i = 0; i < r->n_under; i++) {
        const yx_guess_under *u = &r->under[i];
        const yx_guess_column *c = &t->column[u->column];
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again |= yx_str_same(t->column[r->under[k].column].pattern, c->pattern);
        if (again || !taken(t, c) || !chosen(t, u->match, under_unit(t, r, u)))
            continue;
        if (!first)
            yx_buf_text(p->out, ", ");
        first = false;
        quoted(p, c->pattern);
        yx_buf_text(p->out, ": ");
        quoted(p, yx_str_of(u->match[0].indicator->code));
        best = !best || u->match[0].score < best[0].score ? u->match : best;
    }
    yx_buf_text(p->out, "}}");
    if (best)
        explain(p, best, NULL);
}

/* The unit of a row suits all that is read of it, or none is written. */
static yx_str row_unit(const yx_guess *t, const yx_guess_row *r, const char **ret_said)
{
    yx_str unit = has_role(t, YX_MAP_UNIT) ? (yx_str){0} : r->unit;

    *ret_said = NULL;
    if (!t->measures)
        return has_role(t, YX_MAP_UNIT) && r->unit.n
                   ? (yx_str){0}
                   : unit_of(t, unit, r->match[0].indicator, ret_said);
    for (size_t i = 0; i < r->n_under; i++) {
        const yx_guess_under *u = &r->under[i];
        const yx_guess_column *c = &t->column[u->column];
        yx_str whole = unit.n ? unit : t->unit;
        if (!taken(t, c) || c->unit.n || !chosen(t, u->match, under_unit(t, r, u)))
            continue;
        if (whole.n && !fits(whole, u->match[0].indicator))
            return yx_str_of(u->match[0].indicator->unit);
    }
    return unit;
}

static void rows(yx_proposing *p, const yx_guess *t)
{
    bool any = false;

    for (size_t i = 0; i < t->n_row; i++) {
        const yx_guess_row *r = &t->row[i];
        const char *assumed;
        yx_str unit;
        if (!row_taken(t, r))
            continue;
        if (!any)
            yx_buf_text(p->out, "    rows:\n");
        any = true;
        row_head(p, r);
        unit = row_unit(t, r, &assumed);
        if (unit.n) {
            yx_buf_text(p->out, ", ");
            yx_said_key(p, "unit", unit);
        }
        if (t->measures) {
            unders(p, t, r);
        } else {
            yx_buf_text(p->out, ", ");
            yx_said_key(p, "indicator", yx_str_of(r->match[0].indicator->code));
            yx_buf_char(p->out, '}');
            explain(p, r->match, assumed);
        }
        yx_buf_char(p->out, '\n');
    }
}

static const yx_match *near_of(const yx_guess_row *r)
{
    const yx_match *best = r->match;

    for (size_t i = 0; i < r->n_under; i++)
        if (r->under[i].match[0].score > best[0].score)
            best = r->under[i].match;
    return best;
}

static void ignored(yx_proposing *p, const yx_guess *t)
{
    char at[YX_GRID_NAME];
    bool any = false;

    for (size_t i = 0; i < t->n_column; i++) {
        const yx_guess_column *c = &t->column[i];
        if (taken(t, c))
            continue;
        if (!any)
            yx_buf_text(p->out, "    ignore:\n");
        any = true;
        (void)yx_grid_name(0, c->at, at);
        at[strlen(at) - 1] = 0;
        yx_buf_f(p->out, "      - {at: %s, ", at);
        yx_said_key(p, "head", c->pattern);
        yx_buf_char(p->out, '}');
        nearest(p, c->measure.n ? c->match : t->match, left_out(c));
        yx_buf_char(p->out, '\n');
    }
    for (size_t i = 0; i < t->n_row; i++) {
        const yx_guess_row *r = &t->row[i];
        if (row_taken(t, r))
            continue;
        if (!any)
            yx_buf_text(p->out, "    ignore:\n");
        any = true;
        row_head(p, r);
        yx_buf_char(p->out, '}');
        nearest(p, near_of(r), r->has_figures ? NULL : "no figures");
        yx_buf_char(p->out, '\n');
    }
}

/* --- tables --- */

static void texts(yx_proposing *p, const yx_guess *t)
{
    bool own = has_role(t, YX_MAP_REGION);
    char name[YX_GRID_NAME];

    for (size_t i = 0; i < t->n_column; i++)
        own |= taken(t, &t->column[i]) && t->column[i].region != YX_REGION_NONE;

    if (t->n_text)
        yx_buf_text(p->out, "    texts:\n");
    for (size_t i = 0; i < t->n_text; i++) {
        yx_buf_f(p->out, "      %s: ", yx_grid_name(t->text[i].row, t->text[i].column, name));
        quoted(p, own ? t->text[i].own : t->text[i].pattern);
        yx_buf_char(p->out, '\n');
    }
}

static char every_letter(yx_period_kind every)
{
    switch (every) {
    case YX_PERIOD_DAY:
        return 'D';
    case YX_PERIOD_WEEK:
        return 'W';
    case YX_PERIOD_TENDAY:
        return 'T';
    case YX_PERIOD_MONTH:
    case YX_PERIOD_MONTHS:
        return 'M';
    case YX_PERIOD_QUARTER:
        return 'Q';
    case YX_PERIOD_HALF:
        return 'H';
    case YX_PERIOD_YEAR:
        break;
    }
    return 'Y';
}

/* A date in a monthly form stands for its month: the shortest period of what is reported. */
static void every(yx_proposing *p, const yx_guess *t)
{
    yx_period_kind least = YX_PERIOD_YEAR;
    bool any = false, days = t->day_period || has_role(t, YX_MAP_PERIOD);

    for (size_t i = 0; i < t->n_column; i++) {
        const yx_indicator *m = t->column[i].match[0].indicator;
        days |= t->column[i].has_period;
        if (m && taken(t, &t->column[i]) && chosen(t, t->column[i].match, t->column[i].unit)) {
            any = true;
            least = m->every < least ? m->every : least;
        }
    }
    for (size_t i = 0; i < t->n_row; i++) {
        const yx_indicator *m = near_of(&t->row[i])[0].indicator;
        if (m && row_taken(t, &t->row[i])) {
            any = true;
            least = m->every < least ? m->every : least;
        }
    }
    if (any && days)
        yx_buf_f(p->out, "    every: %c  # what a date stands for\n", every_letter(least));
}

static void totals(yx_proposing *p, const yx_guess *t)
{
    if (!t->n_total)
        return;
    yx_buf_text(p->out, "    totals:\n");
    for (size_t i = 0; i < t->n_total; i++) {
        bool part = yx_str_is(t->total[i], "小计") || p->g.below == YX_REGION_NONE;
        yx_buf_text(p->out, "      ");
        quoted(p, t->total[i]);
        if (part) {
            yx_buf_text(p->out, ": skip  # or the code of the region whose figure it is\n");
            continue;
        }
        yx_buf_text(p->out, ": ");
        quoted(p, yx_str_of(yx_region_at(p->g.catalog, p->g.below)->code));
        yx_buf_text(p->out, "  # read as the figure of ");
        yx_said_comment(p, yx_region_at(p->g.catalog, p->g.below)->name_zh);
        yx_buf_text(p->out, "; skip leaves it out\n");
    }
}

/* What a table lacks before it can be read. */
static void missing(yx_proposing *p, const yx_guess *t)
{
    bool region = has_role(t, YX_MAP_REGION) || t->region != YX_REGION_NONE;
    bool period = t->has_period || has_role(t, YX_MAP_PERIOD);

    for (size_t i = 0; i < t->n_column; i++) {
        region |= t->column[i].region != YX_REGION_NONE;
        period |= t->column[i].has_period;
    }
    if (!region)
        yx_buf_text(p->out, "    # no region was found: add  region: CODE\n");
    if (!period)
        yx_buf_text(p->out, "    # no period was found: put {period} into one of the texts\n");
}

static void frame(yx_proposing *p, const yx_sensed *s)
{
    yx_buf_f(p->out, "    header: %u", (unsigned)s->head + 1);
    if (s->head_last > s->head)
        yx_buf_f(p->out, "-%u", (unsigned)s->head_last + 1);
    yx_buf_f(p->out, "\n    data: %u\n", (unsigned)s->data + 1);
    if (s->below)
        yx_buf_text(p->out, "    moves: yes  # it stands below another table\n");
}

void yx_said_other(yx_proposing *p, const yx_guess *t)
{
    char at[YX_GRID_NAME];

    yx_buf_text(p->out, "  - ");
    yx_said_key(p, "sheet", p->alone ? t->sheet_alone : t->sheet);
    yx_buf_text(p->out, "  # not read, for nothing in it is like an indicator in its unit\n");
    frame(p, t->table);
    yx_buf_text(p->out, "    columns: []\n    ignore:\n");
    for (size_t i = 0; i < t->n_column; i++) {
        (void)yx_grid_name(0, t->column[i].at, at);
        at[strlen(at) - 1] = 0;
        yx_buf_f(p->out, "      - {at: %s, ", at);
        yx_said_key(p, "head", t->column[i].pattern);
        yx_buf_char(p->out, '}');
        nearest(p, t->column[i].match, left_out(&t->column[i]));
        yx_buf_char(p->out, '\n');
    }
}

void yx_said_table(yx_proposing *p, const yx_guess *t)
{
    bool bare = !t->labelled && !has_role(t, YX_MAP_INDICATOR);

    yx_buf_text(p->out, "  - ");
    yx_said_key(p, "sheet", p->alone ? t->sheet_alone : t->sheet);
    yx_buf_char(p->out, '\n');
    texts(p, t);
    missing(p, t);
    if (bare && chosen(t, t->match, (yx_str){0})) {
        yx_buf_text(p->out, "    ");
        yx_said_key(p, "indicator", yx_str_of(t->match[0].indicator->code));
        explain(p, t->match, NULL);
        yx_buf_char(p->out, '\n');
    }
    if (t->unit.n) {
        yx_buf_text(p->out, "    ");
        yx_said_key(p, "unit", t->unit);
        yx_buf_char(p->out, '\n');
    }
    every(p, t);
    frame(p, t->table);
    columns(p, t);
    rows(p, t);
    ignored(p, t);
    totals(p, t);
    if (t->after.n) {
        yx_buf_text(p->out, "    notes: [");
        quoted(p, t->after);
        yx_buf_text(p->out, "]  # the table ends at a row that starts so\n");
    }
    p->sum.tables++;
}

bool yx_said_figures(const yx_guess *t)
{
    for (size_t i = 0; i < t->n_column; i++)
        if (t->column[i].role == YX_MAP_FIGURES && taken(t, &t->column[i])) {
            if (!t->labelled)
                return true;
            for (size_t k = 0; k < t->n_row; k++)
                if (row_taken(t, &t->row[k]))
                    return true;
        }
    return false;
}
