#include "cli/session.h"

#include "flow/protect/protect.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int yx_say_error(const char *verb, yx_code rc, const yx_err *err)
{
    fprintf(stderr, "yixian: %s: %s\n", verb, err->text);
    switch (rc) {
    case YX_OK:
        return YX_EXIT_DONE;
    case YX_E_REFUSED:
    case YX_E_FORMAT:
        return YX_EXIT_REFUSED;
    case YX_E_CORRUPT:
        return YX_EXIT_CORRUPT;
    case YX_E_RANGE:
    case YX_E_ABSENT:
        return YX_EXIT_USAGE;
    case YX_E_NOMEM:
    case YX_E_IO:
    case YX_E_SHORT:
        break;
    }
    return YX_EXIT_FAILED;
}

int yx_say_usage(const char *verb, const char *fmt, ...)
{
    va_list args;

    fprintf(stderr, "yixian: %s: ", verb);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    return YX_EXIT_USAGE;
}

yx_code yx_session_zone(const char *zone, yx_err *err)
{
    char path[128];
    bool plain = zone[0] && zone[0] != '/' && !strstr(zone, "..");

    for (const char *p = zone; *p && plain; p++)
        plain = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
                strchr("/_+-", *p) != NULL;
    (void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    if (!plain || strlen(zone) > 60 || access(path, R_OK) != 0)
        return yx_fail(err, plain && errno == EIO ? YX_E_IO : YX_E_RANGE,
                       "no time zone '%.60s' on this machine", zone);
    if (setenv("TZ", zone, 1) != 0)
        return yx_fail(err, YX_E_NOMEM, "cannot set the zone");
    tzset();
    if (strchr(zone, '/') && strncmp(zone, tzname[0], strlen(tzname[0])) == 0) {
        /* The file of the zone could not be read (no memory), and its name was taken for a rule:
         * days would be those of UTC, without a word. */
        (void)setenv("TZ", "UTC", 1);
        tzset();
        return yx_fail(err, YX_E_NOMEM, "cannot read the time zone '%.60s'", zone);
    }
    return YX_OK;
}

yx_code yx_session_open(const yx_args *args, bool read_only, int64_t at, yx_workspace *ret,
                        yx_err *err)
{
    yx_workspace ws = {0};
    yx_code rc = yx_workspace_open(args->dir, read_only, at, &ws, err);

    if (rc == YX_E_ABSENT && at == INT64_MAX)
        return yx_fail(err, rc, "no workspace in '%.100s': yixian init makes one", args->dir);
    if (!rc)
        rc = yx_session_zone(yx_store_settings_of(ws.store)->zone, err);
    if (rc) {
        yx_workspace_close(&ws);
        return rc;
    }
    *ret = ws;
    return YX_OK;
}

yx_code yx_session_open_day(const yx_args *args, int64_t at, yx_day as_of, yx_workspace *ret,
                            yx_err *err)
{
    yx_workspace ws = {0};
    yx_code rc = yx_session_open(args, true, at, &ws, err);

    if (!rc)
        rc = yx_workspace_as_of(&ws, as_of, err); /* days are read in the zone that is set now */
    if (!rc)
        rc = yx_session_protect(&ws, as_of, err);
    if (rc) {
        yx_workspace_close(&ws);
        return rc;
    }
    *ret = ws;
    return YX_OK;
}

/* Nobody asks for a day to come to see what is released then. */
yx_code yx_session_protect(yx_workspace *ws, yx_day as_of, yx_err *err)
{
    int64_t ms = 0;
    yx_code rc = yx_session_now(yx_store_settings_of(ws->store)->test_clock, &ms, err);
    yx_day today = yx_day_of_ms(ms);

    return rc ? rc : yx_protect(ws, as_of < today ? as_of : today, err);
}

yx_code yx_session_bound(yx_workspace *ws, yx_day boundaries, yx_day as_of, yx_err *err)
{
    int64_t ms = 0;
    yx_code rc = YX_OK;

    if (boundaries == YX_DAY_MAX && as_of < YX_DAY_MAX) {
        boundaries = as_of;
    } else if (boundaries == YX_DAY_MAX) {
        rc = yx_session_now(yx_store_settings_of(ws->store)->test_clock, &ms, err);
        boundaries = yx_day_of_ms(ms);
    }
    return rc ? rc : yx_workspace_bound(ws, boundaries, err);
}

bool yx_time_read(const char *text, int64_t *ret_ms)
{
    yx_day day;
    int part[3];

    if (strlen(text) != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
        text[19] != 'Z' || !yx_day_read((yx_str){text, 10}, &day))
        return false;
    for (int i = 0; i < 3; i++) {
        const char *p = text + 11 + 3 * i;
        if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
            return false;
        part[i] = (p[0] - '0') * 10 + (p[1] - '0');
    }
    if (part[0] > 23 || part[1] > 59 || part[2] > 59)
        return false;
    *ret_ms = ((int64_t)day * 86400 + part[0] * 3600 + part[1] * 60 + part[2]) * 1000;
    return true;
}

char *yx_time_text(int64_t ms, char out[24])
{
    int64_t second = ms / 1000, of_day = ((second % 86400) + 86400) % 86400;
    char day[YX_DAY_TEXT];

    (void)snprintf(out, 24, "%sT%02d:%02d:%02dZ",
                   yx_day_text((yx_day)((second - of_day) / 86400), day), (int)(of_day / 3600),
                   (int)(of_day / 60 % 60), (int)(of_day % 60));
    return out;
}

yx_code yx_session_now(bool test_clock, int64_t *ret_ms, yx_err *err)
{
    const char *now = test_clock ? getenv("YIXIAN_NOW") : NULL;
    struct timespec t;

    if (now && !yx_time_read(now, ret_ms))
        return yx_fail(err, YX_E_RANGE, "YIXIAN_NOW is no time such as 2022-04-20T08:00:00Z");
    if (now)
        return YX_OK;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    *ret_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
    return YX_OK;
}

yx_code yx_session_act(const yx_args *args, const yx_workspace *ws, yx_act *ret, yx_err *err)
{
    yx_act act = {.post = args->post};
    yx_code rc = yx_session_now(yx_store_settings_of(ws->store)->test_clock, &act.ms, err);

    if (!rc)
        rc = yx_workspace_check_post(ws, args->post, err);
    if (rc)
        return rc;
    act.today = yx_day_of_ms(act.ms);
    *ret = act;
    return YX_OK;
}

bool yx_option_day(const char *verb, const char *value, yx_day absent, yx_day *ret)
{
    *ret = absent;
    if (!value || yx_day_read(yx_str_of(value), ret))
        return true;
    (void)yx_say_usage(verb, "'%s' is no day such as 2022-04-20", value);
    return false;
}

bool yx_option_boundaries(const char *verb, const char *value, yx_day *ret)
{
    *ret = YX_DAY_NONE;
    if (!value || strcmp(value, "reported") == 0 || yx_day_read(yx_str_of(value), ret))
        return true;
    if (strcmp(value, "today") == 0) {
        *ret = YX_DAY_MAX;
        return true;
    }
    (void)yx_say_usage(verb, "'%s' is neither reported, today nor a day such as 2022-04-20", value);
    return false;
}

static bool write_report(yx_faults *faults, const char *report, yx_lang lang, size_t taken,
                         size_t unchanged, yx_err *err)
{
    FILE *out = fopen(report, "wb");
    yx_code rc;

    if (!out) {
        (void)yx_fail(err, YX_E_IO, "cannot write '%s': %s", report, strerror(errno));
        return false;
    }
    rc = yx_faults_write_json(faults, out, lang, taken, unchanged, err);
    if (fclose(out) != 0 && !rc)
        rc = yx_fail(err, YX_E_IO, "cannot write '%s': %s", report, strerror(errno));
    return rc == YX_OK;
}

bool yx_say_faults(const char *verb, yx_faults *faults, const char *report, yx_lang lang,
                   size_t taken, size_t unchanged)
{
    size_t n = yx_faults_count(faults), errors = yx_faults_errors(faults);
    size_t shown = n < YX_FAULTS_SHOWN ? n : YX_FAULTS_SHOWN;
    char line[1600];
    yx_err err = {0};
    yx_code rc = yx_faults_check(faults, &err);

    if (rc) { /* a list that is not whole */
        (void)yx_say_error(verb, rc, &err);
        return false;
    }
    for (size_t i = 0; i < shown; i++)
        if (!yx_fault_line(yx_faults_at(faults, i), lang, line, sizeof line, &err))
            fprintf(stderr, "%s\n", line);
    if (n > shown)
        fprintf(stderr, "... and %zu more%s\n", n - shown,
                report ? "" : ": --report FILE lists all");
    if (errors)
        fprintf(stderr, "yixian: %s: refused, %zu fault%s; %s\n", verb, errors,
                errors == 1 ? "" : "s",
                taken + unchanged ? "the sound rows were taken" : "nothing was changed");
    if (report && !write_report(faults, report, lang, taken, unchanged, &err)) {
        (void)yx_say_error(verb, YX_E_IO, &err);
        return false;
    }
    return true;
}

int yx_session_work(const yx_args *args, const char *verb, yx_faulty_work *work)
{
    yx_workspace ws = {0};
    yx_faults *faults = NULL;
    yx_err err = {0};
    int status;
    yx_code rc = yx_session_open(args, false, INT64_MAX, &ws, &err);

    if (!rc)
        rc = yx_faults_new(&faults, &err);
    status = rc ? yx_say_error(verb, rc, &err) : work(args, &ws, faults, &err);
    yx_faults_free(faults);
    yx_workspace_close(&ws);
    return status;
}

void yx_print_json(yx_buf *buf)
{
    if (!buf->failed)
        printf("%s\n", buf->at);
    yx_buf_free(buf);
}
