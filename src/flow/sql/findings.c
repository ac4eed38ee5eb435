/* findings.c - the table `finding`: the checks run once, when it is first asked for. */
#include "flow/sql/inside.h"

#include <stdlib.h>

enum {
    ID,
    REGION,
    INDICATOR,
    PERIOD,
    CHECK,
    KIND,
    GRADE,
    STATE,
    FOUND,
    EXPECTED,
    DIFFERENCE,
    QUESTION,
    QUESTION_ZH,
    EXPLANATION,
    REASON,
    SINCE,
    N_COLUMN
};

static const char *const columns[N_COLUMN] = {
    "id",    "region",   "indicator",  "period",   "check",       "kind",        "grade",  "state",
    "found", "expected", "difference", "question", "question_zh", "explanation", "reason", "since"};

typedef struct asked {
    const yx_sql_from *from;
    size_t next; /* the finding at hand is next - 1 */
    char period[YX_PERIOD_TEXT];
    yx_buf words;
} asked;

static yx_code run_checks(yx_sql_from *from, yx_err *err)
{
    yx_findings_ask ask = {.known = from->known, .as_of = from->known.as_of};
    yx_code rc;

    if (from->has_findings)
        return YX_OK;
    rc = yx_findings_run(from->ws, &ask, &from->findings, err);
    from->has_findings = rc == YX_OK;
    return rc;
}

static yx_code finding_open(void *arg, const yx_query_value *key, void **ret_rows, yx_err *err)
{
    asked *a = calloc(1, sizeof *a);
    yx_code rc = a ? run_checks(arg, err) : yx_fail(err, YX_E_NOMEM, "no memory for findings");

    (void)key;
    if (rc) {
        free(a);
        return rc;
    }
    a->from = arg;
    *ret_rows = a;
    return YX_OK;
}

static void finding_close(void *rows)
{
    asked *a = rows;

    yx_buf_free(&a->words);
    free(a);
}

static yx_code finding_next(void *rows, bool *ret_end, yx_err *err)
{
    asked *a = rows;

    (void)err;
    *ret_end = a->next >= a->from->findings.n;
    a->next += !*ret_end;
    return YX_OK;
}

static void text_or_null(yx_query_value *ret, const char *text)
{
    if (text && text[0])
        yx_sql_text(ret, text);
}

static yx_code question(asked *a, const yx_finding *f, yx_lang lang, yx_query_value *ret,
                        yx_err *err)
{
    yx_buf_clear(&a->words);
    yx_finding_say(a->from->ws->catalog, f, lang, &a->words);
    *ret = (yx_query_value){.kind = YX_QUERY_STR, .text = yx_buf_view(&a->words)};
    return yx_buf_check(&a->words, err);
}

static yx_code finding_cell(void *rows, size_t column, yx_query_value *ret, yx_err *err)
{
    asked *a = rows;
    const yx_finding *f = &a->from->findings.at[a->next - 1];
    const char *const text[N_COLUMN] = {[ID] = f->id,
                                        [REGION] = f->region,
                                        [INDICATOR] = f->indicator ? f->indicator->code : "",
                                        [CHECK] = yx_checks[f->check].id,
                                        [KIND] = f->kind,
                                        [GRADE] = yx_grade_name[f->grade],
                                        [STATE] = yx_finding_state_name[f->state],
                                        [FOUND] = f->found,
                                        [EXPECTED] = f->expected,
                                        [DIFFERENCE] = f->difference,
                                        [EXPLANATION] = f->explanation,
                                        [REASON] = f->reason,
                                        [SINCE] = f->since};
    bool ytd = f->indicator && f->indicator->kind == YX_YTD;

    *ret = (yx_query_value){0};
    if (column == QUESTION || column == QUESTION_ZH)
        return question(a, f, column == QUESTION ? YX_EN : YX_ZH_HANS, ret, err);
    if (column == PERIOD && f->has_period)
        yx_sql_text(ret, yx_period_text(f->period, ytd, a->period));
    else
        text_or_null(ret, text[column]);
    return YX_OK;
}

const yx_query_table yx_sql_finding = {
    .name = "finding",
    .column = columns,
    .n_column = N_COLUMN,
    .open = finding_open,
    .next = finding_next,
    .cell = finding_cell,
    .close = finding_close,
};
