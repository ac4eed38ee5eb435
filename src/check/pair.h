/* pair.h - two things that should move together, and things that should follow one another. */
#ifndef YX_CHECK_PAIR_H
#define YX_CHECK_PAIR_H

#include "check/series.h"

/* Q06, Q07, Q08: growth of one thing less growth of another, in percentage points, n periods with
 * NAN where one is not known. Asked where the difference is further from its own median than
 * all but a share of its earlier distances (quantile), and further than `least` points; what goes
 * on is asked about once. What all regions of the
 * period have in common (the class median) is taken off before. param: least, history, quantile.
 *   room   2 * n doubles
 * O(n^2). */
void yx_check_match(const double *difference, size_t n, const double *param, double *room,
                    yx_opinion *ret);

/* C07: the chain of a real investment (S114). claim[t]: what was claimed to have begun in period t
 * (NAN: not reported). evidence[k]: the same of a stage that leaves a trace elsewhere: land,
 * permit, power, payment. Asked once for a claim when, `lag` periods on, all of the evidence was
 * reported and all of it is nothing since `lead` periods before the claim. param: lag, lead.
 * ret: n opinions, of the period in which it is asked; against: the period of the claim. */
void yx_check_chain(const double *claim, const double *const *evidence, size_t n_evidence, size_t n,
                    const double *param, yx_opinion *ret);

/* C04: a row of figures in which some fit not their own column's history but that of a neighbour
 * `shift` columns on: a header that slipped, cells that were inserted.
 *   now, before   n columns in the order of the file; NAN where there is none
 * param: fits, columns. True: columns *ret_first..*ret_last hold what *ret_shift columns further
 * (negative: back) used to hold. *ret_judged: columns with both. */
bool yx_check_shifted(const double *now, const double *before, size_t n, const double *param,
                      size_t *ret_first, size_t *ret_last, int *ret_shift, size_t *ret_judged);

/* Q18: revisions of one series that all go one way: up of n, where a share `usual` of all goes up.
 * p value, two-sided: twice the smaller tail, at most 1; 1 for n = 0, or a share of 0 or 1. */
double yx_sign_test(size_t up, size_t n, double usual);

#endif
