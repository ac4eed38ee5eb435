/* formula.h - a comparison of figures: "5.0 <= ratio <= 6.0", "deaths >= 30 or injured >= 100",
 * "100 * done / plan - 100 * month / 12 < -30".
 *
 *   formula   conj, or conj or conj ...
 *   conj      test, or test and test ...
 *   test      sum cmp sum,  sum cmp sum cmp sum,  ( formula ),  not test
 *   cmp       <  <=  >  >=  =  !=    (also as one sign each)
 *   sum       products with + and - between;  product: items with * and / between
 *   item      number,  number%,  stream,  month,  - item,  ( sum ),  function
 *   function  yoy(stream)         change to the same period of last year, in percent
 *             growth(stream, n)   change to n periods before (1), in percent
 *             change(stream, n)   the same in the unit of the figure
 *             total(stream, n)    sum of the last n periods (the flow of a figure that counts up)
 *             mean(stream, n)     mean of the last n periods
 *             past(stream, n)     the figure n periods before (1)
 *
 * A name of other characters than letters, digits and _ stands in single quotes: 'flu-de'.
 * A number with % is the number itself: yoy() and growth() are in percent. They are blind when what
 * they compare with is not above zero. `month` is the month in which the period ends.
 *
 * A figure is compared with a bound exactly. What was reckoned is compared after rounding to 12
 * digits of its largest part, so that 0.1 + 0.2 <= 0.3 holds.
 * A missing figure makes a test blind; "or" holds when one side does, "and" fails when one side
 * does, whatever the other. Division by zero is blind. */
#ifndef YX_TRIGGER_FORMULA_H
#define YX_TRIGGER_FORMULA_H

#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    YX_FORMULA_NODES = 128,  /* most parts of a formula */
    YX_FORMULA_DEPTH = 32,   /* of brackets, minus signs and nots */
    YX_FORMULA_PAST = 1000,  /* most n */
    YX_FORMULA_BYTES = 2000, /* longest text */
};

typedef enum yx_truth { YX_NO, YX_YES, YX_BLIND } yx_truth;

typedef struct yx_formula_tree yx_formula_tree; /* in an arena */

/* The number of a stream by name, or SIZE_MAX. */
typedef size_t yx_formula_stream(const void *with, yx_str name);

/* Reads a formula into an arena. NULL and *ret_wrong, *ret_at: what was expected and where (a slice
 * of text, empty at its end); NULL and *ret_wrong NULL: no memory. A stream may be asked for more
 * than once; its number is below 64. */
yx_formula_tree *yx_formula_tree_read(yx_str text, yx_formula_stream *stream, const void *with,
                                      yx_arena **arena, const char **ret_wrong, yx_str *ret_at);

uint64_t yx_formula_streams(const yx_formula_tree *tree);          /* bit k: stream k is in it */
size_t yx_formula_past(const yx_formula_tree *tree, int per_year); /* periods that it looks back */
const char *yx_formula_text(const yx_formula_tree *tree);

/* Is it so at period t? Of the rows, only periods up to t are read.
 *   value   for each stream of the rule its row of n values, NAN gaps; NULL: the region has none
 *   month   1 to 12: in which period t ends
 * Pure. O(nodes + n of total, mean). */
yx_truth yx_formula_test(const yx_formula_tree *tree, const double *const *value, size_t t,
                         int per_year, int month);

enum { YX_FORMULA_TURNS = 2 * YX_FORMULA_NODES };

/* The figures of a stream at period t, the others staying as they are, at which a comparison turns:
 * 5 and 6 of "5.0 <= ratio <= 6.0", 26 of "yoy(pork) >= 30%" when it was 20 a year ago. Ascending,
 * each once, to 12 digits; returns how many. Comparisons whose sides are no straight line in the
 * figure have none (a ratio of which it is the denominator), nor those that are blind.
 *   own   value[stream], which is changed in passing; value and the rest as for yx_formula_test()
 * Pure. O(nodes^2). */
size_t yx_formula_turns(const yx_formula_tree *tree, const double *const *value, size_t stream,
                        double *own, size_t t, int per_year, int month,
                        double ret[YX_FORMULA_TURNS]);

/* The arithmetic that a clerk can redo: each figure, what was reckoned from it, the comparison:
 *   ratio = 5.57; 5.0 <= 5.57 <= 6.0
 *   yoy(pork) = 100 * (26 / 20 - 1) = 30; 30 >= 30%
 *   done = 12; plan = 48; month = 7; 100 * 12 / 48 - 100 * 7 / 12 = -33.3333333333; ... < -30
 * A missing figure is "?". Writes at most size bytes with the end, cut at a character; returns the
 * bytes that the whole needs. name: of each stream. Pure. */
size_t yx_formula_say(const yx_formula_tree *tree, const char *const *name,
                      const double *const *value, size_t t, int per_year, int month, char *out,
                      size_t size);

#endif
