/* kept.c - brings what is kept of protection up to date: at every commit of figures or of a
 * catalogue, by what is new since the stamp. What a catalogue changed, or what was never kept, is
 * made from the whole log, by the same steps from nothing.
 *
 * Of an indicator and a period nothing changes unless a row of them was taken, or of one in the
 * same group: a family of indicators, and periods that lie in each other (sums.c). */
#include "flow/protect/keeping.h"

#include <stdlib.h>

typedef yx_keeping keeping;

static void keeping_release(yx_keeping *k)
{
    yx_shelf_release(&k->shelf);
    yx_gathered_release(&k->g);
    yx_statements_release(&k->few);
    free(k->done);
    yx_buf_free(&k->buf);
}

/* --- what has small cells --- */

static yx_code add_few(yx_keeping *k, yx_str indicator, yx_period period, yx_err *err)
{
    yx_stated few = {.period = period}; /* no contributors: it is `few` */
    yx_code rc = yx_names_add(k->few.indicator, indicator, &few.indicator, err);

    return rc ? rc : yx_statements_add(&k->few, &few, err);
}

/* By what is kept. */
static yx_code find_few(yx_keeping *k, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_str key, blob, indicator;
    yx_period period;
    bool end = false;
    yx_code rc = yx_store_blobs(k->ws->store, YX_SPACE_HIDDEN, &cursor, err);

    while (!rc) {
        rc = cursor->next_blob(cursor, &key, &blob, &end, err);
        if (rc || end)
            break;
        if (yx_kept_key_read(key, &indicator, &period) && yx_hidden_few(blob))
            rc = add_few(k, indicator, period, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* --- indicators and periods of which something was said --- */

yx_code yx_keeping_sayings(yx_keeping *k, yx_str indicator, yx_period period, yx_sayings *ret,
                           yx_err *err)
{
    char room[YX_KEPT_KEY];
    yx_str key = yx_kept_key(indicator, period, room), blob;
    yx_code rc = yx_shelf_get(&k->shelf, YX_SPACE_STATED, key, &blob, err);

    ret->n = 0;
    return rc ? rc : yx_sayings_read(key, blob, ret, err);
}

yx_code yx_keeping_hide(yx_keeping *k, yx_str indicator, yx_period period, const yx_sayings *s,
                        const yx_str *reveal, size_t n, yx_err *err)
{
    char room[YX_KEPT_KEY];
    yx_code rc;

    yx_buf_clear(&k->buf);
    yx_hidden_write(s, reveal, n, &k->buf);
    rc = yx_buf_check(&k->buf, err);
    return rc ? rc
              : yx_shelf_put(&k->shelf, YX_SPACE_HIDDEN, yx_kept_key(indicator, period, room),
                             yx_buf_view(&k->buf), err);
}

/* Adds rows told[from .. end) of one indicator and period to what was said before. */
static yx_code add_told(yx_keeping *k, size_t from, size_t end, yx_sayings *s, yx_err *err)
{
    const yx_told *t = &k->g.told[from];
    yx_str indicator = yx_names_at(k->g.touched.indicator, t->indicator), key;
    char room[YX_KEPT_KEY];
    bool few = false;
    yx_code rc = yx_keeping_sayings(k, indicator, t->period, s, err);

    for (size_t i = from; i < end && !rc; i++) {
        const yx_told *a = &k->g.told[i];
        yx_saying one = {yx_names_at(k->g.touched.region, a->region), a->as_of, a->seq, a->row,
                         a->contributors};
        few |= a->contributors < YX_CONTRIBUTORS_MIN;
        rc = yx_sayings_add(s, &one, err);
    }
    if (rc)
        return rc;
    yx_sayings_tidy(s);
    key = yx_kept_key(indicator, t->period, room);
    yx_buf_clear(&k->buf);
    yx_sayings_write(s, key, &k->buf);
    rc = yx_buf_check(&k->buf, err);
    if (!rc)
        rc = yx_shelf_put(&k->shelf, YX_SPACE_STATED, key, yx_buf_view(&k->buf), err);
    if (!rc && few)
        rc = add_few(k, indicator, t->period, err);
    return rc ? rc : yx_keeping_hide(k, indicator, t->period, s, NULL, 0, err);
}

static yx_code add_all(yx_keeping *k, yx_err *err)
{
    yx_sayings s = {0};
    yx_code rc = YX_OK;

    for (size_t i = 0, end; i < k->g.n_told && !rc; i = end) {
        const yx_told *t = &k->g.told[i];
        for (end = i + 1; end < k->g.n_told && k->g.told[end].indicator == t->indicator &&
                          yx_period_order(k->g.told[end].period, t->period) == 0;)
            end++;
        rc = add_told(k, i, end, &s, err);
    }
    free(s.at);
    return rc;
}

/* --- all --- */

static yx_code look_at_families(yx_keeping *k, yx_err *err)
{
    yx_code rc;

    k->done = calloc((size_t)yx_n_indicator(k->ws->catalog) + 1, sizeof *k->done);
    rc = k->done ? yx_statements_sort(&k->few, err)
                 : yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
    if (!rc)
        rc = yx_statements_sort(&k->g.touched, err);
    for (uint32_t i = 0; i < yx_names_count(k->g.touched.indicator) && !rc && k->few.n; i++)
        rc = yx_keeping_family(k, yx_names_at(k->g.touched.indicator, i), err);
    return rc;
}

static yx_code put_releases(yx_keeping *k, yx_err *err)
{
    yx_str key = yx_str_of(YX_KEPT_RELEASE), blob;
    yx_releases all = {0};
    yx_code rc = yx_shelf_get(&k->shelf, YX_SPACE_HIDDEN, key, &blob, err);

    if (!rc)
        rc = yx_releases_read(blob, &all, err);
    for (size_t i = 0; i < k->g.releases.n && !rc; i++)
        rc = yx_releases_add(&all, k->g.releases.at[i], err);
    yx_buf_clear(&k->buf);
    yx_releases_write(&all, &k->buf);
    free(all.at);
    if (!rc)
        rc = yx_buf_check(&k->buf, err);
    return rc ? rc : yx_shelf_put(&k->shelf, YX_SPACE_HIDDEN, key, yx_buf_view(&k->buf), err);
}

/* Puts on the shelf what is to be kept. */
static yx_code make(yx_keeping *k, yx_err *err)
{
    yx_code rc = yx_shelf_start(&k->shelf, k->fresh ? NULL : k->ws->store, err);

    if (!rc)
        rc = yx_statements_start(&k->few, err);
    if (!rc && !k->fresh)
        rc = find_few(k, err);
    if (!rc)
        rc = yx_gather_told(k->ws->store, k->stamp.seq, k->head, k->few.n > 0, &k->g, err);
    if (!rc)
        rc = add_all(k, err);
    if (!rc)
        rc = look_at_families(k, err);
    if (!rc && k->g.releases.n)
        rc = put_releases(k, err);
    if (!rc && k->g.last)
        k->stamp.seq = k->g.last;
    return rc;
}

static void mark(yx_keeping *k)
{
    k->stamp.catalog = k->few.n ? yx_catalog_mark(k->ws->catalog) : (yx_hash){{0}};
}

static yx_code put(yx_keeping *k, yx_err *err)
{
    yx_store *store = k->ws->store;
    yx_buf stamp = {0};
    yx_code rc = YX_OK;

    if (k->fresh)
        rc = yx_store_clear(store, YX_SPACE_STATED, err);
    if (!rc && k->fresh)
        rc = yx_store_clear(store, YX_SPACE_HIDDEN, err);
    if (!rc)
        rc = yx_shelf_flush(&k->shelf, store, k->fresh, &k->stamp.sum, err);
    mark(k);
    yx_stamp_write(&k->stamp, &stamp);
    if (!rc)
        rc = yx_buf_check(&stamp, err);
    if (!rc)
        rc = yx_store_put(store, YX_SPACE_HIDDEN, yx_str_of(YX_KEPT_STAMP), yx_buf_view(&stamp),
                          err);
    yx_buf_free(&stamp);
    return rc;
}

/* The stamp, if what is kept goes on from there. */
static yx_code read_stamp(const yx_workspace *ws, int64_t head, yx_stamp *ret, bool *ret_good,
                          yx_err *err)
{
    yx_buf blob = {0};
    yx_err why = {0};
    yx_code rc = yx_store_get(ws->store, YX_SPACE_HIDDEN, yx_str_of(YX_KEPT_STAMP), &blob, &why);

    *ret_good = !rc && yx_stamp_read(yx_buf_view(&blob), ret) && ret->seq >= 0 &&
                ret->seq <= head && yx_stamp_fits(ret, ws->catalog);
    yx_buf_free(&blob);
    return rc && rc != YX_E_ABSENT ? yx_fail(err, rc, "%s", why.text) : YX_OK;
}

static yx_code keep(yx_workspace *ws, int64_t head, bool fresh, const yx_stamp *stamp, yx_err *err)
{
    keeping k = {.ws = ws, .head = head, .fresh = fresh};
    yx_code rc;

    if (!fresh)
        k.stamp = *stamp;
    rc = make(&k, err);
    if (!rc && (fresh || k.g.last))
        rc = put(&k, err);
    keeping_release(&k);
    return rc;
}

yx_code yx_protect_keep(yx_workspace *ws, yx_err *err)
{
    yx_stamp stamp = {0};
    yx_head head;
    yx_err why = {0};
    bool good = false;
    yx_code rc;

    yx_store_hide(ws->store, NULL);
    rc = yx_store_head(ws->store, &head, err);
    if (!rc)
        rc = read_stamp(ws, head.seq, &stamp, &good, err);
    if (!rc && good) {
        rc = keep(ws, head.seq, false, &stamp, &why);
        if (rc == YX_E_CORRUPT)
            good = false; /* what was kept is damaged; the log need not be */
        else if (rc)
            (void)yx_fail(err, rc, "%s", why.text);
    }
    if ((!rc || rc == YX_E_CORRUPT) && !good)
        rc = keep(ws, head.seq, true, NULL, err);
    yx_store_hide(ws->store, ws->hidden);
    return rc;
}

/* Whether anything is kept. */
static yx_code any_kept(yx_store *store, bool *ret, yx_err *err)
{
    static const yx_space spaces[] = {YX_SPACE_HIDDEN, YX_SPACE_STATED};
    yx_code rc = YX_OK;

    *ret = false;
    for (size_t i = 0; i < YX_COUNT(spaces) && !rc && !*ret; i++) {
        yx_cursor *cursor = NULL;
        yx_str key, blob;
        bool end = true;
        rc = yx_store_blobs(store, spaces[i], &cursor, err);
        if (!rc)
            rc = cursor->next_blob(cursor, &key, &blob, &end, err);
        *ret = !end;
        if (cursor)
            cursor->close(cursor);
    }
    return rc;
}

/* The stamp is the one that goes with what was made. */
static yx_code verify_stamp(yx_keeping *k, yx_err *err)
{
    yx_buf there = {0};
    yx_err why = {0};
    yx_code rc =
        yx_store_get(k->ws->store, YX_SPACE_HIDDEN, yx_str_of(YX_KEPT_STAMP), &there, &why);

    yx_shelf_sum(&k->shelf, &k->stamp.sum);
    mark(k);
    yx_buf_clear(&k->buf);
    yx_stamp_write(&k->stamp, &k->buf);
    if (!rc)
        rc = yx_buf_check(&k->buf, &why);
    if (rc && rc != YX_E_ABSENT)
        rc = yx_fail(err, rc, "%s", why.text);
    else if (rc || !yx_str_same(yx_buf_view(&there), yx_buf_view(&k->buf)))
        rc = yx_fail(err, YX_E_CORRUPT, "hidden: its stamp differs from the log");
    yx_buf_free(&there);
    return rc;
}

yx_code yx_protect_verify(yx_workspace *ws, yx_err *err)
{
    keeping k = {.ws = ws, .fresh = true};
    yx_head head;
    bool any = false;
    yx_code rc;

    yx_store_hide(ws->store, NULL);
    rc = yx_store_head(ws->store, &head, err);
    if (!rc)
        rc = any_kept(ws->store, &any, err);
    if (!rc && any) {
        k.head = head.seq;
        rc = make(&k, err);
        if (!rc)
            rc = yx_shelf_compare(&k.shelf, ws->store, err);
        if (!rc)
            rc = verify_stamp(&k, err);
    }
    keeping_release(&k);
    yx_store_hide(ws->store, ws->hidden);
    return rc;
}
