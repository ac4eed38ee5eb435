/* relations.c - what the relations of the catalogue say: read, and those that are sums or
 * limits (Q01, C01). */
#include "flow/findings/relations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- reading a relation --- */

static bool is_indicator(const void *with, yx_str code)
{
    return yx_indicator_find(with, code) != NULL;
}

static yx_check_number default_check(const char *kind)
{
    static const struct {
        const char *kind;
        yx_check_number check;
    } row[] = {
        {"sum", YX_CHECK_SUM},     {"le", YX_CHECK_LE},      {"ratio", YX_CHECK_RATIO},
        {"stock", YX_CHECK_STOCK}, {"yoy", YX_CHECK_GROWTH}, {"match", YX_CHECK_POWER},
        {"chain", YX_CHECK_CHAIN},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (strcmp(kind, row[i].kind) == 0)
            return row[i].check;
    return YX_N_CHECK;
}

static bool read_number(yx_str text, double *ret)
{
    yx_decimal d;

    if (yx_decimal_read(text, &d) != YX_DECIMAL_OK)
        return false;
    *ret = yx_decimal_double(d);
    return true;
}

/* One word of the guard: name=value. What is none is a remark. */
static void read_word(yx_linked *r, yx_str word)
{
    const char *stroke = word.n ? memchr(word.at, '=', word.n) : NULL;
    yx_str name, value;
    size_t at;
    double v;

    if (!stroke)
        return;
    name = (yx_str){word.at, (size_t)(stroke - word.at)};
    value = (yx_str){stroke + 1, word.n - name.n - 1};
    if (yx_str_is(name, "check")) {
        yx_check_number check = yx_check_find(value);
        if (check < YX_N_CHECK)
            r->check = check;
        return;
    }
    at = yx_check_param(&yx_checks[r->check], name);
    if (at != SIZE_MAX && read_number(value, &v) &&
        yx_param_number(&yx_checks[r->check].param[at], v, &r->param[at]))
        r->set[at] = true;
}

static void read_guard(yx_linked *r)
{
    for (int pass = 0; pass < 2; pass++) { /* check= first: it says what the others mean */
        for (const char *p = r->relation->guard; *p;) {
            size_t n = strcspn(p, " ;,\t");
            if ((strncmp(p, "check=", 6) == 0) == (pass == 0))
                read_word(r, (yx_str){p, n});
            p += n + strspn(p + n, " ;,\t");
        }
    }
}

static bool read_tolerance(yx_linked *r)
{
    yx_str text = yx_str_trim(yx_str_of(r->relation->tolerance));

    r->tolerance_pct = NAN;
    if (!text.n)
        return true;
    if (text.at[text.n - 1] == '%')
        return read_number(yx_str_trim((yx_str){text.at, text.n - 1}), &r->tolerance_pct) &&
               r->tolerance_pct >= 0;
    r->has_tolerance =
        yx_decimal_read(text, &r->tolerance) == YX_DECIMAL_OK && r->tolerance.mantissa >= 0;
    return r->has_tolerance;
}

/* NULL: it is read; else why not. */
static const char *link_up(const yx_looking *l, const yx_relation *relation, yx_linked *r)
{
    yx_str at;
    const char *wrong;

    *r = (yx_linked){.relation = relation, .check = default_check(relation->kind)};
    r->result = yx_indicator_find(l->catalog, yx_str_of(relation->result));
    if (!r->result)
        return "its result is no indicator";
    wrong = yx_formula_read(yx_str_of(relation->terms), is_indicator, l->catalog, &r->formula, &at);
    if (wrong)
        return wrong;
    if (!read_tolerance(r))
        return "its tolerance is neither a number nor a share such as 1%";
    r->number = yx_indicator_number(l->catalog, r->result);
    for (size_t i = 0; i < r->formula.n; i++) {
        r->term[i] = yx_indicator_find(l->catalog, r->formula.term[i].code);
        r->term_number[i] = yx_indicator_number(l->catalog, r->term[i]);
    }
    read_guard(r);
    return NULL;
}

void yx_linked_param(const yx_looking *l, const yx_linked *r, yx_day day,
                     double param[YX_CHECK_PARAMS])
{
    yx_tuned(l, r->check, r->result, day, param);
    for (size_t i = 0; i < YX_CHECK_PARAMS; i++)
        if (r->set[i])
            param[i] = r->param[i];
}

/* --- figures --- */

const yx_version *yx_linked_at(const yx_looking *l, const yx_held_series *series,
                               const yx_indicator *indicator, yx_period period)
{
    const yx_version *v = yx_held_at(&l->held, series, period);
    yx_period ytd;
    size_t lo = 0, hi;

    if (v || !series)
        return v;
    if (indicator->kind == YX_YTD)
        return yx_period_to_ytd(period, &ytd) ? yx_held_at(&l->held, series, ytd) : NULL;
    if (indicator->kind != YX_STOCK && indicator->kind != YX_CUMULATIVE)
        return NULL;
    for (hi = series->n; lo < hi;) { /* what stands at its last day */
        size_t middle = lo + (hi - lo) / 2;
        if (l->held.at[series->first + middle].period.last < period.last)
            lo = middle + 1;
        else
            hi = middle;
    }
    v = lo < series->n ? &l->held.at[series->first + lo] : NULL;
    return v && v->period.last == period.last ? v : NULL;
}

yx_term yx_term_of(const yx_looking *l, const yx_held_series *series, const yx_version *v,
                   bool minus)
{
    return (yx_term){v->value, yx_held_digits(&l->held, series, v), minus};
}

yx_code yx_add_part(yx_looking *l, yx_finding *f, const char *region, const char *indicator,
                    yx_decimal value, bool minus, size_t room, yx_err *err)
{
    yx_finding_part *part;
    yx_code rc;

    if (!f->part) {
        f->part = yx_arena_get(&l->to->arena, (room + 1) * sizeof *f->part);
        if (!f->part)
            return yx_fail(err, YX_E_NOMEM, "no memory for the findings");
    }
    part = &f->part[f->n_part];
    *part = (yx_finding_part){.minus = minus};
    rc = yx_keep(l, &part->region, err, "%s", region);
    if (!rc)
        rc = yx_keep(l, &part->indicator, err, "%s", indicator);
    if (!rc)
        rc = yx_keep_decimal(l, value, &part->value, err);
    if (!rc)
        f->n_part++;
    return rc;
}

yx_code yx_say_balance(yx_looking *l, yx_finding *f, const yx_balance *b, yx_err *err)
{
    char text[YX_DECIMAL_TEXT];
    yx_buf out = {0};
    yx_code rc;

    for (size_t i = 0; i < f->n_part; i++) {
        if (i || f->part[i].minus)
            yx_buf_text(&out, f->part[i].minus ? " - " : " + ");
        yx_buf_f(&out, f->part[i].value[0] == '-' ? "(%s)" : "%s", f->part[i].value);
    }
    yx_buf_f(&out, " = %s; %s - %s = %s", f->found, f->found, f->expected, f->difference);
    yx_buf_f(&out, " (%s)", yx_decimal_text(b->tolerance, text));
    rc = yx_buf_check(&out, err);
    if (!rc)
        rc = yx_keep(l, &f->sum, err, "%s", out.at);
    yx_buf_free(&out);
    return rc;
}

/* --- sums and limits --- */

/* Terms that are left empty where they are nothing: seen, and the sum held without them. */
typedef struct blanks {
    size_t missing[YX_TERMS], held[YX_TERMS];
} blanks;

void yx_gather(const yx_looking *l, const yx_linked *r, const yx_held_series *series,
               const yx_version *v, yx_gathered *e)
{
    *e = (yx_gathered){.version = v, .result = yx_term_of(l, series, v, false)};
    for (size_t i = 0; i < r->formula.n; i++) {
        const yx_held_series *s = yx_held_find(&l->held, series->region, r->term_number[i]);
        const yx_version *t = yx_linked_at(l, s, r->term[i], v->period);
        if (!t) {
            e->missing |= UINT64_C(1) << i;
            continue;
        }
        e->from[e->n] = t;
        e->term[e->n++] = yx_term_of(l, s, t, r->formula.term[i].minus);
    }
}

const yx_decimal *yx_linked_tolerance(const yx_linked *r, const yx_version *v, const double *param,
                                      yx_decimal *room)
{
    double share = r->tolerance_pct, allowed;

    if (r->has_tolerance)
        return &r->tolerance;
    if (!isnan(share))
        allowed = fabs(yx_decimal_double(v->value)) * share / 100;
    else if (!isnan(param[0]))
        allowed = param[0];
    else
        return NULL;
    *room = (yx_decimal){(int64_t)fmin(9e15, rint(allowed * 1e4)), 4};
    return room;
}

static void balance(const yx_looking *l, const yx_linked *r, const yx_gathered *e, yx_balance *b)
{
    double param[YX_CHECK_PARAMS];
    yx_decimal room;

    yx_linked_param(l, r, e->version->period.last, param);
    yx_balance_of(e->result, e->term, e->n, yx_linked_tolerance(r, e->version, param, &room),
                  r->check == YX_CHECK_LE, b);
}

static void learn_blanks(const yx_looking *l, const yx_linked *r, blanks *blank)
{
    *blank = (blanks){{0}, {0}};
    for (uint32_t region = 0; region < l->held.n_region; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        for (size_t i = 0; series && i < series->n; i++) {
            yx_gathered e;
            yx_balance b;
            yx_gather(l, r, series, &l->held.at[series->first + i], &e);
            if (!e.missing || !e.n)
                continue;
            balance(l, r, &e, &b);
            for (size_t k = 0; k < r->formula.n; k++) {
                blank->missing[k] += e.missing >> k & 1;
                blank->held[k] += (e.missing >> k & 1) && b.known && b.holds;
            }
        }
    }
}

/* True if every term that is missing is one that is left empty by habit. */
static bool blank_by_habit(const yx_gathered *e, const blanks *blank)
{
    for (size_t k = 0; k < YX_TERMS; k++)
        if ((e->missing >> k & 1) &&
            (blank->missing[k] < 5 || blank->held[k] * 5 < blank->missing[k] * 4))
            return false;
    return true;
}

/* A sum that one slip of one term explains: that figure is asked about as well. */
static yx_code add_culprit(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                           const yx_gathered *e, const yx_balance *b, yx_err *err)
{
    yx_culprit c = yx_balance_culprit(e->result, e->term, e->n, b);
    const yx_version *v = c.term < e->n ? e->from[c.term] : e->version;
    const yx_indicator *what = r->result;
    yx_finding *f;
    size_t k = 0;
    yx_code rc;

    if (c.slip != YX_SLIP_TENS || !yx_wanted(l, YX_CHECK_UNIT))
        return YX_OK;
    for (size_t i = 0; i < r->formula.n && c.term < e->n; i++)
        if (!(e->missing >> i & 1) && k++ == c.term)
            what = r->term[i];
    rc = yx_found(l, YX_CHECK_UNIT, series->region, yx_region_at(l->catalog, series->region)->code,
                  what, &v->period, "", &f, err);
    if (rc)
        return rc;
    f->version = *v;
    f->has_version = true;
    l->to->rate[YX_CHECK_UNIT].asked++;
    rc = yx_keep_decimal(l, v->value, &f->found, err);
    if (!rc)
        rc = yx_keep_number(l, yx_decimal_double(v->value) * pow(10, c.power),
                            v->value.scale - c.power, &f->expected, err);
    if (!rc)
        rc = yx_keep(l, &f->sum, err, "%s: %s * 10^%d", r->relation->id, f->found, c.power);
    return rc;
}

static yx_code add_broken(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                          const yx_gathered *e, const yx_balance *b, yx_err *err)
{
    const char *code = yx_region_at(l->catalog, series->region)->code;
    bool le = r->check == YX_CHECK_LE;
    yx_finding *f;
    size_t k = 0;
    yx_code rc = yx_found(l, r->check, series->region, code, r->result, &e->version->period,
                          r->relation->id, &f, err);

    if (rc)
        return rc;
    f->version = *e->version;
    f->has_version = true;
    l->to->rate[r->check].asked++;
    rc = yx_keep_decimal(l, b->sum, le ? &f->expected : &f->found, err);
    if (!rc)
        rc = yx_keep_decimal(l, e->version->value, le ? &f->found : &f->expected, err);
    if (!rc)
        rc = yx_keep_decimal(l, le ? (yx_decimal){-b->gap.mantissa, b->gap.scale} : b->gap,
                             &f->difference, err);
    for (size_t i = 0; i < r->formula.n && !rc; i++)
        if (!(e->missing >> i & 1)) {
            rc = yx_add_part(l, f, code, r->term[i]->code, e->from[k]->value,
                             r->formula.term[i].minus, r->formula.n, err);
            k++;
        }
    if (!rc)
        rc = yx_say_balance(l, f, b, err);
    return rc ? rc : add_culprit(l, r, series, e, b, err);
}

static yx_code look_sum(yx_looking *l, const yx_linked *r, yx_err *err)
{
    blanks blank;
    yx_code rc = YX_OK;

    learn_blanks(l, r, &blank);
    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        for (size_t i = 0; series && i < series->n && !rc; i++) {
            yx_gathered e;
            yx_balance b;
            yx_gather(l, r, series, &l->held.at[series->first + i], &e);
            if (!e.n)
                continue;
            balance(l, r, &e, &b);
            /* With a part missing nothing can be said but that the others are too much alone. */
            if (!b.known || (e.missing && !blank_by_habit(&e, &blank) &&
                             (r->check == YX_CHECK_LE || b.gap.mantissa <= 0)))
                continue;
            l->to->rate[r->check].judged++;
            if (!b.holds)
                rc = add_broken(l, r, series, &e, &b, err);
        }
    }
    return rc;
}

/* --- all --- */

yx_code yx_look_relations(yx_looking *l, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < yx_n_relation(l->catalog) && !rc; i++) {
        const yx_relation *relation = yx_relation_at(l->catalog, i);
        yx_linked r;
        const char *wrong = link_up(l, relation, &r);
        if (wrong) {
            l->to->relations_skipped++;
            yx_buf_f(&l->to->note, "relation %s is left out: %s\n", relation->id, wrong);
            continue;
        }
        if (strcmp(relation->kind, "yoy") == 0 || strcmp(relation->kind, "match") == 0 ||
            strcmp(relation->kind, "chain") == 0) {
            rc = yx_look_pairs(l, &r, err);
            continue;
        }
        if (!yx_wanted(l, r.check) && !yx_wanted(l, YX_CHECK_UNIT))
            continue;
        if (strcmp(relation->kind, "ratio") == 0)
            rc = yx_look_rate(l, &r, err);
        else if (strcmp(relation->kind, "stock") == 0)
            rc = yx_look_stock(l, &r, err);
        else
            rc = look_sum(l, &r, err);
    }
    return rc;
}
