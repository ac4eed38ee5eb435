/* formula_turn.c - which figure would turn a comparison. Pure: no heap, clock, locale, input or
 * output. */
#include "trigger/formula.h"

#include "trigger/formula_tree.h"

#include <math.h>

static double to_12_digits(double x)
{
    double unit;

    if (x == 0 || !isfinite(x))
        return x;
    unit = pow(10, 11 - floor(log10(fabs(x))));
    return isfinite(x * unit) && isfinite(unit) ? round(x * unit) / unit : x;
}

/* Where a side less the other is zero: a line through three figures, `step` apart, or NAN. */
static double root(const double d[3], double first, double step, double *ret_slope)
{
    double slope = (d[2] - d[0]) / 2, large = fmax(fabs(d[0]), fabs(d[2]));

    if (!isfinite(d[0]) || !isfinite(d[1]) || !isfinite(d[2]))
        return NAN;
    if (fabs(d[2] - 2 * d[1] + d[0]) > 1e-9 * large || fabs(slope) <= 1e-12 * large)
        return NAN;
    *ret_slope = slope / step;
    return first - d[0] * step / slope;
}

typedef struct turning {
    const yx_formula_tree *tree;
    const double *const *value;
    double *own;
    size_t t;
    int per_year, month;
} turning;

/* Once more from close by: a figure that is far off leaves few digits. */
static double nearer(const turning *in, const yx_formula_node *f, int k, double x, double slope)
{
    double work[YX_FORMULA_NODES], d;

    in->own[in->t] = x;
    yx_formula_work(in->tree, in->value, in->t, in->per_year, in->month, work);
    d = work[f->of[k]] - work[f->of[k + 1]];
    return to_12_digits(isfinite(d) ? x - d / slope : x);
}

static size_t add(double *ret, size_t n, double x)
{
    size_t at = n;

    if (!isfinite(x))
        return n;
    for (size_t i = 0; i < n; i++)
        if (ret[i] == x)
            return n;
    for (; at > 0 && ret[at - 1] > x; at--)
        ret[at] = ret[at - 1];
    ret[at] = x;
    return n + 1;
}

size_t yx_formula_turns(const yx_formula_tree *tree, const double *const *value, size_t stream,
                        double *own, size_t t, int per_year, int month,
                        double ret[YX_FORMULA_TURNS])
{
    double work[3][YX_FORMULA_NODES], was = own[t], first = isfinite(was) ? was : 0;
    double step = fmax(fabs(first), 1);
    turning in = {tree, value, own, t, per_year, month};
    size_t n = 0;

    if (!(yx_formula_streams(tree) >> stream & 1))
        return 0;
    for (int i = 0; i < 3; i++) {
        own[t] = first + i * step;
        yx_formula_work(tree, value, t, per_year, month, work[i]);
    }
    for (size_t i = 0; i < tree->n; i++) {
        const yx_formula_node *f = &tree->node[i];
        if (f->part != YX_PART_TEST)
            continue;
        for (int k = 0; k < 2 && f->of[k + 1] != YX_NO_PART; k++) {
            double d[3], slope = 0, at;
            for (int x = 0; x < 3; x++)
                d[x] = work[x][f->of[k]] - work[x][f->of[k + 1]];
            at = root(d, first, step, &slope);
            if (isfinite(at))
                n = add(ret, n, nearer(&in, f, k, at, slope));
        }
    }
    own[t] = was;
    return n;
}
