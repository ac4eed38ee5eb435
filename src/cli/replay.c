/* The verbs replay and approve. */
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"
#include "flow/load.h"
#include "flow/replay/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RULE, FROM, TO, LABELS, STEP, RECORD, AS_JSON };
enum { SETS = 2 };

/* One replay with all that it was asked. */
typedef struct job {
    yx_workspace ws;
    yx_act act;
    yx_rules *set[SETS]; /* of files; NULL: those in force */
    yx_rerun_rule rule[YX_RERUN_RULES];
    size_t n_first; /* rules of the first --rule */
    yx_rerun_ask ask;
    yx_labels labels;
    bool has_labels;
    yx_rerun *r;
    yx_rerun_measured *measured; /* of each rule */
    bool *met;
    yx_rerun_beside beside;
} job;

/* --- which rules --- */

/* The rules of a set, or one of them by name. */
static yx_code add_rules(job *j, const yx_rules *set, const char *name, yx_err *err)
{
    size_t before = j->ask.n_rule;

    for (uint32_t i = 0; i < yx_n_rule(set); i++) {
        const yx_rule *rule = yx_rule_at(set, i);
        if (name && strcmp(rule->name, name) != 0)
            continue;
        if (j->ask.n_rule == YX_RERUN_RULES)
            return yx_fail(err, YX_E_RANGE, "more than %d rules: say FILE#NAME", YX_RERUN_RULES);
        j->rule[j->ask.n_rule++] = (yx_rerun_rule){set, rule};
    }
    if (j->ask.n_rule == before)
        return name ? yx_fail(err, YX_E_ABSENT, "no rule '%.64s' there", name)
                    : yx_fail(err, YX_E_ABSENT, "there are no rules");
    return YX_OK;
}

static yx_code read_file(job *j, const char *path, yx_rules *set, yx_faults *faults, yx_err *err)
{
    const char *slash = strrchr(path, '/');
    yx_buf text = {0};
    yx_code rc = yx_load_slurp(path, YX_ENTRY_RULES, faults, &text, err);
    yx_str rest = yx_buf_view(&text);

    for (int i = 0; i < 2 && !rc; i++) { /* the lines that say what it is */
        const char *end = memchr(rest.at, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.at) + 1 : rest.n;
        rest = (yx_str){rest.at + n, rest.n - n};
    }
    if (!rc)
        rc = yx_rules_read(set, slash ? slash + 1 : path, rest, j->ws.catalog, faults, err);
    yx_buf_free(&text);
    return rc;
}

/* FILE, FILE#NAME or #NAME. */
static yx_code choose(job *j, size_t i, const char *text, yx_faults *faults, yx_err *err)
{
    const char *hash = strrchr(text, '#');
    size_t n = hash ? (size_t)(hash - text) : strlen(text);
    char path[4096];
    yx_code rc;

    if (n == 0)
        return add_rules(j, j->ws.rules, hash ? hash + 1 : NULL, err);
    if (n >= sizeof path)
        return yx_fail(err, YX_E_RANGE, "the name of the file is too long");
    memcpy(path, text, n);
    path[n] = 0;
    rc = yx_rules_new(&j->set[i], err);
    if (!rc)
        rc = read_file(j, path, j->set[i], faults, err);
    return rc ? rc : add_rules(j, j->set[i], hash ? hash + 1 : NULL, err);
}

static yx_code choose_all(job *j, const yx_args *args, yx_faults *faults, yx_err *err)
{
    yx_code rc = YX_OK;

    if (args->n_pair == 0)
        rc = add_rules(j, j->ws.rules, NULL, err);
    for (size_t i = 0; i < args->n_pair && !rc; i++) {
        rc = choose(j, i, args->pair[i], faults, err);
        if (i == 0)
            j->n_first = j->ask.n_rule;
    }
    j->ask.rule = j->rule;
    return rc;
}

/* --- running --- */

