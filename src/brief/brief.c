/* One function a section, in the order of the page. */
#include "brief/brief.h"

#include "brief/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Most names in a sentence and most alerts told in full; bytes of a number's text. */
enum { LISTED = 30, NUMBER = 64 };

typedef struct brief {
    const yx_brief_facts *facts;
    yx_lang lang;
    yx_doc *doc;
    yx_buf list; /* a text under way */
    bool failed;
} brief;

static const char *say(const brief *b, yx_word word)
{
    return yx_word_text(word, b->lang);
}

static const char *period(const brief *b, yx_period p, bool ytd, char out[YX_PERIOD_TEXT])
{
    return yx_period_say(p, ytd, b->lang, out);
}

static void start_list(brief *b)
{
    b->failed = b->failed || yx_buf_check(&b->list, NULL) != YX_OK;
    yx_buf_clear(&b->list);
}

static const char *list_text(const brief *b)
{
    return b->list.at ? b->list.at : "";
}

static void add_word(brief *b, size_t i, const char *text)
{
    if (i > 0)
        yx_buf_text(&b->list, say(b, W_COMMA));
    yx_buf_text(&b->list, text);
}

static const char *words_of(brief *b, const char *const *word, size_t n)
{
    start_list(b);
    for (size_t i = 0; i < n; i++)
        add_word(b, i, word[i]);
    return list_text(b);
}

static void table(const brief *b, const yx_word *column, const yx_align *align, size_t n)
{
    const char *head[YX_TABLE_COLUMNS];

    for (size_t i = 0; i < n; i++)
        head[i] = say(b, column[i]);
    yx_doc_table(b->doc, head, align, n);
}

static void cell_from(const brief *b, const yx_brief_from *from)
{
    if (!from->file)
        yx_doc_cell(b->doc, "%s", "");
    else if (from->line)
        yx_doc_cell(b->doc, "%s:%zu", from->file, from->line);
    else
        yx_doc_cell(b->doc, "%s", from->file);
}

static void cell_place(const brief *b, const yx_brief_place *place)
{
    yx_doc_cell(b->doc, say(b, W_PLACE), place->name, place->code);
}

/* Digits behind the point of a figure, and one more for what is computed from such figures. */
static int digits_for(const char *figure)
{
    const char *point = figure ? strchr(figure, '.') : NULL;
    size_t n = point ? strlen(point + 1) : 0;

    return n < 9 ? (int)n + 1 : 10;
}

/* A computed number, or a dash where there is none. */
static const char *computed(double v, int digits, char out[NUMBER])
{
    if (!isfinite(v))
        return "–";
    /* Beyond 2^53 digits behind the point mean nothing. */
    if (fabs(v) >= 9007199254740992.0)
        snprintf(out, NUMBER, "%.6e", v);
    else
        snprintf(out, NUMBER, "%.*f", digits, v);
    return out;
}

/* --- head --- */

static size_t streams_with_late(const yx_brief_facts *facts)
{
    size_t n = 0;

    for (size_t i = 0; i < facts->n_reports; i++)
        n += facts->reports[i].n_late > 0 || !facts->reports[i].any ||
             facts->reports[i].behind >= YX_BRIEF_SILENT;
    return n;
}

static const char *day_text(const brief *b, yx_day day, char out[NUMBER])
{
    int y, m, d;

    yx_day_parts(day, &y, &m, &d);
    snprintf(out, NUMBER, say(b, W_DAY), y, m, d);
    return out;
}

static void head(const brief *b)
{
    const yx_brief_facts *f = b->facts;
    char day[NUMBER], hash[13];

    snprintf(hash, sizeof hash, "%s", f->head);
    yx_doc_lead(b->doc, say(b, W_AS_OF), day_text(b, f->as_of, day), (unsigned long long)f->seq,
                hash);
    if (f->joined)
        yx_doc_lead(b->doc, say(b, W_BOUNDARIES), day_text(b, f->on, day));
    yx_doc_lead(b->doc, say(b, W_COUNTS), f->n_alert, f->recent, f->n_ended, streams_with_late(f),
                f->n_reports);
}

/* --- 1: needs attention --- */

