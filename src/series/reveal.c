#include "series/reveal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Elimination is exact modulo a prime; what holds there fails over the rationals about once in 2^31
 * runs, and then hides one figure too many or, as rarely, one too few. */
#define PRIME 2147483647u

typedef struct closing {
    const yx_equation *equation;
    size_t n_equation;
    const yx_reveal_cell *cell;
    size_t n_cell;
    unsigned char *hidden;
    uint32_t *root;    /* of each cell: hidden ones that hang together have the same */
    uint32_t *unknown; /* number of each hidden cell among those, else UINT32_MAX */
    uint32_t *cell_of; /* of each unknown */
    size_t n_unknown;
    uint32_t *matrix; /* rows of n_unknown */
    size_t n_row;
} closing;

static uint32_t times(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b % PRIME);
}

static uint32_t inverse(uint32_t a)
{
    uint32_t result = 1;

    for (uint32_t e = PRIME - 2; e; e >>= 1, a = times(a, a))
        if (e & 1)
            result = times(result, a);
    return result;
}

/* An equation whose hidden cells together have too few contributors: their sum can be read off. */
static bool too_thin(const closing *c, const yx_equation *q)
{
    uint64_t contributors = 0;
    bool any = false;

    for (size_t i = 0; i < q->n; i++) {
        uint32_t more = c->cell[q->cell[i]].contributors;
        if (!c->hidden[q->cell[i]])
            continue;
        any = true;
        if (!q->same)
            contributors += more;
        else if (more > contributors)
            contributors = more;
    }
    return any && contributors < YX_CONTRIBUTORS_MIN;
}

static size_t n_hidden(const closing *c, const yx_equation *q)
{
    size_t n = 0;

    for (size_t i = 0; i < q->n; i++)
        n += c->hidden[q->cell[i]];
    return n;
}

static bool before(const closing *c, uint32_t a, uint32_t b)
{
    const yx_reveal_cell *x = &c->cell[a], *y = &c->cell[b];

    if (x->contributors != y->contributors)
        return x->contributors < y->contributors;
    return x->size != y->size ? x->size < y->size : a < b;
}

/* Hides the best candidate of an equation: a part, or the total where no part is left. */
static bool hide_one(closing *c, const yx_equation *q)
{
    uint32_t best = UINT32_MAX;

    for (size_t i = 1; i < q->n; i++)
        if (!c->hidden[q->cell[i]] && (best == UINT32_MAX || before(c, q->cell[i], best)))
            best = q->cell[i];
    if (best == UINT32_MAX && !c->hidden[q->cell[0]])
        best = q->cell[0];
    if (best == UINT32_MAX)
        return false;
    c->hidden[best] = 1;
    return true;
}

/* One equation that gives something away by itself. */
static bool mend_single(closing *c)
{
    for (size_t k = 0; k < c->n_equation; k++) {
        const yx_equation *q = &c->equation[k];
        if ((n_hidden(c, q) == 1 || too_thin(c, q)) && hide_one(c, q))
            return true;
    }
    return false;
}

/* --- what hangs together --- */

static uint32_t root_of(closing *c, uint32_t cell)
{
    while (c->root[cell] != cell) {
        c->root[cell] = c->root[c->root[cell]];
        cell = c->root[cell];
    }
    return cell;
}

/* The first hidden cell of an equation, or UINT32_MAX. */
static uint32_t first_hidden(const closing *c, const yx_equation *q)
{
    for (size_t i = 0; i < q->n; i++)
        if (c->hidden[q->cell[i]])
            return q->cell[i];
    return UINT32_MAX;
}

static void hang_together(closing *c)
{
    for (uint32_t i = 0; i < c->n_cell; i++)
        c->root[i] = i;
    for (size_t k = 0; k < c->n_equation; k++) {
        const yx_equation *q = &c->equation[k];
        uint32_t first = first_hidden(c, q);
        for (size_t i = 0; i < q->n && first != UINT32_MAX; i++)
            if (c->hidden[q->cell[i]])
                c->root[root_of(c, q->cell[i])] = root_of(c, first);
    }
}

/* Of the cells with this root. */
static void number_unknowns(closing *c, uint32_t root)
{
    c->n_unknown = 0;
    for (uint32_t i = 0; i < c->n_cell; i++) {
        bool in = c->hidden[i] && root_of(c, i) == root;
        c->unknown[i] = in ? (uint32_t)c->n_unknown : UINT32_MAX;
        if (in)
            c->cell_of[c->n_unknown++] = i;
    }
}

static bool concerns(closing *c, const yx_equation *q, uint32_t root)
{
    uint32_t first = first_hidden(c, q);

    return first != UINT32_MAX && root_of(c, first) == root;
}

/* --- elimination --- */

static void fill(closing *c, uint32_t root)
{
    c->n_row = 0;
    for (size_t k = 0; k < c->n_equation; k++) {
        const yx_equation *q = &c->equation[k];
        uint32_t *row = c->matrix + c->n_row * c->n_unknown;
        if (!concerns(c, q, root))
            continue;
        memset(row, 0, c->n_unknown * sizeof *row);
        for (size_t i = 0; i < q->n; i++) {
            bool minus = q->sign ? q->sign[i] < 0 : i == 0;
            if (c->hidden[q->cell[i]])
                row[c->unknown[q->cell[i]]] = minus ? PRIME - 1 : 1;
        }
        c->n_row++;
    }
}

