#include "intake/exchange/foreign.h"

#include "base/buf.h"
#include "intake/opening.h"
#include "intake/persons.h"

#include <string.h>

yx_code yx_foreign_begin(yx_foreign *f, const char *path, const yx_take_options *options,
                         const char *attribute, yx_seen **seen, yx_faults *faults, yx_err *err)
{
    yx_code rc;

    *f = (yx_foreign){0};
    rc = yx_taking_begin(&f->common, path, options, seen, faults, err);
    if (!rc)
        rc = yx_alias_new(options->catalog, attribute, &f->alias, err);
    if (!rc)
        rc = yx_names_new(&f->ignored, err);
    return rc;
}

yx_code yx_foreign_end(yx_foreign *f, yx_code rc, const yx_err *why, yx_batch **ret_batch,
                       yx_err *err)
{
    yx_alias_free(f->alias);
    yx_names_free(f->ignored);
    return yx_taking_end(&f->common, rc, why, ret_batch, err);
}

yx_code yx_foreign_ignored(yx_foreign *f, const yx_cell *cell, yx_err *err)
{
    yx_cell shown = *cell;
    size_t n = yx_names_count(f->ignored);
    uint32_t i;
    yx_code rc = yx_names_add(f->ignored, yx_str_of(cell->field), &i, err);

    yx_persons_cell(f->common.to.cells, cell, false);
    if (rc || i < n)
        return rc;
    shown.text = yx_str_of(cell->field);
    yx_persons_header(f->common.to.cells, &shown);
    yx_cell_fault(f->common.to.cells, &shown, "header.ignored", NULL, NULL);
    return YX_OK;
}

void yx_foreign_fault(yx_foreign *f, const char *code, size_t line, size_t column, yx_str text,
                      const char *expected)
{
    yx_cell cell = {.text = text, .line = line, .column = column};

    yx_cell_fault(f->common.to.cells, &cell, code, expected, NULL);
}

/* --- one observation --- */

static bool is_whole(yx_str part)
{
    /* The default category option combination has this identifier in every DHIS2. */
    return !part.n || yx_str_is(part, "default") || yx_str_is(part, "HllvX50cXC0");
}

/* The indicator of a part of the whole: INDICATOR.PART, INDICATOR.PART.PART, INDICATOR.*.PART */
static yx_code indicator_of_part(yx_foreign *f, const yx_foreign_obs *obs, yx_record *r,
                                 yx_err *err)
{
    bool first = !is_whole(obs->part[0].text), second = !is_whole(obs->part[1].text);
    const yx_cell *cell = &obs->part[first ? 0 : 1];
    yx_buf key = {0};
    yx_code rc;

    yx_buf_str(&key, obs->indicator.text);
    yx_buf_char(&key, '.');
    yx_buf_str(&key, first ? obs->part[0].text : yx_str_of("*"));
    if (second) {
        yx_buf_char(&key, '.');
        yx_buf_str(&key, obs->part[1].text);
    }
    rc = yx_buf_check(&key, err);
    if (!rc) {
        const char *expected = "an indicator with this code, or dhis2_uid, in the catalogue";
        yx_cell shown = *cell;
        r->indicator_code = yx_alias_indicator(f->alias, YX_SCHEME_UID, yx_buf_view(&key));
        if (yx_str_same(r->indicator_code, yx_buf_view(&key))) /* it must outlive the key */
            r->indicator_code =
                yx_str_of(yx_indicator_find(f->common.options->catalog, r->indicator_code)->code);
        shown.text = yx_buf_view(&key);
        if (!r->indicator_code.n && yx_cell_text(f->common.to.cells, &shown))
            yx_cell_fault(f->common.to.cells, &shown, "category.unknown", expected, NULL);
        r->faulty |= !r->indicator_code.n;
    }
    yx_buf_free(&key);
    return rc;
}

static yx_code indicator_of(yx_foreign *f, const yx_foreign_obs *obs, yx_record *r, yx_err *err)
{
    yx_str text = obs->indicator.text;

    if (!text.n)
        return YX_OK; /* its fault comes with the record */
    if (!is_whole(obs->part[0].text) || !is_whole(obs->part[1].text))
        return indicator_of_part(f, obs, r, err);
    r->indicator_code = obs->ytd ? yx_alias_ytd(f->alias, text)
                                 : yx_alias_indicator(f->alias, f->indicator_scheme, text);
    if (obs->ytd && !r->indicator_code.n) {
        yx_cell_fault(f->common.to.cells, &obs->indicator, "indicator.unknown",
                      "an indicator of kind ytd", NULL);
        r->faulty = true;
    }
    return YX_OK;
}

