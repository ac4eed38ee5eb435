#include "intake/take_file.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yx_catalog *catalog;

static void load(yx_catalog_kind kind, const char *text)
{
    yx_input *in = NULL;
    yx_faults *faults = NULL;
    size_t n = 0;

    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_input_memory(yx_str_of(text), &in, NULL));
    T_OK(!yx_catalog_read(catalog, kind, "catalogue.csv", in, faults, &n, NULL));
    yx_input_close(in);
    yx_faults_free(faults);
}

static int make_catalog(void **state)
{
    (void)state;
    T_OK(!yx_catalog_new(&catalog, NULL));
    load(YX_REGIONS, "code,name_zh,name_en,level,parent_code,dhis2_uid,sdmx_code\n"
                     "42,湖北省,Hubei,province,,ImspTQPwCqd,\n"
                     "429001,示例县,Sample,county,42,O6uvpzGd5pu,R429001\n"
                     "420100,武汉市,Wuhan,prefecture,42,fdc6uOvgoji,CN-HB-WH\n"
                     "420101,同名县,,county,42,,\n"
                     "420102,同名县,,county,42,,\n");
    load(YX_INDICATORS, "code,name_zh,name_en,unit,frequency,kind,dhis2_uid,sdmx_code\n"
                        "COAL_STOCK_DAYS,电煤可用天数,Days of coal,天,M,stock,h0xKKjijTdI,\n"
                        "IVA_YTD,规上工业增加值(累计),Value added,%,M,ytd,,\n"
                        "gdp,生产总值,GDP,亿元,Q,ytd,FTRrcoaog83,B1GQ\n"
                        "sales,零售额,Sales,亿元,M,flow,s46m5MS0hxu,RET\n"
                        "cases,病例,Cases,例,W,flow,fbfJHSPpUQD,\n"
                        "cases.f,病例(女),Cases (f),例,W,flow,fbfJHSPpUQD.sexF,\n"
                        "cases.u5,病例(5岁以下),Cases (<5),例,W,flow,cases.age=u5,\n");
    return 0;
}

static int drop_catalog(void **state)
{
    (void)state;
    yx_catalog_free(catalog);
    return 0;
}

static yx_take_options options(void)
{
    return (yx_take_options){
        .catalog = catalog, .today = yx_day_of(2022, 6, 1), .as_of = yx_day_of(2022, 5, 1)};
}

/* "429001 sales 2021-11 6.5 [as of] [status] [contributors] [release]", a line each; what is not
 * said is left out, but for a withdrawal, whose value is W. */
static void spell_figures(const yx_batch *batch, yx_buf *out)
{
    for (size_t i = 0; i < batch->n; i++) {
        const yx_obs *o = &batch->obs[i];
        yx_str code = yx_names_at(batch->indicator, o->indicator);
        const yx_indicator *x = yx_indicator_find(catalog, code);
        char text[YX_DECIMAL_TEXT], period[YX_PERIOD_TEXT], day[YX_DAY_TEXT];
        T_OK(x != NULL);
        yx_buf_str(out, yx_names_at(batch->region, o->region));
        yx_buf_f(out, " %s %s %s", x->code, yx_period_text(o->period, x->kind == YX_YTD, period),
                 o->status == YX_STATUS_WITHDRAWN ? "W" : yx_decimal_text(yx_obs_value(o), text));
        if (o->as_of != yx_day_of(2022, 5, 1))
            yx_buf_f(out, " %s", yx_day_text(o->as_of, day));
        if (o->status && o->status != YX_STATUS_WITHDRAWN)
            yx_buf_f(out, " %c", o->status);
        if (o->contributors != YX_CONTRIBUTORS_NONE)
            yx_buf_f(out, " n=%u", o->contributors);
        if (o->release != YX_DAY_NONE)
            yx_buf_f(out, " release=%s", yx_day_text(o->release, day));
        yx_buf_char(out, '\n');
    }
}

/* "code line:column field 'text'" a line each. */
static void spell_faults(const yx_faults *faults, yx_buf *out)
{
    for (size_t i = 0; i < yx_faults_count(faults); i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        yx_buf_f(out, "%s %zu:%zu %s '", f->code, f->line, f->column, f->field ? f->field : "-");
        yx_buf_str(out, f->text);
        yx_buf_text(out, "'\n");
    }
}

static yx_code take(const char *path, yx_file_form *form, yx_buf *out, yx_err *err)
{
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_take_file(path, &o, &seen, faults, form, &batch, err);
    if (batch)
        spell_figures(batch, out);
    if (rc == YX_OK || rc == YX_E_REFUSED)
        spell_faults(faults, out);
    yx_batch_free(batch);
    yx_faults_free(faults);
    yx_seen_free(seen);
    return rc;
}

