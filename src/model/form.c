/* form.c - the set of forms. A file is read apart (form_yaml.c) and merged only when all of it is
 * right. */
#include "model/form.h"

#include "model/form_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct yx_forms {
    yx_arena *arena;
    yx_form *form; /* in order of id */
    size_t n_form;
    yx_cap *cap;
    size_t n_cap;
};

yx_code yx_forms_new(yx_forms **ret_forms, yx_err *err)
{
    yx_forms *forms = calloc(1, sizeof *forms);

    if (!forms)
        return yx_fail(err, YX_E_NOMEM, "no memory for forms");
    *ret_forms = forms;
    return YX_OK;
}

void yx_forms_free(yx_forms *forms)
{
    if (!forms)
        return;
    yx_arena_free(forms->arena);
    free(forms->form);
    free(forms->cap);
    free(forms);
}

static const yx_form *find_in(const yx_form *form, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(form[i].id, id) == 0)
            return &form[i];
    return NULL;
}

/* --- versions --- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_form(const yx_form *a, const yx_form *b)
{
    if (a->version != b->version || a->every != b->every || a->n_item != b->n_item ||
        a->n_region != b->n_region || a->working_days != b->working_days || a->hour != b->hour ||
        a->from != b->from || a->until != b->until || a->by_publication != b->by_publication ||
        a->approved != b->approved || a->skip != b->skip || a->valid_to != b->valid_to ||
        !same_text(a->title, b->title) || !same_text(a->office, b->office) ||
        !same_text(a->purpose, b->purpose) || !same_text(a->number, b->number) ||
        !same_text(a->body, b->body) || !same_text(a->level, b->level) ||
        !same_text(a->below, b->below))
        return false;
    for (size_t i = 0; i < a->n_item; i++)
        if (!same_text(a->item[i].code, b->item[i].code) || a->item[i].view != b->item[i].view)
            return false;
    for (size_t i = 0; i < a->n_region; i++)
        if (!same_text(a->region[i], b->region[i]))
            return false;
    return true;
}

/* What is read again stands as it was announced; what has changed needs a higher version. */
static yx_code check_versions(const yx_forms *forms, yx_forms_file *r, yx_err *err)
{
    for (size_t i = 0; i < r->n_form; i++) {
        const yx_form *old = find_in(forms->form, forms->n_form, r->form[i].id);
        char expected[64];

        if (!old)
            continue;
        if (r->form[i].version > old->version) {
            yx_form *kept = yx_arena_get(r->arena, sizeof *kept);
            if (!kept)
                return yx_fail(err, YX_E_NOMEM, "no memory for a form");
            *kept = *old;
            r->form[i].before = kept;
            r->form[i].first_announced = old->first_announced;
            continue;
        }
        if (same_form(&r->form[i], old)) {
            r->form[i].announced = old->announced;
            r->form[i].first_announced = old->first_announced;
            r->form[i].before = old->before;
            continue;
        }
        snprintf(expected, sizeof expected, "a version above %d", old->version);
        yx_yaml_fault(r->file, r->node[i]->key, "form.version", expected, NULL, r->faults);
    }
    return YX_OK;
}

/* --- one datum, one entry --- */

/* Do two forms ask any region in common? */
static bool share_region(const yx_catalog *catalog, const yx_form *a, const yx_form *b)
{
    for (uint32_t i = 0; i < yx_n_region(catalog); i++)
        if (yx_form_asks(a, catalog, i) && yx_form_asks(b, catalog, i))
            return true;
    return false;
}

static bool share_time(const yx_form *a, const yx_form *b)
{
    return yx_form_from(a) <= b->until && yx_form_from(b) <= a->until;
}

static bool asks_item(const yx_form *f, const char *code)
{
    for (size_t i = 0; i < f->n_item; i++)
        if (!f->item[i].view && strcmp(f->item[i].code, code) == 0)
            return true;
    return false;
}

/* Faults for each item of form i that `other` asks for too. */
static void check_pair(yx_forms_file *r, size_t i, const yx_form *other)
{
    const yx_form *f = &r->form[i];
    int meet = -1; /* not known yet: it costs a walk over the tree */

    for (size_t k = 0; k < f->n_item; k++) {
        char nearest[200];
        if (f->item[k].view || !asks_item(other, f->item[k].code))
            continue;
        if (meet < 0)
            meet = share_time(f, other) && share_region(r->catalog, f, other);
        if (!meet)
            return;
        snprintf(nearest, sizeof nearest, "%.60s %.80s (%.40s)", other->id, other->title,
                 other->office);
        yx_yaml_fault(r->file, yx_forms_file_item(r, i, k), "form.asked", "view: true", nearest,
                      r->faults);
    }
}

static void check_owners(const yx_forms *forms, yx_forms_file *r)
{
    for (size_t i = 0; i < r->n_form; i++) {
        for (size_t k = 0; k < i; k++)
            check_pair(r, i, &r->form[k]);
        for (size_t k = 0; k < forms->n_form; k++)
            if (!find_in(r->form, r->n_form, forms->form[k].id))
                check_pair(r, i, &forms->form[k]);
    }
}

