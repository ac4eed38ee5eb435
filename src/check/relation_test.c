/* Rates from their parts, formulas of relations, forms of codes, and the table itself. */
#include "check/check.h"
#include "check/code_form.h"
#include "check/ratio.h"
#include "check/terms.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

static yx_term term(const char *text)
{
    yx_term t = {.minus = false};

    T_OK(yx_decimal_read(yx_str_of(text), &t.value) == YX_DECIMAL_OK);
    t.digits = t.value.scale;
    return t;
}

static const struct {
    const char *why, *rate, *a, *b;
    double factor;
    bool known, holds;
} rates[] = {
    {"20 of 15 planned are 133.3 %", "133.3", "20", "15", 100, true, true},
    {"... 20 may be 19.5 to 20.5, 15 may be 14.5 to 15.5", "141", "20", "15", 100, true, true},
    {"... but not that", "150", "20", "15", 100, true, false},
    {"finer parts leave less room", "133.5", "20.00", "15.00", 100, true, false},
    {"nothing below", "1", "20", "0", 100, false, false},
    {"what rounds to nothing below", "1", "20", "0.4", 100, false, false},
    {"below zero", "-50", "-1.00", "2.00", 100, true, true},
};

static void test_ratio(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        yx_term a = term(rates[i].a), b = term(rates[i].b);
        yx_ratio r;
        if (strcmp(rates[i].b, "0.4") == 0)
            b.digits = 0;
        if (b.digits == 0 && b.value.scale)
            b.value = (yx_decimal){0, 0};
        yx_ratio_of(term(rates[i].rate), rates[i].factor, &a, 1, &b, 1, NULL, &r);
        if (r.known != rates[i].known || r.holds != rates[i].holds)
            print_error("%s: %g in %g .. %g\n", rates[i].why, r.expected, r.lowest, r.highest);
        T_OK(r.known == rates[i].known && r.holds == rates[i].holds);
    }
}

static void test_power(void **state)
{
    double rate[] = {81000, 65000, 120000, 7}, parts[] = {8.12, 6.49, 12.1, 9};

    (void)state;
    T_OK(yx_ratio_power(rate, parts, 4) == 4); /* 亿元 over 万人 in 元 */
    T_OK(yx_ratio_power(rate, parts, 0) == 0);
    T_NEAR(yx_growth(107, 100), 7, 1e-12);
    T_OK(isnan(yx_growth(5, 0)));
}

static bool known(const void *with, yx_str code)
{
    static const char *const codes[] = {"a", "b", "c", "cases-new", "cases", "new", "gdp.total"};

    (void)with;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (yx_str_is(code, codes[i]))
            return true;
    return false;
}

static const struct {
    const char *text, *want; /* "+a -b /c *100", or the fault */
} formulas[] = {
    {"a+b+c", "+a+b+c"},
    {"a + b - c", "+a+b-c"},
    {" - a + b", "-a+b"},
    {"a / b", "+a/+b"},
    {"100 * (a + b) / (c - a)", "*100+a+b/+c/-a"},
    {"0.5*gdp.total", "*0.5+gdp.total"},
    {"cases-new", "+cases-new"},
    {"a-b", "+a-b"},
    {"", "a term is missing"},
    {"a+", "a term is missing"},
    {"a b", "a sign is missing between two terms"},
    {"a+x", "no such indicator"},
    {"a/b/c", "two strokes"},
    {"a/", "a term is missing"},
    {"(a+b", "a bracket is not closed"},
    {"a+b)", "a bracket too many"},
    {"100*", "a term is missing"},
    {"a++b", "a term is missing"},
};

static void test_formulas(void **state)
{
    yx_formula f;
    yx_str at;

    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        const char *wrong = yx_formula_read(yx_str_of(formulas[i].text), known, NULL, &f, &at);
        char got[200];
        size_t n = 0;
        got[0] = 0;
        if (!wrong && f.has_factor)
            n += (size_t)snprintf(got, sizeof got, "*%g", f.factor);
        for (size_t k = 0; !wrong && k < f.n; k++)
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%c%.*s", k >= f.n_above ? "/" : "",
                                  f.term[k].minus ? '-' : '+', (int)f.term[k].code.n,
                                  f.term[k].code.at);
        T_TEXT(wrong ? wrong : got, formulas[i].want);
    }
    T_OK(!yx_formula_read(yx_str_of("cases-new"), known, NULL, &f, &at) && f.n == 1);
    T_OK(!yx_formula_read(yx_str_of("cases - new"), known, NULL, &f, &at) && f.n == 2);
}

