#include "store/replay.h"

#include "base/mem.h"
#include "store/group.h"
#include "store/submission.h"

#include <stdlib.h>
#include <string.h>

struct yx_replay {
    yx_db *db;
    yx_names *key;    /* of the series, by first appearance */
    yx_version *row;  /* in order of the log */
    uint32_t *series; /* of each row */
    size_t n, cap_row, cap_series;
    uint32_t *order;  /* rows by series */
    uint32_t *start;  /* of each series in order; n_key + 2 */
    uint32_t *sorted; /* series in order of key */
    uint32_t *place;  /* of a series in that order */
    yx_buf text;
    yx_versions gathered, all, current, past;
};

yx_code yx_replay_new(yx_db *db, yx_replay **ret_replay, yx_err *err)
{
    yx_replay *r = calloc(1, sizeof *r);

    if (!r)
        return yx_fail(err, YX_E_NOMEM, "no memory to read the log");
    r->db = db;
    *ret_replay = r;
    return YX_OK;
}

/* Forgets the order of the series; rows keep their room. */
static void forget(yx_replay *r)
{
    yx_names_free(r->key);
    free(r->order);
    free(r->start);
    free(r->sorted);
    free(r->place);
    r->key = NULL;
    r->order = r->start = r->sorted = r->place = NULL;
    r->n = 0;
}

void yx_replay_free(yx_replay *r)
{
    if (!r)
        return;
    forget(r);
    free(r->row);
    free(r->series);
    yx_buf_free(&r->text);
    yx_versions_free(&r->gathered);
    yx_versions_free(&r->all);
    yx_versions_free(&r->current);
    yx_versions_free(&r->past);
    free(r);
}

size_t yx_replay_part(yx_str key, size_t n_part)
{
    return n_part > 1 ? (size_t)(yx_text_hash(key) >> 16) % n_part : 0;
}

static yx_code add_row(yx_replay *r, const yx_obs *o, int64_t seq, uint32_t row, uint32_t series,
                       yx_err *err)
{
    bool withdrawn = o->status == YX_STATUS_WITHDRAWN;
    yx_code rc = yx_grow(&r->row, &r->cap_row, r->n + 1, sizeof *r->row, err);

    if (!rc)
        rc = yx_grow(&r->series, &r->cap_series, r->n + 1, sizeof *r->series, err);
    if (rc)
        return rc;
    r->row[r->n] = (yx_version){.period = o->period,
                                .value = withdrawn ? (yx_decimal){0, 0} : yx_obs_value(o),
                                .withdrawn = withdrawn,
                                .as_of = o->as_of,
                                .seq = seq,
                                .row = row};
    r->series[r->n++] = series;
    return YX_OK;
}

