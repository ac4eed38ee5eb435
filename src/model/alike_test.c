#include "model/alike.h"

#include "tests/support/catalog.h"

/* --- pairs made by hand --- */

typedef struct made {
    const char *name, *unit, *scope;
    yx_kind kind;
    yx_period_kind every;
} made;

static double alike(made a, made b)
{
    yx_indicator x = {.name_zh = a.name,
                      .name_en = "",
                      .unit = a.unit,
                      .scope = a.scope,
                      .kind = a.kind,
                      .every = a.every},
                 y = {.name_zh = b.name,
                      .name_en = "",
                      .unit = b.unit,
                      .scope = b.scope,
                      .kind = b.kind,
                      .every = b.every};
    yx_alike_item p, q;

    yx_alike_item_read(&x, &p);
    yx_alike_item_read(&y, &q);
    assert_true(yx_alike_items(&p, &q) == yx_alike_items(&q, &p));
    return yx_alike_items(&p, &q);
}

static const struct {
    const char *a, *b;
    bool same;
} names[] = {
    {"规模以上工业增加值增速", "规上工业增加值同比增长", true},
    {"规模以上工业增加值增速", "规模以上工业增加值环比增速", false},
    {"社会消费品零售总额", "社消零总额", true},
    {"社会消费品零售总额", "限额以上社会消费品零售额", false},
    {"固定资产投资（不含农户）", "固定资产投资(不包括农户)", true},
    {"固定资产投资（不含农户）", "固定资产投资", false},
    {"城镇居民人均可支配收入", "农村居民人均可支配收入", false},
    {"城镇居民人均可支配收入", "城市居民人均可支配收入", true},
    {"一般公共预算收入", "一般公共预算支出", false},
    {"地方一般公共预算收入", "公共财政预算收入", true},
    {"第一产业增加值", "第二产业增加值", false},
    {"第三产业增加值", "三产增加值", true},
    {"進出口總額", "进出口总额", true},
    {"出口总额", "进出口总额", false},
    {"92号汽油价格", "95号汽油价格", false},
    {"９２号汽油价格", "92 号汽油均价", true},
    {"金融机构本外币各项存款余额", "金融机构本外币各项贷款余额", false},
    {"常住人口", "户籍人口", false},
    {"新登记市场主体", "注销市场主体", false},
    {"新登记市场主体", "新设经营主体数", true},
    {"电厂日进煤量", "电厂日耗煤量", false},
    {"Unemployment rate, male", "Unemployment rate, female", false},
    {"Industrial production index", "Index of Industrial Production", true},
    {"Population aged 15-24", "Population aged 25-34", false},
    {"Deaths", "Number of deaths", true},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(names); i++) {
        made a = {names[i].a, "亿元", "", YX_FLOW, YX_PERIOD_MONTH}, b = a;
        b.name = names[i].b;
        if ((alike(a, b) >= YX_ALIKE_LIMIT) != names[i].same)
            fail_msg("%s | %s: %.2f", names[i].a, names[i].b, alike(a, b));
    }
}

static void test_scopes(void **state)
{
    const made a = {"工业增加值", "亿元", "规模以上", YX_FLOW, YX_PERIOD_MONTH};
    made b = a;

    (void)state;
    T_OK(alike(a, b) == 1);
    b.scope = "规上";
    T_OK(alike(a, b) >= YX_ALIKE_LIMIT);
    b.scope = "全部";
    T_OK(alike(a, b) == 0);
    b.scope = "";
    T_OK(alike(a, b) == 0);
    b.name = "规模以上工业增加值";
    T_OK(alike(a, b) >= YX_ALIKE_LIMIT);
    b = a;
    b.kind = YX_YTD;
    T_OK(alike(a, b) == 0);
    b = a;
    b.every = YX_PERIOD_YEAR;
    T_OK(alike(a, b) == 0);
    b = a;
    b.unit = "万元";
    T_OK(alike(a, b) == 1);
    b.unit = "%";
    T_OK(alike(a, b) == 0);
    b = a;
    b.name = "当月工业增加值";
    T_OK(alike(a, b) >= YX_ALIKE_LIMIT); /* a flow is of its month alone */
    b.name = "累计工业增加值";
    T_OK(alike(a, b) == 0);
}