static yx_code run(job *j, yx_err *err)
{
    bool end = false;
    yx_day day;
    yx_code rc = yx_rerun_new(&j->ws, &j->ask, &j->r, err);

    while (!rc && !end)
        rc = yx_rerun_step(j->r, &day, &end, err);
    if (rc)
        return rc;
    j->measured = calloc(j->ask.n_rule, sizeof *j->measured);
    j->met = calloc(yx_n_replayed(j->r) + 1, sizeof *j->met);
    if (!j->measured || !j->met)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", yx_n_replayed(j->r));
    for (size_t i = 0; i < j->ask.n_rule && !rc; i++)
        rc = yx_rerun_measure(j->r, i, &j->ask, j->has_labels ? &j->labels : NULL, &j->measured[i],
                              err);
    if (!rc && j->n_first)
        rc = yx_rerun_compare(j->r, j->n_first, j->ws.catalog, j->met, &j->beside, err);
    return rc;
}

static yx_code record(job *j, yx_err *err)
{
    yx_code rc = yx_store_begin(j->ws.store, err);

    for (size_t i = 0; i < j->ask.n_rule && !rc; i++)
        rc = yx_rerun_record(&j->ws, &j->act, j->r, &j->ask, i,
                             j->has_labels ? &j->measured[i] : NULL, err);
    if (!rc)
        rc = yx_store_commit(j->ws.store, err);
    if (rc)
        yx_store_rollback(j->ws.store);
    return rc;
}

/* --- saying --- */

static bool is_beside(const job *j)
{
    return j->n_first > 0 && j->n_first < j->ask.n_rule;
}

static const char *who(const job *j, const yx_replayed *a, size_t i)
{
    return !is_beside(j) ? "" : j->met[i] ? "both" : a->rule < j->n_first ? "first" : "second";
}

static void groups_text(const yx_rule *rule, uint64_t groups, yx_buf *out)
{
    for (size_t g = 0; g < rule->n_group; g++)
        if (groups >> g & 1)
            yx_buf_f(out, "%s%s", out->n ? ", " : "", rule->group_name[g]);
}

static void alert_json(const job *j, size_t i, yx_json *out)
{
    const yx_replayed *a = yx_replayed_at(j->r, i);
    const yx_rule *rule = j->rule[a->rule].rule;
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT];

    yx_json_object(out, NULL);
    yx_json_text(out, "region", yx_region_at(j->ws.catalog, a->region)->code);
    yx_json_text(out, "rule", rule->name);
    yx_json_int(out, "version", rule->version);
    yx_json_text(out, "file", rule->file);
    yx_json_text(out, "scheme", rule->scheme);
    yx_json_int(out, "level", a->level);
    yx_json_int(out, "gravest", a->worst);
    yx_json_text(out, "raised", yx_day_text(a->raised, day));
    yx_json_text(out, "since", yx_period_text(a->first, false, text));
    yx_json_text(out, "last", yx_period_text(a->last, false, text));
    yx_json_text(out, "end", yx_rerun_end_name[a->end]);
    yx_json_text(out, "ended", a->ended == YX_DAY_NONE ? NULL : yx_day_text(a->ended, day));
    yx_json_int(out, "came_back", (int64_t)a->again);
    yx_json_bool(out, "before", a->before);
    yx_json_array(out, "groups");
    for (size_t g = 0; g < rule->n_group; g++)
        if (a->groups >> g & 1)
            yx_json_text(out, NULL, rule->group_name[g]);
    yx_json_end(out);
    if (j->has_labels)
        yx_json_bool(out, "right", yx_rerun_right(j->r, &j->labels, a));
    if (is_beside(j))
        yx_json_text(out, "raised_by", who(j, a, i));
    yx_json_end(out);
}

/* Alerts of a rule that it raised, and how many of them came to each end. */
static size_t count(const job *j, size_t rule, size_t end[YX_N_RERUN_END], size_t *ret_before)
{
    size_t n = 0;

    *ret_before = 0;
    for (size_t i = 0; i < yx_n_replayed(j->r); i++) {
        const yx_replayed *a = yx_replayed_at(j->r, i);
        if (a->rule != rule)
            continue;
        *ret_before += a->before;
        n += !a->before;
        end[a->end] += !a->before;
    }
    return n;
}

