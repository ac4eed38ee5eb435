/* forms_fuzz.c - any bytes as a file of forms: forms that hold together, or faults and nothing has
 * changed; and names taken apart. */
#include "model/alike.h"
#include "model/form.h"
#include "sample.h"

static void check(const yx_forms *forms, const yx_catalog *catalog, const yx_calendar *calendar)
{
    for (size_t i = 0; i < yx_n_form(forms); i++) {
        const yx_form *f = yx_form_at(forms, i);
        yx_period p = yx_period_holding(yx_day_of(2022, 5, 20), f->every);
        yx_due due = yx_form_due(f, calendar, p);
        must(f->n_item >= 1 && f->n_item <= YX_FORM_ITEMS && f->version >= 1);
        must(f->hour >= 1 && f->hour <= 24 && f->working_days >= 0);
        must(due.day >= p.last && yx_working(calendar, due.day));
        must(due.alarm >= due.day && yx_working(calendar, due.alarm));
        must(yx_form_find(forms, yx_str_of(f->id)) == f);
        for (size_t k = 0; k < f->n_item; k++)
            must(yx_indicator_find(catalog, yx_str_of(f->item[k].code)) != NULL);
        for (uint32_t r = 0; r < yx_n_region(catalog); r++)
            (void)yx_form_asks(f, catalog, r);
    }
}

/* Made once: it is the forms that are thrown at it. */
static const yx_catalog *the_catalog(void)
{
    static yx_catalog *catalog;

    return sample_of(
        &catalog,
        "code,name_zh,level,parent_code\nP,省,province,\nC,县,county,P\nD,乙县,county,P\n",
        "code,name_zh,unit,frequency,kind\na,流感,例,W,flow\nb,重症,张,D,stock\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static yx_calendar *calendar;
    yx_str text = {(const char *)data, n};
    const yx_catalog *catalog;
    yx_faults *faults = NULL;
    yx_forms *forms = NULL;
    yx_alike_text apart;
    double same;
    yx_code rc;

    must(!yx_faults_new(&faults, NULL) && !yx_forms_new(&forms, NULL));
    catalog = the_catalog();
    if (!calendar)
        must(!yx_calendar_new(catalog, &calendar, NULL));
    rc = yx_forms_read(forms, "f.yaml", text, catalog, 1640995200000, false, faults, NULL);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (yx_faults_errors(faults) == 0));
    must(rc == YX_OK || yx_n_form(forms) == 0);
    check(forms, catalog, calendar);
    yx_alike_read(text, &apart);
    same = yx_alike_texts(&apart, &apart);
    must(apart.n <= YX_ALIKE_TOKENS && same > 0.999 && same < 1.001);
    yx_forms_free(forms);
    yx_faults_free(faults);
    return 0;
}
