/* shelf.c - blobs of protection that are being made, and how they differ from those of the store.
 */
#include "base/mem.h"
#include "flow/protect/kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = YX_KEPT_KEY + 1 };

yx_code yx_shelf_start(yx_shelf *shelf, yx_store *store, yx_err *err)
{
    *shelf = (yx_shelf){.store = store};
    return yx_names_new(&shelf->key, err);
}

void yx_shelf_release(yx_shelf *shelf)
{
    yx_names_free(shelf->key);
    free(shelf->blob);
    yx_arena_free(shelf->arena);
    *shelf = (yx_shelf){0};
}

static yx_str key_in(yx_space space, yx_str key, char *out)
{
    size_t n = key.n < YX_KEPT_KEY ? key.n : YX_KEPT_KEY;

    out[0] = (char)space;
    memcpy(out + 1, key.at, n);
    return (yx_str){out, n + 1};
}

static yx_code copy(yx_shelf *shelf, yx_str blob, yx_str *ret, yx_err *err)
{
    char *at = yx_arena_text(&shelf->arena, blob.n ? blob.at : "", blob.n);

    *ret = (yx_str){at, blob.n};
    return at ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for protected figures");
}

yx_code yx_shelf_put(yx_shelf *shelf, yx_space space, yx_str key, yx_str blob, yx_err *err)
{
    char room[KEY];
    size_t n = yx_names_count(shelf->key);
    uint32_t i = 0;
    yx_str kept;
    yx_code rc = copy(shelf, blob, &kept, err);

    if (!rc)
        rc = yx_grow(&shelf->blob, &shelf->cap, n + 1, sizeof *shelf->blob, err);
    if (!rc)
        rc = yx_names_add(shelf->key, key_in(space, key, room), &i, err);
    if (!rc)
        shelf->blob[i] = kept;
    return rc;
}

yx_code yx_shelf_get(yx_shelf *shelf, yx_space space, yx_str key, yx_str *ret, yx_err *err)
{
    char room[KEY];
    uint32_t i = yx_names_find(shelf->key, key_in(space, key, room));
    yx_buf buf = {0};
    yx_err why = {0};
    yx_code rc;

    *ret = (yx_str){"", 0};
    if (i != YX_NAME_NONE)
        *ret = shelf->blob[i];
    if (i != YX_NAME_NONE || !shelf->store)
        return YX_OK;
    rc = yx_store_get(shelf->store, space, key, &buf, &why);
    if (!rc)
        rc = copy(shelf, yx_buf_view(&buf), ret, &why);
    yx_buf_free(&buf);
    if (rc == YX_E_ABSENT)
        return YX_OK;
    return rc ? yx_fail(err, rc, "%s", why.text) : YX_OK;
}

static yx_space space_of(const yx_shelf *shelf, uint32_t i, yx_str *ret_key)
{
    yx_str key = yx_names_at(shelf->key, i);

    *ret_key = (yx_str){key.at + 1, key.n - 1};
    return (yx_space)key.at[0];
}

yx_code yx_shelf_flush(const yx_shelf *shelf, yx_store *store, bool cleared, yx_hash *sum,
                       yx_err *err)
{
    yx_buf before = {0};
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_names_count(shelf->key) && !rc; i++) {
        yx_err why = {0};
        yx_str key;
        yx_space space = space_of(shelf, i, &key);
        yx_buf_clear(&before);
        rc = cleared ? YX_E_ABSENT : yx_store_get(store, space, key, &before, &why);
        if (rc && rc != YX_E_ABSENT) {
            rc = yx_fail(err, rc, "%s", why.text);
            break;
        }
        rc = YX_OK;
        if (yx_str_same(yx_buf_view(&before), shelf->blob[i]))
            continue;
        if (space == YX_SPACE_HIDDEN) {
            yx_stamp_sum(sum, key, yx_buf_view(&before));
            yx_stamp_sum(sum, key, shelf->blob[i]);
        }
        rc = yx_store_put(store, space, key, shelf->blob[i], err);
    }
    yx_buf_free(&before);
    return rc;
}

void yx_shelf_sum(const yx_shelf *shelf, yx_hash *sum)
{
    yx_str key;

    for (uint32_t i = 0; i < yx_names_count(shelf->key); i++)
        if (space_of(shelf, i, &key) == YX_SPACE_HIDDEN)
            yx_stamp_sum(sum, key, shelf->blob[i]);
}

static yx_code wrong(yx_space space, yx_str key, const char *why, yx_err *err)
{
    char text[160], period[YX_PERIOD_TEXT];
    const char *name = space == YX_SPACE_STATED ? "stated" : "hidden";
    yx_str indicator;
    yx_period p;

    if (!yx_kept_key_read(key, &indicator, &p) || p.first > p.last)
        return yx_fail(err, YX_E_CORRUPT, "%s: %s", name, why);
    (void)yx_text_show(indicator, text, sizeof text - 1);
    return yx_fail(err, YX_E_CORRUPT, "%s %s %s: %s", name, text, yx_period_text(p, false, period),
                   why);
}

/* Counts into *seen the blobs of a space that the shelf has too. */
static yx_code compare(const yx_shelf *shelf, yx_store *store, yx_space space, size_t *seen,
                       yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_str key, blob;
    char room[KEY];
    bool end = false;
    yx_code rc = yx_store_blobs(store, space, &cursor, err);

    while (!rc) {
        uint32_t i;
        rc = cursor->next_blob(cursor, &key, &blob, &end, err);
        if (rc || end)
            break;
        if (yx_str_is(key, YX_KEPT_STAMP))
            continue;
        i = key.n <= YX_KEPT_KEY ? yx_names_find(shelf->key, key_in(space, key, room))
                                 : YX_NAME_NONE;
        if (i == YX_NAME_NONE || !shelf->blob[i].n)
            rc = wrong(space, key, "not in the log", err);
        else if (!yx_str_same(shelf->blob[i], blob))
            rc = wrong(space, key, "differs from the log", err);
        *seen += 1;
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

yx_code yx_shelf_compare(const yx_shelf *shelf, yx_store *store, yx_err *err)
{
    size_t seen = 0, n = 0;
    yx_code rc = compare(shelf, store, YX_SPACE_STATED, &seen, err);

    if (!rc)
        rc = compare(shelf, store, YX_SPACE_HIDDEN, &seen, err);
    for (uint32_t i = 0; i < yx_names_count(shelf->key); i++)
        n += shelf->blob[i].n > 0;
    for (uint32_t i = 0; i < yx_names_count(shelf->key) && !rc && seen < n; i++) {
        yx_buf there = {0};
        yx_str key;
        yx_space space = space_of(shelf, i, &key);
        yx_err why = {0};
        if (!shelf->blob[i].n)
            continue;
        rc = yx_store_get(store, space, key, &there, &why);
        yx_buf_free(&there);
        if (rc == YX_E_ABSENT)
            rc = wrong(space, key, "missing", err);
        else if (rc)
            rc = yx_fail(err, rc, "%s", why.text);
    }
    return rc;
}
