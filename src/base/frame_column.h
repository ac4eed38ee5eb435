/* frame_column.h - the inside of a table: shared by frame.c and frame_csv.c; nobody else includes
 * it. */
#ifndef YX_BASE_FRAME_COLUMN_H
#define YX_BASE_FRAME_COLUMN_H

#include "base/frame.h"

typedef struct yx_frame_column_data {
    char *name;
    bool is_text;
    double *number; /* of a column of numbers; of text: parsed, once somebody asked */
    yx_buf bytes;   /* of text: all cells, one after the other */
    size_t *end;    /* n_text ends of cells in bytes */
    size_t n_text, cap;
} yx_frame_column_data;

struct yx_frame {
    char *name;
    yx_frame_column_data *column;
    size_t n, cap, rows;
    size_t *line; /* of each row in its file; NULL: not from a file */
    size_t cap_line;
};

#endif
