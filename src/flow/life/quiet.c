/* quiet.c - two streams of a rule side by side: the regions and periods that both have. */
#include "flow/life/quiet.h"

#include "trigger/control.h"

#include <math.h>
#include <stdlib.h>

/* Both streams over the regions and periods that they share. */
typedef struct beside {
    double *p[2];
    uint8_t *quiet;
    size_t n_region, n;
} beside;

static void free_beside(beside *b)
{
    free(b->p[0]);
    free(b->p[1]);
    free(b->quiet);
    *b = (beside){0};
}

static void fill(const yx_verdict *a, const yx_verdict *b, size_t n, double *p_a, double *p_b,
                 uint8_t *quiet)
{
    for (size_t t = 0; t < n; t++) {
        p_a[t] = yx_raw_p(a[t].p, a[t].score);
        p_b[t] = yx_raw_p(b[t].p, b[t].score);
        quiet[t] = a[t].state == YX_JUDGED && b[t].state == YX_JUDGED && !a[t].alarm && !b[t].alarm;
    }
}

static yx_code put_beside(const yx_watched *a, const yx_watched *b, beside *ret, yx_err *err)
{
    yx_day first =
        a->axis.first.first > b->axis.first.first ? a->axis.first.first : b->axis.first.first;
    yx_day last_a = yx_axis_at(&a->axis, a->axis.n - 1).last,
           last_b = yx_axis_at(&b->axis, b->axis.n - 1).last,
           last = last_a < last_b ? last_a : last_b;
    size_t room = 0;
    yx_axis both;

    *ret = (beside){0};
    if (first > last)
        return YX_OK;
    both = yx_axis_between(first, last, a->axis.kind);
    room = (a->n_region < b->n_region ? a->n_region : b->n_region) * both.n;
    for (int k = 0; k < 2; k++)
        ret->p[k] = malloc((room + 1) * sizeof *ret->p[k]);
    ret->quiet = malloc(room + 1);
    if (!ret->p[0] || !ret->p[1] || !ret->quiet)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu region-periods", room);
    ret->n = both.n;
    for (size_t i = 0; i < a->n_region; i++) {
        size_t k = yx_watched_find(b, a->region[i]), at = ret->n_region * both.n;
        if (k == SIZE_MAX)
            continue;
        fill(yx_watched_verdict(a, i) + yx_axis_find(&a->axis, yx_axis_at(&both, 0)),
             yx_watched_verdict(b, k) + yx_axis_find(&b->axis, yx_axis_at(&both, 0)), both.n,
             ret->p[0] + at, ret->p[1] + at, ret->quiet + at);
        ret->n_region++;
    }
    return YX_OK;
}

static yx_code compare(const yx_watched *a, const yx_watched *b, yx_quiet_pair *ret, yx_err *err)
{
    size_t lag, periods;
    double back;
    beside side;
    yx_code rc = put_beside(a, b, &side, err);

    *ret = (yx_quiet_pair){.a = a->stream, .b = b->stream, .correlation = NAN};
    if (!rc && side.n_region) {
        ret->correlation = yx_quiet_correlation(side.p[0], side.p[1], side.quiet, side.n_region,
                                                side.n, YX_QUIET_LAG, &ret->lag, &ret->periods);
        back = yx_quiet_correlation(side.p[1], side.p[0], side.quiet, side.n_region, side.n,
                                    YX_QUIET_LAG, &lag, &periods);
        if (back > ret->correlation)
            *ret = (yx_quiet_pair){b->stream, a->stream, back, lag, periods};
    }
    free_beside(&side);
    return rc;
}

static bool has_p(const yx_watched *w)
{
    return w->stream->detector && !w->stream->silent && w->axis.n > 0;
}

yx_code yx_quiet_pairs_of(yx_workspace *ws, yx_known known, const yx_rule *rule,
                          yx_quiet_pairs *ret, yx_err *err)
{
    yx_screening s = {0};
    yx_code rc = yx_screening_run(ws, known, &s, err);

    *ret = (yx_quiet_pairs){0};
    if (!rc && rule->n_stream > 1) {
        ret->at = malloc(rule->n_stream * (rule->n_stream - 1) / 2 * sizeof *ret->at);
        if (!ret->at)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for the pairs of %zu streams", rule->n_stream);
    }
    for (size_t i = 0; i < rule->n_stream && !rc; i++)
        for (size_t k = i + 1; k < rule->n_stream && !rc; k++) {
            const yx_watched *a = &s.at[rule->stream[i]], *b = &s.at[rule->stream[k]];
            if (!has_p(a) || !has_p(b) || a->axis.kind != b->axis.kind)
                continue;
            rc = compare(a, b, &ret->at[ret->n], err);
            ret->n += rc == YX_OK;
        }
    yx_screening_free(&s);
    if (rc)
        yx_quiet_pairs_free(ret);
    return rc;
}

void yx_quiet_pairs_free(yx_quiet_pairs *p)
{
    free(p->at);
    *p = (yx_quiet_pairs){0};
}
