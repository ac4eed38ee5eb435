/* store_test.c - a workspace as a whole: opening, transactions, sources, and every kind of damage
 * that verify must see. */
#include "store/store.h"

#include "store/chain.h"
#include "tests/support/t.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const yx_store_settings zone = {"Europe/Berlin", true};

static const char *folder_of(const char *name)
{
    static char dir[200];

    snprintf(dir, sizeof dir, "%s/%s", t_folder(), name);
    return dir;
}

static void sql(const char *dir, const char *text)
{
    char path[256];
    sqlite3 *conn = NULL;
    char *why = NULL;

    snprintf(path, sizeof path, "%s/yixian.db", dir);
    assert_int_equal(sqlite3_open(path, &conn), SQLITE_OK);
    if (sqlite3_exec(conn, text, NULL, NULL, &why) != SQLITE_OK)
        print_error("%s: %s\n", text, why);
    T_OK(why == NULL);
    assert_int_equal(sqlite3_close(conn), SQLITE_OK);
}

static yx_batch *batch(const char *file, int first, int rows)
{
    yx_batch *b = NULL;

    T_OK(yx_batch_new(file, "from the desk", &b, NULL) == YX_OK);
    for (int i = 0; i < rows; i++) {
        yx_obs o = {.mantissa = first + i,
                    .period = {i, i},
                    .as_of = 100 + first,
                    .line = (uint32_t)i + 2,
                    .column = 4,
                    .contributors = (uint32_t)i,
                    .status = 'P',
                    .release = 200};
        T_OK(yx_names_add(b->region, yx_str_of(i % 2 ? "420100" : "420200"), &o.region, NULL) ==
             YX_OK);
        T_OK(yx_names_add(b->indicator, yx_str_of("gdp.total"), &o.indicator, NULL) == YX_OK);
        T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
    }
    return b;
}

/* Entries: 1 workspace, 2 catalogue, 3 submission, 4 submission that revises all of it. */
static const char *filled(const char *name)
{
    const char *dir = folder_of(name);
    yx_store *store = NULL;
    yx_batch *a = batch("dir/a.csv", 0, 6), *b = batch("b.csv", 50, 6);
    yx_taken t;
    int64_t seq;

    T_OK(yx_store_init(dir, &zone, 1, "local", NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_OK);
    T_OK(yx_store_begin(store, NULL) == YX_OK);
    T_OK(yx_store_append(store, "catalogue", 2, "office", yx_str_of("regions"), &seq, NULL) ==
         YX_OK);
    assert_int_equal(seq, 2);
    T_OK(yx_store_take(store, a, 3, "office", &t, NULL) == YX_OK);
    T_OK(yx_store_take(store, b, 4, "desk", &t, NULL) == YX_OK);
    T_OK(t.seq == 4 && t.taken == 6 && t.unchanged == 0);
    T_OK(yx_store_commit(store, NULL) == YX_OK);
    yx_store_close(store);
    yx_batch_free(a);
    yx_batch_free(b);
    return dir;
}

static void open_and_close(void **state)
{
    char dir[200];
    yx_store *store = NULL, *reader = NULL;
    yx_store_settings bad = {"", false};
    yx_head head;
    int64_t seq;

    (void)state;
    snprintf(dir, sizeof dir, "%s", folder_of("none"));
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_E_ABSENT);
    T_OK(yx_store_init(dir, &bad, 1, "local", NULL) == YX_E_RANGE);
    T_OK(yx_store_init(dir, &zone, 7, "local", NULL) == YX_OK);
    T_OK(yx_store_init(dir, &zone, 7, "local", NULL) == YX_E_IO); /* and the first one stays */
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_OK);
    T_TEXT(yx_store_settings_of(store)->zone, "Europe/Berlin");
    T_OK(yx_store_settings_of(store)->test_clock);
    T_OK(yx_store_commit(store, NULL) == YX_E_RANGE);
    T_OK(yx_store_append(store, "rules", 8, "x", yx_str_of("r"), &seq, NULL) == YX_E_RANGE);
    T_OK(yx_store_begin(store, NULL) == YX_OK);
    T_OK(yx_store_begin(store, NULL) == YX_E_RANGE);
    T_OK(yx_store_append(store, "submission", 8, "x", yx_str_of("r"), &seq, NULL) == YX_E_RANGE);
    T_OK(yx_store_append(store, "rules", 8, "x", yx_str_of("r"), &seq, NULL) == YX_OK);
    /* a reader beside the writer sees what was committed */
    T_OK(yx_store_open(dir, true, &reader, NULL) == YX_OK);
    T_OK(yx_store_head(reader, &head, NULL) == YX_OK && head.seq == 1 && head.time == 7);
    T_OK(yx_store_begin(reader, NULL) == YX_E_RANGE);
    T_OK(yx_store_head(store, &head, NULL) == YX_OK && head.seq == 2);
    yx_store_rollback(store);
    T_OK(yx_store_head(store, &head, NULL) == YX_OK && head.seq == 1);
    T_OK(yx_store_entry_head(store, 2, &head, NULL) == YX_E_ABSENT);
    T_OK(yx_store_entry_head(store, 1, &head, NULL) == YX_OK && head.time == 7);
    yx_store_close(reader);
    yx_store_close(store);
    yx_store_close(NULL);
}

