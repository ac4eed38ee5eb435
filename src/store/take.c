/* take.c - a batch becomes an entry of the log, and its series are brought up to date. */
#include "store/store_in.h"

#include "base/mem.h"
#include "store/group.h"
#include "store/submission.h"

#include <stdlib.h>

enum { LARGE = 20000 /* rows: two threads are worth their making */ };

/* What one take works in, beside the room of the store. */
typedef struct take {
    const yx_batch *batch;
    yx_group group;
    uint32_t *by_key; /* series in order of key, so that the database is written front to back */
    yx_versions row;  /* new rows of one series */
    int64_t seq;
    yx_buf chunk, past; /* the blobs of one series as they are; empty: it has none */
    yx_buf next_past;   /* key of the next series that has past ones, if it is known */
    enum { UNKNOWN, THERE, NO_MORE } next;
} take;

static int by_key(const void *a, const void *b, void *arg)
{
    const take *t = arg;
    uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;
    int order = yx_str_order(yx_names_at(t->batch->region, t->group.region[i]),
                             yx_names_at(t->batch->region, t->group.region[k]));

    if (order)
        return order;
    return yx_str_order(yx_names_at(t->batch->indicator, t->group.indicator[i]),
                        yx_names_at(t->batch->indicator, t->group.indicator[k]));
}

static yx_code group(take *t, yx_err *err)
{
    yx_code rc = yx_group_rows(t->batch, &t->group, err);

    if (rc)
        return rc;
    t->by_key = malloc((t->group.n_series + 1) * sizeof *t->by_key);
    if (!t->by_key)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu series", t->group.n_series);
    for (size_t i = 0; i < t->group.n_series; i++)
        t->by_key[i] = (uint32_t)i;
    qsort_r(t->by_key, t->group.n_series, sizeof *t->by_key, by_key, t);
    return YX_OK;
}

static yx_version version_of(const yx_obs *o, int64_t seq, uint32_t row)
{
    bool withdrawn = o->status == YX_STATUS_WITHDRAWN;

    return (yx_version){
        .period = o->period,
        .value = withdrawn ? (yx_decimal){0, 0} : yx_obs_value(o),
        .withdrawn = withdrawn,
        .as_of = o->as_of,
        .seq = seq,
        .row = row,
    };
}

/* The new rows of a series, in the order that a merge wants. */
static yx_code gather(take *t, uint32_t series, yx_err *err)
{
    uint32_t from = t->group.start[series], to = t->group.start[series + 1];
    yx_code rc = yx_grow(&t->row.at, &t->row.cap, to - from, sizeof *t->row.at, err);

    if (rc)
        return rc;
    for (uint32_t i = from; i < to; i++) {
        uint32_t row = t->group.order ? t->group.order[i] : i;
        t->row.at[i - from] = version_of(&t->batch->obs[row], t->seq, row);
    }
    t->row.n = to - from;
    yx_merge_sort(t->row.at, t->row.n);
    return YX_OK;
}

static yx_code put(yx_store *store, yx_space space, const yx_versions *list, yx_err *err)
{
    yx_code rc;

    yx_buf_clear(&store->blob);
    rc = yx_chunk_write(&store->blob, list->at, list->n, &store->scratch, err);
    if (!rc)
        rc = store->db->table->put(store->db, space, yx_buf_view(&store->key),
                                   yx_buf_view(&store->blob), err);
    return rc;
}

/* The past of a series. Most have none, and one look tells of all up to the next one that has. */
static yx_code get_past(yx_store *store, take *t, yx_str key, yx_err *err)
{
    yx_err why = {0};
    yx_code rc = YX_OK;

    yx_buf_clear(&t->past);
    if (t->next == NO_MORE ||
        (t->next == THERE && yx_str_order(key, yx_buf_view(&t->next_past)) < 0))
        return YX_OK;
    rc = store->db->table->next(store->db, YX_SPACE_PAST, key, &t->next_past, &t->past, &why);
    t->next = rc ? NO_MORE : THERE;
    if (rc && rc != YX_E_ABSENT)
        return yx_fail(err, rc, "%s", why.text);
    if (rc || !yx_str_same(key, yx_buf_view(&t->next_past)))
        yx_buf_clear(&t->past);
    else
        t->next = UNKNOWN;
    return YX_OK;
}

static yx_code get_blobs(yx_store *store, take *t, yx_err *err)
{
    yx_str key = yx_buf_view(&store->key), blob;
    yx_err why = {0};
    yx_code rc;

    yx_buf_clear(&t->chunk);
    if (yx_memo_get(&store->memo, key, &blob)) {
        yx_buf_str(&t->chunk, blob);
        rc = yx_buf_check(&t->chunk, &why);
    } else {
        rc = store->db->table->get(store->db, YX_SPACE_CHUNK, key, &t->chunk, &why);
    }
    if (rc == YX_E_ABSENT)
        yx_buf_clear(&t->chunk);
    else if (rc)
        return yx_fail(err, rc, "%s", why.text);
    return get_past(store, t, key, err);
}

