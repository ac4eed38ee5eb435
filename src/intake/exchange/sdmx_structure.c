#include "intake/exchange/sdmx_structure.h"

#include <stdlib.h>

typedef struct reader {
    yx_json_walk w;
    yx_sdmx_message *m;
} reader;

void yx_sdmx_message_release(yx_sdmx_message *m)
{
    for (size_t i = 0; i < m->n_structure; i++)
        for (size_t k = 0; k < YX_N_SDMX_LEVEL; k++) {
            for (size_t c = 0; c < m->structure[i].n[k]; c++)
                free(m->structure[i].at[k][c].value);
            free(m->structure[i].at[k]);
        }
    free(m->structure);
    free(m->set);
    yx_arena_free(m->arena);
    *m = (yx_sdmx_message){0};
}

/* Calls for each thing in the object or list at hand; goes to its end. */
static yx_code each(reader *r, yx_code (*one)(reader *r, void *arg, yx_err *err), void *arg,
                    yx_err *err)
{
    yx_code rc = YX_OK;

    if (!yx_json_walk_opens(&r->w))
        return YX_OK;
    rc = yx_json_walk_next(&r->w, err);
    while (!rc && yx_json_walk_inside(&r->w)) {
        rc = one(r, arg, err);
        if (!rc)
            rc = yx_json_walk_next(&r->w, err);
    }
    return rc;
}

static yx_code keep(reader *r, yx_str text, yx_str *ret, yx_err *err)
{
    char *at = yx_arena_text(&r->m->arena, text.at ? text.at : "", text.n);

    if (!at)
        return yx_fail(err, YX_E_NOMEM, "no memory for a structure");
    *ret = (yx_str){at, text.n};
    return YX_OK;
}

/* --- components --- */

/* A member of {"id":"2021-11","name":...} or {"value":"2021-01-01/P11M"}: the id counts. */
static yx_code value_member(reader *r, void *arg, yx_err *err)
{
    yx_str *value = arg;
    bool id = yx_str_is(r->w.item.key, "id");

    if (yx_json_walk_opens(&r->w))
        return yx_json_walk_skip(&r->w, err);
    if (id || (yx_str_is(r->w.item.key, "value") && !value->n))
        return keep(r, yx_json_walk_text(&r->w), value, err);
    return YX_OK;
}

static yx_code one_value(reader *r, void *arg, yx_err *err)
{
    yx_sdmx_component *c = arg;
    yx_code rc = yx_grow(&c->value, &c->cap, c->n + 1, sizeof *c->value, err);

    if (rc)
        return rc;
    c->value[c->n] = (yx_str){"", 0};
    c->n++;
    if (yx_json_walk_opens(&r->w))
        return each(r, value_member, &c->value[c->n - 1], err);
    return keep(r, yx_json_walk_text(&r->w), &c->value[c->n - 1], err);
}

static yx_code component_member(reader *r, void *arg, yx_err *err)
{
    yx_sdmx_component *c = arg;
    yx_str id = {0};

    if (yx_str_is(r->w.item.key, "values"))
        return each(r, one_value, c, err);
    if (yx_str_is(r->w.item.key, "id") && !yx_json_walk_opens(&r->w)) {
        yx_code rc = keep(r, yx_json_walk_text(&r->w), &id, err);
        if (!rc)
            c->id = id.at;
        return rc;
    }
    return yx_json_walk_skip(&r->w, err);
}

/* What is not kept is said, once. */
static yx_code note(reader *r, const yx_sdmx_component *c, yx_err *err)
{
    yx_cell cell = yx_json_walk_cell(&r->w, c->id);

    return c->id[0] ? yx_foreign_ignored(r->w.f, &cell, err) : YX_OK;
}

typedef struct into {
    yx_sdmx_structure *structure;
    yx_sdmx_level level;
    bool kept;
} into;

static yx_code one_component(reader *r, void *arg, yx_err *err)
{
    into *to = arg;
    yx_sdmx_structure *s = to->structure;
    yx_sdmx_component c = {.id = ""};
    yx_code rc = each(r, component_member, &c, err);

    c.part = yx_sdmx_part_of(yx_str_of(c.id));
    if (!rc && (!to->kept || (c.part == YX_SDMX_OTHER && to->level != YX_SDMX_MEASURE)) &&
        c.part != YX_SDMX_SILENT)
        rc = note(r, &c, err);
    if (!rc && to->kept)
        rc = yx_grow(&s->at[to->level], &s->cap[to->level], s->n[to->level] + 1, sizeof c, err);
    if (rc || !to->kept) {
        free(c.value);
        return rc;
    }
    s->at[to->level][s->n[to->level]++] = c;
    return YX_OK;
}

