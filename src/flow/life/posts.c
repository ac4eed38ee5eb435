/* posts.c - who answers for an alert: the owner's post, those above it in the tree of regions. */
#include "flow/life/inside.h"

#include <string.h>

enum { DEPTH = 64 /* of a tree of regions, more is a mistake */ };

const yx_rule *yx_life_rule(const yx_workspace *ws, const char *name)
{
    for (uint32_t i = 0; i < yx_n_rule(ws->rules); i++)
        if (strcmp(yx_rule_at(ws->rules, i)->name, name) == 0)
            return yx_rule_at(ws->rules, i);
    return NULL;
}

static uint32_t region_of(const yx_catalog *catalog, const char *code)
{
    return yx_region_newest(catalog, yx_str_of(code));
}

/* How near two posts are in kind. */
static int likeness(const yx_post *post, const char *unit, const char *role)
{
    return 2 * (unit[0] && strcmp(post->unit, unit) == 0) +
           (role[0] && strcmp(post->role, role) == 0);
}

/* The post of a region that is most alike, the first in the catalogue of several; NULL: none with
 * at least that likeness. */
static const yx_post *post_in(const yx_catalog *catalog, uint32_t region, const char *unit,
                              const char *role, int least)
{
    const yx_post *best = NULL;

    for (size_t i = 0; i < yx_n_post(catalog); i++) {
        const yx_post *post = yx_post_at(catalog, i);
        int alike = likeness(post, unit, role);
        if (alike < least || region_of(catalog, post->region) != region)
            continue;
        best = post;
        least = alike + 1;
    }
    return best;
}

/* In the nearest region from `region` upwards. */
static const yx_post *post_up(const yx_catalog *catalog, uint32_t region, const char *unit,
                              const char *role, int least)
{
    for (int depth = 0; region != YX_REGION_NONE && depth < DEPTH; depth++) {
        const yx_post *post = post_in(catalog, region, unit, role, least);
        if (post)
            return post;
        region = yx_region_at(catalog, region)->parent;
    }
    return NULL;
}

const yx_post *yx_life_owner(const yx_catalog *catalog, const char *owner, const char *region)
{
    const yx_post *post = owner[0] ? yx_post_find(catalog, yx_str_of(owner)) : NULL;

    if (post || !owner[0])
        return post;
    return post_up(catalog, region_of(catalog, region), owner, owner, 1);
}

const yx_post *yx_life_owner_of(const yx_workspace *ws, const yx_life *life)
{
    const yx_rule *rule = yx_life_rule(ws, life->rule);
    const yx_post *post = rule ? yx_life_owner(ws->catalog, rule->owner, life->region) : NULL;

    return post || life->n_step == 0 ? post
                                     : yx_post_find(ws->catalog, yx_str_of(life->step[0].to));
}

const yx_post *yx_life_above(const yx_catalog *catalog, const yx_post *from, const char *region)
{
    uint32_t at = region_of(catalog, from ? from->region : region);
    const yx_post *post;

    if (!from)
        return post_up(catalog, at, "", "", 0);
    if (at != YX_REGION_NONE)
        at = yx_region_at(catalog, at)->parent;
    post = post_up(catalog, at, from->unit, from->role, 1);
    return post ? post : post_up(catalog, at, "", "", 0);
}

static bool lies_above(const yx_catalog *catalog, const char *above, const char *below, bool self)
{
    uint32_t a = region_of(catalog, above), b = region_of(catalog, below);

    return a != YX_REGION_NONE && b != YX_REGION_NONE && (self || a != b) &&
           yx_region_within(catalog, b, a);
}

yx_code yx_life_may(const yx_workspace *ws, const yx_life *life, const char *post, yx_err *err)
{
    const yx_post *acts = yx_post_find(ws->catalog, yx_str_of(post));
    const yx_post *owner = yx_life_owner_of(ws, life);
    const yx_rule *rule = yx_life_rule(ws, life->rule);
    bool may;

    if (!acts)
        return YX_OK; /* "local" may act for all; others were refused before */
    if (!owner)
        may = lies_above(ws->catalog, acts->region, life->region, true);
    else
        may = acts == owner || strcmp(acts->post, life->at) == 0 ||
              lies_above(ws->catalog, acts->region, owner->region, false) ||
              (rule && strcmp(rule->owner, owner->post) != 0 &&
               strcmp(acts->region, owner->region) == 0 &&
               likeness(acts, rule->owner, rule->owner) > 0);
    if (may)
        return YX_OK;
    return owner ? yx_fail(err, YX_E_RANGE,
                           "alert %s is of %s: it answers, or a post above it in the line of %s; "
                           "not %s",
                           life->id, owner->post, owner->region, post)
                 : yx_fail(err, YX_E_RANGE,
                           "alert %s is of %s, which is not below %s, the region of %s", life->id,
                           life->region, acts->region, post);
}
