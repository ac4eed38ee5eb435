#include "brief/brief.h"

#include "brief/words.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- facts made by hand --- */

/* Consultations of 26 weeks with one gap, and the limit mean + 3.09 sd of seven weeks. The newest:
 * mean 1200.5, sd 100, so the limit is 1200.5 + 3.09 x 100 = 1509.5. */
static const double are[] = {702,  698,  741,  690,  655,  640,  660,  671, 690,
                             720,  755,  790,  GAP,  880,  905,  960,  990, 1020,
                             1100, 1150, 1190, 1250, 1300, 1420, 1602, 1833};
static const double are_upper[] = {GAP,  GAP,  GAP,  GAP,  GAP,  GAP,  GAP,  GAP,   800,
                                   800,  790,  795,  830,  860,  900,  990,  1030,  1080,
                                   1120, 1190, 1250, 1310, 1380, 1450, 1480, 1509.5};
static const bool are_alarm[] = {[24] = true, [25] = true};

/* Notified cases of 26 weeks. Median of the season 210, limit 210 + 3 x 20 = 270. */
static const double flu[] = {12, 9,  8,  11, 7,  8,  5,  9,  14,  15,  13,  18,  22,
                             25, 31, 28, 40, 52, 60, 71, 95, 120, 160, 205, 260, 341};
static const bool flu_alarm[] = {[25] = true};

static const char *const agree[] = {"sentinel", "notification"};
static const char *const icu_only[] = {"sentinel", "icu"};

static yx_period week(int year, int w)
{
    return (yx_period){yx_iso_week_start(year, w), yx_iso_week_start(year, w) + 6};
}

/* Filled in by sample(): periods are no constants in C. */
typedef struct facts {
    yx_brief_stream stream[4];
    yx_brief_alert alert[1];
    yx_brief_ended ended[1];
    yx_brief_place blind[2];
    yx_brief_option option[2];
    yx_brief_watch watch[2];
    yx_brief_rule rule[1];
    yx_brief_late late[2];
    yx_brief_reports reports[3];
    yx_brief_figure figure[2];
    yx_brief_facts all;
} facts;

static void fill_streams(facts *f, bool zh)
{
    f->stream[0] = (yx_brief_stream){
        .name = "are",
        .indicator = zh ? "急性呼吸道疾病就诊率" : "ARE consultation incidence",
        .unit = zh ? "每10万人" : "per 100,000",
        .group = "sentinel",
        .detector = "earsC C2",
        .period = week(2023, 50),
        .observed = "1833",
        .from = {"resp_weekly.csv", 5120},
        .expected = 1200.5,
        .upper = 1509.5,
        .sum = {1200.5, 3.09, 100, week(2023, 41), week(2023, 47)},
        .alarm = true,
        .course = are,
        .course_upper = are_upper,
        .course_alarm = are_alarm,
        .n_course = 26,
        .course_from = week(2023, 25),
        .course_to = week(2023, 50),
    };
    f->stream[1] = f->stream[0];
    f->stream[1].name = "flu";
    f->stream[1].indicator = zh ? "流感报告病例" : "Notified influenza cases";
    f->stream[1].unit = zh ? "例" : "cases";
    f->stream[1].group = "notification";
    f->stream[1].detector = "seasonalZ";
    f->stream[1].observed = "341";
    f->stream[1].from.line = 5977;
    f->stream[1].expected = 210;
    f->stream[1].upper = 270;
    f->stream[1].sum = (yx_brief_sum){.mean = GAP};
    f->stream[1].course = flu;
    f->stream[1].course_upper = NULL;
    f->stream[1].course_alarm = flu_alarm;
    f->stream[2] = f->stream[1];
    f->stream[2].name = "icu";
    f->stream[2].indicator = zh ? "ICU新冠在治" : "COVID patients in ICU";
    f->stream[2].unit = zh ? "张" : "beds";
    f->stream[2].group = "icu";
    f->stream[2].detector = "earsC C1";
    f->stream[2].observed = "104.57";
    f->stream[2].from.line = 6001;
    f->stream[2].alarm = false;
    f->stream[2].state = YX_TOO_SHORT;
    f->stream[2].n_course = 8;
    f->stream[2].course_alarm = NULL;
    f->stream[2].course_from = week(2023, 43);
    f->stream[3] = f->stream[2];
    f->stream[3].name = "ww";
    f->stream[3].indicator = zh ? "污水病毒载量" : "Wastewater viral load";
    f->stream[3].unit = zh ? "基因拷贝/升" : "copies/l";
    f->stream[3].group = "wastewater";
    f->stream[3].observed = NULL;
    f->stream[3].from.file = NULL;
    f->stream[3].state = YX_GAP;
    f->stream[3].n_course = 0;
}

