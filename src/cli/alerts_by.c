/* `alerts --by`: the alerts of the log in groups, so that what is one matter is answered as one. */
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"
#include "flow/life/life.h"
#include "flow/replay/record.h"

#include <stdlib.h>
#include <string.h>

/* What an alert is grouped by, and where it stands in the order of the groups. */
typedef struct member {
    const yx_life *life;
    const char *prefecture, *rule; /* "": not grouped by it */
} member;

typedef struct grouping {
    yx_workspace *ws;
    yx_lang lang;
    yx_approvals approvals;
    bool by_rule, by_prefecture;
    member *at; /* in order of group; gravest first within it */
    size_t n;
} grouping;

/* The word of an option of this verb, wherever it stands in its table. */
static const char *option(const yx_args *args, const char *name)
{
    for (size_t v = 0; v < yx_n_verb; v++)
        for (size_t i = 0; strcmp(yx_verbs[v].name, "alerts") == 0 && i < yx_verbs[v].n_option; i++)
            if (strcmp(yx_verbs[v].option[i].name, name) == 0)
                return args->value[i];
    return NULL;
}

static int by_group(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int order = strcmp(x->prefecture, y->prefecture);

    if (!order)
        order = strcmp(x->rule, y->rule);
    if (!order)
        order = (x->life->over_budget > y->life->over_budget) -
                (x->life->over_budget < y->life->over_budget);
    if (!order)
        order = (x->life->level > y->life->level) - (x->life->level < y->life->level);
    if (!order)
        order = strcmp(x->life->region, y->life->region);
    return order ? order : strcmp(x->life->id, y->life->id);
}

/* The region above; a region at the top is its own. */
static const char *above(const yx_catalog *catalog, const char *region)
{
    uint32_t r = yx_region_newest(catalog, yx_str_of(region));

    if (r == YX_REGION_NONE || yx_region_at(catalog, r)->parent == YX_REGION_NONE)
        return region;
    return yx_region_at(catalog, yx_region_at(catalog, r)->parent)->code;
}

static yx_code group(grouping *g, const yx_lives *lives, bool all, yx_err *err)
{
    g->at = malloc((lives->n + 1) * sizeof *g->at);
    if (!g->at)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", lives->n);
    for (size_t i = 0; i < lives->n; i++) {
        const yx_life *life = &lives->at[i];
        if (!all && !yx_life_open(life))
            continue;
        g->at[g->n++] = (member){life, g->by_prefecture ? above(g->ws->catalog, life->region) : "",
                                 g->by_rule ? life->rule : ""};
    }
    if (g->n)
        qsort(g->at, g->n, sizeof *g->at, by_group);
    return YX_OK;
}

static bool starts(const grouping *g, size_t i)
{
    return i == 0 || strcmp(g->at[i].prefecture, g->at[i - 1].prefecture) != 0 ||
           strcmp(g->at[i].rule, g->at[i - 1].rule) != 0;
}

typedef struct counts {
    size_t n, state[YX_N_LIFE], silent, objected;
} counts;

static counts count(const grouping *g, size_t from)
{
    counts c = {0};

    for (size_t i = from; i < g->n && (i == from || !starts(g, i)); i++) {
        c.n++;
        c.state[g->at[i].life->state]++;
        c.silent += g->at[i].life->silent;
        c.objected += g->at[i].life->objection[0] != 0;
    }
    return c;
}

static const char *name_of(const grouping *g, const char *region)
{
    uint32_t r = yx_region_newest(g->ws->catalog, yx_str_of(region));

    return r == YX_REGION_NONE ? "" : yx_region_name(yx_region_at(g->ws->catalog, r), g->lang);
}

/* --- JSON --- */

static void member_json(const grouping *g, const yx_life *life, yx_json *j)
{
    yx_json_object(j, NULL);
    yx_json_text(j, "id", life->id);
    yx_json_text(j, "rule", life->rule);
    yx_json_int(j, "version", life->version);
    yx_json_bool(j, "trial", yx_rule_on_trial(&g->approvals, g->ws, life->rule, life->version));
    yx_json_text(j, "region", life->region);
    yx_json_text(j, "scheme", life->scheme);
    yx_json_int(j, "level", life->level);
    yx_json_text(j, "state", yx_life_state_name[life->state]);
    yx_json_text(j, "since", life->since);
    yx_json_text(j, "stands_with", life->at[0] ? life->at : NULL);
    yx_json_bool(j, "silent", life->silent);
    yx_json_bool(j, "within_budget", !life->over_budget);
    yx_json_text(j, "objection", life->objection[0] ? life->objection : NULL);
    yx_json_end(j);
}

