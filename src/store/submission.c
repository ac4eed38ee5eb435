/* submission.c - rows stand in segments, each a column after the other, so that both ways work in
 * the cache. In a segment the values of one indicator stand together, at the scale of that
 * indicator in the whole file. */
#include "store/submission_in.h"

#include "base/mem.h"
#include "store/scale.h"
#include "store/span.h"

#include <stdlib.h>
#include <string.h>

/* What reading and writing a segment need. */
typedef struct segment {
    int64_t v[2 * YX_SUBMISSION_SEGMENT];
    uint32_t
        order[YX_SUBMISSION_SEGMENT]; /* rows that have a value, those of an indicator together */
    uint32_t list[YX_SUBMISSION_SEGMENT]; /* indicators in order of first appearance */
    size_t n_list;
    uint32_t *count; /* per indicator of the file; all 0 between segments */
    uint32_t *next;
    yx_scale *figures; /* per indicator of the file, when writing */
    uint8_t *scale, *typed;
} segment;

static void segment_free(segment *s)
{
    if (!s)
        return;
    free(s->count);
    free(s->next);
    free(s->figures);
    free(s->scale);
    free(s->typed);
    free(s);
}

static segment *segment_new(size_t n_indicator)
{
    segment *s = malloc(sizeof *s);
    size_t n = n_indicator + 1;

    if (!s)
        return NULL;
    s->n_list = 0;
    s->count = calloc(n, sizeof *s->count);
    s->next = calloc(n, sizeof *s->next);
    s->figures = calloc(n, sizeof *s->figures);
    s->scale = calloc(n, 1);
    s->typed = calloc(n, 1);
    if (s->count && s->next && s->figures && s->scale && s->typed)
        return s;
    segment_free(s);
    return NULL;
}

static bool withdrawn(const yx_obs *o)
{
    return o->status == YX_STATUS_WITHDRAWN;
}

bool yx_submission_status(int64_t status)
{
    return status == YX_STATUS_NONE || status == 'A' || status == 'E' || status == 'P' ||
           status == 'F' || status == 'W';
}

static bool is_day(int64_t day)
{
    return day >= YX_DAY_MIN && day <= YX_DAY_MAX;
}

/* --- what can be kept --- */

bool yx_code_allowed(yx_str code)
{
    for (size_t i = 0; i < code.n; i++) {
        if ((unsigned char)code.at[i] < 0x20)
            return false;
    }
    return code.n > 0 && code.n <= YX_CODE_BYTES;
}

static yx_code check_names(const yx_names *names, const char *what, yx_err *err)
{
    char text[81];

    for (uint32_t i = 0; i < yx_names_count(names); i++) {
        if (yx_code_allowed(yx_names_at(names, i)))
            continue;
        (void)yx_text_show(yx_names_at(names, i), text, sizeof text - 1);
        return yx_fail(err, YX_E_RANGE, "'%s' cannot be the code of %s", text, what);
    }
    return YX_OK;
}

static const char *what_is_wrong(const yx_batch *b, const yx_obs *o)
{
    if (o->region >= yx_names_count(b->region) || o->indicator >= yx_names_count(b->indicator))
        return "no region or indicator";
    if (o->sheet > yx_names_count(b->sheet))
        return "no sheet";
    if (!is_day(o->period.first) || !is_day(o->period.last) || o->period.first > o->period.last)
        return "no period";
    if (!is_day(o->as_of) || (o->release != YX_DAY_NONE && !is_day(o->release)))
        return "a day out of range";
    if (!yx_submission_status(o->status) || o->scale > YX_SCALE_MAX)
        return "an unknown status or scale";
    if (withdrawn(o) && o->mantissa)
        return "a value and is withdrawn";
    return NULL;
}