static void test_many_terms(void **state)
{
    char text[2 * 70 + 1];
    yx_formula f;
    yx_str at;

    (void)state;
    for (size_t i = 0; i < 70; i++)
        memcpy(text + 2 * i, "a+", 2);
    text[2 * 64 - 1] = 0;
    T_OK(!yx_formula_read(yx_str_of(text), known, NULL, &f, &at) && f.n == 64);
    text[2 * 64 - 1] = '+';
    text[2 * 66 - 1] = 0;
    T_TEXT(yx_formula_read(yx_str_of(text), known, NULL, &f, &at), "more than 64 terms");
}

static void test_code_forms(void **state)
{
    yx_code_forms forms = {.n = 0};
    char code[16];

    (void)state;
    T_OK(yx_code_forms_has(&forms, yx_str_of("anything"), 20)); /* nothing is known */
    for (int i = 0; i < 300; i++) {
        (void)snprintf(code, sizeof code, "%06d", 420000 + i);
        yx_code_forms_add(&forms, yx_str_of(code));
    }
    yx_code_forms_add(&forms, yx_str_of("4200yy")); /* one in 300 makes no form */
    T_OK(yx_code_forms_has(&forms, yx_str_of("429999"), 20));
    T_OK(!yx_code_forms_has(&forms, yx_str_of("4200y0"), 20));
    T_OK(!yx_code_forms_has(&forms, yx_str_of("4200yy"), 20));
    T_OK(!yx_code_forms_has(&forms, yx_str_of("42999"), 20));
    for (int i = 0; i < 300; i++) {
        (void)snprintf(code, sizeof code, "IT%02d", i % 100);
        yx_code_forms_add(&forms, yx_str_of(code));
    }
    T_OK(yx_code_forms_has(&forms, yx_str_of("IT77"), 20));
    T_OK(!yx_code_forms_has(&forms, yx_str_of("it77"), 20));
}

/* Every row is whole: an id and a kind of its own, words in both languages, parameters in range, a
 * guard. */
static void test_table(void **state)
{
    (void)state;
    for (int i = 0; i < YX_N_CHECK; i++) {
        const yx_check *c = &yx_checks[i];
        char id[8];
        (void)snprintf(id, sizeof id, i < 27 ? "Q%02d" : "C%02d", i < 27 ? i + 1 : i - 26);
        T_TEXT(c->id, id);
        T_OK(c->kind && c->needs && c->source && c->guard_words && c->grade < YX_N_GRADE);
        T_OK(c->guard > 0 && c->guard <= 1 && c->n_param <= YX_CHECK_PARAMS);
        T_OK(yx_check_find(yx_str_of(c->id)) == (yx_check_number)i);
        for (int lang = 0; lang < YX_N_LANG; lang++)
            T_OK(c->name[lang] && c->name[lang][0] && c->ask[lang] && c->ask[lang][0]);
        for (size_t k = 0; k < c->n_param; k++) {
            const yx_param *p = &c->param[k];
            T_OK(p->lo < p->hi && (isnan(p->dflt) || (p->dflt >= p->lo && p->dflt <= p->hi)));
            T_OK(yx_check_param(c, yx_str_of(p->name)) == k);
        }
    }
    for (int i = 14; i < 27; i++) /* those whose method comes later say where */
        if (i == 14 || i == 15 || i == 21 || i == 22 || i == 24)
            T_OK(yx_checks[i].later != NULL);
    T_OK(yx_check_find(yx_str_of("sum")) == YX_CHECK_SUM);
    T_OK(yx_check_find(yx_str_of("nothing")) == YX_N_CHECK);
    T_OK(yx_check_param(&yx_checks[0], yx_str_of("nothing")) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio),      cmocka_unit_test(test_power),
        cmocka_unit_test(test_formulas),   cmocka_unit_test(test_many_terms),
        cmocka_unit_test(test_code_forms), cmocka_unit_test(test_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
