/* verb.h - a verb of the command line is a row of a table: its words, its options, its help, its
 * code.
 *
 * Help, usage errors, man pages and the list of verbs all come from these rows. */
#ifndef YX_CLI_VERB_H
#define YX_CLI_VERB_H

#include "base/err.h"
#include "base/fault.h"
#include "base/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum yx_exit {
    YX_EXIT_DONE = 0,
    YX_EXIT_FAILED = 1,  /* ours: memory, disk, a bug */
    YX_EXIT_USAGE = 2,   /* wrong words */
    YX_EXIT_REFUSED = 3, /* the input has faults */
    YX_EXIT_CORRUPT = 4, /* verification failed */
};

enum { YX_OPTIONS = 12, YX_PAIRS = 8 };

typedef struct yx_option {
    const char *name; /* "as-of"; "o" is short: -o */
    const char
        *arg; /* "DAY"; NULL: a flag; "NAME=FILE", with a '=', or "FILE...": may be given again
               */
    const char *help;
} yx_option;

/* What the command line said. */
typedef struct yx_args {
    const char *dir;  /* -C */
    const char *post; /* --as */
    yx_lang lang;     /* --lang, else LANG */
    const char
        *value[YX_OPTIONS]; /* of the verb's options, in their order; flag: ""; NULL: not given */
    const char *pair[YX_PAIRS]; /* of the option that may be given again, in their order */
    size_t n_pair;
    char **word;
    size_t n_word;
    yx_progress *progress; /* for long calls to count in */
} yx_args;

typedef struct yx_verb {
    const char *name;
    const char *words; /* "REGION INDICATOR" */
    const char *what;  /* one line */
    const char *help;  /* some lines more */
    const char *example;
    const yx_option *option;
    size_t n_option;
    size_t min_words, max_words;
    int (*run)(const yx_args *args);
    bool is_filter; /* says nothing on stderr while it works: what it says there is its refusal */
} yx_verb;

extern const yx_verb yx_verbs[];
extern const size_t yx_n_verb;

int yx_cli_init(const yx_args *args);
int yx_cli_load(const yx_args *args);
int yx_cli_take(const yx_args *args);
int yx_cli_show(const yx_args *args);
int yx_cli_tree(const yx_args *args);
int yx_cli_screen(const yx_args *args);
int yx_cli_alerts(const yx_args *args);
int yx_cli_alerts_by(const yx_args *args);
int yx_cli_alert(const yx_args *args);
int yx_cli_answer(const yx_args *args);
int yx_cli_silence(const yx_args *args);
int yx_cli_rules(const yx_args *args);
int yx_cli_replay(const yx_args *args);
int yx_cli_approve(const yx_args *args);
int yx_cli_publish(const yx_args *args);
int yx_cli_brief(const yx_args *args);
int yx_cli_export(const yx_args *args);
int yx_cli_revisions(const yx_args *args);
int yx_cli_findings(const yx_args *args);
int yx_cli_explain(const yx_args *args);
int yx_cli_close(const yx_args *args);
int yx_cli_mine(const yx_args *args);
int yx_cli_sql(const yx_args *args);
int yx_cli_verify(const yx_args *args);
int yx_cli_rebuild(const yx_args *args);
int yx_cli_tick(const yx_args *args);
int yx_cli_map(const yx_args *args);
int yx_cli_template(const yx_args *args);
int yx_cli_burden(const yx_args *args);
int yx_cli_form(const yx_args *args);
int yx_cli_due(const yx_args *args);
int yx_cli_refuse(const yx_args *args);
int yx_cli_try(const yx_args *args);
int yx_cli_demo(const yx_args *args);
int yx_cli_calc(const yx_args *args);
int yx_cli_methods(const yx_args *args);

#endif
