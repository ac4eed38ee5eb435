/* methods.h - what this layer lets `calc` do: p-values, run lengths, and every detector on a
 * series.
 */
#ifndef YX_SCREEN_METHODS_H
#define YX_SCREEN_METHODS_H

#include "base/method.h"
#include "screen/detector.h"

extern const yx_method yx_screen_methods[];
extern const size_t yx_n_screen_method;

/* A detector as a method: series in, a verdict a period out. */
yx_method yx_series_method(const yx_detector *d);

#endif