static yx_word state_word(yx_state state)
{
    switch (state) {
    case YX_GAP:
        return W_GAP;
    case YX_TOO_SHORT:
        return W_TOO_SHORT;
    case YX_NO_ANSWER:
        return W_NO_ANSWER;
    case YX_JUDGED:
        break;
    }
    return W_QUIET;
}

static bool looks_low(const yx_brief_stream *s)
{
    /* With "both" the limit that is given tells: it lies below what was expected. */
    return s->look == YX_LOOK_LOW || (s->look == YX_LOOK_BOTH && s->upper < s->expected);
}

static yx_word finding(const yx_brief_stream *s)
{
    if (!s->alarm)
        return W_QUIET;
    return looks_low(s) ? W_ALARM_LOW : W_ALARM_HIGH;
}

/* " [file:line]", or nothing where it is not known. */
static const char *from_text(brief *b, const yx_brief_from *from)
{
    start_list(b);
    if (from->file && from->line)
        yx_buf_f(&b->list, " [%s:%zu]", from->file, from->line);
    else if (from->file)
        yx_buf_f(&b->list, " [%s]", from->file);
    return list_text(b);
}

/* How the limit was reached, in words, and where the figure came from. */
static void stream_note(brief *b, const yx_brief_stream *s)
{
    char mean[NUMBER], factor[NUMBER], sd[NUMBER], upper[NUMBER], expected[NUMBER];
    char from[YX_PERIOD_TEXT], to[YX_PERIOD_TEXT];
    int digits = digits_for(s->observed);

    if (s->silent && s->alarm) {
        yx_doc_note(b->doc, say(b, W_SILENT_FIGURE), s->indicator, from_text(b, &s->from));
    } else if (!s->detector[0] && s->observed) {
        yx_doc_note(b->doc, say(b, W_FIGURE_GIVEN), s->indicator, s->observed,
                    from_text(b, &s->from));
    } else if (s->state != YX_JUDGED || !s->observed) {
        yx_doc_note(b->doc, say(b, W_UNJUDGED), s->indicator,
                    s->detector[0] ? s->detector : say(b, W_LOOK_NONE),
                    say(b, s->observed ? state_word(s->state) : W_GAP), from_text(b, &s->from));
    } else if (isnan(s->sum.mean)) {
        yx_doc_note(b->doc, say(b, W_LIMIT), s->indicator, s->detector,
                    computed(s->expected, digits, expected), computed(s->upper, digits, upper),
                    s->observed, say(b, finding(s)), from_text(b, &s->from));
    } else {
        yx_doc_note(b->doc, say(b, looks_low(s) ? W_SUM_LOW : W_SUM_HIGH), s->indicator,
                    s->detector, computed(s->sum.mean, digits, mean),
                    computed(s->sum.factor, 2, factor), computed(s->sum.sd, digits, sd),
                    period(b, s->sum.from, false, from), period(b, s->sum.to, false, to),
                    computed(s->upper, digits, upper), s->observed, say(b, finding(s)),
                    from_text(b, &s->from));
    }
}

static void course(const brief *b, const yx_brief_stream *s)
{
    char title[512], from[YX_PERIOD_TEXT], to[YX_PERIOD_TEXT], low[NUMBER], high[NUMBER];
    double lo = INFINITY, hi = -INFINITY;
    /* What is drawn are figures, so they need no digit more than the figure. */
    int digits = digits_for(s->observed) - 1;

    for (size_t i = 0; i < s->n_course; i++) {
        if (!isfinite(s->course[i]))
            continue;
        lo = fmin(lo, s->course[i]);
        hi = fmax(hi, s->course[i]);
    }
    snprintf(title, sizeof title, say(b, lo <= hi ? W_COURSE : W_COURSE_NONE), s->indicator,
             period(b, s->course_from, s->ytd, from), period(b, s->course_to, s->ytd, to),
             computed(lo, digits, low), computed(hi, digits, high));
    yx_doc_cell_spark(b->doc,
                      &(yx_spark){s->course, s->course_upper, s->course_alarm, s->n_course, title});
}

