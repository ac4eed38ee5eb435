/* The power is cut: what SQLite wrote and synced is told, write by write, while a workspace is made
 * and figures are taken; then for every prefix of it the files are laid out as they could lie on a
 * disk after a cut at that point, and opened.
 *
 * What was synced is there. Of what was written since, all is there, or nothing, or a part, sector
 * by sector: each sector holds what one of the writes to it left, whichever came first; or, of a
 * sector that was being written, junk. A name that was dropped may still be there. Whatever was
 * reported as taken must be there, and nothing may be there by half. A workspace that was not made
 * to its end has no name yet, and `init` makes it as if nothing had been. */
#include "tests/fault/disk.h"
#include "tests/fault/run.h"

#include "store/store.h"

#include <errno.h>
#include <locale.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SECTOR = 512, STEPS = 64 };

/* What the workspace must be after each step that was reported as done. */
static run_state states[STEPS];
static size_t n_state;

/* --- the steps --- */

static char live[512];

/* A log that is written over again and again, and copied in the middle of a step. */
static int short_log(sqlite3 *db, char **err, const struct sqlite3_api_routines *api)
{
    (void)err;
    (void)api;
    return sqlite3_wal_autocheckpoint(db, 12);
}

/* The state of the live workspace is looked at through a copy, so that looking writes nothing. */
static void done_step(void)
{
    run_kept kept = run_keep(live);
    char why[RUN_TEXT];
    const char *copy = run_path("copy");

    (void)mkdir(copy, 0777);
    run_put_back(copy, &kept);
    if (n_state == STEPS || !run_look(copy, &states[n_state], why))
        run_stop("step %zu: %s", n_state, why);
    disk_mark((int64_t)n_state++);
    run_drop(&kept);
}

static const char *figures(int turn, int n)
{
    static char text[64 * 1024];
    char name[32];
    size_t at = (size_t)snprintf(text, sizeof text, "region_code,indicator,period,value\n");

    for (int i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "R%03d,sales,%d-%02d,%d\n", i % 40,
                               2015 + (i / 40 + turn / 2) / 12, 1 + (i / 40 + turn / 2) % 12,
                               i * (turn + 1) % 97);
    (void)snprintf(name, sizeof name, "t%d.csv", turn);
    return run_file(name, text, at);
}

static void make_steps(void)
{
    yx_store *reader = NULL;
    char text[2048];
    size_t at =
        (size_t)snprintf(text, sizeof text, "code,name_zh,level,parent_code\n42,省,province,\n");

    for (int i = 0; i < 40; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "R%03d,县%d,county,42\n", i, i);
    (void)run_file("regions.csv", text, at);
    (void)run_text("indicators.csv",
                   "code,name_zh,unit,frequency,kind\nsales,零售额,亿元,M,flow\n");
    disk_record(true);
    RUN_MUST(live, "init", "--test-clock");
    done_step();
    RUN_MUST(live, "load", "regions", run_path("regions.csv"));
    done_step();
    RUN_MUST(live, "load", "indicators", run_path("indicators.csv"));
    done_step();
    for (int turn = 0; turn < 12; turn++) {
        /* In the middle a reader stays, so that the log lives from one taking to the next. */
        if (turn == 4 && yx_store_open(live, true, &reader, NULL))
            run_stop("no reader");
        RUN_MUST(live, "take", figures(turn, turn % 3 == 2 ? 800 : 25));
        done_step();
        if (turn == 9)
            yx_store_close(reader);
    }
    RUN_MUST(live, "rebuild");
    done_step();
}

/* --- a disk --- */

typedef struct rng {
    uint64_t at;
} rng;

static uint32_t any(rng *r, uint32_t below)
{
    uint64_t z = (r->at += UINT64_C(0x9E3779B97F4A7C15)); /* splitmix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) % below);
}

typedef struct image {
    bool there;
    size_t n, cap;
    unsigned char *at;
} image;

static void image_size(image *m, size_t n)
{
    if (n > m->cap) {
        m->cap = 2 * n;
        m->at = realloc(m->at, m->cap);
        if (!m->at)
            abort();
    }
    if (n > m->n)
        memset(m->at + m->n, 0, n - m->n);
    m->n = n;
}

static void image_copy(image *to, const image *from)
{
    to->there = from->there;
    to->n = 0;
    image_size(to, from->n);
    if (from->n)
        memcpy(to->at, from->at, from->n);
}

typedef enum cut {
    CUT_ALL,    /* all that was written is there */
    CUT_SYNCED, /* nothing but what was synced */
    CUT_TORN,   /* any sectors of it */
    CUT_JUNK,   /* the same, and junk */
    CUTS,
} cut;
static const char *const cut_name[CUTS] = {"all that was written", "what was synced", "any sectors",
                                           "any sectors, and junk"};