yx_code yx_submission_check(const yx_batch *batch, yx_err *err)
{
    yx_code rc = check_names(batch->region, "a region", err);

    if (!rc)
        rc = check_names(batch->indicator, "an indicator", err);
    if (!rc)
        rc = check_names(batch->sheet, "a sheet", err);
    if (rc)
        return rc;
    if (batch->n > YX_SUBMISSION_ROWS)
        return yx_fail(err, YX_E_RANGE, "more than %d rows in one file", YX_SUBMISSION_ROWS);
    if (strlen(batch->source) > YX_SOURCE_BYTES || strlen(batch->reason) > YX_SOURCE_BYTES ||
        strlen(batch->file) > YX_SUBMISSION_FILE)
        return yx_fail(err, YX_E_RANGE, "the text about the file is too long");
    for (size_t i = 0; i < batch->n; i++) {
        const char *wrong = what_is_wrong(batch, &batch->obs[i]);
        if (wrong)
            return yx_fail(err, YX_E_RANGE, "row %zu (line %u) has %s", i, batch->obs[i].line,
                           wrong);
    }
    return YX_OK;
}

/* --- both ways --- */

/* Groups the rows that have a value by indicator. */
static void group(segment *s, const yx_obs *o, size_t n)
{
    uint32_t at = 0;

    s->n_list = 0;
    for (size_t i = 0; i < n; i++) {
        if (!withdrawn(&o[i]) && s->count[o[i].indicator]++ == 0)
            s->list[s->n_list++] = o[i].indicator;
    }
    for (size_t k = 0; k < s->n_list; k++) {
        s->next[s->list[k]] = at;
        at += s->count[s->list[k]];
    }
    for (size_t i = 0; i < n; i++) {
        if (!withdrawn(&o[i]))
            s->order[s->next[o[i].indicator]++] = (uint32_t)i;
    }
}

static bool listed(unsigned typed)
{
    return typed == YX_TYPED_LISTED || typed == YX_TYPED_OWN;
}

/* --- writing --- */

#define PUT_COLUMN(field)                                                                          \
    do {                                                                                           \
        for (size_t i = 0; i < n; i++)                                                             \
            s->v[i] = o[i].field;                                                                  \
        yx_pack_column(out, s->v, n);                                                              \
    } while (0)

static void put_values(yx_buf *out, segment *s, const yx_obs *o)
{
    const uint32_t *order = s->order;

    for (size_t k = 0; k < s->n_list; k++) {
        uint32_t indicator = s->list[k];
        size_t n = s->count[indicator];
        yx_typed typed = (yx_typed)s->typed[indicator];
        for (size_t i = 0; i < n; i++)
            s->v[i] = yx_scale_out(yx_obs_value(&o[order[i]]), s->scale[indicator], typed);
        yx_pack_column(out, s->v, n);
        for (size_t i = 0; i < n; i++)
            s->v[i] = o[order[i]].scale;
        if (listed(typed))
            yx_pack_column(out, s->v, n);
        order += n;
        s->count[indicator] = 0;
    }
}

static void put_segment(yx_buf *out, segment *s, const yx_obs *o, size_t n, unsigned has)
{
    PUT_COLUMN(region);
    PUT_COLUMN(indicator);
    yx_pack_periods(out, &o->period, sizeof *o, n, s->v);
    PUT_COLUMN(as_of);
    PUT_COLUMN(line);
    PUT_COLUMN(column);
    if (has & YX_HAS_STATUS)
        PUT_COLUMN(status);
    if (has & YX_HAS_CONTRIBUTORS)
        PUT_COLUMN(contributors);
    if (has & YX_HAS_RELEASE)
        PUT_COLUMN(release);
    if (has & YX_HAS_SHEET)
        PUT_COLUMN(sheet);
    group(s, o, n);
    put_values(out, s, o);
}

