/* formula_tree.h - the parts of a formula, as formula.c lays them out for formula_eval.c; nobody
 * else includes it. */
#ifndef YX_TRIGGER_FORMULA_TREE_H
#define YX_TRIGGER_FORMULA_TREE_H

#include "trigger/formula.h"

typedef enum yx_part {
    YX_PART_NUMBER,
    YX_PART_STREAM,
    YX_PART_MONTH,
    YX_PART_YOY,
    YX_PART_GROWTH,
    YX_PART_CHANGE,
    YX_PART_TOTAL,
    YX_PART_MEAN,
    YX_PART_PAST, /* up to here: leaves */
    YX_PART_MINUS,
    YX_PART_ADD,
    YX_PART_SUBTRACT,
    YX_PART_MULTIPLY,
    YX_PART_DIVIDE, /* up to here: figures; the others are truths */
    YX_PART_TEST,
    YX_PART_NOT,
    YX_PART_AND,
    YX_PART_OR,
} yx_part;

typedef enum yx_sign { YX_LT, YX_LE, YX_GT, YX_GE, YX_EQ, YX_NE } yx_sign;

enum { YX_NO_PART = 255 };

typedef struct yx_formula_node {
    yx_part part;
    uint8_t of[3];   /* numbers of earlier nodes: operands; of a test the second may be compared
                      * with a third, else YX_NO_PART */
    yx_sign sign[2]; /* of a test */
    uint8_t stream;
    uint16_t n;        /* periods */
    double number;     /* the typed one */
    uint32_t from, to; /* where it stands in the text; an operand of a test: with its brackets */
} yx_formula_node;

/* Operands stand before what is made of them, leaves in the order of the text. */
struct yx_formula_tree {
    const char *text;
    size_t n;
    yx_formula_node node[]; /* the last one is the whole */
};

/* What each part comes to; NAN: blind, or a truth. */
void yx_formula_work(const yx_formula_tree *tree, const double *const *value, size_t t,
                     int per_year, int month, double *ret);

#endif
