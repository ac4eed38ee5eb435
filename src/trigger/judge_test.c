/* Tiny planes that one can check in the head. */
#include "trigger/judge.h"

#include "base/mem.h"
#include "tests/support/t.h"
#include "trigger/course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_REGIONS = 8, MOST_PERIODS = 12 };

/* A stream in a region is drawn, one character a period.
 *   !  judged, alarm     -  judged, quiet     .  a gap     s  too short a history     ?  no answer
 *   A  a gap that claims an alarm: it does not count     0..9  judged, quiet, and that figure
 * Truths:  Y holds   n does not   ? blind */
static yx_say say_of(char c)
{
    switch (c) {
    case '!':
        return (yx_say){YX_JUDGED, true, NAN};
    case '.':
        return (yx_say){YX_GAP, false, NAN};
    case 's':
        return (yx_say){YX_TOO_SHORT, false, NAN};
    case '?':
        return (yx_say){YX_NO_ANSWER, false, NAN};
    case 'A':
        return (yx_say){YX_GAP, true, NAN};
    default:
        return (yx_say){YX_JUDGED, false, NAN};
    }
}

/* Regions of the area cases:
 *            0              5 (alone, borders nobody)
 *      1 - 2 - 3 - 4        4 has no parent; 1 - 2 - 3 - 4 border each other in a row */
static const uint32_t neighbour_from[] = {0, 0, 1, 3, 5, 6, 6}, neighbour[] = {2, 1, 3, 2, 4, 3};
static const uint32_t child_from[] = {0, 3, 3, 3, 3, 3, 3}, child[] = {1, 2, 3};
static const uint32_t parent[] = {UINT32_MAX, 0, 0, 0, UINT32_MAX, UINT32_MAX};
static const uint32_t pair_source[] = {UINT32_MAX, 7, 7, 8, UINT32_MAX, UINT32_MAX};
static const uint32_t no_source[] = {UINT32_MAX, UINT32_MAX, UINT32_MAX,
                                     UINT32_MAX, UINT32_MAX, UINT32_MAX};

enum { AREA_REGIONS = 6 };

typedef struct drawn {
    const char *why;
    const char *group; /* of the streams: "012" three groups, "00" one */
    size_t n_region;
    const char *say[12]; /* stream by stream, in each region by region */
    yx_condition condition[4];
    const char *value; /* of the condition that asks a value: streams are a, b, c */
    uint32_t child[4];
    const char *during; /* event 0 */
    const uint32_t *source;
    const char *want[6]; /* of the last condition, region by region */
} drawn;

#define GROUPS(mask, k, w)                                                                         \
    {                                                                                              \
        .ask = YX_ASK_GROUPS, .streams = (mask), .at_least = (k), .within = (w)                    \
    }
#define STREAM(mask)                                                                               \
    {                                                                                              \
        .ask = YX_ASK_STREAM, .streams = (mask), .within = 1, .stay = 1                            \
    }

/* The one alarm of each row of one period, in regions 0 to 5. */
#define ONE(a, b, c, d, e, f) .n_region = 6, .group = "0", .say = {a, b, c, d, e, f}

