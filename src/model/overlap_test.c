#include "model/overlap.h"

#include "base/buf.h"

#include "tests/support/catalog.h"

static const char head[] = "id,office,unit,region,topic,first,last\n";

static size_t overlaps(const char *rows, yx_overlap **ret)
{
    yx_catalog *catalog = new_catalog();
    yx_buf text = {0};
    size_t n = 0;

    take(catalog, YX_REGIONS, "code,name_zh,level,parent_code\n1,甲县,county,\n2,乙县,county,\n");
    yx_buf_f(&text, "%s%s", head, rows);
    take(catalog, YX_INSPECTIONS, text.at);
    T_OK(yx_overlaps_find(catalog, YX_DAY_MIN + 20, YX_DAY_MAX - 20, ret, &n, NULL) == YX_OK);
    yx_buf_free(&text);
    yx_catalog_free(catalog);
    return n;
}

static const struct {
    const char *why, *rows;
    size_t want;
} cases[] = {
    {"same days, same words",
     "a,应急局,化工厂,1,安全生产检查,2022-05-09,2022-05-11\n"
     "b,消防,化工厂,1,安全生产检查,2022-05-10,2022-05-12\n",
     1},
    {"other words for it",
     "a,应急局,化工厂,1,安全生产专项检查,2022-05-09,2022-05-11\n"
     "b,消防,化工厂,1,安全生产督查,2022-05-10,2022-05-12\n",
     1},
    {"another unit",
     "a,应急局,化工厂,1,安全生产检查,2022-05-09,2022-05-11\n"
     "b,消防,酒店,1,安全生产检查,2022-05-10,2022-05-12\n",
     0},
    {"another region",
     "a,应急局,化工厂,1,安全生产检查,2022-05-09,2022-05-11\n"
     "b,消防,化工厂,2,安全生产检查,2022-05-10,2022-05-12\n",
     0},
    {"another topic",
     "a,应急局,化工厂,1,安全生产检查,2022-05-09,2022-05-11\n"
     "b,环保局,化工厂,1,环境保护督查,2022-05-10,2022-05-12\n",
     0},
    {"two weeks apart",
     "a,应急局,化工厂,1,安全生产检查,2022-05-01,2022-05-02\n"
     "b,消防,化工厂,1,安全生产检查,2022-05-16,2022-05-17\n",
     1},
    {"a day more",
     "a,应急局,化工厂,1,安全生产检查,2022-05-01,2022-05-02\n"
     "b,消防,化工厂,1,安全生产检查,2022-05-17,2022-05-18\n",
     0},
    {"three make three pairs",
     "a,x,u,1,食品抽查,2022-05-01,2022-05-02\n"
     "b,y,u,1,食品检查,2022-05-02,2022-05-03\n"
     "c,z,u,1,食品督查,2022-05-03,2022-05-04\n",
     3},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_overlap *o = NULL;
        size_t n = overlaps(cases[i].rows, &o);
        if (n != cases[i].want)
            fail_msg("%s: %zu", cases[i].why, n);
        free(o);
    }
}

