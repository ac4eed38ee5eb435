/* catalog.c - catalogues as tables: lists of which row i is at hand. */
#include "flow/sql/inside.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)YX_DECIMAL_TEXT >= (int)YX_DAY_TEXT, "room for both");

typedef struct list {
    const yx_catalog *catalog;
    char *asked;                /* first column equal to it; NULL: any */
    size_t next;                /* the row at hand is next - 1 */
    char room[YX_DECIMAL_TEXT]; /* the longest of all that is written */
} list;

typedef size_t list_size(const yx_catalog *catalog);
typedef void list_cell(list *l, size_t row, size_t column, yx_query_value *ret);

void yx_sql_day(yx_query_value *ret, yx_day day, char room[YX_DAY_TEXT])
{
    *ret = (yx_query_value){0};
    if (day != YX_DAY_NONE && day > YX_DAY_MIN && day < YX_DAY_MAX)
        yx_sql_text(ret, yx_day_text(day, room));
}

static void list_close(void *rows)
{
    list *l = rows;

    free(l->asked);
    free(l);
}

static yx_code list_open(void *arg, const yx_query_value *key, void **ret_rows, yx_err *err)
{
    const yx_sql_from *from = arg;
    list *l = calloc(1, sizeof *l);

    if (l && key[0].kind != YX_QUERY_NULL) {
        l->asked = calloc(key[0].text.n + 1, 1);
        if (l->asked)
            memcpy(l->asked, key[0].text.n ? key[0].text.at : "", key[0].text.n);
    }
    if (!l || (key[0].kind != YX_QUERY_NULL && !l->asked)) {
        free(l);
        return yx_fail(err, YX_E_NOMEM, "no memory for a list");
    }
    l->catalog = from->ws->catalog;
    *ret_rows = l;
    return YX_OK;
}

/* The next row whose first column is the one that is asked for. */
static yx_code next_row(list *l, size_t n, list_cell *cell, bool *ret_end)
{
    yx_query_value v;

    while (l->next < n) {
        l->next++;
        if (!l->asked)
            break;
        cell(l, l->next - 1, 0, &v);
        if (v.kind == YX_QUERY_STR && yx_str_is(v.text, l->asked))
            break;
        if (l->next == n) {
            *ret_end = true;
            return YX_OK;
        }
    }
    *ret_end = false;
    return YX_OK;
}

static void text_or_null(yx_query_value *ret, const char *text)
{
    *ret = (yx_query_value){0};
    if (text[0])
        yx_sql_text(ret, text);
}

/* --- what each list has --- */

static const char *const region_columns[] = {"code",     "name_zh", "name_en",
                                             "level",    "parent",  "valid_from",
                                             "valid_to", "virtual", "reference"};

static size_t region_size(const yx_catalog *c)
{
    return yx_n_region(c);
}

static void region_cell(list *l, size_t row, size_t column, yx_query_value *ret)
{
    const yx_region *r = yx_region_at(l->catalog, (uint32_t)row);
    const char *const text[] = {r->code, r->name_zh, r->name_en, r->level, r->parent_code};

    if (column < YX_COUNT(text))
        text_or_null(ret, text[column]);
    else if (column < 7)
        yx_sql_day(ret, column == 5 ? r->valid_from : r->valid_to, l->room);
    else if (column == 7)
        yx_sql_int(ret, r->is_virtual);
    else
        yx_sql_int(ret,
                   strcmp(yx_attribute_text(r->attribute, r->n_attribute, "reference"), "1") == 0);
}

static const char *const indicator_columns[] = {"code",        "name_zh",   "name_en",  "unit",
                                                "scope",       "frequency", "kind",     "direction",
                                                "aggregation", "source",    "official", "owner"};

static size_t indicator_size(const yx_catalog *c)
{
    return yx_n_indicator(c);
}

static void indicator_cell(list *l, size_t row, size_t column, yx_query_value *ret)
{
    const yx_indicator *a = yx_indicator_at(l->catalog, (uint32_t)row);
    const char *const text[] = {a->code,
                                a->name_zh,
                                a->name_en,
                                a->unit,
                                a->scope,
                                a->frequency,
                                yx_kind_name[a->kind],
                                yx_direction_name[a->direction],
                                a->aggregation,
                                a->source,
                                "",
                                yx_attribute_text(a->attribute, a->n_attribute, "owner")};

    if (column == 10)
        yx_sql_int(ret, a->official);
    else
        text_or_null(ret, text[column]);
}

static const char *const lineage_columns[] = {"from_code", "to_code", "day",
                                              "kind",      "weight",  "source"};

static size_t lineage_size(const yx_catalog *c)
{
    return yx_n_lineage(c);
}

static void lineage_cell(list *l, size_t row, size_t column, yx_query_value *ret)
{
    const yx_lineage *a = yx_lineage_at(l->catalog, row);

    switch (column) {
    case 0:
    case 1:
        text_or_null(ret, column ? a->to_code : a->from_code);
        break;
    case 2:
        yx_sql_day(ret, a->day, l->room);
        break;
    case 3:
        yx_sql_text(ret, yx_lineage_name[a->kind]);
        break;
    case 4:
        yx_sql_text(ret, yx_decimal_text(a->weight, l->room));
        break;
    default:
        text_or_null(ret, a->source);
    }
}

static const char *const relation_columns[] = {"id",    "kind",      "result",
                                               "terms", "tolerance", "guard"};

static size_t relation_size(const yx_catalog *c)
{
    return yx_n_relation(c);
}

static void relation_cell(list *l, size_t row, size_t column, yx_query_value *ret)
{
    const yx_relation *a = yx_relation_at(l->catalog, row);
    const char *const text[] = {a->id, a->kind, a->result, a->terms, a->tolerance, a->guard};

    text_or_null(ret, text[column]);
}

/* --- the tables --- */

#define LIST(what)                                                                                 \
    static yx_code what##_next(void *rows, bool *ret_end, yx_err *err)                             \
    {                                                                                              \
        list *l = rows;                                                                            \
        size_t n = what##_size(l->catalog);                                                        \
        (void)err;                                                                                 \
        if (l->next >= n) {                                                                        \
            *ret_end = true;                                                                       \
            return YX_OK;                                                                          \
        }                                                                                          \
        return next_row(l, n, what##_cell, ret_end);                                               \
    }                                                                                              \
    static yx_code what##_of(void *rows, size_t column, yx_query_value *ret, yx_err *err)          \
    {                                                                                              \
        list *l = rows;                                                                            \
        (void)err;                                                                                 \
        what##_cell(l, l->next - 1, column, ret);                                                  \
        return YX_OK;                                                                              \
    }

LIST(region)
LIST(indicator)
LIST(lineage)
LIST(relation)

#define TABLE(what)                                                                                \
    {                                                                                              \
        .name = #what, .column = what##_columns, .n_column = YX_COUNT(what##_columns), .n_key = 1, \
        .open = list_open, .next = what##_next, .cell = what##_of, .close = list_close             \
    }

const yx_query_table yx_sql_catalog[] = {TABLE(region), TABLE(indicator), TABLE(lineage),
                                         TABLE(relation)};
const size_t yx_n_sql_catalog = YX_COUNT(yx_sql_catalog);
