/* parts.c - a region's figures, catalogue rows, questions and alerts as files. */
#include "base/csv.h"
#include "base/json.h"
#include "flow/alerts.h"
#include "flow/findings/findings.h"
#include "flow/mine/inside.h"
#include "store/hidden.h"

#include <stdio.h>
#include <string.h>

static void text_cell(yx_mining *m, const char *text)
{
    yx_csv_write(&m->out, yx_str_of(text ? text : ""), false);
}

static void day_cell(yx_mining *m, yx_day day)
{
    char text[YX_DAY_TEXT];

    text_cell(m, day == YX_DAY_NONE || day <= YX_DAY_MIN || day >= YX_DAY_MAX
                     ? ""
                     : yx_day_text(day, text));
}

/* --- figures --- */

static bool stands(const yx_versions *v, size_t i)
{
    return !v->at[i].withdrawn &&
           (i + 1 == v->n || yx_period_order(v->at[i].period, v->at[i + 1].period) != 0);
}

static yx_code version_row(yx_mining *m, const yx_indicator *what, const yx_versions *all, size_t i,
                           yx_err *err)
{
    const yx_version *v = &all->at[i];
    yx_str region = yx_str_of(m->region), indicator = yx_str_of(what->code);
    yx_hidden_why why = yx_hidden_of(m->ws->hidden, region, indicator, v);
    bool shown = why == YX_SHOWN || (why == YX_TOO_FEW && m->leaf);
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT];
    int64_t second;
    yx_source s;
    yx_code rc = yx_store_source(m->ws->store, v->seq, v->row, &s, err);

    if (rc)
        return rc;
    second = (s.time / 1000 % 86400 + 86400) % 86400;
    yx_csv_write(&m->out, region, true);
    text_cell(m, what->code);
    text_cell(m, yx_period_text(v->period, what->kind == YX_YTD, period));
    text_cell(m, v->withdrawn || !shown ? "" : yx_decimal_text(v->value, value));
    text_cell(m, stands(all, i) ? "stands" : v->withdrawn ? "withdrawn" : "superseded");
    text_cell(m, yx_hidden_name[why]);
    day_cell(m, v->as_of);
    yx_buf_f(&m->out, ",%lld,%sT%02d:%02d:%02dZ", (long long)v->seq,
             yx_day_text((yx_day)((s.time / 1000 - second) / 86400), value), (int)(second / 3600),
             (int)(second / 60 % 60), (int)(second % 60));
    yx_csv_write(&m->out, s.post, false);
    yx_csv_write(&m->out, s.file, false);
    yx_csv_write(&m->out, s.sheet, false);
    yx_buf_f(&m->out, ",%u,%u,", s.line, s.column);
    if (s.status != YX_STATUS_NONE)
        yx_buf_char(&m->out, s.status);
    yx_buf_char(&m->out, ',');
    if (s.contributors != YX_CONTRIBUTORS_NONE)
        yx_buf_f(&m->out, "%u", s.contributors);
    day_cell(m, s.release);
    yx_csv_write(&m->out, s.said, false);
    yx_csv_write(&m->out, s.reason, false);
    yx_buf_char(&m->out, '\n');
    m->done.versions++;
    m->done.figures += stands(all, i);
    m->done.hidden += !shown;
    return YX_OK;
}

static void indicator_row(yx_buf *out, const yx_indicator *a)
{
    const char *const cell[] = {a->code,
                                a->name_zh,
                                a->name_en,
                                a->unit,
                                a->scope,
                                a->frequency,
                                yx_kind_name[a->kind],
                                a->aggregation,
                                a->source,
                                a->official ? "1" : "",
                                yx_attribute_text(a->attribute, a->n_attribute, "owner")};

    for (size_t i = 0; i < YX_COUNT(cell); i++)
        yx_csv_write(out, yx_str_of(cell[i]), i == 0);
    yx_buf_char(out, '\n');
}

yx_code yx_mine_figures(yx_mining *m, yx_err *err)
{
    const yx_catalog *c = m->ws->catalog;
    yx_versions all = {0};
    yx_buf indicators = {0};
    yx_code rc = YX_OK;

    yx_buf_text(&indicators, "code,name_zh,name_en,unit,scope,frequency,kind,aggregation,source,"
                             "official,owner\n");
    yx_buf_text(&m->out, "region_code,indicator,period,value,state,protected,as_of,seq,taken,post,"
                         "file,sheet,line,column,status,contributors,release,said,reason\n");
    yx_store_hide(m->ws->store, NULL); /* each version is asked for here */
    for (uint32_t k = 0; k < yx_n_indicator(c) && !rc; k++) {
        const yx_indicator *a = yx_indicator_at(c, k);
        rc = yx_store_history(m->ws->store, yx_str_of(m->region), yx_str_of(a->code), m->known,
                              &all, err);
        for (size_t i = 0; i < all.n && !rc; i++)
            rc = version_row(m, a, &all, i, err);
        if (all.n)
            indicator_row(&indicators, a);
    }
    yx_store_hide(m->ws->store, m->ws->hidden);
    if (!rc)
        rc = yx_mine_add(m, "figures.csv", err);
    if (!rc) {
        yx_buf_str(&m->out, yx_buf_view(&indicators));
        rc = yx_buf_check(&indicators, err);
    }
    if (!rc)
        rc = yx_mine_add(m, "indicators.csv", err);
    yx_versions_free(&all);
    yx_buf_free(&indicators);
    return rc;
}

