/* store.c - a workspace as a whole: made, opened, written in transactions; its log. */
#include "store/store_in.h"

#include "store/chain.h"
#include "store/submission.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT = 1, PAYLOAD_MAX = 512 * 1024 * 1024, TEXT_MAX = 4096 };

/* --- settings: the payload of the first entry --- */

static void settings_write(const yx_store_settings *settings, yx_buf *out)
{
    yx_buf_f(out, "format=%d\nzone=%s\ntest_clock=%d\n", FORMAT, settings->zone,
             settings->test_clock);
}

/* The value of the line `name=value`, or an empty text. */
static yx_str line_of(yx_str text, const char *name)
{
    size_t n = strlen(name);

    while (text.n) {
        const char *end = memchr(text.at, '\n', text.n);
        size_t line = end ? (size_t)(end - text.at) : text.n;
        if (line > n && memcmp(text.at, name, n) == 0 && text.at[n] == '=')
            return (yx_str){text.at + n + 1, line - n - 1};
        line += end != NULL;
        text = (yx_str){text.at + line, text.n - line};
    }
    return (yx_str){"", 0};
}

static yx_code settings_read(yx_str payload, yx_store_settings *ret, yx_err *err)
{
    yx_str format = line_of(payload, "format"), zone = line_of(payload, "zone");
    yx_str clock = line_of(payload, "test_clock");
    yx_store_settings settings = {{0}, false};

    if (!yx_str_is(format, "1"))
        return yx_fail(err, YX_E_FORMAT,
                       "the workspace is of another form, made by a newer program");
    if (!zone.n || zone.n >= sizeof settings.zone || memchr(zone.at, 0, zone.n) ||
        !(yx_str_is(clock, "0") || yx_str_is(clock, "1")))
        return yx_fail(err, YX_E_CORRUPT, "the settings of the workspace are damaged");
    memcpy(settings.zone, zone.at, zone.n);
    settings.test_clock = yx_str_is(clock, "1");
    *ret = settings;
    return YX_OK;
}

