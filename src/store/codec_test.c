/* codec_test.c - chunks and submissions: there and back, and hostile bytes. */
#include "store/chunk.h"
#include "store/rows.h"
#include "store/submission.h"
#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 200 };

static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Kinds of figures: one scale, no trailing zeros, any, and such that overflow a common scale. */
static yx_decimal figure(uint64_t *seed, unsigned kind)
{
    yx_decimal d = {(int64_t)(draw(seed) % 20000) - 10000, 2};

    if (kind == 1) {
        d.scale = (uint8_t)(draw(seed) % 4);
        while (d.scale && d.mantissa % 10 == 0)
            d.mantissa += 1;
    } else if (kind == 2) {
        d.scale = (uint8_t)(draw(seed) % 4);
    } else if (kind == 3) {
        d.scale = (uint8_t)(draw(seed) % (YX_SCALE_MAX + 1));
        d.mantissa = (int64_t)draw(seed);
    }
    return d;
}

static size_t some_versions(uint64_t *seed, yx_version *at, bool past)
{
    size_t n = 1 + draw(seed) % MOST;
    unsigned kind = (unsigned)(draw(seed) % 4);
    yx_day day = 18000;

    for (size_t i = 0; i < n; i++) {
        at[i] = (yx_version){.value = figure(seed, kind),
                             .as_of = 19000 + (yx_day)(draw(seed) % 3),
                             .seq = 2 + (int64_t)(draw(seed) % 3),
                             .row = (uint32_t)i};
        day += draw(seed) % 4 ? 7 : 14;
        at[i].period = (yx_period){day, day + 6};
        if (past && draw(seed) % 5 == 0) {
            at[i].withdrawn = true;
            at[i].value = (yx_decimal){0, 0};
        }
    }
    return n;
}

static bool same(const yx_version *a, const yx_version *b)
{
    return a->period.first == b->period.first && a->period.last == b->period.last &&
           a->value.mantissa == b->value.mantissa && a->value.scale == b->value.scale &&
           a->withdrawn == b->withdrawn && a->as_of == b->as_of && a->seq == b->seq &&
           a->row == b->row;
}

static void chunks(void **state)
{
    uint64_t seed = 5;
    yx_version at[MOST];
    yx_versions back = {0};
    yx_chunk_values values = {0};
    yx_scratch scratch = {0};
    yx_buf out = {0};

    (void)state;
    for (int round = 0; round < 1000; round++) {
        bool past = round % 2;
        size_t n = some_versions(&seed, at, past);
        yx_buf_clear(&out);
        T_OK(yx_chunk_write(&out, at, n, &scratch, NULL) == YX_OK);
        back.n = 0;
        T_OK(yx_chunk_read(yx_buf_view(&out), &back, &scratch, NULL) == YX_OK);
        assert_int_equal(back.n, n);
        for (size_t i = 0; i < n; i++)
            T_OK(same(&at[i], &back.at[i]));
        if (yx_chunk_read_values(yx_buf_view(&out), &values, &scratch, NULL) != YX_OK) {
            T_OK(past); /* only one with withdrawn versions may refuse */
            continue;
        }
        for (size_t i = 0; i < n; i++)
            T_OK(values.value[i] == yx_decimal_double(at[i].value) &&
                 values.period[i].last == at[i].period.last);
    }
    yx_versions_free(&back);
    yx_chunk_values_free(&values);
    yx_scratch_free(&scratch);
    yx_buf_free(&out);
}

/* What a regular weekly series of 120 values costs: as docs/format-chunk.md counts it. */
static void chunk_size(void **state)
{
    yx_version at[120];
    yx_scratch scratch = {0};
    yx_buf out = {0};

    (void)state;
    for (int i = 0; i < 120; i++)
        at[i] = (yx_version){.period = {18631 + 7 * i, 18637 + 7 * i},
                             .value = {100 + i % 2, 1},
                             .as_of = 19000,
                             .seq = 2,
                             .row = (uint32_t)i};
    T_OK(yx_chunk_write(&out, at, 120, &scratch, NULL) == YX_OK);
    /* form 1, n 1; periods 8; scale 1, typed 1; values: mode 1, first 2, 4 blocks of a width byte
     * and together 119 * 2 bits = 30 bytes; as_of 5, seq 3, row 3 */
    assert_int_equal(out.n, 1 + 1 + 8 + 1 + 1 + (1 + 2 + 4 + 30) + 5 + 3 + 3);
    yx_scratch_free(&scratch);
    yx_buf_free(&out);
}