static const drawn cases[] = {
    /* groups: three-valued, within */
    {"two groups in one period", "01", 1, {"-!-.", "-!!-"}, {GROUPS(3, 2, 1)}, .want = {"nYn?"}},
    {"two streams of one group", "00", 1, {"!", "!"}, {GROUPS(3, 1, 1)}, .want = {"Y"}},
    {"streams that are not asked", "01", 1, {"!-", "-!"}, {GROUPS(1, 1, 1)}, .want = {"Yn"}},
    {"within 2, for 2",
     "01",
     1,
     {"-!----", "--!---"},
     {{.ask = YX_ASK_GROUPS, .streams = 3, .at_least = 1, .within = 2, .stay = 2}},
     .want = {"nnYYnn"}},
    {"nothing new is blind", "01", 1, {"!.", "!."}, {GROUPS(3, 2, 2)}, .want = {"Y?"}},
    /* a stream, for */
    {"one stream", "0", 2, {"-!.", "!s?"}, {STREAM(1)}, .want = {"nY?", "Y??"}},
    {"for 3: held three periods running",
     "0",
     1,
     {"!!!!-!!!"},
     {{.ask = YX_ASK_STREAM, .streams = 1, .stay = 3}},
     .want = {"??YYnnnY"}},
    {"for 2 over a gap cannot be told",
     "0",
     1,
     {"-!.!!"},
     {{.ask = YX_ASK_STREAM, .streams = 1, .stay = 2}},
     .want = {"nn??Y"}},
    {"for 3: a no settles it whatever the gap",
     "0",
     1,
     {"-.!!"},
     {{.ask = YX_ASK_STREAM, .streams = 1, .stay = 3}},
     .want = {"n?n?"}},
    /* figures */
    {"5.0 <= a <= 6.0",
     "0",
     1,
     {"4567."},
     {{.ask = YX_ASK_VALUE, .streams = 1}},
     .value = "5.0 <= a <= 6.0",
     .want = {"nYYn?"}},
    {"... for 3 weeks running",
     "0",
     1,
     {"555554555"},
     {{.ask = YX_ASK_VALUE, .streams = 1, .stay = 3}},
     .value = "5.0 <= a <= 6.0",
     .want = {"??YYYnnnY"}},
    {"... within 2",
     "0",
     1,
     {"45444.4"},
     {{.ask = YX_ASK_VALUE, .streams = 1, .within = 2}},
     .value = "5.0 <= a <= 6.0",
     .want = {"nYYnn?n"}},
    {"within 2 is remembered over a gap of one only",
     "0",
     1,
     {"5.45..4"},
     {{.ask = YX_ASK_VALUE, .streams = 1, .within = 3}},
     .value = "a = 5",
     .want = {"Y?YY??n"}},
    {"two streams in a comparison",
     "01",
     2,
     {"123", "333", "321", "3.4"},
     {{.ask = YX_ASK_VALUE, .streams = 3}},
     .value = "a > b",
     .want = {"nnY", "n?n"}},
    /* events */
    {"during",
     "0",
     1,
     {"...."},
     {{.ask = YX_ASK_DURING, .event = "feast"}},
     .during = "-xx-",
     .want = {"nYYn"}},
    {"during an event that the rule does not list",
     "0",
     1,
     {"...."},
     {{.ask = YX_ASK_DURING, .event = "fast"}},
     .during = "-xx-",
     .want = {"nnnn"}},
    /* of others: rows of a Y n ? against b Y n ? */
    {"all",
     "01",
     1,
     {"!!!---...", "!-.!-.!-."},
     {STREAM(1), STREAM(2), {.ask = YX_ASK_ALL, .first = 0, .n = 2}},
     .child = {0, 1},
     .want = {"Yn?nnn?n?"}},
    {"any",
     "01",
     1,
     {"!!!---...", "!-.!-.!-."},
     {STREAM(1), STREAM(2), {.ask = YX_ASK_ANY, .first = 0, .n = 2}},
     .child = {0, 1},
     .want = {"YYYYn?Y??"}},
    {"2 of 3",
     "012",
     1,
     {"!!!!-.", "!!--..", "!.-.-."},
     {STREAM(1), STREAM(2), STREAM(4), {.ask = YX_ASK_SOME, .at_least = 2, .first = 0, .n = 3}},
     .child = {0, 1, 2},
     .want = {"YYn?n?"}},
    {"all, for 2",
     "01",
     1,
     {"!!!!", "-!!!"},
     {STREAM(1), STREAM(2), {.ask = YX_ASK_ALL, .first = 0, .n = 2, .stay = 2}},
     .child = {0, 1},
     .want = {"nnYY"}},
    {"a child with for below an any with within",
     "01",
     1,
     {"!!-----", "-------"},
     {{.ask = YX_ASK_STREAM, .streams = 1, .stay = 2},
      STREAM(2),
      {.ask = YX_ASK_ANY, .first = 0, .n = 2, .within = 3}},
     .child = {0, 1},
     .want = {"?YYYnnn"}},
    {"a child that two ask, one of them far back",
     "0",
     1,
     {"-!!!"},
     {STREAM(1),
      {.ask = YX_ASK_ANY, .first = 0, .n = 1, .stay = 3},
      {.ask = YX_ASK_ALL, .first = 0, .n = 2}},
     .child = {0, 1},
     .want = {"nnnY"}},
    /* areas, one period: 0 above 1 2 3; 1 - 2 - 3 - 4 in a row; 5 alone */
    {"neighbours: at least 2 of it and those that border it",
     ONE("-", "!", "-", "!", "-", "!"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_NEIGHBOURS, .at_least = 2, .n = 1}},
     .want = {"n", "n", "Y", "n", "n", "n"}},
    {"neighbours: half of those that can be told",
     ONE("-", "!", ".", "!", ".", "."),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_NEIGHBOURS, .share = 0.5, .n = 1}},
     .want = {"n", "Y", "Y", "Y", "Y", "?"}},
    {"neighbours: too few can be told",
     ONE("-", "!", ".", ".", "!", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_NEIGHBOURS, .at_least = 2, .n = 1}},
     .want = {"n", "?", "?", "?", "?", "n"}},
    {"siblings: two thirds",
     ONE("-", "!", "!", "-", "!", "."),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_SIBLINGS, .share = 0.6666, .n = 1}},
     .want = {"n", "Y", "Y", "Y", "Y", "?"}},
    {"siblings: a little more than two thirds",
     ONE("-", "!", "!", "-", "-", "."),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_SIBLINGS, .share = 0.6668, .n = 1}},
     .want = {"n", "n", "n", "n", "n", "?"}},
    {"siblings: at least 2 and half",
     ONE("-", "!", ".", ".", "-", "-"),
     {STREAM(1),
      {.ask = YX_ASK_AREA, .around = YX_AROUND_SIBLINGS, .at_least = 2, .share = 0.5, .n = 1}},
     .want = {"n", "?", "?", "?", "n", "n"}},
    {"children: the parent has no figure of its own",
     ONE(".", "!", "!", "-", "!", "!"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .at_least = 2, .n = 1}},
     .want = {"Y", "?", "?", "?", "?", "?"}},
    {"children: one of two that can be told",
     ONE(".", "!", ".", "-", "!", "!"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .share = 0.5, .n = 1}},
     .want = {"Y", "?", "?", "?", "?", "?"}},
    {"connected: 3 in a row",
     ONE("!", "!", "!", "!", "-", "!"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CONNECTED, .at_least = 3, .n = 1}},
     .want = {"n", "Y", "Y", "Y", "n", "n"}},
    {"connected: a gap parts them",
     ONE(".", "!", ".", "!", "!", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CONNECTED, .at_least = 2, .n = 1}},
     .want = {"?", "n", "?", "Y", "Y", "n"}},
    {"connected: half of the six",
     ONE("-", "!", "!", "!", "-", "!"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CONNECTED, .share = 0.5, .n = 1}},
     .want = {"n", "Y", "Y", "Y", "n", "n"}},
    /* 1 and 2 pass on the same figure */
    {"one source counts once: at least 2",
     ONE("-", "!", "!", "-", "-", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_SIBLINGS, .at_least = 2, .n = 1}},
     .source = pair_source,
     .want = {"n", "n", "n", "n", "n", "n"}},
    {"one source counts once: 1 of 2, not 2 of 3",
     ONE("-", "!", "!", "-", "-", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_SIBLINGS, .share = 0.6, .n = 1}},
     .source = pair_source,
     .want = {"n", "n", "n", "n", "n", "n"}},
    {"one source counts once: in a connected set",
     ONE("-", "!", "!", "!", "-", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CONNECTED, .at_least = 3, .n = 1}},
     .source = pair_source,
     .want = {"n", "n", "n", "n", "n", "n"}},
    {"two sources are two",
     ONE("-", "-", "!", "!", "-", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .at_least = 2, .n = 1}},
     .source = pair_source,
     .want = {"Y", "?", "?", "?", "?", "?"}},
    {"what has no source is its own",
     ONE("-", "!", "!", "-", "-", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .at_least = 2, .n = 1}},
     .source = no_source,
     .want = {"Y", "?", "?", "?", "?", "?"}},
    {"an area of one source less than asked for is no",
     ONE("-", "!", "!", "-", "-", "-"),
     {STREAM(1), {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .at_least = 3, .n = 1}},
     .source = pair_source,
     .want = {"n", "?", "?", "?", "?", "?"}},
    {"an area, for 2",
     "0",
     6,
     {"..", "!!", "!!", "-!", "..", ".."},
     {STREAM(1),
      {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .at_least = 2, .n = 1, .stay = 2}},
     .want = {"?Y", "??", "??", "??", "??", "??"}},
};

