#include "series/joined_db.h"

#include "base/mem.h"
#include "store/hidden.h"

#include <stdlib.h>
#include <string.h>

const yx_indicator *yx_indicator_base(const yx_catalog *catalog, const yx_indicator *indicator)
{
    const char *base = yx_attribute_text(indicator->attribute, indicator->n_attribute, "base");
    const char *how = indicator->aggregation;

    if (!base[0] && strncmp(how, "wmean:", 6) == 0)
        base = how + 6;
    else if (!base[0] && strncmp(how, "ratio:", 6) == 0 && strchr(how, '/'))
        base = strchr(how, '/') + 1;
    return base[0] ? yx_indicator_find(catalog, yx_str_of(base)) : NULL;
}

/* Room for n lists of versions; those that are there keep theirs. */
static yx_code make_room(yx_joined *joined, size_t n, yx_err *err)
{
    yx_versions *room;

    if (n <= joined->cap_room)
        return YX_OK;
    room = realloc(joined->room, n * sizeof *room);
    if (!room)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu series", n);
    memset(room + joined->cap_room, 0, (n - joined->cap_room) * sizeof *room);
    joined->room = room;
    joined->cap_room = n;
    return YX_OK;
}

/* Whether the strands need weights: more than one part, or one that is not whole. */
static bool needs_base(const yx_indicator *indicator, const yx_part *part, size_t n)
{
    bool whole = n == 1 && part->from == 0 && part->to == YX_SHARE_ALL;

    return n > 0 && !whole && !yx_kind_adds(indicator->kind);
}

static bool has_period(const yx_versions *list, yx_period p)
{
    size_t lo = 0, hi = list->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (yx_period_order(list->at[mid].period, p) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < list->n && yx_period_order(list->at[lo].period, p) == 0;
}

yx_code yx_joined_read_protected(yx_store *store, const yx_indicator *indicator,
                                 const yx_strand *strand, size_t n, yx_known known, yx_joined *ret,
                                 yx_err *err)
{
    yx_versions all = {0};
    yx_str what = yx_str_of(indicator->code);
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc; i++) {
        const yx_part *part = strand[i].part;
        yx_str code = yx_str_of(part->code);
        if (!yx_hidden_series(yx_store_hidden(store), code, what))
            continue;
        rc = yx_store_history_marked(store, code, what, known, &all, err);
        for (size_t k = 0; k < all.n && !rc; k++) {
            const yx_version *v = &all.at[k];
            bool last = k + 1 == all.n || yx_period_order(v->period, all.at[k + 1].period) != 0;
            if (last && v->hidden && part->first <= v->period.last && v->period.last < part->end &&
                !has_period(strand[i].value, v->period))
                rc = yx_joined_protect(ret, part, v, err);
        }
    }
    yx_versions_free(&all);
    return rc;
}

yx_code yx_joined_read(yx_store *store, const yx_catalog *catalog, const yx_boundaries *boundaries,
                       uint32_t region, const yx_indicator *indicator, yx_known known,
                       yx_joined *ret, yx_err *err)
{
    size_t n, held = 0;
    const yx_part *part = yx_boundaries_parts(boundaries, region, &n);
    const yx_indicator *base =
        needs_base(indicator, part, n) ? yx_indicator_base(catalog, indicator) : NULL;
    yx_strand *strand = calloc(n + 1, sizeof *strand);
    yx_code rc = strand ? make_room(ret, 2 * n + 1, err)
                        : yx_fail(err, YX_E_NOMEM, "no memory for %zu parts", n);

    ret->n = ret->n_piece = 0;
    for (size_t i = 0; i < n && !rc; i++) {
        yx_versions *room = &ret->room[held];
        strand[i].part = &part[i];
        if (i && strcmp(part[i].code, part[i - 1].code) == 0) { /* codes stand together */
            strand[i].value = strand[i - 1].value;
            strand[i].base = strand[i - 1].base;
            continue;
        }
        held += 2;
        strand[i].value = &room[0];
        strand[i].base = base ? &room[1] : NULL;
        rc = yx_store_series(store, yx_str_of(part[i].code), yx_str_of(indicator->code), known,
                             &room[0], err);
        if (!rc && base)
            rc = yx_store_series(store, yx_str_of(part[i].code), yx_str_of(base->code), known,
                                 &room[1], err);
    }
    if (!rc)
        rc = yx_joined_make(yx_region_at(catalog, region)->code, indicator->kind,
                            base ? base->kind : YX_STOCK, strand, n, ret, err);
    if (!rc)
        rc = yx_joined_read_protected(store, indicator, strand, n, known, ret, err);
    free(strand);
    return rc;
}
