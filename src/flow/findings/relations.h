/* relations.h - a relation of the catalogue, taken apart; for the files of this folder only. */
#ifndef YX_FLOW_FINDINGS_RELATIONS_H
#define YX_FLOW_FINDINGS_RELATIONS_H

#include "check/balance.h"
#include "check/terms.h"
#include "flow/findings/inside.h"

typedef struct yx_linked {
    const yx_relation *relation;
    yx_check_number check;
    const yx_indicator *result;
    uint32_t number; /* of the result */
    yx_formula formula;
    const yx_indicator *term[YX_TERMS];
    uint32_t term_number[YX_TERMS];
    bool has_tolerance;
    yx_decimal tolerance; /* in the unit of the result, or */
    double tolerance_pct; /* percent of it; NAN: not said */
    /* Parameters that the relation itself sets: guard "least=10". */
    double param[YX_CHECK_PARAMS];
    bool set[YX_CHECK_PARAMS];
} yx_linked;

/* Parameters of the relation's check on a day. */
void yx_linked_param(const yx_looking *l, const yx_linked *r, yx_day day,
                     double param[YX_CHECK_PARAMS]);

/* The figure of an indicator that belongs to a period of another one: of the same period, the year
 * so far to its end, or the stock at its end. NULL: there is none. */
const yx_version *yx_linked_at(const yx_looking *l, const yx_held_series *series,
                               const yx_indicator *indicator, yx_period period);
/* Where the store keeps that figure's period. */
yx_term yx_term_of(const yx_looking *l, const yx_held_series *series, const yx_version *v,
                   bool minus);

/* A part of the arithmetic of a finding. */
YX_MUST_USE yx_code yx_add_part(yx_looking *l, yx_finding *f, const char *region,
                                const char *indicator, yx_decimal value, bool minus, size_t room,
                                yx_err *err);
/* "1 + 2 - 3 = 4; 5 - 4 = 1 (0.5 allowed)" out of the parts. */
YX_MUST_USE yx_code yx_say_balance(yx_looking *l, yx_finding *f, const yx_balance *b, yx_err *err);

/* The equation of one region and period. */
typedef struct yx_gathered {
    yx_term result, term[YX_TERMS];
    const yx_version *version, *from[YX_TERMS];
    size_t n;
    uint64_t missing; /* bit: term that was not reported */
} yx_gathered;

void yx_gather(const yx_looking *l, const yx_linked *r, const yx_held_series *series,
               const yx_version *v, yx_gathered *e);
/* The tolerance in force: of the relation, else of the check; NULL: rounding. */
const yx_decimal *yx_linked_tolerance(const yx_linked *r, const yx_version *v, const double *param,
                                      yx_decimal *room);

YX_MUST_USE yx_code yx_look_rate(yx_looking *l, const yx_linked *r, yx_err *err);
YX_MUST_USE yx_code yx_look_stock(yx_looking *l, const yx_linked *r, yx_err *err);
YX_MUST_USE yx_code yx_look_pairs(yx_looking *l, const yx_linked *r, yx_err *err);

#endif
