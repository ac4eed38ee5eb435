/* formula_fuzz.c - any bytes as a formula: a fault with its place, or a formula that has an answer
 * whatever the figures, and the same one every time. */
#include "trigger/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { N_STREAM = 4, N = 8 };

static const char *const names[N_STREAM] = {"x", "y", "猪粮比价", "flu-de"};

static void must(bool right)
{
    if (!right)
        abort();
}

static size_t find(const void *with, yx_str name)
{
    (void)with;
    for (size_t i = 0; i < N_STREAM; i++)
        if (yx_str_is(name, names[i]))
            return i;
    return SIZE_MAX;
}

/* Rows of figures of all sizes, with gaps; the fourth stream has none. */
static const double row[3][N] = {
    {1, 2, 0, -4, 0.1, 1e300, 5.57, 26},
    {NAN, 20, 3, NAN, 0.2, -1e300, 0, 1e-300},
    {5, 5.0, 6, 6.01, 4.9, 123456789012.34, NAN, 5},
};

static void check(const yx_formula_tree *tree)
{
    const double *const value[N_STREAM] = {row[0], row[1], row[2], NULL};

    must(yx_formula_streams(tree) >> N_STREAM == 0);
    must(yx_formula_past(tree, 52) <= YX_FORMULA_PAST);
    for (size_t t = 0; t < N; t++) {
        int month = (int)t * 2 - 1; /* -1 to 13: not every one is a month */
        yx_truth truth = yx_formula_test(tree, value, t, 4, month);
        char whole[4096], cut[16];
        size_t need;

        must(truth == YX_NO || truth == YX_YES || truth == YX_BLIND);
        must(truth == yx_formula_test(tree, value, t, 4, month));
        need = yx_formula_say(tree, names, value, t, 4, month, whole, sizeof whole);
        must(need > 1 && strlen(whole) < sizeof whole);
        must(need > sizeof whole || strlen(whole) == need - 1);
        must(yx_formula_say(tree, names, value, t, 4, month, cut, sizeof cut) == need);
        must(strncmp(whole, cut, strlen(cut)) == 0);
        must(yx_formula_say(tree, names, value, t, 4, month, NULL, 0) == need);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str text = {(const char *)data, n}, at = {NULL, 0};
    const char *wrong = NULL;
    yx_arena *arena = NULL;
    yx_formula_tree *tree;

    if (yx_utf8_valid(text.at, n) != n) /* YAML holds nothing else */
        return 0;
    tree = yx_formula_tree_read(text, find, NULL, &arena, &wrong, &at);
    must(!tree == (wrong != NULL));
    if (tree) {
        must(strlen(yx_formula_text(tree)) == n);
        check(tree);
    } else if (n) {
        must(at.at >= text.at && at.at + at.n <= text.at + n);
    }
    yx_arena_free(arena);
    return 0;
}
