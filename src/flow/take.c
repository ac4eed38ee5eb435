#include "flow/take.h"

#include "base/mem.h"
#include "intake/take_csv.h"

#include <stdio.h>
#include <stdlib.h>

/* A flow reported for one or more months: the only figures that can clash with what is kept. */
static bool is_monthly_flow(const yx_workspace *ws, const yx_batch *batch, const yx_obs *obs)
{
    const yx_indicator *indicator =
        yx_indicator_find(ws->catalog, yx_names_at(batch->indicator, obs->indicator));
    yx_period_kind kind = yx_period_kind_of(obs->period);

    return indicator && indicator->kind == YX_FLOW && obs->status != YX_STATUS_WITHDRAWN &&
           (kind == YX_PERIOD_MONTH || kind == YX_PERIOD_MONTHS);
}

static int by_series(const void *a, const void *b)
{
    const yx_obs *x = *(const yx_obs *const *)a, *y = *(const yx_obs *const *)b;

    if (x->region != y->region)
        return x->region < y->region ? -1 : 1;
    if (x->indicator != y->indicator)
        return x->indicator < y->indicator ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* One fault for every figure whose months are reported together here and apart in the store, or the
 * other way round. */
static void clash_with(const yx_versions *kept, const yx_obs *obs, const yx_batch *batch,
                       yx_faults *faults)
{
    char text[YX_PERIOD_TEXT], there[YX_PERIOD_TEXT], expected[YX_PERIOD_TEXT + 40];

    for (size_t i = 0; i < kept->n; i++) {
        if (!yx_months_clash(kept->at[i].period, obs->period))
            continue;
        (void)snprintf(expected, sizeof expected, "%s is reported already",
                       yx_period_text(kept->at[i].period, false, there));
        yx_faults_add(faults,
                      &(yx_fault){.code = "period.overlap",
                                  .file = batch->file,
                                  .line = obs->line,
                                  .column = obs->column,
                                  .field = "period",
                                  .text = yx_str_of(yx_period_text(obs->period, false, text)),
                                  .expected = expected});
        return;
    }
}

static yx_code check_months(yx_workspace *ws, const yx_batch *batch, yx_faults *faults, yx_err *err)
{
    const yx_obs **monthly = NULL;
    size_t n = 0, cap = 0;
    yx_versions kept = {0};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < batch->n && !rc; i++) {
        if (!is_monthly_flow(ws, batch, &batch->obs[i]))
            continue;
        rc = yx_grow(&monthly, &cap, n + 1, sizeof *monthly, err);
        if (!rc)
            monthly[n++] = &batch->obs[i];
    }
    if (!rc && n)
        qsort(monthly, n, sizeof *monthly, by_series);
    for (size_t i = 0; i < n && !rc; i++) {
        if (i == 0 || monthly[i]->region != monthly[i - 1]->region ||
            monthly[i]->indicator != monthly[i - 1]->indicator)
            rc = yx_store_series(ws->store, yx_names_at(batch->region, monthly[i]->region),
                                 yx_names_at(batch->indicator, monthly[i]->indicator), YX_KNOWN_ALL,
                                 &kept, err);
        if (!rc)
            clash_with(&kept, monthly[i], batch, faults);
    }
    yx_versions_free(&kept);
    free(monthly);
    return rc;
}

static yx_code take_one(yx_workspace *ws, const char *path, const yx_take_options *options,
                        yx_seen **seen, const yx_act *act, yx_faults *faults, yx_take_result *sum,
                        yx_err *err)
{
    yx_batch *batch = NULL;
    yx_taken taken = {0};
    yx_code rc = yx_take_csv(path, options, seen, faults, &batch, err);

    if (!rc)
        rc = check_months(ws, batch, faults, err);
    if (!rc && yx_faults_errors(faults) == 0) {
        rc = yx_store_take(ws->store, batch, act->ms, act->post, &taken, err);
        sum->files++;
        sum->seq = taken.seq;
        sum->taken += taken.taken;
        sum->unchanged += taken.unchanged;
    }
    yx_batch_free(batch);
    return rc;
}

yx_code yx_take(yx_workspace *ws, char *const *path, size_t n_path, const yx_take_how *how,
                const yx_act *act, yx_faults *faults, yx_take_result *ret, yx_err *err)
{
    yx_take_options options = {.catalog = ws->catalog,
                               .today = act->today,
                               .as_of = how->as_of == YX_DAY_NONE ? act->today : how->as_of,
                               .source = how->source,
                               .progress = how->progress};
    yx_take_result sum = {0};
    yx_seen *seen = NULL;
    yx_code rc = yx_store_begin(ws->store, err);

    for (size_t i = 0; i < n_path && !rc; i++) {
        rc = take_one(ws, path[i], &options, &seen, act, faults, &sum, err);
        if (rc == YX_E_REFUSED) /* go on: the faults of the other files are wanted too */
            rc = YX_OK;
    }
    yx_seen_free(seen);
    if (!rc && yx_faults_errors(faults) > 0)
        rc = yx_fail(err, YX_E_REFUSED, "%zu faults", yx_faults_errors(faults));
    if (!rc && !how->dry_run)
        rc = yx_store_commit(ws->store, err);
    if (rc || how->dry_run)
        yx_store_rollback(ws->store);
    if (rc)
        return rc;
    if (how->dry_run)
        sum.seq = 0;
    *ret = sum;
    return YX_OK;
}
