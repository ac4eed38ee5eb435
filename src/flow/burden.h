/* burden.h - what is asked of counties: by whom, how much, how short, how often the same.
 *
 * A cell is asked in the week in which it is due. Views are not asked: their figures are entered
 * elsewhere. An office that asks for more cells of a county and week than its cap allows has used
 * it up: what is over is queued, in the order of the queue's rank. */
#ifndef YX_FLOW_BURDEN_H
#define YX_FLOW_BURDEN_H

#include "flow/duty.h"

typedef struct yx_burden {
    const char *office;
    uint32_t region;     /* number of the catalogue */
    yx_day week;         /* its Monday */
    size_t forms;        /* forms x periods that are due */
    size_t items;        /* different indicators */
    size_t cells;        /* asked */
    size_t typed;        /* entered, corrections too */
    size_t duplicates;   /* cells that another form asks for too, and asked first */
    size_t short_notice; /* cells with less than 24 hours from the announcement until due */
    size_t questions;    /* findings */
    size_t over;         /* cells over the cap */
    int64_t cap;         /* -1: none */
} yx_burden;

/* A form that stands in the queue: its cells do not fit into the cap. */
typedef struct yx_queued {
    const yx_form *form;
    uint32_t region;
    yx_day week;
    yx_period period;
    size_t cells, rank; /* rank from 1, within office, region and week */
} yx_queued;

/* A question that was asked of an office's figures. */
typedef struct yx_question {
    const char *region, *indicator; /* codes */
    yx_day day;
} yx_question;

typedef struct yx_burdens {
    yx_duties duties; /* keeps the forms */
    yx_burden *at;    /* in order of office, region code, week */
    size_t n, cap;
    yx_queued *queue;
    size_t n_queue, cap_queue;
} yx_burdens;

/* Of what is due from one day to another, asked at the moment or day of `ask` (its due_from and
 * due_to). Questions count for the office whose form asks for the indicator. */
YX_MUST_USE yx_code yx_burdens_find(yx_workspace *ws, const yx_duty_ask *ask,
                                    const yx_question *question, size_t n_question, yx_burdens *ret,
                                    yx_err *err);
void yx_burdens_free(yx_burdens *burdens); /* contents */

#endif
