/* The verb that shows the regions: as they are on the boundaries of a day, what each is made of,
 * and what is broken in the lineage. */
#include "base/json.h"
#include "cli/session.h"
#include "model/boundaries.h"

#include <stdlib.h>
#include <string.h>

typedef struct tree {
    yx_workspace *ws;
    yx_day on;
    yx_lang lang;
    uint32_t top;           /* YX_REGION_NONE: all */
    uint32_t *parent;       /* by region: its parent on the day, or YX_REGION_NONE */
    uint32_t *child, *next; /* by region: its first child, and the sibling behind it; number + 1 */
    uint32_t root;          /* likewise: the first of those without a parent */
    size_t n;               /* regions shown */
} tree;

static bool there(const tree *t, uint32_t region)
{
    const yx_region *r = yx_region_at(t->ws->catalog, region);

    return r->valid_from <= t->on && (t->on < r->valid_to || r->valid_to == YX_DAY_MAX);
}

/* Hangs every region of the day under the parent that its code names on that day. */
static yx_code grow(tree *t, yx_err *err)
{
    const yx_catalog *catalog = t->ws->catalog;
    size_t n = yx_n_region(catalog);
    yx_period day = {t->on, t->on};

    t->child = calloc(n + 1, sizeof *t->child);
    t->next = calloc(n + 1, sizeof *t->next);
    t->parent = calloc(n + 1, sizeof *t->parent);
    if (!t->child || !t->next || !t->parent)
        return yx_fail(err, YX_E_NOMEM, "no memory for a tree of %zu regions", n);
    for (uint32_t i = (uint32_t)n; i-- > 0;) { /* backwards, so that siblings stand in order */
        yx_str code = yx_str_of(yx_region_at(catalog, i)->parent_code);
        uint32_t *first = &t->root;
        t->parent[i] = YX_REGION_NONE;
        if (!there(t, i))
            continue;
        if (yx_region_find(catalog, code, day, &t->parent[i]) == YX_REGION_OK && t->parent[i] != i)
            first = &t->child[t->parent[i]];
        else
            t->parent[i] = YX_REGION_NONE;
        t->next[i] = *first;
        *first = i + 1;
    }
    return YX_OK;
}

/* The region behind another one, children first; YX_REGION_NONE behind the last of them all. A walk
 * of more steps than there are regions goes in a circle, and ends. */
static uint32_t behind(const tree *t, uint32_t region, size_t *depth)
{
    if (t->child[region]) {
        ++*depth;
        return t->child[region] - 1;
    }
    while (region != t->top && region != YX_REGION_NONE) {
        if (t->next[region])
            return t->next[region] - 1;
        region = t->parent[region];
        *depth -= *depth > 0;
    }
    return YX_REGION_NONE;
}

/* True if the parts say no more than that the region is its code. */
static bool plain(const yx_region *r, const yx_part *part, size_t n)
{
    return n == 1 && strcmp(part->code, r->code) == 0 && part->from == 0 &&
           part->to == YX_SHARE_ALL;
}

/* --- text --- */

static void part_text(const yx_part *p, yx_buf *out)
{
    char day[YX_DAY_TEXT], share[YX_DECIMAL_TEXT];

    yx_buf_f(out, "%s", p->code);
    if (p->from != 0 || p->to != YX_SHARE_ALL)
        yx_buf_f(out, " x %s", yx_decimal_text(yx_share_size(p->from, p->to), share));
    if (p->first > YX_DAY_MIN)
        yx_buf_f(out, " from %s", yx_day_text(p->first, day));
    if (p->end <= YX_DAY_MAX)
        yx_buf_f(out, " to %s", yx_day_text(p->end - 1, day));
}

static void region_text(const tree *t, uint32_t region, size_t depth, yx_buf *out)
{
    const yx_region *r = yx_region_at(t->ws->catalog, region);
    size_t n, k = 0;
    const yx_part *part = yx_boundaries_parts(t->ws->boundaries, region, &n);

    yx_buf_f(out, "%*s%s %s (%s)", (int)(depth < 20 ? 2 * depth : 40), "", r->code,
             yx_region_name(r, t->lang), r->level);
    if (yx_region_is_reference(r))
        yx_buf_text(out, ", reference");
    for (size_t i = 0; i < n && !plain(r, part, n); i++) {
        if (part[i].outside || part[i].implied)
            continue;
        yx_buf_text(out, k++ ? ", " : ": ");
        part_text(&part[i], out);
    }
    yx_buf_char(out, '\n');
}

/* --- JSON --- */

static void region_json(const tree *t, uint32_t region, yx_json *j)
{
    const yx_region *r = yx_region_at(t->ws->catalog, region);
    uint32_t parent = t->parent[region];
    char day[YX_DAY_TEXT], share[YX_DECIMAL_TEXT];
    size_t n;
    const yx_part *part = yx_boundaries_parts(t->ws->boundaries, region, &n);

    yx_json_object(j, NULL);
    yx_json_text(j, "region", r->code);
    yx_json_text(j, "name_zh", r->name_zh);
    yx_json_text(j, "name_en", r->name_en);
    yx_json_text(j, "level", r->level);
    yx_json_text(j, "parent",
                 parent == YX_REGION_NONE ? NULL : yx_region_at(t->ws->catalog, parent)->code);
    yx_json_bool(j, "reference", yx_region_is_reference(r));
    yx_json_array(j, "parts");
    for (size_t i = 0; i < n; i++) {
        const yx_part *p = &part[i];
        yx_json_object(j, NULL);
        yx_json_text(j, "code", p->code);
        yx_json_text(j, "first", p->first > YX_DAY_MIN ? yx_day_text(p->first, day) : NULL);
        yx_json_text(j, "last", p->end <= YX_DAY_MAX ? yx_day_text(p->end - 1, day) : NULL);
        yx_json_text(j, "share", yx_decimal_text(yx_share_size(p->from, p->to), share));
        yx_json_bool(j, "implied", p->implied);
        yx_json_bool(j, "outside", p->outside);
        yx_json_end(j);
    }
    yx_json_end(j);
    yx_json_end(j);
}

