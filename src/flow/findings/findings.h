/* findings.h - the checks over all figures: what is asked, of whom, with the arithmetic; and what
 * became of the question (`yixian findings`, `explain`, `close`).
 *
 * A finding is a question to the owner. Which there are follows from the figures; what became of
 * them stands in the log as entries of kind "finding" (docs/format-log.md). Its id follows from
 * check, detail, region, indicator and period alone, so it is the same tomorrow. Nothing is
 * repaired, and nothing is averaged. */
#ifndef YX_FLOW_FINDINGS_FINDINGS_H
#define YX_FLOW_FINDINGS_FINDINGS_H

#include "base/mem.h"
#include "check/check.h"
#include "flow/workspace.h"

#define YX_ENTRY_FINDING "finding"

enum { YX_FINDING_ID = 17 };

typedef enum yx_finding_state {
    YX_FINDING_OPEN,
    YX_FINDING_EXPLAINED, /* the owner said why; the words travel with the figure */
    YX_FINDING_REVISED,   /* the figure changed since, and the check asks no more */
    YX_FINDING_CLOSED,    /* with a reason */
    YX_N_FINDING_STATE
} yx_finding_state;
extern const char *const yx_finding_state_name[YX_N_FINDING_STATE]; /* "open", ... */

/* A figure that the arithmetic is made of. */
typedef struct yx_finding_part {
    const char *region, *indicator, *value;
    bool minus;
} yx_finding_part;

typedef struct yx_finding {
    char id[YX_FINDING_ID];
    yx_check_number check;
    yx_grade grade;
    yx_finding_state state;
    const char *kind;              /* of the check */
    const char *region;            /* code as reported */
    uint32_t number;               /* of the region in the catalogue, or YX_REGION_NONE */
    const yx_indicator *indicator; /* NULL: of no indicator */
    yx_period period;
    bool has_period;
    const char *relation;                      /* its id, a code, ...: "" */
    const char *found, *expected, *difference; /* "" where there is none */
    const char *detail[YX_N_LANG];             /* what the question adds */
    const char *sum;                           /* the arithmetic, or "" */
    yx_finding_part *part;
    size_t n_part;
    const char **missing; /* parts that did not report: "421171 龙感湖管理区" */
    size_t n_missing;
    yx_version version; /* of the figure that is asked about */
    bool has_version;
    int logged;        /* what the log says of it last: a yx_finding_state, or -1 */
    const char *since; /* UTC time of its first entry, or "" */
    const char *explanation, *explained_by; /* or "" */
    const char *reason, *closed_by;         /* of its end, or "" */
} yx_finding;

/* What a check did. */
typedef struct yx_check_rate {
    size_t judged, asked;
} yx_check_rate;

typedef struct yx_findings_ask {
    yx_known known;
    yx_day as_of;       /* entries of the log after that day are not known; YX_DAY_MAX: all are */
    const char *region; /* it and what lies below it; NULL: all */
    const char *check;  /* id or kind; NULL: all */
    yx_day duty_day;    /* what was owed until then is asked about (flow/duty.h); 0: nothing is */
} yx_findings_ask;

typedef struct yx_findings {
    yx_finding *at; /* gravest first, then region, indicator, period */
    size_t n, cap;
    yx_check_rate rate[YX_N_CHECK];
    size_t relations_skipped; /* relations that could not be read: see note */
    yx_buf note;              /* a line each */
    yx_arena *arena;
} yx_findings;

/* Runs the checks over what is known. YX_E_RANGE: no such region or check.
 * O(figures); memory: 60 bytes a figure. */
YX_MUST_USE yx_code yx_findings_run(yx_workspace *ws, const yx_findings_ask *ask, yx_findings *ret,
                                    yx_err *err);
void yx_findings_free(yx_findings *findings); /* contents */

/* The question in words. Appends to out. */
void yx_finding_say(const yx_catalog *catalog, const yx_finding *f, yx_lang lang, yx_buf *out);

/* --- their life --- */

/* Records what is new: questions that are open, and those that a revision answered. In a
 * transaction of the caller's. *ret_n entries. */
YX_MUST_USE yx_code yx_findings_record(yx_workspace *ws, const yx_findings *findings,
                                       const yx_act *act, size_t *ret_n, yx_err *err);

/* The post of the owner office says why; the explanation then travels with the figure.
 * YX_E_ABSENT: no such finding; YX_E_RANGE: another office owns it, or the text is empty or too
 * long. */
YX_MUST_USE yx_code yx_finding_explain(yx_workspace *ws, const char *id, const char *text,
                                       const yx_act *act, yx_err *err);
/* Ends a question. */
YX_MUST_USE yx_code yx_finding_close(yx_workspace *ws, const char *id, const char *reason,
                                     const yx_act *act, yx_err *err);

/* Explanations by figure, for those who show figures. */
typedef struct yx_explanations yx_explanations;
YX_MUST_USE yx_code yx_explanations_read(yx_workspace *ws, yx_day as_of, yx_explanations **ret,
                                         yx_err *err);
void yx_explanations_free(yx_explanations *e); /* NULL is fine */
/* NULL: nobody explained this figure. The value is that which was explained. */
const char *yx_explanation_of(const yx_explanations *e, yx_str region, yx_str indicator,
                              yx_period period, yx_decimal value);

#endif