/* What is appended gives the bytes of all written at once, wherever it says that it is done; and it
 * is done where the periods go on and figures are typed as before. */
static void appended_chunks(void **state)
{
    uint64_t seed = 17;
    yx_version at[MOST];
    yx_scratch scratch = {0};
    yx_buf whole = {0}, part = {0}, out = {0};
    size_t n_done = 0, n_left = 0;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t n = some_versions(&seed, at, round % 7 == 0), first = 1 + draw(&seed) % n;
        yx_period last;
        bool done = false, known = false;
        if (first == n)
            continue;
        if (round % 3 == 1) /* weeks; else spans of seven days that are none */
            for (size_t i = 0; i < n; i++)
                at[i].period = (yx_period){at[i].period.first + 1, at[i].period.last + 1};
        if (round % 3 == 0) /* months, of which the first may be from January */
            for (size_t i = 0; i < n; i++)
                at[i].period =
                    (yx_period){yx_day_of(2015 + (int)i / 12, round % 2 ? 1 : 1 + (int)i % 12, 1),
                                yx_day_of(2015 + ((int)i + 1) / 12, 1 + ((int)i + 1) % 12, 1) - 1};
        yx_buf_clear(&whole);
        yx_buf_clear(&part);
        yx_buf_clear(&out);
        T_OK(yx_chunk_write(&whole, at, n, &scratch, NULL) == YX_OK);
        T_OK(yx_chunk_write(&part, at, first, &scratch, NULL) == YX_OK);
        T_OK(yx_chunk_last(yx_buf_view(&part), &scratch, &last, &known, NULL) == YX_OK);
        T_OK(known ? yx_period_order(last, at[first - 1].period) == 0 : round % 3 == 2);
        T_OK(yx_chunk_append(yx_buf_view(&part), at + first, n - first, &out, &scratch, &done,
                             NULL) == YX_OK);
        T_OK(!done || (round % 3 != 2 && yx_str_same(yx_buf_view(&out), yx_buf_view(&whole))));
        n_done += done;
        n_left += !done;
        yx_buf_clear(&out); /* again what is there already: never */
        T_OK(yx_chunk_append(yx_buf_view(&part), at + first - 1, 1, &out, &scratch, &done, NULL) ==
                 YX_OK &&
             !done);
    }
    T_OK(n_done > 300 && n_left > 300);
    yx_scratch_free(&scratch);
    yx_buf_free(&whole);
    yx_buf_free(&part);
    yx_buf_free(&out);
}

/* Cut and flipped bytes: an error or something else, never a crash. */
static void hostile_chunks(void **state)
{
    static const yx_version next = {
        .period = {40000, 40006}, .value = {5, 2}, .as_of = 40009, .seq = 9};
    uint64_t seed = 9;
    yx_period last;
    yx_buf more = {0};
    bool done;
    yx_version at[MOST];
    yx_versions back = {0};
    yx_chunk_values values = {0};
    yx_scratch scratch = {0};
    yx_buf out = {0};

    (void)state;
    for (int round = 0; round < 300; round++) {
        size_t n = some_versions(&seed, at, round % 2);
        T_OK(yx_chunk_write(&out, at, n, &scratch, NULL) == YX_OK);
        for (int k = 0; k < 30; k++) {
            size_t cut = draw(&seed) % 3 ? out.n : draw(&seed) % out.n;
            char *bytes = malloc(cut + 1);
            memcpy(bytes, out.at, cut);
            if (cut == out.n)
                bytes[draw(&seed) % (k < 10 ? 12 : cut) % cut] ^= (char)(1 << draw(&seed) % 8);
            back.n = 0;
            if (yx_chunk_read((yx_str){bytes, cut}, &back, &scratch, NULL) == YX_OK)
                T_OK(cut == out.n);
            (void)!yx_chunk_read_values((yx_str){bytes, cut}, &values, &scratch, NULL);
            more.n = 0;
            T_OK(yx_chunk_append((yx_str){bytes, cut}, &next, 1, &more, &scratch, &done, NULL) ==
                 YX_OK);
            back.n = 0; /* what is appended can be read */
            T_OK(!done || yx_chunk_read(yx_buf_view(&more), &back, &scratch, NULL) == YX_OK);
            (void)!yx_chunk_last((yx_str){bytes, cut}, &scratch, &last, &done, NULL);
            free(bytes);
        }
        yx_buf_clear(&out);
    }
    T_OK(yx_chunk_read((yx_str){"", 0}, &back, &scratch, NULL) == YX_E_CORRUPT);
    yx_buf_free(&more);
    yx_versions_free(&back);
    yx_chunk_values_free(&values);
    yx_scratch_free(&scratch);
    yx_buf_free(&out);
}

