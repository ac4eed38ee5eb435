/* replay.h - what the derived blobs must be, made from the log alone.
 *
 * All rows of the log are put together by series, as many series at a time as fit into a limit of
 * rows: a log with more rows is read in several passes, each for a part of the series. */
#ifndef YX_STORE_REPLAY_H
#define YX_STORE_REPLAY_H

#include "store/store_in.h"

enum { YX_REPLAY_ROWS = 4 * 1024 * 1024 /* held at a time: 56 bytes each */ };

typedef struct yx_replay yx_replay;

YX_MUST_USE yx_code yx_replay_new(yx_db *db, yx_replay **ret_replay, yx_err *err);
void yx_replay_free(yx_replay *replay); /* NULL is fine */

/* Reads the rows of the series whose part is `part` of n_part.
 *   total_rows   of all submissions: room is made for them at once when there is one part
 * YX_E_CORRUPT "log entry 3: payload". */
YX_MUST_USE yx_code yx_replay_load(yx_replay *replay, size_t part, size_t n_part, size_t total_rows,
                                   yx_err *err);
size_t yx_replay_part(yx_str key, size_t n_part);

/* Series 0..n-1 of what was loaded, in order of key. */
size_t yx_replay_count(const yx_replay *replay);
/* Its number by key, or YX_NAME_NONE. */
uint32_t yx_replay_find(const yx_replay *replay, yx_str key);
/* Key, current and past versions; valid until the next call. */
YX_MUST_USE yx_code yx_replay_series(yx_replay *replay, uint32_t i, yx_str *ret_key,
                                     const yx_versions **ret_current, const yx_versions **ret_past,
                                     yx_err *err);

#endif
