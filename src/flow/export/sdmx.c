/* SDMX-CSV 2.0, SDMX-ML 2.1 generic and SDMX-JSON 2.1. All of a figure can be said in them: what is
 * no dimension is an attribute of the observation. */
#include "base/csv.h"
#include "base/json.h"
#include "base/mem.h"
#include "flow/export/rows.h"
#include "model/period_formats.h"

#include <stdio.h>
#include <string.h>

#define FLOW "YIXIAN:FIGURES(1.0.0)"

static const char *const component[YX_N_OUT] = {
    [YX_OUT_FREQ] = "FREQ",
    [YX_OUT_REGION] = "REF_AREA",
    [YX_OUT_INDICATOR] = "INDICATOR",
    [YX_OUT_PERIOD] = "TIME_PERIOD",
    [YX_OUT_STATUS] = "OBS_STATUS",
    [YX_OUT_CONTRIBUTORS] = "CONTRIBUTORS",
    [YX_OUT_RELEASE] = "EMBARGO_TIME",
    [YX_OUT_AS_OF] = "UPDATED",
};

/* What a row says of a component. */
static yx_str said(const yx_export_row *row, size_t i, char period[YX_PERIOD_TEXT])
{
    const yx_str text[YX_N_OUT] = {
        [YX_OUT_FREQ] = yx_str_of(yx_export_freq(row->indicator)),
        [YX_OUT_REGION] = row->region,
        [YX_OUT_INDICATOR] = row->code,
        [YX_OUT_PERIOD] =
            yx_str_of(yx_period_sdmx(row->period, row->indicator->kind == YX_YTD, period)),
        [YX_OUT_STATUS] = row->status,
        [YX_OUT_CONTRIBUTORS] = row->contributors,
        [YX_OUT_RELEASE] = row->release,
        [YX_OUT_AS_OF] = row->as_of,
    };

    return text[i];
}

/* --- CSV --- */

static void csv_begin(yx_export_writer *w)
{
    yx_buf_text(&w->part,
                "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE");
    for (size_t i = YX_OUT_STATUS; w->full && i < YX_N_OUT; i++)
        yx_buf_f(&w->part, ",%s", component[i]);
    yx_buf_char(&w->part, '\n');
}

static yx_code csv_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    char period[YX_PERIOD_TEXT];

    (void)err;
    yx_buf_text(&w->part, "dataflow," FLOW ",R"); /* replace: the same in 2.0 and 2.1 */
    for (size_t i = YX_OUT_FREQ; i <= YX_OUT_PERIOD; i++)
        yx_csv_write(&w->part, said(row, i, period), false);
    yx_csv_write(&w->part, row->value, false);
    for (size_t i = YX_OUT_STATUS; w->full && i < YX_N_OUT; i++)
        yx_csv_write(&w->part, said(row, i, period), false);
    yx_buf_char(&w->part, '\n');
    return YX_OK;
}

static yx_code csv_end(yx_export_writer *w, yx_err *err)
{
    (void)w;
    (void)err;
    return YX_OK;
}

const yx_export_form yx_export_sdmx_csv = {YX_FILE_SDMX_CSV, csv_begin, csv_row, csv_end};

/* --- XML --- */

static void ml_begin(yx_export_writer *w)
{
    static const char space[] = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1";

    yx_buf_f(&w->part,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<message:GenericData xmlns:message=\"%s/message\"\n"
             "    xmlns:generic=\"%s/data/generic\" xmlns:common=\"%s/common\">\n",
             space, space, space);
    yx_buf_f(&w->part,
             "  <message:Header>\n    <message:ID>FIGURES</message:ID>\n"
             "    <message:Test>false</message:Test>\n"
             "    <message:Prepared>%s</message:Prepared>\n"
             "    <message:Sender id=\"YIXIAN\"/>\n"
             "    <message:Structure structureID=\"S1\" dimensionAtObservation=\"TIME_PERIOD\">"
             "<common:Structure><Ref agencyID=\"YIXIAN\" id=\"FIGURES\" version=\"1.0\"/>"
             "</common:Structure></message:Structure>\n"
             "    <message:DataSetAction>Replace</message:DataSetAction>\n  </message:Header>\n"
             "  <message:DataSet structureRef=\"S1\" action=\"Replace\">\n",
             w->now);
}

static void ml_value(yx_buf *out, const char *id, yx_str text)
{
    yx_buf_f(out, "<generic:Value id=\"%s\" value=\"", id);
    yx_buf_markup(out, text);
    yx_buf_text(out, "\"/>");
}

