/* The verbs of forms: map proposes a sheet map for a workbook, template writes our own form. */
#include "base/json.h"
#include "cli/session.h"
#include "intake/book/workbook.h"
#include "intake/map/propose.h"
#include "intake/map/sheet_table.h"
#include "intake/map/template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The name of a file without folders and ending, as far as it suits an id. */
static void id_of(const char *path, char out[65])
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t n = 0;

    for (; *name && *name != '.' && n < 64; name++) {
        bool plain = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
                     (*name >= '0' && *name <= '9') || *name == '-' || *name == '_';
        if (plain)
            out[n++] = *name;
    }
    out[n] = 0;
    if (!n)
        (void)snprintf(out, 65, "form");
}

static int write_text(const char *verb, const char *path, yx_str text)
{
    FILE *f = path ? fopen(path, "wb") : stdout;
    yx_err err = {0};
    bool good = f && fwrite(text.at, 1, text.n, f) == text.n;

    if (f && path && fclose(f) != 0)
        good = false;
    if (good)
        return YX_EXIT_DONE;
    (void)yx_fail(&err, YX_E_IO, "cannot write '%s': %s", path ? path : "the map", strerror(errno));
    return yx_say_error(verb, YX_E_IO, &err);
}

static int say_map(const yx_args *args, const yx_proposed *p, yx_str map)
{
    enum { ID, BELOW, TO, REPORT, AS_JSON };
    yx_buf out = {0};
    yx_json j = {.out = &out};
    int status;

    if (!args->value[AS_JSON]) {
        status = write_text("map", args->value[TO], map);
        if (!status)
            fprintf(stderr,
                    "%zu tables; %zu columns or rows sure, %zu to be looked at, %zu ignored\n",
                    p->tables, p->sure, p->likely, p->ignored);
        return status;
    }
    yx_json_object(&j, NULL);
    yx_json_int(&j, "tables", (int64_t)p->tables);
    yx_json_int(&j, "sure", (int64_t)p->sure);
    yx_json_int(&j, "likely", (int64_t)p->likely);
    yx_json_int(&j, "ignored", (int64_t)p->ignored);
    yx_json_str(&j, "map", map);
    yx_json_end(&j);
    yx_buf_char(&out, '\n');
    status = out.failed ? YX_EXIT_FAILED : write_text("map", args->value[TO], yx_buf_view(&out));
    yx_buf_free(&out);
    return status;
}

static int propose(const yx_args *args, const yx_workspace *ws, yx_faults *faults, yx_err *err)
{
    enum { ID, BELOW, TO, REPORT };
    const char *slash = strrchr(args->word[0], '/');
    char id[65];
    yx_propose_options o = {.catalog = ws->catalog,
                            .form = args->value[ID],
                            .file = slash ? slash + 1 : args->word[0],
                            .below = args->value[BELOW]};
    yx_workbook book = {0};
    yx_proposed sum = {0};
    yx_buf map = {0};
    bool known = false;
    int status = YX_EXIT_REFUSED;
    yx_code rc = yx_workbook_read(args->word[0], faults, &book, err);

    if (!o.form) {
        id_of(args->word[0], id);
        o.form = id;
    }
    for (size_t i = 0; i < book.n && !rc; i++)
        known |= yx_template_is(&book.sheet[i]) || yx_sheet_table_is(&book.sheet[i]);
    if (!rc && !known)
        rc = yx_map_propose(&book, &o, &map, &sum, err);
    yx_workbook_release(&book);
    if (!rc && known) {
        fprintf(stderr, "yixian: map: %s is read without a map\n", o.file);
        status = YX_EXIT_DONE;
    } else if (!rc && !sum.tables)
        yx_faults_add(faults, &(yx_fault){.code = "file.empty",
                                          .file = args->word[0],
                                          .expected = "a table with a header and figures that are "
                                                      "like an indicator of the catalogue"});
    if (rc && rc != YX_E_REFUSED)
        status = yx_say_error("map", rc, err);
    else if (!yx_say_faults("map", faults, args->value[REPORT], args->lang, 0, 0))
        status = YX_EXIT_FAILED;
    else if (!rc && sum.tables)
        status = say_map(args, &sum, yx_buf_view(&map));
    yx_buf_free(&map);
    return status;
}

int yx_cli_map(const yx_args *args)
{
    yx_workspace ws = {0};
    yx_faults *faults = NULL;
    yx_err err = {0};
    int status;
    yx_code rc = yx_session_open(args, true, INT64_MAX, &ws, &err);

    if (!rc)
        rc = yx_faults_new(&faults, &err);
    status = rc ? yx_say_error("map", rc, &err) : propose(args, &ws, faults, &err);
    yx_faults_free(faults);
    yx_workspace_close(&ws);
    return status;
}

/* --- template --- */

/* The regions whose parent is `above`, in the order of their codes; those that are valid then. */
static yx_code parts_of(const yx_catalog *catalog, const char *above, yx_period when,
                        const char ***ret, size_t *ret_n, yx_err *err)
{
    const char **code = calloc(yx_n_region(catalog) + 1, sizeof *code);
    size_t n = 0;

    if (!code)
        return yx_fail(err, YX_E_NOMEM, "no memory for a template");
    for (uint32_t i = 0; i < yx_n_region(catalog); i++) {
        const yx_region *r = yx_region_at(catalog, i);
        if (strcmp(r->parent_code, above) == 0 && r->valid_from <= when.last &&
            when.last < r->valid_to && !r->is_virtual)
            code[n++] = r->code;
    }
    if (!n && yx_region_newest(catalog, yx_str_of(above)) != YX_REGION_NONE)
        code[n++] = above; /* a region without parts reports of itself */
    *ret = code;
    *ret_n = n;
    return YX_OK;
}

int yx_cli_template(const yx_args *args)
{
    enum { BELOW, TO, TITLE };
    yx_template t = {.indicator = (const char *const *)args->word + 1,
                     .n_indicator = args->n_word - 1,
                     .title = args->value[TITLE],
                     .lang = args->lang};
    const char **region = NULL;
    yx_workspace ws = {0};
    yx_err err = {0};
    yx_code rc;

    if (!yx_period_read(yx_str_of(args->word[0]), &t.period))
        return yx_say_usage("template", "'%s' is no period", args->word[0]);
    if (!args->value[BELOW] || !args->value[TO])
        return yx_say_usage("template", "say --below CODE and -o FILE");
    rc = yx_session_open(args, true, INT64_MAX, &ws, &err);
    if (!rc)
        rc = parts_of(ws.catalog, args->value[BELOW], t.period, &region, &t.n_region, &err);
    if (!rc && !t.n_region)
        rc = yx_fail(&err, YX_E_ABSENT, "there is no region '%s'", args->value[BELOW]);
    if (!rc) {
        t.catalog = ws.catalog;
        t.region = region;
        rc = yx_template_write(&t, args->value[TO], &err);
    }
    free(region);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("template", rc, &err) : YX_EXIT_DONE;
}
