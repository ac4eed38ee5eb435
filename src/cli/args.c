#include "cli/args.h"

#include "base/text.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: yixian [-C DIR] [--as POST] [--lang en|zh-Hans] VERB [...]\n";

static int help(void)
{
    fputs(usage, stdout);
    puts("\nKeeps every version of every figure that counties report, finds which region needs\n"
         "attention and why, and says so only when independent sources agree.\n");
    for (size_t i = 0; i < yx_n_verb; i++)
        printf("  %-8s %s\n", yx_verbs[i].name, yx_verbs[i].what);
    puts("\n  -C DIR       the workspace (default: this folder)\n"
         "  --as POST    who acts, for the log (default: local)\n"
         "  --lang LANG  language of messages and briefs: en, zh-Hans (default: by LANG)\n\n"
         "'yixian VERB --help' explains a verb, with an example.\n"
         "Exit: 0 done, 1 our failure, 2 wrong usage, 3 input refused, 4 verification failed.");
    return YX_EXIT_DONE;
}

static void usage_of(const yx_verb *verb, FILE *out)
{
    fprintf(out, "usage: yixian [-C DIR] [--as POST] %s%s%s%s\n", verb->name,
            verb->n_option ? " [OPTIONS]" : "", verb->words[0] ? " " : "", verb->words);
}

static int help_of(const yx_verb *verb)
{
    usage_of(verb, stdout);
    printf("\n%s\n", verb->what);
    if (verb->help[0])
        printf("\n%s\n", verb->help);
    if (verb->n_option)
        puts("");
    for (size_t i = 0; i < verb->n_option; i++) {
        const yx_option *o = &verb->option[i];
        char left[40];
        snprintf(left, sizeof left, "%s%s%s%s", o->name[1] ? "--" : "-", o->name, o->arg ? " " : "",
                 o->arg ? o->arg : "");
        printf("  %-18s %s\n", left, o->help);
    }
    printf("\nExample:\n%s\n", verb->example);
    return YX_EXIT_DONE;
}

static const char *nearest_verb(const char *word)
{
    const char *best = NULL;
    size_t least = 3;

    for (size_t i = 0; i < yx_n_verb; i++) {
        size_t d = yx_text_distance(yx_str_of(word), yx_str_of(yx_verbs[i].name), 2);
        if (d < least) {
            least = d;
            best = yx_verbs[i].name;
        }
    }
    return best;
}

static const yx_verb *find_verb(const char *word)
{
    const char *near;

    for (size_t i = 0; i < yx_n_verb; i++)
        if (strcmp(yx_verbs[i].name, word) == 0)
            return &yx_verbs[i];
    near = nearest_verb(word);
    fprintf(stderr, "yixian: there is no verb '%s'%s%s%s\n%s", word, near ? "; did you mean '" : "",
            near ? near : "", near ? "'?" : "", usage);
    return NULL;
}

static bool set_lang(const char *text, yx_lang *ret)
{
    if (strcmp(text, "en") == 0)
        *ret = YX_EN;
    else if (strcmp(text, "zh-Hans") == 0 || strcmp(text, "zh") == 0)
        *ret = YX_ZH_HANS;
    else
        return false;
    return true;
}

enum { OPT_HELP = 1000, OPT_AS, OPT_LANG, OPT_VERSION };

/* The options before the verb; false: *ret_exit. */
static bool parse_global(int argc, char **argv, yx_args *args, int *ret_exit)
{
    static const struct option global[] = {{"help", no_argument, NULL, OPT_HELP},
                                           {"version", no_argument, NULL, OPT_VERSION},
                                           {"as", required_argument, NULL, OPT_AS},
                                           {"lang", required_argument, NULL, OPT_LANG},
                                           {NULL, 0, NULL, 0}};
    int c;

    while ((c = getopt_long(argc, argv, "+C:h", global, NULL)) != -1) {
        *ret_exit = YX_EXIT_USAGE;
        if (c == 'C') {
            args->dir = optarg;
        } else if (c == OPT_AS) {
            args->post = optarg;
        } else if (c == OPT_LANG && set_lang(optarg, &args->lang)) {
            continue;
        } else if (c == OPT_LANG) {
            fprintf(stderr, "yixian: unknown language '%s': en or zh-Hans\n", optarg);
            return false;
        } else if (c == OPT_VERSION) {
            *ret_exit = YX_EXIT_DONE;
            puts("yixian " YX_VERSION);
            return false;
        } else if (c == OPT_HELP || c == 'h') {
            *ret_exit = help();
            return false;
        } else {
            fputs(usage, stderr);
            return false;
        }
    }
    return true;
}

