#include "flow/alert_words.h"

#include "flow/rule_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *period_word(yx_period_kind kind, size_t n)
{
    if (kind == YX_PERIOD_DAY)
        return n == 1 ? "day" : "days";
    if (kind == YX_PERIOD_WEEK)
        return n == 1 ? "week" : "weeks";
    if (kind == YX_PERIOD_MONTH)
        return n == 1 ? "month" : "months";
    if (kind == YX_PERIOD_QUARTER)
        return n == 1 ? "quarter" : "quarters";
    return n == 1 ? "period" : "periods";
}

/* --- figures that would turn a comparison --- */

/* What a rule says of one region in one period. */
typedef struct outcome {
    int level; /* of the gravest grade that holds; 0: none */
    bool exit; /* the period would be quiet */
} outcome;

/* A rule in one region whose figures are tried out. */
typedef struct trial {
    const yx_rules *rules;
    yx_rule_rows rows;
    size_t t;
    void *room;
    uint8_t *planes;
} trial;

static uint8_t truth(const trial *a, size_t plane)
{
    return a->planes[plane * a->rows.axis.n + a->t];
}

static outcome judge_at(const trial *a, size_t k, double x)
{
    const yx_rule *rule = a->rows.rule;
    double *cell = (double *)a->rows.in.value + k * a->rows.axis.n + a->t, was = *cell;
    outcome o = {0};

    *cell = x;
    yx_judge(rule, &a->rows.in, a->t, a->room, a->planes);
    *cell = was;
    for (size_t g = 0; g < rule->n_grade && !o.level; g++)
        if (truth(a, g) == YX_YES)
            o.level = rule->grade[g].level;
    o.exit = rule->exit_when >= 0 ? truth(a, rule->n_grade) == YX_YES && !o.level : !o.level;
    return o;
}

static bool same(outcome a, outcome b)
{
    return a.level == b.level && a.exit == b.exit;
}

static void say_outcome(const trial *a, const char *where, double x, size_t k, outcome o, int level,
                        yx_buf *out)
{
    const yx_rule *rule = a->rows.rule;
    const char *word = period_word(a->rows.axis.kind, rule->quiet_for);

    yx_buf_f(out, "%s %s %.12g: ", yx_stream_at(a->rules, rule->stream[k])->name, where, x);
    if (o.level)
        yx_buf_f(out, "level %d", o.level);
    else
        yx_buf_text(out, o.exit ? "quiet" : "no grade holds, but not quiet either");
    if (o.level > level)
        yx_buf_f(out, ", after %zu such %s", rule->quiet_for, word);
    if (o.exit)
        yx_buf_f(out, ", after %zu such %s it ends", rule->quiet_for, word);
    yx_buf_char(out, '\n');
}

/* Tries the turns on one side of the present figure, the nearest first. Each is met twice: the
 * figure itself, and what lies just beyond it. */
static void try_side(const trial *a, size_t k, const double *turn, size_t n, bool up, double now,
                     int level, yx_buf *out)
{
    outcome last = judge_at(a, k, now);

    for (size_t i = 0; i < n; i++) {
        double x = up ? turn[i] : turn[n - 1 - i], hair = 1e-9 * fmax(fabs(x), 1);
        outcome at, beyond;
        if (up ? x < now : x > now)
            continue;
        at = judge_at(a, k, x);
        beyond = judge_at(a, k, up ? x + hair : x - hair);
        if (!same(at, last) && same(at, beyond))
            say_outcome(a, up ? "from" : "down to", x, k, at, level, out);
        else if (!same(at, last))
            say_outcome(a, "at", x, k, at, level, out);
        if (!same(beyond, at))
            say_outcome(a, up ? "above" : "below", x, k, beyond, level, out);
        last = beyond;
    }
}

