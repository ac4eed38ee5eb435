/* map.c - the set of maps that are in force. */
#include "intake/map/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct kept {
    yx_map map;
    yx_arena *arena;
    yx_str text; /* of the file, in the arena */
} kept;

struct yx_maps {
    kept *at;
    size_t n, cap;
};

yx_code yx_maps_new(yx_maps **ret_maps, yx_err *err)
{
    yx_maps *maps = calloc(1, sizeof *maps);

    if (!maps)
        return yx_fail(err, YX_E_NOMEM, "no memory for maps");
    *ret_maps = maps;
    return YX_OK;
}

void yx_maps_free(yx_maps *maps)
{
    if (!maps)
        return;
    for (size_t i = 0; i < maps->n; i++)
        yx_arena_free(maps->at[i].arena);
    free(maps->at);
    free(maps);
}

size_t yx_n_map(const yx_maps *maps)
{
    return maps->n;
}

const yx_map *yx_map_at(const yx_maps *maps, size_t i)
{
    return &maps->at[i].map;
}

static size_t place_of(const yx_maps *maps, const char *form)
{
    size_t i = 0;

    while (i < maps->n && strcmp(maps->at[i].map.form, form) != 0)
        i++;
    return i;
}

const yx_map *yx_map_find(const yx_maps *maps, yx_str form)
{
    for (size_t i = 0; i < maps->n; i++)
        if (yx_str_is(form, maps->at[i].map.form))
            return &maps->at[i].map;
    return NULL;
}

/* A changed map under the version that was confirmed would change what old figures mean. */
static yx_code check_version(const kept *old, const kept *made, yx_faults *faults, yx_err *err)
{
    char text[16], expected[40];

    if (made->map.version > old->map.version || yx_str_same(old->text, made->text))
        return YX_OK;
    (void)snprintf(text, sizeof text, "%d", made->map.version);
    (void)snprintf(expected, sizeof expected, "%d or more", old->map.version + 1);
    yx_faults_add(faults, &(yx_fault){.code = "map.version",
                                      .file = made->map.file,
                                      .line = 1,
                                      .field = "version",
                                      .text = yx_str_of(text),
                                      .expected = expected,
                                      .nearest = made->map.form});
    return yx_fail(err, YX_E_REFUSED, "the map of '%s' is known in version %d", made->map.form,
                   old->map.version);
}

yx_code yx_maps_read(yx_maps *maps, const char *file, yx_str text, const yx_catalog *catalog,
                     yx_faults *faults, yx_err *err)
{
    kept made = {0};
    size_t at;
    yx_code rc = yx_map_parse(file, text, catalog, faults, &made.arena, &made.map, err);

    if (!rc) {
        made.text = (yx_str){yx_arena_text(&made.arena, text.at, text.n), text.n};
        if (!made.text.at)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for the map '%s'", file);
    }
    if (!rc && maps->n >= YX_MAP_FORMS)
        rc = yx_fail(err, YX_E_RANGE, "more than %d maps", YX_MAP_FORMS);
    if (!rc)
        rc = yx_grow(&maps->at, &maps->cap, maps->n + 1, sizeof *maps->at, err);
    at = rc ? 0 : place_of(maps, made.map.form);
    if (!rc && at < maps->n)
        rc = check_version(&maps->at[at], &made, faults, err);
    if (rc) {
        yx_arena_free(made.arena);
        return rc;
    }
    if (at < maps->n)
        yx_arena_free(maps->at[at].arena);
    else
        maps->n++;
    maps->at[at] = made;
    return YX_OK;
}
