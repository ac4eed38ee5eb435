#include "tests/fault/world.h"

#include "base/zip.h"
#include "store/store.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const char regions[] = "code,name_zh,name_en,level,parent_code,dhis2_uid,sdmx_code\n"
                              "42,湖北省,Hubei,province,,ImspTQPwCqd,\n"
                              "429001,示例县,Sample,county,42,O6uvpzGd5pu,R429001\n"
                              "420100,武汉市,Wuhan,prefecture,42,fdc6uOvgoji,CN-HB-WH\n"
                              "429008,甲县,,county,42,,\n"
                              "429009,乙县,,county,42,,\n";
static const char indicators[] =
    "code,name_zh,name_en,unit,frequency,kind,dhis2_uid,sdmx_code,owner\n"
    "COAL_STOCK_DAYS,电煤可用天数,Days of coal,天,M,stock,h0xKKjijTdI,,\n"
    "IVA_YTD,规上工业增加值(累计),Value added,%,M,ytd,,,\n"
    "NOTE,备注,Note,个,M,stock,,,\n"
    "sales,零售额,Sales,亿元,M,flow,s46m5MS0hxu,RET,\n"
    "cases,病例,Cases,例,W,flow,fbfJHSPpUQD,,\n"
    "grain,粮食产量,Grain,万吨,Q,flow,,,\n";
static const char rules[] = "streams:\n"
                            "  cases: {indicator: cases, source: clinics, group: clinics,\n"
                            "          hazard: fever, level: county,\n"
                            "          detector: earsC, options: {method: C1, baseline: 7}}\n"
                            "rules:\n"
                            "  fever:\n"
                            "    version: 1\n"
                            "    when: {at_least: 1, groups_of: [cases]}\n"
                            "    grade: {scheme: demo, level: 4}\n"
                            "    exit: {quiet_for: 7}\n";

#define HEADER "region_code,indicator,period,value\n"

static char work[512], question[9], alert_id[17];

static void write_rows(const char *name, const char *head, int from, int n, bool good)
{
    static char text[64 * 1024];
    size_t at = (size_t)snprintf(text, sizeof text, "%s", head);

    for (int i = from; i < from + n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s,sales,%d-%02d,%d.5\n",
                               good || i % 2 ? "420100" : "nowhere", 2010 + i / 12, 1 + i % 12, i);
    (void)run_file(name, text, at);
}

static void write_weeks(const char *name)
{
    static char text[16 * 1024];
    size_t at = (size_t)snprintf(text, sizeof text, HEADER);

    for (int i = 1; i <= 52; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "429001,cases,%d-W%02d,%d\n",
                               i < 31 ? 2021 : 2022, i < 31 ? 22 + i : i - 30,
                               i < 49 ? 10 + i % 3 : 500);
    (void)run_file(name, text, at);
}

static void write_packed(const char *name, const char *text)
{
    gzFile f = gzopen(run_path(name), "wb");

    if (!f || gzwrite(f, text, (unsigned)strlen(text)) <= 0 || gzclose(f) != Z_OK)
        run_stop("cannot write %s", name);
}

/* A file of the tests' data, as it is, without the folder of its name. */
static void copy_data(const char *name)
{
    static char bytes[64 * 1024];
    char path[512];
    FILE *f;
    size_t n;

    (void)snprintf(path, sizeof path, "%s/tests/data/%s", YX_SOURCE_ROOT, name);
    f = fopen(path, "rb");
    if (!f)
        run_stop("cannot read %s", path);
    n = fread(bytes, 1, sizeof bytes, f);
    (void)fclose(f);
    (void)run_file(strrchr(name, '/') + 1, bytes, n);
}

/* What runs before have left in a folder: files whose names begin so. */
static void empty(const char *name, const char *start)
{
    DIR *dir = opendir(run_path(name));
    struct dirent *entry;
    char path[512];

    while (dir && (entry = readdir(dir))) {
        (void)snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
        if (entry->d_type == DT_REG && strncmp(entry->d_name, start, strlen(start)) == 0)
            (void)unlink(run_path(path));
    }
    if (dir)
        (void)closedir(dir);
}

static void empty_inbox(void)
{
    (void)mkdir(run_path("inbox"), 0777);
    empty("inbox", "");
    empty("inbox/taken", "");
    empty("inbox/refused", "");
}

void world_put_inbox(void)
{
    empty_inbox();
    write_rows("inbox/a.csv", HEADER, 0, 24, true);
}

/* A form of nobody's that is no longer valid, and the map of tests/data/book/form.xls. */
static const char old_form[] =
    "forms:\n  old: {version: 1, title: 月报, office: 统计局, purpose: 监测, frequency: M,\n"
    "        items: [NOTE], regions: {level: county, below: \"42\"}, due: {working_days: 5, hour: 17},\n"
    "        from: 2022-01-01, legal: {number: 1号, body: 局, valid_to: 2022-04-30}}\n";
