#include "store/hidden.h"

#include "base/mem.h"
#include "base/names.h"
#include "store/submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = 2 * YX_CODE_BYTES + 64 };
#define SEPARATOR '\x1F' /* stands in no code */

const char *const yx_hidden_name[YX_N_HIDDEN] = {"", "too few", "would reveal", "not released"};

/* One set of texts for three sorts of keys: a series is "region|indicator", a figure of it has its
 * period behind that, and a version starts with the separator. */
struct yx_hidden {
    yx_names *key;
    unsigned char *why; /* of each key; of a series: YX_SHOWN */
    size_t cap;
};

yx_code yx_hidden_new(yx_hidden **ret_hidden, yx_err *err)
{
    yx_hidden *h = calloc(1, sizeof *h);
    yx_code rc = h ? yx_names_new(&h->key, err) : yx_fail(err, YX_E_NOMEM, "no memory");

    if (rc) {
        free(h);
        return rc;
    }
    *ret_hidden = h;
    return YX_OK;
}

void yx_hidden_free(yx_hidden *hidden)
{
    if (!hidden)
        return;
    yx_names_free(hidden->key);
    free(hidden->why);
    free(hidden);
}

/* --- keys --- */

/* A code that is longer than any the store keeps has no key. */
static size_t series_key(yx_str region, yx_str indicator, char *out)
{
    if (region.n > YX_CODE_BYTES || indicator.n > YX_CODE_BYTES)
        return 0;
    memcpy(out, region.at, region.n);
    out[region.n] = SEPARATOR;
    memcpy(out + region.n + 1, indicator.at, indicator.n);
    return region.n + 1 + indicator.n;
}

static yx_str figure_key(yx_str region, yx_str indicator, yx_period period, char *out)
{
    size_t n = series_key(region, indicator, out);

    if (n)
        n += (size_t)snprintf(out + n, KEY - n, "%c%d%c%d", SEPARATOR, (int)period.first, SEPARATOR,
                              (int)period.last);
    return (yx_str){out, n};
}

static yx_str version_key(int64_t seq, uint32_t row, char *out)
{
    return (yx_str){
        out, (size_t)snprintf(out, KEY, "%c%lld%c%u", SEPARATOR, (long long)seq, SEPARATOR, row)};
}

static yx_code add(yx_hidden *h, yx_str key, yx_hidden_why why, yx_err *err)
{
    uint32_t i = 0;
    size_t n = yx_names_count(h->key);
    yx_code rc = key.n ? yx_grow(&h->why, &h->cap, n + 1, 1, err)
                       : yx_fail(err, YX_E_RANGE, "a code is too long");

    if (!rc)
        rc = yx_names_add(h->key, key, &i, err);
    if (!rc && i == n)
        h->why[i] = (unsigned char)why;
    return rc;
}

static yx_code add_series(yx_hidden *h, yx_str region, yx_str indicator, yx_err *err)
{
    char key[KEY];

    return add(h, (yx_str){key, series_key(region, indicator, key)}, YX_SHOWN, err);
}

yx_code yx_hidden_add(yx_hidden *hidden, yx_str region, yx_str indicator, yx_period period,
                      yx_hidden_why why, yx_err *err)
{
    char key[KEY];
    yx_code rc = add_series(hidden, region, indicator, err);

    return rc ? rc : add(hidden, figure_key(region, indicator, period, key), why, err);
}

yx_code yx_hidden_add_version(yx_hidden *hidden, yx_str region, yx_str indicator, int64_t seq,
                              uint32_t row, yx_hidden_why why, yx_err *err)
{
    char key[KEY];
    yx_code rc = add_series(hidden, region, indicator, err);

    return rc ? rc : add(hidden, version_key(seq, row, key), why, err);
}

/* --- asking --- */

static yx_hidden_why look(const yx_hidden *h, yx_str key)
{
    uint32_t i = yx_names_find(h->key, key);

    return i == YX_NAME_NONE ? YX_SHOWN : (yx_hidden_why)h->why[i];
}

bool yx_hidden_any(const yx_hidden *hidden)
{
    return hidden && yx_names_count(hidden->key) > 0;
}

bool yx_hidden_series(const yx_hidden *hidden, yx_str region, yx_str indicator)
{
    char key[KEY];

    return yx_hidden_any(hidden) &&
           yx_names_find(hidden->key, (yx_str){key, series_key(region, indicator, key)}) !=
               YX_NAME_NONE;
}

yx_hidden_why yx_hidden_of(const yx_hidden *hidden, yx_str region, yx_str indicator,
                           const yx_version *version)
{
    char key[KEY];
    yx_hidden_why why;

    if (!yx_hidden_any(hidden))
        return YX_SHOWN;
    why = look(hidden, figure_key(region, indicator, version->period, key));
    return why ? why : look(hidden, version_key(version->seq, version->row, key));
}

void yx_hidden_drop(const yx_hidden *hidden, yx_str region, yx_str indicator, yx_versions *versions)
{
    size_t n = 0;

    if (!yx_hidden_series(hidden, region, indicator))
        return;
    for (size_t i = 0; i < versions->n; i++)
        if (yx_hidden_of(hidden, region, indicator, &versions->at[i]) == YX_SHOWN)
            versions->at[n++] = versions->at[i];
    versions->n = n;
}

void yx_hidden_mark(const yx_hidden *hidden, yx_str region, yx_str indicator, yx_versions *versions)
{
    if (!yx_hidden_series(hidden, region, indicator))
        return;
    for (size_t i = 0; i < versions->n; i++) {
        yx_version *v = &versions->at[i];
        v->hidden = (unsigned char)yx_hidden_of(hidden, region, indicator, v);
        if (v->hidden)
            v->value = (yx_decimal){0, 0};
    }
}
