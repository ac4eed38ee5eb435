/* What rules_test.c does not ask: conditions, grades, exits and who answers. */
#include "trigger/rules.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

static yx_catalog *catalog;
static yx_rules *rules;
static yx_faults *faults;

static void load(yx_catalog_kind kind, const char *text)
{
    yx_input *input = NULL;
    size_t n;

    assert_int_equal(yx_input_memory(yx_str_of(text), &input, NULL), YX_OK);
    assert_int_equal(yx_catalog_read(catalog, kind, "test.csv", input, faults, &n, NULL), YX_OK);
    yx_input_close(input);
}

/* Without posts, events and days of the calendar. */
static int make(void **state)
{
    (void)state;
    assert_int_equal(yx_catalog_new(&catalog, NULL), YX_OK);
    assert_int_equal(yx_rules_new(&rules, NULL), YX_OK);
    assert_int_equal(yx_faults_new(&faults, NULL), YX_OK);
    load(YX_REGIONS, "code,name_zh,level,parent_code,hsa\n42,湖北省,province,,\n"
                     "4201,武汉市,prefecture,42,11\n");
    load(YX_INDICATORS, "code,name_zh,unit,frequency,kind\n"
                        "flu,流感,例,W,flow\nrsv,RSV,例,W,flow\nare,就诊率,1,W,rate\n"
                        "pri.hog_corn,猪粮比价,1,W,price\npri.pork,猪肉,元,M,price\n");
    return 0;
}

static int drop(void **state)
{
    (void)state;
    yx_faults_free(faults);
    yx_rules_free(rules);
    yx_catalog_free(catalog);
    return 0;
}

/* Five streams of three groups: line 1 to 7. */
#define STREAMS                                                                                    \
    "streams:\n"                                                                                   \
    "  flu: {indicator: flu, source: s, group: cases, detector: earsC}\n"                          \
    "  rsv: {indicator: rsv, source: s, group: cases, detector: earsC}\n"                          \
    "  are: {indicator: are, source: p, group: visits, detector: earsC, same_source: hsa, "        \
    "min_count: 3}\n"                                                                              \
    "  ratio: {indicator: pri.hog_corn, source: p, group: prices}\n"                               \
    "  pork: {indicator: pri.pork, source: p, group: prices}\n"                                    \
    "  mute: {indicator: flu, source: s, group: cases, direction: silent}\n"
#define GRADE   "grade: {scheme: demo, level: 1}"
#define RULE(x) STREAMS "rules:\n  r: {version: 1, " x "}\n" /* line 9 */
#define WHEN(x) RULE("when: " x ", " GRADE)
#define FLU     "{stream: flu}"
#define GRADES                                                                                     \
    "scheme: s, grades: [{level: 1, when: {stream: flu}}, {level: 2, when: {stream: are}}]"
#define AND(x)   RULE("when: {stream: flu}, " GRADE ", " x)
#define STEPS(x) RULE(GRADES ", exit: {steps: [" x "]}")

static const yx_rule *read_rule(const char *text)
{
    yx_code rc;

    yx_faults_clear(faults);
    rc = yx_rules_read(rules, "r.yaml", yx_str_of(text), catalog, faults, NULL);
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++) {
        char line[512];
        assert_int_equal(yx_fault_line(yx_faults_at(faults, i), YX_EN, line, sizeof line, NULL),
                         YX_OK);
        print_error("%s\n", line);
    }
    assert_int_equal(rc, YX_OK);
    return yx_rule_at(rules, 0);
}

/* --- what is right --- */

