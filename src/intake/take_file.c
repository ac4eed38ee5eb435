#include "intake/take_file.h"

#include "base/json_pull.h"
#include "base/xml.h"
#include "intake/take_csv.h"
#include "intake/take_forms.h"
#include "intake/taking.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HEAD = 4096, KEYS = 64 /* keys of an outermost JSON object that are looked at */ };

#define BYTES_MAX ((uint64_t)4 << 30)

const char *const yx_file_form_name[] = {
    [YX_FILE_UNKNOWN] = "unknown",
    [YX_FILE_CSV] = "csv",
    [YX_FILE_SDMX_CSV] = "sdmx-csv",
    [YX_FILE_SDMX_ML] = "sdmx-ml",
    [YX_FILE_SDMX_JSON] = "sdmx-json",
    [YX_FILE_DHIS2_CSV] = "dhis2-csv",
    [YX_FILE_DHIS2_JSON] = "dhis2-json",
    [YX_FILE_DHIS2_XML] = "dhis2-xml",
    [YX_FILE_ADX] = "adx",
    [YX_FILE_XLSX] = "xlsx",
    [YX_FILE_XLS] = "xls",
};

/* --- XML: by the root --- */

typedef struct root {
    yx_file_form form;
    const char *what;
} root;

static yx_code on_root(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    static const struct {
        const char *local;
        yx_file_form form;
        const char *what;
    } row[] = {
        {"adx", YX_FILE_ADX, NULL},
        {"dataValueSet", YX_FILE_DHIS2_XML, NULL},
        {"GenericData", YX_FILE_SDMX_ML, NULL},
        {"GenericTimeSeriesData", YX_FILE_SDMX_ML, NULL},
        {"StructureSpecificData", YX_FILE_UNKNOWN, "structure-specific SDMX-ML"},
        {"StructureSpecificTimeSeriesData", YX_FILE_UNKNOWN, "structure-specific SDMX-ML"},
        {"Structure", YX_FILE_UNKNOWN, "an SDMX structure without data"},
        {"html", YX_FILE_UNKNOWN, "an HTML page"},
        {"Workbook", YX_FILE_UNKNOWN, "an XML spreadsheet of 2003"},
    };
    root *r = arg;

    (void)err;
    r->what = "XML of another kind";
    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (yx_str_is(tag->name.local, row[i].local)) {
            r->form = row[i].form;
            r->what = row[i].what;
        }
    return YX_E_ABSENT; /* enough */
}

static bool has_word(yx_str head, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= head.n; i++)
        if (strncasecmp(head.at + i, word, n) == 0)
            return true;
    return false;
}

static void form_of_xml(yx_str head, root *ret)
{
    yx_xml_told told = {.open = on_root, .arg = ret};

    ret->what = "XML of another kind";
    if (yx_xml_read_text(head, &told, NULL, NULL) == YX_E_ABSENT)
        return;
    /* No root in sight. What only XML of ours can be is read, so that its fault gets a place. */
    if (has_word(head, "<!DOCTYPE html") || has_word(head, "<html") || has_word(head, "<table"))
        ret->what = "an HTML page";
    else if (has_word(head, "<adx"))
        ret->form = YX_FILE_ADX;
    else if (has_word(head, "GenericData"))
        ret->form = YX_FILE_SDMX_ML;
    else if (has_word(head, "<?xml") || has_word(head, "dataValueSet"))
        ret->form = YX_FILE_DHIS2_XML;
}

/* --- JSON: by the keys of the outermost object --- */

