/* history_test.c - what stands after which files, in the head; and random histories, where the
 * blobs that grew file by file must be those that are made anew. */
#include "store/pack.h"
#include "store/replay.h"
#include "store/store_in.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A workspace in a folder of its own. */
static yx_store *fresh(void)
{
    static int number;
    char dir[200];
    yx_store_settings settings = {"Asia/Shanghai", true};
    yx_store *store = NULL;

    snprintf(dir, sizeof dir, "%s/ws%d", t_folder(), number++);
    T_OK(yx_store_init(dir, &settings, 1000, "local", NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_OK);
    return store;
}

static void add(yx_batch *b, const char *region, const char *indicator, yx_day period, yx_day as_of,
                const char *value)
{
    yx_obs o = {.period = {period, period},
                .as_of = as_of,
                .line = (uint32_t)b->n + 2,
                .column = 4,
                .contributors = YX_CONTRIBUTORS_NONE,
                .release = YX_DAY_NONE};
    yx_decimal d = {0, 0};

    T_OK(yx_names_add(b->region, yx_str_of(region), &o.region, NULL) == YX_OK);
    T_OK(yx_names_add(b->indicator, yx_str_of(indicator), &o.indicator, NULL) == YX_OK);
    if (strcmp(value, "W") == 0)
        o.status = YX_STATUS_WITHDRAWN;
    else
        T_OK(yx_decimal_read(yx_str_of(value), &d) == YX_DECIMAL_OK);
    o.mantissa = d.mantissa;
    o.scale = d.scale;
    T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
}

static yx_taken take(yx_store *store, const yx_batch *b)
{
    yx_taken t;
    yx_err err = {0};

    T_OK(yx_store_begin(store, &err) == YX_OK);
    T_OK(yx_store_take(store, b, 2000, "local", &t, &err) == YX_OK);
    T_OK(yx_store_commit(store, &err) == YX_OK);
    return t;
}

/* "first=value@as_of/seq " of all that is listed. */
static const char *said(const yx_versions *v, char *out, size_t size)
{
    size_t n = 0;
    char text[YX_DECIMAL_TEXT];

    out[0] = 0;
    for (size_t i = 0; i < v->n; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%d=%s@%d/%d", i ? " " : "",
                              v->at[i].period.first,
                              v->at[i].withdrawn ? "W" : yx_decimal_text(v->at[i].value, text),
                              v->at[i].as_of, (int)v->at[i].seq);
    return out;
}

static void sound(yx_store *store)
{
    yx_verified v;
    yx_err err = {0};

    if (yx_store_verify(store, NULL, &v, &err) != YX_OK)
        print_error("%s\n", err.text);
    T_OK(err.code == YX_OK);
    T_TEXT(v.first_bad, "");
}

/* One key (period 1), one row a file; entry 1 is the workspace, so the files are 2, 3, 4. */
static const struct {
    const char *why;
    struct {
        yx_day as_of;
        const char *value;
    } row[4];
    const char *history, *standing;
    yx_day day;        /* as known on this day ... */
    const char *known; /* ... this stands */
    int taken;         /* versions of all files */
} cases[] = {
    {"a value", {{10, "5"}}, "1=5@10/2", "1=5@10/2", 9, "", 1},
    {"a revision", {{10, "5"}, {20, "6"}}, "1=5@10/2 1=6@20/3", "1=6@20/3", 19, "1=5@10/2", 2},
    {"the same again", {{10, "5"}, {20, "5"}}, "1=5@10/2", "1=5@10/2", 30, "1=5@10/2", 1},
    {"other zeros are the same",
     {{10, "5"}, {20, "5.0"}},
     "1=5@10/2",
     "1=5@10/2",
     30,
     "1=5@10/2",
     1},
    {"typed zeros are kept", {{10, "5.0"}}, "1=5.0@10/2", "1=5.0@10/2", 30, "1=5.0@10/2", 1},
    {"two on one day: the later stands",
     {{10, "5"}, {10, "6"}},
     "1=5@10/2 1=6@10/3",
     "1=6@10/3",
     10,
     "1=6@10/3",
     2},
    {"back-dated", {{20, "6"}, {10, "5"}}, "1=5@10/3 1=6@20/2", "1=6@20/2", 15, "1=5@10/3", 2},
    {"back-dated, equal to what came later",
     {{20, "6"}, {10, "6"}},
     "1=6@10/3 1=6@20/2",
     "1=6@20/2",
     15,
     "1=6@10/3",
     2},
    {"back-dated, equal to what stood then",
     {{10, "5"}, {30, "6"}, {20, "5"}},
     "1=5@10/2 1=6@30/3",
     "1=6@30/3",
     25,
     "1=5@10/2",
     2},
    {"withdrawn", {{10, "5"}, {20, "W"}}, "1=5@10/2 1=W@20/3", "", 15, "1=5@10/2", 2},
    {"withdrawn twice", {{10, "5"}, {20, "W"}, {30, "W"}}, "1=5@10/2 1=W@20/3", "", 30, "", 2},
    {"nothing to withdraw", {{10, "W"}}, "", "", 30, "", 0},
    {"withdrawn before it was there", {{20, "5"}, {10, "W"}}, "1=5@20/2", "1=5@20/2", 15, "", 1},
    {"back again",
     {{10, "5"}, {20, "W"}, {30, "5"}},
     "1=5@10/2 1=W@20/3 1=5@30/4",
     "1=5@30/4",
     25,
     "",
     3},
};

static void what_stands(void **state)
{
    char text[300];
    yx_str r = yx_str_of("420100"), k = yx_str_of("gdp");
    yx_versions v = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_store *store = fresh();
        int taken = 0;
        for (size_t n = 0; n < 4 && cases[i].row[n].value; n++) {
            yx_batch *b = NULL;
            yx_taken t;
            T_OK(yx_batch_new("a.csv", NULL, &b, NULL) == YX_OK);
            add(b, "420100", "gdp", 1, cases[i].row[n].as_of, cases[i].row[n].value);
            t = take(store, b);
            taken += (int)t.taken;
            assert_int_equal(t.taken + t.unchanged, 1);
            yx_batch_free(b);
        }
        assert_int_equal(taken, cases[i].taken);
        T_OK(yx_store_history(store, r, k, YX_KNOWN_ALL, &v, NULL) == YX_OK);
        T_TEXT(said(&v, text, sizeof text), cases[i].history);
        T_OK(yx_store_series(store, r, k, YX_KNOWN_ALL, &v, NULL) == YX_OK);
        T_TEXT(said(&v, text, sizeof text), cases[i].standing);
        T_OK(yx_store_series(store, r, k, (yx_known){cases[i].day, INT64_MAX}, &v, NULL) == YX_OK);
        T_TEXT(said(&v, text, sizeof text), cases[i].known);
        T_OK(yx_store_series(store, r, k, (yx_known){YX_DAY_MAX, 1}, &v, NULL) == YX_OK);
        assert_int_equal(v.n, 0); /* nothing was known at entry 1 */
        sound(store);
        yx_store_close(store);
    }
    yx_versions_free(&v);
}