/* Gauss-Jordan. */
static void eliminate(closing *c)
{
    size_t n = c->n_unknown, rank = 0;

    for (size_t column = 0; column < n && rank < c->n_row; column++) {
        uint32_t *pivot = c->matrix + rank * n, factor;
        size_t at = rank;
        while (at < c->n_row && c->matrix[at * n + column] == 0)
            at++;
        if (at == c->n_row)
            continue;
        for (size_t j = 0; j < n && at != rank; j++) {
            uint32_t held = pivot[j];
            pivot[j] = c->matrix[at * n + j];
            c->matrix[at * n + j] = held;
        }
        factor = inverse(pivot[column]);
        for (size_t j = column; j < n; j++)
            pivot[j] = times(pivot[j], factor);
        for (size_t i = 0; i < c->n_row; i++) {
            uint32_t *row = c->matrix + i * n, less = row[column];
            if (i == rank || less == 0)
                continue;
            for (size_t j = column; j < n; j++)
                row[j] = (uint32_t)((row[j] + (uint64_t)(PRIME - less) * pivot[j]) % PRIME);
        }
        rank++;
    }
    c->n_row = rank;
}

/* A cell that the equations determine, or UINT32_MAX. */
static uint32_t determined(const closing *c)
{
    for (size_t i = 0; i < c->n_row; i++) {
        const uint32_t *row = c->matrix + i * c->n_unknown;
        size_t found = 0, at = 0;
        for (size_t j = 0; j < c->n_unknown && found < 2; j++)
            if (row[j]) {
                found++;
                at = j;
            }
        if (found == 1)
            return c->cell_of[at];
    }
    return UINT32_MAX;
}

static bool has(const yx_equation *q, uint32_t cell)
{
    for (size_t i = 0; i < q->n; i++)
        if (q->cell[i] == cell)
            return true;
    return false;
}

/* What hangs together is too much to be looked at: all that hangs with it is hidden. */
static bool hide_all(closing *c, uint32_t root)
{
    bool any = false;

    for (size_t k = 0; k < c->n_equation; k++) {
        const yx_equation *q = &c->equation[k];
        for (size_t i = 0; concerns(c, q, root) && i < q->n; i++) {
            any |= !c->hidden[q->cell[i]];
            c->hidden[q->cell[i]] = 1;
        }
    }
    return any;
}

/* Several equations that together give something away. */
static yx_code mend_system(closing *c, uint32_t root, bool *ret_mended, yx_err *err)
{
    size_t n_row = 0;
    uint32_t cell;

    number_unknowns(c, root);
    for (size_t k = 0; k < c->n_equation; k++)
        n_row += concerns(c, &c->equation[k], root);
    if (n_row < 2)
        return YX_OK; /* one equation was looked at alone */
    if (c->n_unknown > YX_REVEAL_UNKNOWNS) {
        *ret_mended |= hide_all(c, root);
        return YX_OK;
    }
    free(c->matrix);
    c->matrix = malloc(n_row * c->n_unknown * sizeof *c->matrix);
    if (!c->matrix)
        return yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
    fill(c, root);
    eliminate(c);
    cell = determined(c);
    for (size_t k = 0; cell != UINT32_MAX && k < c->n_equation; k++)
        if (has(&c->equation[k], cell) && hide_one(c, &c->equation[k])) {
            *ret_mended = true;
            break;
        }
    return YX_OK;
}

static yx_code mend_systems(closing *c, bool *ret_mended, yx_err *err)
{
    yx_code rc = YX_OK;

    *ret_mended = false;
    hang_together(c);
    for (uint32_t i = 0; i < c->n_cell && !rc && !*ret_mended; i++)
        if (c->hidden[i] && c->root[i] == i)
            rc = mend_system(c, i, ret_mended, err);
    return rc;
}

yx_code yx_reveal_close(const yx_equation *equation, size_t n_equation, const yx_reveal_cell *cell,
                        size_t n_cell, unsigned char *hidden, yx_err *err)
{
    closing c = {.equation = equation,
                 .n_equation = n_equation,
                 .cell = cell,
                 .n_cell = n_cell,
                 .hidden = hidden};
    bool mended = true;
    yx_code rc = YX_OK;

    c.root = calloc(n_cell + 1, sizeof *c.root);
    c.unknown = calloc(n_cell + 1, sizeof *c.unknown);
    c.cell_of = calloc(n_cell + 1, sizeof *c.cell_of);
    if (!c.root || !c.unknown || !c.cell_of)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
    while (!rc && mended) {
        while (mend_single(&c))
            continue;
        rc = mend_systems(&c, &mended, err);
    }
    free(c.root);
    free(c.unknown);
    free(c.cell_of);
    free(c.matrix);
    return rc;
}
