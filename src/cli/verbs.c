/* The verbs, in the order in which a newcomer meets them. */
#include "cli/verb.h"

#define JSON                                                                                       \
    {                                                                                              \
        "json", NULL, "print JSON (docs/json.md)"                                                  \
    }
#define AS_OF(what)                                                                                \
    {                                                                                              \
        "as-of", "DAY", what                                                                       \
    }

static const yx_option init_options[] = {
    {"zone", "ZONE", "time zone that days are read in (default Asia/Shanghai)"},
    {"test-clock", NULL, "let YIXIAN_NOW set the clock: for tests and drills"},
    JSON,
};
static const yx_option load_options[] = {
    {"report", "FILE", "write all faults as JSON"},
    JSON,
};
static const yx_option take_options[] = {
    {"dry-run", NULL, "check everything, keep nothing"},
    {"report", "FILE", "write all faults as JSON"},
    AS_OF("publication day of rows without their own (default today)"),
    {"source", "TEXT", "what to say of these files wherever their figures are shown"},
    JSON,
};
static const yx_option show_options[] = {AS_OF("as known on that day"), JSON};
static const yx_option screen_options[] = {
    AS_OF("as known on that day"),
    {"last", "N", "periods to print, newest first (default 4)"},
    {"all", NULL, "print quiet regions too, not only signals"},
    JSON,
};
static const yx_option alerts_options[] = {
    AS_OF("as known on that day"),
    {"all", NULL, "print those that have ended too"},
    JSON,
};
static const yx_option brief_options[] = {
    {"region", "CODE", "this region and what lies below it (default: all)"},
    AS_OF("as known on that day"),
    {"at", "SEQ", "as it was after that entry of the log"},
    {"format", "text|html", "text for a terminal (default), or one HTML file"},
    {"o", "FILE", "write to FILE"},
    JSON,
};
static const yx_option export_options[] = {
    AS_OF("as known on that day"),
    {"full", NULL, "also as_of, status, contributors, release"},
    JSON,
};
static const yx_option verify_options[] = {
    {"head", "HEX", "a head that was written down elsewhere: it must lie on the chain"},
    JSON,
};
static const yx_option calc_options[] = {
    {"input", "FILE", "CSV, plain or gzip; columns go by name, further ones are ignored"},
    {"with", "NAME=FILE", "a further table of the method; may be given again"},
    {"options", "JSON", "options of the method; not given, they take their defaults"},
    {"json", NULL, "print the same table as an array of objects"},
};
static const yx_option plain_options[] = {JSON};
static const yx_option demo_options[] = {
    {"dir", "DIR", "where to put the two workspaces (default ./yixian-demo; must not exist)"},
};

#define OPTIONS(table) table, YX_COUNT(table)

const yx_verb yx_verbs[] = {
    {"init", "[DIR]", "make a workspace", "A workspace is a folder with one file, yixian.db.",
     "  yixian init hubei\n  yixian init --zone Europe/Berlin de", OPTIONS(init_options), 0, 1,
     yx_cli_init, false},
    {"load", "regions|indicators|lineage|neighbours|relations|posts|events|rules FILE...",
     "load catalogues or rules",
     "CSV files by header name (docs/format-catalogues.md), rules as YAML (docs/rules.md). All files\n"
     "are taken, or none and all faults are listed.",
     "  yixian load regions regions.csv\n  yixian load rules rules.yaml", OPTIONS(load_options), 2,
     4096, yx_cli_load, false},
    {"take", "FILE...", "take reported figures",
     "CSV, long or wide, plain or gzip, UTF-8 or GB18030 (docs/format-csv.md). All files are taken, or\n"
     "none and all faults are listed with line, column, what was expected and the nearest valid name.",
     "  yixian take --dry-run 2022-04.csv\n  yixian take --as-of 2022-04-18 2022-04.csv",
     OPTIONS(take_options), 1, 4096, yx_cli_take, false},
    {"show", "REGION INDICATOR", "show a series: values, versions, where each came from", "",
     "  yixian show 420000 gdp.total\n  yixian show 420000 gdp.total --as-of 2022-05-01 --json",
     OPTIONS(show_options), 2, 2, yx_cli_show, false},
    {"screen", "", "run every stream of the rules over every region",
     "A signal is one stream's; an alert needs several independent groups (yixian alerts).",
     "  yixian screen\n  yixian screen --as-of 2023-12-21 --last 1 --json", OPTIONS(screen_options),
     0, 0, yx_cli_screen, false},
    {"alerts", "", "where enough independent groups agree", "",
     "  yixian alerts\n  yixian alerts --all --json", OPTIONS(alerts_options), 0, 0, yx_cli_alerts,
     false},
    {"brief", "", "what needs attention, on one page",
     "The brief names the log entry that it was made at; --at prints the same bytes again, whatever was\n"
     "taken since.",
     "  yixian brief\n  yixian brief --region 420000 --lang zh-Hans --format html -o brief.html",
     OPTIONS(brief_options), 0, 0, yx_cli_brief, false},
    {"export", "", "print all figures as CSV",
     "Sorted by region, indicator and period; values as they were typed. It can be taken again.",
     "  yixian export > figures.csv\n  yixian export --as-of 2022-05-01 --full",
     OPTIONS(export_options), 0, 0, yx_cli_export, false},
    {"verify", "", "check that no figure was changed",
     "Checks the hash chain of the log, then everything derived from it. A chain alone shows accidents,\n"
     "not a forger who rewrites all of it: write the head down elsewhere and give it with --head.",
     "  yixian verify\n  yixian verify --head 5f1e...", OPTIONS(verify_options), 0, 0,
     yx_cli_verify, false},
    {"rebuild", "", "make everything derived anew from the log",
     "The same log gives the same bytes.", "  yixian rebuild", OPTIONS(plain_options), 0, 0,
     yx_cli_rebuild, false},
    {"tick", "", "do what time drives",
     "Records which alerts were raised or have ended since the last tick. Run it after each take, or\n"
     "once a day.",
     "  yixian tick", OPTIONS(plain_options), 0, 0, yx_cli_tick, false},
    {"calc", "METHOD", "run a statistical method on a file",
     "Reads CSV and prints one CSV table; needs no workspace and writes no file. 'yixian methods'\n"
     "lists the methods, 'yixian methods METHOD' what one reads, takes and answers. Empty and NA are\n"
     "missing. Input that is refused: nothing is printed, and the exit status is 3.",
     "  yixian calc earsC --input series.csv --options '{\"method\":\"C2\"}'\n"
     "  yixian calc curve --input tests/data/detect/shifts.csv\n"
     "  yixian calc padjust --input p.csv.gz --json",
     OPTIONS(calc_options), 1, 1, yx_cli_calc, true},
    {"methods", "[NAME]", "list the statistical methods, or explain one",
     "With NAME: its options with unit, range and default, and the columns that it reads and answers.",
     "  yixian methods\n  yixian methods earsC", OPTIONS(plain_options), 0, 1, yx_cli_methods,
     false},
    {"demo", "", "the main job on real figures: Germany's states, Hubei's counties",
     "Makes two workspaces from the files that are shipped, and briefs both.",
     "  yixian demo --dir /tmp/demo", OPTIONS(demo_options), 0, 0, yx_cli_demo, false},
};

const size_t yx_n_verb = YX_COUNT(yx_verbs);
