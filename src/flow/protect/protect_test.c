/* What protects a workspace: sums over time by hand and by levels; and every allocation failing. */
#include "flow/protect/inside.h"

#include "base/input.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR yx_str_of

/* --- sums over time --- */

typedef struct told {
    char text[1000];
    size_t n, sums;
    const yx_period *at;
    bool wrong;
} told;

/* Levels of days by a rule that no sum follows by chance. */
static int64_t level(yx_day day)
{
    uint64_t x = (uint64_t)day * 0x9E3779B97F4A7C15u;

    return (int64_t)((x ^ x >> 29) % 1000003);
}

static int64_t flow(yx_period p)
{
    return level(p.last + 1) - level(p.first);
}

static yx_code write_sum(void *arg, const uint32_t *term, const signed char *sign, size_t n,
                         yx_err *err)
{
    told *t = arg;
    char text[YX_PERIOD_TEXT];
    int64_t sum = 0;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        sum += sign[i] * flow(t->at[term[i]]);
        if (t->n + 60 < sizeof t->text)
            t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%c%s",
                                     sign[i] < 0 ? '-' : '+',
                                     yx_period_text(t->at[term[i]], false, text));
    }
    if (t->n + 2 < sizeof t->text)
        t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, ";");
    t->wrong |= sum != 0;
    t->sums++;
    return YX_OK;
}

static void sums_of(const char *const *text, size_t n, const char *expected)
{
    yx_period at[20];
    told t = {.at = at};

    for (size_t i = 0; i < n; i++)
        T_OK(yx_period_read(STR(text[i]), &at[i]));
    T_OK(yx_period_sums(at, n, write_sum, &t, NULL) == YX_OK);
    T_OK(!t.wrong);
    T_TEXT(t.text, expected);
}

static void periods(void **state)
{
    static const char *const quarter[] = {"2022-01", "2022-02", "2022-03", "2022-Q1"};
    static const char *const together[] = {"2022-01..02", "2022-03", "2022-Q1", "2022-04"};
    static const char *const months[] = {"2022-01", "2022-02", "2022-03"};
    static const char *const back[] = {"2022-H1", "2022-Q1", "2022-05", "2022-06", "2022-Q2"};

    (void)state;
    sums_of(quarter, 4, "-2022-Q1+2022-03+2022-02+2022-01;");
    sums_of(together, 4, "-2022-Q1+2022-03+2022-01..02;");
    sums_of(months, 3, "");
    sums_of(back, 5, "-2022-H1+2022-Q2+2022-Q1;");
}

/* Any periods: every sum that is told is right, and there are as many as there are steps beyond a
 * tree over the days. */
static void random_periods(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (int round = 0; round < 300; round++) {
        yx_period at[40];
        bool joined[16][16] = {{false}};
        told t = {.at = at};
        size_t n = 0, days = 0, trees = 0;
        bool used[16] = {false}, seen[16] = {false};
        for (int k = 0; k < 40; k++) {
            yx_day a, b;
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            a = (yx_day)(seed >> 33) % 15;
            b = a + 1 + (yx_day)(seed >> 50) % (16 - a - 1 > 0 ? 16 - a - 1 : 1);
            if (joined[a][b] || (seed >> 60) % 2)
                continue;
            joined[a][b] = joined[b][a] = used[a] = used[b] = true;
            at[n++] = (yx_period){a, b - 1};
        }
        for (int d = 0; d < 16; d++) { /* trees: parts of the days that hang together */
            int queue[16], head = 0, tail = 0;
            days += used[d];
            if (!used[d] || seen[d])
                continue;
            trees++;
            seen[d] = true;
            queue[tail++] = d;
            while (head < tail) {
                int x = queue[head++];
                for (int y = 0; y < 16; y++)
                    if (joined[x][y] && !seen[y]) {
                        seen[y] = true;
                        queue[tail++] = y;
                    }
            }
        }
        T_OK(yx_period_sums(at, n, write_sum, &t, NULL) == YX_OK);
        T_OK(!t.wrong);
        T_OK(t.sums == n - (days - trees));
    }
}

/* --- terms --- */

static void terms(void **state)
{
    yx_str rest = STR(" a + b+c"), term, a, x;
    char text[40] = "";

    (void)state;
    while (yx_term_next(&rest, &term))
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "[%.*s]", (int)term.n,
                       term.at);
    T_TEXT(text, "[a][b][c]");
    T_OK(yx_ratio_parts(STR("a / b"), &a, &x) && yx_str_is(a, "a") && yx_str_is(x, "b"));
    T_OK(!yx_ratio_parts(STR("a"), &a, &x) && !yx_ratio_parts(STR("/b"), &a, &x));
    T_OK(!yx_ratio_parts(STR(""), &a, &x) && !yx_ratio_parts(STR("a/"), &a, &x));
}

/* --- a workspace --- */

static void read_catalog(yx_workspace *ws, yx_catalog_kind kind, const char *text)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(STR(text), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(ws->catalog, kind, "x.csv", input, faults, &n, NULL) == YX_OK);
    yx_input_close(input);
    yx_faults_free(faults);
}

