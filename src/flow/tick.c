#include "flow/tick.h"

#include "flow/findings/findings.h"

/* How many entries of alerts there are. */
static size_t changes(const yx_driven *d)
{
    return d->raised + d->worse + d->better + d->ended + d->lapsed + d->expired + d->climbed +
           d->silenced + d->sounded;
}

static yx_code record(yx_workspace *ws, const yx_act *act, const yx_on_list *on,
                      const yx_findings *findings, yx_lives *lives, yx_ticked *ticked, yx_err *err)
{
    bool any = false;
    yx_code rc = yx_store_begin(ws->store, err);

    if (rc)
        return rc;
    rc = yx_lives_drive(ws, act, on, lives, &ticked->alerts, err);
    if (!rc)
        rc = yx_findings_record(ws, findings, act, &ticked->questions, err);
    if (!rc)
        any = ticked->questions + changes(&ticked->alerts) > 0;
    if (!rc && any)
        rc = yx_store_commit(ws->store, err);
    if (rc || !any)
        yx_store_rollback(ws->store);
    return rc;
}

yx_code yx_tick(yx_workspace *ws, const yx_act *act, yx_ticked *ret, yx_err *err)
{
    yx_findings_ask ask = {
        .known = yx_workspace_known(ws, act->today), .as_of = YX_DAY_MAX, .duty_day = act->today};
    yx_findings findings = {0};
    yx_on_list on = {0};
    yx_lives lives = {0};
    yx_ticked ticked = {0};
    yx_code rc = yx_lives_read(ws, YX_DAY_MAX, act->ms, &lives, err);

    if (!rc)
        rc = yx_on_find(ws, yx_workspace_known(ws, act->today), &on, err);
    if (!rc)
        rc = yx_findings_run(ws, &ask, &findings, err);
    if (!rc)
        rc = record(ws, act, &on, &findings, &lives, &ticked, err);
    if (!rc)
        *ret = ticked;
    yx_findings_free(&findings);
    yx_on_free(&on);
    yx_lives_free(&lives);
    return rc;
}
