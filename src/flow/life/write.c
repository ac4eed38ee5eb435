/* write.c - a change of an alert as an entry of the log, and the small things that entries are made
 * of. */
#include "flow/life/inside.h"

#include "base/json.h"
#include "base/json_pull.h"

#include <stdio.h>
#include <string.h>

int64_t yx_life_day_start(yx_day d)
{
    /* Zones lie within 15 hours of UTC. */
    int64_t lo = ((int64_t)d * 24 - 15) * YX_LIFE_HOUR, hi = ((int64_t)d * 24 + 15) * YX_LIFE_HOUR;

    while (lo < hi) {
        int64_t mid = lo + (hi - lo) / 2;
        if (yx_day_of_ms(mid) < d)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

char *yx_life_time_text(int64_t ms, char out[YX_LIFE_TIME])
{
    int64_t second = ms / 1000, of_day = ((second % 86400) + 86400) % 86400;
    char day[YX_DAY_TEXT];

    out[0] = 0;
    if (ms)
        (void)snprintf(out, YX_LIFE_TIME, "%sT%02d:%02d:%02dZ",
                       yx_day_text((yx_day)((second - of_day) / 86400), day), (int)(of_day / 3600),
                       (int)(of_day / 60 % 60), (int)(of_day % 60));
    return out;
}

bool yx_life_time_read(yx_str text, int64_t *ret_ms)
{
    yx_day day;
    int part[3];

    if (text.n != 20 || text.at[10] != 'T' || text.at[13] != ':' || text.at[16] != ':' ||
        text.at[19] != 'Z' || !yx_day_read((yx_str){text.at, 10}, &day))
        return false;
    for (int i = 0; i < 3; i++) {
        const char *p = text.at + 11 + 3 * i;
        if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
            return false;
        part[i] = (p[0] - '0') * 10 + (p[1] - '0');
    }
    if (part[0] > 23 || part[1] > 59 || part[2] > 59)
        return false;
    *ret_ms = ((int64_t)day * 86400 + part[0] * 3600 + part[1] * 60 + part[2]) * 1000;
    return true;
}

yx_code yx_life_check_text(const char *what, const char *text, bool needed, yx_err *err)
{
    size_t n = text ? strlen(text) : 0;

    if (needed && (!n || !yx_str_trim(yx_str_of(text)).n))
        return yx_fail(err, YX_E_RANGE, "%s needs a --reason", what);
    if (n > YX_LIFE_TEXT || (n && yx_utf8_valid(text, n) < n))
        return yx_fail(err, YX_E_RANGE, "the reason is longer than %d bytes, or no UTF-8",
                       YX_LIFE_TEXT);
    return YX_OK;
}

yx_life_step yx_life_change(const yx_life *life, yx_change change)
{
    return (yx_life_step){.change = change,
                          .id = life->id,
                          .rule = life->rule,
                          .region = life->region,
                          .scheme = life->scheme,
                          .since = life->since,
                          .last = life->last,
                          .version = life->version,
                          .level = life->level};
}

/* --- an entry --- */

static void text_if(yx_json *j, const char *key, const char *text)
{
    if (text && text[0])
        yx_json_text(j, key, text);
}

static void groups(yx_json *j, const char *text)
{
    yx_str rest = yx_str_of(text);

    yx_json_array(j, "groups");
    while (rest.n) {
        const char *cut = memmem(rest.at, rest.n, ", ", 2);
        size_t n = cut ? (size_t)(cut - rest.at) : rest.n;
        yx_json_str(j, NULL, (yx_str){rest.at, n});
        rest = cut ? (yx_str){cut + 2, rest.n - n - 2} : (yx_str){rest.at + rest.n, 0};
    }
    yx_json_end(j);
}

yx_code yx_life_append(yx_workspace *ws, const yx_act *act, yx_life_step *step, yx_err *err)
{
    char until[YX_LIFE_TIME];
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    yx_code rc;

    yx_json_object(&j, NULL);
    yx_json_text(&j, "change", yx_change_name[step->change]);
    yx_json_text(&j, "id", step->id);
    yx_json_text(&j, "rule", step->rule);
    yx_json_int(&j, "version", step->version);
    yx_json_text(&j, "region", step->region);
    yx_json_text(&j, "scheme", step->scheme);
    yx_json_int(&j, "level", step->level);
    yx_json_text(&j, "since", step->since);
    text_if(&j, "last", step->last);
    if (step->groups && step->groups[0])
        groups(&j, step->groups);
    text_if(&j, "text", step->text);
    text_if(&j, "to", step->to);
    text_if(&j, "silence", step->silence);
    text_if(&j, "budget", step->over ? "over" : "");
    text_if(&j, "until", yx_life_time_text(step->until, until));
    yx_json_end(&j);
    rc = yx_buf_check(&payload, err);
    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_ALERT, act->ms, act->post, yx_buf_view(&payload),
                             &step->seq, err);
    yx_buf_free(&payload);
    step->time = act->ms;
    step->post = act->post;
    return rc;
}

static yx_code broken(const yx_entry *entry, yx_err *err)
{
    return yx_fail(err, YX_E_CORRUPT, "log entry %lld is not of kind %.*s", (long long)entry->seq,
                   (int)entry->kind.n, entry->kind.at);
}

yx_code yx_life_fields(const yx_entry *entry, yx_life_field *field, void *arg, yx_err *err)
{
    yx_input *input = NULL;
    yx_json_pull *pull = NULL;
    yx_json_item item = {0};
    char list[16] = "";
    yx_code rc = yx_input_memory(entry->payload, &input, err);

    if (!rc)
        rc = yx_json_pull_open(input, &pull, err);
    while (!rc) {
        bool is_text;
        rc = yx_json_pull_next(pull, &item, err);
        if (rc || item.what == YX_PULL_END)
            break;
        is_text = item.what == YX_PULL_TEXT || item.what == YX_PULL_NUMBER;
        if (item.what == YX_PULL_BROKEN ||
            (item.depth == 0 && item.what != YX_PULL_OBJECT && item.what != YX_PULL_OBJECT_END))
            rc = broken(entry, err);
        else if (item.depth == 1 && item.what == YX_PULL_LIST)
            (void)snprintf(list, sizeof list, "%.*s", (int)item.key.n, item.key.at);
        else if (item.depth == 1 && is_text)
            rc = field(arg, item.key, item.text, err);
        else if (item.depth == 2 && is_text && !item.key.at)
            rc = field(arg, yx_str_of(list), item.text, err);
    }
    yx_json_pull_close(pull);
    yx_input_close(input);
    return rc;
}