/* An option that may be given again: its arg has a '=', or ends in "...". */
static bool is_repeated(const yx_option *o)
{
    size_t n = o->arg ? strlen(o->arg) : 0;

    return n && (strchr(o->arg, '=') || (n > 3 && strcmp(o->arg + n - 3, "...") == 0));
}

static bool add_pair(const yx_verb *verb, const yx_option *o, yx_args *args)
{
    if (args->n_pair < YX_PAIRS && (!strchr(o->arg, '=') || strchr(optarg, '='))) {
        args->pair[args->n_pair++] = optarg;
        return true;
    }
    fprintf(stderr, "yixian: %s: '%s': %s\n", verb->name, optarg,
            args->n_pair < YX_PAIRS ? "expected NAME=FILE" : "too many of them");
    return false;
}

/* The options of the verb, wherever they stand behind it; the words are moved behind them. */
static bool parse_verb(int argc, char **argv, const yx_verb *verb, yx_args *args, int *ret_exit)
{
    struct option option[YX_OPTIONS + 3] = {{"help", no_argument, NULL, OPT_HELP},
                                            {"lang", required_argument, NULL, OPT_LANG}};
    char brief[2 * YX_OPTIONS + 2] = "h";
    size_t n_brief = 1;
    int c;

    for (size_t i = 0; i < verb->n_option; i++) {
        const yx_option *o = &verb->option[i];
        option[i + 2] = (struct option){o->name, o->arg ? required_argument : no_argument, NULL,
                                        o->name[1] ? (int)i : o->name[0]};
        if (!o->name[1]) {
            brief[n_brief++] = o->name[0];
            if (o->arg)
                brief[n_brief++] = ':';
        }
    }
    optind = 0; /* glibc: start anew on another argv */
    while ((c = getopt_long(argc, argv, brief, option, NULL)) != -1) {
        size_t i = (size_t)c;
        if (c == OPT_HELP || c == 'h') {
            *ret_exit = help_of(verb);
            return false;
        }
        if (c == OPT_LANG && set_lang(optarg, &args->lang))
            continue;
        for (size_t k = 0; k < verb->n_option && c >= 'A'; k++)
            if (verb->option[k].name[0] == c && !verb->option[k].name[1])
                i = k;
        if (i >= verb->n_option) {
            *ret_exit = YX_EXIT_USAGE;
            usage_of(verb, stderr);
            return false;
        }
        args->value[i] = optarg ? optarg : "";
        if (is_repeated(&verb->option[i]) && !add_pair(verb, &verb->option[i], args)) {
            *ret_exit = YX_EXIT_USAGE;
            return false;
        }
    }
    args->word = argv + optind;
    args->n_word = (size_t)(argc - optind);
    if (args->n_word >= verb->min_words && args->n_word <= verb->max_words)
        return true;
    *ret_exit = YX_EXIT_USAGE;
    fprintf(stderr, "yixian: %s: too %s words\n", verb->name,
            args->n_word < verb->min_words ? "few" : "many");
    usage_of(verb, stderr);
    return false;
}

bool yx_args_parse(int argc, char **argv, const yx_verb **ret_verb, yx_args *ret_args,
                   int *ret_exit)
{
    const char *lang = getenv("LC_ALL");
    yx_args args = {.dir = ".", .post = "local"};
    const yx_verb *verb;
    int first;

    if (!lang || !lang[0])
        lang = getenv("LC_MESSAGES");
    if (!lang || !lang[0])
        lang = getenv("LANG");
    args.lang = lang && strncmp(lang, "zh", 2) == 0 ? YX_ZH_HANS : YX_EN;
    *ret_exit = YX_EXIT_USAGE;
    if (!parse_global(argc, argv, &args, ret_exit))
        return false;
    first = optind;
    if (first >= argc) {
        fputs(usage, stderr);
        return false;
    }
    if (strcmp(argv[first], "help") == 0) {
        verb = first + 1 < argc ? find_verb(argv[first + 1]) : NULL;
        *ret_exit = first + 1 >= argc ? help() : verb ? help_of(verb) : YX_EXIT_USAGE;
        return false;
    }
    verb = find_verb(argv[first]);
    if (!verb || !parse_verb(argc - first, argv + first, verb, &args, ret_exit))
        return false;
    *ret_verb = verb;
    *ret_args = args;
    return true;
}