static void fill_rules(facts *f, bool zh)
{
    f->option[0] = (yx_brief_option){"method", "C2"};
    f->option[1] = (yx_brief_option){"baseline", "7"};
    f->watch[0] = (yx_brief_watch){.name = "are",
                                   .indicator = f->stream[0].indicator,
                                   .group = "sentinel",
                                   .source = "RKI",
                                   .detector = "earsC",
                                   .level = "state",
                                   .look = YX_LOOK_HIGH,
                                   .option = f->option,
                                   .n_option = 2};
    f->watch[1] = (yx_brief_watch){.name = "flu",
                                   .indicator = f->stream[1].indicator,
                                   .group = "notification",
                                   .source = "RKI SurvStat",
                                   .detector = "seasonalZ",
                                   .look = YX_LOOK_BOTH};
    f->blind[0] = (yx_brief_place){"DE01", zh ? "石勒苏益格-荷尔斯泰因" : "Schleswig-Holstein"};
    f->blind[1] = (yx_brief_place){"DE10", zh ? "萨尔" : "Saarland"};
    f->rule[0] = (yx_brief_rule){.name = "resp",
                                 .scheme = "demo",
                                 .file = "rules.yaml",
                                 .version = 1,
                                 .level = 3,
                                 .at_least = 2,
                                 .n_group = 4,
                                 .within = 2,
                                 .quiet_for = 3,
                                 .n_region = 16,
                                 .n_open = 1,
                                 .n_stream = 48,
                                 .n_able = 43,
                                 .blind = f->blind,
                                 .n_blind = 2,
                                 .watch = f->watch,
                                 .n_watch = 2};
    f->late[0] = (yx_brief_late){f->blind[0], week(2023, 48)};
    f->late[1] = (yx_brief_late){f->blind[1], week(2023, 49)};
    f->reports[0] =
        (yx_brief_reports){"are", f->stream[0].indicator, true, week(2023, 50), 0, 16, f->late, 2};
    f->reports[1] =
        (yx_brief_reports){"flu", f->stream[1].indicator, true, week(2023, 49), 1, 16, NULL, 0};
    f->reports[2] = (yx_brief_reports){.name = "ww", .indicator = f->stream[3].indicator};
}

static void fill(facts *f, yx_lang lang)
{
    bool zh = lang == YX_ZH_HANS;
    yx_brief_place bavaria = {"DE09", zh ? "巴伐利亚" : "Bavaria"};

    memset(f, 0, sizeof *f);
    fill_streams(f, zh);
    fill_rules(f, zh);
    f->alert[0] = (yx_brief_alert){.place = bavaria,
                                   .rule = "resp",
                                   .hazard = zh ? "呼吸道疾病流行" : "respiratory wave",
                                   .scheme = "demo",
                                   .version = 1,
                                   .level = 3,
                                   .since = week(2023, 49),
                                   .last = week(2023, 50),
                                   .group = agree,
                                   .n_group = 2,
                                   .n_group_of = 4,
                                   .at_least = 2,
                                   .stream = f->stream,
                                   .n_stream = 4};
    f->ended[0] = (yx_brief_ended){.place = {"DE02", zh ? "汉堡" : "Hamburg"},
                                   .rule = "resp",
                                   .since = week(2023, 38),
                                   .last = week(2023, 41),
                                   .end = week(2023, 44),
                                   .group = icu_only,
                                   .n_group = 2};
    f->figure[0] = (yx_brief_figure){f->stream[0].indicator, "1500.50", f->stream[0].unit,
                                     week(2023, 50),         false,     "",
                                     {"resp_weekly.csv", 88}};
    f->figure[1] = (yx_brief_figure){zh ? "社会消费品零售总额" : "Retail sales",
                                     "5158.19",
                                     zh ? "亿元" : "100 million yuan",
                                     {yx_day_of(2022, 1, 1), yx_day_of(2022, 3, 31)},
                                     true,
                                     zh ? "二手来源，未核实" : "secondary source, unverified",
                                     {"published.csv", 2}};
    f->all = (yx_brief_facts){.scope = {"DE00", zh ? "德国" : "Germany"},
                              .as_of = yx_day_of(2023, 12, 20),
                              .seq = 42,
                              .head = "0123456789abcdef0123456789abcdef",
                              .recent = 8,
                              .alert = f->alert,
                              .n_alert = 1,
                              .ended = f->ended,
                              .n_ended = 1,
                              .rule = f->rule,
                              .n_rule = 1,
                              .reports = f->reports,
                              .n_reports = 3,
                              .figure = f->figure,
                              .n_figure = 2};
}