typedef struct fixture {
    yx_rule rule;
    yx_condition condition[8];
    uint32_t child[8];
    yx_say say[4 * MOST_REGIONS * MOST_PERIODS];
    double value[4 * MOST_REGIONS * MOST_PERIODS];
    uint8_t during[MOST_REGIONS * MOST_PERIODS];
    int month[MOST_PERIODS];
    yx_arena *arena;
    yx_evidence in;
} fixture;

static size_t stream_abc(const void *with, yx_str name)
{
    (void)with;
    return name.n == 1 && name.at[0] >= 'a' && name.at[0] <= 'c' ? (size_t)(name.at[0] - 'a')
                                                                 : SIZE_MAX;
}

static void groups_of(yx_rule *rule, const char *group)
{
    for (; group[rule->n_stream]; rule->n_stream++) {
        rule->group[rule->n_stream] = (uint8_t)(group[rule->n_stream] - '0');
        if (rule->group[rule->n_stream] >= rule->n_group)
            rule->n_group = rule->group[rule->n_stream] + 1u;
    }
}

static void draw(fixture *f, const drawn *d)
{
    size_t n = strlen(d->say[0]);
    const char *wrong;
    yx_str at;

    memset(f, 0, sizeof *f);
    f->rule.exit_when = -1;
    f->rule.quiet_for = 1;
    groups_of(&f->rule, d->group);
    for (; f->rule.n_condition < 4 &&
           (f->rule.n_condition == 0 || d->condition[f->rule.n_condition].ask ||
            d->condition[f->rule.n_condition].streams);
         f->rule.n_condition++) {
        yx_condition *c = &f->condition[f->rule.n_condition];
        *c = d->condition[f->rule.n_condition];
        if (c->ask == YX_ASK_VALUE)
            c->value =
                yx_formula_tree_read(yx_str_of(d->value), stream_abc, NULL, &f->arena, &wrong, &at);
        T_OK(c->ask != YX_ASK_VALUE || c->value);
    }
    memcpy(f->child, d->child, sizeof d->child);
    f->rule.condition = f->condition;
    f->rule.child = f->child;
    f->rule.n_grade = 1;
    f->rule.grade[0] = (yx_graded){3, (uint32_t)f->rule.n_condition - 1};
    f->rule.event[0] = "feast";
    f->rule.n_event = 1;
    for (size_t i = 0; i < f->rule.n_stream * d->n_region; i++)
        for (size_t t = 0; t < n; t++) {
            char c = d->say[i][t];
            f->say[i * n + t] = say_of(c);
            f->value[i * n + t] = c >= '0' && c <= '9' ? c - '0' : NAN;
        }
    for (size_t t = 0; t < n; t++)
        f->month[t] = (int)(t % 12) + 1;
    for (size_t t = 0; d->during && t < n; t++)
        f->during[t] = d->during[t] == 'x';
    f->in = (yx_evidence){.n_region = d->n_region,
                          .n = n,
                          .say = f->say,
                          .value = f->value,
                          .month = f->month,
                          .per_year = 12,
                          .during = f->during,
                          .source = d->source};
    if (d->n_region == AREA_REGIONS)
        f->in.around = (yx_surroundings){neighbour, neighbour_from, child, child_from, parent};
}