static void stream_row(const brief *b, const yx_brief_stream *s)
{
    char text[YX_PERIOD_TEXT], expected[NUMBER], upper[NUMBER];
    int digits = digits_for(s->observed);
    bool judged = s->observed && s->state == YX_JUDGED;

    yx_doc_cell(b->doc, s->unit[0] ? say(b, W_PLACE) : "%s", s->indicator, s->unit);
    yx_doc_cell(b->doc, "%s", s->group);
    yx_doc_cell(b->doc, "%s", period(b, s->period, s->ytd, text));
    yx_doc_cell(b->doc, "%s%s", s->alarm && judged ? "▲ " : "",
                s->observed ? s->observed : say(b, W_GAP));
    yx_doc_cell(b->doc, "%s", computed(judged ? s->expected : NAN, digits, expected));
    yx_doc_cell(b->doc, "%s", computed(judged ? s->upper : NAN, digits, upper));
    course(b, s);
}

/* What became of it, and what is said against it, at the size of what it says for itself. */
static void life(brief *b, const yx_brief_alert *a)
{
    if (!a->id)
        return;
    if (a->post[0])
        yx_doc_para(b->doc, say(b, W_LIFE), a->id, a->state, a->post);
    else
        yx_doc_para(b->doc, say(b, W_LIFE_NOBODY), a->id, a->state);
    if (a->objection[0])
        yx_doc_para(b->doc, say(b, W_COUNTY_NO), a->objector, a->objection);
    else
        yx_doc_para(b->doc, "%s", say(b, W_COUNTY_ROOM));
}

static void alert(brief *b, const yx_brief_alert *a)
{
    static const yx_word column[] = {C_INDICATOR, C_GROUP, C_PERIOD, C_OBSERVED,
                                     C_EXPECTED,  C_LIMIT, C_COURSE};
    static const yx_align align[] = {YX_LEFT,  YX_LEFT,  YX_FIXED, YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_FIXED};
    char since[YX_PERIOD_TEXT], last[YX_PERIOD_TEXT];

    yx_doc_alert(b->doc, say(b, W_ALERT), a->place.name, a->place.code,
                 a->hazard[0] ? a->hazard : a->rule, a->scheme, a->level);
    if (a->at_least > 0)
        yx_doc_para(b->doc, say(b, W_ALERT_SAYS), period(b, a->since, false, since),
                    period(b, a->last, false, last), a->n_group, a->n_group_of, a->at_least,
                    words_of(b, a->group, a->n_group), a->rule, a->version);
    else
        yx_doc_para(b->doc, say(b, W_ALERT_HOLDS), period(b, a->since, false, since),
                    period(b, a->last, false, last), a->when, a->n_group, a->n_group_of,
                    words_of(b, a->group, a->n_group), a->rule, a->version);
    life(b, a);
    for (size_t i = 0; i < a->n_reckoned; i++)
        yx_doc_note(b->doc, say(b, W_RECKONED), a->reckoned[i]);
    for (size_t i = 0; i < a->n_turn; i++)
        yx_doc_note(b->doc, say(b, a->turn[i].worse ? W_TURN_WORSE : W_TURN_BETTER),
                    period(b, a->turn[i].period, false, since), a->scheme, a->turn[i].level);
    if (a->inhibited)
        yx_doc_note(b->doc, say(b, W_INHIBITED), a->inhibited);
    if (a->over)
        yx_doc_note(b->doc, say(b, W_OVER), a->over);
    table(b, column, align, YX_COUNT(column));
    for (size_t i = 0; i < a->n_stream; i++)
        stream_row(b, &a->stream[i]);
    for (size_t i = 0; i < a->n_stream; i++) {
        const yx_brief_stream *s = &a->stream[i];
        stream_note(b, s);
        if (s->observed && s->reported)
            yx_doc_note(b->doc, say(b, W_NEW_OF), s->reported);
    }
}

/* Several alerts: first all of them in one table. */
static void overview(brief *b)
{
    static const yx_word column[] = {C_REGION, C_HAZARD, C_GRADE, C_SINCE, C_LAST, C_GROUPS};
    static const yx_align align[] = {YX_LEFT, YX_LEFT, YX_LEFT, YX_FIXED, YX_FIXED, YX_LEFT};
    char text[YX_PERIOD_TEXT];

    table(b, column, align, YX_COUNT(column));
    for (size_t i = 0; i < b->facts->n_alert; i++) {
        const yx_brief_alert *a = &b->facts->alert[i];
        cell_place(b, &a->place);
        yx_doc_cell(b->doc, "%s", a->hazard[0] ? a->hazard : a->rule);
        yx_doc_cell(b->doc, "%s %d", a->scheme, a->level);
        yx_doc_cell(b->doc, "%s", period(b, a->since, false, text));
        yx_doc_cell(b->doc, "%s", period(b, a->last, false, text));
        yx_doc_cell(b->doc, "%s", words_of(b, a->group, a->n_group));
    }
}

