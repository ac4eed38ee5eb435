/* What all readers of a rule file use. */
#include "trigger/rules_file.h"

enum { NAME_BYTES = 64 };

size_t yx_rules_fault(yx_rules_file *r, const yx_yaml_node *node, const char *code,
                      const char *expected, const char *nearest)
{
    yx_yaml_fault(r->file, node, code, expected, nearest && *nearest ? nearest : NULL, r->faults);
    return 1;
}

void yx_rules_nearer(yx_str text, const char *name, size_t *best, const char **ret)
{
    size_t d = yx_text_distance(text, yx_str_of(name), YX_RULES_NEAR);

    if (d <= YX_RULES_NEAR && d < text.n && d < *best) {
        *best = d;
        *ret = name;
    }
}

const char *yx_rules_keep(yx_rules_file *r, yx_str text)
{
    const char *kept = yx_arena_text(r->arena, text.at, text.n);

    if (!kept)
        r->no_memory = true;
    return kept;
}

const yx_yaml_node *yx_rules_get(const yx_yaml_node *map, const char *key, yx_yaml_kind kind)
{
    const yx_yaml_node *node = map ? yx_yaml_get(map, key) : NULL;

    return node && node->kind == kind ? node : NULL;
}

const yx_yaml_node *yx_rules_scalar(const yx_yaml_node *map, const char *key)
{
    return yx_rules_get(map, key, YX_YAML_SCALAR);
}

double yx_rules_number(const yx_yaml_node *map, const char *key, double dflt)
{
    const yx_yaml_node *node = yx_rules_scalar(map, key);
    yx_decimal d;

    if (!node || yx_decimal_read(node->text, &d) != YX_DECIMAL_OK)
        return dflt;
    return yx_decimal_double(d);
}

size_t yx_rules_check_name(yx_rules_file *r, const yx_yaml_node *node)
{
    yx_str name = node->key->text;
    bool bad = name.n == 0 || name.n > NAME_BYTES;

    for (size_t i = 0; i < name.n; i++)
        bad = bad || (unsigned char)name.at[i] < 0x20 || name.at[i] == 0x7F;
    return bad ? yx_rules_fault(r, node->key, "yaml.value", "a name of 1 to 64 bytes", NULL) : 0;
}
