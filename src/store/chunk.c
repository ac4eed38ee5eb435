#include "store/chunk.h"

#include "base/mem.h"
#include "store/scale.h"
#include "store/span.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void yx_scratch_free(yx_scratch *s)
{
    free(s->at);
    *s = (yx_scratch){0};
}

yx_code yx_scratch_room(yx_scratch *s, size_t n, yx_err *err)
{
    return yx_grow(&s->at, &s->cap, n, sizeof *s->at, err);
}

void yx_chunk_values_free(yx_chunk_values *values)
{
    free(values->period);
    free(values->value);
    yx_buf_free(&values->spans);
    *values = (yx_chunk_values){0};
}

/* --- writing --- */

static yx_scale figures_of(const yx_version *at, size_t n)
{
    yx_scale f = YX_SCALE_NONE;

    for (size_t i = 0; i < n; i++) {
        if (!at[i].withdrawn)
            yx_scale_see(&f, at[i].value);
    }
    for (size_t i = 0; f.mixed && i < n; i++) {
        if (!at[i].withdrawn)
            yx_scale_fit(&f, at[i].value);
    }
    return f;
}

/* Scale, how typed, values, and scales if need be. Withdrawn ones have no value: a 0. */
static void put_values(yx_buf *out, const yx_version *at, size_t n, int64_t *v)
{
    yx_scale f = figures_of(at, n);
    yx_typed typed = yx_scale_typed(&f);

    yx_pack_byte(out, f.scale);
    yx_pack_byte(out, typed);
    for (size_t i = 0; i < n; i++)
        v[i] = at[i].withdrawn ? 0 : yx_scale_out(at[i].value, f.scale, typed);
    yx_pack_column(out, v, n);
    if (typed != YX_TYPED_LISTED && typed != YX_TYPED_OWN)
        return;
    for (size_t i = 0; i < n; i++)
        v[i] = at[i].withdrawn ? 0 : at[i].value.scale;
    yx_pack_column(out, v, n);
}

yx_code yx_chunk_write(yx_buf *out, const yx_version *at, size_t n, yx_scratch *scratch,
                       yx_err *err)
{
    yx_code rc = yx_scratch_room(scratch, 2 * n, err);
    int64_t *v = scratch->at;
    bool any_withdrawn = false;

    if (rc || !n)
        return rc;
    if (n > YX_SERIES_MAX)
        return yx_fail(err, YX_E_RANGE, "more than %d versions in one series", YX_SERIES_MAX);
    for (size_t i = 0; i < n; i++)
        any_withdrawn |= at[i].withdrawn;
    yx_pack_byte(out, any_withdrawn ? YX_CHUNK_FORM_WITHDRAWN : YX_CHUNK_FORM);
    yx_pack_uint(out, n);
    yx_pack_periods(out, &at->period, sizeof *at, n, v);
    put_values(out, at, n, v);
    for (size_t i = 0; i < n; i++)
        v[i] = at[i].as_of;
    yx_pack_column(out, v, n);
    for (size_t i = 0; i < n; i++)
        v[i] = at[i].seq;
    yx_pack_column(out, v, n);
    for (size_t i = 0; i < n; i++)
        v[i] = at[i].row;
    yx_pack_column(out, v, n);
    for (size_t i = 0; i < n; i++)
        v[i] = at[i].withdrawn;
    if (any_withdrawn)
        yx_pack_column(out, v, n);
    return yx_buf_check(out, err);
}

/* --- reading --- */

static yx_code not_a_blob(yx_err *err)
{
    return yx_fail(err, YX_E_CORRUPT, "the blob of a series is damaged");
}

static size_t get_count(yx_unpack *u, bool *ret_withdrawn)
{
    unsigned form = yx_unpack_byte(u);

    if (form != YX_CHUNK_FORM && form != YX_CHUNK_FORM_WITHDRAWN)
        u->bad = true;
    *ret_withdrawn = form == YX_CHUNK_FORM_WITHDRAWN;
    return (size_t)yx_unpack_within(u, 1, YX_SERIES_MAX);
}

static yx_typed get_typed(yx_unpack *u, uint8_t *ret_scale)
{
    unsigned scale = yx_unpack_byte(u), typed = yx_unpack_byte(u);

    if (scale > YX_SCALE_MAX || typed >= YX_N_TYPED)
        u->bad = true;
    *ret_scale = (uint8_t)scale;
    return u->bad ? YX_TYPED_FULL : (yx_typed)typed;
}

static void get_values(yx_unpack *u, yx_version *at, size_t n, int64_t *v, int64_t *own)
{
    uint8_t scale;
    yx_typed typed = get_typed(u, &scale);
    bool listed = typed == YX_TYPED_LISTED || typed == YX_TYPED_OWN;

    yx_unpack_column(u, v, n);
    if (listed)
        yx_unpack_column(u, own, n);
    for (size_t i = 0; !u->bad && i < n; i++) {
        at[i].value = (yx_decimal){v[i], scale};
        if (typed != YX_TYPED_FULL &&
            !yx_scale_in(v[i], scale, typed, listed ? own[i] : 0, &at[i].value))
            u->bad = true;
    }
}