static void ended(brief *b)
{
    static const yx_word column[] = {C_REGION, C_RULE, C_SINCE, C_LAST, C_END, C_GROUPS};
    static const yx_align align[] = {YX_LEFT, YX_LEFT, YX_FIXED, YX_FIXED, YX_FIXED, YX_LEFT};
    const yx_brief_facts *f = b->facts;
    char text[YX_PERIOD_TEXT];

    yx_doc_subheading(b->doc, say(b, W_ENDED), f->recent);
    if (f->n_ended == 0) {
        yx_doc_para(b->doc, say(b, W_NO_ENDED), f->recent);
        return;
    }
    table(b, column, align, YX_COUNT(column));
    for (size_t i = 0; i < f->n_ended; i++) {
        const yx_brief_ended *e = &f->ended[i];
        cell_place(b, &e->place);
        yx_doc_cell(b->doc, "%s", e->rule);
        yx_doc_cell(b->doc, "%s", period(b, e->since, false, text));
        yx_doc_cell(b->doc, "%s", period(b, e->last, false, text));
        yx_doc_cell(b->doc, e->lapsed ? say(b, W_LAPSED) : "%s", period(b, e->end, false, text));
        yx_doc_cell(b->doc, "%s", words_of(b, e->group, e->n_group));
    }
}

static void attention(brief *b)
{
    yx_doc_heading(b->doc, "%s", say(b, W_ATTENTION));
    if (b->facts->n_alert == 0)
        yx_doc_para(b->doc, "%s", say(b, W_NO_ALERT));
    if (b->facts->n_alert > 1)
        overview(b);
    for (size_t i = 0; i < b->facts->n_alert && i < LISTED; i++)
        alert(b, &b->facts->alert[i]);
    if (b->facts->n_alert > LISTED)
        yx_doc_para(b->doc, say(b, W_MORE_ALERTS), b->facts->n_alert - LISTED);
    ended(b);
}

/* --- 2: where nothing is raised --- */

/* Ends a list that was cut after LISTED names. */
static const char *with_more(brief *b, size_t n)
{
    if (n > LISTED)
        yx_buf_f(&b->list, say(b, W_MORE), n - LISTED);
    return list_text(b);
}

static void unseen(brief *b, const yx_brief_place *place, size_t n, yx_word word)
{
    if (n == 0)
        return;
    start_list(b);
    for (size_t k = 0; k < n && k < LISTED; k++) {
        add_word(b, k, "");
        yx_buf_f(&b->list, say(b, W_PLACE), place[k].name, place[k].code);
    }
    yx_doc_para(b->doc, say(b, word), n, with_more(b, n));
}

static void nothing(brief *b)
{
    yx_doc_heading(b->doc, "%s", say(b, W_NOTHING));
    if (b->facts->n_rule == 0)
        yx_doc_para(b->doc, "%s", say(b, W_RULE_NONE));
    for (size_t i = 0; i < b->facts->n_rule; i++) {
        const yx_brief_rule *r = &b->facts->rule[i];
        if (r->at_least > 0)
            yx_doc_para(b->doc, say(b, W_RULE_SEEN), r->name, r->version, r->n_region, r->n_open,
                        r->n_able, r->n_stream, r->at_least);
        else
            yx_doc_para(b->doc, say(b, W_RULE_WATCHED), r->name, r->version, r->n_region, r->n_open,
                        r->n_able, r->n_stream);
        if (r->outside) {
            yx_doc_para(b->doc, say(b, W_OUTSIDE), r->name, r->version);
            continue;
        }
        unseen(b, r->undefined, r->n_undefined, W_UNDEFINED);
        unseen(b, r->blind, r->n_blind, r->at_least > 0 ? W_BLIND : W_BLIND_ANY);
        if (r->n_blind == 0 && r->n_undefined == 0)
            yx_doc_para(b->doc, "%s", say(b, W_BLIND_NONE));
    }
}

