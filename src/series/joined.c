#include "series/joined.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

enum { MEAN_DIGITS = 4 /* more than typed, of a weighted mean */ };

const char *const yx_how_name[YX_N_HOW] = {
    [YX_HOW_REPORTED] = "reported",
    [YX_HOW_JOINED] = "joined",
    [YX_HOW_SPLIT] = "split",
    [YX_HOW_OUTSIDE] = "outside",
};

const char *const yx_lack_name[YX_N_LACK] = {
    [YX_LACK_NOTHING] = "",
    [YX_LACK_PART] = "part",
    [YX_LACK_PROTECTED] = "protected",
    [YX_LACK_NO_BASE] = "no base",
    [YX_LACK_BASE] = "base of a part",
    [YX_LACK_WEIGHT] = "weights",
    [YX_LACK_DIGITS] = "digits",
};

void yx_joined_free(yx_joined *joined)
{
    for (size_t i = 0; i < joined->cap_room; i++)
        yx_versions_free(&joined->room[i]);
    free(joined->room);
    free(joined->at);
    free(joined->piece);
    free(joined->absent);
    *joined = (yx_joined){0};
}

bool yx_kind_adds(yx_kind kind)
{
    switch (kind) {
    case YX_FLOW:
    case YX_STOCK:
    case YX_YTD:
    case YX_CUMULATIVE:
        return true;
    case YX_RATE:
    case YX_INDEX:
    case YX_PRICE:
    case YX_N_KIND:
        break;
    }
    return false;
}

/* --- what a period is made of --- */

typedef struct joining {
    const char *own;
    yx_kind kind, base_kind;
    const yx_strand *strand;
    size_t n;
    size_t *at; /* by strand: its next version */
    yx_decimal *base;
    bool outside; /* which strands: those outside, or the others */
    yx_joined *out;
    yx_err *err;
} joining;

static bool due(const joining *j, const yx_strand *s, yx_period p)
{
    return s->part->outside == j->outside && s->part->first <= p.last && p.last < s->part->end;
}

/* Moves on to the next version of a strand that lies in its span; NULL at the end. */
static const yx_version *next_of(const joining *j, size_t i)
{
    const yx_strand *s = &j->strand[i];

    for (; j->at[i] < s->value->n; j->at[i]++)
        if (due(j, s, s->value->at[j->at[i]].period))
            return &s->value->at[j->at[i]];
    return NULL;
}