static const char farm_map[] =
    "form: farm\nversion: 1\nbelow: \"42\"\ntables:\n  - sheet: 农业\n"
    "    texts: {A1: \"{period}农业生产情况\"}\n    header: 3-4\n    columns:\n"
    "      - {at: A, head: 地区, is: region}\n"
    "      - {at: C, head: \"粮食/产量(万吨)\", indicator: grain, unit: 万吨}\n"
    "    ignore:\n      - {at: B, head: \"粮食/面积(万亩)\"}\n"
    "      - {at: D, head: \"生猪存栏(万头)\"}\n      - {at: E, head: 代码}\n";
static const char book_map[] = "form: \"b\"\nversion: 1\nname: \"零售额\"\nbelow: \"42\"\ntables:\n"
                               "  - sheet: \"s\"\n    texts:\n      A1: \"{period}零售额\"\n"
                               "    header: 2\n    data: 3\n    columns:\n"
                               "      - {at: A, head: \"地区\", is: region}\n"
                               "      - {at: B, head: \"零售额(亿元)\", indicator: \"sales\", "
                               "unit: \"亿元\"}\n";

#define TEXT(text)     "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define NUMBER(number) "<c><v>" number "</v></c>"
#define ROW(cells)     "<row>" cells "</row>"
/* A title with the period, a header, two counties. */
#define BOOK_ROWS(figure)                                                                          \
    ROW(TEXT("2022年4月零售额"))                                                                   \
    ROW(TEXT("地区") TEXT("零售额(亿元)"))                                                         \
    ROW(TEXT("武汉市") figure) ROW(TEXT("示例县") NUMBER("3.25"))
/* Our own form, filled in. */
static const char template_rows[] =
    ROW(TEXT("region_code") TEXT("yixian.template/1") TEXT("period") TEXT("sales"))
        ROW(TEXT("2022-04")) ROW(TEXT("Code") TEXT("Region") TEXT("Period") TEXT("Sales"))
            ROW(TEXT("") TEXT("") TEXT("") TEXT("亿元"))
                ROW(TEXT("429001") TEXT("示例县") TEXT("2022-04") NUMBER("8"));

