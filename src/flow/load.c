#include "flow/load.h"

#include "base/buf.h"
#include "flow/exists.h"
#include "flow/forms.h"
#include "flow/load_small.h"
#include "flow/maps.h"
#include "flow/protect/protect.h"
#include "flow/thresholds.h"
#include "model/boundaries.h"

#include <string.h>

/* Reads a whole file as UTF-8 behind the two lines that say what it is. */
yx_code yx_load_slurp(const char *path, const char *what, yx_faults *faults, yx_buf *out,
                      yx_err *err)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    yx_encoding encoding = YX_ENCODING_UTF8;
    yx_input *input = NULL;
    yx_err why = {0};
    char part[16384];
    size_t n;
    yx_code rc;

    yx_buf_f(out, "%s\n%s\n", what, name);
    rc = yx_input_guess(path, YX_LOAD_BYTES, &encoding, &why);
    if (!rc)
        rc = yx_input_open(path, encoding, YX_LOAD_BYTES, &input, &why);
    while (!rc && !(rc = yx_input_read(input, part, sizeof part, &n, &why)) && n)
        yx_buf_add(out, part, n);
    yx_input_close(input);
    if (rc == YX_E_NOMEM)
        return yx_fail(err, rc, "%s", why.text);
    if (rc) {
        yx_faults_add(faults, &(yx_fault){.code = rc == YX_E_FORMAT  ? "file.packed"
                                                  : rc == YX_E_RANGE ? "file.large"
                                                                     : "file.unreadable",
                                          .file = name,
                                          .text = yx_str_of(path),
                                          .expected = why.text});
        return yx_fail(err, YX_E_REFUSED, "%s", why.text);
    }
    return yx_buf_check(out, err);
}

static bool line_of(yx_str *rest, yx_str *ret)
{
    const char *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;

    if (!end)
        return false;
    *ret = (yx_str){rest->at, (size_t)(end - rest->at)};
    *rest = (yx_str){end + 1, rest->n - ret->n - 1};
    return true;
}

static size_t catalogue_of(yx_str what)
{
    size_t kind = 0;

    while (kind < YX_N_CATALOG && !yx_str_is(what, yx_catalog_name[kind]))
        kind++;
    return kind;
}

/* Reads what slurp() made into the workspace. */
static yx_code read_payload(yx_workspace *ws, yx_str payload, yx_faults *faults, size_t *ret_n,
                            yx_err *err)
{
    yx_str rest = payload, what, file;
    yx_input *input = NULL;
    char name[256];
    size_t kind;
    yx_code rc;

    if (!line_of(&rest, &what) || !line_of(&rest, &file))
        return yx_fail(err, YX_E_CORRUPT, "an entry without its two first lines");
    (void)yx_text_show(file, name, sizeof name - 1);
    if (yx_str_is(what, YX_ENTRY_RULES)) {
        rc = yx_rules_read(ws->rules, name, rest, ws->catalog, faults, err);
        *ret_n = yx_n_rule(ws->rules);
        return rc;
    }
    kind = catalogue_of(what);
    if (kind == YX_N_CATALOG)
        return yx_fail(err, YX_E_RANGE, "there is no catalogue of that name");
    rc = yx_input_memory(rest, &input, err);
    if (!rc)
        rc = yx_catalog_read(ws->catalog, (yx_catalog_kind)kind, name, input, faults, ret_n, err);
    yx_input_close(input);
    return rc;
}

/* Refuses what is about persons or about areas that are too small. */
static yx_code look_for_small(yx_str payload, yx_faults *faults, yx_err *err)
{
    size_t before = yx_faults_errors(faults);
    yx_str rest = payload, what, file;
    char name[256];
    yx_code rc;

    if (!line_of(&rest, &what) || !line_of(&rest, &file))
        return yx_fail(err, YX_E_CORRUPT, "an entry without its two first lines");
    (void)yx_text_show(file, name, sizeof name - 1);
    rc = yx_load_small(name, rest, yx_str_is(what, yx_catalog_name[YX_REGIONS]), faults, err);
    if (!rc && yx_faults_errors(faults) > before)
        rc = yx_fail(err, YX_E_REFUSED, "it is about persons, or about areas that are too small");
    return rc;
}

