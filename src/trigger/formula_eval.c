/* What a formula asks for, whether it is so, and its arithmetic in words. Pure: no heap, clock,
 * locale, input or output. */
#include "trigger/formula.h"

#include "trigger/formula_tree.h"

#include <math.h>
#include <string.h>

/* --- what it asks for --- */

static bool asks(yx_part part)
{
    return part == YX_PART_STREAM || (part >= YX_PART_YOY && part <= YX_PART_PAST);
}

uint64_t yx_formula_streams(const yx_formula_tree *tree)
{
    uint64_t streams = 0;

    for (size_t i = 0; i < tree->n; i++)
        if (asks(tree->node[i].part))
            streams |= (uint64_t)1 << tree->node[i].stream;
    return streams;
}

size_t yx_formula_past(const yx_formula_tree *tree, int per_year)
{
    size_t most = 0;

    for (size_t i = 0; i < tree->n; i++) {
        const yx_formula_node *f = &tree->node[i];
        size_t n = 0;
        if (f->part == YX_PART_YOY)
            n = per_year > 0 ? (size_t)per_year : 0;
        else if (f->part == YX_PART_TOTAL || f->part == YX_PART_MEAN)
            n = (size_t)f->n - 1;
        else if (asks(f->part) && f->part != YX_PART_STREAM)
            n = f->n;
        if (n > most)
            most = n;
    }
    return most;
}

const char *yx_formula_text(const yx_formula_tree *tree)
{
    return tree->text;
}

/* --- is it so --- */

/* Two figures that agree to 12 digits differ by less than half of the last one. */
static const double HALF_DIGIT = 0.5e-12;

/* What a part comes to. */
typedef struct worth {
    double v;     /* NAN: blind */
    double large; /* the largest part that it was reckoned from: what its digits are counted from;
                   * 0: a figure as it stands */
    yx_truth truth;
} worth;

typedef struct figures {
    const double *const *value;
    size_t t;
    int per_year, month;
} figures;

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double extent(worth w)
{
    return larger(fabs(w.v), w.large);
}

/* --- figures --- */

static double past(const figures *in, uint8_t stream, size_t back)
{
    const double *row = in->value ? in->value[stream] : NULL;

    return row && back <= in->t ? row[in->t - back] : NAN;
}

/* Sum of the last n periods, NAN when one is missing. */
static double total(const figures *in, uint8_t stream, size_t n, double *ret_large)
{
    double sum = 0;

    *ret_large = 0;
    for (size_t i = n; i-- > 0;) {
        double x = past(in, stream, i);
        sum += x;
        *ret_large = larger(*ret_large, larger(fabs(x), fabs(sum)));
    }
    return sum;
}

/* How many periods before a change is reckoned from; SIZE_MAX: there is none. */
static size_t back_of(const yx_formula_node *f, int per_year)
{
    if (f->part != YX_PART_YOY)
        return f->n;
    return per_year > 0 ? (size_t)per_year : SIZE_MAX;
}

static worth percent(double now, double then)
{
    double ratio = then > 0 ? now / then : NAN;

    return (worth){.v = 100 * (ratio - 1), .large = 100 * larger(fabs(ratio), 1)};
}

static worth leaf(const yx_formula_node *f, const figures *in)
{
    worth w = {.v = NAN};
    size_t back = back_of(f, in->per_year);

    if (f->part == YX_PART_NUMBER) {
        w.v = f->number;
    } else if (f->part == YX_PART_MONTH) {
        w.v = in->month >= 1 && in->month <= 12 ? (double)in->month : NAN;
    } else if (f->part == YX_PART_STREAM) {
        w.v = past(in, f->stream, 0);
    } else if (f->part == YX_PART_PAST) {
        w.v = past(in, f->stream, back);
    } else if (f->part == YX_PART_CHANGE) {
        double now = past(in, f->stream, 0), then = past(in, f->stream, back);
        w.v = now - then;
        w.large = larger(fabs(now), fabs(then));
    } else if (f->part == YX_PART_TOTAL || f->part == YX_PART_MEAN) {
        w.v = total(in, f->stream, f->n, &w.large);
        if (f->part == YX_PART_MEAN) {
            w.v /= f->n;
            w.large /= f->n;
        }
    } else {
        w = percent(past(in, f->stream, 0), past(in, f->stream, back));
    }
    return w;
}

