#include "intake/taking.h"

#include "intake/persons.h"

#include <stdio.h>
#include <string.h>

yx_code yx_taking_begin(yx_taking *t, const char *path, const yx_take_options *options,
                        yx_seen **seen, yx_faults *faults, yx_err *err)
{
    yx_code rc;

    *t = (yx_taking){.options = options,
                     .faults = faults,
                     .errors_before = yx_faults_errors(faults),
                     .to.file = path};
    rc = yx_seen_file(seen, path, err);
    t->to.seen = *seen;
    if (!rc)
        rc = yx_batch_new(path, options->source, &t->to.batch, err);
    if (!rc)
        rc = yx_cells_new(options, path, t->to.seen, faults, &t->to.cells, err);
    return rc;
}

/* --- one observation --- */

static bool as_of(yx_taking *t, const yx_cell *cell, yx_day *ret)
{
    char today[YX_DAY_TEXT], expected[40];

    if (!yx_cell_day(t->to.cells, cell, "as_of.bad", ret))
        return false;
    if (*ret <= t->options->today)
        return true;
    (void)snprintf(expected, sizeof expected, "a day until %s",
                   yx_day_text(t->options->today, today));
    yx_cell_fault(t->to.cells, cell, "as_of.future", expected, NULL);
    return false;
}

yx_figure yx_taking_row(yx_taking *t, const yx_record *r, yx_obs *ret_obs)
{
    yx_cells *cells = t->to.cells;
    yx_obs *obs = ret_obs;
    yx_figure f = {.row = obs, .row_good = !r->faulty};

    *obs = (yx_obs){.as_of = t->options->as_of,
                    .contributors = YX_CONTRIBUTORS_NONE,
                    .release = YX_DAY_NONE,
                    .status = r->withdrawn ? YX_STATUS_WITHDRAWN : YX_STATUS_NONE,
                    .line = (uint32_t)r->line};
    t->any_row = true;
    if (r->as_of.text.n)
        f.row_good &= as_of(t, &r->as_of, &obs->as_of);
    if (r->status.text.n && !r->withdrawn)
        f.row_good &= yx_cell_status(cells, &r->status, &obs->status);
    if (r->contributors.text.n)
        f.row_good &= yx_cell_contributors(cells, &r->contributors, &obs->contributors);
    if (r->release.text.n)
        f.row_good &= yx_cell_day(cells, &r->release, "release.bad", &obs->release);
    return f;
}

/* The cell with the code that is to be looked up. */
static yx_cell coded(const yx_cell *cell, yx_str code)
{
    yx_cell c = *cell;

    if (code.n)
        c.text = code;
    return c;
}

yx_known *yx_taking_region(yx_taking *t, const yx_cell *cell, yx_str code, const yx_period *when)
{
    yx_cell c = coded(cell, code);
    yx_known *found = NULL;

    if (!when) {
        (void)yx_cell_any_region(t->to.cells, &c);
        return NULL;
    }
    return yx_cell_region(t->to.cells, &c, *when, &found) ? found : NULL;
}

yx_known *yx_taking_indicator(yx_taking *t, const yx_cell *cell, yx_str code)
{
    yx_cell c = coded(cell, code);
    yx_known *found = NULL;

    return yx_cell_indicator(t->to.cells, &c, &found) ? found : NULL;
}

yx_code yx_taking_record(yx_taking *t, const yx_record *r, yx_err *err)
{
    yx_obs obs;
    yx_figure f = yx_taking_row(t, r, &obs);
    yx_period when;

    if (r->when)
        f.when = r->when;
    else if (r->period.field && yx_cells_period(t->to.cells, r->period.text, &when))
        f.when = &when;
    f.period = r->period;
    if (r->region.field)
        f.in = yx_taking_region(t, &r->region, r->region_code, f.when);
    if (r->indicator.field)
        f.of = yx_taking_indicator(t, &r->indicator, r->indicator_code);
    if (r->period.field && !f.when)
        (void)yx_cell_period(t->to.cells, &r->period, &when); /* for its fault */
    if (!r->value.field)
        return YX_OK;
    f.value = r->value;
    return yx_figure_take(&t->to, &f, err);
}

/* --- the file --- */

static void file_fault(yx_taking *t, const char *code, size_t line, const char *text,
                       const char *expected)
{
    yx_faults_add(t->faults, &(yx_fault){.code = code,
                                         .file = t->to.file,
                                         .line = line,
                                         .text = yx_str_of(text),
                                         .expected = expected});
}

/* The reason alone, of "cannot read 'a.csv': it is a directory". */
static const char *reason(const yx_err *why)
{
    const char *colon = strrchr(why->text, ':');

    return colon && colon[1] == ' ' ? colon + 2 : why->text;
}

/* What the file itself did wrong is a fault of the user's file and not of this call. */
static yx_code blame_file(yx_taking *t, yx_code rc, const yx_err *why)
{
    switch (rc) {
    case YX_OK:
        if (!t->any_row && yx_faults_errors(t->faults) == t->errors_before)
            file_fault(t, "file.empty", 1, "", "a header and rows below it");
        return YX_OK;
    case YX_E_IO:
        file_fault(t, "file.unreadable", 0, reason(why), "a plain file that may be read");
        return YX_OK;
    case YX_E_FORMAT:
        file_fault(t, "file.packed", 0, reason(why), "whole gzip or zstd data");
        return YX_OK;
    case YX_E_RANGE:
        file_fault(t, "file.large", 0, reason(why), "a smaller file");
        return YX_OK;
    case YX_E_NOMEM:
    case YX_E_SHORT:
    case YX_E_ABSENT:
    case YX_E_REFUSED:
    case YX_E_CORRUPT:
        break;
    }
    return rc;
}

yx_code yx_taking_end(yx_taking *t, yx_code rc, const yx_err *why, yx_batch **ret_batch,
                      yx_err *err)
{
    bool whole = rc == YX_OK;
    bool personal = t->to.cells && yx_cells_persons(t->to.cells)->n > 0;
    yx_err last = *why;
    size_t errors;

    rc = blame_file(t, rc, why);
    if (!rc)
        rc = yx_faults_check(t->faults, &last);
    errors = yx_faults_errors(t->faults) - t->errors_before;
    if (!rc && errors && !(whole && t->options->partial && !personal))
        rc = yx_fail(&last, YX_E_REFUSED, "%zu faults in '%s'", errors, t->to.file);
    yx_cells_free(t->to.cells);
    t->to.cells = NULL;
    if (rc) {
        yx_batch_free(t->to.batch);
        t->to.batch = NULL;
        return yx_fail(err, rc, "%s", last.text);
    }
    *ret_batch = t->to.batch;
    t->to.batch = NULL;
    return YX_OK;
}
