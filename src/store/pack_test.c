#include "store/pack.h"

#include "base/mem.h"
#include "store/span.h"
#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 300 };

static uint64_t draw(uint64_t *seed) /* xorshift64 */
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void round_trip(const int64_t *v, size_t n, size_t want_bytes)
{
    yx_buf out = {0};
    int64_t back[MOST];
    yx_unpack u;

    yx_pack_column(&out, v, n);
    u = yx_unpack_of(yx_buf_view(&out));
    yx_unpack_column(&u, back, n);
    T_OK(!u.bad && u.at == u.end);
    T_OK(memcmp(v, back, n * sizeof *v) == 0);
    T_OK(!want_bytes || out.n == want_bytes);
    yx_buf_free(&out);
}

static void columns(void **state)
{
    (void)state;
    round_trip((int64_t[]){7}, 1, 2);                      /* mode, 7 */
    round_trip((int64_t[]){7, 7, 7, 7}, 4, 3);             /* mode, 7, step 0 */
    round_trip((int64_t[]){-1, 4, 9, 14}, 4, 3);           /* mode, -1, step 5 */
    round_trip((int64_t[]){1, 1, 1, 1, 9, 9, 9, 9}, 8, 7); /* mode, {4 +1 0} {4 +8 0} */
    /* zigzag differences 2 8 1 6 ... : 4 bits each; mode, first, width, 5 * 4 bits = 3 bytes */
    round_trip((int64_t[]){0, 1, 5, 4, 7, 3}, 6, 6);
    round_trip((int64_t[]){INT64_MIN, INT64_MAX, 0, INT64_MAX, INT64_MIN}, 5, 0);
    round_trip((int64_t[]){0}, 0, 0);
}

static void random_columns(void **state)
{
    uint64_t seed = 7;
    int64_t v[MOST];

    (void)state;
    for (size_t round = 0; round < 3000; round++) {
        size_t n = 1 + draw(&seed) % MOST;
        unsigned shift = (unsigned)(draw(&seed) % 64);
        unsigned sticky = (unsigned)(draw(&seed) % 8);
        for (size_t i = 0; i < n; i++)
            v[i] = i && draw(&seed) % 8 < sticky ? v[i - 1] : (int64_t)draw(&seed) >> shift;
        round_trip(v, n, 0);
    }
}

/* Whatever the bytes are, all numbers are written and nothing else is touched. */
static void hostile_columns(void **state)
{
    uint64_t seed = 11;
    int64_t out[MOST + 1];

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        size_t n = 1 + draw(&seed) % MOST, size = draw(&seed) % 64;
        char *bytes = malloc(size + 1); /* its end is where a sanitizer looks */
        yx_unpack u;
        for (size_t i = 0; i < size; i++)
            bytes[i] = (char)(draw(&seed) >> 40);
        if (size)
            bytes[0] = (char)(draw(&seed) % 4);
        out[n] = 42;
        u = yx_unpack_of((yx_str){bytes, size});
        yx_unpack_column(&u, out, n);
        assert_int_equal(out[n], 42);
        free(bytes);
    }
}

