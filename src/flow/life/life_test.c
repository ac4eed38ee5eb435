/* States, clocks and posts, without a workspace: changes are made by hand. */
#include "flow/life/inside.h"
#include "tests/support/catalog.h"

#include <cmocka.h>
#include <string.h>

#define H(hours) ((int64_t)(hours)*YX_LIFE_HOUR)

typedef struct fixture {
    yx_lives lives;
    yx_life *life;
} fixture;

static void open_lives(fixture *f)
{
    *f = (fixture){0};
    T_OK(yx_names_new(&f->lives.id, NULL) == YX_OK);
    T_OK(yx_names_new(&f->lives.where, NULL) == YX_OK);
}

static yx_life_step step(yx_change change, int64_t time, int level)
{
    return (yx_life_step){.change = change,
                          .time = time,
                          .id = "0123456789abcdef",
                          .rule = "wave",
                          .region = "A",
                          .scheme = "demo",
                          .since = "2022-W10",
                          .post = "cdc",
                          .level = level};
}

static void happen(fixture *f, yx_life_step s)
{
    T_OK(yx_lives_step(&f->lives, &s, &f->life, NULL) == YX_OK);
}

static void change(fixture *f, yx_change what, int64_t time, int level)
{
    happen(f, step(what, time, level));
}

/* From which state which answers lead where; "" is refused. */
static void test_transitions(void **state)
{
    static const yx_change answer[] = {YX_CHANGE_ACKNOWLEDGED, YX_CHANGE_VERIFYING,
                                       YX_CHANGE_CONFIRMED, YX_CHANGE_FALSE, YX_CHANGE_CLOSED};
    static const struct {
        yx_change before[2]; /* after it was raised */
        size_t n;
        const char *after[5];
    } row[] = {
        {{0}, 0, {"acknowledged", "verifying", "confirmed", "false alarm", "closed"}},
        {{YX_CHANGE_ACKNOWLEDGED},
         1,
         {"acknowledged", "verifying", "confirmed", "false alarm", "closed"}},
        {{YX_CHANGE_VERIFYING}, 1, {"", "", "confirmed", "false alarm", "closed"}},
        {{YX_CHANGE_CONFIRMED}, 1, {"", "", "", "", "closed"}},
        {{YX_CHANGE_FALSE}, 1, {"", "", "", "", ""}},
        {{YX_CHANGE_CLOSED}, 1, {"", "", "", "", ""}},
        {{YX_CHANGE_ENDED}, 1, {"", "", "ended", "false alarm", ""}},
        {{YX_CHANGE_LAPSED}, 1, {"", "", "lapsed", "false alarm", ""}},
        {{YX_CHANGE_CONFIRMED, YX_CHANGE_ENDED}, 2, {"", "", "", "", ""}},
    };

    (void)state;
    for (size_t r = 0; r < YX_COUNT(row); r++) {
        for (size_t a = 0; a < YX_COUNT(answer); a++) {
            fixture f;
            yx_life_step s;
            bool allowed;
            open_lives(&f);
            change(&f, YX_CHANGE_RAISED, H(1), 3);
            for (size_t i = 0; i < row[r].n; i++) {
                s = step(row[r].before[i], H(2), 3);
                s.until = H(100);
                happen(&f, s);
            }
            allowed = yx_life_allowed(f.life) & 1U << answer[a];
            T_OK(allowed == (row[r].after[a][0] != 0));
            T_OK(yx_life_allowed(f.life) & 1U << YX_CHANGE_OBJECTED);
            s = step(answer[a], H(3), 3);
            s.until = H(100);
            if (allowed) {
                happen(&f, s);
                T_TEXT(yx_life_state_name[f.life->state], row[r].after[a]);
            }
            yx_lives_free(&f.lives);
        }
    }
}

