/* alarms_province.h - a province in which nothing happens: weekly counts by county and stream. */
#ifndef YX_BENCH_ALARMS_PROVINCE_H
#define YX_BENCH_ALARMS_PROVINCE_H

#include <stddef.h>
#include <stdint.h>

typedef enum hang {
    HANG_NOT,      /* every stream of every county by itself */
    HANG_COUNTY,   /* the streams of a county share a factor */
    HANG_COPIES,   /* the second half of the streams repeats the first half two weeks later */
    HANG_PROVINCE, /* the streams of a county share a factor, and all counties one more */
    N_HANG
} hang;

enum { YEAR = 52, YEARS = 10, WEEKS = YEAR * YEARS, COPY_LAG = 2, N_CLASS = 3 };

/* Small, middle and large counties, in the proportion of 2 : 2 : 1. */
int class_of(size_t county);

/* Fills counts[(county * streams + stream) * WEEKS + week]. A count is negative binomial,
 *   log mean = size of the county + level of the stream + yearly wave + own AR(1) [+ factors,
 * AR(1)] with variance 1.5 times the mean; the same seed gives the same counts. */
void province(uint64_t seed, hang how, size_t counties, size_t streams, double *counts);

#endif
