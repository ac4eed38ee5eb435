/* What is kept of protection: the same bytes and the same set as found anew, over random histories;
 * damage, other catalogues and other entries; and every allocation failing. */
#include "flow/protect/kept.h"

#include "base/input.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STR yx_str_of

/* --- blobs --- */

static void keys(void **state)
{
    static const char *const bad[] = {"",
                                      "x",
                                      "x\x1F",
                                      "\x1F"
                                      "1\x1F"
                                      "2",
                                      "x\x1F"
                                      "1",
                                      "x\x1F"
                                      "1\x1F"
                                      "2\x1F"
                                      "3",
                                      "x\x1F"
                                      "1a\x1F"
                                      "2",
                                      "x\x1F"
                                      "1\x1F",
                                      "x\x1F"
                                      "1111111111\x1F"
                                      "2"};
    char room[YX_KEPT_KEY], code[300];
    yx_period p = {-3, 18993}, back;
    yx_str indicator, key = yx_kept_key(STR("gdp.total"), p, room);

    (void)state;
    T_OK(yx_str_is(key, "gdp.total\x1F-3\x1F"
                        "18993"));
    T_OK(yx_kept_key_read(key, &indicator, &back) && yx_str_is(indicator, "gdp.total"));
    T_OK(back.first == -3 && back.last == 18993);
    for (size_t i = 0; i < YX_COUNT(bad); i++)
        T_OK(!yx_kept_key_read(STR(bad[i]), &indicator, &back));
    memset(code, 'a', sizeof code);
    T_OK(yx_kept_key((yx_str){code, sizeof code}, p, room).n == 0);
    T_OK(yx_kept_key((yx_str){code, 255}, p, room).n > 255);
}

/* The newest of B is the one of day 9; of A, what was small stays although it is older. */
static void sayings(void **state)
{
    static const yx_saying in[] = {
        {{"B", 1}, 5, 3, 0, 9}, {{"A", 1}, 7, 4, 2, 8}, {{"B", 1}, 9, 2, 1, 7},
        {{"A", 1}, 6, 3, 1, 2}, {{"A", 1}, 6, 3, 1, 2},
    };
    yx_sayings s = {0}, back = {0};
    yx_buf out = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(in); i++)
        T_OK(yx_sayings_add(&s, &in[i], NULL) == YX_OK);
    yx_sayings_tidy(&s);
    T_OK(s.n == 3 && s.at[0].contributors == 2 && s.at[1].contributors == 8);
    T_OK(s.at[2].contributors == 7 && yx_str_is(s.at[2].region, "B"));
    T_OK(!yx_saying_newest(&s, 0) && yx_saying_newest(&s, 1) && yx_saying_newest(&s, 2));
    yx_sayings_write(&s, STR("k"), &out);
    T_OK(yx_sayings_read(STR("k"), yx_buf_view(&out), &back, NULL) == YX_OK && back.n == 3);
    T_OK(yx_str_is(back.at[1].region, "A") && back.at[1].as_of == 7 && back.at[1].seq == 4);
    T_OK(back.at[2].row == 1 && back.at[2].contributors == 7);
    /* Of another key, and with any byte changed or cut off, it is damaged. */
    T_OK(yx_sayings_read(STR("l"), yx_buf_view(&out), &back, NULL) == YX_E_CORRUPT);
    for (size_t i = 0; i < out.n; i++) {
        out.at[i] ^= 4;
        T_OK(yx_sayings_read(STR("k"), yx_buf_view(&out), &back, NULL) == YX_E_CORRUPT);
        out.at[i] ^= 4;
        if (i)
            T_OK(yx_sayings_read(STR("k"), (yx_str){out.at, i}, &back, NULL) == YX_E_CORRUPT);
    }
    free(s.at);
    free(back.at);
    yx_buf_free(&out);
}

/* Any bytes are read to an end. */
static void hostile(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        yx_hidden *h = NULL;
        yx_releases r = {0};
        yx_stamp stamp;
        size_t n;
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = (char)(seed >> 60 ? seed >> 40 & 7 : seed >> 40);
        }
        n = seed >> 33 & 31;
        T_OK(yx_hidden_new(&h, NULL) == YX_OK);
        (void)!yx_hidden_read(STR("x\x1F"
                                  "1\x1F"
                                  "2"),
                              (yx_str){bytes, n}, h, NULL);
        (void)!yx_releases_read((yx_str){bytes, n}, &r, NULL);
        T_OK(!yx_stamp_read((yx_str){bytes, n}, &stamp));
        yx_hidden_free(h);
        free(r.at);
    }
}

