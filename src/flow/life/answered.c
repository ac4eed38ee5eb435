/* answered.c - the ledger of answers, by rule. */
#include "flow/life/answered.h"

#include "base/stat.h"
#include "base/yaml.h"
#include "flow/life/inside.h"
#include "trigger/control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const yx_when_name[YX_N_WHEN] = {
    [YX_BY_DAY] = "day", [YX_BY_NIGHT] = "night", [YX_ON_HOLIDAY] = "holiday"};

yx_when yx_when_of(int64_t ms, const yx_calendar *calendar)
{
    yx_day day = yx_day_of_ms(ms);
    int64_t hour = (ms - yx_life_day_start(day)) / YX_LIFE_HOUR;

    if (!yx_working(calendar, day))
        return YX_ON_HOLIDAY;
    return hour >= 22 || hour < 6 ? YX_BY_NIGHT : YX_BY_DAY;
}

static void count_prompt(const yx_life *life, int64_t now, yx_prompt *p)
{
    int64_t two = 2 * YX_LIFE_HOUR, day = 24 * YX_LIFE_HOUR;
    int64_t took = life->answered ? life->answered - life->raised : INT64_MAX;

    p->raised++;
    p->due_2h += took <= two || now - life->raised >= two;
    p->in_2h += took <= two;
    p->due_24h += took <= day || now - life->raised >= day;
    p->in_24h += took <= day;
}

static void count(const yx_life *life, int version, int64_t now, const yx_calendar *calendar,
                  yx_rule_record *r)
{
    bool settled = life->answer == YX_LIFE_CONFIRMED || life->answer == YX_LIFE_CLOSED;

    r->raised++;
    r->open += yx_life_open(life);
    r->silent += yx_life_open(life) && life->silent;
    r->objected += life->objection[0] != 0;
    count_prompt(life, now, &r->prompt[yx_when_of(life->raised, calendar)]);
    r->settled += settled;
    r->unchecked += settled && !life->checked;
    if (version && life->version != version)
        return;
    r->confirmed += life->verdict == YX_LIFE_CONFIRMED;
    r->wrong += life->verdict == YX_LIFE_FALSE;
}

/* --- medians --- */

static double hours_to_answer(const yx_life *life)
{
    return life->answered ? (double)(life->answered - life->raised) / (double)YX_LIFE_HOUR : NAN;
}

static double days_to_confirm(const yx_life *life)
{
    yx_period since;

    if (life->verdict != YX_LIFE_CONFIRMED || !yx_period_read(yx_str_of(life->since), &since))
        return NAN;
    return (double)(life->judged - yx_life_day_start(since.last + 1)) /
           (24.0 * (double)YX_LIFE_HOUR);
}

static yx_code medians(const yx_lives *lives, const char *rule, yx_rule_record *r, yx_err *err)
{
    double *room = malloc((3 * r->raised + 1) * sizeof *room);
    size_t n = 0;

    if (!room)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", r->raised);
    for (size_t i = 0; i < lives->n; i++) {
        if (strcmp(lives->at[i].rule, rule) != 0)
            continue;
        room[n] = hours_to_answer(&lives->at[i]);
        room[r->raised + n++] = days_to_confirm(&lives->at[i]);
    }
    r->hours = yx_stat_median(room, n, room + 2 * n);
    r->days = yx_stat_median(room + n, n, room + 2 * n);
    free(room);
    return YX_OK;
}

/* --- precision --- */

/* Would retirement be proposed by the verdicts of the months before the end of a day? */
static bool under_floor(const yx_lives *lives, const char *rule, int version, double floor,
                        yx_day end)
{
    int64_t to = yx_life_day_start(end + 1);
    yx_period month = yx_period_step(yx_period_holding(end, YX_PERIOD_MONTH), -YX_RETIRE_LOOK);
    int64_t from = yx_life_day_start(month.last + 1);
    size_t right = 0, wrong = 0;

    for (size_t i = 0; i < lives->n; i++) {
        const yx_life *life = &lives->at[i];
        if (strcmp(life->rule, rule) != 0 || (version && life->version != version) ||
            life->verdict == YX_LIFE_NEW || life->judged < from || life->judged >= to)
            continue;
        right += life->verdict == YX_LIFE_CONFIRMED;
        wrong += life->verdict == YX_LIFE_FALSE;
    }
    return yx_retire(right, wrong, floor);
}

