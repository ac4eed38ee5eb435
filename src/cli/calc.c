/* The statistical methods as plain filters: a file in, a table out. No workspace. */
#include "base/json.h"
#include "cli/session.h"
#include "flow/methods.h"

#include <math.h>
#include <string.h>

/* Everything that is wrong with words, files or options is the input's fault here. */
static int refused(const char *verb, yx_code rc, const yx_err *err)
{
    if (rc == YX_E_NOMEM)
        return yx_say_error(verb, rc, err);
    fprintf(stderr, "yixian: %s: %s\n", verb, err->text);
    return YX_EXIT_REFUSED;
}

static int no_method(const char *verb, const char *name, const char *near)
{
    return yx_say_usage(verb, "no method '%.60s'%s%s%s (yixian methods lists all)", name,
                        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

int yx_cli_calc(const yx_args *args)
{
    enum { INPUT, WITH, OPTIONS, JSON };
    yx_calc calc = {.method = args->word[0],
                    .input = args->value[INPUT],
                    .n_with = args->n_pair,
                    .options = args->value[OPTIONS]};
    yx_frame *table = NULL;
    yx_buf out = {0};
    yx_method m;
    const char *near;
    yx_err err = {0};
    yx_code rc;

    if (!yx_method_find(calc.method, &m, &near))
        return no_method("calc", calc.method, near);
    if (!calc.input)
        return yx_say_usage("calc", "--input FILE is missing");
    for (size_t i = 0; i < args->n_pair; i++)
        calc.with[i] = args->pair[i];
    rc = yx_calc_run(&calc, &table, &err);
    if (!rc)
        rc = args->value[JSON] ? yx_frame_write_json(table, &out, &err)
                               : yx_frame_write_csv(table, &out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_frame_free(table);
    yx_buf_free(&out);
    return rc ? refused("calc", rc, &err) : YX_EXIT_DONE;
}

static void columns_text(const char *title, const yx_method_column *column, size_t n)
{
    if (n)
        printf("\n%s\n", title);
    for (size_t i = 0; i < n; i++)
        printf("  %-16s %s%s%s%s%s\n", column[i].name, column[i].what, column[i].table ? " [" : "",
               column[i].table ? column[i].table : "", column[i].table ? "]" : "",
               column[i].optional ? " (optional)" : "");
}

static void words_text(const char *title, const char *const *word)
{
    if (!word)
        return;
    printf("\n%s:", title);
    for (size_t i = 0; word[i]; i++)
        printf(" %s", word[i]);
    puts("");
}

static int method_text(const yx_method *m)
{
    char takes[YX_PARAM_SAID], dflt[YX_PARAM_SAID];

    printf("%s - %s\n\nSource: %s (docs/sources.md). Tolerance: %s.\n", m->name, m->what, m->source,
           m->tolerance);
    if (m->n_param)
        puts("\nOptions");
    for (size_t i = 0; i < m->n_param; i++) {
        const yx_param *p = &m->param[i];
        printf("  %-16s %s\n", p->name, p->what);
        printf("  %-16s %s, unit %s, default %s%s%s\n", "", yx_param_takes(p, takes), p->unit,
               yx_param_text(p, p->dflt, dflt), p->r_name ? "; in R " : "",
               p->r_name ? p->r_name : "");
    }
    words_text("Tables (option table, the first is the default)", m->table);
    words_text("Further files (--with NAME=FILE)", m->with);
    columns_text("Reads", m->in, m->n_in);
    columns_text("Answers", m->out, m->n_out);
    return YX_EXIT_DONE;
}

static void columns_json(yx_json *j, const char *key, const yx_method_column *column, size_t n)
{
    yx_json_array(j, key);
    for (size_t i = 0; i < n; i++) {
        yx_json_object(j, NULL);
        yx_json_text(j, "name", column[i].name);
        yx_json_text(j, "what", column[i].what);
        yx_json_bool(j, "optional", column[i].optional);
        yx_json_text(j, "type", column[i].text ? "text" : "number");
        yx_json_text(j, "table", column[i].table);
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void words_json(yx_json *j, const char *key, const char *const *word)
{
    yx_json_array(j, key);
    for (size_t i = 0; word && word[i]; i++)
        yx_json_text(j, NULL, word[i]);
    yx_json_end(j);
}

static void options_json(yx_json *j, const yx_method *m)
{
    char dflt[YX_PARAM_SAID];

    yx_json_array(j, "options");
    for (size_t i = 0; i < m->n_param; i++) {
        const yx_param *p = &m->param[i];
        yx_json_object(j, NULL);
        yx_json_text(j, "name", p->name);
        yx_json_text(j, "r_name", p->r_name);
        yx_json_text(j, "unit", p->unit);
        yx_json_text(j, "what", p->what);
        yx_json_number(j, "lo", p->words && !p->or_word ? NAN : p->lo);
        yx_json_number(j, "hi", p->words && !p->or_word ? NAN : p->hi);
        yx_json_bool(j, "whole", p->whole);
        words_json(j, "words", p->words);
        yx_json_text(j, "default", isnan(p->dflt) ? NULL : yx_param_text(p, p->dflt, dflt));
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void method_json(yx_json *j, const yx_method *m)
{
    yx_json_object(j, NULL);
    yx_json_text(j, "name", m->name);
    yx_json_text(j, "what", m->what);
    yx_json_text(j, "source", m->source);
    yx_json_text(j, "tolerance", m->tolerance);
    options_json(j, m);
    words_json(j, "tables", m->table);
    words_json(j, "with", m->with);
    columns_json(j, "reads", m->in, m->n_in);
    columns_json(j, "answers", m->out, m->n_out);
    yx_json_end(j);
}

/* All methods, or the one at `only`. */
static int methods_json(size_t only)
{
    yx_buf out = {0};
    yx_json j = {.out = &out, .lines = true};
    yx_err err = {0};
    yx_code rc;

    yx_json_array(&j, NULL);
    for (size_t i = 0; i < yx_n_method(); i++) {
        yx_method m = yx_method_at(i);
        if (only == SIZE_MAX || only == i)
            method_json(&j, &m);
    }
    yx_json_end(&j);
    yx_buf_char(&out, '\n');
    rc = yx_buf_check(&out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    return rc ? yx_say_error("methods", rc, &err) : YX_EXIT_DONE;
}

int yx_cli_methods(const yx_args *args)
{
    enum { JSON };
    const char *near;
    yx_method m;
    size_t only = SIZE_MAX;

    if (args->n_word && !yx_method_find(args->word[0], &m, &near))
        return no_method("methods", args->word[0], near);
    for (size_t i = 0; args->n_word && i < yx_n_method(); i++)
        if (strcmp(yx_method_at(i).name, m.name) == 0)
            only = i;
    if (args->value[JSON])
        return methods_json(only);
    if (args->n_word)
        return method_text(&m);
    for (size_t i = 0; i < yx_n_method(); i++) {
        m = yx_method_at(i);
        printf("%-20s %s\n", m.name, m.what);
    }
    return YX_EXIT_DONE;
}
