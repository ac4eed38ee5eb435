/* links.c - the small tables of the catalogue: lineage, neighbours, relations and posts. */
#include "model/catalog_parts.h"

#include <string.h>

static int two_ways(int a, int b)
{
    return a ? a : b;
}

/* --- lineage: what became of codes. Old codes need not be in the tree any more. --- */

enum { L_DAY, L_KIND, L_FROM, L_TO, L_WEIGHT, L_SOURCE };

static const yx_cat_column lineage_columns[] = {
    [L_DAY] = {"day", true, YX_CAT_NONE},
    [L_KIND] = {"kind", true, YX_CAT_NONE},
    [L_FROM] = {"from_code", true, offsetof(yx_lineage, from_code)},
    [L_TO] = {"to_code", true, offsetof(yx_lineage, to_code)},
    [L_WEIGHT] = {"weight", false, YX_CAT_NONE},
    [L_SOURCE] = {"source", false, offsetof(yx_lineage, source)},
};

const char *const yx_lineage_name[YX_N_LINEAGE] = {
    [YX_RENAME] = "rename", [YX_RECODE] = "recode", [YX_MOVE] = "move",
    [YX_MERGE] = "merge",   [YX_SPLIT] = "split",
};

static yx_code lineage_parse(yx_reading *r, void *row)
{
    yx_lineage *a = row;
    size_t kind = yx_reading_word(r, L_KIND, yx_lineage_name, YX_N_LINEAGE, "lineage.kind");
    bool from = yx_reading_code(r, L_FROM), to = yx_reading_code(r, L_TO);
    bool day = yx_reading_day(r, L_DAY, YX_DAY_MIN - 1, &a->day);

    (void)yx_reading_weight(r, L_WEIGHT, &a->weight);
    a->kind = kind < YX_N_LINEAGE ? (yx_lineage_kind)kind : YX_RENAME;
    r->drop = !day || !from || !to;
    return YX_OK;
}

static void lineage_key(const void *row, yx_buf *out)
{
    const yx_lineage *a = row;

    yx_buf_f(out, "%d\n%s\n%s", a->day, a->from_code, a->to_code);
}

static int lineage_order(const void *a, const void *b)
{
    const yx_lineage *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return two_ways(strcmp(x->from_code, y->from_code), strcmp(x->to_code, y->to_code));
}

const yx_cat_kind yx_cat_lineage = {
    .size = sizeof(yx_lineage),
    .column = lineage_columns,
    .n_column = YX_COUNT(lineage_columns),
    .attribute = YX_CAT_NONE,
    .parse = lineage_parse,
    .key = lineage_key,
    .order = lineage_order,
};

/* --- neighbours: a pair has no direction --- */

enum { N_A, N_B, N_WEIGHT };

static const yx_cat_column neighbour_columns[] = {
    [N_A] = {"a", true, offsetof(yx_neighbour, a)},
    [N_B] = {"b", true, offsetof(yx_neighbour, b)},
    [N_WEIGHT] = {"weight", false, YX_CAT_NONE},
};

static yx_code neighbour_parse(yx_reading *r, void *row)
{
    yx_neighbour *pair = row;
    bool a = yx_reading_region(r, N_A), b = yx_reading_region(r, N_B);
    int way = strcmp(pair->a, pair->b);

    (void)yx_reading_weight(r, N_WEIGHT, &pair->weight);
    r->drop = !a || !b || way == 0;
    if (a && b && way == 0)
        yx_reading_fault(r, "code.bad", N_B, "another region than a", NULL);
    if (way > 0) {
        const char *swap = pair->a;
        pair->a = pair->b;
        pair->b = swap;
    }
    return YX_OK;
}

static void neighbour_key(const void *row, yx_buf *out)
{
    const yx_neighbour *pair = row;

    yx_buf_f(out, "%s\n%s", pair->a, pair->b);
}

static int neighbour_order(const void *a, const void *b)
{
    const yx_neighbour *x = a, *y = b;

    return two_ways(strcmp(x->a, y->a), strcmp(x->b, y->b));
}

const yx_cat_kind yx_cat_neighbours = {
    .size = sizeof(yx_neighbour),
    .column = neighbour_columns,
    .n_column = YX_COUNT(neighbour_columns),
    .attribute = YX_CAT_NONE,
    .parse = neighbour_parse,
    .key = neighbour_key,
    .order = neighbour_order,
};

/* --- relations between indicators --- */

