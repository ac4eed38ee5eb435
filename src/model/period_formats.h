/* period_formats.h - periods as other systems write them (docs/format-exchange.md).
 *
 *   DHIS2      20211231 2021W5 2021WedW5 2021BiW1 202112 202101B 2021Q1 2021NovQ1 2021S1
 * 2021AprilS1 2021 2021April ...: weeks and years may start on any of several days and months; a
 *              November one has the number of the year in which it ends
 *   SDMX       2021 2021-11 2021-12-31 2021-S1 2021-T1 (four months!) 2021-Q4 2021-M11 2021-W05
 *              2021-D365, a date and time, and a start with a duration: 2021-01-01/P11M
 *   ADX        a start with a duration */
#ifndef YX_MODEL_PERIOD_FORMATS_H
#define YX_MODEL_PERIOD_FORMATS_H

#include "model/period.h"

/* Read all of a text. False: no period, or one of more than 366 days; *ret untouched. Years
 * 1900..2199. */
bool yx_period_read_dhis2(yx_str text, yx_period *ret);
bool yx_period_read_sdmx(yx_str text, yx_period *ret); /* ADX too */

/* Write. False: the format has no name for it; out untouched. */
bool yx_period_dhis2(yx_period p, char out[YX_PERIOD_TEXT]);
/* Only what DHIS2 takes for a type of its own: P1D P7D P14D P1M P2M P3M P6M P1Y from certain days.
 */
bool yx_period_adx(yx_period p, char out[YX_PERIOD_TEXT]);
/* Any period has a text. `ytd`: months from January as a range, 2021-01-01/P11M. */
char *yx_period_sdmx(yx_period p, bool ytd, char out[YX_PERIOD_TEXT]);

#endif