/* Several as_of of one key in one file, later one first: rows are judged in the order of the file.
 */
static void one_file(void **state)
{
    yx_store *store = fresh();
    yx_batch *b = NULL;
    yx_versions v = {0};
    char text[300];
    yx_taken t;

    (void)state;
    T_OK(yx_batch_new("a.csv", NULL, &b, NULL) == YX_OK);
    add(b, "r", "i", 2, 30, "7");
    add(b, "r", "i", 1, 10, "5");
    add(b, "r", "i", 2, 20, "6");
    add(b, "r", "j", 2, 20, "9");
    add(b, "r", "i", 2, 25, "6.00"); /* what stands on day 25 */
    t = take(store, b);
    assert_int_equal(t.taken, 4);
    assert_int_equal(t.unchanged, 1);
    assert_int_equal(t.seq, 2);
    T_OK(yx_store_history(store, yx_str_of("r"), yx_str_of("i"), YX_KNOWN_ALL, &v, NULL) == YX_OK);
    T_TEXT(said(&v, text, sizeof text), "1=5@10/2 2=6@20/2 2=7@30/2");
    assert_int_equal(v.at[1].row, 2);
    assert_int_equal(v.at[2].row, 0);
    sound(store);
    yx_versions_free(&v);
    yx_batch_free(b);
    yx_store_close(store);
}