enum { R_ID, R_KIND, R_RESULT, R_TERMS, R_TOLERANCE, R_GUARD };

static const yx_cat_column relation_columns[] = {
    [R_ID] = {"id", true, offsetof(yx_relation, id)},
    [R_KIND] = {"kind", true, offsetof(yx_relation, kind)},
    [R_RESULT] = {"result", true, offsetof(yx_relation, result)},
    [R_TERMS] = {"terms", true, offsetof(yx_relation, terms)},
    [R_TOLERANCE] = {"tolerance", false, offsetof(yx_relation, tolerance)},
    [R_GUARD] = {"guard", false, offsetof(yx_relation, guard)},
};

static yx_code relation_parse(yx_reading *r, void *row)
{
    static const char *const kind[] = {"sum", "ratio", "stock", "le", "yoy", "match", "chain"};

    (void)row;
    r->drop = !yx_reading_code(r, R_ID);
    (void)yx_reading_word(r, R_KIND, kind, YX_COUNT(kind), "relation.kind");
    return YX_OK;
}

static void relation_key(const void *row, yx_buf *out)
{
    yx_buf_text(out, ((const yx_relation *)row)->id);
}

static int relation_order(const void *a, const void *b)
{
    return strcmp(((const yx_relation *)a)->id, ((const yx_relation *)b)->id);
}

const yx_cat_kind yx_cat_relations = {
    .size = sizeof(yx_relation),
    .column = relation_columns,
    .n_column = YX_COUNT(relation_columns),
    .attribute = YX_CAT_NONE,
    .parse = relation_parse,
    .key = relation_key,
    .order = relation_order,
};

/* --- posts --- */

enum { P_POST, P_UNIT, P_REGION, P_ROLE, P_LEVEL };

static const yx_cat_column post_columns[] = {
    [P_POST] = {"post", true, offsetof(yx_post, post)},
    [P_UNIT] = {"unit", true, offsetof(yx_post, unit)},
    [P_REGION] = {"region", true, offsetof(yx_post, region)},
    [P_ROLE] = {"role", true, offsetof(yx_post, role)},
    [P_LEVEL] = {"level", false, offsetof(yx_post, level)},
};

static yx_code post_parse(yx_reading *r, void *row)
{
    (void)row;
    r->drop = !yx_reading_code(r, P_POST);
    (void)yx_reading_region(r, P_REGION);
    return YX_OK;
}

static void post_key(const void *row, yx_buf *out)
{
    yx_buf_text(out, ((const yx_post *)row)->post);
}

static int post_order(const void *a, const void *b)
{
    return strcmp(((const yx_post *)a)->post, ((const yx_post *)b)->post);
}

static yx_code post_finish(yx_reading *r)
{
    return yx_part_index(&r->made, sizeof(yx_post), offsetof(yx_post, post), r->err);
}

const yx_cat_kind yx_cat_posts = {
    .size = sizeof(yx_post),
    .column = post_columns,
    .n_column = YX_COUNT(post_columns),
    .attribute = YX_CAT_NONE,
    .parse = post_parse,
    .key = post_key,
    .order = post_order,
    .finish = post_finish,
};

/* --- public --- */

size_t yx_n_lineage(const yx_catalog *catalog)
{
    return catalog->part[YX_LINEAGE].n;
}

const yx_lineage *yx_lineage_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_lineage *)(const void *)catalog->part[YX_LINEAGE].row)[i];
}

size_t yx_n_neighbour(const yx_catalog *catalog)
{
    return catalog->part[YX_NEIGHBOURS].n;
}

const yx_neighbour *yx_neighbour_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_neighbour *)(const void *)catalog->part[YX_NEIGHBOURS].row)[i];
}

size_t yx_n_relation(const yx_catalog *catalog)
{
    return catalog->part[YX_RELATIONS].n;
}

const yx_relation *yx_relation_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_relation *)(const void *)catalog->part[YX_RELATIONS].row)[i];
}

size_t yx_n_post(const yx_catalog *catalog)
{
    return catalog->part[YX_POSTS].n;
}

const yx_post *yx_post_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_post *)(const void *)catalog->part[YX_POSTS].row)[i];
}

const yx_post *yx_post_find(const yx_catalog *catalog, yx_str post)
{
    uint32_t first, n;

    return yx_part_find(&catalog->part[YX_POSTS], post, &first, &n) ? yx_post_at(catalog, first)
                                                                    : NULL;
}