/* 1 h new, 5 h acknowledged, 2 h new, 4 h silent, 3 h new: 6 h on the clock. */
static void test_clock(void **state)
{
    fixture f;
    yx_life_step s;

    (void)state;
    open_lives(&f);
    change(&f, YX_CHANGE_RAISED, H(10), 3);
    s = step(YX_CHANGE_ACKNOWLEDGED, H(11), 3);
    s.until = H(16);
    happen(&f, s);
    T_OK(f.life->state == YX_LIFE_ACKNOWLEDGED && !f.life->running);
    s = step(YX_CHANGE_SILENCED, H(18), 3);
    s.until = H(22);
    s.silence = "7";
    happen(&f, s);
    T_OK(f.life->state == YX_LIFE_NEW && f.life->silent);
    T_OK(yx_life_waited(f.life, H(20)) == H(3));
    yx_lives_settle(&f.lives, H(25));
    T_OK(!f.life->silent && f.life->running);
    T_OK(yx_life_waited(f.life, H(25)) == H(6));
    /* the clock of the next post starts anew; one that is put back adds nothing */
    change(&f, YX_CHANGE_CLIMBED, H(26), 3);
    T_OK(yx_life_waited(f.life, H(27)) == H(1));
    change(&f, YX_CHANGE_WORSE, H(5), 2);
    T_OK(yx_life_waited(f.life, H(27)) == H(1) && f.life->level == 2);
    change(&f, YX_CHANGE_ENDED, H(28), 2);
    T_OK(yx_life_waited(f.life, H(50)) == H(2) && f.life->state == YX_LIFE_ENDED);
    yx_lives_free(&f.lives);
}

/* What ran out is known in the order of time, silent or not. */
static void test_both_run_out(void **state)
{
    fixture f;
    yx_life_step s;

    (void)state;
    open_lives(&f);
    change(&f, YX_CHANGE_RAISED, H(10), 3);
    s = step(YX_CHANGE_SILENCED, H(10), 3);
    s.until = H(14);
    happen(&f, s);
    s = step(YX_CHANGE_ACKNOWLEDGED, H(11), 3);
    s.until = H(12);
    happen(&f, s);
    yx_lives_settle(&f.lives, H(20));
    T_OK(f.life->state == YX_LIFE_NEW && !f.life->silent);
    T_OK(yx_life_waited(f.life, H(20)) == H(6)); /* from 14 on */
    yx_lives_free(&f.lives);
}

/* False and closed alerts come back only if they get graver than they were when they were judged.
 */
static void test_graver(void **state)
{
    static const yx_change shut[] = {YX_CHANGE_FALSE, YX_CHANGE_CLOSED};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(shut); i++) {
        fixture f;
        open_lives(&f);
        change(&f, YX_CHANGE_RAISED, H(1), 2);
        change(&f, shut[i], H(2), 2);
        change(&f, YX_CHANGE_BETTER, H(3), 3);
        change(&f, YX_CHANGE_WORSE, H(4), 2);
        T_OK(!yx_life_open(f.life));
        change(&f, YX_CHANGE_LAPSED, H(5), 2);
        change(&f, YX_CHANGE_RAISED, H(6), 2);
        T_OK(!yx_life_open(f.life) && f.life->on);
        change(&f, YX_CHANGE_WORSE, H(7), 1);
        T_OK(f.life->state == YX_LIFE_NEW && f.life->running);
        T_OK(yx_life_waited(f.life, H(9)) == H(2));
        yx_lives_free(&f.lives);
    }
}

static void test_same_episode(void **state)
{
    fixture f;
    yx_period week[4];
    char id[YX_ALERT_ID], other[YX_ALERT_ID];
    yx_life_step s = step(YX_CHANGE_RAISED, H(1), 3);

    (void)state;
    open_lives(&f);
    for (int i = 0; i < 4; i++) { /* W08, W10, W12, W14 */
        week[i].first = yx_iso_week_start(2022, 8 + 2 * i);
        week[i].last = week[i].first + 6;
    }
    yx_life_id("wave", "A", week[1], id);
    yx_life_id("wave", "A", week[2], other);
    T_OK(strlen(id) == 16 && strcmp(id, other) != 0);
    yx_life_id("wav", "eA", week[1], other);
    T_OK(strcmp(id, other) != 0);
    s.id = id;
    happen(&f, s);
    T_OK(yx_life_of(&f.lives, "wave", "A", week[1], week[1]) == f.life);
    T_OK(yx_life_of(&f.lives, "wave", "A", week[0], week[2]) ==
         f.life); /* revised: it began earlier */
    T_OK(yx_life_of(&f.lives, "wave", "A", week[0], week[0]) == NULL); /* over before it */
    T_OK(yx_life_of(&f.lives, "wave", "B", week[1], week[1]) == NULL);
    s.change = YX_CHANGE_ENDED;
    happen(&f, s);
    T_OK(yx_life_of(&f.lives, "wave", "A", week[1], week[3]) ==
         f.life); /* by its id, over or not */
    T_OK(yx_life_of(&f.lives, "wave", "A", week[2], week[3]) == NULL);
    yx_lives_free(&f.lives);
}

/* --- posts --- */

