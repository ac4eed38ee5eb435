/* Sections of figures, and of what is expected of them. */
#include "flow/scene_in.h"

enum { REPEAT_MAX = 100000 };

/* What is not among what was read. */
static void unknown(yx_scene_reader *r, size_t line, const char *code, yx_str text,
                    const char *expected, const char *nearest)
{
    if (!r->lost)
        yx_scene_fault(r, line, code, text, expected, nearest);
}

/* --- series --- */

typedef struct series {
    yx_obs obs;       /* as_of, period and figure are still to be set */
    yx_period period; /* of the next figure */
    bool ytd;
    bool sound; /* else its figures are read for their faults alone */
} series;

/* "5.57x3": the figure and how often. */
static size_t repeat_of(yx_str *word)
{
    size_t at = word->n, times = 0;

    while (at > 0 && word->at[at - 1] >= '0' && word->at[at - 1] <= '9')
        at--;
    if (at < 2 || at == word->n || word->at[at - 1] != 'x')
        return 1;
    for (size_t i = at; i < word->n && times <= REPEAT_MAX; i++)
        times = times * 10 + (size_t)(word->at[i] - '0');
    word->n = at - 1;
    return times;
}

static yx_code add_figure(yx_scene_reader *r, series *s, bool gap, yx_err *err)
{
    yx_period key = s->period;
    yx_code rc = YX_OK;

    if (s->ytd)
        (void)yx_period_to_ytd(s->period, &key);
    s->obs.period = key;
    s->obs.as_of = key.last;
    if (!gap && s->sound)
        rc = yx_batch_add(r->scene->figures, &s->obs, err);
    s->period = yx_period_step(s->period, 1);
    return rc;
}

static yx_code read_figure(yx_scene_reader *r, series *s, yx_str word, yx_err *err)
{
    yx_str figure = word;
    size_t times = repeat_of(&figure);
    bool gap = yx_str_is(figure, ".");
    yx_decimal d = {0};
    yx_code rc = YX_OK;

    if ((!gap && yx_decimal_read(figure, &d) != YX_DECIMAL_OK) || times < 1 || times > REPEAT_MAX) {
        yx_scene_fault(r, s->obs.line, "value.not_number", word,
                       "a figure such as 5.57, 5.57x3 for three of them, or . for a gap", NULL);
        return YX_OK;
    }
    s->obs.mantissa = d.mantissa;
    s->obs.scale = d.scale;
    if (r->scene->figures->n + times > YX_SCENE_FIGURES) {
        yx_scene_fault(r, s->obs.line, "scene.figures", word, "200000 at most", NULL);
        return yx_fail(err, YX_E_REFUSED, "too many figures");
    }
    for (size_t i = 0; i < times && !rc; i++)
        rc = add_figure(r, s, gap, err);
    return rc;
}

static bool start_series(yx_scene_reader *r, series *s)
{
    const yx_section *at = r->at;
    const yx_catalog *catalog = r->scene->ws.catalog;
    const yx_indicator *indicator;
    char nearest[200];

    if (at->n_word != 5 || !yx_str_is(at->word[3], "from")) {
        yx_scene_fault(r, at->line, "scene.words", at->word[0],
                       "series REGION INDICATOR from PERIOD", NULL);
        return false;
    }
    indicator = yx_indicator_find(catalog, at->word[2]);
    if (yx_region_newest(catalog, at->word[1]) == YX_REGION_NONE) {
        (void)yx_region_nearest(catalog, at->word[1], nearest, sizeof nearest);
        unknown(r, at->line, "region.unknown", at->word[1], "a region of the scene", nearest);
        return false;
    }
    if (!indicator) {
        (void)yx_indicator_nearest(catalog, at->word[2], nearest, sizeof nearest);
        unknown(r, at->line, "indicator.unknown", at->word[2], "an indicator of the scene",
                nearest);
        return false;
    }
    if (!yx_period_read(at->word[4], &s->period) ||
        yx_period_kind_of(s->period) != indicator->every) {
        yx_scene_fault(r, at->line, "period.bad", at->word[4],
                       "a period as the indicator is reported", NULL);
        return false;
    }
    s->ytd = indicator->kind == YX_YTD && indicator->every >= YX_PERIOD_MONTH;
    return true;
}

