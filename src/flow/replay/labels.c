#include "flow/replay/labels.h"

#include "base/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- reading --- */

static int by_region(const void *a, const void *b)
{
    const yx_label *x = a, *y = b;

    if (x->region != y->region)
        return x->region < y->region ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static bool read_span(yx_str text, yx_period *ret)
{
    return yx_period_read(yx_str_trim(text), ret);
}

static yx_code read_row(const yx_frame *f, const size_t *column, size_t row,
                        const yx_catalog *catalog, yx_label *ret, yx_err *err)
{
    yx_str code = yx_frame_text(f, column[0], row), last = yx_frame_text(f, column[2], row);
    size_t line = yx_frame_line(f, row);
    yx_period a, b;

    if (!read_span(yx_frame_text(f, column[1], row), &a))
        return yx_fail(err, YX_E_FORMAT, "%s:%zu: first is no day or period", yx_frame_name(f),
                       line);
    b = a;
    if (last.n && !read_span(last, &b))
        return yx_fail(err, YX_E_FORMAT, "%s:%zu: last is no day or period", yx_frame_name(f),
                       line);
    if (b.last < a.first)
        return yx_fail(err, YX_E_FORMAT, "%s:%zu: last is before first", yx_frame_name(f), line);
    if (yx_region_find(catalog, code, a, &ret->region) != YX_REGION_OK)
        return yx_fail(err, YX_E_ABSENT, "%s:%zu: no region '%.*s' at that time", yx_frame_name(f),
                       line, (int)(code.n < 64 ? code.n : 64), code.at);
    ret->first = a.first;
    ret->last = b.last;
    return YX_OK;
}

yx_code yx_labels_read(const char *path, const yx_catalog *catalog, yx_labels *ret, yx_err *err)
{
    static const char *const name[] = {"region_code", "first", "last"};
    yx_labels labels = {0};
    yx_frame *f = NULL;
    size_t column[3];
    yx_code rc = yx_frame_read(path, &f, err);

    for (size_t i = 0; i < 3 && !rc; i++)
        rc = yx_frame_need(f, name[i], &column[i], err);
    if (!rc) {
        labels.n = yx_frame_rows(f);
        labels.at = malloc((labels.n + 1) * sizeof *labels.at);
        if (!labels.at)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu labels", labels.n);
    }
    for (size_t i = 0; i < labels.n && !rc; i++)
        rc = read_row(f, column, i, catalog, &labels.at[i], err);
    yx_frame_free(f);
    if (rc) {
        yx_labels_free(&labels);
        return rc;
    }
    if (labels.n)
        qsort(labels.at, labels.n, sizeof *labels.at, by_region);
    *ret = labels;
    return YX_OK;
}

void yx_labels_free(yx_labels *labels)
{
    free(labels->at);
    *labels = (yx_labels){0};
}

/* --- measuring --- */

typedef struct measuring {
    yx_truth_event *event, *alarm;
    const yx_replayed **raised; /* of each alarm */
    yx_day *onset;              /* of each event */
    size_t *room;
    double *delay;
    size_t n_event, n_alarm;
} measuring;

static int by_place(const void *a, const void *b)
{
    const yx_truth_event *x = a, *y = b;

    if (x->region != y->region)
        return x->region < y->region ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Did it begin in an event that was on before the replay? */
static bool is_older(const yx_labels *labels, const yx_rerun_ask *ask, const yx_replayed *a)
{
    for (size_t i = 0; labels && i < labels->n; i++)
        if (labels->at[i].region == a->region && labels->at[i].first < ask->from &&
            labels->at[i].last >= a->first.first)
            return true;
    return false;
}

static void choose(measuring *m, const yx_rerun *r, size_t rule, const yx_rerun_ask *ask,
                   const yx_labels *labels)
{
    for (size_t i = 0; i < yx_n_replayed(r); i++) {
        const yx_replayed *a = yx_replayed_at(r, i);
        if (a->rule != rule || a->before || is_older(labels, ask, a))
            continue;
        m->raised[m->n_alarm] = a;
        m->alarm[m->n_alarm++] =
            (yx_truth_event){a->region, yx_rerun_number(r, rule, a->first.last),
                             yx_rerun_number(r, rule, a->last.last)};
    }
    for (size_t i = 0; labels && i < labels->n; i++) {
        const yx_label *l = &labels->at[i];
        if (l->first < ask->from || l->first > ask->to)
            continue;
        m->onset[m->n_event] = l->first;
        m->event[m->n_event++] = (yx_truth_event){l->region, yx_rerun_number(r, rule, l->first),
                                                  yx_rerun_number(r, rule, l->last)};
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Days from the onset of an event to the day on which the first of its alarms was raised. */
static double delay_days(measuring *m)
{
    size_t n = 0;

    for (size_t e = 0; e < m->n_event; e++) {
        yx_day first = YX_DAY_MAX;
        for (size_t i = 0; i < m->n_alarm; i++) {
            const yx_truth_event *a = &m->alarm[i];
            if (a->region == m->event[e].region && a->first >= m->event[e].first &&
                a->first <= m->event[e].last && m->raised[i]->raised < first)
                first = m->raised[i]->raised;
        }
        if (first < YX_DAY_MAX)
            m->delay[n++] = (double)first - (double)m->onset[e];
    }
    if (!n)
        return NAN;
    qsort(m->delay, n, sizeof *m->delay, by_size);
    return (m->delay[(n - 1) / 2] + m->delay[n / 2]) / 2;
}

yx_code yx_rerun_measure(const yx_rerun *r, size_t rule, const yx_rerun_ask *ask,
                         const yx_labels *labels, yx_rerun_measured *ret, yx_err *err)
{
    size_t n_alarm = yx_n_replayed(r) + 1, n_event = (labels ? labels->n : 0) + 1;
    measuring m = {.event = malloc(n_event * sizeof *m.event),
                   .alarm = malloc(n_alarm * sizeof *m.alarm),
                   .raised = malloc(n_alarm * sizeof *m.raised),
                   .onset = malloc(n_event * sizeof *m.onset),
                   .room = malloc(n_event * sizeof *m.room),
                   .delay = malloc(n_event * sizeof *m.delay)};
    yx_code rc = YX_OK;

    if (m.event && m.alarm && m.raised && m.onset && m.room && m.delay) {
        choose(&m, r, rule, ask, labels);
        ret->delay_days = delay_days(&m); /* before alarms are sorted: they stand with `raised` */
        if (m.n_alarm)
            qsort(m.alarm, m.n_alarm, sizeof *m.alarm, by_place);
        if (m.n_event)
            qsort(m.event, m.n_event, sizeof *m.event, by_place);
        yx_measure(m.event, m.n_event, m.alarm, m.n_alarm, yx_rerun_weeks(r, rule), 0, m.room,
                   &ret->of);
    } else {
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu alarms", n_alarm);
    }
    free(m.event);
    free(m.alarm);
    free(m.raised);
    free(m.onset);
    free(m.room);
    free(m.delay);
    return rc;
}

bool yx_rerun_right(const yx_rerun *r, const yx_labels *labels, const yx_replayed *a)
{
    int32_t at = yx_rerun_number(r, a->rule, a->first.last);

    for (size_t i = 0; i < labels->n; i++)
        if (labels->at[i].region == a->region &&
            yx_rerun_number(r, a->rule, labels->at[i].first) <= at &&
            yx_rerun_number(r, a->rule, labels->at[i].last) >= at)
            return true;
    return false;
}

/* --- one rule beside another --- */

static bool overlap(const yx_replayed *a, const yx_replayed *b)
{
    return a->first.first <= b->last.last && b->first.first <= a->last.last;
}

yx_code yx_rerun_compare(const yx_rerun *r, size_t n_first, const yx_catalog *catalog,
                         bool *ret_met, yx_rerun_beside *ret, yx_err *err)
{
    size_t n = yx_n_replayed(r), n_region = yx_n_region(catalog);
    size_t *head = malloc((n_region + 1) * sizeof *head), *next = malloc((n + 1) * sizeof *next);
    yx_rerun_beside beside = {0};

    if (!head || !next) {
        free(head);
        free(next);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", n);
    }
    for (size_t i = 0; i < n_region; i++)
        head[i] = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        next[i] = head[yx_replayed_at(r, i)->region];
        head[yx_replayed_at(r, i)->region] = i;
    }
    for (size_t i = 0; i < n; i++) {
        const yx_replayed *a = yx_replayed_at(r, i);
        bool first = a->rule < n_first, met = false;
        for (size_t k = head[a->region]; k != SIZE_MAX && !met; k = next[k])
            met =
                (yx_replayed_at(r, k)->rule < n_first) != first && overlap(a, yx_replayed_at(r, k));
        ret_met[i] = met;
        if (a->before)
            continue;
        beside.both += first && met;
        beside.both_second += !first && met;
        beside.only_first += first && !met;
        beside.only_second += !first && !met;
    }
    free(head);
    free(next);
    *ret = beside;
    return YX_OK;
}
