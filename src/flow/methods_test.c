/* The list of methods holds together; options from JSON; runs on small files. */
#include "flow/methods.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {"glm", "fit", NULL};
static const char *const flags[] = {"no", "yes", NULL};
static const char *const tables[] = {"flows", "defects", NULL};
static const yx_param params[] = {
    {.name = "limit54_from",
     .unit = "1",
     .lo = 0,
     .dflt = 5,
     .hi = 99,
     .whole = true,
     .r_name = "limit54[0]",
     .what = "a"},
    {.name = "limit54_over",
     .unit = "1",
     .lo = 0,
     .dflt = 4,
     .hi = 99,
     .whole = true,
     .r_name = "limit54[1]",
     .what = "b"},
    {.name = "m",
     .unit = "figure",
     .lo = 0,
     .dflt = NAN,
     .hi = 100,
     .words = words,
     .or_word = true,
     .what = "c"},
    {.name = "trend",
     .unit = "1",
     .lo = 0,
     .dflt = 1,
     .hi = 1,
     .whole = true,
     .words = flags,
     .what = "d"},
    {.name = "now", .unit = "day", .lo = 0, .dflt = NAN, .hi = 1e6, .whole = true, .what = "e"},
    {.name = "pre_from",
     .unit = "1",
     .lo = -30,
     .dflt = NAN,
     .hi = 30,
     .r_name = "cny[0][0]",
     .what = "f"},
    {.name = "pre_to",
     .unit = "1",
     .lo = -30,
     .dflt = NAN,
     .hi = 30,
     .r_name = "cny[0][1]",
     .what = "g"},
};
static const yx_method method = {
    .name = "test", .param = params, .n_param = YX_COUNT(params), .table = tables};

static const struct {
    const char *json;
    double v[7];
    size_t table;
    const char *says; /* NULL: good */
} cases[] = {
    {NULL, {5, 4, NAN, 1, NAN, NAN, NAN}, 0, NULL},
    {"{}", {5, 4, NAN, 1, NAN, NAN, NAN}, 0, NULL},
    {"{\"limit54\":[0,1],\"m\":\"glm\"}", {0, 1, YX_WORD(0), 1, NAN, NAN, NAN}, 0, NULL},
    {"{\"limit54\":[null,1],\"m\":2.5}", {5, 1, 2.5, 1, NAN, NAN, NAN}, 0, NULL},
    {"{\"limit54_over\":7,\"limit54\":[1],\"m\":[0]}", {1, 7, 0, 1, NAN, NAN, NAN}, 0, NULL},
    {"{\"limit54\":null,\"m\":null}", {5, 4, NAN, 1, NAN, NAN, NAN}, 0, NULL},
    {"{\"trend\":false,\"table\":\"defects\"}", {5, 4, NAN, 0, NAN, NAN, NAN}, 1, NULL},
    {"{\"trend\":\"yes\",\"now\":\"1970-01-03\"}", {5, 4, NAN, 1, 2, NAN, NAN}, 0, NULL},
    {"{\"cny\":[[-7,-1]]}", {5, 4, NAN, 1, NAN, -7, -1}, 0, NULL},
    {"{\"cny\":[[-7,-1],[0,20]]}", {0}, 0, "option 'cny' of test: too many values"},
    {"{\"limit54\":[1,2,3]}", {0}, 0, "option 'limit54' of test: too many values"},
    {"{\"limit54\":5}", {0}, 0, "option 'limit54': 5 is not a list"},
    {"{\"limit54\":[5],\"limit54_from\":5}",
     {0},
     0,
     "option 'limit54_from' of test is given twice"},
    {"{\"limt54\":[1,2]}", {0}, 0, "unknown option 'limt54' of test"},
    {"{\"trand\":true}", {0}, 0, "unknown option 'trand' of test; did you mean 'trend'?"},
    {"{\"trend\":1}", {0}, 0, "option 'trend': 1 is not no or yes"},
    {"{\"trend\":\"maybe\",\"m\":-1}",
     {0},
     0,
     "option 'trend': maybe is not no or yes (and 1 more wrong)"},
    {"{\"m\":\"mean\"}", {0}, 0, "option 'm': mean is not a number from 0 to 100, glm or fit"},
    {"{\"m\":true}", {0}, 0, "option 'm': true is not a number from 0 to 100, glm or fit"},
    {"{\"m\":[1,2]}", {0}, 0, "option 'm': a list is not a number from 0 to 100, glm or fit"},
    {"{\"table\":\"flow\"}", {0}, 0, "option 'table': flow is not one of: flows, defects"},
    {"{\"limit54\":[1.5,2]}",
     {0},
     0,
     "option 'limit54[0]': 1.5 is not a whole number from 0 to 99"},
    {"[1]", {0}, 0, "options: expected an object, {\"name\": value, ...}"},
    {"{\"m\":1", {0}, 0, "options: no JSON: line 1, column 6: '}' expected near end of file"},
};

