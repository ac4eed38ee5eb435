/* past.c - reference windows by counting periods: a year is in->per_year of them. */
#include "screen/past.h"

#include <math.h>

size_t yx_past_room(yx_past p)
{
    return p.years * (2 * p.window + 1) + p.window;
}

/* Appends what was reported from `from` up to, not including, `end`. */
static size_t take(const yx_screen_input *in, size_t from, size_t end, double *ret)
{
    size_t n = 0;

    for (size_t i = from; i < end; i++)
        if (!isnan(in->observed[i]) && !(in->event && in->event[i]))
            ret[n++] = in->observed[i];
    return n;
}

size_t yx_past_take(yx_past p, const yx_screen_input *in, size_t t, double *ret)
{
    size_t year = in->per_year > 0 ? (size_t)in->per_year : 1;
    size_t window = p.window < year ? p.window : year - 1, n = 0, all = 0;

    if (p.recent) {
        if (t < p.window)
            return 0;
        n = take(in, t - p.window, t, ret);
        all = p.window;
    }
    for (size_t i = 1; i <= p.years; i++) {
        if (t < i * year + window)
            return 0;
        n += take(in, t - i * year - window, t - i * year + window + 1, ret + n);
        all += 2 * window + 1;
    }
    return 2 * n >= all ? n : 0;
}

void yx_mean_sd(const double *x, size_t n, double *ret_mean, double *ret_sd)
{
    double sum = 0, squares = 0, mean;

    /* Differences from the first value are summed, so that equal values have exactly sd 0. */
    for (size_t i = 1; i < n; i++)
        sum += x[i] - x[0];
    mean = x[0] + sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    *ret_mean = mean;
    *ret_sd = n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
}
