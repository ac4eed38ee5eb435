/* DHIS2 data values as CSV, JSON and XML, and ADX. A total of the year so far is the element X_YTD
 * at the last month that it holds. */
#include "base/csv.h"
#include "base/json.h"
#include "base/mem.h"
#include "flow/export/rows.h"
#include "model/period_formats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ELEMENT = 300 };

#define YTD "_YTD"

/* A figure of the region at hand, for ADX, which wants those of one period together. */
struct yx_export_kept {
    yx_period period; /* as it is written */
    char value[YX_DECIMAL_TEXT];
    const yx_indicator *indicator;
    size_t order;
};

/* What a figure is called, and the period at which it stands. */
typedef struct said {
    char element[ELEMENT], period[YX_PERIOD_TEXT];
    yx_period when;
} said;

static void first_of(char out[YX_UNSAID_TEXT], const char *text)
{
    if (!out[0])
        (void)snprintf(out, YX_UNSAID_TEXT, "%.*s", YX_UNSAID_TEXT - 1, text);
}

static bool ends_with_ytd(const char *code)
{
    size_t n = strlen(code);

    return n > sizeof YTD - 1 && strcmp(code + n - (sizeof YTD - 1), YTD) == 0;
}

/* The element of an indicator. False: it would be another one's. */
static bool element_of(yx_export_writer *w, const yx_indicator *x, char out[ELEMENT])
{
    bool plain = x->kind != YX_YTD || ends_with_ytd(x->code);

    (void)snprintf(out, ELEMENT, "%.*s%s", ELEMENT - 8, x->code, plain ? "" : YTD);
    return plain || !yx_indicator_find(w->catalog, yx_str_of(out));
}

/* False: it cannot be said, and was counted. */
static bool say(yx_export_writer *w, const yx_export_row *row, bool adx, said *ret)
{
    char text[YX_PERIOD_TEXT], what[YX_UNSAID_TEXT];
    bool ytd = row->indicator->kind == YX_YTD;
    int year, month, day;

    if (!element_of(w, row->indicator, ret->element)) {
        w->unsaid.elements++;
        first_of(w->unsaid.element, ret->element);
        return false;
    }
    ret->when = row->period;
    if (ytd) {
        yx_day_parts(row->period.last, &year, &month, &day);
        ret->when.first = yx_day_of(year, month, 1);
    }
    if (adx ? yx_period_adx(ret->when, ret->period) : yx_period_dhis2(ret->when, ret->period))
        return true;
    w->unsaid.periods++;
    (void)snprintf(what, sizeof what, "%.40s %s", row->indicator->code,
                   yx_period_text(row->period, ytd, text));
    first_of(w->unsaid.period, what);
    return false;
}

static void count_unsaid(yx_export_writer *w, const yx_export_row *row, bool as_of)
{
    w->unsaid.status += row->status.n > 0;
    w->unsaid.contributors += row->contributors.n > 0;
    w->unsaid.release += row->release.n > 0;
    w->unsaid.as_of += as_of && row->as_of.n > 0;
}

/* --- CSV --- */

static void csv_begin(yx_export_writer *w)
{
    yx_buf_text(&w->part, "dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,"
                          "value,storedby,lastupdated,comment,followup,deleted\n");
}

static yx_code csv_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    said s;

    (void)err;
    if (!say(w, row, false, &s))
        return YX_OK;
    count_unsaid(w, row, false);
    yx_csv_write(&w->part, yx_str_of(s.element), true);
    yx_buf_f(&w->part, ",%s", s.period);
    yx_csv_write(&w->part, row->region, false);
    yx_buf_text(&w->part, ",,");
    yx_csv_write(&w->part, row->value, false);
    yx_buf_text(&w->part, ",,");
    yx_buf_str(&w->part, row->as_of);
    yx_buf_text(&w->part, row->as_of.n ? "T00:00:00.000" : "");
    yx_buf_text(&w->part, ",,false,false\n");
    return YX_OK;
}

static yx_code nothing(yx_export_writer *w, yx_err *err)
{
    (void)w;
    (void)err;
    return YX_OK;
}

const yx_export_form yx_export_dhis2_csv = {YX_FILE_DHIS2_CSV, csv_begin, csv_row, nothing};

/* --- JSON --- */

static void json_begin(yx_export_writer *w)
{
    yx_buf_text(&w->part,
                "{\"dataElementIdScheme\":\"CODE\",\"orgUnitIdScheme\":\"CODE\",\"dataValues\":[");
}

static yx_code json_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    yx_json j = {.out = &w->part};
    char updated[40];
    said s;

    (void)err;
    if (!say(w, row, false, &s))
        return YX_OK;
    count_unsaid(w, row, false);
    yx_buf_text(&w->part, w->any ? ",\n" : "\n");
    w->any = true;
    yx_json_object(&j, NULL);
    yx_json_text(&j, "dataElement", s.element);
    yx_json_text(&j, "period", s.period);
    yx_json_str(&j, "orgUnit", row->region);
    yx_json_str(&j, "value", row->value);
    if (row->as_of.n) {
        (void)snprintf(updated, sizeof updated, "%.*sT00:00:00.000", (int)row->as_of.n,
                       row->as_of.at);
        yx_json_text(&j, "lastUpdated", updated);
    }
    yx_json_end(&j);
    return YX_OK;
}

