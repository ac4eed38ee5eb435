/* What else must be hidden, on tables that one can do by hand, and on random ones. */
#include "series/reveal.h"

#include "base/mem.h"
#include "tests/support/t.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 100, CELLS = 125, EQUATIONS = 96, TERMS = 8 };

/* A table of rows x columns with margins: cell (r, c) is r * (columns + 1) + c, the last row and
 * column hold the sums. */
typedef struct table {
    uint32_t index[EQUATIONS][TERMS];
    yx_equation equation[EQUATIONS];
    yx_reveal_cell cell[CELLS];
    unsigned char hidden[CELLS];
    size_t n_equation, n_cell;
} table;

static void add_equation(table *t, const uint32_t *cell, size_t n)
{
    uint32_t *at = t->index[t->n_equation];

    T_OK(n <= TERMS && t->n_equation < EQUATIONS);
    memcpy(at, cell, n * sizeof *cell);
    t->equation[t->n_equation++] = (yx_equation){.cell = at, .n = n};
}

/* A box of a x b x c cells with margins: the last index of each direction holds the sums. */
static void make_box(table *t, const size_t size[3])
{
    size_t n[3], step[3];

    for (int d = 0; d < 3; d++)
        n[d] = size[d] + (size[d] > 1); /* a direction of one cell has no margin */
    step[0] = 1;
    step[1] = n[0];
    step[2] = n[0] * n[1];
    *t = (table){.n_cell = n[0] * n[1] * n[2]};
    T_OK(t->n_cell <= CELLS);
    for (int d = 0; d < 3; d++) {
        for (size_t i = 0; i < t->n_cell && size[d] > 1; i++) {
            uint32_t cell[TERMS];
            if (i / step[d] % n[d] != size[d])
                continue; /* no sum in this direction */
            cell[0] = (uint32_t)i;
            for (size_t k = 0; k < size[d]; k++)
                cell[k + 1] = (uint32_t)(i - (size[d] - k) * step[d]);
            add_equation(t, cell, size[d] + 1);
        }
    }
    for (size_t i = 0; i < t->n_cell; i++)
        t->cell[i] = (yx_reveal_cell){MANY, (double)i};
}

static void make_table(table *t, size_t rows, size_t columns)
{
    *t = (table){.n_cell = (rows + 1) * (columns + 1)};
    for (size_t r = 0; r <= rows; r++) {
        uint32_t *at = t->index[t->n_equation];
        at[0] = (uint32_t)(r * (columns + 1) + columns);
        for (size_t c = 0; c < columns; c++)
            at[c + 1] = (uint32_t)(r * (columns + 1) + c);
        t->equation[t->n_equation++] = (yx_equation){.cell = at, .n = columns + 1};
    }
    for (size_t c = 0; c <= columns; c++) {
        uint32_t *at = t->index[t->n_equation];
        at[0] = (uint32_t)(rows * (columns + 1) + c);
        for (size_t r = 0; r < rows; r++)
            at[r + 1] = (uint32_t)(r * (columns + 1) + c);
        t->equation[t->n_equation++] = (yx_equation){.cell = at, .n = rows + 1};
    }
    for (size_t i = 0; i < t->n_cell; i++)
        t->cell[i] = (yx_reveal_cell){MANY, (double)i};
}

static size_t count(const table *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_cell; i++)
        n += t->hidden[i];
    return n;
}

static yx_code close_table(table *t)
{
    return yx_reveal_close(t->equation, t->n_equation, t->cell, t->n_cell, t->hidden, NULL);
}

/* One hidden part beside a total: the smallest other part goes too. */
static void one_sum(void **state)
{
    static const uint32_t parts[] = {0, 1, 2, 3};
    yx_equation q = {.cell = parts, .n = 4};
    yx_reveal_cell cell[4] = {{MANY, 60}, {2, 5}, {MANY, 30}, {MANY, 25}};
    unsigned char hidden[4] = {0, 1, 0, 0};

    (void)state;
    T_OK(yx_reveal_close(&q, 1, cell, 4, hidden, NULL) == YX_OK);
    T_OK(!hidden[0] && hidden[1] && !hidden[2] && hidden[3]);
}

/* Two hidden parts of one contributor each: their sum has two, so a third must go. */
static void too_few_together(void **state)
{
    static const uint32_t parts[] = {0, 1, 2, 3};
    yx_equation q = {.cell = parts, .n = 4};
    yx_reveal_cell cell[4] = {{MANY, 60}, {1, 5}, {1, 30}, {MANY, 25}};
    unsigned char hidden[4] = {0, 1, 1, 0};

    (void)state;
    T_OK(yx_reveal_close(&q, 1, cell, 4, hidden, NULL) == YX_OK);
    T_OK(hidden[3] && !hidden[0]);
}

