/* past.h - the same periods of earlier years: the reference values of mpm, bayes and rki. Pure. */
#ifndef YX_SCREEN_PAST_H
#define YX_SCREEN_PAST_H

#include "screen/detector.h"

enum { YX_PAST_YEARS = 20, YX_PAST_WINDOW = 200 };

/* Which values: `years` years back, `window` periods on both sides of the same place of the year
 * (cut to a year less one period); with `recent` also the `window` periods just before. */
typedef struct yx_past {
    size_t years, window;
    bool recent;
} yx_past;

/* Most values that there can be: room for them. */
size_t yx_past_room(yx_past p);

/* The values for period t. Gaps and known events are left out. Returns how many there are; 0 where
 * a window begins before the series does, or less than half of them were reported. */
size_t yx_past_take(yx_past p, const yx_screen_input *in, size_t t, double *ret);

/* Mean and sample sd; sd 0 of one value, and exactly 0 of equal ones. n >= 1 */
void yx_mean_sd(const double *x, size_t n, double *ret_mean, double *ret_sd);

#endif
