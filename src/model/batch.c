/* batch.c - a growing list of observations with the names they use. */
#include "model/batch.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_NAME = 255 };

_Static_assert(sizeof(yx_obs) <= 48, "a batch of 1.5 M rows stays within 72 MB");

static char *copy(const char *text)
{
    size_t n = strlen(text) + 1;
    char *at = malloc(n);

    if (at)
        memcpy(at, text, n);
    return at;
}

/* The name behind the last slash, cut to FILE_NAME bytes where a character ends. */
static char *base_name(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *at = copy(slash && slash[1] ? slash + 1 : file);
    size_t n = FILE_NAME;

    if (at && strlen(at) > FILE_NAME) {
        while (n > 0 && ((unsigned char)at[n] & 0xC0) == 0x80)
            n--;
        at[n] = 0;
    }
    return at;
}

yx_code yx_batch_new(const char *file, const char *source, yx_batch **ret_batch, yx_err *err)
{
    yx_batch *batch = calloc(1, sizeof *batch);
    yx_code rc;

    if (!batch)
        return yx_fail(err, YX_E_NOMEM, "no memory for a batch");
    batch->file = base_name(file ? file : "");
    batch->source = copy(source ? source : "");
    batch->reason = copy("");
    if (!batch->file || !batch->source || !batch->reason)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for a batch");
    else
        rc = yx_names_new(&batch->region, err);
    if (!rc)
        rc = yx_names_new(&batch->indicator, err);
    if (!rc)
        rc = yx_names_new(&batch->sheet, err);
    if (rc) {
        yx_batch_free(batch);
        return rc;
    }
    *ret_batch = batch;
    return YX_OK;
}

void yx_batch_free(yx_batch *batch)
{
    if (!batch)
        return;
    free(batch->file);
    free(batch->source);
    free(batch->reason);
    yx_names_free(batch->sheet);
    yx_names_free(batch->region);
    yx_names_free(batch->indicator);
    free(batch->obs);
    free(batch);
}

yx_code yx_batch_set_reason(yx_batch *batch, const char *reason, yx_err *err)
{
    char *at = copy(reason);

    if (!at)
        return yx_fail(err, YX_E_NOMEM, "no memory for a batch");
    free(batch->reason);
    batch->reason = at;
    return YX_OK;
}

yx_code yx_batch_add(yx_batch *batch, const yx_obs *obs, yx_err *err)
{
    yx_code rc = yx_grow(&batch->obs, &batch->cap, batch->n + 1, sizeof *batch->obs, err);

    if (!rc)
        batch->obs[batch->n++] = *obs;
    return rc;
}

yx_decimal yx_obs_value(const yx_obs *obs)
{
    return (yx_decimal){obs->mantissa, obs->scale};
}
