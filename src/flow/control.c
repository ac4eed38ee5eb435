#include "flow/control.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES = 3 };

bool yx_control_asked(const yx_rule *rule)
{
    return rule->control.rate > 0 || rule->control.fdr > 0;
}

double yx_control_rate(const yx_rule *rule, const yx_axis *axis)
{
    double days = axis->kind == YX_PERIOD_WEEK  ? 7
                  : axis->kind == YX_PERIOD_DAY ? 1
                                                : 365.25 / yx_period_per_year(axis->kind);

    return rule->control.rate * days / 7;
}

/* --- which conditions --- */

static bool by_signal(const yx_condition *c)
{
    return c->ask == YX_ASK_GROUPS || c->ask == YX_ASK_STREAM;
}

const yx_condition *yx_control_joint(const yx_rule *rule)
{
    const yx_condition *only = NULL;

    for (size_t i = 0; i < rule->n_condition; i++) {
        const yx_condition *c = &rule->condition[i];
        bool one = by_signal(c) || c->ask == YX_ASK_COMBINED;
        if (c->ask == YX_ASK_AREA || (one && only))
            return NULL;
        if (one)
            only = c;
    }
    return only;
}

/* The part of the rate that each stream has, where there are several conditions. */
static double part_of(const yx_rule *rule, size_t n_stream, double rate)
{
    size_t within = 1;

    for (size_t i = 0; i < rule->n_condition; i++)
        if (rule->condition[i].within > within)
            within = rule->condition[i].within;
    return rate / (double)(within * (n_stream ? n_stream : 1));
}

/* --- room --- */

typedef struct control {
    const yx_control_in *in;
    const yx_rule *rule;
    size_t n_row, n; /* periods */
    yx_say *say;
    double *raw;        /* p as the detectors gave it: stream, row, period */
    double *honest;     /* of what was learned from: the p that it was worth to the others */
    uint8_t *known;     /* stream, row: its p is calibrated in this block */
    uint64_t with_p;    /* streams that have any */
    uint32_t *of_class; /* n_row */
    size_t *learned;    /* n_row: fewest values, in this block */
    double *pool, *pool_p, *room; /* n_row x n, the same, twice that */
    uint8_t *fold;
    yx_say *quiet; /* of a combined condition: what was learned from, as it was worth */
    double *below;
    yx_row_control *ret;
} control;

static size_t cell(const control *c, size_t k, size_t row, size_t t)
{
    return (k * c->n_row + row) * c->n + t;
}

static yx_code make_room(control *c, yx_err *err)
{
    size_t plane = c->n_row * c->n, all = c->rule->n_stream * plane;

    c->raw = malloc((all + 1) * sizeof *c->raw);
    c->honest = malloc((all + 1) * sizeof *c->honest);
    c->known = calloc(c->rule->n_stream * c->n_row + 1, 1);
    c->of_class = calloc(c->n_row + 1, sizeof *c->of_class);
    c->learned = calloc(c->n_row + 1, sizeof *c->learned);
    c->pool = malloc((plane + 1) * sizeof *c->pool);
    c->pool_p = malloc((plane + 1) * sizeof *c->pool_p);
    c->room = malloc((2 * plane + 1) * sizeof *c->room);
    c->fold = malloc(plane + 1);
    c->quiet = malloc((all + 1) * sizeof *c->quiet);
    if (!c->quiet || !c->raw || !c->honest || !c->known || !c->of_class || !c->learned ||
        !c->pool || !c->pool_p || !c->room || !c->fold)
        return yx_fail(err, YX_E_NOMEM, "no memory to control rule %s", c->rule->name);
    for (size_t i = 0; i < all; i++) {
        c->raw[i] = c->say[i].state == YX_JUDGED ? (double)c->say[i].p : NAN;
        if (!isnan(c->raw[i]))
            c->with_p |= (uint64_t)1 << i / plane;
    }
    return YX_OK;
}

static void free_room(control *c)
{
    free(c->raw);
    free(c->honest);
    free(c->known);
    free(c->of_class);
    free(c->learned);
    free(c->pool);
    free(c->pool_p);
    free(c->room);
    free(c->fold);
    free(c->quiet);
}