static const char tree[] = "code,name_zh,level,parent_code\n0,省,province,\n1,市,prefecture,0\n"
                           "11,甲县,county,1\n12,乙县,county,1\n2,丙市,prefecture,0\n";
static const char posts[] = "post,unit,region,role,level\n"
                            "c11,cdc,11,duty,county\n"
                            "g11,gov,11,duty,county\n"
                            "g1,gov,1,duty,prefecture\n"
                            "h1,cdc,1,head,prefecture\n"
                            "c1,cdc,1,duty,prefecture\n"
                            "s0,stat,0,report,province\n";

static const char *name(const yx_post *post)
{
    return post ? post->post : "";
}

static void test_posts(void **state)
{
    static const struct {
        const char *owner, *region, *post;
    } owner[] = {
        {"c11", "11", "c11"}, {"c11", "12", "c11"}, {"cdc", "11", "c11"}, {"cdc", "12", "c1"},
        {"duty", "12", "c1"}, {"cdc", "2", ""},     {"stat", "11", "s0"}, {"nope", "11", ""},
        {"", "11", ""},       {"cdc", "99", ""},
    };
    static const struct {
        const char *from, *above;
    } up[] = {{"c11", "c1"}, {"g11", "g1"}, {"c1", "s0"}, {"s0", ""}};
    yx_catalog *catalog = new_catalog();

    (void)state;
    T_OK(take(catalog, YX_REGIONS, tree) == 5);
    T_OK(take(catalog, YX_POSTS, posts) == 6);
    for (size_t i = 0; i < YX_COUNT(owner); i++)
        T_TEXT(name(yx_life_owner(catalog, owner[i].owner, owner[i].region)), owner[i].post);
    for (size_t i = 0; i < YX_COUNT(up); i++)
        T_TEXT(name(yx_life_above(catalog, yx_post_find(catalog, yx_str_of(up[i].from)), "11")),
               up[i].above);
    /* nobody owns it: from the region itself on */
    T_TEXT(name(yx_life_above(catalog, NULL, "12")), "c1");
    T_TEXT(name(yx_life_above(catalog, NULL, "2")), "s0");
    yx_catalog_free(catalog);
}

static void test_times(void **state)
{
    static const char *const bad[] = {"",
                                      "2022-06-01",
                                      "2022-06-01T24:00:00Z",
                                      "2022-06-01T00:60:00Z",
                                      "2022-06-31T00:00:00Z",
                                      "2022-06-01T00:00:00+",
                                      "2022-06-01 00:00:00Z"};
    char text[YX_LIFE_TIME];
    int64_t ms = 5;

    (void)state;
    T_OK(yx_life_time_read(yx_str_of("1970-01-02T03:04:05Z"), &ms));
    T_OK(ms == ((24 + 3) * 3600 + 4 * 60 + 5) * (int64_t)1000);
    T_TEXT(yx_life_time_text(ms, text), "1970-01-02T03:04:05Z");
    T_TEXT(yx_life_time_text(0, text), "");
    for (size_t i = 0; i < YX_COUNT(bad); i++)
        T_OK(!yx_life_time_read(yx_str_of(bad[i]), &ms));
    /* the first moment of a day is of that day, the one before is not */
    for (yx_day d = 18000; d < 18400; d += 7) {
        ms = yx_life_day_start(d);
        T_OK(yx_day_of_ms(ms) == d && yx_day_of_ms(ms - 1) == d - 1);
    }
}

static bool fold_one(void *arg)
{
    fixture f = {0};
    yx_life_step s = step(YX_CHANGE_RAISED, H(1), 3);
    yx_err err = {0};
    yx_code rc = yx_names_new(&f.lives.id, &err);

    (void)arg;
    s.to = "cdc";
    if (!rc)
        rc = yx_names_new(&f.lives.where, &err);
    if (!rc)
        rc = yx_lives_step(&f.lives, &s, &f.life, &err);
    s.change = YX_CHANGE_CONFIRMED;
    if (!rc)
        rc = yx_lives_step(&f.lives, &s, &f.life, &err);
    if (!rc)
        rc = f.life->state == YX_LIFE_CONFIRMED && f.life->n_step == 2 ? YX_OK : YX_E_RANGE;
    yx_lives_free(&f.lives);
    return rc == YX_OK || rc == YX_E_NOMEM;
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(fold_one, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transitions),  cmocka_unit_test(test_clock),
        cmocka_unit_test(test_both_run_out), cmocka_unit_test(test_graver),
        cmocka_unit_test(test_same_episode), cmocka_unit_test(test_posts),
        cmocka_unit_test(test_times),        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
