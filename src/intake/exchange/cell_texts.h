/* cell_texts.h - cells whose texts are kept beyond the token or tag in which they stood. */
#ifndef YX_INTAKE_EXCHANGE_CELL_TEXTS_H
#define YX_INTAKE_EXCHANGE_CELL_TEXTS_H

#include "base/buf.h"
#include "intake/cell.h"

enum { YX_CELL_TEXTS = 16 };

/* Start with {0}. */
typedef struct yx_cell_texts {
    yx_cell cell[YX_CELL_TEXTS]; /* field NULL: not there */
    yx_buf text[YX_CELL_TEXTS];
} yx_cell_texts;

/* Sets cell i, or adds "name=text" behind what it has. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_cell_texts_set(yx_cell_texts *t, size_t i, const yx_cell *cell, yx_err *err);
YX_MUST_USE yx_code yx_cell_texts_add(yx_cell_texts *t, size_t i, const yx_cell *cell,
                                      const char *name, yx_err *err);
void yx_cell_texts_clear(yx_cell_texts *t); /* no cell is there; room is kept */
void yx_cell_texts_free(yx_cell_texts *t);

#endif
