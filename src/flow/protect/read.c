/* read.c - what is kept of protection, for a reader. */
#include "flow/protect/kept.h"

#include <string.h>

typedef struct reading {
    const yx_workspace *ws;
    yx_hidden *hidden;
    yx_releases *releases;
    yx_stamp stamp;
    yx_hash sum;
    bool good;
} reading;

/* The stamp comes first, and is of this entry. */
static yx_code read_first(reading *r, yx_str key, yx_str blob, yx_err *err)
{
    if (!yx_str_is(key, YX_KEPT_STAMP) || !yx_stamp_read(blob, &r->stamp))
        return YX_OK;
    return yx_stamp_current(&r->stamp, r->ws->store, r->ws->head.seq, &r->good, err);
}

static yx_code read_next(reading *r, yx_str key, yx_str blob, yx_err *err)
{
    yx_stamp_sum(&r->sum, key, blob);
    return yx_str_is(key, YX_KEPT_RELEASE) ? yx_releases_read(blob, r->releases, err)
                                           : yx_hidden_read(key, blob, r->hidden, err);
}

yx_code yx_kept_read(const yx_workspace *ws, yx_hidden *hidden, yx_releases *releases,
                     bool *ret_good, yx_err *err)
{
    reading r = {.ws = ws, .hidden = hidden, .releases = releases};
    yx_cursor *cursor = NULL;
    yx_str key, blob;
    yx_err why = {0};
    bool end = false, first = true;
    yx_code rc = yx_store_blobs(ws->store, YX_SPACE_HIDDEN, &cursor, &why);

    for (; !rc && (first || r.good); first = false) {
        rc = cursor->next_blob(cursor, &key, &blob, &end, &why);
        if (rc || end)
            break;
        rc = first ? read_first(&r, key, blob, &why) : read_next(&r, key, blob, &why);
    }
    if (cursor)
        cursor->close(cursor);
    *ret_good = !rc && r.good && yx_hash_same(&r.sum, &r.stamp.sum) &&
                (!yx_hidden_any(hidden) || yx_stamp_fits(&r.stamp, ws->catalog));
    /* What is damaged is found anew, and yx_protect_verify() tells. */
    return rc && rc != YX_E_CORRUPT ? yx_fail(err, rc, "%s", why.text) : YX_OK;
}
