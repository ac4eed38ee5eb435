#include "flow/burden.h"

#include "base/buf.h"
#include "base/mem.h"
#include "model/alike.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MS = 86400000 };

typedef struct counting {
    yx_workspace *ws;
    yx_burdens *b;
    uint32_t *same;        /* by number of an indicator: the first one that means the same */
    yx_names *cell;        /* "region/indicator/period" */
    const yx_form **first; /* by number of the cell: who asked first */
    size_t cap_first;
    yx_names *row;  /* "office/region/week" */
    yx_names *item; /* "row/indicator" */
} counting;

static yx_day monday(yx_day d)
{
    return d - yx_weekday(d) + 1;
}

/* --- what means the same --- */

/* Indicators that were loaded although they exist are asked twice under two codes. */
static yx_code find_same(counting *c, yx_err *err)
{
    size_t n = yx_n_indicator(c->ws->catalog);
    yx_alike_item *item = calloc(n + 1, sizeof *item);
    bool *asked = calloc(n + 1, sizeof *asked);

    c->same = calloc(n + 1, sizeof *c->same);
    if (!item || !asked || !c->same) {
        free(item);
        free(asked);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu indicators", n);
    }
    for (size_t f = 0; f < yx_n_form(c->b->duties.forms); f++) {
        const yx_form *form = yx_form_at(c->b->duties.forms, f);
        for (size_t i = 0; i < form->n_item; i++) {
            const yx_indicator *a =
                yx_indicator_find(c->ws->catalog, yx_str_of(form->item[i].code));
            if (a)
                asked[a - yx_indicator_at(c->ws->catalog, 0)] = true;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        c->same[i] = i;
        if (!asked[i])
            continue;
        yx_alike_item_read(yx_indicator_at(c->ws->catalog, i), &item[i]);
        for (uint32_t k = 0; k < i && c->same[i] == i; k++)
            if (asked[k] && yx_alike_items(&item[i], &item[k]) >= YX_ALIKE_LIMIT)
                c->same[i] = c->same[k];
    }
    free(item);
    free(asked);
    return YX_OK;
}

/* --- counting --- */

static yx_code key(yx_names *to, uint32_t *ret, yx_err *err, const char *fmt, ...) YX_PRINTF(4, 5);

static yx_code key(yx_names *to, uint32_t *ret, yx_err *err, const char *fmt, ...)
{
    char text[600];
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        return yx_fail(err, YX_E_RANGE, "a code is too long");
    return yx_names_add(to, (yx_str){text, (size_t)n}, ret, err);
}

static uint32_t same_as(const counting *c, const char *code)
{
    const yx_indicator *a = yx_indicator_find(c->ws->catalog, yx_str_of(code));

    return a ? c->same[a - yx_indicator_at(c->ws->catalog, 0)] : UINT32_MAX;
}

static bool asked_earlier(const yx_form *a, const yx_form *b)
{
    if (a->first_announced != b->first_announced)
        return a->first_announced < b->first_announced;
    return strcmp(a->id, b->id) < 0;
}

/* Who asked first for each cell. */
static yx_code note_cells(counting *c, const yx_duty *d, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < d->n && !rc; i++) {
        size_t before = yx_names_count(c->cell);
        uint32_t number = 0;
        rc = key(c->cell, &number, err, "%u/%u/%d/%d", d->region,
                 same_as(c, c->b->duties.cell[d->first + i].indicator), d->period.first,
                 d->period.last);
        if (!rc)
            rc = yx_grow(&c->first, &c->cap_first, (size_t)number + 1, sizeof *c->first, err);
        if (!rc && (number == before || asked_earlier(d->form, c->first[number])))
            c->first[number] = d->form;
    }
    return rc;
}

static yx_code row_of(counting *c, const yx_duty *d, uint32_t *ret, yx_err *err)
{
    size_t before = yx_names_count(c->row);
    yx_day week = monday(d->due.day);
    yx_code rc = key(c->row, ret, err, "%s/%u/%d", d->form->office, d->region, week);

    if (rc || *ret < before)
        return rc;
    rc = yx_grow(&c->b->at, &c->b->cap, c->b->n + 1, sizeof *c->b->at, err);
    if (!rc)
        c->b->at[c->b->n++] = (yx_burden){.office = d->form->office,
                                          .region = d->region,
                                          .week = week,
                                          .cap = yx_form_cap(c->b->duties.forms, d->form->office)};
    return rc;
}

static yx_code count(counting *c, const yx_duty *d, yx_err *err)
{
    /* What was due before it was announced is history that is asked for, not short notice. */
    bool at_once = yx_due_over(&d->due, d->form->announced + DAY_MS) &&
                   !yx_due_over(&d->due, d->form->announced);
    uint32_t row = 0, number = 0;
    yx_code rc = row_of(c, d, &row, err);

    if (rc)
        return rc;
    c->b->at[row].forms++;
    c->b->at[row].cells += d->n;
    c->b->at[row].short_notice += at_once ? d->n : 0;
    for (size_t i = 0; i < d->n && !rc; i++) {
        const yx_duty_cell *cell = &c->b->duties.cell[d->first + i];
        size_t before = yx_names_count(c->item);
        c->b->at[row].typed += cell->typed;
        rc = key(c->item, &number, err, "%u/%s", row, cell->indicator);
        c->b->at[row].items += !rc && number == before;
        if (!rc)
            rc = key(c->cell, &number, err, "%u/%u/%d/%d", d->region, same_as(c, cell->indicator),
                     d->period.first, d->period.last);
        c->b->at[row].duplicates += !rc && c->first[number] != d->form;
    }
    return rc;
}