/* Rows behind all that there ever was of a series are put behind its blob. */
static yx_code append(yx_store *store, take *t, bool *ret_done, yx_err *err)
{
    yx_period last;
    bool known = true;
    yx_code rc = YX_OK;

    *ret_done = false;
    if (t->past.n)
        rc = yx_chunk_last(yx_buf_view(&t->past), &store->scratch, &last, &known, err);
    if (rc || !t->chunk.n || !known ||
        (t->past.n && yx_period_order(last, t->row.at[0].period) >= 0))
        return rc;
    yx_buf_clear(&store->blob);
    rc = yx_chunk_append(yx_buf_view(&t->chunk), t->row.at, t->row.n, &store->blob, &store->scratch,
                         ret_done, err);
    if (!rc && *ret_done)
        rc = store->db->table->put(store->db, YX_SPACE_CHUNK, yx_buf_view(&store->key),
                                   yx_buf_view(&store->blob), err);
    return rc;
}

static yx_code read_blob(yx_store *store, const yx_buf *blob, yx_versions *list, yx_err *err)
{
    list->n = 0;
    return blob->n ? yx_chunk_read(yx_buf_view(blob), list, &store->scratch, err) : YX_OK;
}

/* Rows among the versions of a series. */
static yx_code merge(yx_store *store, take *t, size_t *ret_taken, size_t *ret_unchanged,
                     yx_err *err)
{
    yx_code rc = read_blob(store, &t->chunk, &store->current, err);

    if (!rc)
        rc = read_blob(store, &t->past, &store->past, err);
    if (!rc)
        rc = yx_merge_join(&store->current, &store->past, &store->all, err);
    if (!rc)
        rc = yx_merge(store->all.at, store->all.n, t->row.at, t->row.n, &store->merged, ret_taken,
                      ret_unchanged, err);
    if (rc || !*ret_taken)
        return rc;
    rc = yx_merge_part(store->merged.at, store->merged.n, &store->current, &store->past, err);
    if (!rc)
        rc = put(store, YX_SPACE_CHUNK, &store->current, err);
    if (!rc && (t->past.n || store->past.n))
        rc = put(store, YX_SPACE_PAST, &store->past, err);
    return rc;
}

static yx_code take_series(yx_store *store, take *t, uint32_t series, yx_taken *total, yx_err *err)
{
    size_t taken = 0, unchanged = 0;
    bool done = false;
    yx_code rc = yx_store_key(&store->key, yx_names_at(t->batch->region, t->group.region[series]),
                              yx_names_at(t->batch->indicator, t->group.indicator[series]), err);

    if (!rc)
        rc = gather(t, series, err);
    if (!rc)
        rc = get_blobs(store, t, err);
    if (!rc)
        rc = append(store, t, &done, err);
    if (done)
        taken = t->row.n;
    else if (!rc)
        rc = merge(store, t, &taken, &unchanged, err);
    total->taken += taken;
    total->unchanged += unchanged;
    return rc;
}

/* The batch as the next entry of the log, not appended yet. */
static yx_code entry_of(const yx_store *store, const yx_batch *batch, int64_t now_ms,
                        const char *post, yx_buf *payload, yx_entry *ret, yx_err *err)
{
    yx_code rc = yx_submission_write(batch, payload, err);

    return rc ? rc
              : yx_store_chain(store, "submission", now_ms, post, yx_buf_view(payload), ret, err);
}

static yx_code take_all(yx_store *store, take *t, yx_taken *total, yx_err *err)
{
    yx_code rc = group(t, err);

    for (size_t i = 0; !rc && i < t->group.n_series; i++)
        rc = take_series(store, t, t->by_key[i], total, err);
    return rc;
}

/* Packing and hashing the entry is nobody's business but its own: for a large batch another thread
 * does it while the series are brought up to date. What comes out is the same. */
#ifdef _OPENMP
#define BESIDE _Pragma("omp parallel sections num_threads(2) if (large)")
#define PART   _Pragma("omp section")
#else
#define BESIDE (void)large;
#define PART
#endif

yx_code yx_store_take(yx_store *store, const yx_batch *batch, int64_t now_ms, const char *post,
                      yx_taken *ret, yx_err *err)
{
    take t = {.batch = batch, .seq = store->head.seq + 1};
    yx_taken total = {.seq = t.seq};
    yx_buf payload = {0};
    yx_entry entry = {0};
    yx_err why = {0}, why_series = {0};
    yx_code rc = YX_OK, rc_series = YX_OK;
    bool large = batch->n > LARGE;

    if (!store->writing || store->broken)
        return yx_fail(err, YX_E_RANGE, "no transaction is open");
    rc = yx_submission_check(batch, err);
    if (rc)
        return rc; /* nothing was done yet */
    BESIDE
    {
        PART rc = entry_of(store, batch, now_ms, post, &payload, &entry, &why);
        PART rc_series = take_all(store, &t, &total, &why_series);
    }
    if (!rc && rc_series) {
        rc = rc_series;
        why = why_series;
    }
    if (!rc)
        rc = yx_store_link(store, &entry, &why);
    yx_memo_clear(&store->memo); /* blobs are others now */
    yx_buf_free(&payload);
    yx_group_free(&t.group);
    yx_versions_free(&t.row);
    yx_buf_free(&t.chunk);
    yx_buf_free(&t.past);
    yx_buf_free(&t.next_past);
    free(t.by_key);
    if (rc) {
        store->broken = true;
        return yx_fail(err, rc, "%s", why.text);
    }
    *ret = total;
    return YX_OK;
}