/* The tree as a text, the root first: "all(stream 1, within 3 value 8)". */
static void say(const yx_rule *rule, uint32_t i, yx_buf *out)
{
    static const char *const ask[YX_N_ASK] = {"groups", "stream", "value", "combined", "during",
                                              "all",    "any",    "some",  "area"};
    const yx_condition *c = &rule->condition[i];

    if (c->within > 1)
        yx_buf_f(out, "within %zu ", c->within);
    if (c->stay > 1)
        yx_buf_f(out, "for %zu ", c->stay);
    yx_buf_f(out, "%s", ask[c->ask]);
    if (c->at_least)
        yx_buf_f(out, " %zu", c->at_least);
    if (c->share > 0)
        yx_buf_f(out, " %g", c->share);
    if (c->ask == YX_ASK_AREA)
        yx_buf_f(out, " %s", yx_around_name[c->around]);
    if (c->ask == YX_ASK_COMBINED)
        yx_buf_f(out, " %s %g", yx_combine_name[c->how], c->below);
    if (c->streams)
        yx_buf_f(out, " #%llx", (unsigned long long)c->streams);
    if (c->value)
        yx_buf_f(out, " %s", yx_formula_text(c->value));
    if (c->event)
        yx_buf_f(out, " %s", c->event);
    for (uint32_t k = 0; k < c->n; k++) {
        T_OK(rule->child[c->first + k] < i); /* children before parents */
        yx_buf_text(out, k ? ", " : " (");
        say(rule, rule->child[c->first + k], out);
    }
    yx_buf_text(out, c->n ? ")" : "");
}

static void test_conditions(void **state)
{
    /* Streams are numbered as they are named: the first one named has bit 0. */
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"{at_least: 2, groups_of: [flu, rsv, are], within: 2}", "within 2 groups 2 #7"},
        {"{at_least: 1, groups_of: [mute], for: 3}", "for 3 groups 1 #1"},
        {FLU, "stream #1"},
        {"{stream: mute}", "stream #1"},
        {"{value: \"5.0 <= ratio <= 6.0\", for: 3}", "for 3 value #1 5.0 <= ratio <= 6.0"},
        {"{value: 'yoy(pork) > 40% or ratio < 5'}", "value #3 yoy(pork) > 40% or ratio < 5"},
        {"{value: flu > 5}", "value #1 flu > 5"},
        {"{combined: cauchy, of: [flu, rsv, are], below: 0.001, within: 3}",
         "within 3 combined cauchy 0.001 #7"},
        {"{combined: fisher, of: [rsv, are], below: 0.01}", "combined fisher 0.01 #3"},
        {"{during: 两节}", "during 两节"},
        {"{all: [{stream: flu}, {any: [{stream: are}, {value: 'ratio < 5'}]}]}",
         "all (stream #1, any (stream #2, value #4 ratio < 5))"},
        {"{at_least: 2, of: [{stream: flu}, {stream: are}, {during: x}], for: 2}",
         "for 2 some 2 (stream #1, stream #2, during x)"},
        {"{area: neighbours, share: 0.5, where: {stream: are}}", "area 0.5 neighbours (stream #1)"},
        {"{area: siblings, at_least: 2, where: {stream: are}}", "area 2 siblings (stream #1)"},
        {"{area: children, share: 1, where: {stream: are}}", "area 1 children (stream #1)"},
        {"{area: connected, at_least: 3, where: {area: children, at_least: 1, where: {stream: are}}}",
         "area 3 connected (area 1 children (stream #1))"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf text = {0}, got = {0};
        const yx_rule *rule;

        /* A version above the last one's, so that each replaces it. */
        yx_buf_f(&text, STREAMS "rules:\n  r: {version: %zu, when: %s, " GRADE "}\n", i + 1,
                 cases[i].text);
        rule = read_rule(text.at);
        say(rule, rule->grade[0].when, &got);
        T_TEXT(got.at, cases[i].want);
        (void)read_rule(text.at); /* the very same again */
        assert_int_equal(yx_n_rule(rules), 1);
        yx_buf_free(&text);
        yx_buf_free(&got);
    }
}