/* One operation on a file, as far as the cut lets it. */
static void apply(image *m, const disk_op *op, cut how, rng *r)
{
    switch (op->kind) {
    case DISK_MAKE:
        m->there = true;
        m->n = 0;
        return;
    case DISK_CUT:
        if (how < CUT_TORN || any(r, 2))
            image_size(m, (size_t)op->at);
        return;
    case DISK_WRITE:
        break;
    case DISK_DROP:
        if (how < CUT_TORN || any(r, 2))
            m->there = false;
        return;
    case DISK_SYNC:
    case DISK_SYNC_NAMES:
    case DISK_NAME:
    case DISK_NAME_KEPT:
    case DISK_MARK:
        return;
    }
    for (size_t at = 0; at < op->n;) {
        size_t to = (size_t)op->at + at, n = SECTOR - to % SECTOR;
        uint32_t luck = how == CUT_ALL ? 1 : any(r, 8);
        n = n < op->n - at ? n : op->n - at;
        if (how < CUT_TORN || luck >= 4) {
            if (to + n > m->n)
                image_size(m, to + n);
            memcpy(m->at + to, op->bytes + at, n);
        } else if (how == CUT_JUNK && luck == 0) {
            if (to + n > m->n)
                image_size(m, to + n);
            for (size_t i = 0; i < n; i++)
                m->at[to + i] = (unsigned char)any(r, 256);
        }
        at += n;
    }
}

/* Under which name the database is on the disk. */
typedef enum naming { NAME_NEW, NAME_EITHER, NAME_OWN } naming;

/* What is certainly on the disk at some point of the log, and what was done since. */
typedef struct disk_state {
    naming name;
    image synced[DISK_FILES];
    size_t waiting[DISK_FILES][4096]; /* operations since its last sync */
    size_t n_waiting[DISK_FILES];
} disk_state;

static void settle(disk_state *d, const disk_op *ops, int file)
{
    for (size_t i = 0; i < d->n_waiting[file]; i++)
        apply(&d->synced[file], &ops[d->waiting[file][i]], CUT_ALL, NULL);
    d->n_waiting[file] = 0;
}

static void advance(disk_state *d, const disk_op *ops, size_t i)
{
    const disk_op *op = &ops[i];

    if (op->kind == DISK_MARK)
        return;
    if (op->kind == DISK_NAME || op->kind == DISK_NAME_KEPT) {
        if (op->kind == DISK_NAME)
            d->name = NAME_EITHER;
        else if (d->name == NAME_EITHER)
            d->name = NAME_OWN;
        return;
    }
    if (op->kind == DISK_SYNC || op->kind == DISK_SYNC_NAMES) {
        settle(d, ops, op->file);
        return;
    }
    if (d->n_waiting[op->file] == 4096)
        run_stop("more than 4096 operations without a sync");
    d->waiting[op->file][d->n_waiting[op->file]++] = i;
}

/* Two writes to a file may reach it in any order, if they lie in the same run of writes: cuts,
 * drops and new files stay in their place. */
static void shuffle(const disk_op *ops, size_t *at, size_t n, rng *r)
{
    for (size_t from = 0; from < n;) {
        size_t to = from;
        while (to < n && ops[at[to]].kind == DISK_WRITE)
            to++;
        for (size_t i = to; i > from + 1; i--) {
            size_t k = from + any(r, (uint32_t)(i - from)), keep = at[i - 1];
            at[i - 1] = at[k];
            at[k] = keep;
        }
        from = to + 1;
    }
}

/* Files that are still being made lie under other names. */
static void name_files(const char *dir, bool named)
{
    static const char *const suffix[] = {"", "-wal", "-shm", "-journal"};
    char own[600], new[600];

    for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
        (void)snprintf(own, sizeof own, "%s/yixian.db%s", dir, suffix[i]);
        (void)snprintf(new, sizeof new, "%s/yixian.db-new%s", dir, suffix[i]);
        (void)unlink(new);
        if (!named)
            (void)rename(own, new);
    }
}

/* True: the database has its name. */
static bool lay_out(const disk_state *d, const disk_op *ops, cut how, rng *r, const char *dir)
{
    bool named = d->name == NAME_OWN ||
                 (d->name == NAME_EITHER && (how == CUT_ALL || (how >= CUT_TORN && any(r, 2))));
    static image m;
    static size_t order[4096];
    run_kept kept = {0};

    for (int f = 0; f < 2; f++) {
        size_t n = d->n_waiting[f];
        image_copy(&m, &d->synced[f]);
        if (n)
            memcpy(order, d->waiting[f], n * sizeof *order);
        if (how == CUT_TORN)
            shuffle(ops, order, n, r);
        for (size_t i = 0; i < n && how != CUT_SYNCED; i++)
            apply(&m, &ops[order[i]], how, r);
        kept.file[f].there = m.there;
        kept.file[f].n = m.n;
        kept.file[f].at = malloc(m.n + 1);
        if (!kept.file[f].at)
            abort();
        if (m.n)
            memcpy(kept.file[f].at, m.at, m.n);
    }
    run_put_back(dir, &kept);
    run_drop(&kept);
    name_files(dir, named);
    return named;
}

