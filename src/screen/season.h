/* season.h - the mean of counts in quiet times: a level, one yearly wave and, if asked for, a
 * trend,
 *
 *   log m(t) = b0 [+ b1 t] + b2 cos(2 pi t / year) + b3 sin(2 pi t / year)
 *
 * fitted to the periods before some period, by glm.h, and carried on over the whole series. Pure.
 */
#ifndef YX_SCREEN_SEASON_H
#define YX_SCREEN_SEASON_H

#include "screen/detector.h"

typedef struct yx_season {
    size_t end; /* periods 0 .. end - 1 are fitted; gaps and known events are left out */
    bool trend;
    bool level;     /* neither wave nor trend */
    bool fit_alpha; /* fit alpha too, in turns with the mean */
    double alpha;   /* variance m + alpha m^2; 0: Poisson */
} yx_season;

size_t yx_season_room(const yx_season *s);

/* ret_mean: in->n values; *ret_alpha: as given or as fitted. False: there is no fit. */
bool yx_season_fit(const yx_season *s, const yx_screen_input *in, double *room, double *ret_mean,
                   double *ret_alpha);

/* The mean of the periods 0 .. end - 1 that were reported and are no known events; NAN of none. */
double yx_training_mean(const yx_screen_input *in, size_t end);

/* First period to be judged by a method that needs a training part: `from` counted from 1 if it is
 * given, else after two years. */
size_t yx_training_end(const yx_screen_input *in, double from);

#endif
