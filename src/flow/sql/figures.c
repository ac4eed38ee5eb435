/* figures.c - the table `observation`: one row a figure, or with version = 'all' one row a
 * version. Region and indicator that are asked for with = are looked up, not searched. */
#include "flow/sql/inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    REGION,
    INDICATOR,
    PERIOD,
    FIRST,
    LAST,
    VALUE,
    NUMBER,
    AS_OF,
    SEQ,
    STANDS,
    FILE_NAME,
    SHEET,
    LINE,
    COLUMN,
    STATUS,
    CONTRIBUTORS,
    SAID,
    REASON,
    VERSION,
    N_COLUMN
};

static const char *const columns[N_COLUMN] = {
    "region", "indicator",    "period", "first",  "last",    "value", "number",
    "as_of",  "seq",          "stands", "file",   "sheet",   "line",  "column",
    "status", "contributors", "said",   "reason", "version",
};

_Static_assert((int)YX_DECIMAL_TEXT >= (int)YX_PERIOD_TEXT, "room for both");

typedef struct figures {
    const yx_sql_from *from;
    char *asked[3]; /* region, indicator, period; NULL: any */
    bool all;       /* every version */

    yx_series_cursor *scan;     /* over all series, where neither is asked for */
    uint32_t region, indicator; /* numbers of the catalogue, else */

    yx_str at_region, at_indicator; /* of the series at hand */
    const yx_indicator *what;       /* NULL: the catalogue does not know it */
    yx_versions versions;
    size_t next; /* row i is version next - 1 */

    yx_source source;
    bool has_source;
    char room[YX_DECIMAL_TEXT]; /* the longest of all that is written */
} figures;

static void figures_close(void *rows)
{
    figures *f = rows;

    for (size_t i = 0; i < 3; i++)
        free(f->asked[i]);
    yx_series_close(f->scan);
    yx_versions_free(&f->versions);
    free(f);
}

static char *copy(yx_str text)
{
    char *at = malloc(text.n + 1);

    if (!at)
        return NULL;
    memcpy(at, text.n ? text.at : "", text.n);
    at[text.n] = 0;
    return at;
}

static yx_code figures_open(void *arg, const yx_query_value *key, void **ret_rows, yx_err *err)
{
    figures *f = calloc(1, sizeof *f);
    yx_code rc = f ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for figures");

    for (size_t i = 0; i < 3 && !rc; i++) {
        if (key[i].kind == YX_QUERY_NULL)
            continue;
        f->asked[i] = copy(key[i].text);
        if (!f->asked[i])
            rc = yx_fail(err, YX_E_NOMEM, "no memory for figures");
    }
    if (!rc && key[3].kind && !yx_str_is(key[3].text, "all") && !yx_str_is(key[3].text, "standing"))
        rc = yx_fail(err, YX_E_RANGE, "version is 'standing' or 'all'");
    if (rc) {
        if (f)
            figures_close(f);
        return rc;
    }
    f->from = arg;
    f->all = key[3].kind && yx_str_is(key[3].text, "all");
    if (!f->all && !f->asked[REGION] && !f->asked[INDICATOR])
        rc = yx_store_scan(f->from->ws->store, f->from->known, &f->scan, err);
    if (rc) {
        figures_close(f);
        return rc;
    }
    *ret_rows = f;
    return YX_OK;
}

/* --- the next series --- */

/* Codes of a scan are valid until its next step: they are. */
static yx_code scan_series(figures *f, bool *ret_end, yx_err *err)
{
    return yx_series_next(f->scan, &f->at_region, &f->at_indicator, &f->versions, ret_end, err);
}

static yx_code read_series(figures *f, const char *region, const char *indicator, yx_err *err)
{
    yx_store *store = f->from->ws->store;

    f->at_region = yx_str_of(region);
    f->at_indicator = yx_str_of(indicator);
    return (f->all ? yx_store_history : yx_store_series)(store, f->at_region, f->at_indicator,
                                                         f->from->known, &f->versions, err);
}

/* Walks over the codes of the catalogue: regions outside, indicators inside. */
static yx_code walk_series(figures *f, bool *ret_end, yx_err *err)
{
    const yx_catalog *c = f->from->ws->catalog;
    const char *region, *indicator;

    if (f->indicator == yx_n_indicator(c) || (f->asked[INDICATOR] && f->indicator == 1)) {
        f->indicator = 0;
        f->region++;
    }
    while (!f->asked[REGION] && f->region > 0 && f->region < yx_n_region(c) &&
           strcmp(yx_region_at(c, f->region)->code, yx_region_at(c, f->region - 1)->code) == 0)
        f->region++; /* a code that names two regions has one series */
    *ret_end = yx_n_indicator(c) == 0 || f->region >= (f->asked[REGION] ? 1 : yx_n_region(c));
    if (*ret_end)
        return YX_OK;
    region = f->asked[REGION] ? f->asked[REGION] : yx_region_at(c, f->region)->code;
    indicator = f->asked[INDICATOR] ? f->asked[INDICATOR] : yx_indicator_at(c, f->indicator)->code;
    f->indicator++;
    return read_series(f, region, indicator, err);
}

