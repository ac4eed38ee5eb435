#include "flow/brief.h"

#include "flow/brief_facts.h"

void *yx_gather_room(yx_gather *g, size_t n, size_t size)
{
    void *room = n < SIZE_MAX / (size + 1) ? yx_arena_get(&g->arena, n * size + 1) : NULL;

    g->failed |= !room;
    return room;
}

const char *yx_gather_text(yx_gather *g, yx_str text)
{
    char *copy = yx_arena_text(&g->arena, text.at, text.n);

    g->failed |= !copy;
    return copy ? copy : "";
}

bool yx_gather_in_scope(const yx_gather *g, uint32_t region)
{
    return g->scope == YX_REGION_NONE || yx_region_within(g->ws->catalog, region, g->scope);
}

yx_brief_place yx_gather_place(const yx_gather *g, uint32_t region)
{
    const yx_region *r = yx_region_at(g->ws->catalog, region);

    return (yx_brief_place){r->code, yx_region_name(r, g->lang)};
}

const char *yx_gather_detector(yx_gather *g, const yx_stream *stream)
{
    const yx_detector *d = stream->detector;
    yx_buf text = {0};
    const char *kept;

    if (!d)
        return "";
    yx_buf_text(&text, d->name);
    for (size_t i = 0; i < d->n_param; i++)
        if (d->param[i].words)
            yx_buf_f(&text, " %s", d->param[i].words[(size_t)stream->param[i]]);
    g->failed |= text.failed;
    kept = yx_gather_text(g, yx_buf_view(&text));
    yx_buf_free(&text);
    return kept;
}

yx_brief_from yx_gather_from(yx_gather *g, const yx_figure *figure)
{
    static const char *const word[YX_N_HOW][YX_N_LANG] = {
        [YX_HOW_REPORTED] = {"", ""},
        [YX_HOW_JOINED] = {"joined: ", "衔接："},
        [YX_HOW_SPLIT] = {"split by weights: ", "按权重拆分："},
        [YX_HOW_OUTSIDE] = {"outside these boundaries: ", "不在该区划内："},
    };
    yx_buf text = {0};
    yx_brief_from from;

    yx_buf_text(&text, word[figure->how][g->lang]);
    yx_buf_str(&text, figure->source.file);
    g->failed |= text.failed;
    from = (yx_brief_from){yx_gather_text(g, yx_buf_view(&text)), figure->source.line};
    yx_buf_free(&text);
    return from;
}

/* The scope when none is asked for: the root, if there is only one. */
static uint32_t only_root(const yx_catalog *catalog)
{
    uint32_t root = YX_REGION_NONE;

    for (uint32_t i = 0; i < yx_n_region(catalog); i++) {
        if (yx_region_at(catalog, i)->parent != YX_REGION_NONE)
            continue;
        if (root != YX_REGION_NONE)
            return YX_REGION_NONE;
        root = i;
    }
    return root;
}

static yx_code gather(yx_gather *g, yx_brief_facts *facts, yx_err *err)
{
    yx_code rc = yx_gather_alerts(g, facts, err);

    if (rc)
        return rc;
    yx_gather_rules(g, facts);
    yx_gather_events(g, facts);
    yx_gather_reports(g, facts);
    rc = yx_gather_figures(g, facts, err);
    if (!rc && g->failed)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the facts of a brief");
    return rc;
}

/* For which the states of alerts are told: that of the entry, or the end of an earlier day. The
 * same brief is made of the same entry for ever, so it is not that of the clock. */
static int64_t moment(const yx_workspace *ws, yx_day as_of)
{
    return yx_day_of_ms(ws->head.time) <= as_of ? ws->head.time : yx_life_day_start(as_of + 1) - 1;
}

yx_code yx_brief_make(yx_workspace *ws, const yx_brief_ask *ask, yx_doc **ret_doc, yx_err *err)
{
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    yx_lives lives = {0};
    yx_approvals approvals = {0};
    yx_gather g = {.ws = ws,
                   .lang = ask->lang,
                   .screening = &screening,
                   .alerts = &alerts,
                   .lives = &lives,
                   .approvals = &approvals};
    yx_brief_facts facts = {.seq = (uint64_t)ws->head.seq, .recent = YX_BRIEF_RECENT};
    char hex[YX_HASH_HEX];
    yx_code rc;

    g.scope = ask->region ? yx_region_newest(ws->catalog, yx_str_of(ask->region))
                          : only_root(ws->catalog);
    if (ask->region && g.scope == YX_REGION_NONE)
        return yx_fail(err, YX_E_ABSENT, "unknown region '%.40s'", ask->region);
    g.as_of = ask->as_of == YX_DAY_MAX ? yx_day_of_ms(ws->head.time) : ask->as_of;
    g.known = yx_workspace_known(ws, g.as_of);
    facts.as_of = g.as_of;
    facts.head = yx_hash_hex(&ws->head.hash, hex);
    if (g.scope != YX_REGION_NONE)
        facts.scope = yx_gather_place(&g, g.scope);
    else
        facts.scope = (yx_brief_place){"", ask->lang == YX_ZH_HANS ? "全部地区" : "all regions"};
    rc = yx_workspace_bound(ws, ask->boundaries == YX_DAY_MAX ? g.as_of : ask->boundaries, err);
    if (!rc && ws->boundaries) {
        facts.joined = yx_n_lineage(ws->catalog) > 0; /* else nothing is */
        facts.on = yx_boundaries_day(ws->boundaries);
    }
    if (!rc)
        rc = yx_screening_run(ws, g.known, &screening, err);
    if (!rc)
        rc = yx_alerts_find(ws, &screening, &alerts, err);
    if (!rc)
        rc = yx_approvals_read(ws, &approvals, err);
    if (!rc)
        rc = yx_lives_read(ws, g.as_of, moment(ws, g.as_of), &lives, err);
    if (!rc)
        rc = gather(&g, &facts, err);
    if (!rc)
        rc = yx_brief(&facts, ask->lang, ret_doc, err);
    yx_versions_free(&g.room);
    yx_arena_free(g.arena);
    yx_lives_free(&lives);
    yx_approvals_free(&approvals);
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    return rc;
}
