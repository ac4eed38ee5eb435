#include "flow/export/formats.h"

#include "base/csv.h"
#include "flow/export/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REGION, CODE, PERIOD, VALUE, AS_OF, STATUS, CONTRIBUTORS, RELEASE, FULL };

#define BYTES_MAX ((uint64_t)1 << 40)

static const yx_export_form *const forms[] = {
    &yx_export_sdmx_csv,   &yx_export_sdmx_ml,   &yx_export_sdmx_json, &yx_export_dhis2_csv,
    &yx_export_dhis2_json, &yx_export_dhis2_xml, &yx_export_adx,
};

bool yx_export_format_find(const char *name, yx_file_form *ret)
{
    if (strcmp(name, yx_file_form_name[YX_FILE_CSV]) == 0) {
        *ret = YX_FILE_CSV;
        return true;
    }
    for (size_t i = 0; i < YX_COUNT(forms); i++)
        if (strcmp(name, yx_file_form_name[forms[i]->form]) == 0) {
            *ret = forms[i]->form;
            return true;
        }
    return false;
}

const char *yx_export_freq(const yx_indicator *indicator)
{
    static const char *const freq[] = {
        [YX_PERIOD_DAY] = "D",   [YX_PERIOD_WEEK] = "W",    [YX_PERIOD_TENDAY] = "_O",
        [YX_PERIOD_MONTH] = "M", [YX_PERIOD_MONTHS] = "_O", [YX_PERIOD_QUARTER] = "Q",
        [YX_PERIOD_HALF] = "S",  [YX_PERIOD_YEAR] = "A"};

    return freq[indicator->every];
}

bool yx_export_other_series(yx_export_writer *w, const yx_export_row *row)
{
    yx_str was = yx_buf_view(&w->series);
    size_t n = row->region.n;

    if (was.n == n + 1 + row->code.n && memcmp(was.at, row->region.at, n) == 0 &&
        was.at[n] == ' ' && memcmp(was.at + n + 1, row->code.at, row->code.n) == 0)
        return false;
    yx_buf_clear(&w->series);
    yx_buf_str(&w->series, row->region);
    yx_buf_char(&w->series, ' ');
    yx_buf_str(&w->series, row->code);
    return true;
}

static yx_code write_part(yx_export_writer *w, FILE *out, yx_err *err)
{
    yx_code rc = yx_buf_check(&w->part, err);

    if (!rc)
        rc = yx_buf_check(&w->series, err);
    if (!rc && w->part.n && fwrite(w->part.at, 1, w->part.n, out) != w->part.n)
        rc = yx_fail(err, YX_E_IO, "cannot write: %s", strerror(errno));
    yx_buf_clear(&w->part);
    return rc;
}

static yx_code row_of(yx_export_writer *w, const yx_csv_record *r, yx_export_row *ret, yx_err *err)
{
    *ret = (yx_export_row){0};
    if (r->fault || r->n != (w->full ? (size_t)FULL : (size_t)AS_OF))
        return yx_fail(err, YX_E_CORRUPT, "line %zu of an export has another form", r->line);
    ret->region = r->field[REGION];
    ret->code = r->field[CODE];
    ret->value = r->field[VALUE];
    ret->indicator = yx_indicator_find(w->catalog, ret->code);
    if (!ret->indicator || !yx_period_read(r->field[PERIOD], &ret->period))
        return yx_fail(err, YX_E_CORRUPT, "line %zu of an export: no such indicator or period",
                       r->line);
    if (w->full) {
        ret->as_of = r->field[AS_OF];
        ret->status = r->field[STATUS];
        ret->contributors = r->field[CONTRIBUTORS];
        ret->release = r->field[RELEASE];
    }
    return YX_OK;
}

static yx_code convert(yx_export_writer *w, const yx_export_form *form, yx_input *in, FILE *out,
                       yx_err *err)
{
    yx_csv *csv = NULL;
    yx_csv_record r;
    yx_export_row row;
    bool end = false;
    yx_code rc = yx_csv_open(in, &csv, err);

    if (!rc)
        rc = yx_csv_next(csv, &r, &end, err); /* the header */
    form->begin(w);
    while (!rc && !end) {
        rc = yx_csv_next(csv, &r, &end, err);
        if (rc || end)
            break;
        rc = row_of(w, &r, &row, err);
        if (!rc)
            rc = form->row(w, &row, err);
        if (!rc)
            rc = write_part(w, out, err);
    }
    if (!rc)
        rc = form->end(w, err);
    if (!rc)
        rc = write_part(w, out, err);
    yx_csv_close(csv);
    return rc;
}

/* Our own export, kept in a file without a name. */
static yx_code own_export(yx_workspace *ws, yx_known known, bool full, FILE *kept, yx_input **ret,
                          yx_err *err)
{
    char path[40];
    yx_code rc = yx_export(ws, known, full, kept, err);

    if (rc)
        return rc;
    if (fflush(kept) != 0)
        return yx_fail(err, YX_E_IO, "cannot write a temporary file: %s", strerror(errno));
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(kept));
    return yx_input_open(path, YX_ENCODING_UTF8, BYTES_MAX, ret, err);
}

static yx_code export_form(yx_workspace *ws, yx_known known, const yx_export_form *form,
                           yx_export_writer *w, FILE *out, yx_err *err)
{
    yx_input *in = NULL;
    FILE *kept = tmpfile();
    yx_code rc =
        kept ? YX_OK : yx_fail(err, YX_E_IO, "cannot make a temporary file: %s", strerror(errno));

    for (size_t i = 0; i < YX_N_OUT && !rc; i++)
        rc = yx_names_new(&w->met[i], err);
    if (!rc)
        rc = own_export(ws, known, w->full, kept, &in, err);
    if (!rc)
        rc = convert(w, form, in, out, err);
    yx_input_close(in);
    if (kept)
        (void)fclose(kept);
    return rc;
}

/* 2022-01-20T08:00:00Z */
static void time_text(int64_t ms, char out[24])
{
    int64_t seconds = ms / 1000, days = seconds / 86400, rest = seconds % 86400;
    int year, month, day;

    if (rest < 0) {
        rest += 86400;
        days--;
    }
    if (days < YX_DAY_MIN || days > YX_DAY_MAX)
        days = 0;
    yx_day_parts((yx_day)days, &year, &month, &day);
    (void)snprintf(out, 24, "%04d-%02d-%02dT%02d:%02d:%02dZ", year % 10000, month % 100, day % 100,
                   (int)(rest / 3600) % 100, (int)(rest / 60 % 60), (int)(rest % 60));
}

yx_code yx_export_as(yx_workspace *ws, yx_known known, bool full, yx_file_form form, int64_t now_ms,
                     FILE *out, yx_export_unsaid *ret, yx_err *err)
{
    yx_export_writer w = {.catalog = ws->catalog, .full = full};
    yx_code rc = YX_E_RANGE;

    if (form == YX_FILE_CSV) {
        if (ret)
            *ret = (yx_export_unsaid){0};
        return yx_export(ws, known, full, out, err);
    }
    time_text(now_ms, w.now);
    for (size_t i = 0; i < YX_COUNT(forms); i++)
        if (forms[i]->form == form)
            rc = export_form(ws, known, forms[i], &w, out, err);
    if (!rc && ret)
        *ret = w.unsaid;
    for (size_t i = 0; i < YX_N_OUT; i++)
        yx_names_free(w.met[i]);
    yx_buf_free(&w.part);
    yx_buf_free(&w.series);
    yx_buf_free(&w.region);
    free(w.met_period);
    free(w.kept);
    return rc;
}