/* --- classes --- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Median figure of a row before a period, into one of three sizes. */
static size_t size_of(const control *c, size_t k, size_t row, size_t end)
{
    const double *figure = c->in->figure + cell(c, k, row, 0);
    size_t n = 0;
    double median;

    for (size_t t = 0; t < end; t++)
        if (!isnan(figure[t]))
            c->room[n++] = figure[t];
    if (n == 0)
        return 0;
    qsort(c->room, n, sizeof *c->room, by_value);
    median = (c->room[(n - 1) / 2] + c->room[n / 2]) / 2;
    return median < 5 ? 0 : median < 50 ? 1 : 2;
}

/* --- learning --- */

/* A row as part of a pool: of its class, or of its whole level. */
static bool belongs(const control *c, size_t row, uint32_t of, bool level)
{
    return level ? c->of_class[row] / SIZES == of / SIZES : c->of_class[row] == of;
}

static size_t gather(control *c, size_t k, uint32_t of, bool level, size_t end)
{
    size_t n = 0;

    for (size_t row = 0; row < c->n_row; row++) {
        if (!belongs(c, row, of, level))
            continue;
        for (size_t t = 0; t < end; t++) {
            size_t i = cell(c, k, row, t);
            if (isnan(c->raw[i]) || c->in->event[i])
                continue;
            c->pool[n] = c->raw[i];
            c->fold[n++] = yx_fold_of(t);
        }
    }
    return n;
}

/* What each value of a pool was worth goes back to where it came from, for the rows of the class.
 */
static void give_back(control *c, size_t k, uint32_t of, bool level, size_t end)
{
    size_t n = 0;

    for (size_t row = 0; row < c->n_row; row++) {
        if (!belongs(c, row, of, level))
            continue;
        for (size_t t = 0; t < end; t++) {
            size_t i = cell(c, k, row, t);
            if (isnan(c->raw[i]) || c->in->event[i])
                continue;
            if (c->of_class[row] == of)
                c->honest[i] = c->pool_p[n];
            n++;
        }
    }
}

/* One stream in one class, for the periods from .. to - 1. */
static void calibrate_class(control *c, size_t k, uint32_t of, size_t from, size_t to)
{
    bool level = false;
    size_t n = gather(c, k, of, level, from);
    yx_tail tail;

    if (n < YX_QUIET_LEAST) {
        level = true;
        n = gather(c, k, of, level, from);
    }
    if (n < YX_QUIET_LEAST)
        return;
    yx_tail_fit(c->pool, c->fold, n, c->room, c->pool_p, &tail);
    give_back(c, k, of, level, from);
    for (size_t row = 0; row < c->n_row; row++) {
        if (c->of_class[row] != of)
            continue;
        c->known[k * c->n_row + row] = 1;
        if (c->learned[row] == 0 || n < c->learned[row])
            c->learned[row] = n;
        for (size_t t = from; t < to; t++) {
            size_t i = cell(c, k, row, t);
            if (!isnan(c->raw[i]))
                c->say[i].p = (float)yx_tail_p(&tail, c->raw[i]);
        }
    }
}

static void calibrate(control *c, size_t k, size_t from, size_t to)
{
    for (size_t row = 0; row < c->n_row; row++)
        c->of_class[row] = (uint32_t)(c->in->level[row] * SIZES + size_of(c, k, row, from));
    for (size_t row = 0; row < c->n_row; row++) {
        bool first = true;
        for (size_t before = 0; before < row && first; before++)
            first = c->of_class[before] != c->of_class[row];
        if (first)
            calibrate_class(c, k, c->of_class[row], from, to);
    }
}

/* --- the level of a rate --- */

/* Smallest honest p of each stream in the last `within` periods, as the condition takes them. */
static double agree(const control *c, const yx_condition *of, size_t row, size_t t)
{
    double p[YX_RULE_STREAMS];
    uint8_t group[YX_RULE_STREAMS];
    size_t n = 0, first = t + 1 > of->within ? t + 1 - of->within : 0;
    bool news = false;

    for (size_t k = 0; k < c->rule->n_stream; k++) {
        if (!(of->streams >> k & 1) || !c->known[k * c->n_row + row])
            continue;
        p[n] = NAN;
        for (size_t u = first; u <= t; u++)
            p[n] = fmin(p[n], c->honest[cell(c, k, row, u)]);
        news |= !isnan(c->honest[cell(c, k, row, t)]);
        group[n++] = c->rule->group[k];
    }
    return !news ? NAN : yx_agree_p(p, group, n, of->ask == YX_ASK_STREAM ? 1 : of->at_least);
}

