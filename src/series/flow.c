#include "series/flow.h"

#include "series/panel.h"

/* d without its trailing zeros: the same size, more room. */
static yx_decimal bare(yx_decimal d)
{
    while (d.scale > 0 && d.mantissa % 10 == 0) {
        d.mantissa /= 10;
        d.scale--;
    }
    return d;
}

/* a - b at the larger of both scales. False where int64 would overflow. */
static bool minus(yx_decimal a, yx_decimal b, yx_decimal *ret)
{
    uint8_t scale = a.scale > b.scale ? a.scale : b.scale;
    int64_t wide_a, wide_b, difference;

    if (!yx_decimal_rescale(a.mantissa, a.scale, scale, &wide_a) ||
        !yx_decimal_rescale(b.mantissa, b.scale, scale, &wide_b) ||
        __builtin_sub_overflow(wide_a, wide_b, &difference))
        return false;
    *ret = (yx_decimal){difference, scale};
    return true;
}

/* The flow between two totals, exact where it fits. */
static yx_flow between(yx_period period, yx_decimal total, yx_decimal before, int span)
{
    yx_flow flow = {.period = period, .span = span};

    flow.known = minus(total, before, &flow.value) || minus(bare(total), bare(before), &flow.value);
    return flow;
}

static yx_code check_order(const yx_period *period, size_t i, yx_err *err)
{
    char text[YX_PERIOD_TEXT], before[YX_PERIOD_TEXT];

    if (i == 0 || yx_period_order(period[i - 1], period[i]) < 0)
        return YX_OK;
    return yx_fail(err, YX_E_RANGE, "period %s does not come after %s",
                   yx_period_text(period[i], true, text),
                   yx_period_text(period[i - 1], true, before));
}

static yx_code check_ytd(yx_period p, yx_err *err)
{
    char text[YX_PERIOD_TEXT];
    yx_period ytd;

    if (yx_period_to_ytd(p, &ytd) && yx_period_order(p, ytd) == 0)
        return YX_OK;
    return yx_fail(err, YX_E_RANGE, "period %s is not from January to the end of a month",
                   yx_period_text(p, true, text));
}

static int month_of(yx_day d)
{
    int year, month, day;

    yx_day_parts(d, &year, &month, &day);
    return month;
}

yx_code yx_flow_from_ytd(const yx_period *period, const yx_decimal *value, size_t n,
                         yx_flow *ret_flow, yx_err *err)
{
    for (size_t i = 0; i < n; i++) {
        yx_code rc = check_ytd(period[i], err);
        if (!rc)
            rc = check_order(period, i, err);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < n; i++) {
        int months = month_of(period[i].last);
        bool first = i == 0 || period[i - 1].first != period[i].first;
        ret_flow[i] = first ? (yx_flow){period[i], value[i], true, months}
                            : between((yx_period){period[i - 1].last + 1, period[i].last}, value[i],
                                      value[i - 1], months - month_of(period[i - 1].last));
    }
    return YX_OK;
}

yx_code yx_flow_from_cumulative(const yx_period *period, const yx_decimal *value, size_t n,
                                yx_flow *ret_flow, yx_err *err)
{
    yx_period_kind kind;

    if (n == 0)
        return YX_OK;
    kind = yx_period_kind_of(period[0]);
    for (size_t i = 0; i < n; i++) {
        yx_code rc = check_order(period, i, err);
        if (rc)
            return rc;
        if (kind == YX_PERIOD_MONTHS || yx_period_kind_of(period[i]) != kind)
            return yx_fail(err, YX_E_RANGE, "cumulative totals must be of one kind of period");
    }
    ret_flow[0] = (yx_flow){.period = period[0], .span = 1};
    for (size_t i = 1; i < n; i++) {
        yx_axis way = yx_axis_between(period[i - 1].first, period[i].first, kind);
        ret_flow[i] = between((yx_period){period[i - 1].last + 1, period[i].last}, value[i],
                              value[i - 1], (int)way.n - 1);
    }
    return YX_OK;
}