static yx_buf render(const yx_brief_facts *all, yx_lang lang, yx_rendering r)
{
    yx_doc *doc = NULL;
    yx_buf out = {0};

    assert_int_equal(yx_brief(all, lang, &doc, NULL), YX_OK);
    assert_int_equal(yx_doc_render(doc, r, 100, &out, NULL), YX_OK);
    yx_doc_free(doc);
    return out;
}

/* --- tests --- */

/* The texts were read line by line against the facts above when they were written. */
static void golden(const char *name, yx_lang lang)
{
    char path[512], want[32768];
    facts f;
    yx_buf got;
    FILE *in;
    size_t n;

    fill(&f, lang);
    got = render(&f.all, lang, YX_TEXT);
    snprintf(path, sizeof path, "%s/brief/%s", getenv("YX_TEST_DATA"), name);
    in = fopen(path, "rb");
    assert_non_null(in);
    n = fread(want, 1, sizeof want - 1, in);
    assert_int_equal(fclose(in), 0);
    want[n] = 0;
    T_TEXT(got.at, want);
    yx_buf_free(&got);
}

static void test_golden(void **state)
{
    (void)state;
    golden("sample.en.txt", YX_EN);
    golden("sample.zh-Hans.txt", YX_ZH_HANS);
}

static void test_same_bytes(void **state)
{
    facts f;

    (void)state;
    fill(&f, YX_EN);
    for (yx_rendering r = YX_TEXT; r <= YX_HTML; r++) {
        yx_buf a = render(&f.all, YX_EN, r), b = render(&f.all, YX_EN, r);
        T_TEXT(a.at, b.at);
        yx_buf_free(&a);
        yx_buf_free(&b);
    }
}

/* Without anything, every section says so: silence is never taken for quiet. */
static void test_empty(void **state)
{
    static const yx_word must[] = {W_NO_ALERT, W_RULE_NONE, W_SILENT_NONE, W_FIGURES_NONE};
    yx_brief_facts none = {.scope = {"420000", "x"}, .head = ""};

    (void)state;
    for (yx_lang lang = 0; lang < YX_N_LANG; lang++) {
        yx_doc *doc = NULL;
        yx_buf out = {0};

        assert_int_equal(yx_brief(&none, lang, &doc, NULL), YX_OK);
        assert_int_equal(yx_doc_render(doc, YX_TEXT, 0, &out, NULL), YX_OK);
        for (size_t i = 0; i < YX_COUNT(must); i++)
            T_OK(strstr(out.at, yx_word_text(must[i], lang)));
        yx_buf_free(&out);
        yx_doc_free(doc);
    }
}

/* One alert stands for itself; of several there is a table first. */
static void test_overview(void **state)
{
    static const char in_table[] = "<td>respiratory wave</td>";
    yx_brief_alert two[2];
    facts f;
    yx_buf out;

    (void)state;
    fill(&f, YX_EN);
    out = render(&f.all, YX_EN, YX_HTML);
    T_OK(!strstr(out.at, in_table));
    yx_buf_free(&out);
    two[0] = f.alert[0];
    two[1] = f.alert[0];
    two[1].hazard = ""; /* then the rule's name stands for it */
    two[1].place = f.blind[0];
    f.all.alert = two;
    f.all.n_alert = 2;
    out = render(&f.all, YX_EN, YX_HTML);
    T_OK(strstr(out.at, in_table) && strstr(out.at, "<td>resp</td>"));
    T_OK(strstr(out.at, "<h3>Schleswig-Holstein (DE01): resp, demo level 3</h3>"));
    yx_buf_free(&out);
}