/* Are all streams of a condition that have a p calibrated in a row? */
static bool knows(const control *c, const yx_condition *of, size_t row)
{
    for (size_t k = 0; k < c->rule->n_stream; k++)
        if (of->streams >> k & 1 && c->with_p >> k & 1 && !c->known[k * c->n_row + row])
            return false;
    return true;
}

/* Likewise the combined p. */
static double combine(const control *c, const yx_condition *of, size_t row, size_t t)
{
    yx_evidence in = {.n_region = c->n_row, .n = c->n, .say = c->quiet};

    return knows(c, of, row) ? yx_judge_combined(c->rule, of, &in, row, t) : NAN;
}

static double joint(const control *c, const yx_condition *of, size_t row, size_t t)
{
    return of->ask == YX_ASK_COMBINED ? combine(c, of, row, t) : agree(c, of, row, t);
}

static void fill_quiet(control *c)
{
    size_t all = c->rule->n_stream * c->n_row * c->n;

    for (size_t i = 0; i < all; i++)
        c->quiet[i] =
            (yx_say){isnan(c->honest[i]) ? YX_GAP : YX_JUDGED, false, (float)c->honest[i]};
}

/* The level at which the one condition of a rule holds at the rate in quiet periods of a level of
 * the tree; NAN: they are too few. */
static double joint_level(control *c, const yx_condition *of, uint32_t level, size_t end,
                          double rate)
{
    size_t n = 0;
    yx_tail tail;

    for (size_t row = 0; row < c->n_row; row++) {
        if (c->in->level[row] != level)
            continue;
        for (size_t t = 0; t < end; t++) {
            double p = joint(c, of, row, t);
            for (size_t back = 1; back < of->stay && back <= t && !isnan(p); back++) {
                double before = joint(c, of, row, t - back);
                p = isnan(before) ? NAN : fmax(p, before); /* it has to hold all along */
            }
            if (isnan(p))
                continue;
            c->pool[n] = p;
            c->fold[n++] = yx_fold_of(t);
        }
    }
    if (n < YX_QUIET_LEAST)
        return NAN;
    yx_tail_fit(c->pool, c->fold, n, c->room, c->pool_p, &tail);
    return yx_tail_level(&tail, rate);
}