/* --- histories --- */

static void read_catalog(yx_workspace *ws, yx_catalog_kind kind, const char *text)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(STR(text), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(ws->catalog, kind, "x.csv", input, faults, &n, NULL) == YX_OK);
    yx_input_close(input);
    yx_faults_free(faults);
}

/* P = A + B, A = A1 + A2 + A3, B = B1 + B2; sale = food + cloth, share = food / sale. A3 comes from
 * 2022-03 on. */
static void fresh(yx_workspace *ws, char dir[200])
{
    static int number;
    yx_store_settings settings = {"Asia/Shanghai", true};

    (void)snprintf(dir, 200, "%s/kept%d", t_folder(), number++);
    T_OK(yx_store_init(dir, &settings, 1000, "local", NULL) == YX_OK);
    T_OK(yx_workspace_open(dir, false, INT64_MAX, ws, NULL) == YX_OK);
    read_catalog(
        ws, YX_REGIONS,
        "code,name_zh,level,parent_code,valid_from\nP,省,p,,\nA,甲,c,P,\nB,乙,c,P,\n"
        "A1,甲一,x,A,\nA2,甲二,x,A,\nA3,甲三,x,A,2022-03-01\nB1,乙一,x,B,\nB2,乙二,x,B,\n");
    read_catalog(
        ws, YX_INDICATORS,
        "code,name_zh,unit,frequency,kind,aggregation\nsale,销售,个,M,flow,sum\n"
        "food,食品,个,M,flow,sum\ncloth,衣着,个,M,flow,sum\nshare,比,%,M,rate,ratio:food/sale\n"
        "head,人,人,M,stock,sum\n");
    read_catalog(ws, YX_RELATIONS,
                 "id,kind,result,terms,tolerance,guard\nr1,sum,sale,food+cloth,0,\n");
}

static uint32_t next(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((*seed >> 33) % below);
}

/* A file of a few figures: some small, some with a release day, some withdrawn. plain: none. */
static void take_some(yx_workspace *ws, uint64_t *seed, bool plain)
{
    static const char *const region[] = {"P", "A", "B", "A1", "A2", "A3", "B1", "B2", "Z9"};
    static const char *const indicator[] = {"sale", "food", "cloth", "share", "head", "other"};
    static const char *const period[] = {"2022-01", "2022-02", "2022-03",     "2022-Q1",
                                         "2022-04", "2022-05", "2022-01..02", "2021"};
    yx_batch *b = NULL;
    yx_taken taken;
    size_t n = 1 + next(seed, 12);

    T_OK(yx_batch_new("a.csv", "", &b, NULL) == YX_OK);
    for (size_t i = 0; i < n; i++) {
        yx_obs o = {.as_of = 19000 + (yx_day)next(seed, 5),
                    .mantissa = (int64_t)next(seed, 900),
                    .contributors = YX_CONTRIBUTORS_NONE,
                    .release = YX_DAY_NONE};
        if (!plain && next(seed, 3))
            o.contributors = next(seed, 9);
        if (!plain && next(seed, 8) == 0)
            o.release = 19000 + (yx_day)next(seed, 20);
        if (next(seed, 12) == 0) {
            o.status = YX_STATUS_WITHDRAWN;
            o.contributors = YX_CONTRIBUTORS_NONE;
            o.release = YX_DAY_NONE;
            o.mantissa = 0;
        }
        T_OK(yx_period_read(STR(period[next(seed, YX_COUNT(period))]), &o.period));
        T_OK(yx_names_add(b->region, STR(region[next(seed, YX_COUNT(region))]), &o.region, NULL) ==
             YX_OK);
        T_OK(yx_names_add(b->indicator, STR(indicator[next(seed, YX_COUNT(indicator))]),
                          &o.indicator, NULL) == YX_OK);
        T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
    }
    T_OK(yx_store_take(ws->store, b, 2000, "local", &taken, NULL) == YX_OK);
    yx_batch_free(b);
}

static void commit(yx_workspace *ws)
{
    T_OK(yx_store_commit(ws->store, NULL) == YX_OK);
    T_OK(yx_store_head(ws->store, &ws->head, NULL) == YX_OK);
}

