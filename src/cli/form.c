/* The verb that hands out a form to be filled in. */
#include "base/mem.h"
#include "cli/session.h"
#include "flow/forms.h"
#include "intake/map/template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct lists {
    const char **region, **item;
    size_t n_region, n_item;
} lists;

/* Who is asked for what in that period; views are left out: they are entered elsewhere. */
static yx_code fill(const yx_catalog *catalog, const yx_form *form, uint32_t within, yx_period p,
                    lists *l, yx_err *err)
{
    l->region = calloc(yx_n_region(catalog) + 1, sizeof *l->region);
    l->item = calloc(form->n_item + 1, sizeof *l->item);
    if (!l->region || !l->item)
        return yx_fail(err, YX_E_NOMEM, "no memory for a form");
    for (uint32_t i = 0; i < yx_n_region(catalog); i++) {
        const yx_region *r = yx_region_at(catalog, i);
        if (yx_form_asks(form, catalog, i) && r->valid_from <= p.last && p.last < r->valid_to &&
            (within == YX_REGION_NONE || yx_region_within(catalog, i, within)))
            l->region[l->n_region++] = r->code;
    }
    for (size_t i = 0; i < form->n_item; i++) {
        const yx_indicator *a = yx_indicator_find(catalog, yx_str_of(form->item[i].code));
        bool now =
            a && (a->every <= form->every || yx_period_holding(p.last, a->every).last == p.last);
        if (now && !form->item[i].view)
            l->item[l->n_item++] = a->code;
    }
    if (!l->n_region || !l->n_item)
        return yx_fail(err, YX_E_ABSENT, "form '%.60s' asks for nothing there and then", form->id);
    return YX_OK;
}

static yx_code write_csv(const lists *l, yx_period p, const char *path, yx_err *err)
{
    char period[YX_PERIOD_TEXT];
    FILE *out = fopen(path, "wb");
    bool good;

    if (!out)
        return yx_fail(err, YX_E_IO, "cannot write '%.120s': %s", path, strerror(errno));
    (void)yx_period_text(p, false, period);
    good = fputs("region_code,indicator,period,value\n", out) >= 0;
    for (size_t r = 0; r < l->n_region && good; r++)
        for (size_t i = 0; i < l->n_item && good; i++)
            good = fprintf(out, "%s,%s,%s,\n", l->region[r], l->item[i], period) > 0;
    if (fclose(out) != 0 || !good)
        return yx_fail(err, YX_E_IO, "cannot write '%.120s'", path);
    return YX_OK;
}

static yx_code write_form(const yx_args *args, yx_workspace *ws, const yx_form *form,
                          const char *region, yx_period p, const char *path, lists *l, yx_err *err)
{
    uint32_t within = region ? yx_region_newest(ws->catalog, yx_str_of(region)) : YX_REGION_NONE;
    size_t n = strlen(path);
    yx_template t;
    yx_code rc;

    if (region && within == YX_REGION_NONE)
        return yx_fail(err, YX_E_ABSENT, "unknown region '%.60s'", region);
    if (yx_period_kind_of(p) != form->every)
        return yx_fail(err, YX_E_RANGE, "form '%.60s' is not asked for such a period", form->id);
    rc = fill(ws->catalog, form, within, p, l, err);
    if (rc)
        return rc;
    if (n < 5 || strcmp(path + n - 5, ".xlsx") != 0)
        return write_csv(l, p, path, err);
    t = (yx_template){.catalog = ws->catalog,
                      .region = l->region,
                      .n_region = l->n_region,
                      .indicator = l->item,
                      .n_indicator = l->n_item,
                      .period = p,
                      .title = form->title,
                      .lang = args->lang};
    return yx_template_write(&t, path, err);
}

int yx_cli_form(const yx_args *args)
{
    enum { REGION, PERIOD, OUT };
    yx_workspace ws = {0};
    yx_forms *forms = NULL;
    const yx_form *form = NULL;
    lists l = {0};
    yx_err err = {0};
    yx_period p;
    yx_code rc;

    if (!args->value[PERIOD] || !yx_period_read(yx_str_of(args->value[PERIOD]), &p))
        return yx_say_usage("form", "--period is missing, or no period such as 2022-04");
    if (!args->value[OUT])
        return yx_say_usage("form", "-o is missing: where to write it, .xlsx or .csv");
    rc = yx_session_open_day(args, INT64_MAX, YX_DAY_MAX, &ws, &err);
    if (!rc)
        rc = yx_forms_in_force(&ws, &forms, &err);
    if (!rc) {
        form = yx_form_find(forms, yx_str_of(args->word[0]));
        rc = form ? write_form(args, &ws, form, args->value[REGION], p, args->value[OUT], &l, &err)
                  : yx_fail(&err, YX_E_ABSENT, "no form '%.60s'", args->word[0]);
    }
    if (!rc)
        printf("%s: %zu regions, %zu items in %s\n", form->id, l.n_region, l.n_item,
               args->value[OUT]);
    free(l.region);
    free(l.item);
    yx_forms_free(forms);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("form", rc, &err) : YX_EXIT_DONE;
}
