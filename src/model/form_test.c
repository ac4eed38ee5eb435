#include "model/form.h"

#include "tests/support/catalog.h"

#include <time.h>

static const char head[] = "{version: 1, title: t, office: o, purpose: p, frequency: M, "
                           "regions: {level: county}, due: {working_days: 5, hour: 17}, ";

static yx_catalog *catalog_of(void)
{
    yx_catalog *c = new_catalog();

    take(c, YX_REGIONS,
         "code,name_zh,level,parent_code\nP,省,province,\nC1,甲县,county,P\nC2,乙县,county,P\n");
    take(c, YX_INDICATORS,
         "code,name_zh,unit,frequency,kind\na,用电量,万千瓦时,M,flow\nb,就业,人,Q,stock\n");
    return c;
}

/* Announced at 00:00 UTC of a day. */
static int64_t ms_of(int year, int month, int day)
{
    return (int64_t)yx_day_of(year, month, day) * 86400000;
}

static yx_code read(yx_forms *forms, const char *text, const yx_catalog *catalog, int64_t ms,
                    const char **ret_fault)
{
    static char code[64];
    yx_faults *faults = NULL;
    yx_code rc;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    rc = yx_forms_read(forms, "f.yaml", yx_str_of(text), catalog, ms, false, faults, NULL);
    snprintf(code, sizeof code, "%s", yx_faults_count(faults) ? yx_faults_at(faults, 0)->code : "");
    *ret_fault = code;
    T_OK((rc == YX_E_REFUSED) == (yx_faults_errors(faults) > 0));
    yx_faults_free(faults);
    return rc;
}

static const struct {
    const char *tail, *fault;
} bad[] = {
    {"items: [a]}", ""},
    {"items: []}", "yaml.value"},
    {"items: [a, a]}", "yaml.value"},
    {"items: [zz]}", "indicator.unknown"},
    {"items: [{code: a, view: maybe}]}", "yaml.value"},
    {"items: [[a]]}", "yaml.kind"},
    {"items: [a], from: x}", "day.bad"},
    {"items: [a], from: 2022-02-01, until: 2022-01-01}", "day.bad"},
    {"items: [a], legal: {valid_to: never}}", "day.bad"},
    {"items: [a], skip_months: [13]}", "yaml.value"},
    {"items: [a], cap: 3}", "yaml.unknown_key"},
    {"items: [a], late_by: mood}", "yaml.value"},
};

static void test_faults(void **state)
{
    yx_catalog *catalog = catalog_of();

    (void)state;
    for (size_t i = 0; i < YX_COUNT(bad); i++) {
        yx_forms *forms = NULL;
        const char *fault;
        char text[600];
        T_OK(yx_forms_new(&forms, NULL) == YX_OK);
        snprintf(text, sizeof text, "forms:\n  x: %s%s\n", head, bad[i].tail);
        (void)read(forms, text, catalog, 0, &fault);
        T_TEXT(fault, bad[i].fault);
        T_OK(yx_n_form(forms) == (bad[i].fault[0] ? 0 : 1));
        yx_forms_free(forms);
    }
    yx_catalog_free(catalog);
}

static void test_caps(void **state)
{
    yx_catalog *catalog = catalog_of();
    yx_forms *forms = NULL;
    const char *fault;

    (void)state;
    T_OK(yx_forms_new(&forms, NULL) == YX_OK);
    T_OK(read(forms, "caps: {o: 12, p: 0}", catalog, 0, &fault) == YX_OK);
    T_OK(yx_form_cap(forms, "o") == 12 && yx_form_cap(forms, "p") == 0);
    T_OK(yx_form_cap(forms, "q") == -1);
    T_OK(read(forms, "caps: {o: 13}", catalog, 0, &fault) == YX_OK &&
         yx_form_cap(forms, "o") == 13);
    T_OK(read(forms, "caps: {o: -1}", catalog, 0, &fault) == YX_E_REFUSED);
    T_OK(read(forms, "caps: {o: 1.5}", catalog, 0, &fault) == YX_E_REFUSED);
    T_OK(yx_form_cap(forms, "o") == 13);
    yx_forms_free(forms);
    yx_catalog_free(catalog);
}

