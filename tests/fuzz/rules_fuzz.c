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

static bool bits_of(uint64_t bits, size_t n)
{
    return n >= 64 || bits >> n == 0;
}

static void check_condition(const yx_rule *r, uint32_t i)
{
    const yx_condition *c = &r->condition[i];

    must(c->ask < YX_N_ASK && c->how < YX_N_COMBINE && c->around < YX_N_AROUND);
    must(c->within >= 1 && c->within <= 400 && c->stay >= 1 && c->stay <= 400);
    must(bits_of(c->streams, r->n_stream));
    must((c->ask == YX_ASK_VALUE) == (c->value != NULL));
    must((c->ask == YX_ASK_DURING) == (c->event != NULL));
    must(c->ask > YX_ASK_COMBINED || c->streams != 0);
    must(c->ask != YX_ASK_COMBINED || (c->below > 0 && c->below <= 0.5));
    must((c->ask >= YX_ASK_ALL) == (c->n > 0) && c->first + c->n <= r->n_child);
    must(c->ask != YX_ASK_SOME || (c->at_least >= 1 && c->at_least <= c->n));
    if (c->ask == YX_ASK_GROUPS)
        must(c->at_least >= 1 && c->at_least <= r->n_group);
    if (c->ask == YX_ASK_AREA)
        must(c->n == 1 && (c->at_least == 0) == (c->share > 0) && c->share <= 1);
    for (uint32_t k = c->first; k < c->first + c->n; k++)
        must(r->child[k] < i);
}

static void check_rule(const yx_rules *rules, const yx_rule *r)
{
    must(r->n_stream <= YX_RULE_STREAMS && r->n_group <= r->n_stream);
    must(r->quiet_for >= 1 && r->version >= 1 && r->valid_from < r->valid_to);
    must(r->n_condition >= 1 && r->n_condition <= YX_RULE_CONDITIONS);
    must(r->n_child < r->n_condition && r->n_event <= YX_RULE_EVENTS);
    must(r->n_grade >= 1 && r->n_grade <= YX_RULE_GRADES && r->n_step <= YX_RULE_STEPS);
    must(r->exit_when == -1 || (size_t)r->exit_when < r->n_condition);
    must(r->undefined <= r->n_condition);
    must(r->undefined == 0 || r->condition[r->undefined - 1].ask == YX_ASK_VALUE);
    must(r->n_step == 0 || r->step[r->n_step - 1].level == 0);
    must(r->scheme && r->owner && r->parent && r->note);
    for (size_t i = 0; i < r->n_grade; i++)
        must(r->grade[i].when < r->n_condition);
    for (uint32_t i = 0; i < r->n_condition; i++)
        check_condition(r, i);
    for (size_t k = 0; k < r->n_stream; k++) {
        const yx_stream *s = yx_stream_at(rules, r->stream[k]);
        must(r->stream[k] < yx_n_stream(rules) && r->group[k] < r->n_group);
        must(s->indicator && s->source && s->group && !(s->silent && s->detector));
    }
}

static void check(const yx_rules *rules)
{
    for (uint32_t i = 0; i < yx_n_rule(rules); i++)
        check_rule(rules, yx_rule_at(rules, i));
}

/* Made once: it is the rules that are thrown at it. */
static const yx_catalog *the_catalog(yx_faults *faults)
{
    static yx_catalog *catalog;

    if (catalog)
        return catalog;
    must(!yx_catalog_new(&catalog, NULL));
    load(catalog, YX_REGIONS, "code,name_zh,level,parent_code,hsa\n42,湖北省,province,,1\n",
         faults);
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
    if (rc == YX_OK) { /* the very same again */
        size_t before = yx_n_stream(rules);
        must(!yx_rules_read(rules, "f.yaml", (yx_str){(const char *)data, n}, the_catalog(faults),
                            faults, NULL));
        must(yx_n_stream(rules) == before);
        check(rules);
    }
    yx_rules_free(rules);
    yx_faults_free(faults);
    return 0;
}