static yx_code level_of_dimensions(reader *r, void *arg, yx_err *err)
{
    static const char *const name[] = {"dataSet", "series", "observation"};
    into to = {.structure = arg, .kept = true};

    for (size_t i = 0; i < YX_COUNT(name); i++)
        if (yx_str_is(r->w.item.key, name[i])) {
            to.level = (yx_sdmx_level)i;
            return each(r, one_component, &to, err);
        }
    return yx_json_walk_skip(&r->w, err);
}

static yx_code level_of_measures(reader *r, void *arg, yx_err *err)
{
    into to = {.structure = arg, .level = YX_SDMX_MEASURE, .kept = true};

    return yx_str_is(r->w.item.key, "observation") ? each(r, one_component, &to, err)
                                                   : yx_json_walk_skip(&r->w, err);
}

static yx_code level_of_attributes(reader *r, void *arg, yx_err *err)
{
    into to = {.structure = arg,
               .level = YX_SDMX_ATTRIBUTE,
               .kept = yx_str_is(r->w.item.key, "observation")};

    return each(r, one_component, &to, err);
}

static yx_code structure_member(reader *r, void *arg, yx_err *err)
{
    if (yx_str_is(r->w.item.key, "dimensions"))
        return each(r, level_of_dimensions, arg, err);
    if (yx_str_is(r->w.item.key, "measures"))
        return each(r, level_of_measures, arg, err);
    if (yx_str_is(r->w.item.key, "attributes"))
        return each(r, level_of_attributes, arg, err);
    return yx_json_walk_skip(&r->w, err);
}

static yx_code one_structure(reader *r, void *arg, yx_err *err)
{
    yx_sdmx_message *m = r->m;
    yx_code rc =
        yx_grow(&m->structure, &m->cap_structure, m->n_structure + 1, sizeof *m->structure, err);

    (void)arg;
    if (rc)
        return rc;
    m->structure[m->n_structure] = (yx_sdmx_structure){0};
    m->n_structure++;
    return each(r, structure_member, &m->structure[m->n_structure - 1], err);
}

/* --- data sets --- */

static yx_code set_member(reader *r, void *arg, yx_err *err)
{
    yx_sdmx_set *set = arg;
    yx_str text = yx_json_walk_text(&r->w);

    if (yx_str_is(r->w.item.key, "structure") && r->w.item.what == YX_PULL_NUMBER) {
        set->structure = 0;
        for (size_t i = 0; i < text.n && set->structure < 1u << 20; i++)
            set->structure = text.at[i] >= '0' && text.at[i] <= '9'
                                 ? set->structure * 10 + (size_t)(text.at[i] - '0')
                                 : SIZE_MAX >> 8;
    } else if (yx_str_is(r->w.item.key, "action") && r->w.item.what == YX_PULL_TEXT) {
        set->action = yx_sdmx_action_of(text);
        if (set->action == YX_SDMX_NONSENSE)
            yx_foreign_fault(r->w.f, "sdmx.action", r->w.item.line, r->w.item.column, text,
                             "Merge, Append, Replace, Information or Delete");
    }
    return yx_json_walk_skip(&r->w, err);
}

static yx_code one_set(reader *r, void *arg, yx_err *err)
{
    yx_sdmx_message *m = r->m;
    yx_code rc = yx_grow(&m->set, &m->cap_set, m->n_set + 1, sizeof *m->set, err);

    (void)arg;
    if (rc)
        return rc;
    m->set[m->n_set] = (yx_sdmx_set){0, YX_SDMX_REPORT};
    m->n_set++;
    return each(r, set_member, &m->set[m->n_set - 1], err);
}

/* Version 2 has all of it in "data", version 1 at the top with one structure. */
static yx_code member(reader *r, void *arg, yx_err *err)
{
    yx_str key = r->w.item.key;

    if (yx_str_is(key, "data") && r->w.item.depth == 1)
        return each(r, member, arg, err);
    if (yx_str_is(key, "structures"))
        return each(r, one_structure, NULL, err);
    if (yx_str_is(key, "structure"))
        return one_structure(r, NULL, err);
    if (yx_str_is(key, "dataSets"))
        return each(r, one_set, NULL, err);
    return yx_json_walk_skip(&r->w, err);
}

yx_code yx_sdmx_message_read(yx_foreign *f, yx_sdmx_message *ret, yx_err *err)
{
    reader r = {.m = ret};
    yx_code rc;

    *ret = (yx_sdmx_message){0};
    rc = yx_json_walk_open(f, &r.w, err);
    if (!rc)
        rc = yx_json_walk_next(&r.w, err);
    if (!rc)
        rc = each(&r, member, NULL, err);
    if (!rc)
        rc = yx_json_walk_next(&r.w, err); /* nothing may stand behind it */
    yx_json_walk_close(&r.w);
    return rc;
}
