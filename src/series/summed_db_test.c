/* Sums over the regions below one: cuts, gaps, rates, a tree that changes; and every allocation
 * failing. Regions: P has A and B, A has A1 and A2, B has B1 (to 2021) and the group node G with
 * B2; R is a reference region. */
#include "series/summed_db.h"

#include "base/input.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

#define STR yx_str_of

typedef struct ground {
    yx_store *store;
    yx_catalog *catalog;
} ground;

static void read_catalog(yx_catalog *catalog, yx_catalog_kind kind, const char *text)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(STR(text), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(catalog, kind, "x.csv", input, faults, &n, NULL) == YX_OK);
    yx_input_close(input);
    yx_faults_free(faults);
}

/* rows: "region indicator year value", one behind the other, ended by ';'. */
static ground made(const char *rows)
{
    static int number;
    yx_store_settings settings = {"Asia/Shanghai", true};
    ground g = {0};
    yx_batch *b = NULL;
    yx_taken taken;
    char dir[200];

    (void)snprintf(dir, sizeof dir, "%s/summed%d", t_folder(), number++);
    T_OK(yx_catalog_new(&g.catalog, NULL) == YX_OK);
    read_catalog(
        g.catalog, YX_REGIONS,
        "code,name_zh,level,parent_code,valid_to,virtual,reference\nP,省,p,,,,\nA,甲,c,P,,,\n"
        "B,乙,c,P,,,\nA1,甲一,x,A,,,\nA2,甲二,x,A,,,\nB1,乙一,x,B,2021-01-01,,\nG,组,g,B,,1,\n"
        "B2,乙二,x,G,,,\nR,外,c,P,,,1\n");
    read_catalog(
        g.catalog, YX_INDICATORS,
        "code,name_zh,unit,frequency,kind,base\npop,人口,人,Y,stock,\nrate,率,%,Y,rate,pop\n"
        "bare,无权率,%,Y,rate,\n");
    T_OK(yx_store_init(dir, &settings, 1000, "local", NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &g.store, NULL) == YX_OK);
    T_OK(yx_batch_new("a.csv", "", &b, NULL) == YX_OK);
    while (*rows) {
        char text[4][16] = {""};
        yx_decimal v;
        yx_obs o = {.as_of = 19000, .contributors = YX_CONTRIBUTORS_NONE, .release = YX_DAY_NONE};
        for (size_t i = 0; i < 4; i++) {
            size_t n = strcspn(rows, " ;");
            memcpy(text[i], rows, n);
            rows += n + 1;
        }
        T_OK(yx_period_read(STR(text[2]), &o.period));
        T_OK(yx_decimal_read(STR(text[3]), &v) == YX_DECIMAL_OK);
        o.mantissa = v.mantissa;
        o.scale = v.scale;
        T_OK(yx_names_add(b->region, STR(text[0]), &o.region, NULL) == YX_OK);
        T_OK(yx_names_add(b->indicator, STR(text[1]), &o.indicator, NULL) == YX_OK);
        T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
    }
    T_OK(yx_store_begin(g.store, NULL) == YX_OK);
    T_OK(yx_store_take(g.store, b, 2000, "local", &taken, NULL) == YX_OK);
    T_OK(yx_store_commit(g.store, NULL) == YX_OK);
    yx_batch_free(b);
    return g;
}

static void release(ground *g)
{
    yx_store_close(g->store);
    yx_catalog_free(g->catalog);
}

/* "2020=137 A1 A2 B1;2021=- A1 (part A2)~10;": value, parts, what lacks, what is there. */
static void check(const ground *g, const char *region, const char *indicator, const char *expected)
{
    yx_joined sums = {0};
    char text[600] = "", v[YX_DECIMAL_TEXT], p[YX_PERIOD_TEXT];
    size_t n = 0;

    T_OK(yx_summed_read(g->store, g->catalog, NULL, region,
                        yx_indicator_find(g->catalog, STR(indicator)), YX_KNOWN_ALL, &sums,
                        NULL) == YX_OK);
#define SAY(...) n += (size_t)snprintf(text + n, sizeof text - n, __VA_ARGS__)
    for (size_t i = 0; i < sums.n; i++) {
        const yx_joint *s = &sums.at[i];
        SAY("%s=%s", yx_period_text(s->period, false, p),
            s->lack ? "-" : yx_decimal_text(s->value, v));
        for (size_t k = 0; k < s->n_piece; k++)
            SAY(" %s", sums.piece[s->piece + k].code);
        for (size_t k = 0; k < s->n_absent; k++)
            SAY(" (%s %s)", yx_lack_name[sums.absent[s->absent + k].lack],
                sums.absent[s->absent + k].code);
        if (s->lack && !s->n_absent)
            SAY(" %s %s", yx_lack_name[s->lack], s->missing);
        if (s->any_partial)
            SAY("~%s", yx_decimal_text(s->partial, v));
        SAY(";");
    }
    yx_joined_free(&sums);
    T_TEXT(text, expected);
}

static void cuts(void **state)
{
    ground g = made("A1 pop 2020 10;A2 pop 2020 20.5;B1 pop 2020 7;B2 pop 2020 1;R pop 2020 1000;"
                    "A1 pop 2021 11;B2 pop 2021 2;A pop 2021 33;"
                    "A1 pop 2022 12;A2 pop 2022 22;B2 pop 2022 3;P pop 2022 99;"
                    "A pop 2023 40;B pop 2023 4;A1 pop 2023 13;");

    (void)state;
    /* 2020: B1 is still there. 2021: A2 lacks below, B above. 2022: whole without B1, and P's own
     * figure is no part. 2023: the prefectures are whole. */
    check(&g, "P", "pop",
          "2020=38.5 A1 A2 B1 B2;2021=- A1 B2 (part A2)~13;2022=37 A1 A2 B2;2023=44 A B;");
    check(&g, "B", "pop", "2020=8 B1 B2;2021=2 B2;2022=3 B2;");
    check(&g, "A1", "pop", "");
    check(&g, "X", "pop", "");
    check(&g, "P", "rate", "");
    release(&g);
}

static void rates(void **state)
{
    ground g = made("A pop 2020 300;B pop 2020 100;A rate 2020 10;B rate 2020 50;"
                    "A rate 2021 10;B rate 2021 50;A pop 2021 300;A bare 2020 1;B bare 2020 3;"
                    "A rate 2022 10;B rate 2022 50;A pop 2022 0;B pop 2022 0;");

    (void)state;
    /* (10 x 300 + 50 x 100) / 400 = 20; B's base of 2021 is not there; bases of 0 are no weights.
     * Of the counties nothing is there at all. */
    check(&g, "P", "rate", "2020=20 A B;2021=- A B base of a part B;2022=- A B weights ;");
    check(&g, "P", "bare", "2020=- A B no base ;");
    release(&g);
}

static bool no_memory(void *arg)
{
    const ground *g = arg;
    yx_joined sums = {0};
    yx_err err = {0};
    yx_code rc =
        yx_summed_read(g->store, g->catalog, NULL, "P", yx_indicator_find(g->catalog, STR("rate")),
                       YX_KNOWN_ALL, &sums, &err);

    yx_joined_free(&sums);
    return !rc || rc == YX_E_NOMEM;
}

static void memory(void **state)
{
    ground g = made("A pop 2020 300;B pop 2020 100;A rate 2020 10;B rate 2020 50;A1 rate 2020 5;");

    (void)state;
    T_OK(t_every_alloc(no_memory, &g) > 10);
    release(&g);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts),
        cmocka_unit_test(rates),
        cmocka_unit_test(memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
