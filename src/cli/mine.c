/* The verb that gives a region everything that is held about it. */
#include "flow/mine/mine.h"
#include "base/json.h"
#include "cli/session.h"

static bool known_region(const yx_args *args, const yx_workspace *ws)
{
    char near[160] = "";

    if (yx_region_newest(ws->catalog, yx_str_of(args->word[0])) != YX_REGION_NONE)
        return true;
    (void)yx_region_nearest(ws->catalog, yx_str_of(args->word[0]), near, sizeof near);
    (void)yx_say_usage("mine", "unknown region '%s'%s%s", args->word[0],
                       near[0] ? "; nearest " : "", near);
    return false;
}

static void say(const yx_args *args, const char *path, const yx_mined *done, bool as_json)
{
    yx_buf out = {0};
    yx_json j = {.out = &out};

    if (!as_json) {
        printf("%s: %zu figures in %zu versions, %zu questions, %zu alerts, %zu log entries\n",
               path, done->figures, done->versions, done->findings, done->alerts, done->entries);
        if (done->hidden)
            printf("%zu versions without their value: protected\n", done->hidden);
        return;
    }
    yx_json_object(&j, NULL);
    yx_json_text(&j, "region", args->word[0]);
    yx_json_text(&j, "file", path);
    yx_json_int(&j, "figures", (int64_t)done->figures);
    yx_json_int(&j, "versions", (int64_t)done->versions);
    yx_json_int(&j, "protected", (int64_t)done->hidden);
    yx_json_int(&j, "findings", (int64_t)done->findings);
    yx_json_int(&j, "alerts", (int64_t)done->alerts);
    yx_json_int(&j, "entries", (int64_t)done->entries);
    yx_json_end(&j);
    yx_print_json(&out);
}

int yx_cli_mine(const yx_args *args)
{
    enum { OUTPUT, AS_JSON };
    const char *path = args->value[OUTPUT];
    yx_workspace ws = {0};
    yx_mined done = {0};
    yx_err err = {0};
    int64_t ms = 0;
    yx_code rc;

    if (!path)
        return yx_say_usage("mine", "-o FILE.zip says where to put it");
    rc = yx_session_open_day(args, INT64_MAX, YX_DAY_MAX, &ws, &err);
    if (!rc && !known_region(args, &ws)) {
        yx_workspace_close(&ws);
        return YX_EXIT_USAGE;
    }
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &ms, &err);
    if (!rc)
        rc = yx_mine(&ws, args->word[0], yx_day_of_ms(ms), path, &done, &err);
    yx_workspace_close(&ws);
    if (rc)
        return yx_say_error("mine", rc, &err);
    say(args, path, &done, args->value[AS_JSON] != NULL);
    return YX_EXIT_DONE;
}
