/* read.c - one series: as it stands, as it stood, and all that was ever said. */
#include "store/store_in.h"

yx_code yx_store_hold(yx_store *store, yx_err *err)
{
    return store->db->table->snapshot(store->db, err);
}

void yx_store_release(yx_store *store)
{
    store->db->table->release(store->db);
}

/* Reads the blob of a key, if there is one, into a cleared list. */
static yx_code get(yx_store *store, yx_space space, yx_str key, yx_versions *list, yx_err *err)
{
    yx_err why = {0};
    yx_code rc = store->db->table->get(store->db, space, key, &store->blob, &why);

    list->n = 0;
    if (rc == YX_E_ABSENT)
        return YX_OK;
    if (rc)
        return yx_fail(err, rc, "%s", why.text);
    return yx_chunk_read(yx_buf_view(&store->blob), list, &store->scratch, err);
}

yx_code yx_store_load(yx_store *store, yx_str key, yx_err *err)
{
    yx_code rc = store->db->table->snapshot(store->db, err);

    if (rc)
        return rc;
    rc = get(store, YX_SPACE_CHUNK, key, &store->current, err);
    if (!rc)
        rc = get(store, YX_SPACE_PAST, key, &store->past, err);
    store->db->table->release(store->db);
    if (!rc)
        rc = yx_merge_join(&store->current, &store->past, &store->all, err);
    return rc;
}

yx_code yx_store_ends_before(yx_store *store, yx_str region, yx_str indicator, yx_day day,
                             bool *ret, yx_err *err)
{
    yx_err why = {0};
    yx_period last;
    bool known = false;
    yx_code rc = yx_store_key(&store->key, region, indicator, err);

    *ret = false;
    if (rc)
        return rc;
    rc = store->db->table->get(store->db, YX_SPACE_CHUNK, yx_buf_view(&store->key), &store->blob,
                               &why);
    *ret = rc == YX_E_ABSENT;
    if (store->writing && (!rc || *ret))
        yx_memo_put(&store->memo, yx_buf_view(&store->key),
                    rc ? (yx_str){"", 0} : yx_buf_view(&store->blob));
    if (rc)
        return *ret ? YX_OK : yx_fail(err, rc, "%s", why.text);
    rc = yx_chunk_last(yx_buf_view(&store->blob), &store->scratch, &last, &known, err);
    *ret = !rc && known && last.first < day;
    return rc;
}

static yx_code copy_all(const yx_store *store, yx_versions *versions, yx_err *err)
{
    static const yx_versions none = {0};

    return yx_merge_join(&store->all, &none, versions, err);
}

void yx_store_hide(yx_store *store, const yx_hidden *hidden)
{
    store->hidden = hidden;
}

const yx_hidden *yx_store_hidden(const yx_store *store)
{
    return store->hidden;
}

static yx_code history(yx_store *store, yx_str region, yx_str indicator, yx_known known,
                       yx_versions *versions, yx_err *err)
{
    yx_code rc = yx_store_key(&store->key, region, indicator, err);

    if (!rc)
        rc = yx_store_load(store, yx_buf_view(&store->key), err);
    if (!rc)
        rc = copy_all(store, versions, err);
    if (!rc)
        yx_merge_known(versions, known, false);
    return rc;
}

yx_code yx_store_history(yx_store *store, yx_str region, yx_str indicator, yx_known known,
                         yx_versions *versions, yx_err *err)
{
    yx_code rc = history(store, region, indicator, known, versions, err);

    if (!rc)
        yx_hidden_drop(store->hidden, region, indicator, versions);
    return rc;
}

yx_code yx_store_history_marked(yx_store *store, yx_str region, yx_str indicator, yx_known known,
                                yx_versions *versions, yx_err *err)
{
    yx_code rc = history(store, region, indicator, known, versions, err);

    if (!rc)
        yx_hidden_mark(store->hidden, region, indicator, versions);
    return rc;
}

yx_code yx_store_series(yx_store *store, yx_str region, yx_str indicator, yx_known known,
                        yx_versions *versions, yx_err *err)
{
    bool all = known.as_of >= YX_DAY_MAX && known.seq == INT64_MAX;
    yx_code rc;

    if (all && !yx_hidden_series(store->hidden, region, indicator)) {
        rc = yx_store_key(&store->key, region, indicator, err);
        return rc ? rc : get(store, YX_SPACE_CHUNK, yx_buf_view(&store->key), versions, err);
    }
    rc = yx_store_history(store, region, indicator, known, versions, err);
    if (!rc)
        yx_merge_known(versions, known, true);
    return rc;
}