static void measured_json(const yx_rerun_measured *m, yx_json *out)
{
    yx_json_int(out, "right", (int64_t)m->of.right);
    yx_json_int(out, "wrong", (int64_t)m->of.wrong);
    yx_json_int(out, "events", (int64_t)m->of.events);
    yx_json_int(out, "found", (int64_t)m->of.found);
    yx_json_number(out, "precision", m->of.precision);
    yx_json_number(out, "precision_low", m->of.precision_low);
    yx_json_number(out, "precision_high", m->of.precision_high);
    yx_json_number(out, "recall", m->of.recall);
    yx_json_number(out, "recall_low", m->of.recall_low);
    yx_json_number(out, "recall_high", m->of.recall_high);
    yx_json_number(out, "delay_periods", m->of.delay);
    yx_json_number(out, "delay_days", m->delay_days);
    yx_json_number(out, "false_a_region_and_week", m->of.false_a_week);
}

static void rule_json(const job *j, size_t i, yx_json *out)
{
    const yx_rule *rule = j->rule[i].rule;
    yx_hash hash = yx_rule_digest(j->rule[i].rules, rule);
    size_t end[YX_N_RERUN_END] = {0}, before, raised = count(j, i, end, &before);
    double weeks = yx_rerun_weeks(j->r, i);
    char hex[YX_HASH_HEX];

    yx_json_object(out, NULL);
    yx_json_text(out, "rule", rule->name);
    yx_json_int(out, "version", rule->version);
    yx_json_text(out, "file", rule->file);
    yx_json_text(out, "hash", yx_hash_hex(&hash, hex));
    yx_json_int(out, "periods", (int64_t)yx_rerun_periods(j->r, i));
    yx_json_number(out, "region_weeks", weeks);
    yx_json_int(out, "before", (int64_t)before);
    yx_json_int(out, "raised", (int64_t)raised);
    yx_json_number(out, "a_region_and_week", weeks > 0 ? (double)raised / weeks : NAN);
    for (size_t k = 0; k < YX_N_RERUN_END; k++)
        yx_json_int(out, yx_rerun_end_name[k], (int64_t)end[k]);
    if (j->has_labels)
        measured_json(&j->measured[i], out);
    yx_json_end(out);
}

static void say_json(const job *j, yx_buf *out)
{
    yx_json json = {.out = out, .lines = true};
    char day[YX_DAY_TEXT];

    yx_json_object(&json, NULL);
    yx_json_text(&json, "from", yx_day_text(j->ask.from, day));
    yx_json_text(&json, "to", yx_day_text(j->ask.to, day));
    yx_json_text(&json, "step", j->ask.daily ? "day" : "week");
    yx_json_array(&json, "rules");
    for (size_t i = 0; i < j->ask.n_rule; i++)
        rule_json(j, i, &json);
    yx_json_end(&json);
    yx_json_array(&json, "alerts");
    for (size_t i = 0; i < yx_n_replayed(j->r); i++)
        alert_json(j, i, &json);
    yx_json_end(&json);
    if (is_beside(j)) {
        yx_json_object(&json, "side_by_side");
        yx_json_int(&json, "only_first", (int64_t)j->beside.only_first);
        yx_json_int(&json, "only_second", (int64_t)j->beside.only_second);
        yx_json_int(&json, "both", (int64_t)j->beside.both);
        yx_json_int(&json, "both_second", (int64_t)j->beside.both_second);
        yx_json_end(&json);
    }
    yx_json_end(&json);
    yx_buf_char(out, '\n');
}

