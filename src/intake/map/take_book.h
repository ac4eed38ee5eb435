/* take_book.h - a workbook becomes a batch of figures, or a list of everything that is wrong with
 * it, each with its sheet and cell.
 *
 * Read without a map are our own template (template.h), and tables whose first row is a header of
 * docs/format-csv.md (region_code, indicator, period, value; or wide). Every other workbook is read
 * by the one map whose form it is. */
#ifndef YX_INTAKE_MAP_TAKE_BOOK_H
#define YX_INTAKE_MAP_TAKE_BOOK_H

#include "intake/book/grid.h"
#include "intake/map/map.h"
#include "intake/take.h"

/* Takes a workbook that was read from `path`; as yx_take_csv(). maps may be NULL: there are none.
 */
YX_MUST_USE yx_code yx_take_book(const char *path, const yx_workbook *book, const yx_maps *maps,
                                 const yx_take_options *options, yx_seen **seen, yx_faults *faults,
                                 yx_batch **ret_batch, yx_err *err);

#endif