static yx_code ml_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    yx_buf *out = &w->part;
    char period[YX_PERIOD_TEXT];
    bool any = false;

    (void)err;
    if (yx_export_other_series(w, row)) {
        yx_buf_text(out, w->any ? "    </generic:Series>\n" : "");
        yx_buf_text(out, "    <generic:Series>\n      <generic:SeriesKey>");
        for (size_t i = YX_OUT_FREQ; i <= YX_OUT_INDICATOR; i++)
            ml_value(out, component[i], said(row, i, period));
        yx_buf_text(out, "</generic:SeriesKey>\n");
    }
    w->any = true;
    yx_buf_f(out, "      <generic:Obs><generic:ObsDimension value=\"%s\"/>",
             said(row, YX_OUT_PERIOD, period).at);
    yx_buf_text(out, "<generic:ObsValue value=\"");
    yx_buf_markup(out, row->value);
    yx_buf_text(out, "\"/>");
    for (size_t i = YX_OUT_STATUS; i < YX_N_OUT; i++) {
        yx_str text = said(row, i, period);
        if (!text.n)
            continue;
        yx_buf_text(out, any ? "" : "<generic:Attributes>");
        ml_value(out, component[i], text);
        any = true;
    }
    yx_buf_text(out, any ? "</generic:Attributes></generic:Obs>\n" : "</generic:Obs>\n");
    return YX_OK;
}

static yx_code ml_end(yx_export_writer *w, yx_err *err)
{
    (void)err;
    yx_buf_text(&w->part, w->any ? "    </generic:Series>\n" : "");
    yx_buf_text(&w->part, "  </message:DataSet>\n</message:GenericData>\n");
    return YX_OK;
}

const yx_export_form yx_export_sdmx_ml = {YX_FILE_SDMX_ML, ml_begin, ml_row, ml_end};

/* --- JSON: the data first, for then it is known which values the structure has --- */

static void json_begin(yx_export_writer *w)
{
    yx_buf_f(&w->part,
             "{\"meta\":{\"schema\":\"https://json.sdmx.org/2.1/sdmx-json-data-schema.json\","
             "\"id\":\"FIGURES\",\"prepared\":\"%s\",\"test\":false,"
             "\"contentLanguages\":[\"zh-CN\"],\"sender\":{\"id\":\"YIXIAN\"}},\n"
             "\"data\":{\"dataSets\":[{\"structure\":0,\"action\":\"Replace\",\"series\":{",
             w->now);
}

/* The number of what a row says of a component. */
static yx_code number(yx_export_writer *w, const yx_export_row *row, size_t i, uint32_t *ret,
                      yx_err *err)
{
    char period[YX_PERIOD_TEXT];
    size_t n = yx_names_count(w->met[i]);
    yx_code rc = yx_names_add(w->met[i], said(row, i, period), ret, err);

    if (rc || i != YX_OUT_PERIOD || *ret < n)
        return rc;
    rc = yx_grow(&w->met_period, &w->cap_period, n + 1, sizeof *w->met_period, err);
    if (!rc)
        w->met_period[n] = row->period;
    return rc;
}

static yx_code json_key(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    yx_code rc = YX_OK;
    uint32_t v = 0;

    yx_buf_text(&w->part, w->any ? "}},\n\"" : "\n\"");
    for (size_t i = YX_OUT_FREQ; i <= YX_OUT_INDICATOR && !rc; i++) {
        rc = number(w, row, i, &v, err);
        yx_buf_f(&w->part, i ? ":%u" : "%u", v);
    }
    yx_buf_text(&w->part, "\":{\"observations\":{");
    return rc;
}

static yx_code json_row(yx_export_writer *w, const yx_export_row *row, yx_err *err)
{
    char period[YX_PERIOD_TEXT];
    bool other = yx_export_other_series(w, row);
    size_t last = YX_OUT_PERIOD;
    uint32_t v = 0;
    yx_code rc = other ? json_key(w, row, err) : YX_OK;

    if (!rc)
        rc = number(w, row, YX_OUT_PERIOD, &v, err);
    w->any = true;
    yx_buf_f(&w->part, "%s\"%u\":[", other ? "" : ",", v);
    yx_buf_str(&w->part, row->value);
    for (size_t i = YX_OUT_STATUS; i < YX_N_OUT; i++)
        if (said(row, i, period).n)
            last = i;
    for (size_t i = YX_OUT_STATUS; i <= last && !rc; i++) {
        bool any = said(row, i, period).n > 0;
        if (any)
            rc = number(w, row, i, &v, err);
        if (any)
            yx_buf_f(&w->part, ",%u", v);
        else
            yx_buf_text(&w->part, ",null");
    }
    yx_buf_char(&w->part, ']');
    return rc;
}

