/* plain.c - checks that hold one figure against a rule, or against the one before it. */
#include "check/series.h"

#include <math.h>

/* Shares that a habit can be told from: at least so many figures. */
enum { FEW = 5, FRACTION_FEW = 20, YEARS_FEW = 10 };

static bool is_whole(yx_decimal d)
{
    while (d.scale > 0 && d.mantissa % 10 == 0) {
        d.mantissa /= 10;
        d.scale--;
    }
    return d.scale == 0;
}

static bool is_january(const yx_run *run, size_t i)
{
    return run->at[i] % 12 == 0 && run->span[i] == 1;
}

/* The first report of a year is January and February together: a total to February, a flow of both.
 */
static bool is_combined(const yx_run *run, size_t i)
{
    bool first = i == 0 || run->year[i - 1] != run->year[i];

    return run->at[i] % 12 == 1 && (run->kind == YX_YTD ? first : run->span[i] == 2);
}

static bool is_monthly(const yx_run *run)
{
    return run->per_year == 12 && (run->kind == YX_YTD || run->kind == YX_FLOW);
}

void yx_habit_add(yx_habit *habit, const yx_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        habit->n++;
        habit->negative += run->value[i].mantissa < 0;
        habit->fraction += !is_whole(run->value[i]);
        if (is_monthly(run)) {
            habit->january += is_january(run, i);
            habit->combined += is_combined(run, i);
        }
    }
}

static yx_opinion nothing(void)
{
    return (yx_opinion){.against = YX_AGAINST_NONE, .expected = NAN, .score = NAN};
}

void yx_check_decrease(const yx_run *run, const double *param, yx_opinion *ret)
{
    enum { MAY_FALL };

    for (size_t i = 0; i < run->n; i++) {
        ret[i] = nothing();
        if (i == 0 || param[MAY_FALL] > 0 ||
            (run->kind == YX_YTD && run->year[i] != run->year[i - 1]))
            continue;
        ret[i].judged = true;
        ret[i].asked = yx_decimal_order(run->value[i], run->value[i - 1]) < 0;
        ret[i].against = (uint32_t)(i - 1);
        ret[i].expected = run->level[i - 1];
    }
}

void yx_check_month(const yx_run *run, const yx_habit *habit, const double *param, yx_opinion *ret)
{
    enum { COMBINED };
    size_t years = habit->january + habit->combined;
    bool rule = param[COMBINED] > 0 ||
                (param[COMBINED] < 0 && years >= YEARS_FEW && habit->january * 20 <= years);

    for (size_t i = 0; i < run->n; i++) {
        ret[i] = nothing();
        if (!rule || !is_monthly(run) || run->at[i] % 12 > 1)
            continue;
        ret[i].judged = true;
        ret[i].asked = is_january(run, i);
    }
}

void yx_check_early(const yx_run *run, const double *param, yx_opinion *ret)
{
    enum { FORECAST };

    for (size_t i = 0; i < run->n; i++) {
        ret[i] = nothing();
        ret[i].judged = param[FORECAST] <= 0;
        ret[i].asked = ret[i].judged && run->as_of[i] < run->last[i];
        ret[i].score = run->last[i] - run->as_of[i];
    }
}

/* Rare enough among all figures to be no habit: a share, or a single one among few. */
static bool rare(size_t some, size_t all, double share)
{
    return (double)some <= share * (double)all || some <= 1;
}

void yx_check_negative(const yx_run *run, const yx_habit *habit, const double *param,
                       yx_opinion *ret)
{
    enum { MAY_BE, SHARE };
    bool adds = run->kind == YX_FLOW || run->kind == YX_STOCK || run->kind == YX_YTD ||
                run->kind == YX_CUMULATIVE || run->kind == YX_PRICE;
    bool rule = param[MAY_BE] < 0
                    ? adds && habit->n >= FEW && rare(habit->negative, habit->n, param[SHARE])
                    : param[MAY_BE] < 1;

    for (size_t i = 0; i < run->n; i++) {
        ret[i] = nothing();
        ret[i].judged = rule;
        ret[i].asked = rule && run->value[i].mantissa < 0;
    }
}

void yx_check_fraction(const yx_run *run, const yx_habit *habit, const double *param,
                       yx_opinion *ret)
{
    enum { MAY_BE, SHARE };
    bool adds = run->kind == YX_FLOW || run->kind == YX_STOCK || run->kind == YX_YTD ||
                run->kind == YX_CUMULATIVE;
    bool rule = param[MAY_BE] < 0 ? adds && habit->n >= FRACTION_FEW &&
                                        rare(habit->fraction, habit->n, param[SHARE])
                                  : param[MAY_BE] < 1;

    for (size_t i = 0; i < run->n; i++) {
        ret[i] = nothing();
        ret[i].judged = rule;
        ret[i].asked = rule && !is_whole(run->value[i]);
    }
}