/* The number of every series of a batch, or YX_NAME_NONE for those of other parts. */
static yx_code number_series(yx_replay *r, const yx_batch *b, const yx_group *g, size_t part,
                             size_t n_part, uint32_t *ret, yx_err *err)
{
    for (size_t i = 0; i < g->n_series; i++) {
        yx_code rc = yx_store_key(&r->text, yx_names_at(b->region, g->region[i]),
                                  yx_names_at(b->indicator, g->indicator[i]), err);
        yx_str key = yx_buf_view(&r->text);
        ret[i] = YX_NAME_NONE;
        if (!rc && yx_replay_part(key, n_part) == part)
            rc = yx_names_add(r->key, key, &ret[i], err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static yx_code add_batch(yx_replay *r, const yx_batch *b, int64_t seq, size_t part, size_t n_part,
                         yx_err *err)
{
    yx_group g = {0};
    uint32_t *number = NULL;
    yx_code rc = yx_group_rows(b, &g, err);

    if (!rc && !(number = malloc((g.n_series + 1) * sizeof *number)))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu series", g.n_series);
    if (!rc)
        rc = number_series(r, b, &g, part, n_part, number, err);
    for (size_t i = 0; !rc && i < g.n_series; i++) {
        for (uint32_t k = g.start[i]; !rc && number[i] != YX_NAME_NONE && k < g.start[i + 1]; k++) {
            uint32_t row = g.order ? g.order[k] : k;
            rc = add_row(r, &b->obs[row], seq, row, number[i], err);
        }
    }
    free(number);
    yx_group_free(&g);
    return rc;
}

static yx_code add_entry(yx_replay *r, const yx_entry *entry, size_t part, size_t n_part,
                         yx_err *err)
{
    yx_batch *b = NULL;
    yx_code rc = yx_submission_read(entry->payload, &b, err);

    if (rc == YX_E_CORRUPT)
        return yx_fail(err, rc, "log entry %lld: payload", (long long)entry->seq);
    if (!rc)
        rc = add_batch(r, b, entry->seq, part, n_part, err);
    yx_batch_free(b);
    return rc;
}

static int by_key(const void *a, const void *b, void *arg)
{
    const yx_names *key = arg;

    return yx_str_order(yx_names_at(key, *(const uint32_t *)a),
                        yx_names_at(key, *(const uint32_t *)b));
}

/* Puts the rows of each series together, and the series in order of key. */
static yx_code arrange(yx_replay *r, yx_err *err)
{
    size_t n = yx_names_count(r->key);

    r->order = malloc((r->n + 1) * sizeof *r->order);
    r->start = calloc(n + 2, sizeof *r->start);
    r->sorted = malloc((n + 1) * sizeof *r->sorted);
    r->place = malloc((n + 1) * sizeof *r->place);
    if (!r->order || !r->start || !r->sorted || !r->place)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", r->n);
    for (size_t i = 0; i < r->n; i++)
        r->start[r->series[i] + 2]++;
    for (size_t i = 2; i < n + 2; i++)
        r->start[i] += r->start[i - 1];
    for (size_t i = 0; i < r->n; i++)
        r->order[r->start[r->series[i] + 1]++] = (uint32_t)i;
    for (size_t i = 0; i < n; i++)
        r->sorted[i] = (uint32_t)i;
    qsort_r(r->sorted, n, sizeof *r->sorted, by_key, r->key);
    for (size_t i = 0; i < n; i++)
        r->place[r->sorted[i]] = (uint32_t)i;
    return YX_OK;
}

yx_code yx_replay_load(yx_replay *r, size_t part, size_t n_part, size_t total_rows, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc;

    forget(r);
    rc = yx_names_new(&r->key, err);
    if (!rc && n_part == 1)
        rc = yx_grow(&r->row, &r->cap_row, total_rows, sizeof *r->row, err);
    if (!rc)
        rc = r->db->table->entries(r->db, "submission", 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end)
            break;
        rc = add_entry(r, &entry, part, n_part, err);
        if (!rc && r->n >= UINT32_MAX)
            rc = yx_fail(err, YX_E_RANGE, "too many rows");
    }
    if (cursor)
        cursor->close(cursor);
    return rc ? rc : arrange(r, err);
}

size_t yx_replay_count(const yx_replay *r)
{
    return yx_names_count(r->key);
}

uint32_t yx_replay_find(const yx_replay *r, yx_str key)
{
    uint32_t series = yx_names_find(r->key, key);

    return series == YX_NAME_NONE ? series : r->place[series];
}

yx_code yx_replay_series(yx_replay *r, uint32_t i, yx_str *ret_key, const yx_versions **ret_current,
                         const yx_versions **ret_past, yx_err *err)
{
    uint32_t series = r->sorted[i];
    uint32_t from = r->start[series], n = r->start[series + 1] - from;
    size_t taken, unchanged;
    yx_code rc = yx_grow(&r->gathered.at, &r->gathered.cap, n, sizeof *r->gathered.at, err);

    if (rc)
        return rc;
    for (uint32_t k = 0; k < n; k++)
        r->gathered.at[k] = r->row[r->order[from + k]];
    r->gathered.n = n;
    yx_merge_sort(r->gathered.at, n);
    rc = yx_merge(NULL, 0, r->gathered.at, n, &r->all, &taken, &unchanged, err);
    if (!rc)
        rc = yx_merge_part(r->all.at, r->all.n, &r->current, &r->past, err);
    if (rc)
        return rc;
    *ret_key = yx_names_at(r->key, series);
    *ret_current = &r->current;
    *ret_past = &r->past;
    return YX_OK;
}
