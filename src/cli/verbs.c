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

#define BOUNDARIES(dflt)                                                                           \
    {                                                                                              \
        "boundaries", "WHEN",                                                                      \
            "as reported, on today's boundaries, or on those of a DAY (default " dflt ")"          \
    }

static const yx_option init_options[] = {
    {"zone", "ZONE", "time zone that days are read in (default Asia/Shanghai)"},
    {"test-clock", NULL, "let YIXIAN_NOW set the clock: for tests and drills"},
    JSON,
};
static const yx_option load_options[] = {
    {"report", "FILE", "write all faults as JSON"},
    {"force", NULL, "take what exists already, with a --reason, which is kept in the log"},
    {"reason", "TEXT", "why"},
    JSON,
};
static const yx_option take_options[] = {
    {"dry-run", NULL, "check everything, keep nothing"},
    {"partial", NULL, "take the sound rows; what is refused is kept in the log as a report"},
    {"report", "FILE", "write all faults as JSON"},
    {"returned", "FILE", "write a workbook anew, with its faults marked in their cells"},
    AS_OF("publication day of rows without their own (default today)"),
    {"source", "TEXT", "what to say of these files wherever their figures are shown"},
    {"reason", "TEXT", "why figures that stand are changed (asked for where an office owns them)"},
    {"watch", "DIR", "take every file that appears in DIR; move it to DIR/taken or DIR/refused"},
    {"once", NULL, "with --watch: take what is there, then stop"},
    {"encoding", "NAME", "utf-8, gb18030 or big5, where that cannot be found out"},
    JSON,
};
static const yx_option map_options[] = {
    {"id", "ID", "id of the form (default: from the name of the file)"},
    {"below", "CODE", "the region whose parts are named (default: found in the names)"},
    {"o", "FILE", "write to FILE"},
    {"report", "FILE", "write all faults as JSON"},
    JSON,
};
static const yx_option template_options[] = {
    {"below", "CODE", "the region whose parts report"},
    {"o", "FILE", "the workbook to write"},
    {"title", "TEXT", "its title (default: the period)"},
};
static const yx_option show_options[] = {
    AS_OF("as known on that day"),
    BOUNDARIES("reported"),
    {"sum", NULL, "the figure of the region out of those of the regions below it"},
    JSON};
