/* sayings.c - blobs of protection: what was said of contributors and what is hidden for it, by
 * indicator and period, and their stamp. */
#include "base/mem.h"
#include "flow/protect/kept.h"
#include "store/pack.h"
#include "store/submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM = 1, CHECK = 8 /* bytes of a hash before what was said */ };
#define SEPARATOR '\x1F'

static yx_code damaged(yx_err *err)
{
    return yx_fail(err, YX_E_CORRUPT, "what is kept of protected figures is damaged");
}

/* --- keys --- */

yx_str yx_kept_key(yx_str indicator, yx_period period, char *out)
{
    if (indicator.n > YX_CODE_BYTES)
        return (yx_str){out, 0};
    memcpy(out, indicator.at, indicator.n);
    return (yx_str){out,
                    indicator.n + (size_t)snprintf(out + indicator.n, YX_KEPT_KEY - indicator.n,
                                                   "%c%d%c%d", SEPARATOR, (int)period.first,
                                                   SEPARATOR, (int)period.last)};
}

/* A whole number up to the separator, or to the end. */
static bool number_in(yx_str *rest, yx_day *ret)
{
    bool minus = rest->n && *rest->at == '-';
    size_t i = minus, from = i;
    int64_t v = 0;

    for (; i < rest->n && rest->at[i] != SEPARATOR; i++) {
        if (rest->at[i] < '0' || rest->at[i] > '9' || i - from > 8)
            return false;
        v = v * 10 + (rest->at[i] - '0');
    }
    *ret = (yx_day)(minus ? -v : v);
    *rest = i < rest->n ? (yx_str){rest->at + i + 1, rest->n - i - 1} : (yx_str){rest->at + i, 0};
    return i > from;
}

bool yx_kept_key_read(yx_str key, yx_str *ret_indicator, yx_period *ret_period)
{
    const char *cut = key.n ? memchr(key.at, SEPARATOR, key.n) : NULL;
    yx_str rest;

    if (!cut || cut == key.at)
        return false;
    *ret_indicator = (yx_str){key.at, (size_t)(cut - key.at)};
    rest = (yx_str){cut + 1, key.n - ret_indicator->n - 1};
    return number_in(&rest, &ret_period->first) && number_in(&rest, &ret_period->last) &&
           rest.n == 0;
}

/* --- sayings --- */

yx_code yx_sayings_add(yx_sayings *s, const yx_saying *one, yx_err *err)
{
    yx_code rc = yx_grow(&s->at, &s->cap, s->n + 1, sizeof *s->at, err);

    if (!rc)
        s->at[s->n++] = *one;
    return rc;
}

