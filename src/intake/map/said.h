/* said.h - guesses written down as YAML. For propose.c and said.c only. */
#ifndef YX_INTAKE_MAP_SAID_H
#define YX_INTAKE_MAP_SAID_H

#include "intake/map/guess.h"
#include "intake/map/propose.h"

typedef struct yx_proposing {
    yx_guessing g;
    yx_buf *out;
    yx_proposed sum;
    const yx_workbook *book;
    yx_guess *table; /* n of them */
    size_t n, cap;
    bool alone; /* no table is for several sheets */
} yx_proposing;

/* Would a table of a map have any figures? */
bool yx_said_figures(const yx_guess *t);
/* Writes one table, and counts it. */
void yx_said_table(yx_proposing *p, const yx_guess *t);
/* Writes a table that is not read, for it ends the one above it. */
void yx_said_other(yx_proposing *p, const yx_guess *t);

/* name: "text" */
void yx_said_key(yx_proposing *p, const char *name, yx_str text);
/* Text of a comment: one line, nothing that YAML does not take. */
void yx_said_comment(yx_proposing *p, const char *text);

#endif