static void test_whole(void **state)
{
    const yx_rule *r =
        read_rule(RULE("scheme: pork-2021, note: 'source: X', grades: ["
                       "{level: 1, when: {value: ratio < 5.0}},"
                       "{level: 3, when: {value: '5.0 <= ratio <= 6.0', for: 3}}],"
                       "exit: {quiet_for: 2, when: {value: ratio > 6.2},"
                       "       steps: [{quiet_for: 7, to: 2}, {quiet_for: 3, to: end}]},"
                       "expires: 8, no_reraise: 4, valid: {from: 2021-06-01, to: 2023-03-01},"
                       "owner: 价格科, answer_within: 24, false_alarms: {rate: 0.1, share: 0.2},"
                       "budget: 1.5, floor: 0.3"));

    (void)state;
    T_TEXT(r->scheme, "pork-2021");
    T_TEXT(r->note, "source: X");
    T_OK(r->n_grade == 2 && r->grade[0].level == 1 && r->grade[1].level == 3);
    T_OK(r->grade[0].when == 0 && r->grade[1].when == 1 && r->exit_when == 2);
    T_OK(r->n_condition == 3 && r->n_stream == 1 && r->n_group == 1);
    T_OK(r->quiet_for == 2 && r->n_step == 2 && r->step[0].quiet_for == 7);
    T_OK(r->step[0].level == 2 && r->step[1].quiet_for == 3 && r->step[1].level == 0);
    T_OK(r->expires == 8 && r->rest == 4 && r->answer_hours == 24);
    T_OK(r->valid_from == yx_day_of(2021, 6, 1) && r->valid_to == yx_day_of(2023, 3, 1));
    T_TEXT(r->owner, "价格科");
    T_TEXT(r->parent, "");
    T_NEAR(r->control.rate, 0.1, 0);
    T_NEAR(r->control.fdr, 0.2, 0);
    T_NEAR(r->control.budget, 1.5, 0);
    T_NEAR(r->control.floor, 0.3, 0);
    T_OK(r->every == YX_PERIOD_WEEK);

    r = read_rule(STREAMS "rules:\n  r: {version: 2, " GRADE
                          ", when: {all: [{value: pork > ratio}, {stream: are}]}}\n");
    T_OK(r->every == YX_PERIOD_MONTH && r->n_group == 2); /* prices are monthly, too */
    T_OK(r->valid_from == YX_DAY_MIN && r->valid_to == YX_DAY_MAX && r->exit_when == -1);
    T_OK(r->quiet_for == 1 && r->n_step == 0 && r->expires == 0 && r->rest == 0);
    T_OK(!yx_stream_at(rules, r->stream[0])->detector);
    T_TEXT(yx_stream_at(rules, r->stream[2])->same_source, "hsa");
    T_NEAR(yx_stream_at(rules, r->stream[2])->min_count, 3, 0);
    r = read_rule(STREAMS "rules:\n  r: {version: 3, when: {stream: mute}, " GRADE "}\n");
    T_OK(yx_stream_at(rules, r->stream[0])->silent && !yx_stream_at(rules, r->stream[0])->detector);
}

/* --- what is wrong --- */

