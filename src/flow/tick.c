#include "flow/tick.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/yaml.h"
#include "flow/findings/findings.h"

#include <stdlib.h>
#include <string.h>

/* An alert is known by its rule and region: a set of "rule\nregion" that are open. Names are never
 * taken out of a yx_names, so each has a mark beside it. */
typedef struct open_set {
    yx_names *key;
    bool *open;
    size_t cap;
} open_set;

static yx_code set_open(open_set *set, yx_str rule, yx_str region, bool open, uint32_t *ret,
                        yx_err *err)
{
    yx_buf key = {0};
    uint32_t i;
    size_t cap = set->cap;
    yx_code rc;

    yx_buf_str(&key, rule);
    yx_buf_char(&key, '\n');
    yx_buf_str(&key, region);
    rc = yx_buf_check(&key, err);
    if (!rc)
        rc = yx_names_add(set->key, yx_buf_view(&key), &i, err);
    if (!rc)
        rc = yx_grow(&set->open, &set->cap, (size_t)i + 1, sizeof *set->open, err);
    yx_buf_free(&key);
    if (rc)
        return rc;
    for (; cap < set->cap; cap++)
        set->open[cap] = false;
    set->open[i] = open;
    *ret = i;
    return YX_OK;
}

static yx_str text_of(const yx_yaml_node *map, const char *key)
{
    const yx_yaml_node *node = yx_yaml_get(map, key);

    return node ? node->text : yx_str_of("");
}

/* Folds the alert entries of the log: what is open by its account. The payload is JSON, which YAML
 * reads. */
static yx_code fold_entry(const yx_entry *entry, open_set *set, yx_err *err)
{
    yx_faults *faults = NULL;
    yx_yaml *yaml = NULL;
    const yx_yaml_node *root;
    uint32_t i;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_yaml_read("log", entry->payload, faults, &yaml, err);
    if (!rc) {
        root = yx_yaml_root(yaml);
        rc = set_open(set, text_of(root, "rule"), text_of(root, "region"),
                      yx_str_is(text_of(root, "change"), "raised"), &i, err);
    }
    yx_yaml_free(yaml);
    yx_faults_free(faults);
    return rc == YX_E_REFUSED
               ? yx_fail(err, YX_E_CORRUPT, "log entry %lld is no alert", (long long)entry->seq)
               : rc;
}

static yx_code fold(yx_workspace *ws, open_set *set, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(ws->store, YX_ENTRY_ALERT, 1, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end)
            break;
        rc = fold_entry(&entry, set, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* Appends one change to the log and frees its text. */
static yx_code append(yx_workspace *ws, const yx_act *act, yx_buf *payload, yx_err *err)
{
    int64_t seq;
    yx_code rc = yx_buf_check(payload, err);

    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_ALERT, act->ms, act->post, yx_buf_view(payload),
                             &seq, err);
    yx_buf_free(payload);
    return rc;
}

static yx_code append_raised(yx_workspace *ws, const yx_alerts *alerts, const yx_alert *alert,
                             const yx_act *act, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(alerts, alert);
    const yx_rule *rule = watch->rule;
    char period[YX_PERIOD_TEXT];
    yx_buf payload = {0};
    yx_json j = {.out = &payload};

    yx_json_object(&j, NULL);
    yx_json_text(&j, "change", "raised");
    yx_json_text(&j, "rule", rule->name);
    yx_json_int(&j, "version", rule->version);
    yx_json_text(&j, "region", yx_region_at(ws->catalog, watch->region)->code);
    yx_json_text(&j, "scheme", rule->scheme);
    yx_json_int(&j, "level", rule->level);
    yx_json_text(&j, "since",
                 yx_period_text(yx_axis_at(&watch->axis, alert->episode.first), false, period));
    yx_json_array(&j, "groups");
    for (size_t g = 0; g < rule->n_group; g++)
        if (alert->episode.groups >> g & 1)
            yx_json_text(&j, NULL, rule->group_name[g]);
    yx_json_end(&j);
    yx_json_end(&j);
    return append(ws, act, &payload, err);
}

static yx_code append_ended(yx_workspace *ws, yx_str key, const yx_act *act, yx_err *err)
{
    size_t cut = (size_t)((const char *)memchr(key.at, '\n', key.n) - key.at);
    yx_buf payload = {0};
    yx_json j = {.out = &payload};

    yx_json_object(&j, NULL);
    yx_json_text(&j, "change", "ended");
    yx_json_str(&j, "rule", (yx_str){key.at, cut});
    yx_json_str(&j, "region", (yx_str){key.at + cut + 1, key.n - cut - 1});
    yx_json_end(&j);
    return append(ws, act, &payload, err);
}

/* Appends what changed. `was` is what the log says is open; `now` what the figures say. */
static yx_code record(yx_workspace *ws, const yx_alerts *alerts, open_set *was, const yx_act *act,
                      yx_ticked *ticked, yx_err *err)
{
    open_set now = {0};
    uint32_t i = 0;
    yx_code rc = yx_names_new(&now.key, err);

    for (size_t a = 0; a < alerts->n && !rc; a++) {
        const yx_rule_watch *watch = yx_alert_watch(alerts, &alerts->at[a]);
        yx_str rule = yx_str_of(watch->rule->name);
        yx_str region = yx_str_of(yx_region_at(ws->catalog, watch->region)->code);
        uint32_t old;
        if (!yx_alert_open(&alerts->at[a]))
            continue;
        ticked->open++;
        rc = set_open(&now, rule, region, true, &i, err);
        if (rc)
            break;
        old = yx_names_find(was->key, yx_names_at(now.key, i));
        if (old != YX_NAME_NONE && was->open[old])
            continue;
        ticked->raised++;
        rc = append_raised(ws, alerts, &alerts->at[a], act, err);
    }
    for (i = 0; i < yx_names_count(was->key) && !rc; i++) {
        yx_str key = yx_names_at(was->key, i);
        if (!was->open[i] || yx_names_find(now.key, key) != YX_NAME_NONE)
            continue;
        ticked->ended++;
        rc = append_ended(ws, key, act, err);
    }
    yx_names_free(now.key);
    free(now.open);
    return rc;
}

yx_code yx_tick(yx_workspace *ws, const yx_act *act, yx_ticked *ret, yx_err *err)
{
    yx_findings_ask ask = {
        .known = yx_workspace_known(ws, act->today), .as_of = YX_DAY_MAX, .duty_day = act->today};
    yx_findings findings = {0};
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    yx_ticked ticked = {0};
    open_set was = {0};
    yx_code rc = yx_names_new(&was.key, err);

    if (!rc)
        rc = fold(ws, &was, err);
    if (!rc)
        rc = yx_screening_run(ws, yx_workspace_known(ws, act->today), &screening, err);
    if (!rc)
        rc = yx_alerts_find(ws, &screening, &alerts, err);
    if (!rc)
        rc = yx_findings_run(ws, &ask, &findings, err);
    if (!rc)
        rc = yx_store_begin(ws->store, err);
    if (!rc) {
        bool any;
        rc = record(ws, &alerts, &was, act, &ticked, err);
        if (!rc)
            rc = yx_findings_record(ws, &findings, act, &ticked.questions, err);
        any = ticked.raised + ticked.ended + ticked.questions > 0;
        if (!rc && any)
            rc = yx_store_commit(ws->store, err);
        if (rc || !any)
            yx_store_rollback(ws->store);
    }
    if (!rc)
        *ret = ticked;
    yx_findings_free(&findings);
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    yx_names_free(was.key);
    free(was.open);
    return rc;
}