/* Five working days after April 2022 are Friday 6 May in a plain week; version 2, announced on
 * 1 June, asks for May in two: 2 June. April stays as it was. */
static void test_versions_keep_what_was_due(void **state)
{
    yx_catalog *catalog = catalog_of();
    yx_calendar *week = NULL;
    yx_forms *forms = NULL;
    const yx_form *f;
    const char *fault;
    char text[600];
    const yx_period april = {yx_day_of(2022, 4, 1), yx_day_of(2022, 4, 30)},
                    may = {yx_day_of(2022, 5, 1), yx_day_of(2022, 5, 31)};

    (void)state;
    T_OK(yx_calendar_new(catalog, &week, NULL) == YX_OK && yx_forms_new(&forms, NULL) == YX_OK);
    snprintf(text, sizeof text, "forms:\n  x: %sitems: [a]}\n", head);
    T_OK(read(forms, text, catalog, ms_of(2022, 1, 10), &fault) == YX_OK);
    f = yx_form_find(forms, yx_str_of("x"));
    T_OK(yx_form_from(f) == yx_day_of(2022, 1, 10));
    T_OK(yx_form_due(f, week, april).day == yx_day_of(2022, 5, 6));
    text[strcspn(text, "1")] = '2'; /* version: 2 */
    text[strcspn(text, "5")] = '2'; /* working_days: 2 */
    T_OK(read(forms, text, catalog, ms_of(2022, 6, 1), &fault) == YX_OK);
    f = yx_form_find(forms, yx_str_of("x"));
    T_OK(f->version == 2 && f->first_announced == ms_of(2022, 1, 10));
    T_OK(yx_form_due(f, week, may).day == yx_day_of(2022, 6, 2));
    T_OK(yx_form_due(f, week, april).day == yx_day_of(2022, 5, 6));
    yx_forms_free(forms);
    yx_calendar_free(week);
    yx_catalog_free(catalog);
}

/* The zone of the process is UTC here. 17:00 sharp is over; a minute before is not. */
static void test_hours(void **state)
{
    const yx_due due = {yx_day_of(2022, 5, 6), 17, yx_day_of(2022, 5, 6)},
                 night = {yx_day_of(2022, 5, 6), 24, yx_day_of(2022, 5, 9)};
    int64_t day = ms_of(2022, 5, 6);

    (void)state;
    T_OK(!yx_due_over(&due, day + 17 * 3600000 - 60000));
    T_OK(yx_due_over(&due, day + 17 * 3600000));
    T_OK(!yx_due_over(&night, day + 86399999) && yx_due_over(&night, day + 86400000));
    T_OK(!yx_due_over(&due, day - 1));
}

static bool read_all(void *arg)
{
    static const char text[] =
        "forms:\n"
        "  x: {version: 1, title: t, office: o, purpose: p, frequency: M, items: [a, b],\n"
        "      regions: {list: [C1, C2]}, due: {working_days: 5}, legal: {number: n, body: b}}\n"
        "caps: {o: 3}\n";
    yx_forms *forms = NULL;
    yx_faults *faults = NULL;
    bool right;
    yx_code rc = yx_forms_new(&forms, NULL);

    if (!rc)
        rc = yx_faults_new(&faults, NULL);
    if (!rc)
        rc = yx_forms_read(forms, "f", yx_str_of(text), arg, 0, false, faults, NULL);
    right = rc == YX_OK ? yx_n_form(forms) == 1 && yx_form_cap(forms, "o") == 3
                        : rc == YX_E_NOMEM && (!forms || yx_n_form(forms) == 0);
    yx_faults_free(faults);
    yx_forms_free(forms);
    return right;
}

static void test_memory(void **state)
{
    yx_catalog *catalog = catalog_of();

    (void)state;
    T_OK(t_every_alloc(read_all, catalog) > 5);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_versions_keep_what_was_due),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_memory),
    };

    setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests(test, NULL, NULL);
}
