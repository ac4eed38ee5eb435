/* The demo: the main job on real figures, as the very commands that a user would type. */
#include "cli/args.h"
#include "cli/session.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { STEP_WORDS = 14 };

/* A step: the words behind `yixian`. {dir} is the demo's folder, {data} the shipped files. */
typedef struct demo_step {
    const char *say; /* shown before it; NULL: run it quietly */
    const char *word[STEP_WORDS];
} demo_step;

static const demo_step steps[] = {
    {"Germany's 16 states, weekly: practices, notification, intensive care, wastewater.",
     {"init", "--zone", "Europe/Berlin", "{dir}/de"}},
    {"", {"-C", "{dir}/de", "load", "regions", "{data}/de/regions.csv"}},
    {"", {"-C", "{dir}/de", "load", "indicators", "{data}/de/indicators.csv"}},
    {"", {"-C", "{dir}/de", "load", "rules", "{data}/de/rules.yaml"}},
    {"",
     {"-C", "{dir}/de", "take", "--source", "Robert Koch-Institut, CC BY 4.0",
      "{data}/de/figures.csv.gz"}},
    {"What was known four days before Christmas 2023:",
     {"-C", "{dir}/de", "brief", "--as-of", "2023-12-20"}},
    {NULL,
     {"-C", "{dir}/de", "brief", "--as-of", "2023-12-20", "--format", "html", "-o",
      "{dir}/de-en.html", "--lang", "en"}},
    {NULL,
     {"-C", "{dir}/de", "brief", "--as-of", "2023-12-20", "--format", "html", "-o",
      "{dir}/de-zh.html", "--lang", "zh-Hans"}},
    {"Hubei: published figures of 2021 and 2022, and the epidemic counts of 2020.",
     {"init", "{dir}/hubei"}},
    {"", {"-C", "{dir}/hubei", "load", "regions", "{data}/hubei/regions.csv"}},
    {"", {"-C", "{dir}/hubei", "load", "lineage", "{data}/hubei/lineage.csv"}},
    {"",
     {"-C", "{dir}/hubei", "load", "indicators", "{data}/hubei/indicators.csv",
      "{data}/hubei/indicators_covid.csv"}},
    {"", {"-C", "{dir}/hubei", "load", "relations", "{data}/hubei/relations.csv"}},
    {"", {"-C", "{dir}/hubei", "load", "checks", "{data}/hubei/checks.csv"}},
    {"", {"-C", "{dir}/hubei", "load", "rules", "{data}/hubei/rules.yaml"}},
    {"",
     {"-C", "{dir}/hubei", "take", "--as-of", "2023-01-31", "--source",
      "secondary source, unverified", "{data}/hubei/published.csv"}},
    {"",
     {"-C", "{dir}/hubei", "take", "--source", "Wuhan-2019-nCoV, MIT licence",
      "{data}/hubei/covid_2020.csv.gz"}},
    {"What one reporting system said on 27 January 2020: one group, and it says so.",
     {"-C", "{dir}/hubei", "brief", "--as-of", "2020-01-27"}},
    {"What the checks ask about Wuhan's: totals that fell, each a question and no verdict.",
     {"-C", "{dir}/hubei", "findings", "--region", "420100", "--check", "decrease"}},
    {"The published figures of the province:",
     {"-C", "{dir}/hubei", "brief", "--region", "420000"}},
    {NULL,
     {"-C", "{dir}/hubei", "brief", "--format", "html", "-o", "{dir}/hubei-en.html", "--lang",
      "en"}},
    {NULL,
     {"-C", "{dir}/hubei", "brief", "--format", "html", "-o", "{dir}/hubei-zh.html", "--lang",
      "zh-Hans"}},
    {"No figure was changed since it came:", {"-C", "{dir}/de", "verify"}},
    {"", {"-C", "{dir}/hubei", "verify"}},
};

/* Fills {dir} and {data} in; false when it does not fit. */
static bool fill(const char *word, const char *dir, const char *data, char out[PATH_MAX])
{
    const char *value = strncmp(word, "{dir}", 5) == 0    ? dir
                        : strncmp(word, "{data}", 6) == 0 ? data
                                                          : NULL;
    int n = value ? snprintf(out, PATH_MAX, "%s%s", value, strchr(word, '}') + 1)
                  : snprintf(out, PATH_MAX, "%s", word);

    return n >= 0 && n < PATH_MAX;
}

/* Quotes what a shell would split. */
static void echo(char *const *argv, int argc)
{
    printf("$ yixian");
    for (int i = 1; i < argc; i++)
        printf(strchr(argv[i], ' ') ? " '%s'" : " %s", argv[i]);
    putchar('\n');
}

static int run_step(const demo_step *step, const char *dir, const char *data, yx_lang lang)
{
    static const char *const lang_word[YX_N_LANG] = {"en", "zh-Hans"};
    char room[STEP_WORDS][PATH_MAX], program[] = "yixian", option[] = "--lang", word[16];
    char *argv[STEP_WORDS + 4] = {program, option, word};
    int argc = 3, status;
    const yx_verb *verb;
    yx_args args;

    (void)snprintf(word, sizeof word, "%s", lang_word[lang]);
    for (size_t i = 0; i < STEP_WORDS && step->word[i]; i++) {
        if (!fill(step->word[i], dir, data, room[i]))
            return yx_say_usage("demo", "the path is too long");
        argv[argc++] = room[i];
    }
    if (step->say && step->say[0])
        printf("\n# %s\n", step->say);
    if (step->say)
        echo(argv + 2, argc - 2);
    (void)fflush(stdout);
    optind = 0;
    return yx_args_parse(argc, argv, &verb, &args, &status) ? verb->run(&args) : status;
}

int yx_cli_demo(const yx_args *args)
{
    enum { DIR };
    const char *dir = args->value[DIR] ? args->value[DIR] : "yixian-demo",
               *home = getenv("YIXIAN_DATA");
    char data[PATH_MAX], full[PATH_MAX];
    int n = snprintf(data, sizeof data, "%s/demo", home && home[0] ? home : YX_DATADIR);

    if (n < 0 || n >= PATH_MAX)
        return yx_say_usage("demo", "the path of the data is too long");
    if (mkdir(dir, 0777) != 0)
        return yx_say_usage("demo", "cannot make '%s': %s", dir, strerror(errno));
    for (size_t i = 0; i < YX_COUNT(steps); i++) {
        int status = run_step(&steps[i], dir, data, args->lang);
        if (status != YX_EXIT_DONE)
            return status;
    }
    if (!realpath(dir, full))
        return YX_EXIT_DONE;
    printf("\nThe briefs as pages, in English and Chinese:\n  %s/de-en.html\n  %s/de-zh.html\n"
           "  %s/hubei-en.html\n  %s/hubei-zh.html\n",
           full, full, full, full);
    return YX_EXIT_DONE;
}