/* The month ends since its first alert that lie behind; the last run of those under the floor. */
static yx_day retire_since(const yx_lives *lives, const char *rule, int version, double floor)
{
    yx_day today = yx_day_of_ms(lives->now), since = YX_DAY_NONE;
    yx_period month;
    int running = 0;
    size_t i = 0;

    while (i < lives->n && strcmp(lives->at[i].rule, rule) != 0)
        i++;
    if (i == lives->n || !(floor > 0))
        return YX_DAY_NONE;
    month = yx_period_holding(yx_day_of_ms(lives->at[i].raised), YX_PERIOD_MONTH);
    for (; month.last < today; month = yx_period_step(month, 1)) {
        running = under_floor(lives, rule, version, floor, month.last) ? running + 1 : 0;
        if (running == YX_RETIRE_MONTHS)
            since = month.last;
        if (running == 0)
            since = YX_DAY_NONE;
    }
    return since;
}

yx_code yx_rule_record_of(const yx_lives *lives, const char *rule, int version, double floor,
                          const yx_calendar *calendar, yx_rule_record *ret, yx_err *err)
{
    yx_rule_record r = {.rule = rule};
    yx_code rc;

    for (size_t i = 0; i < lives->n; i++)
        if (strcmp(lives->at[i].rule, rule) == 0)
            count(&lives->at[i], version, lives->now, calendar, &r);
    rc = medians(lives, rule, &r, err);
    if (rc)
        return rc;
    yx_wilson(r.confirmed, r.confirmed + r.wrong, &r.precision, &r.low, &r.high);
    r.retire = retire_since(lives, rule, version, floor);
    *ret = r;
    return YX_OK;
}

/* --- since when a rule is in force --- */

static bool defines(const yx_yaml_node *root, const char *rule, int version)
{
    const yx_yaml_node *rules = yx_yaml_get(root, "rules");
    const yx_yaml_node *node = rules ? yx_yaml_get(rules, rule) : NULL;
    const yx_yaml_node *says = node ? yx_yaml_get(node, "version") : NULL;
    yx_decimal d;

    return says && yx_decimal_read(says->text, &d) == YX_DECIMAL_OK &&
           (int)yx_decimal_double(d) == version;
}

/* The file behind the two lines that say what it is. */
static yx_code look(const yx_entry *entry, const char *rule, int version, bool *ret, yx_err *err)
{
    yx_str rest = entry->payload;
    yx_faults *faults = NULL;
    yx_yaml *yaml = NULL;
    yx_code rc = yx_faults_new(&faults, err);

    for (int i = 0; i < 2; i++) {
        const char *end = rest.n ? memchr(rest.at, '\n', rest.n) : NULL;
        size_t n = end ? (size_t)(end - rest.at) + 1 : rest.n;
        rest = (yx_str){rest.at + n, rest.n - n};
    }
    if (!rc)
        rc = yx_yaml_read("log", rest, faults, &yaml, err);
    *ret = !rc && defines(yx_yaml_root(yaml), rule, version);
    yx_yaml_free(yaml);
    yx_faults_free(faults);
    return rc == YX_E_REFUSED ? YX_OK : rc;
}

yx_code yx_rule_since(yx_workspace *ws, const char *rule, int version, int64_t *ret_ms, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    int64_t since = 0;
    bool end = false, is = false;
    yx_code rc = yx_store_entries(ws->store, "rules", 1, &cursor, err);

    while (!rc && !is) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->read)
            break;
        rc = look(&entry, rule, version, &is, err);
        if (!rc && is)
            since = entry.time;
    }
    if (cursor)
        cursor->close(cursor);
    if (!rc)
        *ret_ms = since;
    return rc;
}
