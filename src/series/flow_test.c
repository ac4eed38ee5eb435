/* Tables of one region's reports and what was added between them. */
#include "series/flow.h"
#include "tests/support/t.h"

#include <string.h>

enum { MOST = 8 };

typedef struct report {
    const char *period, *total;
    const char *flow_of, *flow; /* expected; flow NULL: not known */
    int span;
} report;

static yx_decimal decimal(const char *text)
{
    yx_decimal d = {0, 0};

    T_OK(yx_decimal_read(yx_str_of(text), &d) == YX_DECIMAL_OK);
    return d;
}

static yx_period period(const char *text)
{
    yx_period p = {0, 0};

    T_OK(yx_period_read(yx_str_of(text), &p));
    return p;
}

static const struct {
    const char *why;
    report at[MOST];
} ytd[] = {
    {"month by month",
     {{"2022-01", "10", "2022-01", "10", 1},
      {"2022-01..02", "25", "2022-02", "15", 1},
      {"2022-01..03", "45.5", "2022-03", "20.5", 1}}},
    {"1-2月 together, then a new year",
     {{"2021-01..11", "110", "2021-01..11", "110", 11},
      {"2021-01..12", "125", "2021-12", "15", 1},
      {"2022-01..02", "20", "2022-01..02", "20", 2},
      {"2022-01..03", "32", "2022-03", "12", 1}}},
    {"months skipped",
     {{"2022-01..02", "20", "2022-01..02", "20", 2},
      {"2022-01..05", "65", "2022-03..05", "45", 3},
      {"2022-01..06", "80", "2022-06", "15", 1}}},
    {"quarters of a quarterly report",
     {{"2022-01..03", "3", "2022-Q1", "3", 3},
      {"2022-01..06", "7", "2022-Q2", "4", 3},
      {"2022-01..12", "20", "2022-H2", "13", 6}}},
    {"revised downwards",
     {{"2022-01..04", "100", "2022-01..04", "100", 4},
      {"2022-01..05", "97.5", "2022-05", "-2.5", 1}}},
    {"exact where doubles are not",
     {{"2022-01", "0.1", "2022-01", "0.1", 1},
      {"2022-01..02", "0.3", "2022-02", "0.2", 1},
      {"2022-01..03", "9007199254740993", "2022-03", "9007199254740992.7", 1}}},
    {"trailing zeros give way",
     {{"2022-01", "0.0000", "2022-01", "0.0000", 1},
      {"2022-01..02", "9000000000000000000", "2022-02", "9000000000000000000", 1}}},
    {"too large a difference is not known",
     {{"2022-01", "-9000000000000000000", "2022-01", "-9000000000000000000", 1},
      {"2022-01..02", "9000000000000000000", "2022-02", NULL, 1},
      {"2022-01..03", "9000000000000000001", "2022-03", "1", 1}}},
    {"one scale too fine is not known",
     {{"2022-01", "0.5", "2022-01", "0.5", 1},
      {"2022-01..02", "9000000000000000000", "2022-02", NULL, 1}}},
};

static const struct {
    const char *why;
    report at[MOST];
} cumulative[] = {
    {"the first has no flow, January does not start anew",
     {{"2021-11", "1000", "2021-11", NULL, 1},
      {"2021-12", "1010", "2021-12", "10", 1},
      {"2022-01", "1025", "2022-01", "15", 1}}},
    {"a gap of months",
     {{"2021-11", "1000", "2021-11", NULL, 1},
      {"2022-02", "1030", "2021-12-01 2022-02-28", "30", 3}}},
    {"days, one missing",
     {{"2021-12-30", "5", "2021-12-30", NULL, 1},
      {"2021-12-31", "7", "2021-12-31", "2", 1},
      {"2022-01-02", "6", "2022-01-01 2022-01-02", "-1", 2}}},
    {"weeks",
     {{"2020-W53", "5", "2020-W53", NULL, 1}, {"2021-W02", "9", "2021-01-04 2021-01-17", "4", 2}}},
    {"one report only", {{"2021", "5", "2021", NULL, 1}}},
};

/* "2021-W05", or two days where that is no period with a name. */
static yx_period days(const char *text)
{
    const char *blank = strchr(text, ' ');
    yx_period p;

    if (!blank)
        return period(text);
    T_OK(yx_day_read((yx_str){text, (size_t)(blank - text)}, &p.first));
    T_OK(yx_day_read(yx_str_of(blank + 1), &p.last));
    return p;
}

typedef yx_code flow_of(const yx_period *, const yx_decimal *, size_t, yx_flow *, yx_err *);

static void check(const char *why, const report *at, flow_of *f)
{
    yx_period p[MOST];
    yx_decimal v[MOST];
    yx_flow flow[MOST];
    size_t n = 0;

    for (; n < MOST && at[n].period; n++) {
        p[n] = period(at[n].period);
        v[n] = decimal(at[n].total);
    }
    T_OK(f(p, v, n, flow, NULL) == YX_OK);
    for (size_t i = 0; i < n; i++) {
        char text[YX_DECIMAL_TEXT];
        if (yx_period_order(flow[i].period, days(at[i].flow_of)) != 0 || flow[i].span != at[i].span)
            fail_msg("%s: report %zu: other days or span %d", why, i, flow[i].span);
        T_OK(flow[i].known == (at[i].flow != NULL));
        if (flow[i].known)
            T_TEXT(yx_decimal_text(flow[i].value, text), at[i].flow);
    }
}

static void by_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ytd / sizeof ytd[0]; i++)
        check(ytd[i].why, ytd[i].at, yx_flow_from_ytd);
    for (size_t i = 0; i < sizeof cumulative / sizeof cumulative[0]; i++)
        check(cumulative[i].why, cumulative[i].at, yx_flow_from_cumulative);
}

static void refused(void **state)
{
    static const char *const wrong[][2] = {
        {"2022-02", NULL},              /* not from January */
        {"2022-Q2", NULL},              /* nor this */
        {"2022-01-05", NULL},           /* a day */
        {"2022-01..03", "2022-01"},     /* backwards */
        {"2022-01..03", "2022-01..03"}, /* twice */
        {"2023-01", "2022-01..03"},     /* years backwards */
    };
    static const char *const mixed[][2] = {{"2022-01", "2022-Q2"},
                                           {"2022-02", "2022-01"},
                                           {"2022-01", "2022-01"},
                                           {"2022-01..02", NULL}};
    yx_decimal v[2] = {{1, 0}, {2, 0}};
    yx_flow flow[2];
    yx_period p[2];
    yx_err err;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(wrong); i++) {
        size_t n = wrong[i][1] ? 2 : 1;
        for (size_t k = 0; k < n; k++)
            p[k] = period(wrong[i][k]);
        T_OK(yx_flow_from_ytd(p, v, n, flow, &err) == YX_E_RANGE);
    }
    for (size_t i = 0; i < YX_COUNT(mixed); i++) {
        size_t n = mixed[i][1] ? 2 : 1;
        for (size_t k = 0; k < n; k++)
            p[k] = period(mixed[i][k]);
        T_OK(yx_flow_from_cumulative(p, v, n, flow, &err) == YX_E_RANGE);
    }
    T_OK(yx_flow_from_ytd(NULL, NULL, 0, NULL, NULL) == YX_OK);
    T_OK(yx_flow_from_cumulative(NULL, NULL, 0, NULL, NULL) == YX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_head), cmocka_unit_test(refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
