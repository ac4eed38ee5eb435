/* inside.h - what the files of the tables of SQL share. */
#ifndef YX_FLOW_SQL_INSIDE_H
#define YX_FLOW_SQL_INSIDE_H

#include "flow/findings/findings.h"
#include "flow/sql/sql.h"

/* What a table is over. */
typedef struct yx_sql_from {
    yx_workspace *ws;
    yx_known known;
    yx_findings findings; /* made when the table is first asked for */
    bool has_findings;
} yx_sql_from;

/* figures.c: the table `observation`. arg: a yx_sql_from. */
extern const yx_query_table yx_sql_observation;

/* findings.c: the table `finding`. */
extern const yx_query_table yx_sql_finding;

/* catalog.c: region, indicator, lineage, relation, and others that are lists. */
extern const yx_query_table yx_sql_catalog[];
extern const size_t yx_n_sql_catalog;

static inline void yx_sql_text(yx_query_value *ret, const char *text)
{
    *ret = (yx_query_value){.kind = YX_QUERY_STR, .text = yx_str_of(text)};
}

static inline void yx_sql_int(yx_query_value *ret, int64_t number)
{
    *ret = (yx_query_value){.kind = YX_QUERY_INT, .number = number};
}

/* A day, NULL for one that stands for none. */
void yx_sql_day(yx_query_value *ret, yx_day day, char room[YX_DAY_TEXT]);

#endif
