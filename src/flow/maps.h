/* maps.h - sheet maps (表样) in the log, and workbooks read through them.
 *
 * A map that somebody has looked through is loaded (`yixian load maps FILE`): an entry of kind
 * "map", "maps\nfile\n" and then its YAML. It holds from then on for every workbook of its form. */
#ifndef YX_FLOW_MAPS_H
#define YX_FLOW_MAPS_H

#include "flow/load.h"
#include "intake/book/grid.h"
#include "intake/map/map.h"
#include "intake/map/mark.h"
#include "intake/take.h"

#define YX_ENTRY_MAP "map"
#define YX_LOAD_MAPS "maps" /* what `yixian load` calls them */

/* The maps that the log holds up to the workspace's entry. One that the catalogue no longer suits
 * is left out, with a warning.
 *   ret_maps   yours
 * YX_E_CORRUPT an entry is none; YX_E_IO; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_workspace_maps(const yx_workspace *ws, yx_faults *faults, yx_maps **ret_maps,
                                      yx_err *err);

/* The work of yx_load() for maps; within a transaction. *ret_rows: maps in force afterwards. */
YX_MUST_USE yx_code yx_load_maps(yx_workspace *ws, char *const *path, size_t n_path,
                                 const yx_act *act, yx_faults *faults, yx_loaded *ret, yx_err *err);

/* Reads a workbook file with the maps of the workspace into a batch, or faults.
 *   maps       address of the maps; NULL at first, read when they are needed. Free them at the end
 *   ret_book   the workbook, for yx_mark(); release it, also after YX_E_REFUSED. May be NULL
 * As yx_take_csv(); a batch is handed over beside faults only where options->partial says so. */
YX_MUST_USE yx_code yx_take_workbook(const yx_workspace *ws, const char *path,
                                     const yx_take_options *options, yx_maps **maps, yx_seen **seen,
                                     yx_faults *faults, yx_workbook *ret_book, yx_batch **ret_batch,
                                     yx_err *err);

/* Sends a workbook back: yx_mark() into a file that is there whole, or not at all.
 *   file   its name in the faults
 *   path   of the new file; one that is there already is never written over
 *   ret    cells and listed 0: there are no faults, or they are about persons, whose data are not
 *          copied; no file is made
 * YX_E_IO it cannot be written, or is there; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_return_workbook(const yx_workbook *book, const char *file, yx_faults *faults,
                                       yx_fate fate, yx_lang lang, const char *path, yx_marked *ret,
                                       yx_err *err);

#endif