static int by_age(const void *a, const void *b)
{
    const yx_saying *x = a, *y = b;
    int order = yx_str_order(x->region, y->region);

    if (order)
        return order;
    if (x->as_of != y->as_of)
        return x->as_of < y->as_of ? -1 : 1;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

bool yx_saying_newest(const yx_sayings *s, size_t i)
{
    return i + 1 == s->n || !yx_str_same(s->at[i].region, s->at[i + 1].region);
}

static bool is_small(const yx_saying *a)
{
    return a->contributors < YX_CONTRIBUTORS_MIN;
}

void yx_sayings_tidy(yx_sayings *s)
{
    size_t n = 0;

    if (s->n)
        qsort(s->at, s->n, sizeof *s->at, by_age);
    for (size_t i = 0; i < s->n; i++) {
        if (i + 1 < s->n && by_age(&s->at[i], &s->at[i + 1]) == 0)
            continue;
        if (is_small(&s->at[i]) || yx_saying_newest(s, i))
            s->at[n++] = s->at[i];
    }
    s->n = n;
}

static yx_hash check_of(yx_str key, yx_str body)
{
    yx_hasher h;

    yx_hash_start(&h);
    yx_hash_field(&h, key.at, key.n);
    yx_hash_field(&h, body.at, body.n);
    return yx_hash_end(&h);
}

/* A code is empty where it is that of the saying before. */
void yx_sayings_write(const yx_sayings *s, yx_str key, yx_buf *out)
{
    static const char room[CHECK] = {0};
    yx_saying last = {.region = {"", 0}};
    yx_hash check;

    if (!s->n)
        return;
    yx_buf_add(out, room, CHECK);
    yx_pack_byte(out, FORM);
    yx_pack_uint(out, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const yx_saying *a = &s->at[i];
        yx_pack_str(out, yx_str_same(a->region, last.region) ? (yx_str){"", 0} : a->region);
        yx_pack_int(out, (int64_t)a->as_of - last.as_of);
        yx_pack_int(out, a->seq - last.seq);
        yx_pack_uint(out, a->row);
        yx_pack_uint(out, a->contributors);
        last = *a;
    }
    if (out->failed)
        return;
    check = check_of(key, (yx_str){out->at + CHECK, out->n - CHECK});
    memcpy(out->at, check.at, CHECK);
}

yx_code yx_sayings_read(yx_str key, yx_str blob, yx_sayings *ret, yx_err *err)
{
    yx_saying a = {.region = {"", 0}};
    yx_hash check;
    yx_unpack u;
    uint64_t n;
    yx_code rc = YX_OK;

    if (!blob.n)
        return YX_OK;
    if (blob.n <= CHECK)
        return damaged(err);
    check = check_of(key, (yx_str){blob.at + CHECK, blob.n - CHECK});
    if (memcmp(blob.at, check.at, CHECK) != 0)
        return damaged(err);
    u = yx_unpack_of((yx_str){blob.at + CHECK, blob.n - CHECK});
    u.bad |= yx_unpack_byte(&u) != FORM;
    n = yx_unpack_uint(&u);
    for (uint64_t i = 0; i < n && !u.bad && !rc; i++) {
        yx_str region = yx_unpack_str(&u, YX_CODE_BYTES);
        a.region = region.n ? region : a.region;
        u.bad |= __builtin_add_overflow(a.as_of, yx_unpack_int(&u), &a.as_of);
        u.bad |= __builtin_add_overflow(a.seq, yx_unpack_int(&u), &a.seq);
        a.row = (uint32_t)yx_unpack_within(&u, 0, UINT32_MAX);
        a.contributors = (uint32_t)yx_unpack_within(&u, 0, UINT32_MAX);
        if (!u.bad)
            rc = yx_sayings_add(ret, &a, err);
    }
    return rc ? rc : u.bad || u.at != u.end ? damaged(err) : YX_OK;
}

/* --- what is hidden --- */

/* Versions that were small first, so that one byte tells whether there are any. */
void yx_hidden_write(const yx_sayings *s, const yx_str *reveal, size_t n, yx_buf *out)
{
    size_t few = 0, small = 0;

    for (size_t i = 0; i < s->n; i++) {
        few += is_small(&s->at[i]);
        small += is_small(&s->at[i]) && yx_saying_newest(s, i);
    }
    if (!few && !n)
        return;
    yx_pack_uint(out, few);
    for (size_t i = 0; i < s->n; i++) {
        if (!is_small(&s->at[i]))
            continue;
        yx_pack_str(out, s->at[i].region);
        yx_pack_int(out, s->at[i].seq);
        yx_pack_uint(out, s->at[i].row);
    }
    yx_pack_uint(out, small);
    for (size_t i = 0; i < s->n; i++)
        if (is_small(&s->at[i]) && yx_saying_newest(s, i))
            yx_pack_str(out, s->at[i].region);
    yx_pack_uint(out, n);
    for (size_t i = 0; i < n; i++)
        yx_pack_str(out, reveal[i]);
}

bool yx_hidden_few(yx_str blob)
{
    return blob.n && blob.at[0] != 0;
}

yx_code yx_hidden_read(yx_str key, yx_str blob, yx_hidden *hidden, yx_err *err)
{
    static const yx_hidden_why why[] = {YX_TOO_FEW, YX_WOULD_REVEAL};
    yx_unpack u = yx_unpack_of(blob);
    yx_period period = {0};
    yx_str indicator;
    uint64_t n;
    yx_code rc = yx_kept_key_read(key, &indicator, &period) ? YX_OK : damaged(err);

    n = yx_unpack_uint(&u);
    for (uint64_t i = 0; i < n && !rc; i++) {
        yx_str region = yx_unpack_str(&u, YX_CODE_BYTES);
        int64_t seq = yx_unpack_int(&u);
        uint32_t row = (uint32_t)yx_unpack_within(&u, 0, UINT32_MAX);
        rc = u.bad ? damaged(err)
                   : yx_hidden_add_version(hidden, region, indicator, seq, row, YX_TOO_FEW, err);
    }
    for (size_t k = 0; k < YX_COUNT(why) && !rc; k++) {
        n = yx_unpack_uint(&u);
        for (uint64_t i = 0; i < n && !rc; i++) {
            yx_str region = yx_unpack_str(&u, YX_CODE_BYTES);
            rc = u.bad ? damaged(err)
                       : yx_hidden_add(hidden, region, indicator, period, why[k], err);
        }
    }
    return rc ? rc : u.bad || u.at != u.end ? damaged(err) : YX_OK;
}

/* --- stamp --- */

void yx_stamp_write(const yx_stamp *stamp, yx_buf *out)
{
    yx_pack_byte(out, FORM);
    yx_pack_int(out, stamp->seq);
    yx_buf_add(out, stamp->catalog.at, YX_HASH);
    yx_buf_add(out, stamp->sum.at, YX_HASH);
}

bool yx_stamp_read(yx_str blob, yx_stamp *ret)
{
    yx_unpack u = yx_unpack_of(blob);

    u.bad |= yx_unpack_byte(&u) != FORM;
    ret->seq = yx_unpack_int(&u);
    if (u.bad || u.end - u.at != 2 * YX_HASH)
        return false;
    memcpy(ret->catalog.at, u.at, YX_HASH);
    memcpy(ret->sum.at, u.at + YX_HASH, YX_HASH);
    return true;
}

void yx_stamp_sum(yx_hash *sum, yx_str key, yx_str blob)
{
    yx_hash h;

    if (!blob.n)
        return;
    h = check_of(key, blob);
    for (size_t i = 0; i < YX_HASH; i++)
        sum->at[i] ^= h.at[i];
}

static void text_field(yx_hasher *h, const char *text)
{
    yx_hash_field(h, text, strlen(text));
}

yx_hash yx_catalog_mark(const yx_catalog *c)
{
    yx_hasher h;

    yx_hash_start(&h);
    yx_hash_int(&h, (int64_t)yx_n_region(c));
    for (uint32_t i = 0; i < yx_n_region(c); i++) {
        const yx_region *r = yx_region_at(c, i);
        text_field(&h, r->code);
        text_field(&h, r->parent_code);
        yx_hash_int(&h, r->valid_from);
        yx_hash_int(&h, r->valid_to);
    }
    yx_hash_int(&h, (int64_t)yx_n_indicator(c));
    for (uint32_t i = 0; i < yx_n_indicator(c); i++) {
        const yx_indicator *a = yx_indicator_at(c, i);
        text_field(&h, a->code);
        text_field(&h, a->aggregation);
        yx_hash_int(&h, (int64_t)a->kind);
    }
    for (size_t i = 0; i < yx_n_relation(c); i++) {
        const yx_relation *r = yx_relation_at(c, i);
        text_field(&h, r->kind);
        text_field(&h, r->result);
        text_field(&h, r->terms);
    }
    return yx_hash_end(&h);
}

bool yx_stamp_fits(const yx_stamp *stamp, const yx_catalog *c)
{
    static const yx_hash any = {{0}};
    yx_hash mark;

    if (yx_hash_same(&stamp->catalog, &any))
        return true;
    mark = yx_catalog_mark(c);
    return yx_hash_same(&stamp->catalog, &mark);
}

yx_code yx_stamp_current(const yx_stamp *stamp, yx_store *store, int64_t seq, bool *ret,
                         yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc;

    *ret = false;
    if (stamp->seq < 0 || stamp->seq > seq)
        return YX_OK;
    rc = yx_store_entry_starts(store, "submission", stamp->seq + 1, &cursor, err);
    if (!rc)
        rc = cursor->next_entry(cursor, &entry, &end, err);
    if (!rc)
        *ret = end || entry.seq > seq;
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* --- releases --- */

yx_code yx_releases_add(yx_releases *r, yx_release one, yx_err *err)
{
    yx_code rc = yx_grow(&r->at, &r->cap, r->n + 1, sizeof *r->at, err);

    if (!rc)
        r->at[r->n++] = one;
    return rc;
}

void yx_releases_write(const yx_releases *r, yx_buf *out)
{
    yx_release last = {0};

    for (size_t i = 0; i < r->n; last = r->at[i++]) {
        yx_pack_int(out, r->at[i].seq - last.seq);
        yx_pack_int(out, (int64_t)r->at[i].last - last.last);
    }
}

yx_code yx_releases_read(yx_str blob, yx_releases *ret, yx_err *err)
{
    yx_unpack u = yx_unpack_of(blob);
    yx_release a = {0};
    yx_code rc = YX_OK;

    while (u.at != u.end && !u.bad && !rc) {
        u.bad |= __builtin_add_overflow(a.seq, yx_unpack_int(&u), &a.seq);
        u.bad |= __builtin_add_overflow(a.last, yx_unpack_int(&u), &a.last);
        if (!u.bad)
            rc = yx_releases_add(ret, a, err);
    }
    return rc ? rc : u.bad ? damaged(err) : YX_OK;
}