/* --- 3: who has not reported --- */

static void reported(brief *b, const yx_brief_reports *r)
{
    char last[YX_PERIOD_TEXT];

    if (!r->any) {
        yx_doc_cell(b->doc, "%s", say(b, W_NEVER));
        return;
    }
    if (r->n_late == 0) {
        yx_doc_cell(b->doc, say(b, r->behind < YX_BRIEF_SILENT ? W_ALL_REPORTED : W_ALL_SILENT),
                    r->n_region);
        return;
    }
    start_list(b);
    for (size_t i = 0; i < r->n_late && i < LISTED; i++) {
        const yx_brief_late *late = &r->late[i];
        yx_buf_text(&b->list, i ? say(b, W_SEMICOLON) : "");
        yx_buf_f(&b->list, say(b, W_LATE_ONE), late->place.name, late->place.code,
                 period(b, late->last, false, last));
    }
    yx_doc_cell(b->doc, say(b, W_LATE), r->n_late, r->n_region, with_more(b, r->n_late));
}

static void silent(brief *b)
{
    static const yx_word column[] = {C_STREAM, C_INDICATOR, C_NEWEST, C_BEHIND, C_REPORTED};
    static const yx_align align[] = {YX_FIXED, YX_LEFT, YX_FIXED, YX_RIGHT, YX_LEFT};
    char newest[YX_PERIOD_TEXT];

    yx_doc_heading(b->doc, "%s", say(b, W_SILENT));
    if (b->facts->n_reports == 0) {
        yx_doc_para(b->doc, "%s", say(b, W_SILENT_NONE));
        return;
    }
    table(b, column, align, YX_COUNT(column));
    for (size_t i = 0; i < b->facts->n_reports; i++) {
        const yx_brief_reports *r = &b->facts->reports[i];
        yx_doc_cell(b->doc, "%s", r->name);
        yx_doc_cell(b->doc, "%s", r->indicator);
        if (r->any) {
            yx_doc_cell(b->doc, "%s", period(b, r->newest, false, newest));
            yx_doc_cell(b->doc, "%zu", r->behind);
        } else {
            yx_doc_cell(b->doc, "–");
            yx_doc_cell(b->doc, "–");
        }
        reported(b, r);
    }
}

/* --- 4: figures --- */

static void figures(const brief *b)
{
    static const yx_word column[] = {C_INDICATOR, C_PERIOD, C_VALUE, C_UNIT, C_NOTE, C_FROM};
    static const yx_align align[] = {YX_LEFT, YX_FIXED, YX_RIGHT, YX_LEFT, YX_LEFT, YX_LEFT};
    char text[YX_PERIOD_TEXT];

    yx_doc_heading(b->doc, "%s", say(b, W_FIGURES));
    if (b->facts->n_figure == 0) {
        yx_doc_para(b->doc, "%s", say(b, W_FIGURES_NONE));
        return;
    }
    table(b, column, align, YX_COUNT(column));
    for (size_t i = 0; i < b->facts->n_figure; i++) {
        const yx_brief_figure *f = &b->facts->figure[i];
        yx_doc_cell(b->doc, "%s", f->indicator);
        yx_doc_cell(b->doc, "%s", period(b, f->period, f->ytd, text));
        yx_doc_cell(b->doc, "%s", f->value);
        yx_doc_cell(b->doc, "%s", f->unit);
        yx_doc_cell(b->doc, "%s", f->note);
        cell_from(b, &f->from);
    }
}

/* --- foot --- */

static void watch_row(brief *b, const yx_brief_watch *w)
{
    static const yx_word look[] = {
        [YX_LOOK_HIGH] = W_LOOK_HIGH, [YX_LOOK_LOW] = W_LOOK_LOW, [YX_LOOK_BOTH] = W_LOOK_BOTH};

    yx_doc_cell(b->doc, "%s", w->name);
    yx_doc_cell(b->doc, "%s", w->indicator);
    yx_doc_cell(b->doc, "%s", w->group);
    yx_doc_cell(b->doc, "%s", w->source);
    start_list(b);
    for (size_t i = 0; i < w->n_option; i++) {
        add_word(b, i, w->option[i].name);
        yx_buf_f(&b->list, " %s", w->option[i].value);
    }
    yx_doc_cell(b->doc, w->n_option ? say(b, W_PLACE) : "%s",
                w->detector ? w->detector : say(b, W_NO_DETECTOR), list_text(b));
    yx_doc_cell(b->doc, "%s",
                say(b, w->silent     ? W_LOOK_SILENT
                       : w->detector ? look[w->look]
                                     : W_LOOK_NONE));
    yx_doc_cell(b->doc, "%s", w->level ? w->level : say(b, W_ALL_REGIONS));
}

