/* submission_in.h - the payload of a submission, between the two that read it: submission.c all of
 * it, rows.c where some of its rows are from. */
#ifndef YX_STORE_SUBMISSION_IN_H
#define YX_STORE_SUBMISSION_IN_H

#include "store/pack.h"
#include "store/submission.h"

enum {
    YX_SUBMISSION_FORM = 1,
    YX_SUBMISSION_SEGMENT = 16384, /* rows */
    YX_SUBMISSION_FILE = 4096,     /* bytes of the name of the file */
    YX_HAS_STATUS = 1,
    YX_HAS_CONTRIBUTORS = 2,
    YX_HAS_RELEASE = 4,
    YX_HAS_SHEET = 8,
    YX_HAS_REASON = 16,
    YX_HAS_ALL = 31,
};

/* Form and number of rows, with which it starts. */
size_t yx_submission_get_rows(yx_unpack *u);
/* A list of names, added to a set that is empty. YX_E_CORRUPT. */
YX_MUST_USE yx_code yx_submission_get_names(yx_unpack *u, yx_names *names, yx_err *err);
YX_MUST_USE yx_code yx_submission_damaged(yx_err *err);

bool yx_submission_status(int64_t status); /* one that there is */

#endif