static yx_batch *some_batch(uint64_t *seed, size_t n)
{
    static const char status[] = {YX_STATUS_NONE, 'A', 'E', 'P', 'F', 'W'};
    yx_batch *b = NULL;
    char code[16];
    uint32_t number;
    unsigned has = (unsigned)(draw(seed) % 8);
    bool wide = draw(seed) % 2;

    T_OK(yx_batch_new("一月.csv", has & 1 ? "secondary source" : NULL, &b, NULL) == YX_OK);
    if (has & 2)
        T_OK(yx_batch_set_reason(b, "一月份基数核减", NULL) == YX_OK);
    for (int i = 0; i < 3 && has & 4; i++) {
        snprintf(code, sizeof code, "Sheet%d", i);
        T_OK(yx_names_add(b->sheet, yx_str_of(code), &number, NULL) == YX_OK);
    }
    for (int i = 0; i < 5; i++) {
        snprintf(code, sizeof code, "42010%d", i);
        T_OK(yx_names_add(b->region, yx_str_of(code), &number, NULL) == YX_OK);
        snprintf(code, sizeof code, "gdp.%d", i);
        T_OK(yx_names_add(b->indicator, yx_str_of(code), &number, NULL) == YX_OK);
    }
    for (size_t i = 0; i < n; i++) {
        yx_obs o = {.line = (uint32_t)(i + 2), .column = 4, .as_of = 19000};
        yx_decimal d;
        o.region = (uint32_t)(wide ? i / 5 % 5 : i * 5 / n);
        o.indicator = (uint32_t)(wide ? i % 5 : draw(seed) % 2);
        d = figure(seed, o.indicator % 4);
        o.mantissa = d.mantissa;
        o.scale = d.scale;
        o.period.first = 18631 + 7 * (yx_day)(i % 100);
        o.period.last = o.period.first + 6;
        o.contributors = has & 2 && i % 3 ? (uint32_t)i : YX_CONTRIBUTORS_NONE;
        o.release = has & 4 && i % 3 ? 19005 : YX_DAY_NONE;
        o.sheet = has & 4 ? (uint16_t)(draw(seed) % 4) : 0;
        o.status = has & 1 ? status[draw(seed) % 6] : 0;
        if (o.status == 'W') {
            o.mantissa = 0;
            o.scale = 0;
        }
        T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
    }
    return b;
}

static bool same_names(const yx_names *a, const yx_names *b)
{
    bool right = yx_names_count(a) == yx_names_count(b);

    for (uint32_t i = 0; right && i < yx_names_count(a); i++)
        right = yx_str_same(yx_names_at(a, i), yx_names_at(b, i));
    return right;
}

static bool same_obs(const yx_obs *a, const yx_obs *b)
{
    return a->mantissa == b->mantissa && a->scale == b->scale && a->status == b->status &&
           a->period.first == b->period.first && a->period.last == b->period.last &&
           a->region == b->region && a->indicator == b->indicator && a->as_of == b->as_of &&
           a->line == b->line && a->column == b->column && a->contributors == b->contributors &&
           a->release == b->release && a->sheet == b->sheet;
}

static bool same_batch(const yx_batch *a, const yx_batch *b)
{
    bool right = a->n == b->n && strcmp(a->file, b->file) == 0 &&
                 strcmp(a->source, b->source) == 0 && strcmp(a->reason, b->reason) == 0 &&
                 same_names(a->sheet, b->sheet) && same_names(a->region, b->region) &&
                 same_names(a->indicator, b->indicator);

    for (size_t i = 0; right && i < a->n; i++)
        right = same_obs(&a->obs[i], &b->obs[i]);
    return right;
}

static bool guarded(const yx_batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->obs[i].contributors != YX_CONTRIBUTORS_NONE || b->obs[i].release != YX_DAY_NONE)
            return true;
    return false;
}

