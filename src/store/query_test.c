/* SQL over a small table of numbers: what is pushed down, what fails, what is not allowed. */
#include "store/query.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* n_row rows: name "a0", "a1", ..., number 0, 1, ...; hidden column `times` repeats them. */
typedef struct source {
    size_t n_row, opened, closed;
    char keys[200]; /* what was asked for, of every open */
    yx_code fails;  /* of the third row */
} source;

typedef struct rows {
    source *of;
    size_t next;
    char name[20], times[20];
} rows;

static const char *const columns[] = {"name", "number", "half", "times"};

static yx_code rows_open(void *arg, const yx_query_value *key, void **ret_rows, yx_err *err)
{
    source *s = arg;
    rows *r = calloc(1, sizeof *r);

    if (!r)
        return yx_fail(err, YX_E_NOMEM, "no memory");
    r->of = s;
    snprintf(r->times, sizeof r->times, "1");
    for (size_t i = 0; i < 2; i++) {
        bool asked = key[i].kind == YX_QUERY_STR;
        snprintf(s->keys + strlen(s->keys), sizeof s->keys - strlen(s->keys), "%.*s,",
                 asked ? (int)key[i].text.n : 1, asked ? key[i].text.at : "-");
        if (asked && i == 1)
            snprintf(r->times, sizeof r->times, "%.*s", (int)key[i].text.n, key[i].text.at);
    }
    s->opened++;
    *ret_rows = r;
    return YX_OK;
}

static yx_code rows_next(void *at, bool *ret_end, yx_err *err)
{
    rows *r = at;

    if (r->of->fails && r->next == 2)
        return yx_fail(err, r->of->fails, "the third row is broken");
    *ret_end = r->next++ >= r->of->n_row;
    return YX_OK;
}

static yx_code rows_cell(void *at, size_t column, yx_query_value *ret, yx_err *err)
{
    rows *r = at;
    size_t i = r->next - 1;

    (void)err;
    *ret = (yx_query_value){.kind = YX_QUERY_STR, .text = yx_str_of(r->times)};
    if (column == 0) {
        snprintf(r->name, sizeof r->name, "a%zu", i);
        ret->text = yx_str_of(r->name);
    } else if (column == 1) {
        *ret = (yx_query_value){.kind = YX_QUERY_INT, .number = (int64_t)i};
    } else if (column == 2) {
        *ret = (yx_query_value){.kind = i ? YX_QUERY_REAL : YX_QUERY_NULL, .real = (double)i / 2};
    }
    return YX_OK;
}

static void rows_close(void *at)
{
    rows *r = at;

    r->of->closed++;
    free(r);
}

typedef struct answer {
    char text[500];
    size_t n_name, stop_after, asked;
    yx_code fails;
} answer;

static yx_code head(void *arg, const char *const *name, size_t n, yx_err *err)
{
    answer *a = arg;

    (void)err;
    (void)name;
    a->n_name = n;
    return YX_OK;
}

static yx_code row(void *arg, const yx_query_value *v, size_t n, yx_err *err)
{
    answer *a = arg;
    size_t at = strlen(a->text);

    for (size_t i = 0; i < n && at + 60 < sizeof a->text; i++) {
        const char *between = i + 1 < n ? "," : ";";
        int wrote = 0;
        switch (v[i].kind) {
        case YX_QUERY_NULL:
            wrote = snprintf(a->text + at, sizeof a->text - at, "-%s", between);
            break;
        case YX_QUERY_INT:
            wrote = snprintf(a->text + at, sizeof a->text - at, "%lld%s", (long long)v[i].number,
                             between);
            break;
        case YX_QUERY_REAL:
            wrote = snprintf(a->text + at, sizeof a->text - at, "%g%s", v[i].real, between);
            break;
        case YX_QUERY_STR:
            wrote = snprintf(a->text + at, sizeof a->text - at, "%.*s%s", (int)v[i].text.n,
                             v[i].text.at, between);
            break;
        }
        at += (size_t)wrote;
    }
    return a->fails ? yx_fail(err, a->fails, "the receiver is full") : YX_OK;
}

static bool stop(void *arg)
{
    answer *a = arg;

    return a->stop_after && ++a->asked > a->stop_after;
}

static yx_code ask(source *s, const char *sql, answer *a, yx_err *err)
{
    yx_query_table table = {.name = "t",
                            .column = columns,
                            .n_column = 4,
                            .n_key = 1,
                            .n_hidden = 1,
                            .arg = s,
                            .open = rows_open,
                            .next = rows_next,
                            .cell = rows_cell,
                            .close = rows_close};
    yx_query_ask q = {.table = &table,
                      .n_table = 1,
                      .sql = sql,
                      .max_rows = 100,
                      .max_steps = 10000,
                      .stop = stop,
                      .head = head,
                      .row = row,
                      .arg = a};

    return yx_query_run(&q, err);
}