/* A workbook of one sheet. */
static void write_book(const char *name, const char *rows)
{
#define BOOK   "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define LINK(type, target)                                                                         \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"       \
    "<Relationship Id=\"r1\" Type=\"" OFFICE "/" type "\" Target=\"" target "\"/></Relationships>"
    char sheet[4096];
    const char *const part[][2] = {
        {"[Content_Types].xml",
         "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
        {"_rels/.rels", LINK("officeDocument", "xl/workbook.xml")},
        {"xl/workbook.xml", "<workbook " BOOK " xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"s\" "
                            "sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", LINK("worksheet", "worksheets/sheet1.xml")},
        {"xl/worksheets/sheet1.xml", sheet},
    };
    yx_zip_writer *w = NULL;
    int n = snprintf(sheet, sizeof sheet,
                     "<worksheet " BOOK "><sheetData>%s</sheetData></worksheet>", rows);
    bool right = n < (int)sizeof sheet && yx_zip_writer_new(&w, NULL) == YX_OK;

    for (size_t i = 0; i < YX_COUNT(part) && right; i++)
        right = yx_zip_add(w, part[i][0], yx_str_of(part[i][1]), true, NULL) == YX_OK;
    if (!right || yx_zip_write(w, run_path(name), NULL) != YX_OK)
        run_stop("cannot write %s", name);
    yx_zip_writer_free(w);
}

void world_put_bad_inbox(void)
{
    empty_inbox();
    write_book("inbox/a.xlsx", BOOK_ROWS(TEXT("1,234")));
}

void world_drop_back(void)
{
    empty(".", "back.xlsx");
}

static void make_files(void)
{
    write_book("book.xlsx", BOOK_ROWS(NUMBER("12.5")));
    write_book("bad.xlsx", BOOK_ROWS(TEXT("1,234")));
    write_book("filled.xlsx", template_rows);
    copy_data("book/form.xls");
    (void)run_text("farm.yaml", farm_map);
    (void)run_text("old.yaml", old_form);
    (void)run_text("posts.csv", "post,unit,region,role,level\np1,统计局,429001,report,county\n");
    (void)run_text("odd.csv",
                   HEADER "429001,IVA_YTD,2012-01..03,5\n429001,IVA_YTD,2012-01..06,4\n");
    (void)run_text("book.yaml", book_map);
    (void)run_text("book0.yaml", book_map);
    (void)run_text("regions.csv", regions);
    (void)run_text("more.csv", "code,name_zh,level,parent_code\n420200,黄石市,prefecture,42\n");
    (void)run_text("indicators.csv", indicators);
    (void)run_text("rules.yaml", rules);
    (void)run_text("rules0.yaml", rules);
    write_rows("first.csv", HEADER, 12, 24, true);
    write_rows("a.csv", HEADER "420100,sales,2013-01,1.25\n429001,sales,2013-02,-1\n", 0, 24, true);
    write_rows("b.csv", HEADER, 60, 12, true);
    write_rows("bad.csv", HEADER, 0, 150, false);
    write_weeks("weeks.csv");
    write_packed("a.csv.gz", HEADER "420100,sales,2013-01,1.25\n429001,sales,2013-02,-1\n");
    (void)run_text("gb.csv", "region_code,indicator,period,value,note\n"
                             "420100,sales,2013-01,1.25,\xCE\xE4\xBA\xBA\xCA\xD0\n");
    (void)run_text("dhis2.json", "{\"dataValues\":[{\"dataElement\":\"s46m5MS0hxu\",\"period\":"
                                 "\"202111\",\"orgUnit\":\"fdc6uOvgoji\",\"value\":\"6.5\"}]}");
    (void)run_text("dhis2.xml",
                   "<dataValueSet xmlns=\"http://dhis2.org/schema/dxf/2.0\"><dataValue "
                   "dataElement=\"s46m5MS0hxu\" period=\"202111\" orgUnit=\"fdc6uOvgoji\" "
                   "value=\"6.5\"/></dataValueSet>");
    copy_data("formats/sdmx-csv-2.0.csv");
    copy_data("formats/cap-1.2.xml");
    (void)run_text(
        "sdmx.xml",
        "<m:GenericData xmlns:m=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\""
        " xmlns:g=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic\">"
        "<m:Header><m:ID>1</m:ID></m:Header><m:DataSet action=\"Replace\"><g:Series>"
        "<g:SeriesKey><g:Value id=\"REF_AREA\" value=\"R429001\"/>"
        "<g:Value id=\"INDICATOR\" value=\"RET\"/></g:SeriesKey>"
        "<g:Obs><g:ObsDimension value=\"2021-11\"/><g:ObsValue value=\"6.5\"/></g:Obs>"
        "</g:Series></m:DataSet></m:GenericData>");
    (void)run_text(
        "sdmx.json",
        "{\"data\":{\"structures\":[{\"dimensions\":{\"series\":[{\"id\":\"REF_AREA\",\"keyP"
        "osition\":0,\"values\":[{\"id\":\"R429001\"}]},{\"id\":\"INDICATOR\",\"keyPosition"
        "\":1,\"values\":[{\"id\":\"RET\"}]}],\"observation\":[{\"id\":\"TIME_PERIOD\",\"keyP"
        "osition\":2,\"values\":[{\"id\":\"2021-11\"}]}]},\"measures\":{\"observation\":[{"
        "\"id\":\"OBS_VALUE\"}]}}],\"dataSets\":[{\"structure\":0,\"action\":\"Replace\",\"s"
        "eries\":{\"0:0\":{\"observations\":{\"0\":[12.4]}}}}]}}");
    copy_data("formats/dhis2.csv");
    copy_data("formats/adx.xml");
}

/* The id of a question that the figures raise: what the word "%" stands for. */
static void find_question(void)
{
    static const char key[] = "\"id\":\"";
    const char *const words[] = {"findings", "--json", NULL};
    static run_end end;
    const char *at;

    run_verb(work, words, NULL, &end);
    at = strstr(end.out, key);
    if (end.status || !at)
        run_stop("no question: %.500s %.500s", end.out, end.err);
    (void)snprintf(question, sizeof question, "%.8s", at + strlen(key));
}

static void find_alert(void)
{
    yx_store *store = NULL;
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = true;
    const char *at = NULL;

    if (!yx_store_open(work, true, &store, NULL) &&
        !yx_store_entries(store, "alert", 1, &cursor, NULL) &&
        !cursor->next_entry(cursor, &entry, &end, NULL) && !end)
        at = memmem(entry.payload.at, entry.payload.n, "\"id\":\"", 6);
    if (!at)
        run_stop("no alert was raised");
    memcpy(alert_id, at + 6, sizeof alert_id - 1);
    cursor->close(cursor);
    yx_store_close(store);
}

const char *world_make(run_kept *plain, run_kept *crashed, run_kept *ticked)
{
    yx_store *reader = NULL;

    (void)snprintf(work, sizeof work, "%s", run_path("work"));
    make_files();
    RUN_MUST(work, "init", "--test-clock");
    RUN_MUST(work, "load", "regions", run_path("regions.csv"));
    RUN_MUST(work, "load", "indicators", run_path("indicators.csv"));
    RUN_MUST(work, "load", "rules", run_path("rules0.yaml"));
    RUN_MUST(work, "load", "maps", run_path("book0.yaml"));
    RUN_MUST(work, "load", "maps", run_path("farm.yaml"));
    RUN_MUST(work, "load", "posts", run_path("posts.csv"));
    RUN_MUST(work, "load", "forms", run_path("old.yaml"));
    RUN_MUST(work, "take", run_path("first.csv"));
    RUN_MUST(work, "take", run_path("odd.csv"));
    find_question();
    *plain = run_keep(work);
    /* With a reader that stays, the last one out does not tidy up. */
    if (yx_store_open(work, true, &reader, NULL))
        run_stop("no reader");
    RUN_MUST(work, "take", run_path("weeks.csv"));
    *crashed = run_keep(work);
    yx_store_close(reader);
    if (!crashed->file[1].there || !crashed->file[1].n)
        run_stop("no log was left");
    RUN_MUST(work, "tick");
    *ticked = run_keep(work);
    find_alert();
    return work;
}

const char *world_alert(void)
{
    return alert_id;
}

const char *world_question(void)
{
    return question;
}
