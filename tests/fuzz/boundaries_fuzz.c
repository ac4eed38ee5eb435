/* boundaries_fuzz.c - any bytes as regions and lineage, parted by a line "--", and a day: whatever
 * the lineage says, every code is shared out once, and whole, on every day on which it is valid. */
#include "model/boundaries.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MOST_REGIONS = 60, DAYS = 40 };

static void must(bool right)
{
    if (!right)
        abort();
}

static void load(yx_catalog *catalog, yx_catalog_kind kind, yx_str text, yx_faults *faults)
{
    yx_input *in = NULL;
    size_t n = 0;
    yx_code rc;

    must(!yx_input_memory(text, &in, NULL));
    rc = yx_catalog_read(catalog, kind, "fuzz", in, faults, &n, NULL);
    must(!rc || rc == YX_E_REFUSED); /* refused: nothing of it */
    yx_input_close(in);
}

/* The days on which something may change, and those before. */
static size_t days_of(const yx_catalog *c, yx_day *day)
{
    size_t n = 0;

    for (size_t i = 0; i < yx_n_lineage(c) && n + 2 < DAYS; i++) {
        day[n++] = yx_lineage_at(c, i)->day;
        day[n++] = yx_lineage_at(c, i)->day - 1;
    }
    for (uint32_t i = 0; i < yx_n_region(c) && n + 2 < DAYS; i++) {
        day[n++] = yx_region_at(c, i)->valid_from;
        day[n++] = yx_region_at(c, i)->valid_to - 1;
    }
    return n;
}

static int64_t shared_out(const yx_catalog *c, const yx_boundaries *b, const char *code, yx_day day)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < yx_n_region(c); i++) {
        size_t n;
        const yx_part *p = yx_boundaries_parts(b, i, &n);
        for (size_t k = 0; k < n; k++) {
            must(0 <= p[k].from && p[k].from < p[k].to && p[k].to <= YX_SHARE_ALL);
            must(p[k].first < p[k].end);
            if (strcmp(p[k].code, code) == 0 && p[k].first <= day && day < p[k].end)
                sum += p[k].to - p[k].from;
        }
    }
    return sum;
}

static void check(const yx_catalog *c, yx_day on)
{
    yx_boundaries *b = NULL;
    yx_day day[DAYS];
    size_t n = days_of(c, day);

    must(!yx_boundaries_new(c, on, &b, NULL));
    for (uint32_t i = 0; i < yx_n_region(c); i++)
        for (size_t k = 0; k < n; k++) {
            const char *code = yx_region_at(c, i)->code;
            uint32_t found;
            if (day[k] < YX_DAY_MIN || day[k] > YX_DAY_MAX - 1 ||
                yx_region_find(c, yx_str_of(code), (yx_period){day[k], day[k]}, &found) !=
                    YX_REGION_OK)
                continue;
            must(shared_out(c, b, code, day[k]) == YX_SHARE_ALL);
        }
    yx_boundaries_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str text = {(const char *)data, n};
    const char *cut = n ? memmem(text.at, n, "\n--\n", 4) : NULL;
    yx_catalog *catalog = NULL;
    yx_faults *faults = NULL;
    yx_day on[] = {0, 15000, YX_DAY_MAX - 1};

    if (!cut)
        return 0;
    must(!yx_faults_new(&faults, NULL) && !yx_catalog_new(&catalog, NULL));
    load(catalog, YX_REGIONS, (yx_str){text.at, (size_t)(cut + 1 - text.at)}, faults);
    load(catalog, YX_LINEAGE, (yx_str){cut + 4, n - (size_t)(cut + 4 - text.at)}, faults);
    must(!yx_lineage_check(catalog, "fuzz", true, faults, NULL));
    must(!yx_faults_check(faults, NULL));
    for (size_t i = 0; i < YX_COUNT(on) && yx_n_region(catalog) <= MOST_REGIONS; i++)
        check(catalog, on[i]);
    if (yx_n_lineage(catalog))
        check(catalog, yx_lineage_at(catalog, yx_n_lineage(catalog) / 2)->day);
    yx_catalog_free(catalog);
    yx_faults_free(faults);
    return 0;
}