static const struct {
    const char *text;
    const char *want;               /* "line code", of all */
    const char *expected, *nearest; /* of the first; NULL: whatever, "": none */
} wrong[] = {
    {WHEN("{}"), "9 rule.condition", NULL, NULL},
    {WHEN("{for: 2}"), "9 rule.condition", NULL, NULL},
    {WHEN("{steam: flu}"), "9 yaml.unknown_key", NULL, "stream"},
    {WHEN("{at_least: 1, group_of: [flu]}"), "9 yaml.unknown_key", NULL, "groups_of"},
    {WHEN("{stream: flu, value: flu > 5}"), "9 rule.condition",
     "one of stream and value; all: [..] and any: [..] join two", NULL},
    {WHEN("{stream: flu, share: 1}"), "9 yaml.unknown_key", NULL, NULL},
    {WHEN("{stream: flue}"), "9 rule.stream", NULL, "flu"},
    {WHEN("{stream: [flu]}"), "9 yaml.kind", NULL, NULL},
    {WHEN("{stream: flu, for: 401}"), "9 yaml.value", "a whole number from 1 to 400", NULL},
    {WHEN("{stream: ratio}"), "9 rule.no_detector", NULL, NULL},
    {WHEN("{at_least: 1, groups_of: [ratio]}"), "9 rule.no_detector", NULL, NULL},
    {WHEN("{at_least: 2, groups_of: [flu, rsv]}"), "9 rule.groups",
     "at most 1: its streams are of 1 group", NULL},
    {WHEN("{all: [{stream: are}, {at_least: 2, groups_of: [flu, rsv]}]}"), "9 rule.groups",
     "at most 1: its streams are of 1 group", NULL},
    /* formulas */
    {WHEN("{value: rati < 5}"), "9 rule.stream",
     "a stream of this file, at character 1 of the formula", "ratio"},
    {WHEN("{value: ratio > 5 and}"), "9 rule.formula",
     "a number, a stream or a (, at character 14 of the formula", ""},
    {WHEN("{value: \"猪 < 5\"}"), "9 rule.stream", NULL, ""},
    {WHEN("{value: 'ratio > 1 && flu > 2'}"), "9 rule.formula",
     "an operator, as in + < and, at character 11 of the formula", NULL},
    {WHEN("{value: 1 < 2}"), "9 rule.formula", "a comparison with a stream in it", NULL},
    {WHEN("{value: ''}"), "9 yaml.value", NULL, NULL},
    /* p-values into one */
    {WHEN("{combined: fisher, of: [flu, are, rsv], below: 0.01}"), "9 rule.independent",
     "cauchy, or streams of different groups: 'flu' and 'rsv' are of group 'cases', and fisher "
     "takes their p-values for independent",
     NULL},
    {WHEN("{combined: fischer, of: [flu, are], below: 0.01}"), "9 yaml.value", NULL, "fisher"},
    {WHEN("{combined: cauchy, of: [flu, are], below: 0}"), "9 yaml.value",
     "a p above 0, at most 0.5", NULL},
    {WHEN("{combined: cauchy, of: [flu, mute], below: 0.1}"), "9 rule.no_detector", NULL, NULL},
    {WHEN("{combined: cauchy, of: [flu, are]}"), "9 yaml.missing_key", NULL, NULL},
    /* conditions of conditions */
    {WHEN("{all: []}"), "9 yaml.value", "a list of 1 to 64 conditions", NULL},
    {WHEN("{all: [flu]}"), "9 yaml.kind", NULL, NULL},
    {WHEN("{at_least: 3, of: [{stream: flu}, {stream: are}]}"), "9 rule.groups",
     "at most 2: so many conditions there are", NULL},
    {WHEN("{any: [{stream: fl}, {value: x > 5}]}"), "9 rule.stream,9 rule.stream", NULL, "flu"},
    /* areas */
    {WHEN("{area: neighbours, where: {stream: flu}}"), "9 rule.condition", NULL, NULL},
    {WHEN("{area: neighbours, share: 1, at_least: 1, where: {stream: flu}}"), "9 rule.condition",
     NULL, NULL},
    {WHEN("{area: neighbours, share: 0, where: {stream: flu}}"), "9 yaml.value", NULL, NULL},
    {WHEN("{area: connected, share: 0.5, where: {stream: flu}}"), "9 rule.condition", NULL, NULL},
    {WHEN("{area: neighbors, share: 0.5, where: {stream: flu}}"), "9 yaml.value", NULL,
     "neighbours"},
    {WHEN("{area: children, share: 0.5}"), "9 yaml.missing_key", NULL, NULL},
    /* grades */
    {RULE("scheme: s"), "9 yaml.missing_key", NULL, NULL},
    {RULE("scheme: s, grades: []"), "9 yaml.value", "a list of 1 to 8 grades", NULL},
    {RULE("scheme: s, grades: [{level: 1}]"), "9 yaml.missing_key", NULL, NULL},
    {RULE(GRADES ", when: {stream: flu}"), "9 rule.grades", "when and grade, or scheme and grades",
     NULL},
    {RULE("scheme: s, grades: [{level: 1, when: {stream: flu}}, {level: 1, when: {stream: are}}]"),
     "9 yaml.value", "each level once", NULL},
    /* exits */
    {AND("exit: {when: {stream: fl}}"), "9 rule.stream", NULL, "flu"},
    {STEPS(""), "9 yaml.value", "a list of 1 to 8 steps", NULL},
    {STEPS("{quiet_for: 7}"), "9 yaml.missing_key", NULL, NULL},
    {STEPS("{quiet_for: 7, to: 2}"), "9 rule.grades", "end, in the last step and only there", NULL},
    {STEPS("{quiet_for: 7, to: end}, {quiet_for: 7, to: end}"), "9 rule.grades",
     "end, in the last step and only there", NULL},
    {STEPS("{quiet_for: 7, to: 1}, {quiet_for: 7, to: end}"), "9 rule.grades",
     "a level below the gravest", NULL},
    {STEPS("{quiet_for: 7, to: 2}, {quiet_for: 7, to: 2}, {quiet_for: 7, to: end}"),
     "9 rule.grades", "a milder level than those before", NULL},
    {STEPS("{quiet_for: 7, to: low}, {quiet_for: 7, to: end}"), "9 rule.grades",
     "a level from 1 to 100, or end", NULL},
    /* the others */
    {AND("expires: 0"), "9 yaml.value", NULL, NULL},
    {AND("expire: 5"), "9 yaml.unknown_key", NULL, "expires"},
    {AND("valid: {from: 2022-13-01}"), "9 day.bad", "a day, as in 2022-08-01", NULL},
    {AND("valid: {from: 2022-08-01, to: 2022-08-01}"), "9 day.bad", "a day after from", NULL},
    {AND("inhibited_by: rr"), "9 rule.inhibits", NULL, "r"},
    {AND("inhibited_by: r"), "9 rule.inhibits",
     "a rule that does not wait for this one, 8 in a row at most", NULL},
    {AND("false_alarms: {share: 1}"), "9 yaml.value", "a share above 0 and below 1", NULL},
    {AND("false_alarms: {rat: 1}"), "9 yaml.unknown_key", NULL, "rate"},
    {AND("floor: 1.5"), "9 yaml.value", NULL, NULL},
    {AND("answer_within: 0.5"), "9 yaml.value", NULL, NULL},
    /* streams */
    {"streams:\n  a: {indicator: flu, source: s, group: g, direction: silent, detector: earsC}\n",
     "2 yaml.value", NULL, NULL},
    {"streams:\n  a: {indicator: flu, source: s, group: g, options: {limit: 3}}\n", "2 yaml.value",
     "options only beside a detector", NULL},
    {"streams:\n  a: {indicator: flu, source: s, group: g, same_source: hs}\n", "2 yaml.value",
     "a column of the regions", "hsa"},
};