/* A total of one part: nothing but the total is left to hide. */
static void only_child(void **state)
{
    static const uint32_t parts[] = {0, 1};
    yx_equation q = {.cell = parts, .n = 2};
    yx_reveal_cell cell[2] = {{2, 5}, {2, 5}};
    unsigned char hidden[2] = {0, 1};

    (void)state;
    T_OK(yx_reveal_close(&q, 1, cell, 2, hidden, NULL) == YX_OK);
    T_OK(hidden[0] && hidden[1]);
}

/* In a two-way table one hidden cell needs three more: the corners of a rectangle. */
static void rectangle(void **state)
{
    table t;

    (void)state;
    make_table(&t, 3, 3);
    t.hidden[0] = 1;
    t.cell[0].contributors = 2;
    T_OK(close_table(&t) == YX_OK);
    T_OK(count(&t) == 4 && t.hidden[0] && t.hidden[1] && t.hidden[4] && t.hidden[5]);
    make_table(&t, 3, 3);
    T_OK(close_table(&t) == YX_OK && count(&t) == 0);
}

/* Hidden cells that no single equation gives away and all of them together do: two rows with two
 * hidden cells each, of which three lie in columns that have no other. */
static void system_of_sums(void **state)
{
    table t;

    (void)state;
    make_table(&t, 4, 4);
    t.hidden[0] = t.hidden[1] = t.hidden[5] = t.hidden[6] = 1; /* a sound rectangle */
    t.hidden[12] = t.hidden[13] = 1;                           /* row 2: columns 2, 3 */
    t.hidden[17] = t.hidden[16] = 1;                           /* row 3: columns 2, 1 */
    T_OK(close_table(&t) == YX_OK);
    T_OK(count(&t) > 8);
}

/* Numbers below 2^31 from a seed (a linear congruential generator; its high bits). */
static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* --- another way to see it: exact ranks over the integers --- */