/* --- catalogue --- */

static void attributes(yx_mining *m, const yx_attribute *at, size_t n)
{
    yx_buf text = {0};

    for (size_t i = 0; i < n; i++)
        if (at[i].text[0])
            yx_buf_f(&text, "%s%s=%s", text.n ? "; " : "", at[i].name, at[i].text);
    yx_csv_write(&m->out, yx_buf_view(&text), false);
    m->out.failed |= text.failed;
    yx_buf_free(&text);
}

static yx_code region_file(yx_mining *m, yx_err *err)
{
    const yx_catalog *c = m->ws->catalog;

    yx_buf_text(&m->out,
                "code,name_zh,name_en,level,parent_code,valid_from,valid_to,other columns\n");
    for (uint32_t i = 0; i < yx_n_region(c); i++) {
        const yx_region *r = yx_region_at(c, i);
        if (strcmp(r->code, m->region) != 0)
            continue;
        yx_csv_write(&m->out, yx_str_of(r->code), true);
        text_cell(m, r->name_zh);
        text_cell(m, r->name_en);
        text_cell(m, r->level);
        text_cell(m, r->parent_code);
        day_cell(m, r->valid_from);
        day_cell(m, r->valid_to);
        attributes(m, r->attribute, r->n_attribute);
        yx_buf_char(&m->out, '\n');
    }
    return yx_mine_add(m, "region.csv", err);
}

static yx_code links_files(yx_mining *m, yx_err *err)
{
    const yx_catalog *c = m->ws->catalog;
    char weight[YX_DECIMAL_TEXT];
    yx_code rc;

    yx_buf_text(&m->out, "from_code,to_code,day,kind,weight,source\n");
    for (size_t i = 0; i < yx_n_lineage(c); i++) {
        const yx_lineage *a = yx_lineage_at(c, i);
        if (strcmp(a->from_code, m->region) != 0 && strcmp(a->to_code, m->region) != 0)
            continue;
        yx_csv_write(&m->out, yx_str_of(a->from_code), true);
        text_cell(m, a->to_code);
        day_cell(m, a->day);
        text_cell(m, yx_lineage_name[a->kind]);
        text_cell(m, yx_decimal_text(a->weight, weight));
        text_cell(m, a->source);
        yx_buf_char(&m->out, '\n');
    }
    rc = yx_mine_add(m, "lineage.csv", err);
    if (rc)
        return rc;
    yx_buf_text(&m->out, "a,b,weight\n");
    for (size_t i = 0; i < yx_n_neighbour(c); i++) {
        const yx_neighbour *a = yx_neighbour_at(c, i);
        if (strcmp(a->a, m->region) != 0 && strcmp(a->b, m->region) != 0)
            continue;
        yx_csv_write(&m->out, yx_str_of(a->a), true);
        text_cell(m, a->b);
        text_cell(m, yx_decimal_text(a->weight, weight));
        yx_buf_char(&m->out, '\n');
    }
    return yx_mine_add(m, "neighbours.csv", err);
}

static yx_code posts_and_events(yx_mining *m, yx_err *err)
{
    const yx_catalog *c = m->ws->catalog;
    yx_code rc;

    yx_buf_text(&m->out, "post,unit,region,role,level\n");
    for (size_t i = 0; i < yx_n_post(c); i++) {
        const yx_post *p = yx_post_at(c, i);
        if (strcmp(p->region, m->region) != 0)
            continue;
        yx_csv_write(&m->out, yx_str_of(p->post), true);
        text_cell(m, p->unit);
        text_cell(m, p->region);
        text_cell(m, p->role);
        text_cell(m, p->level);
        yx_buf_char(&m->out, '\n');
    }
    rc = yx_mine_add(m, "posts.csv", err);
    if (rc)
        return rc;
    yx_buf_text(&m->out, "region,indicator,first,last,note\n");
    for (size_t i = 0; i < yx_n_event(c); i++) {
        const yx_event *e = yx_event_at(c, i);
        if (e->region[0] && strcmp(e->region, m->region) != 0)
            continue;
        yx_csv_write(&m->out, yx_str_of(e->region), true);
        text_cell(m, e->indicator);
        day_cell(m, e->first);
        day_cell(m, e->last);
        text_cell(m, e->note);
        yx_buf_char(&m->out, '\n');
    }
    return yx_mine_add(m, "events.csv", err);
}