static void events(const brief *b)
{
    char first[NUMBER], last[NUMBER];

    if (b->facts->n_event > 0)
        yx_doc_note(b->doc, "%s", say(b, W_EVENTS));
    for (size_t i = 0; i < b->facts->n_event; i++) {
        const yx_brief_event *e = &b->facts->event[i];
        yx_doc_note(b->doc, say(b, e->limit ? W_EVENT_LIMIT : W_EVENT),
                    e->place.code[0] ? e->place.name : say(b, W_EVERYWHERE),
                    e->indicator[0] ? e->indicator : say(b, W_ALL_INDICATORS),
                    day_text(b, e->first, first),
                    e->last == YX_DAY_MAX ? say(b, W_STILL_ON) : day_text(b, e->last, last),
                    e->note, e->limit ? e->limit : "");
    }
}

static void approval(const brief *b, const yx_brief_rule *r)
{
    char day[NUMBER];

    if (r->approved_by)
        yx_doc_note(b->doc, say(b, W_APPROVED), r->name, r->approved_by,
                    day_text(b, r->approved_on, day));
    else
        yx_doc_note(b->doc, say(b, W_NOT_APPROVED), r->name);
}

static void rule_text(const brief *b, const yx_brief_rule *r)
{
    approval(b, r);
    if (r->at_least > 0) {
        yx_doc_note(b->doc, say(b, W_RULE_TEXT), r->name, r->version, r->at_least, r->n_group,
                    r->within, r->quiet_for, r->scheme, r->level, r->file);
        return;
    }
    yx_doc_note(b->doc, say(b, W_RULE_GRADES), r->name, r->version, r->file, r->scheme);
    for (size_t i = 0; i < r->n_grade; i++)
        yx_doc_note(b->doc, say(b, W_GRADE), r->scheme, r->grade[i].level, r->grade[i].when);
    yx_doc_note(b->doc, say(b, W_EXIT), r->exit);
}

static void foot(brief *b)
{
    static const yx_word column[] = {C_STREAM,   C_INDICATOR, C_GROUP, C_SOURCE,
                                     C_DETECTOR, C_LOOK,      C_WHERE};
    static const yx_align align[] = {YX_FIXED, YX_LEFT, YX_LEFT, YX_LEFT,
                                     YX_LEFT,  YX_LEFT, YX_LEFT};

    yx_doc_heading(b->doc, "%s", say(b, W_READING));
    yx_doc_note(b->doc, "%s", say(b, W_HOW_TO_READ));
    events(b);
    for (size_t i = 0; i < b->facts->n_rule; i++) {
        const yx_brief_rule *r = &b->facts->rule[i];
        rule_text(b, r);
        table(b, column, align, YX_COUNT(column));
        for (size_t k = 0; k < r->n_watch; k++)
            watch_row(b, &r->watch[k]);
    }
}

yx_code yx_brief(const yx_brief_facts *facts, yx_lang lang, yx_doc **ret_doc, yx_err *err)
{
    brief b = {.facts = facts, .lang = lang};
    char title[512];
    yx_code rc;

    snprintf(title, sizeof title, yx_word_text(W_TITLE, lang), facts->scope.name,
             facts->scope.code);
    rc = yx_doc_new(title, lang, &b.doc, err);
    if (rc)
        return rc;
    head(&b);
    attention(&b);
    nothing(&b);
    silent(&b);
    figures(&b);
    foot(&b);
    start_list(&b); /* and looks whether the last list was whole */
    yx_buf_free(&b.list);
    if (b.failed) {
        yx_doc_free(b.doc);
        return yx_fail(err, YX_E_NOMEM, "no memory for a brief");
    }
    *ret_doc = b.doc;
    return YX_OK;
}