static worth quotient(worth a, worth b)
{
    worth w = {.v = NAN};
    double most = extent(b);

    if (!(fabs(b.v) > HALF_DIGIT * b.large)) /* 0, also one that is left over from rounding */
        return w;
    w.v = a.v / b.v;
    w.large = extent(a) / fabs(b.v) * (most / fabs(b.v));
    return w;
}

static worth reckon(yx_part part, worth a, worth b)
{
    worth w = {.v = NAN};

    if (part == YX_PART_MINUS)
        return (worth){.v = -a.v, .large = a.large};
    if (part == YX_PART_DIVIDE)
        return quotient(a, b);
    if (part == YX_PART_MULTIPLY) {
        w.v = a.v * b.v;
        w.large = extent(a) * extent(b);
    } else {
        w.v = part == YX_PART_ADD ? a.v + b.v : a.v - b.v;
        w.large = larger(larger(extent(a), extent(b)), fabs(w.v));
    }
    return w;
}

/* --- truths --- */

static yx_truth compare(worth a, yx_sign sign, worth b)
{
    double d = a.v - b.v;
    bool same = fabs(d) <= HALF_DIGIT * larger(a.large, b.large), so = false;

    if (!isfinite(a.v) || !isfinite(b.v))
        return YX_BLIND;
    if (sign == YX_EQ || sign == YX_NE)
        so = same == (sign == YX_EQ);
    else if (same)
        so = sign == YX_LE || sign == YX_GE;
    else
        so = (sign == YX_LT || sign == YX_LE) == (d < 0);
    return so ? YX_YES : YX_NO;
}

static yx_truth both(yx_truth a, yx_truth b)
{
    if (a == YX_NO || b == YX_NO)
        return YX_NO;
    return a == YX_YES && b == YX_YES ? YX_YES : YX_BLIND;
}

static yx_truth opposite(yx_truth a)
{
    if (a == YX_BLIND)
        return a;
    return a == YX_YES ? YX_NO : YX_YES;
}

static worth part_worth(const yx_formula_node *f, const worth *w, const figures *in)
{
    worth a, b, ret = {.v = NAN};

    if (f->part <= YX_PART_PAST)
        return leaf(f, in);
    a = w[f->of[0]];
    b = f->of[1] == YX_NO_PART ? a : w[f->of[1]];
    if (f->part < YX_PART_TEST)
        return reckon(f->part, a, b);
    if (f->part == YX_PART_TEST) {
        ret.truth = compare(a, f->sign[0], b);
        if (f->of[2] != YX_NO_PART)
            ret.truth = both(ret.truth, compare(b, f->sign[1], w[f->of[2]]));
    } else if (f->part == YX_PART_NOT) {
        ret.truth = opposite(a.truth);
    } else if (f->part == YX_PART_AND) {
        ret.truth = both(a.truth, b.truth);
    } else {
        ret.truth = opposite(both(opposite(a.truth), opposite(b.truth)));
    }
    return ret;
}

static void work_out(const yx_formula_tree *tree, const figures *in, worth *w)
{
    for (size_t i = 0; i < tree->n; i++)
        w[i] = part_worth(&tree->node[i], w, in);
}

yx_truth yx_formula_test(const yx_formula_tree *tree, const double *const *value, size_t t,
                         int per_year, int month)
{
    worth w[YX_FORMULA_NODES];

    work_out(tree, &(figures){value, t, per_year, month}, w);
    return w[tree->n - 1].truth;
}

void yx_formula_work(const yx_formula_tree *tree, const double *const *value, size_t t,
                     int per_year, int month, double *ret)
{
    worth w[YX_FORMULA_NODES];

    work_out(tree, &(figures){value, t, per_year, month}, w);
    for (size_t i = 0; i < tree->n; i++)
        ret[i] = w[i].v;
}

/* --- in words --- */

