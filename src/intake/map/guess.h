/* guess.h - what the columns and rows of a table that nobody has described may mean. For
 * propose.c and guess*.c only. */
#ifndef YX_INTAKE_MAP_GUESS_H
#define YX_INTAKE_MAP_GUESS_H

#include "intake/map/match.h"
#include "intake/map/sense.h"

/* Texts of the guesses live in its arena. */
typedef struct yx_guessing {
    const yx_catalog *catalog;
    const yx_region_names *names;
    yx_matcher *matcher;
    uint32_t below; /* region below which names are looked up; NONE */
    yx_arena *arena;
    yx_buf buf;
    bool failed; /* no memory */
} yx_guessing;

typedef struct yx_guess_column {
    uint32_t at;
    yx_str path;    /* cleaned header path */
    yx_str pattern; /* over it */
    yx_str measure; /* what is left without region and period */
    yx_str unit;    /* that the path names */
    yx_map_role role;
    const char *why;     /* it is left out; NULL */
    uint32_t region;     /* that the header names; NONE */
    bool has_period;     /* the header names a period */
    bool year_less;      /* ... without its year */
    bool has_unit_below; /* its cells are units */
    bool percent;
    size_t n, numbers; /* cells, and those that are numbers, among the rows looked at */
    yx_match match[YX_MATCHES];
} yx_guess_column;

typedef struct yx_guess_under {
    size_t column; /* of the guesses */
    yx_match match[YX_MATCHES];
} yx_guess_under;

typedef struct yx_guess_row {
    uint32_t at;
    yx_str label, pattern, unit;
    yx_match match[YX_MATCHES];
    yx_guess_under *under; /* n_under, where columns are measures */
    size_t n_under;
    bool has_figures;
} yx_guess_row;

typedef struct yx_guess_text {
    uint32_t row, column;
    yx_str pattern;
    yx_str own; /* the pattern where the rows or columns name regions of their own */
} yx_guess_text;

typedef struct yx_guess {
    const yx_sensed *table;
    yx_guess_text *text;
    size_t n_text;
    yx_str sheet;        /* pattern over its name */
    yx_str sheet_alone;  /* pattern over this name alone */
    bool month_of_sheet; /* its name is a period without its year */
    yx_str title, unit;
    bool has_period, has_year, day_period; /* a text says it; as a day */
    int year;
    uint32_t region; /* that a text names, of the whole table; NONE */
    yx_guess_column *column;
    size_t n_column;
    yx_guess_row *row;
    size_t n_row;
    bool measures;              /* labelled, and its columns say more of what is measured */
    bool labelled;              /* rows are indicators: `row` holds them */
    yx_match match[YX_MATCHES]; /* indicator of the whole table */
    yx_str *total;              /* words of rows that sum up others */
    size_t n_total;
    yx_str after; /* a text below the table at which it ends; empty */
} yx_guess;

/* Guesses all of a table; the arrays are in the arena. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_guess(yx_guessing *g, const yx_sensed *table, yx_guess *ret,
                                 yx_err *err);
/* Texts above the header, the name of the sheet, period, region and unit of the whole. */
void yx_guess_texts(yx_guessing *g, yx_guess *t);
/* Which indicators the figures are. */
YX_MUST_USE yx_code yx_guess_indicators(yx_guessing *g, yx_guess *t, yx_err *err);

/* Copies into the arena; empty where there is no memory. */
yx_str yx_guess_keep(yx_guessing *g, yx_str text);
/* The cleaned text of a cell, in the arena; empty for NULL. */
yx_str yx_guess_clean(yx_guessing *g, const yx_grid_cell *cell);
/* The unit that a cleaned text names: 总产值(万元), 单位:万元, 增长%. Empty: none. */
yx_str yx_guess_unit(yx_str text);
bool yx_guess_region(const yx_guessing *g, yx_str text, uint32_t *ret);

#endif
