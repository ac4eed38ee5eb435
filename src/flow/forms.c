#include "flow/forms.h"

#include "base/json.h"
#include "base/yaml.h"

#include <string.h>

/* --- reading --- */

/* "forms\nfile\n" and the text; false when it is not of that form. */
static bool take_apart(yx_str payload, char *name, size_t size, yx_str *ret_text)
{
    size_t from = sizeof YX_LOAD_FORMS; /* with the line end in place of the NUL */
    const char *end = payload.n > from ? memchr(payload.at + from, '\n', payload.n - from) : NULL;

    if (!end || memcmp(payload.at, YX_LOAD_FORMS "\n", from) != 0)
        return false;
    (void)yx_text_show((yx_str){payload.at + from, (size_t)(end - payload.at) - from}, name,
                       size - 1);
    *ret_text = (yx_str){end + 1, payload.n - (size_t)(end + 1 - payload.at)};
    return true;
}

static yx_code read_payload(const yx_workspace *ws, yx_forms *forms, yx_str payload, int64_t ms,
                            bool force, yx_faults *faults, yx_err *err)
{
    char name[256];
    yx_str text;

    if (!take_apart(payload, name, sizeof name, &text))
        return yx_fail(err, YX_E_CORRUPT, "an entry of forms without its two first lines");
    return yx_forms_read(forms, name, text, ws->catalog, ms, force, faults, err);
}

/* What was taken once is not asked again whether it exists: that has been said. */
static yx_code replay(yx_workspace *ws, yx_forms *forms, yx_faults *faults, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(ws->store, YX_ENTRY_FORM, 1, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->read)
            break;
        rc = read_payload(ws, forms, entry.payload, entry.time, true, faults, err);
        if (rc == YX_E_REFUSED)
            rc = yx_fail(err, YX_E_CORRUPT, "log entry %lld has %zu faults", (long long)entry.seq,
                         yx_faults_errors(faults));
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

yx_code yx_forms_in_force(yx_workspace *ws, yx_forms **ret_forms, yx_err *err)
{
    yx_forms *forms = NULL;
    yx_faults *faults = NULL;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_forms_new(&forms, err);
    if (!rc)
        rc = replay(ws, forms, faults, err);
    yx_faults_free(faults);
    if (rc) {
        yx_forms_free(forms);
        return rc;
    }
    *ret_forms = forms;
    return YX_OK;
}

/* --- loading --- */

yx_code yx_append_forced(yx_workspace *ws, const char *what, const char *file, const yx_act *act,
                         yx_err *err)
{
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    int64_t seq;
    yx_code rc;

    yx_json_object(&j, NULL);
    yx_json_text(&j, "what", what);
    yx_json_text(&j, "file", file);
    yx_json_text(&j, "reason", act->force);
    yx_json_end(&j);
    rc = yx_buf_check(&payload, err);
    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_FORCED, act->ms, act->post, yx_buf_view(&payload),
                             &seq, err);
    yx_buf_free(&payload);
    return rc;
}

yx_code yx_load_forms(yx_workspace *ws, char *const *path, size_t n_path, const yx_act *act,
                      yx_faults *faults, yx_loaded *loaded, yx_err *err)
{
    yx_forms *forms = NULL;
    yx_buf payload = {0};
    yx_code rc = yx_forms_in_force(ws, &forms, err);

    for (size_t i = 0; i < n_path && !rc; i++) {
        yx_buf_clear(&payload);
        rc = yx_load_slurp(path[i], YX_LOAD_FORMS, faults, &payload, err);
        if (!rc)
            rc = read_payload(ws, forms, yx_buf_view(&payload), act->ms, act->force != NULL, faults,
                              err);
        if (rc == YX_E_REFUSED) { /* go on: the faults of the other files are wanted too */
            rc = YX_OK;
            continue;
        }
        if (!rc && !yx_faults_errors(faults))
            rc = yx_store_append(ws->store, YX_ENTRY_FORM, act->ms, act->post,
                                 yx_buf_view(&payload), &loaded->seq, err);
        if (!rc && act->force && !yx_faults_errors(faults))
            rc = yx_append_forced(ws, YX_LOAD_FORMS, path[i], act, err);
    }
    if (!rc && yx_faults_errors(faults))
        rc = yx_fail(err, YX_E_REFUSED, "%zu faults", yx_faults_errors(faults));
    if (!rc)
        loaded->rows = yx_n_form(forms);
    yx_buf_free(&payload);
    yx_forms_free(forms);
    return rc;
}

/* --- refusing --- */

bool yx_form_expired(const yx_form *form, yx_day day)
{
    return day > form->valid_to || day > form->until;
}

/* The region that refuses: the one that is named, or that of the post. */
static const char *refusing(const yx_workspace *ws, const char *region, const yx_act *act)
{
    const yx_post *post = region ? NULL : yx_post_find(ws->catalog, yx_str_of(act->post));

    return region ? region : post ? post->region : "";
}

