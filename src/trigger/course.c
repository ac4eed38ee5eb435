#include "trigger/course.h"

const char *const yx_turn_name[YX_N_TURN] = {
    [YX_TURN_NONE] = "none",     [YX_TURN_RAISED] = "raised", [YX_TURN_WORSE] = "worse",
    [YX_TURN_BETTER] = "better", [YX_TURN_ENDED] = "ended",   [YX_TURN_LAPSED] = "lapsed",
};

/* What one period says: the gravest grade that holds (n_grade: none), and whether it is quiet. */
typedef struct said {
    size_t best;
    bool quiet, blind; /* neither: something stands against the end, though no grade holds */
} said;

static said listen(const yx_rule *rule, const uint8_t *holds)
{
    said s = {.best = rule->n_grade};

    for (size_t g = rule->n_grade; g-- > 0;) {
        if (holds[g] == YX_YES)
            s.best = g;
        s.blind |= holds[g] == YX_BLIND;
    }
    if (rule->exit_when >= 0)
        s.blind = holds[rule->n_grade] == YX_BLIND;
    s.quiet = s.best == rule->n_grade &&
              (rule->exit_when >= 0 ? holds[rule->n_grade] == YX_YES : !s.blind);
    return s;
}

static void more(uint16_t *count)
{
    if (*count < UINT16_MAX)
        ++*count;
}

/* The grade of a step's level; n_grade: the rule has none of that level. */
static size_t grade_of(const yx_rule *rule, int level)
{
    size_t g = 0;

    while (g < rule->n_grade && rule->grade[g].level != level)
        g++;
    return g;
}

/* The number of the next step that goes down from where the course stands; n_step: none is left. */
static size_t next_step(const yx_rule *rule, const yx_course *c)
{
    size_t i = c->step;

    for (; i < rule->n_step && rule->step[i].level != 0; i++) {
        size_t g = grade_of(rule, rule->step[i].level);
        if (g == rule->n_grade || g > c->grade)
            break;
    }
    return i;
}

static yx_turn stop(const yx_rule *rule, yx_course *c, yx_turn turn)
{
    *c = (yx_course){.grade = c->grade,
                     .step = c->step,
                     .rest = rule->rest < UINT16_MAX ? (uint16_t)rule->rest : UINT16_MAX};
    return turn;
}

static yx_turn set(yx_course *c, size_t grade, yx_turn turn)
{
    c->grade = (uint8_t)grade;
    c->step = 0;
    c->milder = c->quiet = 0;
    return turn;
}

/* A grade holds: fresh evidence. */
static yx_turn confirm(const yx_rule *rule, yx_course *c, size_t best, const uint8_t *holds)
{
    /* At a step whose level is no grade, the grade that it came from is a graver one again. */
    bool below = c->step > 0 && rule->step[c->step - 1].level != rule->grade[c->grade].level &&
                 grade_of(rule, rule->step[c->step - 1].level) == rule->n_grade;

    c->stale = c->quiet = 0;
    if (best < c->grade || (best == c->grade && below))
        return set(c, best, YX_TURN_WORSE);
    if (best == c->grade) {
        c->milder = 0;
        return YX_TURN_NONE;
    }
    if (holds[c->grade] == YX_NO)
        more(&c->milder);
    return c->milder < rule->quiet_for ? YX_TURN_NONE : set(c, best, YX_TURN_BETTER);
}

static yx_turn calm(const yx_rule *rule, yx_course *c)
{
    size_t i = next_step(rule, c), g;

    more(&c->quiet);
    if (c->quiet < (i < rule->n_step ? rule->step[i].quiet_for : rule->quiet_for))
        return YX_TURN_NONE;
    if (i == rule->n_step || rule->step[i].level == 0)
        return stop(rule, c, YX_TURN_ENDED);
    g = grade_of(rule, rule->step[i].level);
    if (g < rule->n_grade)
        c->grade = (uint8_t)g;
    c->step = (uint8_t)(i + 1);
    c->quiet = c->milder = 0;
    return YX_TURN_BETTER;
}

yx_turn yx_course_step(const yx_rule *rule, yx_course *course, const uint8_t *holds)
{
    said s = listen(rule, holds);
    yx_turn turn = YX_TURN_NONE;

    if (!course->on) {
        bool resting = course->rest > 0;
        course->rest = (uint16_t)(course->rest - resting);
        if (s.best == rule->n_grade || (resting && s.best >= course->grade))
            return YX_TURN_NONE;
        *course = (yx_course){.on = true, .grade = (uint8_t)s.best};
        return YX_TURN_RAISED;
    }
    if (s.best < rule->n_grade)
        return confirm(rule, course, s.best, holds);
    if (s.quiet)
        turn = calm(rule, course);
    else if (!s.blind)
        course->quiet = 0;
    if (!course->on)
        return turn;
    more(&course->stale);
    if (rule->expires && course->stale >= rule->expires)
        return stop(rule, course, YX_TURN_LAPSED);
    return turn;
}

int yx_course_level(const yx_rule *rule, const yx_course *course)
{
    return course->step > 0 ? rule->step[course->step - 1].level : rule->grade[course->grade].level;
}

size_t yx_course_run(const yx_rule *rule, const uint8_t *holds, size_t n_region, size_t n,
                     size_t region, size_t from, yx_course *course, yx_turned *ret)
{
    size_t planes = rule->n_grade + (rule->exit_when >= 0), n_turn = 0;
    uint8_t now[YX_RULE_GRADES + 1];

    for (size_t t = from; t < n; t++) {
        yx_turn turn;
        for (size_t k = 0; k < planes; k++)
            now[k] = holds[(k * n_region + region) * n + t];
        turn = yx_course_step(rule, course, now);
        if (turn != YX_TURN_NONE)
            ret[n_turn++] = (yx_turned){t, turn, course->grade, yx_course_level(rule, course)};
    }
    return n_turn;
}