static size_t add_turns(const trial *a, size_t k, double *ret)
{
    const yx_rule *rule = a->rows.rule;
    double *own = (double *)a->rows.in.value + k * a->rows.axis.n, found[YX_FORMULA_TURNS];
    const double *row[YX_RULE_STREAMS];
    size_t n = 0;

    for (size_t s = 0; s < rule->n_stream; s++)
        row[s] = a->rows.in.value + s * a->rows.axis.n;
    for (size_t i = 0; i < rule->n_condition; i++) {
        size_t m;
        if (rule->condition[i].ask != YX_ASK_VALUE)
            continue;
        m = yx_formula_turns(rule->condition[i].value, row, k, own, a->t, a->rows.in.per_year,
                             a->rows.in.month[a->t], found);
        for (size_t j = 0; j < m && n < YX_FORMULA_TURNS; j++)
            ret[n++] = found[j];
    }
    return n;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static size_t once(double *x, size_t n)
{
    size_t m = 0;

    if (n)
        qsort(x, n, sizeof *x, by_value);
    for (size_t i = 0; i < n; i++)
        if (m == 0 || x[i] != x[m - 1])
            x[m++] = x[i];
    return m;
}

static bool asks(const yx_rule *rule, yx_ask ask)
{
    for (size_t i = 0; i < rule->n_condition; i++)
        if (rule->condition[i].ask == ask)
            return true;
    return false;
}

static yx_code would_figures(const yx_workspace *ws, const yx_screening *screening,
                             const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out,
                             yx_err *err)
{
    trial a = {.rules = ws->rules, .t = watch->axis.n - 1};
    double turn[YX_FORMULA_TURNS];
    yx_code rc =
        yx_rule_rows_one(ws, screening, watch->rows, watch->rule, watch->region, &a.rows, err);

    if (rc)
        return rc;
    a.room = malloc(yx_judge_room(watch->rule, 1, a.rows.axis.n) + 1);
    a.planes = malloc(yx_rule_planes(watch->rule) * a.rows.axis.n + 1);
    if (!a.room || !a.planes)
        rc = yx_fail(err, YX_E_NOMEM, "no memory to judge rule %s", watch->rule->name);
    for (size_t k = 0; k < watch->rule->n_stream && !rc && a.rows.n == 1; k++) {
        const double *row = a.rows.in.value + k * a.rows.axis.n;
        size_t n;
        a.t = watch->axis.n - 1;
        if (isnan(row[a.t]))
            a.t = alert->episode.last;
        if (isnan(row[a.t]))
            continue;
        n = once(turn, add_turns(&a, k, turn));
        try_side(&a, k, turn, n, false, row[a.t], alert->level, out);
        try_side(&a, k, turn, n, true, row[a.t], alert->level, out);
    }
    free(a.room);
    free(a.planes);
    yx_rule_rows_free(&a.rows);
    return rc;
}

/* --- limits of detectors --- */

static bool whole_figures(const yx_watched *w, size_t i)
{
    yx_span row = yx_watched_row(w, i);

    for (size_t t = 0; t < w->axis.n; t++)
        if (!isnan(row.at[t]) && row.at[t] != floor(row.at[t]))
            return false;
    return true;
}

/* "from 131 on it signals (limit 130.2 of 2022-W21)". The limits of most lie between quiet and
 * signal; those that are typed are signals themselves. */
static void say_limit(const yx_watched *w, size_t i, yx_buf *out)
{
    char period[YX_PERIOD_TEXT];
    size_t t = w->axis.n - 1;
    const yx_verdict *v = &yx_watched_verdict(w, i)[t];
    bool low = w->stream->look == YX_LOOK_LOW, whole = whole_figures(w, i) && fabs(v->upper) < 1e15;
    bool typed = w->stream->detector && strcmp(w->stream->detector->name, "threshold") == 0 &&
                 (v->level > 0 || !v->alarm);
    double first = low ? ceil(v->upper) - 1 : floor(v->upper) + 1;

    if (typed || whole) {
        first = typed ? v->upper : first;
        if (!low && first < w->stream->min_count)
            first = w->stream->min_count;
        yx_buf_f(out, low ? "at %.12g or less it signals" : "from %.12g on it signals", first);
    } else {
        yx_buf_f(out, low ? "below %.6g it signals" : "above %.6g it signals", v->upper);
    }
    yx_buf_f(out, " (limit %.6g of %s)", v->upper,
             yx_period_text(yx_axis_at(&w->axis, t), false, period));
}

static void would_signal(const yx_rule_watch *watch, const yx_watched *w, size_t i, yx_buf *out)
{
    const yx_rule_control *control = &watch->rule->control;
    const yx_verdict *v = &yx_watched_verdict(w, i)[w->axis.n - 1];
    bool held = !isnan(v->p) && watch->control.with_p > 0;

    yx_buf_f(out, "%s: ", w->stream->name);
    if (w->stream->silent)
        yx_buf_text(out, "a period without a figure signals");
    else if (v->state != YX_JUDGED)
        yx_buf_text(out, v->state == YX_GAP ? "nothing was reported in the newest period"
                                            : "the newest period could not be judged");
    else if (held && !isnan(watch->control.level) && watch->control.level >= 0)
        yx_buf_f(out, "a calibrated p of at most %.3g signals", watch->control.level);
    else if (held && control->fdr > 0)
        yx_buf_text(out, "it signals while its p is among those that the false share lets pass");
    else if (isfinite(v->upper))
        say_limit(w, i, out);
    else
        yx_buf_text(out, "its method has no limit in the unit of the figures");
    yx_buf_char(out, '\n');
}

static void say_end(const yx_rules *rules, const yx_rule_watch *watch, yx_buf *out)
{
    const yx_rule *rule = watch->rule;
    const yx_condition *groups = yx_rule_groups(rule);
    size_t n = rule->quiet_for;

    if (rule->n_step > 0) {
        yx_buf_text(out, "its way out: ");
        yx_rule_say_exit(rules, rule, out);
        yx_buf_char(out, '\n');
        return;
    }
    yx_buf_f(out, "it ends after %zu %s running in which ", n, period_word(watch->axis.kind, n));
    if (rule->exit_when >= 0)
        yx_rule_say(rules, rule, (uint32_t)rule->exit_when, out);
    else if (groups && groups->at_least > 1)
        yx_buf_f(out, "fewer than %zu groups signal", groups->at_least);
    else
        yx_buf_text(out, groups ? "nothing signals" : "no grade holds");
    if (groups && groups->within > 1)
        yx_buf_f(out, " (a signal counts for %zu %s)", groups->within,
                 period_word(watch->axis.kind, groups->within));
    yx_buf_text(out, rule->exit_when >= 0 ? " holds\n" : "\n");
}

yx_code yx_alert_would(const yx_workspace *ws, const yx_screening *screening,
                       const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out, yx_err *err)
{
    const yx_rule *rule = watch->rule;
    uint64_t signals = 0;
    yx_code rc = YX_OK;

    if (!yx_alert_open(alert) || watch->axis.n == 0)
        return YX_OK;
    if (asks(rule, YX_ASK_VALUE) && !asks(rule, YX_ASK_AREA))
        rc = would_figures(ws, screening, watch, alert, out, err);
    for (size_t i = 0; i < rule->n_condition; i++)
        if (rule->condition[i].ask == YX_ASK_GROUPS || rule->condition[i].ask == YX_ASK_STREAM)
            signals |= rule->condition[i].streams;
    for (size_t k = 0; k < rule->n_stream && !rc; k++) {
        const yx_watched *w = &screening->at[rule->stream[k]];
        size_t i = yx_watched_find(w, watch->region);
        if (signals >> k & 1 && i != SIZE_MAX && w->axis.n > 0)
            would_signal(watch, w, i, out);
    }
    if (!rc)
        say_end(ws->rules, watch, out);
    return rc ? rc : yx_buf_check(out, err);
}

/* --- an analyst's limits --- */

void yx_alert_overrides(const yx_workspace *ws, const yx_screening *screening,
                        const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out)
{
    yx_period time = {.first = yx_axis_at(&watch->axis, alert->episode.first).first,
                      .last = yx_axis_at(&watch->axis, yx_alert_open(alert) ? watch->axis.n - 1
                                                                            : alert->episode.end)
                                  .last};
    char first[YX_DAY_TEXT], last[YX_DAY_TEXT], limit[YX_DECIMAL_TEXT];

    for (size_t e = 0; e < yx_n_event(ws->catalog); e++) {
        const yx_event *event = yx_event_at(ws->catalog, e);
        if (!event->has_limit || !yx_event_covers(ws->catalog, event, watch->region, time))
            continue;
        for (size_t k = 0; k < watch->rule->n_stream; k++) {
            const yx_watched *w = &screening->at[watch->rule->stream[k]];
            if (!w->indicator || strcmp(event->indicator, w->indicator->code) != 0)
                continue;
            yx_buf_f(out, "%s: limit %s set by an analyst from %s", w->stream->name,
                     yx_decimal_text(event->limit, limit), yx_day_text(event->first, first));
            if (event->last != YX_DAY_MAX)
                yx_buf_f(out, " to %s", yx_day_text(event->last, last));
            yx_buf_f(out, " in place of the detector's: %s\n",
                     event->note[0] ? event->note : "no note");
        }
    }
}

/* --- how often it may be wrong --- */

static void say_rate(const yx_rule_watch *watch, yx_buf *out)
{
    const yx_row_control *c = &watch->control;
    const yx_condition *only = yx_control_joint(watch->rule);
    bool combined = only && only->ask == YX_ASK_COMBINED;

    yx_buf_f(out, "at most %.6g false alarms a region and week: ", watch->rule->control.rate);
    if (c->with_p == 0)
        yx_buf_text(out, "not calibrated, its streams have no p");
    else if (c->calibrated == 0)
        yx_buf_text(out, "not calibrated, too little quiet history before this year; detectors "
                         "keep their own alarms");
    else if (combined && (isnan(c->level) || c->calibrated < c->with_p))
        yx_buf_text(out, "too little quiet history for its combined p, whose own limit stands");
    else if (isnan(c->level))
        yx_buf_text(out, "one and more a period holds nothing back");
    else if (c->level < 0)
        yx_buf_text(out, "quiet times are too much alike, no p signals");
    else
        yx_buf_f(out, "%s of at most %.3g, calibrated on %zu quiet values",
                 combined ? "it holds at a combined p" : "streams signal at a p", c->level,
                 c->quiet);
    if (c->calibrated > 0 && c->calibrated < c->with_p)
        yx_buf_f(out, "; %u of %u streams are not calibrated",
                 (unsigned)(c->with_p - c->calibrated), (unsigned)c->with_p);
    if (c->calibrated > 0 && !only)
        yx_buf_text(out, "; each stream has its part of the rate");
    yx_buf_char(out, '\n');
}

void yx_alert_control_say(const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out)
{
    const yx_rule_control *rule = &watch->rule->control;
    const yx_row_control *c = &watch->control;

    if (rule->rate > 0)
        say_rate(watch, out);
    if (rule->fdr > 0)
        yx_buf_f(
            out,
            "of the signals of a %s over all regions an expected %.4g %% at most are false (%s)%s\n",
            period_word(watch->axis.kind, 1), 100 * rule->fdr,
            c->dependent ? "Benjamini-Yekutieli, streams share a group" : "Benjamini-Hochberg",
            c->calibrated < c->with_p ? "; p not calibrated" : "");
    if ((rule->rate > 0 || rule->fdr > 0) && c->own > 0)
        yx_buf_f(out, "%u stream%s without p keep%s the alarms of the detector\n", (unsigned)c->own,
                 c->own == 1 ? "" : "s", c->own == 1 ? "s" : "");
    if (alert->rank > 0)
        yx_buf_f(out, "number %u of its post and week, %s a budget of %.6g\n",
                 (unsigned)alert->rank, alert->over ? "over" : "within", rule->budget);
}