/* A question counts where the office asks for that indicator in that week, else in no row. */
static yx_code count_question(counting *c, const yx_question *q, yx_err *err)
{
    const yx_duties *d = &c->b->duties;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < d->n && !rc; i++) {
        const char *region = yx_region_at(c->ws->catalog, d->at[i].region)->code;
        uint32_t row;
        if (strcmp(region, q->region) != 0 || monday(d->at[i].due.day) != monday(q->day))
            continue;
        for (size_t k = 0; k < d->at[i].n; k++) {
            if (strcmp(d->cell[d->at[i].first + k].indicator, q->indicator) != 0)
                continue;
            rc = row_of(c, &d->at[i], &row, err);
            if (!rc)
                c->b->at[row].questions++;
            return rc;
        }
    }
    return rc;
}

/* --- the queue --- */

/* What has a legal ground comes first, then what is due first, then what was announced first. */
static int by_rank(const void *a, const void *b)
{
    const yx_duty *x = *(const yx_duty *const *)a, *y = *(const yx_duty *const *)b;
    bool has_x = x->form->number[0] != '\0', has_y = y->form->number[0] != '\0';

    if (has_x != has_y)
        return has_x ? -1 : 1;
    if (x->due.day != y->due.day)
        return x->due.day < y->due.day ? -1 : 1;
    if (x->form != y->form)
        return asked_earlier(x->form, y->form) ? -1 : 1;
    return yx_period_order(x->period, y->period);
}

static yx_code queue_row(counting *c, yx_burden *row, const yx_duty **room, yx_err *err)
{
    const yx_duties *d = &c->b->duties;
    size_t n = 0, rank = 0;
    int64_t left = row->cap;
    yx_code rc = YX_OK;

    if (row->cap < 0 || row->cells <= (uint64_t)row->cap)
        return YX_OK;
    row->over = row->cells - (size_t)row->cap;
    for (size_t i = 0; i < d->n; i++)
        if (d->at[i].region == row->region && monday(d->at[i].due.day) == row->week &&
            strcmp(d->at[i].form->office, row->office) == 0)
            room[n++] = &d->at[i];
    qsort(room, n, sizeof *room, by_rank);
    for (size_t i = 0; i < n && !rc; i++) {
        if ((int64_t)room[i]->n <= left) {
            left -= (int64_t)room[i]->n;
            continue;
        }
        rc = yx_grow(&c->b->queue, &c->b->cap_queue, c->b->n_queue + 1, sizeof *c->b->queue, err);
        if (!rc)
            c->b->queue[c->b->n_queue++] = (yx_queued){.form = room[i]->form,
                                                       .region = row->region,
                                                       .week = row->week,
                                                       .period = room[i]->period,
                                                       .cells = room[i]->n,
                                                       .rank = ++rank};
    }
    return rc;
}

static int by_office(const void *a, const void *b)
{
    const yx_burden *x = a, *y = b;
    int office = strcmp(x->office, y->office);

    if (office)
        return office;
    if (x->region != y->region)
        return x->region < y->region ? -1 : 1;
    return (x->week > y->week) - (x->week < y->week);
}

static yx_code count_all(counting *c, const yx_question *question, size_t n, yx_err *err)
{
    const yx_duties *d = &c->b->duties;
    const yx_duty **room = NULL;
    yx_code rc = find_same(c, err);

    for (size_t i = 0; i < d->n && !rc; i++)
        rc = note_cells(c, &d->at[i], err);
    for (size_t i = 0; i < d->n && !rc; i++)
        rc = count(c, &d->at[i], err);
    for (size_t i = 0; i < n && !rc; i++)
        rc = count_question(c, &question[i], err);
    if (!rc) {
        room = calloc(d->n + 1, sizeof *room);
        if (!room)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu duties", d->n);
    }
    if (!rc && c->b->n)
        qsort(c->b->at, c->b->n, sizeof *c->b->at, by_office);
    for (size_t i = 0; i < c->b->n && !rc; i++)
        rc = queue_row(c, &c->b->at[i], room, err);
    free(room);
    return rc;
}

yx_code yx_burdens_find(yx_workspace *ws, const yx_duty_ask *ask, const yx_question *question,
                        size_t n_question, yx_burdens *ret, yx_err *err)
{
    yx_burdens b = {0};
    counting c = {.ws = ws, .b = &b};
    yx_code rc = yx_duties_find(ws, ask, &b.duties, err);

    if (!rc)
        rc = yx_names_new(&c.cell, err);
    if (!rc)
        rc = yx_names_new(&c.row, err);
    if (!rc)
        rc = yx_names_new(&c.item, err);
    if (!rc)
        rc = count_all(&c, question, n_question, err);
    yx_names_free(c.cell);
    yx_names_free(c.row);
    yx_names_free(c.item);
    free(c.first);
    free(c.same);
    if (rc) {
        yx_burdens_free(&b);
        return rc;
    }
    *ret = b;
    return YX_OK;
}

void yx_burdens_free(yx_burdens *burdens)
{
    yx_duties_free(&burdens->duties);
    free(burdens->at);
    free(burdens->queue);
    *burdens = (yx_burdens){0};
}
