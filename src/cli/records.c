/* The verbs that write: init, load, rebuild, tick; and verify. */
#include "base/json.h"
#include "cli/session.h"
#include "flow/load.h"
#include "flow/protect/protect.h"
#include "flow/tick.h"

#include <string.h>

int yx_cli_init(const yx_args *args)
{
    enum { ZONE, TEST_CLOCK, AS_JSON };
    const char *dir = args->n_word ? args->word[0] : args->dir;
    yx_store_settings settings = {.test_clock = args->value[TEST_CLOCK] != NULL};
    const char *zone = args->value[ZONE] ? args->value[ZONE] : "Asia/Shanghai";
    yx_err err = {0};
    int64_t ms;
    yx_code rc = yx_session_zone(zone, &err);

    if (!rc)
        rc = yx_session_now(settings.test_clock, &ms, &err);
    if (!rc) {
        (void)snprintf(settings.zone, sizeof settings.zone, "%s", zone);
        rc = yx_store_init(dir, &settings, ms, args->post, &err);
    }
    if (rc)
        return yx_say_error("init", rc, &err);
    if (args->value[AS_JSON]) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_text(&j, "workspace", dir);
        yx_json_text(&j, "zone", zone);
        yx_json_end(&j);
        yx_print_json(&out);
    } else {
        printf("made a workspace in %s (days in %s)\n", dir, zone);
    }
    return YX_EXIT_DONE;
}

static int load_into(const yx_args *args, yx_workspace *ws, yx_faults *faults, yx_err *err)
{
    enum { REPORT, FORCE, REASON, AS_JSON };
    yx_act act;
    yx_loaded loaded = {0};
    yx_code rc = yx_session_act(args, ws, &act, err);

    if (args->value[FORCE] && !(args->value[REASON] && args->value[REASON][0]))
        return yx_say_usage("load", "--force needs a --reason");
    act.force = args->value[FORCE] ? args->value[REASON] : NULL;
    if (!rc)
        rc = yx_load(ws, args->word[0], args->word + 1, args->n_word - 1, &act, faults, &loaded,
                     err);
    if (rc && rc != YX_E_REFUSED)
        return yx_say_error("load", rc, err);
    if (!yx_say_faults("load", faults, args->value[REPORT], args->lang, rc ? 0 : loaded.rows, 0))
        return YX_EXIT_FAILED;
    if (rc)
        return YX_EXIT_REFUSED;
    if (args->value[AS_JSON]) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_text(&j, "loaded", args->word[0]);
        yx_json_int(&j, "rows", (int64_t)loaded.rows);
        yx_json_int(&j, "seq", loaded.seq);
        yx_json_end(&j);
        yx_print_json(&out);
    } else {
        printf("%s: %zu (log entry %lld)\n", args->word[0], loaded.rows, (long long)loaded.seq);
    }
    return YX_EXIT_DONE;
}

int yx_cli_load(const yx_args *args)
{
    return yx_session_work(args, "load", load_into);
}

static void say_verified(const yx_verified *v, yx_code rc, bool as_json)
{
    char hex[YX_HASH_HEX];

    if (as_json) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_bool(&j, "sound", rc == YX_OK);
        yx_json_text(&j, "first_bad", v->first_bad[0] ? v->first_bad : NULL);
        yx_json_int(&j, "entries", v->entries);
        yx_json_int(&j, "series", (int64_t)v->series);
        yx_json_int(&j, "values", (int64_t)v->values);
        yx_json_int(&j, "superseded", (int64_t)v->superseded);
        yx_json_text(&j, "head", yx_hash_hex(&v->head, hex));
        yx_json_end(&j);
        yx_print_json(&out);
    } else if (rc == YX_OK) {
        printf("sound: %lld log entries, %zu series, %zu values, %zu superseded\nhead %s\n",
               (long long)v->entries, v->series, v->values, v->superseded,
               yx_hash_hex(&v->head, hex));
        if (v->head_seq)
            printf("the head that you gave is that of entry %lld\n", (long long)v->head_seq);
    }
}

/* What is kept of protected figures follows from the log and the catalogues in it. */
static yx_code verify_protection(const yx_args *args, yx_verified *v, yx_err *err)
{
    yx_workspace ws = {0};
    yx_code rc = yx_workspace_open(args->dir, true, INT64_MAX, &ws, err);

    if (!rc)
        rc = yx_protect_verify(&ws, err);
    if (rc == YX_E_CORRUPT)
        (void)snprintf(v->first_bad, sizeof v->first_bad, "%.199s", err->text);
    yx_workspace_close(&ws);
    return rc;
}