static int newer(const yx_version *a, const yx_version *b)
{
    if (a->as_of != b->as_of)
        return a->as_of < b->as_of ? -1 : 1;
    if (a->seq != b->seq)
        return a->seq < b->seq ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static bool whole(const yx_piece *p)
{
    return p->from == 0 && p->to == YX_SHARE_ALL;
}

static yx_how how_of(const joining *j, const yx_joint *joint)
{
    const yx_piece *piece = j->out->piece + joint->piece;

    if (j->outside)
        return YX_HOW_OUTSIDE;
    for (size_t i = 0; i < joint->n_piece; i++)
        if (!whole(&piece[i]))
            return YX_HOW_SPLIT;
    return joint->n_piece == 1 && strcmp(piece[0].code, j->own) == 0 ? YX_HOW_REPORTED
                                                                     : YX_HOW_JOINED;
}

/* --- sums --- */

/* v / 10^scale as a decimal, without zeros behind the `fewest` digits; digits that do not fit fall
 * off, rounded half away from zero. False: it is too large without any. */
static bool narrow(wide v, uint8_t scale, uint8_t fewest, yx_decimal *ret)
{
    wide unit = 1, rest;

    while (scale > fewest && v % 10 == 0) {
        v /= 10;
        scale--;
    }
    for (; scale > 0 && (v / unit > INT64_MAX - 1 || v / unit < -(INT64_MAX - 1)); scale--)
        unit *= 10;
    rest = v % unit;
    v /= unit;
    if (unit > 1)
        v += (rest >= unit / 2) - (rest <= -unit / 2);
    *ret = (yx_decimal){(int64_t)v, scale};
    return v <= INT64_MAX && v >= -INT64_MAX;
}

yx_lack yx_pieces_add(const yx_piece *piece, size_t n, yx_decimal *ret)
{
    uint8_t scale = 0, fewest = 0;
    wide sum = 0;

    for (size_t i = 0; i < n; i++) {
        yx_decimal v = yx_share_of(piece[i].version.value, piece[i].from, piece[i].to);
        scale = v.scale > scale ? v.scale : scale;
        if (piece[i].version.value.scale > fewest)
            fewest = piece[i].version.value.scale;
    }
    for (size_t i = 0; i < n; i++) {
        yx_decimal v = yx_share_of(piece[i].version.value, piece[i].from, piece[i].to);
        wide add = v.mantissa;
        bool over = false;
        for (uint8_t k = v.scale; k < scale; k++)
            over |= __builtin_mul_overflow(add, 10, &add);
        if (over || __builtin_add_overflow(sum, add, &sum))
            return YX_LACK_DIGITS;
    }
    return narrow(sum, scale, fewest, ret) ? YX_LACK_NOTHING : YX_LACK_DIGITS;
}

/* --- means --- */

const yx_version *yx_base_of(yx_kind base_kind, const yx_versions *base, yx_period p)
{
    const yx_version *best = NULL;
    yx_period key = p;

    if (base_kind == YX_YTD)
        (void)yx_period_to_ytd(p, &key);
    for (size_t i = 0; i < base->n; i++) {
        const yx_version *v = &base->at[i];
        if (yx_period_order(v->period, key) == 0)
            return v;
        if (v->period.first <= p.first && p.last <= v->period.last &&
            (!best || v->period.last - v->period.first < best->period.last - best->period.first))
            best = v;
    }
    return best;
}

yx_lack yx_pieces_mean(const yx_piece *piece, const yx_decimal *base, size_t n, yx_decimal *ret)
{
    double sum = 0, weights = 0;
    char text[400];
    int scale = 0;

    for (size_t i = 0; i < n; i++) {
        double weight = yx_decimal_double(base[i]) *
                        yx_decimal_double(yx_share_size(piece[i].from, piece[i].to));
        if (weight < 0)
            return YX_LACK_WEIGHT;
        sum += yx_decimal_double(piece[i].version.value) * weight;
        weights += weight;
        if (piece[i].version.value.scale > scale)
            scale = piece[i].version.value.scale;
    }
    if (!(weights > 0))
        return YX_LACK_WEIGHT;
    (void)snprintf(text, sizeof text, "%.*f",
                   scale + MEAN_DIGITS < YX_SCALE_MAX ? scale + MEAN_DIGITS : YX_SCALE_MAX,
                   sum / weights);
    if (yx_decimal_read(yx_str_of(text), ret) != YX_DECIMAL_OK)
        return YX_LACK_DIGITS;
    for (; ret->scale > scale && ret->mantissa % 10 == 0; ret->scale--)
        ret->mantissa /= 10;
    return YX_LACK_NOTHING;
}

static void mean_up(const joining *j, yx_joint *joint, const yx_strand *const *of)
{
    const yx_piece *piece = j->out->piece + joint->piece;

    for (size_t i = 0; i < joint->n_piece; i++) {
        const yx_version *base =
            of[i]->base ? yx_base_of(j->base_kind, of[i]->base, joint->period) : NULL;
        if (!base) {
            joint->lack = of[i]->base ? YX_LACK_BASE : YX_LACK_NO_BASE;
            joint->missing = of[i]->base ? piece[i].code : "";
            return;
        }
        j->base[i] = base->value;
    }
    joint->lack = yx_pieces_mean(piece, j->base, joint->n_piece, &joint->value);
}

/* --- periods --- */

static yx_code add_piece(joining *j, const yx_strand *s, const yx_version *v, yx_joint *joint)
{
    yx_code rc = yx_grow(&j->out->piece, &j->out->cap_piece, j->out->n_piece + 1,
                         sizeof *j->out->piece, j->err);

    if (rc)
        return rc;
    j->out->piece[j->out->n_piece++] = (yx_piece){s->part->code, s->part->from, s->part->to, *v};
    if (!joint->n_piece++ || newer(&joint->newest, v) < 0)
        joint->newest = *v;
    return YX_OK;
}

/* The joint of one period, which at least one strand has. of: room for n strands. */
static yx_code join_period(joining *j, yx_period p, const yx_strand **of)
{
    yx_joint joint = {.period = p, .missing = "", .piece = j->out->n_piece};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < j->n && !rc; i++) {
        const yx_strand *s = &j->strand[i];
        const yx_version *v = next_of(j, i);
        if (v && yx_period_order(v->period, p) == 0) {
            of[joint.n_piece] = s;
            rc = add_piece(j, s, v, &joint);
            j->at[i]++;
        } else if (due(j, s, p) && !s->part->implied && !joint.lack) {
            joint.lack = YX_LACK_PART;
            joint.missing = s->part->code;
        }
    }
    if (rc)
        return rc;
    joint.how = how_of(j, &joint);
    if (!joint.lack && joint.n_piece == 1 && whole(j->out->piece + joint.piece))
        joint.value = j->out->piece[joint.piece].version.value;
    else if (!joint.lack && yx_kind_adds(j->kind))
        joint.lack = yx_pieces_add(j->out->piece + joint.piece, joint.n_piece, &joint.value);
    else if (!joint.lack)
        mean_up(j, &joint, of);
    rc = yx_grow(&j->out->at, &j->out->cap, j->out->n + 1, sizeof *j->out->at, j->err);
    if (!rc)
        j->out->at[j->out->n++] = joint;
    return rc;
}

