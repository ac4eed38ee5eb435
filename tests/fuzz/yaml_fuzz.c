/* yaml_fuzz.c - any bytes as a rule file: a tree within its limits, or faults that have a line. */
#include "base/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(bool right)
{
    if (!right)
        abort();
}

static void walk(const yx_yaml_node *node, size_t depth)
{
    size_t children = 0;

    must(depth <= YX_YAML_DEPTH && node->line >= 1 && node->column >= 1);
    if (node->kind == YX_YAML_SCALAR)
        must(node->text.at && node->text.at[node->text.n] == '\0');
    for (const yx_yaml_node *c = node->child; c; c = c->next) {
        must((c->key != NULL) == (node->kind == YX_YAML_MAP));
        walk(c, depth + 1);
        children++;
    }
    must(children == node->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const yx_yaml_key key[] = {
        {"streams", YX_YAML_MAP, true, NULL, NULL, 0, 0, false},
        {"version", YX_YAML_SCALAR, true, NULL, NULL, 1, 99, true},
    };
    yx_faults *faults = NULL;
    yx_yaml *yaml = NULL;
    yx_code rc;

    if (yx_faults_new(&faults, NULL) != YX_OK)
        return 0;
    rc = yx_yaml_read("f.yaml", (yx_str){(const char *)data, n}, faults, &yaml, NULL);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (yaml != NULL));
    must(rc == YX_OK || yx_faults_errors(faults) > 0);
    if (yaml) {
        walk(yx_yaml_root(yaml), 1);
        (void)yx_yaml_check("f.yaml", yx_yaml_root(yaml), key, YX_COUNT(key), faults);
    }
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++)
        must(yx_faults_at(faults, i)->line >= 1);
    yx_yaml_free(yaml);
    yx_faults_free(faults);
    return 0;
}