/* The truths of region r as text. */
static void truths(const uint8_t *plane, size_t n, size_t r, char *out)
{
    for (size_t t = 0; t < n; t++)
        out[t] = plane[r * n + t] == YX_YES ? 'Y' : plane[r * n + t] == YX_NO ? 'n' : '?';
    out[n] = '\0';
}

static void judge(const fixture *f, size_t from, uint8_t *ret)
{
    void *room = malloc(yx_judge_room(&f->rule, f->in.n_region, f->in.n));

    assert_non_null(room);
    yx_judge(&f->rule, &f->in, from, room, ret);
    free(room);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        uint8_t plane[MOST_REGIONS * MOST_PERIODS];
        char got[MOST_PERIODS + 1];
        fixture f;

        draw(&f, &cases[i]);
        judge(&f, 0, plane);
        for (size_t r = 0; r < f.in.n_region; r++) {
            truths(plane, f.in.n, r, got);
            if (strcmp(got, cases[i].want[r]) != 0)
                print_error("case '%s', region %zu\n", cases[i].why, r);
            T_TEXT(got, cases[i].want[r]);
        }
        yx_arena_free(f.arena);
    }
}

/* The last period comes out the same from the whole history, from a later period on, and from no
 * more of it than yx_rule_reach() says. */
static void test_reach(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        uint8_t whole[MOST_REGIONS * MOST_PERIODS], part[MOST_REGIONS * MOST_PERIODS];
        fixture f;
        size_t n, reach;

        draw(&f, &cases[i]);
        n = f.in.n;
        reach = yx_rule_reach(&f.rule, 12);
        judge(&f, 0, whole);
        judge(&f, n - 1, part);
        for (size_t r = 0; r < f.in.n_region; r++) {
            assert_int_equal(whole[r * n + n - 1], part[r * n + n - 1]);
            for (size_t t = 0; t + 1 < n; t++)
                assert_int_equal(part[r * n + t], YX_BLIND);
        }
        for (size_t end = reach + 1; end <= n; end++) {
            drawn cut = cases[i];
            char text[12][MOST_PERIODS + 1], during[MOST_PERIODS + 1];
            fixture g;
            for (size_t k = 0; k < 12 && cases[i].say[k]; k++) {
                snprintf(text[k], sizeof text[k], "%.*s", (int)reach + 1,
                         cases[i].say[k] + end - reach - 1);
                cut.say[k] = text[k];
            }
            if (cut.during) {
                snprintf(during, sizeof during, "%.*s", (int)reach + 1,
                         cases[i].during + end - reach - 1);
                cut.during = during;
            }
            draw(&g, &cut);
            judge(&g, 0, part);
            for (size_t r = 0; r < f.in.n_region; r++)
                if (whole[r * n + end - 1] != part[r * (reach + 1) + reach]) {
                    print_error("case '%s', region %zu, period %zu\n", cases[i].why, r, end - 1);
                    assert_int_equal(whole[r * n + end - 1], part[r * (reach + 1) + reach]);
                }
            yx_arena_free(g.arena);
        }
        yx_arena_free(f.arena);
    }
}