static yx_code join_all(joining *j, const yx_strand **of)
{
    yx_code rc = YX_OK;

    memset(j->at, 0, j->n * sizeof *j->at);
    while (!rc) {
        const yx_version *first = NULL;
        for (size_t i = 0; i < j->n; i++) {
            const yx_version *v = next_of(j, i);
            if (v && (!first || yx_period_order(v->period, first->period) < 0))
                first = v;
        }
        if (!first)
            return YX_OK;
        rc = join_period(j, first->period, of);
    }
    return rc;
}

static int order_joint(const void *a, const void *b)
{
    const yx_joint *x = a, *y = b;
    int by_period = yx_period_order(x->period, y->period);

    return by_period ? by_period : (x->how > y->how) - (x->how < y->how);
}

yx_code yx_joined_make(const char *own, yx_kind kind, yx_kind base, const yx_strand *strand,
                       size_t n, yx_joined *ret, yx_err *err)
{
    joining j = {.own = own,
                 .kind = kind,
                 .base_kind = base,
                 .strand = strand,
                 .n = n,
                 .out = ret,
                 .err = err};
    const yx_strand **of = calloc(n + 1, sizeof *of);
    size_t inside;
    yx_code rc = YX_OK;

    ret->n = ret->n_piece = 0;
    j.at = calloc(n + 1, sizeof *j.at);
    j.base = calloc(n + 1, sizeof *j.base);
    if (!j.at || !of || !j.base)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu parts", n);
    if (!rc)
        rc = join_all(&j, of);
    inside = ret->n;
    j.outside = true;
    if (!rc)
        rc = join_all(&j, of);
    if (!rc && inside && ret->n > inside)
        qsort(ret->at, ret->n, sizeof *ret->at, order_joint);
    free(of);
    free(j.at);
    free(j.base);
    return rc;
}

yx_code yx_joined_protect(yx_joined *joined, const yx_part *part, const yx_version *version,
                          yx_err *err)
{
    yx_joint gap = {.period = version->period,
                    .how = part->outside ? YX_HOW_OUTSIDE : YX_HOW_REPORTED,
                    .lack = YX_LACK_PROTECTED,
                    .missing = part->code,
                    .newest = *version};
    size_t i = 0;
    yx_code rc;

    for (; i < joined->n; i++)
        if (yx_period_order(joined->at[i].period, gap.period) == 0 &&
            (joined->at[i].how == YX_HOW_OUTSIDE) == part->outside)
            break;
    if (i < joined->n) {
        if (joined->at[i].lack == YX_LACK_PART) {
            joined->at[i].lack = gap.lack;
            joined->at[i].missing = gap.missing;
        }
        return YX_OK;
    }
    rc = yx_grow(&joined->at, &joined->cap, joined->n + 1, sizeof *joined->at, err);
    if (rc)
        return rc;
    joined->at[joined->n++] = gap;
    qsort(joined->at, joined->n, sizeof *joined->at, order_joint);
    return YX_OK;
}

const yx_joint *yx_joined_find(const yx_joined *joined, yx_period period)
{
    size_t lo = 0, hi = joined->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (yx_period_order(joined->at[mid].period, period) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < joined->n && yx_period_order(joined->at[lo].period, period) == 0 ? &joined->at[lo]
                                                                                 : NULL;
}

bool yx_joined_yoy(const yx_joined *joined, const yx_joint *joint, double *ret_pct, yx_how *ret_how)
{
    yx_period then = yx_period_years(joint->period, -1);
    const yx_joint *before = yx_joined_find(joined, then);
    double a, b;

    if (joint->lack || !before || before->lack || yx_period_order(then, joint->period) == 0)
        return false;
    a = yx_decimal_double(before->value);
    b = yx_decimal_double(joint->value);
    if (!(a > 0))
        return false;
    *ret_pct = (b / a - 1) * 100;
    *ret_how = before->how > joint->how ? before->how : joint->how;
    return true;
}