yx_code yx_scene_series(yx_scene_reader *r, yx_err *err)
{
    yx_batch *batch = r->scene->figures;
    series s = {.obs = {.contributors = YX_CONTRIBUTORS_NONE,
                        .release = YX_DAY_NONE,
                        .column = 1,
                        .status = YX_STATUS_NONE}};
    yx_str rest = r->at->body, line, word;
    yx_code rc = YX_OK;

    s.sound = start_series(r, &s);
    if (s.sound)
        rc = yx_names_add(batch->region, r->at->word[1], &s.obs.region, err);
    if (s.sound && !rc)
        rc = yx_names_add(batch->indicator, r->at->word[2], &s.obs.indicator, err);
    for (size_t at = r->at->first; !rc && yx_scene_take_line(&rest, &line); at++) {
        s.obs.line = (uint32_t)at;
        while (!yx_scene_nothing(line) && !rc && yx_scene_take_word(&line, &word))
            rc = read_figure(r, &s, word, err);
    }
    return rc;
}

/* --- expectations --- */

static bool whole(yx_str word, size_t most, size_t *ret)
{
    size_t v = 0;

    if (word.n == 0 || word.n > 6)
        return false;
    for (size_t i = 0; i < word.n; i++) {
        if (word.at[i] < '0' || word.at[i] > '9')
            return false;
        v = v * 10 + (size_t)(word.at[i] - '0');
    }
    *ret = v;
    return v <= most;
}

/* One word of what is expected, with its number. */
static bool read_word(yx_expected *e, yx_str word, yx_str *rest)
{
    static const struct {
        const char *word;
        unsigned bit;
    } plain[] = {{"none", YX_EXPECT_NONE},
                 {"blind", YX_EXPECT_BLIND},
                 {"undefined", YX_EXPECT_UNDEFINED},
                 {"outside", YX_EXPECT_OUTSIDE},
                 {"inhibited", YX_EXPECT_INHIBITED}};
    yx_str number;
    size_t v = 0;

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (yx_str_is(word, plain[i].word)) {
            e->words |= plain[i].bit;
            return true;
        }
    for (int t = YX_TURN_RAISED; t < YX_N_TURN; t++)
        if (yx_str_is(word, yx_turn_name[t]) && !(e->words & YX_EXPECT_TURN)) {
            e->words |= YX_EXPECT_TURN;
            e->turn = (yx_turn)t;
            return true;
        }
    if (yx_str_is(word, "level") && yx_scene_take_word(rest, &number) && whole(number, 100, &v)) {
        e->words |= YX_EXPECT_LEVEL;
        e->level = (int)v;
        return v > 0;
    }
    if (yx_str_is(word, "groups") && yx_scene_take_word(rest, &number) && whole(number, 64, &v)) {
        e->words |= YX_EXPECT_GROUPS;
        e->groups = v;
        return true;
    }
    return false;
}

static bool read_words(yx_expected *e, yx_str rest)
{
    yx_str word;

    while (yx_scene_take_word(&rest, &word))
        if (!read_word(e, word, &rest))
            return false;
    return e->words != 0 && !((e->words & YX_EXPECT_NONE) && (e->words & YX_EXPECT_LEVEL));
}

/* What is expected, as it stands there, without a comment. */
static yx_str as_written(yx_str rest)
{
    yx_str left = rest, word = {rest.at, 0}, all;
    const char *end = rest.at;

    while (yx_scene_take_word(&left, &word))
        end = word.at + word.n;
    all = (yx_str){rest.at, (size_t)(end - rest.at)};
    return yx_str_trim(all);
}