static const struct {
    const char *name, *sql;
    yx_code want;
} strangers[] = {
    {"other", "PRAGMA application_id=5", YX_E_FORMAT},
    {"newer", "PRAGMA user_version=99", YX_E_FORMAT},
    {"empty", "PRAGMA user_version=0", YX_E_FORMAT},
    {"no table", "DROP TABLE log", YX_E_CORRUPT},
    {"no entry", "DELETE FROM log", YX_E_CORRUPT},
    {"settings", "UPDATE log SET payload = x'00' WHERE seq = 1", YX_E_CORRUPT},
};

static void left_behind(const char *dir, const char *name)
{
    char path[300];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "wb");
    T_OK(f && fputs("cut", f) >= 0 && fclose(f) == 0);
}

/* What was being made when the power was cut is cleared away by the next attempt. */
static void unfinished(void **state)
{
    static const char *const name[] = {"yixian.db-new", "yixian.db-new-wal", "yixian.db-new-shm",
                                       "yixian.db-new-journal"};
    char dir[200], path[300];
    yx_store *store = NULL;

    (void)state;
    snprintf(dir, sizeof dir, "%s", folder_of("unfinished"));
    T_OK(mkdir(dir, 0777) == 0);
    for (size_t i = 0; i < 4; i++)
        left_behind(dir, name[i]);
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_E_ABSENT);
    T_OK(yx_store_init(dir, &zone, 7, "local", NULL) == YX_OK);
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, name[i]);
        T_OK(access(path, F_OK) != 0);
    }
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_OK);
    yx_store_close(store);
}

/* Who holds sees one state, and cannot write meanwhile. */
static void one_state(void **state)
{
    const char *dir = filled("held");
    yx_store *reader = NULL, *writer = NULL;
    yx_versions v = {0};
    yx_head head;
    int64_t seq;

    (void)state;
    T_OK(yx_store_open(dir, false, &reader, NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &writer, NULL) == YX_OK);
    T_OK(yx_store_hold(reader, NULL) == YX_OK && yx_store_hold(reader, NULL) == YX_OK);
    T_OK(yx_store_head(reader, &head, NULL) == YX_OK && head.seq == 4);
    T_OK(yx_store_begin(writer, NULL) == YX_OK);
    T_OK(yx_store_append(writer, "rules", 8, "x", yx_str_of("r"), &seq, NULL) == YX_OK);
    T_OK(yx_store_commit(writer, NULL) == YX_OK);
    yx_store_release(reader); /* one hold is left */
    T_OK(yx_store_head(reader, &head, NULL) == YX_OK && head.seq == 4);
    T_OK(yx_store_series(reader, yx_str_of("420100"), yx_str_of("gdp.total"), YX_KNOWN_ALL, &v,
                         NULL) == YX_OK);
    T_OK(v.n == 3);
    T_OK(yx_store_begin(reader, NULL) == YX_E_RANGE);
    yx_store_release(reader);
    T_OK(yx_store_head(reader, &head, NULL) == YX_OK && head.seq == 5);
    T_OK(yx_store_begin(reader, NULL) == YX_OK);
    yx_versions_free(&v);
    yx_store_close(reader);
    yx_store_close(writer);
}