/* Thirty names are listed, the others are counted. */
static void test_many(void **state)
{
    yx_brief_place blind[33];
    char code[33][8];
    facts f;
    yx_buf out;

    (void)state;
    fill(&f, YX_EN);
    for (size_t i = 0; i < 33; i++) {
        snprintf(code[i], sizeof code[i], "R%zu", i + 1);
        blind[i] = (yx_brief_place){code[i], "county"};
    }
    f.rule[0].blind = blind;
    f.rule[0].n_blind = 33;
    out = render(&f.all, YX_EN, YX_HTML);
    T_OK(strstr(out.at, "in 33 regions"));
    T_OK(strstr(out.at, "county (R30), and 3 others."));
    T_OK(!strstr(out.at, "R31"));
    yx_buf_free(&out);
}

/* All alerts stand in the table; the first 30 are told in full, and the rest is counted. */
static void test_many_alerts(void **state)
{
    yx_brief_alert alert[33];
    facts f;
    yx_buf out;
    size_t told = 0;

    (void)state;
    fill(&f, YX_EN);
    for (size_t i = 0; i < 33; i++)
        alert[i] = f.all.alert[0];
    f.all.alert = alert;
    f.all.n_alert = 33;
    out = render(&f.all, YX_EN, YX_TEXT);
    for (const char *p = out.at; (p = strstr(p, "Since ")) != NULL; p++)
        told += strncmp(p, "Since  ", 7) != 0; /* not the head of the table's column */
    assert_int_equal(told, 30);
    T_OK(strstr(out.at, "3 more open alerts"));
    yx_buf_free(&out);
}

/* Too low: the sum is written with a minus, and the finding says below. */
static void test_low(void **state)
{
    facts f;
    yx_buf out;

    (void)state;
    fill(&f, YX_EN);
    f.stream[0].look = YX_LOOK_LOW;
    f.stream[0].upper = 891.5; /* 1200.5 - 3.09 x 100 */
    f.stream[0].observed = "700";
    f.stream[0].reported = "12345";
    out = render(&f.all, YX_EN, YX_HTML);
    T_OK(strstr(out.at, "mean 1200.5 − 3.09 × sd 100.0 of "));
    T_OK(strstr(out.at, "= limit 891.5; observed 700: below the limit."));
    T_OK(strstr(out.at, "reported: 12345"));
    yx_buf_free(&out);
}

static void test_hostile(void **state)
{
    static const char evil[] = "<script>alert(1)</script> %s%n \x1B[2J";
    facts f;

    (void)state;
    fill(&f, YX_EN);
    f.all.scope.name = f.alert[0].hazard = f.alert[0].place.name = evil;
    f.stream[0].indicator = f.stream[0].unit = f.stream[0].from.file = evil;
    f.figure[0].note = f.figure[0].value = f.watch[0].source = f.option[0].value = evil;
    f.late[0].place.name = f.blind[0].name = f.ended[0].rule = evil;
    for (yx_lang lang = 0; lang < YX_N_LANG; lang++) {
        yx_buf html = render(&f.all, lang, YX_HTML), text = render(&f.all, lang, YX_TEXT);
        T_OK(!strstr(html.at, "<script") && !strchr(html.at, 0x1B) && !strchr(text.at, 0x1B));
        T_OK(strstr(html.at, "&lt;script&gt;"));
        yx_buf_free(&html);
        yx_buf_free(&text);
    }
}

/* --- rules that are more than groups --- */