static void submissions(void **state)
{
    uint64_t seed = 17;
    static const size_t sizes[] = {0, 1, 2, 100, 1000, 16384, 16385, 40000};

    (void)state;
    for (size_t i = 0; i < 40; i++) {
        size_t n = sizes[i % YX_COUNT(sizes)], rows;
        yx_batch *b = some_batch(&seed, n), *back = NULL;
        yx_buf out = {0};
        T_OK(yx_submission_check(b, NULL) == YX_OK);
        T_OK(yx_submission_write(b, &out, NULL) == YX_OK);
        T_OK(yx_submission_rows(yx_buf_view(&out), &rows, NULL) == YX_OK && rows == n);
        T_OK(yx_submission_read(yx_buf_view(&out), &back, NULL) == YX_OK);
        T_OK(same_batch(b, back));
        T_OK(yx_submission_guarded((yx_str){out.at, out.n < 32 ? out.n : 32}) == guarded(b));
        T_OK(!yx_submission_guarded((yx_str){out.at, 1}));
        yx_batch_free(b);
        yx_batch_free(back);
        yx_buf_free(&out);
    }
}

static bool same_source(const yx_batch *b, const yx_rows *rows, const yx_obs *o, const yx_row *row)
{
    yx_str sheet = o->sheet ? yx_names_at(b->sheet, o->sheet - 1u) : (yx_str){"", 0};

    return row->line == o->line && row->column == o->column && row->status == o->status &&
           row->contributors == o->contributors && row->release == o->release &&
           yx_str_same(yx_rows_sheet(rows, row->sheet), sheet);
}

/* Rows one by one, in no order, are those of the whole. */
static void rows_of_submissions(void **state)
{
    static const size_t sizes[] = {0, 1, 100, 16384, 16385, 40000};
    uint64_t seed = 41;

    (void)state;
    for (size_t i = 0; i < 30; i++) {
        size_t n = sizes[i % YX_COUNT(sizes)];
        yx_batch *b = some_batch(&seed, n);
        yx_rows *rows = NULL;
        yx_buf out = {0};
        yx_row row;
        T_OK(yx_submission_write(b, &out, NULL) == YX_OK);
        T_OK(yx_rows_open(&out, &rows, NULL) == YX_OK && !out.at);
        T_OK(yx_rows_count(rows) == n && yx_str_is(yx_rows_file(rows), b->file) &&
             yx_str_is(yx_rows_said(rows), b->source) &&
             yx_str_is(yx_rows_reason(rows), b->reason));
        for (size_t k = 0; n && k < 200; k++) {
            size_t at = draw(&seed) % n;
            T_OK(yx_rows_at(rows, at, &row, NULL) == YX_OK);
            T_OK(same_source(b, rows, &b->obs[at], &row));
        }
        T_OK(yx_rows_bytes(rows) > 0);
        yx_rows_free(rows);
        yx_batch_free(b);
    }
}

/* What can be read of damaged bytes is read, and the rest said to be damaged. */
static void hostile_rows(void **state)
{
    uint64_t seed = 43;
    size_t bad = 0;

    (void)state;
    for (int round = 0; round < 40; round++) {
        yx_batch *b = some_batch(&seed, round % 10 ? 60 : 17000);
        yx_buf whole = {0};
        T_OK(yx_submission_write(b, &whole, NULL) == YX_OK);
        for (int k = 0; k < 60; k++) {
            yx_buf part = {0};
            yx_rows *rows = NULL;
            yx_row row;
            yx_code rc;
            yx_buf_add(&part, whole.at, k % 2 ? whole.n : draw(&seed) % whole.n);
            if (k % 2)
                part.at[draw(&seed) % part.n] ^= (char)(1 << draw(&seed) % 8);
            rc = yx_rows_open(&part, &rows, NULL);
            for (size_t i = 0; !rc && i < 3 && yx_rows_count(rows); i++)
                rc = yx_rows_at(rows, i < 2 ? yx_rows_count(rows) - 1 : 0, &row, NULL);
            T_OK(!rc || rc == YX_E_CORRUPT);
            bad += rc != YX_OK;
            yx_rows_free(rows);
            yx_buf_free(&part);
        }
        yx_batch_free(b);
        yx_buf_free(&whole);
    }
    T_OK(bad > 500);
}

static void hostile_submissions(void **state)
{
    uint64_t seed = 23;

    (void)state;
    for (int round = 0; round < 60; round++) {
        yx_batch *b = some_batch(&seed, 60), *back = NULL;
        yx_buf out = {0};
        T_OK(yx_submission_write(b, &out, NULL) == YX_OK);
        for (int k = 0; k < 100; k++) {
            size_t cut = k % 2 ? out.n : draw(&seed) % out.n;
            char *bytes = malloc(cut + 1);
            memcpy(bytes, out.at, cut);
            if (cut == out.n)
                bytes[draw(&seed) % cut] ^= (char)(1 << draw(&seed) % 8);
            back = NULL;
            if (yx_submission_read((yx_str){bytes, cut}, &back, NULL) == YX_OK) {
                T_OK(cut == out.n);
                T_OK(yx_submission_check(back, NULL) == YX_OK);
            }
            yx_batch_free(back);
            free(bytes);
        }
        yx_batch_free(b);
        yx_buf_free(&out);
    }
}

