/* slip.c - figures that are a power of ten off: 万元 for 亿元, a lost point, 0.078 for 7.8 %. */
#include "check/series.h"

#include <math.h>

enum { BAND, HISTORY };
enum { BEFORE = 12, POWERS = 4, PERSIST = 3 };

/* Up to BEFORE sizes that were not asked about, in order of size. */
typedef struct past {
    double at[BEFORE], sorted[BEFORE];
    size_t n, next;
} past;

static void past_add(past *p, double v)
{
    p->at[p->next] = v;
    p->next = (p->next + 1) % BEFORE;
    p->n += p->n < BEFORE;
    for (size_t i = 0; i < p->n; i++) { /* n is small: sorted anew */
        size_t k = i;
        for (; k > 0 && p->sorted[k - 1] > p->at[i]; k--)
            p->sorted[k] = p->sorted[k - 1];
        p->sorted[k] = p->at[i];
    }
}

static double ten_to(int power)
{
    static const double up[POWERS + 1] = {1, 1e1, 1e2, 1e3, 1e4};

    return power < 0 ? 1 / up[-power] : up[power];
}

/* The power of ten that a / b is near to, within the band; 0: none but one. */
static int power_of(double a, double b, double band)
{
    double ratio = a / b;

    if (ratio > 0.5 && ratio < 2)
        return 0;
    for (int k = 1; k <= POWERS; k++) {
        double ten = ten_to(k);
        if (fabs(ratio / ten - 1) <= band)
            return k;
        if (fabs(ratio * ten - 1) <= band)
            return -k;
    }
    return 0;
}

static bool roughly(double a, double b, int power)
{
    double ratio = a / b / ten_to(power);

    return ratio > 0.4 && ratio < 2.5;
}

/* The same period a year ago, at or behind *from; NAN where there is none. */
static double a_year_ago(const yx_run *run, size_t i, size_t *from)
{
    while (*from < i && run->at[*from] < run->at[i] - run->per_year)
        ++*from;
    return *from < i && run->at[*from] == run->at[i] - run->per_year ? fabs(run->level[*from])
                                                                     : NAN;
}

static double middle(const past *p)
{
    return (p->sorted[(p->n - 1) / 2] + p->sorted[p->n / 2]) / 2;
}

/* The power of ten that v is off, or 0. */
static int off(const past *p, double v, double last, double year_ago, double digit, bool percent,
               double band)
{
    int power = power_of(v, last, band);

    if (power == 0 || (percent && power != 2 && power != -2))
        return 0;
    if (fmin(v, last) < (power == 1 || power == -1 ? 10 : 1) * digit)
        return 0; /* small counts do that by themselves */
    if (!roughly(v, middle(p), power) || (year_ago > 0 && !roughly(v, year_ago, power)))
        return 0;
    if (p->sorted[p->n - 1] / p->sorted[0] > pow(10, (power < 0 ? -power : power) - 0.5))
        return 0;
    return power;
}

/* A total of the year so far grows by itself: it is held against the same total a year ago. */
static double base_of(const yx_run *run, const past *p, double last, double year_ago)
{
    return run->kind == YX_YTD ? year_ago : p->n ? last : NAN;
}

/* A series that goes through zero has no order of size. */
static bool has_both_signs(const yx_run *run)
{
    bool above = false, below = false;

    for (size_t i = 0; i < run->n; i++) {
        above |= run->level[i] > 0;
        below |= run->level[i] < 0;
    }
    return above && below;
}

void yx_check_slip(const yx_run *run, bool percent, const double *param, yx_opinion *ret)
{
    double last = NAN, digit = pow(10, -run->digits);
    past p = {.n = 0};
    size_t from = 0, asked = 0;
    bool both = has_both_signs(run);

    for (size_t i = 0; i < run->n; i++) {
        double v = fabs(run->level[i]), year_ago = a_year_ago(run, i, &from), base;
        int power;
        ret[i] = (yx_opinion){.against = YX_AGAINST_NONE, .expected = NAN, .score = NAN};
        if (v <= 0 || both)
            continue;
        base = base_of(run, &p, last, year_ago);
        if (base > 0 && (double)p.n >= param[HISTORY] && p.sorted[0] > 0) {
            power = off(&p, v, base, year_ago, digit, percent, param[BAND]);
            ret[i].judged = true;
            ret[i].asked = power != 0;
            ret[i].score = power;
            ret[i].expected = run->level[i] / ten_to(power);
            if (power && ++asked < PERSIST)
                continue; /* not what the next is held against, unless it stays so */
        }
        if (asked >= PERSIST)
            p = (past){.n = 0};
        asked = 0;
        last = v;
        past_add(&p, v);
    }
}
