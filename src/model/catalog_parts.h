/* catalog_parts.h - how the files of the catalogue share their work; for them only.
 *
 * Each kind of catalogue is a row of a table: its columns, how a row is checked, its key and order.
 * A file is read into a part of its own, to which the rows that stand and are not replaced are
 * carried over; only then, and without faults, the part takes the place of the old one.
 *
 *   yx_catalog_read()            catalog.c
 *     yx_reading_header()        catalog_sheet.c: columns by name
 *     yx_reading_fits()          catalog_sheet.c: every field is there and is text
 *     kind->parse()              regions.c indicators.c links.c: what the fields say
 *     carry over, sort           catalog.c
 *     kind->finish()             look-ups; of regions: parents, cycles, overlaps */
#ifndef YX_MODEL_CATALOG_PARTS_H
#define YX_MODEL_CATALOG_PARTS_H

#include "base/buf.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/names.h"
#include "model/catalog.h"

enum {
    YX_CAT_COLUMNS = 16, /* most columns that a kind knows */
    YX_CAT_CODE = 64,    /* bytes of the longest code */
    YX_CAT_ROW = 256,    /* bytes of the largest row in memory */
    YX_CAT_ASKED = 100,  /* searches for a nearest name in one file: each costs a walk over all */
    YX_NEAREST = 256,    /* bytes of "420100 武汉市" */
};

#define YX_CAT_NONE SIZE_MAX

/* What is known of one kind: rows in order, and where to find them by code. */
typedef struct yx_cat_part {
    yx_arena *arena; /* holds all texts */
    char *row;
    size_t n, cap;
    yx_names *code;  /* distinct codes in order; regions, indicators and posts */
    uint32_t *first; /* by code: its first row; one more at the end */
} yx_cat_part;

struct yx_catalog {
    yx_cat_part part[YX_N_CATALOG];
};

typedef struct yx_region_row {
    yx_region region;
    size_t line; /* in the file that is being read; 0 for rows that stood before */
} yx_region_row;

typedef struct yx_cat_column {
    const char *name;
    bool required;
    size_t offset; /* of a const char * in the row, filled as it stands; or YX_CAT_NONE */
} yx_cat_column;

typedef struct yx_reading yx_reading;

typedef struct yx_cat_kind {
    size_t size; /* of a row */
    const yx_cat_column *column;
    size_t n_column;
    size_t attribute, n_attribute; /* offsets in the row, or YX_CAT_NONE */
    /* Checks the record and fills the row, whose texts are there already. A row whose key cannot be
     * read sets reading->drop. */
    yx_code (*parse)(yx_reading *reading, void *row);
    void (*key)(const void *row, yx_buf *out);
    int (*order)(const void *a, const void *b);
    yx_code (*finish)(yx_reading *reading);
} yx_cat_kind;

extern const yx_cat_kind yx_cat_regions, yx_cat_indicators, yx_cat_lineage, yx_cat_neighbours,
    yx_cat_relations, yx_cat_posts, yx_cat_events, yx_cat_calendar, yx_cat_inspections,
    yx_cat_checks, yx_cat_names;

/* One file on its way in. */
struct yx_reading {
    const yx_catalog *catalog; /* as it was before */
    const yx_cat_kind *kind;
    const char *file;
    yx_faults *faults;
    yx_err *err;
    yx_cat_part made;
    yx_names *seen; /* keys of the file */
    yx_names *lost; /* codes of rows that could not be taken: they are not unknown */
    bool blind;     /* a row was lost of which not even the code is known */
    bool drop;      /* this row cannot be taken */
    yx_buf key;
    size_t n;                  /* rows taken */
    size_t asked;              /* searches for a nearest name so far */
    size_t at[YX_CAT_COLUMNS]; /* field of each column, from 1; 0: the file has none */
    const char **attribute;    /* by field: its name, or NULL where the column is known */
    size_t n_field;            /* of the header */
    const yx_str *field;       /* of the record that is being read */
    size_t line;
};

/* --- catalog_sheet.c --- */

/* Takes the header apart. *ret_ok is false when rows cannot be read under it. */
yx_code yx_reading_header(yx_reading *r, const yx_csv_record *record, bool *ret_ok);
/* True when the record has the fields of the header and all of them are UTF-8; else faults. */
bool yx_reading_fits(yx_reading *r, const yx_csv_record *record);
void yx_reading_csv_fault(yx_reading *r, const yx_csv_record *record);
/* The text of a known column, "" where the file has none. */
yx_str yx_reading_field(const yx_reading *r, size_t column);
/* A copy that lives as long as the part. NULL: no memory. */
const char *yx_reading_text(yx_reading *r, yx_str text);
yx_code yx_reading_no_memory(const yx_reading *r);
/* A fault of a column of this record. */
void yx_reading_fault(yx_reading *r, const char *code, size_t column, const char *expected,
                      const char *nearest);
/* The column holds a code; else a fault. */
bool yx_reading_code(yx_reading *r, size_t column);
/* Reads a day; an empty field is `empty`, or a fault when that is YX_DAY_MIN - 1. */
bool yx_reading_day(yx_reading *r, size_t column, yx_day empty, yx_day *ret);
/* Reads a weight from 0 to 1; an empty field is 1. */
bool yx_reading_weight(yx_reading *r, size_t column, yx_decimal *ret);
/* Which of n words the column holds; else a fault with the nearest, and n. */
size_t yx_reading_word(yx_reading *r, size_t column, const char *const *word, size_t n,
                       const char *fault);
/* The column names a region of the catalogue; else a fault. */
bool yx_reading_region(yx_reading *r, size_t column);

/* --- look-ups --- */

/* Makes code and first of a part whose rows are in order of the code at `offset`. */
yx_code yx_part_index(yx_cat_part *part, size_t size, size_t offset, yx_err *err);
/* First row and number of rows of a code; false if there is none. */
bool yx_part_find(const yx_cat_part *part, yx_str code, uint32_t *ret_first, uint32_t *ret_n);
void yx_part_release(yx_cat_part *part);

/* nearest.c: the row whose code or name is nearest to the text. */
bool yx_part_region_nearest(const yx_cat_part *regions, yx_str text, char *out, size_t size);

#endif
