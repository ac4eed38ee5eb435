/* scan.c - all series in order of their keys: current blobs alone when all is to be known, else
 * current and past ones side by side. */
#include "store/store_in.h"

#include <stdlib.h>
#include <string.h>

/* One of the two cursors, and the blob it stands on. */
typedef struct side {
    yx_cursor *cursor;
    yx_str key, blob;
    bool end;
} side;

struct yx_series_cursor {
    yx_store *store;
    yx_known known;
    bool all; /* everything is to be known */
    side current, past;
    bool current_used, past_used; /* what the cursors stand on was given out */
    yx_scratch scratch;
    yx_versions a, b;
    yx_chunk_values values;
    yx_buf key; /* of the series last given */
};

yx_code yx_store_scan(yx_store *store, yx_known known, yx_series_cursor **ret, yx_err *err)
{
    yx_series_cursor *c = calloc(1, sizeof *c);
    yx_code rc;

    if (!c)
        return yx_fail(err, YX_E_NOMEM, "no memory for a scan");
    c->store = store;
    c->known = known;
    c->all = known.as_of >= YX_DAY_MAX && known.seq == INT64_MAX;
    c->current_used = c->past_used = true;
    c->past.end = c->all;
    rc = store->db->table->blobs(store->db, YX_SPACE_CHUNK, &c->current.cursor, err);
    if (!rc && !c->all)
        rc = store->db->table->blobs(store->db, YX_SPACE_PAST, &c->past.cursor, err);
    if (rc) {
        yx_series_close(c);
        return rc;
    }
    *ret = c;
    return YX_OK;
}

void yx_series_close(yx_series_cursor *cursor)
{
    if (!cursor)
        return;
    if (cursor->past.cursor)
        cursor->past.cursor->close(cursor->past.cursor);
    if (cursor->current.cursor)
        cursor->current.cursor->close(cursor->current.cursor);
    yx_scratch_free(&cursor->scratch);
    yx_versions_free(&cursor->a);
    yx_versions_free(&cursor->b);
    yx_chunk_values_free(&cursor->values);
    yx_buf_free(&cursor->key);
    free(cursor);
}

bool yx_series_superseded(const yx_series_cursor *cursor)
{
    return cursor->all || cursor->b.n > 0;
}

static yx_code step(side *s, bool *used, yx_err *err)
{
    yx_code rc;

    if (s->end || !*used)
        return YX_OK;
    rc = s->cursor->next_blob(s->cursor, &s->key, &s->blob, &s->end, err);
    if (!rc)
        *used = s->end;
    return rc;
}

static yx_code part_key(yx_str key, yx_str *ret_region, yx_str *ret_indicator, yx_err *err)
{
    if (yx_store_key_parts(key, ret_region, ret_indicator))
        return YX_OK;
    return yx_fail(err, YX_E_CORRUPT, "the key of a series is damaged");
}

/* The blob of a side if it stands on that key, as versions; else none. */
static yx_code take_side(yx_series_cursor *c, const side *s, bool *used, yx_str key,
                         yx_versions *list, yx_err *err)
{
    list->n = 0;
    if (*used || !yx_str_same(s->key, key))
        return YX_OK;
    *used = true;
    return yx_chunk_read(s->blob, list, &c->scratch, err);
}

/* The versions of the next key that has any; both blobs if there are both. */
static yx_code next_key(yx_series_cursor *c, yx_versions *versions, bool *ret_end, yx_err *err)
{
    yx_code rc = step(&c->current, &c->current_used, err);
    yx_str key;

    if (!rc)
        rc = step(&c->past, &c->past_used, err);
    *ret_end = c->current.end && c->past.end;
    if (rc || *ret_end)
        return rc;
    if (c->past.end)
        key = c->current.key;
    else if (c->current.end || yx_str_order(c->past.key, c->current.key) < 0)
        key = c->past.key;
    else
        key = c->current.key;
    yx_buf_clear(&c->key);
    yx_buf_str(&c->key, key);
    rc = yx_buf_check(&c->key, err);
    key = yx_buf_view(&c->key);
    if (!rc)
        rc = take_side(c, &c->current, &c->current_used, key, &c->a, err);
    if (!rc)
        rc = take_side(c, &c->past, &c->past_used, key, &c->b, err);
    if (!rc)
        rc = yx_merge_join(&c->a, &c->b, versions, err);
    return rc;
}

/* The key that the cursor stands on, and what stands of it. Of a series with something hidden all
 * versions are wanted: what stands may be an older one. */
static yx_code standing(yx_series_cursor *c, yx_str *ret_region, yx_str *ret_indicator,
                        yx_versions *versions, yx_err *err)
{
    yx_code rc = part_key(yx_buf_view(&c->key), ret_region, ret_indicator, err);

    if (rc)
        return rc;
    if (yx_hidden_series(c->store->hidden, *ret_region, *ret_indicator))
        return yx_store_series(c->store, *ret_region, *ret_indicator, c->known, versions, err);
    if (!c->all)
        yx_merge_known(versions, c->known, true);
    return YX_OK;
}

yx_code yx_series_next(yx_series_cursor *cursor, yx_str *ret_region, yx_str *ret_indicator,
                       yx_versions *versions, bool *ret_end, yx_err *err)
{
    bool end = false;
    yx_code rc;

    do {
        versions->n = 0;
        rc = next_key(cursor, versions, &end, err);
        if (!rc && !end)
            rc = standing(cursor, ret_region, ret_indicator, versions, err);
        if (rc)
            return rc;
    } while (!end && !versions->n);
    *ret_end = end;
    return YX_OK;
}

yx_code yx_series_next_values(yx_series_cursor *cursor, yx_str *ret_region, yx_str *ret_indicator,
                              const yx_period **ret_period, const double **ret_value, size_t *ret_n,
                              bool *ret_end, yx_err *err)
{
    side *s = &cursor->current;
    bool used = true;
    yx_code rc;

    if (!cursor->all || yx_hidden_any(cursor->store->hidden))
        return yx_fail(err, YX_E_RANGE, "a scan for values knows all");
    rc = step(s, &used, err);
    if (!rc && !s->end)
        rc = part_key(s->key, ret_region, ret_indicator, err);
    if (!rc && !s->end)
        rc = yx_chunk_read_values(s->blob, &cursor->values, &cursor->scratch, err);
    if (rc)
        return rc;
    *ret_end = s->end;
    if (!s->end) {
        *ret_period = cursor->values.period;
        *ret_value = cursor->values.value;
        *ret_n = cursor->values.n;
    }
    return YX_OK;
}