static yx_code settings_load(yx_store *store, yx_err *err)
{
    static const yx_hash none = {{0}};
    yx_cursor *cursor = NULL;
    yx_entry first = {0};
    bool end = true;
    yx_code rc = store->db->table->entries(store->db, NULL, 1, &cursor, err);

    if (!rc)
        rc = cursor->next_entry(cursor, &first, &end, err);
    if (!rc && end)
        rc = yx_fail(err, YX_E_CORRUPT, "log entry 1: missing");
    if (!rc)
        rc = yx_chain_check(&none, 0, &first, err);
    if (!rc)
        rc = settings_read(first.payload, &store->settings, err);
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* --- life --- */

static yx_code path_of(const char *dir, yx_buf *ret_path, yx_err *err)
{
    yx_buf_f(ret_path, "%s/yixian.db", dir);
    return yx_buf_check(ret_path, err);
}

static yx_code store_new(yx_db *db, yx_store **ret_store, yx_err *err)
{
    yx_store *store = calloc(1, sizeof *store);

    if (!store) {
        db->table->close(db);
        return yx_fail(err, YX_E_NOMEM, "no memory for a store");
    }
    store->db = db;
    *ret_store = store;
    return YX_OK;
}

/* Makes the folder, whose name is on the disk only when the folder above it is. */
static yx_code make_folder(const char *dir, yx_err *err)
{
    yx_buf above = {0};
    int fd = -1;
    yx_code rc;

    if (mkdir(dir, 0777) != 0)
        return errno == EEXIST
                   ? YX_OK
                   : yx_fail(err, YX_E_IO, "cannot make '%s': %s", dir, strerror(errno));
    yx_buf_f(&above, "%s/..", dir);
    rc = yx_buf_check(&above, err);
    if (!rc)
        fd = open(above.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!rc && fd < 0 && errno != EACCES) /* one may write where one may not look */
        rc = yx_fail(err, YX_E_IO, "cannot open '%s': %s", above.at, strerror(errno));
    if (!rc && fd >= 0 && fsync(fd) != 0)
        rc = yx_fail(err, YX_E_IO, "cannot keep '%s': %s", dir, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    yx_buf_free(&above);
    return rc;
}

/* The first entry of a log; its payload goes to a buffer of the caller's, which stays as long. */
static yx_code first_entry(const yx_store_settings *settings, int64_t now_ms, const char *post,
                           yx_buf *payload, yx_entry *ret, yx_err *err)
{
    static const yx_hash none = {{0}};
    yx_code rc;

    *ret = (yx_entry){.seq = 1,
                      .kind = yx_str_of("workspace"),
                      .time = now_ms,
                      .post = yx_str_of(post),
                      .algo = yx_str_of(YX_HASH_NAME)};
    settings_write(settings, payload);
    rc = yx_buf_check(payload, err);
    if (!rc && ret->post.n > TEXT_MAX)
        rc = yx_fail(err, YX_E_RANGE, "the name of a post is too long");
    ret->payload = yx_buf_view(payload);
    ret->hash = yx_chain_hash(&none, ret);
    return rc;
}

static yx_code check_zone(const yx_store_settings *settings, yx_err *err)
{
    if (!settings->zone[0] || strchr(settings->zone, '\n') ||
        strnlen(settings->zone, sizeof settings->zone) == sizeof settings->zone)
        return yx_fail(err, YX_E_RANGE, "no name of a zone");
    return YX_OK;
}

yx_code yx_store_memory(const yx_store_settings *settings, int64_t now_ms, const char *post,
                        yx_store **ret_store, yx_err *err)
{
    yx_store *store = NULL;
    yx_db *db = NULL;
    yx_buf payload = {0};
    yx_entry entry;
    yx_code rc = check_zone(settings, err);

    if (!rc)
        rc = first_entry(settings, now_ms, post, &payload, &entry, err);
    if (!rc)
        rc = yx_db_sqlite_memory(&entry, &db, err);
    if (!rc)
        rc = store_new(db, &store, err);
    yx_buf_free(&payload);
    if (rc) {
        yx_store_close(store);
        return rc;
    }
    store->settings = *settings;
    *ret_store = store;
    return YX_OK;
}

yx_code yx_store_init(const char *dir, const yx_store_settings *settings, int64_t now_ms,
                      const char *post, yx_err *err)
{
    yx_buf path = {0}, payload = {0};
    yx_entry entry;
    yx_code rc = path_of(dir, &path, err);

    if (!rc)
        rc = check_zone(settings, err);
    if (!rc)
        rc = make_folder(dir, err);
    if (!rc)
        rc = first_entry(settings, now_ms, post, &payload, &entry, err);
    if (!rc)
        rc = yx_db_sqlite_create(path.at, &entry, err);
    yx_buf_free(&path);
    yx_buf_free(&payload);
    return rc;
}

yx_code yx_store_open(const char *dir, bool read_only, yx_store **ret_store, yx_err *err)
{
    yx_buf path = {0};
    yx_store *store = NULL;
    yx_db *db = NULL;
    yx_code rc = path_of(dir, &path, err);

    if (!rc)
        rc = yx_db_sqlite_open(path.at, read_only, &db, err);
    if (!rc)
        rc = store_new(db, &store, err);
    if (!rc)
        rc = settings_load(store, err);
    yx_buf_free(&path);
    if (rc) {
        yx_store_close(store);
        return rc;
    }
    *ret_store = store;
    return YX_OK;
}

void yx_store_close(yx_store *store)
{
    if (!store)
        return;
    yx_store_rollback(store);
    yx_memo_clear(&store->memo);
    store->db->table->close(store->db);
    yx_scratch_free(&store->scratch);
    yx_buf_free(&store->key);
    yx_buf_free(&store->blob);
    yx_versions_free(&store->current);
    yx_versions_free(&store->past);
    yx_versions_free(&store->all);
    yx_versions_free(&store->merged);
    yx_store_forget_sources(store);
    free(store);
}

const yx_store_settings *yx_store_settings_of(const yx_store *store)
{
    return &store->settings;
}

/* --- writing --- */

yx_code yx_store_begin(yx_store *store, yx_err *err)
{
    yx_code rc = store->db->table->begin(store->db, err);

    if (rc)
        return rc;
    rc = store->db->table->head(store->db, 0, &store->head, err);
    if (rc) {
        store->db->table->rollback(store->db);
        return rc;
    }
    yx_memo_clear(&store->memo);
    store->writing = true;
    store->broken = false;
    return YX_OK;
}

yx_code yx_store_commit(yx_store *store, yx_err *err)
{
    yx_code rc;

    if (!store->writing)
        return yx_fail(err, YX_E_RANGE, "no transaction is open");
    if (store->broken) {
        yx_store_rollback(store);
        return yx_fail(err, YX_E_IO, "a write before this failed: nothing was kept");
    }
    yx_memo_clear(&store->memo);
    store->writing = false;
    rc = store->db->table->commit(store->db, err);
    if (rc)
        yx_store_forget_sources(store);
    return rc;
}

void yx_store_rollback(yx_store *store)
{
    if (!store->writing)
        return;
    store->db->table->rollback(store->db);
    yx_memo_clear(&store->memo);
    store->writing = false;
    store->broken = false;
    yx_store_forget_sources(store);
}

yx_code yx_store_chain(const yx_store *store, const char *kind, int64_t now_ms, const char *post,
                       yx_str payload, yx_entry *ret, yx_err *err)
{
    yx_entry entry = {
        .seq = store->head.seq + 1,
        .kind = yx_str_of(kind),
        .time = now_ms,
        .post = yx_str_of(post),
        .algo = yx_str_of(YX_HASH_NAME),
        .payload = payload,
    };

    if (!store->writing || store->broken)
        return yx_fail(err, YX_E_RANGE, "no transaction is open");
    if (payload.n > PAYLOAD_MAX || !entry.kind.n || entry.kind.n > TEXT_MAX ||
        entry.post.n > TEXT_MAX)
        return yx_fail(err, YX_E_RANGE, "a log entry is too large, or has no kind");
    entry.hash = yx_chain_hash(&store->head.hash, &entry);
    *ret = entry;
    return YX_OK;
}

yx_code yx_store_link(yx_store *store, const yx_entry *entry, yx_err *err)
{
    yx_code rc = store->db->table->append(store->db, entry, err);

    if (rc) {
        store->broken = true;
        return rc;
    }
    store->head.seq = entry->seq;
    store->head.time = entry->time;
    store->head.hash = entry->hash;
    return YX_OK;
}

yx_code yx_store_append(yx_store *store, const char *kind, int64_t now_ms, const char *post,
                        yx_str payload, int64_t *ret_seq, yx_err *err)
{
    yx_entry entry;
    yx_code rc;

    if (strcmp(kind, "submission") == 0 || strcmp(kind, "workspace") == 0)
        return yx_fail(err, YX_E_RANGE, "an entry of kind '%s' is not appended", kind);
    rc = yx_store_chain(store, kind, now_ms, post, payload, &entry, err);
    if (!rc)
        rc = yx_store_link(store, &entry, err);
    if (!rc)
        *ret_seq = entry.seq;
    return rc;
}

/* --- the log --- */

static yx_code head_of(yx_store *store, int64_t seq, yx_head *ret, yx_err *err)
{
    yx_entry entry;
    yx_code rc = store->db->table->head(store->db, seq, &entry, err);

    if (!rc)
        *ret = (yx_head){entry.seq, entry.time, entry.hash};
    return rc;
}

yx_code yx_store_head(yx_store *store, yx_head *ret, yx_err *err)
{
    return head_of(store, 0, ret, err);
}

yx_code yx_store_entry_head(yx_store *store, int64_t seq, yx_head *ret, yx_err *err)
{
    if (seq < 1)
        return yx_fail(err, YX_E_ABSENT, "there is no log entry %lld", (long long)seq);
    return head_of(store, seq, ret, err);
}

yx_code yx_store_entries(yx_store *store, const char *kind, int64_t from, yx_cursor **ret,
                         yx_err *err)
{
    return store->db->table->entries(store->db, kind, from, ret, err);
}

yx_code yx_store_entry_starts(yx_store *store, const char *kind, int64_t from, yx_cursor **ret,
                              yx_err *err)
{
    return store->db->table->starts(store->db, kind, from, ret, err);
}

/* --- keys --- */

yx_code yx_store_key(yx_buf *key, yx_str region, yx_str indicator, yx_err *err)
{
    yx_buf_clear(key);
    yx_buf_str(key, region);
    yx_buf_char(key, YX_KEY_SEPARATOR);
    yx_buf_str(key, indicator);
    return yx_buf_check(key, err);
}

bool yx_store_key_parts(yx_str key, yx_str *ret_region, yx_str *ret_indicator)
{
    const char *at = key.n ? memchr(key.at, YX_KEY_SEPARATOR, key.n) : NULL;
    yx_str region, indicator;

    if (!at)
        return false;
    region = (yx_str){key.at, (size_t)(at - key.at)};
    indicator = (yx_str){at + 1, key.n - region.n - 1};
    if (!yx_code_allowed(region) || !yx_code_allowed(indicator))
        return false;
    *ret_region = region;
    *ret_indicator = indicator;
    return true;
}