static bool find_place(yx_scene_reader *r, yx_expected *e, yx_str region, yx_str period,
                       size_t line)
{
    const yx_catalog *catalog = r->scene->ws.catalog;
    const yx_rule *rule = yx_rule_at(r->scene->ws.rules, e->rule);
    char nearest[200];

    if (!yx_period_read(period, &e->line.period) ||
        yx_period_kind_of(e->line.period) != rule->every) {
        yx_scene_fault(r, line, "period.bad", period, "a period in which the rule counts", NULL);
        return false;
    }
    if (yx_region_find(catalog, region, e->line.period, &e->region) != YX_REGION_OK) {
        (void)yx_region_nearest(catalog, region, nearest, sizeof nearest);
        unknown(r, line, "region.unknown", region, "a region of the scene", nearest);
        return false;
    }
    return true;
}

static yx_code read_expected(yx_scene_reader *r, uint32_t rule, yx_str line, size_t at, yx_err *err)
{
    yx_scene *scene = r->scene;
    yx_expected e = {.rule = rule, .line = {.line = at}};
    yx_str region, period, said;
    yx_code rc;

    if (!yx_scene_take_word(&line, &region))
        return YX_OK; /* a comment */
    if (!yx_scene_take_word(&line, &period)) {
        yx_scene_fault(r, at, "scene.words", region, "REGION PERIOD and what is expected", NULL);
        return YX_OK;
    }
    said = as_written(line);
    if (!read_words(&e, line)) {
        yx_scene_fault(
            r, at, "scene.words", said.n ? said : period,
            "none, level N, raised, worse, better, ended, lapsed, blind, undefined, outside, "
            "inhibited, groups N",
            NULL);
        return YX_OK;
    }
    if (rule == UINT32_MAX || !find_place(r, &e, region, period, at))
        return YX_OK;
    if (scene->n == YX_SCENE_EXPECTED) {
        yx_scene_fault(r, at, "scene.figures", region, "2000 expectations at most", NULL);
        return yx_fail(err, YX_E_REFUSED, "too many expectations");
    }
    e.line.expected = yx_arena_text(&scene->arena, said.at, said.n);
    e.line.region = yx_arena_text(&scene->arena, region.at, region.n);
    e.line.rule = yx_arena_text(&scene->arena, r->at->word[1].at, r->at->word[1].n);
    if (!e.line.expected || !e.line.region || !e.line.rule)
        return yx_fail(err, YX_E_NOMEM, "no memory for an expectation");
    rc = yx_grow(&scene->at, &scene->cap, scene->n + 1, sizeof e, err);
    if (!rc)
        scene->at[scene->n++] = e;
    return rc;
}

static const char *nearest_rule(const yx_rules *rules, yx_str name)
{
    const char *nearest = NULL;
    size_t best = 3;

    for (uint32_t i = 0; i < yx_n_rule(rules); i++) {
        const char *other = yx_rule_at(rules, i)->name;
        size_t d = yx_text_distance(name, yx_str_of(other), best);
        if (d <= best) {
            best = d ? d - 1 : 0;
            nearest = other;
        }
    }
    return nearest;
}

yx_code yx_scene_expect(yx_scene_reader *r, yx_err *err)
{
    const yx_section *s = r->at;
    const yx_rules *rules = r->scene->ws.rules;
    yx_str rest = s->body, line;
    uint32_t rule = 0;
    yx_code rc = YX_OK;

    if (s->n_word != 2) {
        yx_scene_fault(r, s->line, "scene.words", s->word[0], "expect RULE", NULL);
        return YX_OK;
    }
    while (rule < yx_n_rule(rules) && !yx_str_is(s->word[1], yx_rule_at(rules, rule)->name))
        rule++;
    if (rule == yx_n_rule(rules)) {
        unknown(r, s->line, "scene.rule", s->word[1], "a rule of the sections above",
                nearest_rule(rules, s->word[1]));
        rule = UINT32_MAX; /* its lines are read for their faults */
    }
    for (size_t at = s->first; !rc && yx_scene_take_line(&rest, &line); at++)
        if (!yx_scene_nothing(line))
            rc = read_expected(r, rule, line, at, err);
    return rc;
}
