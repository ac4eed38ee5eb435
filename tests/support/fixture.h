/* fixture.h - what R computed on the simulated series of tests/data/sim, row by row.
 *
 *   t_fixture *f = t_fixture_new();                          the series
 *   t_fixture_each(f, "out-earsC.csv.gz", row, arg);         row() for each answer of R's
 *   t_fixture_param(d, row->options, param);                 its options, for our detector
 *   t_fixture_run(f, d, row)                                 our verdict for that row */
#ifndef YX_TESTS_SUPPORT_FIXTURE_H
#define YX_TESTS_SUPPORT_FIXTURE_H

#include "base/csv.h"
#include "base/input.h"
#include "screen/detector.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef YX_SOURCE_ROOT
#define YX_SOURCE_ROOT "." /* the build says where */
#endif

enum { T_FIXTURE_SERIES = 32, T_FIXTURE_PERIODS = 1024 };

typedef struct t_series {
    char name[64];
    size_t n;
    int per_year;
    double observed[T_FIXTURE_PERIODS], population[T_FIXTURE_PERIODS];
} t_series;

typedef struct t_fixture {
    t_series series[T_FIXTURE_SERIES];
    size_t n, n_row;
    size_t n_judged; /* periods of all runs that are not too early to be judged */
    /* The last run, so that the rows of one series with the same options cost one run. */
    char options[256];
    const t_series *of;
    yx_verdict verdict[T_FIXTURE_PERIODS];
} t_fixture;

/* NAN where R has NA or NaN. */
typedef struct t_row {
    const t_series *series;
    char options[256]; /* JSON */
    size_t t;          /* from 1 */
    double expected, upper, score, alarm, p, phi, trend, mu0;
} t_row;

static inline double t_fixture_number(yx_str text)
{
    char digits[64];

    if (yx_str_is(text, "NA") || yx_str_is(text, "NaN"))
        return NAN;
    T_OK(text.n > 0 && text.n < sizeof digits);
    memcpy(digits, text.at, text.n);
    digits[text.n] = 0;
    return strtod(digits, NULL);
}

/* Calls `row` with the fields that stand under `names`, in that order; NA where there is no such
 * column. */
static inline void t_fixture_fields(const char *file, const char *const *names, size_t n_name,
                                    void (*row)(const yx_str *field, void *arg), void *arg)
{
    enum { MOST = 16 };
    char path[512];
    yx_input *input = NULL;
    yx_csv *csv = NULL;
    yx_csv_record record;
    size_t at[MOST];
    yx_str field[MOST];
    bool end = false;

    T_OK(n_name <= MOST);
    snprintf(path, sizeof path, "%s/tests/data/sim/%s", YX_SOURCE_ROOT, file);
    T_OK(yx_input_open(path, YX_ENCODING_UTF8, 100 << 20, &input, NULL) == YX_OK);
    T_OK(yx_csv_open(input, &csv, NULL) == YX_OK);
    T_OK(yx_csv_next(csv, &record, &end, NULL) == YX_OK && !end && record.field);
    for (size_t i = 0; i < n_name; i++) {
        for (at[i] = 0; at[i] < record.n && !yx_str_is(record.field[at[i]], names[i]);)
            at[i]++;
        T_OK(at[i] < record.n || i > 1);
    }
    for (;;) {
        T_OK(yx_csv_next(csv, &record, &end, NULL) == YX_OK);
        if (end)
            break;
        for (size_t i = 0; i < n_name; i++) {
            T_OK(record.field != NULL);
            field[i] = at[i] < record.n ? record.field[at[i]] : yx_str_of("NA");
        }
        row(field, arg);
    }
    yx_csv_close(csv);
    yx_input_close(input);
}

static inline t_series *t_fixture_series(t_fixture *f, yx_str name)
{
    for (size_t i = f->n; i > 0; i--)
        if (yx_str_is(name, f->series[i - 1].name))
            return &f->series[i - 1];
    T_OK(f->n < T_FIXTURE_SERIES && name.n < sizeof f->series[0].name);
    memcpy(f->series[f->n].name, name.at, name.n);
    return &f->series[f->n++];
}

static inline void t_fixture_keep(const yx_str *field, void *arg)
{
    t_series *s = t_fixture_series(arg, field[0]);

    T_OK(s->n < T_FIXTURE_PERIODS && t_fixture_number(field[1]) == (double)(s->n + 1));
    s->observed[s->n] = t_fixture_number(field[2]);
    s->population[s->n++] = t_fixture_number(field[3]);
    s->per_year = (int)t_fixture_number(field[4]);
}

/* Release with free(). */
static inline t_fixture *t_fixture_new(void)
{
    static const char *const names[] = {"dataset", "t", "observed", "population", "freq"};
    t_fixture *f = calloc(1, sizeof *f);

    T_OK(f != NULL);
    t_fixture_fields("input.csv.gz", names, YX_COUNT(names), t_fixture_keep, f);
    T_OK(f->n == 14);
    return f;
}

typedef struct t_fixture_call {
    t_fixture *f;
    void (*row)(t_fixture *f, const t_row *row, void *arg);
    void *arg;
} t_fixture_call;

