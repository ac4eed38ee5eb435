#include "store/rows.h"

#include "base/mem.h"
#include "store/scale.h"
#include "store/span.h"
#include "store/submission_in.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENT = YX_SUBMISSION_SEGMENT };

struct yx_rows {
    yx_buf payload;
    size_t n;
    unsigned has;
    yx_str file, said, reason;
    yx_names *sheet;
    size_t n_indicator;
    uint8_t *typed;  /* per indicator */
    uint32_t *count; /* per indicator; all 0 between segments */
    size_t *start;   /* of each segment in the payload; 0: not known yet */
    yx_row **row;    /* of each segment; NULL: not read yet */
    size_t held;
    int64_t v[SEGMENT], w[SEGMENT];
};

static size_t n_segment(const yx_rows *r)
{
    return (r->n + SEGMENT - 1) / SEGMENT;
}

static size_t rows_of(const yx_rows *r, size_t segment)
{
    size_t left = r->n - segment * SEGMENT;

    return left < SEGMENT ? left : SEGMENT;
}

void yx_rows_free(yx_rows *rows)
{
    if (!rows)
        return;
    for (size_t i = 0; rows->row && i < n_segment(rows); i++)
        free(rows->row[i]);
    free(rows->row);
    free(rows->start);
    free(rows->typed);
    free(rows->count);
    yx_names_free(rows->sheet);
    yx_buf_free(&rows->payload);
    free(rows);
}

/* --- the head --- */

/* A name as it stands in a list: bytes of the one before, the rest. */
static void skip_name(yx_unpack *u)
{
    (void)yx_unpack_within(u, 0, YX_CODE_BYTES);
    (void)yx_unpack_str(u, YX_CODE_BYTES);
}

static size_t list_of(yx_unpack *u)
{
    return (size_t)yx_unpack_within(u, 0, (uint64_t)(u->end - u->at));
}

static yx_code read_indicators(yx_rows *r, yx_unpack *u, yx_err *err)
{
    r->n_indicator = list_of(u);
    r->typed = malloc(r->n_indicator + 1);
    r->count = calloc(r->n_indicator + 1, sizeof *r->count);
    if (!r->typed || !r->count)
        return yx_fail(err, YX_E_NOMEM, "no memory for a submission");
    for (size_t i = 0; i < r->n_indicator && !u->bad; i++) {
        skip_name(u);
        (void)yx_unpack_byte(u); /* scale */
        r->typed[i] = (uint8_t)yx_unpack_byte(u);
    }
    return YX_OK;
}

static bool is_text(yx_str s)
{
    return !s.n || !memchr(s.at, 0, s.n);
}

static yx_code read_head(yx_rows *r, yx_unpack *u, yx_err *err)
{
    yx_code rc = YX_OK;

    r->n = yx_submission_get_rows(u);
    r->has = yx_unpack_byte(u);
    r->file = yx_unpack_str(u, YX_SUBMISSION_FILE);
    r->said = yx_unpack_str(u, YX_SOURCE_BYTES);
    r->reason = r->has & YX_HAS_REASON ? yx_unpack_str(u, YX_SOURCE_BYTES) : (yx_str){"", 0};
    if (u->bad || r->has > YX_HAS_ALL || !is_text(r->file) || !is_text(r->said) ||
        !is_text(r->reason))
        return yx_submission_damaged(err);
    if (r->has & YX_HAS_SHEET)
        rc = yx_submission_get_names(u, r->sheet, err);
    for (size_t i = rc ? 0 : list_of(u); i && !u->bad; i--) /* regions */
        skip_name(u);
    if (!rc)
        rc = read_indicators(r, u, err);
    if (rc || u->bad)
        return rc ? rc : yx_submission_damaged(err);
    r->start = calloc(n_segment(r) + 1, sizeof *r->start);
    r->row = calloc(n_segment(r) + 1, sizeof *r->row);
    if (!r->start || !r->row)
        return yx_fail(err, YX_E_NOMEM, "no memory for a submission");
    r->start[0] = (size_t)((const char *)u->at - r->payload.at);
    return YX_OK;
}

yx_code yx_rows_open(yx_buf *payload, yx_rows **ret_rows, yx_err *err)
{
    yx_rows *r = calloc(1, sizeof *r);
    yx_unpack u;
    yx_code rc;

    if (!r)
        return yx_fail(err, YX_E_NOMEM, "no memory for a submission");
    r->payload = *payload;
    *payload = (yx_buf){0};
    u = yx_unpack_of(yx_buf_view(&r->payload));
    rc = yx_names_new(&r->sheet, err);
    if (!rc)
        rc = read_head(r, &u, err);
    if (rc) {
        yx_rows_free(r);
        return rc;
    }
    *ret_rows = r;
    return YX_OK;
}

/* --- segments --- */

static yx_unpack segment_at(const yx_rows *r, size_t segment)
{
    yx_str all = yx_buf_view(&r->payload);

    return yx_unpack_of((yx_str){all.at + r->start[segment], all.n - r->start[segment]});
}

/* Passes over the values of each indicator in the order in which they come up. */
static void skip_values(yx_rows *r, yx_unpack *u, const int64_t *indicator, size_t n)
{
    for (size_t i = 0; i < n && !u->bad; i++) {
        uint32_t count = indicator[i] < 0 ? 0 : r->count[indicator[i]];
        if (!count)
            continue;
        r->count[indicator[i]] = 0;
        yx_unpack_skip(u, count);
        if (r->typed[indicator[i]] == YX_TYPED_LISTED || r->typed[indicator[i]] == YX_TYPED_OWN)
            yx_unpack_skip(u, count);
    }
}

