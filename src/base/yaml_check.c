/* The check of a map against its table of keys. */
#include "base/buf.h"
#include "base/yaml.h"

/* The nearest of some names to a text that is none of them: at most two slips, or a third of its
 * length, and never all of its characters. */
typedef struct near {
    yx_str text;
    size_t limit; /* largest distance that is better than what was found */
    const char *name;
} near;

static near near_to(yx_str text)
{
    size_t length = 0, limit, len;

    for (yx_str a = text; a.n; a = (yx_str){a.at + len, a.n - len}) {
        (void)yx_utf8_char(a, &len);
        length++;
    }
    limit = length / 3 > 2 ? length / 3 : 2;
    return (near){.text = text, .limit = limit < length ? limit : length - (length > 0)};
}

static void consider(near *n, const char *name)
{
    size_t distance = yx_text_distance(n->text, yx_str_of(name), n->limit);

    if (distance == 0 || distance > n->limit)
        return;
    n->name = name;
    n->limit = distance - 1;
}

/* Appends to "one of a, b, c". */
static void list(yx_buf *out, const char *name)
{
    yx_buf_text(out, out->n ? ", " : "one of ");
    yx_buf_text(out, name);
}

/* A list that memory is short for is left out: the fault itself says enough. */
static const char *listed(const yx_buf *out)
{
    return out->failed ? NULL : yx_buf_view(out).at;
}

static void unknown_key(const char *file, const yx_yaml_node *key_node, const yx_yaml_key *key,
                        size_t n_key, yx_faults *faults)
{
    near n = near_to(key_node->text);
    yx_buf known = {0};

    for (size_t i = 0; i < n_key; i++) {
        consider(&n, key[i].name);
        list(&known, key[i].name);
    }
    yx_yaml_fault(file, key_node, "yaml.unknown_key", listed(&known), n.name, faults);
    yx_buf_free(&known);
}

static bool is_word(yx_str text, const char *const *words)
{
    for (; *words; words++)
        if (yx_str_is(text, *words))
            return true;
    return false;
}

static void unknown_word(const char *file, const yx_yaml_node *value, const yx_yaml_key *row,
                         yx_faults *faults)
{
    near n = near_to(value->text);
    yx_buf known = {0};

    for (const char *const *word = row->words; *word; word++) {
        consider(&n, *word);
        list(&known, *word);
    }
    yx_yaml_fault(file, value, "yaml.value", row->expected ? row->expected : listed(&known), n.name,
                  faults);
    yx_buf_free(&known);
}

static bool is_number(const yx_yaml_node *value, const yx_yaml_key *row)
{
    yx_decimal d;
    double v;

    if (value->quoted || yx_decimal_read(value->text, &d) != YX_DECIMAL_OK)
        return false;
    v = yx_decimal_double(d);
    return v >= row->lo && v <= row->hi &&
           (!row->whole || yx_decimal_equal(d, yx_decimal_round(d, 0)));
}

/* Faults of one value: 0 or 1. */
static size_t check_value(const char *file, const yx_yaml_node *value, const yx_yaml_key *row,
                          yx_faults *faults)
{
    static const char *const kind[] = {"a single value", "a list", "a map of keys"};

    if (value->kind != row->kind) {
        yx_yaml_fault(file, value, "yaml.kind", row->expected ? row->expected : kind[row->kind],
                      NULL, faults);
        return 1;
    }
    if (row->kind != YX_YAML_SCALAR)
        return 0;
    if (row->words) {
        if (is_word(value->text, row->words))
            return 0;
        unknown_word(file, value, row, faults);
        return 1;
    }
    if (row->lo < row->hi ? is_number(value, row) : value->text.n || !row->required)
        return 0;
    yx_yaml_fault(file, value, "yaml.value", row->expected, NULL, faults);
    return 1;
}

/* The map has no key of its own to point at, so the line is that of the key before it. */
static void missing_key(const char *file, const yx_yaml_node *map, const yx_yaml_key *row,
                        yx_faults *faults)
{
    const yx_yaml_node *at = map->key ? map->key : map;
    yx_fault fault = {.code = "yaml.missing_key",
                      .file = file,
                      .line = at->line,
                      .column = at->column,
                      .field = row->name,
                      .expected = row->expected};

    yx_faults_add(faults, &fault);
}

size_t yx_yaml_check(const char *file, const yx_yaml_node *map, const yx_yaml_key *key,
                     size_t n_key, yx_faults *faults)
{
    size_t added = 0;

    if (map->kind != YX_YAML_MAP) {
        yx_yaml_fault(file, map, "yaml.kind", "a map of keys", NULL, faults);
        return 1;
    }
    for (const yx_yaml_node *c = map->child; c; c = c->next) {
        size_t i = 0;
        while (i < n_key && !yx_str_is(c->key->text, key[i].name))
            i++;
        if (i < n_key) {
            added += check_value(file, c, &key[i], faults);
        } else {
            unknown_key(file, c->key, key, n_key, faults);
            added++;
        }
    }
    for (size_t i = 0; i < n_key; i++) {
        if (!key[i].required || yx_yaml_get(map, key[i].name))
            continue;
        missing_key(file, map, &key[i], faults);
        added++;
    }
    return added;
}