static void not_ours(void **state)
{
    yx_store *store = NULL;
    yx_err err;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(strangers); i++) {
        const char *dir = filled(strangers[i].name);
        err = (yx_err){0};
        sql(dir, strangers[i].sql);
        assert_int_equal(yx_store_open(dir, false, &store, &err), strangers[i].want);
        T_OK(err.text[0] && store == NULL);
    }
    (void)mkdir(folder_of("text"), 0777);
    (void)t_file_text("text/yixian.db", "this is a text and no database, and that for 100 bytes "
                                        "or more, so that it can be read as a header of one.....");
    assert_int_equal(yx_store_open(folder_of("text"), false, &store, &err), YX_E_CORRUPT);
    (void)t_file_text("text/yixian.db", "");
    assert_int_equal(yx_store_open(folder_of("text"), false, &store, &err), YX_E_FORMAT);
}

static void sources(void **state)
{
    yx_store *store = NULL;
    yx_source s;

    (void)state;
    T_OK(yx_store_open(filled("sources"), true, &store, NULL) == YX_OK);
    T_OK(yx_store_source(store, 3, 5, &s, NULL) == YX_OK);
    T_OK(yx_str_is(s.file, "a.csv") && yx_str_is(s.post, "office") &&
         yx_str_is(s.said, "from the desk"));
    T_OK(s.time == 3 && s.line == 7 && s.column == 4 && s.contributors == 5 && s.status == 'P' &&
         s.release == 200);
    T_OK(yx_store_source(store, 4, 0, &s, NULL) == YX_OK);
    T_OK(yx_str_is(s.file, "b.csv") && yx_str_is(s.post, "desk") && s.line == 2);
    T_OK(yx_store_source(store, 4, 6, &s, NULL) == YX_E_ABSENT);
    T_OK(yx_store_source(store, 2, 0, &s, NULL) == YX_E_ABSENT);
    T_OK(yx_store_source(store, 9, 0, &s, NULL) == YX_E_ABSENT);
    T_OK(yx_store_source(store, 0, 0, &s, NULL) == YX_E_ABSENT);
    yx_store_close(store);
}

static bool ends_before(yx_store *store, const char *region, yx_day day)
{
    bool before = false;

    T_OK(yx_store_ends_before(store, yx_str_of(region), yx_str_of("gdp.total"), day, &before,
                              NULL) == YX_OK);
    return before;
}

/* What comes behind all that stands is put there; what was looked at before is not what stands
 * afterwards. 420100 has the days 1, 3 and 5, and then 7, 9 and 11. */
static void behind(void **state)
{
    yx_store *store = NULL;
    yx_batch *b = batch("d.csv", 70, 6);
    yx_verified found;
    yx_taken t;

    (void)state;
    for (int i = 0; i < 6; i++)
        b->obs[i].period = (yx_period){i + 6, i + 6};
    T_OK(yx_store_open(filled("behind"), false, &store, NULL) == YX_OK);
    T_OK(ends_before(store, "420100", 6) && !ends_before(store, "420100", 5));
    T_OK(ends_before(store, "429999", 1)); /* it has nothing */
    T_OK(yx_store_begin(store, NULL) == YX_OK);
    T_OK(ends_before(store, "420100", 6) && ends_before(store, "420200", 5));
    T_OK(yx_store_take(store, b, 5, "x", &t, NULL) == YX_OK && t.taken == 6 && !t.unchanged);
    T_OK(!ends_before(store, "420100", 11) && ends_before(store, "420100", 12));
    T_OK(yx_store_take(store, b, 6, "x", &t, NULL) == YX_OK && !t.taken && t.unchanged == 6);
    yx_store_rollback(store);
    T_OK(ends_before(store, "420100", 6));
    T_OK(yx_store_begin(store, NULL) == YX_OK);
    T_OK(yx_store_take(store, b, 5, "x", &t, NULL) == YX_OK && t.taken == 6);
    T_OK(yx_store_commit(store, NULL) == YX_OK);
    T_OK(yx_store_verify(store, NULL, &found, NULL) == YX_OK && found.values == 12);
    yx_store_close(store);
    yx_batch_free(b);
}

