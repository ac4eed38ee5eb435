/* curve.h - how soon a control chart sees a shift: the probability that it has alarmed within 1, 2,
 * 3, ... periods.
 *
 * Kernels are pure: room comes from the caller. The figures are in sd, mean 0 before the shift; the
 * shift is there from the first period on, and the chart starts at 0. Limits as in screen/arl.h. */
#ifndef YX_SCREEN_CURVE_H
#define YX_SCREEN_CURVE_H

#include <stdbool.h>
#include <stddef.h>

/* CUSUM: S = max(0, S + x - k), alarm at S > h. EWMA: z = (1 - l) z + l x, alarm at |z| > c sqrt(l
 * / (2 - l)). Shewhart: alarm at x > c. */
typedef enum yx_chart { YX_CHART_CUSUM, YX_CHART_EWMA, YX_CHART_SHEWHART } yx_chart;

/* All below: `weight` is k of the CUSUM (0..4), l of the EWMA (0.01..1), not used by Shewhart's. */

/* Doubles that suffice for any limit that yx_curve_limit() finds. 0: no such chart. */
size_t yx_curve_room(yx_chart chart, double weight);

/* The limit (h, c) with the mean run length arl0 while nothing has changed, to 1e-10 of arl0. NAN:
 * arl0 not in 1..1e9 (1 excluded), or no limit up to 100 (CUSUM), 10 (EWMA) has it: a chart without
 * a limit alarms every 1 / P(x > k) periods, so no limit makes a shorter length. */
double yx_curve_limit(yx_chart chart, double weight, double arl0, double *room);

/* ret_p[i]: the probability of an alarm in period 1 or 2 ... or i + 1, i < periods. False, nothing
 * written: no such chart, limit not above 0 (CUSUM, EWMA) or above those of yx_curve_limit(), shift
 * not finite. */
bool yx_curve(yx_chart chart, double weight, double limit, double shift, size_t periods,
              double *room, double *ret_p);

#endif