static void print_json(const grouping *g, yx_buf *out)
{
    yx_json j = {.out = out, .lines = true};

    yx_json_array(&j, NULL);
    for (size_t i = 0; i < g->n;) {
        counts c = count(g, i);
        yx_json_object(&j, NULL);
        yx_json_text(&j, "prefecture", g->by_prefecture ? g->at[i].prefecture : NULL);
        yx_json_text(&j, "rule", g->by_rule ? g->at[i].rule : NULL);
        yx_json_int(&j, "alerts", (int64_t)c.n);
        yx_json_object(&j, "states");
        for (int s = 0; s < YX_N_LIFE; s++)
            if (c.state[s])
                yx_json_int(&j, yx_life_state_name[s], (int64_t)c.state[s]);
        yx_json_end(&j);
        yx_json_int(&j, "silent", (int64_t)c.silent);
        yx_json_int(&j, "objected", (int64_t)c.objected);
        yx_json_int(&j, "gravest", g->at[i].life->level);
        yx_json_array(&j, "members");
        for (size_t end = i + c.n; i < end; i++)
            member_json(g, g->at[i].life, &j);
        yx_json_end(&j);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

/* --- text --- */

static void group_cell(const grouping *g, size_t i, yx_table *table)
{
    const member *m = &g->at[i];

    if (!starts(g, i))
        yx_table_cell(table, "%s", "");
    else
        yx_table_cell(table, "%s%s%s%s%s (%zu)", m->prefecture, m->prefecture[0] ? " " : "",
                      g->by_prefecture ? name_of(g, m->prefecture) : "",
                      g->by_prefecture && g->by_rule ? ", " : "", m->rule, count(g, i).n);
}

static yx_code print_text(const grouping *g, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"group", "alert", "grade",       "region",
                                         "state", "since", "stands with", ""};
    static const yx_align align[] = {YX_FIXED, YX_FIXED, YX_FIXED, YX_FIXED,
                                     YX_FIXED, YX_FIXED, YX_FIXED, YX_LEFT};
    yx_table *table = NULL;
    size_t silent = 0, groups = 0;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < g->n && !rc; i++) {
        const yx_life *life = g->at[i].life;
        groups += starts(g, i);
        silent += life->silent;
        group_cell(g, i, table);
        yx_table_cell(table, "%s", life->id);
        yx_table_cell(table, "%s %d", life->scheme, life->level);
        yx_table_cell(table, "%s %s", life->region, name_of(g, life->region));
        yx_table_cell(table, "%s", yx_life_state_name[life->state]);
        yx_table_cell(table, "%s", life->since);
        yx_table_cell(table, "%s", life->at);
        yx_table_cell(table, "%s%s%s%s%s", life->silent ? "silent" : "",
                      !life->over_budget ? ""
                      : life->silent     ? "; over the budget"
                                         : "over the budget",
                      (life->silent || life->over_budget) && life->objection[0] ? "; " : "",
                      life->objection[0] ? "the county says: " : "", life->objection);
    }
    if (!rc && g->n)
        rc = yx_table_print(table, 0, out, err);
    yx_buf_f(out, "%zu alert%s in %zu group%s, %zu of them silent\n", g->n, g->n == 1 ? "" : "s",
             groups, groups == 1 ? "" : "s", silent);
    yx_table_free(table);
    return rc;
}

/* --- the verb --- */

static bool read_by(const char *by, grouping *g)
{
    g->by_prefecture = strcmp(by, "prefecture") == 0 || strcmp(by, "prefecture,rule") == 0;
    g->by_rule = strcmp(by, "rule") == 0 || strcmp(by, "prefecture,rule") == 0;
    return g->by_prefecture || g->by_rule;
}

static int grouped(const yx_args *args, const char *by)
{
    yx_workspace ws = {0};
    grouping g = {.ws = &ws, .lang = args->lang};
    yx_lives lives = {0};
    yx_buf out = {0};
    yx_err err = {0};
    int64_t now = 0;
    yx_day as_of;
    yx_code rc;

    if (!read_by(by, &g))
        return yx_say_usage("alerts", "'%s' is none of prefecture, rule, prefecture,rule", by);
    if (!yx_option_day("alerts", option(args, "as-of"), YX_DAY_MAX, &as_of))
        return YX_EXIT_USAGE;
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &now, &err);
    if (as_of < yx_day_of_ms(now))
        now = yx_life_day_start(as_of + 1) - 1;
    if (!rc)
        rc = yx_lives_read(&ws, as_of, now, &lives, &err);
    if (!rc)
        rc = yx_approvals_read(&ws, &g.approvals, &err);
    if (!rc)
        rc = group(&g, &lives, option(args, "all") != NULL, &err);
    if (!rc && option(args, "json"))
        print_json(&g, &out);
    else if (!rc)
        rc = print_text(&g, &out, &err);
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    free(g.at);
    yx_buf_free(&out);
    yx_approvals_free(&g.approvals);
    yx_lives_free(&lives);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("alerts", rc, &err) : YX_EXIT_DONE;
}

int yx_cli_alerts_by(const yx_args *args)
{
    const char *by = option(args, "by");

    return by ? grouped(args, by) : yx_cli_alerts(args);
}
