/* The verb that writes alerts as files for others to read: CAP, RSS, iCalendar. */
#include "base/hash.h"
#include "base/json.h"
#include "brief/cap.h"
#include "brief/rss.h"
#include "cli/session.h"
#include "flow/ways.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT, OUT, REGION, ALL, EXERCISE, SENDER, WEB, CHECK, REPORT, AS_JSON };
enum { NAME = 200, CHECK_BYTES = 16 << 20 };

/* Nobody has such an address, so a draft that slips out is seen to be one. */
static const char nobody[] = "draft@yixian.invalid";

typedef enum format { CAP, RSS, ICAL, N_FORMAT } format;
static const char *const format_name[N_FORMAT] = {"cap", "rss", "ical"};

/* --- files --- */

static yx_code write_all(int fd, const yx_buf *text)
{
    for (size_t done = 0; done < text->n;) {
        ssize_t n = write(fd, text->at + done, text->n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return YX_E_IO;
        done += (size_t)n;
    }
    return fsync(fd) == 0 ? YX_OK : YX_E_IO;
}

/* The whole file or the one before: it is written beside it, then put in its place. */
static yx_code write_file(const char *path, const yx_buf *text, yx_err *err)
{
    yx_buf beside = {0};
    int fd = -1, why;
    yx_code rc;

    yx_buf_f(&beside, "%s.%ld.new", path, (long)getpid());
    rc = yx_buf_check(&beside, err);
    if (rc) {
        yx_buf_free(&beside);
        return rc;
    }
    (void)unlink(beside.at); /* of one that was cut off, with our number */
    fd = open(beside.at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) {
        rc = yx_fail(err, YX_E_IO, "cannot write '%.100s': %s", path, strerror(errno));
        yx_buf_free(&beside);
        return rc;
    }
    rc = write_all(fd, text);
    why = errno;
    if (close(fd) != 0 && !rc) {
        why = errno;
        rc = YX_E_IO;
    }
    if (!rc && rename(beside.at, path) != 0) {
        why = errno;
        rc = YX_E_IO;
    }
    if (rc) {
        (void)unlink(beside.at);
        rc = yx_fail(err, rc, "cannot write '%.100s': %s", path, strerror(why));
    }
    yx_buf_free(&beside);
    return rc;
}

/* --- what is said of it --- */

typedef struct publishing {
    const yx_args *args;
    const yx_ways *ways;
    yx_notice_from from;
    format format;
    yx_buf file; /* names of the files, each with a NUL */
    size_t n_file;
} publishing;

static void note_file(publishing *p, const char *path)
{
    yx_buf_add(&p->file, path, strlen(path) + 1);
    p->n_file++;
}

static void say(publishing *p)
{
    const yx_ways *w = p->ways;
    const char *file = p->file.at;
    yx_buf out = {0};
    yx_json j = {.out = &out};

    if (!p->args->value[AS_JSON]) {
        FILE *to = p->args->value[OUT] ? stdout : stderr;
        fprintf(to, "%zu alert%s as %s, %s; %zu file%s\n", w->n, w->n == 1 ? "" : "s",
                format_name[p->format], p->from.exercise ? "exercise" : "draft", p->n_file,
                p->n_file == 1 ? "" : "s");
        if (w->over + w->silent + w->withheld)
            fprintf(to,
                    "left out: %zu over (--all), %zu silent, %zu that rest on protected figures or "
                    "wait for a tick\n",
                    w->over, w->silent, w->withheld);
        return;
    }
    yx_json_object(&j, NULL);
    yx_json_text(&j, "format", format_name[p->format]);
    yx_json_text(&j, "status", p->from.exercise ? "Exercise" : "Draft");
    yx_json_int(&j, "alerts", (int64_t)w->n);
    yx_json_int(&j, "over", (int64_t)w->over);
    yx_json_int(&j, "silent", (int64_t)w->silent);
    yx_json_int(&j, "withheld", (int64_t)w->withheld);
    yx_json_array(&j, "files");
    for (size_t i = 0; i < p->n_file; i++, file += strlen(file) + 1)
        yx_json_text(&j, NULL, file);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_print_json(&out);
}

/* --- the formats --- */

/* DIR/IDENTIFIER.xml; a name that is too long for a file becomes its hash. */
static yx_code cap_path(const char *dir, const yx_notice *n, yx_buf *path, yx_err *err)
{
    yx_buf name = {0};
    char hex[YX_HASH_HEX];
    yx_hasher h;

    yx_notice_identifier(n, n->seq, &name);
    yx_buf_clear(path);
    if (name.n <= NAME) {
        yx_buf_f(path, "%s/%s.xml", dir, name.n ? name.at : "");
    } else {
        yx_hash hash;
        yx_hash_start(&h);
        yx_hash_field(&h, name.at, name.n);
        hash = yx_hash_end(&h);
        yx_buf_f(path, "%s/yixian-%s.xml", dir, yx_hash_hex(&hash, hex));
    }
    path->failed |= name.failed;
    yx_buf_free(&name);
    return yx_buf_check(path, err);
}

static yx_code write_caps(publishing *p, const char *dir, yx_err *err)
{
    yx_buf text = {0}, path = {0};
    yx_code rc = YX_OK;

    if (mkdir(dir, 0755) != 0 && errno != EEXIST)
        rc = yx_fail(err, YX_E_IO, "cannot make '%.100s': %s", dir, strerror(errno));
    for (size_t i = 0; i < p->ways->n && !rc; i++) {
        const yx_notice *n = &p->ways->notice[i];
        yx_buf_clear(&text);
        rc = yx_cap_write(n, &p->from, p->args->lang, &text, err);
        if (!rc)
            rc = cap_path(dir, n, &path, err);
        if (!rc)
            rc = write_file(path.at, &text, err);
        if (!rc)
            note_file(p, path.at);
    }
    yx_buf_free(&text);
    yx_buf_free(&path);
    return rc;
}

static yx_code write_one(publishing *p, const char *path, yx_err *err)
{
    const yx_ways *w = p->ways;
    yx_buf text = {0};
    yx_code rc = p->format == RSS
                     ? yx_rss_write(w->notice, w->n, &p->from, p->args->lang, &text, err)
                     : yx_ical_write(w->notice, w->n, w->window, w->n_window, &p->from,
                                     p->args->lang, &text, err);

    if (!rc && path) {
        rc = write_file(path, &text, err);
        if (!rc)
            note_file(p, path);
    } else if (!rc) {
        (void)fwrite(text.at, 1, text.n, stdout);
    }
    yx_buf_free(&text);
    return rc;
}

static yx_code publish(publishing *p, yx_err *err)
{
    const yx_args *args = p->args;
    yx_workspace ws = {0};
    yx_ways ways = {0};
    yx_ways_ask ask = {.region = args->value[REGION], .all = args->value[ALL] != NULL};
    yx_code rc = yx_session_open_day(args, INT64_MAX, YX_DAY_MAX, &ws, err);

    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &ask.now, err);
    if (!rc)
        rc = yx_ways_gather(&ws, &ask, &ways, err);
    if (!rc) {
        p->ways = &ways;
        p->from.now = yx_ways_moment(ask.now);
        rc = p->format == CAP ? write_caps(p, args->value[OUT], err)
                              : write_one(p, args->value[OUT], err);
    }
    if (!rc)
        rc = yx_buf_check(&p->file, err);
    if (!rc)
        say(p);
    yx_ways_free(&ways);
    yx_workspace_close(&ws);
    return rc;
}