yx_code yx_load(yx_workspace *ws, const char *what, char *const *path, size_t n_path,
                const yx_act *act, yx_faults *faults, yx_loaded *ret, yx_err *err)
{
    bool rules = strcmp(what, YX_ENTRY_RULES) == 0, refused = false;
    bool items = strcmp(what, yx_catalog_name[YX_INDICATORS]) == 0;
    bool maps = strcmp(what, YX_LOAD_MAPS) == 0, forms = strcmp(what, YX_LOAD_FORMS) == 0;
    yx_existing *existing = NULL;
    yx_loaded loaded = {0};
    yx_buf payload = {0};
    yx_code rc;

    if (!rules && !maps && !forms && catalogue_of(yx_str_of(what)) == YX_N_CATALOG)
        return yx_fail(err, YX_E_RANGE, "'%s' cannot be loaded", what);
    rc = yx_workspace_begin(ws, act->post, err);
    if (rc)
        return rc;
    if (items && !act->force)
        rc = yx_existing_new(ws->catalog, &existing, err);
    if (maps && !rc)
        rc = yx_load_maps(ws, path, n_path, act, faults, &loaded, err);
    if (forms && !rc)
        rc = yx_load_forms(ws, path, n_path, act, faults, &loaded, err);
    for (size_t i = 0; i < n_path && !rc && !maps && !forms; i++) {
        size_t n = 0;
        yx_buf_clear(&payload);
        rc = yx_load_slurp(path[i], what, faults, &payload, err);
        if (!rc && !rules)
            rc = look_for_small(yx_buf_view(&payload), faults, err);
        if (!rc)
            rc = read_payload(ws, yx_buf_view(&payload), faults, &n, err);
        if (rc == YX_E_REFUSED) { /* go on: the faults of the other files are wanted too */
            refused = true;
            rc = YX_OK;
            continue;
        }
        if (!rc && existing) {
            size_t errors = yx_faults_errors(faults);
            rc = yx_existing_check(existing, ws->catalog, path[i], faults, err);
            refused |= yx_faults_errors(faults) > errors;
        }
        if (!rc && items && act->force)
            rc = yx_append_forced(ws, what, path[i], act, err);
        if (!rc && !refused)
            rc = yx_store_append(ws->store, rules ? YX_ENTRY_RULES : YX_ENTRY_CATALOGUE, act->ms,
                                 act->post, yx_buf_view(&payload), &loaded.seq, err);
        loaded.rows = rules ? n : loaded.rows + n;
    }
    yx_buf_free(&payload);
    yx_existing_free(existing);
    if (!rc && !refused && strcmp(what, yx_catalog_name[YX_LINEAGE]) == 0) {
        rc = yx_lineage_check(ws->catalog, what, false, faults, err);
        refused = yx_faults_errors(faults) > 0;
    }
    if (!rc && !refused && strcmp(what, yx_catalog_name[YX_CHECKS]) == 0) {
        rc = yx_thresholds_check(ws->catalog, what, faults, err);
        refused = yx_faults_errors(faults) > 0;
    }
    if (!rc && refused)
        rc = yx_fail(err, YX_E_REFUSED, "%zu faults", yx_faults_errors(faults));
    if (!rc)
        rc = yx_protect_keep(ws, err); /* another tree has other sums */
    if (!rc)
        rc = yx_store_commit(ws->store, err);
    if (rc) {
        yx_store_rollback(ws->store);
        return rc;
    }
    *ret = loaded;
    return YX_OK;
}

yx_code yx_load_entry(yx_workspace *ws, const yx_entry *entry, yx_err *err)
{
    yx_faults *faults = NULL;
    size_t n;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = read_payload(ws, entry->payload, faults, &n, err);
    if (rc == YX_E_REFUSED)
        rc = yx_fail(err, YX_E_CORRUPT, "log entry %lld has %zu faults", (long long)entry->seq,
                     yx_faults_errors(faults));
    yx_faults_free(faults);
    return rc;
}
