#include "series/panel.h"
#include "tests/support/t.h"

static const struct {
    yx_period_kind kind;
    int first[3], last[3]; /* year, month, day */
    size_t n;
    const char *first_text, *last_text;
} axes[] = {
    {YX_PERIOD_DAY, {2021, 12, 30}, {2022, 1, 2}, 4, "2021-12-30", "2022-01-02"},
    {YX_PERIOD_WEEK, {2020, 12, 31}, {2021, 1, 4}, 2, "2020-W53", "2021-W01"},
    {YX_PERIOD_WEEK, {2018, 1, 1}, {2021, 1, 3}, 157, "2018-W01", "2020-W53"},
    {YX_PERIOD_TENDAY, {2021, 2, 20}, {2021, 3, 1}, 3, "2021-02-T2", "2021-03-T1"},
    {YX_PERIOD_MONTH, {2021, 11, 30}, {2022, 2, 1}, 4, "2021-11", "2022-02"},
    {YX_PERIOD_QUARTER, {2021, 12, 31}, {2022, 4, 1}, 3, "2021-Q4", "2022-Q2"},
    {YX_PERIOD_HALF, {2021, 6, 30}, {2022, 7, 1}, 4, "2021-H1", "2022-H2"},
    {YX_PERIOD_YEAR, {2019, 6, 30}, {2022, 7, 1}, 4, "2019", "2022"},
    {YX_PERIOD_DAY, {2022, 1, 2}, {2022, 1, 1}, 0, "2022-01-02", NULL},
};

static void axis_goes_from_first_to_last(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
        char text[YX_PERIOD_TEXT];
        yx_axis a = yx_axis_between(yx_day_of(axes[i].first[0], axes[i].first[1], axes[i].first[2]),
                                    yx_day_of(axes[i].last[0], axes[i].last[1], axes[i].last[2]),
                                    axes[i].kind);

        T_OK(a.n == axes[i].n && a.kind == axes[i].kind);
        T_TEXT(yx_period_text(a.first, false, text), axes[i].first_text);
        if (a.n)
            T_TEXT(yx_period_text(yx_axis_at(&a, a.n - 1), false, text), axes[i].last_text);
    }
}

/* Every place is found again, its neighbours touch it, and what is beside the axis is not on it. */
static void places(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
        yx_axis a = yx_axis_between(yx_day_of(1999, 3, 5), yx_day_of(2003, 9, 30), axes[i].kind);

        for (size_t t = 0; t < a.n; t++) {
            T_OK(yx_axis_find(&a, yx_axis_at(&a, t)) == t);
            T_OK(t == 0 || yx_axis_at(&a, t - 1).last + 1 == yx_axis_at(&a, t).first);
        }
        T_OK(yx_axis_find(&a, yx_axis_at(&a, a.n)) == SIZE_MAX);
        T_OK(yx_axis_find(&a, yx_period_step(a.first, -1)) == SIZE_MAX);
        /* of another kind: eight days, or a month */
        T_OK(yx_axis_find(&a, (yx_period){a.first.first, a.first.first + 7}) == SIZE_MAX);
    }
}

static void cells(void **state)
{
    yx_axis axis = yx_axis_between(yx_day_of(2021, 1, 1), yx_day_of(2021, 4, 1), YX_PERIOD_MONTH);
    yx_panel *p = NULL;

    (void)state;
    T_OK(yx_panel_new(2, 3, &axis, &p, NULL) == YX_OK);
    T_OK(yx_panel_axis(p)->n == 4 && yx_panel_axis(p)->kind == YX_PERIOD_MONTH);
    for (size_t r = 0; r < 2; r++)
        for (size_t k = 0; k < 3; k++) {
            yx_span row = yx_panel_row(p, r, k);
            T_OK(row.n == 4);
            for (size_t t = 0; t < 4; t++) {
                T_OK(isnan(row.at[t]));
                yx_panel_set(p, r, k, t, (double)(100 * r + 10 * k + t));
            }
        }
    T_OK(yx_panel_row(p, 0, 2).at[3] == 23 && yx_panel_row(p, 1, 0).at[0] == 100);
    yx_panel_free(p);
    yx_panel_free(NULL);
}

static void refused(void **state)
{
    yx_axis axis = yx_axis_between(0, 99, YX_PERIOD_DAY),
            none = yx_axis_between(1, 0, YX_PERIOD_DAY);
    yx_panel *p = NULL;
    yx_err err;

    (void)state;
    T_OK(yx_panel_new(0, 1, &axis, &p, &err) == YX_E_RANGE);
    T_OK(yx_panel_new(1, 0, &axis, &p, &err) == YX_E_RANGE);
    T_OK(yx_panel_new(1, 1, &none, &p, &err) == YX_E_RANGE);
    T_OK(yx_panel_new(SIZE_MAX / 2, 3, &axis, &p, &err) == YX_E_RANGE);
    T_OK(yx_panel_new(1u << 31, 1u << 31, &axis, &p, &err) == YX_E_RANGE);
    T_OK(p == NULL);
}

static bool new_or_nothing(void *arg)
{
    yx_axis axis = yx_axis_between(0, 99, YX_PERIOD_DAY);
    yx_panel *p = NULL;
    yx_err err = {0};
    yx_code rc = yx_panel_new(3, 2, &axis, &p, &err);
    bool right = rc ? !p && rc == YX_E_NOMEM && err.code == rc : p != NULL;

    (void)arg;
    yx_panel_free(p);
    return right;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    T_OK(t_every_alloc(new_or_nothing, NULL) == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axis_goes_from_first_to_last),
        cmocka_unit_test(places),
        cmocka_unit_test(cells),
        cmocka_unit_test(refused),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
