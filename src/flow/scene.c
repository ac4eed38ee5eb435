/* Reads a scene: sections one after the other into a workspace whose store is in memory. What a
 * section holds is read by whoever reads it elsewhere; their faults get the scene's lines. */
#include "base/buf.h"
#include "flow/load.h"
#include "flow/scene_in.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE = 200 };

void yx_scene_fault(yx_scene_reader *r, size_t line, const char *code, yx_str text,
                    const char *expected, const char *nearest)
{
    yx_faults_add(r->faults, &(yx_fault){.code = code,
                                         .file = r->file,
                                         .line = line,
                                         .text = text,
                                         .expected = expected,
                                         .nearest = nearest && nearest[0] ? nearest : NULL});
}

/* --- lines --- */

bool yx_scene_take_line(yx_str *rest, yx_str *ret)
{
    const char *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;
    size_t n = end ? (size_t)(end - rest->at) : rest->n;

    if (!rest->n)
        return false;
    *ret = (yx_str){rest->at, n && rest->at[n - 1] == '\r' ? n - 1 : n};
    n += end != NULL;
    *rest = (yx_str){rest->at + n, rest->n - n};
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool yx_scene_take_word(yx_str *rest, yx_str *ret)
{
    size_t n = 0;

    while (rest->n && is_blank(rest->at[0]))
        *rest = (yx_str){rest->at + 1, rest->n - 1};
    if (!rest->n || rest->at[0] == '#')
        return false;
    while (n < rest->n && !is_blank(rest->at[n]))
        n++;
    *ret = (yx_str){rest->at, n};
    *rest = (yx_str){rest->at + n, rest->n - n};
    return true;
}

/* Words of a line; more than YX_SCENE_WORDS are counted. */
static size_t words_of(yx_str line, yx_str word[YX_SCENE_WORDS])
{
    yx_str one;
    size_t n = 0;

    while (yx_scene_take_word(&line, &one)) {
        if (n < YX_SCENE_WORDS)
            word[n] = one;
        n++;
    }
    return n;
}

static bool is_indented(yx_str line)
{
    return line.n > 0 && is_blank(line.at[0]);
}

/* Blank lines and comments in the first column belong to no section. */
bool yx_scene_nothing(yx_str line)
{
    return yx_str_trim(line).n == 0 || line.at[0] == '#';
}

static yx_code keep_title(yx_scene_reader *r, yx_str line, yx_err *err)
{
    yx_str title;
    char text[TITLE + 1];

    if (r->scene->title[0] || line.n == 0 || line.at[0] != '#')
        return YX_OK;
    title = yx_str_trim((yx_str){line.at + 1, line.n - 1});
    r->scene->title =
        yx_arena_text(&r->scene->arena, text, yx_text_show(title, text, sizeof text - 1));
    return r->scene->title ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for a title");
}

/* The next section, to its last indented line. */
static yx_code next_section(yx_scene_reader *r, yx_section *ret, bool *ret_end, yx_err *err)
{
    yx_str line = {0}, ahead;
    size_t at;
    yx_code rc = YX_OK;

    *ret_end = true;
    *ret = (yx_section){0};
    while (*ret_end && !rc && yx_scene_take_line(&r->rest, &line)) {
        r->line++;
        rc = keep_title(r, line, err);
        *ret_end = yx_scene_nothing(line);
        if (!*ret_end && is_indented(line)) {
            yx_scene_fault(r, r->line, "scene.section", line, "a section before what belongs to it",
                           NULL);
            *ret_end = true;
        }
    }
    if (rc || *ret_end)
        return rc;
    ret->n_word = words_of(line, ret->word);
    ret->line = r->line;
    ret->first = r->line + 1;
    ret->body = (yx_str){r->rest.at, 0};
    ahead = r->rest;
    for (at = r->line + 1; yx_scene_take_line(&ahead, &line); at++) {
        if (yx_scene_nothing(line))
            continue;
        if (!is_indented(line))
            break;
        ret->body.n = (size_t)(ahead.at - ret->body.at);
        r->rest = ahead;
        r->line = at;
    }
    return YX_OK;
}

/* --- catalogues and rules --- */

/* Takes the first line's indent from all of them. */
static yx_code outdent(const yx_section *s, yx_buf *out, yx_err *err)
{
    yx_str rest = s->body, line;
    size_t indent = 0;

    while (yx_scene_take_line(&rest, &line)) {
        size_t n = 0;
        if (!indent && !yx_scene_nothing(line))
            while (indent < line.n && is_blank(line.at[indent]))
                indent++;
        while (n < line.n && n < indent && is_blank(line.at[n]))
            n++;
        if (!yx_scene_nothing(line))
            yx_buf_add(out, line.at + n, line.n - n);
        yx_buf_char(out, '\n');
    }
    return yx_buf_check(out, err);
}

typedef struct moving {
    yx_scene_reader *r;
    size_t by;
} moving;

static yx_code move_fault(void *arg, const yx_fault *f, yx_err *err)
{
    moving *m = arg;
    yx_fault moved = *f;

    (void)err;
    moved.file = m->r->file;
    moved.line += m->by;
    yx_faults_add(m->r->faults, &moved);
    return YX_OK;
}

static yx_code read_text(yx_scene_reader *r, size_t kind, const char *file, yx_str text,
                         yx_faults *faults, yx_err *err)
{
    yx_input *input = NULL;
    size_t n;
    yx_code rc;

    if (kind == YX_N_CATALOG)
        return yx_rules_read(r->scene->ws.rules, file, text, r->scene->ws.catalog, faults, err);
    rc = yx_input_memory(text, &input, err);
    if (!rc)
        rc = yx_catalog_read(r->scene->ws.catalog, (yx_catalog_kind)kind, file, input, faults, &n,
                             err);
    yx_input_close(input);
    return rc;
}

static yx_code read_inside(yx_scene_reader *r, size_t kind, yx_err *err)
{
    yx_faults *faults = NULL;
    yx_buf text = {0};
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = outdent(r->at, &text, err);
    if (!rc)
        rc = read_text(r, kind, r->file, yx_buf_view(&text), faults, err);
    if (rc == YX_OK || rc == YX_E_REFUSED) {
        yx_code moved = yx_faults_each(faults, move_fault, &(moving){r, r->at->first - 1}, err);
        rc = moved ? moved : rc;
    }
    yx_buf_free(&text);
    yx_faults_free(faults);
    return rc;
}

static yx_code read_outside(yx_scene_reader *r, size_t kind, yx_err *err)
{
    yx_str name = r->at->word[1], rest;
    yx_buf path = {0}, text = {0};
    yx_str line;
    const char *file = yx_arena_text(&r->scene->arena, name.at, name.n);
    yx_code rc = YX_OK;

    if (name.at[0] != '/')
        yx_buf_f(&path, "%s/", r->folder);
    yx_buf_str(&path, name);
    rc = file ? yx_buf_check(&path, err) : yx_fail(err, YX_E_NOMEM, "no memory for a name");
    if (!rc)
        rc = yx_load_slurp(path.at, "scene", r->faults, &text, err);
    rest = yx_buf_view(&text);
    if (!rc && yx_scene_take_line(&rest, &line) && yx_scene_take_line(&rest, &line))
        rc = read_text(r, kind, file, rest, r->faults, err);
    yx_buf_free(&path);
    yx_buf_free(&text);
    return rc;
}

static yx_code read_catalogue(yx_scene_reader *r, size_t kind, yx_err *err)
{
    const yx_section *s = r->at;

    if (s->n_word == 1 && s->body.n)
        return read_inside(r, kind, err);
    if (s->n_word == 2 && !s->body.n && r->folder && s->word[1].n < 4000)
        return read_outside(r, kind, err);
    yx_scene_fault(r, s->line, "scene.words", s->word[s->n_word > 1],
                   r->folder ? "a FILE, or indented lines below" : "indented lines below", NULL);
    return YX_OK;
}

/* --- all of it --- */

static yx_code read_section(yx_scene_reader *r, yx_err *err)
{
    yx_str name = r->at->word[0];
    size_t kind = 0;

    if (yx_str_is(name, "series"))
        return yx_scene_series(r, err);
    if (yx_str_is(name, "expect"))
        return yx_scene_expect(r, err);
    while (kind < YX_N_CATALOG && !yx_str_is(name, yx_catalog_name[kind]))
        kind++;
    if (kind < YX_N_CATALOG || yx_str_is(name, YX_ENTRY_RULES)) {
        if (r->scene->n == 0)
            return read_catalogue(r, kind, err);
        /* Expectations hold numbers of rules and regions. */
        yx_scene_fault(r, r->at->line, "scene.section", name, "what is expected stands last", NULL);
        return YX_OK;
    }
    yx_scene_fault(r, r->at->line, "scene.section", name,
                   "regions, indicators, another catalogue, rules, series or expect", NULL);
    return YX_OK;
}

/* A catalogue with faults leaves it as it was; the sections below are read for theirs. */
static yx_code read_sections(yx_scene_reader *r, yx_err *err)
{
    bool end = false;
    yx_section s;
    yx_code rc = YX_OK;

    while (!rc) {
        rc = next_section(r, &s, &end, err);
        if (rc || end)
            break;
        if (s.n_word == 0)
            continue;
        r->at = &s;
        rc = read_section(r, err);
        if (rc == YX_E_REFUSED) {
            r->lost = true;
            rc = YX_OK;
        }
    }
    if (!rc && r->scene->n == 0 && yx_faults_errors(r->faults) == r->before)
        yx_scene_fault(r, r->line, "scene.empty", (yx_str){0}, "expect RULE, and lines below it",
                       NULL);
    return rc;
}

static yx_code take_figures(yx_scene *scene, yx_err *err)
{
    yx_store *store = scene->ws.store;
    yx_taken taken;
    yx_code rc = YX_OK;

    if (scene->figures->n) {
        rc = yx_store_begin(store, err);
        if (!rc)
            rc = yx_store_take(store, scene->figures, 0, "local", &taken, err);
        if (!rc)
            rc = yx_store_commit(store, err);
    }
    if (!rc)
        rc = yx_store_head(store, &scene->ws.head, err);
    scene->ws.read = scene->ws.head.seq;
    return rc;
}

static yx_code scene_new(const char *file, yx_scene **ret_scene, yx_err *err)
{
    static const yx_store_settings settings = {"UTC", false};
    yx_scene *scene = calloc(1, sizeof *scene);
    yx_code rc;

    if (!scene)
        return yx_fail(err, YX_E_NOMEM, "no memory for a scene");
    scene->title = "";
    rc = yx_store_memory(&settings, 0, "local", &scene->ws.store, err);
    if (!rc)
        rc = yx_catalog_new(&scene->ws.catalog, err);
    if (!rc)
        rc = yx_rules_new(&scene->ws.rules, err);
    if (!rc)
        rc = yx_batch_new(file, NULL, &scene->figures, err);
    if (rc) {
        yx_scene_free(scene);
        return rc;
    }
    *ret_scene = scene;
    return YX_OK;
}

yx_code yx_scene_read(const char *file, yx_str text, const char *folder, yx_faults *faults,
                      yx_scene **ret_scene, yx_err *err)
{
    yx_scene *scene = NULL;
    yx_scene_reader r = {.file = file,
                         .folder = folder,
                         .faults = faults,
                         .before = yx_faults_errors(faults),
                         .rest = text};
    yx_code rc = scene_new(file, &scene, err);

    r.scene = scene;
    if (!rc && (yx_utf8_valid(text.at, text.n) != text.n || memchr(text.at, 0, text.n)))
        yx_scene_fault(&r, 0, "text.encoding", (yx_str){0}, "UTF-8", NULL);
    else if (!rc)
        rc = read_sections(&r, err);
    if (!rc)
        rc = yx_faults_check(faults, err);
    if (!rc && yx_faults_errors(faults) > r.before)
        rc = yx_fail(err, YX_E_REFUSED, "%zu faults", yx_faults_errors(faults) - r.before);
    if (!rc)
        rc = take_figures(scene, err);
    if (rc) {
        yx_scene_free(scene);
        return rc;
    }
    *ret_scene = scene;
    return YX_OK;
}

yx_code yx_scene_open(const char *path, yx_faults *faults, yx_scene **ret_scene, yx_err *err)
{
    const char *slash = strrchr(path, '/');
    yx_buf text = {0}, folder = {0};
    yx_str rest, line;
    yx_code rc;

    if (slash)
        yx_buf_add(&folder, path, (size_t)(slash - path) + (slash == path));
    else
        yx_buf_char(&folder, '.');
    rc = yx_buf_check(&folder, err);
    if (!rc)
        rc = yx_load_slurp(path, "scene", faults, &text, err);
    rest = yx_buf_view(&text);
    if (!rc && yx_scene_take_line(&rest, &line) && yx_scene_take_line(&rest, &line) &&
        rest.n > YX_SCENE_BYTES) {
        yx_faults_add(faults, &(yx_fault){.code = "file.large", .file = path});
        rc = yx_fail(err, YX_E_REFUSED, "a scene has 4 MiB at most");
    }
    if (!rc)
        rc = yx_scene_read(path, rest.n ? rest : yx_str_of(""), folder.at, faults, ret_scene, err);
    yx_buf_free(&text);
    yx_buf_free(&folder);
    return rc;
}

void yx_scene_free(yx_scene *scene)
{
    if (!scene)
        return;
    yx_batch_free(scene->figures);
    yx_workspace_close(&scene->ws);
    free(scene->at);
    yx_arena_free(scene->arena);
    free(scene);
}
