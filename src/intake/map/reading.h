/* reading.h - the state of reading one workbook through its map. For apply.c and
 * whole.c only. */
#ifndef YX_INTAKE_MAP_READING_H
#define YX_INTAKE_MAP_READING_H

#include "intake/map/parts.h"
#include "intake/map/region_names.h"
#include "intake/taking.h"

enum { YX_MAP_SHIFTS = 64, YX_MAP_UNIT_TEXT = 32 };

/* A period, and the cell that says it; at.field NULL: nothing does. */
typedef struct yx_map_when {
    yx_period period;
    bool known;
    yx_cell at;
} yx_map_when;

/* A column as it stands in this sheet. */
typedef struct yx_map_live {
    const yx_map_column *map;
    yx_cell head;    /* its lowest header cell; .field: its header path */
    yx_map_when own; /* the period that its header says */
    bool hidden_told, unit_told, kind_told;
    bool not_then; /* it was said that its region was not valid in a period */
} yx_map_live;

/* A cell beside the figures. */
typedef struct yx_map_side {
    yx_cell cell; /* .text is in `text`, .cell in `name` */
    char name[YX_GRID_NAME];
    yx_buf text;
} yx_map_side;

/* How far a unit is from that of an indicator. */
typedef struct yx_map_shift {
    char unit[YX_MAP_UNIT_TEXT];
    const yx_indicator *indicator;
    int digits;
    bool known;
} yx_map_shift;

typedef struct yx_map_reading {
    const yx_map *map;
    const yx_catalog *catalog;
    yx_taking *t;
    yx_region_names *names; /* made when a name is first looked up */
    yx_names *indicator;    /* names of indicators, cleaned; made when one is first looked up */
    const char **code;      /* of each of them; NULL: several have the name */
    size_t near_left;       /* nearest names that are still looked up: each is a walk through all */
    uint32_t below;
    yx_buf buf;
    bool failed; /* no memory for a text */
    yx_map_shift shift[YX_MAP_SHIFTS];

    /* the table */
    yx_map_place *p;
    const yx_map_table *table;
    const yx_grid *grid;
    yx_arena *arena;
    yx_map_live *column; /* table->n_column of them */
    uint16_t *slot;      /* of each column of the sheet from the table's first to its last */
    yx_map_when whole;   /* the period of the whole table */
    int year;            /* 0: not known */
    const char *region;  /* code for the whole table; "": none, and that was said; NULL */

    /* the row */
    uint32_t row;
    size_t first, last; /* its cells */
    yx_obs obs;
    yx_figure figure;
    yx_map_when when;
    yx_str region_code, indicator_code; /* in the catalogue, or in the map */
    yx_map_side region_at, indicator_at, period_at, unit_at;
    yx_map_side as_of_at, status_at, contributors_at, release_at;
    const char *unit; /* NULL: the row has none */
    bool not_then;    /* it was said that its region was not valid in a period */
    bool hidden_told, unit_told;
    const yx_map_row *labelled;
    char name[YX_GRID_NAME]; /* of the cell that is read */
} yx_map_reading;

static inline void yx_map_fault(yx_map_reading *r, const yx_cell *cell, const char *code,
                                const char *expected, const char *nearest)
{
    yx_cell_fault(r->t->to.cells, cell, code, expected, nearest);
}

/* A cell for faults; its name is written to `name`. */
yx_cell yx_map_cell(const yx_map_reading *r, uint32_t row, uint32_t column, const char *field,
                    char name[YX_GRID_NAME]);

/* Reads what holds for a table as a whole: its period, region and columns. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_whole(yx_map_reading *r, yx_err *err);

/* Reads a period; what is a day there may stand for a month. */
bool yx_map_read_period(const yx_map_reading *r, yx_str text, yx_period *ret);
void yx_map_bad_period(yx_map_reading *r, const yx_cell *cell);

/* The code of a region that a text names; empty, and a fault, where it names none. */
YX_MUST_USE yx_code yx_map_find_region(yx_map_reading *r, yx_str text, const yx_cell *cell,
                                       const yx_period *then, yx_str *ret, yx_err *err);
/* A row that sums up others: the region that the map gives it; *ret_skip: left out, and said so. */
bool yx_map_is_total(yx_map_reading *r, const yx_cell *cell, yx_str text, yx_str *ret_code,
                     bool *ret_skip);

#endif