/* --- the check of a file --- */

static yx_code read_whole(const char *path, yx_buf *out, yx_err *err)
{
    FILE *f = fopen(path, "rb");
    char piece[16384];
    size_t n;
    yx_code rc = YX_OK;

    if (!f)
        return yx_fail(err, YX_E_IO, "cannot read '%.100s': %s", path, strerror(errno));
    while (!rc && (n = fread(piece, 1, sizeof piece, f)) > 0) {
        yx_buf_add(out, piece, n);
        rc = out->n > CHECK_BYTES ? yx_fail(err, YX_E_RANGE, "'%.100s' is larger than 16 MiB", path)
                                  : yx_buf_check(out, err);
    }
    if (!rc && ferror(f))
        rc = yx_fail(err, YX_E_IO, "cannot read '%.100s': %s", path, strerror(errno));
    fclose(f);
    return rc;
}

static int check(const yx_args *args)
{
    const char *path = args->value[CHECK];
    yx_faults *faults = NULL;
    yx_buf text = {0}, out = {0};
    yx_json j = {.out = &out};
    yx_err err = {0};
    bool said = true;
    yx_code rc = yx_faults_new(&faults, &err);

    if (!rc)
        rc = read_whole(path, &text, &err);
    if (!rc)
        rc = yx_cap_check(yx_buf_view(&text), path, faults, &err);
    if (!rc || rc == YX_E_REFUSED)
        said = yx_say_faults("publish", faults, args->value[REPORT], args->lang, 0, 0);
    else
        (void)yx_say_error("publish", rc, &err);
    if (!rc && !args->value[AS_JSON])
        printf("%s: a sound CAP 1.2 document\n", path);
    if (args->value[AS_JSON] && said && (!rc || rc == YX_E_REFUSED)) {
        yx_json_object(&j, NULL);
        yx_json_text(&j, "file", path);
        yx_json_int(&j, "faults", (int64_t)yx_faults_errors(faults));
        yx_json_end(&j);
        yx_print_json(&out);
    }
    yx_faults_free(faults);
    yx_buf_free(&text);
    return !said || (rc && rc != YX_E_REFUSED)
               ? (rc == YX_E_RANGE ? YX_EXIT_REFUSED : YX_EXIT_FAILED)
           : rc ? YX_EXIT_REFUSED
                : YX_EXIT_DONE;
}

int yx_cli_publish(const yx_args *args)
{
    const char *name = args->value[FORMAT] ? args->value[FORMAT] : "cap";
    publishing p = {.args = args, .format = N_FORMAT};
    yx_err err = {0};
    yx_code rc;

    if (args->value[CHECK])
        return check(args);
    for (int f = 0; f < N_FORMAT; f++)
        if (strcmp(name, format_name[f]) == 0)
            p.format = (format)f;
    if (p.format == N_FORMAT)
        return yx_say_usage("publish", "--format is cap, rss or ical");
    if (!args->value[OUT] && (p.format == CAP || args->value[AS_JSON]))
        return yx_say_usage("publish", p.format == CAP
                                           ? "--out DIR says where: CAP is one file an alert"
                                           : "--json needs --out FILE");
    p.from.exercise = args->value[EXERCISE] != NULL;
    p.from.sender = args->value[SENDER] ? args->value[SENDER] : nobody;
    p.from.web = args->value[WEB];
    if (!yx_notice_sender_fit(p.from.sender))
        return yx_say_usage("publish", "--sender takes an address without spaces, commas, < and &");
    if (p.from.web && !yx_notice_web_fit(p.from.web))
        return yx_say_usage("publish", "--web takes an address such as https://example.org/alerts");
    rc = publish(&p, &err);
    yx_buf_free(&p.file);
    return rc ? yx_say_error("publish", rc, &err) : YX_EXIT_DONE;
}
