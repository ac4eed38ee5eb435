/* scene.h - a test of rules in plain text: regions, rules, figures, and what is to be expected of
 * them (docs/scenarios.md), run through the very engine that judges a workspace.
 *
 *   # 猪粮比价: 5.57 three weeks running is level 2
 *   regions
 *     code,name_zh,level,parent_code
 *     42,湖北省,province,
 *   indicators FILE
 *   rules FILE
 *   series 42 pri.hog_corn from 2021-W20
 *     6.1 5.57x3 4.90 . 6.3
 *   expect pork
 *     42 2021-W22 none
 *     42 2021-W23 level 2 raised
 *
 * A section is a line that starts in the first column, and the indented lines below it. Each
 * expectation is asked at the end of its period: of a figure, everything up to its own period is
 * known then and nothing later. */
#ifndef YX_FLOW_SCENE_H
#define YX_FLOW_SCENE_H

#include "base/fault.h"
#include "flow/workspace.h"
#include "trigger/course.h"

enum {
    YX_SCENE_BYTES = 4 << 20,
    YX_SCENE_FIGURES = 200000, /* most figures of a scene */
    YX_SCENE_EXPECTED = 2000,  /* most expectations */
};

/* What stands at the end of a period. */
typedef struct yx_scene_state {
    bool on;   /* an alert is open ... */
    int level; /* ... at this level */
    bool inhibited;
    yx_turn turn;   /* what happened in the period */
    bool blind;     /* nothing could be told of the period */
    bool undefined; /* ... for the text behind the rule says nothing of such a figure */
    bool outside;   /* the rule did not hold then */
    size_t groups;  /* that bear the alert in the period */
} yx_scene_state;

typedef struct yx_scene_line {
    size_t line; /* in the file */
    const char *rule, *region, *expected;
    yx_period period;
    yx_scene_state found; /* by yx_scene_run() */
    bool holds;
} yx_scene_line;

typedef struct yx_scene yx_scene;

/* Reads a scene with all that it names. YX_E_REFUSED: faults, each with its line; those of a FILE
 * with that file's name. */
YX_MUST_USE yx_code yx_scene_open(const char *path, yx_faults *faults, yx_scene **ret_scene,
                                  yx_err *err);
/* The same of a text; folder: where its files are looked for, NULL: it may name none. */
YX_MUST_USE yx_code yx_scene_read(const char *file, yx_str text, const char *folder,
                                  yx_faults *faults, yx_scene **ret_scene, yx_err *err);
void yx_scene_free(yx_scene *scene); /* NULL is fine */

/* Judges all expectations: one screening for each period that is asked for. */
YX_MUST_USE yx_code yx_scene_run(yx_scene *scene, yx_err *err);

const char *yx_scene_title(const yx_scene *scene); /* its first comment, or "" */
size_t yx_n_scene_line(const yx_scene *scene);
const yx_scene_line *yx_scene_line_at(const yx_scene *scene, size_t i); /* in order of the file */
size_t yx_n_scene_rule(const yx_scene *scene);
/* A rule of the scene that no line expects anything of, or NULL: from `*at` on, which moves on. */
const char *yx_scene_unasked(const yx_scene *scene, size_t *at);

/* What was found, in the words of the format: "level 2 raised", "none ended", "blind". */
enum { YX_SCENE_TEXT = 96 };
char *yx_scene_say(const yx_scene_state *state, bool with_groups, char out[YX_SCENE_TEXT]);

#endif
