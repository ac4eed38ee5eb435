#include "flow/maps.h"

#include "base/buf.h"
#include "intake/book/workbook.h"
#include "intake/map/take_book.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the log --- */

static bool line_of(yx_str *rest, yx_str *ret)
{
    const char *end = rest->n ? memchr(rest->at, '\n', rest->n) : NULL;

    if (!end)
        return false;
    *ret = (yx_str){rest->at, (size_t)(end - rest->at)};
    *rest = (yx_str){end + 1, rest->n - ret->n - 1};
    return true;
}

/* Reads what yx_load_slurp() made into the set. */
static yx_code read_payload(const yx_workspace *ws, yx_maps *maps, yx_str payload,
                            yx_faults *faults, char name[256], yx_err *err)
{
    yx_str rest = payload, what, file;

    if (!line_of(&rest, &what) || !line_of(&rest, &file) || !yx_str_is(what, YX_LOAD_MAPS))
        return yx_fail(err, YX_E_CORRUPT, "an entry that is no map");
    (void)yx_text_show(file, name, 255);
    return yx_maps_read(maps, name, rest, ws->catalog, faults, err);
}

/* The catalogue may have changed since: a map that it no longer suits is out of force. */
static yx_code read_entry(const yx_workspace *ws, yx_maps *maps, const yx_entry *entry,
                          yx_faults *faults, yx_err *err)
{
    yx_faults *own = NULL;
    char name[256] = "";
    yx_code rc = yx_faults_new(&own, err);

    if (!rc)
        rc = read_payload(ws, maps, entry->payload, own, name, err);
    if (rc == YX_E_REFUSED) {
        const yx_fault *first = yx_faults_at(own, 0);
        yx_faults_add(faults, &(yx_fault){.code = "map.stale",
                                          .file = name,
                                          .line = first ? first->line : 0,
                                          .text = first ? first->text : (yx_str){0},
                                          .expected = first ? first->expected : NULL});
        rc = YX_OK;
    }
    yx_faults_free(own);
    return rc;
}

yx_code yx_workspace_maps(const yx_workspace *ws, yx_faults *faults, yx_maps **ret_maps,
                          yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_maps *maps = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_maps_new(&maps, err);

    if (!rc)
        rc = yx_store_entries(ws->store, YX_ENTRY_MAP, 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->read)
            break;
        rc = read_entry(ws, maps, &entry, faults, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (rc) {
        yx_maps_free(maps);
        return rc;
    }
    *ret_maps = maps;
    return YX_OK;
}

yx_code yx_load_maps(yx_workspace *ws, char *const *path, size_t n_path, const yx_act *act,
                     yx_faults *faults, yx_loaded *ret, yx_err *err)
{
    yx_maps *maps = NULL;
    yx_buf payload = {0};
    bool refused = false;
    yx_code rc = yx_workspace_maps(ws, faults, &maps, err);

    for (size_t i = 0; i < n_path && !rc; i++) {
        char name[256];
        yx_buf_clear(&payload);
        rc = yx_load_slurp(path[i], YX_LOAD_MAPS, faults, &payload, err);
        if (!rc)
            rc = read_payload(ws, maps, yx_buf_view(&payload), faults, name, err);
        if (rc == YX_E_REFUSED) { /* go on: the faults of the other files are wanted too */
            refused = true;
            rc = YX_OK;
        } else if (!rc && !refused) {
            rc = yx_store_append(ws->store, YX_ENTRY_MAP, act->ms, act->post, yx_buf_view(&payload),
                                 &ret->seq, err);
        }
    }
    if (!rc)
        ret->rows = yx_n_map(maps);
    yx_buf_free(&payload);
    yx_maps_free(maps);
    return !rc && refused ? yx_fail(err, YX_E_REFUSED, "%zu faults", yx_faults_errors(faults)) : rc;
}

/* --- taking --- */

yx_code yx_take_workbook(const yx_workspace *ws, const char *path, const yx_take_options *options,
                         yx_maps **maps, yx_seen **seen, yx_faults *faults, yx_workbook *ret_book,
                         yx_batch **ret_batch, yx_err *err)
{
    size_t before = yx_faults_errors(faults);
    yx_workbook book = {0};
    yx_code rc = yx_workbook_read(path, faults, &book, err);

    if (!rc && !*maps)
        rc = yx_workspace_maps(ws, faults, maps, err);
    if (!rc)
        rc = yx_take_book(path, &book, *maps, options, seen, faults, ret_batch, err);
    if (!rc && !options->partial && yx_faults_errors(faults) > before) { /* formulas, say */
        yx_batch_free(*ret_batch);
        *ret_batch = NULL;
        rc = yx_fail(err, YX_E_REFUSED, "%zu faults in '%s'", yx_faults_errors(faults) - before,
                     path);
    }
    if (ret_book)
        *ret_book = book;
    else
        yx_workbook_release(&book);
    return rc;
}

/* --- sending back --- */

static yx_code cannot(const char *what, const char *path, yx_err *err)
{
    return yx_fail(err, YX_E_IO, "cannot %s '%.180s': %s", what, path, strerror(errno));
}

/* Gives the file its name, unless another one has it. */
static yx_code give_name(const char *part, const char *path, yx_err *err)
{
    struct stat st;

    if (link(part, path) == 0) {
        (void)unlink(part);
        return YX_OK;
    }
    if (errno == EEXIST || lstat(path, &st) == 0)
        return yx_fail(err, YX_E_IO, "'%.180s' is there already: it is not written over", path);
    /* a file system without links */
    return rename(part, path) == 0 ? YX_OK : cannot("write", path, err);
}

typedef struct kinds {
    bool any, person;
} kinds;

static yx_code see_kind(void *arg, const yx_fault *fault, yx_err *err)
{
    kinds *k = arg;

    (void)err;
    k->any = true;
    k->person |= strncmp(fault->code, "person.", 7) == 0;
    return YX_OK;
}

yx_code yx_return_workbook(const yx_workbook *book, const char *file, yx_faults *faults,
                           yx_fate fate, yx_lang lang, const char *path, yx_marked *ret,
                           yx_err *err)
{
    size_t size = strlen(path) + 32;
    kinds k = {0};
    yx_marked sum = {0};
    char *part;
    yx_code rc = yx_faults_each(faults, see_kind, &k, err);

    if (rc)
        return rc;
    if (!k.any || k.person) {
        *ret = sum;
        return YX_OK;
    }
    part = malloc(size);
    if (!part)
        return yx_fail(err, YX_E_NOMEM, "no memory for sending a workbook back");
    (void)snprintf(part, size, "%s.%ld.part", path, (long)getpid()); /* no other process's */
    rc = yx_mark(book, file, faults, fate, lang, part, &sum, err);
    if (!rc)
        rc = give_name(part, path, err);
    if (rc)
        (void)unlink(part);
    free(part);
    if (!rc)
        *ret = sum;
    return rc;
}