static void period_of(yx_foreign *f, const yx_foreign_obs *obs, yx_record *r, yx_period *room)
{
    yx_str text = obs->period.text;

    if (text.n && f->read_period(text, room)) {
        r->when = room;
        return;
    }
    r->period.field = NULL; /* ours would be no better, and its fault is given here */
    r->faulty = true;
    if (yx_cell_text(f->common.to.cells, &obs->period))
        yx_cell_fault(f->common.to.cells, &obs->period, "period.bad", f->period_hint, NULL);
}

/* A, E, P and F mean the same in SDMX as here; W means something else there. */
static void status_of(yx_foreign *f, const yx_foreign_obs *obs, yx_record *r)
{
    yx_str text = obs->status.text;

    if (text.n == 1 && memchr("AEPF", text.at[0], 4)) {
        r->status = obs->status;
        return;
    }
    if (text.n && yx_cell_text(f->common.to.cells, &obs->status))
        yx_cell_fault(f->common.to.cells, &obs->status, "status.other", "A, E, P or F", NULL);
}

/* The day of a day and time. */
static yx_cell day_of(yx_cell cell)
{
    yx_day d;

    if (cell.text.n > 10 && (cell.text.at[10] == 'T' || cell.text.at[10] == ' ') &&
        yx_day_read((yx_str){cell.text.at, 10}, &d))
        cell.text.n = 10;
    return cell;
}

yx_code yx_foreign_record(yx_foreign *f, const yx_foreign_obs *obs, yx_err *err)
{
    yx_record r = {.line = obs->line,
                   .region = obs->region,
                   .indicator = obs->indicator,
                   .period = obs->period,
                   .value = obs->value,
                   .as_of = day_of(obs->as_of),
                   .contributors = obs->contributors,
                   .release = day_of(obs->release),
                   .withdrawn = obs->deleted};
    yx_period when;
    yx_code rc;

    yx_persons_cell(f->common.to.cells, &obs->region, false);
    yx_persons_cell(f->common.to.cells, &obs->value, true);
    period_of(f, obs, &r, &when);
    status_of(f, obs, &r);
    if (obs->region.text.n)
        r.region_code = yx_alias_region(f->alias, f->region_scheme, obs->region.text);
    if (obs->deleted)
        r.value.text = (yx_str){"", 0};
    rc = indicator_of(f, obs, &r, err);
    if (!rc)
        rc = yx_taking_record(&f->common, &r, err);
    yx_progress_add(f->common.options->progress, 1);
    return rc ? rc : yx_cells_check(f->common.to.cells, err);
}

/* --- the file --- */

yx_code yx_foreign_open(yx_foreign *f, yx_input **ret, yx_err *err)
{
    return yx_opening(&f->common, YX_ENCODING_UTF8, ret, err);
}

static yx_code from_input(void *from, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    return yx_input_read(from, at, cap, ret_n, err);
}

yx_code yx_foreign_xml(yx_foreign *f, const yx_xml_told *told, yx_err *err)
{
    static const char *const code[] = {
        [YX_XML_SYNTAX] = "xml.syntax",
        [YX_XML_DOCTYPE] = "xml.doctype",
        [YX_XML_LIMIT] = "xml.limit",
        [YX_XML_ENCODING] = "text.encoding",
    };
    yx_input *in = NULL;
    yx_xml_place place = {0};
    yx_err why = {0};
    yx_code rc = yx_foreign_open(f, &in, &why);

    if (!rc)
        rc = yx_xml_read(from_input, in, told, &place, &why);
    yx_input_close(in);
    if ((rc == YX_E_FORMAT || rc == YX_E_RANGE) && place.wrong != YX_XML_RIGHT) {
        yx_foreign_fault(f, code[place.wrong], place.line, place.column, yx_str_of(why.text), NULL);
        return YX_OK;
    }
    return rc ? yx_fail(err, rc, "%s", why.text) : YX_OK;
}