static void expect_faults(const char *text, const char *want)
{
    yx_buf got = {0};
    yx_code rc;

    yx_faults_clear(faults);
    rc = yx_rules_read(rules, "r.yaml", yx_str_of(text), catalog, faults, NULL);
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        yx_buf_f(&got, "%s%zu %s", i ? "," : "", f->line, f->code);
    }
    if (!got.at || strcmp(got.at, want) != 0)
        print_error("%s\n", text);
    T_TEXT(got.at ? got.at : "", want);
    assert_int_equal(rc, YX_E_REFUSED);
    yx_buf_free(&got);
}

static void test_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(wrong); i++) {
        const yx_fault *first;

        expect_faults(wrong[i].text, wrong[i].want);
        assert_int_equal(yx_n_rule(rules), 0);
        first = yx_faults_at(faults, 0);
        if (wrong[i].expected && strcmp(first->expected, wrong[i].expected) != 0)
            print_error("%s\n", wrong[i].text);
        if (wrong[i].expected)
            T_TEXT(first->expected, wrong[i].expected);
        if (wrong[i].nearest)
            T_TEXT(first->nearest ? first->nearest : "", wrong[i].nearest);
    }
}

/* Names are asked for only when there is something to compare them with. */
static void test_names(void **state)
{
    static const char text[] = AND("owner: 防控科");
    static const char during[] =
        STREAMS "rules:\n  r: {version: 2, when: {during: 春结}, " GRADE "}\n";

    (void)state;
    (void)read_rule(text);
    (void)read_rule(during);
    load(YX_POSTS, "post,unit,region,role,level\n疾控科,卫健局,42,,county\n");
    expect_faults(text, "9 rule.post");
    T_TEXT(yx_faults_at(faults, 0)->nearest, "疾控科");
    load(YX_CALENDAR, "date,name_zh,is_off_day\n2022-02-01,春节,1\n2022-02-02,春节,1\n");
    expect_faults(during, "9 rule.event");
    T_TEXT(yx_faults_at(faults, 0)->nearest, "春节");
    load(YX_EVENTS, "region,indicator,first,last,note\n,,2022-01-01,2022-02-15,春结\n");
    (void)read_rule(during); /* now there is one of that name */
}

