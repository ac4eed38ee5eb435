/* query.c - eponymous virtual tables of SQLite over the tables of a query. */
#include "store/query.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 1000 /* operations between two looks at the limits */ };

typedef struct running {
    const yx_query_ask *ask;
    sqlite3 *conn;
    uint64_t steps;
    bool declaring;      /* a table tells its columns, which SQLite takes for making one */
    const char *stopped; /* why, in words */
    yx_code code;        /* of the first table that failed */
    yx_err err;
} running;

typedef struct table {
    sqlite3_vtab base;
    running *run;
    const yx_query_table *of;
} table;

typedef struct cursor {
    sqlite3_vtab_cursor base;
    void *rows;
    bool end;
    sqlite3_int64 row;
} cursor;

typedef struct module_of {
    running *run;
    const yx_query_table *of;
} module_of;

static const yx_query_table *of(const sqlite3_vtab *v)
{
    return ((const table *)(const void *)v)->of;
}

/* A table failed: its code is kept, SQLite gets its words. */
static int table_failed(sqlite3_vtab *v, yx_code rc, const yx_err *err)
{
    running *run = ((table *)(void *)v)->run;

    if (!run->code) {
        run->code = rc;
        run->err = *err;
    }
    return rc == YX_E_NOMEM ? SQLITE_NOMEM : SQLITE_ERROR;
}

/* --- the module --- */

/* CREATE TABLE x("region" TEXT,"indicator" TEXT,...,"version" TEXT HIDDEN): region = 420100 finds
 * the text. */
static char *declaration(const yx_query_table *t)
{
    sqlite3_str *s = sqlite3_str_new(NULL);

    sqlite3_str_appendall(s, "CREATE TABLE x(");
    for (size_t i = 0; i < t->n_column; i++) {
        bool hidden = i + t->n_hidden >= t->n_column;
        sqlite3_str_appendf(s, "%s\"%w\"%s%s", i ? "," : "", t->column[i],
                            i < t->n_key || hidden ? " TEXT" : "", hidden ? " HIDDEN" : "");
    }
    sqlite3_str_appendall(s, ")");
    return sqlite3_str_finish(s);
}

static int x_connect(sqlite3 *conn, void *aux, int argc, const char *const *argv,
                     sqlite3_vtab **ret, char **ret_err)
{
    const module_of *m = aux;
    char *text = declaration(m->of);
    table *t;
    int rc = SQLITE_NOMEM;

    (void)argc;
    (void)argv;
    (void)ret_err;
    m->run->declaring = true;
    if (text)
        rc = sqlite3_declare_vtab(conn, text);
    m->run->declaring = false;
    sqlite3_free(text);
    if (rc)
        return rc;
    t = calloc(1, sizeof *t);
    if (!t)
        return SQLITE_NOMEM;
    t->run = m->run;
    t->of = m->of;
    *ret = &t->base;
    return SQLITE_OK;
}

static int x_disconnect(sqlite3_vtab *v)
{
    free(v);
    return SQLITE_OK;
}

/* Which keys are given is a bit each of idxNum; their values come in the order of the bits. */
static int x_best_index(sqlite3_vtab *v, sqlite3_index_info *info)
{
    const yx_query_table *t = of(v);
    size_t visible = t->n_column - t->n_hidden;
    int given[YX_QUERY_KEYS], argument = 0;
    double cost = 1e9;

    for (size_t k = 0; k < YX_QUERY_KEYS; k++)
        given[k] = -1;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *c = &info->aConstraint[i];
        size_t column = c->iColumn < 0 ? YX_QUERY_COLUMNS : (size_t)c->iColumn;
        bool key = column < t->n_key, hidden = column >= visible && column < t->n_column;
        size_t k = hidden ? t->n_key + column - visible : column;
        if (c->op != SQLITE_INDEX_CONSTRAINT_EQ || (!key && !hidden))
            continue;
        if (!c->usable && hidden)
            return SQLITE_CONSTRAINT; /* another order of the joins has it */
        if (c->usable && given[k] < 0)
            given[k] = i;
    }
    info->idxNum = 0;
    for (int k = 0; k < YX_QUERY_KEYS; k++) {
        if (given[k] < 0)
            continue;
        info->aConstraintUsage[given[k]].argvIndex = ++argument;
        info->aConstraintUsage[given[k]].omit = 0; /* texts are compared by SQLite again */
        info->idxNum |= 1 << k;
        cost /= 1000;
    }
    info->estimatedCost = cost;
    info->estimatedRows = (sqlite3_int64)(cost < 1 ? 1 : cost);
    return SQLITE_OK;
}

