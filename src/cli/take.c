/* The verb take: files that are named, or those that appear in a folder. */
#include "flow/take.h"

#include "base/json.h"
#include "cli/session.h"
#include "cli/watch.h"
#include "flow/maps.h"
#include "intake/take_file.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DRY_RUN, PARTIAL, REPORT, RETURNED, AS_OF, SOURCE, REASON, WATCH, ONCE, ENCODING, AS_JSON };

/* Sends the workbook back, where there is anything to mark; its exit status. */
static int give_back(const yx_args *args, yx_workbook *book, yx_faults *faults, yx_fate fate,
                     size_t *ret_marked)
{
    const char *path = args->value[RETURNED];
    bool watched = args->value[WATCH] != NULL;
    yx_marked marked = {0};
    yx_err err = {0};
    yx_code rc;

    if (!path || (watched && (!book->n || fate == YX_FATE_SOUND)))
        return YX_EXIT_DONE;
    if (!book->n) {
        fprintf(stderr, "yixian: take: it cannot be read as a workbook: nothing is marked\n");
        return YX_EXIT_DONE;
    }
    rc = yx_return_workbook(book, args->word[0], faults, fate, args->lang, path, &marked, &err);
    if (rc)
        return yx_say_error("take", rc, &err);
    *ret_marked = marked.cells;
    if (marked.cells + marked.listed)
        fprintf(stderr, "yixian: take: %zu cell%s marked in '%s'\n", marked.cells,
                marked.cells == 1 ? " is" : "s are", path);
    else
        fprintf(stderr, "yixian: take: '%s' is not written: %s\n", path,
                yx_faults_count(faults) ? "data of persons are not copied" : "there are no faults");
    return YX_EXIT_DONE;
}

static void say_taken(const yx_args *args, const yx_take_result *sum, size_t marked, bool dry_run,
                      bool as_json)
{
    if (as_json) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_int(&j, "files", (int64_t)sum->files);
        yx_json_int(&j, "taken", (int64_t)sum->taken);
        yx_json_int(&j, "unchanged", (int64_t)sum->unchanged);
        yx_json_int(&j, "seq", sum->seq);
        if (args->value[RETURNED])
            yx_json_int(&j, "marked", (int64_t)marked);
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
    yx_workbook book = {0};
    size_t marked = 0;
    yx_act act;
    yx_code rc;
    int status = YX_EXIT_DONE;

    if (!yx_option_day("take", args->value[AS_OF], YX_DAY_NONE, &how.as_of))
        return YX_EXIT_USAGE;
    if (args->value[ENCODING] && !yx_encoding_read(yx_str_of(args->value[ENCODING]), &how.encoding))
        return yx_say_usage("take", "no encoding '%s': utf-8, gb18030 or big5",
                            args->value[ENCODING]);
    rc = yx_session_act(args, ws, &act, err);
    if (!rc && how.as_of != YX_DAY_NONE && how.as_of > act.today)
        return yx_say_usage("take", "--as-of %s is later than today", args->value[AS_OF]);
    how.ret_book = args->value[RETURNED] ? &book : NULL;
    if (!rc)
        rc = yx_take(ws, args->word, args->n_word, &how, &act, faults, &sum, err);
    if (rc && rc != YX_E_REFUSED)
        status = yx_say_error("take", rc, err);
    else if (!yx_say_faults("take", faults, args->value[REPORT], args->lang, sum.taken,
                            sum.unchanged))
        status = YX_EXIT_FAILED;
    else
        status = give_back(args, &book, faults,
                           !rc                             ? YX_FATE_SOUND
                           : sum.taken + sum.unchanged > 0 ? YX_FATE_PARTLY
                                                           : YX_FATE_REFUSED,
                           &marked);
    yx_workbook_release(&book);
    if (status)
        return status;
    if (!rc || how.partial)
        say_taken(args, &sum, marked, how.dry_run, args->value[AS_JSON] != NULL);
    return rc ? YX_EXIT_REFUSED : YX_EXIT_DONE;
}

/* Takes what appears in a folder, until it is stopped; with --once, what is there. */
static int take_folder(const yx_args *args, const char *dir)
{
    yx_watch *watch = NULL;
    char *path;
    const char *report, *returned;
    bool end = false;
    int worst = YX_EXIT_DONE;
    yx_err err = {0};
    yx_code rc = yx_watch_open(dir, args->value[ONCE] != NULL, &watch, &err);

    while (!rc) {
        yx_args one = *args;
        int status;
        yx_progress_idle(args->progress, true);
        rc = yx_watch_next(watch, &path, &report, &returned, &end, &err);
        yx_progress_idle(args->progress, false);
        if (rc || end)
            break;
        one.word = &path;
        one.n_word = 1;
        one.value[REPORT] = report;
        one.value[RETURNED] = returned;
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

/* What can be known of --returned before anything is taken. */
static int check_returned(const yx_args *args)
{
    const char *path = args->value[RETURNED];
    yx_file_form form = YX_FILE_UNKNOWN;
    struct stat st;

    if (!path)
        return YX_EXIT_DONE;
    if (args->n_word != 1)
        return yx_say_usage("take", "--returned goes with one workbook");
    if (lstat(path, &st) == 0)
        return yx_say_usage("take", "'%s' is there already: it is not written over", path);
    if (!yx_file_form_of(args->word[0], &form, NULL, NULL) && form != YX_FILE_XLSX &&
        form != YX_FILE_XLS)
        return yx_say_usage("take", "only workbooks can be marked: --report FILE has the faults");
    return YX_EXIT_DONE;
}

int yx_cli_take(const yx_args *args)
{
    const char *dir = args->value[WATCH];
    int status;

    if (dir &&
        (args->n_word || args->value[REPORT] || args->value[RETURNED] || args->value[DRY_RUN]))
        return yx_say_usage("take",
                            "--watch DIR goes without FILE, --report, --returned and --dry-run");
    if (!dir && (args->n_word == 0 || args->value[ONCE]))
        return yx_say_usage("take", args->value[ONCE] ? "--once goes with --watch DIR"
                                                      : "name a FILE, or a folder with --watch");
    if (dir)
        return take_folder(args, dir);
    status = check_returned(args);
    return status ? status : yx_session_work(args, "take", take_into);
}
