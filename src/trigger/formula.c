/* Reads a formula by recursive descent. Figures and truths are read by one grammar and told apart
 * by what stands where, so that a bracket need not be known beforehand to hold the one or the
 * other. */
#include "trigger/formula.h"

#include "base/decimal.h"
#include "trigger/formula_words.h"

#include <string.h>

typedef struct reader {
    yx_words w;
    size_t depth;
    yx_formula_stream *stream;
    const void *with;
    const char *wrong; /* the first thing */
    yx_str wrong_at;
    yx_formula_node node[YX_FORMULA_NODES];
    size_t n;
} reader;

static uint8_t fail(reader *r, const char *expected, yx_str at)
{
    if (!r->wrong) {
        r->wrong = expected;
        r->wrong_at = at;
    }
    return YX_NO_PART;
}

/* --- parts --- */

static uint8_t add(reader *r, yx_formula_node node, size_t from)
{
    if (r->wrong)
        return YX_NO_PART;
    if (r->n == YX_FORMULA_NODES)
        return fail(r, "at most 128 parts", (yx_str){r->w.text.at + from, r->w.text.n - from});
    node.from = (uint32_t)from;
    node.to = (uint32_t)r->w.before;
    r->node[r->n] = node;
    return (uint8_t)r->n++;
}

static yx_str part_text(const reader *r, uint8_t i)
{
    return (yx_str){r->w.text.at + r->node[i].from, r->node[i].to - r->node[i].from};
}

/* Both are operands of arithmetic or comparison. */
static bool figures(reader *r, uint8_t a, uint8_t b)
{
    if (r->wrong)
        return false;
    if (r->node[a].part >= YX_PART_TEST)
        (void)fail(r, "a figure, not a comparison", part_text(r, a));
    else if (r->node[b].part >= YX_PART_TEST)
        (void)fail(r, "a figure, not a comparison", part_text(r, b));
    return !r->wrong;
}

static bool truths(reader *r, uint8_t a, uint8_t b)
{
    if (r->wrong)
        return false;
    if (r->node[a].part < YX_PART_TEST)
        (void)fail(r, "a comparison, as in x > 5", part_text(r, a));
    else if (r->node[b].part < YX_PART_TEST)
        (void)fail(r, "a comparison, as in x > 5", part_text(r, b));
    return !r->wrong;
}

static uint8_t read_or(reader *r);

static uint8_t read_number(reader *r)
{
    yx_formula_node node = {.part = YX_PART_NUMBER, .of = {YX_NO_PART, YX_NO_PART, YX_NO_PART}};
    size_t from = r->w.from;
    yx_decimal d;

    if (yx_decimal_read(r->w.word, &d) != YX_DECIMAL_OK)
        return fail(r, "a number, as in 5 or 0.25", r->w.word);
    node.number = yx_decimal_double(d);
    yx_words_next(&r->w);
    if (r->w.kind == YX_WORD_NAME && r->w.from == r->w.before)
        return fail(r, "an operator behind the number", r->w.word);
    if (yx_words_char(&r->w, '%'))
        yx_words_next(&r->w);
    return add(r, node, from);
}

static const struct {
    const char *name;
    yx_part part;
    bool takes, needs; /* a number of periods */
} functions[] = {
    {"yoy", YX_PART_YOY, false, false},      {"growth", YX_PART_GROWTH, true, false},
    {"change", YX_PART_CHANGE, true, false}, {"total", YX_PART_TOTAL, true, true},
    {"mean", YX_PART_MEAN, true, true},      {"past", YX_PART_PAST, true, false},
};

static bool read_stream(reader *r, uint8_t *ret)
{
    size_t number;

    if (r->w.kind != YX_WORD_NAME && r->w.kind != YX_WORD_QUOTED) {
        (void)fail(r, "the name of a stream", r->w.word);
        return false;
    }
    number = r->stream(r->with, r->w.word);
    if (number >= 64) {
        (void)fail(r, "a stream of this file", r->w.word);
        return false;
    }
    *ret = (uint8_t)number;
    yx_words_next(&r->w);
    return true;
}

static bool read_periods(reader *r, uint16_t *ret)
{
    static const char expected[] = "a whole number of periods from 1 to 1000";
    unsigned n = 0;

    if (r->w.kind != YX_WORD_NUMBER || r->w.word.n > 4) {
        (void)fail(r, expected, r->w.word);
        return false;
    }
    for (size_t i = 0; i < r->w.word.n; i++)
        n = yx_words_digit(r->w.word.at[i]) ? 10 * n + (unsigned)(r->w.word.at[i] - '0') : 100000;
    if (n < 1 || n > YX_FORMULA_PAST) {
        (void)fail(r, expected, r->w.word);
        return false;
    }
    *ret = (uint16_t)n;
    yx_words_next(&r->w);
    return true;
}

