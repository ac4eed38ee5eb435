/* duty.c - Q19: what the calendar of duty says is late, missing or silent (flow/duty.h),
 * as questions: one for a form, region and period. */
#include "flow/duty.h"
#include "flow/findings/inside.h"

#include <stdio.h>

static yx_code add(yx_looking *l, const yx_duty *d, yx_err *err)
{
    static const struct {
        const char *en, *zh;
    } what[YX_N_DUTY] = {
        [YX_DUTY_LATE] = {"came late", "迟报"},
        [YX_DUTY_MISSING] = {"came with cells missing", "漏报部分指标"},
        [YX_DUTY_SILENT] = {"did not come", "未报"},
    };
    const yx_region *region = yx_region_at(l->catalog, d->region);
    char period[YX_PERIOD_TEXT], en[400], zh[400];
    yx_finding *f;
    yx_code rc;

    rc =
        yx_found(l, YX_CHECK_LATE, d->region, region->code, NULL, &d->period, d->form->id, &f, err);
    if (rc)
        return rc;
    l->to->rate[YX_CHECK_LATE].asked++;
    (void)snprintf(en, sizeof en, "form %.100s of %s %s, %d working day%s over: what held it up?",
                   d->form->id, yx_period_say(d->period, false, YX_EN, period), what[d->state].en,
                   d->working_days, d->working_days == 1 ? "" : "s");
    (void)snprintf(zh, sizeof zh, "报表%.100s（%s）%s，超期%d个工作日：原因何在？", d->form->id,
                   yx_period_say(d->period, false, YX_ZH_HANS, period), what[d->state].zh,
                   d->working_days);
    return yx_keep_detail(l, f, en, zh, err);
}

yx_code yx_look_duties(yx_looking *l, yx_err *err)
{
    yx_duty_ask ask = {.day = l->ask->duty_day, .last = 12, .due_from = YX_DAY_NONE};
    yx_duties duties = {0};
    double param[YX_CHECK_PARAMS];
    yx_code rc;

    if (!l->ask->duty_day || !yx_wanted(l, YX_CHECK_LATE))
        return YX_OK;
    rc = yx_duties_find(l->ws, &ask, &duties, err);
    for (size_t i = 0; i < duties.n && !rc; i++) {
        const yx_duty *d = &duties.at[i];
        bool over =
            d->state == YX_DUTY_LATE || d->state == YX_DUTY_MISSING || d->state == YX_DUTY_SILENT;
        l->to->rate[YX_CHECK_LATE].judged += over || d->state == YX_DUTY_IN_TIME;
        yx_tuned(l, YX_CHECK_LATE, NULL, d->period.last, param);
        if (over && d->working_days > (int)param[0])
            rc = add(l, d, err);
    }
    yx_duties_free(&duties);
    return rc;
}
