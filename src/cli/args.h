/* args.h - from argv to a verb and what it was given. */
#ifndef YX_CLI_ARGS_H
#define YX_CLI_ARGS_H

#include "cli/verb.h"

/* Parses `yixian [-C DIR] [--as POST] [--lang LANG] VERB ...`. Prints help, version or the usage
 * error itself. True: run ret_verb with ret_args. False: exit with *ret_exit. */
bool yx_args_parse(int argc, char **argv, const yx_verb **ret_verb, yx_args *ret_args,
                   int *ret_exit);

#endif