/* Behind the name and its "(". */
static uint8_t read_function(reader *r, size_t which, size_t from)
{
    yx_formula_node node = {
        .part = functions[which].part, .of = {YX_NO_PART, YX_NO_PART, YX_NO_PART}, .n = 1};

    if (!read_stream(r, &node.stream))
        return YX_NO_PART;
    if (functions[which].takes && yx_words_char(&r->w, ',')) {
        yx_words_next(&r->w);
        if (!read_periods(r, &node.n))
            return YX_NO_PART;
    } else if (functions[which].needs) {
        return fail(r, "a comma and a number of periods", r->w.word);
    }
    if (!yx_words_char(&r->w, ')'))
        return fail(r, "a )", r->w.word);
    yx_words_next(&r->w);
    return add(r, node, from);
}

static uint8_t read_name(reader *r)
{
    yx_formula_node node = {.part = YX_PART_STREAM, .of = {YX_NO_PART, YX_NO_PART, YX_NO_PART}};
    yx_words ahead;
    size_t from = r->w.from;

    if (r->w.kind == YX_WORD_QUOTED)
        return read_stream(r, &node.stream) ? add(r, node, from) : YX_NO_PART;
    if (yx_words_name(&r->w, "and") || yx_words_name(&r->w, "or") || yx_words_name(&r->w, "not"))
        return fail(r, "a figure", r->w.word);
    if (yx_words_name(&r->w, "month")) {
        node.part = YX_PART_MONTH;
        yx_words_next(&r->w);
        return add(r, node, from);
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!yx_words_name(&r->w, functions[i].name))
            continue;
        ahead = r->w;
        yx_words_next(&ahead);
        if (!yx_words_char(&ahead, '('))
            break; /* a stream of that name */
        yx_words_next(&r->w);
        yx_words_next(&r->w);
        return read_function(r, i, from);
    }
    return read_stream(r, &node.stream) ? add(r, node, from) : YX_NO_PART;
}

/* What a bracket holds, or a minus or a not applies to, is one deeper. */
static bool deeper(reader *r)
{
    if (++r->depth <= YX_FORMULA_DEPTH)
        return true;
    (void)fail(r, "fewer than 32 brackets in each other", r->w.word);
    return false;
}

static uint8_t read_item(reader *r)
{
    size_t from = r->w.from;
    uint8_t i;

    if (r->wrong)
        return YX_NO_PART;
    if (r->w.kind == YX_WORD_NUMBER)
        return read_number(r);
    if (r->w.kind == YX_WORD_NAME || r->w.kind == YX_WORD_QUOTED)
        return read_name(r);
    if (r->w.kind == YX_WORD_UNENDED)
        return fail(r, "a ' at the end of the name", r->w.word);
    if (!yx_words_char(&r->w, '-') && !yx_words_char(&r->w, '('))
        return fail(r, "a number, a stream or a (", r->w.word);
    if (!deeper(r))
        return YX_NO_PART;
    if (yx_words_char(&r->w, '-')) {
        yx_words_next(&r->w);
        i = read_item(r);
        if (!r->wrong && r->node[i].part == YX_PART_NUMBER) { /* a bound as typed: -30% */
            r->node[i].number = -r->node[i].number;
            r->node[i].from = (uint32_t)from;
            r->node[i].to = (uint32_t)r->w.before;
        } else if (figures(r, i, i))
            i = add(r, (yx_formula_node){.part = YX_PART_MINUS, .of = {i, YX_NO_PART, YX_NO_PART}},
                    from);
    } else {
        yx_words_next(&r->w);
        i = read_or(r);
        if (!r->wrong && !yx_words_char(&r->w, ')'))
            (void)fail(r, "a )", r->w.word);
        yx_words_next(&r->w);
    }
    r->depth--;
    return r->wrong ? YX_NO_PART : i;
}

/* One row of a chain of operands: a + b - c, from the left. */
static uint8_t join(reader *r, yx_part part, uint8_t a, uint8_t b, size_t from)
{
    bool fit = part < YX_PART_TEST ? figures(r, a, b) : truths(r, a, b);

    return fit ? add(r, (yx_formula_node){.part = part, .of = {a, b, YX_NO_PART}}, from)
               : YX_NO_PART;
}