/* A batch that cannot be kept changes nothing, and what was done before it stays possible. */
static void refused_batch(void **state)
{
    yx_store *store = NULL;
    yx_batch *b = batch("c.csv", 90, 3);
    yx_taken t;

    (void)state;
    b->obs[2].as_of = YX_DAY_NONE;
    T_OK(yx_store_open(filled("refused"), false, &store, NULL) == YX_OK);
    T_OK(yx_store_begin(store, NULL) == YX_OK);
    T_OK(yx_store_take(store, b, 5, "x", &t, NULL) == YX_E_RANGE);
    b->obs[2].as_of = 300;
    T_OK(yx_store_take(store, b, 5, "x", &t, NULL) == YX_OK && t.seq == 5 && t.taken == 3);
    T_OK(yx_store_commit(store, NULL) == YX_OK);
    yx_store_close(store);
    yx_batch_free(b);
}

static void heads(void **state)
{
    yx_store *store = NULL;
    yx_head third, last;
    yx_hash other = {{1}};
    yx_verified v;

    (void)state;
    T_OK(yx_store_open(filled("heads"), true, &store, NULL) == YX_OK);
    T_OK(yx_store_entry_head(store, 3, &third, NULL) == YX_OK);
    T_OK(yx_store_head(store, &last, NULL) == YX_OK);
    T_OK(yx_store_verify(store, NULL, &v, NULL) == YX_OK);
    T_OK(v.entries == 4 && v.series == 2 && v.values == 6 && v.superseded == 6 && v.head_seq == 0);
    T_OK(yx_hash_same(&v.head, &last.hash));
    T_OK(yx_store_verify(store, &third.hash, &v, NULL) == YX_OK && v.head_seq == 3);
    T_OK(yx_store_verify(store, &other, &v, NULL) == YX_E_CORRUPT);
    T_TEXT(v.first_bad, "head: it is no entry of this log");
    yx_store_close(store);
}

/* The starts of entries are those of the whole entries. */
static void starts(void **state)
{
    yx_store *store = NULL;
    yx_cursor *whole = NULL, *start = NULL;
    yx_entry a, b;
    bool end_a = false, end_b = false;
    int n = 0;

    (void)state;
    T_OK(yx_store_open(filled("starts"), true, &store, NULL) == YX_OK);
    T_OK(yx_store_entries(store, "submission", 1, &whole, NULL) == YX_OK);
    T_OK(yx_store_entry_starts(store, "submission", 1, &start, NULL) == YX_OK);
    for (;; n++) {
        T_OK(whole->next_entry(whole, &a, &end_a, NULL) == YX_OK);
        T_OK(start->next_entry(start, &b, &end_b, NULL) == YX_OK);
        T_OK(end_a == end_b);
        if (end_a)
            break;
        T_OK(a.seq == b.seq && yx_str_same(a.kind, b.kind));
        T_OK(b.payload.n == (a.payload.n < 32 ? a.payload.n : 32));
        T_OK(memcmp(a.payload.at, b.payload.at, b.payload.n) == 0);
    }
    T_OK(n >= 2);
    whole->close(whole);
    start->close(start);
    yx_store_close(store);
}

static const struct {
    const char *sql, *first_bad;
} damages[] = {
    {"UPDATE log SET kind = 'rules' WHERE seq = 2", "log entry 2: hash"},
    {"UPDATE log SET time = time + 1 WHERE seq = 4", "log entry 4: hash"},
    {"UPDATE log SET post = 'offica' WHERE seq = 3", "log entry 3: hash"},
    {"UPDATE log SET algo = 'BLAKE2b-257' WHERE seq = 3", "log entry 3: unknown hash"},
    {"UPDATE log SET hash = zeroblob(32) WHERE seq = 2", "log entry 2: hash"},
    {"UPDATE log SET hash = zeroblob(31) WHERE seq = 2", "log entry 2 has a field of a wrong type"},
    {"DELETE FROM log WHERE seq = 2", "log entry 2: missing"},
    {"DELETE FROM log WHERE seq = 4", "chunk 420100 gdp.total: differs from the log"},
    {"UPDATE log SET seq = 9 WHERE seq = 4", "log entry 4: missing"},
    {"UPDATE log SET seq = -1 WHERE seq = 2", "log entry 1: missing"},
    {"DELETE FROM chunk WHERE key = CAST('420100' || char(31) || 'gdp.total' AS BLOB)",
     "chunk 420100 gdp.total: missing"},
    {"DELETE FROM past WHERE key > CAST('4202' AS BLOB)", "past 420200 gdp.total: missing"},
    {"INSERT INTO chunk SELECT x'61', value FROM chunk LIMIT 1", "chunk a: not in the log"},
    {"INSERT INTO past SELECT x'311F32', value FROM past LIMIT 1", "past 1 2: not in the log"},
    {"UPDATE past SET value = CAST(value || x'00' AS BLOB) WHERE key < CAST('4202' AS BLOB)",
     "past 420100 gdp.total: differs from the log"},
    {"CREATE TABLE spy(a)", "database has other tables: chunk hidden log log_kind past spy stated"},
};