static void test_reach_adds_up(void **state)
{
    yx_condition c[] = {{.ask = YX_ASK_STREAM, .streams = 1, .within = 3, .stay = 2},
                        {.ask = YX_ASK_AREA, .first = 0, .n = 1, .at_least = 1, .stay = 4},
                        {.ask = YX_ASK_GROUPS, .streams = 1, .at_least = 1, .within = 9}};
    uint32_t children[] = {0};
    yx_rule rule = {.condition = c,
                    .n_condition = 3,
                    .child = children,
                    .n_child = 1,
                    .n_grade = 1,
                    .grade = {{1, 1}},
                    .exit_when = -1};

    (void)state;
    assert_int_equal(yx_rule_reach(&rule, 52), 3 + 1 + 2); /* for 4, for 2, within 3 */
    rule.exit_when = 2;
    assert_int_equal(yx_rule_reach(&rule, 52), 8);
    assert_int_equal(yx_rule_planes(&rule), 2);
}

/* --- p-values --- */

static const struct {
    const char *why, *group;
    yx_combine how;
    size_t within;
    float p[3]
           [2]; /* stream, period; negative: a gap. What is wanted is that of the second period */
    double want;
} combinations[] = {
    /* the mean of two like cotangents is that cotangent */
    {"cauchy of two like ones", "01", YX_COMBINE_CAUCHY, 1, {{-1, 0.01f}, {-1, 0.01f}}, 0.01},
    {"cauchy of opposite ones: cotangents cancel",
     "01",
     YX_COMBINE_CAUCHY,
     1,
     {{-1, 0.2f}, {-1, 0.8f}},
     0.5},
    {"one that says nothing leaves half a cotangent: tan(0.25 pi) / 2 = 0.5, atan(2) / pi",
     "01",
     YX_COMBINE_CAUCHY,
     1,
     {{-1, 0.25f}, {-1, 0.5f}},
     0.35241638234956674},
    {"a p of 1 counts as 1 - 1/2",
     "01",
     YX_COMBINE_CAUCHY,
     1,
     {{-1, 0.25f}, {-1, 1}},
     0.35241638234956674},
    {"one alone is itself", "01", YX_COMBINE_CAUCHY, 1, {{-1, 0.03f}, {0.001f, -1}}, 0.03},
    /* 0.1 x 0.1 (1 - ln 0.01) = 0.01 x 5.605170185988091 */
    {"fisher of two", "01", YX_COMBINE_FISHER, 1, {{-1, 0.1f}, {-1, 0.1f}}, 0.05605170185988091},
    /* both streams of one group are one p, 0.1, before fisher sees them */
    {"fisher takes one of each group",
     "001",
     YX_COMBINE_FISHER,
     1,
     {{-1, 0.1f}, {-1, 0.1f}, {-1, 0.1f}},
     0.05605170185988091},
    {"edgington of two: (0.1 + 0.3)^2 / 2",
     "01",
     YX_COMBINE_EDGINGTON,
     1,
     {{-1, 0.1f}, {-1, 0.3f}},
     0.08},
    {"stouffer of halves", "01", YX_COMBINE_STOUFFER, 1, {{-1, 0.5f}, {-1, 0.5f}}, 0.5},
    {"the smaller of two periods, looked at twice: 1 - 0.9^2",
     "0",
     YX_COMBINE_CAUCHY,
     2,
     {{0.1f, 0.7f}},
     0.19},
    {"a gap was not looked at", "01", YX_COMBINE_CAUCHY, 2, {{0.1f, -1}, {-1, 0.1f}}, 0.1},
    {"nothing new is blind", "0", YX_COMBINE_CAUCHY, 2, {{0.1f, -1}}, NAN},
};