static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static yx_batch *random_file(uint64_t *seed)
{
    static const char *const values[] = {"0",
                                         "0.0",
                                         "5",
                                         "5.0",
                                         "5.25",
                                         "-7",
                                         "W",
                                         "W",
                                         "9223372036854775807",
                                         "0.000000000000000001"};
    yx_batch *b = NULL;
    char region[16], indicator[16];
    size_t n = draw(seed) % 60, most = draw(seed) % 4 ? 8 : YX_COUNT(values);

    T_OK(yx_batch_new("random.csv", NULL, &b, NULL) == YX_OK);
    for (size_t i = 0; i < n; i++) {
        snprintf(region, sizeof region, "4201%02d", (int)(draw(seed) % 3));
        snprintf(indicator, sizeof indicator, "x.%d", (int)(draw(seed) % 2));
        add(b, region, indicator, (yx_day)(draw(seed) % 6), 100 + (yx_day)(draw(seed) % 8),
            values[draw(seed) % most]);
    }
    return b;
}

/* All blobs of the workspace, one after the other. */
static void blobs(yx_store *store, yx_buf *out)
{
    yx_buf_clear(out);
    for (yx_space space = YX_SPACE_CHUNK; space <= YX_SPACE_PAST; space++) {
        yx_cursor *c = NULL;
        yx_str key, blob;
        bool end = false;
        T_OK(store->db->table->blobs(store->db, space, &c, NULL) == YX_OK);
        while (c->next_blob(c, &key, &blob, &end, NULL) == YX_OK && !end) {
            yx_pack_str(out, key);
            yx_pack_str(out, blob);
        }
        T_OK(end);
        c->close(c);
    }
}

/* The definition, slowly: over all rows in order of the log, the one that stands on its as_of day
 * decides; the standing value is the last by (as_of, seq, row). */
typedef struct told {
    int region, indicator;
    yx_version v;
} told;

static const told *standing(const told *at, size_t n, const told *key, yx_day day)
{
    const told *best = NULL;

    for (size_t i = 0; i < n; i++) {
        if (at[i].region == key->region && at[i].indicator == key->indicator &&
            at[i].v.period.first == key->v.period.first && at[i].v.as_of <= day &&
            (!best || at[i].v.as_of >= best->v.as_of)) /* at[] is in order of seq, row */
            best = &at[i];
    }
    return best;
}

static size_t tell(told *at, size_t n, const yx_batch *b, int64_t seq)
{
    for (size_t i = 0; i < b->n; i++) {
        const yx_obs *o = &b->obs[i];
        told t = {.v = {.period = o->period,
                        .value = yx_obs_value(o),
                        .as_of = o->as_of,
                        .withdrawn = o->status == 'W',
                        .seq = seq,
                        .row = (uint32_t)i}};
        const told *before;
        t.region = yx_names_at(b->region, o->region).at[5];
        t.indicator = yx_names_at(b->indicator, o->indicator).at[2];
        before = standing(at, n, &t, t.v.as_of);
        if (!before || before->v.withdrawn
                ? t.v.withdrawn
                : !t.v.withdrawn && yx_decimal_equal(before->v.value, t.v.value))
            continue;
        at[n++] = t;
    }
    return n;
}

static void check_against(yx_store *store, const told *at, size_t n, yx_day day)
{
    yx_series_cursor *c = NULL;
    yx_versions v = {0};
    yx_str region, indicator;
    bool end = false;
    size_t found = 0, want = 0;

    T_OK(yx_store_scan(store, (yx_known){day, INT64_MAX}, &c, NULL) == YX_OK);
    while (yx_series_next(c, &region, &indicator, &v, &end, NULL) == YX_OK && !end) {
        for (size_t i = 0; i < v.n; i++, found++) {
            told key = {region.at[5], indicator.at[2], v.at[i]};
            const told *s = standing(at, n, &key, day);
            T_OK(s && !s->v.withdrawn && s->v.seq == v.at[i].seq && s->v.row == v.at[i].row);
            T_OK(s->v.value.mantissa == v.at[i].value.mantissa &&
                 s->v.value.scale == v.at[i].value.scale);
        }
    }
    T_OK(end);
    yx_series_close(c);
    for (size_t i = 0; i < n; i++)
        want += standing(at, n, &at[i], day) == &at[i] && !at[i].v.withdrawn;
    assert_int_equal(found, want);
    yx_versions_free(&v);
}