typedef struct page {
    char *out;
    size_t size, n; /* n: needed so far */
    const yx_formula_tree *tree;
    const char *const *name;
    const figures *in;
    const worth *w;
} page;

static void put_bytes(page *p, const char *at, size_t n)
{
    if (p->n < p->size)
        memcpy(p->out + p->n, at, n < p->size - p->n ? n : p->size - p->n);
    p->n += n;
}

static void put(page *p, const char *text)
{
    put_bytes(p, text, strlen(text));
}

/* A whole number, with a point before its last `decimals` digits, and no zeros behind the point. */
static void put_digits(page *p, uint64_t u, int decimals)
{
    char text[24];
    size_t at = sizeof text;

    for (; decimals > 0 && u % 10 == 0; decimals--)
        u /= 10;
    for (int i = 0; u || i <= decimals; i++) {
        if (i == decimals && i > 0)
            text[--at] = '.';
        text[--at] = (char)('0' + u % 10);
        u /= 10;
    }
    put_bytes(p, text + at, sizeof text - at);
}

static void put_n(page *p, size_t n)
{
    put_digits(p, n, 0);
}

/* Digits before the point of a figure above 0, as printed with twelve of them. */
static int digits_before(double v)
{
    int n = (int)floor(log10(v)) + 1;

    return v * pow(10, 12 - n) >= 1e12 - 0.5 ? n + 1 : n; /* 9.9999999999996 is 10 */
}

/* Twelve digits; of whole figures up to fifteen. */
static void put_number(page *p, double v)
{
    int n = 1, exponent = 0;

    if (!isfinite(v)) {
        put(p, "?");
        return;
    }
    if (v < 0)
        put(p, "-");
    v = fabs(v);
    if (v > 0)
        n = digits_before(v);
    if (n > 15 || n < -5) {
        exponent = n - 1;
        v /= pow(10, exponent);
        n = 1;
    }
    put_digits(p, (uint64_t)llround(v * pow(10, n < 12 ? 12 - n : 0)), n < 12 ? 12 - n : 0);
    if (exponent) {
        put(p, exponent < 0 ? "e-" : "e");
        put_n(p, (size_t)(exponent < 0 ? -exponent : exponent));
    }
}

static bool is_leaf(const yx_formula_node *f)
{
    return f->part <= YX_PART_PAST;
}

/* Function and stream as they would be typed: yoy(pork), total(cases, 7), month. */
static void put_leaf_name(page *p, const yx_formula_node *f)
{
    static const char *const function[] = {
        [YX_PART_YOY] = "yoy(",     [YX_PART_GROWTH] = "growth(", [YX_PART_CHANGE] = "change(",
        [YX_PART_TOTAL] = "total(", [YX_PART_MEAN] = "mean(",     [YX_PART_PAST] = "past(",
    };

    if (f->part == YX_PART_MONTH) {
        put(p, "month");
        return;
    }
    if (f->part == YX_PART_STREAM) {
        put(p, p->name[f->stream]);
        return;
    }
    put(p, function[f->part]);
    put(p, p->name[f->stream]);
    if (f->part != YX_PART_YOY) {
        put(p, ", ");
        put_n(p, f->n);
    }
    put(p, ")");
}

enum { TERMS_SAID = 31 }; /* of a total: a month of days */

static void put_total(page *p, const yx_formula_node *f)
{
    bool mean = f->part == YX_PART_MEAN;

    if (f->n > TERMS_SAID || f->n == 1)
        return;
    put(p, mean ? "(" : "");
    for (size_t i = f->n; i-- > 0;) {
        put_number(p, past(p->in, f->stream, i));
        put(p, i ? " + " : "");
    }
    if (mean) {
        put(p, ") / ");
        put_n(p, f->n);
    }
    put(p, " = ");
}