/* How the values of each indicator are kept, and which optional columns there are. */
static unsigned survey(segment *s, const yx_batch *b)
{
    unsigned has = (yx_names_count(b->sheet) ? (unsigned)YX_HAS_SHEET : 0) |
                   (b->reason[0] ? (unsigned)YX_HAS_REASON : 0);
    bool mixed = false;

    for (size_t i = 0; i < b->n; i++) {
        const yx_obs *o = &b->obs[i];
        has |= (o->status != YX_STATUS_NONE ? (unsigned)YX_HAS_STATUS : 0) |
               (o->contributors != YX_CONTRIBUTORS_NONE ? (unsigned)YX_HAS_CONTRIBUTORS : 0) |
               (o->release != YX_DAY_NONE ? (unsigned)YX_HAS_RELEASE : 0);
        if (!withdrawn(o))
            yx_scale_see(&s->figures[o->indicator], yx_obs_value(o));
    }
    for (size_t k = 0; k < yx_names_count(b->indicator); k++)
        mixed |= s->figures[k].mixed;
    for (size_t i = 0; mixed && i < b->n; i++) {
        if (!withdrawn(&b->obs[i]))
            yx_scale_fit(&s->figures[b->obs[i].indicator], yx_obs_value(&b->obs[i]));
    }
    for (size_t k = 0; k < yx_names_count(b->indicator); k++) {
        s->scale[k] = s->figures[k].scale;
        s->typed[k] = (uint8_t)yx_scale_typed(&s->figures[k]);
    }
    return has;
}

/* Codes of neighbours begin alike: how many bytes are those of the name before, then the rest. */
static void put_name(yx_buf *out, const yx_names *names, uint32_t i)
{
    yx_str name = yx_names_at(names, i);
    yx_str before = i ? yx_names_at(names, i - 1) : (yx_str){"", 0};
    size_t same = 0;

    while (same < name.n && same < before.n && name.at[same] == before.at[same])
        same++;
    yx_pack_uint(out, same);
    yx_pack_str(out, (yx_str){name.at + same, name.n - same});
}

static void put_names(yx_buf *out, const yx_names *names)
{
    yx_pack_uint(out, yx_names_count(names));
    for (uint32_t i = 0; i < yx_names_count(names); i++)
        put_name(out, names, i);
}

yx_code yx_submission_write(const yx_batch *batch, yx_buf *out, yx_err *err)
{
    size_t n_indicator = yx_names_count(batch->indicator);
    segment *s = segment_new(n_indicator);
    unsigned has;

    if (!s)
        return yx_fail(err, YX_E_NOMEM, "no memory for a submission");
    has = survey(s, batch);
    yx_pack_byte(out, YX_SUBMISSION_FORM);
    yx_pack_uint(out, batch->n);
    yx_pack_byte(out, has);
    yx_pack_str(out, yx_str_of(batch->file));
    yx_pack_str(out, yx_str_of(batch->source));
    if (has & YX_HAS_REASON)
        yx_pack_str(out, yx_str_of(batch->reason));
    if (has & YX_HAS_SHEET)
        put_names(out, batch->sheet);
    put_names(out, batch->region);
    yx_pack_uint(out, n_indicator);
    for (uint32_t i = 0; i < n_indicator; i++) {
        put_name(out, batch->indicator, i);
        yx_pack_byte(out, s->scale[i]);
        yx_pack_byte(out, s->typed[i]);
    }
    for (size_t i = 0; i < batch->n; i += YX_SUBMISSION_SEGMENT)
        put_segment(out, s, batch->obs + i,
                    batch->n - i < YX_SUBMISSION_SEGMENT ? batch->n - i : YX_SUBMISSION_SEGMENT,
                    has);
    segment_free(s);
    return yx_buf_check(out, err);
}

/* --- reading --- */

#define GET_COLUMN(field, type, fits)                                                              \
    do {                                                                                           \
        yx_unpack_column(u, s->v, n);                                                              \
        for (size_t i = 0; i < n; i++) {                                                           \
            int64_t v = s->v[i];                                                                   \
            if (!(fits))                                                                           \
                u->bad = true;                                                                     \
            o[i].field = (type)v;                                                                  \
        }                                                                                          \
    } while (0)

static void get_values(yx_unpack *u, segment *s, yx_obs *o)
{
    const uint32_t *order = s->order;

    for (size_t k = 0; k < s->n_list; k++) {
        uint32_t indicator = s->list[k];
        size_t n = s->count[indicator];
        yx_typed typed = (yx_typed)s->typed[indicator];
        yx_unpack_column(u, s->v, n);
        if (listed(typed))
            yx_unpack_column(u, s->v + n, n);
        for (size_t i = 0; i < n; i++) {
            yx_decimal d = {0, 0};
            if (!yx_scale_in(s->v[i], s->scale[indicator], typed, listed(typed) ? s->v[n + i] : 0,
                             &d))
                u->bad = true;
            o[order[i]].mantissa = d.mantissa;
            o[order[i]].scale = d.scale;
        }
        order += n;
        s->count[indicator] = 0;
    }
}