static void damage_is_named(void **state)
{
    char name[32];
    yx_store *store = NULL;
    yx_verified v;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(damages); i++) {
        const char *dir;
        snprintf(name, sizeof name, "damage%zu", i);
        dir = filled(name);
        sql(dir, damages[i].sql);
        T_OK(yx_store_open(dir, true, &store, NULL) == YX_OK);
        assert_int_equal(yx_store_verify(store, NULL, &v, NULL), YX_E_CORRUPT);
        T_TEXT(v.first_bad, damages[i].first_bad);
        yx_store_close(store);
    }
}

/* Flips one bit in every byte of one column of one row, one after the other. */
static size_t flip_all(const char *dir, const char *table, const char *column, const char *where)
{
    char path[256], text[300];
    sqlite3 *conn = NULL;
    sqlite3_stmt *get = NULL, *set = NULL;
    yx_store *store = NULL;
    yx_verified v;
    unsigned char was[4096], now[4096];
    size_t n;
    int type;

    snprintf(path, sizeof path, "%s/yixian.db", dir);
    assert_int_equal(sqlite3_open(path, &conn), SQLITE_OK);
    snprintf(text, sizeof text, "SELECT %s, %s FROM %s WHERE %s", column,
             strcmp(table, "log") == 0 ? "seq" : "key", table, where);
    assert_int_equal(sqlite3_prepare_v2(conn, text, -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    type = sqlite3_column_type(get, 0);
    n = (size_t)sqlite3_column_bytes(get, 0);
    T_OK(n > 0 && n <= sizeof was);
    memcpy(was, sqlite3_column_blob(get, 0), n);
    memcpy(now, was, n);
    sqlite3_finalize(get);
    /* the key may be what is flipped: find the row by its old bytes */
    snprintf(text, sizeof text, "UPDATE %s SET %s = ?1 WHERE %s = ?2 AND (%s)", table, column,
             column, strcmp(column, "key") == 0 ? "1" : where);
    assert_int_equal(sqlite3_prepare_v2(conn, text, -1, &set, NULL), SQLITE_OK);
    T_OK(yx_store_open(dir, true, &store, NULL) == YX_OK);
    for (size_t i = 0; i <= 2 * n; i++) {
        unsigned char *from = i % 2 ? now : was, *to = i % 2 ? was : now;
        bool flipped = i % 2 == 0 && i < 2 * n;
        if (i == 2 * n)
            break;
        if (flipped)
            now[i / 2] ^= (unsigned char)(1 << (i / 2 % 7));
        if (type == SQLITE_TEXT) {
            sqlite3_bind_text(set, 1, (char *)to, (int)n, SQLITE_TRANSIENT);
            sqlite3_bind_text(set, 2, (char *)from, (int)n, SQLITE_TRANSIENT);
        } else {
            sqlite3_bind_blob(set, 1, to, (int)n, SQLITE_TRANSIENT);
            sqlite3_bind_blob(set, 2, from, (int)n, SQLITE_TRANSIENT);
        }
        assert_int_equal(sqlite3_step(set), SQLITE_DONE);
        assert_int_equal(sqlite3_changes(conn), 1);
        sqlite3_reset(set);
        assert_int_equal(yx_store_verify(store, NULL, &v, NULL), flipped ? YX_E_CORRUPT : YX_OK);
        T_OK((v.first_bad[0] != 0) == flipped);
        if (!flipped)
            now[i / 2] = was[i / 2];
    }
    sqlite3_finalize(set);
    yx_store_close(store);
    assert_int_equal(sqlite3_close(conn), SQLITE_OK);
    return n;
}

static void every_byte_is_covered(void **state)
{
    static const char *const log[] = {"kind", "post", "algo", "payload", "hash"};
    const char *dir = filled("bytes");
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(log); i++)
        n += flip_all(dir, "log", log[i], i == 3 ? "seq = 3" : "seq = 2");
    n += flip_all(dir, "log", "hash", "seq = 4");
    n += flip_all(dir, "chunk", "key", "1");
    n += flip_all(dir, "chunk", "value", "1");
    n += flip_all(dir, "past", "key", "1");
    n += flip_all(dir, "past", "value", "1");
    T_OK(n > 200); /* 122 of names, keys and hashes, the rest payload and values */
}

/* Bytes of the file itself: pages, indexes and all. Never a crash; what verify passes reads as it
 * was. */
static void damaged_pages(void **state)
{
    const char *dir = filled("pages");
    char path[256];
    char *bytes;
    long size;
    FILE *f;
    uint64_t seed = 3;

    (void)state;
    snprintf(path, sizeof path, "%s/yixian.db", dir);
    f = fopen(path, "rb");
    assert_non_null(f);
    (void)fseek(f, 0, SEEK_END);
    size = ftell(f);
    rewind(f);
    bytes = malloc((size_t)size);
    assert_int_equal(fread(bytes, 1, (size_t)size, f), size);
    (void)fclose(f);
    for (int round = 0; round < 150; round++) {
        yx_store *store = NULL;
        yx_verified v;
        size_t at;
        char was;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        at = (size_t)(seed >> 33) % (size_t)size;
        was = bytes[at];
        bytes[at] ^= (char)(1 << (seed >> 60) % 8);
        f = fopen(path, "wb");
        assert_int_equal(fwrite(bytes, 1, (size_t)size, f), size);
        (void)fclose(f);
        if (yx_store_open(dir, true, &store, NULL) == YX_OK &&
            yx_store_verify(store, NULL, &v, NULL) == YX_OK)
            T_OK(v.entries == 4 && v.values == 6 && v.superseded == 6);
        yx_store_close(store);
        bytes[at] = was;
    }
    free(bytes);
}

static bool take_or_nothing(void *arg)
{
    const yx_batch *b = arg;
    yx_store *store = NULL;
    yx_taken t;
    yx_head head = {0};
    yx_err err = {0};
    yx_code rc = yx_store_open(folder_of("memory"), false, &store, &err);
    bool right;

    if (!rc)
        rc = yx_store_begin(store, &err);
    if (!rc)
        rc = yx_store_take(store, b, 9, "x", &t, &err);
    if (!rc)
        rc = yx_store_head(store, &head, &err); /* and nothing is committed */
    right = rc ? err.code == rc && err.text[0] : head.seq == 5;
    yx_store_close(store);
    return right;
}

static void allocations(void **state)
{
    yx_batch *b = batch("c.csv", 70, 6);
    yx_store *store = NULL;
    yx_verified v;

    (void)state;
    (void)filled("memory");
    T_OK(t_every_alloc(take_or_nothing, b) > 20);
    T_OK(yx_store_open(folder_of("memory"), true, &store, NULL) == YX_OK);
    T_OK(yx_store_verify(store, NULL, &v, NULL) == YX_OK && v.entries == 4);
    yx_store_close(store);
    yx_batch_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unfinished),
        cmocka_unit_test(one_state),
        cmocka_unit_test(open_and_close),
        cmocka_unit_test(not_ours),
        cmocka_unit_test(sources),
        cmocka_unit_test(behind),
        cmocka_unit_test(refused_batch),
        cmocka_unit_test(heads),
        cmocka_unit_test(starts),
        cmocka_unit_test(damage_is_named),
        cmocka_unit_test(every_byte_is_covered),
        cmocka_unit_test(damaged_pages),
        cmocka_unit_test(allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