static uint8_t read_product(reader *r)
{
    size_t from = r->w.from;
    uint8_t a = read_item(r);

    while (!r->wrong && (yx_words_char(&r->w, '*') || yx_words_char(&r->w, '/'))) {
        yx_part part = yx_words_char(&r->w, '*') ? YX_PART_MULTIPLY : YX_PART_DIVIDE;
        yx_words_next(&r->w);
        a = join(r, part, a, read_item(r), from);
    }
    return a;
}

static uint8_t read_sum(reader *r)
{
    size_t from = r->w.from;
    uint8_t a = read_product(r);

    while (!r->wrong && (yx_words_char(&r->w, '+') || yx_words_char(&r->w, '-'))) {
        yx_part part = yx_words_char(&r->w, '+') ? YX_PART_ADD : YX_PART_SUBTRACT;
        yx_words_next(&r->w);
        a = join(r, part, a, read_product(r), from);
    }
    return a;
}

/* Operands of tests are said with their brackets. */
static uint8_t read_operand(reader *r)
{
    size_t from = r->w.from;
    uint8_t i = read_sum(r);

    if (!r->wrong && r->node[i].part < YX_PART_TEST) {
        r->node[i].from = (uint32_t)from;
        r->node[i].to = (uint32_t)r->w.before;
    }
    return i;
}

static uint8_t read_test(reader *r)
{
    yx_formula_node node = {.part = YX_PART_TEST, .of = {YX_NO_PART, YX_NO_PART, YX_NO_PART}};
    size_t from = r->w.from, n = 0;

    if (r->wrong)
        return YX_NO_PART;
    if (yx_words_name(&r->w, "not")) {
        uint8_t i;
        if (!deeper(r))
            return YX_NO_PART;
        yx_words_next(&r->w);
        i = read_test(r);
        r->depth--;
        if (!truths(r, i, i))
            return YX_NO_PART;
        node.part = YX_PART_NOT;
        node.of[0] = i;
        return add(r, node, from);
    }
    node.of[0] = read_operand(r);
    if (r->wrong || r->w.kind != YX_WORD_COMPARE)
        return node.of[0]; /* a truth in brackets, or one operand of a sum that is in brackets */
    while (!r->wrong && r->w.kind == YX_WORD_COMPARE) {
        if (n == 2)
            return fail(r, "at most two comparisons in a row", r->w.word);
        node.sign[n++] = r->w.sign;
        yx_words_next(&r->w);
        node.of[n] = read_operand(r);
        (void)figures(r, node.of[0], node.of[n]);
    }
    return add(r, node, from);
}

static uint8_t read_and(reader *r)
{
    size_t from = r->w.from;
    uint8_t a = read_test(r);

    while (!r->wrong && yx_words_name(&r->w, "and")) {
        yx_words_next(&r->w);
        a = join(r, YX_PART_AND, a, read_test(r), from);
    }
    return a;
}

static uint8_t read_or(reader *r)
{
    size_t from = r->w.from;
    uint8_t a = read_and(r);

    while (!r->wrong && yx_words_name(&r->w, "or")) {
        yx_words_next(&r->w);
        a = join(r, YX_PART_OR, a, read_and(r), from);
    }
    return a;
}

static void read_whole(reader *r)
{
    uint8_t i;

    if (r->w.text.n > YX_FORMULA_BYTES || memchr(r->w.text.at, 0, r->w.text.n)) {
        (void)fail(r, "a text of at most 2000 bytes", (yx_str){r->w.text.at, 0});
        return;
    }
    yx_words_next(&r->w);
    i = read_or(r);
    if (r->wrong)
        return;
    if (r->w.kind != YX_WORD_END)
        (void)fail(r, "an operator, as in + < and", r->w.word);
    else
        (void)truths(r, i, i);
}

yx_formula_tree *yx_formula_tree_read(yx_str text, yx_formula_stream *stream, const void *with,
                                      yx_arena **arena, const char **ret_wrong, yx_str *ret_at)
{
    reader r = {.w = {.text = text.at ? text : (yx_str){"", 0}}, .stream = stream, .with = with};
    yx_formula_tree *tree;
    const char *copy;

    read_whole(&r);
    *ret_wrong = r.wrong;
    if (r.wrong) {
        *ret_at = r.wrong_at;
        return NULL;
    }
    copy = yx_arena_text(arena, text.at, text.n);
    tree = copy ? yx_arena_get(arena, sizeof *tree + r.n * sizeof *tree->node) : NULL;
    if (!tree)
        return NULL;
    tree->text = copy;
    tree->n = r.n;
    memcpy(tree->node, r.node, r.n * sizeof *tree->node);
    return tree;
}