/* P = A + B + C, of which A has two contributors and C comes out later; months and their quarter.
 */
static yx_workspace filled(void)
{
    static int number;
    static const struct {
        const char *region, *period;
        int64_t value;
        uint32_t contributors;
        yx_day release;
    } rows[] = {
        {"P", "2022-01", 60, YX_CONTRIBUTORS_NONE, YX_DAY_NONE},
        {"A", "2022-01", 10, 2, YX_DAY_NONE},
        {"B", "2022-01", 20, 9, YX_DAY_NONE},
        {"C", "2022-01", 30, 9, YX_DAY_NONE},
        {"C", "2022-02", 31, 9, 19200},
        {"A", "2022-02", 5, 9, YX_DAY_NONE},
        {"A", "2022-03", 7, 9, YX_DAY_NONE},
        {"A", "2022-Q1", 22, 9, YX_DAY_NONE},
    };
    yx_store_settings settings = {"Asia/Shanghai", true};
    yx_workspace ws = {0};
    yx_batch *b = NULL;
    yx_taken taken;
    char dir[200];

    snprintf(dir, sizeof dir, "%s/protect%d", t_folder(), number++);
    T_OK(yx_store_init(dir, &settings, 1000, "local", NULL) == YX_OK);
    T_OK(yx_workspace_open(dir, false, INT64_MAX, &ws, NULL) == YX_OK);
    read_catalog(&ws, YX_REGIONS,
                 "code,name_zh,level,parent_code\nP,省,p,\nA,甲,c,P\nB,乙,c,P\nC,丙,c,P\n");
    read_catalog(&ws, YX_INDICATORS,
                 "code,name_zh,unit,frequency,kind,aggregation\nx,某,个,M,flow,sum\n");
    T_OK(yx_batch_new("a.csv", "", &b, NULL) == YX_OK);
    for (size_t i = 0; i < YX_COUNT(rows); i++) {
        yx_obs o = {.as_of = 19100,
                    .mantissa = rows[i].value,
                    .contributors = rows[i].contributors,
                    .release = rows[i].release};
        T_OK(yx_period_read(STR(rows[i].period), &o.period));
        T_OK(yx_names_add(b->region, STR(rows[i].region), &o.region, NULL) == YX_OK);
        T_OK(yx_names_add(b->indicator, STR("x"), &o.indicator, NULL) == YX_OK);
        T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
    }
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    T_OK(yx_store_take(ws.store, b, 2000, "local", &taken, NULL) == YX_OK);
    T_OK(yx_store_commit(ws.store, NULL) == YX_OK);
    T_OK(yx_store_head(ws.store, &ws.head, NULL) == YX_OK);
    yx_batch_free(b);
    return ws;
}

/* Values of A, B, C, P, blank where nothing is shown. */
static void shown(yx_workspace *ws, const char *expected)
{
    char text[200] = "";
    yx_versions at = {0};

    for (const char *r = "ABCP"; *r; r++) {
        char code[2] = {*r, 0};
        T_OK(yx_store_series(ws->store, STR(code), STR("x"), YX_KNOWN_ALL, &at, NULL) == YX_OK);
        for (size_t i = 0; i < at.n; i++)
            (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%d ", code,
                           (int)at.at[i].value.mantissa);
    }
    yx_versions_free(&at);
    T_TEXT(text, expected);
}

static void protect(void **state)
{
    yx_workspace ws = filled();
    size_t count[YX_N_HIDDEN];

    (void)state;
    shown(&ws, "A10 A22 A5 A7 B20 C30 C31 P60 ");
    T_OK(yx_protect(&ws, 19199, NULL) == YX_OK);
    /* A1 is small: B1 would give it away over the tree, A2 over the quarter. */
    shown(&ws, "A22 A7 C30 P60 ");
    T_OK(yx_protect_count(&ws, YX_KNOWN_ALL, count, NULL) == YX_OK);
    T_OK(count[YX_TOO_FEW] == 1 && count[YX_WOULD_REVEAL] == 2 && count[YX_NOT_RELEASED] == 1);
    T_OK(yx_protect(&ws, 19200, NULL) == YX_OK);
    shown(&ws, "A22 A7 C30 C31 P60 ");
    yx_unprotect(&ws);
    shown(&ws, "A10 A22 A5 A7 B20 C30 C31 P60 ");
    yx_workspace_close(&ws);
}

static bool no_memory(void *arg)
{
    yx_workspace *ws = arg;
    yx_err err = {0};
    yx_code rc = yx_protect(ws, 19199, &err);
    bool right = rc ? rc == YX_E_NOMEM && !ws->hidden : yx_hidden_any(ws->hidden);

    yx_unprotect(ws);
    return right;
}

static void memory(void **state)
{
    yx_workspace ws = filled();

    (void)state;
    T_OK(t_every_alloc(no_memory, &ws) > 20);
    yx_workspace_close(&ws);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods), cmocka_unit_test(random_periods), cmocka_unit_test(terms),
        cmocka_unit_test(protect), cmocka_unit_test(memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
