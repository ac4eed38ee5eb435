/* patience.h - tells on stderr that a verb is still at work, once it takes over two seconds. */
#ifndef YX_CLI_PATIENCE_H
#define YX_CLI_PATIENCE_H

#include "base/progress.h"

typedef struct yx_patience yx_patience;

/* Starts watching: a thread that waits. NULL when it cannot be started; then nothing is told. */
yx_patience *yx_patience_start(const char *verb, const yx_progress *progress);
void yx_patience_stop(yx_patience *patience); /* NULL is fine */

#endif
