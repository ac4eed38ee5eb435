/* Series joined out of parts: sums and weighted means that can be done in the head, gaps that say
 * why, and totals that no choice of boundaries changes. */
#include "base/buf.h"
#include "series/joined.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 8 };

static yx_period period(const char *text)
{
    yx_period p = {0, 0};

    T_OK(yx_period_read(yx_str_of(text), &p));
    return p;
}

/* "2020=10 2021=12.5": versions in that order, each with an entry of its own. */
static void series_of(const char *text, yx_versions *ret)
{
    *ret = (yx_versions){calloc(MOST, sizeof *ret->at), 0, MOST};
    T_OK(ret->at != NULL);
    while (*text) {
        size_t key = strcspn(text, "="), value = strcspn(text + key + 1, " ");
        yx_version *v = &ret->at[ret->n++];
        T_OK(ret->n <= MOST && yx_period_read((yx_str){text, key}, &v->period));
        T_OK(yx_decimal_read((yx_str){text + key + 1, value}, &v->value) == YX_DECIMAL_OK);
        v->seq = (int64_t)ret->n;
        text += key + 1 + value;
        text += *text == ' ';
    }
}

typedef struct strand_text {
    const char *code, *first, *end; /* NULL: for ever */
    int64_t from, to;
    bool implied, outside;
    const char *value, *base; /* base NULL: none is named */
} strand_text;

