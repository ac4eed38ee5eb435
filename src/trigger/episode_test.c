#include "trigger/episode.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

/* A case is drawn: one text a stream, one character a period.
 *   !  judged, alarm     -  judged, quiet     .  a gap     s  too short a history     ?  no answer
 *   A  a gap that claims an alarm: it does not count */
enum { MOST = 6 };

static const struct {
    const char *why;
    const char *say[4]; /* streams */
    const char *group;  /* their groups: "012" three groups, "00" one */
    size_t k, within, quiet_for;
    const char *want; /* "first-last:end/most" of each; end * while open */
} cases[] = {
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

static yx_say say_of(char c)
{
    switch (c) {
    case '!':
        return (yx_say){YX_JUDGED, true};
    case '-':
        return (yx_say){YX_JUDGED, false};
    case 's':
        return (yx_say){YX_TOO_SHORT, false};
    case '?':
        return (yx_say){YX_NO_ANSWER, false};
    case 'A':
        return (yx_say){YX_GAP, true};
    default:
        return (yx_say){YX_GAP, false};
    }
}

static yx_rule rule_of(const char *group, size_t k, size_t within, size_t quiet_for)
{
    yx_rule rule = {.at_least = k, .within = within, .quiet_for = quiet_for};

    for (; group[rule.n_stream]; rule.n_stream++) {
        rule.group[rule.n_stream] = (uint8_t)(group[rule.n_stream] - '0');
        if (rule.group[rule.n_stream] >= rule.n_group)
            rule.n_group = rule.group[rule.n_stream] + 1u;
    }
    return rule;
}

static void fill(const char *const *say, size_t n_stream, size_t n, yx_say *ret)
{
    for (size_t s = 0; s < n_stream; s++)
        for (size_t t = 0; t < n; t++)
            ret[s * n + t] = say_of(say[s][t]);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_rule rule = rule_of(cases[i].group, cases[i].k, cases[i].within, cases[i].quiet_for);
        size_t n = strlen(cases[i].say[0]), n_episode = 99, used = 0;
        yx_say say[4 * 16];
        yx_episode e[MOST];
        yx_sight sight;
        char got[200] = "";

        fill(cases[i].say, rule.n_stream, n, say);
        yx_episodes(&rule, say, n, e, &n_episode, &sight);
        T_OK(n_episode <= (n + 1) / 2);
        for (size_t k = 0; k < n_episode; k++) {
            char end[24] = "*";
            if (e[k].end != SIZE_MAX)
                snprintf(end, sizeof end, "%zu", e[k].end);
            used += (size_t)snprintf(got + used, sizeof got - used, "%s%zu-%zu:%s/%zu",
                                     k ? " " : "", e[k].first, e[k].last, end, e[k].most);
        }
        if (strcmp(got, cases[i].want) != 0)
            print_error("case '%s'\n", cases[i].why);
        T_TEXT(got, cases[i].want);
    }
}

static void test_groups(void **state)
{
    /* Period 0: groups 0 and 1. Period 1: groups 1 and 2. */
    static const char *const row[] = {"!--", "!!-", "-!-"};
    yx_rule rule = rule_of("012", 2, 1, 1);
    yx_say say[9];
    yx_episode e[2];
    yx_sight sight;
    size_t n;

    (void)state;
    fill(row, 3, 3, say);
    yx_episodes(&rule, say, 3, e, &n, &sight);
    assert_int_equal(n, 1);
    assert_int_equal(e[0].groups, 7);      /* 0, 1 and 2 */
    assert_int_equal(e[0].groups_last, 6); /* 1 and 2 */
    assert_int_equal(e[0].most, 2);
}

static void test_sight(void **state)
{
    static const struct {
        const char *say[3];
        size_t within, able, able_groups, agree;
    } sights[] = {
        {{"--", "--", "--"}, 1, 3, 2, 0},
        {{"--", "-.", "-."}, 1, 1, 1, 0}, /* the gaps of the last period hide two */
        {{"--", "-.", "-."}, 2, 3, 2, 0}, /* ... but they were seen a period ago */
        {{"..", "..", ".."}, 2, 0, 0, 0},
        {{"-!", "-!", "--"}, 1, 3, 2, 1}, /* 0 and 1 are one group */
        {{"!-", "--", "-!"}, 2, 3, 2, 2},
        {{"ss", "??", ".-"}, 1, 1, 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(sights); i++) {
        yx_rule rule = rule_of("001", 2, sights[i].within, 1);
        yx_say say[6];
        yx_episode e[1];
        yx_sight sight;
        size_t n;

        fill(sights[i].say, 3, 2, say);
        yx_episodes(&rule, say, 2, e, &n, &sight);
        assert_int_equal(sight.streams, 3);
        assert_int_equal(sight.groups, 2);
        assert_int_equal(sight.able, sights[i].able);
        assert_int_equal(sight.able_groups, sights[i].able_groups);
        assert_int_equal(sight.agree, sights[i].agree);
    }
}

/* All 64 streams, each its own group: no bit is lost. */
static void test_widest(void **state)
{
    yx_rule rule = {.n_stream = 64, .n_group = 64, .at_least = 64, .within = 1, .quiet_for = 1};
    yx_say say[64];
    yx_episode e[1];
    yx_sight sight;
    size_t n;

    (void)state;
    for (size_t s = 0; s < 64; s++) {
        rule.group[s] = (uint8_t)s;
        say[s] = (yx_say){YX_JUDGED, true};
    }
    yx_episodes(&rule, say, 1, e, &n, &sight);
    assert_int_equal(n, 1);
    T_OK(e[0].groups == UINT64_MAX && e[0].most == 64 && sight.able == 64);
    say[63].alarm = false;
    yx_episodes(&rule, say, 1, e, &n, &sight);
    assert_int_equal(n, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_sight),
        cmocka_unit_test(test_widest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
