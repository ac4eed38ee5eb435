/* query.h - SQL over tables that are functions: read-only, in memory, within limits. It knows
 * nothing of what the tables hold; flow/sql/sql.c gives them.
 *
 * Nothing can be written and no file, other database or setting can be reached: an authoriser
 * allows SELECT over these tables and refuses everything else. */
#ifndef YX_STORE_QUERY_H
#define YX_STORE_QUERY_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    YX_QUERY_COLUMNS = 32,       /* most columns of a table */
    YX_QUERY_KEYS = 8,           /* most of them that a table can be asked by */
    YX_QUERY_BYTES = 4 << 20,    /* of one value */
    YX_QUERY_TEXT = 64 << 10,    /* of the query */
    YX_QUERY_MEMORY = 512 << 20, /* of the process, for all of SQLite */
};

typedef enum yx_query_kind {
    YX_QUERY_NULL,
    YX_QUERY_INT,
    YX_QUERY_REAL,
    YX_QUERY_STR,
} yx_query_kind;

typedef struct yx_query_value {
    yx_query_kind kind;
    int64_t number;
    double real;
    yx_str text; /* of a cell that a table gives: copied at once */
} yx_query_value;

/* A table: rows come one by one from a cursor of its own. */
typedef struct yx_query_table {
    const char *name;
    const char *const *column; /* n_column names, the first n_key of them keys */
    size_t n_column, n_key;
    size_t n_hidden; /* the last ones are not part of `*`, and must be given with = */
    void *arg;
    /* key: n_key values to which these columns must be equal (kind NULL: not asked), then n_hidden
     * likewise. Rows that are not equal are dropped by the caller; a hidden column must give back
     * what was asked. */
    yx_code (*open)(void *arg, const yx_query_value *key, void **ret_rows, yx_err *err);
    yx_code (*next)(void *rows, bool *ret_end, yx_err *err);
    yx_code (*cell)(void *rows, size_t column, yx_query_value *ret, yx_err *err);
    void (*close)(void *rows);
} yx_query_table;

typedef struct yx_query_ask {
    const yx_query_table *table;
    size_t n_table;
    const char *sql;         /* one SELECT */
    size_t max_rows;         /* more are YX_E_RANGE */
    uint64_t max_steps;      /* of SQLite's machine, in thousands; more are YX_E_RANGE */
    bool (*stop)(void *arg); /* asked now and then: is it enough? NULL: never */
    /* Names of the columns once, then the values of each row. Texts are valid during the call. */
    yx_code (*head)(void *arg, const char *const *name, size_t n, yx_err *err);
    yx_code (*row)(void *arg, const yx_query_value *value, size_t n, yx_err *err);
    void *arg;
} yx_query_ask;

/* YX_E_RANGE: the SQL is wrong, not allowed, or goes beyond a limit; else as the tables and the
 * receiver fail. */
YX_MUST_USE yx_code yx_query_run(const yx_query_ask *ask, yx_err *err);

#endif