static yx_file_form form_of_key(yx_str key)
{
    static const struct {
        const char *key;
        yx_file_form form;
    } row[] = {
        {"data", YX_FILE_SDMX_JSON},        {"meta", YX_FILE_SDMX_JSON},
        {"dataSets", YX_FILE_SDMX_JSON},    {"structure", YX_FILE_SDMX_JSON},
        {"structures", YX_FILE_SDMX_JSON},  {"header", YX_FILE_SDMX_JSON},
        {"dataValues", YX_FILE_DHIS2_JSON}, {"dataSet", YX_FILE_DHIS2_JSON},
        {"orgUnit", YX_FILE_DHIS2_JSON},    {"period", YX_FILE_DHIS2_JSON},
        {"deletion", YX_FILE_DHIS2_JSON},   {"completeDate", YX_FILE_DHIS2_JSON},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (yx_str_is(key, row[i].key))
            return row[i].form;
    return key.n > 8 && memcmp(key.at + key.n - 8, "IdScheme", 8) == 0 ? YX_FILE_DHIS2_JSON
                                                                       : YX_FILE_UNKNOWN;
}

static yx_code form_of_json(const char *path, root *ret, yx_err *err)
{
    yx_input *in = NULL;
    yx_json_pull *p = NULL;
    yx_json_item item = {0};
    yx_code rc = yx_input_open(path, YX_ENCODING_UTF8, BYTES_MAX, &in, err);

    ret->what = "JSON of another kind";
    if (!rc)
        rc = yx_json_pull_open(in, &p, err);
    if (!rc)
        rc = yx_json_pull_next(p, &item, err);
    for (size_t i = 0; !rc && i < KEYS && ret->form == YX_FILE_UNKNOWN; i++) {
        rc = yx_json_pull_next(p, &item, err);
        if (!rc && item.key.at)
            ret->form = form_of_key(item.key);
        if (!rc && (item.what == YX_PULL_OBJECT || item.what == YX_PULL_LIST) &&
            ret->form == YX_FILE_UNKNOWN)
            rc = yx_json_pull_skip(p, &item, err);
        if (!rc && item.what == YX_PULL_BROKEN)
            ret->form = YX_FILE_DHIS2_JSON; /* whose reader tells where */
        if (rc || item.what <= YX_PULL_BROKEN)
            break;
    }
    yx_json_pull_close(p);
    yx_input_close(in);
    return rc;
}

/* --- the rest: by the first line --- */

static yx_file_form form_of_line(yx_str head)
{
    static const char *const sdmx[] = {
        "STRUCTURE,", "STRUCTURE;", "STRUCTURE\t",   "STRUCTURE[",   "DATAFLOW,",
        "DATAFLOW;",  "DATAFLOW\t", "\"STRUCTURE\"", "\"DATAFLOW\"", "\"STRUCTURE["};
    const char *end = memchr(head.at, '\n', head.n);

    if (end)
        head.n = (size_t)(end - head.at);
    for (size_t i = 0; i < YX_COUNT(sdmx); i++)
        if (head.n >= strlen(sdmx[i]) && memcmp(head.at, sdmx[i], strlen(sdmx[i])) == 0)
            return YX_FILE_SDMX_CSV;
    return has_word(head, "dataelement") && has_word(head, "orgunit") ? YX_FILE_DHIS2_CSV
                                                                      : YX_FILE_CSV;
}

static yx_code read_head(const char *path, char head[HEAD], size_t *ret_n, yx_err *err)
{
    yx_input *in = NULL;
    size_t n = 1, have = 0;
    yx_code rc = yx_input_open(path, YX_ENCODING_UTF8, BYTES_MAX, &in, err);

    while (!rc && n && have < HEAD) {
        rc = yx_input_read(in, head + have, HEAD - have, &n, err);
        have += rc ? 0 : n;
    }
    yx_input_close(in);
    *ret_n = have;
    return rc;
}

yx_code yx_file_form_of(const char *path, yx_file_form *ret, const char **ret_what, yx_err *err)
{
    char at[HEAD];
    size_t n = 0, i = 0;
    root r = {YX_FILE_UNKNOWN, NULL};
    yx_code rc = read_head(path, at, &n, err);

    if (rc)
        return rc;
    while (i < n && (at[i] == ' ' || at[i] == '\t' || at[i] == '\r' || at[i] == '\n'))
        i++;
    if (n >= 4 && memcmp(at, "PK\3\4", 4) == 0)
        r.form = YX_FILE_XLSX;
    else if (n >= 8 && memcmp(at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        r.form = YX_FILE_XLS;
    else if (n >= 2 && (memcmp(at, "\xFF\xFE", 2) == 0 || memcmp(at, "\xFE\xFF", 2) == 0))
        form_of_xml((yx_str){at, n & ~(size_t)1}, &r); /* UTF-16: only XML is read */
    else if (i < n && at[i] == '<')
        form_of_xml((yx_str){at + i, n - i}, &r);
    else if (i < n && (at[i] == '{' || at[i] == '['))
        rc = form_of_json(path, &r, err);
    else if (n >= 4 && memcmp(at, "%PDF", 4) == 0)
        r.what = "a PDF";
    else
        r.form = form_of_line((yx_str){at, n});
    if (rc)
        return rc;
    *ret = r.form;
    if (ret_what)
        *ret_what = r.form == YX_FILE_UNKNOWN ? r.what : NULL;
    return YX_OK;
}

/* A file that is refused before any reader has seen it. */
static yx_code refuse(const char *path, const yx_take_options *options, yx_seen **seen,
                      yx_faults *faults, yx_code rc, const yx_err *why, const char *what,
                      yx_batch **ret_batch, yx_err *err)
{
    yx_taking t;
    yx_err began = {0};
    yx_code begun = yx_taking_begin(&t, path, options, seen, faults, &began);

    if (begun)
        return yx_taking_end(&t, begun, &began, ret_batch, err);
    if (what)
        yx_faults_add(faults, &(yx_fault){.code = "file.form",
                                          .file = path,
                                          .text = yx_str_of(what),
                                          .expected = "a workbook, CSV, SDMX, DHIS2 or ADX"});
    return yx_taking_end(&t, rc, why, ret_batch, err);
}

yx_code yx_take_file(const char *path, const yx_take_options *options, yx_seen **seen,
                     yx_faults *faults, yx_file_form *ret_form, yx_batch **ret_batch, yx_err *err)
{
    static yx_take_form *const reader[] = {
        [YX_FILE_CSV] = yx_take_csv,
        [YX_FILE_SDMX_CSV] = yx_take_sdmx_csv,
        [YX_FILE_SDMX_ML] = yx_take_sdmx_ml,
        [YX_FILE_SDMX_JSON] = yx_take_sdmx_json,
        [YX_FILE_DHIS2_CSV] = yx_take_dhis2_csv,
        [YX_FILE_DHIS2_JSON] = yx_take_dhis2_json,
        [YX_FILE_DHIS2_XML] = yx_take_dhis2_xml,
        [YX_FILE_ADX] = yx_take_adx,
    };
    yx_file_form form = YX_FILE_UNKNOWN;
    const char *what = NULL;
    yx_err why = {0};
    yx_code rc = yx_file_form_of(path, &form, &what, &why);

    if (ret_form)
        *ret_form = form;
    if (rc || form == YX_FILE_UNKNOWN)
        return refuse(path, options, seen, faults, rc, &why, what, ret_batch, err);
    if (form == YX_FILE_XLSX || form == YX_FILE_XLS) {
        *ret_batch = NULL;
        return YX_OK;
    }
    return reader[form](path, options, seen, faults, ret_batch, err);
}
