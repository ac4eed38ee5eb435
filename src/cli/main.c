/* main.c - yixian: `yixian [-C DIR] [--as POST] VERB ...`. */
#include "cli/args.h"
#include "cli/patience.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    const yx_verb *verb;
    yx_args args;
    yx_progress progress = {0};
    yx_patience *patience;
    int status;

    /* Widths of characters only; figures and dates never follow a locale. */
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        (void)setlocale(LC_CTYPE, "");
    if (!yx_args_parse(argc, argv, &verb, &args, &status))
        return status;
    args.progress = &progress;
    patience = verb->is_filter ? NULL : yx_patience_start(verb->name, &progress);
    status = verb->run(&args);
    yx_patience_stop(patience);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "yixian: cannot write: %s\n", strerror(errno));
        return status ? status : YX_EXIT_FAILED;
    }
    return status;
}
