/* rules_fuzz.c - any bytes as a rule file: rules that hold together, or faults and nothing has
 * changed. */
#include "trigger/rules.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static void load(yx_catalog *catalog, yx_catalog_kind kind, const char *text, yx_faults *faults)
{
    yx_input *in = NULL;
    size_t n = 0;

    must(!yx_input_memory(yx_str_of(text), &in, NULL));
    must(!yx_catalog_read(catalog, kind, "fuzz", in, faults, &n, NULL));
    yx_input_close(in);
}

static void check(const yx_rules *rules)
{
    for (uint32_t i = 0; i < yx_n_rule(rules); i++) {
        const yx_rule *r = yx_rule_at(rules, i);
        must(r->n_stream >= 1 && r->n_stream <= YX_RULE_STREAMS);
        must(r->n_group >= 1 && r->n_group <= r->n_stream);
        must(r->at_least >= 1 && r->at_least <= r->n_group);
        must(r->within >= 1 && r->quiet_for >= 1 && r->version >= 1);
        for (size_t k = 0; k < r->n_stream; k++) {
            must(r->stream[k] < yx_n_stream(rules) && r->group[k] < r->n_group);
            must(yx_stream_at(rules, r->stream[k])->detector != NULL);
        }
    }
}

/* Made once: it is the rules that are thrown at it. */
static const yx_catalog *the_catalog(yx_faults *faults)
{
    static yx_catalog *catalog;

    if (catalog)
        return catalog;
    must(!yx_catalog_new(&catalog, NULL));
    load(catalog, YX_REGIONS, "code,name_zh,level,parent_code\n42,湖北省,province,\n", faults);
    load(catalog, YX_INDICATORS,
         "code,name_zh,unit,frequency,kind\nflu,流感,例,W,flow\nicu,重症,张,D,stock\n", faults);
    return catalog;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_faults *faults = NULL;
    yx_rules *rules = NULL;
    yx_code rc;

    must(!yx_faults_new(&faults, NULL) && !yx_rules_new(&rules, NULL));
    rc = yx_rules_read(rules, "f.yaml", (yx_str){(const char *)data, n}, the_catalog(faults),
                       faults, NULL);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (yx_faults_errors(faults) == 0));
    must(rc == YX_OK || yx_n_rule(rules) == 0);
    check(rules);
    yx_rules_free(rules);
    yx_faults_free(faults);
    return 0;
}
