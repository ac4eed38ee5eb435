/* methods_options.c - options of a method from JSON, by the rows of its table. */
#include "base/json_read.h"
#include "flow/methods.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NEAR = 3, PATH = 96, SHOWN = 48 };

typedef struct reader {
    const yx_method *m;
    yx_call *call;
    bool given[YX_METHOD_PARAMS];
    size_t wrong; /* the first is in `first`, the others are counted */
    yx_err first;
} reader;

static void fault(reader *r, const char *fmt, const char *path, const char *value,
                  const char *expected)
{
    if (r->wrong++ == 0)
        (void)yx_fail(&r->first, YX_E_RANGE, fmt, path, value, expected);
}

static size_t find(const yx_method *m, const char *path)
{
    for (size_t i = 0; i < m->n_param; i++)
        if (strcmp(m->param[i].name, path) == 0 ||
            (m->param[i].r_name && strcmp(m->param[i].r_name, path) == 0))
            return i;
    return SIZE_MAX;
}

static void nearer(const char *path, const char *name, size_t *best, const char **ret)
{
    size_t d = yx_text_distance(yx_str_of(path), yx_str_of(name), NEAR);

    if (d <= NEAR && d < strlen(path) && d < *best) {
        *best = d;
        *ret = name;
    }
}

static void unknown(reader *r, const char *path)
{
    const char *near = NULL;
    size_t best = NEAR + 1;

    for (size_t i = 0; i < r->m->n_param; i++) {
        nearer(path, r->m->param[i].name, &best, &near);
        if (r->m->param[i].r_name)
            nearer(path, r->m->param[i].r_name, &best, &near);
    }
    if (r->m->table)
        nearer(path, "table", &best, &near);
    if (near)
        fault(r, "unknown option '%s' of %s; did you mean '%s'?", path, r->m->name, near);
    else
        fault(r, "unknown option '%s' of %s%s", path, r->m->name, "");
}

/* The value as one would type it, for a fault. */
static const char *shown(const yx_json_node *node, char out[SHOWN])
{
    switch (node->kind) {
    case YX_JSON_BOOL:
        return node->number != 0 ? "true" : "false";
    case YX_JSON_NUMBER:
        (void)snprintf(out, SHOWN, "%.10g", node->number);
        return out;
    case YX_JSON_TEXT:
        (void)yx_text_show(node->text, out, SHOWN - 1);
        return out;
    case YX_JSON_LIST:
        return "a list";
    case YX_JSON_OBJECT:
        return "an object";
    case YX_JSON_NULL:
        break;
    }
    return "null";
}

static bool take_bool(const yx_param *p, bool v, double *ret)
{
    static const char *const word[2][3] = {{"no", "FALSE", "false"}, {"yes", "TRUE", "true"}};

    for (size_t i = 0; i < YX_COUNT(word[0]); i++)
        if (yx_param_word(p, yx_str_of(word[v][i]), ret))
            return true;
    return p->whole && yx_param_number(p, v, ret);
}

static void take(reader *r, size_t at, const char *path, const yx_json_node *node)
{
    const yx_param *p = &r->m->param[at];
    double *to = &r->call->param[at];
    char text[SHOWN], takes[YX_PARAM_SAID];
    bool good = true;

    if (r->given[at]) {
        fault(r, "option '%s' of %s is given twice%s", path, r->m->name, "");
        return;
    }
    r->given[at] = true;
    if (node->kind == YX_JSON_TEXT)
        good = yx_param_word(p, node->text, to);
    else if (node->kind == YX_JSON_NUMBER)
        good = yx_param_number(p, node->number, to);
    else if (node->kind == YX_JSON_BOOL)
        good = take_bool(p, node->number != 0, to);
    else
        good = node->kind == YX_JSON_NULL;
    if (!good)
        fault(r, "option '%s': %s is not %s", path, shown(node, text), yx_param_takes(p, takes));
}