static void options(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_call call = {.table = 99};
        yx_err err = {0};
        yx_code rc = yx_method_options(&method, cases[i].json, &call, &err);

        T_TEXT(err.text, cases[i].says ? cases[i].says : "");
        T_OK((rc == YX_OK) == !cases[i].says);
        for (size_t k = 0; k < method.n_param && !rc; k++)
            T_NEAR(call.param[k], cases[i].v[k], 0);
        T_OK(rc || call.table == cases[i].table);
    }
}

static void check_columns(const yx_method *m, const yx_method_column *c, size_t n, bool read)
{
    for (size_t i = 0; i < n; i++) {
        bool known = !c[i].table;
        const char *const *from = read ? m->with : m->table;

        T_OK(c[i].name[0] && c[i].what[0]);
        for (size_t k = 0; from && from[k]; k++)
            known = known || strcmp(from[k], c[i].table) == 0;
        T_OK(known);
    }
}

/* Each method is whole, has a name of its own, and its page names each of its options. */
static void list(void **state)
{
    (void)state;
    T_OK(yx_n_method() > 5);
    for (size_t i = 0; i < yx_n_method(); i++) {
        yx_method m = yx_method_at(i), found;
        const char *near;

        T_OK(m.name[0] && m.source[0] && m.what[0] && m.tolerance[0] && m.run);
        T_OK(m.n_in && m.n_out && m.n_param <= YX_METHOD_PARAMS);
        T_OK(yx_method_find(m.name, &found, &near) && found.what == m.what);
        for (size_t k = 0; k < m.n_param; k++) {
            T_OK(m.param[k].name[0] && m.param[k].unit[0] && m.param[k].what[0]);
            for (size_t l = 0; l < k; l++)
                T_OK(strcmp(m.param[k].name, m.param[l].name) != 0);
        }
        check_columns(&m, m.in, m.n_in, true);
        check_columns(&m, m.out, m.n_out, false);
    }
}

static void nearest(void **state)
{
    yx_method m;
    const char *near;

    (void)state;
    T_OK(!yx_method_find("earC", &m, &near) && strcmp(near, "earsC") == 0);
    T_OK(!yx_method_find("padjst", &m, &near) && strcmp(near, "padjust") == 0);
    T_OK(!yx_method_find("quite another", &m, &near) && !near);
    T_OK(!yx_method_find("", &m, &near) && !near);
}

/* The page of a method: docs/methods/NAME.md or docs/detectors/NAME.md. */
static char *read_page(const char *name)
{
    static const char *const folder[] = {"methods", "detectors"};

    for (size_t i = 0; i < YX_COUNT(folder); i++) {
        char path[512], *text;
        FILE *f;
        size_t n;

        snprintf(path, sizeof path, "%s/docs/%s/%s.md", YX_SOURCE_ROOT, folder[i], name);
        f = fopen(path, "rb");
        if (!f)
            continue;
        text = calloc(1, 65536);
        T_OK(text != NULL);
        n = fread(text, 1, 65535, f);
        (void)fclose(f);
        T_OK(n > 0 && n < 65535);
        return text;
    }
    fail_msg("%s has no page in docs", name);
    return NULL;
}

static void pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < yx_n_method(); i++) {
        yx_method m = yx_method_at(i);
        char *page = read_page(m.name), key[64];

        for (size_t k = 0; k < m.n_param; k++) {
            snprintf(key, sizeof key, "`%s`", m.param[k].name);
            if (!strstr(page, key))
                fail_msg("the page of %s does not name %s", m.name, key);
        }
        snprintf(key, sizeof key, "`%s`", m.source);
        if (!strstr(page, key))
            fail_msg("the page of %s does not name its source, %s", m.name, key);
        free(page);
    }
}

/* Runs and gives the answer as CSV, or what is said. */
static char *calc(const char *name, const char *csv, const char *json, yx_code *ret)
{
    yx_calc c = {.method = name, .input = t_file_text("in.csv", csv), .options = json};
    yx_frame *table = NULL;
    yx_buf out = {0};
    yx_err err = {0};

    *ret = yx_calc_run(&c, &table, &err);
    if (!*ret)
        *ret = yx_frame_write_csv(table, &out, &err);
    if (*ret)
        yx_buf_text(&out, err.text);
    yx_frame_free(table);
    return out.at;
}