/* Counts the rows with a value; those without get the indicator -1. */
static bool count_values(yx_rows *r, int64_t *indicator, const int64_t *status, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (indicator[i] < 0 || (uint64_t)indicator[i] >= r->n_indicator)
            return false;
    }
    for (size_t i = 0; status && i < n; i++) {
        if (status[i] == YX_STATUS_WITHDRAWN)
            indicator[i] = -1;
    }
    for (size_t i = 0, k; i < n; i = k) { /* most files have those of one together */
        for (k = i + 1; k < n && indicator[k] == indicator[i]; k++)
            continue;
        if (indicator[i] >= 0)
            r->count[indicator[i]] += (uint32_t)(k - i);
    }
    return true;
}

/* Finds where the next segment starts. */
static yx_code pass_over(yx_rows *r, size_t segment, yx_err *err)
{
    yx_unpack u = segment_at(r, segment);
    size_t n = rows_of(r, segment);
    static const unsigned rest[] = {YX_HAS_CONTRIBUTORS, YX_HAS_RELEASE, YX_HAS_SHEET};

    yx_unpack_skip(&u, n); /* region */
    yx_unpack_column(&u, r->v, n);
    yx_skip_periods(&u, n);
    for (int i = 0; i < 3; i++) /* as_of, line, column */
        yx_unpack_skip(&u, n);
    if (r->has & YX_HAS_STATUS)
        yx_unpack_column(&u, r->w, n);
    for (size_t i = 0; i < YX_COUNT(rest); i++) {
        if (r->has & rest[i])
            yx_unpack_skip(&u, n);
    }
    if (u.bad || !count_values(r, r->v, r->has & YX_HAS_STATUS ? r->w : NULL, n))
        return yx_submission_damaged(err);
    skip_values(r, &u, r->v, n);
    if (u.bad) {
        memset(r->count, 0, r->n_indicator * sizeof *r->count);
        return yx_submission_damaged(err);
    }
    r->start[segment + 1] = (size_t)((const char *)u.at - r->payload.at);
    return YX_OK;
}

#define GET(field, type, fits)                                                                     \
    do {                                                                                           \
        yx_unpack_column(&u, r->v, n);                                                             \
        for (size_t i = 0; i < n; i++) {                                                           \
            int64_t v = r->v[i];                                                                   \
            if (!(fits))                                                                           \
                u.bad = true;                                                                      \
            row[i].field = (type)v;                                                                \
        }                                                                                          \
    } while (0)

static yx_code read_segment(yx_rows *r, size_t segment, yx_err *err)
{
    yx_unpack u = segment_at(r, segment);
    size_t n = rows_of(r, segment);
    int64_t n_sheet = (int64_t)yx_names_count(r->sheet);
    yx_row *row = malloc(n * sizeof *row);

    if (!row)
        return yx_fail(err, YX_E_NOMEM, "no memory for a submission");
    for (size_t i = 0; i < n; i++)
        row[i] = (yx_row){
            .contributors = YX_CONTRIBUTORS_NONE, .release = YX_DAY_NONE, .status = YX_STATUS_NONE};
    yx_unpack_skip(&u, n); /* region */
    yx_unpack_skip(&u, n); /* indicator */
    yx_skip_periods(&u, n);
    yx_unpack_skip(&u, n); /* as_of */
    GET(line, uint32_t, v >= 0 && v <= UINT32_MAX);
    GET(column, uint16_t, v >= 0 && v <= UINT16_MAX);
    if (r->has & YX_HAS_STATUS)
        GET(status, char, yx_submission_status(v));
    if (r->has & YX_HAS_CONTRIBUTORS)
        GET(contributors, uint32_t, v >= 0 && v <= UINT32_MAX);
    if (r->has & YX_HAS_RELEASE)
        GET(release, yx_day, v == YX_DAY_NONE || (v >= YX_DAY_MIN && v <= YX_DAY_MAX));
    if (r->has & YX_HAS_SHEET)
        GET(sheet, uint16_t, v >= 0 && v <= n_sheet);
    if (u.bad) {
        free(row);
        return yx_submission_damaged(err);
    }
    r->row[segment] = row;
    r->held += n * sizeof *row;
    return YX_OK;
}

yx_code yx_rows_at(yx_rows *r, size_t i, yx_row *ret, yx_err *err)
{
    size_t segment = i / SEGMENT, known = segment;
    yx_code rc = YX_OK;

    if (!r->row[segment]) {
        while (!r->start[known])
            known--;
        for (; known < segment && !rc; known++)
            rc = pass_over(r, known, err);
        if (!rc)
            rc = read_segment(r, segment, err);
    }
    if (!rc)
        *ret = r->row[segment][i % SEGMENT];
    return rc;
}

/* --- what was said --- */

size_t yx_rows_count(const yx_rows *rows)
{
    return rows->n;
}

size_t yx_rows_bytes(const yx_rows *rows)
{
    return sizeof *rows + rows->payload.cap + rows->held;
}

yx_str yx_rows_file(const yx_rows *rows)
{
    return rows->file;
}

yx_str yx_rows_said(const yx_rows *rows)
{
    return rows->said;
}

yx_str yx_rows_reason(const yx_rows *rows)
{
    return rows->reason;
}

yx_str yx_rows_sheet(const yx_rows *rows, uint16_t sheet)
{
    return sheet ? yx_names_at(rows->sheet, sheet - 1u) : (yx_str){"", 0};
}
