/* The verb take: files that are named, or those that appear in a folder. */
#include "flow/take.h"

#include "base/json.h"
#include "cli/session.h"
#include "cli/watch.h"

#include <stdio.h>
#include <unistd.h>

enum { DRY_RUN, PARTIAL, REPORT, AS_OF, SOURCE, REASON, WATCH, ONCE, ENCODING, AS_JSON };

static void say_taken(const yx_args *args, const yx_take_result *sum, bool dry_run, bool as_json)
{
    if (as_json) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_int(&j, "files", (int64_t)sum->files);
        yx_json_int(&j, "taken", (int64_t)sum->taken);
        yx_json_int(&j, "unchanged", (int64_t)sum->unchanged);
        yx_json_int(&j, "seq", sum->seq);
        yx_json_end(&j);
        yx_print_json(&out);
    } else if (dry_run) {
        printf("sound: %zu new, %zu unchanged; nothing was kept (dry run)\n", sum->taken,
               sum->unchanged);
    } else {
        printf("%s: %zu taken, %zu unchanged (log entry %lld)\n",
               args->n_word == 1 ? args->word[0] : "all files", sum->taken, sum->unchanged,
               (long long)sum->seq);
    }
}

static int take_into(const yx_args *args, yx_workspace *ws, yx_faults *faults, yx_err *err)
{
    yx_take_how how = {.source = args->value[SOURCE],
                       .reason = args->value[REASON],
                       .partial = args->value[PARTIAL] != NULL,
                       .dry_run = args->value[DRY_RUN] != NULL,
                       .progress = args->progress};
    yx_take_result sum = {0};
    yx_act act;
    yx_code rc;

    if (!yx_option_day("take", args->value[AS_OF], YX_DAY_NONE, &how.as_of))
        return YX_EXIT_USAGE;
    if (args->value[ENCODING] && !yx_encoding_read(yx_str_of(args->value[ENCODING]), &how.encoding))
        return yx_say_usage("take", "no encoding '%s': utf-8, gb18030 or big5",
                            args->value[ENCODING]);
    rc = yx_session_act(args, ws, &act, err);
    if (!rc && how.as_of != YX_DAY_NONE && how.as_of > act.today)
        return yx_say_usage("take", "--as-of %s is later than today", args->value[AS_OF]);
    if (!rc)
        rc = yx_take(ws, args->word, args->n_word, &how, &act, faults, &sum, err);
    if (rc && rc != YX_E_REFUSED)
        return yx_say_error("take", rc, err);
    if (!yx_say_faults("take", faults, args->value[REPORT], args->lang, sum.taken, sum.unchanged))
        return YX_EXIT_FAILED;
    if (!rc || how.partial)
        say_taken(args, &sum, how.dry_run, args->value[AS_JSON] != NULL);
    return rc ? YX_EXIT_REFUSED : YX_EXIT_DONE;
}

/* Takes what appears in a folder, until it is stopped; with --once, what is there. */
static int take_folder(const yx_args *args, const char *dir)
{
    yx_watch *watch = NULL;
    char *path;
    const char *report;
    bool end = false;
    int worst = YX_EXIT_DONE;
    yx_err err = {0};
    yx_code rc = yx_watch_open(dir, args->value[ONCE] != NULL, &watch, &err);

    while (!rc) {
        yx_args one = *args;
        int status;
        yx_progress_idle(args->progress, true);
        rc = yx_watch_next(watch, &path, &report, &end, &err);
        yx_progress_idle(args->progress, false);
        if (rc || end)
            break;
        one.word = &path;
        one.n_word = 1;
        one.value[REPORT] = report;
        status = yx_session_work(&one, "take", take_into);
        (void)fflush(stdout);
        if (status != YX_EXIT_DONE && status != YX_EXIT_REFUSED) { /* not the file's fault */
            worst = status;
            break;
        }
        if (status == YX_EXIT_DONE)
            (void)unlink(report); /* it says that there are no faults */
        else
            worst = status;
        rc = yx_watch_move(watch, status == YX_EXIT_DONE, &err);
    }
    yx_watch_close(watch);
    return rc ? yx_say_error("take", rc, &err) : worst;
}

int yx_cli_take(const yx_args *args)
{
    const char *dir = args->value[WATCH];

    if (dir && (args->n_word || args->value[REPORT] || args->value[DRY_RUN]))
        return yx_say_usage("take", "--watch DIR goes without FILE, --report and --dry-run");
    if (!dir && (args->n_word == 0 || args->value[ONCE]))
        return yx_say_usage("take", args->value[ONCE] ? "--once goes with --watch DIR"
                                                      : "name a FILE, or a folder with --watch");
    return dir ? take_folder(args, dir) : yx_session_work(args, "take", take_into);
}
