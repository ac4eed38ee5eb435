/* charts.c - both sums in one pass: each waits for its own last value, so the two go side by side.
 */
#include "screen/charts.h"

#include "screen/past.h"

#include <math.h>

/* Mean and sd of what was reported before `first`; room: n values. */
static bool usual(const double *x, size_t first, double *room, double *ret_m, double *ret_s)
{
    size_t n = 0;

    for (size_t t = 0; t < first; t++) {
        room[n] = x[t];
        n += isnan(x[t]) ? 0 : 1;
    }
    if (n < 2)
        return false;
    yx_mean_sd(room, n, ret_m, ret_s);
    return isfinite(*ret_m) && isfinite(*ret_s) && *ret_s > 0;
}

bool yx_charts_run(const yx_charts *c, const double *x, size_t n, double *ewma, double *cusum)
{
    size_t first = c->first < n ? c->first : n;
    double m, s, keep = 1 - c->lambda, z = 0, sum = 0;
    bool known = usual(x, first, ewma, &m, &s);

    for (size_t t = 0; t < (known ? first : n); t++)
        ewma[t] = cusum[t] = NAN;
    if (!known)
        return false;
    for (size_t t = first; t < n; t++) /* apart from the sums: no figure waits for another */
        cusum[t] = (x[t] - m) / s;
    for (size_t t = first; t < n; t++) {
        double y = cusum[t], up = sum + (y - c->k);
        if (isnan(y)) {
            ewma[t] = NAN;
            continue;
        }
        z = keep * z + c->lambda * y;
        sum = up > 0 ? up : 0;
        ewma[t] = z;
        cusum[t] = sum;
    }
    return true;
}