static yx_code json_end(yx_export_writer *w, yx_err *err)
{
    (void)err;
    yx_buf_text(&w->part, "\n]}\n");
    return YX_OK;
}

const yx_export_form yx_export_dhis2_json = {YX_FILE_DHIS2_JSON, json_begin, json_row, json_end};

/* --- XML --- */

static void xml_begin(yx_export_writer *w)
{
    yx_buf_text(&w->part, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<dataValueSet xmlns=\"http://dhis2.org/schema/dxf/2.0\" "
                          "dataElementIdScheme=\"CODE\" orgUnitIdScheme=\"CODE\">\n");
}

static void attribute(yx_buf *out, const char *name, yx_str text)
{
    yx_buf_f(out, " %s=\"", name);
    yx_buf_markup(out, text);
    yx_buf_char(out, '"');
}

static yx_code xml_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    said s;

    (void)err;
    if (!say(w, row, false, &s))
        return YX_OK;
    count_unsaid(w, row, false);
    yx_buf_text(&w->part, "  <dataValue");
    attribute(&w->part, "dataElement", yx_str_of(s.element));
    attribute(&w->part, "period", yx_str_of(s.period));
    attribute(&w->part, "orgUnit", row->region);
    attribute(&w->part, "value", row->value);
    if (row->as_of.n)
        yx_buf_f(&w->part, " lastUpdated=\"%.*sT00:00:00.000\"", (int)row->as_of.n, row->as_of.at);
    yx_buf_text(&w->part, "/>\n");
    return YX_OK;
}

static yx_code xml_end(yx_export_writer *w, yx_err *err)
{
    (void)err;
    yx_buf_text(&w->part, "</dataValueSet>\n");
    return YX_OK;
}

const yx_export_form yx_export_dhis2_xml = {YX_FILE_DHIS2_XML, xml_begin, xml_row, xml_end};

/* --- ADX --- */

static void adx_begin(yx_export_writer *w)
{
    yx_buf_f(&w->part,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<adx xmlns=\"urn:ihe:qrph:adx:2015\" exported=\"%s\">\n",
             w->now);
}

static int by_period(const void *a, const void *b)
{
    const struct yx_export_kept *x = a, *y = b;
    int order = yx_period_order(x->period, y->period);

    return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

/* The figures of the region at hand, a group for each period. */
static void write_groups(yx_export_writer *w)
{
    char element[ELEMENT], period[YX_PERIOD_TEXT];

    if (w->n_kept)
        qsort(w->kept, w->n_kept, sizeof *w->kept, by_period);
    for (size_t i = 0; i < w->n_kept; i++) {
        const struct yx_export_kept *k = &w->kept[i];
        bool first = !i || yx_period_order(k->period, k[-1].period) != 0;
        bool last = i + 1 == w->n_kept || yx_period_order(k->period, k[1].period) != 0;
        if (first && yx_period_adx(k->period, period)) {
            yx_buf_text(&w->part, "  <group");
            attribute(&w->part, "orgUnit", yx_buf_view(&w->region));
            attribute(&w->part, "period", yx_str_of(period));
            yx_buf_text(&w->part, " dataSet=\"FIGURES\">\n");
        }
        (void)element_of(w, k->indicator, element);
        yx_buf_text(&w->part, "    <dataValue");
        attribute(&w->part, "dataElement", yx_str_of(element));
        attribute(&w->part, "value", yx_str_of(k->value));
        yx_buf_text(&w->part, "/>\n");
        yx_buf_text(&w->part, last ? "  </group>\n" : "");
    }
    w->n_kept = 0;
}

static yx_code adx_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    struct yx_export_kept *k;
    said s;
    yx_code rc;

    if (!yx_str_same(row->region, yx_buf_view(&w->region))) {
        write_groups(w);
        yx_buf_clear(&w->region);
        yx_buf_str(&w->region, row->region);
        rc = yx_buf_check(&w->region, err);
        if (rc)
            return rc;
    }
    if (!say(w, row, true, &s))
        return YX_OK;
    count_unsaid(w, row, true);
    rc = yx_grow(&w->kept, &w->cap_kept, w->n_kept + 1, sizeof *w->kept, err);
    if (rc)
        return rc;
    k = &w->kept[w->n_kept];
    *k = (struct yx_export_kept){
        .period = s.when, .indicator = row->indicator, .order = w->n_kept++};
    (void)snprintf(k->value, sizeof k->value, "%.*s", (int)row->value.n, row->value.at);
    return YX_OK;
}

static yx_code adx_end(yx_export_writer *w, yx_err *err)
{
    (void)err;
    write_groups(w);
    yx_buf_text(&w->part, "</adx>\n");
    return YX_OK;
}

const yx_export_form yx_export_adx = {YX_FILE_ADX, adx_begin, adx_row, adx_end};
