/* The brief, on the terminal or as a file. */
#include "flow/brief.h"
#include "cli/session.h"
#include "flow/protect/protect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { REGION, AS_OF, BOUNDARIES, AT, FORMAT, OUTPUT, AS_JSON };

/* Columns of the terminal; a file or pipe gets 100, so that it does not depend on where it is made.
 */
static size_t columns(void)
{
    struct winsize size;

    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return 100;
}

static yx_code write_out(const char *path, const yx_buf *out, yx_err *err)
{
    FILE *f = path ? fopen(path, "wb") : stdout;
    bool whole;

    if (!f)
        return yx_fail(err, YX_E_IO, "cannot write '%s': %s", path, strerror(errno));
    whole = fwrite(out->at, 1, out->n, f) == out->n;
    if (path && fclose(f) != 0)
        whole = false;
    return whole ? YX_OK
                 : yx_fail(err, YX_E_IO, "cannot write '%s': %s", path ? path : "the page",
                           strerror(errno));
}

static yx_code make(const yx_args *args, int64_t at, const yx_brief_ask *ask,
                    yx_rendering rendering, yx_err *err)
{
    yx_workspace ws = {0};
    yx_doc *doc = NULL;
    yx_buf out = {0};
    yx_code rc = yx_session_open_day(args, at, ask->as_of, &ws, err);

    if (!rc)
        rc = yx_workspace_rewind(&ws, ask->as_of, err);
    if (!rc && ask->as_of == YX_DAY_MAX) /* the day of the brief, so that it prints again alike */
        rc = yx_protect(&ws, yx_day_of_ms(ws.head.time), err);
    if (!rc)
        rc = yx_brief_make(&ws, ask, &doc, err);
    if (!rc)
        rc = yx_doc_render(doc, rendering, args->value[OUTPUT] ? 100 : columns(), &out, err);
    if (!rc)
        rc = write_out(args->value[OUTPUT], &out, err);
    yx_buf_free(&out);
    yx_doc_free(doc);
    yx_workspace_close(&ws);
    return rc;
}

int yx_cli_brief(const yx_args *args)
{
    const char *format = args->value[FORMAT] ? args->value[FORMAT] : "text";
    yx_brief_ask ask = {.region = args->value[REGION], .lang = args->lang};
    long long at = INT64_MAX;
    yx_err err = {0};
    char *end = NULL;
    yx_code rc;

    if (!yx_option_day("brief", args->value[AS_OF], YX_DAY_MAX, &ask.as_of) ||
        !yx_option_boundaries("brief", args->value[BOUNDARIES] ? args->value[BOUNDARIES] : "today",
                              &ask.boundaries))
        return YX_EXIT_USAGE;
    if (args->value[AT]) {
        errno = 0;
        at = strtoll(args->value[AT], &end, 10);
        if (errno || end == args->value[AT] || *end || at < 1)
            return yx_say_usage("brief", "--at takes the number of a log entry");
    }
    if (strcmp(format, "text") != 0 && strcmp(format, "html") != 0)
        return yx_say_usage("brief", "--format is text or html");
    rc = make(args, at, &ask,
              args->value[AS_JSON] ? YX_JSON
              : format[0] == 'h'   ? YX_HTML
                                   : YX_TEXT,
              &err);
    return rc ? yx_say_error("brief", rc, &err) : YX_EXIT_DONE;
}
