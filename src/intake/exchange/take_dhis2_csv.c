/* DHIS2 data values as CSV: columns by name, and where the names are not known, by their place. A
 * column with another name is a category, when there is none for combinations of categories. */
#include "base/csv.h"
#include "intake/exchange/dhis2.h"
#include "intake/opening.h"
#include "intake/rows.h"
#include "intake/take_forms.h"

enum { NO_COLUMN = -1, BY_PLACE = YX_DHIS2_FOLLOWUP };

typedef struct take {
    yx_foreign f;
    yx_header header;
    int at[YX_N_DHIS2];           /* column, from 0 */
    bool category[YX_CSV_FIELDS]; /* the column is one */
    bool any_category;
    yx_buf part; /* name=option,name=option of a row */
} take;

/* Without one of these a file is not what its names say: places count, as in older versions. */
static bool all_by_name(const take *t)
{
    return t->at[YX_DHIS2_ELEMENT] != NO_COLUMN && t->at[YX_DHIS2_PERIOD] != NO_COLUMN &&
           t->at[YX_DHIS2_ORG_UNIT] != NO_COLUMN && t->at[YX_DHIS2_VALUE] != NO_COLUMN;
}

static void by_place(take *t)
{
    for (size_t i = 0; i < t->header.n && i <= BY_PLACE; i++)
        if (t->at[i] == NO_COLUMN && yx_dhis2_field_of(t->header.text[i]) == YX_DHIS2_OTHER)
            t->at[i] = (int)i;
}

static bool has_place(const take *t, size_t column)
{
    for (size_t i = 0; i < YX_N_DHIS2; i++)
        if (t->at[i] == (int)column)
            return true;
    return false;
}

static yx_code header(take *t, const yx_csv_record *r, yx_err *err)
{
    static const yx_dhis2_field wanted[] = {YX_DHIS2_ELEMENT, YX_DHIS2_PERIOD, YX_DHIS2_ORG_UNIT,
                                            YX_DHIS2_VALUE};
    yx_cells *cells = t->f.common.to.cells;
    yx_code rc = yx_header_read(r, &t->header, err);

    for (size_t i = 0; i < YX_N_DHIS2; i++)
        t->at[i] = NO_COLUMN;
    for (size_t i = 0; i < r->n && !rc; i++) {
        yx_cell cell = yx_row_cell(&t->header, r, i);
        yx_dhis2_field field = yx_dhis2_field_of(cell.text);
        if (field == YX_DHIS2_OTHER || field == YX_DHIS2_SILENT)
            continue;
        if (t->at[field] != NO_COLUMN)
            yx_cell_fault(cells, &cell, "header.twice", "each column once", NULL);
        else
            t->at[field] = (int)i;
    }
    if (!rc && !all_by_name(t))
        by_place(t);
    for (size_t i = 0; i < r->n && !rc; i++) {
        yx_cell cell = yx_row_cell(&t->header, r, i);
        if (has_place(t, i) || yx_dhis2_field_of(cell.text) != YX_DHIS2_OTHER ||
            !yx_cell_text(cells, &cell))
            continue;
        t->category[i] = t->at[YX_DHIS2_COC] == NO_COLUMN;
        t->any_category |= t->category[i];
        if (!t->category[i])
            yx_cell_fault(cells, &cell, "header.ignored", NULL, NULL);
    }
    for (size_t i = 0; i < YX_COUNT(wanted) && !rc; i++) {
        yx_cell cell = {.line = r->line, .field = yx_dhis2_field_name[wanted[i]]};
        if (t->at[wanted[i]] == NO_COLUMN)
            yx_cell_fault(cells, &cell, "header.missing", cell.field, NULL);
    }
    return rc;
}

/* The categories of a row as one cell: "sex=F,age=<5". */
static yx_code categories(take *t, const yx_csv_record *r, yx_cell *ret, yx_err *err)
{
    yx_buf_clear(&t->part);
    for (size_t i = 0; i < r->n; i++) {
        if (!t->category[i] || !r->field[i].n)
            continue;
        if (!t->part.n)
            *ret = yx_row_cell(&t->header, r, i);
        yx_buf_text(&t->part, t->part.n ? "," : "");
        yx_buf_str(&t->part, t->header.text[i]);
        yx_buf_char(&t->part, '=');
        yx_buf_str(&t->part, r->field[i]);
    }
    ret->text = yx_buf_view(&t->part);
    return yx_buf_check(&t->part, err);
}

static yx_code row(take *t, const yx_csv_record *r, yx_err *err)
{
    yx_cell cell[YX_N_DHIS2] = {0};
    yx_code rc = YX_OK;

    t->f.common.any_row = true;
    if (!yx_row_sound(t->f.common.to.cells, r, t->header.name, t->header.n) || !all_by_name(t))
        return YX_OK;
    for (size_t i = 0; i < YX_N_DHIS2; i++)
        if (t->at[i] != NO_COLUMN)
            cell[i] = yx_row_cell(&t->header, r, (size_t)t->at[i]);
    if (t->any_category)
        rc = categories(t, r, &cell[YX_DHIS2_COC], err);
    return rc ? rc : yx_dhis2_record(&t->f, cell, r->line, err);
}

static yx_code take_file(take *t, yx_err *err)
{
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_csv_record r;
    bool end = false;
    yx_code rc = yx_opening(&t->f.common, YX_ENCODING_ANY, &in, err);

    if (!rc)
        rc = yx_csv_open(in, &csv, err);
    if (!rc)
        rc = yx_csv_next(csv, &r, &end, err);
    if (!rc && !end) {
        end = !yx_row_sound(t->f.common.to.cells, &r, NULL, 0);
        rc = end ? YX_OK : header(t, &r, err);
    }
    while (!rc && !end) {
        rc = yx_csv_next(csv, &r, &end, err);
        if (!rc && !end)
            rc = row(t, &r, err);
    }
    yx_csv_close(csv);
    yx_input_close(in);
    return rc;
}

yx_code yx_take_dhis2_csv(const char *path, const yx_take_options *options, yx_seen **seen,
                          yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {0};
    yx_err why = {0};
    yx_code rc = yx_dhis2_begin(&t.f, path, options, seen, faults, &why);

    if (!rc)
        rc = take_file(&t, &why);
    yx_header_release(&t.header);
    yx_buf_free(&t.part);
    return yx_foreign_end(&t.f, rc, &why, ret_batch, err);
}