yx_code yx_mine_catalogue(yx_mining *m, yx_err *err)
{
    yx_code rc = region_file(m, err);

    if (!rc)
        rc = links_files(m, err);
    return rc ? rc : posts_and_events(m, err);
}

/* --- questions --- */

static void finding_json(yx_mining *m, yx_json *j, const yx_finding *f)
{
    static const char *const key[YX_N_LANG] = {[YX_EN] = "question", [YX_ZH_HANS] = "question_zh"};
    char period[YX_PERIOD_TEXT];
    bool ytd = f->indicator && f->indicator->kind == YX_YTD;

    yx_json_object(j, NULL);
    yx_json_text(j, "id", f->id);
    yx_json_text(j, "check", yx_checks[f->check].id);
    yx_json_text(j, "grade", yx_grade_name[f->grade]);
    yx_json_text(j, "state", yx_finding_state_name[f->state]);
    yx_json_text(j, "indicator", f->indicator ? f->indicator->code : NULL);
    yx_json_text(j, "period", f->has_period ? yx_period_text(f->period, ytd, period) : NULL);
    yx_json_text(j, "found", f->found);
    yx_json_text(j, "expected", f->expected);
    for (size_t lang = 0; lang < YX_N_LANG; lang++) {
        yx_buf words = {0};
        yx_finding_say(m->ws->catalog, f, (yx_lang)lang, &words);
        yx_json_str(j, key[lang], yx_buf_view(&words));
        m->out.failed |= words.failed;
        yx_buf_free(&words);
    }
    yx_json_text(j, "since", f->since);
    yx_json_text(j, "explanation", f->explanation);
    yx_json_text(j, "explained_by", f->explained_by);
    yx_json_text(j, "reason", f->reason);
    yx_json_text(j, "closed_by", f->closed_by);
    yx_json_end(j);
    m->done.findings++;
}

yx_code yx_mine_findings(yx_mining *m, yx_err *err)
{
    yx_findings_ask ask = {.known = m->known, .as_of = YX_DAY_MAX, .region = m->region};
    yx_findings found = {0};
    yx_json j = {.out = &m->out, .lines = true};
    yx_code rc = yx_findings_run(m->ws, &ask, &found, err);

    if (rc)
        return rc;
    yx_json_array(&j, NULL);
    for (size_t i = 0; i < found.n; i++)
        if (strcmp(found.at[i].region, m->region) == 0)
            finding_json(m, &j, &found.at[i]);
    yx_json_end(&j);
    yx_buf_char(&m->out, '\n');
    yx_findings_free(&found);
    return yx_mine_add(m, "findings.json", err);
}

/* --- alerts --- */

static void alert_json(yx_mining *m, yx_json *j, const yx_alerts *alerts, const yx_alert *alert)
{
    const yx_rule_watch *w = yx_alert_watch(alerts, alert);
    const yx_episode *e = &alert->episode;
    char text[YX_PERIOD_TEXT];

    yx_json_object(j, NULL);
    yx_json_text(j, "rule", w->rule->name);
    yx_json_int(j, "version", w->rule->version);
    yx_json_text(j, "scheme", w->rule->scheme);
    yx_json_int(j, "level", alert->level);
    yx_json_bool(j, "open", yx_alert_open(alert));
    yx_json_text(j, "since", yx_period_text(yx_axis_at(&w->axis, e->first), false, text));
    yx_json_text(j, "last", yx_period_text(yx_axis_at(&w->axis, e->last), false, text));
    yx_json_text(j, "ended",
                 yx_alert_open(alert) ? NULL
                                      : yx_period_text(yx_axis_at(&w->axis, e->end), false, text));
    yx_json_array(j, "groups");
    for (size_t g = 0; g < w->rule->n_group; g++)
        if (e->groups >> g & 1)
            yx_json_text(j, NULL, w->rule->group_name[g]);
    yx_json_end(j);
    yx_json_end(j);
    m->done.alerts++;
}

yx_code yx_mine_alerts(yx_mining *m, yx_err *err)
{
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    yx_json j = {.out = &m->out, .lines = true};
    yx_code rc = yx_screening_run(m->ws, m->known, &screening, err);

    if (!rc)
        rc = yx_alerts_find(m->ws, &screening, &alerts, err);
    yx_json_array(&j, NULL);
    for (size_t i = 0; i < alerts.n && !rc; i++) {
        uint32_t region = yx_alert_watch(&alerts, &alerts.at[i])->region;
        if (strcmp(yx_region_at(m->ws->catalog, region)->code, m->region) == 0)
            alert_json(m, &j, &alerts, &alerts.at[i]);
    }
    yx_json_end(&j);
    yx_buf_char(&m->out, '\n');
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    return rc ? rc : yx_mine_add(m, "alerts.json", err);
}