/* Rules that wait for each other, in one file and in two. */
static void test_inhibited(void **state)
{
#define ONE(name, parent)                                                                          \
    "  " name ": {version: 1, when: {stream: flu}, " GRADE ", inhibited_by: " parent "}\n"
    static const char last[] = "  z: {version: 1, when: {stream: flu}, " GRADE "}\n";
    yx_buf text = {0};
    const yx_rule *first;

    (void)state;
    expect_faults(STREAMS "rules:\n" ONE("a", "b") ONE("b", "a"),
                  "9 rule.inhibits,10 rule.inhibits");
    /* the one that is named has faults of its own: that is one mistake */
    expect_faults(STREAMS "rules:\n" ONE("a", "b") "  b: {version: 0, when: {stream: flu}, " GRADE
                                                   "}\n",
                  "10 yaml.value");
    yx_buf_f(&text, "%s%s%s", STREAMS "rules:\n", ONE("a", "b") ONE("b", "z"), last);
    first = read_rule(text.at);
    T_TEXT(first->parent, "b");
    /* a later file may not close the ring */
    expect_faults(STREAMS "rules:\n  z: {version: 2, when: {stream: flu}, " GRADE
                          ", inhibited_by: a}\n",
                  "9 rule.inhibits");
    yx_buf_free(&text);
#undef ONE
}

/* Every key is part of what a rule says: a change of any wants a higher version. */
static void test_changes(void **state)
{
    static const char *const change[] = {
        AND("expires: 4"),
        AND("no_reraise: 4"),
        AND("valid: {to: 2023-01-01}"),
        AND("owner: x"),
        AND("answer_within: 2"),
        AND("false_alarms: {rate: 0.1}"),
        AND("false_alarms: {share: 0.1}"),
        AND("budget: 1"),
        AND("floor: 0.1"),
        AND("note: x"),
        AND("exit: {quiet_for: 2}"),
        AND("exit: {when: {stream: flu}}"),
        AND("exit: {steps: [{quiet_for: 1, to: end}]}"),
        WHEN("{stream: rsv}"),
        WHEN("{stream: flu, for: 2}"),
        WHEN("{stream: flu, within: 2}"),
        WHEN("{value: flu > 5}"),
        WHEN("{any: [{stream: flu}]}"),
        RULE("when: {stream: flu}, grade: {scheme: demo, level: 2}"),
        RULE("when: {stream: flu}, grade: {scheme: other, level: 1}"),
        RULE(GRADES),
    };

    (void)state;
    (void)read_rule(WHEN(FLU));
    for (size_t i = 0; i < YX_COUNT(change); i++)
        expect_faults(change[i], "9 rule.version");
    (void)read_rule(WHEN(FLU));
    (void)read_rule(STREAMS "rules:\n  r: {version: 2, when: {value: flu > 5}, " GRADE "}\n");
    expect_faults(STREAMS "rules:\n  r: {version: 2, when: {value: flu > 6}, " GRADE "}\n",
                  "9 rule.version");
}

static void test_changed_streams(void **state)
{
    static const char *const change[] = {
        ", min_count: 2",   ", same_source: hsa", ", level: province",
        ", direction: low", ", hazard: x",        ", options: {baseline: 8}",
    };
    yx_buf text = {0};

    (void)state;
    for (size_t i = 0; i <= YX_COUNT(change); i++) {
        yx_buf_clear(&text);
        yx_buf_f(&text,
                 "streams:\n  a: {indicator: flu, source: s, group: g, detector: earsC%s}\n"
                 "rules:\n  r: {version: 1, when: {stream: a}, " GRADE "}\n",
                 i ? change[i - 1] : "");
        if (i)
            expect_faults(text.at, "4 rule.version");
        else
            (void)read_rule(text.at);
    }
    yx_buf_free(&text);
}