static const yx_option tree_options[] = {AS_OF("as loaded by that day"), BOUNDARIES("today"), JSON};
static const yx_option screen_options[] = {
    AS_OF("as known on that day"),
    BOUNDARIES("reported"),
    {"last", "N", "periods to print, newest first (default 4)"},
    {"all", NULL, "print quiet regions too, not only signals"},
    JSON,
};
static const yx_option alerts_options[] = {
    AS_OF("as known on that day"),
    BOUNDARIES("reported"),
    {"all", NULL, "print those that have ended too"},
    JSON,
    {"by", "prefecture|rule|prefecture,rule",
     "the alerts of the log in groups, with their states (docs/alerts.md)"},
    {"watched", NULL,
     "instead of alerts: of each rule, how much could have seen one where none is"},
};
static const yx_option publish_options[] = {
    {"format", "cap|rss|ical", "cap (default): a file an alert; rss, ical: one file"},
    {"out", "DIR|FILE", "where to write: of cap a folder; of rss and ical a file (default: print)"},
    {"region", "CODE", "this region and what lies below it (default: all)"},
    {"all", NULL, "those that are over, too, as cancellations"},
    {"exercise", NULL, "mark all as an exercise; else they are drafts"},
    {"sender", "ADDRESS", "who they are from (default draft@yixian.invalid)"},
    {"web", "ADDRESS", "a page about them, absolute"},
    {"check", "FILE", "write nothing: list the faults of a CAP 1.2 file of anybody's"},
    {"report", "FILE", "write all faults as JSON"},
    JSON,
};
static const yx_option brief_options[] = {
    {"region", "CODE", "this region and what lies below it (default: all)"},
    AS_OF("as known on that day"),
    BOUNDARIES("today"),
    {"at", "SEQ", "as it was after that entry of the log"},
    {"format", "text|html", "text for a terminal (default), or one HTML file"},
    {"o", "FILE", "write to FILE"},
    JSON,
};
static const yx_option export_options[] = {
    AS_OF("as known on that day"),
    BOUNDARIES("reported"),
    {"sum", NULL, "only sums: of regions without a figure of their own, out of those below them"},
    {"full", NULL, "also as_of, status, contributors, release"},
    {"format", "FORM",
     "csv (default), sdmx-csv, sdmx-ml, sdmx-json, dhis2-csv, dhis2-json, dhis2-xml or adx"},
    JSON,
};
static const yx_option revisions_options[] = {
    {"region", "CODE", "this region only"},
    AS_OF("as known on that day"),
    JSON,
};
static const yx_option sql_options[] = {
    AS_OF("as known on that day"),
    {"csv", NULL, "print CSV"},
    JSON,
};
static const yx_option findings_options[] = {
    {"region", "CODE", "this region and what lies below it"},
    {"check", "ID", "this check only: Q03, decrease, ... (docs/checks.md)"},
    AS_OF("as known on that day"),
    {"open", NULL, "print those that nobody has answered (default)"},
    {"all", NULL, "print those that were explained, revised or closed, too"},
    {"rates", NULL, "print how many figures each check judged and asked about, and its guard"},
    JSON,
};
static const yx_option mine_options[] = {
    {"o", "FILE", "write to FILE: a ZIP archive"},
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
static const yx_option due_options[] = {
    {"form", "ID", "this form only"},
    {"region", "CODE", "this region and what lies below it"},
    AS_OF("as known at the end of that day (default: now)"),
    {"last", "N", "periods of a form before the current one (default 12)"},
    {"all", NULL, "print what was in time or is not due, too"},
    JSON,
};
static const yx_option burden_options[] = {
    {"week", "WEEK", "what is due in that week (default: this one), such as 2022-W15"},
    {"from", "DAY", "or from that day"},
    {"to", "DAY", "to that day"},
    {"by", "office|region", "print a row an office (default) or a region"},
    {"region", "CODE", "this region and what lies below it"},
    JSON,
};
static const yx_option form_options[] = {
    {"region", "CODE", "this region and what lies below it (default: all that the form asks)"},
    {"period", "PERIOD", "such as 2022-04"},
    {"o", "FILE", "write to FILE: a workbook (.xlsx), else CSV"},
};
static const yx_option refuse_options[] = {
    {"region", "CODE", "who refuses (default: the region of the post)"},
    {"reason", "TEXT", "why"},
    JSON,
};
static const yx_option answer_options[] = {
    {"reason", "TEXT", "why; asked for with false, close and object"},
    {"until", "DAY", "of an ack: to the end of that day (default: 24 hours)"},
    JSON,
};
static const yx_option silence_options[] = {
    {"rule", "NAME", "alerts of this rule"},
    {"region", "CODE", "of this region and what lies below it (default: that of the post)"},
    {"grade", "N", "of this level and milder ones"},
    {"until", "DAY", "to the end of that day, at most 92 days ahead"},
    {"reason", "TEXT", "why"},
    {"end", "SILENCE", "end this one now"},
    {"all", NULL, "list those that are over, too"},
    JSON,
};
static const yx_option replay_options[] = {
    {"rule", "FILE[#NAME]...",
     "rules of a file, or one of them; #NAME: a rule in force (default: all of those); twice: side by side"},
    {"from", "DAY", "first day"},
    {"to", "DAY", "last day (default: today)"},
    {"labels", "FILE", "what truly was: CSV with region_code, first, last"},
    {"step", "week|day", "how often it would have been looked at (default: week, on Sundays)"},
    {"record", NULL, "append what came of each rule to the log"},
    JSON,
};
static const yx_option approve_options[] = {{"reason", "TEXT", "why"}, JSON};
static const yx_option plain_options[] = {JSON};
static const yx_option demo_options[] = {
    {"dir", "DIR", "where to put the two workspaces (default ./yixian-demo; must not exist)"},
};

#define OPTIONS(table) table, YX_COUNT(table)

const yx_verb yx_verbs[] = {
    {"init", "[DIR]", "make a workspace", "A workspace is a folder with one file, yixian.db.",
     "  yixian init hubei\n  yixian init --zone Europe/Berlin de", OPTIONS(init_options), 0, 1,
     yx_cli_init, false},
    {"load",
     "regions|indicators|lineage|neighbours|relations|posts|events|checks|names|calendar|inspections|forms|rules|maps FILE...",
     "load catalogues or rules",
     "CSV files by header name (docs/format-catalogues.md), rules as YAML (docs/rules.md). All files\n"
     "are taken, or none and all faults are listed.",
     "  yixian load regions regions.csv\n  yixian load rules rules.yaml", OPTIONS(load_options), 2,
     4096, yx_cli_load, false},
    {"take", "[FILE...]", "take reported figures",
     "CSV, long or wide (docs/format-csv.md); SDMX, DHIS2 and ADX (docs/format-exchange.md); UTF-8,\n"
     "GB18030 or Big5, also in gzip or zstd. The form is found by what stands in the file. All files are\n"
     "taken, or none and all faults are listed with line, column, what was expected and the nearest valid name.",
     "  yixian take --dry-run 2022-04.csv\n  yixian take --as-of 2022-04-18 2022-04.csv\n"
     "  yixian take --watch /srv/exports",
     OPTIONS(take_options), 0, 4096, yx_cli_take, false},
    {"map", "FILE", "propose a map for a workbook",
     "Says which header of a form is which indicator, region, period and unit, how sure that is and what\n"
     "else it could be (docs/format-map.md). Look it through, then: yixian load maps FILE. From then on\n"
     "workbooks of that form are taken, and one whose form has changed is refused cell by cell.",
     "  yixian map 2022-04.xlsx -o industry.yaml\n  yixian load maps industry.yaml",
     OPTIONS(map_options), 1, 1, yx_cli_map, false},
    {"template", "PERIOD INDICATOR...", "write a form to be filled in",
     "A workbook with regions, names and units filled in, which is read back without a map.",
     "  yixian template 2022-04 ind.output con.retail --below 421000 -o form.xlsx",
     OPTIONS(template_options), 2, 1001, yx_cli_template, false},
    {"show", "REGION INDICATOR", "show a series: values, versions, where each came from",
     "With --sum the counties of a region are added up (a rate is weighted by its base). What is missing\n"
     "is named, and then there is no total.",
     "  yixian show 420000 gdp.total\n  yixian show 420000 gdp.total --as-of 2022-05-01 --json\n"
     "  yixian show 421000 pop.resident --sum --boundaries today",
     OPTIONS(show_options), 2, 2, yx_cli_show, false},
    {"tree", "[REGION]", "show the regions, and what each is made of",
     "The tree on the boundaries of a day: codes that a region had before, counties that it was made of,\n"
     "with their weights. What is broken in the lineage stands below.",
     "  yixian tree 421000\n  yixian tree --boundaries 2010-01-01 --json", OPTIONS(tree_options), 0,
     1, yx_cli_tree, false},
    {"screen", "", "run every stream of the rules over every region",
     "A signal is one stream's; an alert needs several independent groups (yixian alerts).",
     "  yixian screen\n  yixian screen --as-of 2023-12-21 --last 1 --json", OPTIONS(screen_options),
     0, 0, yx_cli_screen, false},
    {"alerts", "", "where enough independent groups agree", "",
     "  yixian alerts\n  yixian alerts --all --json\n  yixian alerts --by prefecture,rule",
     OPTIONS(alerts_options), 0, 0, yx_cli_alerts_by, false},
    {"alert", "ID", "show one alert: its state, its history, who may answer, when it ends",
     "With what it says for itself, and what the county says to that, at the same size. IDs are listed by\n"
     "'yixian alerts --by rule'; the first 6 digits will do (docs/alerts.md).",
     "  yixian alert 5f1e20c3", OPTIONS(plain_options), 1, 1, yx_cli_alert, false},
    {"answer", "ID ack|verify|confirm|false|close|object", "answer an alert",
     "For the post that owns the rule, those above it in the tree, and local; anybody of the county may\n"
     "object. An ack holds until its end, then the alert is new again. What may follow what is drawn in\n"
     "docs/alerts.md; what may not is refused, and what may is named.",
     "  yixian --as cdc421088 answer 5f1e20c3 ack --until 2022-06-03\n"
     "  yixian --as cdc421088 answer 5f1e20c3 false --reason 补报上周病例",
     OPTIONS(answer_options), 2, 2, yx_cli_answer, false},
    {"silence", "", "let alerts disturb nobody for a while, with an end and a reason",
     "Without options, lists what is silenced. Silent alerts stay in every list, marked, and are counted;\n"
     "their clock stands.",
     "  yixian silence\n  yixian silence --rule resp --region 421000 --until 2022-06-10 --reason 系统切换\n"
     "  yixian silence --end 41 --reason 已完成",
     OPTIONS(silence_options), 0, 0, yx_cli_silence, false},
    {"rules", "[NAME]", "list the rules in force, or show the page of one",
     "With what its alarms were found to be: right or wrong, how many a region and week, how soon they\n"
     "were answered, and whether its retirement is proposed (docs/alerts.md). Never by post.",
     "  yixian rules\n  yixian rules resp --json", OPTIONS(plain_options), 0, 1, yx_cli_rules,
     false},
    {"try", "FILE.scene...", "test rules on scenes: figures, and what is to be expected of them",
     "A scene is plain text (docs/scenarios.md) and needs no workspace. Each line that is not met is printed\n"
     "with what was found, and the status is 4; that of a scene that cannot be read is 3.",
     "  yixian try pork.scene\n  yixian try tests/scenarios/*.scene --json", OPTIONS(plain_options),
     1, 4096, yx_cli_try, false},
    {"replay", "", "run a rule over history as it was known on each day",
     "Revisions and late reports included: what it would have raised, where, on which day and for which\n"
     "period, and how it ended; against labels, and beside another rule, if they are given (docs/replay.md).",
     "  yixian replay --rule rules.yaml#resp --from 2021-01-01 --to 2022-12-31 --labels waves.csv\n"
     "  yixian replay --rule '#resp' --rule new.yaml#resp --from 2021-01-01 --json",
     OPTIONS(replay_options), 0, 0, yx_cli_replay, false},
    {"approve", "RULE", "approve a rule in force, so that its alerts are no longer a trial",
     "Needs a replay of exactly this rule in the log, over 52 periods at least (replay --record).",
     "  yixian replay --rule '#resp' --from 2021-01-01 --record\n"
     "  yixian --as cdc420000 approve resp --reason 回放两年，漏报可接受",
     OPTIONS(approve_options), 1, 1, yx_cli_approve, false},
    {"publish", "", "write alerts as files: CAP 1.2, RSS or iCalendar",
     "Sends nothing. Alerts are those of the log, so run 'yixian tick' before; what rests on protected\n"
     "figures is left out and counted, and no figure is named. CAP is a Draft or an Exercise, never\n"
     "Actual (docs/format-cap.md).",
     "  yixian publish --out drafts\n  yixian publish --format ical --out due.ics\n"
     "  yixian publish --check drafts/alert.xml",
     OPTIONS(publish_options), 0, 0, yx_cli_publish, false},
    {"brief", "", "what needs attention, on one page",
     "The brief names the log entry that it was made at; --at prints the same bytes again, whatever was\n"
     "taken since.",
     "  yixian brief\n  yixian brief --region 420000 --lang zh-Hans --format html -o brief.html",
     OPTIONS(brief_options), 0, 0, yx_cli_brief, false},
    {"export", "", "print all figures, as CSV or in the form of another system",
     "Sorted by region, indicator and period; values as they were typed. It can be taken again.",
     "  yixian export > figures.csv\n  yixian export --as-of 2022-05-01 --full\n"
     "  yixian export --sum --boundaries today\n"
     "  yixian export --format dhis2-json > dhis2.json",
     OPTIONS(export_options), 0, 0, yx_cli_export, false},
    {"revisions", "INDICATOR", "how figures were revised after they were published",
     "Every period with its versions by age, in days since it was first published; and over all of\n"
     "them, after 1 day to 2 years: mean revision, mean size, share revised, share upwards.",
     "  yixian revisions gdp.total --region 420000\n"
     "  yixian revisions gdp.total --as-of 2022-05-01 --json",
     OPTIONS(revisions_options), 1, 1, yx_cli_revisions, false},
    {"sql", "[QUERY]", "ask in SQL: one SELECT over figures and catalogues",
     "Read-only, over tables that are made as they are asked (docs/sql.md); without a query, lists them.\n"
     "observation has the figures that stand; observation('all') every version. What is protected is\n"
     "not there. At most 60 s and 1000000 rows.",
     "  yixian sql \"SELECT period, value FROM observation WHERE region = '420000' AND indicator = 'gdp.total'\"\n"
     "  yixian sql --csv \"SELECT indicator, count(*) AS n FROM observation GROUP BY 1\"",
     OPTIONS(sql_options), 0, 1, yx_cli_sql, false},
    {"findings", "", "what the checks ask about the figures",
     "Each is a question to whoever owns the figure, with the arithmetic to redo it; never a verdict.\n"
     "Nothing is repaired. Questions are recorded by 'yixian tick' and answered by explain, a revision,\n"
     "or close.",
     "  yixian findings --region 421100\n  yixian findings --check sum --json\n  yixian findings --rates",
     OPTIONS(findings_options), 0, 0, yx_cli_findings, false},
    {"explain", "FINDING TEXT", "answer a question: why the figure is so",
     "For the post of the office that owns the figure. The explanation is kept in the log and travels\n"
     "with the figure.",
     "  yixian --as stat421100 explain 5f1e20c3 '龙感湖未列入'", OPTIONS(plain_options), 2, 2,
     yx_cli_explain, false},
    {"close", "FINDING REASON", "end a question, with a reason",
     "It opens again when the figures change and the check still asks.",
     "  yixian close 5f1e20c3 'asked twice'", OPTIONS(plain_options), 2, 2, yx_cli_close, false},
    {"mine", "REGION", "everything that is held about a region, to take home",
     "One archive: all versions of its figures with where they came from, its rows of the catalogues,\n"
     "questions and explanations, alerts, what was refused, and the log entries that name it; with a\n"
     "README in Chinese and English (docs/mine.md).",
     "  yixian mine 421023 -o 421023.zip", OPTIONS(mine_options), 1, 1, yx_cli_mine, false},
    {"verify", "", "check that no figure was changed",
     "Checks the hash chain of the log, then everything derived from it. A chain alone shows accidents,\n"
     "not a forger who rewrites all of it: write the head down elsewhere and give it with --head.",
     "  yixian verify\n  yixian verify --head 5f1e...", OPTIONS(verify_options), 0, 0,
     yx_cli_verify, false},
    {"rebuild", "", "make everything derived anew from the log",
     "The same log gives the same bytes.", "  yixian rebuild", OPTIONS(plain_options), 0, 0,
     yx_cli_rebuild, false},
    {"tick", "", "do what time drives",
     "Records which alerts were raised, changed, ended or lapsed since the last tick; lets acknowledgements\n"
     "run out, unanswered alerts climb to the post above, and silences end (docs/alerts.md). Run it after\n"
     "each take, and as often as the shortest clock of a rule asks for.",
     "  yixian tick", OPTIONS(plain_options), 0, 0, yx_cli_tick, false},
    {"due", "", "who owes which figures, since when",
     "Every form, region and period: in time, late, missing, silent, ...; what zero, missing, late,\n"
     "silent, stuck and withdrawn mean is in docs/forms.md. Nothing is called overdue on a day off.",
     "  yixian due\n  yixian due --form ind-monthly --as-of 2022-05-20 --json",
     OPTIONS(due_options), 0, 0, yx_cli_due, false},
    {"form", "FORM", "write a form with its codes and names filled in, to be filled in",
     "What comes back is read by 'yixian take' without a map. Items that are entered in another form are\n"
     "left out.",
     "  yixian form ind-monthly --region 421000 --period 2022-04 -o jingzhou.xlsx",
     OPTIONS(form_options), 1, 1, yx_cli_form, false},
    {"burden", "", "what is asked of counties: how much, how short, how often the same",
     "Items, cells asked and typed, cells asked twice, notice under 24 hours and questions, for each\n"
     "asking office, county and week; what is over the cap of an office stands in its queue. Inspections\n"
     "that could be one are listed below (docs/forms.md).",
     "  yixian burden --week 2022-W19\n"
     "  yixian burden --from 2022-05-01 --to 2022-05-31 --by region --json",
     OPTIONS(burden_options), 0, 0, yx_cli_burden, false},
    {"refuse", "FORM", "refuse a form that has expired",
     "A county need not fill in a form whose legal validity or end date is over. Its refusal is an entry\n"
     "of the log, and the form asks it for nothing more.",
     "  yixian --as stat-421088 refuse ind-monthly --reason 有效期已过", OPTIONS(refuse_options), 1,
     1, yx_cli_refuse, false},
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
