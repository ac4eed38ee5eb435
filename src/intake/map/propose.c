/* propose.c - a workbook looked at as a whole: its tables, what they have in common, and
 * whether the map that comes of it fits the workbook itself. */
#include "intake/map/propose.h"

#include "intake/map/form_text.h"
#include "intake/map/said.h"

#include <stdlib.h>
#include <string.h>

/* A lower table has its period, region and unit from the top of the sheet, if it has none. */
static void inherit(yx_guessing *g, yx_guess *t, const yx_guess *above)
{
    for (size_t i = 0; i < above->n_text && t->n_text < YX_MAP_TEXTS; i++) {
        yx_str pattern = above->text[i].pattern;
        bool period = yx_form_has(pattern, "{period}") || yx_form_has(pattern, "{year}");
        bool region = yx_form_has(pattern, "{region}");
        if (!(period && !t->has_period) && !(region && t->region == YX_REGION_NONE))
            continue;
        t->text[t->n_text++] = above->text[i];
    }
    if (!t->has_period) {
        t->has_period = above->has_period;
        t->has_year = above->has_year;
        t->day_period = above->day_period;
        t->year = above->year;
    }
    if (t->region == YX_REGION_NONE)
        t->region = above->region;
    if (!t->unit.n)
        t->unit = above->unit;
    (void)g;
}

static yx_code sense_all(yx_proposing *p, yx_sensed ***ret, yx_err *err)
{
    yx_sensed **lists = calloc(p->book->n + 1, sizeof *lists);
    yx_code rc = lists ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for proposing a map");

    for (size_t s = 0; s < p->book->n && !rc; s++) {
        size_t n = 0;
        if (p->book->sheet[s].hidden)
            continue;
        rc = yx_map_sense(&p->book->sheet[s], p->g.names, &lists[s], &n, err);
        if (!rc)
            rc = yx_grow(&p->table, &p->cap, p->n + n + 1, sizeof *p->table, err);
        for (size_t i = 0; i < n && !rc; i++)
            if (p->n < YX_MAP_TABLES)
                p->table[p->n++] = (yx_guess){.table = &lists[s][i]};
    }
    *ret = lists;
    return rc;
}

/* The texts that may be names of regions: the left columns, and the headers. */
static yx_code find_below(yx_proposing *p, yx_err *err)
{
    enum { MOST = 5000, LEFT = 6 };
    yx_str *text = malloc(MOST * sizeof *text);
    size_t n = 0;
    yx_code rc = text ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for proposing a map");

    for (size_t i = 0; i < p->n && !rc; i++) {
        const yx_sensed *s = p->table[i].table;
        for (size_t k = yx_map_row_start(s->grid, s->head);
             k < s->grid->n && s->grid->cell[k].row < s->end && n < MOST; k++) {
            const yx_grid_cell *cell = &s->grid->cell[k];
            if (cell->column < s->first || cell->column > s->last ||
                (cell->row >= s->data && cell->column > s->first + LEFT) || cell->text.n > 100 ||
                (yx_map_numeric(cell) && cell->row < s->data))
                continue;
            text[n++] = yx_guess_clean(&p->g, cell);
        }
    }
    if (!rc)
        rc = yx_region_common(p->g.names, text, n, &p->g.below, err);
    free(text);
    return rc;
}

static yx_code guess_all(yx_proposing *p, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < p->n && !rc; i++) {
        yx_guess *t = &p->table[i];
        yx_guess_texts(&p->g, t);
        for (size_t k = 0; k < i && !p->g.failed; k++)
            if (p->table[k].table->grid == t->table->grid && t->table->below) {
                inherit(&p->g, t, &p->table[k]);
                break;
            }
        rc = yx_map_guess(&p->g, t->table, t, err);
    }
    return rc;
}

static void head_of_map(yx_proposing *p, const yx_propose_options *o)
{
    yx_buf_text(p->out, "# A map proposed from ");
    yx_said_comment(p, o->file ? o->file : "a workbook");
    yx_buf_text(p->out, ". Look it through, above all what is not sure, then load it:\n"
                        "#   yixian load maps FILE\n");
    yx_said_key(p, "form", yx_str_of(o->form ? o->form : "form"));
    yx_buf_text(p->out, "\nversion: 1\n");
    if (p->n && p->table[0].title.n) {
        yx_said_key(p, "name", p->table[0].title);
        yx_buf_char(p->out, '\n');
    }
    if (p->g.below != YX_REGION_NONE) {
        yx_said_key(p, "below", yx_str_of(yx_region_at(p->g.catalog, p->g.below)->code));
        yx_buf_text(p->out, "  # names are those of parts of ");
        yx_said_comment(p, yx_region_at(p->g.catalog, p->g.below)->name_zh);
        yx_buf_char(p->out, '\n');
    }
}

/* Writes a table, unless the very same was written for another sheet of its pattern. */
static void table_once(yx_proposing *p, const yx_guess *t, size_t first,
                       void (*write)(yx_proposing *p, const yx_guess *t))
{
    yx_proposed before = p->sum;
    size_t start = p->out->n, n;

    write(p, t);
    n = p->out->n - start;
    for (size_t i = first; i + n <= start && !p->out->failed; i++)
        if ((i == first || p->out->at[i - 1] == '\n') &&
            memcmp(p->out->at + i, p->out->at + start, n) == 0) {
            p->out->n = start;
            p->out->at[start] = 0;
            p->sum = before;
            return;
        }
}