/* --- both --- */

static void print_regions(tree *t, yx_json *j, yx_buf *out)
{
    size_t most = yx_n_region(t->ws->catalog), depth = 0;
    uint32_t at = t->top != YX_REGION_NONE ? t->top : t->root ? t->root - 1 : YX_REGION_NONE;

    for (; at != YX_REGION_NONE && t->n < most; t->n++) {
        if (j)
            region_json(t, at, j);
        else
            region_text(t, at, depth, out);
        at = behind(t, at, &depth);
    }
}

static yx_code print_faults(const tree *t, yx_faults *faults, yx_json *j, yx_buf *out, yx_err *err)
{
    size_t n = yx_faults_count(faults), shown = n < YX_FAULTS_SHOWN ? n : YX_FAULTS_SHOWN;
    char line[1600];
    yx_code rc = YX_OK;

    for (size_t i = 0; i < shown && !rc; i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        if (!j) {
            rc = yx_fault_line(f, t->lang, line, sizeof line, err);
            yx_buf_f(out, "%s\n", rc ? "" : line);
            continue;
        }
        yx_json_object(j, NULL);
        yx_json_text(j, "code", f->code);
        yx_json_str(j, "text", f->text);
        yx_json_text(j, "expected", f->expected);
        yx_json_end(j);
    }
    if (!j && n > shown)
        yx_buf_f(out, "... and %zu more\n", n - shown);
    return rc;
}

static yx_code print_tree(tree *t, bool as_json, yx_buf *out, yx_err *err)
{
    yx_json json = {.out = out, .lines = true};
    yx_faults *faults = NULL;
    char day[YX_DAY_TEXT];
    yx_code rc = grow(t, err);

    if (!rc)
        rc = yx_faults_new(&faults, err);
    if (!rc)
        rc = yx_lineage_check(t->ws->catalog, yx_catalog_name[YX_LINEAGE], true, faults, err);
    if (!rc)
        rc = yx_faults_check(faults, err);
    if (!rc && as_json) {
        yx_json_object(&json, NULL);
        yx_json_text(&json, "on", yx_day_text(t->on, day));
        yx_json_array(&json, "regions");
        print_regions(t, &json, out);
        yx_json_end(&json);
        yx_json_array(&json, "faults");
        rc = print_faults(t, faults, &json, out, err);
        yx_json_end(&json);
        yx_json_end(&json);
        yx_buf_char(out, '\n');
    } else if (!rc) {
        print_regions(t, NULL, out);
        yx_buf_f(out, "%zu regions on the boundaries of %s\n", t->n, yx_day_text(t->on, day));
        rc = print_faults(t, faults, NULL, out, err);
    }
    yx_faults_free(faults);
    free(t->child);
    free(t->next);
    free(t->parent);
    return rc ? rc : yx_buf_check(out, err);
}

/* The region that is asked for, on those boundaries. */
static bool find_top(const yx_args *args, tree *t)
{
    char near[160] = "", day[YX_DAY_TEXT];

    t->top = YX_REGION_NONE;
    if (!args->n_word)
        return true;
    t->top = yx_boundaries_find(t->ws->boundaries, yx_str_of(args->word[0]));
    if (t->top == YX_REGION_NONE) {
        (void)yx_region_nearest(t->ws->catalog, yx_str_of(args->word[0]), near, sizeof near);
        (void)yx_say_usage("tree", "unknown region '%s'%s%s", args->word[0],
                           near[0] ? "; nearest " : "", near);
        return false;
    }
    if (there(t, t->top))
        return true;
    (void)yx_say_usage("tree", "there was no region '%s' on %s", args->word[0],
                       yx_day_text(t->on, day));
    return false;
}

int yx_cli_tree(const yx_args *args)
{
    enum { AS_OF, BOUNDARIES, AS_JSON };
    yx_workspace ws = {0};
    tree t = {.ws = &ws, .lang = args->lang};
    yx_buf out = {0};
    yx_err err = {0};
    yx_day as_of, on;
    yx_code rc;

    if (!yx_option_day("tree", args->value[AS_OF], YX_DAY_MAX, &as_of) ||
        !yx_option_boundaries("tree", args->value[BOUNDARIES], &on))
        return YX_EXIT_USAGE;
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc) /* a tree has no figures that were reported: it is today's */
        rc = yx_session_bound(&ws, on == YX_DAY_NONE ? YX_DAY_MAX : on, as_of, &err);
    if (!rc) {
        t.on = yx_boundaries_day(ws.boundaries);
        if (!find_top(args, &t)) {
            yx_workspace_close(&ws);
            return YX_EXIT_USAGE;
        }
        rc = print_tree(&t, args->value[AS_JSON] != NULL, &out, &err);
    }
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("tree", rc, &err) : YX_EXIT_DONE;
}