static void test_odd_texts(void **state)
{
    char longer[5000];
    yx_alike_text a, b;

    (void)state;
    memset(longer, 'x', sizeof longer);
    yx_alike_read((yx_str){longer, sizeof longer}, &a);
    T_OK(a.n == 1);
    for (size_t i = 0; i + 3 <= sizeof longer; i += 3)
        memcpy(longer + i, "龘", 3);
    yx_alike_read((yx_str){longer, sizeof longer}, &a);
    T_OK(a.n == YX_ALIKE_TOKENS);
    yx_alike_read((yx_str){"\xff\xfe", 2}, &a);
    yx_alike_read((yx_str){NULL, 0}, &b);
    T_OK(a.n == 0 && b.n == 0 && yx_alike_texts(&a, &b) == 1);
    yx_alike_read(yx_str_of("（）—— "), &a);
    T_OK(a.n == 0);
}

/* --- a generated set: 200 renamed, 200 of another scope, against a real catalogue --- */

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* What a second office calls the same thing; some of it the program does not know. */
static const char *const rename_to[][2] = {
    {"规模以上", "规上"},
    {"规上", "规模以上"},
    {"增速", "同比增长率"},
    {"增速", "比上年同期增长"},
    {"地区生产总值", "GDP"},
    {"占比", "所占比重"},
    {"比重", "占比"},
    {"限额以上", "限上"},
    {"限上", "限额以上"},
    {"固定资产投资", "固投"},
    {"社会消费品零售", "社消零"},
    {"用时", "时长"},
    {"市场主体", "经营主体"},
    {"企业数", "企业个数"},
    {"项目数", "项目个数"},
    {"价格", "均价"},
    {"总额", "总量"},
    {"余额", "期末余额"},
    {"新登记", "新设"},
    {"可用天数", "可支撑天数"},
    {"平均", ""},
    {"缺口", "短缺"},
    {"完成额", "额"},
    {"贷款", "信贷"},
    {"达标率", "合格率"},
    {"游客", "旅客"},
    {"零售价", "零售价格"},
    {"产量", "总产量"},
    {"好评率", "满意率"},
    {"第三产业", "三产"},
    {"收入", "总收入"},
    {"起数", "件数"},
    {"时长", "时间"},
    {"制造业", "制造行业"},
    {"不含", "不包括"},
    {"开工率", "开工比例"},
};
static const char *const before[] = {"全市", "本地区", "全县", "", "", ""};
static const char *const behind[] = {"情况", "（统计数）", " 合计", "", "", "(万)"};

/* Up to two words changed, something put in front or behind. True when anything but that changed.
 */
static bool renamed(const char *name, uint64_t *seed, char *out, size_t size)
{
    char text[400], copy[400];
    size_t changed = 0, from = next(seed) % YX_COUNT(rename_to);

    snprintf(text, sizeof text, "%s", name);
    for (size_t i = 0; i < YX_COUNT(rename_to) && changed < 2; i++) {
        const char *const *r = rename_to[(from + i) % YX_COUNT(rename_to)];
        const char *at = strstr(text, r[0]);
        if (!at)
            continue;
        snprintf(copy, sizeof copy, "%.*s%s%s", (int)(at - text), text, r[1], at + strlen(r[0]));
        memcpy(text, copy, sizeof text);
        changed++;
    }
    snprintf(out, size, "%s%s%s", before[next(seed) % YX_COUNT(before)], text,
             behind[next(seed) % (YX_COUNT(behind) - 1)]);
    return strcmp(out, name) != 0;
}

/* The same name with another scope: in its words, its kind, its frequency, its unit or its scope
 * column. */
static void other_scope(const yx_indicator *from, uint64_t *seed, yx_indicator *to, char *name,
                        size_t size)
{
    static const char *const word[] = {"农村",   "户籍", "限额以上", "民间",
                                       "当年价", "女性", "国有控股", "不含市辖区"};

    *to = *from;
    snprintf(name, size, "%s", from->name_zh);
    switch (next(seed) % 6) {
    case 0:
    case 1:
        snprintf(name, size, "%s%s", word[next(seed) % YX_COUNT(word)], from->name_zh);
        break;
    case 2:
        to->kind = from->kind == YX_FLOW ? YX_YTD : YX_FLOW;
        break;
    case 3:
        to->every = from->every == YX_PERIOD_YEAR ? YX_PERIOD_MONTH : YX_PERIOD_YEAR;
        break;
    case 4:
        to->scope = next(seed) % 2 ? "四上企业" : "开发区";
        break;
    default:
        to->unit = strcmp(from->unit, "%") == 0 ? "万元" : "%";
        break;
    }
    to->name_zh = name;
    to->name_en = "";
}