/* An id may have few signs; what has others is a value. */
static bool is_id(yx_str text)
{
    static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@$-";

    for (size_t i = 0; i < text.n; i++)
        if (!memchr(good, text.at[i], sizeof good - 1))
            return false;
    return text.n > 0;
}

static void json_value(yx_export_writer *w, yx_json *j, size_t c, uint32_t i)
{
    yx_str text = yx_names_at(w->met[c], i);
    uint32_t region = YX_REGION_NONE;
    const yx_indicator *indicator = yx_indicator_find(w->catalog, text);
    char day[YX_DAY_TEXT], instant[40];

    if (c == YX_OUT_REGION)
        region = yx_region_newest(w->catalog, text);
    yx_json_object(j, NULL);
    yx_json_str(j, is_id(text) ? "id" : "value", text);
    if (region != YX_REGION_NONE)
        yx_json_text(j, "name", yx_region_name(yx_region_at(w->catalog, region), YX_ZH_HANS));
    else if (c == YX_OUT_INDICATOR && indicator)
        yx_json_text(j, "name", yx_indicator_name(indicator, YX_ZH_HANS));
    else
        yx_json_str(j, "name", text);
    if (c == YX_OUT_PERIOD && !is_id(text)) {
        (void)snprintf(instant, sizeof instant, "%sT00:00:00Z",
                       yx_day_text(w->met_period[i].first, day));
        yx_json_text(j, "start", instant);
        (void)snprintf(instant, sizeof instant, "%sT23:59:59Z",
                       yx_day_text(w->met_period[i].last, day));
        yx_json_text(j, "end", instant);
    }
    yx_json_end(j);
}

static void json_component(yx_export_writer *w, yx_json *j, size_t c)
{
    static const char *const name[YX_N_OUT] = {
        "Frequency", "Region",       "Indicator", "Period",
        "Status",    "Contributors", "Release",   "Updated",
    };

    yx_json_object(j, NULL);
    yx_json_text(j, "id", component[c]);
    yx_json_text(j, "name", name[c]);
    if (c <= YX_OUT_PERIOD)
        yx_json_int(j, "keyPosition", (int64_t)c);
    yx_json_array(j, "values");
    for (uint32_t i = 0; i < yx_names_count(w->met[c]); i++)
        json_value(w, j, c, i);
    yx_json_end(j);
    yx_json_end(j);
}

static yx_code json_end(yx_export_writer *w, yx_err *err)
{
    yx_json j = {.out = &w->part};

    (void)err;
    yx_buf_text(&w->part, w->any ? "}}\n}}],\n\"structures\":[" : "}}],\n\"structures\":[");
    yx_json_object(&j, NULL);
    yx_json_text(&j, "name", "Figures");
    yx_json_array(&j, "links");
    yx_json_object(&j, NULL);
    yx_json_text(&j, "urn", "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=" FLOW);
    yx_json_text(&j, "rel", "dataflow");
    yx_json_end(&j);
    yx_json_end(&j);
    yx_json_array(&j, "dataSets");
    yx_json_int(&j, NULL, 0);
    yx_json_end(&j);
    yx_json_object(&j, "dimensions");
    yx_json_array(&j, "dataSet");
    yx_json_end(&j);
    yx_json_array(&j, "series");
    for (size_t c = YX_OUT_FREQ; c <= YX_OUT_INDICATOR; c++)
        json_component(w, &j, c);
    yx_json_end(&j);
    yx_json_array(&j, "observation");
    json_component(w, &j, YX_OUT_PERIOD);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_json_object(&j, "measures");
    yx_json_array(&j, "observation");
    yx_json_object(&j, NULL);
    yx_json_text(&j, "id", "OBS_VALUE");
    yx_json_text(&j, "name", "Value");
    yx_json_end(&j);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_json_object(&j, "attributes");
    yx_json_array(&j, "dataSet");
    yx_json_end(&j);
    yx_json_array(&j, "series");
    yx_json_end(&j);
    yx_json_array(&j, "observation");
    for (size_t c = YX_OUT_STATUS; c < YX_N_OUT; c++)
        json_component(w, &j, c);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_buf_text(&w->part, "]}}\n");
    return YX_OK;
}

const yx_export_form yx_export_sdmx_json = {YX_FILE_SDMX_JSON, json_begin, json_row, json_end};