/* Every sentence of a graded rule, its arithmetic and its course, in both languages. */
static void test_graded(void **state)
{
    static const char *const reckoned[] = {"ratio = 4.9; 4.9 < 5.0"};
    static const yx_brief_grade grade[] = {{1, "{value: \"ratio < 5.0\"}"},
                                           {2, "{value: \"5.0 <= ratio <= 6.0\", for: 3}"}};
    static const char *const want[YX_N_LANG][9] = {
        {"Since 2023-W49, last confirmed in 2023-W50: {value: \"ratio < 5.0\"}. 2 of 4 groups",
         "Reckoned: ratio = 4.9; 4.9 < 5.0", "2023-W50: raised to demo level 1.",
         "Covered by the open alert of rule flood.", "demo level 2 while {value: \"5.0 <= ratio",
         "It ends by {quiet_for: 2}", "It could not be told in 2 regions",
         "not reported, which is the signal", "2023-W44, lapsed: no fresh evidence"},
        {"条件：{value: \"ratio < 5.0\"}。4个独立来源组中有2个支持", "计算：ratio = 4.9; 4.9 < 5.0",
         "2023年第50周升为demo 1级。", "已由规则flood的未解除预警覆盖。",
         "demo 2级：{value: \"5.0 <= ratio", "解除条件：{quiet_for: 2}", "以下2个地区无法判断",
         "未报，即为触发", "2023年第44周失效（无新证据）"}};

    (void)state;
    for (yx_lang lang = YX_EN; lang < YX_N_LANG; lang++) {
        yx_brief_turn turn = {week(2023, 50), true, 1};
        facts f;
        yx_buf out;

        fill(&f, lang);
        f.alert[0].at_least = 0;
        f.alert[0].when = grade[0].when;
        f.alert[0].reckoned = reckoned;
        f.alert[0].n_reckoned = 1;
        f.alert[0].turn = &turn;
        f.alert[0].n_turn = 1;
        f.alert[0].inhibited = "flood";
        f.ended[0].lapsed = true;
        f.rule[0].at_least = 0;
        f.rule[0].grade = grade;
        f.rule[0].n_grade = 2;
        f.rule[0].exit = "{quiet_for: 2}";
        f.watch[1].detector = NULL;
        f.stream[1].detector = "";
        f.stream[3].silent = f.stream[3].alarm = true;
        out = render(&f.all, lang, YX_HTML);
        for (size_t i = 0; i < 9; i++) {
            char text[200];
            size_t n = 0;
            for (const char *c = want[lang][i]; *c; c++) { /* as HTML writes it */
                const char *as = *c == '<' ? "&lt;" : *c == '"' ? "&quot;" : NULL;
                n += (size_t)snprintf(text + n, sizeof text - n, as ? "%s" : "%.1s", as ? as : c);
            }
            if (!strstr(out.at, text))
                print_error("not there: %s\n", text);
            assert_non_null(strstr(out.at, text));
        }
        yx_buf_free(&out);
        f.rule[0].outside = true;
        out = render(&f.all, lang, YX_TEXT);
        assert_non_null(strstr(out.at, lang == YX_EN ? "outside its validity" : "不在有效期内"));
        yx_buf_free(&out);
    }
}

/* --- words --- */

/* Conversions of a format by argument: "1$s" makes kind['1'] 's'. False where it is no format with
 * numbered arguments. */
static bool arguments(const char *format, char kind[10])
{
    memset(kind, 0, 10);
    for (const char *p = strchr(format, '%'); p; p = strchr(p + 1, '%')) {
        size_t n = strspn(p + 3, "0123456789lz");
        if (p[1] < '1' || p[1] > '9' || p[2] != '$' || !strchr("sdu", p[3 + n]))
            return p[1] >= '1' && p[1] <= '9' && p[2] == '0'; /* %10$s: checked below */
        kind[p[1] - '0'] = p[3] == 'z' ? 'z' : p[3 + n];
    }
    return true;
}

static void test_words(void **state)
{
    (void)state;
    for (yx_word w = 0; w < YX_N_WORD; w++) {
        const char *en = yx_word_text(w, YX_EN), *zh = yx_word_text(w, YX_ZH_HANS);
        char a[10], b[10];

        T_OK(en && zh && *en && *zh);
        T_OK(arguments(en, a) && arguments(zh, b));
        if (memcmp(a, b, sizeof a) != 0)
            print_error("'%s' and '%s'\n", en, zh);
        T_OK(memcmp(a, b, sizeof a) == 0);
        T_OK((strstr(en, "%10$s") != NULL) == (strstr(zh, "%10$s") != NULL));
    }
}

static bool brief_or_nothing(void *arg)
{
    facts *f = arg;
    yx_doc *doc = NULL;
    yx_buf out = {0};
    yx_code rc = yx_brief(&f->all, YX_EN, &doc, NULL);
    bool right;

    if (rc)
        return rc == YX_E_NOMEM && !doc;
    rc = yx_doc_render(doc, YX_HTML, 0, &out, NULL);
    right = rc == YX_OK ? strstr(out.at, "RKI SurvStat") != NULL : rc == YX_E_NOMEM;
    yx_buf_free(&out);
    yx_doc_free(doc);
    return right;
}

static void test_memory(void **state)
{
    facts f;

    (void)state;
    fill(&f, YX_EN);
    T_OK(t_every_alloc(brief_or_nothing, &f) > 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden), cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_empty),  cmocka_unit_test(test_overview),
        cmocka_unit_test(test_many),   cmocka_unit_test(test_many_alerts),
        cmocka_unit_test(test_low),    cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_graded), cmocka_unit_test(test_words),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