/* 9-11 and 10-14 May: both are there on the 10th; five days are enough for the longer one. */
static void test_proposal(void **state)
{
    yx_catalog *catalog = new_catalog();
    yx_overlap *o = NULL;
    size_t n = 0;

    (void)state;
    take(catalog, YX_REGIONS, "code,name_zh,level,parent_code\n1,甲县,county,\n");
    take(catalog, YX_INSPECTIONS,
         "id,office,unit,region,topic,first,last\n"
         "b,y,u,1,食品检查,2022-05-10,2022-05-14\n"
         "a,x,u,1,食品抽查,2022-05-09,2022-05-11\n");
    T_OK(yx_overlaps_find(catalog, yx_day_of(2022, 5, 1), yx_day_of(2022, 5, 31), &o, &n, NULL) ==
         YX_OK);
    T_OK(n == 1 && strcmp(o->a->id, "a") == 0 && o->gap == -1);
    T_OK(o->first == yx_day_of(2022, 5, 10) && o->last == yx_day_of(2022, 5, 14));
    free(o);
    o = NULL;
    T_OK(yx_overlaps_find(catalog, yx_day_of(2022, 6, 1), yx_day_of(2022, 6, 30), &o, &n, NULL) ==
         YX_OK);
    T_OK(n == 0);
    free(o);
    yx_catalog_free(catalog);
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Topics, each in the words of three offices. */
static const char *const topic[][3] = {
    {"安全生产大检查", "安全生产专项督查", "企业安全生产隐患检查"},
    {"食品安全抽查", "食品安全监督检查", "校园食品安全检查"},
    {"生态环境保护督察", "环保专项检查", "环境保护执法检查"},
    {"消防安全检查", "消防隐患排查", "消防安全专项治理"},
    {"营商环境评估", "优化营商环境督查", "营商环境专项调研"},
    {"耕地保护检查", "耕地保护督察", "耕地非农化整治核查"},
    {"欠薪治理检查", "农民工欠薪督查", "根治欠薪专项检查"},
    {"统计数据质量核查", "统计数据真实性检查", "统计执法检查"},
    {"医保基金检查", "医保基金使用督查", "医疗保障基金监管检查"},
    {"防汛备汛检查", "防汛准备督查", "汛前防汛检查"},
};

static void add_row(yx_buf *b, const char *id, size_t office, size_t unit, size_t region,
                    const char *what, yx_day first, size_t length)
{
    char from[YX_DAY_TEXT], to[YX_DAY_TEXT];

    yx_buf_f(b, "%s,局%zu,单位%zu,%zu,%s,%s,%s\n", id, office, unit, region, what,
             yx_day_text(first, from), yx_day_text(first + (yx_day)length, to));
}

/* 200 pairs that overlap, in two offices' words, and 200 that only look it: the same topic in
 * another unit, another topic, or another month. Every pair has units of its own. */
static void test_generated(void **state)
{
    yx_catalog *catalog = new_catalog();
    yx_buf text = {0};
    yx_overlap *o = NULL;
    uint64_t seed = 7;
    size_t n = 0, right = 0;

    (void)state;
    take(catalog, YX_REGIONS, "code,name_zh,level,parent_code\n1,甲县,county,\n2,乙县,county,\n");
    yx_buf_text(&text, head);
    for (size_t i = 0; i < 400; i++) {
        size_t t = next(&seed) % YX_COUNT(topic), w = next(&seed) % 3, region = 1 + i % 2;
        size_t unit = 2 * i, far = 0, other = t;
        yx_day first = yx_day_of(2022, 1, 1) + (yx_day)(next(&seed) % 300);
        char id[32];
        if (i >= 200 && i % 3 == 0)
            unit++;
        else if (i >= 200 && i % 3 == 1)
            other = (t + 1 + next(&seed) % (YX_COUNT(topic) - 1)) % YX_COUNT(topic);
        else if (i >= 200)
            far = 40;
        snprintf(id, sizeof id, "%s%zua", i < 200 ? "same" : "look", i);
        add_row(&text, id, 1, 2 * i, region, topic[t][w], first, 1 + next(&seed) % 5);
        id[strlen(id) - 1] = 'b';
        add_row(&text, id, 2, unit, region, topic[other][(w + 1) % 3],
                first + (yx_day)(far + next(&seed) % 10), 1 + next(&seed) % 5);
    }
    take(catalog, YX_INSPECTIONS, text.at);
    T_OK(yx_overlaps_find(catalog, yx_day_of(2022, 1, 1), yx_day_of(2023, 12, 31), &o, &n, NULL) ==
         YX_OK);
    for (size_t i = 0; i < n; i++) {
        right += strncmp(o[i].a->id, "same", 4) == 0;
        if (getenv("YX_SHOW") && strncmp(o[i].a->id, "same", 4) != 0)
            print_message("wrong: %s | %s %.2f\n", o[i].a->topic, o[i].b->topic, o[i].alike);
    }
    print_message("200 planted overlaps: %zu found; 200 look-alikes: %zu taken for overlaps; "
                  "precision %.3f, recall %.3f\n",
                  right, n - right, (double)right / (double)n, (double)right / 200);
    T_OK(right >= 160 && n - right <= 10);
    free(o);
    yx_buf_free(&text);
    yx_catalog_free(catalog);
}

static bool find_all(void *arg)
{
    yx_overlap *o = NULL;
    size_t n = 0;
    yx_code rc = yx_overlaps_find(arg, yx_day_of(2022, 5, 1), yx_day_of(2022, 5, 31), &o, &n, NULL);

    free(o);
    return rc == YX_OK ? n == 1 : rc == YX_E_NOMEM && n == 0;
}

static void test_memory(void **state)
{
    yx_catalog *catalog = new_catalog();

    (void)state;
    take(catalog, YX_REGIONS, "code,name_zh,level,parent_code\n1,甲县,county,\n");
    take(catalog, YX_INSPECTIONS,
         "id,office,unit,region,topic,first,last\n"
         "b,y,u,1,食品检查,2022-05-10,2022-05-14\n"
         "a,x,u,1,食品抽查,2022-05-09,2022-05-11\n");
    T_OK(t_every_alloc(find_all, catalog) > 2);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_proposal),
        cmocka_unit_test(test_generated),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(test, NULL, NULL);
}