/* And is made anew with the rest. */
static yx_code rebuild(const yx_args *args, size_t *ret_n, yx_err *err)
{
    yx_workspace ws = {0};
    yx_code rc = yx_workspace_open(args->dir, false, INT64_MAX, &ws, err);

    if (!rc)
        rc = yx_store_rebuild(ws.store, ret_n, err);
    if (!rc)
        rc = yx_store_begin(ws.store, err);
    if (!rc)
        rc = yx_protect_keep(&ws, err);
    if (!rc)
        rc = yx_store_commit(ws.store, err);
    yx_workspace_close(&ws);
    return rc;
}

int yx_cli_verify(const yx_args *args)
{
    enum { HEAD, AS_JSON };
    yx_store *store = NULL;
    yx_verified v = {0};
    yx_hash head;
    yx_err err = {0};
    yx_code rc;

    if (args->value[HEAD] && !yx_hash_read(yx_str_of(args->value[HEAD]), &head))
        return yx_say_usage("verify", "a head is 64 hex digits");
    rc = yx_store_open(args->dir, true, &store, &err);
    if (!rc)
        rc = yx_store_verify(store, args->value[HEAD] ? &head : NULL, &v, &err);
    yx_store_close(store);
    if (!rc)
        rc = verify_protection(args, &v, &err);
    if (rc == YX_OK || rc == YX_E_CORRUPT)
        say_verified(&v, rc, args->value[AS_JSON] != NULL);
    if (rc == YX_E_CORRUPT && v.first_bad[0])
        fprintf(stderr, "yixian: verify: not sound; first bad: %s\n", v.first_bad);
    return rc ? yx_say_error("verify", rc, &err) : YX_EXIT_DONE;
}

int yx_cli_rebuild(const yx_args *args)
{
    enum { AS_JSON };
    yx_err err = {0};
    size_t n = 0;
    yx_code rc = rebuild(args, &n, &err);

    if (rc)
        return yx_say_error("rebuild", rc, &err);
    printf(args->value[AS_JSON] ? "{\"series\":%zu}\n" : "rebuilt %zu series from the log\n", n);
    return YX_EXIT_DONE;
}

static void say_ticked(const yx_ticked *t, bool as_json)
{
    const yx_driven *a = &t->alerts;
    const struct {
        const char *key;
        size_t n;
    } row[] = {
        {"raised", a->raised},       {"worse", a->worse},       {"better", a->better},
        {"ended", a->ended},         {"lapsed", a->lapsed},     {"expired", a->expired},
        {"climbed", a->climbed},     {"silenced", a->silenced}, {"unsilenced", a->sounded},
        {"over_budget", a->over},    {"open", a->open},         {"silent", a->silent},
        {"questions", t->questions},
    };

    if (!as_json)
        printf(
            "%zu alerts raised, %zu worse, %zu better, %zu ended, %zu lapsed, %zu climbed; %zu open, "
            "%zu of them silent; %zu questions recorded\n",
            a->raised, a->worse, a->better, a->ended, a->lapsed, a->climbed, a->open, a->silent,
            t->questions);
    if (!as_json && a->over)
        printf("%zu of those raised are over the budget of their rule\n", a->over);
    for (size_t i = 0; as_json && i < YX_COUNT(row); i++)
        printf("%s\"%s\":%zu%s", i ? "," : "{", row[i].key, row[i].n,
               i + 1 < YX_COUNT(row) ? "" : "}\n");
}

int yx_cli_tick(const yx_args *args)
{
    enum { AS_JSON };
    yx_workspace ws = {0};
    yx_ticked t = {0};
    yx_act act;
    yx_err err = {0};
    yx_code rc = yx_session_open(args, false, INT64_MAX, &ws, &err);

    if (!rc)
        rc = yx_session_act(args, &ws, &act, &err);
    if (!rc)
        rc = yx_session_protect(&ws, YX_DAY_MAX, &err); /* an alert must not reveal either */
    if (!rc)
        rc = yx_tick(&ws, &act, &t, &err);
    yx_workspace_close(&ws);
    if (rc)
        return yx_say_error("tick", rc, &err);
    say_ticked(&t, args->value[AS_JSON] != NULL);
    return YX_EXIT_DONE;
}