static void answers(void **state)
{
    static const struct {
        const char *sql, *want, *keys;
    } cases[] = {
        {"SELECT * FROM t", "a0,0,-;a1,1,0.5;a2,2,1;", "-,-,"},
        {"SELECT number FROM t WHERE name = 'a1'", "1;", "a1,-,"},
        {"SELECT number FROM t WHERE name IN ('a2', 'a0') ORDER BY 1", "0;2;", "a0,-,a2,-,"},
        {"SELECT number FROM t WHERE name > 'a1'", "2;", "-,-,"},
        {"SELECT name, times FROM t('3') WHERE number = 1", "a1,3;", "-,3,"},
        {"SELECT x.number FROM t AS x JOIN t AS y ON x.name = y.name WHERE y.number = 2", "2;",
         NULL},
        {"SELECT count(*) FROM t WHERE name = NULL", "0;", ""},
        {"SELECT sum(half) FROM t", "1.5;", "-,-,"},
        {"WITH c AS (SELECT number AS n FROM t) SELECT max(n) OVER () FROM c LIMIT 1", "2;",
         "-,-,"},
        {"EXPLAIN QUERY PLAN SELECT 1", NULL, ""},
        {"SELECT 1;  ", "1;", ""},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        source s = {.n_row = 3};
        answer a = {0};
        yx_err err = {0};
        if (ask(&s, cases[i].sql, &a, &err))
            print_error("%s: %s\n", cases[i].sql, err.text);
        T_OK(err.code == YX_OK);
        if (cases[i].want)
            T_TEXT(a.text, cases[i].want);
        if (cases[i].keys)
            T_TEXT(s.keys, cases[i].keys);
        T_OK(s.opened == s.closed);
    }
}

static void refusals(void **state)
{
    static const struct {
        const char *sql, *said;
    } cases[] = {
        {"", "there is no query"},
        {"SELECT 1; SELECT 2", "more than one statement"},
        {"DELETE FROM t", "may not be modified"},
        {"CREATE TABLE u(a)", "not authorized"},
        {"PRAGMA user_version", "not authorized"},
        {"ATTACH ':memory:' AS m", "not authorized"},
        {"SELECT load_extension('x')", "not authorized"},
        {"SELECT x'00'", "is bytes"},
        {"SELECT * FROM u", "no such table"},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
         "more than 100 rows"},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
         "too many steps"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        source s = {.n_row = 3};
        answer a = {0};
        yx_err err = {0};
        T_OK(ask(&s, cases[i].sql, &a, &err) == YX_E_RANGE);
        if (!strstr(err.text, cases[i].said))
            print_error("%s: %s\n", cases[i].sql, err.text);
        T_OK(strstr(err.text, cases[i].said) != NULL);
        T_OK(s.opened == s.closed);
    }
}

/* A table, the receiver and the clock can end a query, each with its own words. */
static void failures(void **state)
{
    source broken = {.n_row = 5, .fails = YX_E_CORRUPT}, sound = {.n_row = 5};
    answer a = {0}, full = {.fails = YX_E_IO}, late = {.stop_after = 3};
    yx_err err = {0};

    (void)state;
    T_OK(ask(&broken, "SELECT * FROM t", &a, &err) == YX_E_CORRUPT);
    T_TEXT(err.text, "the third row is broken");
    T_OK(ask(&sound, "SELECT * FROM t", &full, &err) == YX_E_IO);
    T_TEXT(err.text, "the receiver is full");
    T_OK(ask(&sound,
             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n",
             &late, &err) == YX_E_RANGE);
    T_TEXT(err.text, "the query was ended: it takes too long");
    T_OK(broken.opened == broken.closed && sound.opened == sound.closed);
}

static bool no_memory(void *arg)
{
    source s = {.n_row = 3};
    answer a = {0};
    yx_err err = {0};
    yx_code rc = ask(&s, "SELECT number FROM t WHERE name = 'a1'", &a, &err);

    (void)arg;
    return s.opened == s.closed &&
           (rc ? rc == YX_E_NOMEM && err.text[0] : strcmp(a.text, "1;") == 0);
}

static void memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(no_memory, NULL) > 4);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(refusals),
        cmocka_unit_test(failures),
        cmocka_unit_test(memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
