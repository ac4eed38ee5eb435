/* mark.h - sends a workbook back: the same sheets, texts and merged ranges, with every fault in its
 * cell as a fill and a comment. Faults without a cell stand on a first sheet of its own, which also
 * says that other formats are not kept. Of very many marks the first 20,000 have their comment, the
 * others their fill; what is too much for an archive (YX_ZIP_WRITTEN) is not written at all. */
#ifndef YX_INTAKE_MAP_MARK_H
#define YX_INTAKE_MAP_MARK_H

#include "base/fault.h"
#include "intake/book/grid.h"

/* What became of the file, for the first sheet. */
typedef enum yx_fate { YX_FATE_REFUSED, YX_FATE_PARTLY, YX_FATE_SOUND, YX_N_FATE } yx_fate;

typedef struct yx_marked {
    size_t cells;  /* that are marked; several faults of one cell are one mark */
    size_t listed; /* faults on the first sheet */
} yx_marked;

/* Writes a new file at `path`.
 *   file   only its faults, as they name it; NULL: all
 *   fate   SOUND: there are warnings at most
 * YX_E_IO it cannot be written, or the faults not be read; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_mark(const yx_workbook *book, const char *file, yx_faults *faults,
                            yx_fate fate, yx_lang lang, const char *path, yx_marked *ret,
                            yx_err *err);

#endif
