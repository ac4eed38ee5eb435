/* chunk_append.c - versions put behind those of a blob: what comes in month after month. Columns
 * are read and written as numbers; no period, day or decimal is made of what was there. */
#include "store/chunk.h"

#include "store/scale.h"
#include "store/span.h"

/* What is read, and written again with n more behind it. */
typedef struct appending {
    yx_unpack u;
    yx_buf *out;
    size_t before, n; /* versions that were there, and new ones */
    const yx_version *at;
    int64_t *v;
} appending;

static size_t all_of(const appending *a)
{
    return a->before + a->n;
}

/* Whether n numbers from v on go on in a run. */
static bool goes_on(const int64_t *v, size_t n, int64_t last, int64_t step)
{
    uint64_t next = (uint64_t)last;

    for (size_t i = 0; i < n; i++) {
        next += (uint64_t)step;
        if ((uint64_t)v[i] != next)
            return false;
    }
    return true;
}

/* A column as it was read: in v, and whether it is one run. */
typedef struct read_column {
    bool run;
    int64_t first, step;
} read_column;

static read_column get(appending *a, int64_t *v)
{
    read_column c = {false, 0, 0};
    yx_unpack start = a->u;

    c.run = yx_unpack_run(&a->u, a->before, &c.first, &c.step) && a->before > 1;
    a->u = start;
    yx_unpack_column(&a->u, v, a->before);
    return c;
}

/* With the new numbers, which stand in v behind the others. */
static void put(appending *a, read_column c, const int64_t *v)
{
    if (c.run && goes_on(v + a->before, a->n, v[a->before - 1], c.step))
        yx_pack_run(a->out, all_of(a), c.first, c.step);
    else
        yx_pack_column(a->out, v, all_of(a));
}

static void column(appending *a, int64_t *v)
{
    put(a, get(a, v), v);
}

static bool all_within(const int64_t *v, size_t n, int64_t lo, int64_t hi)
{
    bool good = true;

    for (size_t i = 0; i < n; i++)
        good &= v[i] >= lo && v[i] <= hi;
    return good;
}

/* Kinds and indices, in two columns of the scratch. */
static bool periods(appending *a)
{
    int64_t *kind = a->v, *index = a->v + all_of(a);
    read_column kinds = get(a, kind), indices = get(a, index);
    yx_span_kind k = YX_SPAN_FREE;
    yx_period last;

    if (yx_unpack_byte(&a->u) || a->u.bad || !yx_span_known(kind, index, a->before) ||
        !yx_span_period(kind[a->before - 1], index[a->before - 1], &last))
        return false;
    k = (yx_span_kind)kind[a->before - 1];
    for (size_t i = 0; i < a->n; i++) {
        const yx_version *v = &a->at[i];
        if (v->withdrawn || yx_period_order(last, v->period) >= 0)
            return false;
        last = v->period;
        k = yx_span_of(last, k, &index[a->before + i]);
        kind[a->before + i] = (int64_t)k;
        if (k == YX_SPAN_FREE)
            return false;
    }
    put(a, kinds, kind);
    put(a, indices, index);
    yx_pack_byte(a->out, 0);
    return true;
}

static bool values(appending *a)
{
    unsigned scale = yx_unpack_byte(&a->u), typed = yx_unpack_byte(&a->u);

    if (a->u.bad || scale > YX_SCALE_MAX || typed > YX_TYPED_MINIMAL)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!yx_scale_joins(a->at[i].value, (uint8_t)scale, (yx_typed)typed, &a->v[a->before + i]))
            return false;
    }
    yx_pack_byte(a->out, scale);
    yx_pack_byte(a->out, typed);
    column(a, a->v);
    return true;
}

static bool origin(appending *a)
{
    int64_t *next = a->v + a->before;
    bool good;

    for (size_t i = 0; i < a->n; i++)
        next[i] = a->at[i].as_of;
    column(a, a->v);
    good = all_within(a->v, a->before, YX_DAY_MIN, YX_DAY_MAX);
    for (size_t i = 0; i < a->n; i++)
        next[i] = a->at[i].seq;
    column(a, a->v);
    good &= all_within(a->v, a->before, 1, INT64_MAX);
    for (size_t i = 0; i < a->n; i++)
        next[i] = a->at[i].row;
    column(a, a->v);
    return good && all_within(a->v, a->before, 0, UINT32_MAX);
}

yx_code yx_chunk_append(yx_str blob, const yx_version *at, size_t n, yx_buf *out,
                        yx_scratch *scratch, bool *ret_done, yx_err *err)
{
    appending a = {.u = yx_unpack_of(blob), .out = out, .n = n, .at = at};
    unsigned form = yx_unpack_byte(&a.u);
    yx_code rc;

    *ret_done = false;
    a.before = (size_t)yx_unpack_within(&a.u, 1, YX_SERIES_MAX);
    if (a.u.bad || form != YX_CHUNK_FORM || !n || n > YX_SERIES_MAX - a.before)
        return YX_OK;
    rc = yx_scratch_room(scratch, 2 * all_of(&a), err);
    if (rc)
        return rc;
    a.v = scratch->at;
    yx_pack_byte(out, form);
    yx_pack_uint(out, all_of(&a));
    *ret_done = periods(&a) && values(&a) && origin(&a) && !a.u.bad && a.u.at == a.u.end;
    return yx_buf_check(out, err);
}

/* The last number of a column. */
static int64_t last_of(yx_unpack *u, size_t n, int64_t *v)
{
    int64_t first, step;

    if (yx_unpack_run(u, n, &first, &step))
        return (int64_t)((uint64_t)first + (uint64_t)step * (n - 1));
    yx_unpack_column(u, v, n);
    return v[n - 1];
}

yx_code yx_chunk_last(yx_str blob, yx_scratch *scratch, yx_period *ret, bool *ret_known,
                      yx_err *err)
{
    yx_unpack u = yx_unpack_of(blob);
    unsigned form = yx_unpack_byte(&u);
    size_t n = (size_t)yx_unpack_within(&u, 1, YX_SERIES_MAX);
    int64_t kind, index;
    yx_code rc;

    *ret_known = false;
    if (u.bad || (form != YX_CHUNK_FORM && form != YX_CHUNK_FORM_WITHDRAWN))
        return YX_OK;
    rc = yx_scratch_room(scratch, n, err);
    if (rc)
        return rc;
    kind = last_of(&u, n, scratch->at);
    index = last_of(&u, n, scratch->at);
    *ret_known = !yx_unpack_byte(&u) && !u.bad && yx_span_period(kind, index, ret);
    return YX_OK;
}