static void alert_row(const job *j, size_t i, yx_lang lang, yx_table *table)
{
    const yx_replayed *a = yx_replayed_at(j->r, i);
    const yx_region *region = yx_region_at(j->ws.catalog, a->region);
    const yx_rule *rule = j->rule[a->rule].rule;
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT];
    yx_buf groups = {0};

    groups_text(rule, a->groups, &groups);
    yx_table_cell(table, "%s %s", region->code, yx_region_name(region, lang));
    yx_table_cell(table, "%s v%d", rule->name, rule->version);
    yx_table_cell(table, "%s %d", rule->scheme, a->level);
    yx_table_cell(table, "%s%s", a->before ? "before " : "",
                  yx_day_text(a->before ? j->ask.from : a->raised, day));
    yx_table_cell(table, "%s", yx_period_text(a->first, false, text));
    yx_table_cell(table, "%s", yx_period_text(a->last, false, text));
    if (a->ended == YX_DAY_NONE)
        yx_table_cell(table, "on");
    else
        yx_table_cell(table, "%s %s", yx_rerun_end_name[a->end], yx_day_text(a->ended, day));
    yx_table_str(table, yx_buf_view(&groups));
    yx_table_cell(table, "%s%s%s", who(j, a, i), is_beside(j) && j->has_labels ? ", " : "",
                  !j->has_labels                        ? ""
                  : yx_rerun_right(j->r, &j->labels, a) ? "right"
                                                        : "wrong");
    yx_buf_free(&groups);
}

static void share(yx_buf *out, const char *what, double v, double low, double high, size_t n,
                  size_t of)
{
    if (isnan(v))
        yx_buf_f(out, "; %s - (0 of 0)", what);
    else
        yx_buf_f(out, "; %s %.2f (%zu of %zu; %.2f to %.2f)", what, v, n, of, low, high);
}

/* The line of a rule. */
static void rule_line(const job *j, size_t i, yx_buf *out)
{
    const yx_rule *rule = j->rule[i].rule;
    const yx_rerun_measured *m = &j->measured[i];
    size_t end[YX_N_RERUN_END] = {0}, before, raised = count(j, i, end, &before);
    double weeks = yx_rerun_weeks(j->r, i);

    yx_buf_f(out, "%s v%d (%s): %zu raised over %zu periods", rule->name, rule->version, rule->file,
             raised, yx_rerun_periods(j->r, i));
    if (weeks > 0)
        yx_buf_f(out, ", %.4f a region and week", (double)raised / weeks);
    yx_buf_f(out, "; %zu ended, %zu lapsed, %zu revised away, %zu on, %zu from before",
             end[YX_RERUN_QUIET] + end[YX_RERUN_INVALID], end[YX_RERUN_LAPSED],
             end[YX_RERUN_REVISED], end[YX_RERUN_ON], before);
    if (j->has_labels) {
        share(out, "precision", m->of.precision, m->of.precision_low, m->of.precision_high,
              m->of.right, m->of.right + m->of.wrong);
        share(out, "recall", m->of.recall, m->of.recall_low, m->of.recall_high, m->of.found,
              m->of.events);
        if (!isnan(m->delay_days))
            yx_buf_f(out, "; median delay %.1f days", m->delay_days);
        if (!isnan(m->of.false_a_week))
            yx_buf_f(out, "; false alarms %.4f a region and week", m->of.false_a_week);
    }
    yx_buf_char(out, '\n');
}

static yx_code say_text(const job *j, yx_lang lang, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"region", "rule",  "grade",  "raised", "since",
                                         "last",   "ended", "groups", ""};
    static const yx_align align[9] = {YX_LEFT};
    yx_table *table = NULL;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < yx_n_replayed(j->r) && !rc; i++)
        alert_row(j, i, lang, table);
    if (!rc && yx_n_replayed(j->r))
        rc = yx_table_print(table, 0, out, err);
    yx_table_free(table);
    for (size_t i = 0; i < j->ask.n_rule && !rc; i++)
        rule_line(j, i, out);
    if (!rc && is_beside(j))
        yx_buf_f(out, "side by side: %zu only the first raised, %zu only the second, %zu both\n",
                 j->beside.only_first, j->beside.only_second, j->beside.both);
    return rc;
}

