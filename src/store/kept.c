/* kept.c - keyed blobs of later layers, in the store and its transactions. */
#include "store/store_in.h"

static yx_code allowed(yx_space space, yx_err *err)
{
    if (space == YX_SPACE_STATED || space == YX_SPACE_HIDDEN)
        return YX_OK;
    return yx_fail(err, YX_E_RANGE, "space %d is the store's own", (int)space);
}

/* After a failed write nothing but a rollback is possible. */
static yx_code wrote(yx_store *store, yx_code rc)
{
    store->broken |= rc != YX_OK;
    return rc;
}

static yx_code may_write(const yx_store *store, yx_space space, yx_err *err)
{
    yx_code rc = allowed(space, err);

    if (!rc && (!store->writing || store->broken))
        rc = yx_fail(err, YX_E_RANGE, "no transaction is open");
    return rc;
}

yx_code yx_store_put(yx_store *store, yx_space space, yx_str key, yx_str blob, yx_err *err)
{
    yx_code rc = may_write(store, space, err);

    return rc ? rc : wrote(store, store->db->table->put(store->db, space, key, blob, err));
}

yx_code yx_store_clear(yx_store *store, yx_space space, yx_err *err)
{
    yx_code rc = may_write(store, space, err);

    return rc ? rc : wrote(store, store->db->table->clear(store->db, space, err));
}

yx_code yx_store_get(yx_store *store, yx_space space, yx_str key, yx_buf *ret, yx_err *err)
{
    yx_code rc = allowed(space, err);

    return rc ? rc : store->db->table->get(store->db, space, key, ret, err);
}

yx_code yx_store_blobs(yx_store *store, yx_space space, yx_cursor **ret, yx_err *err)
{
    yx_code rc = allowed(space, err);

    return rc ? rc : store->db->table->blobs(store->db, space, ret, err);
}