static double best_of(const yx_alike_item *known, size_t n, const yx_indicator *item, uint32_t *ret)
{
    yx_alike_item a;
    double best = 0;

    yx_alike_item_read(item, &a);
    for (uint32_t i = 0; i < n; i++) {
        double s = yx_alike_items(&a, &known[i]);
        if (s > best) {
            best = s;
            *ret = i;
        }
    }
    return best;
}

static void test_generated(void **state)
{
    yx_catalog *catalog = new_catalog();
    yx_alike_item *known;
    uint64_t seed = 20220421;
    size_t found = 0, right = 0, wrong = 0;
    char name[400];

    (void)state;
    take_file(catalog, YX_INDICATORS, "../../../demo/hubei/indicators.csv");
    known = calloc(yx_n_indicator(catalog), sizeof *known);
    T_OK(known != NULL);
    for (uint32_t i = 0; i < yx_n_indicator(catalog); i++)
        yx_alike_item_read(yx_indicator_at(catalog, i), &known[i]);
    for (size_t n = 0; n < 200;) {
        uint32_t i = (uint32_t)(next(&seed) % yx_n_indicator(catalog)), at = 0;
        yx_indicator item = *yx_indicator_at(catalog, i);
        if (!renamed(item.name_zh, &seed, name, sizeof name))
            continue;
        item.name_zh = name;
        item.name_en = "";
        n++;
        if (best_of(known, yx_n_indicator(catalog), &item, &at) >= YX_ALIKE_LIMIT) {
            found++;
            right += at == i || strcmp(yx_indicator_at(catalog, at)->name_zh,
                                       yx_indicator_at(catalog, i)->name_zh) == 0;
        } else if (getenv("YX_SHOW")) {
            print_message("not found: %s | %s\n", yx_indicator_at(catalog, i)->name_zh, name);
        }
    }
    for (size_t n = 0; n < 200; n++) {
        uint32_t at = 0;
        yx_indicator item;
        other_scope(yx_indicator_at(catalog, (uint32_t)(next(&seed) % yx_n_indicator(catalog))),
                    &seed, &item, name, sizeof name);
        if (best_of(known, yx_n_indicator(catalog), &item, &at) >= YX_ALIKE_LIMIT) {
            wrong++;
            if (getenv("YX_SHOW"))
                print_message("wrong: %s | %s\n", item.name_zh,
                              yx_indicator_at(catalog, at)->name_zh);
        }
    }
    print_message("200 renamed: %zu found, %zu of them as what they are; 200 of another scope: %zu "
                  "taken for the same; precision %.3f, recall %.3f\n",
                  found, right, wrong, (double)found / (double)(found + wrong),
                  (double)found / 200);
    T_OK((double)found / (double)(found + wrong) >= 0.95);
    T_OK(found >= 160 && right >= found * 95 / 100);
    free(known);
    yx_catalog_free(catalog);
}

/* A catalogue of one's own has nothing twice: each pair that is taken for the same is an error. */
static void test_a_catalogue_is_no_double(void **state)
{
    yx_catalog *catalog = new_catalog();
    yx_alike_item *known;
    size_t n, pairs = 0;

    (void)state;
    take_file(catalog, YX_INDICATORS, "../../../demo/hubei/indicators.csv");
    n = yx_n_indicator(catalog);
    known = calloc(n, sizeof *known);
    T_OK(known != NULL);
    for (uint32_t i = 0; i < n; i++)
        yx_alike_item_read(yx_indicator_at(catalog, i), &known[i]);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < i; k++) {
            if (yx_alike_items(&known[i], &known[k]) < YX_ALIKE_LIMIT)
                continue;
            pairs++;
            print_message("%s %s | %s %s\n", yx_indicator_at(catalog, i)->code,
                          yx_indicator_at(catalog, i)->name_zh, yx_indicator_at(catalog, k)->code,
                          yx_indicator_at(catalog, k)->name_zh);
        }
    print_message("%zu of %zu pairs of a real catalogue taken for the same\n", pairs,
                  n * (n - 1) / 2);
    T_OK(pairs <= 3);
    free(known);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_scopes),
        cmocka_unit_test(test_odd_texts),
        cmocka_unit_test(test_generated),
        cmocka_unit_test(test_a_catalogue_is_no_double),
    };

    return cmocka_run_group_tests(test, NULL, NULL);
}