typedef struct form_case {
    const char *why;
    yx_file_form form;
    const char *text, *want;
} form_case;

static void check(const form_case *c, size_t n)
{
    size_t bad = 0;

    for (size_t i = 0; i < n; i++) {
        yx_buf out = {0};
        yx_file_form form = YX_FILE_UNKNOWN;
        yx_code rc = take(t_file_text("case", c[i].text), &form, &out, NULL);
        T_OK(rc == YX_OK || rc == YX_E_REFUSED);
        yx_buf_char(&out, 0);
        if (form != c[i].form || strcmp(out.at, c[i].want) != 0)
            print_error("%s (%s):\n%s", c[i].why, yx_file_form_name[form], out.at);
        bad += form != c[i].form || strcmp(out.at, c[i].want) != 0;
        yx_buf_free(&out);
    }
    T_OK(bad == 0);
}

/* --- the samples --- */

static void test_samples(void **state)
{
    static const struct {
        const char *file;
        yx_file_form form;
        const char *want;
    } sample[] = {
        {"dhis2.csv", YX_FILE_DHIS2_CSV,
         "429001 COAL_STOCK_DAYS 2021-11 6.5 2021-12-05\nheader.ignored 2:7 storedby 'storedby'\n"},
        {"sdmx-csv-2.0.csv", YX_FILE_SDMX_CSV, "429001 IVA_YTD 2021-01..11 130.2 P\n"},
        {"adx.xml", YX_FILE_ADX,
         "429001 COAL_STOCK_DAYS 2021-11 6.5\nvalue.note 5:5 annotation 'NOTE'\n"},
        /* In the samples of SDMX 2021-11 and the range are two figures: for a total of the year so
         * far they are one key. */
        {"sdmx-ml-2.1-generic.xml", YX_FILE_SDMX_ML, "key.twice 13:67 OBS_VALUE '2021-01..11'\n"},
        {"sdmx-json-2.1.json", YX_FILE_SDMX_JSON, "key.twice 1:1409 OBS_VALUE '2021-01..11'\n"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(sample); i++) {
        char path[500];
        yx_buf out = {0};
        yx_file_form form = YX_FILE_UNKNOWN;
        (void)snprintf(path, sizeof path, "%s/formats/%s", getenv("YX_TEST_DATA"), sample[i].file);
        (void)take(path, &form, &out, NULL);
        yx_buf_char(&out, 0);
        T_TEXT(out.at, sample[i].want);
        T_OK(form == sample[i].form);
        yx_buf_free(&out);
    }
}

/* --- SDMX-CSV --- */

#define SDMX                                                                                       \
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
#define FLOW "dataflow,YIXIAN:DF(1.0),"

static void test_sdmx_csv(void **state)
{
    static const form_case cases[] = {
        {"each action that reports", YX_FILE_SDMX_CSV,
         SDMX FLOW "I,M,42,sales,2021-01,1,\n" FLOW "A,M,42,sales,2021-02,2,A\n" FLOW
                   "M,M,42,sales,2021-03,3,E\n" FLOW "R,M,42,sales,2021-M04,4,F\n" FLOW
                   ",M,42,sales,2021-05,5,\n",
         "42 sales 2021-01 1\n42 sales 2021-02 2 A\n42 sales 2021-03 3 E\n"
         "42 sales 2021-04 4 F\n42 sales 2021-05 5\n"},
        {"a deletion withdraws; of an attribute alone it does not", YX_FILE_SDMX_CSV,
         SDMX FLOW "D,M,42,sales,2021-01,,\n" FLOW "D,M,42,sales,2021-02,-,\n" FLOW
                   "D,M,42,sales,2021-03,,-\n",
         "42 sales 2021-01 W\n42 sales 2021-02 W\nrow.ignored 4:8 OBS_VALUE ''\n"},
        {"a deletion of many", YX_FILE_SDMX_CSV, SDMX FLOW "D,M,,sales,2021-01,,\n",
         "delete.wide 2:5 REF_AREA ''\n"},
        {"a dimension that is switched off", YX_FILE_SDMX_CSV,
         SDMX FLOW "M,M,42,sales,~,,P\n" FLOW "M,M,42,sales,2021,1,\n",
         "42 sales 2021 1\nrow.ignored 2:7 TIME_PERIOD '~'\n"},
        {"no action that is one", YX_FILE_SDMX_CSV, SDMX FLOW "X,M,42,sales,2021-01,1,\n",
         "sdmx.action 2:3 ACTION 'X'\n"},
        {"missing on purpose, and nothing said", YX_FILE_SDMX_CSV,
         SDMX FLOW "M,M,42,sales,2021-01,NaN,#N/A\n" FLOW "M,M,42,sales,2021-02,#N/A,\n" FLOW
                   "M,M,42,sales,2021-03,,P\n",
         "42 sales 2021-01 W\n42 sales 2021-02 W\n"},
        {"a status that means something else here", YX_FILE_SDMX_CSV,
         SDMX FLOW "M,M,42,sales,2021-01,1,W\n",
         "42 sales 2021-01 1\nstatus.other 2:9 OBS_STATUS 'W'\n"},
        {"codes of the catalogue's column", YX_FILE_SDMX_CSV,
         SDMX FLOW "M,M,CN-HB-WH,RET,2021-01,1,\n", "420100 sales 2021-01 1\n"},
        {"columns in any order, custom ones, semicolons", YX_FILE_SDMX_CSV,
         "STRUCTURE;STRUCTURE_ID;TIME_PERIOD;OBS_VALUE;INDICATOR;REF_AREA;UPDATED;EMBARGO_TIME;"
         "CONTRIBUTORS;SEX\n"
         "dataflow;X;2021-Q1;1.50;gdp;42;2022-01-20T08:00:00Z;2022-02-01;12;F\n",
         "42 gdp 2021-01..03 1.50 2022-01-20 n=12 release=2022-02-01\n"
         "header.ignored 1:10 SEX 'SEX'\n"},
        {"labels", YX_FILE_SDMX_CSV,
         "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA: Region,INDICATOR: Indicator,TIME_PERIOD: "
         "Period,OBS_VALUE\ndataflow,X: y,I,429001: 示例县,sales: 零售额,2021-01,1\n",
         "429001 sales 2021-01 1\n"},
        {"columns of several values", YX_FILE_SDMX_CSV,
         "STRUCTURE[;],REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS[]\nd,42,sales,2021,1,P\n",
         "42 sales 2021 1 P\n"},
        {"version 1.0", YX_FILE_SDMX_CSV,
         "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nESTAT:X(1.0),42,sales,2021-01,1\n",
         "42 sales 2021-01 1\n"},
        {"a total of the year so far by a dimension", YX_FILE_SDMX_CSV,
         "STRUCTURE,ACTION,TRANSFORMATION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\n"
         "dataflow,M,CUM,42,IVA,2021-11,1\ndataflow,M,YTD,42,gdp,2021-11,2\n"
         "dataflow,M,CUM,42,sales,2021-11,3\n",
         "indicator.unknown 4:5 INDICATOR 'sales'\n"},
        {"the same, sound", YX_FILE_SDMX_CSV,
         "STRUCTURE,ACTION,CUM,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\n"
         "dataflow,M,CUM,42,IVA,2021-11,1\ndataflow,M,,42,gdp_YTD,2021-11,2\n",
         "42 IVA_YTD 2021-01..11 1\n42 gdp 2021-01..11 2\n"},
        {"columns are missing", YX_FILE_SDMX_CSV, "STRUCTURE,REF_AREA,OBS_VALUE\ndataflow,42,1\n",
         "header.missing 1:0 INDICATOR ''\nheader.missing 1:0 TIME_PERIOD ''\n"},
        {"a column twice", YX_FILE_SDMX_CSV,
         "STRUCTURE,REF_AREA,GEO,INDICATOR,TIME_PERIOD,OBS_VALUE\nd,42,42,sales,2021,1\n",
         "header.twice 1:3 GEO 'GEO'\n"},
        {"faults in every cell", YX_FILE_SDMX_CSV,
         SDMX FLOW "M,M,43,sale,2021-13,x,\n" FLOW "M,M,,,,1,\n" FLOW "M,M,42\n",
         "period.bad 2:7 TIME_PERIOD '2021-13'\nregion.unknown 2:5 REF_AREA '43'\n"
         "indicator.unknown 2:6 INDICATOR 'sale'\nvalue.not_number 2:8 OBS_VALUE 'x'\n"
         "period.bad 3:7 TIME_PERIOD ''\nregion.empty 3:5 REF_AREA ''\n"
         "indicator.empty 3:6 INDICATOR ''\ncsv.short_row 4:6 INDICATOR ''\n"},
        {"nothing but a header", YX_FILE_SDMX_CSV, SDMX, "file.empty 1:0 - ''\n"},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- DHIS2 CSV --- */

#define DHIS2                                                                                      \
    "dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value,storedby,"          \
    "lastupdated,comment,followup,deleted\n"

static void test_dhis2_csv(void **state)
{
    static const form_case cases[] = {
        {"codes of ours and of DHIS2", YX_FILE_DHIS2_CSV,
         DHIS2 "sales,202101,42,,,1,,,,,\n\"h0xKKjijTdI\",\"20211231\",\"fdc6uOvgoji\","
               "\"HllvX50cXC0\",\"HllvX50cXC0\",\"2.50\",,,,false,false\n",
         "42 sales 2021-01 1\n420100 COAL_STOCK_DAYS 2021-12-31 2.50\n"},
        {"a deleted one", YX_FILE_DHIS2_CSV,
         DHIS2 "sales,2021Q1,42,default,default,1,,2022-01-05T19:58:12.000,,,true\n",
         "42 sales 2021-Q1 W 2022-01-05\n"},
        {"parts need an indicator", YX_FILE_DHIS2_CSV,
         DHIS2 "fbfJHSPpUQD,2021W5,42,sexF,,1,,,,,\ncases,2021W5,42,sexM,,2,,,,,\n"
               "cases,2021W5,42,,who,3,,,,,\n",
         "category.unknown 3:4 categoryoptioncombo 'cases.sexM'\n"
         "category.unknown 4:5 attributeoptioncombo 'cases.*.who'\n"},
        {"the short names, in either case", YX_FILE_DHIS2_CSV,
         "DataElement,Period,OrgUnit,CatOptCombo,AttrOptCombo,Value,StrBy,LstUpd,Cmt,FlwUp\n"
         "cases,2021WedW5,42,,,7,me,2022-01-05,a word,true\n",
         "42 cases 2021-01-27..2021-02-02 7 2022-01-05\nheader.ignored 2:7 StrBy 'StrBy'\n"
         "header.ignored 2:9 Cmt 'Cmt'\nheader.ignored 2:10 FlwUp 'FlwUp'\n"},
        {"by place where names are not known", YX_FILE_DHIS2_CSV,
         "dataelement id,time,orgunit id,c,d,figure\nsales,202101,42,,,1\n",
         "42 sales 2021-01 1\n"},
        {"categories as columns", YX_FILE_DHIS2_CSV,
         "dataelement,period,orgunit,value,age,sex\ncases,2021W5,42,7,,\ncases,2021W6,42,8,u5,\n"
         "cases,2021W7,42,9,u5,F\n",
         "category.unknown 4:5 age 'cases.age=u5,sex=F'\n"},
        {"a column twice, and one ignored", YX_FILE_DHIS2_CSV,
         "dataelement,period,orgunit,value,value,catoptcombo,x\nsales,202101,42,1,2,,\n",
         "header.twice 1:5 value 'value'\nheader.ignored 1:7 x 'x'\n"},
        {"faults", YX_FILE_DHIS2_CSV, DHIS2 "sales,2021-Q1,42,,,1 000,,,,,\n",
         "period.bad 2:2 period '2021-Q1'\nvalue.separator 2:6 value '1 000'\n"},
        {"no value is no figure", YX_FILE_DHIS2_CSV, DHIS2 "sales,202101,42,,,,,,,,\n", ""},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- DHIS2 JSON --- */

static void test_dhis2_json(void **state)
{
    static const form_case cases[] = {
        {"values, and what is common behind them", YX_FILE_DHIS2_JSON,
         "{\"dataSet\":\"x\",\"dataValues\":[\n{\"dataElement\":\"sales\",\"value\":\"1.50\"},\n"
         "{\"dataElement\":\"cases\",\"period\":\"2021W5\",\"orgUnit\":\"fdc6uOvgoji\",\"value\":7,"
         "\"lastUpdated\":\"2022-01-05T19:58:12.000+0000\",\"storedBy\":\"me\",\"followUp\":false}\n"
         "],\"period\":\"202101\",\"orgUnit\":\"42\"}",
         "42 sales 2021-01 1.50\n420100 cases 2021-W05 7 2022-01-05\n"
         "header.ignored 3:132 storedBy 'storedBy'\n"},
        {"names, if the set says so", YX_FILE_DHIS2_JSON,
         "{\"orgUnitIdScheme\":\"NAME\",\"dataElementIdScheme\":\"CODE\",\"dataValues\":[{"
         "\"dataElement\":\"sales\",\"period\":\"202101\",\"orgUnit\":\"武汉市\",\"value\":\"1\"}]}",
         "420100 sales 2021-01 1\n"},
        {"a name that two have", YX_FILE_DHIS2_JSON,
         "{\"orgUnitIdScheme\":\"NAME\",\"dataValues\":[{\"dataElement\":\"sales\",\"period\":"
         "\"202101\",\"orgUnit\":\"同名县\",\"value\":\"1\"}]}",
         "region.unknown 1:92 orgUnit '同名县'\n"},
        {"deleted ones, and a deletion", YX_FILE_DHIS2_JSON,
         "{\"deletion\":{\"orgUnits\":[],\"periods\":[]},\"dataValues\":[{\"dataElement\":\"sales\","
         "\"period\":\"202101\",\"orgUnit\":\"42\",\"value\":\"1\",\"deleted\":true}]}",
         "42 sales 2021-01 W\n"},
        {"a deletion of something", YX_FILE_DHIS2_JSON,
         "{\"deletion\":{\"orgUnits\":[\"a\",\"b\"],\"elements\":[{\"dataElement\":\"c\"}]},"
         "\"dataValues\":[]}",
         "delete.wide 1:26 - 'a'\n"},
        {"a combination as an object", YX_FILE_DHIS2_JSON,
         "{\"attributeOptionCombo\":{\"age\":\"u5\"},\"period\":\"202101\",\"orgUnit\":\"42\","
         "\"dataValues\":[{\"dataElement\":\"cases\",\"value\":\"1\"}]}",
         "category.unknown 1:25 attributeOptionCombo 'cases.*.age=u5'\n"},
        {"no JSON", YX_FILE_DHIS2_JSON, "{\"dataValues\":[{\"dataElement\":\"sales\",}]}",
         "json.syntax 1:39 - 'a key in quotes is wanted'\n"},
        {"JSON of the wrong shape", YX_FILE_DHIS2_JSON,
         "{\"dataValues\":[1,{\"dataElement\":[],\"value\":{}},{\"value\":\"1\",\"value\":\"2\"}]}",
         "json.syntax 1:16 - '1'\njson.syntax 1:33 - ''\njson.syntax 1:44 - ''\n"
         "period.bad 1:18 period ''\nregion.empty 1:18 orgUnit ''\n"
         "indicator.empty 1:33 dataElement ''\njson.syntax 1:69 - '2'\n"
         "period.bad 1:48 period ''\nregion.empty 1:48 orgUnit ''\n"
         "indicator.empty 1:48 dataElement ''\n"},
        {"unknown keys", YX_FILE_DHIS2_JSON,
         "{\"foo\":[{}],\"dataValues\":[{\"dataElement\":\"sales\",\"period\":\"202101\",\"orgUnit\":"
         "\"42\",\"value\":\"1\",\"bar\":{\"x\":1}}]}",
         "42 sales 2021-01 1\nheader.ignored 1:8 foo 'foo'\nheader.ignored 1:101 bar 'bar'\n"},
        {"something behind the end", YX_FILE_DHIS2_JSON, "{\"dataValues\":[]} x",
         "json.syntax 1:19 - 'something behind the end'\n"},
        {"no values", YX_FILE_DHIS2_JSON, "{\"dataValues\":[]}", "file.empty 1:0 - ''\n"},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- DHIS2 XML and ADX --- */

#define DXF "<dataValueSet xmlns=\"http://dhis2.org/schema/dxf/2.0\" "
#define ADX "<adx xmlns=\"urn:ihe:qrph:adx:2015\" exported=\"2022-01-20T08:00:00Z\">"

static void test_xml(void **state)
{
    static const form_case cases[] = {
        {"the period of a set in the form of ADX, of a value in its own", YX_FILE_DHIS2_XML,
         DXF "period=\"2021-11-01/P1M\" orgUnit=\"42\" dataSet=\"x\">\n"
             "<dataValue dataElement=\"sales\" value=\"1\"/>\n"
             "<dataValue dataElement=\"sales\" period=\"202112\" orgUnit=\"O6uvpzGd5pu\" "
             "value=\"2.0\" comment=\"a word\" deleted=\"false\"/></dataValueSet>",
         "42 sales 2021-11 1\n429001 sales 2021-12 2.0\nheader.ignored 3:1 comment 'comment'\n"},
        {"identifiers that are codes elsewhere", YX_FILE_DHIS2_XML,
         DXF "orgUnitIdScheme=\"UID\"><dataValue dataElement=\"sales\" period=\"2021\" "
             "orgUnit=\"ImspTQPwCqd\" value=\"2\" deleted=\"true\" foo=\"\"/></dataValueSet>",
         "42 sales 2021 W\nheader.ignored 1:77 foo 'foo'\n"},
        {"XML that breaks off", YX_FILE_DHIS2_XML, DXF ">\n<dataValue",
         "xml.syntax 2:1 - 'unclosed token'\n"},
        {"entities", YX_FILE_DHIS2_XML,
         "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><dataValueSet/>",
         "xml.doctype 1:34 - 'a document type is declared'\n"},
        {"a set without values", YX_FILE_DHIS2_XML, DXF "/>", "file.empty 1:0 - ''\n"},
        {"two groups", YX_FILE_ADX,
         ADX "<group orgUnit=\"42\" period=\"2021-01-01/P3M\" dataSet=\"d\">"
             "<dataValue dataElement=\"sales\" value=\"1\"/></group>"
             "<group orgUnit=\"420100\" period=\"2021-02-01/P7D\" completeDate=\"2022-01-01\">"
             "<dataValue dataElement=\"cases\" value=\"0\"/></group></adx>",
         "42 sales 2021-Q1 1\n420100 cases 2021-W05 0\n"
         "header.ignored 1:174 completeDate 'completeDate'\n"},
        {"texts are no figures, a figure may have one", YX_FILE_ADX,
         ADX "\n<group orgUnit=\"42\" period=\"2021-01-01/P1M\">\n"
             "<dataValue dataElement=\"NOTE\" value=\"0\"><annotation>x</annotation></dataValue>\n"
             "<dataValue dataElement=\"sales\" value=\"2\"><annotation>y</annotation></dataValue>"
             "</group></adx>",
         "42 sales 2021-01 2\nvalue.note 3:1 annotation 'NOTE'\n"
         "header.ignored 4:1 annotation 'annotation'\n"},
        {"categories", YX_FILE_ADX,
         ADX "<group orgUnit=\"42\" period=\"2021-02-01/P7D\">\n"
             "<dataValue dataElement=\"cases\" age=\"u5\" value=\"2\"/>\n"
             "<dataValue dataElement=\"cases\" age=\"o5\" sex=\"F\" value=\"2\"/></group></adx>",
         "category.unknown 3:1 categoryOptionCombo 'cases.age=o5,sex=F'\n"},
        {"a period of no form", YX_FILE_ADX,
         ADX "<group orgUnit=\"42\" period=\"2021-01-01/P2Y\"><dataValue dataElement=\"sales\" "
             "value=\"1,0\"/></group></adx>",
         "period.bad 1:112 period '2021-01-01/P2Y'\nvalue.separator 1:112 value '1,0'\n"},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- SDMX-ML --- */

#define GENERIC                                                                                    \
    "<m:GenericData "                                                                              \
    "xmlns:m=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\" "                       \
    "xmlns:g=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic\">"

static void test_sdmx_ml(void **state)
{
    static const form_case cases[] = {
        {"series", YX_FILE_SDMX_ML,
         GENERIC "<m:DataSet action=\"Append\"><g:Series><g:SeriesKey><g:Value id=\"REF_AREA\" "
                 "value=\"42\"/><g:Value id=\"INDICATOR\" value=\"sales\"/><g:Value id=\"FREQ\" "
                 "value=\"M\"/></g:SeriesKey>\n<g:Attributes><g:Value id=\"UNIT\" value=\"x\"/>"
                 "<g:Value id=\"UPDATED\" value=\"2022-01-20\"/></g:Attributes>\n"
                 "<g:Obs><g:ObsDimension value=\"2021-01\"/><g:ObsValue value=\"1\"/></g:Obs>\n"
                 "<g:Obs><g:ObsDimension value=\"2021-02\"/><g:ObsValue value=\"NaN\"/></g:Obs>\n"
                 "<g:Obs><g:ObsDimension value=\"2021-03\"/><g:ObsValue value=\"3\"/>"
                 "<g:Attributes><g:Value id=\"OBS_STATUS\" value=\"P\"/></g:Attributes></g:Obs>"
                 "</g:Series></m:DataSet></m:GenericData>",
         "42 sales 2021-01 1 2022-01-20\n42 sales 2021-02 W 2022-01-20\n"
         "42 sales 2021-03 3 2022-01-20 P\nheader.ignored 2:15 UNIT 'UNIT'\n"},
        {"observations alone, of a deletion", YX_FILE_SDMX_ML,
         GENERIC "<m:Header><m:DataSetAction> Delete </m:DataSetAction></m:Header><m:DataSet>"
                 "<g:Group><g:GroupKey><g:Value id=\"REF_AREA\" value=\"x\"/></g:GroupKey>"
                 "</g:Group><g:Obs><g:ObsKey><g:Value id=\"REF_AREA\" value=\"42\"/>"
                 "<g:Value id=\"INDICATOR\" value=\"sales\"/><g:Value id=\"TIME_PERIOD\" "
                 "value=\"2021\"/></g:ObsKey></g:Obs></m:DataSet></m:GenericData>",
         "42 sales 2021 W\n"},
        {"regions as observations", YX_FILE_SDMX_ML,
         GENERIC "<m:Header><m:Structure dimensionAtObservation=\"REF_AREA\"/></m:Header>"
                 "<m:DataSet><g:Series><g:SeriesKey><g:Value id=\"TIME_PERIOD\" value=\"2021\"/>"
                 "<g:Value id=\"INDICATOR\" value=\"sales\"/></g:SeriesKey><g:Obs>"
                 "<g:ObsDimension value=\"R429001\"/><g:ObsValue value=\"7\"/></g:Obs></g:Series>"
                 "</m:DataSet></m:GenericData>",
         "429001 sales 2021 7\n"},
        {"nothing in it", YX_FILE_SDMX_ML,
         GENERIC "<m:DataSet action=\"Foo\"><g:Obs/></m:DataSet></m:GenericData>",
         "sdmx.action 1:157 - 'Foo'\n"},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- SDMX-JSON --- */

#define DIMENSIONS                                                                                 \
    "\"dimensions\":{\"dataSet\":[{\"id\":\"INDICATOR\",\"values\":[{\"id\":\"sales\"}]}],"        \
    "\"series\":[{\"id\":\"REF_AREA\",\"values\":[{\"id\":\"42\"},{\"id\":\"420100\"}]}],"         \
    "\"observation\":[{\"id\":\"TIME_PERIOD\",\"values\":[{\"id\":\"2021-01\"},{\"value\":"        \
    "\"2021-01-01/P2M\"}]}]}"
#define ATTRIBUTES                                                                                 \
    "\"attributes\":{\"dataSet\":[{\"id\":\"UNIT\",\"values\":[]}],\"observation\":[{\"id\":"      \
    "\"OBS_STATUS\",\"values\":[{\"id\":\"P\"}]},{\"id\":\"UPDATED\"}]}"

static void test_sdmx_json(void **state)
{
    static const form_case cases[] = {
        {"the data before the structure", YX_FILE_SDMX_JSON,
         "{\"data\":{\"dataSets\":[{\"structure\":0,\"action\":\"Replace\",\"series\":{\"0\":{"
         "\"observations\":{\"0\":[1.50,0]}},\n\"1\":{\"attributes\":[null],\"observations\":{\"1\":"
         "[\"2\",null,\"2022-01-20\"]}}}}],\"structures\":[{" DIMENSIONS "," ATTRIBUTES "}]}}",
         "42 sales 2021-01 1.50 P\n420100 sales 2021-01..02 2 2022-01-20\n"
         "header.ignored 2:371 UNIT 'UNIT'\n"},
        {"flat, a deletion, missing ones", YX_FILE_SDMX_JSON,
         "{\"structure\":{\"dimensions\":{\"observation\":[{\"values\":[{\"id\":\"42\"}],\"id\":"
         "\"REF_AREA\"},{\"id\":\"INDICATOR\",\"values\":[{\"id\":\"sales\"}]},{\"id\":"
         "\"TIME_PERIOD\",\"values\":[{\"id\":\"2021\"},{\"id\":\"2020\"}]}]}},\"dataSets\":[{"
         "\"action\":\"Delete\",\"observations\":{\"0:0:0\":[]}},{\"observations\":{\"0:0:1\":["
         "\"NaN\"]}},{\"observations\":{\"0:0:0\":[null]}}]}",
         "42 sales 2021 W\n42 sales 2020 W\n"},
        {"numbers that lead nowhere", YX_FILE_SDMX_JSON,
         "{\"data\":{\"structures\":[{" DIMENSIONS "," ATTRIBUTES
         "}],\n\"dataSets\":[{\"series\":{\"2\":{},\"0:0\":{},\"x\":{},\"0\":{\"observations\":{"
         "\"2\":[1],\"0\":[1,7],\"1\":[1,0,null,0]}}}},\n{\"structure\":1,\"series\":{}}]}}",
         "header.ignored 1:306 UNIT 'UNIT'\nsdmx.reference 2:28 - '2'\n"
         "sdmx.reference 2:37 - '0:0'\nsdmx.reference 2:44 - 'x'\n"
         "sdmx.reference 2:72 - '2'\nsdmx.reference 2:83 - '7'\n"
         "sdmx.reference 2:100 - '0'\nsdmx.reference 3:1 - 'structure'\n"},
        {"of the wrong shape", YX_FILE_SDMX_JSON,
         "{\"data\":{\"structures\":[1,[],{\"dimensions\":3}],\"dataSets\":[[],{\"series\":1}]}}",
         "sdmx.reference 1:59 - 'structure'\n"},
        {"no JSON", YX_FILE_SDMX_JSON, "{\"meta\":{},\"data\":{",
         "json.syntax 1:20 - 'the file ends too early'\n"},
        {"no data", YX_FILE_SDMX_JSON, "{\"meta\":{},\"data\":{}}", "file.empty 1:0 - ''\n"},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- which form --- */

static void test_forms(void **state)
{
    static const form_case cases[] = {
        {"ours", YX_FILE_CSV, "region_code,indicator,period,value\n42,sales,2021,1\n",
         "42 sales 2021 1\n"},
        {"nothing", YX_FILE_CSV, "", "file.empty 1:0 - ''\n"},
        {"a page", YX_FILE_UNKNOWN, "<!DOCTYPE html><html><table>",
         "file.form 0:0 - 'an HTML page'\n"},
        {"a page without more", YX_FILE_UNKNOWN, "<html></html>",
         "file.form 0:0 - 'an HTML page'\n"},
        {"another XML", YX_FILE_UNKNOWN, "<svg/>", "file.form 0:0 - 'XML of another kind'\n"},
        {"structure-specific data", YX_FILE_UNKNOWN, "<m:StructureSpecificData xmlns:m=\"x\"/>",
         "file.form 0:0 - 'structure-specific SDMX-ML'\n"},
        {"another JSON", YX_FILE_UNKNOWN, "{\"a\":{\"data\":1}}",
         "file.form 0:0 - 'JSON of another kind'\n"},
        {"a JSON list", YX_FILE_UNKNOWN, "[1,2]", "file.form 0:0 - 'JSON of another kind'\n"},
        {"a PDF", YX_FILE_UNKNOWN, "%PDF-1.7", "file.form 0:0 - 'a PDF'\n"},
        {"a workbook is left to others", YX_FILE_XLSX, "PK\3\4x", ""},
        {"an old workbook too", YX_FILE_XLS, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ""},
    };

    (void)state;
    check(cases, YX_COUNT(cases));
}

/* --- no memory --- */

static bool take_or_nothing(void *arg)
{
    const char *const *c = arg; /* path, want */
    yx_buf out = {0};
    yx_err err = {0};
    yx_file_form form;
    yx_code rc = take(c[0], &form, &out, &err);
    bool right = true;

    if (rc == YX_E_REFUSED) /* expat forgets a namespace that it has no memory for */
        right = yx_buf_view(&out).n && memmem(out.at, out.n, "unbound prefix", 14);
    else if (rc)
        right = rc == YX_E_NOMEM && err.code == YX_E_NOMEM;
    else if (!yx_buf_check(&out, NULL))
        right = yx_str_is(yx_buf_view(&out), c[1]);
    if (!right)
        print_error("%s\n%d %s: %.*s\n", c[1], rc, err.text, (int)out.n, out.at);
    yx_buf_free(&out);
    return right;
}

static void test_memory(void **state)
{
    static const char *const text[][2] = {
        /* 名称 and 湖北省 in GB18030, which are valid Big5 too */
        {"region_code,\xC3\xFB\xB3\xC6,indicator,period,value\n"
         "42,\xBA\xFE\xB1\xB1\xCA\xA1,sales,2021,1\n",
         "42 sales 2021 1\nheader.ignored 1:2 名称 '名称'\n"},
        {SDMX FLOW "I,M,429001,sales,2021-01,1,P\n", "429001 sales 2021-01 1 P\n"},
        {DHIS2 "sales,202101,42,,,1,me,,,,\n",
         "42 sales 2021-01 1\nheader.ignored 2:7 storedby 'storedby'\n"},
        {"{\"dataValues\":[{\"dataElement\":\"sales\",\"period\":\"202101\",\"orgUnit\":\"42\","
         "\"value\":\"1\"}]}",
         "42 sales 2021-01 1\n"},
        {DXF "><dataValue dataElement=\"sales\" period=\"202101\" orgUnit=\"42\" value=\"1\"/>"
             "</dataValueSet>",
         "42 sales 2021-01 1\n"},
        {GENERIC "<m:DataSet><g:Obs><g:ObsKey><g:Value id=\"REF_AREA\" value=\"42\"/>"
                 "<g:Value id=\"INDICATOR\" value=\"sales\"/><g:Value id=\"TIME_PERIOD\" "
                 "value=\"2021\"/></g:ObsKey><g:ObsValue value=\"1\"/></g:Obs></m:DataSet>"
                 "</m:GenericData>",
         "42 sales 2021 1\n"},
        {"{\"data\":{\"dataSets\":[{\"series\":{\"0\":{\"observations\":{\"0\":[1.50,0]}}}}],"
         "\"structures\":[{" DIMENSIONS ",\"attributes\":{\"observation\":[{\"id\":\"OBS_STATUS\","
         "\"values\":[{\"id\":\"P\"}]}]}}]}}",
         "42 sales 2021-01 1.50 P\n"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(text); i++) {
        char path[500];
        const char *c[] = {path, text[i][1]};
        (void)snprintf(path, sizeof path, "%s", t_file_text("memory", text[i][0]));
        T_OK(t_every_alloc(take_or_nothing, (void *)c) > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),   cmocka_unit_test(test_sdmx_csv),
        cmocka_unit_test(test_dhis2_csv), cmocka_unit_test(test_dhis2_json),
        cmocka_unit_test(test_xml),       cmocka_unit_test(test_sdmx_ml),
        cmocka_unit_test(test_sdmx_json), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, make_catalog, drop_catalog);
}