/* "yoy(pork) = 100 * (26 / 20 - 1) = 30" */
static void put_leaf(page *p, size_t i)
{
    const yx_formula_node *f = &p->tree->node[i];
    double now, then;

    put_leaf_name(p, f);
    put(p, " = ");
    if (f->part == YX_PART_TOTAL || f->part == YX_PART_MEAN)
        put_total(p, f);
    if (f->part == YX_PART_YOY || f->part == YX_PART_GROWTH || f->part == YX_PART_CHANGE) {
        bool share = f->part != YX_PART_CHANGE;
        now = past(p->in, f->stream, 0);
        then = past(p->in, f->stream, back_of(f, p->in->per_year));
        put(p, share ? "100 * (" : "");
        put_number(p, now);
        put(p, share ? " / " : " - ");
        put_number(p, then);
        put(p, share ? " - 1) = " : " = ");
    }
    put_number(p, p->w[i].v);
    put(p, "; ");
}

/* Is the leaf said already? */
static bool said(const yx_formula_tree *tree, size_t i)
{
    const yx_formula_node *f = &tree->node[i];

    for (size_t j = 0; j < i; j++) {
        const yx_formula_node *g = &tree->node[j];
        if (g->part == f->part && g->stream == f->stream && g->n == f->n)
            return true;
    }
    return false;
}

/* The text from..to with leaves as figures. */
static void put_filled(page *p, uint32_t from, uint32_t to)
{
    uint32_t at = from;

    for (size_t i = 0; i < p->tree->n; i++) {
        const yx_formula_node *f = &p->tree->node[i];
        if (!is_leaf(f) || f->part == YX_PART_NUMBER || f->from < at || f->to > to)
            continue;
        put_bytes(p, p->tree->text + at, f->from - at);
        put_number(p, p->w[i].v);
        at = f->to;
    }
    put_bytes(p, p->tree->text + at, to - at);
}

/* Operands of tests, in the order of the text: a test stands behind its operands, and before later
 * tests. */
static void put_reckoned(page *p, const yx_formula_node *test)
{
    for (size_t k = 0; k < 3 && test->of[k] != YX_NO_PART; k++) {
        const yx_formula_node *f = &p->tree->node[test->of[k]];
        if (is_leaf(f))
            continue;
        put_filled(p, f->from, f->to);
        put(p, " = ");
        put_number(p, p->w[test->of[k]].v);
        put(p, "; ");
    }
}

static uint32_t put_operands(page *p, const yx_formula_node *test, uint32_t at)
{
    for (size_t k = 0; k < 3 && test->of[k] != YX_NO_PART; k++) {
        const yx_formula_node *f = &p->tree->node[test->of[k]];
        put_bytes(p, p->tree->text + at, f->from - at);
        if (f->part == YX_PART_NUMBER)
            put_bytes(p, p->tree->text + f->from, f->to - f->from);
        else
            put_number(p, p->w[test->of[k]].v);
        at = f->to;
    }
    return at;
}

/* Ends the text at a character, with its NUL. */
static void end(page *p)
{
    size_t n = p->n;

    if (p->size == 0)
        return;
    if (n >= p->size) {
        n = p->size - 1;
        while (n > 0 && ((unsigned char)p->out[n] & 0xC0) == 0x80)
            n--;
    }
    p->out[n] = 0;
}

size_t yx_formula_say(const yx_formula_tree *tree, const char *const *name,
                      const double *const *value, size_t t, int per_year, int month, char *out,
                      size_t size)
{
    worth w[YX_FORMULA_NODES];
    figures in = {value, t, per_year, month};
    page p = {.out = out, .size = size, .tree = tree, .name = name, .in = &in, .w = w};
    uint32_t at = 0;

    work_out(tree, &in, w);
    for (size_t i = 0; i < tree->n; i++)
        if (is_leaf(&tree->node[i]) && tree->node[i].part != YX_PART_NUMBER && !said(tree, i))
            put_leaf(&p, i);
    for (size_t i = 0; i < tree->n; i++)
        if (tree->node[i].part == YX_PART_TEST)
            put_reckoned(&p, &tree->node[i]);
    for (size_t i = 0; i < tree->n; i++)
        if (tree->node[i].part == YX_PART_TEST)
            at = put_operands(&p, &tree->node[i], at);
    put(&p, tree->text + at);
    end(&p);
    return p.n + 1;
}
