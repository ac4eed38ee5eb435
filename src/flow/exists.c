#include "flow/exists.h"

#include "base/buf.h"
#include "base/names.h"
#include "model/alike.h"

#include <stdlib.h>

enum { NAMED = 3 /* existing items that a fault names */ };

struct yx_existing {
    yx_names *code;
    yx_alike_item *item; /* by number of the code */
};

yx_code yx_existing_new(const yx_catalog *catalog, yx_existing **ret_existing, yx_err *err)
{
    size_t n = yx_n_indicator(catalog);
    yx_existing *e = calloc(1, sizeof *e);
    yx_code rc = YX_OK;

    if (e)
        e->item = calloc(n + 1, sizeof *e->item);
    if (!e || !e->item)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu indicators", n);
    if (!rc)
        rc = yx_names_new(&e->code, err);
    for (uint32_t i = 0; i < n && !rc; i++) {
        const yx_indicator *a = yx_indicator_at(catalog, i);
        uint32_t number;
        rc = yx_names_add(e->code, yx_str_of(a->code), &number, err);
        if (!rc)
            yx_alike_item_read(a, &e->item[number]);
    }
    if (rc) {
        yx_existing_free(e);
        return rc;
    }
    *ret_existing = e;
    return YX_OK;
}

void yx_existing_free(yx_existing *existing)
{
    if (!existing)
        return;
    yx_names_free(existing->code);
    free(existing->item);
    free(existing);
}

typedef struct like {
    uint32_t number;
    double score;
} like;

/* The nearest that exist, best first; returns how many. */
static size_t nearest(const yx_existing *e, const yx_alike_item *item, like best[NAMED])
{
    size_t n = 0;

    for (uint32_t i = 0; i < yx_names_count(e->code); i++) {
        double score = yx_alike_items(item, &e->item[i]);
        size_t at;
        if (score < YX_ALIKE_LIMIT || (n == NAMED && score <= best[n - 1].score))
            continue;
        n += n < NAMED;
        for (at = n - 1; at > 0 && best[at - 1].score < score; at--)
            best[at] = best[at - 1];
        best[at] = (like){i, score};
    }
    return n;
}

static yx_code say(const yx_existing *e, const yx_catalog *catalog, const yx_indicator *new,
                   const like *best, size_t n, const char *file, yx_faults *faults, yx_err *err)
{
    yx_buf list = {0};
    yx_code rc;

    for (size_t i = 0; i < n; i++) {
        const yx_indicator *old = yx_indicator_find(catalog, yx_names_at(e->code, best[i].number));
        if (!old)
            continue;
        yx_buf_f(&list, "%s%s %s (%s%s%s)", i ? "; " : "", old->code, old->name_zh, old->unit,
                 old->scope[0] ? ", " : "", old->scope);
    }
    rc = yx_buf_check(&list, err);
    if (!rc)
        yx_faults_add(faults, &(yx_fault){.code = "item.exists",
                                          .file = file,
                                          .field = "code",
                                          .text = yx_str_of(new->code),
                                          .expected = "an item that does not exist, or --force "
                                                      "with a --reason",
                                          .nearest = list.at});
    yx_buf_free(&list);
    return rc;
}

yx_code yx_existing_check(const yx_existing *existing, const yx_catalog *catalog, const char *file,
                          yx_faults *faults, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_indicator(catalog) && !rc; i++) {
        const yx_indicator *a = yx_indicator_at(catalog, i);
        yx_alike_item item;
        like best[NAMED];
        size_t n;
        if (yx_names_find(existing->code, yx_str_of(a->code)) != YX_NAME_NONE)
            continue;
        yx_alike_item_read(a, &item);
        n = nearest(existing, &item, best);
        if (n)
            rc = say(existing, catalog, a, best, n, file, faults, err);
    }
    return rc;
}