static const struct {
    const char *method, *csv, *json;
    yx_code rc;
    const char *out; /* all of it; of an error: a part */
} runs[] = {
    {"padjust", "i,p,extra\nb,0.5,?\na,0.25,?\nc,NA,?\n", NULL, YX_OK,
     "i,bonferroni,holm,hochberg,BH,BY\nb,1,0.5,0.5,0.5,0.75\na,0.5,0.5,0.5,0.5,0.75\nc,,,,,\n"},
    {"pcombine", "p1,case\n1,x\n,y\n", NULL, YX_OK,
     "case,fisher,stouffer,edgington,tippett,simes,cauchy,bonferroni\n"
     "x,1,1,1,1,1,1,1\ny,,,,,,,\n"},
    {"arl", "h,theta,k\n1,0,0\n", NULL, YX_OK, "theta,h,k,ARL,FIR_ARL\n0,1,0,Inf,Inf\n"},
    {"padjust", "i\n1\n", NULL, YX_E_ABSENT, "in.csv: no column 'p'"},
    {"padjust", "p\n1.5\n", NULL, YX_E_RANGE, "in.csv:2: a p-value outside 0 to 1"},
    {"padjust", "p\nx\n", NULL, YX_E_FORMAT, "in.csv:2: p: 'x' is no number"},
    {"padjust", "p\n", NULL, YX_E_FORMAT, "no rows"},
    {"pcombine", "case,p\n1,0.5\n", NULL, YX_E_ABSENT, "no column 'p1'"},
    {"pcombine", "p1,p2,p1\n1,1,1\n", NULL, YX_E_FORMAT, "two columns 'p1'"},
    {"arl", "theta,h\n1,1\n", NULL, YX_E_ABSENT, "no column 'k'"},
    {"arl", "theta,h,k\n1,1,NA\n", NULL, YX_E_RANGE, "in.csv:2: no such chart"},
    {"findkh", "ARLa,ARLr\n5,10\n", NULL, YX_E_RANGE, "in.csv:2: no chart"},
    {"hvalues", "ARL0,s,theta0\n500,1,0\n", NULL, YX_E_RANGE, "in.csv:2: ARL0 must be"},
    {"arl", "theta,h,k\n1,1,1\n", "{\"chart\":\"cusum\"}", YX_E_RANGE,
     "cusum is not poisson-cusum"},
    /* C1 with a baseline of 2: mean and sd of the two before. unit b stands between the rows of a.
     */
    {"earsC", "unit,observed\na,1\nb,7\na,3\nb,7\na,2\n", "{\"baseline\":2,\"alpha\":0.5}", YX_OK,
     "unit,t,observed,expected,upperbound,score,alarm,pvalue,phi,trend,mu0\n"
     "a,1,1,,,,,,,,\nb,1,7,,,,,,,,\na,2,3,,,,,,,,\nb,2,7,,,,,,,,\n"
     "a,3,2,2,2,,0,0.5,,,\n"},
    {"earsC", "observed\n1\n2\n", NULL, YX_E_SHORT, "too few periods, 2: earsC"},
    {"earsC", "observed,freq\n1,0\n1,1\n1,1\n", "{\"baseline\":2}", YX_E_FORMAT, "in.csv:2: freq"},
    {"earsC", "observed,start_period\n1,53\n1,1\n1,1\n", "{\"baseline\":2}", YX_E_FORMAT,
     "in.csv:2: start_period"},
    {"earsC", "observed,epoch,epoch_is_date\n1,1,1\n1,1.5,1\n1,1,1\n", "{\"baseline\":2}",
     YX_E_FORMAT, "in.csv:3: epoch is no day"},
};

static void small_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(runs); i++) {
        yx_code rc;
        char *out = calc(runs[i].method, runs[i].csv, runs[i].json, &rc);

        T_OK(rc == runs[i].rc);
        if (rc ? !strstr(out, runs[i].out) : strcmp(out, runs[i].out) != 0)
            fail_msg("%s: expected\n%s\ngot\n%s", runs[i].method, runs[i].out, out);
        free(out);
    }
}

static void further_files(void **state)
{
    yx_calc c = {.method = "padjust", .input = t_file_text("in.csv", "p\n1\n"), .n_with = 1};
    static const char *const with[] = {"geo=x.csv", "x.csv", "=", ""};
    yx_frame *table = NULL;
    yx_err err = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(with); i++) {
        c.with[0] = with[i];
        T_OK(yx_calc_run(&c, &table, &err) == YX_E_RANGE && !table);
    }
    c.n_with = 0;
    c.input = "/nonexistent/in.csv";
    T_OK(yx_calc_run(&c, &table, &err) == YX_E_IO);
    c.method = "nonsense";
    T_OK(yx_calc_run(&c, &table, &err) == YX_E_ABSENT);
}

static bool no_memory(void *arg)
{
    const yx_calc *c = arg;
    yx_frame *table = NULL;
    yx_code rc = yx_calc_run(c, &table, NULL);

    yx_frame_free(table);
    return rc == YX_OK || rc == YX_E_NOMEM;
}

static void every_alloc(void **state)
{
    yx_calc c[] = {
        {.method = "earsC",
         .input = t_file_text("a.csv", "unit,observed\na,1\na,2\na,3\nb,4\n"),
         .options = "{\"baseline\":2}"},
        {.method = "pcombine", .input = t_file_text("b.csv", "p1,p2\n0.5,0.5\n")},
        {.method = "hvalues", .input = t_file_text("c.csv", "ARL0,s,theta0\n50,1,0.4\n")},
        {.method = "arl", .input = t_file_text("d.csv", "theta,h,k\n1,2,1\n")},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(c); i++)
        T_OK(t_every_alloc(no_memory, &c[i]) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options),     cmocka_unit_test(list),
        cmocka_unit_test(nearest),     cmocka_unit_test(pages),
        cmocka_unit_test(small_files), cmocka_unit_test(further_files),
        cmocka_unit_test(every_alloc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
