/* catalog_fuzz.c - any bytes as a catalogue, the first one says which: it is taken whole and the
 * tree holds, or it is refused and nothing has changed. */
#include "model/catalog.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static yx_code load(yx_catalog *catalog, yx_catalog_kind kind, yx_str text, yx_faults *faults)
{
    yx_input *in = NULL;
    size_t n = 0;
    yx_code rc;

    must(!yx_input_memory(text, &in, NULL));
    rc = yx_catalog_read(catalog, kind, "fuzz", in, faults, &n, NULL);
    yx_input_close(in);
    return rc;
}

static size_t count(const yx_catalog *c)
{
    return yx_n_region(c) + yx_n_indicator(c) + yx_n_lineage(c) + yx_n_neighbour(c) +
           yx_n_relation(c) + yx_n_post(c);
}

static void check_regions(const yx_catalog *c)
{
    for (uint32_t i = 0; i < yx_n_region(c); i++) {
        const yx_region *r = yx_region_at(c, i);
        yx_day last = r->valid_to < YX_DAY_MAX ? r->valid_to - 1 : YX_DAY_MAX - 1;
        uint32_t found = YX_REGION_NONE;
        must(r->valid_from < r->valid_to);
        must(r->parent == YX_REGION_NONE || r->parent < yx_n_region(c));
        must(yx_region_within(c, i, i));
        must(r->parent == YX_REGION_NONE || yx_region_within(c, i, r->parent));
        must(yx_region_find(c, yx_str_of(r->code), (yx_period){last, last}, &found) ==
             YX_REGION_OK);
        must(found == i);
        if (i > 0) {
            const yx_region *before = yx_region_at(c, i - 1);
            int order = strcmp(before->code, r->code);
            must(order < 0 || (order == 0 && before->valid_to <= r->valid_from));
        }
    }
}

static void check_indicators(const yx_catalog *c)
{
    for (uint32_t i = 0; i < yx_n_indicator(c); i++) {
        const yx_indicator *x = yx_indicator_at(c, i);
        must(x->kind < YX_N_KIND && x->direction < YX_N_DIRECTION);
        must(yx_indicator_find(c, yx_str_of(x->code)) == x);
        must(i == 0 || strcmp(yx_indicator_at(c, i - 1)->code, x->code) < 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char regions[] = "code,name_zh,level,parent_code,valid_from,valid_to\n"
                                  "1,a,x,,,\n11,b,y,1,,\n12,c,y,1,2000-01-01,2010-01-01\n";
    yx_catalog_kind kind =
        n ? (yx_catalog_kind)((uint8_t)(data[0] - '0') % YX_N_CATALOG) : YX_REGIONS;
    yx_str text = {(const char *)data + (n > 0), n - (n > 0)};
    yx_catalog *catalog = NULL;
    yx_faults *faults = NULL;
    char near[200];
    size_t before;
    yx_code rc;

    must(!yx_faults_new(&faults, NULL) && !yx_catalog_new(&catalog, NULL));
    must(!load(catalog, YX_REGIONS, yx_str_of(regions), faults));
    before = count(catalog);
    rc = load(catalog, kind, text, faults);
    must(rc != YX_OK || count(catalog) >= before);
    must(rc == YX_OK || count(catalog) == before);
    must(rc != YX_E_REFUSED || yx_faults_errors(faults) > 0);
    check_regions(catalog);
    check_indicators(catalog);
    if (yx_utf8_valid(text.at, text.n) == text.n) {
        must(!yx_region_nearest(catalog, text, near, sizeof near) || near[0]);
        must(!yx_indicator_nearest(catalog, text, near, sizeof near) || near[0]);
    }
    /* The same file again changes nothing: rows with an old key replace themselves. */
    if (rc == YX_OK) {
        before = count(catalog);
        must(!load(catalog, kind, text, faults) && count(catalog) == before);
    }
    yx_catalog_free(catalog);
    yx_faults_free(faults);
    return 0;
}