/* --- limits --- */

static void repeat(yx_buf *b, const char *piece, size_t n)
{
    for (size_t i = 0; i < n; i++)
        yx_buf_text(b, piece);
}

static void test_limits(void **state)
{
    yx_buf b = {0};

    (void)state;
    /* 63 conditions and the one that holds them; then one more */
    yx_buf_text(&b, STREAMS "rules:\n  r:\n    version: 1\n    " GRADE "\n    when: {all: [");
    repeat(&b, FLU ", ", 62);
    yx_buf_text(&b, FLU "]}\n");
    assert_int_equal(read_rule(b.at)->n_condition, 64);
    b.n -= strlen("]}\n");
    yx_buf_text(&b, ", " FLU "]}\n");
    expect_faults(b.at, "12 rule.condition");
    T_TEXT(yx_faults_at(faults, 0)->expected, "at most 64 conditions in a rule");

    yx_buf_clear(&b); /* eight in each other, then nine */
    yx_buf_text(&b, STREAMS "rules:\n  r:\n    version: 2\n    " GRADE "\n    when: ");
    repeat(&b, "{area: children, at_least: 1, where: ", 7);
    yx_buf_text(&b, FLU);
    repeat(&b, "}", 7);
    yx_buf_text(&b, "\n");
    assert_int_equal(read_rule(b.at)->n_condition, 8);
    yx_buf_clear(&b);
    yx_buf_text(&b, STREAMS "rules:\n  r:\n    version: 3\n    " GRADE "\n    when: ");
    repeat(&b, "{area: children, at_least: 1, where: ", 8);
    yx_buf_text(&b, FLU);
    repeat(&b, "}", 8);
    yx_buf_text(&b, "\n");
    expect_faults(b.at, "12 rule.condition");

    yx_buf_clear(&b); /* nine names of events */
    yx_buf_text(&b, STREAMS "rules:\n  r:\n    version: 4\n    " GRADE "\n    when: {any: [");
    for (int i = 0; i < 9; i++)
        yx_buf_f(&b, "%s{during: e%d}", i ? ", " : "", i);
    yx_buf_text(&b, "]}\n");
    expect_faults(b.at, "12 yaml.value");

    yx_buf_clear(&b); /* 65 streams, in a formula */
    yx_buf_text(&b, "streams:\n");
    for (int i = 0; i < 65; i++)
        yx_buf_f(&b, "  s%d: {indicator: flu, source: s, group: g}\n", i);
    yx_buf_text(&b, "rules:\n  r:\n    version: 5\n    " GRADE "\n    when: {all: [");
    for (int i = 0; i < 65; i++)
        yx_buf_f(&b, "%s%s + s%d", i % 13 ? "" : i ? " > 5}, {value: 0" : "{value: 0", "", i);
    yx_buf_text(&b, " > 5}]}\n");
    expect_faults(b.at, "71 rule.formula");
    yx_buf_free(&b);
}

static bool read_or_nothing(void *arg)
{
    yx_rules *set = NULL;
    yx_err err = {0};
    yx_code rc = yx_rules_new(&set, &err);
    bool right;

    (void)arg;
    if (rc)
        return rc == YX_E_NOMEM;
    yx_faults_clear(faults);
    rc = yx_rules_read(set, "r.yaml",
                       yx_str_of(RULE("scheme: s, owner: o, note: n, grades: ["
                                      "{level: 1, when: {all: [{value: ratio < 5}, {during: x}]}}, "
                                      "{level: 2, when: {stream: are}}]")),
                       catalog, faults, &err);
    right = rc == YX_OK ? yx_n_rule(set) == 1 : rc == YX_E_NOMEM && yx_n_rule(set) == 0;
    yx_rules_free(set);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(read_or_nothing, NULL) > 10);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make, drop)
    static const struct CMUnitTest tests[] = {
        TEST(test_conditions),      TEST(test_whole),     TEST(test_wrong),
        TEST(test_names),           TEST(test_inhibited), TEST(test_changes),
        TEST(test_changed_streams), TEST(test_limits),    TEST(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
