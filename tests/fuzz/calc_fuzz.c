/* calc_fuzz.c - `yixian calc` on anything: up to the first NUL the options as JSON, the rest is the
 * input file; its first byte picks the method. What is answered can be read again as a table. */
#include "flow/methods.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

/* Runs it on a file that only this process sees. */
static void run(const yx_method *m, const char *options, const uint8_t *data, size_t n)
{
    char path[] = "/tmp/yx-calc-fuzz-XXXXXX";
    int fd = mkstemp(path);
    yx_calc calc = {.method = m->name, .input = path, .options = options};
    yx_frame *table = NULL;
    yx_buf csv = {0}, json = {0};
    yx_err err = {0};

    must(fd >= 0 && write(fd, data, n) == (ssize_t)n);
    if (!yx_calc_run(&calc, &table, &err)) {
        must(!err.text[0] && yx_frame_rows(table) > 0);
        must(!yx_frame_write_csv(table, &csv, &err) && csv.n);
        must(!yx_frame_write_json(table, &json, &err) && json.n);
    } else {
        must(!table && err.text[0] && !strchr(err.text, '\n'));
    }
    yx_frame_free(table);
    yx_buf_free(&csv);
    yx_buf_free(&json);
    (void)close(fd);
    (void)unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const uint8_t *end = n ? memchr(data + 1, 0, n - 1) : NULL;
    yx_method m;
    char *options;
    size_t length;

    if (!end || n > 4096) /* run lengths cost what they cost: short files only */
        return 0;
    m = yx_method_at(data[0] % yx_n_method());
    if (strcmp(m.name, "arl") == 0 || strcmp(m.name, "curve") == 0 ||
        strcmp(m.name, "hvalues") == 0 || strcmp(m.name, "findkh") == 0)
        return 0; /* a single row may take seconds */
    length = (size_t)(end - data) - 1;
    options = malloc(length + 1);
    must(options != NULL);
    memcpy(options, data + 1, length + 1);
    run(&m, length ? options : NULL, end + 1, n - length - 2);
    free(options);
    return 0;
}