static int64_t common(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static void shorten(int64_t *row, size_t n)
{
    int64_t by = 0;

    for (size_t j = 0; j < n; j++)
        by = common(by, row[j]);
    for (size_t j = 0; j < n && by > 1; j++)
        row[j] /= by;
}

/* row * pivot[c] - pivot * row[c], which is 0 at c. */
static void less(int64_t *row, const int64_t *pivot, size_t c, size_t n)
{
    int64_t by = pivot[c], of = row[c];

    for (size_t j = 0; j < n; j++) {
        int64_t x = 0, y = 0, z = 0;
        T_OK(!__builtin_mul_overflow(row[j], by, &x) && !__builtin_mul_overflow(pivot[j], of, &y));
        T_OK(!__builtin_sub_overflow(x, y, &z));
        row[j] = z;
    }
    shorten(row, n);
}

/* Rank of the equations in the hidden cells, one of them (`without`) left out. */
static size_t rank_of(const table *t, size_t without)
{
    static int64_t m[EQUATIONS][CELLS];
    size_t rank = 0;

    memset(m, 0, sizeof m);
    for (size_t k = 0; k < t->n_equation; k++)
        for (size_t i = 0; i < t->equation[k].n; i++) {
            uint32_t cell = t->equation[k].cell[i];
            if (t->hidden[cell] && cell != without)
                m[k][cell] = i ? 1 : -1;
        }
    for (size_t c = 0; c < t->n_cell && rank < t->n_equation; c++) {
        size_t at = rank;
        while (at < t->n_equation && m[at][c] == 0)
            at++;
        if (at == t->n_equation)
            continue;
        for (size_t j = 0; j < t->n_cell && at != rank; j++) {
            int64_t held = m[rank][j];
            m[rank][j] = m[at][j];
            m[at][j] = held;
        }
        for (size_t k = rank + 1; k < t->n_equation; k++)
            if (m[k][c])
                less(m[k], m[rank], c, t->n_cell);
        rank++;
    }
    return rank;
}

/* A cell is determined where its unit row is a sum of rows: without its column the rank is less. */
static bool given_away(const table *t)
{
    size_t whole = rank_of(t, SIZE_MAX);

    for (size_t i = 0; i < t->n_cell; i++)
        if (t->hidden[i] && rank_of(t, i) < whole)
            return true;
    return false;
}

/* What is left of an equation when all that is shown is taken away: of three contributors at least,
 * or nothing is shown in it any more. */
static bool thin(const table *t, const yx_equation *q)
{
    size_t contributors = 0, n = 0;

    for (size_t i = 0; i < q->n; i++)
        if (t->hidden[q->cell[i]]) {
            contributors += t->cell[q->cell[i]].contributors;
            n++;
        }
    return n > 0 && n < q->n && contributors < 3;
}

static void random_tables(void **state)
{
    uint64_t seed = 1;
    size_t revealing = 0, all = 0;

    (void)state;
    for (int round = 0; round < 400; round++) {
        table t;
        bool deep = round % 2;
        size_t size[3] = {2 + draw(&seed) % (deep ? 3 : 5), 2 + draw(&seed) % (deep ? 3 : 5),
                          deep ? 2 + draw(&seed) % 2 : 1};
        unsigned char asked[CELLS];
        make_box(&t, size);
        for (size_t i = 0; i < t.n_cell; i++) {
            t.cell[i].contributors = (uint32_t)(1 + draw(&seed) % 12);
            t.hidden[i] = t.cell[i].contributors < YX_CONTRIBUTORS_MIN && draw(&seed) % 2;
        }
        memcpy(asked, t.hidden, sizeof asked);
        revealing += given_away(&t);
        T_OK(close_table(&t) == YX_OK);
        T_OK(!given_away(&t));
        for (size_t k = 0; k < t.n_equation; k++)
            T_OK(!thin(&t, &t.equation[k]));
        for (size_t i = 0; i < t.n_cell; i++)
            T_OK(t.hidden[i] || !asked[i]);
        all += count(&t) == t.n_cell;
    }
    T_OK(revealing > 200); /* the tables were worth the trouble */
    T_OK(all < 100);       /* and not everything was hidden */
}

/* Three months of a quarter: the same two reported in January and February, so that the quarter
 * without March would still be theirs. In a sum over regions they would be four. */
static void same_contributors(void **state)
{
    static const uint32_t parts[] = {0, 1, 2, 3};
    yx_equation q = {.cell = parts, .n = 4, .same = true};
    yx_reveal_cell cell[4] = {{9, 60}, {2, 5}, {2, 30}, {9, 25}};
    unsigned char hidden[4] = {0, 1, 1, 0};

    (void)state;
    T_OK(yx_reveal_close(&q, 1, cell, 4, hidden, NULL) == YX_OK);
    T_OK(hidden[3] && !hidden[0]);
    q.same = false;
    memset(hidden + 3, 0, 1);
    T_OK(yx_reveal_close(&q, 1, cell, 4, hidden, NULL) == YX_OK);
    T_OK(!hidden[3]);
}

/* x + y and x - y give both away; without signs the two rows would be one. */
static void signs(void **state)
{
    static const uint32_t parts[2][3] = {{0, 2, 3}, {1, 2, 3}};
    static const signed char sign[2][3] = {{-1, 1, 1}, {-1, 1, -1}};
    yx_equation q[2] = {{.cell = parts[0], .sign = sign[0], .n = 3},
                        {.cell = parts[1], .sign = sign[1], .n = 3}};
    yx_reveal_cell cell[4] = {{9, 60}, {9, 5}, {9, 30}, {9, 25}};
    unsigned char hidden[4] = {0, 0, 1, 1};

    (void)state;
    T_OK(yx_reveal_close(q, 2, cell, 4, hidden, NULL) == YX_OK);
    T_OK(hidden[0] || hidden[1]);
    q[0].sign = q[1].sign = NULL;
    memset(hidden, 0, 2);
    T_OK(yx_reveal_close(q, 2, cell, 4, hidden, NULL) == YX_OK);
    T_OK(!hidden[0] && !hidden[1]);
}

/* Rows that hang together in a chain, more of them than are looked at: all is hidden. */
static void too_many(void **state)
{
    enum { N = YX_REVEAL_UNKNOWNS + 10 };
    static uint32_t parts[N][3];
    static yx_equation q[N];
    static yx_reveal_cell cell[2 * N + 1];
    static unsigned char hidden[2 * N + 1];

    (void)state;
    for (uint32_t i = 0; i < N; i++) { /* total N + i = part i + part i + 1 */
        parts[i][0] = N + 1 + i;
        parts[i][1] = i;
        parts[i][2] = i + 1;
        q[i] = (yx_equation){.cell = parts[i], .n = 3};
    }
    for (size_t i = 0; i < YX_COUNT(cell); i++) {
        cell[i] = (yx_reveal_cell){9, 1};
        hidden[i] = i <= N;
    }
    T_OK(yx_reveal_close(q, N, cell, YX_COUNT(cell), hidden, NULL) == YX_OK);
    for (size_t i = 0; i < YX_COUNT(cell); i++)
        T_OK(hidden[i]);
}

static bool no_memory(void *arg)
{
    table t;
    yx_err err = {0};
    yx_code rc;

    (void)arg;
    make_table(&t, 3, 3);
    t.hidden[0] = 1;
    rc = yx_reveal_close(t.equation, t.n_equation, t.cell, t.n_cell, t.hidden, &err);
    return rc ? rc == YX_E_NOMEM && err.code == rc : count(&t) == 4;
}

static void memory(void **state)
{
    (void)state;
    t_every_alloc(no_memory, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sum),           cmocka_unit_test(too_few_together),
        cmocka_unit_test(only_child),        cmocka_unit_test(rectangle),
        cmocka_unit_test(system_of_sums),    cmocka_unit_test(random_tables),
        cmocka_unit_test(same_contributors), cmocka_unit_test(signs),
        cmocka_unit_test(too_many),          cmocka_unit_test(memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