static void test_combined(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(combinations); i++) {
        yx_condition c = {.ask = YX_ASK_COMBINED,
                          .streams = 7,
                          .within = combinations[i].within,
                          .how = combinations[i].how};
        yx_rule rule = {.condition = &c, .n_condition = 1, .n_grade = 1, .exit_when = -1};
        yx_evidence in = {.n_region = 1, .n = 2};
        yx_say say[6];
        uint8_t plane[2], room[256];
        double p;

        groups_of(&rule, combinations[i].group);
        for (size_t k = 0; k < 6; k++) {
            float v = combinations[i].p[k / 2][k % 2];
            say[k] = v < 0 ? (yx_say){YX_GAP, false, NAN} : (yx_say){YX_JUDGED, false, v};
        }
        in.say = say;
        p = yx_judge_combined(&rule, &c, &in, 0, 1);
        if (!(fabs(p - combinations[i].want) < 1e-6) && !(isnan(p) && isnan(combinations[i].want)))
            print_error("case '%s'\n", combinations[i].why);
        T_NEAR(p, combinations[i].want, 1e-6);
        T_OK(yx_judge_room(&rule, 1, 2) <= sizeof room);
        c.below = combinations[i].want * 1.001;
        yx_judge(&rule, &in, 1, (void *)(uint32_t[64]){0}, plane);
        assert_int_equal(plane[1], isnan(p) ? YX_BLIND : YX_YES);
        c.below = combinations[i].want * 0.999;
        yx_judge(&rule, &in, 1, (void *)(uint32_t[64]){0}, plane);
        assert_int_equal(plane[1], isnan(p) ? YX_BLIND : YX_NO);
    }
}

/* --- which groups bear it --- */

static void test_sight(void **state)
{
    static const drawn sights[] = {
        {"", "001", 1, {"--", "--", "--"}, {GROUPS(7, 2, 1)}, .want = {"320"}},
        /* the gaps of the last period hide two */
        {"", "001", 1, {"--", "-.", "-."}, {GROUPS(7, 2, 1)}, .want = {"110"}},
        /* ... but they were seen a period ago */
        {"", "001", 1, {"--", "-.", "-."}, {GROUPS(7, 2, 2)}, .want = {"320"}},
        {"", "001", 1, {"..", "..", ".."}, {GROUPS(7, 2, 2)}, .want = {"000"}},
        {"", "001", 1, {"-!", "-!", "--"}, {GROUPS(7, 2, 1)}, .want = {"321"}}, /* one group */
        {"", "001", 1, {"!-", "--", "-!"}, {GROUPS(7, 2, 2)}, .want = {"322"}},
        {"", "001", 1, {"ss", "??", ".-"}, {GROUPS(7, 2, 1)}, .want = {"110"}},
        /* a comparison that holds: both of its streams bear it, the third is not asked */
        {"",
         "012",
         1,
         {"22", "11", "33"},
         {{.ask = YX_ASK_VALUE, .streams = 3}},
         .value = "a > b",
         .want = {"222"}},
        {"",
         "012",
         1,
         {"21", "12", "33"},
         {{.ask = YX_ASK_VALUE, .streams = 3}},
         .value = "a > b",
         .want = {"220"}},
        /* of the children: the parent's own figure is not asked */
        {"",
         "01",
         6,
         {"!", "-", "!", ".", "!", "!", "!", "-", "-", ".", "-", "-"},
         {GROUPS(3, 1, 1),
          {.ask = YX_ASK_AREA, .around = YX_AROUND_CHILDREN, .at_least = 1, .n = 1}},
         .want = {"221"}},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(sights); i++) {
        yx_sight sight;
        fixture f;
        char got[4];

        draw(&f, &sights[i]);
        (void)yx_judge_groups(&f.rule, &f.in, 0, f.in.n - 1, &sight);
        snprintf(got, sizeof got, "%zu%zu%zu", sight.able, sight.able_groups, sight.agree);
        assert_int_equal(sight.streams, f.rule.n_stream);
        assert_int_equal(sight.groups, f.rule.n_group);
        if (strcmp(got, sights[i].want[0]) != 0)
            print_error("sight %zu\n", i);
        T_TEXT(got, sights[i].want[0]);
        yx_arena_free(f.arena);
    }
}