static const struct {
    const char *why;
    yx_kind kind;
    strand_text strand[4]; /* of region C */
    const char *want;      /* "period=value how", or "period=! lack missing"; parted by "; " */
} cases[] = {
    {"as reported",
     YX_FLOW,
     {{"C", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2020=1.50 2021=2", NULL}},
     "2020=1.50 reported; 2021=2 reported"},
    {"a new code is one line",
     YX_STOCK,
     {{"B", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2018=10 2019=11 2020=99", NULL},
      {"C", "2020-01-01", NULL, 0, YX_SHARE_ALL, false, false, "2019=98 2020=12", NULL}},
     "2018=10 joined; 2019=11 joined; 2020=12 reported"},
    {"a merged pair adds",
     YX_YTD,
     {{"A", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2018=1.5 2019=2", NULL},
      {"B", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2018=2.25 2019=3", NULL},
      {"C", "2020-01-01", NULL, 0, YX_SHARE_ALL, false, false, "2020=7", NULL}},
     "2018=3.75 joined; 2019=5 joined; 2020=7 reported"},
    {"a part that is missing is named",
     YX_FLOW,
     {{"A", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2018=1", NULL},
      {"B", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2019=3", NULL}},
     "2018=! part B; 2019=! part A"},
    {"one that is only implied is not missed, but counts",
     YX_FLOW,
     {{"A", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2018=1 2019=2", NULL},
      {"C", NULL, "2020-01-01", 0, YX_SHARE_ALL, true, false, "2019=5", NULL}},
     "2018=1 joined; 2019=7 joined"},
    {"a split uses its weight", /* 0.4 * 101 */
     YX_FLOW,
     {{"A", NULL, "2020-01-01", 0, 4 * (YX_SHARE_ALL / 10), false, false, "2019=101", NULL},
      {"C", "2020-01-01", NULL, 0, YX_SHARE_ALL, false, false, "2020=50", NULL}},
     "2019=40.4 split; 2020=50 reported"},
    {"a share and a whole", /* 0.1 * 50 + 7.5 */
     YX_FLOW,
     {{"A", NULL, "2020-01-01", 9 * (YX_SHARE_ALL / 10), YX_SHARE_ALL, false, false, "2019=50",
       NULL},
      {"C", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2019=7.5", NULL}},
     "2019=12.5 split"},
    {"a rate is weighted by its base", /* (5 * 100 + 8 * 200) / 300 */
     YX_RATE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5.0", "2019=100"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8.0", "2019=200"}},
     "2019=7.0 joined"},
    {"to four digits more", /* (1 + 2 * 2) / 3 = 1.66667 */
     YX_INDEX,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=1.0", "2019=1"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=2.0", "2019=2"}},
     "2019=1.66667 joined"},
    {"the base of the year goes with a month",
     YX_PRICE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019-03=1", "2018=9 2019=1"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019-03=3", "2019=1"}},
     "2019-03=2 joined"},
    {"a share takes a share of the base", /* (5 * 50 + 8 * 200) / 250 */
     YX_RATE,
     {{"A", NULL, NULL, 0, 5 * (YX_SHARE_ALL / 10), false, false, "2019=5.0", "2019=100"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8.0", "2019=200"}},
     "2019=7.4 split"},
    {"a rate without a base",
     YX_RATE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5.0", NULL},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8.0", NULL}},
     "2019=! no base "},
    {"one whole part needs none",
     YX_RATE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5.10", NULL}},
     "2019=5.10 joined"},
    {"a base that did not come",
     YX_RATE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5.0", "2019=100"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8.0", "2018=100"}},
     "2019=! base of a part B"},
    {"bases that add to nothing",
     YX_RATE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5.0", "2019=0"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8.0", "2019=0"}},
     "2019=! weights "},
    {"a negative base",
     YX_RATE,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5.0", "2019=-1"},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8.0", "2019=2"}},
     "2019=! weights "},
    {"a mixture stays outside, behind what is inside",
     YX_FLOW,
     {{"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=4", NULL},
      {"C", "2019-01-01", NULL, 0, YX_SHARE_ALL, false, true, "2018=1 2019=9 2020=8", NULL}},
     "2019=4 joined; 2019=9 outside; 2020=8 outside"},
    {"too large",
     YX_FLOW,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=9223372036854775807", NULL},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=1", NULL}},
     "2019=! digits "},
    {"digits that do not fit fall off", /* 9223372036854775 + 0.123456 needs 22 digits */
     YX_FLOW,
     {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=9223372036854775", NULL},
      {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=0.123456", NULL}},
     "2019=9223372036854775.123 joined"},
    {"nothing", YX_FLOW, {{"C", NULL, NULL, 0, YX_SHARE_ALL, false, false, "", NULL}}, ""},
};

static void joined_text(const yx_joined *joined, yx_buf *out)
{
    char text[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT];

    for (size_t i = 0; i < joined->n; i++) {
        const yx_joint *v = &joined->at[i];
        yx_buf_f(out, "%s%s=", i ? "; " : "", yx_period_text(v->period, false, text));
        if (v->lack)
            yx_buf_f(out, "! %s %s", yx_lack_name[v->lack], v->missing);
        else
            yx_buf_f(out, "%s %s", yx_decimal_text(v->value, value), yx_how_name[v->how]);
    }
    yx_buf_char(out, 0);
}

typedef struct made {
    yx_part part[4];
    yx_versions value[4], base[4];
    yx_strand strand[4];
    size_t n;
} made;

static void make_strands(const strand_text *text, made *m)
{
    *m = (made){0};
    for (; m->n < 4 && text[m->n].code; m->n++) {
        const strand_text *t = &text[m->n];
        yx_part *p = &m->part[m->n];
        *p = (yx_part){t->code, YX_DAY_MIN, YX_DAY_MAX + 1, t->from, t->to, t->implied, t->outside};
        T_OK(!t->first || yx_day_read(yx_str_of(t->first), &p->first));
        T_OK(!t->end || yx_day_read(yx_str_of(t->end), &p->end));
        series_of(t->value, &m->value[m->n]);
        series_of(t->base ? t->base : "", &m->base[m->n]);
        m->strand[m->n] = (yx_strand){p, &m->value[m->n], t->base ? &m->base[m->n] : NULL};
    }
}

static void free_strands(made *m)
{
    for (size_t i = 0; i < m->n; i++) {
        free(m->value[i].at);
        free(m->base[i].at);
    }
}

static void parts_are_joined(void **state)
{
    yx_joined joined = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf got = {0};
        made m;
        make_strands(cases[i].strand, &m);
        T_OK(yx_joined_make("C", cases[i].kind, YX_STOCK, m.strand, m.n, &joined, NULL) == YX_OK);
        joined_text(&joined, &got);
        if (strcmp(got.at, cases[i].want) != 0)
            fail_msg("%s: got\n  %s\nnot\n  %s", cases[i].why, got.at, cases[i].want);
        yx_buf_free(&got);
        free_strands(&m);
    }
    yx_joined_free(&joined);
}