static int x_open(sqlite3_vtab *v, sqlite3_vtab_cursor **ret)
{
    cursor *c = calloc(1, sizeof *c);

    (void)v;
    if (!c)
        return SQLITE_NOMEM;
    *ret = &c->base;
    return SQLITE_OK;
}

static int x_close(sqlite3_vtab_cursor *base)
{
    cursor *c = (cursor *)(void *)base;

    if (c->rows)
        of(base->pVtab)->close(c->rows);
    free(c);
    return SQLITE_OK;
}

static int x_next(sqlite3_vtab_cursor *base)
{
    cursor *c = (cursor *)(void *)base;
    yx_err err = {0};
    yx_code rc = of(base->pVtab)->next(c->rows, &c->end, &err);

    c->row++;
    return rc ? table_failed(base->pVtab, rc, &err) : SQLITE_OK;
}

/* A key that is no text equals none, as codes and periods are texts; so does NULL. */
static bool key_of(sqlite3_value *v, yx_query_value *ret)
{
    *ret = (yx_query_value){.kind = YX_QUERY_STR};
    if (sqlite3_value_type(v) == SQLITE_NULL)
        return false;
    ret->text.at = (const char *)sqlite3_value_text(v);
    ret->text.n = (size_t)sqlite3_value_bytes(v);
    return ret->text.at != NULL;
}

static int x_filter(sqlite3_vtab_cursor *base, int number, const char *name, int argc,
                    sqlite3_value **argv)
{
    cursor *c = (cursor *)(void *)base;
    const yx_query_table *t = of(base->pVtab);
    yx_query_value key[YX_QUERY_KEYS] = {{0}};
    yx_err err = {0};
    yx_code rc;

    (void)name;
    if (c->rows)
        t->close(c->rows);
    c->rows = NULL;
    c->end = true;
    for (int k = 0, i = 0; k < YX_QUERY_KEYS && i < argc; k++)
        if (number >> k & 1 && !key_of(argv[i++], &key[k]))
            return SQLITE_OK;
    rc = t->open(t->arg, key, &c->rows, &err);
    if (rc)
        return table_failed(base->pVtab, rc, &err);
    return x_next(base);
}

static int x_eof(sqlite3_vtab_cursor *base)
{
    return ((const cursor *)(const void *)base)->end;
}

static int x_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
    cursor *c = (cursor *)(void *)base;
    yx_query_value v = {0};
    yx_err err = {0};
    yx_code rc = of(base->pVtab)->cell(c->rows, (size_t)column, &v, &err);

    if (rc)
        return table_failed(base->pVtab, rc, &err);
    switch (v.kind) {
    case YX_QUERY_NULL:
        sqlite3_result_null(context);
        break;
    case YX_QUERY_INT:
        sqlite3_result_int64(context, v.number);
        break;
    case YX_QUERY_REAL:
        sqlite3_result_double(context, v.real);
        break;
    case YX_QUERY_STR:
        sqlite3_result_text64(context, v.text.n ? v.text.at : "", v.text.n, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
        break;
    }
    return SQLITE_OK;
}

static int x_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = ((const cursor *)(const void *)base)->row;
    return SQLITE_OK;
}

/* Without xCreate a module is one table of its own name, which nobody can create. */
static const sqlite3_module module = {
    .iVersion = 0,
    .xConnect = x_connect,
    .xBestIndex = x_best_index,
    .xDisconnect = x_disconnect,
    .xOpen = x_open,
    .xClose = x_close,
    .xFilter = x_filter,
    .xNext = x_next,
    .xEof = x_eof,
    .xColumn = x_column,
    .xRowid = x_rowid,
};

