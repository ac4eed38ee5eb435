/* rates.c - Q12: rates from their parts, of one vintage. */
#include "flow/findings/relations.h"

#include "check/ratio.h"

#include <math.h>
#include <string.h>

/* Rate and parts of one period, as three sums. */
typedef struct fraction {
    yx_gathered e;
    size_t n_above; /* of e.term */
} fraction;

static bool gather_rate(const yx_looking *l, const yx_linked *r, const yx_held_series *series,
                        const yx_version *v, fraction *x)
{
    yx_gather(l, r, series, v, &x->e);
    x->n_above = r->formula.n_above;
    return x->e.missing == 0 && r->formula.n_above < r->formula.n;
}

static double plain_ratio(const fraction *x)
{
    double above = 0, below = 0;

    for (size_t i = 0; i < x->e.n; i++) {
        double v = yx_decimal_double(x->e.term[i].value) * (x->e.term[i].minus ? -1 : 1);
        *(i < x->n_above ? &above : &below) += v;
    }
    return above / below;
}

enum { LEARN_FROM = 4000 };

/* The factor in front of the ratio: as written, what the unit says, else the power of ten that most
 * figures show (亿元 over 万人 in 元 is 10^4). */
static double factor_of(const yx_looking *l, const yx_linked *r)
{
    double rate[LEARN_FROM / 8], parts[LEARN_FROM / 8];
    size_t n = 0;

    if (r->formula.has_factor)
        return r->formula.factor;
    if (strcmp(r->result->unit, "%") == 0)
        return 100;
    if (strcmp(r->result->unit, "‰") == 0)
        return 1000;
    for (uint32_t region = 0; region < l->held.n_region; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        for (size_t i = 0; series && i < series->n && n < LEARN_FROM / 8; i++) {
            fraction x;
            if (!gather_rate(l, r, series, &l->held.at[series->first + i], &x))
                continue;
            rate[n] = yx_decimal_double(x.e.version->value);
            parts[n] = plain_ratio(&x);
            n += isfinite(parts[n]) && parts[n] != 0;
        }
    }
    return pow(10, yx_ratio_power(rate, parts, n));
}

/* The parts as they were known when the rate was published: one vintage. */
static yx_code older_parts(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                           fraction *x, bool *ret_any, yx_err *err)
{
    const char *code = yx_region_at(l->catalog, series->region)->code;
    yx_known then = {x->e.version->as_of, l->ask->known.seq};
    yx_versions room = {0};
    yx_code rc = YX_OK;

    *ret_any = false;
    for (size_t i = 0; i < x->e.n && !rc; i++) {
        if (x->e.from[i]->as_of <= x->e.version->as_of)
            continue;
        rc = yx_store_series(l->ws->store, yx_str_of(code), yx_str_of(r->term[i]->code), then,
                             &room, err);
        for (size_t k = 0; k < room.n && !rc; k++) {
            if (yx_period_order(room.at[k].period, x->e.from[i]->period) != 0)
                continue;
            x->e.term[i].value = room.at[k].value;
            *ret_any = true;
        }
    }
    yx_versions_free(&room);
    return rc;
}

static void judge_rate(const yx_linked *r, const fraction *x, double factor,
                       const yx_decimal *tolerance, yx_ratio *ratio)
{
    yx_ratio_of(x->e.result, factor, x->e.term, x->n_above, x->e.term + x->n_above,
                x->e.n - x->n_above, tolerance, ratio);
    (void)r;
}

static yx_code add_rate(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                        const fraction *x, double factor, const yx_ratio *ratio, yx_err *err)
{
    const char *code = yx_region_at(l->catalog, series->region)->code;
    int digits = x->e.result.digits + 2;
    char text[YX_DECIMAL_TEXT];
    yx_buf out = {0};
    yx_finding *f;
    yx_code rc = yx_found(l, r->check, series->region, code, r->result, &x->e.version->period,
                          r->relation->id, &f, err);

    if (rc)
        return rc;
    f->version = *x->e.version;
    f->has_version = true;
    l->to->rate[r->check].asked++;
    rc = yx_keep_decimal(l, x->e.version->value, &f->found, err);
    if (!rc)
        rc = yx_keep_number(l, ratio->expected, digits, &f->expected, err);
    if (!rc)
        rc = yx_keep_number(l, yx_decimal_double(x->e.version->value) - ratio->expected, digits,
                            &f->difference, err);
    yx_buf_f(&out, "%g *", factor);
    for (size_t i = 0; i < x->e.n && !rc; i++) {
        rc = yx_add_part(l, f, code, r->term[i]->code, x->e.term[i].value, x->e.term[i].minus,
                         x->e.n, err);
        yx_buf_f(&out, "%s%s",
                 i == x->n_above      ? " / "
                 : i == 0             ? " "
                 : x->e.term[i].minus ? " - "
                                      : " + ",
                 yx_decimal_text(x->e.term[i].value, text));
    }
    yx_buf_f(&out, " = %s (%.*f .. %.*f)", f->expected, digits, ratio->lowest, digits,
             ratio->highest);
    if (!rc)
        rc = yx_buf_check(&out, err);
    if (!rc)
        rc = yx_keep(l, &f->sum, err, "%s", out.at);
    yx_buf_free(&out);
    return rc;
}

static yx_code look_rate_of(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                            const yx_version *v, double factor, yx_err *err)
{
    double param[YX_CHECK_PARAMS];
    const yx_decimal *tolerance;
    yx_decimal room;
    yx_ratio ratio;
    fraction x, older;
    bool any;
    yx_code rc;

    if (!gather_rate(l, r, series, v, &x))
        return YX_OK;
    yx_linked_param(l, r, v->period.last, param);
    tolerance = yx_linked_tolerance(r, v, param, &room);
    judge_rate(r, &x, factor, tolerance, &ratio);
    if (!ratio.known)
        return YX_OK;
    l->to->rate[r->check].judged++;
    if (ratio.holds)
        return YX_OK;
    older = x;
    rc = older_parts(l, r, series, &older, &any, err);
    if (rc)
        return rc;
    if (any) {
        yx_ratio then;
        judge_rate(r, &older, factor, tolerance, &then);
        if (then.known && then.holds)
            return YX_OK; /* right when it was published; a part was revised since */
    }
    return add_rate(l, r, series, &x, factor, &ratio, err);
}

yx_code yx_look_rate(yx_looking *l, const yx_linked *r, yx_err *err)
{
    double factor = factor_of(l, r);
    yx_code rc = YX_OK;

    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        for (size_t i = 0; series && i < series->n && !rc; i++)
            rc = look_rate_of(l, r, series, &l->held.at[series->first + i], factor, err);
    }
    return rc;
}