/* --- judging --- */

typedef struct tally {
    size_t opened, before, after, unmade;
} tally;

/* Nothing was reported yet, and the workspace has no name: it can be made as if nothing had been.
 */
static bool judge_unmade(const char *dir, tally *t, char why[RUN_TEXT])
{
    const char *word[] = {"init", "--test-clock", NULL};
    run_state now;
    run_end end;

    if (!run_look(dir, &now, why))
        return false;
    if (now.there) {
        (void)snprintf(why, RUN_TEXT, "a workspace without its name");
        return false;
    }
    run_verb(dir, word, NULL, &end);
    if (end.status) {
        (void)snprintf(why, RUN_TEXT, "a second init: %.400s", end.err);
        return false;
    }
    t->unmade++;
    return run_look(dir, &now, why) && run_same(&now, &states[0]);
}

/* `done`: steps that were reported, -1 none. */
static bool judge(const char *dir, int64_t done, bool named, tally *t, char why[RUN_TEXT])
{
    run_state now;
    size_t from = done < 0 ? 0 : (size_t)done;

    if (done < 0 && !named)
        return judge_unmade(dir, t, why);
    if (!run_look(dir, &now, why))
        return false;
    t->opened++;
    for (size_t i = from; i < n_state && i <= (size_t)(done + 1); i++)
        if (run_same(&now, &states[i])) {
            t->before += (int64_t)i == done;
            t->after += (int64_t)i != done;
            return true;
        }
    (void)snprintf(why, RUN_TEXT, "neither step %lld nor the next: %lld entries", (long long)done,
                   (long long)now.entries);
    return false;
}

/* What can be read can be written on. */
static bool goes_on(const char *dir, char why[RUN_TEXT])
{
    const char *word[] = {"load", "regions", run_path("regions.csv"), NULL};
    run_state now;
    run_end end;

    run_verb(dir, word, NULL, &end);
    if (end.status) {
        (void)snprintf(why, RUN_TEXT, "the next entry: %.400s", end.err);
        return false;
    }
    return run_look(dir, &now, why);
}

static void every_prefix(cut how, uint64_t seed, size_t step)
{
    static disk_state d;
    size_t n, cuts = 0;
    const disk_op *ops = disk_ops(&n);
    const char *dir = strdup(run_path("cut"));
    char why[RUN_TEXT] = "";
    int64_t done = -1;
    tally t = {0};
    bool right = true, named;
    struct timespec from, to;

    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    for (int f = 0; f < DISK_FILES; f++) {
        d.synced[f].n = d.n_waiting[f] = 0;
        d.synced[f].there = false;
    }
    d.synced[0].there = true; /* made before SQLite came */
    d.name = NAME_NEW;
    (void)mkdir(dir, 0777);
    for (size_t i = 0; i < n && right; i++) {
        rng r = {seed * 1000003 + i};
        advance(&d, ops, i);
        if (ops[i].kind == DISK_MARK)
            done = ops[i].at;
        if ((i + seed) % step && done >= 0 && ops[i].kind != DISK_MARK)
            continue; /* while it is made, every one */
        named = lay_out(&d, ops, how, &r, dir);
        cuts++;
        right = judge(dir, done, named, &t, why) && (done < 0 || cuts % 16 || goes_on(dir, why));
        if (!right)
            printf("# cut after operation %zu of %zu (kind %d of file %d), seed %llu: %s\n", i + 1,
                   n, (int)ops[i].kind, ops[i].file, (unsigned long long)seed, why);
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    run_case(
        right,
        "%s, seed %llu: %zu cuts of %zu operations: %zu as reported, %zu with the next step, %zu not made yet, %.1f s",
        cut_name[how], (unsigned long long)seed, cuts, n, t.before, t.after, t.unmade,
        (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    free((void *)(uintptr_t)dir);
}

int main(int argc, char **argv)
{
    bool all = argc > 1 && strcmp(argv[1], "long") == 0;
    size_t step = all ? 1 : 3;
    uint64_t seeds = all ? 20 : 1;

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setenv("YIXIAN_NOW", "2022-06-01T20:00:00Z", 1);
    points_start();
    disk_start(false);
    if (sqlite3_auto_extension((void (*)(void))short_log) != SQLITE_OK)
        run_stop("no extension");
    (void)snprintf(live, sizeof live, "%s", run_path("live"));
    make_steps();
    disk_record(false);
    every_prefix(CUT_ALL, 0, step);
    every_prefix(CUT_SYNCED, 0, step);
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        every_prefix(CUT_TORN, seed, step);
        every_prefix(CUT_JUNK, seed, step);
    }
    return run_plan();
}
