#include "base/frame.h"
#include "tests/support/t.h"

#include <string.h>

static const struct {
    const char *text;
    bool good;
    double v;
} numbers[] = {
    {"1", true, 1},
    {"-0.50", true, -0.5},
    {"1e-300", true, 1e-300},
    {"+2.5E3", true, 2500},
    {"", true, NAN},
    {"NA", true, NAN},
    {"Inf", true, INFINITY},
    {"-Inf", true, -INFINITY},
    {"0.10000000000000001", true, 0.1},
    {"nan", false, 0},
    {"inf", false, 0},
    {"0x10", false, 0},
    {"1,5", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"--1", false, 0},
    {"1e", false, 0},
    {"e5", false, 0},
    {"1e999", false, 0},
    {"-", false, 0},
    {"N/A", false, 0},
    {"1000000000000000000000000000000000000000000000000000000000000000", false, 0},
};

static void read_numbers(void **state)
{
    double v;

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        v = 77;
        T_OK(yx_frame_read_number(yx_str_of(numbers[i].text), &v) == numbers[i].good);
        T_NEAR(v, numbers[i].good ? numbers[i].v : 77, 0);
        T_OK(!yx_is_not_a_number(v));
    }
    T_OK(yx_frame_read_number(yx_str_of("NaN"), &v) && yx_is_not_a_number(v) && isnan(v));
    T_OK(yx_frame_read_number((yx_str){"1\0002", 3}, &v) == false);
}

static const char table[] = "id,x,what\n"
                            "a,1,\"one, and\"\n"
                            "b,NA,\n"
                            "c,,x\n"
                            "d,NaN,-\n"
                            "e,-Inf,\xe5\x8c\x97\n";

/* Reads, copies the key, doubles x, writes. */
static yx_code filter(const char *path, yx_buf *csv, yx_buf *json, yx_err *err)
{
    yx_frame *f = NULL, *out = NULL;
    const double *x;
    double *twice;
    size_t id;
    yx_code rc = yx_frame_read(path, &f, err);

    if (!rc)
        rc = yx_frame_need_numbers(f, "x", &x, err);
    if (!rc)
        rc = yx_frame_need(f, "id", &id, err);
    if (!rc)
        rc = yx_frame_new("out", &out, err);
    if (!rc)
        rc = yx_frame_copy(out, f, id, err);
    if (!rc)
        rc = yx_frame_add(out, "twice", yx_frame_rows(f), &twice, err);
    for (size_t i = 0; !rc && i < yx_frame_rows(f); i++)
        twice[i] = 2 * x[i];
    if (!rc)
        rc = yx_frame_write_csv(out, csv, err);
    if (!rc)
        rc = yx_frame_write_json(out, json, err);
    yx_frame_free(f);
    yx_frame_free(out);
    return rc;
}

static void round_trip(void **state)
{
    yx_buf csv = {0}, json = {0};
    yx_err err = {0};

    (void)state;
    T_OK(filter(t_file_text("a.csv", table), &csv, &json, &err) == YX_OK);
    T_TEXT(csv.at, "id,twice\na,2\nb,\nc,\nd,NaN\ne,-Inf\n");
    T_TEXT(json.at, "[\n{\"id\":\"a\",\"twice\":2},\n{\"id\":\"b\",\"twice\":null},\n"
                    "{\"id\":\"c\",\"twice\":null},\n{\"id\":\"d\",\"twice\":\"NaN\"},\n"
                    "{\"id\":\"e\",\"twice\":\"-Inf\"}\n]\n");
    yx_buf_free(&csv);
    yx_buf_free(&json);
}

static void looks(void **state)
{
    yx_frame *f = NULL;
    const double *x;
    yx_err err = {0};
    size_t at;

    (void)state;
    T_OK(yx_frame_read(t_file_text("a.csv", table), &f, &err) == YX_OK);
    T_OK(yx_frame_rows(f) == 5 && yx_frame_columns(f) == 3 && yx_frame_find(f, "what") == 2);
    T_OK(yx_frame_find(f, "") == YX_COLUMN_NONE && yx_frame_line(f, 4) == 6);
    T_OK(yx_str_is(yx_frame_text(f, 2, 0), "one, and") && yx_frame_text(f, 2, 1).n == 0);
    T_OK(yx_frame_need(f, "y", &at, &err) == YX_E_ABSENT && strstr(err.text, "no column 'y'"));
    T_OK(yx_frame_need_numbers(f, "what", &x, &err) == YX_E_FORMAT);
    T_OK(strstr(err.text, "a.csv:2: what: 'one, and' is no number") != NULL);
    yx_frame_free(f);
}

static const struct {
    const char *text, *says;
} refused[] = {
    {"", "no rows"},
    {"a,b\n", "no rows"},
    {"a,b\n1\n", "a.csv:2: 1 fields, the header has 2"},
    {"a,b\n1,2\n1,2,3\n", "a.csv:3: 3 fields"},
    {"a,b\n1,\"2\n", "a.csv:2: quotes that do not close"},
    {"a,b\n1,x\"2\n", "a.csv:2: a quote inside a field"},
};

static void refuses(void **state)
{
    yx_frame *f = NULL;
    yx_err err = {0};
    double *x;
    size_t at;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        T_OK(yx_frame_read(t_file_text("a.csv", refused[i].text), &f, &err) == YX_E_FORMAT && !f);
        T_OK(strstr(err.text, refused[i].says) != NULL);
    }
    T_OK(yx_frame_read("/nonexistent/a.csv", &f, &err) == YX_E_IO && !f);
    T_OK(yx_frame_read(t_file_text("a.csv", "x,x\n1,2\n"), &f, &err) == YX_OK);
    T_OK(yx_frame_need(f, "x", &at, &err) == YX_E_FORMAT);
    T_OK(yx_frame_add(f, "y", 2, &x, &err) == YX_E_RANGE);
    yx_frame_free(f);
}

/* A column that is shorter than the others is never written. */
static void uneven(void **state)
{
    yx_frame *f = NULL;
    yx_buf out = {0};
    double *x;
    size_t at;

    (void)state;
    T_OK(yx_frame_new("f", &f, NULL) == YX_OK);
    T_OK(yx_frame_add(f, "x", 2, &x, NULL) == YX_OK && isnan(x[0]) && isnan(x[1]));
    T_OK(yx_frame_add_text(f, "k", &at, NULL) == YX_OK);
    T_OK(yx_frame_put(f, at, yx_str_of("a"), NULL) == YX_OK);
    T_OK(yx_frame_write_csv(f, &out, NULL) == YX_E_RANGE && out.n == 0);
    T_OK(yx_frame_put(f, at, yx_str_of("b"), NULL) == YX_OK);
    T_OK(yx_frame_write_csv(f, &out, NULL) == YX_OK);
    T_TEXT(out.at, "x,k\n,a\n,b\n");
    yx_buf_free(&out);
    yx_frame_free(f);
}

static bool no_memory(void *arg)
{
    yx_buf csv = {0}, json = {0};
    yx_code rc = filter(arg, &csv, &json, NULL);

    yx_buf_free(&csv);
    yx_buf_free(&json);
    return rc == YX_OK || rc == YX_E_NOMEM;
}

static void every_alloc(void **state)
{
    char path[4096];

    (void)state;
    memcpy(path, t_file_text("a.csv", table), strlen(t_file_text("a.csv", table)) + 1);
    T_OK(t_every_alloc(no_memory, path) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_numbers), cmocka_unit_test(round_trip), cmocka_unit_test(looks),
        cmocka_unit_test(refuses),      cmocka_unit_test(uneven),     cmocka_unit_test(every_alloc),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
