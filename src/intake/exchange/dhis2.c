#include "intake/exchange/dhis2.h"

#include "model/period_formats.h"

#include <string.h>
#include <strings.h>

const char *const yx_dhis2_field_name[YX_N_DHIS2] = {
    [YX_DHIS2_ELEMENT] = "dataElement",      [YX_DHIS2_PERIOD] = "period",
    [YX_DHIS2_ORG_UNIT] = "orgUnit",         [YX_DHIS2_COC] = "categoryOptionCombo",
    [YX_DHIS2_AOC] = "attributeOptionCombo", [YX_DHIS2_VALUE] = "value",
    [YX_DHIS2_STORED_BY] = "storedBy",       [YX_DHIS2_LAST_UPDATED] = "lastUpdated",
    [YX_DHIS2_COMMENT] = "comment",          [YX_DHIS2_FOLLOWUP] = "followup",
    [YX_DHIS2_DELETED] = "deleted",          [YX_DHIS2_CREATED] = "created",
    [YX_DHIS2_SILENT] = "dataSet",           [YX_DHIS2_OTHER] = "",
};

static bool is_either_case(yx_str text, const char *word)
{
    return strlen(word) == text.n && strncasecmp(text.at, word, text.n) == 0;
}

yx_dhis2_field yx_dhis2_field_of(yx_str name)
{
    static const struct {
        const char *name;
        yx_dhis2_field field;
    } more[] = {
        {"catoptcombo", YX_DHIS2_COC},       {"attroptcombo", YX_DHIS2_AOC},
        {"strby", YX_DHIS2_STORED_BY},       {"lstupd", YX_DHIS2_LAST_UPDATED},
        {"cmt", YX_DHIS2_COMMENT},           {"flwup", YX_DHIS2_FOLLOWUP},
        {"timestamp", YX_DHIS2_CREATED},     {"dryRun", YX_DHIS2_SILENT},
        {"importStrategy", YX_DHIS2_SILENT},
    };

    for (size_t i = 0; i < YX_DHIS2_OTHER; i++)
        if (is_either_case(name, yx_dhis2_field_name[i]))
            return (yx_dhis2_field)i;
    for (size_t i = 0; i < YX_COUNT(more); i++)
        if (is_either_case(name, more[i].name))
            return more[i].field;
    return yx_dhis2_is_scheme(name) ? YX_DHIS2_SILENT : YX_DHIS2_OTHER;
}

bool yx_dhis2_is_scheme(yx_str name)
{
    const size_t n = sizeof "IdScheme" - 1;

    return name.n >= n && strncasecmp(name.at + name.n - n, "IdScheme", n) == 0;
}

void yx_dhis2_scheme(yx_foreign *f, yx_str name, yx_str text)
{
    yx_scheme scheme = is_either_case(text, "code")   ? YX_SCHEME_CODE
                       : is_either_case(text, "name") ? YX_SCHEME_NAME
                       : text.n                       ? YX_SCHEME_UID
                                                      : YX_SCHEME_ANY;

    if (is_either_case(name, "dataElementIdScheme"))
        f->indicator_scheme = scheme;
    else if (is_either_case(name, "orgUnitIdScheme"))
        f->region_scheme = scheme;
    else if (is_either_case(name, "idScheme")) { /* the specific ones beat it */
        if (f->indicator_scheme == YX_SCHEME_ANY)
            f->indicator_scheme = scheme;
        if (f->region_scheme == YX_SCHEME_ANY)
            f->region_scheme = scheme;
    }
}

/* Of a value its own form, of a group in XML that of ADX too. */
static bool read_period(yx_str text, yx_period *ret)
{
    if (text.n && memchr(text.at, '/', text.n))
        return yx_period_read_sdmx(text, ret);
    return yx_period_read_dhis2(text, ret);
}

yx_code yx_dhis2_begin(yx_foreign *f, const char *path, const yx_take_options *options,
                       yx_seen **seen, yx_faults *faults, yx_err *err)
{
    yx_code rc = yx_foreign_begin(f, path, options, YX_DHIS2_CODES, seen, faults, err);

    f->read_period = read_period;
    f->period_hint = "a period such as 2021, 2021Q1, 202101, 2021W5, 20211231 or 2021-01-01/P1M";
    return rc;
}

static bool is_true(yx_str text)
{
    return is_either_case(text, "true") || yx_str_is(text, "1");
}

yx_code yx_dhis2_record(yx_foreign *f, const yx_cell *cell, size_t line, yx_err *err)
{
    static const yx_dhis2_field lost[] = {YX_DHIS2_STORED_BY, YX_DHIS2_COMMENT, YX_DHIS2_FOLLOWUP};
    yx_foreign_obs obs = {.line = line,
                          .region = cell[YX_DHIS2_ORG_UNIT],
                          .indicator = cell[YX_DHIS2_ELEMENT],
                          .period = cell[YX_DHIS2_PERIOD],
                          .value = cell[YX_DHIS2_VALUE],
                          .as_of = cell[YX_DHIS2_LAST_UPDATED],
                          .part = {cell[YX_DHIS2_COC], cell[YX_DHIS2_AOC]},
                          .deleted = is_true(cell[YX_DHIS2_DELETED].text)};
    yx_code rc = YX_OK;

    f->common.any_row = true;
    for (size_t i = 0; i < YX_COUNT(lost) && !rc; i++) {
        const yx_cell *c = &cell[lost[i]];
        if (c->text.n && !(lost[i] == YX_DHIS2_FOLLOWUP && !is_true(c->text)))
            rc = yx_foreign_ignored(f, c, err);
    }
    return rc ? rc : yx_foreign_record(f, &obs, err);
}
