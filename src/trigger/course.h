/* course.h - the course of one alert: one rule in one region, period after period.
 *
 * A step takes what the grades say of one period and moves the state: raised, changed to another
 * grade, nearer to its end, ended, lapsed. The same steps run over a history, over a replay and
 * from tick to tick, so that all three say the same.
 *   - It is raised in the first period in which a grade holds, at the gravest that holds.
 *   - A graver grade takes over at once; a milder one after `exit.quiet_for` periods in which the
 *     graver did not hold (hysteresis), so it does not flutter.
 *   - It ends after quiet_for periods running in which its exit condition holds: `exit.when`, or
 *     that no grade holds. A period in which a grade holds is none of them. Blind periods neither
 *     confirm nor end it, and are passed over in the count.
 *   - With `exit.steps` it goes down step by step: 7 clean days to level 2, then 3 to the end. A
 *     step that would not go down is passed over. After the last one that is no end, quiet_for.
 *   - It lapses after `expires` periods without fresh evidence, blind or not.
 *   - After its end nothing is raised for `rest` periods (no re-raise), unless graver than it was.
 */
#ifndef YX_TRIGGER_COURSE_H
#define YX_TRIGGER_COURSE_H

#include "trigger/rules.h"

typedef enum yx_turn {
    YX_TURN_NONE,
    YX_TURN_RAISED,
    YX_TURN_WORSE,  /* a graver grade */
    YX_TURN_BETTER, /* a milder one */
    YX_TURN_ENDED,
    YX_TURN_LAPSED,
    YX_N_TURN
} yx_turn;
extern const char *const yx_turn_name[YX_N_TURN]; /* "none", "raised", ... */

typedef struct yx_course {
    bool on;
    uint8_t grade;   /* number in rule->grade while on; the one that it had, after its end */
    uint8_t step;    /* of exit.steps, counted from 1: the last that it went down by; 0: none */
    uint16_t quiet;  /* periods that count towards the end or the next step */
    uint16_t milder; /* periods in which the present grade did not hold, though another did */
    uint16_t stale;  /* periods without fresh evidence */
    uint16_t rest;   /* periods in which nothing is raised again */
} yx_course;

/* holds   rule->n_grade truths, then that of exit.when if the rule has one
 * Pure; O(grades). */
yx_turn yx_course_step(const yx_rule *rule, yx_course *course, const uint8_t *holds);

/* The level that the course stands at: of its grade, or of the step that it went down to. */
int yx_course_level(const yx_rule *rule, const yx_course *course);

typedef struct yx_turned {
    size_t at; /* period */
    yx_turn turn;
    uint8_t grade;
    int level;
} yx_turned;

/* Steps a course through periods from .. n - 1 of one region.
 *   holds   planes of yx_judge(), n_region rows of n
 *   ret     room for n - from turns; returns how many there were */
size_t yx_course_run(const yx_rule *rule, const uint8_t *holds, size_t n_region, size_t n,
                     size_t region, size_t from, yx_course *course, yx_turned *ret);

#endif
