/* control_rows.c - the rows of a rule, controlled: what flow/control.h asks for, of a screening. */
#include "flow/evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool in_event(const yx_watched *w, size_t i, size_t t)
{
    return w->event && w->event[i * w->axis.n + t];
}

/* Figures and events of a stream, in the periods of the rule. */
static void control_lane(const yx_rule_rows *rows, const yx_watched *w, size_t k, double *figure,
                         uint8_t *event)
{
    for (size_t r = 0; r < rows->n; r++) {
        size_t i = yx_watched_find(w, rows->region[r]);
        for (size_t t = 0; t < w->axis.n && i != SIZE_MAX; t++) {
            size_t place = yx_rule_place(&rows->axis, &w->axis, t);
            if (place == SIZE_MAX)
                continue;
            place += (k * rows->n + r) * rows->axis.n;
            figure[place] = yx_watched_row(w, i).at[t];
            event[place] |= in_event(w, i, t);
        }
    }
}

/* The same number, the same level. */
static void number_levels(const yx_catalog *catalog, const yx_rule_rows *rows, uint32_t *level)
{
    for (size_t r = 0; r < rows->n; r++) {
        const char *own = yx_region_at(catalog, rows->region[r])->level;
        uint32_t next = 0;
        size_t same = 0;
        while (same < r && strcmp(yx_region_at(catalog, rows->region[same])->level, own) != 0) {
            next = level[same] >= next ? level[same] + 1 : next;
            same++;
        }
        level[r] = same < r ? level[same] : next;
    }
}

static yx_code control(const yx_workspace *ws, const yx_screening *s, yx_rule_rows *rows,
                       yx_err *err)
{
    size_t n = rows->rule->n_stream * rows->n * rows->axis.n;
    uint32_t *level = calloc(rows->n + 1, sizeof *level);
    double *figure = malloc((n + 1) * sizeof *figure);
    uint8_t *event = calloc(n + 1, 1);
    double *below = malloc((rows->n * rows->axis.n + 1) * sizeof *below);
    yx_code rc = YX_OK;

    rows->control = calloc(rows->n + 1, sizeof *rows->control);
    rows->in.below = below;
    if (!level || !figure || !event || !below || !rows->control)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", n);
    for (size_t i = 0; i < n && !rc; i++)
        figure[i] = NAN;
    for (size_t k = 0; k < rows->rule->n_stream && !rc; k++)
        control_lane(rows, &s->at[rows->rule->stream[k]], k, figure, event);
    if (!rc) {
        yx_control_in in = {rows->rule, &rows->axis, rows->n, level, figure, event};
        number_levels(ws->catalog, rows, level);
        rc = yx_control_apply(&in, (yx_say *)rows->in.say, rows->control, below, err);
    }
    free(level);
    free(figure);
    free(event);
    return rc;
}

/* One row of all of them, as they were controlled. */
static yx_code take_row(const yx_rule_rows *all, yx_rule_rows *one, yx_err *err)
{
    size_t n = one->axis.n, row = 0;
    double *below = malloc((n + 1) * sizeof *below);

    one->control = calloc(1, sizeof *one->control);
    one->in.below = below;
    if (!one->control || !below)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", n);
    while (row < all->n && one->n == 1 && all->region[row] != one->region[0])
        row++;
    for (size_t t = 0; t < n; t++)
        below[t] = row < all->n ? all->in.below[row * n + t] : NAN;
    if (one->n != 1 || row == all->n)
        return YX_OK;
    one->control[0] = all->control[row];
    for (size_t k = 0; k < one->rule->n_stream; k++)
        memcpy((yx_say *)one->in.say + k * n, all->in.say + (k * all->n + row) * n,
               n * sizeof *one->in.say);
    return YX_OK;
}

yx_code yx_control_rows(const yx_workspace *ws, const yx_screening *screening, uint32_t only,
                        const yx_rule_rows *known, yx_rule_rows *rows, yx_err *err)
{
    yx_rule_rows all;
    yx_code rc;

    if (!yx_control_asked(rows->rule))
        return YX_OK;
    if (only == YX_REGION_NONE)
        return control(ws, screening, rows, err);
    if (known)
        return take_row(known, rows, err);
    rc = yx_rule_rows_make(ws, screening, rows->rule, YX_REGION_NONE, &all, err);
    if (!rc)
        rc = take_row(&all, rows, err);
    yx_rule_rows_free(&all);
    return rc;
}