/* Is there a table of figures above, whose rows would go on into this one? */
static bool ends_another(const yx_proposing *p, size_t at)
{
    const yx_sensed *s = p->table[at].table;

    for (size_t i = 0; i < at; i++) {
        const yx_sensed *o = p->table[i].table;
        if (o->grid == s->grid && o->head < s->head && o->first <= s->last && s->first <= o->last &&
            yx_said_figures(&p->table[i]))
            return true;
    }
    return false;
}

static void write_map(yx_proposing *p, const yx_propose_options *o)
{
    bool any = false;
    size_t first;

    head_of_map(p, o);
    for (size_t i = 0; i < p->n; i++)
        any |= yx_said_figures(&p->table[i]);
    yx_buf_text(p->out, any ? "tables:\n" : "tables: []  # no table of figures was found\n");
    first = p->out->n;
    for (size_t i = 0; i < p->n; i++) {
        const yx_sensed *s = p->table[i].table;
        if (yx_said_figures(&p->table[i])) {
            table_once(p, &p->table[i], first, yx_said_table);
        } else if (ends_another(p, i)) {
            table_once(p, &p->table[i], first, yx_said_other);
        } else {
            yx_buf_text(p->out,
                        "  # left out, for nothing in it is like an indicator in its unit: ");
            yx_said_comment(p, s->grid->name);
            yx_buf_f(p->out, ", rows %u to %u\n", (unsigned)s->head + 1, (unsigned)s->end);
        }
    }
    for (size_t i = 0; i < p->book->n; i++)
        if (p->book->sheet[i].hidden) {
            yx_buf_text(p->out, "  # not looked at, for it is hidden: ");
            yx_said_comment(p, p->book->sheet[i].name);
            yx_buf_char(p->out, '\n');
        }
}

/* Is the workbook a form of its own map? A table for several sheets may not suit all of them. */
static yx_code fits_itself(yx_proposing *p, size_t start, bool *ret, yx_err *err)
{
    yx_str text = {p->out->at + start, p->out->n - start};
    yx_arena *arena = NULL;
    yx_faults *faults = NULL;
    yx_map_fit fit = {0};
    yx_map map;
    yx_code rc = yx_faults_new(&faults, err);

    *ret = true;
    if (!rc)
        rc = yx_map_parse("map", text, p->g.catalog, faults, &arena, &map, err);
    if (!rc) {
        rc = yx_map_fit_of(&map, p->book, &fit, err);
        *ret = fit.found == fit.texts && !fit.extra;
    }
    if (rc == YX_E_REFUSED) /* it lacks something that somebody has to add */
        rc = YX_OK;
    yx_arena_free(arena);
    yx_faults_free(faults);
    return rc;
}

static yx_code write_fitting(yx_proposing *p, const yx_propose_options *o, yx_err *err)
{
    size_t start = p->out->n;
    bool fits = true;
    yx_code rc;

    write_map(p, o);
    rc = yx_buf_check(p->out, err);
    if (!rc && p->sum.tables)
        rc = fits_itself(p, start, &fits, err);
    if (rc || fits)
        return rc;
    p->alone = true;
    p->sum = (yx_proposed){0};
    p->out->n = start;
    write_map(p, o);
    return yx_buf_check(p->out, err);
}

static yx_code begin(yx_proposing *p, const yx_propose_options *o, yx_region_names **names,
                     yx_matcher **matcher, yx_err *err)
{
    yx_code rc = yx_region_names_new(o->catalog, names, err);

    if (!rc)
        rc = yx_matcher_new(o->catalog, matcher, err);
    p->g.names = *names;
    p->g.matcher = *matcher;
    p->g.below = YX_REGION_NONE;
    if (rc || !o->below)
        return rc;
    p->g.below = yx_region_newest(o->catalog, yx_str_of(o->below));
    return p->g.below == YX_REGION_NONE
               ? yx_fail(err, YX_E_RANGE, "there is no region '%s'", o->below)
               : YX_OK;
}

yx_code yx_map_propose(const yx_workbook *book, const yx_propose_options *options, yx_buf *out,
                       yx_proposed *ret, yx_err *err)
{
    yx_proposing p = {.g = {.catalog = options->catalog}, .out = out, .book = book};
    yx_region_names *names = NULL;
    yx_matcher *matcher = NULL;
    yx_sensed **lists = NULL;
    yx_code rc = begin(&p, options, &names, &matcher, err);

    if (!rc)
        rc = sense_all(&p, &lists, err);
    if (!rc && !options->below)
        rc = find_below(&p, err);
    if (!rc)
        rc = guess_all(&p, err);
    if (!rc && p.g.failed)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for proposing a map");
    if (!rc)
        rc = write_fitting(&p, options, err);
    for (size_t s = 0; lists && s < book->n; s++)
        free(lists[s]);
    free(lists);
    free(p.table);
    yx_arena_free(p.g.arena);
    yx_buf_free(&p.g.buf);
    yx_matcher_free(matcher);
    yx_region_names_free(names);
    if (!rc)
        *ret = p.sum;
    return rc;
}
