/* SDMX-CSV 1.0, 2.0 and 2.1: columns by the ids of components, in any order. With labels=both a
 * header is "REF_AREA: Region" and a cell "429001: 示例县". The separator stands behind the name of
 * the first column. */
#include "base/csv.h"
#include "intake/exchange/sdmx.h"
#include "intake/opening.h"
#include "intake/rows.h"
#include "intake/take_forms.h"

#include <string.h>

enum { HEAD = 256, NO_COLUMN = -1 };

typedef struct take {
    yx_foreign f;
    yx_header header;
    yx_sdmx_part part[YX_CSV_FIELDS]; /* of each column */
    bool labelled[YX_CSV_FIELDS];     /* its cells are "id: name" */
    int at[YX_N_SDMX];                /* column, from 0 */
} take;

/* What stands before ": ", if something does. */
static yx_str id_of(yx_str text, bool *ret_labelled)
{
    const char *colon = text.n > 2 ? memmem(text.at, text.n, ": ", 2) : NULL;

    *ret_labelled = colon && colon > text.at;
    if (*ret_labelled)
        text.n = (size_t)(colon - text.at);
    return text;
}

static yx_sdmx_part part_of(yx_str text, bool *ret_labelled)
{
    if (text.n > 9 && memcmp(text.at, "STRUCTURE[", 10) == 0) {
        *ret_labelled = false;
        return YX_SDMX_SILENT;
    }
    text = id_of(text, ret_labelled);
    if (text.n > 2 && memcmp(text.at + text.n - 2, "[]", 2) == 0) /* it may have several values */
        text.n -= 2;
    return yx_sdmx_part_of(text);
}

static yx_code header(take *t, const yx_csv_record *r, yx_err *err)
{
    static const struct {
        yx_sdmx_part part;
        const char *name;
    } wanted[] = {{YX_SDMX_REGION, "REF_AREA"},
                  {YX_SDMX_INDICATOR, "INDICATOR"},
                  {YX_SDMX_PERIOD, "TIME_PERIOD"},
                  {YX_SDMX_VALUE, "OBS_VALUE"}};
    yx_code rc = yx_header_read(r, &t->header, err);

    for (size_t i = 0; i < YX_N_SDMX; i++)
        t->at[i] = NO_COLUMN;
    for (size_t i = 0; i < r->n && !rc; i++) {
        yx_cell cell = yx_row_cell(&t->header, r, i);
        yx_sdmx_part part = part_of(cell.text, &t->labelled[i]);
        t->part[i] = part;
        if (!yx_cell_text(t->f.common.to.cells, &cell))
            continue;
        if (part == YX_SDMX_OTHER)
            yx_cell_fault(t->f.common.to.cells, &cell, "header.ignored", NULL, NULL);
        else if (part != YX_SDMX_SILENT && t->at[part] != NO_COLUMN)
            yx_cell_fault(t->f.common.to.cells, &cell, "header.twice", "each column once", NULL);
        else
            t->at[part] = (int)i;
    }
    for (size_t i = 0; i < YX_COUNT(wanted) && !rc; i++) {
        yx_cell cell = {.line = r->line, .field = wanted[i].name};
        if (t->at[wanted[i].part] == NO_COLUMN)
            yx_cell_fault(t->f.common.to.cells, &cell, "header.missing", wanted[i].name, NULL);
    }
    return rc;
}

static yx_code row(take *t, const yx_csv_record *r, yx_err *err)
{
    yx_cell cell[YX_N_SDMX] = {0};
    yx_sdmx_action action;
    bool other = false, labelled, good = true;

    t->f.common.any_row = true;
    if (!yx_row_sound(t->f.common.to.cells, r, t->header.name, t->header.n))
        return YX_OK;
    for (size_t i = 0; i < r->n; i++) {
        yx_cell c = yx_row_cell(&t->header, r, i);
        yx_sdmx_part part = t->part[i];
        if (part == YX_SDMX_OTHER || part == YX_SDMX_SILENT) {
            good &= yx_cell_text(t->f.common.to.cells, &c);
            other |= part == YX_SDMX_OTHER && c.text.n > 0;
            continue;
        }
        if (t->labelled[i])
            c.text = id_of(c.text, &labelled);
        cell[part] = c;
    }
    action = yx_sdmx_action_of(cell[YX_SDMX_ACTION].text);
    if (action == YX_SDMX_NONSENSE && yx_cell_text(t->f.common.to.cells, &cell[YX_SDMX_ACTION])) {
        yx_cell_fault(t->f.common.to.cells, &cell[YX_SDMX_ACTION], "sdmx.action", "M, A, I, R or D",
                      NULL);
        return YX_OK;
    }
    for (size_t i = YX_SDMX_REGION; i <= YX_SDMX_VALUE; i++)
        if (t->at[i] == NO_COLUMN)
            return YX_OK; /* a fault of the header: rows cannot be judged */
    return good ? yx_sdmx_record(&t->f, cell, r->line, action, other, err) : YX_OK;
}

/* The byte behind the name of the first column. */
static char separator_of(yx_str head)
{
    static const char *const first[] = {"STRUCTURE", "DATAFLOW"};
    size_t i = 0;

    i += i < head.n && head.at[i] == '"';
    for (size_t k = 0; k < YX_COUNT(first); k++) {
        size_t n = strlen(first[k]);
        if (head.n - i < n || memcmp(head.at + i, first[k], n) != 0)
            continue;
        i += n;
        if (i + 2 < head.n && head.at[i] == '[' && head.at[i + 2] == ']')
            i += 3;
        i += i < head.n && head.at[i] == '"';
        return i < head.n && (head.at[i] == ';' || head.at[i] == '\t') ? head.at[i] : ',';
    }
    return ',';
}

static yx_code rows(take *t, yx_csv *csv, yx_err *err)
{
    yx_csv_record r;
    bool end = false, first = true;
    yx_code rc = YX_OK;

    while (!rc && !end) {
        rc = yx_csv_next(csv, &r, &end, err);
        if (rc || end)
            break;
        if (!first) {
            rc = row(t, &r, err);
        } else if (yx_row_sound(t->f.common.to.cells, &r, NULL, 0)) {
            rc = header(t, &r, err);
        } else {
            break; /* without a header nothing can be judged */
        }
        first = false;
    }
    return rc;
}

static yx_code take_file(take *t, yx_err *err)
{
    char head[HEAD];
    size_t n = 0;
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_code rc = yx_opening(&t->f.common, YX_ENCODING_UTF8, &in, err);

    if (!rc)
        rc = yx_input_read(in, head, sizeof head, &n, err);
    yx_input_close(in);
    in = NULL;
    if (!rc)
        rc = yx_opening(&t->f.common, YX_ENCODING_ANY, &in, err);
    if (!rc)
        rc = yx_csv_open(in, &csv, err);
    if (!rc) {
        yx_csv_separator(csv, separator_of((yx_str){head, n}));
        rc = rows(t, csv, err);
    }
    yx_csv_close(csv);
    yx_input_close(in);
    return rc;
}

yx_code yx_take_sdmx_csv(const char *path, const yx_take_options *options, yx_seen **seen,
                         yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {0};
    yx_err why = {0};
    yx_code rc = yx_sdmx_begin(&t.f, path, options, seen, faults, &why);

    if (!rc)
        rc = take_file(&t, &why);
    yx_header_release(&t.header);
    return yx_foreign_end(&t.f, rc, &why, ret_batch, err);
}