/* o: n cleared rows. */
static void get_segment(yx_unpack *u, segment *s, const yx_batch *b, yx_obs *o, size_t n,
                        unsigned has)
{
    int64_t n_region = (int64_t)yx_names_count(b->region);
    int64_t n_indicator = (int64_t)yx_names_count(b->indicator);
    int64_t n_sheet = (int64_t)yx_names_count(b->sheet);

    for (size_t i = 0; i < n; i++) {
        o[i].contributors = YX_CONTRIBUTORS_NONE;
        o[i].release = YX_DAY_NONE;
    }
    GET_COLUMN(region, uint32_t, v >= 0 && v < n_region);
    GET_COLUMN(indicator, uint32_t, v >= 0 && v < n_indicator);
    yx_unpack_periods(u, &o->period, sizeof *o, n, s->v);
    GET_COLUMN(as_of, yx_day, is_day(v));
    GET_COLUMN(line, uint32_t, v >= 0 && v <= UINT32_MAX);
    GET_COLUMN(column, uint16_t, v >= 0 && v <= UINT16_MAX);
    if (has & YX_HAS_STATUS)
        GET_COLUMN(status, char, yx_submission_status(v));
    if (has & YX_HAS_CONTRIBUTORS)
        GET_COLUMN(contributors, uint32_t, v >= 0 && v <= UINT32_MAX);
    if (has & YX_HAS_RELEASE)
        GET_COLUMN(release, yx_day, v == YX_DAY_NONE || is_day(v));
    if (has & YX_HAS_SHEET)
        GET_COLUMN(sheet, uint16_t, v >= 0 && v <= n_sheet);
    if (u->bad)
        return;
    group(s, o, n);
    get_values(u, s, o);
}

yx_code yx_submission_damaged(yx_err *err)
{
    return yx_fail(err, YX_E_CORRUPT, "the payload of a submission is damaged");
}

static yx_code get_name(yx_unpack *u, yx_names *names, uint32_t i, yx_err *err)
{
    char code[YX_CODE_BYTES];
    uint32_t number = i;
    yx_str before = i ? yx_names_at(names, i - 1) : (yx_str){"", 0};
    size_t same = (size_t)yx_unpack_within(u, 0, before.n);
    yx_str rest = yx_unpack_str(u, YX_CODE_BYTES - same);
    yx_code rc;

    memcpy(code, before.at, same);
    memcpy(code + same, rest.at, rest.n);
    if (u->bad || !yx_code_allowed((yx_str){code, same + rest.n}))
        return yx_submission_damaged(err);
    rc = yx_names_add(names, (yx_str){code, same + rest.n}, &number, err);
    return rc ? rc : number == i ? YX_OK : yx_submission_damaged(err);
}

yx_code yx_submission_get_names(yx_unpack *u, yx_names *names, yx_err *err)
{
    size_t n = (size_t)yx_unpack_within(u, 0, (uint64_t)(u->end - u->at));
    yx_code rc = YX_OK;

    for (uint32_t i = 0; !rc && i < n; i++)
        rc = get_name(u, names, i, err);
    return rc;
}

/* The names of sheets, of regions, then of indicators with their scales, which come into
 * *ret_segment. */
static yx_code get_all_names(yx_unpack *u, yx_batch *b, unsigned has, segment **ret_segment,
                             yx_err *err)
{
    yx_code rc = has & YX_HAS_SHEET ? yx_submission_get_names(u, b->sheet, err) : YX_OK;
    size_t n;

    if (!rc)
        rc = yx_submission_get_names(u, b->region, err);
    n = rc ? 0 : (size_t)yx_unpack_within(u, 0, (uint64_t)(u->end - u->at));
    if (rc || u->bad)
        return rc ? rc : yx_submission_damaged(err);
    *ret_segment = segment_new(n);
    if (!*ret_segment)
        return yx_fail(err, YX_E_NOMEM, "no memory for a submission");
    for (uint32_t i = 0; !rc && i < n; i++) {
        rc = get_name(u, b->indicator, i, err);
        (*ret_segment)->scale[i] = (uint8_t)yx_unpack_byte(u);
        (*ret_segment)->typed[i] = (uint8_t)yx_unpack_byte(u);
        if (!rc && (u->bad || (*ret_segment)->scale[i] > YX_SCALE_MAX ||
                    (*ret_segment)->typed[i] >= YX_N_TYPED))
            rc = yx_submission_damaged(err);
    }
    return rc;
}