static inline void t_fixture_answer(const yx_str *field, void *arg)
{
    t_fixture_call *call = arg;
    t_row row = {.series = t_fixture_series(call->f, field[0]),
                 .t = (size_t)t_fixture_number(field[2]),
                 .expected = t_fixture_number(field[3]),
                 .upper = t_fixture_number(field[4]),
                 .score = t_fixture_number(field[5]),
                 .alarm = t_fixture_number(field[6]),
                 .p = t_fixture_number(field[7]),
                 .phi = t_fixture_number(field[8]),
                 .trend = t_fixture_number(field[9]),
                 .mu0 = t_fixture_number(field[10])};

    T_OK(field[1].n < sizeof row.options && row.t >= 1 && row.t <= row.series->n);
    memcpy(row.options, field[1].at, field[1].n);
    row.options[field[1].n] = 0;
    call->f->n_row++;
    call->row(call->f, &row, call->arg);
}

/* Calls `row` for each answer in the file; f->n_row counts them. */
static inline void t_fixture_each(t_fixture *f, const char *file,
                                  void (*row)(t_fixture *f, const t_row *row, void *arg), void *arg)
{
    static const char *const names[] = {"dataset",    "options", "t",     "expected",
                                        "upperbound", "score",   "alarm", "pvalue",
                                        "phi",        "trend",   "mu0"};
    t_fixture_call call = {f, row, arg};

    f->n_row = f->n_judged = 0;
    f->of = NULL;
    t_fixture_fields(file, names, YX_COUNT(names), t_fixture_answer, &call);
}

/* --- options --- */

static inline void t_fixture_set(const yx_detector *d, const char *name, const char *value,
                                 double *param)
{
    size_t at = 0, word = 0;
    char *end;

    while (at < d->n_param &&
           strcmp(d->param[at].r_name ? d->param[at].r_name : d->param[at].name, name) != 0)
        at++;
    if (at == d->n_param)
        fail_msg("%s has no option %s", d->name, name);
    const yx_param *p = &d->param[at];
    param[at] = strtod(value, &end);
    if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
        param[at] = value[0] == 't';
    else if (*end || end == value) {
        while (p->words && p->words[word] && strcmp(p->words[word], value) != 0)
            word++;
        T_OK(p->words && p->words[word]);
        param[at] = p->or_word ? YX_WORD(word) : (double)word;
    }
}

/* One value: text, number, true or false. Returns what follows. */
static inline const char *t_fixture_value(const char *at, char *ret, size_t size)
{
    size_t n;

    if (*at == '"') {
        n = strcspn(++at, "\"");
        T_OK(n < size && at[n] == '"');
    } else {
        n = strcspn(at, ",]}");
        T_OK(n > 0 && n < size && at[n]);
    }
    memcpy(ret, at, n);
    ret[n] = 0;
    return at + n + (at[n] == '"');
}

/* The options of a row, by R's names; the others keep their defaults. */
static inline void t_fixture_param(const yx_detector *d, const char *options, double *param)
{
    char name[64], item[96], value[64];

    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    T_OK(*options++ == '{');
    while (*options == '"') {
        options = t_fixture_value(options, name, sizeof name);
        T_OK(*options++ == ':');
        if (*options == '[')
            for (int i = 0; *options != ']'; i++) {
                options = t_fixture_value(options + 1, value, sizeof value);
                snprintf(item, sizeof item, "%s[%d]", name, i);
                t_fixture_set(d, item, value, param);
            }
        else {
            options = t_fixture_value(options, value, sizeof value);
            t_fixture_set(d, name, value, param);
        }
        options += *options == ']';
        options += *options == ',';
    }
    T_OK(strcmp(options, "}") == 0);
}

/* Our verdict for the row, judged on the whole series. */
static inline const yx_verdict *t_fixture_run(t_fixture *f, const yx_detector *d, const t_row *row)
{
    const t_series *s = row->series;
    yx_screen_input in = {
        .n = s->n, .observed = s->observed, .population = s->population, .per_year = s->per_year};
    double param[YX_PARAM_MAX], *room;

    if (f->of == s && strcmp(f->options, row->options) == 0)
        return &f->verdict[row->t - 1];
    t_fixture_param(d, row->options, param);
    room = malloc((yx_screen_room(d, s->n, param) + 1) * sizeof *room);
    T_OK(room != NULL);
    T_OK(yx_screen(d, &in, param, YX_LOOK_HIGH, room, f->verdict, NULL) == YX_OK);
    free(room);
    for (size_t t = 0; t < s->n; t++)
        f->n_judged += f->verdict[t].state != YX_TOO_SHORT;
    f->of = s;
    snprintf(f->options, sizeof f->options, "%s", row->options);
    return &f->verdict[row->t - 1];
}

/* |a - b| at most e times the larger, or times `least` where both are smaller; both NAN. */
static inline void t_fixture_same(const t_row *row, const char *what, double ours, double r,
                                  double e, double least)
{
    if ((isnan(ours) && isnan(r)) || ours == r)
        return;
    if (!(fabs(ours - r) <= e * fmax(fmax(fabs(ours), fabs(r)), least)))
        fail_msg("%s %s t=%zu: %s %.17g, R has %.17g", row->series->name, row->options, row->t,
                 what, ours, r);
}

#endif