/* Is there a parameter "path[0]" or deeper? */
static bool is_list(const yx_method *m, const char *path)
{
    size_t n = strlen(path);

    for (size_t i = 0; i < m->n_param; i++)
        if (m->param[i].r_name && strncmp(m->param[i].r_name, path, n) == 0 &&
            m->param[i].r_name[n] == '[')
            return true;
    return false;
}

/* Recurses no deeper than the JSON, which has a limit. */
static void assign(reader *r, const char *path, const yx_json_node *node)
{
    size_t at = find(r->m, path), i = 0;
    bool list = is_list(r->m, path);

    if (at != SIZE_MAX && node->kind == YX_JSON_LIST && node->child && !node->child->next)
        node = node->child; /* R's way to write one value */
    if (at != SIZE_MAX && !(list && node->kind == YX_JSON_LIST)) {
        take(r, at, path, node);
        return;
    }
    if (!list) {
        unknown(r, path);
        return;
    }
    if (node->kind == YX_JSON_NULL)
        return;
    if (node->kind != YX_JSON_LIST) {
        char text[SHOWN];
        fault(r, "option '%s': %s is not %s", path, shown(node, text), "a list");
        return;
    }
    for (const yx_json_node *item = node->child; item; item = item->next, i++) {
        char deeper[PATH];
        if (snprintf(deeper, sizeof deeper, "%.80s[%zu]", path, i) >= (int)sizeof deeper ||
            (find(r->m, deeper) == SIZE_MAX && !is_list(r->m, deeper))) {
            fault(r, "option '%s' of %s: too many values%s", path, r->m->name, "");
            return;
        }
        assign(r, deeper, item);
    }
}

/* Which of several results. */
static void take_table(reader *r, const yx_json_node *node)
{
    char text[SHOWN], names[120] = "";
    size_t n = 0;

    if (node->kind == YX_JSON_NULL)
        return;
    for (size_t i = 0; r->m->table[i]; i++) {
        int added;
        if (node->kind == YX_JSON_TEXT && yx_str_is(node->text, r->m->table[i])) {
            r->call->table = i;
            return;
        }
        added = snprintf(names + n, sizeof names - n, "%s%s", i ? ", " : "", r->m->table[i]);
        if (added > 0 && n + (size_t)added < sizeof names)
            n += (size_t)added;
    }
    fault(r, "option '%s': %s is not one of: %s", "table", shown(node, text), names);
}

static yx_code read_options(reader *r, const yx_json_node *root, yx_err *err)
{
    if (root->kind != YX_JSON_OBJECT)
        return yx_fail(err, YX_E_FORMAT, "options: expected an object, {\"name\": value, ...}");
    for (const yx_json_node *o = root->child; o; o = o->next) {
        if (r->m->table && strcmp(o->key, "table") == 0) {
            take_table(r, o);
        } else {
            char key[PATH];
            (void)yx_text_show(yx_str_of(o->key), key, 60);
            assign(r, key, o);
        }
    }
    if (!r->wrong)
        return YX_OK;
    if (r->wrong == 1)
        return yx_fail(err, YX_E_RANGE, "%s", r->first.text);
    return yx_fail(err, YX_E_RANGE, "%.200s (and %zu more wrong)", r->first.text, r->wrong - 1);
}

yx_code yx_method_options(const yx_method *m, const char *json, yx_call *call, yx_err *err)
{
    reader r = {.m = m, .call = call};
    yx_arena *arena = NULL;
    const yx_json_node *root;
    yx_err why = {0};
    yx_code rc;

    call->table = 0;
    for (size_t i = 0; i < m->n_param; i++)
        call->param[i] = m->param[i].dflt;
    if (!json)
        return YX_OK;
    rc = yx_json_read(yx_str_of(json), &arena, &root, &why);
    if (rc)
        (void)yx_fail(err, rc, "options: %.200s", why.text);
    else
        rc = read_options(&r, root, err);
    yx_arena_free(arena);
    return rc;
}
