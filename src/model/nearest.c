/* nearest.c - what a wrong code was probably meant to be.
 *
 * A clerk mistypes a code, or writes a name where the code belongs (武汉 for 武汉市). Codes and
 * names are compared alike; what is fewest changes away wins, and among equals the first code.
 * Short texts may differ in one character only, or everything would be near to them. */
#include "model/catalog_parts.h"

#include <stdio.h>

typedef struct near {
    yx_str text;
    size_t limit; /* changes that are still near: one less than the best so far */
    const char *code, *name;
    bool found, exact;
} near;

static near near_to(yx_str text)
{
    size_t chars = 0;

    for (size_t i = 0; i < text.n && chars < 4; i++)
        chars += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return (near){.text = text, .limit = chars < 2 ? 0 : chars < 4 ? 1 : 2};
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void consider(near *n, const char *code, const char *name_zh, const char *name_en)
{
    const char *name = name_zh[0] ? name_zh : name_en;
    size_t distance;

    if (n->found && yx_str_is(yx_str_of(code), n->code)) {
        n->name = name; /* a later region of the same code: people know its newest name */
        return;
    }
    if (n->exact)
        return;
    distance = yx_text_distance(n->text, yx_str_of(code), n->limit);
    if (name_zh[0])
        distance = least(distance, yx_text_distance(n->text, yx_str_of(name_zh), n->limit));
    if (name_en[0])
        distance = least(distance, yx_text_distance(n->text, yx_str_of(name_en), n->limit));
    if (distance > n->limit)
        return;
    n->found = true;
    n->exact = distance == 0;
    n->code = code;
    n->name = name;
    n->limit = distance ? distance - 1 : 0;
}

static bool say(const near *n, char *out, size_t size)
{
    if (size)
        out[0] = 0;
    if (n->found)
        (void)snprintf(out, size, "%s%s%s", n->code, n->name[0] ? " " : "", n->name);
    return n->found;
}

bool yx_part_region_nearest(const yx_cat_part *regions, yx_str text, char *out, size_t size)
{
    const yx_region_row *row = (const yx_region_row *)(const void *)regions->row;
    near n = near_to(text);

    for (size_t i = 0; i < regions->n && text.n; i++)
        consider(&n, row[i].region.code, row[i].region.name_zh, row[i].region.name_en);
    return say(&n, out, size);
}

bool yx_region_nearest(const yx_catalog *catalog, yx_str text, char *out, size_t size)
{
    return yx_part_region_nearest(&catalog->part[YX_REGIONS], text, out, size);
}

bool yx_indicator_nearest(const yx_catalog *catalog, yx_str text, char *out, size_t size)
{
    near n = near_to(text);

    for (uint32_t i = 0; i < yx_n_indicator(catalog) && text.n; i++) {
        const yx_indicator *a = yx_indicator_at(catalog, i);
        consider(&n, a->code, a->name_zh, a->name_en);
    }
    return say(&n, out, size);
}
