/* store_fuzz.c - any bytes as what a workspace keeps: 'c' a chunk, 's' a submission. They are
 * refused as damaged, or they are read; and what was read is written and read again alike. */
#include "store/chunk.h"
#include "store/submission.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static bool same_version(const yx_version *a, const yx_version *b)
{
    return a->period.first == b->period.first && a->period.last == b->period.last &&
           a->withdrawn == b->withdrawn && a->as_of == b->as_of && a->seq == b->seq &&
           a->row == b->row &&
           (a->withdrawn ||
            (a->value.mantissa == b->value.mantissa && a->value.scale == b->value.scale));
}

static void chunk(yx_str blob)
{
    yx_versions first = {0}, again = {0};
    yx_scratch scratch = {0};
    yx_buf out = {0};
    yx_code rc = yx_chunk_read(blob, &first, &scratch, NULL);

    must(rc == YX_OK || rc == YX_E_CORRUPT);
    if (rc == YX_OK && first.n > 0) {
        must(yx_chunk_write(&out, first.at, first.n, &scratch, NULL) == YX_OK);
        must(yx_chunk_read(yx_buf_view(&out), &again, &scratch, NULL) == YX_OK);
        must(again.n == first.n);
        for (size_t i = 0; i < first.n; i++)
            must(same_version(&first.at[i], &again.at[i]));
    }
    yx_buf_free(&out);
    yx_scratch_free(&scratch);
    yx_versions_free(&first);
    yx_versions_free(&again);
}

static void submission(yx_str payload)
{
    yx_batch *first = NULL, *again = NULL;
    yx_buf out = {0};
    yx_code rc = yx_submission_read(payload, &first, NULL);

    must(rc == YX_OK || rc == YX_E_CORRUPT);
    must((rc == YX_OK) == (first != NULL));
    /* What no reader of files makes (a code without a letter) can be read, but not written again.
     */
    if (rc == YX_OK && yx_submission_check(first, NULL) == YX_OK &&
        yx_submission_write(first, &out, NULL) == YX_OK) {
        must(yx_submission_read(yx_buf_view(&out), &again, NULL) == YX_OK);
        must(again->n == first->n && strcmp(again->file, first->file) == 0 &&
             strcmp(again->source, first->source) == 0);
        for (size_t i = 0; i < first->n; i++) {
            must(again->obs[i].mantissa == first->obs[i].mantissa);
            must(again->obs[i].scale == first->obs[i].scale);
            must(again->obs[i].line == first->obs[i].line);
        }
    }
    yx_buf_free(&out);
    yx_batch_free(first);
    yx_batch_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str rest = {(const char *)data + 1, n - 1};

    if (n > 1 && data[0] == 'c')
        chunk(rest);
    else if (n > 1 && data[0] == 's')
        submission(rest);
    return 0;
}