static void numbers(void **state)
{
    yx_buf out = {0};
    yx_unpack u;

    (void)state;
    yx_pack_uint(&out, 127);
    yx_pack_uint(&out, 128);
    yx_pack_uint(&out, UINT64_MAX);
    yx_pack_int(&out, -64);
    yx_pack_int(&out, INT64_MIN);
    yx_pack_str(&out, yx_str_of("abc"));
    assert_int_equal(out.n, 1 + 2 + 10 + 1 + 10 + 4);
    u = yx_unpack_of(yx_buf_view(&out));
    assert_int_equal(yx_unpack_uint(&u), 127);
    assert_int_equal(yx_unpack_uint(&u), 128);
    T_OK(yx_unpack_uint(&u) == UINT64_MAX);
    assert_int_equal(yx_unpack_int(&u), -64);
    T_OK(yx_unpack_int(&u) == INT64_MIN);
    T_OK(yx_str_is(yx_unpack_str(&u, 3), "abc") && !u.bad);
    assert_int_equal(yx_unpack_uint(&u), 0); /* past the end */
    T_OK(u.bad);
    u = yx_unpack_of((yx_str){"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10}); /* 65 bits */
    assert_int_equal(yx_unpack_uint(&u), 0);
    T_OK(u.bad);
    u = yx_unpack_of((yx_str){"\x05"
                              "abc",
                              4}); /* a text longer than what is left */
    assert_int_equal(yx_unpack_str(&u, 9).n, 0);
    T_OK(u.bad);
    yx_buf_free(&out);
}

static yx_period span(int y1, int m1, int d1, int y2, int m2, int d2)
{
    return (yx_period){yx_day_of(y1, m1, d1), yx_day_of(y2, m2, d2)};
}

static void periods_back(const yx_period *p, size_t n, size_t want_bytes)
{
    yx_buf out = {0};
    yx_period back[MOST];
    int64_t scratch[2 * MOST];
    yx_unpack u;

    yx_pack_periods(&out, p, sizeof *p, n, scratch);
    u = yx_unpack_of(yx_buf_view(&out));
    yx_unpack_periods(&u, back, sizeof *back, n, scratch);
    T_OK(!u.bad && u.at == u.end);
    for (size_t i = 0; i < n; i++)
        T_OK(back[i].first == p[i].first && back[i].last == p[i].last);
    T_OK(!want_bytes || out.n == want_bytes);
    for (size_t cut = 0; cut < out.n; cut++) { /* every truncation is seen */
        u = yx_unpack_of((yx_str){out.at, cut});
        yx_unpack_periods(&u, back, sizeof *back, n, scratch);
        T_OK(u.bad);
    }
    yx_buf_free(&out);
}

static void periods(void **state)
{
    yx_period p[MOST];
    uint64_t seed = 3;
    int y, m, d;

    (void)state;
    for (int i = 0; i < 120; i++) /* weeks from 2021-W01: kind 3 bytes, index 1 + 2 + 1, no free */
        p[i] =
            (yx_period){yx_iso_week_start(2021, 1) + 7 * i, yx_iso_week_start(2021, 1) + 7 * i + 6};
    periods_back(p, 120, 8);
    for (int i = 0; i < 24; i++) /* months: as long, for an index of 24252 takes 3 bytes: 9 */
        p[i] = span(2021 + i / 12, i % 12 + 1, 1, 2021 + i / 12, i % 12 + 1,
                    yx_month_days(2021 + i / 12, i % 12 + 1));
    periods_back(p, 24, 9);
    for (int i = 0; i < 24; i++) /* ytd; the first January is a month, then all are ytd */
        p[i].first = yx_day_of(2021 + i / 12, 1, 1);
    periods_back(p, 24, 0);
    p[0] = span(2021, 1, 1, 2021, 1, 10);
    p[1] = span(2021, 1, 11, 2021, 1, 20);
    p[2] = span(2021, 1, 21, 2021, 1, 31);
    p[3] = span(2021, 2, 21, 2021, 2, 28);
    p[4] = span(2021, 4, 1, 2021, 6, 30);
    p[5] = span(2021, 7, 1, 2021, 12, 31);
    p[6] = span(2021, 1, 1, 2021, 12, 31);
    p[7] = span(2021, 2, 1, 2021, 5, 31);
    p[8] = span(1, 1, 1, 9999, 12, 31);
    p[9] = span(9999, 12, 31, 9999, 12, 31);
    p[10] = span(9999, 12, 1, 9999, 12, 31);
    periods_back(p, 11, 0);
    for (int round = 0; round < 500; round++) {
        size_t n = 1 + draw(&seed) % 50;
        for (size_t i = 0; i < n; i++) {
            p[i].first = (yx_day)(draw(&seed) % 20000);
            p[i].last = p[i].first + (yx_day)(draw(&seed) % 40);
            yx_day_parts(p[i].first, &y, &m, &d);
            if (draw(&seed) % 2)
                p[i] = span(y, m, 1, y, m, yx_month_days(y, m));
        }
        periods_back(p, n, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns),         cmocka_unit_test(random_columns),
        cmocka_unit_test(hostile_columns), cmocka_unit_test(numbers),
        cmocka_unit_test(periods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