/* Whether what is kept is used; then its set is the one found anew. */
static bool same_set(yx_workspace *ws, yx_day day, size_t *ret_hidden)
{
    yx_hidden *kept = NULL, *anew = NULL;
    yx_releases releases = {0};
    yx_series_cursor *cursor = NULL;
    yx_versions list = {0};
    yx_str region, indicator;
    bool good = false, end = false;

    T_OK(yx_hidden_new(&kept, NULL) == YX_OK);
    T_OK(yx_hidden_new(&anew, NULL) == YX_OK);
    T_OK(yx_kept_read(ws, kept, &releases, &good, NULL) == YX_OK);
    free(releases.at);
    yx_hidden_free(kept);
    T_OK(yx_protect_anew(ws, day, anew, NULL) == YX_OK);
    T_OK(yx_protect(ws, day, NULL) == YX_OK);
    yx_store_hide(ws->store, NULL);
    T_OK(yx_store_scan(ws->store, (yx_known){YX_DAY_MAX, ws->head.seq}, &cursor, NULL) == YX_OK);
    while (yx_series_next(cursor, &region, &indicator, &list, &end, NULL) == YX_OK && !end) {
        yx_versions all = {0};
        char r[8], i[8];
        (void)snprintf(r, sizeof r, "%.*s", (int)region.n, region.at);
        (void)snprintf(i, sizeof i, "%.*s", (int)indicator.n, indicator.at);
        T_OK(yx_store_history(ws->store, STR(r), STR(i), YX_KNOWN_ALL, &all, NULL) == YX_OK);
        for (size_t k = 0; k < all.n; k++) {
            yx_hidden_why why = yx_hidden_of(anew, STR(r), STR(i), &all.at[k]);
            T_OK(yx_hidden_of(ws->hidden, STR(r), STR(i), &all.at[k]) == why);
            *ret_hidden += why != YX_SHOWN;
        }
        T_OK(yx_hidden_series(anew, STR(r), STR(i)) ==
             yx_hidden_series(ws->hidden, STR(r), STR(i)));
        yx_versions_free(&all);
    }
    yx_series_close(cursor);
    yx_versions_free(&list);
    yx_hidden_free(anew);
    yx_unprotect(ws);
    return good;
}

static void histories(void **state)
{
    size_t hidden = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        uint64_t s = seed * 77;
        yx_workspace ws;
        char dir[200];
        fresh(&ws, dir);
        for (int file = 0; file < 12; file++) {
            uint32_t files = 1 + next(&s, 2);
            T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
            for (uint32_t i = 0; i < files; i++)
                take_some(&ws, &s, next(&s, 3) == 0);
            if (file == 6) /* the tree changes under it, or an identity comes */
                read_catalog(&ws, seed % 2 ? YX_REGIONS : YX_RELATIONS,
                             seed % 2
                                 ? "code,name_zh,level,parent_code\nZ9,丁,x,B\n"
                                 : "id,kind,result,terms,tolerance,guard\nr2,sum,head,other,0,\n");
            T_OK(yx_protect_keep(&ws, NULL) == YX_OK);
            commit(&ws);
            T_OK(yx_protect_verify(&ws, NULL) == YX_OK); /* the same bytes as from nothing */
            T_OK(same_set(&ws, 19000 + (yx_day)next(&s, 20), &hidden));
        }
        yx_workspace_close(&ws);
    }
    T_OK(hidden > 5000); /* the histories are not empty ones */
}

/* --- what is out of date, or damaged --- */

static void out_of_date(void **state)
{
    uint64_t s = 9;
    size_t hidden = 0;
    yx_workspace ws;
    yx_head before;
    char dir[200];

    (void)state;
    fresh(&ws, dir);
    T_OK(!same_set(&ws, 19010, &hidden)); /* nothing was ever kept */
    T_OK(yx_protect_verify(&ws, NULL) == YX_OK);
    for (int file = 0; file < 6; file++) {
        T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
        take_some(&ws, &s, false);
        T_OK(yx_protect_keep(&ws, NULL) == YX_OK);
        before = ws.head;
        commit(&ws);
    }
    T_OK(same_set(&ws, 19010, &hidden) && hidden > 0);
    /* An earlier entry. */
    before.seq = ws.head.seq - 1;
    ws.head = before;
    T_OK(!same_set(&ws, 19010, &hidden));
    /* An entry that is no submission changes nothing. */
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    T_OK(yx_store_append(ws.store, "note", 3000, "local", STR("x"), &before.seq, NULL) == YX_OK);
    commit(&ws);
    T_OK(same_set(&ws, 19010, &hidden));
    /* Another catalogue. */
    read_catalog(&ws, YX_REGIONS, "code,name_zh,level,parent_code\nC,丙,c,P\n");
    T_OK(!same_set(&ws, 19010, &hidden));
    T_OK(yx_protect_verify(&ws, NULL) == YX_E_CORRUPT);
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    T_OK(yx_protect_keep(&ws, NULL) == YX_OK);
    commit(&ws);
    T_OK(same_set(&ws, 19010, &hidden));
    /* Figures that were taken by somebody who keeps nothing. */
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    take_some(&ws, &s, false);
    commit(&ws);
    T_OK(!same_set(&ws, 19010, &hidden));
    yx_workspace_close(&ws);
}

