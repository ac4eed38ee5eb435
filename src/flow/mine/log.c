/* log.c - entries of the log that name a region, and what was refused of it. */
#include "base/csv.h"
#include "flow/mine/inside.h"
#include "flow/take.h"
#include "store/submission.h"

#include <stdio.h>
#include <string.h>

/* Does a text name the code, with no other part of a code beside it? */
static bool names(yx_str text, yx_str code)
{
    const char *at = text.at, *end = text.at + text.n;

    while ((size_t)(end - at) >= code.n) {
        const char *found = memmem(at, (size_t)(end - at), code.at, code.n);
        static const char part[] =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
        if (!found)
            return false;
        if ((found == text.at || !memchr(part, found[-1], sizeof part - 1)) &&
            (found + code.n == end || !memchr(part, found[code.n], sizeof part - 1)))
            return true;
        at = found + 1;
    }
    return false;
}

/* How many rows of a submission are the region's. */
static yx_code rows_of(yx_mining *m, const yx_entry *entry, size_t *ret_n, yx_err *err)
{
    yx_batch *batch = NULL;
    uint32_t region;
    yx_code rc = yx_submission_read(entry->payload, &batch, err);

    *ret_n = 0;
    if (rc)
        return rc;
    region = yx_names_find(batch->region, yx_str_of(m->region));
    for (size_t i = 0; i < batch->n && region != YX_NAME_NONE; i++)
        *ret_n += batch->obs[i].region == region;
    yx_batch_free(batch);
    return YX_OK;
}

static void entry_row(yx_mining *m, const yx_entry *e, size_t rows)
{
    char hex[YX_HASH_HEX], day[YX_DAY_TEXT];
    int64_t second = (e->time / 1000 % 86400 + 86400) % 86400;

    yx_buf_f(&m->out, "%lld,%sT%02d:%02d:%02dZ", (long long)e->seq,
             yx_day_text((yx_day)((e->time / 1000 - second) / 86400), day), (int)(second / 3600),
             (int)(second / 60 % 60), (int)(second % 60));
    yx_csv_write(&m->out, e->kind, false);
    yx_csv_write(&m->out, e->post, false);
    yx_buf_f(&m->out, ",%zu,%s\n", rows, yx_hash_hex(&e->hash, hex));
    m->done.entries++;
}

/* The lines of a report that name the region: one fault each. */
static void refused_lines(yx_mining *m, const yx_entry *e, yx_buf *refused)
{
    yx_str rest = e->payload;

    while (rest.n) {
        const char *cut = memchr(rest.at, '\n', rest.n);
        yx_str line = {rest.at, cut ? (size_t)(cut - rest.at) : rest.n};
        rest = (yx_str){rest.at + line.n + (cut != NULL), rest.n - line.n - (cut != NULL)};
        while (line.n && (line.at[line.n - 1] == ',' || line.at[line.n - 1] == ' '))
            line.n--;
        if (line.n < 2 || memcmp(line.at, "{\"code\"", line.n < 7 ? line.n : 7) != 0 ||
            line.at[line.n - 1] != '}' || !names(line, yx_str_of(m->region)))
            continue;
        yx_buf_f(refused, "%s{\"seq\":%lld,\"fault\":", refused->n ? ",\n" : "", (long long)e->seq);
        yx_buf_str(refused, line);
        yx_buf_char(refused, '}');
    }
}

static yx_code entry(yx_mining *m, const yx_entry *e, yx_buf *refused, yx_err *err)
{
    size_t rows = 0;
    yx_code rc = YX_OK;

    if (yx_str_is(e->kind, "submission")) {
        rc = rows_of(m, e, &rows, err);
        if (!rc && rows)
            entry_row(m, e, rows);
        return rc;
    }
    if (!names(e->payload, yx_str_of(m->region)))
        return YX_OK;
    entry_row(m, e, 0);
    if (yx_str_is(e->kind, YX_ENTRY_REFUSED))
        refused_lines(m, e, refused);
    return YX_OK;
}

yx_code yx_mine_log(yx_mining *m, yx_err *err)
{
    yx_buf refused = {0};
    yx_cursor *cursor = NULL;
    yx_entry e;
    bool end = false;
    yx_code rc = yx_store_entries(m->ws->store, NULL, 1, &cursor, err);

    yx_buf_text(&m->out, "seq,time,kind,post,rows of this region,hash\n");
    while (!rc) {
        rc = cursor->next_entry(cursor, &e, &end, err);
        if (rc || end || e.seq > m->known.seq)
            break;
        rc = entry(m, &e, &refused, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (!rc)
        rc = yx_mine_add(m, "log.csv", err);
    yx_buf_char(&m->out, '[');
    yx_buf_str(&m->out, yx_buf_view(&refused));
    yx_buf_text(&m->out, "]\n");
    if (!rc)
        rc = yx_buf_check(&refused, err);
    yx_buf_free(&refused);
    return rc ? rc : yx_mine_add(m, "refused.json", err);
}