static bool wanted(const figures *f, const yx_version *v)
{
    char text[YX_PERIOD_TEXT];

    return f->what && (!f->asked[PERIOD] ||
                       strcmp(f->asked[PERIOD],
                              yx_period_text(v->period, f->what->kind == YX_YTD, text)) == 0);
}

static yx_code figures_next(void *rows, bool *ret_end, yx_err *err)
{
    figures *f = rows;
    bool end = false;
    yx_code rc = YX_OK;

    f->has_source = false;
    while (!end) {
        while (f->next < f->versions.n)
            if (wanted(f, &f->versions.at[f->next++])) {
                *ret_end = false;
                return YX_OK;
            }
        f->versions.n = f->next = 0;
        rc = f->scan ? scan_series(f, &end, err) : walk_series(f, &end, err);
        if (rc)
            return rc;
        if (!end)
            f->what = yx_indicator_find(f->from->ws->catalog, f->at_indicator);
    }
    *ret_end = true;
    return YX_OK;
}

/* --- cells --- */

static const yx_version *now(const figures *f)
{
    return &f->versions.at[f->next - 1];
}

static bool stands(const figures *f)
{
    size_t i = f->next;

    return !now(f)->withdrawn &&
           (i == f->versions.n || yx_period_order(f->versions.at[i].period, now(f)->period) != 0);
}

static void text_cell(yx_query_value *ret, yx_str text)
{
    *ret = (yx_query_value){.kind = text.n ? YX_QUERY_STR : YX_QUERY_NULL, .text = text};
}

/* What stands in the file's entry is read when it is asked for. */
static yx_code source_cell(figures *f, size_t column, yx_query_value *ret, yx_err *err)
{
    const yx_source *s = &f->source;
    yx_code rc = YX_OK;

    if (!f->has_source)
        rc = yx_store_source(f->from->ws->store, now(f)->seq, now(f)->row, &f->source, err);
    if (rc)
        return rc;
    f->has_source = true;
    switch (column) {
    case FILE_NAME:
        text_cell(ret, s->file);
        break;
    case SHEET:
        text_cell(ret, s->sheet);
        break;
    case LINE:
        yx_sql_int(ret, s->line);
        break;
    case COLUMN:
        yx_sql_int(ret, s->column);
        break;
    case STATUS:
        f->room[0] = s->status;
        text_cell(ret, (yx_str){f->room, s->status != YX_STATUS_NONE});
        break;
    case CONTRIBUTORS:
        if (s->contributors != YX_CONTRIBUTORS_NONE)
            yx_sql_int(ret, s->contributors);
        break;
    case SAID:
        text_cell(ret, s->said);
        break;
    default:
        text_cell(ret, s->reason);
    }
    return YX_OK;
}

static yx_code figures_cell(void *rows, size_t column, yx_query_value *ret, yx_err *err)
{
    figures *f = rows;
    const yx_version *v = now(f);

    *ret = (yx_query_value){0};
    switch (column) {
    case REGION:
        text_cell(ret, f->at_region);
        break;
    case INDICATOR:
        text_cell(ret, f->at_indicator);
        break;
    case PERIOD:
        yx_sql_text(ret, yx_period_text(v->period, f->what->kind == YX_YTD, f->room));
        break;
    case FIRST:
        yx_sql_day(ret, v->period.first, f->room);
        break;
    case LAST:
        yx_sql_day(ret, v->period.last, f->room);
        break;
    case VALUE:
        if (!v->withdrawn)
            yx_sql_text(ret, yx_decimal_text(v->value, f->room));
        break;
    case NUMBER:
        if (!v->withdrawn)
            *ret = (yx_query_value){.kind = YX_QUERY_REAL, .real = yx_decimal_double(v->value)};
        break;
    case AS_OF:
        yx_sql_day(ret, v->as_of, f->room);
        break;
    case SEQ:
        yx_sql_int(ret, v->seq);
        break;
    case STANDS:
        yx_sql_int(ret, stands(f));
        break;
    case VERSION:
        yx_sql_text(ret, f->all ? "all" : "standing");
        break;
    default:
        return source_cell(f, column, ret, err);
    }
    return YX_OK;
}

const yx_query_table yx_sql_observation = {
    .name = "observation",
    .column = columns,
    .n_column = N_COLUMN,
    .n_key = 3,
    .n_hidden = 1,
    .open = figures_open,
    .next = figures_next,
    .cell = figures_cell,
    .close = figures_close,
};
