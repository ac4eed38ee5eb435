/* form.h - what counties are asked for: items x regions x periods, by whom, on what ground, by
 * when.
 *
 * Forms are YAML; docs/forms.md teaches the language by example:
 *   forms:
 *     ind-monthly:
 *       {version: 1, title: 规上工业月报, office: 统计局, purpose: 运行监测, frequency: M,
 *        items: [ind.output, {code: ind.profit, view: true}],
 *        regions: {level: county, below: '420000'}, due: {working_days: 8, hour: 17}, from:
 * 2022-01-01, legal: {number: 国统制〔2021〕1号, body: 国家统计局, approved: 2021-06-01, valid_to:
 * 2023-12-31}} caps: {统计局: 120} One datum has one entry: an item that another form asks of the
 * same regions in the same time is a view on that form, or a fault. Unknown keys are faults; all
 * faults of a file are listed. */
#ifndef YX_MODEL_FORM_H
#define YX_MODEL_FORM_H

#include "model/batch.h" /* YX_DAY_NONE */
#include "model/calendar.h"

enum {
    YX_FORM_ITEMS = 2000,  /* most items, and most listed regions, of a form */
    YX_FORMS_FILE = 2000,  /* most forms of a file */
    YX_FORM_WORKING = 250, /* most working days until a form is due */
};

typedef struct yx_form_item {
    const char *code; /* of an indicator */
    bool view;        /* shown here, entered in another form */
} yx_form_item;

typedef struct yx_form yx_form;
struct yx_form {
    const char *id, *title, *office, *purpose, *file;
    int version;
    yx_period_kind every;
    yx_form_item *item;
    size_t n_item;
    const char *level, *below; /* regions of a level, below (and with) a code; NULL: any */
    const char **region;       /* or a list of codes; NULL */
    size_t n_region;
    int working_days; /* after the period's last day; 0: that day, or the next working one */
    int hour;         /* 1..24 of that day */
    yx_day from;      /* first day on which a period that is asked for may end; YX_DAY_NONE: the day
                       * on which the form was announced */
    yx_day until;     /* last such day; YX_DAY_MAX: open */
    bool by_publication;       /* in time when published in time, whenever it was entered here */
    const char *number, *body; /* legal marks; "" */
    yx_day approved, valid_to; /* YX_DAY_NONE, YX_DAY_MAX where not given */
    unsigned skip;             /* months in whose periods nothing is asked: bit 1 January, ... */
    int64_t announced;         /* log time of this version, UTC milliseconds */
    int64_t first_announced;   /* of the first one */
    const yx_form *before;     /* the version before; NULL */
};

typedef struct yx_cap {
    const char *office;
    int64_t cells; /* a county and week */
} yx_cap;

typedef struct yx_forms yx_forms; /* the forms in force: a set that grows file by file */

YX_MUST_USE yx_code yx_forms_new(yx_forms **ret_forms, yx_err *err);
void yx_forms_free(yx_forms *forms); /* NULL is fine */

/* Reads a file into the set. A form whose id is in the set replaces it and must have a higher
 * version, unless it says the very same; a cap replaces that of its office.
 *   announced   time of the log entry, UTC milliseconds
 *   force       an item that another form asks for is taken all the same
 * YX_E_REFUSED: faults; the set is as it was before, as it is after any other failure. */
YX_MUST_USE yx_code yx_forms_read(yx_forms *forms, const char *file, yx_str text,
                                  const yx_catalog *catalog, int64_t announced, bool force,
                                  yx_faults *faults, yx_err *err);

/* Pointers are valid until the next yx_forms_read(), texts until yx_forms_free(). */
size_t yx_n_form(const yx_forms *forms);
const yx_form *yx_form_at(const yx_forms *forms, size_t i);    /* in order of id */
const yx_form *yx_form_find(const yx_forms *forms, yx_str id); /* or NULL */
/* Cells a county and week that an office may ask for; -1: no cap. */
int64_t yx_form_cap(const yx_forms *forms, const char *office);

/* Is a region (number of the catalogue) asked? O(depth, or length of the list). */
bool yx_form_asks(const yx_form *form, const yx_catalog *catalog, uint32_t region);
/* First day on which a period may end to be asked for: `from`, or the day of the announcement. */
yx_day yx_form_from(const yx_form *form);
/* Is anything asked for this period? */
bool yx_form_asks_period(const yx_form *form, yx_period period);
/* When the figures of a period are due: a working day and an hour. A later version does not change
 * what was due before it was announced. */
typedef struct yx_due {
    yx_day day;
    int hour;     /* 1..24 */
    yx_day alarm; /* the first working day on which it may be said that it is over */
} yx_due;
yx_due yx_form_due(const yx_form *form, const yx_calendar *calendar, yx_period period);
/* Is a time (UTC milliseconds) after it? */
bool yx_due_over(const yx_due *due, int64_t ms);

#endif