/* --- what is allowed --- */

static bool is_one_of(const char *name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (name && sqlite3_stricmp(name, list[i]) == 0)
            return true;
    return false;
}

static bool may_read(const running *run, const char *name)
{
    static const char *const others[] = {"json_each", "json_tree", "sqlite_schema",
                                         "sqlite_master"};

    for (size_t i = 0; i < run->ask->n_table; i++)
        if (name && sqlite3_stricmp(name, run->ask->table[i].name) == 0)
            return true;
    return is_one_of(name, others, YX_COUNT(others));
}

static int authorise(void *arg, int action, const char *a, const char *b, const char *database,
                     const char *trigger)
{
    static const char *const functions[] = {"load_extension", "fts3_tokenizer", "readfile",
                                            "writefile",      "edit",           "zipfile"};

    const running *run = arg;

    (void)database;
    (void)trigger;
    if (run->declaring)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        return may_read(run, a) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
        return is_one_of(b, functions, YX_COUNT(functions)) ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static int look_at_limits(void *arg)
{
    running *run = arg;

    if (++run->steps > run->ask->max_steps)
        run->stopped = "it takes too many steps";
    else if (run->ask->stop && run->ask->stop(run->ask->arg))
        run->stopped = "it takes too long";
    return run->stopped != NULL;
}

static void set_limits(running *run)
{
    static const int limits[][2] = {
        {SQLITE_LIMIT_LENGTH, YX_QUERY_BYTES},
        {SQLITE_LIMIT_SQL_LENGTH, YX_QUERY_TEXT},
        {SQLITE_LIMIT_COLUMN, 200},
        {SQLITE_LIMIT_EXPR_DEPTH, 200},
        {SQLITE_LIMIT_COMPOUND_SELECT, 50},
        {SQLITE_LIMIT_VDBE_OP, 100000},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };

    for (size_t i = 0; i < YX_COUNT(limits); i++)
        (void)sqlite3_limit(run->conn, limits[i][0], limits[i][1]);
    (void)sqlite3_db_config(run->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(run->conn, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(run->conn, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_progress_handler(run->conn, STEP, look_at_limits, run);
}

/* --- running --- */

/* What went wrong: the table's own failure, a limit, or SQLite's words. */
static yx_code query_failed(const running *run, yx_err *err)
{
    int rc = sqlite3_errcode(run->conn) & 0xFF;

    if (run->code)
        return yx_fail(err, run->code, "%s", run->err.text);
    if (run->stopped)
        return yx_fail(err, YX_E_RANGE, "the query was ended: %s", run->stopped);
    if (rc == SQLITE_NOMEM)
        return yx_fail(err, YX_E_NOMEM, "no memory for the query (%d MB are allowed)",
                       YX_QUERY_MEMORY >> 20);
    if (rc == SQLITE_AUTH)
        return yx_fail(err, YX_E_RANGE, "%s: SELECT over these tables is all that is allowed",
                       sqlite3_errmsg(run->conn));
    return yx_fail(err, YX_E_RANGE, "%s", sqlite3_errmsg(run->conn));
}

static yx_code connect(running *run, module_of *modules, yx_err *err)
{
    const yx_query_ask *ask = run->ask;
    int rc =
        sqlite3_open_v2(":memory:", &run->conn,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);

    if (!rc)
        rc = sqlite3_exec(run->conn, "PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
    for (size_t i = 0; i < ask->n_table && !rc; i++) {
        modules[i] = (module_of){run, &ask->table[i]};
        rc = sqlite3_create_module_v2(run->conn, ask->table[i].name, &module, &modules[i], NULL);
    }
    if (!rc)
        rc = sqlite3_set_authorizer(run->conn, authorise, run);
    if (!run->conn)
        return yx_fail(err, YX_E_NOMEM, "no memory for the query");
    return rc ? query_failed(run, err) : YX_OK;
}

static yx_code prepare(running *run, sqlite3_stmt **ret, yx_err *err)
{
    const char *tail = NULL;

    if (strlen(run->ask->sql) > YX_QUERY_TEXT)
        return yx_fail(err, YX_E_RANGE, "the query is longer than %d bytes", YX_QUERY_TEXT);
    if (sqlite3_prepare_v2(run->conn, run->ask->sql, -1, ret, &tail))
        return query_failed(run, err);
    if (!*ret)
        return yx_fail(err, YX_E_RANGE, "there is no query");
    while (*tail == ' ' || *tail == '\n' || *tail == '\t' || *tail == '\r' || *tail == ';')
        tail++;
    if (*tail)
        return yx_fail(err, YX_E_RANGE, "more than one statement, from '%.40s'", tail);
    if (!sqlite3_stmt_readonly(*ret) || sqlite3_column_count(*ret) == 0)
        return yx_fail(err, YX_E_RANGE, "only SELECT is allowed");
    return YX_OK;
}

static yx_code value_of(sqlite3_stmt *s, int i, yx_query_value *ret, yx_err *err)
{
    *ret = (yx_query_value){0};
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER:
        ret->kind = YX_QUERY_INT;
        ret->number = sqlite3_column_int64(s, i);
        break;
    case SQLITE_FLOAT:
        ret->kind = YX_QUERY_REAL;
        ret->real = sqlite3_column_double(s, i);
        break;
    case SQLITE_NULL:
        break;
    case SQLITE_BLOB:
        return yx_fail(err, YX_E_RANGE, "'%s' is bytes: hex() makes text of them",
                       sqlite3_column_name(s, i));
    default:
        ret->kind = YX_QUERY_STR;
        ret->text.at = (const char *)sqlite3_column_text(s, i);
        ret->text.n = ret->text.at ? (size_t)sqlite3_column_bytes(s, i) : 0;
    }
    return YX_OK;
}

static yx_code give_rows(running *run, sqlite3_stmt *s, yx_query_value *value, size_t n,
                         yx_err *err)
{
    size_t rows = 0;
    yx_code rc = YX_OK;

    for (;;) {
        int step = sqlite3_step(s);
        if (step == SQLITE_DONE)
            return YX_OK;
        if (step != SQLITE_ROW)
            return query_failed(run, err);
        if (++rows > run->ask->max_rows)
            return yx_fail(err, YX_E_RANGE, "more than %zu rows: add LIMIT", run->ask->max_rows);
        for (size_t i = 0; i < n && !rc; i++)
            rc = value_of(s, (int)i, &value[i], err);
        if (!rc)
            rc = run->ask->row(run->ask->arg, value, n, err);
        if (rc)
            return rc;
    }
}

static yx_code give(running *run, sqlite3_stmt *s, yx_err *err)
{
    size_t n = (size_t)sqlite3_column_count(s);
    yx_query_value *value = calloc(n, sizeof *value);
    const char **name = calloc(n, sizeof *name);
    yx_code rc = value && name ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for %zu columns", n);

    for (size_t i = 0; i < n && !rc; i++) {
        name[i] = sqlite3_column_name(s, (int)i);
        if (!name[i])
            rc = yx_fail(err, YX_E_NOMEM, "no memory for the names of columns");
    }
    if (!rc)
        rc = run->ask->head(run->ask->arg, name, n, err);
    if (!rc)
        rc = give_rows(run, s, value, n, err);
    free(value);
    free(name);
    return rc;
}

yx_code yx_query_run(const yx_query_ask *ask, yx_err *err)
{
    running run = {.ask = ask};
    sqlite3_int64 memory = sqlite3_hard_heap_limit64(YX_QUERY_MEMORY);
    module_of *modules = calloc(ask->n_table + 1, sizeof *modules);
    sqlite3_stmt *s = NULL;
    yx_code rc =
        modules ? connect(&run, modules, err) : yx_fail(err, YX_E_NOMEM, "no memory for the query");

    if (!rc) {
        set_limits(&run);
        rc = prepare(&run, &s, err);
    }
    if (!rc)
        rc = give(&run, s, err);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close_v2(run.conn);
    (void)sqlite3_hard_heap_limit64(memory);
    free(modules);
    return rc;
}
