/* load.h - catalogues and rules into the log: `yixian load`.
 *
 * The entry keeps the file as it was read, unpacked and in UTF-8: "name\nfile\n" and then its
 * bytes. Several files are taken together or not at all. */
#ifndef YX_FLOW_LOAD_H
#define YX_FLOW_LOAD_H

#include "base/buf.h"
#include "flow/workspace.h"

#define YX_ENTRY_CATALOGUE "catalogue"
#define YX_ENTRY_RULES     "rules"

enum { YX_LOAD_BYTES = 64 * 1024 * 1024 }; /* most bytes of such a file, unpacked */

/* What may be loaded: the catalogues by their names, and "rules". */
typedef struct yx_loaded {
    size_t rows; /* of all files; rules, maps: those in force afterwards */
    int64_t seq; /* last entry */
} yx_loaded;

/* Checks all files against the workspace, then appends them in one transaction.
 *   what   "regions", ..., "rules", "maps" (flow/maps.h)
 * YX_E_RANGE: no such thing to load; YX_E_REFUSED: faults, nothing was changed. */
YX_MUST_USE yx_code yx_load(yx_workspace *ws, const char *what, char *const *path, size_t n_path,
                            const yx_act *act, yx_faults *faults, yx_loaded *ret, yx_err *err);

/* Appends "what\nfile\n" and then a whole file, unpacked and in UTF-8, to out. What is wrong with
 * the file becomes a fault, and YX_E_REFUSED. */
YX_MUST_USE yx_code yx_load_slurp(const char *path, const char *what, yx_faults *faults,
                                  yx_buf *out, yx_err *err);

/* Reads one entry of the log into the workspace's catalogue or rules. YX_E_CORRUPT: it has faults.
 */
YX_MUST_USE yx_code yx_load_entry(yx_workspace *ws, const yx_entry *entry, yx_err *err);

#endif