static size_t count(uint64_t bits)
{
    size_t n = 0;

    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

static bool may_signal(const control *c, size_t i)
{
    return c->raw[i] < 0.5; /* nor does one under min_count */
}

static void set_alarms(control *c, size_t row, size_t from, size_t to, double level)
{
    for (size_t k = 0; k < c->rule->n_stream; k++)
        for (size_t t = from; t < to && c->known[k * c->n_row + row]; t++) {
            size_t i = cell(c, k, row, t);
            if (!isnan(c->raw[i]))
                c->say[i].alarm = may_signal(c, i) && (double)c->say[i].p <= level;
        }
}

/* A block without a rate that can be held (one and more a period) leaves the alarms as they are. */
static void hold_rate(control *c, size_t from, size_t to)
{
    const yx_condition *only = yx_control_joint(c->rule);
    bool combined = only && only->ask == YX_ASK_COMBINED;
    double rate = yx_control_rate(c->rule, c->in->axis);
    double part = part_of(c->rule, count(c->with_p), rate);

    for (size_t row = 0; row < c->n_row; row++) {
        size_t same = 0; /* the first of its level */
        double level = NAN;
        if (!(rate > 0 && rate < 1))
            continue;
        while (c->in->level[same] != c->in->level[row])
            same++;
        if (same < row)
            level = c->ret[same].level;
        else if (only)
            level = joint_level(c, only, c->in->level[row], from, rate);
        c->ret[row].level = isnan(level) && !combined ? part : level;
        for (size_t t = from; t < to && combined && knows(c, only, row); t++)
            c->below[row * c->n + t] = nextafter(level, 1); /* at most, not below */
        if (combined)
            continue;
        set_alarms(c, row, from, to, c->ret[row].level);
    }
}

/* --- the share --- */

static bool share_a_group(const control *c)
{
    for (size_t a = 0; a < c->rule->n_stream; a++)
        for (size_t b = a + 1; b < c->rule->n_stream; b++)
            if (c->with_p >> a & c->with_p >> b & 1 && c->rule->group[a] == c->rule->group[b])
                return true;
    return false;
}

static yx_code hold_share(control *c, yx_err *err)
{
    size_t most = c->rule->n_stream * c->n_row;
    double *p = malloc((most + 1) * sizeof *p);
    size_t *at = malloc((most + 1) * sizeof *at);
    size_t *order = malloc((2 * most + 1) * sizeof *order);
    uint8_t *raise = malloc(most + 1);
    yx_code rc = YX_OK;

    if (!p || !at || !order || !raise)
        rc = yx_fail(err, YX_E_NOMEM, "no memory to control rule %s", c->rule->name);
    for (size_t t = 0; t < c->n && !rc; t++) {
        size_t n = 0;
        for (size_t i = t; i < most * c->n; i += c->n) {
            if (isnan(c->raw[i]))
                continue;
            p[n] = (double)c->say[i].p;
            at[n++] = i;
        }
        (void)yx_control_share(p, n, c->rule->control.fdr, share_a_group(c), order, raise);
        for (size_t i = 0; i < n; i++)
            c->say[at[i]].alarm = raise[i] && may_signal(c, at[i]) &&
                                  (!(c->rule->control.rate > 0) || c->say[at[i]].alarm);
    }
    free(p);
    free(at);
    free(order);
    free(raise);
    return rc;
}

/* --- all of it --- */

static int year_of(const yx_axis *axis, size_t t)
{
    int y, m, d;

    yx_day_parts(yx_axis_at(axis, t).last, &y, &m, &d);
    return y;
}

static void block(control *c, size_t from, size_t to)
{
    size_t all = c->rule->n_stream * c->n_row * c->n;

    for (size_t i = 0; i < all; i++)
        c->honest[i] = NAN;
    memset(c->known, 0, c->rule->n_stream * c->n_row);
    memset(c->learned, 0, c->n_row * sizeof *c->learned);
    for (size_t k = 0; k < c->rule->n_stream; k++)
        if (c->with_p >> k & 1)
            calibrate(c, k, from, to);
    fill_quiet(c);
    if (c->rule->control.rate > 0)
        hold_rate(c, from, to);
}

static void report(control *c)
{
    uint64_t signals = 0;

    for (size_t i = 0; i < c->rule->n_condition; i++)
        if (by_signal(&c->rule->condition[i]))
            signals |= c->rule->condition[i].streams;
    for (size_t row = 0; row < c->n_row; row++) {
        yx_row_control *r = &c->ret[row];
        r->quiet = c->learned[row];
        r->dependent = share_a_group(c);
        for (size_t k = 0; k < c->rule->n_stream; k++) {
            bool with = c->with_p >> k & 1;
            if (with)
                r->with_p++;
            else if (signals >> k & 1)
                r->own++;
            if (with && c->known[k * c->n_row + row])
                r->calibrated++;
        }
        if (r->calibrated == 0)
            r->level = NAN;
    }
}

yx_code yx_control_apply(const yx_control_in *in, yx_say *say, yx_row_control *ret,
                         double *ret_below, yx_err *err)
{
    control c = {.in = in,
                 .rule = in->rule,
                 .n_row = in->n_row,
                 .n = in->axis->n,
                 .say = say,
                 .ret = ret,
                 .below = ret_below};
    yx_code rc = YX_OK;

    for (size_t row = 0; row < in->n_row; row++)
        ret[row] = (yx_row_control){.level = NAN};
    for (size_t i = 0; i < in->n_row * in->axis->n; i++)
        ret_below[i] = NAN;
    if (!yx_control_asked(in->rule) || in->n_row == 0 || in->axis->n == 0)
        return YX_OK;
    rc = make_room(&c, err);
    for (size_t from = 0, to; from < c.n && !rc; from = to) {
        for (to = from + 1; to < c.n && year_of(in->axis, to) == year_of(in->axis, from);)
            to++;
        block(&c, from, to);
    }
    if (!rc && in->rule->control.fdr > 0)
        rc = hold_share(&c, err);
    if (!rc)
        report(&c);
    free_room(&c);
    return rc;
}
