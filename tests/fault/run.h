/* run.h - a verb of the program, run in this process, and what it left behind. */
#ifndef YX_TESTS_FAULT_RUN_H
#define YX_TESTS_FAULT_RUN_H

#include "tests/fault/points.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RUN_WORDS = 16, RUN_TEXT = 16 * 1024 };

/* What a run said and how it ended. */
typedef struct run_end {
    int status;
    char out[RUN_TEXT], err[RUN_TEXT]; /* cut */
} run_end;

/* A folder of its own, which goes when the program ends. */
const char *run_folder(void);
/* Its path in there; valid until the next call but seven. */
const char *run_path(const char *name);
const char *run_file(const char *name, const void *at, size_t n);
const char *run_text(const char *name, const char *text);

/* A point that shall fail; see points.h. */
typedef struct run_point {
    point_sort sort;
    int way;
    long n;
    bool for_good;
} run_point;

/* `yixian -C DIR WORD...`; the words end with NULL.
 *   point   fails, while the verb runs; NULL: nothing does */
void run_verb(const char *dir, const char *const *word, const run_point *point, run_end *ret);
/* The same as a step that must succeed. */
void run_must(const char *dir, const char *const *word);
#define RUN_MUST(dir, ...) run_must((dir), (const char *const[]){__VA_ARGS__, NULL})

/* What is in a workspace, if it opens and verifies. */
typedef struct run_state {
    bool there; /* false: there is no workspace */
    int64_t entries;
    size_t values;
    char head[65];
} run_state;
/* False, and *why: it does not open, or is not sound. */
bool run_look(const char *dir, run_state *ret, char why[RUN_TEXT]);
bool run_same(const run_state *a, const run_state *b);

/* The files of a workspace, kept and put back. */
typedef struct run_kept {
    struct {
        bool there;
        size_t n;
        char *at;
    } file[2]; /* yixian.db, -wal */
} run_kept;
run_kept run_keep(const char *dir);
void run_put_back(const char *dir, const run_kept *kept);
void run_drop(run_kept *kept);

int run_open_files(void); /* descriptors of this process */

/* Fails the whole program. */
void run_stop(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* TAP: one case each. */
void run_case(bool right, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int run_plan(void); /* the exit status */

#endif
