/* The verb that asks in SQL. */
#include "flow/sql/sql.h"
#include "base/csv.h"
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    PART = 1 << 16, /* bytes that are written at once */
    SHOWN = 10000,  /* rows of a terminal table */
    SECONDS = 60,
};

typedef enum form { AS_TABLE, AS_CSV, AS_JSON_ROWS } form;

typedef struct answer {
    form form;
    int64_t until; /* ms */
    yx_buf out;
    yx_json json;
    yx_buf name; /* of the columns, each ended by a NUL */
    yx_table *table;
    size_t rows, n;
} answer;

static bool too_late(void *arg)
{
    const answer *a = arg;
    int64_t now = 0;

    return yx_session_now(false, &now, NULL) == YX_OK && now > a->until;
}

static yx_code write_part(answer *a, yx_err *err)
{
    yx_code rc = yx_buf_check(&a->out, err);

    if (!rc && fwrite(a->out.at ? a->out.at : "", 1, a->out.n, stdout) != a->out.n)
        rc = yx_fail(err, YX_E_IO, "cannot write: %s", strerror(errno));
    yx_buf_clear(&a->out);
    return rc;
}

static yx_code head(void *arg, const char *const *name, size_t n, yx_err *err)
{
    static const yx_align align[YX_TABLE_COLUMNS] = {YX_LEFT};
    answer *a = arg;

    a->n = n;
    for (size_t i = 0; i < n; i++) {
        yx_buf_text(&a->name, name[i]);
        yx_buf_char(&a->name, 0);
        if (a->form == AS_CSV)
            yx_csv_write(&a->out, yx_str_of(name[i]), i == 0);
    }
    if (a->form == AS_CSV)
        yx_buf_char(&a->out, '\n');
    if (a->form == AS_JSON_ROWS)
        yx_json_array(&a->json, NULL);
    if (a->form != AS_TABLE)
        return yx_buf_check(&a->name, err);
    if (n > YX_TABLE_COLUMNS)
        return yx_fail(err, YX_E_RANGE, "more than %d columns: --csv or --json has room for them",
                       YX_TABLE_COLUMNS);
    return yx_table_new(name, align, n, &a->table, err);
}

/* The shortest digits that give the same number. */
static const char *digits(double v, char out[40])
{
    for (int n = 1; n <= 17; n++) {
        (void)snprintf(out, 40, "%.*g", n, v);
        if (strtod(out, NULL) == v)
            break;
    }
    return out;
}

static void text_row(answer *a, const yx_query_value *v, size_t i)
{
    char room[40];
    yx_str text = v->kind == YX_QUERY_STR ? v->text : yx_str_of("");

    if (v->kind == YX_QUERY_INT) {
        (void)snprintf(room, sizeof room, "%lld", (long long)v->number);
        text = yx_str_of(room);
    } else if (v->kind == YX_QUERY_REAL) {
        text = yx_str_of(digits(v->real, room));
    }
    if (a->form == AS_CSV)
        yx_csv_write(&a->out, text, i == 0);
    else if (a->rows < SHOWN)
        yx_table_str(a->table, v->kind == YX_QUERY_NULL ? yx_str_of("-") : text);
}

static void json_row(answer *a, const char *name, const yx_query_value *v)
{
    switch (v->kind) {
    case YX_QUERY_NULL:
        yx_json_null(&a->json, name);
        break;
    case YX_QUERY_INT:
        yx_json_int(&a->json, name, v->number);
        break;
    case YX_QUERY_REAL:
        yx_json_number(&a->json, name, v->real);
        break;
    case YX_QUERY_STR:
        yx_json_str(&a->json, name, v->text);
        break;
    }
}

static yx_code row(void *arg, const yx_query_value *value, size_t n, yx_err *err)
{
    answer *a = arg;
    const char *name = a->name.at;

    if (a->form == AS_JSON_ROWS)
        yx_json_object(&a->json, NULL);
    for (size_t i = 0; i < n; i++) {
        if (a->form == AS_JSON_ROWS)
            json_row(a, name, &value[i]);
        else
            text_row(a, &value[i], i);
        name += strlen(name) + 1;
    }
    if (a->form == AS_JSON_ROWS)
        yx_json_end(&a->json);
    if (a->form == AS_CSV)
        yx_buf_char(&a->out, '\n');
    a->rows++;
    return a->out.n < PART ? YX_OK : write_part(a, err);
}

static yx_code end(answer *a, yx_err *err)
{
    yx_code rc = YX_OK;

    if (a->form == AS_JSON_ROWS) {
        yx_json_end(&a->json);
        yx_buf_char(&a->out, '\n');
    } else if (a->form == AS_TABLE) {
        rc = yx_table_print(a->table, 0, &a->out, err);
        if (a->rows > SHOWN)
            yx_buf_f(&a->out, "... and %zu more: --csv and --json have all\n", a->rows - SHOWN);
        yx_buf_f(&a->out, "%zu row%s\n", a->rows, a->rows == 1 ? "" : "s");
    }
    return rc ? rc : write_part(a, err);
}

/* Tables and columns, for those who ask for none. */
static int list_tables(void)
{
    for (size_t i = 0; i < yx_sql_n_table(); i++) {
        const char *const *column;
        size_t n;
        printf("%s(", yx_sql_table(i, &column, &n));
        for (size_t k = 0; k < n; k++)
            printf("%s%s", k ? ", " : "", column[k]);
        printf(")\n");
    }
    return YX_EXIT_DONE;
}

int yx_cli_sql(const yx_args *args)
{
    enum { AS_OF, CSV, AS_JSON };
    answer a = {.form = args->value[AS_JSON] ? AS_JSON_ROWS : args->value[CSV] ? AS_CSV : AS_TABLE};
    yx_sql_out out = {.stop = too_late, .head = head, .row = row, .arg = &a};
    yx_workspace ws = {0};
    yx_err err = {0};
    yx_day as_of;
    yx_code rc;

    if (args->n_word == 0)
        return list_tables();
    if (args->value[CSV] && args->value[AS_JSON])
        return yx_say_usage("sql", "--csv and --json are two forms");
    if (!yx_option_day("sql", args->value[AS_OF], YX_DAY_MAX, &as_of))
        return YX_EXIT_USAGE;
    a.json = (yx_json){.out = &a.out, .lines = true};
    rc = yx_session_now(false, &a.until, &err);
    a.until += SECONDS * 1000;
    if (!rc)
        rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_sql(&ws, yx_workspace_known(&ws, as_of), args->word[0], &out, &err);
    if (!rc)
        rc = end(&a, &err);
    yx_buf_free(&a.out);
    yx_buf_free(&a.name);
    yx_table_free(a.table);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("sql", rc, &err) : YX_EXIT_DONE;
}
