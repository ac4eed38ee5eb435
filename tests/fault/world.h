/* world.h - the workspace and the files that the verbs of a fault run work on. */
#ifndef YX_TESTS_FAULT_WORLD_H
#define YX_TESTS_FAULT_WORLD_H

#include "tests/fault/run.h"

/* Writes the files into the folder of the run and makes a workspace with its history.
 *   crashed   the same as a crash would leave it
 *   ticked    with an alert
 * Returns its path. */
const char *world_make(run_kept *plain, run_kept *crashed, run_kept *ticked);
/* The id of a question that its figures raise. */
const char *world_question(void);
/* The id of the alert. */
const char *world_alert(void);

/* A folder to watch, with a file that is sound, or a workbook that is refused; what runs before
 * have left there is gone. */
void world_put_inbox(void);
void world_put_bad_inbox(void);
/* A workbook that was sent back goes, whole or not. */
void world_drop_back(void);

#endif