/* --- the verbs --- */

static void job_free(job *j)
{
    yx_rerun_free(j->r);
    for (size_t i = 0; i < SETS; i++)
        yx_rules_free(j->set[i]);
    yx_labels_free(&j->labels);
    free(j->measured);
    free(j->met);
    yx_workspace_close(&j->ws);
}

static int replay(const yx_args *args, job *j, yx_faults *faults)
{
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc = yx_session_open(args, !args->value[RECORD], INT64_MAX, &j->ws, &err);

    if (!rc)
        rc = yx_session_protect(&j->ws, YX_DAY_MAX, &err);
    if (!rc)
        rc = yx_session_act(args, &j->ws, &j->act, &err);
    if (!rc && j->ask.to == YX_DAY_NONE)
        j->ask.to = j->act.today;
    if (!rc)
        rc = choose_all(j, args, faults, &err);
    if (yx_faults_errors(faults))
        return yx_say_faults("replay", faults, NULL, args->lang, 0, 0) ? YX_EXIT_REFUSED
                                                                       : YX_EXIT_FAILED;
    if (!rc && j->has_labels)
        rc = yx_labels_read(args->value[LABELS], j->ws.catalog, &j->labels, &err);
    if (!rc)
        rc = run(j, &err);
    if (!rc && args->value[AS_JSON])
        say_json(j, &out);
    else if (!rc)
        rc = say_text(j, args->lang, &out, &err);
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc && args->value[RECORD])
        rc = record(j, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    return rc ? yx_say_error("replay", rc, &err) : YX_EXIT_DONE;
}

int yx_cli_replay(const yx_args *args)
{
    yx_faults *faults = NULL;
    yx_err err = {0};
    job *j;
    int status;

    if (!args->value[FROM])
        return yx_say_usage("replay", "--from is needed");
    if (args->n_pair > SETS)
        return yx_say_usage("replay", "--rule is given once, or twice for two side by side");
    if (args->value[STEP] && strcmp(args->value[STEP], "week") != 0 &&
        strcmp(args->value[STEP], "day") != 0)
        return yx_say_usage("replay", "--step is week or day");
    j = calloc(1, sizeof *j);
    if (!j || yx_faults_new(&faults, &err)) {
        free(j);
        return yx_say_error("replay", yx_fail(&err, YX_E_NOMEM, "no memory for a replay"), &err);
    }
    j->ask.daily = args->value[STEP] && strcmp(args->value[STEP], "day") == 0;
    j->has_labels = args->value[LABELS] != NULL;
    if (!yx_option_day("replay", args->value[FROM], YX_DAY_NONE, &j->ask.from) ||
        !yx_option_day("replay", args->value[TO], YX_DAY_NONE, &j->ask.to))
        status = YX_EXIT_USAGE;
    else
        status = replay(args, j, faults);
    job_free(j);
    free(j);
    yx_faults_free(faults);
    return status;
}

int yx_cli_approve(const yx_args *args)
{
    enum { REASON, APPROVE_JSON };
    yx_workspace ws = {0};
    yx_act act;
    yx_err err = {0};
    int64_t seq = 0;
    yx_code rc = yx_session_open(args, false, INT64_MAX, &ws, &err);

    if (!rc)
        rc = yx_session_act(args, &ws, &act, &err);
    if (!rc)
        rc = yx_rule_approve(&ws, args->word[0], args->value[REASON], &act, &seq, &err);
    yx_workspace_close(&ws);
    if (rc)
        return yx_say_error("approve", rc, &err);
    if (args->value[APPROVE_JSON]) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_text(&j, "rule", args->word[0]);
        yx_json_int(&j, "seq", seq);
        yx_json_end(&j);
        yx_print_json(&out);
    } else {
        printf("approved rule %s (log entry %lld)\n", args->word[0], (long long)seq);
    }
    return YX_EXIT_DONE;
}