/* --- merging --- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const yx_form *)a)->id, ((const yx_form *)b)->id);
}

static void put_cap(yx_forms *to, const yx_cap *cap)
{
    size_t i = 0;

    while (i < to->n_cap && strcmp(to->cap[i].office, cap->office) != 0)
        i++;
    to->cap[i] = *cap;
    to->n_cap += i == to->n_cap;
}

static yx_code merge(yx_forms *forms, const yx_forms_file *r, yx_err *err)
{
    yx_forms next = {.arena = forms->arena};

    next.form = calloc(forms->n_form + r->n_form + 1, sizeof *next.form);
    next.cap = calloc(forms->n_cap + r->n_cap + 1, sizeof *next.cap);
    if (!next.form || !next.cap) {
        free(next.form);
        free(next.cap);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu forms", forms->n_form + r->n_form);
    }
    for (size_t i = 0; i < forms->n_form; i++)
        if (!find_in(r->form, r->n_form, forms->form[i].id))
            next.form[next.n_form++] = forms->form[i];
    for (size_t i = 0; i < r->n_form; i++)
        next.form[next.n_form++] = r->form[i];
    qsort(next.form, next.n_form, sizeof *next.form, by_id);
    for (size_t i = 0; i < forms->n_cap; i++)
        put_cap(&next, &forms->cap[i]);
    for (size_t i = 0; i < r->n_cap; i++)
        put_cap(&next, &r->cap[i]);
    free(forms->form);
    free(forms->cap);
    *forms = next;
    return YX_OK;
}

yx_code yx_forms_read(yx_forms *forms, const char *file, yx_str text, const yx_catalog *catalog,
                      int64_t announced, bool force, yx_faults *faults, yx_err *err)
{
    yx_forms_file r = {
        .catalog = catalog, .faults = faults, .arena = &forms->arena, .announced = announced};
    size_t before = yx_faults_errors(faults);
    yx_yaml *yaml = NULL;
    yx_code rc;

    r.file = yx_arena_text(&forms->arena, file, strlen(file));
    if (!r.file)
        return yx_fail(err, YX_E_NOMEM, "no memory for forms");
    rc = yx_yaml_read(r.file, text, faults, &yaml, err);
    if (!rc)
        rc = yx_forms_file_tree(&r, yx_yaml_root(yaml), err);
    if (!rc)
        rc = check_versions(forms, &r, err);
    if (!rc) {
        if (!force)
            check_owners(forms, &r);
        rc = yx_faults_check(faults, err);
    }
    if (!rc && yx_faults_errors(faults) > before)
        rc = yx_fail(err, YX_E_REFUSED, "'%s' has %zu faults", file,
                     yx_faults_errors(faults) - before);
    if (!rc)
        rc = merge(forms, &r, err);
    yx_yaml_free(yaml);
    free(r.form);
    free(r.node);
    free(r.cap);
    return rc;
}

/* --- asking --- */

size_t yx_n_form(const yx_forms *forms)
{
    return forms->n_form;
}

const yx_form *yx_form_at(const yx_forms *forms, size_t i)
{
    return &forms->form[i];
}

const yx_form *yx_form_find(const yx_forms *forms, yx_str id)
{
    for (size_t i = 0; i < forms->n_form; i++)
        if (yx_str_is(id, forms->form[i].id))
            return &forms->form[i];
    return NULL;
}

int64_t yx_form_cap(const yx_forms *forms, const char *office)
{
    for (size_t i = 0; i < forms->n_cap; i++)
        if (strcmp(forms->cap[i].office, office) == 0)
            return forms->cap[i].cells;
    return -1;
}

bool yx_form_asks(const yx_form *form, const yx_catalog *catalog, uint32_t region)
{
    const yx_region *r = yx_region_at(catalog, region);
    uint32_t above;

    if (form->region) {
        for (size_t i = 0; i < form->n_region; i++)
            if (strcmp(form->region[i], r->code) == 0)
                return true;
        return false;
    }
    if (r->is_virtual || (form->level && strcmp(form->level, r->level) != 0))
        return false;
    if (!form->below)
        return true;
    above = yx_region_newest(catalog, yx_str_of(form->below));
    return above != YX_REGION_NONE && yx_region_within(catalog, region, above);
}

yx_day yx_form_from(const yx_form *form)
{
    return form->from != YX_DAY_NONE ? form->from : yx_day_of_ms(form->announced);
}

bool yx_form_asks_period(const yx_form *form, yx_period period)
{
    int year, month, day;

    yx_day_parts(period.last, &year, &month, &day);
    return period.last >= yx_form_from(form) && period.last <= form->until &&
           !(form->skip >> month & 1);
}

static yx_due due_of(const yx_form *form, const yx_calendar *calendar, yx_period period)
{
    yx_due due = {yx_working_after(calendar, period.last, form->working_days), form->hour, 0};

    due.alarm = due.hour < 24 ? due.day : yx_working_after(calendar, due.day, 1);
    return due;
}

yx_due yx_form_due(const yx_form *form, const yx_calendar *calendar, yx_period period)
{
    yx_due due = due_of(form, calendar, period);

    while (form->before && yx_due_over(&due, form->announced)) {
        form = form->before;
        due = due_of(form, calendar, period);
    }
    return due;
}

/* The hour of a day is told from whether the hours that are missing to 24 reach the next day. */
bool yx_due_over(const yx_due *due, int64_t ms)
{
    yx_day day = yx_day_of_ms(ms);

    if (day != due->day)
        return day > due->day;
    return yx_day_of_ms(ms + (int64_t)(24 - due->hour) * 3600000) > day;
}