static void damage(void **state)
{
    static const yx_space spaces[] = {YX_SPACE_HIDDEN, YX_SPACE_STATED};
    uint64_t s = 21;
    size_t hidden = 0;
    yx_workspace ws;
    char dir[200];

    (void)state;
    fresh(&ws, dir);
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    for (int file = 0; file < 4; file++)
        take_some(&ws, &s, false);
    T_OK(yx_protect_keep(&ws, NULL) == YX_OK);
    commit(&ws);
    for (int how = 0; how < 3; how++) {
        for (size_t k = 0; k < YX_COUNT(spaces); k++) {
            yx_cursor *cursor = NULL;
            yx_str key, blob;
            yx_buf kept = {0}, was = {0};
            yx_err err = {0};
            bool end;
            T_OK(yx_store_blobs(ws.store, spaces[k], &cursor, NULL) == YX_OK);
            do
                T_OK(cursor->next_blob(cursor, &key, &blob, &end, NULL) == YX_OK && !end);
            while (key.n < 3); /* not the stamp */
            yx_buf_str(&kept, key);
            yx_buf_str(&was, blob);
            cursor->close(cursor);
            was.at[was.n - 1] ^= 1;
            T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
            T_OK(yx_store_put(ws.store, spaces[k],
                              how == 2 ? STR("zz\x1F"
                                             "1\x1F"
                                             "2")
                                       : yx_buf_view(&kept),
                              how == 1 ? (yx_str){"", 0} : yx_buf_view(&was), NULL) == YX_OK);
            commit(&ws);
            T_OK(yx_protect_verify(&ws, &err) == YX_E_CORRUPT);
            T_OK(strstr(err.text, how == 1 ? "missing" : how ? "not in the log" : "differs"));
            T_OK(same_set(&ws, 19010, &hidden) == (spaces[k] == YX_SPACE_STATED));
            /* The next figures mend it, or the rebuild. */
            T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
            T_OK(yx_store_clear(ws.store, YX_SPACE_HIDDEN, NULL) == YX_OK);
            T_OK(yx_protect_keep(&ws, NULL) == YX_OK);
            commit(&ws);
            T_OK(yx_protect_verify(&ws, NULL) == YX_OK && same_set(&ws, 19010, &hidden));
            yx_buf_free(&kept);
            yx_buf_free(&was);
        }
    }
    yx_workspace_close(&ws);
}

/* --- memory --- */

typedef struct again {
    yx_workspace ws;
    uint64_t seed;
} again;

static bool no_memory(void *arg)
{
    again *a = arg;
    yx_err err = {0};
    yx_code rc;
    bool right;

    T_OK(yx_store_begin(a->ws.store, NULL) == YX_OK);
    rc = yx_protect_keep(&a->ws, &err);
    yx_store_rollback(a->ws.store);
    right = !rc || rc == YX_E_NOMEM;
    rc = yx_protect(&a->ws, 19010, &err);
    right = right && (rc ? rc == YX_E_NOMEM && !a->ws.hidden : yx_hidden_any(a->ws.hidden));
    yx_unprotect(&a->ws);
    return right;
}

static void memory(void **state)
{
    again a = {.seed = 4};
    char dir[200];

    (void)state;
    fresh(&a.ws, dir);
    T_OK(yx_store_begin(a.ws.store, NULL) == YX_OK);
    take_some(&a.ws, &a.seed, false);
    take_some(&a.ws, &a.seed, false);
    T_OK(yx_protect_keep(&a.ws, NULL) == YX_OK);
    take_some(&a.ws, &a.seed, false);
    commit(&a.ws);
    T_OK(t_every_alloc(no_memory, &a) > 20);
    yx_workspace_close(&a.ws);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),      cmocka_unit_test(sayings),     cmocka_unit_test(hostile),
        cmocka_unit_test(histories), cmocka_unit_test(out_of_date), cmocka_unit_test(damage),
        cmocka_unit_test(memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