/* --- groups and their course: what an alert of the first rules was, it is --- */

static const struct {
    const char *why;
    const char *say[4]; /* streams */
    const char *group;
    size_t k, within, quiet_for;
    const char *want; /* "first-last:end/most" of each; end * while open */
} episodes[] = {
    {"two groups at once open it", {"-!-", "-!-"}, "01", 2, 1, 1, "1-1:2/2"},
    {"one group is not two", {"-!-", "---"}, "01", 2, 1, 1, ""},
    {"two streams of one group count once", {"-!-", "-!-", "---"}, "001", 2, 1, 1, ""},
    {"a second group makes two of three", {"-!-", "-!-", "-!-"}, "001", 2, 1, 1, "1-1:2/2"},
    {"k = 1: any group", {"-!-", "---"}, "01", 1, 1, 1, "1-1:2/1"},
    {"a week apart is not within 1", {"-!--", "--!-"}, "01", 2, 1, 1, ""},
    {"a week apart is within 2", {"-!--", "--!-"}, "01", 2, 2, 1, "2-2:3/2"},
    {"two weeks apart is not within 2", {"-!---", "---!-"}, "01", 2, 2, 1, ""},
    {"within 2: an alarm is remembered a period", {"-!---", "-!---"}, "01", 2, 2, 1, "1-2:3/2"},
    {"quiet for 3 ends it", {"!!----", "!!----"}, "01", 2, 1, 3, "0-1:4/2"},
    {"two quiet periods are not three", {"!!--", "!!--"}, "01", 2, 1, 3, "0-1:*/2"},
    {"agreement in between starts the count again", {"!--!--", "!--!--"}, "01", 2, 1, 3, "0-3:*/2"},
    {"one group alone does not keep it up", {"!!!!", "!---"}, "01", 2, 1, 2, "0-0:2/2"},
    {"blind periods do not end it", {"!....", "!...."}, "01", 2, 1, 1, "0-0:*/2"},
    {"one group silent: blind as well", {"!---", "!..."}, "01", 2, 1, 1, "0-0:*/2"},
    {"a blind period is skipped in the count", {"!-.-", "!-.-"}, "01", 2, 1, 2, "0-0:3/2"},
    {"nothing new does not confirm", {"-!.", "-!."}, "01", 2, 2, 1, "1-1:*/2"},
    {"a late partner opens it", {"-!.-", "-.!-"}, "01", 2, 2, 1, "2-2:3/2"},
    {"no history is blind", {"!ssss", "!ssss"}, "01", 2, 1, 1, "0-0:*/2"},
    {"no answer is blind", {"!????", "!????"}, "01", 2, 1, 1, "0-0:*/2"},
    {"an alarm in a gap does not count", {"-A-", "-!-"}, "01", 2, 1, 1, ""},
    {"three episodes in five periods",
     {"!-!-!", "!-!-!"},
     "01",
     2,
     1,
     1,
     "0-0:1/2 2-2:3/2 4-4:*/2"},
    {"most counts groups", {"!!!-", "!!!-", "-!--"}, "012", 2, 1, 1, "0-2:3/3"},
    {"open at the end", {"--!!", "--!!"}, "01", 2, 1, 1, "2-3:*/2"},
    {"the example of docs/rules.md", {"-!--.----", "--!-.----"}, "01", 2, 2, 3, "2-2:6/2"},
    {"no periods", {"", ""}, "01", 2, 1, 1, ""},
};