/* Where each value is from: as_of, seq, row, withdrawn. */
static void get_origin(yx_unpack *u, yx_version *at, size_t n, bool withdrawn, int64_t *v)
{
    yx_unpack_column(u, v, n);
    for (size_t i = 0; i < n; i++) {
        if (v[i] < YX_DAY_MIN || v[i] > YX_DAY_MAX)
            u->bad = true;
        at[i].as_of = (yx_day)v[i];
    }
    yx_unpack_column(u, v, n);
    for (size_t i = 0; i < n; i++) {
        if (v[i] < 1)
            u->bad = true;
        at[i].seq = v[i];
    }
    yx_unpack_column(u, v, n);
    for (size_t i = 0; i < n; i++) {
        if (v[i] < 0 || v[i] > UINT32_MAX)
            u->bad = true;
        at[i].row = (uint32_t)v[i];
    }
    if (!withdrawn)
        return;
    yx_unpack_column(u, v, n);
    for (size_t i = 0; i < n; i++) {
        if (v[i] < 0 || v[i] > 1)
            u->bad = true;
        at[i].withdrawn = v[i] == 1;
        if (at[i].withdrawn)
            at[i].value = (yx_decimal){0, 0};
    }
}

yx_code yx_chunk_read(yx_str blob, yx_versions *versions, yx_scratch *scratch, yx_err *err)
{
    yx_unpack u = yx_unpack_of(blob);
    bool withdrawn;
    size_t n = get_count(&u, &withdrawn);
    yx_version *at;
    yx_code rc;

    if (u.bad)
        return not_a_blob(err);
    rc = yx_scratch_room(scratch, 2 * n, err);
    if (!rc)
        rc = yx_grow(&versions->at, &versions->cap, versions->n + n, sizeof *at, err);
    if (rc)
        return rc;
    at = versions->at + versions->n;
    memset(at, 0, n * sizeof *at);
    yx_unpack_periods(&u, &at->period, sizeof *at, n, scratch->at);
    get_values(&u, at, n, scratch->at, scratch->at + n);
    get_origin(&u, at, n, withdrawn, scratch->at);
    if (u.bad || u.at != u.end)
        return not_a_blob(err);
    versions->n += n;
    return YX_OK;
}

/* Mantissas up to 2^51: adding one to the bits of 1.5 * 2^52 gives the double that is larger by it,
 * so that a compiler can convert two or four at a time. */
static double small_double(int64_t v)
{
    uint64_t bits = UINT64_C(0x4338000000000000) + (uint64_t)v;
    double d;

    memcpy(&d, &bits, sizeof d);
    return d - 0x1.8p52;
}

/* mantissa / 10^scale rounds once, and so is what reading the text gives, as long as both are exact
 * in a double. */
static void to_doubles(const int64_t *restrict v, size_t n, uint8_t scale, double *restrict out)
{
    enum { EXACT_POWER = 22, EXACT_BITS = 51 };
    double unit = 1;
    uint64_t all = 0;

    for (size_t i = 0; i < n; i++)
        all |= (uint64_t)v[i] ^ (0 - ((uint64_t)v[i] >> 63));
    if (scale > EXACT_POWER || all >> EXACT_BITS) {
        for (size_t i = 0; i < n; i++)
            out[i] = yx_decimal_double((yx_decimal){v[i], scale});
        return;
    }
    for (unsigned k = 0; k < scale; k++)
        unit *= 10;
    for (size_t i = 0; i < n; i++)
        out[i] = small_double(v[i]) / unit;
}

static yx_code values_room(yx_chunk_values *values, size_t n, yx_err *err)
{
    size_t cap = values->cap;
    yx_code rc = yx_grow(&values->period, &cap, n, sizeof *values->period, err);

    if (!rc) {
        cap = values->cap;
        rc = yx_grow(&values->value, &cap, n, sizeof *values->value, err);
    }
    if (!rc)
        values->cap = cap;
    return rc;
}

/* Their bytes end by themselves: after the same n and the same bytes come the same periods. */
static void get_periods(yx_unpack *u, size_t n, yx_chunk_values *ret, int64_t *scratch)
{
    const uint8_t *from = u->at;
    yx_str kept = yx_buf_view(&ret->spans);

    if (n == ret->n_spans && kept.n <= (size_t)(u->end - from) &&
        memcmp(from, kept.at, kept.n) == 0) {
        u->at += kept.n;
        return;
    }
    yx_unpack_periods(u, ret->period, sizeof *ret->period, n, scratch);
    yx_buf_clear(&ret->spans);
    yx_buf_add(&ret->spans, (const char *)from, (size_t)(u->at - from));
    ret->n_spans = u->bad || ret->spans.failed ? 0 : n;
}

yx_code yx_chunk_read_values(yx_str blob, yx_chunk_values *ret, yx_scratch *scratch, yx_err *err)
{
    yx_unpack u = yx_unpack_of(blob);
    bool withdrawn;
    size_t n = get_count(&u, &withdrawn);
    uint8_t scale;
    yx_typed typed;
    int64_t *v;
    yx_code rc;

    if (u.bad || withdrawn)
        return not_a_blob(err);
    rc = yx_scratch_room(scratch, 2 * n, err);
    if (!rc)
        rc = values_room(ret, n, err);
    if (rc)
        return rc;
    v = scratch->at;
    get_periods(&u, n, ret, v);
    typed = get_typed(&u, &scale);
    yx_unpack_column(&u, v, n);
    if (typed == YX_TYPED_OWN) {
        yx_unpack_column(&u, v + n, n);
        for (size_t i = 0; !u.bad && i < n; i++) {
            if (v[n + i] < 0 || v[n + i] > YX_SCALE_MAX)
                u.bad = true;
            else
                ret->value[i] = yx_decimal_double((yx_decimal){v[i], (uint8_t)v[n + i]});
        }
    } else if (!u.bad) {
        to_doubles(v, n, scale, ret->value);
    }
    if (u.bad)
        return not_a_blob(err);
    ret->n = n;
    return YX_OK;
}
