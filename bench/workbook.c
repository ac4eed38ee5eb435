/* A large workbook: how long the reading of an .xlsx file takes, and how much memory.
 *
 *   workbook [ROWS [FILE]]     100,000 rows of 10 columns; with FILE that one is read instead
 *
 * Sought are 1 million cells in 2 seconds of processor time and 100 MB at most. A row is a code, a
 * name, a day and seven figures of up to 15 digits, once with the texts in the cells (as programs
 * write that cannot keep them all) and once with shared texts (as Excel does). Not counted: making
 * the files, in the temporary folder, by processes of their own, so that their memory is not in the
 * peak. That is of the whole process, user and system time of the reading alone. */
#include "intake/book/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { COLUMNS = 10, TEXTS = 3 /* the code, the name, the day */ };

static const double goal_seconds = 2, goal_megabytes = 100;

static double used(void)
{
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

static int make(const char *path, uint32_t rows, bool shared)
{
    lxw_workbook_options options = {.constant_memory = !shared};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *day = workbook_add_format(book);
    uint64_t seed = 1;
    char text[64];

    format_set_num_format(day, "yyyy-mm-dd");
    for (uint32_t row = 0; row < rows; row++) {
        (void)snprintf(text, sizeof text, "%06u", 420000 + row % 3000);
        worksheet_write_string(sheet, row, 0, text, NULL);
        (void)snprintf(text, sizeof text, "某某县第%u号指标", row % 5000);
        worksheet_write_string(sheet, row, 1, text, NULL);
        worksheet_write_number(sheet, row, 2, 40000 + row % 5000, day);
        for (uint16_t c = TEXTS; c < COLUMNS; c++)
            worksheet_write_number(
                sheet, row, c,
                c % 2 ? (double)(next(&seed) % 100000) : (double)next(&seed) / 1e4 * 1.1, NULL);
    }
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}

/* Reads in a process of its own, for the peak to be of this reading. */
static int read_one(const char *name, const char *path)
{
    yx_faults *faults = NULL;
    yx_workbook book = {0};
    yx_err err = {0};
    struct rusage u;
    size_t cells = 0;
    double before = used(), seconds;

    if (yx_faults_new(&faults, &err) || yx_xlsx_read(path, faults, &book, &err)) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        return 1;
    }
    seconds = used() - before;
    (void)getrusage(RUSAGE_SELF, &u);
    for (size_t i = 0; i < book.n; i++)
        cells += book.sheet[i].n;
    yx_workbook_release(&book);
    yx_faults_free(faults);
    printf(
        "%-16s %9zu cells  %6.2f s CPU  %7.0f cells/s  peak %5.1f MB   (goal for 1 M cells: %.0f s, %.0f MB)\n",
        name, cells, seconds, (double)cells / seconds, (double)u.ru_maxrss / 1024, goal_seconds,
        goal_megabytes);
    (void)fflush(stdout);
    return cells ? 0 : 1;
}

static int apart(int (*does)(const char *, const char *), const char *a, const char *b)
{
    int status = 1;
    pid_t child = fork();

    if (child == 0)
        _exit(does(a, b));
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : 1;
}

static int make_inline(const char *rows, const char *path)
{
    return make(path, (uint32_t)strtoul(rows, NULL, 10), false);
}

static int make_shared(const char *rows, const char *path)
{
    return make(path, (uint32_t)strtoul(rows, NULL, 10), true);
}

int main(int argc, char **argv)
{
    const char *rows = argc > 1 ? argv[1] : "100000", *folder = getenv("TMPDIR");
    char path[512];
    int fd, failed;

    if (argc > 2)
        return apart(read_one, "file", argv[2]);
    (void)snprintf(path, sizeof path, "%s/yixian-bench-XXXXXX", folder ? folder : "/tmp");
    fd = mkstemp(path);
    if (fd < 0) {
        perror(path);
        return 1;
    }
    (void)close(fd);
    failed = apart(make_inline, rows, path) || apart(read_one, "texts in cells", path) ||
             apart(make_shared, rows, path) || apart(read_one, "shared texts", path);
    (void)unlink(path);
    return failed;
}
