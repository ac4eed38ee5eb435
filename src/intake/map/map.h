/* map.h - sheet maps (表样): which cell of a form means which figure. docs/format-map.md teaches
 * the YAML by example.
 *
 * A map keeps every text of its form that carries meaning (titles, headers, labels of rows). A
 * workbook in which one of them is missing, has moved or reads otherwise is refused, cell by cell;
 * so a form that was confirmed once is taken without a question until it changes.
 *
 * Rows and columns are counted from 0 here, and written as the sheet shows them in the YAML. */
#ifndef YX_INTAKE_MAP_MAP_H
#define YX_INTAKE_MAP_MAP_H

#include "base/fault.h"
#include "base/mem.h"
#include "intake/book/grid.h"
#include "model/catalog.h"

enum {
    YX_MAP_FORMS = 10000,  /* most maps of a set */
    YX_MAP_TABLES = 64,    /* most tables of a form */
    YX_MAP_COLUMNS = 1024, /* most columns of a table */
    YX_MAP_ROWS = 10000,   /* most labelled rows of a table */
    YX_MAP_HEADS = 3,      /* most rows of a header */
    YX_MAP_TEXTS = 64,     /* most other texts of a table */
    YX_MAP_WORDS = 100,
};

typedef enum yx_map_role {
    YX_MAP_FIGURES,   /* its cells are figures */
    YX_MAP_IGNORED,   /* known, and left out */
    YX_MAP_REGION,    /* its cells are codes or names of regions */
    YX_MAP_INDICATOR, /* its cells are codes or names of indicators */
    YX_MAP_LABEL,     /* its cells are labels, listed under `rows` */
    YX_MAP_UNIT,      /* its cells are units */
    YX_MAP_PERIOD,    /* its cells are periods */
    /* Of all figures of the row, as in CSV; nothing where the cell is empty. */
    YX_MAP_AS_OF,        /* day of publication */
    YX_MAP_STATUS,       /* A E P F, or W: the figures of the row are withdrawn */
    YX_MAP_CONTRIBUTORS, /* how many reported units are behind it */
    YX_MAP_RELEASE,      /* day from which on it may be shown */
    YX_MAP_N_ROLE
} yx_map_role;
extern const char *const yx_map_role_name[YX_MAP_N_ROLE]; /* "figures", ... */

/* What a column makes of the period. */
typedef enum yx_map_part {
    YX_MAP_AS_SAID,
    YX_MAP_MONTH,   /* its last month: 1-4月 is April */
    YX_MAP_TO_DATE, /* from January on: 4月 is 1-4月 */
    YX_MAP_N_PART
} yx_map_part;
extern const char *const yx_map_part_name[YX_MAP_N_PART]; /* "said", "month", "to_date" */

/* Texts are NULL where the map says nothing. */
typedef struct yx_map_column {
    uint32_t at;
    const char *head; /* pattern over its header path: "工业/总产值(万元)/累计" */
    yx_map_role role;
    const char *indicator, *region; /* codes */
    const char *period;             /* "1月", "2022-Q1" */
    const char *unit;
    yx_map_part part;
    int years;    /* added to the period: -1 for 上年同期 */
    bool percent; /* its cells are shown as percentages: 0.085 is 8.5 */
} yx_map_column;

typedef struct yx_map_under {
    const char *head, *indicator;
} yx_map_under;

typedef struct yx_map_row {
    uint32_t at;
    const char *label; /* pattern over its labels, "工业/增加值" */
    bool ignored;
    const char *indicator, *unit, *region;
    const yx_map_under *under; /* n_under: indicators of single columns, by their head */
    size_t n_under;
} yx_map_row;

typedef struct yx_map_text {
    uint32_t row, column;
    const char *pattern;
} yx_map_text;

/* A row that sums up others. */
typedef struct yx_map_total {
    const char *word;
    const char *region; /* NULL: left out, and said so */
} yx_map_total;

typedef struct yx_map_table {
    const char *sheet; /* pattern over names of sheets */
    const yx_map_text *text;
    size_t n_text;
    const char *region, *indicator, *unit; /* of all its figures */
    yx_period_kind every;                  /* what a period is that is written as a day */
    bool has_every;
    uint32_t head, head_last, data; /* rows of the header, first row below */
    bool moves;                     /* it may stand lower or higher: below another table */
    const yx_map_column *column;    /* n_column, left to right */
    size_t n_column;
    const yx_map_row *row; /* n_row, top down; 0: rows are not labelled by the map */
    size_t n_row;
    const yx_map_total *total;
    size_t n_total;
    const char *const *note; /* n_note beginnings of texts that end the table */
    size_t n_note;
    bool skip_hidden; /* rows that are hidden are left out, and said so */
} yx_map_table;

typedef struct yx_map {
    const char *form; /* its id */
    const char *name, *file;
    int version;
    const char *below; /* code: names of regions are looked up below it; NULL: anywhere */
    const yx_map_table *table;
    size_t n_table;
} yx_map;

typedef struct yx_maps yx_maps; /* the maps in force: a set that grows file by file */

YX_MUST_USE yx_code yx_maps_new(yx_maps **ret_maps, yx_err *err);
void yx_maps_free(yx_maps *maps); /* NULL is fine */

/* Reads a file with one map into the set. A map of a form that is in the set replaces it and must
 * have a higher version, unless it says the very same.
 * YX_E_REFUSED: faults; the set is as it was before, as it is after any other failure. */
YX_MUST_USE yx_code yx_maps_read(yx_maps *maps, const char *file, yx_str text,
                                 const yx_catalog *catalog, yx_faults *faults, yx_err *err);

/* Pointers are valid until the next yx_maps_read(). */
size_t yx_n_map(const yx_maps *maps);
const yx_map *yx_map_at(const yx_maps *maps, size_t i); /* in the order in which they came */
const yx_map *yx_map_find(const yx_maps *maps, yx_str form);

/* --- laying a map over a workbook --- */

/* How much of a map's texts a workbook has. */
typedef struct yx_map_fit {
    size_t texts, found; /* found == texts && !extra: it is that form */
    size_t extra;        /* headers that the map does not have */
} yx_map_fit;
YX_MUST_USE yx_code yx_map_fit_of(const yx_map *map, const yx_workbook *book, yx_map_fit *ret,
                                  yx_err *err);

/* The one map whose form a workbook is; NULL, and a fault, when there is none or several. When the
 * workbook is a form that has drifted, every cell that differs is a fault map.drift. */
YX_MUST_USE yx_code yx_maps_choose(const yx_maps *maps, const char *file, const yx_workbook *book,
                                   yx_faults *faults, const yx_map **ret, yx_err *err);

/* Adds a fault map.drift for every cell in which a workbook differs from a map; ret_n: how many. */
YX_MUST_USE yx_code yx_map_drift(const yx_map *map, const char *file, const yx_workbook *book,
                                 yx_faults *faults, size_t *ret_n, yx_err *err);

#endif