/* The period in which the alert that a turn raised was last confirmed, and most groups in it. */
static void confirmed(const fixture *f, const uint8_t *plane, size_t from, size_t to, size_t *last,
                      size_t *most)
{
    *most = 0;
    for (size_t t = from; t < to; t++) {
        yx_sight sight;
        if (plane[t] != YX_YES)
            continue;
        (void)yx_judge_groups(&f->rule, &f->in, 0, t, &sight);
        *last = t;
        *most = sight.agree > *most ? sight.agree : *most;
    }
}

static void test_episodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(episodes); i++) {
        drawn d = {"", episodes[i].group, 1,
                   .condition = {GROUPS(7, episodes[i].k, episodes[i].within)}};
        uint8_t plane[MOST_PERIODS];
        yx_turned turn[MOST_PERIODS];
        yx_course course = {0};
        char got[200] = "", end[24];
        size_t n_turn, used = 0;
        fixture f;

        memcpy(d.say, episodes[i].say, sizeof episodes[i].say);
        draw(&f, &d);
        f.rule.quiet_for = episodes[i].quiet_for;
        judge(&f, 0, plane);
        n_turn = yx_course_run(&f.rule, plane, 1, f.in.n, 0, 0, &course, turn);
        for (size_t k = 0; k < n_turn; k += 2) {
            bool ended = k + 1 < n_turn;
            size_t last = 0, most;
            assert_int_equal(turn[k].turn, YX_TURN_RAISED);
            T_OK(!ended || turn[k + 1].turn == YX_TURN_ENDED);
            confirmed(&f, plane, turn[k].at, ended ? turn[k + 1].at : f.in.n, &last, &most);
            snprintf(end, sizeof end, "%zu", ended ? turn[k + 1].at : 0);
            used += (size_t)snprintf(got + used, sizeof got - used, "%s%zu-%zu:%s/%zu",
                                     k ? " " : "", turn[k].at, last, ended ? end : "*", most);
        }
        if (strcmp(got, episodes[i].want) != 0)
            print_error("case '%s'\n", episodes[i].why);
        T_TEXT(got, episodes[i].want);
    }
}

/* All 64 streams, each its own group: no bit is lost. */
static void test_widest(void **state)
{
    yx_condition c = GROUPS(UINT64_MAX, 64, 1);
    yx_rule rule = {.n_stream = 64,
                    .n_group = 64,
                    .condition = &c,
                    .n_condition = 1,
                    .n_grade = 1,
                    .exit_when = -1};
    yx_say say[64];
    yx_evidence in = {.n_region = 1, .n = 1, .say = say};
    uint32_t room[64];
    uint8_t plane;
    yx_sight sight;

    (void)state;
    for (size_t s = 0; s < 64; s++) {
        rule.group[s] = (uint8_t)s;
        say[s] = (yx_say){YX_JUDGED, true, NAN};
    }
    T_OK(yx_judge_room(&rule, 1, 1) <= sizeof room);
    yx_judge(&rule, &in, 0, room, &plane);
    assert_int_equal(plane, YX_YES);
    T_OK(yx_judge_groups(&rule, &in, 0, 0, &sight) == UINT64_MAX);
    T_OK(sight.able == 64 && sight.agree == 64 && sight.able_groups == 64);
    say[63].alarm = false;
    yx_judge(&rule, &in, 0, room, &plane);
    assert_int_equal(plane, YX_NO);
}

/* Outside its validity no grade holds, and exit.when does. */
static void test_outside(void **state)
{
    yx_rule rule = {.n_grade = 2, .exit_when = 0};
    uint8_t plane[3 * 2 * 2];

    (void)state;
    memset(plane, YX_BLIND, sizeof plane);
    yx_judge_outside(&rule, 2, 2, 1, plane);
    for (size_t i = 0; i < sizeof plane; i++)
        assert_int_equal(plane[i], i % 2 == 0 ? YX_BLIND : i < 8 ? YX_NO : YX_YES);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),         cmocka_unit_test(test_reach),
        cmocka_unit_test(test_reach_adds_up), cmocka_unit_test(test_combined),
        cmocka_unit_test(test_sight),         cmocka_unit_test(test_episodes),
        cmocka_unit_test(test_widest),        cmocka_unit_test(test_outside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