static void random_histories(void **state)
{
    uint64_t seed = 77;
    told *at = calloc(12 * 60, sizeof *at);
    yx_buf grown = {0}, anew = {0};

    (void)state;
    for (int round = 0; round < 12; round++) {
        yx_store *store = fresh();
        size_t n = 0, before, series;
        for (int file = 0; file < 10; file++) {
            yx_batch *b = random_file(&seed);
            yx_taken t = take(store, b);
            before = n;
            n = tell(at, n, b, t.seq);
            assert_int_equal(t.taken, n - before);
            assert_int_equal(t.unchanged, b->n - t.taken);
            yx_batch_free(b);
        }
        for (yx_day day = 99; day < 109; day++)
            check_against(store, at, n, day);
        check_against(store, at, n, YX_DAY_MAX);
        sound(store);
        blobs(store, &grown);
        T_OK(yx_store_rebuild(store, &series, NULL) == YX_OK);
        blobs(store, &anew);
        T_OK(yx_str_same(yx_buf_view(&grown), yx_buf_view(&anew)));
        yx_store_close(store);
    }
    free(at);
    yx_buf_free(&grown);
    yx_buf_free(&anew);
}

/* A log with more rows than are held at a time is read in parts: together they are all series. */
static void parts(void **state)
{
    uint64_t seed = 13;
    yx_store *store = fresh();
    yx_replay *replay = NULL;
    const yx_versions *current, *past;
    size_t versions[2] = {0, 0}, series[2] = {0, 0};
    yx_str key;

    (void)state;
    for (int file = 0; file < 6; file++) {
        yx_batch *b = random_file(&seed);
        (void)take(store, b);
        yx_batch_free(b);
    }
    T_OK(yx_replay_new(store->db, &replay, NULL) == YX_OK);
    for (size_t n_part = 1; n_part <= 3; n_part += 2) {
        for (size_t part = 0; part < n_part; part++) {
            T_OK(yx_replay_load(replay, part, n_part, 0, NULL) == YX_OK);
            series[n_part > 1] += yx_replay_count(replay);
            for (uint32_t i = 0; i < yx_replay_count(replay); i++) {
                T_OK(yx_replay_series(replay, i, &key, &current, &past, NULL) == YX_OK);
                T_OK(yx_replay_part(key, n_part) == part && yx_replay_find(replay, key) == i);
                versions[n_part > 1] += current->n + past->n;
            }
        }
    }
    T_OK(series[0] > 3 && series[0] == series[1] && versions[0] == versions[1]);
    T_OK(yx_replay_find(replay, yx_str_of("none")) == YX_NAME_NONE);
    yx_replay_free(replay);
    yx_store_close(store);
}

/* The fast scan gives what the slow one gives. */
static void values_scan(void **state)
{
    uint64_t seed = 5;
    yx_store *store = fresh();
    yx_series_cursor *slow = NULL, *fast = NULL;
    yx_versions v = {0};
    bool end = false, fast_end = false;

    (void)state;
    for (int file = 0; file < 5; file++) {
        yx_batch *b = random_file(&seed);
        (void)take(store, b);
        yx_batch_free(b);
    }
    T_OK(yx_store_scan(store, YX_KNOWN_ALL, &slow, NULL) == YX_OK);
    T_OK(yx_store_scan(store, YX_KNOWN_ALL, &fast, NULL) == YX_OK);
    T_OK(yx_store_begin(store, NULL) == YX_E_RANGE); /* readers are open */
    while (!end) {
        yx_str r1, i1, r2, i2;
        const yx_period *period;
        const double *value;
        size_t n;
        T_OK(yx_series_next(slow, &r1, &i1, &v, &end, NULL) == YX_OK);
        T_OK(yx_series_next_values(fast, &r2, &i2, &period, &value, &n, &fast_end, NULL) == YX_OK);
        T_OK(end == fast_end);
        if (end)
            break;
        T_OK(yx_str_same(r1, r2) && yx_str_same(i1, i2) && n == v.n);
        for (size_t i = 0; i < n; i++)
            T_OK(value[i] == yx_decimal_double(v.at[i].value) &&
                 period[i].first == v.at[i].period.first);
    }
    yx_series_close(slow);
    yx_series_close(fast);
    T_OK(yx_store_scan(store, (yx_known){5, 5}, &fast, NULL) == YX_OK);
    T_OK(yx_series_next_values(fast, NULL, NULL, NULL, NULL, NULL, NULL, NULL) == YX_E_RANGE);
    yx_series_close(fast);
    yx_versions_free(&v);
    yx_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands),      cmocka_unit_test(one_file),
        cmocka_unit_test(random_histories), cmocka_unit_test(parts),
        cmocka_unit_test(values_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
