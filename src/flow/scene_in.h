/* scene_in.h - the body of a scene: only for scene.c and scene_lines.c, which
 * read it, and scene_run.c. */
#ifndef YX_FLOW_SCENE_IN_H
#define YX_FLOW_SCENE_IN_H

#include "base/mem.h"
#include "flow/scene.h"

/* The words of an expectation. */
enum {
    YX_EXPECT_NONE = 1,
    YX_EXPECT_LEVEL = 2,
    YX_EXPECT_TURN = 4,
    YX_EXPECT_BLIND = 8,
    YX_EXPECT_UNDEFINED = 16,
    YX_EXPECT_OUTSIDE = 32,
    YX_EXPECT_INHIBITED = 64,
    YX_EXPECT_GROUPS = 128,
};

typedef struct yx_expected {
    yx_scene_line line;
    uint32_t rule, region; /* numbers in the set of rules and in the catalogue */
    unsigned words;
    int level;
    yx_turn turn;
    size_t groups;
} yx_expected;

struct yx_scene {
    yx_workspace ws; /* its store is in memory */
    yx_arena *arena; /* texts */
    const char *title;
    yx_batch *figures; /* until they are taken */
    yx_expected *at;
    size_t n, cap;
};

/* Does what was found meet the words? */
bool yx_expected_met(const yx_expected *e, const yx_scene_state *found);

/* --- while it is read --- */

enum { YX_SCENE_WORDS = 8 };

typedef struct yx_section {
    yx_str word[YX_SCENE_WORDS]; /* of its first line; word[0] is its name */
    size_t n_word;
    size_t line;  /* its first line */
    yx_str body;  /* the indented lines, blank ones and comments between them too */
    size_t first; /* number of the body's first line */
} yx_section;

typedef struct yx_scene_reader {
    yx_scene *scene;
    const char *file, *folder;
    yx_faults *faults;
    size_t before; /* faults of others */
    yx_str rest;   /* what is not read yet */
    size_t line;   /* number of the last line that was read */
    const yx_section *at;
    bool lost; /* a catalogue or rules had faults: what is missing afterwards is no fault of its own
                */
} yx_scene_reader;

void yx_scene_fault(yx_scene_reader *r, size_t line, const char *code, yx_str text,
                    const char *expected, const char *nearest);
/* The next line, without its end. */
bool yx_scene_take_line(yx_str *rest, yx_str *ret);
/* The next word, up to a comment. */
bool yx_scene_take_word(yx_str *rest, yx_str *ret);
/* Blank lines, and comments in the first column. */
bool yx_scene_nothing(yx_str line);

/* Sections of figures and of expectations (scene_lines.c). YX_E_REFUSED: there are too many. */
YX_MUST_USE yx_code yx_scene_series(yx_scene_reader *r, yx_err *err);
YX_MUST_USE yx_code yx_scene_expect(yx_scene_reader *r, yx_err *err);

#endif