/* A text of at most `max` bytes as a string; empty when it is bad, which u then says. */
static const char *get_text(yx_unpack *u, size_t max, char *out)
{
    yx_str text = yx_unpack_str(u, max);

    if (u->bad || memchr(text.at, 0, text.n)) {
        u->bad = true;
        text.n = 0;
    }
    memcpy(out, text.n ? text.at : "", text.n);
    out[text.n] = 0;
    return out;
}

static yx_code get_batch(yx_unpack *u, unsigned has, yx_batch **ret_batch, yx_err *err)
{
    char file[YX_SUBMISSION_FILE + 1], text[YX_SOURCE_BYTES + 1];
    yx_code rc;

    (void)get_text(u, YX_SUBMISSION_FILE, file);
    (void)get_text(u, YX_SOURCE_BYTES, text);
    rc = u->bad ? yx_submission_damaged(err) : yx_batch_new(file, text, ret_batch, err);
    if (!rc && has & YX_HAS_REASON)
        rc = yx_batch_set_reason(*ret_batch, get_text(u, YX_SOURCE_BYTES, text), err);
    return !rc && u->bad ? yx_submission_damaged(err) : rc;
}

size_t yx_submission_get_rows(yx_unpack *u)
{
    if (yx_unpack_byte(u) != YX_SUBMISSION_FORM)
        u->bad = true;
    return (size_t)yx_unpack_within(u, 0, YX_SUBMISSION_ROWS);
}

yx_code yx_submission_rows(yx_str payload, size_t *ret_n, yx_err *err)
{
    yx_unpack u = yx_unpack_of(payload);
    size_t n = yx_submission_get_rows(&u);

    if (u.bad)
        return yx_submission_damaged(err);
    *ret_n = n;
    return YX_OK;
}

bool yx_submission_guarded(yx_str payload)
{
    yx_unpack u = yx_unpack_of(payload);

    (void)yx_submission_get_rows(&u);
    return (yx_unpack_byte(&u) & (YX_HAS_CONTRIBUTORS | YX_HAS_RELEASE)) && !u.bad;
}

yx_code yx_submission_read(yx_str payload, yx_batch **ret_batch, yx_err *err)
{
    yx_unpack u = yx_unpack_of(payload);
    size_t n = yx_submission_get_rows(&u);
    unsigned has = yx_unpack_byte(&u);
    segment *s = NULL;
    yx_batch *b = NULL;
    yx_code rc = u.bad || has > YX_HAS_ALL ? yx_submission_damaged(err) : YX_OK;

    if (!rc)
        rc = get_batch(&u, has, &b, err);
    if (!rc)
        rc = get_all_names(&u, b, has, &s, err);
    while (!rc && b->n < n) { /* room grows with what was read: a small payload may claim much */
        size_t part = n - b->n < YX_SUBMISSION_SEGMENT ? n - b->n : YX_SUBMISSION_SEGMENT;
        rc = yx_grow(&b->obs, &b->cap, b->n + part, sizeof *b->obs, err);
        if (rc)
            break;
        memset(b->obs + b->n, 0, part * sizeof *b->obs);
        get_segment(&u, s, b, b->obs + b->n, part, has);
        if (u.bad)
            rc = yx_submission_damaged(err);
        b->n += part;
    }
    if (!rc && (u.bad || u.at != u.end))
        rc = yx_submission_damaged(err);
    segment_free(s);
    if (rc) {
        yx_batch_free(b);
        return rc;
    }
    *ret_batch = b;
    return YX_OK;
}
