#include "flow/take.h"

#include "flow/maps.h"
#include "flow/protect/protect.h"
#include "flow/take_check.h"
#include "intake/take_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows that a check refused leave the batch; what is sound stays, in its order. */
static void drop(yx_batch *batch, const unsigned char *refused)
{
    size_t n = 0;

    for (size_t i = 0; i < batch->n; i++) {
        if (!refused[i])
            batch->obs[n++] = batch->obs[i];
    }
    batch->n = n;
}

/* What was refused stands in the log behind what was taken: the report as JSON. */
static yx_code keep_report(yx_workspace *ws, const yx_act *act, yx_faults *faults,
                           yx_take_result *sum, yx_err *err)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    yx_code rc;

    if (!out)
        return yx_fail(err, YX_E_NOMEM, "no memory for the report of a file");
    rc = yx_faults_write_json(faults, out, YX_EN, sum->taken, sum->unchanged, err);
    if ((fclose(out) != 0 || !text) && !rc) /* libc may close it without a text */
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the report of a file");
    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_REFUSED, act->ms, act->post, (yx_str){text, n},
                             &sum->seq, err);
    free(text);
    return rc;
}

/* The checks against what stands, and then the figures into the store. */
static yx_code keep(yx_workspace *ws, yx_batch *batch, const yx_take_how *how, const yx_act *act,
                    yx_faults *faults, yx_take_result *sum, yx_err *err)
{
    yx_taken taken = {0};
    unsigned char *refused = calloc(batch->n + 1, 1);
    yx_code rc = refused ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the checks of a file");

    if (!rc && how->reason)
        rc = yx_batch_set_reason(batch, how->reason, err);
    if (!rc)
        rc = yx_take_check(ws, batch, act, faults, refused, err);
    if (!rc && how->partial)
        drop(batch, refused);
    free(refused);
    if (rc || (yx_faults_errors(faults) > 0 && !how->partial))
        return rc;
    rc = yx_store_take(ws->store, batch, act->ms, act->post, &taken, err);
    if (rc)
        return rc;
    sum->files++;
    sum->seq = taken.seq;
    sum->taken += taken.taken;
    sum->unchanged += taken.unchanged;
    return YX_OK;
}

/* What the files of one command share. */
typedef struct shared {
    yx_seen *seen; /* the keys of all of them */
    yx_maps *maps; /* read for the first workbook */
} shared;

static yx_code take_one(yx_workspace *ws, const char *path, const yx_take_options *options,
                        shared *all, const yx_take_how *how, const yx_act *act, yx_faults *faults,
                        yx_take_result *sum, yx_err *err)
{
    yx_batch *batch = NULL;
    yx_file_form form = YX_FILE_UNKNOWN;
    yx_code rc = yx_take_file(path, options, &all->seen, faults, &form, &batch, err);

    if (!rc && (form == YX_FILE_XLSX || form == YX_FILE_XLS))
        rc = yx_take_workbook(ws, path, options, &all->maps, &all->seen, faults, how->ret_book,
                              &batch, err);
    if (rc == YX_E_REFUSED) /* go on: the faults of the other files are wanted too */
        rc = YX_OK;
    if (!rc && batch)
        rc = keep(ws, batch, how, act, faults, sum, err);
    yx_batch_free(batch);
    return rc;
}

static yx_code see_person(void *arg, const yx_fault *fault, yx_err *err)
{
    bool *any = arg;

    (void)err;
    *any |= strncmp(fault->code, "person.", 7) == 0;
    return YX_OK;
}

/* Whether sound rows are taken beside the faults. Not where a file is about persons: nothing of it
 * is kept, and no report either. */
static yx_code takes_part(const yx_take_how *how, yx_faults *faults, bool *ret, yx_err *err)
{
    bool personal = false;
    yx_code rc = how->partial ? yx_faults_each(faults, see_person, &personal, err) : YX_OK;

    *ret = how->partial && !personal;
    return rc;
}

yx_code yx_take(yx_workspace *ws, char *const *path, size_t n_path, const yx_take_how *how,
                const yx_act *act, yx_faults *faults, yx_take_result *ret, yx_err *err)
{
    yx_take_options options = {
        .today = act->today,
        .as_of = how->as_of == YX_DAY_NONE ? act->today : how->as_of,
        .source = how->source,
        .encoding = how->encoding,
        .partial = true, /* sound rows of a faulty file are checked against what stands too */
        .progress = how->progress};
    yx_take_result sum = {0};
    shared all = {0};
    bool part = false;
    yx_code rc = yx_workspace_begin(ws, act->post, err);

    if (rc)
        return rc;
    options.catalog = ws->catalog; /* which may be another one than before */
    for (size_t i = 0; i < n_path && !rc; i++)
        rc = take_one(ws, path[i], &options, &all, how, act, faults, &sum, err);
    yx_seen_free(all.seen);
    yx_maps_free(all.maps);
    if (!rc)
        rc = takes_part(how, faults, &part, err);
    if (!rc && yx_faults_errors(faults) > 0 && part)
        rc = keep_report(ws, act, faults, &sum, err);
    else if (!rc && yx_faults_errors(faults) > 0)
        rc = yx_fail(err, YX_E_REFUSED, "%zu faults", yx_faults_errors(faults));
    if (!rc && !how->dry_run)
        rc = yx_protect_keep(ws, err);
    if (!rc && !how->dry_run)
        rc = yx_store_commit(ws->store, err);
    if (rc || how->dry_run)
        yx_store_rollback(ws->store);
    if (rc)
        return rc;
    if (how->dry_run)
        sum.seq = 0;
    *ret = sum;
    return yx_faults_errors(faults) > 0 ? YX_E_REFUSED : YX_OK;
}