static void refused_rows(void **state)
{
    static const yx_obs good = {.period = {100, 100}, .as_of = 200, .release = YX_DAY_NONE};
    yx_obs bad[8];
    uint32_t number;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(bad); i++)
        bad[i] = good;
    bad[0].region = 1;
    bad[1].indicator = 7;
    bad[2].period.last = 99;
    bad[3].as_of = YX_DAY_NONE;
    bad[4].status = 'X';
    bad[5].scale = YX_SCALE_MAX + 1;
    bad[6].status = 'W';
    bad[6].mantissa = 5;
    bad[7].sheet = 1;
    for (size_t i = 0; i <= YX_COUNT(bad); i++) {
        yx_batch *b = NULL;
        T_OK(yx_batch_new("a.csv", NULL, &b, NULL) == YX_OK);
        T_OK(yx_names_add(b->region, yx_str_of("r"), &number, NULL) == YX_OK);
        T_OK(yx_names_add(b->indicator, yx_str_of("i"), &number, NULL) == YX_OK);
        T_OK(yx_batch_add(b, i < YX_COUNT(bad) ? &bad[i] : &good, NULL) == YX_OK);
        assert_int_equal(yx_submission_check(b, NULL), i < YX_COUNT(bad) ? YX_E_RANGE : YX_OK);
        yx_batch_free(b);
    }
    T_OK(!yx_code_allowed(yx_str_of("")) && !yx_code_allowed(yx_str_of("a\x1F"
                                                                       "b")));
    T_OK(!yx_code_allowed((yx_str){"a\0b", 3}) && yx_code_allowed(yx_str_of("甲.1")));
}

static bool no_memory(void *arg)
{
    const yx_batch *b = arg;
    yx_buf out = {0};
    yx_batch *back = NULL;
    yx_versions versions = {0};
    yx_scratch scratch = {0};
    yx_version one = {.period = {7, 7}, .value = {5, 0}, .as_of = 9, .seq = 1};
    yx_version two = {.period = {8, 8}, .value = {6, 0}, .as_of = 9, .seq = 2};
    yx_rows *rows = NULL;
    yx_row row;
    bool done = true;
    yx_buf first = {0};
    yx_err err = {0};
    yx_code rc = yx_submission_write(b, &out, &err);
    bool right;

    if (!rc)
        rc = yx_submission_read(yx_buf_view(&out), &back, &err);
    if (!rc)
        rc = yx_rows_open(&out, &rows, &err);
    if (!rc)
        rc = yx_rows_at(rows, 3, &row, &err);
    yx_rows_free(rows);
    yx_buf_clear(&out);
    if (!rc)
        rc = yx_chunk_write(&first, &one, 1, &scratch, &err);
    if (!rc)
        rc = yx_chunk_append(yx_buf_view(&first), &two, 1, &out, &scratch, &done, &err);
    yx_buf_free(&first);
    if (!rc && !done)
        rc = yx_fail(&err, YX_E_CORRUPT, "not appended");
    if (!rc)
        rc = yx_chunk_read(yx_buf_view(&out), &versions, &scratch, &err);
    right = rc ? rc == YX_E_NOMEM && err.code == rc : same_batch(b, back) && versions.n == 2;
    yx_batch_free(back);
    yx_buf_free(&out);
    yx_versions_free(&versions);
    yx_scratch_free(&scratch);
    return right;
}

static void allocations(void **state)
{
    uint64_t seed = 31;
    yx_batch *b = some_batch(&seed, 40);

    (void)state;
    T_OK(t_every_alloc(no_memory, b) > 10);
    yx_batch_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks),
        cmocka_unit_test(chunk_size),
        cmocka_unit_test(appended_chunks),
        cmocka_unit_test(hostile_chunks),
        cmocka_unit_test(submissions),
        cmocka_unit_test(hostile_submissions),
        cmocka_unit_test(rows_of_submissions),
        cmocka_unit_test(hostile_rows),
        cmocka_unit_test(refused_rows),
        cmocka_unit_test(allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