/* What is newest of the parts is when the sum became known. */
static void the_newest_part_dates_the_sum(void **state)
{
    const strand_text text[4] = {{"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=5", NULL},
                                 {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8", NULL}};
    yx_joined joined = {0};
    made m;

    (void)state;
    make_strands(text, &m);
    m.value[0].at[0].as_of = 7;
    m.value[1].at[0].as_of = 6;
    m.value[1].at[0].seq = 9;
    T_OK(yx_joined_make("C", YX_FLOW, YX_FLOW, m.strand, m.n, &joined, NULL) == YX_OK);
    T_OK(joined.n == 1 && joined.at[0].newest.as_of == 7 && joined.at[0].newest.seq == 1);
    T_OK(joined.at[0].n_piece == 2 && joined.piece[1].version.seq == 9);
    T_TEXT(joined.piece[1].code, "B");
    yx_joined_free(&joined);
    free_strands(&m);
}

/* 同比 over a new code: 12 after 10 is 20 %, and is joined; 15 after 12 is 25 %, as reported. */
static void a_year_before(void **state)
{
    const strand_text text[4] = {
        {"B", NULL, "2020-01-01", 0, YX_SHARE_ALL, false, false, "2017-Q1=0 2018-Q1=4 2019-Q1=10",
         NULL},
        {"C", "2020-01-01", NULL, 0, YX_SHARE_ALL, false, false, "2020-Q1=12 2021-Q1=15", NULL}};
    yx_joined joined = {0};
    yx_how how = YX_HOW_OUTSIDE;
    double pct = 0;
    made m;

    (void)state;
    make_strands(text, &m);
    T_OK(yx_joined_make("C", YX_FLOW, YX_FLOW, m.strand, m.n, &joined, NULL) == YX_OK);
    T_OK(joined.n == 5);
    T_OK(!yx_joined_yoy(&joined, &joined.at[0], &pct, &how)); /* nothing before */
    T_OK(!yx_joined_yoy(&joined, &joined.at[1], &pct, &how)); /* 0 before */
    T_OK(yx_joined_yoy(&joined, &joined.at[3], &pct, &how) && how == YX_HOW_JOINED);
    T_NEAR(pct, 20, 1e-12);
    T_OK(yx_joined_yoy(&joined, &joined.at[4], &pct, &how) && how == YX_HOW_REPORTED);
    T_NEAR(pct, 25, 1e-12);
    T_OK(yx_joined_find(&joined, period("2019-Q1")) == &joined.at[2]);
    T_OK(yx_joined_find(&joined, period("2019-Q2")) == NULL);
    yx_joined_free(&joined);
    free_strands(&m);
}

/* --- no choice of boundaries changes a total --- */

static uint32_t rng;

static uint32_t any(uint32_t n)
{
    rng = rng * 1664525u + 1013904223u;
    return (rng >> 8) % n;
}

enum { CODES = 8, YEARS = 12, EVENTS = 10 };

/* A tree of counties that change on new year's days, so that what one year reports is whole: every
 * code that is in force then. Codes C0, C1, ... are never used again. */
typedef struct county {
    int from, to; /* years in force; to: first year in which it is not */
    int touched;  /* last year in which something happened to it: one thing a year */
} county;

typedef struct world {
    county at[CODES + 3 * EVENTS];
    int n;
    yx_buf regions, lineage;
} world;

/* A county that nothing has happened to in the year yet, or -1. */
static int living(const world *w, int year)
{
    for (int tries = 0; tries < 50; tries++) {
        int c = (int)any((uint32_t)w->n);
        if (w->at[c].touched < year && w->at[c].to > year)
            return c;
    }
    return -1;
}

static int new_county(world *w, int year)
{
    w->at[w->n] = (county){year, INT32_MAX, year};
    return w->n++;
}

static void event(world *w, int year)
{
    int a = living(w, year), b = -1, c, weight = 1 + (int)any(998);

    if (a < 0)
        return;
    w->at[a].to = w->at[a].touched = year;
    switch (any(3)) {
    case 0:
        c = new_county(w, year);
        yx_buf_f(&w->lineage, "%d-01-01,recode,C%d,C%d,1,\n", year, a, c);
        break;
    case 1:
        b = living(w, year);
        c = new_county(w, year);
        yx_buf_f(&w->lineage, "%d-01-01,merge,C%d,C%d,1,\n", year, a, c);
        if (b < 0)
            break;
        w->at[b].to = w->at[b].touched = year;
        yx_buf_f(&w->lineage, "%d-01-01,merge,C%d,C%d,1,\n", year, b, c);
        break;
    default:
        b = living(w, year); /* a neighbour takes a part, if there is one */
        c = new_county(w, year);
        b = b < 0 ? new_county(w, year) : b;
        w->at[b].touched = year;
        yx_buf_f(&w->lineage, "%d-01-01,split,C%d,C%d,0.%03d,\n", year, a, c, weight);
        yx_buf_f(&w->lineage, "%d-01-01,split,C%d,C%d,0.%03d,\n", year, a, b, 1000 - weight);
    }
}

static void read_text(yx_catalog *catalog, yx_catalog_kind kind, yx_str text)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n = 0;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(text, &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(catalog, kind, "test.csv", input, faults, &n, NULL) == YX_OK);
    yx_input_close(input);
    yx_faults_free(faults);
}

static void make_world(world *w, yx_catalog *catalog)
{
    *w = (world){0};
    for (int i = 0; i < CODES; i++)
        (void)new_county(w, 2000);
    yx_buf_text(&w->lineage, "day,kind,from_code,to_code,weight,source\n");
    for (int i = 0, year = 2001; i < EVENTS && year < 2000 + YEARS; i++, year += (int)any(3))
        event(w, year);
    yx_buf_text(&w->regions, "code,name_zh,level,parent_code,valid_from,valid_to\n");
    for (int i = 0; i < w->n; i++) {
        yx_buf_f(&w->regions, "C%d,,county,,", i);
        if (w->at[i].from > 2000)
            yx_buf_f(&w->regions, "%d-01-01", w->at[i].from);
        if (w->at[i].to < INT32_MAX)
            yx_buf_f(&w->regions, ",%d-01-01\n", w->at[i].to);
        else
            yx_buf_text(&w->regions, ",\n");
    }
    read_text(catalog, YX_REGIONS, yx_buf_view(&w->regions));
    read_text(catalog, YX_LINEAGE, yx_buf_view(&w->lineage));
}

/* In 10^-12, exact. */
static int64_t exact(yx_decimal v)
{
    int64_t wide = 0;

    T_OK(v.scale <= 12 && yx_decimal_rescale(v.mantissa, v.scale, 12, &wide));
    return wide;
}

/* Each county reports 0.000 to 999.999 of the year, in as many digits as it likes. */
static yx_decimal reported(int code, int year)
{
    yx_decimal v = {(code * 7919 + year * 104729) % 1000000, 3};

    return yx_decimal_round(v, (uint8_t)((code + year) % 4));
}

static void county_series(const world *w, int code, yx_versions *ret)
{
    *ret = (yx_versions){calloc(YEARS, sizeof *ret->at), 0, YEARS};
    T_OK(ret->at != NULL);
    for (int year = 2000; year < 2000 + YEARS; year++)
        if (w->at[code].from <= year && year < w->at[code].to)
            ret->at[ret->n++] =
                (yx_version){.period = {yx_day_of(year, 1, 1), yx_day_of(year, 12, 31)},
                             .value = reported(code, year)};
}

static void check_totals(const world *w, const yx_catalog *catalog, const yx_versions *series,
                         int target, size_t *splits)
{
    int64_t total[YEARS] = {0}, want[YEARS] = {0};
    yx_boundaries *b = NULL;
    yx_joined joined = {0};

    T_OK(yx_boundaries_new(catalog, yx_day_of(target, 7, 1), &b, NULL) == YX_OK);
    for (int c = 0; c < w->n; c++)
        for (size_t i = 0; i < series[c].n; i++) {
            int year, month, day;
            yx_day_parts(series[c].at[i].period.first, &year, &month, &day);
            want[year - 2000] += exact(series[c].at[i].value);
        }
    for (uint32_t i = 0; i < yx_n_region(catalog); i++) {
        yx_strand strand[64];
        size_t n;
        const yx_part *part = yx_boundaries_parts(b, i, &n);
        T_OK(n <= 64);
        for (size_t k = 0; k < n; k++)
            strand[k] = (yx_strand){&part[k], &series[strtol(part[k].code + 1, NULL, 10)], NULL};
        T_OK(yx_joined_make(yx_region_at(catalog, i)->code, YX_FLOW, YX_FLOW, strand, n, &joined,
                            NULL) == YX_OK);
        for (size_t k = 0; k < joined.n; k++) {
            int year, month, day;
            yx_day_parts(joined.at[k].period.first, &year, &month, &day);
            T_OK(joined.at[k].lack == YX_LACK_NOTHING);
            total[year - 2000] += exact(joined.at[k].value);
            *splits += joined.at[k].how == YX_HOW_SPLIT;
        }
    }
    for (int year = 0; year < YEARS; year++)
        if (total[year] != want[year])
            fail_msg("the total of %d on the boundaries of %d is %lld, not %lld\n%.*s", 2000 + year,
                     target, (long long)total[year], (long long)want[year], (int)w->lineage.n,
                     w->lineage.at);
    yx_joined_free(&joined);
    yx_boundaries_free(b);
}

static void totals_are_equal_on_all_boundaries(void **state)
{
    size_t splits = 0;

    (void)state;
    for (uint32_t seed = 1; seed <= 200; seed++) {
        yx_catalog *catalog = NULL;
        yx_versions series[CODES + 3 * EVENTS];
        world w;
        rng = seed;
        T_OK(yx_catalog_new(&catalog, NULL) == YX_OK);
        make_world(&w, catalog);
        for (int c = 0; c < w.n; c++)
            county_series(&w, c, &series[c]);
        for (int target = 2000; target < 2000 + YEARS; target++)
            check_totals(&w, catalog, series, target, &splits);
        for (int c = 0; c < w.n; c++)
            free(series[c].at);
        yx_buf_free(&w.regions);
        yx_buf_free(&w.lineage);
        yx_catalog_free(catalog);
    }
    T_OK(splits > 1000);
}

static bool join_or_nothing(void *arg)
{
    const made *m = arg;
    yx_joined joined = {0};
    yx_err err = {0};
    yx_code rc = yx_joined_make("C", YX_FLOW, YX_FLOW, m->strand, m->n, &joined, &err);
    bool held = rc == YX_OK ? joined.n == 2 : rc == YX_E_NOMEM && err.code == YX_E_NOMEM;

    yx_joined_free(&joined);
    return held;
}

static void memory_may_fail(void **state)
{
    const strand_text text[4] = {
        {"A", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2018=1 2019=5", NULL},
        {"B", NULL, NULL, 0, YX_SHARE_ALL, false, false, "2019=8", NULL}};
    made m;

    (void)state;
    make_strands(text, &m);
    T_OK(t_every_alloc(join_or_nothing, &m) > 3);
    free_strands(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_joined), cmocka_unit_test(the_newest_part_dates_the_sum),
        cmocka_unit_test(a_year_before),    cmocka_unit_test(totals_are_equal_on_all_boundaries),
        cmocka_unit_test(memory_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
