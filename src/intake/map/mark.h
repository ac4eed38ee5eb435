/* mark.h - sends a workbook back: the same sheets, texts and merged ranges, with every fault in its
 * cell as a fill and a comment. Faults without a cell stand on a first sheet of its own, which also
 * says that other formats are not kept. */
#ifndef YX_INTAKE_MAP_MARK_H
#define YX_INTAKE_MAP_MARK_H

#include "base/fault.h"
#include "intake/book/grid.h"

typedef struct yx_marked {
    size_t cells;  /* that are marked; several faults of one cell are one mark */
    size_t listed; /* faults on the first sheet */
} yx_marked;

/* Writes a new file at `path`.
 *   file   only its faults, as they name it; NULL: all
 * YX_E_IO it cannot be written, or the faults not be read; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_mark(const yx_workbook *book, const char *file, yx_faults *faults,
                            yx_lang lang, const char *path, yx_marked *ret, yx_err *err);

#endif