static yx_code may_refuse(const yx_workspace *ws, const yx_form *form, const char *region,
                          const yx_act *act, yx_err *err)
{
    uint32_t at = yx_region_newest(ws->catalog, yx_str_of(region));
    const yx_post *post = yx_post_find(ws->catalog, yx_str_of(act->post));
    char day[YX_DAY_TEXT];

    if (at == YX_REGION_NONE)
        return yx_fail(err, YX_E_ABSENT, "no region '%.60s': --region names who refuses", region);
    if (post && yx_region_newest(ws->catalog, yx_str_of(post->region)) != at)
        return yx_fail(err, YX_E_RANGE, "post '%.60s' is of region %.60s, not %.60s", act->post,
                       post->region, region);
    if (!yx_form_asks(form, ws->catalog, at))
        return yx_fail(err, YX_E_RANGE, "form '%.60s' does not ask region %.60s", form->id, region);
    if (yx_form_expired(form, act->today))
        return YX_OK;
    if (form->valid_to == YX_DAY_MAX && form->until == YX_DAY_MAX)
        return yx_fail(err, YX_E_RANGE, "form '%.60s' has no end and cannot be refused", form->id);
    return yx_fail(err, YX_E_RANGE, "form '%.60s' is valid to %s and cannot be refused yet",
                   form->id,
                   yx_day_text(form->valid_to < form->until ? form->valid_to : form->until, day));
}

static yx_code append_refusal(yx_workspace *ws, const yx_form *form, const char *region,
                              const char *reason, const yx_act *act, int64_t *ret_seq, yx_err *err)
{
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    yx_code rc;

    yx_json_object(&j, NULL);
    yx_json_text(&j, "form", form->id);
    yx_json_int(&j, "version", form->version);
    yx_json_text(&j, "region", region);
    yx_json_text(&j, "reason", reason);
    yx_json_end(&j);
    rc = yx_buf_check(&payload, err);
    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_REFUSAL, act->ms, act->post, yx_buf_view(&payload),
                             ret_seq, err);
    yx_buf_free(&payload);
    return rc;
}

/* Inside a transaction: forms and tree are the newest. */
static yx_code refuse_form(yx_workspace *ws, const char *id, const char *region, const char *reason,
                           const yx_act *act, int64_t *ret_seq, yx_err *err)
{
    yx_forms *forms = NULL;
    const yx_form *form;
    yx_code rc = yx_forms_in_force(ws, &forms, err);

    if (rc)
        return rc;
    form = yx_form_find(forms, yx_str_of(id));
    region = refusing(ws, region, act);
    rc = form ? may_refuse(ws, form, region, act, err)
              : yx_fail(err, YX_E_ABSENT, "no form '%.60s'", id);
    if (!rc)
        rc = append_refusal(ws, form, region, reason, act, ret_seq, err);
    yx_forms_free(forms);
    return rc;
}

yx_code yx_refuse_form(yx_workspace *ws, const char *id, const char *region, const char *reason,
                       const yx_act *act, int64_t *ret_seq, yx_err *err)
{
    yx_str why = yx_str_trim(yx_str_of(reason));
    int64_t seq = 0;
    yx_code rc;

    if (!why.n || why.n > YX_REASON_BYTES || yx_utf8_valid(why.at, why.n) != why.n)
        return yx_fail(err, YX_E_RANGE, "a refusal needs a reason of 1 to %d bytes",
                       YX_REASON_BYTES);
    rc = yx_workspace_begin(ws, act->post, err);
    if (rc)
        return rc;
    rc = refuse_form(ws, id, region, reason, act, &seq, err);
    if (!rc)
        rc = yx_store_commit(ws->store, err);
    if (rc) {
        yx_store_rollback(ws->store);
        return rc;
    }
    *ret_seq = seq;
    return YX_OK;
}

/* --- what was refused --- */

static yx_code add_refusal(yx_names *to, yx_str form, yx_str region, yx_err *err)
{
    yx_buf key = {0};
    uint32_t number;
    yx_code rc;

    yx_buf_str(&key, form);
    yx_buf_char(&key, '\n');
    yx_buf_str(&key, region);
    rc = yx_buf_check(&key, err);
    if (!rc)
        rc = yx_names_add(to, yx_buf_view(&key), &number, err);
    yx_buf_free(&key);
    return rc;
}

/* The payload is JSON, which YAML reads. */
static yx_code fold(const yx_entry *entry, yx_names *to, yx_err *err)
{
    yx_faults *faults = NULL;
    yx_yaml *yaml = NULL;
    const yx_yaml_node *form, *region;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_yaml_read("log", entry->payload, faults, &yaml, err);
    if (!rc) {
        form = yx_yaml_get(yx_yaml_root(yaml), "form");
        region = yx_yaml_get(yx_yaml_root(yaml), "region");
        rc = form && region ? add_refusal(to, form->text, region->text, err) : YX_E_REFUSED;
    }
    yx_yaml_free(yaml);
    yx_faults_free(faults);
    return rc == YX_E_REFUSED
               ? yx_fail(err, YX_E_CORRUPT, "log entry %lld is no refusal", (long long)entry->seq)
               : rc;
}

yx_code yx_refusals(yx_workspace *ws, yx_names **ret_refusals, yx_err *err)
{
    yx_names *names = NULL;
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_names_new(&names, err);

    if (!rc)
        rc = yx_store_entries(ws->store, YX_ENTRY_REFUSAL, 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->read)
            break;
        rc = fold(&entry, names, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (rc) {
        yx_names_free(names);
        return rc;
    }
    *ret_refusals = names;
    return YX_OK;
}

bool yx_refused(const yx_names *refusals, const char *form, const char *region)
{
    char key[400];
    int n = snprintf(key, sizeof key, "%s\n%s", form, region);

    return n > 0 && (size_t)n < sizeof key &&
           yx_names_find(refusals, (yx_str){key, (size_t)n}) != YX_NAME_NONE;
}
